"""Pages of the vocabulary: concept schemes, closed lists, journals, and the terms of the ontology."""

from typing import Final

from kg.publish.kinds import Kind
from kg.publish.page import Fact, Page, Section, kept, make_section
from kg.publish.reader import Reader, Ref
from kg.publish.titles import to_crumbs, to_title
from kg.terms import shorten

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

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def make_scheme(self, iri: str, kind: Kind) -> Page:
        """Return the page of a concept scheme: its top concepts, and all concepts."""
        reader = self._reader
        tops = reader.to_refs(
            dict.fromkeys(
                (*reader.incoming(iri, "skos:topConceptOf"), *reader.all(iri, "skos:hasTopConcept"))
            )
        )
        members = reader.to_refs(reader.incoming(iri, "skos:inScheme"))
        top_iris = {top.iri for top in tops}
        return self._page(
            iri,
            kind,
            (
                make_section("top", "Top concepts", "refs", tops),
                make_section(
                    "all",
                    "All concepts below" if tops else "Concepts",
                    "refs",
                    (member for member in members if member.iri not in top_iris),
                ),
            ),
        )

    def make_list_value(self, iri: str, kind: Kind) -> Page:
        """Return the page of a value of a closed list."""
        facts = (Fact("in", self._reader.refs(iri, "skos:inScheme")),)
        return self._page(iri, kind, (), facts)

    def make_journal(self, iri: str, kind: Kind) -> Page:
        """Return the page of a journal with the works that appeared in it."""
        reader = self._reader
        works = reader.to_refs(reader.incoming(iri, "al:inJournal"))
        facts = (Fact("printed as", reader.all(iri, "skos:altLabel")),)
        return self._page(iri, kind, (make_section("works", "Works", "refs", works),), facts)

    def make_term(self, iri: str, kind: Kind) -> Page:
        """Return the page of a class or property of the ontology."""
        reader = self._reader
        facts = [Fact("name", (shorten(iri),))]
        for predicate, word in _PROPERTIES:
            values = tuple(self._value(value) for value in reader.all(iri, predicate))
            facts.append(Fact(word, values))
        below = [
            make_section(
                "below",
                "More special",
                "refs",
                reader.to_refs(
                    (*reader.incoming(iri, "rdfs:subClassOf"), *reader.incoming(iri, "rdfs:subPropertyOf"))
                ),
            )
        ]
        if kind.word == "class":
            below.append(
                make_section(
                    "properties",
                    "Properties said of it",
                    "refs",
                    reader.to_refs(reader.incoming(iri, "rdfs:domain")),
                )
            )
            below.append(
                make_section(
                    "values",
                    "Properties whose value it is",
                    "refs",
                    reader.to_refs(reader.incoming(iri, "rdfs:range")),
                )
            )
        return self._page(iri, kind, tuple(below), tuple(facts))

    def _value(self, value: str) -> Ref | str:
        if not value.startswith(("https://", "http://")):
            return value
        ref = self._reader.ref(value)
        return ref if ref.page else Ref(shorten(value), value, "", value)

    def _page(
        self, iri: str, kind: Kind, sections: tuple[Section, ...], facts: tuple[Fact, ...] = ()
    ) -> Page:
        reader = self._reader
        ref = reader.ref(iri)
        definition = reader.one(iri, "skos:definition") or reader.one(iri, "rdfs:comment")
        return Page(
            path=ref.page,
            title=to_title(reader, iri, kind),
            heading=ref.label,
            kind=kind.name,
            word=kind.word,
            iri=iri,
            lead=definition,
            aliases=reader.all(iri, "skos:altLabel") if kind.name != "journal" else (),
            crumbs=to_crumbs(kind),
            facts=tuple(fact for fact in facts if any(fact.values)),
            sections=kept(*sections),
            description=definition or f"{ref.label}, a {kind.word} of the {shorten(iri)} vocabulary.",
        )
