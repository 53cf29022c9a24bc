"""Pages of works: what they say or are said to have found, who cites them for what, what is disputed."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from kg.publish.authors import read_byline
from kg.publish.cells import to_cell_table
from kg.publish.kinds import WORDS, Kind
from kg.publish.opening import open_thing
from kg.publish.page import Cell, ClaimGroup, Fact, Head, Page, Section, make_section, to_cell
from kg.publish.reader import NOTHING, Reader, Ref
from kg.publish.sources import PageSources
from kg.publish.statements import (
    read_decision_remark,
    read_passages,
    read_record,
)
from kg.publish.unknown import to_gaps
from kg.publish.unknown_records import UnknownRecords
from kg.publish.values import ValueTables

_SEVERITIES: Final = {"high": 0, "medium": 1, "low": 2}
_TOP: Final = 24  # things of which a work says most


class WorkPages:
    """Makes the page of one work."""

    def __init__(self, sources: PageSources) -> None:
        self._reader = sources.reader
        self._neighbours = sources.neighbours
        self._statements = sources.statements
        self._cells = sources.cells
        self._unknown = UnknownRecords(sources.reader)
        self._values = ValueTables(sources.reader, sources.statements)
        self._asking = sources.asking
        self._charts = sources.charts

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a work."""
        reader = self._reader
        label = reader.name(iri)
        read = reader.is_read(iri)
        title = reader.one(iri, "dcterms:title")
        byline = self._byline(iri)
        affiliations = list(dict.fromkeys(place for _, _, places in byline for place in places))
        return open_thing(
            reader,
            iri,
            kind,
            heading=title,
            word="work read for this graph" if read else "work known through others",
            template="work.html",
            facts=self._facts(iri),
            sections=(
                self._said(iri, read),
                *self._found(iri, read),
                to_gaps(self._unknown.iter_work(iri, read)),
                self._citations(iri),
                self._disputes(iri),
                self._decisions(iri),
                self._list(iri),
                self._asking.make_section(iri),
            ),
            description=(
                f"{label}{': ' + title if title else ''}. What it says, what is said of it, and where."
            ),
            picture=self._neighbours.draw_work(iri, read),
            extra={
                "label": label,
                "byline": byline,
                "affiliations": affiliations,
                "above": {place.iri: self._find_top(place.iri) for place in affiliations},
                "passages_page": f"{reader.stem(iri)}~passages.html",
                "citations_page": f"{reader.stem(iri)}~citations.html",
                "read": read,
                "counts": self._counts(iri, read),
            },
        )

    def _byline(self, iri: str) -> tuple[tuple[Ref, str, tuple[Ref, ...]], ...]:
        """Return the authors in order: the person, the name as printed, the affiliations."""
        reader = self._reader
        return tuple(
            (
                reader.ref(reader.one(place, "al:agent") or place),
                reader.one(place, "al:printedName") or reader.name(reader.one(place, "al:agent")),
                reader.refs(place, "al:affiliation"),
            )
            for place in read_byline(reader, iri)
        )

    def _find_top(self, organisation: str) -> str:
        """Return the name of the organisation of which one is a part, "" where it is none."""
        above = self._reader.one(organisation, "al:partOf")
        return self._reader.name(above) if above else ""

    def _facts(self, iri: str) -> tuple[Fact, ...]:
        reader = self._reader
        doi = reader.one(iri, "al:doi")
        page = reader.web(iri, "rdfs:seeAlso")
        status = reader.one(iri, "al:doiStatus")
        licence = reader.web(iri, "dcterms:license")
        return (
            Fact("notice", self._notices(iri)),
            Fact("journal", reader.refs(iri, "al:inJournal")),
            Fact("year", reader.all(iri, "al:year")),
            Fact("volume", reader.all(iri, "al:volume")),
            Fact("pages", reader.all(iri, "al:pages")),
            Fact("DOI", (Ref(doi, page, "", page),) if doi and page else ()),
            Fact("DOI checked", ("against the register",) if status.endswith("/verified") else ()),
            Fact("publisher", reader.all(iri, "dcterms:publisher")),
            Fact("received", reader.all(iri, "al:received")),
            Fact("revised", reader.all(iri, "al:revised")),
            Fact("keywords", reader.all(iri, "al:keyword")),
            Fact("funding", reader.all(iri, "al:funding")),
            Fact(
                "licence",
                (Ref(reader.one(iri, "dcterms:rights") or "licence", licence, "", licence),)
                if licence
                else reader.all(iri, "dcterms:rights"),
            ),
            Fact("note", reader.all(iri, "al:note")),
        )

    def _notices(self, iri: str) -> tuple[str, ...]:
        """Return corrections, retractions and the like, each with year and source."""
        reader = self._reader
        return tuple(
            ", ".join(
                part
                for part in (
                    reader.word(notice, "al:noticeKind"),
                    reader.one(notice, "al:noticeYear"),
                    reader.one(notice, "al:noticeSource"),
                )
                if part
            )
            for notice in reader.all(iri, "al:hasNotice")
        )

    def _counts(self, iri: str, read: bool) -> tuple[tuple[str, int], ...]:
        reader = self._reader

        def count(things: Iterable[str]) -> int:
            return sum(1 for _ in things)

        counts = [("findings told of it", reader.count_claims(iri, "al:findingOf"))]
        if read:
            counts = [
                ("claims it makes", count(reader.iter_incoming(iri, "al:assertedBy"))),
                ("citations in it", count(reader.iter_incoming(iri, "cito:hasCitingEntity"))),
                ("works it lists", len(reader.all(iri, "cito:cites"))),
            ]
        counts.append(("times cited here", count(reader.iter_incoming(iri, "cito:hasCitedEntity"))))
        return tuple((word, number) for word, number in counts if number)

    def _said(self, iri: str, read: bool) -> Section | None:
        """Return the things of which a work that was read says most, with the number of its claims."""
        if not read:
            return None
        reader = self._reader
        told: Counter[str] = Counter()
        for claim in reader.iter_incoming(iri, "al:assertedBy"):
            told.update(thing for thing in reader.all(claim, "al:about") if reader.ref(thing).page)
        best = sorted(told, key=lambda thing: (-told[thing], thing))[:_TOP]
        rows = [
            (
                to_cell(ref),
                Cell(WORDS[ref.kind]),
                Cell(str(told[thing]), kind="number"),
            )
            for thing in best
            for ref in (reader.ref(thing),)
        ]
        heads = (Head("Thing"), Head("Kind"), Head("Claims", kind="number"))
        return make_section("says", "What it speaks of most", "table", rows, heads=heads)

    def _found(self, iri: str, read: bool) -> tuple[Section, ...]:
        """Return what a work found: its tested cells, statements by what they are about, and values."""
        reader = self._reader
        found = reader.incoming(iri, "al:findingOf")
        told: dict[tuple[str, str], list[str]] = {}
        stated = []
        for claim in found:
            if reader.one(claim, "al:relation"):
                subject = reader.one(claim, "al:subject")
                told.setdefault((reader.name(subject).casefold(), subject), []).append(claim)
            elif reader.is_a(claim, "al:Claim"):
                stated.append(claim)
        groups = (
            ClaimGroup(
                "", reader.ref(subject) if subject else None, True, "", tuple(claims), self._statements
            )
            for (_, subject), claims in sorted(told.items())
        )
        cells = [thing for thing in found if reader.is_a(thing, "al:System")]
        title = "Its own findings" if read else "What is told of its findings"
        return (
            to_cell_table(self._cells, cells, "Tested cells"),
            make_section("found", title, "claims", groups),
            self._values.make(stated, "values", "Values and design", named=True),
            self._charts.of_findings(stated),
        )

    def _citations(self, iri: str) -> Section:
        """Return where the work is cited: sentence by sentence, with the reason."""
        reader = self._reader
        found = sorted(
            reader.incoming(iri, "cito:hasCitedEntity"),
            key=lambda citation: (
                reader.word(citation, "cito:hasCitingEntity"),
                reader.number(citation, "al:order"),
                citation,
            ),
        )
        return make_section(
            "cited",
            "Where it is cited, and why",
            "table",
            (to_citation_row(reader, c, "cito:hasCitingEntity") for c in found),
            heads=citation_heads("By"),
        )

    def _disputes(self, iri: str) -> Section:
        reader = self._reader
        own = [
            record for record in reader.incoming(iri, "al:inWork") if reader.is_a(record, "al:Discrepancy")
        ]
        touching = [
            record for record in reader.incoming(iri, "al:concerns") if reader.is_a(record, "al:Discrepancy")
        ]
        remarks = [read_record(reader, record) for record in dict.fromkeys((*own, *touching))]
        remarks.sort(key=lambda remark: (_SEVERITIES.get(remark.weight, 3), remark.heading, remark.ref.iri))
        return make_section("discrepancies", "Where it disagrees with itself", "remarks", remarks)

    def _decisions(self, iri: str) -> Section:
        reader = self._reader
        records = dict.fromkeys(
            record
            for predicate in ("al:inWork", "al:resolvedTo")
            for record in reader.incoming(iri, predicate)
            if reader.is_a(record, "al:ReadingDecision")
        )
        remarks = sorted(
            (read_decision_remark(reader, record) for record in records),
            key=lambda remark: (remark.heading, remark.ref.iri),
        )
        return make_section("decisions", "Printed and meant: reading decisions", "remarks", remarks)

    def _list(self, iri: str) -> Section:
        reader = self._reader
        entries = sorted(
            reader.incoming(iri, "al:inListOf"), key=lambda entry: (reader.number(entry, "al:number"), entry)
        )
        rows = []
        for entry in entries:
            work = reader.one(entry, "al:refersTo")
            ref = reader.ref(work) if work else NOTHING
            told = "; ".join(reader.all(entry, "al:oddity"))
            rows.append(
                (
                    Cell(reader.one(entry, "al:number"), kind="number"),
                    to_cell(ref, reader.one(work, "dcterms:title")),
                    Cell(self._journal(work), more=told),
                    Cell(reader.one(work, "al:doi"), reader.web(work, "rdfs:seeAlso")),
                )
            )
        heads = (Head("No.", kind="number"), Head("Work"), Head("Journal"), Head("DOI"))
        return make_section("references", "Reference list", "table", rows, heads=heads)

    def _journal(self, work: str) -> str:
        reader = self._reader
        parts = (
            reader.word(work, "al:inJournal"),
            reader.one(work, "al:year"),
            reader.one(work, "al:volume"),
            reader.one(work, "al:pages"),
        )
        return ", ".join(part for part in parts if part)


