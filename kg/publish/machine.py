"""A thing as RDF, beside its page: its statements, those of nodes that belong to it alone, and its claims."""

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg.publish.page import ClaimGroup, Page
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
_XSD: Final = PREFIXES["xsd"]
_MOST: Final = 2_000  # nodes of one thing; far more than any has


def to_triples(reader: Reader, iri: str) -> list[ox.Triple]:
    """Return what the graph says of a thing and of the nodes that belong to it."""
    return list(reader.iter_objects(iter_nodes(reader, iri)))


def to_thing_triples(reader: Reader, page: Page) -> list[ox.Triple]:
    """Return what the graph says of the thing of a page, and each claim that the page shows.

    Links such as "promotes" are derived from claims, so who says so must stand beside them. Of a claim come
    its own statements; what belongs to it, such as its passage, stands beside its own page.
    """
    claims = dict.fromkeys(
        claim
        for section in page.sections
        for item in section.items
        if isinstance(item, ClaimGroup)
        for claim in item.claims
    )
    told = to_triples(reader, page.iri)
    if page.kind != "claim":
        told += reader.iter_objects(claims)
    return told


def to_turtle(triples: list[ox.Triple]) -> bytes:
    """Return Turtle with the prefixes that are used."""
    used = set(map(_find_prefix, {iri for triple in triples for iri in _iter_iris(triple)}))
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


def _iter_iris(triple: ox.Triple) -> Iterator[str]:
    """Yield the IRIs of a triple that may be written with a prefix, of datatypes those of XML Schema."""
    yield triple.predicate.value
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal) and term.datatype.value.startswith(_XSD):
            yield term.datatype.value


def _find_prefix(iri: str) -> str:
    """Return the prefix with which an IRI is written, "" where it is written whole."""
    prefix, colon, rest = to_curie(iri).partition(":")
    return prefix if colon and not rest.startswith("//") else ""
