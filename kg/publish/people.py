"""Pages of people, organisations and the decisions about who is who."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from kg.publish.authors import find_works
from kg.publish.kinds import Kind
from kg.publish.opening import open_thing
from kg.publish.page import Cell, Fact, Head, Page, Section, make_section, to_cell
from kg.publish.reader import NOTHING, Ref
from kg.publish.sources import PageSources
from kg.publish.statements import read_passages
from kg.publish.unknown import to_gaps
from kg.publish.unknown_records import UnknownRecords

_TOP: Final = 20  # things that works of a person or organisation most contributed to


class PeoplePages:
    """Makes pages of persons, organisations and identity decisions."""

    def __init__(self, sources: PageSources) -> None:
        self._reader = sources.reader
        self._neighbours = sources.neighbours
        self._unknown = UnknownRecords(sources.reader)

    def make_person(self, iri: str, kind: Kind) -> Page:
        """Return the page of a person."""
        reader = self._reader
        label = reader.name(iri)
        places = reader.incoming(iri, "al:agent")
        works = find_works(reader, iri)
        printed = {reader.one(place, "al:printedName") for place in places} | set(
            reader.all(iri, "skos:altLabel")
        )
        identity = self._identity(places)
        names = tuple(sorted(name for name in printed if name and name != label))
        return open_thing(
            reader,
            iri,
            kind,
            aliases=names,
            facts=self._facts(iri),
            sections=(
                self._works(places),
                self._topics(works),
                self._career(iri),
                make_section("with", "Wrote with", "refs", self._co_authors(iri, works)),
                make_section("identity", "Who is who", "refs", identity),
                to_gaps(self._unknown.iter_person(iri, (label, *names), works, identity)),
            ),
            picture=self._neighbours.draw_person(iri, works),
            description=f"{label}: works, affiliations, co-authors, and what the works found.",
        )

    def make_organisation(self, iri: str, kind: Kind) -> Page:
        """Return the page of an organisation."""
        reader = self._reader
        parts = reader.incoming(iri, "al:partOf")
        people = {
            person
            for unit in (iri, *parts)
            for person in reader.incoming(unit, "al:affiliation")
            if reader.is_a(person, "al:Person")
        }
        works = sorted({work for person in people for work in find_works(reader, person)})
        ror = reader.one(iri, "al:ror")
        found = [
            Fact("part of", reader.refs(iri, "al:partOf")),
            Fact("place", reader.all(iri, "al:place")),
            Fact("country", reader.all(iri, "al:country")),
            Fact("ROR", (Ref(ror, f"https://ror.org/{ror}", "", ""),) if ror else ()),
            Fact("note", reader.all(iri, "al:note")),
        ]
        return open_thing(
            reader,
            iri,
            kind,
            aliases=reader.all(iri, "al:abbreviation"),
            above=reader.refs(iri, "al:partOf"),
            facts=found,
            sections=(
                make_section("people", "People", "refs", reader.to_refs(people)),
                make_section("parts", "Departments and centres", "refs", reader.to_refs(parts)),
                self._topics(works),
                make_section("works", "Works of its people", "refs", reader.to_refs(works)),
                self._careers(iri),
                to_gaps(self._unknown.iter_organisation(iri, sorted(people), works)),
            ),
            picture=self._neighbours.draw_organisation(iri, sorted(people), parts, works),
            description=f"{reader.name(iri)}: people, works, and what they work on.",
        )

    def _careers(self, iri: str) -> Section:
        """Return the stations of careers at an organisation, the latest first."""
        reader = self._reader
        rows = []
        for station in reader.incoming(iri, "al:affiliation"):
            for person in reader.incoming(station, "al:hasStation"):
                passage = next(iter(read_passages(reader, station)), None)
                row = (
                    to_cell(reader.ref(person)),
                    Cell(self._years(station), kind="number"),
                    Cell(reader.one(station, "al:stationRole"), more=reader.one(station, "al:note")),
                    Cell(passage.place if passage else "", passage.link if passage else ""),
                )
                latest = reader.number(station, "al:untilYear") or reader.number(station, "al:fromYear")
                rows.append(((-latest, reader.name(person), station), row))
        heads = (Head("Person"), Head("Years", kind="number"), Head("As"), Head("Where it is told"))
        ordered = (row for _, row in sorted(rows, key=lambda pair: pair[0]))
        return make_section("careers", "Named in careers", "table", ordered, heads=heads)

    def _years(self, station: str) -> str:
        begin, end = self._reader.one(station, "al:fromYear"), self._reader.one(station, "al:untilYear")
        return f"{begin}–{end}" if begin and end else (f"from {begin}" if begin else end)

    def make_identity(self, iri: str, kind: Kind) -> Page:
        """Return the page of a decision about who is who."""
        reader = self._reader
        places = reader.all(iri, "al:concerns")
        people = sorted({person for place in places for person in reader.all(place, "al:agent")})
        rows = [
            (
                Cell(reader.one(place, "al:printedName")),
                to_cell(self._ref(reader.one(place, "al:agent"))),
                to_cell(self._ref(next(iter(reader.incoming(place, "al:hasAuthorship")), ""))),
                Cell(reader.one(place, "al:position"), kind="number"),
            )
            for place in places
        ]
        heads = (Head("Printed name"), Head("Person"), Head("Work"), Head("Author no.", kind="number"))
        found = [
            Fact("verdict", (reader.word(iri, "al:verdict"),)),
            Fact("certainty", (reader.word(iri, "al:certainty"),)),
            Fact("decided by", (reader.word(iri, "prov:wasAttributedTo"),)),
            Fact("in", reader.refs(iri, "al:inWork")),
        ]
        return open_thing(
            reader,
            iri,
            kind,
            lead=reader.one(iri, "al:reason"),
            facts=found,
            sections=(
                make_section("concerns", "Authorships it concerns", "table", rows, heads=heads),
                to_gaps(self._unknown.iter_identity(iri, people)),
            ),
            passages=read_passages(reader, iri),
            picture=self._neighbours.draw_identity(iri, places),
            description=f"Whether {reader.name(iri)}: the reason and how certain it is.",
        )

    def _ref(self, iri: str) -> Ref:
        return self._reader.ref(iri) if iri else NOTHING

    def _facts(self, iri: str) -> tuple[Fact, ...]:
        reader = self._reader
        return (
            Fact("affiliation", reader.refs(iri, "al:affiliation")),
            Fact(
                "ORCID",
                tuple(
                    Ref(orcid, f"https://orcid.org/{orcid}", "", "") for orcid in reader.all(iri, "al:orcid")
                ),
            ),
            Fact("note", reader.all(iri, "al:note")),
        )

    def _works(self, places: tuple[str, ...]) -> Section:
        reader = self._reader
        found = []
        for place in places:
            for work in reader.incoming(place, "al:hasAuthorship"):
                ref = reader.ref(work)
                marks = [
                    word
                    for predicate, word in (
                        ("al:corresponding", "corresponding"),
                        ("al:equalContribution", "equal contribution"),
                    )
                    if reader.one(place, predicate) == "true"
                ]
                total = len(reader.all(work, "al:hasAuthorship"))
                row = (
                    to_cell(ref, reader.one(work, "dcterms:title"), work=work),
                    Cell(reader.word(work, "al:inJournal")),
                    Cell(reader.one(work, "al:year"), kind="number"),
                    Cell(f"{reader.one(place, 'al:position')} of {total}", more=", ".join(marks)),
                    Cell(reader.one(place, "al:printedName")),
                )
                found.append(((-reader.number(work, "al:year"), ref.label, work), row))
        heads = (
            Head("Work"),
            Head("Journal"),
            Head("Year", kind="number"),
            Head("Author"),
            Head("Printed as"),
        )
        return make_section("works", "Works", "table", (row for _, row in sorted(found)), heads=heads)

    def _topics(self, works: Sequence[str]) -> Section:
        reader = self._reader
        told = Counter(thing for work in works for thing in reader.all(work, "al:contributedTo"))
        best = sorted(told, key=lambda thing: (-told[thing], reader.name(thing).casefold(), thing))[:_TOP]
        title = "What these works found something about"
        return make_section("topics", title, "refs", (reader.ref(thing) for thing in best))

    def _career(self, iri: str) -> Section:
        reader = self._reader
        rows = []
        stations = reader.all(iri, "al:hasStation")
        for station in sorted(
            stations,
            key=lambda one: (reader.number(one, "al:fromYear") or reader.number(one, "al:untilYear"), one),
        ):
            passage = next(iter(read_passages(reader, station)), None)
            rows.append(
                (
                    Cell(self._years(station), kind="number"),
                    Cell(reader.one(station, "al:stationRole"), more=reader.one(station, "al:note")),
                    to_cell(self._ref(reader.one(station, "al:affiliation"))),
                    Cell(passage.place if passage else "", passage.link if passage else ""),
                )
            )
        heads = (Head("Years", kind="number"), Head("As"), Head("At"), Head("Where it is told"))
        return make_section("career", "Career", "table", rows, heads=heads)

    def _co_authors(self, iri: str, works: Sequence[str]) -> tuple[Ref, ...]:
        others = {author for work in works for author in self._reader.all(work, "dcterms:creator")} - {iri}
        return self._reader.to_refs(others)

    def _identity(self, places: tuple[str, ...]) -> tuple[Ref, ...]:
        reader = self._reader
        records = {
            record
            for place in places
            for record in reader.incoming(place, "al:concerns")
            if reader.is_a(record, "al:IdentityDecision")
        }
        return reader.to_refs(records)
