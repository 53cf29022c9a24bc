"""Pages that go through all records of a kind: discrepancies, decisions, tested cells, terms."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.draw.sentences import to_heading
from kg.publish.cells import CellReader, CellRow
from kg.publish.charts import list_charts
from kg.publish.opening import open_overview
from kg.publish.page import Cell, Head, Page, make_section
from kg.publish.reader import Reader, Ref
from kg.publish.statements import Passage, read_passages
from kg.terms import PREFIXES, shorten

SEVERITIES: Final = ("high", "medium", "low")
_TERM_KINDS: Final = (
    ("owl:Class", "Classes"),
    ("al:Relation", "Relations between materials, mechanisms and effects"),
    ("owl:ObjectProperty", "Properties that link things"),
    ("owl:DatatypeProperty", "Properties with a text, number or date"),
    ("owl:AnnotationProperty", "Annotations"),
)


class Listings:
    """Makes the pages that list records.

    Args:
        reader: the graph.
        cells: reads tested cells.
        systems: all cells, in the order of the comparison.
    """

    def __init__(self, reader: Reader, cells: CellReader, systems: Sequence[str]) -> None:
        self._reader = reader
        self._cells = cells
        self._systems = systems

    def iter_pages(self) -> Iterator[Page]:
        """Yield the pages of discrepancies, decisions, tested cells and terms."""
        yield self._make_discrepancies()
        yield self._make_decisions()
        yield self._make_comparison()
        yield self._make_ontology()

    def _make_discrepancies(self) -> Page:
        reader = self._reader
        rank = {word: index for index, word in enumerate(SEVERITIES)}
        notes = []
        for iri in reader.iter_instances("al:Discrepancy"):
            heading, rest = to_heading(reader.one(iri, "al:summary"))
            severity = reader.one(iri, "al:severity").rpartition("/")[2]
            ref = reader.ref(iri)
            kind = reader.word(iri, "al:discrepancyKind")
            notes.append(
                (
                    (rank.get(severity, len(rank)), kind, iri),
                    (
                        ref._replace(label=heading or ref.label),
                        severity,
                        kind,
                        rest,
                        reader.one(iri, "al:settledBy"),
                        read_passages(reader, iri),
                    ),
                )
            )
        ordered = [note for _, note in sorted(notes, key=lambda pair: pair[0])]
        return open_overview(
            "discrepancies.html",
            "Where papers disagree with themselves",
            kind="discrepancies",
            template="discrepancies.html",
            lead=(
                "Text against table, a caption against the text, a value under the wrong name, a "
                "unit that cannot be right. Each with the passages side by side, and what would "
                "settle it."
            ),
            sections=(make_section("all", "Discrepancies", "prose", ordered),),
            description=(
                "Places where a paper contradicts itself, with both passages and what would settle it."
            ),
            extra={
                "severities": _count(note[1] for note in ordered),
                "kinds": _count(note[2] for note in ordered),
            },
        )

    def _make_decisions(self) -> Page:
        reader = self._reader
        rows = []
        for iri in reader.iter_instances("al:ReadingDecision"):
            ref = reader.ref(iri)
            resolved = reader.word(iri, "al:resolvedTo") or reader.one(iri, "al:resolvedText")
            candidates = (
                *reader.names(reader.all(iri, "al:candidate")),
                *reader.all(iri, "al:candidateText"),
            )
            considered = f"considered: {', '.join(candidates)}" if candidates else ""
            kind = reader.word(iri, "al:decisionKind")
            first: Passage | None = next(iter(read_passages(reader, iri)), None)
            status, certainty = reader.word(iri, "al:status"), reader.word(iri, "al:certainty")
            row = (
                Cell(reader.one(iri, "al:printedText"), ref.page, kind, iri=iri),
                Cell(resolved or "open", more=considered, kind="" if resolved else "missing"),
                Cell(reader.one(iri, "al:reason")),
                Cell(certainty, more=status if status not in {"settled", certainty} else ""),
                Cell(first.place if first else "", first.link if first else ""),
            )
            rows.append(((kind, iri), row))
        heads = (Head("Printed"), Head("Read as"), Head("Why"), Head("Certainty"), Head("Where"))
        ordered = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
        return open_overview(
            "decisions.html",
            "Printed and meant: reading decisions",
            kind="decisions",
            lead=(
                "Misprints, recognition damage and wrong reference numbers. The printed form is "
                "kept; the reading has a reason, a certainty and a name behind it. What cannot "
                "be decided stays open."
            ),
            sections=(make_section("all", "Decisions", "table", ordered, heads=heads),),
            description="How misprints and damaged passages were read, and why.",
        )

    def _make_comparison(self) -> Page:
        cells = self._cells
        rows = [CellRow(one, cells) for one in self._systems]
        return open_overview(
            "compare.html",
            "Tested cells compared",
            kind="compare",
            template="compare.html",
            lead=(
                "Every tested cell with what was reported of it. Choose a value to see where it comes from; "
                "tick cells to see them side by side, and why some of their values cannot be compared."
            ),
            sections=(make_section("cells", "Cells", "prose", rows),),
            description="Performance of all tested cells in one table, each value with its source.",
            extra={"columns": cells.columns(self._systems), "charts": list_charts()},
        )

    def _make_ontology(self) -> Page:
        reader = self._reader
        groups: list[tuple[str, list[tuple[Ref, str, str, str]]]] = []
        seen: set[str] = set()
        for class_name, title in _TERM_KINDS:
            terms = []
            for iri in reader.instances_of(class_name):
                if iri.startswith(PREFIXES["al"]) and iri not in seen:
                    seen.add(iri)
                    ref = reader.ref(iri)
                    terms.append(
                        (
                            ref,
                            iri.removeprefix(PREFIXES["al"]),
                            shorten(iri),
                            reader.one(iri, "skos:definition"),
                        )
                    )
            if terms:
                groups.append((title, terms))
        schemes = reader.to_refs(reader.iter_instances("skos:ConceptScheme"))
        return open_overview(
            "ontology.html",
            "Ontology reference",
            kind="ontology",
            word="reference",
            template="ontology.html",
            lead="The terms in which claims are stated, and the lists of concepts that papers speak of.",
            description=(
                "Classes, relations and properties of the graph, with definitions, and its concept schemes."
            ),
            extra={"groups": groups, "schemes": schemes, "namespace": PREFIXES["al"]},
        )


def _count(words: Iterable[str]) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    return list(counted.items())
