"""All names of the graph in memory, so that the words of a question can be recognised as things."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.engines.lookup import to_literals, to_nodes
from kg.queries.entities import SHOWN_CLASSES
from kg.search.roles import list_roles
from kg.search.words import to_key, tokenise
from kg.terms import BASE, expand, shorten

MORE_CLASSES: Final = ("al:MaterialClass", "al:CellFormat", "al:CellKind", "al:Method", "al:Journal")
"""Classes whose members are recognised although nobody asks for them by name alone."""

# Predicate, what a person calls such a name, how much a match with it is worth.
NAME_FIELDS: Final = (
    ("rdfs:label", "label", 1.0),
    ("skos:prefLabel", "label", 1.0),
    ("foaf:name", "name", 1.0),
    ("skos:notation", "short form", 0.99),  # before the formula: "Zn" is zinc, and porous zinc only by it
    ("al:abbreviation", "short form", 0.99),
    ("al:formula", "formula", 0.98),
    ("skos:altLabel", "other name", 0.95),
    ("dcterms:title", "title", 0.9),
    ("al:doi", "DOI", 0.9),
    ("al:key", "key", 0.85),
    ("skos:hiddenLabel", "wording", 0.85),
)
_KEY_WORTH: Final = 0.85
_FAMILY_WORTH: Final = 0.8
_LED: Final = 0.001  # a work of which a person is the first author
_MOST_LED: Final = 40
_KIND_NAMES: Final = {
    "al:FailurePhenomenon": "failure",
    "al:QuantityKind": "quantity",
    "al:ReadingDecision": "reading decision",
    "al:MaterialClass": "class of materials",
    "al:CellFormat": "cell format",
    "al:CellKind": "kind of cell",
    "al:System": "cell",
}
_NO_FULL_NAMES: Final = frozenset({"al:Claim", "al:ReadingDecision", "al:Discrepancy"})
"""Their labels are whole sentences; in a question only their keys are recognised."""
MADE_UP: Final = frozenset({"family name", "first author", "first words", "reference number"})
"""Sorts of names that nobody wrote down; `kg query` does not know them all."""
_LONGEST_NAME: Final = 12  # words; longer ones are no names but titles and sentences


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the graph that can be asked for.

    Attributes:
        iri: its identifier.
        label: its name.
        classes: prefixed names of its classes and of the classes above them.
        kind: what it is, in words.
        roles: of a material, what it may serve as in a cell, as canned questions name it.
    """

    iri: str
    label: str
    classes: frozenset[str]
    kind: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing: as written, what sort of name it is, how much a match with it is worth."""

    thing: Thing
    text: str
    sort: str
    worth: float


@dataclass
class NameIndex:
    """Names by their words.

    Attributes:
        names: every name, those of one thing together.
    """

    names: list[Name]
    things: dict[str, Thing]
    by_key: dict[tuple[str, ...], list[Name]] = field(default_factory=dict)
    by_letters: dict[str, list[Name]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            if not _NO_FULL_NAMES.isdisjoint(name.thing.classes) and name.sort != "key":
                continue
            key = to_key(name.text)
            if 0 < len(key) <= _LONGEST_NAME:
                self.by_key.setdefault(key, []).append(name)
                letters = "".join(key)
                if len(letters) >= 4 and name.sort != "reference number":
                    self.by_letters.setdefault(letters, []).append(name)

    @cached_property
    def words(self) -> Counter[str]:
        """All words that occur in names which are looked up, with the number of names."""
        return Counter(word for key in self.by_key for word in key)

    @cached_property
    def longest(self) -> int:
        """The number of words of the longest name."""
        return max(map(len, self.by_key), default=0)


def make_index(engine: Engine, classes: Iterable[str] = ()) -> NameIndex:
    """Return the names of all things that people ask for.

    Args:
        engine: the graph.
        classes: prefixed names of further classes whose members are wanted.
    """
    wanted = dict.fromkeys([*SHOWN_CLASSES, *MORE_CLASSES, *classes])
    kept = _read_members(engine, wanted)
    told = {iri: list(_iter_told(names)) for iri, names in _read_names(engine, kept).items()}
    roles = _read_roles(engine)
    things = {
        iri: Thing(
            iri,
            _label_of(iri, told.get(iri, [])),
            frozenset(found),
            _kind_of(found),
            list_roles(roles.get(iri, ())),
        )
        for iri, found in kept.items()
    }
    leading = _read_leading(engine)
    names = [
        Name(thing, text, sort, worth)
        for iri, thing in sorted(things.items())
        for text, sort, worth in [*told.get(iri, []), *_iter_more(thing, leading)]
    ]
    names += _iter_reference_numbers(engine, things)
    return NameIndex(names, things)


def _read_names(engine: Engine, kept: dict[str, set[str]]) -> dict[str, list[tuple[str, str, float]]]:
    found: dict[str, list[tuple[str, str, float]]] = {}
    fields = {expand(predicate): (sort, worth) for predicate, sort, worth in NAME_FIELDS}
    for triple in engine.find_triples(None, to_nodes(fields)):
        iri = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else ""
        if iri in kept and isinstance(triple.object, ox.Literal):
            found.setdefault(iri, []).append((triple.object.value, *fields[triple.predicate.value]))
    agents = {
        triple.subject.value: triple.object.value
        for triple in _find_all(engine, "al:agent")
        if isinstance(triple.object, ox.NamedNode) and isinstance(triple.subject, ox.NamedNode)
    }
    for authorship, name in to_literals(_find_all(engine, "al:printedName")):
        iri = agents.get(authorship, "")
        if iri in kept:
            found.setdefault(iri, []).append((name, "printed name", 0.95))
    return found


def _read_roles(engine: Engine) -> dict[str, list[str]]:
    """Return the ends of the IRIs of the roles that each material may play."""
    found: dict[str, list[str]] = {}
    for triple in _find_all(engine, "al:mayPlayRole"):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            found.setdefault(triple.subject.value, []).append(triple.object.value.rpartition("/")[2])
    return found


def _iter_told(names: list[tuple[str, str, float]]) -> Iterator[tuple[str, str, float]]:
    """Yield each text once, under its best sort of name."""
    best: dict[str, tuple[str, str, float]] = {}
    for name in names:
        if name[0] not in best or best[name[0]][2] < name[2]:
            best[name[0]] = name
    yield from sorted(best.values(), key=lambda name: (-name[2], name[0]))


def _read_leading(engine: Engine) -> Counter[str]:
    """Return for each person the number of works whose first author it is."""
    found = _find_all(engine, "al:firstAuthor")
    return Counter(triple.object.value for triple in found if isinstance(triple.object, ox.NamedNode))


def _iter_more(thing: Thing, leading: Counter[str]) -> Iterator[tuple[str, str, float]]:
    """Yield names that nobody wrote down: the key in the IRI, a family name, a first author."""
    path = thing.iri.removeprefix(BASE)
    local = (
        path.split("/", 2)[-1] if not _NO_FULL_NAMES.isdisjoint(thing.classes) else path.rpartition("/")[2]
    )
    if not local.isdigit():
        yield local, "key", _KEY_WORTH
    words = tokenise(thing.label)
    if "al:Person" in thing.classes and len(words) > 1:
        # of several persons of a name the one is meant by whose name works are called
        worth = _FAMILY_WORTH + min(leading[thing.iri], _MOST_LED) * _LED
        yield thing.label[words[-1].start :], "family name", worth
    if "al:Work" in thing.classes and " et al. " in thing.label:
        yield thing.label.partition(" et al. ")[0], "first author", _FAMILY_WORTH
    if "al:System" in thing.classes:
        for mark in (",", " ("):
            if mark in thing.label:
                yield thing.label.partition(mark)[0], "first words", _FAMILY_WORTH


def _iter_reference_numbers(engine: Engine, things: dict[str, Thing]) -> Iterator[Name]:
    works: dict[str, Thing] = {}
    for triple in _find_all(engine, "al:refersTo"):
        if isinstance(triple.object, ox.NamedNode) and isinstance(triple.subject, ox.NamedNode):
            work = things.get(triple.object.value)
            if work is not None:
                works[triple.subject.value] = work
    for reference, number in to_literals(engine.find_triples(to_nodes(works), _to_nodes("al:number"))):
        for lead in ("reference ", "ref ", "reference number ", "citation "):
            yield Name(works[reference], lead + number, "reference number", _KEY_WORTH)


def _read_members(engine: Engine, wanted: Iterable[str]) -> dict[str, set[str]]:
    """Return the members of the wanted classes, each with its classes and all classes above them."""
    parents: dict[str, set[str]] = {}
    children: dict[str, set[str]] = {}
    for triple in _find_all(engine, "rdfs:subClassOf"):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            parents.setdefault(triple.subject.value, set()).add(triple.object.value)
            children.setdefault(triple.object.value, set()).add(triple.subject.value)
    reached = _reach([expand(name) for name in wanted], children)
    above = {iri: {shorten(known) for known in _reach([iri], parents)} for iri in reached}
    members: dict[str, set[str]] = {}
    for triple in engine.find_triples(None, _to_nodes("rdf:type"), to_nodes(reached)):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            members.setdefault(triple.subject.value, set()).update(above[triple.object.value])
    return members


def _reach(start: list[str], steps: dict[str, set[str]]) -> list[str]:
    found = dict.fromkeys(start)
    waiting = list(found)
    for known in waiting:  # grows while it is walked: classes above classes
        fresh = sorted(steps.get(known, set()).difference(found))
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return waiting


def _label_of(iri: str, told: list[tuple[str, str, float]]) -> str:
    labels = sorted(text for text, sort, _ in told if sort in ("label", "name"))
    return labels[0] if labels else iri.removeprefix(BASE)


def _kind_of(classes: set[str]) -> str:
    for name in ("al:PriceClaim", "al:PerformanceClaim", "al:MechanismClaim", "al:DesignClaim"):
        if name in classes:
            return "statement"
    known = [c for c in (*SHOWN_CLASSES, *MORE_CLASSES) if c in classes]
    for name in ("al:FailurePhenomenon", "al:Effect", "al:Mechanism", *known):
        if name in classes:
            return _KIND_NAMES.get(name, name.partition(":")[2].lower())
    return min(classes).partition(":")[2].lower()


def _find_all(engine: Engine, curie: str) -> Iterator[ox.Triple]:
    return engine.find_triples(None, _to_nodes(curie))


def _to_nodes(curie: str) -> list[ox.NamedNode]:
    return to_nodes([expand(curie)])
