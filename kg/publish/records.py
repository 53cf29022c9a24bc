"""Pages of reading decisions and discrepancies: printed and meant, and what does not agree."""

from kg.draw.sentences import to_heading
from kg.publish.kinds import Kind
from kg.publish.page import ClaimGroup, Fact, Page, Section, kept, make_section
from kg.publish.reader import Reader, Ref
from kg.publish.statements import StatementReader, read_passages
from kg.publish.titles import to_crumbs, to_title


class RecordPages:
    """Makes pages of reading decisions and discrepancies."""

    def __init__(self, reader: Reader, statements: StatementReader) -> None:
        self._reader = reader
        self._statements = statements

    def make_discrepancy(self, iri: str, kind: Kind) -> Page:
        """Return the page of a place where a work disagrees with itself."""
        reader = self._reader
        heading, rest = to_heading(reader.one(iri, "al:summary"))
        found = [
            Fact("kind", (reader.word(iri, "al:discrepancyKind"),)),
            Fact("severity", (reader.word(iri, "al:severity"),)),
            Fact("in", reader.refs(iri, "al:inWork")),
            Fact("would be settled by", reader.all(iri, "al:settledBy")),
            Fact("note", reader.all(iri, "al:note")),
        ]
        concerned = reader.all(iri, "al:concerns")
        return Page(
            path=reader.ref(iri).page,
            title=to_title(reader, iri, kind),
            heading=heading or reader.name(iri),
            kind=kind.name,
            word=kind.word,
            iri=iri,
            lead=rest,
            crumbs=to_crumbs(kind),
            facts=tuple(fact for fact in found if any(fact.values)),
            sections=kept(
                make_section(
                    "passages", "The passages that do not agree", "passages", read_passages(reader, iri)
                ),
                *self._concerned(concerned),
            ),
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
            Fact("certainty", (reader.word(iri, "al:certainty"),)),
            Fact("status", (reader.word(iri, "al:status"),)),
            Fact("decided by", (reader.word(iri, "prov:wasAttributedTo"),)),
            Fact("in", reader.refs(iri, "al:inWork")),
            Fact("note", reader.all(iri, "al:note")),
        ]
        users = reader.incoming(iri, "al:hasDecision")
        disputes = reader.incoming(iri, "al:concerns")
        return Page(
            path=reader.ref(iri).page,
            title=to_title(reader, iri, kind),
            heading=reader.name(iri),
            kind=kind.name,
            word=kind.word,
            iri=iri,
            lead=reader.one(iri, "al:reason"),
            crumbs=to_crumbs(kind),
            facts=tuple(fact for fact in found if any(fact.values)),
            sections=kept(
                make_section("passages", "Where it is printed", "passages", read_passages(reader, iri)),
                *self._concerned(users, "Claims and citations that rest on it"),
                make_section("discrepancies", "Discrepancies about it", "refs", reader.to_refs(disputes)),
            ),
            description=f"{reader.name(iri)}. {reader.one(iri, 'al:reason')}",
        )

    def _concerned(self, things: tuple[str, ...], title: str = "What it concerns") -> tuple[Section, Section]:
        """Return the claims among the things as statements, and the others as a list."""
        reader = self._reader
        claims = tuple(thing for thing in things if reader.is_a(thing, "al:Claim"))
        others: list[Ref] = []
        for thing in things:
            if reader.is_a(thing, "al:Citation"):
                others += reader.refs(thing, "cito:hasCitedEntity")
            elif thing not in claims:
                others.append(reader.ref(thing))
        groups = (ClaimGroup("", None, False, "", claims, self._statements),) if claims else ()
        return (
            make_section("claims", title, "claims", groups),
            make_section("others", "Cited works and other things", "refs", sorted(set(others))),
        )
