"""Rows in the order that a query asks for, put there by this process rather than by the store.

Oxigraph looks terms up in the store anew for each comparison of two rows, so that ordering six thousand pairs
of works takes ten times as long as finding them, and from disk most of the time of a network question.
"""

import re
from collections.abc import Callable, Iterable
from itertools import islice
from operator import itemgetter
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from kg.engines.engine import Rows, Term
from kg.engines.local import LocalEngine
from kg.terms import PREFIXES

_COLUMN: Final = r"(?:\?\w+|(?:ASC|DESC)\(\?\w+\))"
_ORDER: Final = re.compile(rf"\s+ORDER BY((?:\s+{_COLUMN})+)\s*\Z")
_WORD: Final = re.compile(_COLUMN)
_NUMBERS: Final = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))

Row = tuple[Term | None, ...]


class FirstRows(NamedTuple):
    """The first rows of an answer, and the number of all its rows."""

    rows: Rows
    whole: int


def run_ordered(engine: LocalEngine, text: str, name: str = "") -> Rows:
    """Return what a query finds; where it ends in ORDER BY with columns only, its rows are ordered here.

    Args:
        engine: a graph on this machine.
        text: a complete SELECT query.
        name: what the query is called in messages.

    Raises:
        EngineError: the query fails.
    """
    match = _ORDER.search(text)
    if match is None:
        return engine.run(text, name)
    found = engine.run(text[: match.start()], name)
    to_key = _read_order(match[1], found.columns)
    if to_key is None:
        return engine.run(text, name)
    return Rows(found.columns, tuple(sorted(found.rows, key=to_key)))


def find_first(engine: LocalEngine, text: str, most: int, name: str = "") -> FirstRows:
    """Return the first rows of what a query finds; memory holds few more of them than that.

    A store would hold all rows to order them. It still does where the query does not end in ORDER BY with
    columns only.

    Args:
        engine: a graph on this machine.
        text: a complete query.
        most: how many rows at most.
        name: what the query is called in messages.

    Raises:
        EngineError: the query fails.
    """
    match = _ORDER.search(text)
    if match is not None:
        stream = engine.stream(text[: match.start()], name)
        to_key = _read_order(match[1], stream.columns)
        if to_key is not None:
            held, whole = _take_least(stream.rows, most, to_key)
            return FirstRows(Rows(stream.columns, held), whole)
    stream = engine.stream(text, name)
    held = tuple(islice(stream.rows, most))
    return FirstRows(Rows(stream.columns, held), len(held) + sum(1 for _ in stream.rows))


def _take_least(rows: Iterable[Row], most: int, to_key: Callable[[Row], Any]) -> tuple[tuple[Row, ...], int]:
    """Return the first rows in an order, and the number of all; of equal ones those that come first."""
    kept: list[tuple[Any, Row]] = []
    last, whole = None, 0
    for row in rows:
        whole += 1
        key = to_key(row)
        if last is None or key < last:
            kept.append((key, row))
            if len(kept) == 2 * most:
                kept = sorted(kept, key=itemgetter(0))[:most]
                last = kept[-1][0]
    kept.sort(key=itemgetter(0))
    return tuple(row for _, row in kept[:most]), whole


def _read_order(words: str, columns: tuple[str, ...]) -> Callable[[Row], Any] | None:
    """Return what orders rows as ORDER BY says, None where it names something that is no column."""
    steps: list[tuple[int, bool]] = []
    for word in _WORD.findall(words):
        column = word.partition("?")[2].rstrip(")")
        if column not in columns:
            return None
        steps.append((columns.index(column), word.startswith("DESC")))
    return lambda row: tuple(_Down(_to_key(row[at])) if down else _to_key(row[at]) for at, down in steps)


class _Down:
    """Orders what it holds the other way round."""

    __slots__ = ("_key",)

    def __init__(self, key: Any) -> None:
        self._key = key

    def __lt__(self, other: "_Down") -> bool:
        return bool(other._key < self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Down) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _to_key(term: Term | None) -> tuple[int, str | float, str]:
    """Return what orders terms: nothing, addresses, numbers by value, other literals by their letters.

    Source: SPARQL 1.1 Query Language, section 15.1, https://www.w3.org/TR/sparql11-query/#modOrderBy
    """
    if term is None:
        return 0, "", ""
    if not isinstance(term, ox.Literal):
        return 1, term.value if isinstance(term, ox.NamedNode) else str(term), ""
    if term.datatype.value in _NUMBERS:
        return 2, float(term.value), ""
    return 3, term.value, term.language or ""
