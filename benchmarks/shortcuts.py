"""Short statements that `ontology/rules/` derives from one paper's graph alone, or from the ontology alone.

Links that need the claims of all papers are gathered in `benchmarks.links`. A test holds both against the
rules themselves, so a new rule needs its counterpart here or there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.iris import DERIVED_GRAPH, term
from kg.graph.statements import RDF_TYPE, RDFS_LABEL
from kg.terms import AL, expand

_CONCEPT_CLASSES: Final = frozenset(
    f"{AL}{name}" for name in ("Mechanism", "Effect", "FailurePhenomenon", "Material")
)
_WIDER: Final = frozenset((expand("skos:broader"), expand("al:hasConstituent")))
_FIRST: Final = "1"

_Facts = dict[str, dict[str, list[str]]]  # predicate, subject, objects


class Shortcuts:
    """Knows the ontology, and gives the short statements of it and of one paper after another.

    Args:
        ontology: the statements of the ontology.
    """

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._facts = _read(ontology)
        kinds = self._facts[RDF_TYPE.value]
        self._materials = {iri for iri, classes in kinds.items() if f"{AL}Material" in classes}
        self._labels = self._facts[RDFS_LABEL.value]

    def iter_of_ontology(self) -> Iterator[Quad]:
        """Yield which concept counts as which."""
        wider: dict[str, list[str]] = defaultdict(list)
        for predicate in _WIDER:
            for iri, found in self._facts[predicate].items():
                wider[iri] += found
        for concept, classes in self._facts[RDF_TYPE.value].items():
            if _CONCEPT_CLASSES.isdisjoint(classes):
                continue
            seen = {concept}
            fresh = [concept]
            while fresh:
                fresh = [above for iri in fresh for above in wider.get(iri, ()) if above not in seen]
                seen.update(fresh)
            for above in seen:
                yield _link(concept, "countsAs", above)

    def iter_of_paper(self, graph: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the short statements of one paper's graph, each once."""
        facts = _read(graph)
        yield from set(self._iter_materials(facts))
        yield from set(_iter_values(facts))
        yield from self._iter_intents(facts)
        yield from _iter_authors(facts)

    def _iter_materials(self, facts: _Facts) -> Iterator[Quad]:
        material_of = facts[expand("al:material")]
        built = {
            system: [material for layer in layers for material in material_of[layer]]
            for system, layers in facts[expand("al:hasLayer")].items()
        }
        for system, materials in built.items():
            for material in materials:
                yield _link(system, "builtWith", material)
        claims = facts[RDF_TYPE.value]
        for claim, (subject,) in facts[expand("al:subject")].items():
            if f"{AL}MechanismClaim" not in claims[claim]:
                continue
            for material in [subject] if subject in self._materials else built.get(subject, ()):
                yield _link(claim, "speaksOf", material)

    def _iter_intents(self, facts: _Facts) -> Iterator[Quad]:
        for citation, intents in facts[expand("cito:hasCitationCharacterization")].items():
            names = sorted(self._labels[intent][0] for intent in intents)
            yield _text(citation, "citedAs", ", ".join(names))


def _iter_values(facts: _Facts) -> Iterator[Quad]:
    labels = facts[RDFS_LABEL.value]
    for claim, values in facts[expand("al:states")].items():
        for value in values:
            yield _text(claim, "valueAsTold", labels[value][0])
    printed = facts[expand("al:printedText")]
    for claim, statuses in facts[expand("al:valueStatus")].items():
        if expand("alv:in-words") in statuses:
            for words in printed.get(claim, ()):
                yield _text(claim, "valueAsTold", words)


def _iter_authors(facts: _Facts) -> Iterator[Quad]:
    positions, agents = facts[expand("al:position")], facts[expand("al:agent")]
    for work, authorships in facts[expand("al:hasAuthorship")].items():
        last = max(authorships, key=lambda node: int(positions[node][0]))
        first = next(node for node in authorships if positions[node][0] == _FIRST)
        yield _link(work, "firstAuthor", agents[first][0])
        yield _link(work, "lastAuthor", agents[last][0])


def _read(quads: Iterable[Quad]) -> _Facts:
    facts: _Facts = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)  # the graph has no other nodes
        facts[quad.predicate.value][quad.subject.value].append(quad.object.value)
    return facts


def _link(subject: str, name: str, target: str) -> Quad:
    return Quad(NamedNode(subject), term(f"al:{name}"), NamedNode(target), DERIVED_GRAPH)


def _text(subject: str, name: str, words: str) -> Quad:
    return Quad(NamedNode(subject), term(f"al:{name}"), Literal(words), DERIVED_GRAPH)
