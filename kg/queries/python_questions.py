"""Questions that SPARQL cannot say (paths, groups, covering sets): a function that the header names answers.

The function lies in a room above this one, so it is found by its name and only when it is called. It sees the
graph through queries alone: the same function answers from a store on this disk and from a SPARQL server.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.engines.engine import Rows, Term
from kg.errors import QueryError
from kg.queries.binding import bind
from kg.queries.catalogue import Question
from kg.terms import PREFIXES

Value: TypeAlias = ox.NamedNode | ox.Literal
Ask: TypeAlias = Callable[[str], Rows]
"""Runs a query and gives what it finds."""
QuestionFunction: TypeAlias = Callable[[Ask, Mapping[str, Value]], Iterable[Sequence[Term | None]]]
"""Takes a way to ask the graph and a term per parameter; gives rows in the order of the header's columns."""

_INTEGER: Final = ox.NamedNode(PREFIXES["xsd"] + "integer")
_DECIMAL: Final = ox.NamedNode(PREFIXES["xsd"] + "decimal")


def call_function(ask: Ask, question: Question, terms: Mapping[str, Value]) -> Rows:
    """Return the rows that the function of a question gives.

    Args:
        ask: runs a query.
        question: a question with a function.
        terms: a checked term for each parameter.

    Raises:
        QueryError: there is no such function, or its rows do not fit the columns.
        EngineError: a query of the function fails.
    """
    columns = tuple(question.header.columns)
    rows = tuple(tuple(row) for row in get_function(question)(ask, terms))
    if any(len(row) != len(columns) for row in rows):
        raise QueryError(f"{question.function} gives rows that do not fit the columns", where=question.path)
    return Rows(columns, rows)


def get_function(question: Question) -> QuestionFunction:
    """Return the function that answers a question.

    Raises:
        QueryError: there is none of that name.
    """
    module, _, name = question.function.partition(":")
    try:
        function: QuestionFunction = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise QueryError(f"there is no function {question.function}", where=question.path) from error
    return function


def ask_rows(ask: Ask, body: str, terms: Mapping[str, Value] | None = None) -> list[dict[str, str]]:
    """Return what a query finds, a mapping from column to bare value per row; unbound columns are left out.

    Args:
        ask: runs a query.
        body: a query in the portable subset, without prefixes, with `$name` for each term.
        terms: a term for each `$name`.

    Raises:
        QueryError: a `$name` has no term.
        EngineError: the query fails.
    """
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    found = ask(head + bind(body, {name: str(term) for name, term in (terms or {}).items()}))
    return [
        {
            name: str(term.value)
            for name, term in zip(found.columns, row, strict=True)
            if isinstance(term, ox.NamedNode | ox.Literal)
        }
        for row in found.rows
    ]


def to_number(number: int) -> ox.Literal:
    """Return a count as the term that SPARQL's COUNT gives."""
    return ox.Literal(str(number), datatype=_INTEGER)


def to_decimal(number: float, places: int = 2) -> ox.Literal:
    """Return a ratio with so many places."""
    return ox.Literal(f"{number:.{places}f}", datatype=_DECIMAL)
