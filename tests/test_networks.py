"""Networks of works, people, materials and mechanisms: what edges count, and what stands out."""

import csv
import io
import json
import os
import pickle
import random
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations, permutations
from pathlib import Path

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.main import cli
from kg.cli.network import FORMAT_NAMES
from kg.engines.local import LocalEngine
from kg.errors import QueryError
from kg.network import arrays, measures
from kg.network.arrays import count_pairs, number_edges, score_pagerank, to_edges
from kg.network.formats import FORMATS, to_csv, to_cytoscape, to_gexf, to_graphml, to_json, to_plain
from kg.network.measures import (
    add_measures,
    find_bridges,
    find_communities,
    score_betweenness,
    score_nodes,
)
from kg.network.networks import NETWORKS, read_network
from kg.network.rows import add_pairs
from kg.terms import BASE
from tests.engines import ask_rdflib, to_rdflib
from tests.small_graph import SECOND_TRIG, TRIG, make_build, make_store

BOTH = make_store(TRIG, SECOND_TRIG)
ENGINE = LocalEngine(BOTH)
HOSTILE = "\x00\x0b]]><script>alert(1)</script>\u202e\ufffe&\"'"
SMALL_GRAPHS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=24)
MEMBERS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 8)), max_size=40)


def _work(key: str) -> str:
    return f"{BASE}work/{key}"


def _triples(predicate: str) -> set[tuple[str, str]]:
    quads = BOTH.quads_for_pattern(None, ox.NamedNode(predicate), None)
    return {(quad.subject.value, quad.object.value) for quad in quads}  # type: ignore[union-attr]


CITES = _triples("http://purl.org/spar/cito/cites")


def _counted(groups: list[set[str]]) -> Counter[frozenset[str]]:
    return Counter(frozenset(pair) for group in groups for pair in combinations(sorted(group), 2))


def _weights(network: "nx.Graph[str]") -> Counter[frozenset[str]]:
    return Counter({frozenset(edge[:2]): edge[2] for edge in network.edges(data="weight")})


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_tells_what_it_means(name: str) -> None:
    """Nodes have a kind and a name, edges a weight of at least 1, and the graph says what they stand for."""
    network = read_network(ENGINE, name)
    assert network.graph["name"] == name
    assert all(network.graph[key] for key in ("summary", "nodes", "edges", "weight"))
    assert len(network)
    assert all(data["kind"] and data["label"] for _, data in network.nodes(data=True))
    assert all(weight >= 1 for _, _, weight in network.edges(data="weight"))
    assert network.is_directed() == (NETWORKS[name].kind != "undirected")
    assert network.is_multigraph() == (NETWORKS[name].kind == "multigraph")


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "claims"])
def test_two_engines_give_the_same_network(name: str) -> None:
    """What is read by queries alone is the same from rdflib, nodes and edges in the same order."""

    class Theirs(LocalEngine):
        def run(self, text: str, name: str = "query"):  # type: ignore[no-untyped-def]
            return ask_rdflib(graph, text)

    graph = to_rdflib(BOTH)
    ours, theirs = read_network(ENGINE, name), read_network(Theirs(BOTH), name)
    assert list(ours.nodes(data=True)) == list(theirs.nodes(data=True))
    assert list(ours.edges(data=True)) == list(theirs.edges(data=True))


def test_cocitation_counts_the_works_that_cite_both() -> None:
    """Held against every pair of works that each citing work cites."""
    cited_by: dict[str, set[str]] = {}
    for citing, cited in CITES:
        cited_by.setdefault(citing, set()).add(cited)
    assert _weights(read_network(ENGINE, "co-citation")) == _counted([*cited_by.values()])


def test_coupling_counts_the_works_that_both_cite() -> None:
    """Held against every pair of works that cite one work."""
    citing_of: dict[str, set[str]] = {}
    for citing, cited in CITES:
        citing_of.setdefault(cited, set()).add(citing)
    weights = _weights(read_network(ENGINE, "bibliographic-coupling"))
    assert weights == _counted([*citing_of.values()])
    assert weights[frozenset({_work("kim-2026"), _work("jeon-2025")})] >= 1


def test_citations_run_from_the_citing_to_the_cited_work() -> None:
    """The same pairs as the graph's; the weight is the number of marks in the text."""
    network = read_network(ENGINE, "citation")
    assert set(network.edges) == CITES
    assert network.edges[_work("kim-2026"), _work("jeon-2025")]["weight"] == 1
    assert network.nodes[_work("jeon-2025")]["read_in_full"] is True
    assert network.nodes[_work("jeon-2025")]["year"] == 2025


