"""Every canned question with its answer as a table for the page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Term
from kg.engines.local import LocalEngine
from kg.errors import KgError, QueryError
from kg.network.columns import Columns, to_path
from kg.publish.gather import is_project_iri
from kg.queries.catalogue import TOPICS, Question, load_catalogue
from kg.queries.entities import find_entities
from kg.queries.header import Parameter
from kg.queries.run import Answer, answer_question
from kg.terms import expand

TRIED: Final = 6  # things that a question is asked about before its answer is left empty
ROWS_SHOWN: Final = 400  # of one answer; a page that holds more is no longer read but searched
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

PageLink = Callable[[str], str]  # path of a thing below the base -> address on the page, "" where it has none


@dataclass(frozen=True)
class Cell:
    """One cell of an answer: the words, where they lead ("" for nowhere), and how they are set."""

    text: str
    link: str
    kind: str


@dataclass(frozen=True)
class AnswerTable:
    """A question, the values it was asked with, and what was found.

    `asked_with` names each value as people read it and as the command line takes it; `missing` says which
    kind of thing the graph holds none of, so that the question could not be asked.
    """

    name: str
    topic: str
    summary: str
    description: str
    asked_with: tuple[tuple[str, str, str], ...]
    missing: str
    headings: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    found: int


def answer_all(
    store: ox.Store, page_link: PageLink, names: Mapping[str, str]
) -> tuple[tuple[str, tuple[AnswerTable, ...]], ...]:
    """Return the answers to all canned questions, grouped by topic in the catalogue's order.

    Each question is asked with its defaults, and where a value is required with the example of its header.
    People put their own papers in: where the graph does not hold the thing of the example, the question is
    asked about the thing of the same class that most is said of.

    Args:
        store: the graph.
        page_link: where on the page a thing is told of.
        names: what the page calls a thing, by its path, where that is not its label.

    Raises:
        QueryError: a question fails; the message names it.
    """
    asker = _Asker(store, Columns(LocalEngine(store)), page_link, names)
    topics: dict[str, list[AnswerTable]] = {topic: [] for topic in TOPICS}
    for question in load_catalogue():
        topics.setdefault(question.topic, []).append(asker.answer(question))
    return tuple((topic, tuple(tables)) for topic, tables in topics.items() if tables)


class _Asker:
    """Asks questions of one graph and sets their answers for the page."""

    def __init__(
        self, store: ox.Store, columns: Columns, page_link: PageLink, names: Mapping[str, str]
    ) -> None:
        self._store = store
        self._engine = LocalEngine(store)
        self._columns = columns
        self._page_link = page_link
        self._names = names
        self._ranked: dict[tuple[str, ...], list[str]] = {}

    def answer(self, question: Question) -> AnswerTable:
        parameters = question.header.parameters
        values = {name: value.example for name, value in parameters.items() if value.required}
        entities = [name for name in values if parameters[name].type == "entity"]
        for name in entities:
            if len(find_entities(self._engine, values[name], parameters[name].classes)) == 1:
                continue
            others = self._rank(parameters[name])
            if not others:
                return _to_table(question, missing=_class_words(parameters[name]))
            values[name] = others[0]
        answer = self._ask(question, values)
        if not answer.rows.rows and len(entities) == 1:
            answer = self._ask_about_others(question, values, entities[0]) or answer
        return self._set(question, answer)

    def _ask_about_others(self, question: Question, values: dict[str, str], name: str) -> Answer | None:
        for other in self._rank(question.header.parameters[name])[:TRIED]:
            answer = self._ask(question, {**values, name: other})
            if answer.rows.rows:
                return answer
        return None

    def _ask(self, question: Question, values: dict[str, str]) -> Answer:
        try:
            return answer_question(self._engine, question, values)
        except KgError as error:
            raise QueryError(
                f"the question {question.name} fails: {error.message}", where=question.path, hint=error.hint
            ) from error

    def _rank(self, parameter: Parameter) -> list[str]:
        """Return the things that the parameter may name; those that most statements point to come first."""
        if parameter.classes not in self._ranked:
            wanted = {expand(name) for name in parameter.classes}
            narrower = [(iri, self._columns.all_of(iri, "rdfs:subClassOf")) for iri in self._subclasses()]
            while more := {iri for iri, above in narrower if wanted.intersection(above)} - wanted:
                wanted |= more
            found = {
                iri
                for iri in self._columns.subjects_with("rdf:type")
                if wanted.intersection(self._columns.all_of(iri, "rdf:type"))
            }
            self._ranked[parameter.classes] = sorted(found, key=lambda iri: (-self._mentions(iri), iri))
        return self._ranked[parameter.classes]

    def _subclasses(self) -> tuple[str, ...]:
        return self._columns.subjects_with("rdfs:subClassOf")

    def _mentions(self, iri: str) -> int:
        return sum(1 for _ in self._store.quads_for_pattern(None, None, ox.NamedNode(iri)))

    def _set(self, question: Question, answer: Answer) -> AnswerTable:
        names = answer.rows.columns
        shown = [name for name in names if f"{name}Label" not in names]
        rows = tuple(
            self._set_row(question, dict(zip(names, row, strict=True)), shown)
            for row in answer.rows.rows[:ROWS_SHOWN]
        )
        return _to_table(
            question,
            asked_with=tuple((name, *self._say(value)) for name, value in answer.values.items()),
            shown=tuple(shown),
            rows=rows,
            found=len(answer.rows.rows),
        )

    def _say(self, value: str) -> tuple[str, str]:
        """Return a value as people read it and as they type it; an IRI was put in for an example."""
        if not is_project_iri(value):
            return value, value
        return self._columns.name(value), to_path(value)

    def _set_row(self, question: Question, row: dict[str, Term | None], shown: list[str]) -> tuple[Cell, ...]:
        claim = row.get("claim")
        behind = self._page_link(to_path(claim.value)) if isinstance(claim, ox.NamedNode) else ""
        cells = []
        for name in shown:
            column = question.header.columns.get(name)
            cell = _to_cell(name, row, column.kind if column else "text", self._columns, self._page_link)
            thing = row.get(name.removesuffix("Label"))
            if isinstance(thing, ox.NamedNode) and (told := self._names.get(to_path(thing.value))):
                cell = replace(cell, text=told)
            if cell.text and not cell.link and cell.kind in {"quantity", "number"}:
                cell = replace(cell, link=behind)
            cells.append(cell)
        return tuple(cells)


def _class_words(parameter: Parameter) -> str:
    """Return the classes of a parameter in words: "system or material"."""
    words = (_HUMP.sub(" ", name.partition(":")[2]).lower() for name in parameter.classes)
    return " or ".join(words) or parameter.name


def _to_table(
    question: Question,
    *,
    asked_with: tuple[tuple[str, str, str], ...] = (),
    missing: str = "",
    shown: tuple[str, ...] = (),
    rows: tuple[tuple[Cell, ...], ...] = (),
    found: int = 0,
) -> AnswerTable:
    header = question.header
    return AnswerTable(
        name=question.name,
        topic=question.topic,
        summary=header.summary,
        description=header.description,
        asked_with=asked_with,
        missing=missing,
        headings=tuple(
            (column.label, column.unit or "", column.kind)
            if (column := header.columns.get(name))
            else (name, "", "text")
            for name in shown
        ),
        rows=rows,
        found=found,
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
