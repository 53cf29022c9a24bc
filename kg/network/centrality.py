"""Mechanisms and works by their place among the others."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import networkx as nx
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.network.arrays import number_edges, score_pagerank
from kg.network.evidence_paths import read_network
from kg.network.measures import score_betweenness, score_nodes
from kg.network.projections import CITES
from kg.queries.python_questions import Ask, Value, ask_rows, to_decimal, to_number

_PLACES: Final = 4
_THINGS: Final = """SELECT DISTINCT ?thing ?label ?class
WHERE {
  ?thing a ?class ; rdfs:label ?label .
  FILTER(?class IN (al:Mechanism, al:Effect, al:FailurePhenomenon, al:Material, al:Process, al:System))
}
ORDER BY ?thing ?label ?class"""
_WORKS: Final = """SELECT DISTINCT ?mechanism ?work
WHERE {
  ?claim al:about ?mechanism .
  ?mechanism a al:Mechanism .
  { ?claim al:findingOf ?work }
  UNION
  { ?claim al:assertedBy ?work . FILTER NOT EXISTS { ?claim al:findingOf ?source } }
}
ORDER BY ?mechanism ?work"""
_LABELS: Final = """SELECT DISTINCT ?work ?label ?year ?inCorpus
WHERE {
  ?work a al:Work ; rdfs:label ?label .
  OPTIONAL { ?work al:year ?year }
  OPTIONAL { ?work al:inCorpus ?inCorpus }
}
ORDER BY ?work ?label ?year ?inCorpus"""
# The most specific class last: what a thing is called is the last that fits.
KINDS: Final = {
    "System": "cell",
    "Process": "process",
    "Material": "material",
    "Mechanism": "mechanism",
    "Effect": "effect",
    "FailurePhenomenon": "failure",
}


def read_claim_weights(ask: Ask) -> "nx.Graph[str]":
    """Return the things that mechanism claims relate; the weight counts the claims that are no denials."""
    relations = read_network(ask)
    network: nx.Graph[str] = nx.Graph()
    for start, end, data in sorted(relations.edges(data=True), key=lambda edge: sorted(edge[:2])):
        said = sum(rank[0] == 0 and not rank[1] for rank in data["claims"].values())
        if said:
            network.add_edge(*sorted((start, end)), weight=said)
    return network


def read_kinds(ask: Ask) -> tuple[dict[str, str], dict[str, str]]:
    """Return label and kind, in words, of every thing that claims may relate."""
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    order = list(KINDS.values())
    for row in ask_rows(ask, _THINGS):
        labels.setdefault(row["thing"], row["label"])
        kind = KINDS[row["class"].rpartition("#")[2]]
        kinds[row["thing"]] = max(kinds.get(row["thing"], kind), kind, key=order.index)
    return labels, kinds


def rank_mechanisms(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per mechanism of which claims tell: PageRank, betweenness, claims, things, works.

    Highest PageRank first.
    """
    network = read_claim_weights(ask)
    labels, kinds = read_kinds(ask)
    works: dict[str, set[str]] = defaultdict(set)
    for row in ask_rows(ask, _WORKS):
        works[row["mechanism"]].add(row["work"])
    ranks, between = score_nodes(network), score_betweenness(network)
    chosen = [iri for iri in network if kinds.get(iri) == "mechanism"]
    for iri in sorted(chosen, key=lambda iri: (-round(ranks[iri], 12), labels[iri], iri)):
        yield (
            ox.NamedNode(iri),
            ox.Literal(labels[iri]),
            to_decimal(ranks[iri], _PLACES),
            to_decimal(between[iri], _PLACES),
            to_number(int(network.degree(iri, weight="weight"))),
            to_number(network.degree(iri)),
            to_number(len(works[iri])),
        )


def rank_works(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per work that cites or is cited: PageRank along citations, citing works, whether read.

    Highest PageRank first, then most citing works. Cost: O(citations) per round of PageRank.
    """
    pairs = [(row["citing"], row["cited"]) for row in ask_rows(ask, CITES)]
    ranks = score_pagerank(number_edges(pairs, ordered=False))
    citing: dict[str, set[str]] = defaultdict(set)
    for source, cited in pairs:
        citing[cited].add(source)
    told: dict[str, dict[str, str]] = {}
    for row in ask_rows(ask, _LABELS):
        told.setdefault(row["work"], row)
    known = [iri for iri in ranks if iri in told]
    for iri in sorted(known, key=lambda w: (-round(ranks[w], 12), -len(citing[w]), told[w]["label"], w)):
        row = told[iri]
        yield (
            ox.NamedNode(iri),
            ox.Literal(row["label"]),
            to_number(int(row["year"])) if "year" in row else None,
            to_decimal(ranks[iri], _PLACES),
            to_number(len(citing[iri])),
            ox.Literal("yes" if row.get("inCorpus") in ("true", "1") else "no"),
        )
