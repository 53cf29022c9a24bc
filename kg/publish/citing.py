"""Who is cited for what: an overview, and for each work that was read its citations sentence by sentence."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kg.publish.asking import question_page
from kg.publish.opening import open_overview
from kg.publish.page import Cell, Head, Page, make_section, to_cell
from kg.publish.reader import Reader, Ref
from kg.publish.statements import Passage, read_passages
from kg.publish.works import to_intent
from kg.queries.catalogue import Question

_TOP = 40  # works and pairs that the overview lists
_WITH_INTENT = "cited-with-intent"  # the question that takes an intent
OVERVIEW = Ref("Citations", "citations.html", "", "")


class CitationPages:
    """Makes the pages about citations.

    Args:
        reader: the graph.
        catalogue: the canned questions that have a form; an intent leads to the one that takes it.
    """

    def __init__(self, reader: Reader, catalogue: Sequence[Question]) -> None:
        self._reader = reader
        self._intents = next(
            (q.header.parameters["intent"].choices for q in catalogue if q.name == _WITH_INTENT), ()
        )

    def iter_pages(self) -> Iterator[Page]:
        """Yield the overview, then a page for each work that was read."""
        read = sorted(iri for iri in self._reader.iter_instances("al:Work") if self._reader.is_read(iri))
        yield self._make_overview(read)
        for work in read:
            yield self._make(work)

    def _make_overview(self, read: list[str]) -> Page:
        reader = self._reader
        intents: Counter[str] = Counter()
        cited: Counter[str] = Counter()
        own: Counter[tuple[str, str]] = Counter()
        for citation in reader.iter_instances("al:Citation"):
            work = reader.one(citation, "cito:hasCitedEntity")
            cited[work] += 1
            intents.update(reader.all(citation, "cito:hasCitationCharacterization"))
            if reader.one(citation, "al:selfCitation") == "true":
                own[reader.one(citation, "cito:hasCitingEntity"), work] += 1
        best = sorted(cited, key=lambda work: (-cited[work], work))[:_TOP]
        rows = [
            (
                to_cell(ref, reader.one(work, "dcterms:title"), work=work),
                Cell(self._reasons(work)),
                Cell(str(cited[work]), f"{ref.page}#cited" if ref.page else "", kind="number"),
            )
            for work in best
            for ref in (reader.ref(work),)
        ]
        reasons = [
            (Cell(to_intent(intent), self._find_question(intent)), Cell(str(number), kind="number"))
            for intent, number in sorted(intents.items(), key=lambda item: (-item[1], item[0]))
        ]
        selves = [
            (to_cell(reader.ref(citing)), to_cell(reader.ref(work)), Cell(str(number), kind="number"))
            for (citing, work), number in sorted(own.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
        ]
        texts = tuple(
            Ref(f"{reader.name(work)}, sentence by sentence", self._path(work), "", work) for work in read
        )
        number = Head("Citations", kind="number")
        return open_overview(
            OVERVIEW.page,
            "Who is cited for what",
            kind="citations",
            lead="Every citation mark, the sentence it stands in, and why the work is cited there.",
            sections=(
                make_section("texts", "Read a paper by its citations", "refs", texts),
                make_section(
                    "cited",
                    "Most cited",
                    "table",
                    rows,
                    heads=(Head("Work"), Head("For"), Head("Times", kind="number")),
                ),
                make_section(
                    "intents", "Why works are cited", "table", reasons, heads=(Head("Intent"), number)
                ),
                make_section(
                    "own",
                    "Self-citations",
                    "table",
                    selves,
                    heads=(Head("Citing work"), Head("Cited work"), number),
                    note="Citing and cited work share an author, by the identity decisions of the graph.",
                ),
            ),
            description="Most cited works, the intents of citations, and self-citations.",
        )

    def _find_question(self, intent: str) -> str:
        """Return where it is asked which works are cited with an intent; "" where nothing asks for it."""
        value = intent.rpartition("/")[2]
        return f"{question_page(_WITH_INTENT)}#intent={value}" if value in self._intents else ""

    def _reasons(self, work: str) -> str:
        reader = self._reader
        found: Counter[str] = Counter()
        for citation in reader.iter_incoming(work, "cito:hasCitedEntity"):
            found.update(map(to_intent, reader.all(citation, "cito:hasCitationCharacterization")))
        return ", ".join(
            f"{intent} ({number})" if number > 1 else intent
            for intent, number in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        )

    def _path(self, work: str) -> str:
        return f"{self._reader.stem(work)}~citations.html"

    def _make(self, work: str) -> Page:
        """Return the citations of one work in the order of its text, one row for each sentence."""
        reader = self._reader
        marks: dict[tuple[int, str], list[str]] = {}
        for citation in reader.incoming(work, "cito:hasCitingEntity"):
            marks.setdefault(
                (reader.number(citation, "al:order"), reader.one(citation, "al:key")), []
            ).append(citation)
        rows = [self._row(citations) for _, citations in sorted(marks.items())]
        label = reader.name(work)
        heading = f"Citations of {label}, sentence by sentence"
        return open_overview(
            self._path(work),
            heading,
            kind="citations",
            title=f"{heading} · {reader.stem(work).partition('/')[2]}",
            word="citations",
            template="citations.html",
            lead=reader.one(work, "dcterms:title"),
            above=(OVERVIEW, reader.ref(work)),
            sections=(make_section("sentences", "Sentences", "citations", rows),),
            description=f"Each citation mark of {label} with its sentence, the works and the reason.",
        )

    def _row(
        self, citations: list[str]
    ) -> tuple[Passage | None, str, tuple[Ref, ...], tuple[str, ...], str, bool]:
        reader = self._reader
        first = citations[0]
        cited = reader.to_refs(reader.one(citation, "cito:hasCitedEntity") for citation in citations)
        intents = {
            to_intent(intent)
            for citation in citations
            for intent in reader.all(citation, "cito:hasCitationCharacterization")
        }
        own = any(reader.one(citation, "al:selfCitation") == "true" for citation in citations)
        passage = next(iter(read_passages(reader, first)), None)
        return (
            passage,
            reader.one(first, "al:printedMark"),
            cited,
            tuple(sorted(intents)),
            reader.one(first, "al:namedAs"),
            own,
        )
