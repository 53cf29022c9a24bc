"""Quantities typed in one unit and compared in another: "4000 kPa" for a pressure in MPa.

The units are those that the graph itself describes, so that a query loads no ontology file.
"""

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import QuantityError
from kg.terms import expand

_PLACES: Final = 9  # more than any value is measured to

if TYPE_CHECKING:
    from kg.quantities import Unit


def convert_with_graph(store: ox.Store, text: str, unit: str) -> str | None:
    """Return the number of a quantity in another unit, by the units of the graph.

    Args:
        store: the graph, which describes its units as QUDT does.
        text: number and unit, "4000 kPa".
        unit: the symbol of the unit that is wanted, "MPa".

    Returns:
        The number without exponent, or None where it is no single plain value, a unit is unknown, or the two
        units measure different things.
    """
    from kg.quantities import UnitTable, parse_quantity  # here, because most values come without a unit

    try:
        table = UnitTable(_read_units(store))
        wanted = table.find(unit)
        quantity = parse_quantity(text, table)
        if wanted is None or quantity.comparator != "=":
            return None
        return format(round(table.convert(quantity, wanted.key).value, _PLACES).normalize(), "f")
    except QuantityError:
        return None


def _read_units(store: ox.Store) -> list["Unit"]:
    from decimal import Decimal

    from kg.quantities import Unit

    kinds = store.quads_for_pattern(None, _node("rdf:type"), _node("qudt:Unit"))
    found = []
    for iri in sorted({quad.subject.value for quad in kinds if isinstance(quad.subject, ox.NamedNode)}):
        symbols = _values(store, iri, "qudt:symbol")
        if symbols:
            found.append(
                Unit(
                    key=iri,
                    symbol=symbols[0],
                    multiplier=Decimal(_first(store, iri, "qudt:conversionMultiplier", "1")),
                    offset=Decimal(_first(store, iri, "qudt:conversionOffset", "0")),
                    dimension=_first(store, iri, "qudt:unitForQuantityKind", iri),
                    spellings=tuple(_values(store, iri, "al:spelling")),
                )
            )
    return found


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


def _first(store: ox.Store, iri: str, predicate: str, default: str) -> str:
    return next(iter(_values(store, iri, predicate)), default)


def _values(store: ox.Store, iri: str, predicate: str) -> list[str]:
    quads = store.quads_for_pattern(ox.NamedNode(iri), _node(predicate), None)
    return sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)})
