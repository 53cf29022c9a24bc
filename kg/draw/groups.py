"""What the things of a column stand under: headings of the ontology, or the kinds of the things."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from kg.network.things import Thing

Grouping = Literal["headings", "kinds", "nothing"]

_KINDS: Final = {
    "material": "materials",
    "process": "processes",
    "mechanism": "mechanisms",
    "effect": "effects wanted",
    "failure": "failures",
    "system": "tested cells",
    "quantity": "quantities",
    "work": "works",
    "person": "people",
    "organisation": "institutions",
    "discrepancy": "discrepancies",
    "decision": "reading decisions",
    "value": "values",
}
_ALONE: Final = ("process", "system", "work", "person", "quantity")  # kinds that the ontology does not divide


def to_groups(
    things: Sequence[Thing], column_of: Sequence[int], counts: Mapping[str, int], grouping: Grouping
) -> list[str]:
    """Return the heading that each thing stands under, "" for none.

    A heading over one thing alone would only take room; so would one over a column that has no other.

    Args:
        things: the things.
        column_of: the column of each.
        counts: the things of which something is said, by IRI.
        grouping: what they stand under.
    """
    if grouping == "nothing":
        return [""] * len(things)
    groups = [_to_group(thing, grouping) for thing in things]
    placed = list(zip(things, column_of, groups, strict=True))
    sizes = Counter((column, group) for thing, column, group in placed if thing.iri in counts)
    shared = [
        "other materials" if thing.kind == "material" and sizes[column, group] == 1 else group
        for thing, column, group in placed
    ]
    if grouping == "headings":
        return shared
    divided = Counter(column for column, _ in sizes)
    return [group if divided[column] > 1 else "" for column, group in zip(column_of, groups, strict=True)]


def _to_group(thing: Thing, grouping: Grouping) -> str:
    if grouping == "headings" and thing.group and thing.kind not in _ALONE:
        return thing.group
    if grouping == "headings" and thing.kind == "material":
        return "other materials"
    return _KINDS.get(thing.kind, "other")