def test_coauthors_share_works() -> None:
    """Y. Ye and H. Song wrote one work together; both have their number of works."""
    network = read_network(ENGINE, "co-authorship")
    song = next(node for node, label in network.nodes(data="label") if label == "H. Song")
    assert [network.nodes[other]["label"] for other in network[song]] == ["Y. Ye"]
    assert network.nodes[next(iter(network[song]))]["works"] == 2


def test_a_pair_that_is_only_denied_has_no_edge_and_a_denial_is_counted() -> None:
    """Mg shows the gradient by one claim and is denied it by another; Zn by two works."""
    network = read_network(ENGINE, "mechanism-material")
    gradient = BASE + "mechanism/lithium-concentration-gradient"
    mg = network.edges[BASE + "material/mg", gradient]
    assert (mg["weight"], mg["denied"]) == (len(mg["claims"]), 1)
    zn = network.edges[BASE + "material/zn", gradient]
    assert (zn["weight"], zn["works"], zn["first_hand"]) == (2, 1, 1)
    assert read_network(ENGINE, "mechanism-material", least=2).number_of_edges() < network.number_of_edges()


def test_a_small_weight_is_left_out_and_its_nodes_stay() -> None:
    """`least` removes edges only, in every kind of network."""
    for name in NETWORKS:
        whole, part = read_network(ENGINE, name), read_network(ENGINE, name, least=2)
        assert list(part) == list(whole)
        assert all(weight >= 2 for _, _, weight in part.edges(data="weight"))
        heavy = sum(weight >= 2 for _, _, weight in whole.edges(data="weight"))
        assert part.number_of_edges() == heavy


@given(MEMBERS)
def test_pairs_are_counted_as_by_hand(members: list[tuple[int, int]]) -> None:
    """However often a member stands in a group, the pair counts once per group."""
    groups: dict[int, set[int]] = {}
    for group, member in members:
        groups.setdefault(group, set()).add(member)
    expected = Counter(pair for held in groups.values() for pair in combinations(sorted(held), 2))
    columns = np.array(members, dtype=np.int64).reshape(-1, 2)
    first, second, counts = count_pairs(columns[:, 0], columns[:, 1], 9)
    found = [*zip(first.tolist(), second.tolist(), counts.tolist(), strict=True)]
    assert found == sorted((*pair, count) for pair, count in expected.items())


def test_pairs_are_counted_part_by_part_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are more pairs than fit at once, the parts add up to the same."""
    rng = np.random.default_rng(0)
    groups, members = rng.integers(0, 40, 600), rng.integers(0, 50, 600)
    whole = count_pairs(groups, members, 50)
    monkeypatch.setattr(arrays, "_PAIRS_AT_ONCE", 100)
    for ours, theirs in zip(count_pairs(groups, members, 50), whole, strict=True):
        assert ours.tolist() == theirs.tolist()


def _power_iteration(network: "nx.Graph[str]") -> dict[str, float]:
    """PageRank from networkx's own matrix: the eigenvector that repeated steps lead to."""
    names = sorted(network)
    matrix = nx.google_matrix(network, nodelist=names)
    scores = np.full(len(names), 1 / len(names))
    for _ in range(400):
        scores = scores @ matrix
    return dict(zip(names, scores.tolist(), strict=True))


@given(SMALL_GRAPHS)
def test_pagerank_is_that_of_networkx(edges: list[tuple[str, str]]) -> None:
    """To 1e-9, with loops, parallel edges, nodes without outgoing edges, and both kinds of network."""
    kinds: list[nx.Graph[str]] = [nx.DiGraph(), nx.Graph(), nx.MultiDiGraph()]
    for network in kinds:
        network.add_nodes_from("ab")
        network.add_edges_from(edges)
        for number, (_, _, data) in enumerate(network.edges(data=True)):
            data["weight"] = 1 + number % 3
        expected = _power_iteration(network)
        scores = score_nodes(network)
        assert scores.keys() == expected.keys()
        assert all(abs(scores[name] - expected[name]) < 1e-9 for name in expected)


