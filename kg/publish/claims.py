"""Pages of single claims: everything one needs to judge, cite or correct one statement."""

from kg.publish.kinds import Kind
from kg.publish.page import Cell, ClaimGroup, Fact, Gap, Head, Page, Section, kept, make_section
from kg.publish.reader import Reader
from kg.publish.statements import Statement, StatementReader
from kg.publish.titles import HOME, to_title
from kg.terms import BASE

_NEIGHBOURS = 12  # claims of the same passage that are listed
_WORDS = {
    "mechanism": "Claim about a mechanism",
    "value": "Claim that states a value",
    "price": "Claim that states a price",
    "design": "Claim about the design of a cell",
    "other": "Claim",
}


class ClaimPages:
    """Makes the page of one claim."""

    def __init__(self, reader: Reader, statements: StatementReader) -> None:
        self._reader = reader
        self._statements = statements

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a claim."""
        reader = self._reader
        told = self._statements.read(iri)
        word = _WORDS[told.sort]
        says = f"{told.said_by.label} says so"
        if told.finding_of and told.finding_of[0].iri != told.said_by.iri:
            says += f", as a finding of {', '.join(work.label for work in told.finding_of)}"
        return Page(
            path=told.ref.page,
            title=to_title(reader, iri, kind),
            heading=told.ref.label,
            kind=kind.name,
            word=word,
            template="claim.html",
            iri=iri,
            crumbs=(
                HOME,
                *((told.said_by,) if told.said_by.page else ()),
                *((told.subject,) if told.subject.page else ()),
            ),
            facts=self._facts(told),
            sections=kept(
                self._gaps(told),
                self._same(iri),
                self._contrary(iri, told),
                self._neighbours(iri),
            ),
            passages=told.passages,
            description=f"{told.ref.label}. {says}; {told.mode or 'mode not told'}.",
            extra={
                "statement": told,
                "note": reader.one(iri, "al:note"),
                "key": iri.removeprefix(BASE).partition("/")[2],
            },
        )

    def _facts(self, told: Statement) -> tuple[Fact, ...]:
        found = [
            Fact("said by", (told.said_by,) if told.said_by.label else ()),
            Fact("finding of", told.finding_of),
            Fact("origin", (told.origin,)),
            Fact("mode", (told.mode,)),
            Fact("wording", (told.strength,)),
            Fact("context", (told.context,)),
            Fact("through", told.through),
            Fact("compared with", told.compared_with),
            Fact("about", self._reader.refs(told.ref.iri, "al:about")),
        ]
        return tuple(fact for fact in found if any(fact.values))

    def _gaps(self, told: Statement) -> Section:
        gaps = []
        originals = [work for work in told.finding_of if self._reader.one(work.iri, "al:inCorpus") != "true"]
        if originals:
            gaps.append(
                Gap(
                    "Second-hand: the work whose finding it is has not been read for this graph.",
                    tuple(originals),
                )
            )
        if told.origin == "own view" and not told.finding_of:
            gaps.append(Gap("No source is named: the paper speaks for itself."))
        if told.mode == "stated":
            gaps.append(Gap("The text does not tell whether this was measured, calculated or proposed."))
        if not any(passage.exact for passage in told.passages):
            gaps.append(Gap("There is no link to the sentence itself; the place is told in words."))
        return make_section("unknown", "What is not known", "gaps", gaps)

    def _same(self, iri: str) -> Section:
        claims = self._reader.all(iri, "al:sameFindingAs")
        groups = (ClaimGroup("", None, False, "", claims, self._statements),) if claims else ()
        return make_section("same", "The same finding, told elsewhere", "claims", groups)

    def _contrary(self, iri: str, told: Statement) -> Section:
        """Return claims of the same two ends, those of another direction first."""
        reader = self._reader
        if told.target is None:
            return make_section("others", "", "claims", ())
        others = [
            claim
            for claim in reader.claims(told.subject.iri, "al:subject")
            if claim != iri and reader.one(claim, "al:object") == told.target.iri
        ]
        read = sorted(
            self._statements.read_all(sorted(others)),
            key=lambda other: (other.polarity == told.polarity, other.ref.iri),
        )[:_NEIGHBOURS]
        claims = tuple(other.ref.iri for other in read)
        groups = (ClaimGroup("", None, False, "", claims, self._statements),) if claims else ()
        return make_section("others", "Other claims on the same two", "claims", groups)

    def _neighbours(self, iri: str) -> Section:
        reader = self._reader
        beside = dict.fromkeys(
            other
            for evidence in reader.all(iri, "al:evidence")
            for other in reader.incoming(evidence, "al:evidence")
            if other != iri and reader.is_a(other, "al:Claim")
        )
        rows = [(Cell(reader.name(other), reader.ref(other).page),) for other in list(beside)[:_NEIGHBOURS]]
        return make_section("beside", "Also said in this passage", "table", rows, heads=(Head("Claim"),))
