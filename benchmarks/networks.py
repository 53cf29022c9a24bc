"""PageRank, co-citation, betweenness and communities against networkx on a generated literature, in one run.

Times are CPU seconds of this process, taken in turn; the ratio is the median of those of the rounds. Every
result is held against that of networkx before its time counts. `networkx.pagerank` itself needs scipy.
"""

import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any, Final

import click
import networkx as nx
from networkx.algorithms.link_analysis import pagerank_alg

from benchmarks.works import World, is_read, list_references, make_work, person_key, work_key
from kg.network.arrays import count_pairs, number_edges, score_pagerank
from kg.network.measures import find_communities, score_betweenness, score_nodes
from kg.network.rows import add_pairs
from kg.terms import BASE

SEED: Final = 42
AGREEMENT: Final = 1e-9
_TOLERANCE: Final = 1e-12  # of the sum of all changes; networkx multiplies its own by the number of nodes
_MOST_PEOPLE: Final = 1_500  # networkx takes minutes beyond
_OFTEN: Final = 3  # how often works are cited together in the network of those that are cited so often
_LOSS: Final = 0.005  # of modularity: both methods end near the best partition, in another each

Pair = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """One comparison: what is computed, by us and by the peer, and how far the results are apart."""

    name: str
    peer: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    distance: Callable[[Any, Any], float]


@dataclass(frozen=True)
class Result:
    """What a comparison gave: CPU seconds, their ratio, and how far the results are apart."""

    name: str
    peer: str
    ours: float
    theirs: float
    ratio: float
    distance: float


def list_citations(world: World) -> list[Pair]:
    """Return who cites whom in a literature, as pairs of IRIs."""
    return [
        (f"{BASE}work/{work_key(index)}", f"{BASE}work/{work_key(cited)}")
        for index in range(world.works)
        if is_read(index)
        for cited in list_references(world, index)
    ]


def list_shared_works(world: World, most: int) -> list[Pair]:
    """Return pairs of people who wrote together, of the first works up to so many people."""
    pairs: list[Pair] = []
    people: set[int] = set()
    for index in range(world.works):
        authors = make_work(world, index).authors
        if len(people.union(authors)) > most:
            break
        people.update(authors)
        named = sorted(f"{BASE}person/{person_key(person)}" for person in authors)
        pairs += combinations(named, 2)
    return pairs


def make_cases(world: World) -> list[Case]:
    """Return all comparisons over a literature."""
    pairs = list_citations(world)
    return [*_list_rankings(pairs), *_list_cocitations(pairs), *_list_groupings(world)]


def _list_rankings(pairs: list[Pair]) -> list[Case]:
    """Return the comparisons of PageRank."""
    edges = number_edges(pairs)
    graph: nx.DiGraph[str] = nx.DiGraph(pairs)

    def rank(network: "nx.DiGraph[str]") -> dict[str, float]:
        return dict(nx.pagerank(network, tol=_TOLERANCE / len(network), max_iter=1000))

    def rank_in_python(network: "nx.DiGraph[str]") -> dict[str, float]:
        return dict(pagerank_alg._pagerank_python(network, tol=_TOLERANCE / len(network), max_iter=1000))

    return [
        Case(
            "PageRank, from pairs to scores",
            "DiGraph and networkx.pagerank",
            lambda: score_pagerank(number_edges(pairs, ordered=False)),
            lambda: rank(nx.DiGraph(pairs)),
            _compare_scores,
        ),
        Case(
            "PageRank, edges at hand",
            "networkx.pagerank, graph at hand",
            lambda: score_pagerank(edges),
            lambda: rank(graph),
            _compare_scores,
        ),
        Case(
            "PageRank of a networkx graph",
            "networkx.pagerank (scipy)",
            lambda: score_nodes(graph),
            lambda: rank(graph),
            _compare_scores,
        ),
        Case(
            "PageRank of a networkx graph",
            "networkx in pure Python",
            lambda: score_nodes(graph),
            lambda: rank_in_python(graph),
            _compare_scores,
        ),
    ]


def _list_cocitations(pairs: list[Pair]) -> list[Case]:
    """Return the comparisons of co-citation."""
    names = number_edges(pairs).nodes

    def count() -> tuple[Any, Any, Any]:
        numbered = number_edges(pairs)
        return count_pairs(numbered.sources, numbered.targets, len(numbered.nodes))

    def to_shared(counted: tuple[Any, Any, Any]) -> dict[Pair, int]:
        first, second, shared = (column.tolist() for column in counted)
        return {(names[a], names[b]): c for a, b, c in zip(first, second, shared, strict=True)}

    def cocite(least: int) -> "nx.Graph[str]":
        numbered = number_edges(pairs)
        first, second, shared = count_pairs(numbered.sources, numbered.targets, len(numbered.nodes))
        kept = shared >= least
        network: nx.Graph[str] = nx.empty_graph(numbered.nodes)
        add_pairs(network, numbered.nodes, first[kept], second[kept], shared[kept])
        return network

    return [
        Case(
            "co-citation, from pairs to counted pairs",
            "networkx: a weighted Graph",
            count,
            lambda: _cocite(nx.DiGraph(pairs)),
            lambda ours, theirs: _compare_counts(to_shared(ours), theirs),
        ),
        Case(
            "co-citation, from pairs to a networkx graph",
            "networkx: a weighted Graph",
            lambda: cocite(1),
            lambda: _cocite(nx.DiGraph(pairs)),
            _compare_weights,
        ),
        Case(
            "co-citation, from pairs to a networkx graph, every edge read",
            "networkx: a weighted Graph, every edge read",
            lambda: _walk(cocite(1)),
            lambda: _walk(_cocite(nx.DiGraph(pairs))),
            lambda ours, theirs: abs(ours - theirs),
        ),
        Case(
            f"co-citation, from pairs to a graph of those {_OFTEN} times or more",
            "networkx: a weighted Graph, its lighter edges taken out",
            lambda: cocite(_OFTEN),
            lambda: _without_light_edges(_cocite(nx.DiGraph(pairs))),
            _compare_weights,
        ),
    ]


