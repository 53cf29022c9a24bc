"""`kg path` finds the shortest chains of claims, each step with its evidence."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.main import cli
from kg.engines.local import LocalEngine
from kg.network.evidence_paths import find_chains, read_network
from kg.network.evidence_text import connect
from kg.terms import BASE
from tests.small_graph import SECOND_TRIG, TRIG, make_build, make_store


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with both made-up graphs."""
    return make_build(tmp_path_factory.mktemp("path"), TRIG, SECOND_TRIG)


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["path", *arguments, "-b", str(build)])


def rows(build: Path, *arguments: str) -> list[dict[str, str]]:
    result = run(build, *arguments, "-f", "csv")
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(result.stdout.splitlines()))


def test_each_step_says_who_where_and_in_which_direction(build: Path) -> None:
    """A step has statement, polarity, who says so, whose finding, place, link and reference number."""
    first = rows(build, "Mg", "LCG")[0]
    assert (first["chain"], first["step"], first["fromLabel"]) == ("1", "1", "magnesium")
    assert first["toLabel"] == "lithium-concentration gradient"
    assert first["saidBy"] == "Jeon et al. 2025"
    assert first["findingOf"] == "Jun et al. 2024"
    assert first["reference"] == "17"
    assert first["polarity"] == "neutral"
    assert first["evidenceLabel"]
    assert first["link"].startswith("https://doi.org/")


def test_steps_join_and_chains_grow(build: Path) -> None:
    """Each step begins where the one before ends, and no chain is shorter than the one before it."""
    found = rows(build, "Mg", "dendrites", "--count", "8")
    chains: dict[str, list[dict[str, str]]] = {}
    for row in found:
        chains.setdefault(row["chain"], []).append(row)
    assert list(chains) == [str(n) for n in range(1, len(chains) + 1)]
    for chain in chains.values():
        assert chain[0]["fromLabel"] == "magnesium"
        assert chain[-1]["toLabel"] == "lithium dendrite growth"
        assert all(a["to"] == b["from"] for a, b in pairwise(chain))
        claims = [row["claim"] for row in chain if row["claim"]]
        assert len(set(claims)) == len(claims)
    lengths = [len(chain) for chain in chains.values()]
    assert lengths == sorted(lengths)


def test_a_denied_claim_is_told_as_denied() -> None:
    """A chain may rest on a denial only if it says so."""
    store = make_store(TRIG, SECOND_TRIG)
    denied = [q.subject for q in store.quads_for_pattern(None, ox.NamedNode(f"{BASE}ont#negated"), None)]
    assert denied
    engine = LocalEngine(store)
    answer = connect(engine, "Mg", "LCG", max_length=1, count=1)
    told = answer.rows.rows[0][answer.rows.columns.index("polarity")]
    assert "denied" not in str(told)  # of several claims one that does not deny it stands for them


def test_works_and_people_are_ends_only(build: Path) -> None:
    """A paper leads to what it found; two things are not connected by being in one paper."""
    found = rows(build, "jun-2024", "LCG", "--count", "1")
    assert [(row["fromLabel"], row["toLabel"]) for row in found] == [
        ("Jun et al. 2024", "lithium-concentration gradient")
    ]
    for row in rows(build, "Mg", "dendrites", "--count", "20"):
        assert "/work/" not in row["from"] + row["to"]
    person = rows(build, "D. Jun", "LCG", "--count", "1")
    assert person[0]["claimLabel"] == "D. Jun wrote Jun et al. 2024"


def test_the_text_for_people_holds_chains_with_evidence(build: Path) -> None:
    """Chains are numbered, steps indented, and a pipe gets plain text."""
    told = run(build, "Mg", "LCG").stdout
    assert told.startswith("1. magnesium – lithium-concentration gradient\n")
    assert "finding of Jun et al. 2024 [17], said by Jeon et al. 2025" in told
    assert "https://doi.org/" in told
    assert "\x1b" not in told


def test_it_is_a_question_of_the_catalogue(build: Path) -> None:
    """The same chains come from `kg query evidence-paths`."""
    asked = ["query", "evidence-paths", "--from", "Mg", "--to", "LCG", "-f", "json", "-b", str(build)]
    canned = json.loads(CliRunner().invoke(cli, asked).stdout)
    assert canned == json.loads(run(build, "Mg", "LCG", "-f", "json").stdout)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Mg", "unobtainium"), "END: the graph has no thing called 'unobtainium'"),
        (("magnesum", "LCG"), "did you mean magnesium"),
        (("Mg", "magnesium"), "are the same: magnesium"),
        (("Mg", "LCG", "--max-length", "0"), "0 is not in the range"),
        (("x" * 10_000, "LCG"), "is no name of a thing"),
        (("Mg",), "Missing argument 'END'"),
    ],
)
def test_wrong_use_is_told(build: Path, arguments: tuple[str, ...], told: str) -> None:
    """Unknown names get the nearest ones, exit code 2."""
    result = run(build, *arguments)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


def test_no_chain_is_an_answer(build: Path) -> None:
    """Two things that nothing connects are told so."""
    result = run(build, "Mg", "LCG", "--max-length", "1", "--count", "1")
    assert result.exit_code == 0
    result = run(build, "Ag", "Mg", "--max-length", "1")
    assert (result.exit_code, result.stdout) == (0, "no chain of at most 1 step connects the two\n")


def test_an_empty_graph_connects_nothing() -> None:
    """Nothing read, nothing found."""
    network = read_network(LocalEngine(ox.Store()).run)
    assert list(find_chains(network, "a", "b", 4, 3)) == []


EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 2)), max_size=16)


@given(EDGES, st.integers(0, 5))
def test_chains_are_the_shortest_of_all(edges: list[tuple[int, int, int]], longest: int) -> None:
    """Held against a search through all paths: the same chains, in an order by length."""
    network: nx.Graph[str] = nx.Graph()
    for number, (a, b, claims) in enumerate(edges):
        if a != b and not network.has_edge(str(a), str(b)):
            held = {f"c{number}-{i}": (0, 0, 0, 0) for i in range(claims)}
            network.add_edge(str(a), str(b), claims=held, manner="contains", holder=str(a), length=1 + 0.01)
    found = list(find_chains(network, "0", "1", longest, 10_000))
    nodes = [("0", *(step.end for step in chain)) for chain in found]
    both = "0" in network and "1" in network and longest > 0
    every = nx.all_simple_paths(network, "0", "1", cutoff=longest) if both else []
    assert sorted(nodes) == sorted(map(tuple, every))
    assert [len(path) for path in nodes] == sorted(map(len, nodes))


def test_a_claim_stands_for_one_step_only() -> None:
    """What one claim says in three parts (A does B through C) is no chain from A over C to B."""
    network: nx.Graph[str] = nx.Graph()
    for a, b in (("a", "c"), ("c", "b"), ("a", "b")):
        network.add_edge(a, b, claims={"one": (0, 0, 0, 0)}, manner="", holder="", length=1.0)
    chains = list(find_chains(network, "a", "b", 4, 9))
    assert [[step.claim for step in chain] for chain in chains] == [["one"]]
