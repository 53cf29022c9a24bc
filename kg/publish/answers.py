"""The canned questions as pages: a form, the query, and the answer computed when the site was made."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Rows, Term
from kg.engines.local import LocalEngine
from kg.errors import KgError, QueryError
from kg.publish.asking import question_page
from kg.publish.engine_data import find_example, list_class_sets
from kg.publish.page import Cell, Head, Page, Section, kept, make_section
from kg.publish.reader import Reader, Ref, is_web
from kg.publish.titles import HOME, SITE_NAME
from kg.queries.catalogue import TOPICS, Question, load_catalogue
from kg.queries.entities import get_entity, list_names
from kg.queries.run import Answer, answer_question
from kg.terms import BASE

TRIED: Final = 6  # things that a question is asked about before its answer is left empty
FURTHER: Final = 5  # things beside the example that a question is asked about which Python answers
ROWS_SHOWN: Final = 400  # of one answer; a page that holds more is no longer read but searched
LIST: Final = "questions.html"
GAPS: Final = (
    "goals-and-open-questions",
    "contradictions",
    "only-second-hand",
    "claims-without-source",
    "single-reference-claims",
    "unreported-quantities",
    "untested-materials",
    "mechanism-material-gaps",
    "reading-list",
)
"""Questions whose answers make up the page of what is not known, in this order."""
GAP_ROWS: Final = 12


class Questions:
    """Makes a page for each canned question, and the list of them.

    Args:
        reader: the graph.
        live: whether the pages carry the graph, so that questions can be asked anew in the browser.
    """

    def __init__(self, reader: Reader, *, live: bool) -> None:
        self._reader = reader
        self._engine = LocalEngine(reader.store)
        self._live = live
        self.catalogue = load_catalogue()
        self._classes = list_class_sets(self.catalogue)
        self._answers: dict[str, Section] = {}

    def refs(self, names: tuple[str, ...]) -> tuple[Ref, ...]:
        """Return these questions with their pages."""
        known = {question.name: question for question in self.catalogue}
        return tuple(
            Ref(known[name].header.summary, question_page(name), "", "") for name in names if name in known
        )

    def iter_pages(self) -> Iterator[Page]:
        """Yield the list of questions, the page of each, and what is not known.

        Raises:
            QueryError: a question fails; the message names it.
        """
        yield self._make_list()
        for question in self.catalogue:
            yield self._make(question)
        yield self._make_gaps()

    def _make_gaps(self) -> Page:
        """Return the page of what is not known: the first rows of the questions about gaps."""
        sections = []
        for one in self.catalogue:
            if one.name in GAPS:
                section = self._answers[one.name]
                title = one.header.summary
                more = Ref(f"All {section.size}, with the query", question_page(one.name), "", "")
                items = section.items[:GAP_ROWS]
                sections.append(replace(section, id=one.name, title=title, items=items, note="", more=more))
        sections.sort(key=lambda section: GAPS.index(section.id))
        return Page(
            path="gaps.html",
            title=f"What is not known · {SITE_NAME}",
            heading="What is not known",
            kind="gaps",
            word="overview",
            lead=(
                "Open questions, claims without a source, values nobody reports, works that "
                "should be read next."
            ),
            crumbs=(HOME,),
            sections=kept(*sections),
            description=(
                "Gaps of the literature as far as it has been read: open goals, second-hand "
                "claims, missing values."
            ),
        )

    def _make_list(self) -> Page:
        topics: dict[str, list[tuple[Ref, str, bool]]] = {topic: [] for topic in TOPICS}
        for one in self.catalogue:
            ref = Ref(one.header.summary, question_page(one.name), "", "")
            topics.setdefault(one.topic, []).append((ref, one.header.description, bool(one.function)))
        return Page(
            path=LIST,
            title=f"Questions and their answers · {SITE_NAME}",
            heading="Questions and their answers",
            kind="questions",
            word="overview",
            template="questions.html",
            lead=(
                f"{len(self.catalogue)} questions that people ask of a literature, each with a "
                "form, its query and its answer."
            ),
            crumbs=(HOME,),
            description=(
                "Canned questions about mechanisms, materials, performance, citations, people and gaps."
            ),
            extra={"topics": [(topic, found) for topic, found in topics.items() if found]},
        )

    def _make(self, question: Question) -> Page:
        header = question.header
        values, section = self._answer(question)
        if question.name in GAPS:
            self._answers[question.name] = section
        live = self._live and not question.function
        return Page(
            path=question_page(question.name),
            title=f"{header.summary} · question {question.name} · {SITE_NAME}",
            heading=header.summary,
            kind="question",
            word=f"question about {question.topic}",
            template="question.html",
            lead=header.description,
            crumbs=(HOME, Ref("Questions", LIST, "", "")),
            sections=(section,),
            description=header.description,
            extra={
                "question": question,
                "parameters": tuple(header.parameters.values()),
                "values": values or {},
                "classes": self._classes,
                "live": live,
                "command": _to_command(question, values or {}),
                "further": tuple(self._ask_further(question, values or {})),
            },
            policy="engine" if live else "",
        )

    def _answer(self, question: Question) -> tuple[dict[str, str] | None, Section]:
        values = find_example(self._engine, question)
        if values is None:
            wanted = next(one for one in question.header.parameters.values() if one.classes)
            words = " or ".join(name.partition(":")[2].lower() for name in wanted.classes)
            return None, _to_section(
                (), (), f"This graph holds no {words}, so there is nothing to ask about."
            )
        answer = self._ask(question, values)
        entities = [one.name for one in question.header.parameters.values() if one.type == "entity"]
        if not answer.rows.rows and len(entities) == 1:
            answer = self._ask_about_others(question, values, entities[0]) or answer
        return dict(answer.values), self._set(question, answer)

    def _ask_about_others(self, question: Question, values: dict[str, str], name: str) -> Answer | None:
        """Return the answer for another thing of the class, where the example finds nothing in this graph."""
        known = list_names(self._engine, question.header.parameters[name].classes)
        ranked = sorted(known, key=lambda iri: (-self._mentions(iri), iri))[:TRIED]
        for other in ranked:
            answer = self._ask(question, {**values, name: other})
            if answer.rows.rows:
                return answer
        return None

    def _ask_further(self, question: Question, values: dict[str, str]) -> Iterator[tuple[str, Section]]:
        """Yield what a question that Python answers says of the other things of which most is said."""
        entities = [one for one in question.header.parameters.values() if one.type == "entity"]
        if not question.function or not values or len(entities) != 1:
            return
        [parameter] = entities
        shown = get_entity(self._engine, values[parameter.name], parameter.classes).iri
        known = list_names(self._engine, parameter.classes)
        ranked = sorted(known.keys() - {shown}, key=lambda iri: (-self._mentions(iri), iri))
        for number, iri in enumerate(ranked[:FURTHER], 2):
            section = self._set(question, self._ask(question, {**values, parameter.name: iri}))
            yield self._reader.name(iri), replace(section, id=f"answer-{number}")

    def _mentions(self, iri: str) -> int:
        return sum(1 for _ in self._engine.find_triples(None, None, [ox.NamedNode(iri)]))

    def _ask(self, question: Question, values: dict[str, str]) -> Answer:
        try:
            return answer_question(self._engine, question, values)
        except KgError as error:
            raise QueryError(
                f"the question {question.name} fails: {error.message}", where=question.path, hint=error.hint
            ) from error

    def _set(self, question: Question, answer: Answer) -> Section:
        rows: Rows = answer.rows
        shown = [
            name
            for name in rows.columns
            # the passage itself leads to the sentence at the publisher
            if f"{name}Label" not in rows.columns and not (name == "link" and "evidenceLabel" in rows.columns)
        ]
        columns = question.header.columns
        heads = tuple(
            Head(
                column.label if (column := columns.get(name)) else name,
                (column.unit or "") if column else "",
                column.kind if column and column.kind in {"number", "quantity"} else "",
            )
            for name in shown
        )
        cells = (
            self._set_row(question, dict(zip(rows.columns, row, strict=True)), shown)
            for row in rows.rows[:ROWS_SHOWN]
        )
        more = len(rows.rows) - ROWS_SHOWN
        note = f"The first {ROWS_SHOWN} of {len(rows.rows)} rows." if more > 0 else ""
        return _to_section(tuple(cells), heads, note)

    def _set_row(self, question: Question, row: dict[str, Term | None], shown: list[str]) -> tuple[Cell, ...]:
        claim = row.get("claim")
        behind = self._page(claim)
        cells = []
        for name in shown:
            column = question.header.columns.get(name)
            kind = column.kind if column else "text"
            cell = self._to_cell(name, row, kind)
            if cell.text and not cell.link and kind in {"quantity", "number"}:
                cell = cell._replace(link=behind)
            cells.append(cell)
        return tuple(cells)

    def _to_cell(self, name: str, row: dict[str, Term | None], kind: str) -> Cell:
        term = row[name]
        style = kind if kind in {"number", "quantity", "passage"} else ""
        if term is None:
            return Cell("")
        link = row.get("link") if kind == "passage" else None
        if (
            link is not None
            and isinstance(term, ox.Literal)
            and is_web(address := str(getattr(link, "value", "")))
        ):
            return Cell(term.value, address, kind=style)
        twin = row.get(name.removesuffix("Label")) if name.endswith("Label") else None
        if isinstance(twin, ox.NamedNode) and isinstance(term, ox.Literal):
            return Cell(term.value, self._page(twin), kind=style)
        if not isinstance(term, ox.NamedNode):
            text = str(term.value) if isinstance(term, ox.Literal) else str(term)
            return Cell("open", text) if kind == "link" and is_web(text) else Cell(text, kind=style)
        if kind == "link" and is_web(term.value):
            return Cell("open", term.value)
        return Cell(self._reader.name(term.value), self._page(term), kind=style)

    def _page(self, term: Term | None) -> str:
        if not isinstance(term, ox.NamedNode):
            return ""
        page = self._reader.ref(term.value).page
        outside = not term.value.startswith(BASE) and is_web(term.value)
        return page or (term.value if outside else "")


def _to_section(rows: tuple[tuple[Cell, ...], ...], heads: tuple[Head, ...], note: str) -> Section:
    return make_section("answer", "Answer", "table", rows, heads=heads, note=note)


def _to_command(question: Question, values: dict[str, str]) -> str:
    """Return the question as it is typed on the command line."""
    options = " ".join(
        f'{question.header.parameters[name].option} "{value.removeprefix(BASE)}"'
        for name, value in values.items()
    )
    return f"kg query {question.name} {options}".rstrip()
