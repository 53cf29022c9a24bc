"""The same query on rdflib and on Oxigraph, with rows that can be compared by value."""

import pyoxigraph as ox
import rdflib

from kg.engines.engine import Rows
from kg.engines.values import to_values
from kg.queries.catalogue import Question
from tests.limits import limited


def examples(question: Question) -> dict[str, str]:
    """Return the example of every parameter."""
    return {name: parameter.example for name, parameter in question.header.parameters.items()}


def to_rdflib(store: ox.Store) -> rdflib.Graph:
    """Return a store in rdflib, all named graphs together."""
    triples = {f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in store}
    return rdflib.Graph().parse(data="".join(sorted(triples)), format="nt")


def ask_rdflib(graph: rdflib.Graph, text: str) -> Rows:
    """Return what rdflib finds, in the terms that Oxigraph uses."""
    with limited(gigabytes=4, cpu_seconds=240):
        found = graph.query(text)
        rows = []
        for row in found:
            assert isinstance(row, rdflib.query.ResultRow)
            rows.append(tuple(_to_term(term) for term in row))
    return Rows(tuple(str(name) for name in found.vars or ()), tuple(rows))


def _to_term(term: object) -> ox.NamedNode | ox.Literal | None:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language.lower())
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    assert term is None
    return None


by_value = to_values
