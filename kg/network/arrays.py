"""Edges as arrays: what networkx would walk node by node is computed for all nodes at once.

networkx stays the interface; these functions stand behind it where it is slow. They need nothing but numpy,
and tests hold their results against networkx's own.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from operator import methodcaller
from typing import Any, Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.network.rows import Indices, untouched_pairs

Numbers = NDArray[np.float64]

DAMPING: Final = 0.85  # Source: S. Brin, L. Page, Comput. Netw. 30 (1998) 107, https://doi.org/10.1016/S0169-7552(98)00110-X
_TOLERANCE: Final = 1e-12  # sum of the changes of all scores, which sum to 1
_MOST_ROUNDS: Final = 1000  # 0.85^1000 is far below the tolerance
_PAIRS_AT_ONCE: Final = 4_000_000  # 32 MB per array


@dataclass(frozen=True)
class Edges:
    """Directed edges between numbered nodes.

    Attributes:
        nodes: the IRIs; their places are the numbers below.
        sources: where each edge begins.
        targets: where it ends.
        weights: its weight, above 0.
    """

    nodes: tuple[str, ...]
    sources: Indices
    targets: Indices
    weights: Numbers


def number_edges(
    pairs: Iterable[tuple[str, str]], nodes: Iterable[str] = (), *, ordered: bool = True
) -> Edges:
    """Return pairs of IRIs as edges of weight 1; a pair that comes twice counts twice.

    Args:
        pairs: where each edge begins and ends.
        nodes: further nodes, which may have no edge.
        ordered: whether nodes are numbered by their IRIs; else as they come, which saves a sixth of the time.
    """
    seen: defaultdict[str, int] = defaultdict(count().__next__)  # by first sight, one look-up per name
    numbers = list(map(seen.__getitem__, chain.from_iterable(pairs)))
    ends = np.array(numbers, dtype=np.int64).reshape(-1, 2)
    for node in nodes:
        seen[node]
    if not ordered:
        return Edges(tuple(seen), ends[:, 0], ends[:, 1], np.ones(len(ends)))
    names = tuple(sorted(seen))
    place = np.empty(len(names), dtype=np.int64)
    place[np.array([seen[name] for name in names], dtype=np.int64)] = np.arange(len(names))
    return Edges(names, place[ends[:, 0]], place[ends[:, 1]], np.ones(len(ends)))


def to_edges(network: "nx.Graph[str]", weight: str | None = "weight", *, ordered: bool = True) -> Edges:
    """Return the edges of a network; an undirected edge becomes one in each direction.

    Args:
        network: a simple network, or a multigraph, whose parallel edges become one.
        weight: the attribute that holds the weight, 1 where it is missing, added up over parallel edges; None
            for 1 everywhere.
        ordered: whether nodes are numbered by their IRIs; else as they stand in the network.
    """
    names = tuple(sorted(network) if ordered else network)
    place = dict(zip(names, range(len(names)), strict=True))
    pairs = untouched_pairs(network) if weight in {None, "weight"} else None
    if pairs is not None:  # nobody has looked at it, so nobody has changed it
        held, first, second, shared = pairs
        number = np.array([place.get(name, 0) for name in held], dtype=np.int64)  # others are in no pair
        one, other = number[first], number[second]
        told = np.ones(2 * len(shared)) if weight is None else np.tile(shared, 2).astype(float)
        return Edges(names, np.concatenate((one, other)), np.concatenate((other, one)), told)
    neighbours = dict(network.adjacency())
    counts = np.fromiter(map(len, neighbours.values()), dtype=np.int64, count=len(neighbours))
    size = int(counts.sum())
    starts = np.repeat(np.array([place[name] for name in neighbours], dtype=np.int64), counts)
    met = chain.from_iterable(neighbours.values())
    ends = np.fromiter(map(place.__getitem__, met), dtype=np.int64, count=size)
    if weight is None:
        return Edges(names, starts, ends, np.ones(size))
    given: Iterable[Any] = chain.from_iterable(map(dict.values, neighbours.values()))
    if network.is_multigraph():
        weights: Iterable[float] = (sum(edge.get(weight, 1) for edge in edges.values()) for edges in given)
    else:
        weights = map(methodcaller("get", weight, 1), given)
    return Edges(names, starts, ends, np.fromiter(weights, dtype=float, count=size))


def score_pagerank(edges: Edges, damping: float = DAMPING) -> dict[str, float]:
    """Return the PageRank of every node; the scores sum to 1.

    The score of a node without outgoing edges goes to all nodes alike. So such nodes, most of a citation
    network, need not take part in the rounds: what they hold is what the others lack of 1, and their own
    scores follow in one last step. Cost: O(edges that do not end at such a node) per round, about
    log(1e-12) / log(damping) rounds.

    Args:
        edges: directed edges; the share that an edge passes on is its weight's.
        damping: the share of a score that follows edges, from 0 to below 1.

    Source: S. Brin, L. Page, Comput. Netw. 30 (1998) 107, as `networkx.pagerank` defines it; I. C. F. Ipsen,
        T. M. Selee, SIAM J. Matrix Anal. Appl. 29 (2007) 1281, https://doi.org/10.1137/060664331, for the
        nodes without outgoing edges.
    """
    size = len(edges.nodes)
    if not size:
        return {}
    strength = np.bincount(edges.sources, weights=edges.weights, minlength=size)
    # numpy sorts 16-bit numbers by their digits, ten times as fast as wider ones
    order = np.argsort(edges.targets.astype(np.min_scalar_type(size)), kind="stable")
    sources, targets = edges.sources[order], edges.targets[order]
    share = damping * edges.weights[order] / strength[sources]
    passing = np.flatnonzero(strength)
    number = np.zeros(size, dtype=np.int64)  # of a node among those that pass their score on
    number[passing] = np.arange(len(passing))
    sources = number[sources]
    inner = strength[targets] > 0
    givers, takers, given = sources[inner], number[targets[inner]], share[inner]
    starts = np.flatnonzero(np.diff(takers, prepend=-1))  # of the edges that end at one node
    reached = takers[starts]
    scores = np.full(len(passing), 1 / size)
    for _ in range(_MOST_ROUNDS):
        following = np.full(len(passing), (1 - damping * scores.sum()) / size)
        if len(starts):
            following[reached] += np.add.reduceat(scores[givers] * given, starts)
        change = np.abs(following - scores).sum()
        scores = following
        if change < _TOLERANCE / 3:  # the other nodes change by less than twice as much
            break
    taken = np.bincount(targets, weights=scores[sources] * share, minlength=size)
    whole = taken + (1 - damping * scores.sum()) / size
    return dict(zip(edges.nodes, whole.tolist(), strict=True))


def count_pairs(groups: Indices, members: Indices, most: int) -> tuple[Indices, Indices, Indices]:
    """Return for each two members that share a group the smaller, the larger, and how many groups they share.

    Ordered by the smaller, then the larger. Cost: O(sum of squares of group sizes); the square of the largest
    group must fit in memory.

    Args:
        groups: the group of each membership.
        members: the member; one that is in a group twice counts once.
        most: a number above every member.
    """
    if not len(groups):
        empty = np.empty(0, dtype=np.int64)
        return empty, empty, empty
    held = np.unique(groups * np.int64(most) + members)
    group, member = held // most, held % most
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    sizes = np.diff(np.append(starts, len(group)))
    found: list[tuple[Indices, Indices]] = []
    waiting: list[Indices] = []
    room = 0
    for size in np.unique(sizes[sizes > 1]).tolist():
        first, second = np.triu_indices(size, 1)
        chosen = starts[sizes == size]
        step = max(1, _PAIRS_AT_ONCE // len(first))
        for begin in range(0, len(chosen), step):
            rows = member[chosen[begin : begin + step, None] + np.arange(size)]
            waiting.append((rows[:, first] * np.int64(most) + rows[:, second]).ravel())
            room += waiting[-1].size
            if room >= _PAIRS_AT_ONCE:
                found.append(_count(waiting))
                waiting, room = [], 0
    if waiting:
        found.append(_count(waiting))
    keys, counts = _merge(found)
    return keys // most, keys % most, counts


def _count(waiting: list[Indices]) -> tuple[Indices, Indices]:
    keys, counts = np.unique(np.concatenate(waiting), return_counts=True)
    return keys, counts.astype(np.int64)


def _merge(found: list[tuple[Indices, Indices]]) -> tuple[Indices, Indices]:
    """Return the keys of all parts, each once, with the sums of their counts."""
    if len(found) == 1:
        return found[0]
    if not found:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    keys, places = np.unique(np.concatenate([part[0] for part in found]), return_inverse=True)
    counts = np.bincount(places, weights=np.concatenate([part[1] for part in found]))
    return keys, counts.astype(np.int64)
