"""One predicate of the graph as a plain mapping: the fast way to read many records of one shape."""

from functools import cache
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.terms import BASE, PREFIXES, expand

RDF_TYPE: Final = PREFIXES["rdf"] + "type"


class Columns:
    """The triples of a graph, read one predicate at a time, each read once.

    Reading a predicate as a whole costs one index scan, or one request of a server; asking a query per claim
    would cost one per claim.
    Values come in sorted order, so that whatever is made of them is the same from run to run.

    Args:
        engine: the graph.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read = cache(self._scan)

    def _scan(self, predicate: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for triple in self._engine.find_triples(None, [ox.NamedNode(expand(predicate))]):
            if isinstance(triple.object, ox.NamedNode | ox.Literal) and isinstance(
                triple.subject, ox.NamedNode
            ):
                found.setdefault(triple.subject.value, set()).add(triple.object.value)
        return {subject: tuple(sorted(values)) for subject, values in found.items()}

    def all_of(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return all values of the predicate (such as "al:evidence") for the subject, sorted."""
        return self._read(predicate).get(subject, ())

    def one_of(self, subject: str, predicate: str) -> str:
        """Return the first value of the predicate for the subject, "" where there is none."""
        values = self.all_of(subject, predicate)
        return values[0] if values else ""

    def subjects_with(self, predicate: str) -> tuple[str, ...]:
        """Return all subjects of the predicate, sorted."""
        return tuple(sorted(self._read(predicate)))

    def instances_of(self, kind: str) -> tuple[str, ...]:
        """Return all things whose type is the class `kind`, such as "al:Mechanism", sorted."""
        wanted = expand(kind)
        return tuple(sorted(iri for iri, kinds in self._read("rdf:type").items() if wanted in kinds))

    def name(self, iri: str) -> str:
        """Return the label of a thing, or the last part of its IRI where it has none."""
        if not iri:
            return ""
        label = self.one_of(iri, "rdfs:label") or self.one_of(iri, "skos:prefLabel")
        return label or to_path(iri).rpartition("/")[2].rpartition("#")[2]


def to_path(iri: str) -> str:
    """Return the part of an IRI below the project's base ("material/mg"); a foreign IRI stays whole."""
    return iri.removeprefix(BASE)
