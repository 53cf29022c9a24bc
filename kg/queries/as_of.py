"""Questions asked of the graph as it was known in a year."""

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from kg.engines.as_of import AsOfView
from kg.engines.engine import Engine, Rows
from kg.errors import QueryError
from kg.queries.catalogue import Question
from kg.queries.header import Column
from kg.queries.run import Answer, answer_question, complete_values, find_terms

THROUGH: Final = "knownThrough"
"""The column that tells through which later work a row is known."""


def answer_as_of(whole: Engine, view: AsOfView, question: Question, values: Mapping[str, str]) -> Answer:
    """Return the answer that was known in the year of a view.

    Args:
        whole: the graph that the view is of.
        view: the graph as it was known.
        question: the question.
        values: what a person would type for each parameter.

    Raises:
        QueryError: a value is missing, does not fit, is unknown, or was not known yet.
        EngineError: the engine failed.
    """
    try:
        return answer_question(view.engine, question, values)
    except QueryError as error:
        if error.where or not _is_known(whole, question, values):
            raise
        raise QueryError(error.message, hint=f"in {view.year} it was not known yet") from error


def mark_through(rows: Rows, columns: Mapping[str, Column], view: AsOfView) -> tuple[Rows, dict[str, Column]]:
    """Return rows with one more column: the later works through which alone a claim or cell is known."""
    marked = tuple((*row, _to_mark(row, view.through)) for row in rows.rows)
    return Rows((*rows.columns, THROUGH), marked), {**columns, THROUGH: Column("known through")}


def describe_view(view: AsOfView) -> str:
    """Return how much was known, for people."""
    every = view.known + view.later + view.undated
    later = sum(1 for iri in view.through if "/claim/" in iri)
    told = f"as of {view.year}: {view.known} of {every} claims were known"
    told += f", {later} of them only through later works" if later else ""
    return told + (f"; {view.undated} without a known year are left out" if view.undated else "")


def _to_mark(row: tuple[object, ...], through: Mapping[str, str]) -> ox.Literal | None:
    iris = [term.value for term in row if isinstance(term, ox.NamedNode)]
    told = {through[iri] for iri in iris if iri in through}
    return ox.Literal("; ".join(sorted(told))) if told else None


def _is_known(whole: Engine, question: Question, values: Mapping[str, str]) -> bool:
    try:
        find_terms(whole, question, complete_values(question, values))
    except QueryError:
        return False
    return True
