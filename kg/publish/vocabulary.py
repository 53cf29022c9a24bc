"""Pages of the vocabulary: concept schemes, closed lists, journals, and the terms of the ontology."""

from collections.abc import Iterator
from typing import Final

from kg.draw.picture import Picture
from kg.publish.kinds import Kind
from kg.publish.matches import to_match_facts
from kg.publish.opening import open_thing
from kg.publish.page import Cell, Fact, Gap, Head, Page, Section, make_section, to_cell
from kg.publish.reader import Ref
from kg.publish.sources import PageSources
from kg.publish.unknown import to_gaps
from kg.publish.unknown_records import UnknownRecords
from kg.publish.uses import SHOWN, Uses
from kg.terms import shorten

_LISTED: Final = 150  # values of a list that are told one by one, with meaning and use
_DATATYPES: Final = {
    "string": "text",
    "integer": "whole number",
    "decimal": "number",
    "double": "number",
    "boolean": "yes or no",
    "date": "date",
    "gYear": "year",
    "anyURI": "web address",
}
_PROPERTIES: Final = (
    ("rdfs:subClassOf", "kind of"),
    ("rdfs:subPropertyOf", "special case of"),
    ("rdfs:domain", "said of"),
    ("rdfs:range", "value"),
    ("owl:inverseOf", "inverse"),
    ("al:polarity", "polarity"),
    ("skos:scopeNote", "note"),
    ("skos:example", "example"),
)


