"""Plain look-ups on any engine, in IRIs and prefixed names."""

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.terms import expand


def find_subjects(engine: Engine, predicates: Iterable[str], objects: Iterable[str]) -> list[str]:
    """Return the IRIs of what points at one of the things by one of the predicates, sorted.

    Args:
        engine: the graph.
        predicates: prefixed names.
        objects: IRIs.
    """
    return sorted(
        set(to_subjects(engine.find_triples(None, to_nodes(map(expand, predicates)), to_nodes(objects))))
    )


def read_values(
    engine: Engine, subjects: Iterable[str], predicates: Iterable[str]
) -> Mapping[tuple[str, str], list[str]]:
    """Return for each pair of IRI and prefixed name the bare values, sorted, each once; absent where none is.

    Args:
        engine: the graph.
        subjects: IRIs.
        predicates: prefixed names.
    """
    names = {expand(name): name for name in predicates}
    found: dict[tuple[str, str], set[str]] = {}
    for triple in engine.find_triples(to_nodes(subjects), to_nodes(names)):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            place = (triple.subject.value, names[triple.predicate.value])
            found.setdefault(place, set()).add(triple.object.value)
    return {place: sorted(values) for place, values in found.items()}


def to_nodes(iris: Iterable[str]) -> list[ox.NamedNode]:
    """Return IRIs as terms."""
    return [ox.NamedNode(iri) for iri in iris]


def to_subjects(triples: Iterable[ox.Triple]) -> Iterable[str]:
    """Yield the IRIs of subjects; blank nodes, which no question can name, are left out."""
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode):
            yield triple.subject.value


def to_literals(triples: Iterable[ox.Triple]) -> Iterable[tuple[str, str]]:
    """Yield subject and text of the triples whose object is a literal."""
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            yield triple.subject.value, triple.object.value
