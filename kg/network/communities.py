"""What belongs together, and which single links hold parts together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import networkx as nx
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.network.centrality import read_claim_weights, read_kinds
from kg.network.measures import find_bridges, find_communities, score_nodes
from kg.network.projections import read_citations, read_coauthors, read_coupling
from kg.queries.python_questions import Ask, Value, to_decimal, to_number

_ALONE: Final = 1  # a group of one is no group


def find_themes(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per thing: theme, its size, what the thing is, claims, and how many of these stay inside.

    Themes by size, in a theme the most central thing first. A theme is a community of the network of claims.
    """
    network = read_claim_weights(ask)
    labels, kinds = read_kinds(ask)
    ranks = score_nodes(network)
    groups = [group for group in find_communities(network) if len(group) > _ALONE]
    for number, group in enumerate(groups, start=1):
        members = set(group)
        for iri in sorted(group, key=lambda iri: (-round(ranks[iri], 12), labels.get(iri, iri), iri)):
            yield (
                to_number(number),
                to_number(len(group)),
                ox.NamedNode(iri),
                ox.Literal(labels.get(iri, iri)),
                ox.Literal(kinds.get(iri, "thing")),
                to_number(int(network.degree(iri, weight="weight"))),
                to_decimal(_share_inside(network, iri, members)),
            )


def find_author_communities(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per person: community, its size, works, co-authors, and how much of that stays inside.

    Communities by size, in one the person with most works first. Who never shared a work is left out.
    """
    network = read_coauthors(ask)
    groups = [group for group in find_communities(network) if len(group) > _ALONE]
    for number, group in enumerate(groups, start=1):
        members = set(group)
        people = network.nodes
        for iri in sorted(group, key=lambda iri: (-people[iri]["works"], people[iri]["label"], iri)):
            yield (
                to_number(number),
                to_number(len(group)),
                ox.NamedNode(iri),
                ox.Literal(people[iri]["label"]),
                to_number(people[iri]["works"]),
                to_number(network.degree(iri)),
                to_decimal(_share_inside(network, iri, members)),
            )


def find_coupled_works(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per two works that cite works in common: how many, and what share of all that either cites.

    Most shared first. The share is that of Jaccard. Cost: see `kg.network.arrays.count_pairs`.
    """
    network = read_coupling(ask)
    cited = _count_cited(ask)
    pairs = sorted(
        network.edges(data="weight"),
        key=lambda e: (-e[2], network.nodes[e[0]]["label"], network.nodes[e[1]]["label"], e[:2]),
    )
    for first, second, shared in pairs:
        yield (
            ox.NamedNode(first),
            ox.Literal(network.nodes[first]["label"]),
            ox.NamedNode(second),
            ox.Literal(network.nodes[second]["label"]),
            to_number(shared),
            to_decimal(shared / (cited[first] + cited[second] - shared)),
        )


def find_holding_links(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per link of the network of claims without which a part of it would fall off.

    Those first that hold the largest part. The link runs from what stays to what falls off.
    """
    network = read_claim_weights(ask)
    labels, kinds = read_kinds(ask)
    for bridge in find_bridges(network):
        yield (
            to_number(bridge.cut),
            ox.NamedNode(bridge.inner),
            ox.Literal(labels.get(bridge.inner, bridge.inner)),
            ox.NamedNode(bridge.outer),
            ox.Literal(labels.get(bridge.outer, bridge.outer)),
            ox.Literal(kinds.get(bridge.outer, "thing")),
            to_number(network.edges[bridge.inner, bridge.outer]["weight"]),
        )


def _share_inside(network: "nx.Graph[str]", node: str, members: set[str]) -> float:
    inside = sum(data["weight"] for other, data in network[node].items() if other in members)
    return float(inside / network.degree(node, weight="weight"))


def _count_cited(ask: Ask) -> Counter[str]:
    return Counter(citing for citing, _ in read_citations(ask).edges)
