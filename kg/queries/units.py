"""Quantities typed in one unit and compared in another: "4000 kPa" for a pressure in MPa.

The units are those that the graph itself describes, so that a query loads no ontology file.
"""

from typing import TYPE_CHECKING, Final

from kg.engines.engine import Engine
from kg.engines.lookup import find_subjects, read_values
from kg.errors import QuantityError
from kg.terms import expand

_PLACES: Final = 9  # more than any value is measured to
_DIGITS: Final = 800  # more than any quantity has that is taken, so that none is too large to be rounded
_UNIT_PROPERTIES: Final = (
    "qudt:symbol",
    "qudt:conversionMultiplier",
    "qudt:conversionOffset",
    "qudt:unitForQuantityKind",
    "al:spelling",
)

# Symbol, a unit of the same kind, multiplier to SI (a quotient where no decimal is exact), offset, spellings.
# Blanks, exponents and fraction bars need no spelling of their own: "A/cm2" is "A cm⁻²".
# Source: the SI brochure, 9th edition, tables 4, 7 and 8, https://www.bipm.org/en/publications/si-brochure;
# for psi, atm, Torr, kgf, °F and lb NIST Special Publication 811, appendix B,
# https://doi.org/10.6028/NIST.SP.811e2008
_TYPED_UNITS: Final = (
    ("GPa", "unit:MegaPA", "1E+9", "0", ("gigapascal", "gigapascals")),
    ("kPa", "unit:MegaPA", "1E+3", "0", ("kilopascal", "kilopascals")),
    ("hPa", "unit:MegaPA", "1E+2", "0", ("hectopascal", "hectopascals")),
    ("Pa", "unit:MegaPA", "1", "0", ("pascal", "pascals", "N/m2")),
    ("N mm⁻²", "unit:MegaPA", "1E+6", "0", ()),
    ("bar", "unit:MegaPA", "1E+5", "0", ("bars",)),
    ("mbar", "unit:MegaPA", "1E+2", "0", ("millibar", "millibars")),
    ("atm", "unit:MegaPA", "101325", "0", ("atmosphere", "atmospheres")),
    ("psi", "unit:MegaPA", "4.4482216152605/0.00064516", "0", ("PSI", "lbf/in2", "lb/in2")),
    ("Torr", "unit:MegaPA", "101325/760", "0", ("torr", "mmHg")),
    ("kgf cm⁻²", "unit:MegaPA", "98066.5", "0", ("kg/cm2",)),
    ("K", "unit:DEG_C", "1", "0", ("kelvin",)),
    ("°F", "unit:DEG_C", "5/9", "459.67", ("degF", "deg F", "degrees Fahrenheit", "Fahrenheit")),
    ("Ah cm⁻²", "alu:MilliA-HR-PER-CentiM2", "3.6E+7", "0", ("A h cm-2",)),
    ("µAh cm⁻²", "alu:MilliA-HR-PER-CentiM2", "36", "0", ("uAh/cm2",)),
    ("Ah m⁻²", "alu:MilliA-HR-PER-CentiM2", "3600", "0", ("A h m-2",)),
    ("A cm⁻²", "alu:MilliA-PER-CentiM2", "1E+4", "0", ()),
    ("µA cm⁻²", "alu:MilliA-PER-CentiM2", "0.01", "0", ("uA/cm2",)),
    ("A m⁻²", "alu:MilliA-PER-CentiM2", "1", "0", ()),
    ("kWh L⁻¹", "unit:W-HR-PER-L", "3.6E+9", "0", ("kWh/l",)),
    ("Wh cm⁻³", "unit:W-HR-PER-L", "3.6E+9", "0", ("Wh/cc",)),
    ("kWh m⁻³", "unit:W-HR-PER-L", "3.6E+6", "0", ()),
    ("MJ L⁻¹", "unit:W-HR-PER-L", "1E+9", "0", ("MJ/l", "kJ/cm3")),
    ("$ kg⁻¹", "alu:CCY_USD-PER-TON_Metric", "1", "0", ("USD/kg",)),
    ("$ g⁻¹", "alu:CCY_USD-PER-TON_Metric", "1E+3", "0", ("USD/g",)),
    ("$ lb⁻¹", "alu:CCY_USD-PER-TON_Metric", "1/0.45359237", "0", ("USD/lb",)),
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kg.quantities import Unit


def convert_with_graph(engine: Engine, text: str, unit: str) -> str:
    """Return the number of a quantity in another unit, without exponent, by the units of the graph.

    Args:
        engine: the graph, which describes its units as QUDT does.
        text: number and unit, "4000 kPa".
        unit: the symbol of the unit that is wanted, "MPa".

    Raises:
        QuantityError: it is no single plain value, a unit is unknown, or the units measure different things.
    """
    from kg.quantities import UnitTable, parse_quantity  # here, because most values come without a unit

    table = UnitTable(read_units(engine))
    wanted = table.find(unit)
    if wanted is None:
        raise QuantityError(f"the graph knows no unit {unit}")
    alike = sorted(u.symbol for u in table.units.values() if u.dimension == wanted.dimension)
    try:
        quantity = parse_quantity(text, table)
    except QuantityError as error:
        raise QuantityError(error.message, hint=f"units that convert: {', '.join(alike)}") from error
    if quantity.comparator != "=":
        raise QuantityError(f"{text!r} is a bound", hint="give the number alone")
    return write_plain(table.convert(quantity, wanted.key).value)


def write_plain(value: "Decimal") -> str:
    """Return a number without exponent, rounded to more places than any value is measured to."""
    from decimal import Context, Decimal

    wide = Context(prec=_DIGITS)
    return format(value.quantize(Decimal(1).scaleb(-_PLACES), context=wide).normalize(wide), "f")


def read_units(engine: Engine) -> list["Unit"]:
    """Return the units that the graph describes, ordered by IRI, then those that people type besides."""
    from decimal import Decimal

    from kg.quantities import Unit

    units = find_subjects(engine, ["rdf:type"], [expand("qudt:Unit")])
    told = read_values(engine, units, _UNIT_PROPERTIES)
    found = []
    for iri in units:
        symbol, multiplier, offset, kind, spelling = (told.get((iri, name), []) for name in _UNIT_PROPERTIES)
        if symbol:
            found.append(
                Unit(
                    key=iri,
                    symbol=symbol[0],
                    multiplier=Decimal(multiplier[0] if multiplier else "1"),
                    offset=Decimal(offset[0] if offset else "0"),
                    dimension=kind[0] if kind else iri,
                    spellings=tuple(spelling),
                )
            )
    return [*found, *list_typed_units(found)]


def list_typed_units(units: "Sequence[Unit]") -> list["Unit"]:
    """Return units that people type though papers seldom print them, of the kinds that some units have.

    Args:
        units: the units of a graph; what is spelled as one of them is left out.
    """
    from decimal import Decimal
    from fractions import Fraction

    from kg.quantities import Unit, fold_unit

    kinds = {unit.key: unit.dimension for unit in units}
    spelled = {fold_unit(spelling) for unit in units for spelling in (unit.symbol, *unit.spellings)}
    found = []
    for symbol, alike, multiplier, offset, spellings in _TYPED_UNITS:
        kind = kinds.get(expand(alike))
        if kind is not None and spelled.isdisjoint(map(fold_unit, (symbol, *spellings))):
            above, _, below = multiplier.partition("/")
            factor = Fraction(above) / Fraction(below) if below else Decimal(above)
            found.append(Unit(symbol, symbol, factor, Decimal(offset), kind, spellings))
    return found
