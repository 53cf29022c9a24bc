"""Communities and centralities of a picture's things, for its optional colours and sizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx

from kg.network.arrays import number_edges, score_pagerank
from kg.network.measures import find_communities, score_betweenness

SEED: Final = 20251  # any fixed number
_MOST: Final = 1500  # above this many things only what takes time linear in the links


@dataclass(frozen=True, slots=True)
class Measures:
    """For each thing its community (by size, from 0; -1 without a link), betweenness and PageRank."""

    communities: tuple[int, ...]
    between: tuple[float, ...]
    ranks: tuple[float, ...]


def measure(count: int, links: Sequence[tuple[int, int, float]]) -> Measures:
    """Return the measures of things 0 to `count` - 1; see `kg.network.measures` for what they are.

    Communities and betweenness are those of the undirected links; PageRank follows their direction. A large
    picture has communities by label propagation (Traag and Subelj, Sci. Rep. 13 (2023) 2701,
    doi:10.1038/s41598-023-29610-z) and no betweenness.

    Args:
        count: how many things.
        links: start, end, and number of records.
    """
    graph: nx.Graph[str] = nx.Graph()
    for start, end, weight in links:
        if start == end:
            continue
        ends = _name(start), _name(end)
        known = graph.edges[ends]["weight"] if graph.has_edge(*ends) else 0.0
        graph.add_edge(*ends, weight=known + weight)
    if not graph:
        return Measures((-1,) * count, (0.0,) * count, (0.0,) * count)
    between: dict[str, float] = {}
    if len(graph) <= _MOST:
        groups = find_communities(graph)
        between = score_betweenness(graph)
    else:
        found = nx.community.fast_label_propagation_communities(graph, weight="weight", seed=SEED)
        groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))
    community = {name: number for number, group in enumerate(groups) for name in group}
    ranks = score_pagerank(number_edges((_name(start), _name(end)) for start, end, _ in links))
    names = [_name(index) for index in range(count)]
    return Measures(
        tuple(community.get(name, -1) for name in names),
        tuple(round(between.get(name, 0.0), 5) for name in names),
        tuple(round(ranks.get(name, 0.0), 6) for name in names),
    )


def _name(index: int) -> str:
    return f"{index:09d}"  # in the order of the numbers
