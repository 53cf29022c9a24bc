"""Quantities as printed and typed: what is one value with a unit, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QuantityError
from kg.quantities import Quantity, Unit, UnitTable, parse_quantity

D = Decimal

UNITS = UnitTable(
    [
        Unit("percent", "%", D("0.01"), dimension="ratio", spellings=("percent",)),
        Unit("number", "1", dimension="ratio"),
        Unit("areal-capacity", "mAh cm⁻²", D(36000), dimension="charge/area", spellings=("mAh cm-2",)),
        Unit("milliampere-hour", "mAh", D("3.6"), dimension="charge"),
        Unit("coulomb", "C", dimension="charge"),
        Unit("current-density", "mA cm⁻²", D(10), dimension="current/area"),
        Unit("megapascal", "MPa", D(1000000), dimension="pressure", spellings=("Mpa", "M pa")),
        Unit("millipascal", "mPa", D("0.001"), dimension="pressure"),
        Unit("celsius", "°C", offset=D("273.15"), dimension="temperature"),
        Unit("kelvin", "K", dimension="temperature"),
        Unit("cycles", "cycles", dimension="count", spellings=("cycle",)),
        Unit("energy-density", "Wh L⁻¹", D(3600000), dimension="energy/volume"),
        Unit("conductivity", "S cm⁻¹", D(100), dimension="conductivity"),
        Unit("USD t-1", "$/t", D("0.001"), dimension="price", spellings=("$/MT",)),
        Unit("USD oz_tr-1", "$/oz t", D("32.1507465686"), dimension="price", spellings=("$/oz",)),
        Unit("micrometre", "μm", D("0.000001"), dimension="length"),
    ],
    bare="number",
)


@pytest.mark.parametrize(
    ("text", "comparator", "value", "unit"),
    [
        ("6.2 mAh cm^{-2}", "=", "6.2", "areal-capacity"),
        ("6.8 mAh cm $^{-2}$", "=", "6.8", "areal-capacity"),
        ("2.92 mAh cm ⁻²", "=", "2.92", "areal-capacity"),
        ("6.2 mAh/cm2", "=", "6.2", "areal-capacity"),
        ("\\approx 2.4 mAh cm ⁻²", "~", "2.4", "areal-capacity"),
        ("0.264 mA cm\u22122", "=", "0.264", "current-density"),
        ("≈62%", "~", "62", "percent"),
        ("> 99.9 %", ">", "99.9", "percent"),
        ("≥80\u00a0%", ">=", "80", "percent"),
        (">= 80 percent", ">=", "80", "percent"),
        ("more than 80%", ">", "80", "percent"),
        ("Over 99.9%", ">", "99.9", "percent"),
        ("up to 12.50 %", "<=", "12.50", "percent"),
        ("30 M Pa", "=", "30", "megapascal"),
        ("405 Mpa", "=", "405", "megapascal"),
        ("50 M pa", "=", "50", "megapascal"),
        ("3 mPa", "=", "3", "millipascal"),
        ("1000 cycles", "=", "1000", "cycles"),
        ("1,000 cycles", "=", "1000", "cycles"),
        ("1\u2009000 cycles", "=", "1000", "cycles"),
        ("1,234,567.5 cycles", "=", "1234567.5", "cycles"),
        ("900 Wh L⁻¹", "=", "900", "energy-density"),
        ("\\$31.1/oz", "=", "31.1", "USD oz_tr-1"),
        ("$1.1M/MT", "=", "1100000", "USD t-1"),
        ("1.1 M $/MT", "=", "1100000", "USD t-1"),
        ("3221 \\$/MT", "=", "3221", "USD t-1"),
        ("\u221220 °C", "=", "-20", "celsius"),
        ("60 ℃", "=", "60", "celsius"),
        ("3.7·10 -8 S cm-1", "=", "0.000000037", "conductivity"),
        ("1.5 × 10^{-3} S cm^{-1}", "=", "0.0015", "conductivity"),
        ("10⁻⁴ S/cm", "=", "0.0001", "conductivity"),
        ("2e3 cycles", "=", "2000", "cycles"),
        ("20 \u00b5m", "=", "20", "micrometre"),
        ("500", "=", "500", "number"),
    ],
)
def test_what_papers_print_is_parsed(text: str, comparator: str, value: str, unit: str) -> None:
    """Signs, exponents, blanks, words and money give comparator, value and unit; the text is kept."""
    assert parse_quantity(text, UNITS) == Quantity(D(value), comparator, unit, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("25:75", "not one value"),
        ("2-4 MPa", "not one value"),
        ("2\u20134 MPa", "not one value"),
        ("2 to 4 MPa", "not one value"),
        ("5 ± 0.2 MPa", "not one value"),
        ("500 cycles (80%)", "more than one value"),
        ("C° 09", "does not begin with a number"),
        ("RT", "does not begin with a number"),
        ("N/A", "no value"),
        ("", "no value"),
        ("1,5 MPa", "unclear comma"),
        ("0,005 GPa", "unclear comma"),
        ("-0,250 MPa", "unclear comma"),
        ("1.2.3 MPa", "not one value"),
        ("3 × 105 S cm-1", "more than one value"),
        ("7 mAh cm-3", "no known unit"),
        ("7 mpa", "no known unit"),
        ("1e500 MPa", "impossible exponent"),
        ("9" * 300, "longer than"),
    ],
)
def test_what_is_not_one_value_is_refused(text: str, message: str) -> None:
    """Ranges, ratios, damage, decimal commas and unknown units are errors, never guesses."""
    with pytest.raises(QuantityError, match=message):
        parse_quantity(text, UNITS)


def test_an_unknown_unit_names_its_neighbours() -> None:
    """The hint shows known units that are spelled nearly so."""
    with pytest.raises(QuantityError) as caught:
        parse_quantity("7 mAh cm-3", UNITS)
    assert caught.value.hint is not None
    assert "mAh cm⁻²" in caught.value.hint


def test_a_bare_number_needs_a_table_that_allows_it() -> None:
    """Without a unit for bare numbers, a number alone is refused."""
    with pytest.raises(QuantityError, match="has no unit"):
        parse_quantity("500", UnitTable([Unit("cycles", "cycles")]))


def test_one_spelling_means_one_unit() -> None:
    """A table in which a spelling or a key stands twice is refused."""
    with pytest.raises(QuantityError, match="is a spelling of"):
        UnitTable([Unit("a", "x", spellings=("m A",)), Unit("b", "mA")])
    with pytest.raises(QuantityError, match="two units"):
        UnitTable([Unit("a", "x"), Unit("a", "y")])


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("30 MPa", "millipascal", "30000000000"),
        ("60 °C", "kelvin", "333.15"),
        ("0 K", "celsius", "-273.15"),
        ("62 %", "number", "0.62"),
        ("1 C", "milliampere-hour", "0.2777777777777777777777777778"),
    ],
)
def test_conversion_is_exact(text: str, unit: str, value: str) -> None:
    """Multipliers and offsets are applied without rounding, endless quotients to 28 digits."""
    converted = UNITS.convert(parse_quantity(text, UNITS), unit)
    assert (converted.value, converted.unit, converted.printed) == (D(value), unit, text)


def test_units_of_different_things_do_not_convert() -> None:
    """A pressure does not become a temperature."""
    with pytest.raises(QuantityError, match="does not convert"):
        UNITS.convert(parse_quantity("30 MPa", UNITS), "kelvin")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_conversion_there_and_back_gives_the_same(value: Decimal) -> None:
    """Celsius to kelvin and back, megapascal to millipascal and back change nothing."""
    for unit, other in (("celsius", "kelvin"), ("megapascal", "millipascal")):
        there = UNITS.convert(Quantity(value, "=", unit, ""), other)
        assert UNITS.convert(there, unit).value == value


@given(st.text(max_size=60) | st.text(alphabet="0123456789.,-–~<>=≈ $M%×^{}()eE°C", max_size=40))
def test_any_text_is_a_quantity_or_a_quantity_error(text: str) -> None:
    """No text makes the parser fail otherwise, and what it accepts keeps the text."""
    try:
        quantity = parse_quantity(text, UNITS)
    except QuantityError:
        return
    assert quantity.printed == text
    assert quantity.value.is_finite()