def test_pagerank_of_pairs_equals_that_of_their_network() -> None:
    """Edges need not become a network first; nodes without edges are kept."""
    pairs = sorted(CITES)
    network: nx.DiGraph[str] = nx.DiGraph(pairs)
    network.add_node("urn:alone")
    ours = score_pagerank(number_edges(pairs, ["urn:alone"]))
    theirs = score_pagerank(to_edges(network))
    assert ours.keys() == theirs.keys()
    assert all(ours[name] == pytest.approx(theirs[name], abs=1e-15) for name in ours)
    assert score_pagerank(number_edges([])) == {}
    unordered = score_pagerank(number_edges(reversed(pairs), ["urn:alone"], ordered=False))
    assert unordered.keys() == theirs.keys()
    assert all(unordered[name] == pytest.approx(theirs[name], abs=1e-15) for name in theirs)


@given(SMALL_GRAPHS)
def test_betweenness_is_that_of_networkx(edges: list[tuple[str, str]]) -> None:
    """Both igraph and networkx agree to 1e-9 on directed and undirected networks."""
    for kind in (nx.Graph, nx.DiGraph):
        network: nx.Graph[str] = kind()
        network.add_nodes_from("ab")
        network.add_edges_from(edge for edge in edges if edge[0] != edge[1])
        expected = nx.betweenness_centrality(network)
        scores = score_betweenness(network)
        assert all(abs(scores[name] - expected[name]) < 1e-9 for name in expected)


def test_betweenness_without_igraph_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The optional library changes the time, not the result."""
    network = read_network(ENGINE, "claims")
    with_igraph = score_betweenness(network)
    monkeypatch.setitem(sys.modules, "igraph", None)
    without = score_betweenness(network)
    assert without.keys() == with_igraph.keys()
    assert all(abs(without[node] - with_igraph[node]) < 1e-9 for node in without)


def test_communities_are_what_hangs_together() -> None:
    """Two cliques joined by one edge are two communities; what stands alone is one of its own."""
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from(combinations("abcd", 2))
    network.add_edges_from(combinations("wxyz", 2))
    network.add_edge("d", "w")
    network.add_node("q")
    assert find_communities(network) == [[*"abcd"], [*"wxyz"], ["q"]]
    assert find_communities(nx.Graph()) == []
    assert find_communities(nx.empty_graph(["b", "a"])) == [["a"], ["b"]]


@given(SMALL_GRAPHS, st.permutations("abcdefgh"))
def test_communities_do_not_depend_on_the_order_of_nodes(
    edges: list[tuple[str, str]], order: list[str]
) -> None:
    """The same network gives the same groups, however it was put together; they divide the nodes."""
    one: nx.Graph[str] = nx.Graph()
    other: nx.Graph[str] = nx.Graph()
    one.add_nodes_from("abcdefgh")
    one.add_edges_from(edges)
    other.add_nodes_from(order)
    other.add_edges_from(reversed([(b, a) for a, b in edges]))
    groups = find_communities(one)
    assert groups == find_communities(other)
    assert sorted(node for group in groups for node in group) == [*"abcdefgh"]


def test_communities_of_a_large_network_are_found_by_igraph_alike_every_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As good as those of networkx, the same twice, and without a trace in the chance that others draw on."""
    network = nx.random_partition_graph([120] * 6, 0.3, 0.01, seed=5)
    network = nx.relabel_nodes(network, str)
    expected = find_communities(network)
    monkeypatch.setattr(measures, "_MANY_LINKS", 100)
    random.seed(3)
    groups = find_communities(network)
    drawn = random.random()
    assert groups == find_communities(network)
    random.seed(3)
    assert random.random() == drawn
    assert sorted(node for group in groups for node in group) == sorted(network)
    quality = [nx.community.modularity(network, found) for found in (expected, groups)]
    assert quality[1] == pytest.approx(quality[0], rel=0.01)
    monkeypatch.setitem(sys.modules, "igraph", None)
    assert find_communities(network) == expected


