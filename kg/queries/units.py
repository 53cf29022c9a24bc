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

if TYPE_CHECKING:
    from kg.quantities import Unit


def convert_with_graph(engine: Engine, text: str, unit: str) -> str | None:
    """Return the number of a quantity in another unit, by the units of the graph.

    Args:
        engine: the graph, which describes its units as QUDT does.
        text: number and unit, "4000 kPa".
        unit: the symbol of the unit that is wanted, "MPa".

    Returns:
        The number without exponent, or None where it is no single plain value, a unit is unknown, or the two
        units measure different things.
    """
    from kg.quantities import UnitTable, parse_quantity  # here, because most values come without a unit

    try:
        table = UnitTable(read_units(engine))
        wanted = table.find(unit)
        quantity = parse_quantity(text, table)
        if wanted is None or quantity.comparator != "=":
            return None
        return format(round(table.convert(quantity, wanted.key).value, _PLACES).normalize(), "f")
    except QuantityError:
        return None


def read_units(engine: Engine) -> list["Unit"]:
    """Return the units that the graph describes, ordered by IRI."""
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
    return found
