"""Questions asked of the graph as it was known in a year."""

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from kg.engines.as_of import AsOfView
from kg.engines.engine import Engine, Rows, RowStream, collect, to_stream
from kg.errors import QueryError
from kg.queries.answer import Answer, AnswerStream, complete_values
from kg.queries.catalogue import Question
from kg.queries.header import Column
from kg.queries.run import find_terms, stream_question

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
    return stream_as_of(whole, view, question, values).collect()


def to_not_yet(error: QueryError, view: AsOfView) -> QueryError:
    """Return the error for a name that the whole graph knows and the view does not."""
    return QueryError(error.message, hint=f"in {view.year} it was not known yet")


def stream_as_of(
    whole: Engine, view: AsOfView, question: Question, values: Mapping[str, str]
) -> AnswerStream:
    """Return the answer that was known in the year of a view, whose rows come one by one; see `answer_as_of`.

    Raises:
        QueryError: a value is missing, does not fit, is unknown, or was not known yet.
        EngineError: the engine failed, at once or while rows are taken.
    """
    try:
        return stream_question(view.engine, question, values)
    except QueryError as error:
        if error.where or not _is_known(whole, question, values):
            raise
        raise to_not_yet(error, view) from error


def mark_through(rows: Rows, columns: Mapping[str, Column], view: AsOfView) -> tuple[Rows, dict[str, Column]]:
    """Return rows with one more column; see `mark_stream`."""
    stream, marked = mark_stream(to_stream(rows), columns, view)
    return collect(stream), marked


def mark_stream(
    stream: RowStream, columns: Mapping[str, Column], view: AsOfView
) -> tuple[RowStream, dict[str, Column]]:
    """Return rows with one more column: the later works through which alone a claim or cell is known."""
    marked = ((*row, _to_mark(row, view.through)) for row in stream.rows)
    return RowStream((*stream.columns, THROUGH), marked), {**columns, THROUGH: Column("known through")}


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