def _list_groupings(world: World) -> list[Case]:
    """Return the comparisons of what groups people."""
    people: nx.Graph[str] = nx.Graph(list_shared_works(world, _MOST_PEOPLE))
    everybody: nx.Graph[str] = nx.Graph()
    together = Counter(list_shared_works(world, sys.maxsize))
    everybody.add_weighted_edges_from((*pair, count) for pair, count in together.items())

    def modularity(groups: Iterable[Collection[str]]) -> float:
        return float(nx.community.modularity(everybody, groups))

    return [
        Case(
            f"betweenness of {len(people)} people (igraph)",
            "networkx.betweenness_centrality",
            lambda: score_betweenness(people),
            lambda: nx.betweenness_centrality(people),
            _compare_scores,
        ),
        Case(
            f"communities of {len(everybody)} people (igraph), modularity at most {_LOSS} lower",
            "networkx.community.louvain_communities",
            lambda: find_communities(everybody),
            lambda: nx.community.louvain_communities(everybody, seed=SEED),
            lambda ours, theirs: max(0.0, modularity(theirs) - modularity(ours) - _LOSS),
        ),
    ]


def run_cases(cases: list[Case], rounds: int) -> list[Result]:
    """Return what every comparison gave.

    Raises:
        ValueError: two results disagree.
    """
    results = []
    for case in cases:
        times: list[tuple[float, float]] = []
        distance = 0.0
        for _ in range(rounds):
            (our_time, ours), (their_time, theirs) = _take_time(case.ours), _take_time(case.theirs)
            times.append((our_time, their_time))
            distance = max(distance, case.distance(ours, theirs))
            del ours, theirs
        if distance > AGREEMENT:
            raise ValueError(f"{case.name} and {case.peer} are {distance:g} apart")
        ratio = median(ours / theirs if theirs else float("nan") for ours, theirs in times)
        ours_s, theirs_s = (median(column) for column in zip(*times, strict=True))
        results.append(Result(case.name, case.peer, ours_s, theirs_s, ratio, distance))
    return results


def to_table(results: list[Result]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| what | peer | ours, CPU s | peer, CPU s | ratio | largest difference |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {r.name} | {r.peer} | {r.ours:.3f} | {r.theirs:.3f} | 1/{1 / r.ratio:.1f} | {r.distance:.0e} |"
        for r in results
    ]
    return "\n".join(lines)


def _take_time(work: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _cocite(graph: "nx.DiGraph[str]") -> "nx.Graph[str]":
    """Return works cited together, put together edge by edge as networkx's tutorial would."""
    network: nx.Graph[str] = nx.Graph()
    for citing in graph:
        for first, second in combinations(sorted(graph[citing]), 2):
            if network.has_edge(first, second):
                network[first][second]["weight"] += 1
            else:
                network.add_edge(first, second, weight=1)
    return network


def _walk(network: "nx.Graph[str]") -> float:
    return float(sum(weight for _, _, weight in network.edges(data="weight")))


def _without_light_edges(network: "nx.Graph[str]") -> "nx.Graph[str]":
    network.remove_edges_from([edge[:2] for edge in network.edges(data="weight") if edge[2] < _OFTEN])
    return network


def _compare_weights(ours: "nx.Graph[str]", theirs: "nx.Graph[str]") -> float:
    return _compare_counts({(min(a, b), max(a, b)): w for a, b, w in ours.edges(data="weight")}, theirs)


def _compare_scores(ours: dict[str, float], theirs: dict[str, float]) -> float:
    if ours.keys() != theirs.keys():
        return float("inf")
    return max((abs(ours[name] - theirs[name]) for name in ours), default=0.0)


def _compare_counts(ours: dict[Pair, int], theirs: "nx.Graph[str]") -> float:
    if len(ours) != theirs.number_of_edges():
        return float("inf")
    return float(
        max((abs(ours[min(a, b), max(a, b)] - w) for a, b, w in theirs.edges(data="weight")), default=0)
    )


@click.command()
@click.option("--papers", default=10_000, show_default=True, help="Papers that are read in full.")
@click.option("--seed", default=SEED, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(papers: int, seed: int, rounds: int) -> None:
    """Compare and print the figures as a table."""
    world = World(papers, seed)
    sys.stdout.write(f"{papers} papers, {len(list_citations(world))} citations, seed {seed}\n\n")
    sys.stdout.write(to_table(run_cases(make_cases(world), rounds)) + "\n")


if __name__ == "__main__":
    main()
