"""Pages of reading decisions and discrepancies: printed and meant, and what does not agree."""

import re
from typing import Final

from kg.draw.sentences import to_heading
from kg.publish.claim_groups import ClaimGrouper
from kg.publish.kinds import Kind
from kg.publish.opening import open_thing
from kg.publish.page import Fact, Page, Section, make_section
from kg.publish.reader import Ref
from kg.publish.sources import PageSources
from kg.publish.statements import read_passages, read_record
from kg.publish.unknown import to_gaps
from kg.publish.unknown_records import UnknownRecords
from kg.terms import BASE

_KEY: Final = re.compile(
    r"\b[a-z][a-z-]{0,60}-[0-9]{4}[a-z]?\b"
)  # of a work, as texts of the curators have it


class RecordPages:
    """Makes pages of reading decisions and discrepancies."""

    def __init__(self, sources: PageSources) -> None:
        self._reader = sources.reader
        self._neighbours = sources.neighbours
        self._unknown = UnknownRecords(sources.reader)
        self._claims = ClaimGrouper(sources.reader, sources.statements)

    def make_discrepancy(self, iri: str, kind: Kind) -> Page:
        """Return the page of a place where a work disagrees with itself."""
        reader = self._reader
        heading, rest = to_heading(reader.one(iri, "al:summary"))
        found = [
            Fact("kind", (reader.word(iri, "al:discrepancyKind"),)),
            Fact("severity", (reader.word(iri, "al:severity"),)),
            Fact("in", reader.refs(iri, "al:inWork")),
            Fact("would be settled by", self._settled_by(iri)),
            Fact("note", reader.all(iri, "al:note")),
        ]
        concerned = reader.all(iri, "al:concerns")
        return open_thing(
            reader,
            iri,
            kind,
            heading=heading,
            lead=rest,
            facts=found,
            sections=(
                make_section(
                    "passages", "The passages that do not agree", "passages", read_passages(reader, iri)
                ),
                *self._concerned(concerned),
                to_gaps(self._unknown.iter_dispute(iri, self._only_claims(concerned))),
            ),
            picture=self._neighbours.draw_dispute(iri, concerned),
            description=reader.one(iri, "al:summary") or reader.name(iri),
        )

    def make_decision(self, iri: str, kind: Kind) -> Page:
        """Return the page of a reading decision."""
        reader = self._reader
        resolved = reader.refs(iri, "al:resolvedTo")
        words = () if resolved else reader.all(iri, "al:resolvedText")
        candidates: tuple[Ref | str, ...] = (
            *reader.refs(iri, "al:candidate"),
            *reader.all(iri, ("al:candidateText")),
        )
        settled = bool(resolved or words)
        found = [
            Fact("printed", reader.all(iri, "al:printedText")),
            Fact("read as", (*resolved, *words) if settled else ("left open",)),
            Fact("considered", candidates),
            Fact("kind", (reader.word(iri, "al:decisionKind"),)),
            Fact("certainty", (reader.word(iri, "al:certainty"),) if settled else ()),
            Fact("decided by", (reader.word(iri, "prov:wasAttributedTo"),)),
            Fact("in", reader.refs(iri, "al:inWork")),
            Fact("note", reader.all(iri, "al:note")),
        ]
        users = reader.incoming(iri, "al:hasDecision")
        disputes = reader.incoming(iri, "al:concerns")
        touching = [read_record(reader, dispute) for dispute in disputes]
        return open_thing(
            reader,
            iri,
            kind,
            lead=reader.one(iri, "al:reason"),
            facts=found,
            sections=(
                make_section("passages", "Where it is printed", "passages", read_passages(reader, iri)),
                *self._concerned(users, "Claims and citations that rest on it"),
                make_section("discrepancies", "Discrepancies about it", "remarks", touching),
                to_gaps(self._unknown.iter_decision(iri)),
            ),
            picture=self._neighbours.draw_decision(iri, users, disputes),
            description=f"{reader.name(iri)}. {reader.one(iri, 'al:reason')}",
        )

    def _only_claims(self, things: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(thing for thing in things if self._reader.is_a(thing, "al:Claim"))

    def _concerned(self, things: tuple[str, ...], title: str = "What it concerns") -> tuple[Section, ...]:
        """Return the claims among the things as statements, cited works, decisions, and other things."""
        reader = self._reader
        claims = self._only_claims(things)
        works: set[Ref] = set()
        decisions, others = [], []
        for thing in things:
            if reader.is_a(thing, "al:Citation"):
                works.update(reader.refs(thing, "cito:hasCitedEntity"))
            elif reader.is_a(thing, "al:ReadingDecision"):
                decisions.append(read_record(reader, thing))
            elif thing not in claims:
                others.append(reader.ref(thing))
        return (
            make_section("claims", title, "claims", self._claims.whole(claims)),
            make_section("works", "Cited works", "refs", sorted(works)),
            make_section("decisions", "How the places were read", "remarks", decisions),
            make_section("others", "Other things it concerns", "refs", sorted(set(others))),
        )

    def _settled_by(self, iri: str) -> tuple[Ref | str, ...]:
        """Return what would settle a discrepancy; works that are named by their keys get their names."""
        reader = self._reader

        def name(found: re.Match[str]) -> str:
            work = f"{BASE}work/{found.group()}"
            return reader.name(work) if reader.predicates(work) else found.group()

        return tuple(_KEY.sub(name, text) for text in reader.all(iri, "al:settledBy"))
