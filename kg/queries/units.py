"""Quantities typed in one unit and compared in another: "4000 kPa" for a pressure in MPa.

The units are those that the graph itself describes, so that a query loads no ontology file.
"""

from typing import TYPE_CHECKING, Final

from kg.engines.engine import Engine
from kg.engines.lookup import find_subjects, read_values
from kg.errors import QuantityError
from kg.terms import expand

_PLACES: Final = 9  # more than any value is measured to
_UNIT_PROPERTIES: Final = (
    "qudt:symbol",
    "qudt:conversionMultiplier",
    "qudt:conversionOffset",
    "qudt:unitForQuantityKind",
    "al:spelling",
)

# Symbol, a unit of the same kind, multiplier to SI, spellings.
# Source: the SI brochure, 9th edition, tables 4 and 7, https://www.bipm.org/en/publications/si-brochure
_TYPED_UNITS: Final = (
    ("GPa", "unit:MegaPA", "1E+9", ("gigapascal", "gigapascals")),
    ("kPa", "unit:MegaPA", "1E+3", ("kilopascal", "kilopascals")),
    ("Pa", "unit:MegaPA", "1", ("pascal", "pascals")),
    ("bar", "unit:MegaPA", "1E+5", ("bars",)),
    ("K", "unit:DEG_C", "1", ("kelvin",)),
)

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    return format(round(table.convert(quantity, wanted.key).value, _PLACES).normalize(), "f")


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

    from kg.quantities import Unit

    kinds = {unit.key: unit.dimension for unit in units}
    spelled = {spelling for unit in units for spelling in (unit.symbol, *unit.spellings)}
    return [
        Unit(symbol, symbol, Decimal(multiplier), Decimal(0), kinds[expand(alike)], spellings)
        for symbol, alike, multiplier, spellings in _TYPED_UNITS
        if expand(alike) in kinds and spelled.isdisjoint([symbol, *spellings])
    ]
