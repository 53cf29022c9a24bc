"""What stands out in a network: central nodes, communities, bridges.

The same network gives the same result in the same order.
"""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import numpy as np

from kg.network.arrays import score_pagerank, to_edges
from kg.network.rows import Indices

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEED: Final = 0  # the order in which Louvain visits nodes; any other would do, but it must stay the same
_MANY_LINKS: Final = 10_000  # above, networkx takes seconds; below, every installation finds the same groups


@dataclass(frozen=True, slots=True)
class Bridge:
    """A link without which a part of the network would fall off.

    Attributes:
        inner: the end in the larger part, of equals in that with the first IRI.
        outer: the end in the part that would fall off.
        cut: the number of nodes of that part.
    """

    inner: str
    outer: str
    cut: int


def score_nodes(network: "nx.Graph[str]") -> dict[str, float]:
    """Return the PageRank of every node by IRI, edges counted by their weight; see `kg.network.arrays`."""
    return score_pagerank(to_edges(network, ordered=False))


def score_betweenness(network: "nx.Graph[str]") -> dict[str, float]:
    """Return for every node the share of shortest paths between two others that run through it, by IRI.

    Each edge is one step whatever its weight. Cost: O(nodes x edges); computed by igraph where it is
    installed (`kg-anodeless[networks]`), else by networkx, with the same results.

    Source: U. Brandes, J. Math. Sociol. 25 (2001) 163, https://doi.org/10.1080/0022250X.2001.9990249
    """
    simple = _to_simple(network)
    try:
        import igraph
    except ImportError:
        scores: Mapping[str, float] = nx.betweenness_centrality(simple)
        return dict(scores)
    edges = to_edges(simple, weight=None)
    ends = zip(edges.sources.tolist(), edges.targets.tolist(), strict=True)
    directed = network.is_directed()
    chosen = [(start, end) for start, end in ends if directed or start < end]
    size = len(edges.nodes)
    counts = igraph.Graph(n=size, edges=chosen, directed=directed).betweenness()
    pairs = max((size - 1) * (size - 2), 1) / (1 if directed else 2)
    return {name: count / pairs for name, count in zip(edges.nodes, counts, strict=True)}


def find_communities(network: "nx.Graph[str]") -> list[list[str]]:
    """Return groups of nodes with more and heavier edges inside than between them.

    Largest first, of equals the one with the first IRI; members by IRI. A node without edges is a group of
    its own; the direction of an edge does not matter. Cost: near O(edges x rounds). In a network of more than
    10,000 edges the groups are found by igraph where it is installed (`kg-anodeless[networks]`), ten times as
    fast as by networkx: by the same method with nodes in another order, so that some may fall elsewhere.

    Source: V. D. Blondel et al., J. Stat. Mech. (2008) P10008, https://doi.org/10.1088/1742-5468/2008/10/P10008
    """
    edges = to_edges(network)
    size = len(edges.nodes)
    apart = edges.sources != edges.targets
    if not network.is_directed():
        apart = edges.sources < edges.targets  # each edge is there in both directions
    ends = np.sort(np.column_stack((edges.sources[apart], edges.targets[apart])), axis=1)
    keys, places = np.unique(ends[:, 0] * np.int64(size) + ends[:, 1], return_inverse=True)
    links = np.column_stack((keys // max(size, 1), keys % max(size, 1)))
    weights = np.bincount(places, weights=edges.weights[apart], minlength=len(keys)).tolist()
    groups = [sorted(edges.nodes[number] for number in group) for group in _louvain(size, links, weights)]
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def _louvain(size: int, links: Indices, weights: list[float]) -> Iterable[Collection[int]]:
    """Return the communities of nodes 0 to `size` - 1; the same links give the same every time."""
    if not len(links):
        return [{number} for number in range(size)]
    if len(links) > _MANY_LINKS:
        try:
            import igraph
        except ImportError:
            pass
        else:
            graph = igraph.Graph(n=size, edges=links)
            igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - an order, no secret
            try:
                return list(graph.community_multilevel(weights=weights))
            finally:
                igraph.set_random_number_generator(random)
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(size))
    ends = zip(*links.T.tolist(), weights, strict=True)
    network.add_weighted_edges_from(ends)
    found: Iterable[set[int]] = nx.community.louvain_communities(network, seed=_SEED)
    return found


def add_measures(network: "nx.Graph[str]") -> None:
    """Add `pagerank`, `betweenness` and `community` (a number, the largest is 1) to every node."""
    ranks, between = score_nodes(network), score_betweenness(network)
    communities = find_communities(network)
    numbers = {node: number for number, group in enumerate(communities, start=1) for node in group}
    for node, data in network.nodes(data=True):
        data.update(pagerank=ranks[node], betweenness=between[node], community=numbers[node])


def find_bridges(network: "nx.Graph[str]") -> list[Bridge]:
    """Return the links that hold parts of the network together, those first that hold most.

    Cost: O(nodes + edges) and one search per bridge of the part that falls off.

    Source: J. M. Schmidt, Inf. Process. Lett. 113 (2013) 241, https://doi.org/10.1016/j.ipl.2013.01.016
    """
    simple = _to_simple(network).to_undirected()
    found = []
    for component in nx.connected_components(simple):
        part = simple.subgraph(component).copy()
        for (start, end), beyond in _weigh_sides(part).items():
            rest = len(component) - beyond
            inner, outer = (start, end) if beyond <= rest else (end, start)
            found.append(Bridge(inner, outer, min(beyond, rest)))
    return sorted(found, key=lambda bridge: (-bridge.cut, bridge.inner, bridge.outer))


def _weigh_sides(part: "nx.Graph[str]") -> dict[tuple[str, str], int]:
    """Return for each bridge of a connected network, away from its first node, the nodes beyond it."""
    links = {frozenset(link) for link in nx.bridges(part)}
    root = min(part)
    order = [root]
    parents: dict[str, str] = {root: root}
    for node in order:  # grows while it is walked: a search in breadth
        for neighbour in sorted(part[node]):
            if neighbour not in parents:
                parents[neighbour] = node
                order.append(neighbour)
    beyond = dict.fromkeys(order, 1)
    for node in reversed(order[1:]):
        beyond[parents[node]] += beyond[node]
    # A bridge is an edge of every spanning tree, and what hangs below it in the tree is one side of it.
    return {
        (parents[node], node): beyond[node] for node in order[1:] if frozenset((parents[node], node)) in links
    }


def _to_simple(network: "nx.Graph[str]") -> "nx.Graph[str]":
    """Return the network without loops and parallel edges, whose weights are added up; nodes by IRI."""
    simple: nx.Graph[str] = nx.DiGraph() if network.is_directed() else nx.Graph()
    simple.add_nodes_from(sorted(network))
    told: list[tuple[str, str, dict[str, Any]]] = [*network.edges(data=True)]
    for start, end, data in sorted(told, key=lambda edge: edge[:2]):
        if start == end:
            continue
        before = simple.edges[start, end]["weight"] if simple.has_edge(start, end) else 0
        simple.add_edge(start, end, weight=before + data.get("weight", 1))
    return simple
