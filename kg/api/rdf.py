"""A store as an rdflib dataset, term by term.

rdflib's own N-Quads parser takes twice as long and rewrites the texts of numbers.
"""

from collections.abc import Iterator

import pyoxigraph as ox
import rdflib
from rdflib.graph import _QuadType
from rdflib.term import IdentifiedNode

from kg.errors import EngineError
from kg.terms import PREFIXES, expand

_STRING = expand("xsd:string")


def to_dataset(store: ox.Store) -> rdflib.Dataset:
    """Return all statements of a store in memory, each in its graph, their union as default graph.

    Plain texts have no datatype, as rdflib writes them, so that they equal `rdflib.Literal("...")`.

    Raises:
        EngineError: a statement is about a statement, which rdflib does not know.
    """
    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    dataset.addN(_iter_quads(store, dataset))
    return dataset


def _iter_quads(store: ox.Store, dataset: rdflib.Dataset) -> Iterator[_QuadType]:
    graphs: dict[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, rdflib.Graph] = {}
    for quad in store:
        if quad.graph_name not in graphs:
            is_default = isinstance(quad.graph_name, ox.DefaultGraph)
            graphs[quad.graph_name] = (
                dataset.default_graph if is_default else dataset.graph(_to_node(quad.graph_name))
            )
        target = quad.object
        yield (
            _to_node(quad.subject),
            _to_node(quad.predicate),
            _to_literal(target) if isinstance(target, ox.Literal) else _to_node(target),
            graphs[quad.graph_name],
        )


def _to_node(term: object) -> IdentifiedNode:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    raise EngineError("the graph holds a statement about a statement", hint="rdflib knows none; use sparql")


def _to_literal(term: ox.Literal) -> rdflib.Literal:
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    kind = term.datatype.value
    return rdflib.Literal(
        term.value, datatype=None if kind == _STRING else rdflib.URIRef(kind), normalize=False
    )
