"""The canned questions as pages: a form, the query, and the answer computed when the site was made."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.draw.picture import Picture
from kg.engines.engine import Rows, RowStream, Term
from kg.engines.local import LocalEngine
from kg.engines.order import find_first
from kg.errors import KgError, QueryError
from kg.publish.asking import find_terms, question_page
from kg.publish.engine_data import list_class_sets
from kg.publish.examples import Examples
from kg.publish.gaps import GAPS, GAPS_TOPIC, drop_empty, pick_rows, tell_others, to_subject
from kg.publish.memory import give_back
from kg.publish.neighbours import Neighbours
from kg.publish.opening import open_overview
from kg.publish.page import Cell, Gap, Head, Page, Section, make_section
from kg.publish.reader import CLAIMS, Reader, Ref, is_web
from kg.publish.tables import to_safe_cell
from kg.queries.catalogue import TOPICS, Question, load_catalogue
from kg.queries.entities import get_entity
from kg.queries.output import iter_csv
from kg.queries.run import answer_question, bind_question, complete_values
from kg.terms import BASE, expand

TRIED: Final = 6  # things that a question is asked about before its answer is left empty
FURTHER: Final = 5  # things beside the example that a question is asked about which Python answers
ROWS_IN_FILE: Final = 50_000  # of an answer that lies beside its page as CSV
ROWS_SHOWN: Final = 400  # of one answer; a page that holds more is no longer read but searched
BETWEEN: Final = "; "  # what stands between several names in one cell
LIST: Final = "questions.html"
_FOR_SHELL: Final = frozenset('"$`\\!')  # what a shell acts on between double quotes
GAP_ROWS: Final = 12  # of each question about gaps on the page of what is not known


class _Found(NamedTuple):
    """What a question finds, as far as the site tells it.

    Attributes:
        values: what it was asked with.
        rows: at most `ROWS_IN_FILE` of them.
        whole: the number of all rows.
    """

    values: Mapping[str, str]
    rows: Rows
    whole: int


class _Remembering(LocalEngine):
    """A store that is asked each query of a function once, though it is called for several things."""

    def __init__(self, store: ox.Store) -> None:
        super().__init__(store)
        self._known: dict[str, Rows] = {}

    def run(self, text: str, name: str = "query") -> Rows:
        """Return what a complete query finds; see `Engine.run`."""
        if text not in self._known:
            self._known[text] = super().run(text, name)
        return self._known[text]

    def forget(self) -> None:
        """Let go of all that was found."""
        self._known.clear()
        give_back()


class Questions:
    """Makes a page for each canned question, and the list of them.

    Args:
        reader: the graph.
        neighbours: draws what a question is about.
        live: whether the pages carry the graph, so that questions can be asked anew in the browser.
    """

    def __init__(self, reader: Reader, neighbours: Neighbours, *, live: bool) -> None:
        self._reader = reader
        self._engine = _Remembering(reader.store)
        self.examples = Examples(self._engine, reader.count_mentions)
        self._neighbours = neighbours
        self._live = live
        self.catalogue = load_catalogue()
        self._classes = list_class_sets(self.catalogue)
        self._gaps: dict[str, Section] = {}

    def refs(self, names: tuple[str, ...]) -> tuple[Ref, ...]:
        """Return these questions with their pages."""
        known = {question.name: question for question in self.catalogue}
        return tuple(
            Ref(known[name].header.summary, question_page(name), "", "") for name in names if name in known
        )

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of the questions; one without any may have a page all the same."""
        return tuple(dict.fromkeys((*TOPICS, *(question.topic for question in self.catalogue))))

    def iter_pages(self, topic: str) -> Iterator[Page]:
        """Yield the page of each question of a topic; after those about gaps the page of what is not known.

        Raises:
            QueryError: a question fails; the message names it.
        """
        for question in self.catalogue:
            if question.topic == topic:
                yield self._make(question)
        if topic == GAPS_TOPIC:
            yield self._make_gaps()

    def _make_gaps(self) -> Page:
        """Return the page of what is not known: of each question the first row about each thing."""
        sections = [self._gaps[name] for name in GAPS if name in self._gaps]
        return open_overview(
            "gaps.html",
            "What is not known",
            kind="gaps",
            lead=(
                "Open questions, claims without a source, values nobody reports, works that "
                "should be read next."
            ),
            sections=sections,
            description=(
                "Gaps of the literature as far as it has been read: open goals, second-hand "
                "claims, missing values."
            ),
        )

    def _to_gap(self, question: Question, section: Section, rows: Rows | None) -> Section:
        """Return an answer as it stands on the page of what is not known."""
        reader = self._reader
        heads, items = section.heads, list(section.items)
        if rows is not None:
            shown = _list_shown(rows)
            picked = pick_rows(rows, GAP_ROWS, lambda thing: to_subject(reader, thing.value))
            counted = section.size == len(rows.rows)
            set_rows = [
                tell_others(self._set_row(question, one.row, shown), reader, one, counted=counted)
                for one in picked
            ]
            heads, items = drop_empty(heads, set_rows)
        more = Ref(f"All {section.size}, with the query", question_page(question.name), "", "")
        return replace(
            section,
            id=question.name,
            title=question.header.summary,
            heads=heads,
            items=tuple(items),
            note="",
            more=more,
            whole=section.size,
        )

    def make_list(self) -> Page:
        """Return the page that lists all questions."""
        topics: dict[str, list[tuple[Ref, str, bool]]] = {topic: [] for topic in TOPICS}
        for one in self.catalogue:
            ref = Ref(one.header.summary, question_page(one.name), "", "")
            topics.setdefault(one.topic, []).append((ref, one.header.description, bool(one.function)))
        return open_overview(
            LIST,
            "Questions and their answers",
            kind="questions",
            template="questions.html",
            lead=(
                f"{len(self.catalogue)} questions that people ask of a literature, each with a "
                "form, its query and its answer."
            ),
            description=(
                "Canned questions about mechanisms, materials, performance, citations, people and gaps."
            ),
            extra={"topics": [(topic, found) for topic, found in topics.items() if found]},
        )

    def _make(self, question: Question) -> Page:
        header = question.header
        values, section, rows = self._answer(question)
        if question.name in GAPS:
            self._gaps[question.name] = self._to_gap(question, section, rows)
        live = self._live and not question.function
        further = tuple(self._ask_further(question, values or {}))
        self._engine.forget()
        told = [] if live else [(section, rows), *((other, held) for _, other, held in further)]
        tables = {
            one.id: (_to_csv_path(question, number), held)
            for number, (one, held) in enumerate(told, 1)
            if held is not None and held.rows
        }
        return open_overview(
            question_page(question.name),
            header.summary,
            kind="question",
            title=f"{header.summary} · question {question.name}",
            word=f"question about {question.topic}",
            template="question.html",
            lead=header.description,
            above=(Ref("Questions", LIST, "", ""),),
            description=header.description,
            picture=self._draw(question),
            extra={
                "question": question,
                "answer": section,
                "parameters": tuple(header.parameters.values()),
                "values": values or {},
                "classes": self._classes,
                "live": live,
                "command": _to_command(question, values or {}),
                "further": tuple((label, other) for label, other, _ in further),
                "tables": {name: path for name, (path, _) in tables.items()},
                "files": tuple((path, _to_csv(held)) for path, held in tables.values()),
                "unknown": tuple(self._iter_gaps(section)),
            },
            policy="engine" if live else "",
        )

    def _draw(self, question: Question) -> Picture | None:
        given = {name for one in question.header.parameters.values() for name in one.classes}
        terms = find_terms(question) if not question.function else ()
        used = [term for term in terms if self._reader.ref(term).page]
        return self._neighbours.draw_question(question.name, sorted(map(expand, given)), used)

    def _answer(self, question: Question) -> tuple[dict[str, str] | None, Section, Rows | None]:
        values = self.examples.find(question)
        if values is None:
            wanted = next(one for one in question.header.parameters.values() if one.classes)
            words = " or ".join(name.partition(":")[2].lower() for name in wanted.classes)
            told = _to_section((), (), f"This graph holds no {words}, so there is nothing to ask about.")
            return None, told, None
        found = self._ask(question, values)
        entities = [one.name for one in question.header.parameters.values() if one.type == "entity"]
        if not found.whole and len(entities) == 1:
            found = self._ask_about_others(question, values, entities[0]) or found
        return dict(found.values), self._set(question, found), found.rows

    def _iter_gaps(self, answer: Section) -> Iterator[Gap]:
        """Yield what the rows shown leave open: values that they do not tell, claims that are second-hand."""
        rows = answer.items
        few = answer.size > len(rows)
        if not rows:
            yield Gap("Nothing in this graph answers it")
            return
        lacking = [
            f"{head.label} in {'all' if missing == len(rows) else f'{missing:,}'}"
            for place, head in enumerate(answer.heads)
            if head.kind in {"number", "quantity"} and (missing := sum(not row[place].text for row in rows))
        ]
        if lacking:
            told = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
            yield Gap(f"Of the {'first ' if few else ''}{told}, not told: {', '.join(lacking)}")
        claims = dict.fromkeys(cell.iri for row in rows for cell in row if cell.iri.startswith(CLAIMS))
        second = sum(self._reader.one(claim, "al:origin").endswith("/second-hand") for claim in claims)
        if second:
            share = f"{second:,} of the {len(claims):,} claims" if len(claims) > 1 else "The one claim"
            verb = "is" if second == 1 else "are"
            behind = "behind these rows" if few else "behind it"
            yield Gap(f"{share} {behind} {verb} second-hand, told by others than who found it")

    def _ask_about_others(self, question: Question, values: dict[str, str], name: str) -> _Found | None:
        """Return the answer for another thing of the class, where the example finds nothing in this graph."""
        for other in self.examples.rank(question.header.parameters[name].classes)[:TRIED]:
            found = self._ask(question, {**values, name: other})
            if found.whole:
                return found
        return None

    def _ask_further(self, question: Question, values: dict[str, str]) -> Iterator[tuple[str, Section, Rows]]:
        """Yield what a question that Python answers says of the other things of which most is said."""
        entities = [one for one in question.header.parameters.values() if one.type == "entity"]
        if not question.function or not values or len(entities) != 1:
            return
        [parameter] = entities
        shown = get_entity(self._engine, values[parameter.name], parameter.classes).iri
        others = (iri for iri in self.examples.rank(parameter.classes) if iri != shown)
        for number, iri in enumerate(islice(others, FURTHER), 2):
            found = self._ask(question, {**values, parameter.name: iri})
            section = replace(self._set(question, found), id=f"answer-{number}")
            yield self._reader.name(iri), section, found.rows

    def _ask(self, question: Question, values: dict[str, str]) -> _Found:
        """Return what a question finds; of a long answer memory holds no more rows than the site tells."""
        try:
            if question.function:
                answer = answer_question(self._engine, question, values)
                held = answer.rows.rows[:ROWS_IN_FILE]
                return _Found(answer.values, Rows(answer.rows.columns, held), len(answer.rows.rows))
            given = complete_values(question, values)
            query = bind_question(self._engine, question, given)
            most = ROWS_SHOWN if self._live and question.name not in GAPS else ROWS_IN_FILE
            return _Found(given, *find_first(self._engine, query, most, question.path))
        except KgError as error:
            raise QueryError(
                f"the question {question.name} fails: {error.message}", where=question.path, hint=error.hint
            ) from error

    def _set(self, question: Question, found: _Found) -> Section:
        rows = found.rows
        shown = _list_shown(rows)
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
        note = f"The first {ROWS_SHOWN} of {found.whole:,} rows." if found.whole > ROWS_SHOWN else ""
        return replace(_to_section(tuple(cells), heads, note), whole=found.whole)

    def _set_row(self, question: Question, row: dict[str, Term | None], shown: list[str]) -> tuple[Cell, ...]:
        claim = row.get("claim")
        behind = self._page(claim)
        cells = []
        for name in shown:
            column = question.header.columns.get(name)
            kind = column.kind if column else "text"
            cell = self._to_cell(name, row, kind, column.names if column else ())
            if cell.text and not cell.link and kind in {"quantity", "number"}:
                cell = cell._replace(link=behind)
            cells.append(cell)
        return tuple(cells)

    def _to_cell(self, name: str, row: dict[str, Term | None], kind: str, classes: tuple[str, ...]) -> Cell:
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
            return Cell(term.value, self._page(twin), kind=style, iri=self._find_paged(twin))
        if classes and isinstance(term, ox.Literal):
            return self._to_named(term.value, classes)
        if not isinstance(term, ox.NamedNode):
            text = str(term.value) if isinstance(term, ox.Literal) else str(term)
            return Cell("open", text) if kind == "link" and is_web(text) else Cell(text, kind=style)
        if kind == "link" and is_web(term.value):
            return Cell("open", term.value)
        name = self._reader.name(term.value)
        return Cell(name, self._page(term), kind=style, iri=self._find_paged(term))

    def _to_named(self, text: str, classes: tuple[str, ...]) -> Cell:
        """Return a cell of names, each leading to the page of the one thing of the classes that has it."""
        named = self._reader.named(text, classes)
        if named.page or BETWEEN not in text:
            return Cell(text, named.page, iri=named.iri if named.page else "")
        found = ((name, self._reader.named(name, classes)) for name in text.split(BETWEEN))
        return Cell(text, refs=tuple(ref if ref.page else Ref(name, "", "", "") for name, ref in found))

    def _find_paged(self, term: ox.NamedNode) -> str:
        return term.value if self._reader.ref(term.value).page else ""

    def _page(self, term: Term | None) -> str:
        if not isinstance(term, ox.NamedNode):
            return ""
        page = self._reader.ref(term.value).page
        outside = not term.value.startswith(BASE) and is_web(term.value)
        return page or (term.value if outside else "")


