"""Pages of single claims: everything one needs to judge, cite or correct one statement."""

from functools import lru_cache
from typing import Final

from kg.publish.claim_groups import ClaimGrouper
from kg.publish.kinds import Kind
from kg.publish.opening import open_thing
from kg.publish.page import Fact, Page, Section, make_section
from kg.publish.sources import PageSources
from kg.publish.statements import Statement, to_polarity
from kg.publish.unknown import Unknown, to_gaps
from kg.terms import BASE

_NEIGHBOURS: Final = 12  # claims of the same passage that are listed
_SUBJECTS_HELD: Final = 1_000  # of whose claims it is known what they relate to
_WORDS: Final = {
    "mechanism": "Claim about a mechanism",
    "value": "Claim that states a value",
    "price": "Claim that states a price",
    "design": "Claim about the design of a cell",
    "other": "Claim",
}


class ClaimPages:
    """Makes the page of one claim."""

    def __init__(self, sources: PageSources) -> None:
        self._reader = sources.reader
        self._neighbours = sources.neighbours
        self._statements = sources.statements
        self._claims = ClaimGrouper(sources.reader, sources.statements)
        self._unknown = Unknown(sources.reader)
        self._by_object = lru_cache(maxsize=_SUBJECTS_HELD)(self._read_by_object)

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a claim."""
        reader = self._reader
        told = self._statements.read(iri)
        says = f"{told.said_by.label} says so"
        if told.finding_of and told.finding_of[0].iri != told.said_by.iri:
            says += f", as a finding of {', '.join(work.label for work in told.finding_of)}"
        return open_thing(
            reader,
            iri,
            kind,
            word=_WORDS[told.sort],
            template="claim.html",
            above=tuple(one for one in (told.said_by, told.subject) if one.page),
            facts=self._facts(told),
            sections=(
                self._same(iri),
                self._contrary(iri, told),
                to_gaps(self._unknown.iter_claim(told)),
                self._beside(iri),
            ),
            passages=told.passages,
            picture=self._neighbours.draw_claim(told),
            description=f"{told.ref.label}. {says}; {told.mode or 'mode not told'}.",
            extra={
                "statement": told,
                "note": reader.one(iri, "al:note"),
                "key": iri.removeprefix(BASE).partition("/")[2],
            },
        )

    def _facts(self, told: Statement) -> tuple[Fact, ...]:
        return (
            Fact("said by", (told.said_by,) if told.said_by.label else ()),
            Fact("finding of", told.finding_of),
            Fact("origin", (told.origin,)),
            Fact("mode", (told.mode,)),
            Fact("wording", (told.strength,)),
            Fact("context", (told.context,)),
            Fact("through", told.through),
            Fact("compared with", told.compared_with),
            Fact("about", self._reader.refs(told.ref.iri, "al:about")),
        )

    def _same(self, iri: str) -> Section:
        claims = self._reader.all(iri, "al:sameFindingAs")
        told = self._claims.whole(claims)
        return make_section("same", "The same finding, told elsewhere", "claims", told)

    def _contrary(self, iri: str, told: Statement) -> Section:
        """Return claims of the same two ends, those of another direction first."""
        if told.target is None:
            return make_section("others", "", "claims", ())
        found = self._by_object(told.subject.iri).get(told.target.iri, ())
        others = sorted((polarity == told.polarity, claim) for polarity, claim in found if claim != iri)
        groups = self._claims.whole(claim for _, claim in others[:_NEIGHBOURS])
        return make_section("others", "Other claims on the same two", "claims", groups)

    def _read_by_object(self, subject: str) -> dict[str, list[tuple[str, str]]]:
        """Return the claims with this subject by what their object is, each with its polarity."""
        reader = self._reader
        found: dict[str, list[tuple[str, str]]] = {}
        for claim in reader.claims(subject, "al:subject"):
            told = found.setdefault(reader.one(claim, "al:object"), [])
            told.append((to_polarity(reader, claim), claim))
        return found

    def _beside(self, iri: str) -> Section:
        reader = self._reader
        beside = dict.fromkeys(
            other
            for evidence in reader.all(iri, "al:evidence")
            for other in reader.incoming(evidence, "al:evidence")
            if other != iri and reader.is_a(other, "al:Claim")
        )
        refs = tuple(reader.ref(other) for other in list(beside)[:_NEIGHBOURS])
        return make_section("beside", "Also said in this passage", "refs", refs)
