"""All that the graph knows of one thing, grouped, each statement with who says so and where to read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.engines.lookup import find_subjects
from kg.queries.entities import SHOWN_CLASSES, find_label, get_entity
from kg.terms import expand, shorten


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a statement can be read: place in words, and a link where the place has one."""

    place: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said, with its origin.

    Attributes:
        text: what is said, in the graph's words.
        iri: the claim, citation, decision or other record.
        said_by: label of the work that says so, where there is one.
        finding_of: label of the work whose result it is, where one is named.
        manner: how it is known and how firmly it is worded, or other remarks.
        passages: where it can be read.
    """

    text: str
    iri: str
    said_by: str | None = None
    finding_of: str | None = None
    manner: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one kind under a heading."""

    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """All that is known of one thing.

    Attributes:
        iri: the thing.
        label: its name.
        kind: what it is, in one word.
        facts: property and values, each in words.
        groups: statements about it; none is empty.
    """

    iri: str
    label: str
    kind: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    groups: tuple[Group, ...]


def show_entity(engine: Engine, text: str) -> Portrait:
    """Return all that is known of the thing that a text names.

    Args:
        engine: the graph.
        text: name, short form, formula, key, DOI, reference number or IRI of a mechanism, material, person,
            work, reference, system, claim, organisation, process, quantity, decision or discrepancy.

    Raises:
        QueryError: nothing or more than one thing has that name.
    """
    iri = get_entity(engine, text, SHOWN_CLASSES).iri
    return _Painter(engine).paint(iri)


_HIDDEN: Final = frozenset(
    expand(name)
    for name in (
        "rdf:type",
        "rdfs:label",
        "skos:prefLabel",
        "skos:inScheme",
        "skos:topConceptOf",
        "skos:hiddenLabel",
        "foaf:name",
        "cito:cites",
        "dcterms:creator",
        "al:about",
        "al:agent",
        "al:concerns",
        "al:contributedTo",
        "al:discusses",
        "al:evidence",
        "al:hasAuthorship",
        "al:hasDecision",
        "al:hasStation",
        "al:sameFindingAs",
    )
)  # shown in a group instead, or of no use to a reader
_MECHANISM_GROUPS: Final = (
    ("al:subject", "What it does"),
    ("al:object", "What acts on it"),
    ("al:through", "What works through it"),
    ("al:comparedWith", "What is compared with it"),
)
_CLASS_GROUPS: Final = (
    ("al:PriceClaim", "Prices"),
    ("al:PerformanceClaim", "Values"),
    ("al:DesignClaim", "Design"),
)