def test_communities_count_both_directions_of_a_pair() -> None:
    """In a directed network an edge and its reverse add up, and parallel edges; loops do not count."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    heavy = [("a", "b", 3), ("b", "a", 3), ("c", "d", 3), ("d", "c", 1), ("d", "c", 2), ("a", "a", 9)]
    network.add_weighted_edges_from([*heavy, ("b", "c", 4)])
    assert find_communities(network) == [["a", "b"], ["c", "d"]]


def _make_both(memberships: list[tuple[int, int]]) -> tuple["nx.Graph[str]", "nx.Graph[str]"]:
    """Return the network of shared groups as `add_pairs` makes it, and made edge by edge."""
    columns = np.array(memberships, dtype=np.int64).reshape(-1, 2)
    first, second, counts = count_pairs(columns[:, 0], columns[:, 1], 9)
    names = [*"abcdefghi"]
    ours: nx.Graph[str] = nx.empty_graph(names)
    theirs: nx.Graph[str] = nx.empty_graph(names)
    add_pairs(ours, names, first, second, counts)
    for one, other, count in zip(first.tolist(), second.tolist(), counts.tolist(), strict=True):
        theirs.add_edge(names[one], names[other], weight=count)
    return ours, theirs


@given(MEMBERS)
def test_pairs_become_edges_as_networkx_adds_them(members: list[tuple[int, int]]) -> None:
    """Nodes, edges, neighbours, weights and their order are those of a network made edge by edge."""
    ours, theirs = _make_both(members)
    assert list(ours.edges(data=True)) == list(theirs.edges(data=True))
    assert {a: dict(b) for a, b in ours.adjacency()} == {a: dict(b) for a, b in theirs.adjacency()}
    for one, other in ours.edges:
        ours[one][other]["weight"] = -1  # an edge has one mapping, whichever end it is asked from
        assert ours[other][one]["weight"] == -1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("look", "add", "weigh", "remove_edge", "remove_node", "clear_edges", "count", "copy")
        ),
        st.sampled_from("abcdefghi"),
        st.sampled_from("abcdefghi"),
    ),
    max_size=12,
)


def _take_step(network: "nx.Graph[str]", step: str, one: str, other: str) -> object:
    """Do something with a network, and return what it answers."""
    if step == "look":
        return sorted(network[one]) if one in network else None
    if step == "add" and one != other:
        network.add_edge(one, other, colour="red")
    if step == "weigh" and network.has_edge(one, other):
        network[one][other]["weight"] = 7
        return network[other][one]["weight"]
    if step == "remove_edge" and network.has_edge(one, other):
        network.remove_edge(one, other)
    if step == "remove_node" and one in network:
        network.remove_node(one)
    if step == "clear_edges":
        network.clear_edges()
    return network.number_of_edges() if step == "count" else network.copy().size("weight")


@given(MEMBERS, STEPS)
def test_a_network_of_pairs_behaves_as_any_network(
    memberships: list[tuple[int, int]], steps: list[tuple[str, str, str]]
) -> None:
    """Neighbourhoods that are made when looked at give what networkx gives, whatever is done in between."""
    ours, theirs = _make_both(memberships)
    assert score_nodes(ours) == pytest.approx(score_nodes(theirs))
    for step in steps:
        assert _take_step(ours, *step) == _take_step(theirs, *step)
    assert nx.utils.graphs_equal(ours, theirs)
    assert nx.utils.graphs_equal(pickle.loads(pickle.dumps(ours)), theirs)
    assert score_nodes(ours) == pytest.approx(score_nodes(theirs))


@given(SMALL_GRAPHS)
def test_without_a_bridge_its_part_falls_off(edges: list[tuple[str, str]]) -> None:
    """Taking a bridge away cuts off as many nodes as it tells, at most half; no other link is told."""
    network: nx.Graph[str] = nx.Graph(edges)
    bridges = find_bridges(network)
    assert {frozenset((b.inner, b.outer)) for b in bridges} == {frozenset(e) for e in nx.bridges(network)}
    for bridge in bridges:
        rest = network.copy()
        rest.remove_edge(bridge.inner, bridge.outer)
        cut = nx.node_connected_component(rest, bridge.outer)
        assert len(cut) == bridge.cut <= len(nx.node_connected_component(rest, bridge.inner))


def test_every_writer_is_offered() -> None:
    """The command line offers exactly the formats that there are."""
    assert tuple(FORMATS) == FORMAT_NAMES


@pytest.mark.parametrize("name", NETWORKS)
def test_files_read_back_as_the_same_network(name: str) -> None:
    """GraphML, GEXF, node-link and Cytoscape JSON hold every node and edge with its weight."""
    network = read_network(ENGINE, name)
    add_measures(network)
    texts = {
        "graphml": nx.parse_graphml(to_graphml(network), force_multigraph=network.is_multigraph()),
        "gexf": nx.read_gexf(io.BytesIO(to_gexf(network).encode()), version="1.2draft"),
        "json": nx.node_link_graph(json.loads(to_json(network))),
        "cyjs": nx.cytoscape_graph(json.loads(to_cytoscape(network))),
    }
    for kind, read in texts.items():
        assert set(read) == set(network), kind
        assert read.number_of_edges() == network.number_of_edges(), kind
        total = sum(float(weight) for _, _, weight in read.edges(data="weight"))
        assert total == sum(weight for _, _, weight in network.edges(data="weight")), kind
        assert all("pagerank" in data and "community" in data for _, data in read.nodes(data=True)), kind
    rows = [*csv.DictReader(io.StringIO(to_csv(network)))]
    assert len(rows) == network.number_of_edges()
    assert len(json.loads(to_cytoscape(network))["elements"]["edges"]) == len(rows)


def test_a_claim_is_written_with_its_origin() -> None:
    """In a file a claim has its statement, who says so, whose finding, place and link."""
    network = to_plain(read_network(ENGINE, "claims"))
    claim = network.edges[
        BASE + "material/zn",
        BASE + "mechanism/lithium-concentration-gradient",
        BASE + "claim/song-2023/zn-lcg",
    ]
    assert claim["said_by"] == "Song et al. 2023"
    assert claim["where"] == "Song et al. 2023, section 2"
    assert claim["link"].startswith("https://")


def test_hostile_names_are_written_safely() -> None:
    """What no XML may hold is replaced, the rest escaped; every file can be read."""
    network: nx.Graph[str] = nx.Graph(name=HOSTILE)
    network.add_node(HOSTILE, label=HOSTILE, kind="work", year=None)
    network.add_edge(HOSTILE, "b", weight=1, note=HOSTILE)
    for write in (to_graphml, to_gexf):
        ET.fromstring(write(network))
    assert json.loads(to_json(network))["edges"][0]["weight"] == 1
    assert json.loads(to_cytoscape(network))["elements"]["edges"][0]["data"]["weight"] == 1
    assert len([*csv.reader(io.StringIO(to_csv(network)))]) == 2


def test_an_empty_network_is_written_too() -> None:
    """No node, no error."""
    for write in FORMATS.values():
        assert write(nx.Graph())


def test_the_command_writes_what_the_ending_says(tmp_path: Path) -> None:
    """`-o x.graphml --measures` writes GraphML with measures; without -o the edges come as CSV."""
    build = make_build(tmp_path, TRIG, SECOND_TRIG)
    target = tmp_path / "people.graphml"
    run = CliRunner().invoke(
        cli, ["network", "co-authorship", "-b", str(build), "-o", str(target), "--measures"]
    )
    assert run.exit_code == 0, run.output
    assert nx.read_graphml(target).number_of_nodes() > 3
    told = CliRunner().invoke(cli, ["network", "citation", "-b", str(build)])
    assert told.stdout.startswith("source,source_label,target,target_label,weight")
    listed = CliRunner().invoke(cli, ["network", "--list"]).stdout
    assert all(f"{name}  (" in listed for name in NETWORKS)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["clams"], "did you mean claims"),
        (["zzz"], "there are mechanism-material"),
        (["claims", "-o", "x.zip"], "does not tell the format"),
        (["claims", "--least", "0"], "--least"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], told: str) -> None:
    """A wrong name, ending or number ends with 2 and says what would be right."""
    run = CliRunner().invoke(cli, ["network", *arguments])
    assert run.exit_code == 2
    assert told in run.stderr


def test_an_unknown_network_is_an_error_with_names() -> None:
    """In Python it is a `QueryError` with the nearest names."""
    with pytest.raises(QueryError, match="bibliographic-coupling"):
        read_network(ENGINE, "bibliografic-coupling")


def test_every_process_writes_the_same_bytes(tmp_path: Path) -> None:
    """Neither the seed of Python's hashes nor the order of sets shows in a file."""
    build = make_build(tmp_path, TRIG, SECOND_TRIG)
    written = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [
            sys.executable,
            "-m",
            "kg",
            "network",
            "claims",
            "-b",
            str(build),
            "--measures",
            "-f",
            "gexf",
        ]
        written.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert len(written) == 1


def test_permutations_of_edges_make_no_difference() -> None:
    """PageRank is the same to the last digit whatever the order in which edges were added."""
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")]
    scores = {tuple(sorted(score_nodes(nx.DiGraph(order)).items())) for order in permutations(edges)}
    first = next(iter(scores))
    assert all(abs(x[1] - y[1]) < 1e-12 for found in scores for x, y in zip(first, found, strict=True))
