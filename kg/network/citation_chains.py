"""The shortest chain of citations between two works."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

import networkx as nx
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.queries.python_questions import Ask, Value, ask_rows, to_number

_CITES: Final = (
    """SELECT DISTINCT ?citing ?cited WHERE { ?citing cito:cites ?cited } ORDER BY ?citing ?cited"""
)
_LABELS: Final = (
    """SELECT DISTINCT ?work ?label WHERE { ?work a al:Work ; rdfs:label ?label } ORDER BY ?work ?label"""
)
_PASSAGES: Final = """SELECT DISTINCT ?order ?evidence ?place ?link
WHERE {
  ?citation cito:hasCitingEntity $citing ; cito:hasCitedEntity $cited ; al:order ?order ;
            al:evidence ?evidence .
  ?evidence rdfs:label ?place .
  OPTIONAL { ?evidence al:link ?link }
}
ORDER BY ?order ?evidence"""


def find_chain(ask: Ask, values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per step: number, work, relation, next work and the first passage of the citation.

    A chain that follows the direction of citing goes before a shorter one that does not; of chains of one
    length the first by IRI is taken. Cost: one breadth-first search, O(works + citations).

    Args:
        ask: runs a query.
        values: the works `from` and `to`.
    """
    cites: nx.DiGraph[str] = nx.DiGraph()
    for row in ask_rows(ask, _CITES):
        cites.add_edge(row["citing"], row["cited"])
    labels = {row["work"]: row["label"] for row in ask_rows(ask, _LABELS)}
    chain = _find_path(cites, values["from"].value, values["to"].value)
    for step, (work, following) in enumerate(pairwise(chain), start=1):
        forward = cites.has_edge(work, following)
        ends = (work, following) if forward else (following, work)
        yield (
            to_number(step),
            ox.NamedNode(work),
            ox.Literal(labels[work]),
            ox.Literal("cites" if forward else "is cited by"),
            ox.NamedNode(following),
            ox.Literal(labels[following]),
            *_find_passage(ask, *ends),
        )


def _find_path(cites: "nx.DiGraph[str]", start: str, end: str) -> list[str]:
    for network in (cites, cites.to_undirected()):
        if start in network and end in network and nx.has_path(network, start, end):
            shortest: list[list[str]] = list(nx.all_shortest_paths(network, start, end))
            return min(shortest)
    return []


def _find_passage(ask: Ask, citing: str, cited: str) -> tuple[Term | None, Term | None, Term | None]:
    found = ask_rows(ask, _PASSAGES, {"citing": ox.NamedNode(citing), "cited": ox.NamedNode(cited)})
    if not found:
        return None, None, None
    first = found[0]
    link = ox.NamedNode(first["link"]) if "link" in first else None
    return ox.NamedNode(first["evidence"]), ox.Literal(first["place"]), link