def _list_shown(rows: Rows) -> list[str]:
    """Return the columns that people see: labels for identifiers, passages for the links to them."""
    return [
        name
        for name in rows.columns
        if f"{name}Label" not in rows.columns and not (name == "link" and "evidenceLabel" in rows.columns)
    ]


def _to_csv_path(question: Question, number: int) -> str:
    """Return where an answer lies as CSV beside its page: the first, or one about another thing."""
    stem = question_page(question.name).removesuffix(".html")
    return f"{stem}.csv" if number == 1 else f"{stem}-{number}.csv"


def _to_csv(rows: Rows) -> bytes:
    """Return rows for spreadsheets: what they would take for a formula is text."""
    safe = (tuple(map(_to_safe_term, row)) for row in rows.rows)
    return "".join(iter_csv(RowStream(rows.columns, safe))).encode()


def _to_safe_term(term: Term | None) -> Term | None:
    return ox.Literal(to_safe_cell(term.value)) if isinstance(term, ox.Literal) else term


def _to_section(rows: tuple[tuple[Cell, ...], ...], heads: tuple[Head, ...], note: str) -> Section:
    return make_section("answer", "Answer", "table", rows, heads=heads, note=note)


def _to_command(question: Question, values: dict[str, str]) -> str:
    """Return the question as it is typed on the command line."""
    options = " ".join(
        f"{question.header.parameters[name].option} {_quote(value.removeprefix(BASE))}"
        for name, value in values.items()
    )
    return f"kg query {question.name} {options}".rstrip()


def _quote(word: str) -> str:
    """Return a word that a shell takes as it is; see site/src/ask.ts."""
    if _FOR_SHELL.isdisjoint(word):
        return f'"{word}"'
    mended = word.replace("'", "'\\''")
    return f"'{mended}'"