def citation_heads(other: str) -> tuple[Head, ...]:
    """Return the headings of a table of citations; `other` is the end that is not given."""
    return (Head(other), Head("Mark"), Head("Why"), Head("Sentence"), Head("Self-citation"))


def to_citation_row(reader: Reader, citation: str, other_end: str) -> tuple[Cell, ...]:
    """Return a citation as a row: the work at the other end, the printed mark, the intents, the sentence."""
    other = reader.ref(reader.one(citation, other_end))
    intents = [to_intent(intent) for intent in reader.all(citation, "cito:hasCitationCharacterization")]
    passage = next(iter(read_passages(reader, citation)), None)
    words = ""
    if passage is not None:
        words = passage.quote or (
            f"“{passage.from_words} … {passage.to_words}”" if passage.from_words else ""
        )
    return (
        to_cell(other, reader.one(citation, "al:namedAs") and f"named {reader.one(citation, 'al:namedAs')}"),
        Cell(reader.one(citation, "al:printedMark")),
        Cell(", ".join(sorted(intents))),
        Cell(
            words or (passage.place if passage else ""),
            passage.link if passage else "",
            passage.place if passage and words else "",
            "passage",
        ),
        Cell("yes" if reader.one(citation, "al:selfCitation") == "true" else ""),
    )


def to_intent(iri: str) -> str:
    """Return the name of a citation intent in words: "cito:citesAsEvidence" gives "cites as evidence"."""
    local = iri.rpartition("/")[2]
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in local)
