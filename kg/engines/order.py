"""Rows in the order that a query asks for, put there by this process rather than by the store.

Oxigraph looks terms up in the store anew for each comparison of two rows, so that ordering six thousand pairs
of works takes ten times as long as finding them, and from disk most of the time of a network question.
"""

import re
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Rows, Term
from kg.engines.local import LocalEngine
from kg.terms import PREFIXES

_ORDER: Final = re.compile(r"\s+ORDER BY((?:\s+\?\w+)+)\s*\Z")
_NUMBERS: Final = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))


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
    names = [word[1:] for word in match[1].split()]
    if not set(names) <= set(found.columns):
        return engine.run(text, name)
    keys = [found.columns.index(column) for column in names]
    ordered = sorted(found.rows, key=lambda row: tuple(_to_key(row[key]) for key in keys))
    return Rows(found.columns, tuple(ordered))


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