class _Painter:
    """Walks from one thing to what is said of it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def paint(self, iri: str) -> Portrait:
        groups = (Group(title, tuple(statements)) for title, statements in self._iter_groups(iri))
        return Portrait(
            iri,
            find_label(self._engine, iri),
            self._kind(iri),
            tuple(self._iter_facts(iri)),
            tuple(group for group in groups if group.statements),
        )

    def _iter_groups(self, iri: str) -> Iterator[tuple[str, list[Statement]]]:
        yield "Passages", self._own_passages(iri)
        yield from self._iter_claim_groups(iri)
        yield "Findings told of it", self._claims(self._incoming(iri, "al:findingOf"), "al:Claim")
        yield "Same finding as", self._claims(self._both_ways(iri, "al:sameFindingAs"), "al:Claim")
        wholes = self._incoming(iri, "al:hasConstituent")
        yield "Contained in", [self._plain(whole) for whole in wholes]
        layers = self._incoming(iri, "al:material")
        yield (
            "Cells built with it",
            self._records(s for layer in layers for s in self._incoming(layer, "al:hasLayer")),
        )
        yield "Cells that use it", self._records(self._users(iri))
        yield "Cited", self._citations(iri)
        yield "Entries in reference lists", [self._plain(r) for r in self._incoming(iri, "al:refersTo")]
        yield "Authors", self._authors(iri)
        yield "Works", self._works(iri)
        yield "People", [self._plain(p) for p in self._people(iri)]
        yield "Career", self._records(self._outgoing(iri, "al:hasStation"))
        own = self._outgoing(iri, "al:hasDecision") + self._incoming(iri, "al:resolvedTo")
        yield "Reading decisions", self._records(own + self._incoming(iri, "al:candidate"))
        about = [iri, *self._incoming(iri, "al:agent")]
        touching = [record for thing in about for record in self._incoming(thing, "al:concerns")]
        yield "Discrepancies and identity decisions", self._records(touching)
        yield "It concerns", self._records(self._outgoing(iri, "al:concerns"))

    def _iter_claim_groups(self, iri: str) -> Iterator[tuple[str, list[Statement]]]:
        for role, title in _MECHANISM_GROUPS:
            yield title, self._claims(self._incoming(iri, role), "al:Claim")
        about = self._incoming(iri, "al:about")
        seen: set[str] = set()
        for class_name, title in _CLASS_GROUPS:
            chosen = [c for c in about if c not in seen and self._is_a(c, class_name)]
            seen.update(chosen)
            yield title, self._claims(chosen, class_name)

    def _iter_facts(self, iri: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        found: dict[str, list[str]] = {}
        for quad in self._engine.find_triples([ox.NamedNode(iri)]):
            predicate = quad.predicate.value
            if predicate in _HIDDEN or self._is_a(predicate, "al:Relation"):
                continue
            found.setdefault(predicate, []).append(self._word(quad.object))
        for predicate, values in sorted(found.items(), key=lambda item: self._name(item[0])):
            yield self._name(predicate), tuple(sorted(set(values)))

    def _claims(self, iris: Iterable[str], class_name: str) -> list[Statement]:
        return self._records(iri for iri in iris if self._is_a(iri, class_name))

    def _records(self, iris: Iterable[str]) -> list[Statement]:
        found = [self._record(iri) for iri in dict.fromkeys(iris)]
        return sorted(found, key=lambda s: (s.text, s.iri))

    def _record(self, iri: str) -> Statement:
        manner = [
            self._word(term)
            for name in (
                "al:mode",
                "al:strength",
                "al:context",
                "al:severity",
                "al:status",
                "al:verdict",
                "al:certainty",
            )
            for term in self._terms(iri, name)
        ]
        manner += [
            self._word(term) for name in ("al:summary", "al:reason") for term in self._terms(iri, name)
        ]
        return Statement(
            find_label(self._engine, iri),
            iri,
            self._first(iri, "al:assertedBy"),
            self._first(iri, "al:findingOf"),
            tuple(manner),
            self._passages(iri),
        )

    def _citations(self, iri: str) -> list[Statement]:
        found = []
        for citation in self._incoming(iri, "cito:hasCitedEntity"):
            intents = (self._word(t) for t in self._terms(citation, "cito:hasCitationCharacterization"))
            manner = tuple(sorted(intent.removeprefix("cito:") for intent in intents))
            label = find_label(self._engine, citation)
            found.append(Statement(label, citation, None, None, manner, self._passages(citation)))
        return sorted(found, key=lambda s: (s.passages[0].place if s.passages else "", s.iri))

    def _authors(self, iri: str) -> list[Statement]:
        found = []
        for authorship in self._outgoing(iri, "al:hasAuthorship"):
            position = [
                int(t.value) for t in self._terms(authorship, "al:position") if isinstance(t, ox.Literal)
            ]
            person = self._first(authorship, "al:agent") or find_label(self._engine, authorship)
            manner = self._words(authorship, "al:printedName") + self._words(authorship, "al:affiliation")
            found.append((position, Statement(person, authorship, manner=manner)))
        return [statement for _, statement in sorted(found, key=lambda pair: (pair[0], pair[1].iri))]

    def _works(self, iri: str) -> list[Statement]:
        found = []
        for authorship in self._incoming(iri, "al:agent"):
            place = f"author {'/'.join(self._words(authorship, 'al:position'))}"
            manner = (place, *self._words(authorship, "al:printedName"))
            works = self._incoming(authorship, "al:hasAuthorship")
            found += [Statement(find_label(self._engine, work), work, manner=manner) for work in works]
        return sorted(found, key=lambda s: (s.text, s.iri))

    def _own_passages(self, iri: str) -> list[Statement]:
        passages = self._passages(iri)
        return [Statement(p.place, iri, passages=(p,)) for p in passages]

    def _people(self, iri: str) -> list[str]:
        members = self._incoming(iri, "al:affiliation")
        return [m for m in members if self._is_a(m, "al:Person")]

    def _users(self, iri: str) -> list[str]:
        roles = (
            "al:electrolyte",
            "al:cathode",
            "al:counterElectrode",
            "al:additive",
            "al:process",
            "al:cellFormat",
        )
        return [user for role in roles for user in self._incoming(iri, role) if self._is_a(user, "al:System")]

    def _plain(self, iri: str) -> Statement:
        return Statement(find_label(self._engine, iri), iri)

    def _passages(self, iri: str) -> tuple[Passage, ...]:
        found = []
        for evidence in self._outgoing(iri, "al:evidence"):
            links = [t.value for t in self._terms(evidence, "al:link") if isinstance(t, ox.NamedNode)]
            found.append(Passage(find_label(self._engine, evidence), links[0] if links else None))
        return tuple(sorted(found, key=lambda p: (p.place, p.link or "")))

    def _kind(self, iri: str) -> str:
        for class_name in ("al:PriceClaim", "al:PerformanceClaim", "al:MechanismClaim", "al:DesignClaim"):
            if self._is_a(iri, class_name):
                return find_label(self._engine, expand(class_name))
        own = sorted(t for t in self._outgoing(iri, "rdf:type") if t.startswith(expand("al:")))
        return find_label(self._engine, own[0]) if own else "thing"

    def _word(self, term: object) -> str:
        if isinstance(term, ox.NamedNode):
            label = [q.object.value for q in self._labels(term) if isinstance(q.object, ox.Literal)]
            return min(label) if label else shorten(term.value)
        return term.value if isinstance(term, ox.Literal) else str(term)

    def _words(self, iri: str, name: str) -> tuple[str, ...]:
        return tuple(sorted(self._word(term) for term in self._terms(iri, name)))

    def _first(self, iri: str, name: str) -> str | None:
        words = self._words(iri, name)
        return words[0] if words else None

    def _name(self, predicate: str) -> str:
        word = self._word(ox.NamedNode(predicate))
        return word.partition(":")[2] or word

    def _labels(self, node: ox.NamedNode) -> Iterator[ox.Triple]:
        return self._engine.find_triples([node], [ox.NamedNode(expand("rdfs:label"))])

    def _terms(self, iri: str, name: str) -> list[object]:
        return [
            t.object for t in self._engine.find_triples([ox.NamedNode(iri)], [ox.NamedNode(expand(name))])
        ]

    def _outgoing(self, iri: str, name: str) -> list[str]:
        return list(dict.fromkeys(t.value for t in self._terms(iri, name) if isinstance(t, ox.NamedNode)))

    def _incoming(self, iri: str, name: str) -> list[str]:
        return find_subjects(self._engine, [name], [iri])

    def _both_ways(self, iri: str, name: str) -> list[str]:
        return list(dict.fromkeys(self._outgoing(iri, name) + self._incoming(iri, name)))

    def _is_a(self, iri: str, class_name: str) -> bool:
        pattern = (
            [ox.NamedNode(iri)],
            [ox.NamedNode(expand("rdf:type"))],
            [ox.NamedNode(expand(class_name))],
        )
        return next(self._engine.find_triples(*pattern), None) is not None
