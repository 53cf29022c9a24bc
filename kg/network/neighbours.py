"""Materials that resemble those of a mechanism and have not been tried for it."""

from collections.abc import Iterator, Mapping
from typing import Final

import networkx as nx
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.queries.python_questions import Ask, Value, ask_rows, to_number

_MATERIALS: Final = """SELECT DISTINCT ?material ?label
WHERE { ?material a al:Material ; rdfs:label ?label }
ORDER BY ?material ?label"""
_WORKS_IN: Final = """
    { ?claim al:subject ?material . ?material a al:Material }
    UNION
    { ?claim al:subject ?system . ?system al:architecture ?material }
    UNION
    {
      ?claim al:subject ?cell .
      ?cell al:hasLayer ?layer .
      ?layer al:material ?material ; al:role ?role .
      FILTER(?role IN (alr:interlayer-metal, alr:interlayer-carbon, alr:interlayer))
    }
    ?claim al:negated false .
"""
_NEIGHBOURS: Final = f"""SELECT DISTINCT ?material ?neighbour ?label
WHERE {{
  {{
    {_WORKS_IN}
    ?claim al:object|al:through ?neighbour .
    ?neighbour a ?class .
    ?neighbour rdfs:label ?label .
    FILTER(?class IN (al:Mechanism, al:Effect, al:FailurePhenomenon))
  }}
  UNION
  {{ ?material al:hasConstituent ?neighbour . ?neighbour rdfs:label ?label }}
  UNION
  {{ ?neighbour al:hasConstituent ?material ; rdfs:label ?label }}
  UNION
  {{ ?material al:materialClass ?neighbour . ?neighbour rdfs:label ?label }}
}}
ORDER BY ?material ?neighbour ?label"""
_LINKED: Final = """SELECT DISTINCT ?material
WHERE {
  ?concept al:countsAs $mechanism .
  ?claim al:about ?concept .
  ?claim al:about ?thing .
  { ?thing al:countsAs ?material } UNION { ?thing al:builtWith ?material }
}
ORDER BY ?material"""
_KNOWN: Final = f"""SELECT DISTINCT ?material
WHERE {{
  {_WORKS_IN}
  ?claim al:object|al:through ?concept .
  ?concept al:countsAs ?wanted .
  FILTER(?wanted = $mechanism)
}}
ORDER BY ?material"""


def find_untested(ask: Ask, values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per untested material: shared neighbours, the known material most like it, and the path.

    Most shared neighbours first, then most shared with one known material. The mechanism itself does not
    count as a neighbour; what is narrower than it does, but also links a material to it. Cost: O(candidates x
    known x neighbours).

    Args:
        ask: runs a query.
        values: the `mechanism`.
    """
    mechanism = values["mechanism"]
    labels = {row["material"]: row["label"] for row in ask_rows(ask, _MATERIALS)}
    materials = frozenset(labels)
    network: nx.Graph[str] = nx.Graph()
    for row in ask_rows(ask, _NEIGHBOURS):
        labels.setdefault(row["neighbour"], row["label"])
        if row["neighbour"] != mechanism.value:
            network.add_edge(row["material"], row["neighbour"])
    linked = {row["material"] for row in ask_rows(ask, _LINKED, {"mechanism": mechanism})}
    showing = {row["material"] for row in ask_rows(ask, _KNOWN, {"mechanism": mechanism})}
    known = sorted(material for material in showing if material in network)
    ranked = []
    for material in sorted(materials & set(network) - linked):
        shared = {other: set(network[material]) & set(network[other]) for other in known}
        everything = set().union(*shared.values()) if shared else set()
        if everything:
            nearest = min(known, key=lambda other: (-len(shared[other]), labels[other], other))
            ranked.append((-len(everything), -len(shared[nearest]), labels[material], material, nearest))
    goal = _find_label(ask, mechanism)
    for count, common, label, material, nearest in sorted(ranked):
        via = sorted(labels[iri] for iri in set(network[material]) & set(network[nearest]))
        yield (
            ox.NamedNode(material),
            ox.Literal(label),
            to_number(-count),
            ox.NamedNode(nearest),
            ox.Literal(labels[nearest]),
            to_number(-common),
            ox.Literal(" – ".join([label, " / ".join(via), labels[nearest], goal])),
        )


def _find_label(ask: Ask, mechanism: Value) -> str:
    query = "SELECT ?label WHERE { $mechanism rdfs:label ?label } ORDER BY ?label"
    return ask_rows(ask, query, {"mechanism": mechanism})[0]["label"]
