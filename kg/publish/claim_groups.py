"""Claims about a thing, put together by what they say of which other thing."""

from collections.abc import Iterable
from typing import Final

from kg.publish.page import ClaimGroup
from kg.publish.reader import Reader
from kg.publish.statements import StatementReader, to_polarity, to_verb

_RANK: Final = {"promoting": 0, "suppressing": 1, "neutral": 2, "denied": 3, "": 4}


class ClaimGrouper:
    """Groups claims; they are read only when a page is set.

    Args:
        reader: the graph.
        statements: reads claims.
    """

    def __init__(self, reader: Reader, statements: StatementReader) -> None:
        self._reader = reader
        self._statements = statements

    def group(self, claims: Iterable[str], end: str, *, before: bool) -> tuple[ClaimGroup, ...]:
        """Return a group for each relation and thing at the other end, the weightiest first.

        Args:
            claims: the claims about a thing.
            end: "al:subject" or "al:object", the end at which the other thing stands.
            before: whether the other thing is told first.
        """
        reader = self._reader
        grouped: dict[tuple[str, str, str], list[str]] = {}
        for claim in claims:
            key = (to_verb(reader, claim), reader.one(claim, end), to_polarity(reader, claim))
            grouped.setdefault(key, []).append(claim)
        groups = [
            ClaimGroup(
                verb, reader.ref(other) if other else None, before, polarity, tuple(found), self._statements
            )
            for (verb, other, polarity), found in grouped.items()
        ]
        return tuple(sorted(groups, key=_group_order))

    def whole(self, claims: Iterable[str], verb: str = "") -> tuple[ClaimGroup, ...]:
        """Return the claims as one group in the order given, each told in full; none for no claim.

        Args:
            claims: the claims.
            verb: heading of the group, such as the name of a quantity.
        """
        found = tuple(claims)
        return (ClaimGroup(verb, None, False, "", found, self._statements),) if found else ()


def _group_order(group: ClaimGroup) -> tuple[int, int, str, str, str]:
    other = group.other
    return (
        _RANK[group.polarity],
        -len(group.claims),
        group.verb,
        other.label.casefold() if other else "",
        other.iri if other else "",
    )