class VocabularyPages:
    """Makes pages of schemes, list values, journals and ontology terms."""

    def __init__(self, sources: PageSources) -> None:
        self._reader = sources.reader
        self._neighbours = sources.neighbours
        self._asking = sources.asking
        self._uses = Uses(sources.reader)
        self._unknown = UnknownRecords(sources.reader)

    def make_scheme(self, iri: str, kind: Kind) -> Page:
        """Return the page of a concept scheme: its top concepts, and all concepts."""
        reader = self._reader
        tops = reader.to_refs(
            dict.fromkeys(
                (*reader.incoming(iri, "skos:topConceptOf"), *reader.all(iri, "skos:hasTopConcept"))
            )
        )
        members = reader.to_refs(reader.incoming(iri, "skos:inScheme"))
        flat = not tops and len(members) <= _LISTED
        return self._page(
            iri,
            kind,
            (
                make_section("top", "Top concepts", "refs", tops),
                self._tell_values(members) if flat else self._list_members(members, tops),
                to_gaps(self._iter_scheme_gaps(members, flat=flat)),
            ),
            picture=self._neighbours.draw_scheme(iri, [top.iri for top in tops]),
        )

    def _list_members(self, members: tuple[Ref, ...], tops: tuple[Ref, ...]) -> Section:
        above = {top.iri for top in tops}
        below = (member for member in members if member.iri not in above)
        return make_section("all", "All concepts below" if tops else "Concepts", "refs", below)

    def _tell_values(self, members: tuple[Ref, ...]) -> Section:
        """Return the values of a closed list as rows: what each means, and how many records have it."""
        rows = [
            (
                to_cell(member),
                Cell(self._reader.one(member.iri, "skos:definition")),
                Cell(self._uses.of_value(member.iri).tell("record", "records"), kind="number"),
            )
            for member in members
        ]
        heads = (Head("Value"), Head("What it means"), Head("In use", kind="number"))
        return make_section("all", "Values", "table", rows, heads=heads)

    def _iter_scheme_gaps(self, members: tuple[Ref, ...], *, flat: bool) -> Iterator[Gap]:
        """Yield which concepts no record has, and for large schemes how many no claim speaks of."""
        if flat:
            unused = tuple(member for member in members if not self._uses.of_value(member.iri).number)
            if unused:
                yield Gap("No record of this graph has the value", unused)
            return
        silent = tuple(member for member in members if not self._is_spoken_of(member.iri))
        if silent and len(silent) <= SHOWN:
            yield Gap("No paper in this graph says anything yet of", silent)
        elif silent:
            share = f"{len(silent):,} of the {len(members):,} concepts"
            yield Gap(f"No paper in this graph says anything yet of {share}")

    def _is_spoken_of(self, iri: str) -> bool:
        ends = ("al:subject", "al:object", "al:about", "al:quantity", "al:statedEntity")
        return any(True for end in ends for _ in self._reader.iter_incoming(iri, end))

    def make_list_value(self, iri: str, kind: Kind) -> Page:
        """Return the page of a value of a closed list, with records that have it."""
        reader = self._reader
        use = self._uses.of_value(iri)
        facts = (
            Fact("in", reader.refs(iri, "skos:inScheme")),
            Fact("in use", (use.tell("record", "records"),)),
        )
        gaps = () if use.number else (Gap("No record of this graph has it"),)
        shown = (reader.ref(user.iri)._replace(label=reader.name(user.iri)) for user in use.examples)
        title = (
            "Records that have it" if use.number <= len(use.examples) else "Some of the records that have it"
        )
        sections = (make_section("users", title, "refs", shown), to_gaps(gaps))
        return self._page(iri, kind, sections, facts)

    def make_journal(self, iri: str, kind: Kind) -> Page:
        """Return the page of a journal with the works that appeared in it."""
        reader = self._reader
        works = reader.to_refs(reader.incoming(iri, "al:inJournal"))
        picture = self._neighbours.draw_journal(iri, (work.iri for work in works))
        facts = (Fact("printed as", reader.all(iri, "skos:altLabel")),)
        sections = (
            make_section("works", "Works", "refs", works),
            to_gaps(self._unknown.iter_journal(works)),
        )
        return self._page(iri, kind, sections, facts, picture)

    def make_term(self, iri: str, kind: Kind) -> Page:
        """Return the page of a class, relation or property of the ontology."""
        reader = self._reader
        relation, is_class = kind.word == "relation", kind.word == "class"
        use = self._uses.of_class(iri) if is_class else self._uses.of_property(iri)
        claims = self._uses.of_relation(iri) if relation else None
        facts = [Fact("name", (shorten(iri),))]
        for predicate, word in _PROPERTIES:
            facts.append(Fact(word, tuple(self._value(value) for value in reader.all(iri, predicate))))
        if claims is not None:
            facts.append(Fact("in use", (claims.tell("claim", "claims"),)))
        elif is_class:
            facts.append(Fact("in use", (use.tell("thing", "things"),)))
        else:
            facts.append(Fact("in use", (use.tell("statement", "statements"),)))
        if not is_class and not relation and not reader.all(iri, "rdfs:domain"):
            facts.append(Fact("in this graph said of", use.classes))
        shown = claims or use
        titles = {"relation": "Claims that use it", "class": "Things of the class"}
        title = titles.get(kind.word, "Things that have it")
        title = title if shown.number <= len(shown.examples) else f"Some {title[0].lower()}{title[1:]}"
        draw = self._neighbours.draw_relation if relation else self._neighbours.draw_term
        sections = (
            *self._hierarchy(iri, is_class=is_class),
            make_section("users", title, "refs", shown.examples),
            self._asking.list_questions(iri),
            to_gaps(self._iter_term_gaps(iri, kind, shown.number)),
        )
        return self._page(iri, kind, sections, (*facts, *to_match_facts(reader, iri)), draw(iri))

    def _hierarchy(self, iri: str, *, is_class: bool) -> Iterator[Section]:
        reader = self._reader
        below = (*reader.incoming(iri, "rdfs:subClassOf"), *reader.incoming(iri, "rdfs:subPropertyOf"))
        yield make_section("below", "More special", "refs", reader.to_refs(below))
        if is_class:
            said = reader.to_refs(reader.incoming(iri, "rdfs:domain"))
            yield make_section("properties", "Properties said of it", "refs", said)
            leading = reader.to_refs(reader.incoming(iri, "rdfs:range"))
            yield make_section("values", "Properties whose value it is", "refs", leading)

    def _iter_term_gaps(self, iri: str, kind: Kind, number: int) -> Iterator[Gap]:
        reader = self._reader
        if not reader.one(iri, "skos:definition") and not reader.one(iri, "rdfs:comment"):
            yield Gap("What it means: no definition is recorded")
        if not number:
            yield Gap(f"No {'claim' if kind.word == 'relation' else 'record'} of this graph uses it yet")
        if kind.word == "property":
            if not reader.all(iri, "rdfs:domain"):
                yield Gap("It is not bound to one class: things of several kinds may have it")
            if not reader.all(iri, "rdfs:range"):
                yield Gap("What kind of value it takes is not laid down")

    def _value(self, value: str) -> Ref | str:
        if not value.startswith(("https://", "http://")):
            return value
        ref = self._reader.ref(value)
        name = shorten(value)
        if name.startswith("xsd:"):
            name = f"{_DATATYPES.get(name.removeprefix('xsd:'), name)} ({name})"
        return ref if ref.page else Ref(name, value, "", value)

    def _page(
        self,
        iri: str,
        kind: Kind,
        sections: tuple[Section, ...],
        facts: tuple[Fact, ...] = (),
        picture: Picture | None = None,
    ) -> Page:
        reader = self._reader
        definition = reader.one(iri, "skos:definition") or reader.one(iri, "rdfs:comment")
        return open_thing(
            reader,
            iri,
            kind,
            lead=definition,
            aliases=reader.all(iri, "skos:altLabel") if kind.name != "journal" else (),
            facts=facts,
            sections=sections,
            picture=picture,
            description=definition or f"{reader.name(iri)}, a {kind.word} of the {shorten(iri)} vocabulary.",
        )
