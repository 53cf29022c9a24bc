"""Every canned question with its answer as a table for the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.engines.local import Term
from kg.errors import KgError, QueryError
from kg.network.columns import Columns, to_path
from kg.publish.gather import is_project_iri
from kg.queries.catalogue import TOPICS, Question, load_catalogue
from kg.queries.run import answer_question

ROWS_SHOWN: Final = 400  # of one answer; a page that holds more is no longer read but searched

PageLink = Callable[[str], str]  # path of a thing below the base -> address on the page, "" where it has none


@dataclass(frozen=True)
class Cell:
    """One cell of an answer: the words, where they lead ("" for nowhere), and how they are set."""

    text: str
    link: str
    kind: str


@dataclass(frozen=True)
class AnswerTable:
    """A question, the values it was asked with, and what was found."""

    name: str
    topic: str
    summary: str
    description: str
    asked_with: tuple[tuple[str, str], ...]
    headings: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    found: int


def answer_all(store: ox.Store, page_link: PageLink) -> tuple[tuple[str, tuple[AnswerTable, ...]], ...]:
    """Return the answers to all canned questions, grouped by topic in the catalogue's order.

    Each question is asked with its defaults, and where a value is required with the example of its header.

    Raises:
        QueryError: a question fails; the message names it.
    """
    columns = Columns(store)
    topics: dict[str, list[AnswerTable]] = {topic: [] for topic in TOPICS}
    for question in load_catalogue():
        topics.setdefault(question.topic, []).append(_answer(store, question, columns, page_link))
    return tuple((topic, tuple(tables)) for topic, tables in topics.items() if tables)


def _answer(store: ox.Store, question: Question, columns: Columns, page_link: PageLink) -> AnswerTable:
    header = question.header
    values = {name: value.example for name, value in header.parameters.items() if value.required}
    try:
        answer = answer_question(store, question, values)
    except KgError as error:
        raise QueryError(
            f"the question {question.name} fails: {error.message}", where=question.path, hint=error.hint
        ) from error
    names = answer.rows.columns
    shown = [name for name in names if f"{name}Label" not in names]
    cells = tuple(
        tuple(
            _to_cell(
                name,
                dict(zip(names, row, strict=True)),
                header.columns[name].kind if name in header.columns else "text",
                columns,
                page_link,
            )
            for name in shown
        )
        for row in answer.rows.rows[:ROWS_SHOWN]
    )
    return AnswerTable(
        name=question.name,
        topic=question.topic,
        summary=header.summary,
        description=header.description,
        asked_with=tuple(answer.values.items()),
        headings=tuple(
            (header.columns[name].label, header.columns[name].unit or "")
            if name in header.columns
            else (name, "")
            for name in shown
        ),
        rows=cells,
        found=len(answer.rows.rows),
    )


def _to_cell(
    name: str,
    row: dict[str, Term | None],
    kind: str,
    columns: Columns,
    page_link: PageLink,
) -> Cell:
    term = row[name]
    twin = row.get(name.removesuffix("Label")) if name.endswith("Label") else None
    if term is None:
        return Cell("", "", kind)
    if isinstance(twin, ox.NamedNode) and isinstance(term, ox.Literal):
        return Cell(term.value, _leads_to(twin.value, page_link), kind)
    if not isinstance(term, ox.NamedNode):
        text = str(term.value) if isinstance(term, ox.Literal) else str(term)
        return Cell(text, text if kind == "link" and _is_web(text) else "", kind)
    if kind == "link" and _is_web(term.value):
        return Cell("open", term.value, kind)
    return Cell(columns.name(term.value), _leads_to(term.value, page_link), kind)


def _leads_to(iri: str, page_link: PageLink) -> str:
    if is_project_iri(iri):
        return page_link(to_path(iri))
    return iri if _is_web(iri) else ""


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))
