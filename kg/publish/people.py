"""Pages of people, organisations and the decisions about who is who."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kg.publish.kinds import Kind
from kg.publish.page import Cell, Fact, Gap, Head, Page, Section, kept, make_section
from kg.publish.reader import Reader, Ref
from kg.publish.statements import read_passages
from kg.publish.titles import to_crumbs, to_title

_TOP: Final = 20  # things that works of a person or organisation most contributed to


class PeoplePages:
    """Makes pages of persons, organisations and identity decisions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def make_person(self, iri: str, kind: Kind) -> Page:
        """Return the page of a person."""
        reader = self._reader
        ref = reader.ref(iri)
        places = reader.incoming(iri, "al:agent")
        works = [work for place in places for work in reader.incoming(place, "al:hasAuthorship")]
        printed = {reader.one(place, "al:printedName") for place in places} | set(
            reader.all(iri, "skos:altLabel")
        )
        names = tuple(sorted(name for name in printed if name and name != ref.label))
        return Page(
            path=ref.page,
            title=to_title(reader, iri, kind),
            heading=ref.label,
            kind=kind.name,
            word=kind.word,
            iri=iri,
            aliases=names,
            crumbs=to_crumbs(kind),
            facts=self._facts(iri),
            sections=kept(
                self._works(places),
                self._topics(works),
                self._career(iri),
                make_section("with", "Wrote with", "refs", self._co_authors(iri, works)),
                make_section("identity", "Who is who", "refs", self._identity(places)),
                make_section("unknown", "What is not known", "gaps", self._gaps(iri, places)),
            ),
            description=f"{ref.label}: works, affiliations, co-authors, and what the works found.",
        )

    def make_organisation(self, iri: str, kind: Kind) -> Page:
        """Return the page of an organisation."""
        reader = self._reader
        ref = reader.ref(iri)
        parts = reader.incoming(iri, "al:partOf")
        people = {
            person
            for unit in (iri, *parts)
            for person in reader.incoming(unit, "al:affiliation")
            if reader.is_a(person, "al:Person")
        }
        works = sorted(
            {
                work
                for person in people
                for place in reader.incoming(person, "al:agent")
                for work in reader.incoming(place, "al:hasAuthorship")
            }
        )
        ror = reader.one(iri, "al:ror")
        found = [
            Fact("short form", reader.all(iri, "al:abbreviation")),
            Fact("part of", reader.refs(iri, "al:partOf")),
            Fact("place", reader.all(iri, "al:place")),
            Fact("country", reader.all(iri, "al:country")),
            Fact("ROR", (Ref(ror, f"https://ror.org/{ror}", "", ""),) if ror else ()),
            Fact("note", reader.all(iri, "al:note")),
        ]
        return Page(
            path=ref.page,
            title=to_title(reader, iri, kind),
            heading=ref.label,
            kind=kind.name,
            word=kind.word,
            iri=iri,
            aliases=reader.all(iri, "al:abbreviation"),
            crumbs=(*to_crumbs(kind), *reader.refs(iri, "al:partOf")),
            facts=tuple(fact for fact in found if fact.values),
            sections=kept(
                make_section("people", "People", "refs", reader.to_refs(people)),
                make_section("parts", "Departments and centres", "refs", reader.to_refs(parts)),
                self._topics(works),
                make_section("works", "Works of its people", "refs", reader.to_refs(works)),
            ),
            description=f"{ref.label}: people, works, and what they work on.",
        )

    def make_identity(self, iri: str, kind: Kind) -> Page:
        """Return the page of a decision about who is who."""
        reader = self._reader
        ref = reader.ref(iri)
        places = reader.all(iri, "al:concerns")
        rows = [
            (
                Cell(reader.one(place, "al:printedName")),
                Cell(*self._link(reader.one(place, "al:agent"))),
                Cell(*self._link(next(iter(reader.incoming(place, "al:hasAuthorship")), ""))),
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
        return Page(
            path=ref.page,
            title=to_title(reader, iri, kind),
            heading=ref.label,
            kind=kind.name,
            word=kind.word,
            iri=iri,
            lead=reader.one(iri, "al:reason"),
            crumbs=to_crumbs(kind),
            facts=tuple(fact for fact in found if any(fact.values)),
            sections=kept(make_section("concerns", "Authorships it concerns", "table", rows, heads=heads)),
            passages=read_passages(reader, iri),
            description=f"Whether {ref.label}: the reason and how certain it is.",
        )

    def _link(self, iri: str) -> tuple[str, str]:
        ref = self._reader.ref(iri) if iri else Ref("", "", "", "")
        return ref.label, ref.page

    def _facts(self, iri: str) -> tuple[Fact, ...]:
        reader = self._reader
        found = [
            Fact("affiliation", reader.refs(iri, "al:affiliation")),
            Fact(
                "ORCID",
                tuple(
                    Ref(orcid, f"https://orcid.org/{orcid}", "", "") for orcid in reader.all(iri, "al:orcid")
                ),
            ),
            Fact("note", reader.all(iri, "al:note")),
        ]
        return tuple(fact for fact in found if fact.values)

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
                    Cell(ref.label, ref.page, reader.one(work, "dcterms:title")),
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

    def _topics(self, works: list[str]) -> Section:
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
            begin, end = reader.one(station, "al:fromYear"), reader.one(station, "al:untilYear")
            years = f"{begin}–{end}" if begin and end else (f"from {begin}" if begin else end)
            passage = next(iter(read_passages(reader, station)), None)
            rows.append(
                (
                    Cell(years, kind="number"),
                    Cell(reader.one(station, "al:stationRole"), more=reader.one(station, "al:note")),
                    Cell(*self._link(reader.one(station, "al:affiliation"))),
                    Cell(passage.place if passage else "", passage.link if passage else ""),
                )
            )
        heads = (Head("Years", kind="number"), Head("As"), Head("At"), Head("Where it is told"))
        return make_section("career", "Career", "table", rows, heads=heads)

    def _co_authors(self, iri: str, works: list[str]) -> tuple[Ref, ...]:
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

    def _gaps(self, iri: str, places: tuple[str, ...]) -> Iterator[Gap]:
        reader = self._reader
        if not reader.all(iri, "al:affiliation"):
            yield Gap("No affiliation is known: no work read for this graph prints one.")
        if not reader.all(iri, "al:orcid"):
            yield Gap("No ORCID is recorded, so the person is known by printed names only.")
        if len(places) > 1 and not self._identity(places):
            yield Gap("That these are works of one person rests on the printed name alone.")
