"""A thing as RDF, beside its page: its own statements and those of the nodes that belong to it alone."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg.publish.reader import Reader, to_curie
from kg.terms import PREFIXES

# What these lead to belongs to the thing: values, conditions, passages, layers, authorships, career.
_OWNED: Final = (
    "al:states",
    "al:condition",
    "al:evidence",
    "oa:hasSelector",
    "al:hasLayer",
    "al:hasAuthorship",
    "al:hasStation",
)
_MOST: Final = 2_000  # nodes of one thing; far more than any has


def to_triples(reader: Reader, iri: str) -> list[ox.Triple]:
    """Return what the graph says of a thing and of the nodes that belong to it."""
    return list(reader.iter_objects(iter_nodes(reader, iri)))


def to_turtle(triples: list[ox.Triple]) -> bytes:
    """Return Turtle with the prefixes that are used."""
    used = {prefix for triple in triples for prefix in _iter_prefixes(triple)}
    prefixes = {prefix: PREFIXES[prefix] for prefix in PREFIXES if prefix in used}
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert text is not None
    return text


def to_json_ld(triples: list[ox.Triple]) -> bytes:
    """Return JSON-LD in expanded form, which every processor reads without fetching a context."""
    text = ox.serialize(triples, format=ox.RdfFormat.JSON_LD)
    assert text is not None
    return text


def iter_nodes(reader: Reader, iri: str) -> Iterator[str]:
    """Yield a thing and the nodes that belong to it alone."""
    waiting, seen = [iri], {iri}
    for node in waiting:  # grows while it is walked: nodes of nodes
        yield node
        for predicate in _OWNED:
            for owned in reader.all(node, predicate):
                if (
                    owned not in seen
                    and len(seen) < _MOST
                    and reader.predicates(owned)
                    and reader.kind(owned) is None
                ):
                    seen.add(owned)
                    waiting.append(owned)


def _iter_prefixes(triple: ox.Triple) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, ox.NamedNode):
            prefix, colon, rest = to_curie(term.value).partition(":")
            if colon and not rest.startswith("//"):
                yield prefix
        elif isinstance(term, ox.Literal) and term.datatype.value.startswith(PREFIXES["xsd"]):
            yield "xsd"
