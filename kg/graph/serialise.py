"""The graph as text: canonical N-Quads for machines and comparisons, TriG for people."""

import hashlib
from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from kg.errors import BuildError
from kg.graph.statements import RDF_TYPE, RDFS_LABEL
from kg.terms import PREFIXES


def to_nquads(quads: Iterable[Quad]) -> bytes:
    """Return canonical N-Quads: one statement per line, each once, lines sorted by code point.

    Without blank nodes that is the canonical form of a dataset, so equal graphs have equal bytes.
    Source: https://www.w3.org/TR/rdf-canon/#canonical-quads

    Raises:
        BuildError: a statement has a blank node or stands outside a named graph.
    """
    lines = set()
    for quad in quads:
        if not all(isinstance(node, NamedNode) for node in (quad.subject, quad.graph_name)):
            raise BuildError(f"a statement without address or graph: {quad}")
        lines.add(f"{quad} .\n")
    return "".join(sorted(lines)).encode()


def to_trig(quads: Iterable[Quad]) -> bytes:
    """Return TriG with the project's prefixes: graph by graph, subject by subject, type and label first."""
    ordered = sorted(set(quads), key=_reading_order)
    text = serialize(ordered, format=RdfFormat.TRIG, prefixes=PREFIXES)
    assert text is not None
    return text


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _reading_order(quad: Quad) -> tuple[str, str, int, str, str]:
    rank = 0 if quad.predicate == RDF_TYPE else 1 if quad.predicate == RDFS_LABEL else 2
    return (str(quad.graph_name), str(quad.subject), rank, str(quad.predicate), str(quad.object))
