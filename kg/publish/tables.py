"""The graph as tables for spreadsheets: one CSV for each kind of thing, written row by row."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from kg.publish.authors import find_works
from kg.publish.design import PARTS
from kg.publish.kinds import CONCEPTS, KINDS
from kg.publish.reader import Reader
from kg.publish.statements import Passage, StatementReader, read_passages
from kg.publish.works import to_intent

_ROWS_A_CHUNK: Final = 500
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_PLACE_HEADS: Final = ("place", "from words", "to words", "link")
_CLAIM_HEADS: Final = (
    *("claim", "kind", "subject", "relation", "object", "value", "context", "mode", "wording", "origin"),
    *("said by", "finding of", *_PLACE_HEADS, "iri"),
)
_VALUE_HEADS: Final = (
    *("about", "quantity", "comparator", "number", "unit", "printed", "conditions", "mode"),
    *("said by", "finding of", "claim iri"),
)
_WORK_HEADS: Final = (
    *("work", "title", "journal", "year", "volume", "pages", "doi", "doi checked"),
    *("read for this graph", "iri"),
)
_CITATION_HEADS: Final = (
    *("citing work", "cited work", "printed mark", "intents", "self-citation"),
    *(*_PLACE_HEADS, "iri"),
)
Row = tuple[str, ...]


class Tables:
    """Makes the CSV files; cells that a spreadsheet would take for a formula begin with an apostrophe."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._statements = StatementReader(reader)

    def iter_files(self) -> Iterator[tuple[str, str, Iterator[bytes]]]:
        """Yield name, what is in it, and the content of each table."""
        tables: tuple[tuple[str, str, Callable[[], Iterator[Row]]], ...] = (
            ("claims", "every claim with who says so, whose finding, mode and place", self._claims),
            ("values", "every stated value with unit and conditions", self._values),
            (
                "concepts",
                "mechanisms, effects, failures, materials and other entries of the ontology",
                self._concepts,
            ),
            ("systems", "tested cells with their design", self._systems),
            ("works", "works with journal, year and DOI", self._works),
            ("people", "people with works and affiliations", self._people),
            ("citations", "citations with sentence and intent", self._citations),
            ("discrepancies", "where papers disagree with themselves", self._discrepancies),
            ("decisions", "what is printed and how it was read", self._decisions),
        )
        for name, words, rows in tables:
            yield name, words, _to_csv(rows())

    def _claims(self) -> Iterator[Row]:
        yield _CLAIM_HEADS
        for iri in self._reader.iter_claims():
            told = self._statements.read(iri)
            yield (
                told.ref.label,
                told.sort,
                told.subject.label,
                told.verb,
                told.target.label if told.target else "",
                told.value,
                told.context,
                told.mode,
                told.strength,
                told.origin,
                told.said_by.label,
                _join(work.label for work in told.finding_of),
                *_place(told.passages),
                iri,
            )

    def _values(self) -> Iterator[Row]:
        reader = self._reader
        yield _VALUE_HEADS
        for iri in reader.iter_claims():
            if not reader.is_a(iri, "al:PerformanceClaim"):
                continue
            told = self._statements.read(iri)
            for value in reader.all(iri, "al:states") or ("",):
                unit = reader.one(value, "qudt:hasUnit")
                yield (
                    told.subject.label,
                    told.what.label if told.what else "",
                    reader.one(value, "al:comparator"),
                    reader.one(value, "qudt:numericValue"),
                    reader.one(unit, "qudt:symbol"),
                    told.printed,
                    _join(f"{name}: {held}" for name, held in told.conditions),
                    told.mode,
                    told.said_by.label,
                    _join(work.label for work in told.finding_of),
                    iri,
                )

    def _concepts(self) -> Iterator[Row]:
        reader = self._reader
        yield ("label", "kind", "short form or formula", "other names", "definition", "broader", "iri")
        for kind in KINDS:
            if kind.name not in CONCEPTS:
                continue
            for iri in reader.instances_of(kind.class_name):
                if reader.kind(iri) is kind:
                    short = (*reader.all(iri, "skos:notation"), *reader.all(iri, "al:formula"))
                    above = reader.all(iri, "skos:broader") or reader.all(iri, "al:materialClass")
                    yield (
                        reader.name(iri),
                        kind.word,
                        _join(dict.fromkeys(short)),
                        _join(reader.all(iri, "skos:altLabel")),
                        reader.one(iri, "skos:definition"),
                        _join(reader.names(above)),
                        iri,
                    )

    def _systems(self) -> Iterator[Row]:
        reader = self._reader
        yield ("cell", "finding of", *(part.partition(":")[2] for part in PARTS), "layers", "iri")
        for iri in reader.instances_of("al:System"):
            layers = sorted(
                reader.all(iri, "al:hasLayer"), key=lambda layer: reader.number(layer, "al:position")
            )
            yield (
                reader.name(iri),
                self._words(iri, "al:findingOf"),
                *(self._words(iri, part) for part in PARTS),
                " | ".join(reader.word(layer, "al:material") for layer in layers),
                iri,
            )

    def _works(self) -> Iterator[Row]:
        reader = self._reader
        yield _WORK_HEADS
        for iri in reader.instances_of("al:Work"):
            yield (
                reader.name(iri),
                reader.one(iri, "dcterms:title"),
                reader.word(iri, "al:inJournal"),
                reader.one(iri, "al:year"),
                reader.one(iri, "al:volume"),
                reader.one(iri, "al:pages"),
                reader.one(iri, "al:doi"),
                reader.word(iri, "al:doiStatus"),
                "yes" if reader.is_read(iri) else "no",
                iri,
            )

    def _people(self) -> Iterator[Row]:
        reader = self._reader
        yield ("person", "works", "affiliations", "iri")
        for iri in reader.instances_of("al:Person"):
            yield (
                reader.name(iri),
                _join(reader.names(find_works(reader, iri))),
                self._words(iri, "al:affiliation"),
                iri,
            )

    def _citations(self) -> Iterator[Row]:
        reader = self._reader
        yield _CITATION_HEADS
        for iri in reader.instances_of("al:Citation"):
            yield (
                reader.word(iri, "cito:hasCitingEntity"),
                reader.word(iri, "cito:hasCitedEntity"),
                reader.one(iri, "al:printedMark"),
                _join(map(to_intent, reader.all(iri, "cito:hasCitationCharacterization"))),
                reader.one(iri, "al:selfCitation"),
                *_place(read_passages(reader, iri)),
                iri,
            )

    def _discrepancies(self) -> Iterator[Row]:
        reader = self._reader
        yield ("discrepancy", "kind", "severity", "summary", "would be settled by", "in", "iri")
        for iri in reader.instances_of("al:Discrepancy"):
            yield (
                reader.name(iri),
                reader.word(iri, "al:discrepancyKind"),
                reader.word(iri, "al:severity"),
                reader.one(iri, "al:summary"),
                reader.one(iri, "al:settledBy"),
                reader.word(iri, "al:inWork"),
                iri,
            )

    def _decisions(self) -> Iterator[Row]:
        reader = self._reader
        yield ("printed", "read as", "kind", "certainty", "status", "reason", "in", "iri")
        for iri in reader.instances_of("al:ReadingDecision"):
            yield (
                reader.one(iri, "al:printedText"),
                reader.word(iri, "al:resolvedTo") or reader.one(iri, "al:resolvedText"),
                reader.word(iri, "al:decisionKind"),
                reader.word(iri, "al:certainty"),
                reader.word(iri, "al:status"),
                reader.one(iri, "al:reason"),
                reader.word(iri, "al:inWork"),
                iri,
            )

    def _words(self, iri: str, predicate: str) -> str:
        return _join(self._reader.names(self._reader.all(iri, predicate)))


def _join(words: Iterable[str]) -> str:
    return "; ".join(words)


def _place(passages: tuple[Passage, ...]) -> tuple[str, str, str, str]:
    """Return place, first words, last words and link of the first passage."""
    if not passages:
        return ("", "", "", "")
    first = passages[0]
    return (first.place, first.from_words, first.to_words, first.link)


def _to_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield CSV in UTF-8, many rows at a time.

    Source: RFC 4180; the apostrophe follows https://owasp.org/www-community/attacks/CSV_Injection
    """
    iterator = iter(rows)
    while some := list(islice(iterator, _ROWS_A_CHUNK)):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerows(
            [to_safe_cell(cell) for cell in row] for row in some
        )
        yield buffer.getvalue().encode("utf-8", "surrogatepass")


def to_safe_cell(cell: str) -> str:
    """Return a cell of CSV that no spreadsheet takes for a formula."""
    if not cell.startswith(_FORMULA_STARTS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
