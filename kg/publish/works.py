"""Pages of works: what they say or are said to have found, who cites them for what, what is disputed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from kg.publish.asking import AskLinks
from kg.publish.kinds import Kind
from kg.publish.page import Cell, ClaimGroup, Fact, Gap, Head, Page, Section, kept, make_section
from kg.publish.reader import Reader, Ref
from kg.publish.statements import (
    Remark,
    StatementReader,
    read_decision_remark,
    read_passages,
    to_dispute_heading,
    to_polarity,
    to_verb,
)
from kg.publish.structured import to_coins
from kg.publish.titles import to_crumbs, to_title

_SEVERITIES: Final = {"high": 0, "medium": 1, "low": 2}
_TOP: Final = 24  # things of which a work says most


class WorkPages:
    """Makes the page of one work."""

    def __init__(self, reader: Reader, statements: StatementReader, asking: AskLinks) -> None:
        self._reader = reader
        self._statements = statements
        self._asking = asking

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a work."""
        reader = self._reader
        ref = reader.ref(iri)
        read = reader.one(iri, "al:inCorpus") == "true"
        title = reader.one(iri, "dcterms:title")
        byline = self._byline(iri)
        affiliations = list(dict.fromkeys(place for _, _, places in byline for place in places))
        return Page(
            path=ref.page,
            title=to_title(reader, iri, kind),
            heading=title or ref.label,
            kind=kind.name,
            word="work read for this graph" if read else "work known through others",
            template="work.html",
            iri=iri,
            crumbs=to_crumbs(kind),
            facts=self._facts(iri),
            sections=kept(
                self._said(iri, read),
                self._found(iri, read),
                self._gaps(iri, read, title),
                self._asking.make_section(iri),
                self._citations(iri),
                self._disputes(iri),
                self._decisions(iri),
                self._list(iri),
            ),
            description=(
                f"{ref.label}{': ' + title if title else ''}. What it says, what is said of it, and where."
            ),
            extra={
                "label": ref.label,
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
        places = sorted(
            reader.all(iri, "al:hasAuthorship"),
            key=lambda place: (reader.number(place, "al:position"), place),
        )
        return tuple(
            (
                reader.ref(reader.one(place, "al:agent") or place),
                reader.one(place, "al:printedName") or reader.name(reader.one(place, "al:agent")),
                reader.refs(place, "al:affiliation"),
            )
            for place in places
        )

    def _find_top(self, organisation: str) -> str:
        """Return the name of the organisation of which one is a part, "" where it is none."""
        above = self._reader.one(organisation, "al:partOf")
        return self._reader.name(above) if above else ""

    def _facts(self, iri: str) -> tuple[Fact, ...]:
        reader = self._reader
        doi = reader.one(iri, "al:doi")
        page = reader.web(iri, "rdfs:seeAlso")
        status = reader.word(iri, "al:doiStatus")
        licence = reader.web(iri, "dcterms:license")
        found = [
            Fact("journal", reader.refs(iri, "al:inJournal")),
            Fact("year", reader.all(iri, "al:year")),
            Fact("volume", reader.all(iri, "al:volume")),
            Fact("pages", reader.all(iri, "al:pages")),
            Fact("DOI", (Ref(doi, page, "", page),) if doi and page else ()),
            Fact("DOI checked", (status,) if status else ()),
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
        ]
        return tuple(fact for fact in found if fact.values)

    def _counts(self, iri: str, read: bool) -> tuple[tuple[str, int], ...]:
        reader = self._reader

        def count(things: Iterable[str]) -> int:
            return sum(1 for _ in things)

        counts = [("findings told of it", count(reader.iter_incoming(iri, "al:findingOf")))]
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
                Cell(ref.label, ref.page),
                Cell(ref.kind.replace("-", " ")),
                Cell(str(told[thing]), kind="number"),
            )
            for thing in best
            for ref in (reader.ref(thing),)
        ]
        heads = (Head("Thing"), Head("Kind"), Head("Claims", kind="number"))
        return make_section("says", "What it speaks of most", "table", rows, heads=heads)

    def _found(self, iri: str, read: bool) -> Section:
        """Return the findings told of a work, grouped by what they are about."""
        reader = self._reader
        grouped: dict[tuple[str, str, str], list[str]] = {}
        for claim in reader.incoming(iri, "al:findingOf"):
            subject = reader.one(claim, "al:subject") or next(iter(self._about(claim)), "")
            verb = to_verb(reader, claim)
            polarity = to_polarity(reader, claim) if verb else ""
            key = (reader.name(subject), subject, "") if not verb else (reader.name(subject), subject, "said")
            del polarity
            grouped.setdefault(key, []).append(claim)
        groups = [
            ClaimGroup(
                "" if said else "values and design",
                reader.ref(subject) if subject else None,
                True,
                "",
                tuple(claims),
                self._statements,
            )
            for (_, subject, said), claims in sorted(
                grouped.items(), key=lambda item: (item[0][0].casefold(), item[0][1], item[0][2] == "")
            )
        ]
        title = "Its own findings" if read else "What is told of its findings"
        return make_section("found", title, "claims", groups)

    def _about(self, claim: str) -> tuple[str, ...]:
        about = self._reader.all(claim, "al:about")
        return tuple(sorted(about, key=lambda thing: (not self._reader.is_a(thing, "al:System"), thing)))

    def _gaps(self, iri: str, read: bool, title: str) -> Section:
        return make_section("unknown", "What is not known", "gaps", self._iter_gaps(iri, read, title))

    def _iter_gaps(self, iri: str, read: bool, title: str) -> Iterator[Gap]:
        reader = self._reader
        if not read:
            tellers = reader.to_refs(
                {reader.one(claim, "al:assertedBy") for claim in reader.iter_incoming(iri, "al:findingOf")}
                - {""}
            )
            if tellers:
                yield Gap("It has not been read for this graph: everything here is told by", tellers)
            else:
                yield Gap(
                    "It has not been read for this graph, and no finding of it is told; it is only "
                    "listed or cited."
                )
        if not title:
            yield Gap("Its title is not recorded: the reference list that names it prints none.")
        if not reader.one(iri, "al:doi"):
            yield Gap("No DOI is recorded.")

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
        remarks = [
            Remark(
                reader.ref(record),
                "discrepancy",
                to_dispute_heading(reader, record),
                reader.word(record, "al:severity"),
            )
            for record in dict.fromkeys((*own, *touching))
        ]
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
            ref = reader.ref(work) if work else Ref("", "", "", "")
            told = "; ".join(reader.all(entry, "al:oddity"))
            rows.append(
                (
                    Cell(reader.one(entry, "al:number"), kind="number"),
                    Cell(
                        ref.label,
                        ref.page,
                        reader.one(work, "dcterms:title"),
                        coins=to_coins(reader, work) if work else "",
                    ),
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
        Cell(
            other.label,
            other.page,
            reader.one(citation, "al:namedAs") and f"named {reader.one(citation, 'al:namedAs')}",
        ),
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
