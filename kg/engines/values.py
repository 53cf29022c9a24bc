"""Rows compared by value: engines write the same number, truth value or text in different ways."""

from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Rows, Term

_PLACES: Final = 12  # significant digits; servers differ beyond fifteen
_NUMBERS: Final = ("#integer", "#decimal", "#double", "#float", "#int", "#long", "#nonNegativeInteger")


def to_values(rows: Rows) -> list[tuple[object, ...]]:
    """Return rows in which numbers compare as numbers, truth values as such and plain strings as text.

    A truth value equals the number that some servers write for it.
    """
    return [tuple(to_value(term) for term in row) for row in rows.rows]


def to_value(term: Term | None) -> object:
    """Return what a term means: a number, a truth value, or its text; language tags are left out."""
    if term is None or isinstance(term, ox.Triple):
        return None if term is None else str(term)
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        if datatype.endswith(_NUMBERS):
            return _to_number(term.value)
        if datatype.endswith("#boolean"):
            return term.value in ("true", "1")
    return term.value


def _to_number(text: str) -> object:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return float(f"{number:.{_PLACES}g}") if number.is_finite() else text
