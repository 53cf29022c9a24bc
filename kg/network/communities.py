"""What belongs together, and which single links hold parts together."""

from collections.abc import Iterator, Mapping
from typing import Final

import networkx as nx
import numpy as np
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.network.arrays import count_pairs, number_edges
from kg.network.centrality import read_claim_weights, read_kinds
from kg.network.evidence_paths import read_labels
from kg.network.measures import find_bridges, find_communities, score_nodes
from kg.network.projections import CITES, read_coauthors
from kg.network.rows import Indices
from kg.queries.python_questions import Ask, Value, ask_rows, to_decimal, to_number

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


def find_coupled_works(ask: Ask, values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per two works that cite works in common: how many, and what share of all that either cites.

    Most shared first, of equals those first by IRI. The share is that of Jaccard. Cost: see
    `kg.network.arrays.count_pairs`.

    Args:
        ask: runs a query.
        values: `count`, the number of pairs.
    """
    cites = number_edges((row["citing"], row["cited"]) for row in ask_rows(ask, CITES))
    first, second, shared = count_pairs(cites.targets, cites.sources, len(cites.nodes))
    cited = np.bincount(cites.sources, minlength=len(cites.nodes))
    labels = read_labels(ask, set(cites.nodes))
    for place in _find_largest(shared, max(int(values["count"].value), 0)).tolist():
        one, other, both = int(first[place]), int(second[place]), int(shared[place])
        yield (
            ox.NamedNode(cites.nodes[one]),
            ox.Literal(labels[cites.nodes[one]]),
            ox.NamedNode(cites.nodes[other]),
            ox.Literal(labels[cites.nodes[other]]),
            to_number(both),
            to_decimal(both / int(cited[one] + cited[other] - both)),
        )


def _find_largest(numbers: Indices, wanted: int) -> Indices:
    """Return the places of so many of the largest numbers, largest first, of equals those that come first."""
    if wanted < len(numbers):
        limit = np.partition(numbers, len(numbers) - wanted)[len(numbers) - wanted] if wanted else np.inf
        places = np.flatnonzero(numbers >= limit)
    else:
        places = np.arange(len(numbers))
    order = np.argsort(-numbers[places], kind="stable")
    return places[order][:wanted]


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
