"""Suggested pairs come with their evidence, and how far to trust them is measured honestly."""

import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.engines.local import LocalEngine
from kg.network import link_prediction
from kg.network.link_prediction import (
    CHANCE,
    COMMON,
    LEVELS,
    METHODS,
    PATHS,
    STUDIED,
    Quality,
    Ties,
    find_interval,
    find_strongest,
    find_suggestions,
    measure,
    read_ties,
    score_common,
    score_paths,
    score_ties,
)
from kg.network.suggestions import _judge
from kg.queries.catalogue import load_question
from kg.queries.python_questions import call_function
from kg.queries.run import find_terms, run_question
from kg.terms import BASE
from tests.engines import ask_rdflib, by_value, to_rdflib
from tests.small_graph import SECOND_TRIG, TRIG, make_build, make_store

BOTH = LocalEngine(make_store(TRIG, SECOND_TRIG))


def _ties(of: Mapping[str, Mapping[str, str]], mechanisms: str = "") -> Ties:
    """Return ties whose claims are written as letters; "" stands for what the ontology says."""
    return Ties(
        {m: {n: frozenset(claims) for n, claims in own.items()} for m, own in of.items()},
        frozenset(mechanisms.split()),
    )


# a and b share s; b shows k. c shares nothing with anybody. d shares s with b by one and the same claim.
TOY = _ties(
    {
        "a": {"s": "1"},
        "b": {"s": "24", "k": "3"},
        "c": {"t": "5"},
        "d": {"s": "2"},
        "e": {"s": "3"},
    },
    "k",
)


def test_a_path_counts_by_the_degrees_on_its_way() -> None:
    """One path a - s - b - k: s has four materials, b two ties, so its weight is 1 / sqrt(4 x 2)."""
    scores = score_paths(TOY, "k", "ace")
    assert scores["a"] == pytest.approx(1 / np.sqrt(8))
    assert scores["c"] == 0
    assert find_strongest(TOY, "a", "k") == ("s", "b")


def test_one_claim_makes_one_tie_of_a_path() -> None:
    """Two materials of one cell are not alike by the one claim about that cell."""
    same = _ties({"a": {"s": "1"}, "b": {"s": "1", "k": "2"}}, "k")
    assert score_paths(same, "k", "a") == {"a": 0}
    assert score_paths(_ties({"a": {"s": ""}, "b": {"s": "", "k": "2"}}, "k"), "k", "a")["a"] > 0
    same_end = _ties({"a": {"s": "1"}, "b": {"s": "2", "k": "2"}}, "k")
    assert score_paths(same_end, "k", "a") == {"a": 0}


def test_simpler_rankings_count() -> None:
    """Common neighbours are those shared with any material that shows the mechanism."""
    assert score_common(TOY, "k", "acd") == {"a": 1, "c": 0, "d": 1}
    assert score_ties(TOY, "k", "ac") == {"a": 1, "c": 1}


def test_a_pair_is_taken_out_with_all_its_claims() -> None:
    """What only these claims said is gone, for other materials too; what the ontology says stays."""
    rest = _ties({"a": {"s": "1", "k": "12", "class": ""}, "b": {"s": "13", "k": "2"}}, "k").without(
        frozenset("12")
    )
    assert {m: set(own) for m, own in rest.of.items()} == {"a": {"class"}, "b": {"s"}}


def _clear_cut() -> Ties:
    """Return two families of materials, each with traits and mechanisms of its own."""
    of: dict[str, dict[str, str]] = {}
    names = iter(range(10_000))
    for family in "xy":
        for number in range(12):
            own = {f"{family}-trait-{i}": chr(next(names) + 256) for i in range(4)}
            own |= {f"{family}-mechanism-{i}": chr(next(names) + 256) for i in range(3)}
            of[f"{family}{number}"] = own
    mechanisms = " ".join(f"{family}-mechanism-{i}" for family in "xy" for i in range(3))
    return _ties(of, mechanisms)


def _of(qualities: list[Quality], method: str, level: int) -> Quality:
    return next(q for q in qualities if (q.method, q.level) == (method, level))


def test_where_paths_tell_they_beat_chance_and_where_counting_does_as_well_that_is_said() -> None:
    """Families with traits of their own: what was taken out is first by paths and by common neighbours."""
    found = measure(_clear_cut())
    paths, common = _of(found, PATHS, 1), _of(found, COMMON, 1)
    assert paths.pairs == 72
    assert paths.share == common.share == 1
    assert paths.verdict == f"no better than {COMMON}, better than {STUDIED}, better than {CHANCE}"
    assert _of(found, CHANCE, 1).share == pytest.approx(1 / 13)


def test_where_there_is_nothing_to_learn_nothing_is_claimed() -> None:
    """Ties drawn at random: no method is called better than chance, and none misses it by far."""
    rng = np.random.default_rng(5)
    of: dict[str, dict[str, str]] = {}
    claim = 256
    for material in range(30):
        of[f"m{material:02}"] = {}
        for neighbour in sorted(rng.choice(40, 8, replace=False).tolist()):
            of[f"m{material:02}"][f"n{neighbour:02}"] = chr(claim)
            claim += 1
    found = measure(_ties(of, " ".join(f"n{i:02}" for i in range(40))))
    for quality in found:
        assert "better than chance" not in quality.verdict.replace("no better than chance", "")
        assert quality.low <= _of(found, CHANCE, quality.level).share + 0.05


def test_every_way_of_ranking_is_measured_at_every_level() -> None:
    """Chance comes last, and is right as often as its share of the candidates says."""
    found = measure(read_ties(BOTH.run))
    assert [(q.method, q.level) for q in found] == [(m, k) for m in (*METHODS, CHANCE) for k in LEVELS]
    assert all(q.low <= q.share <= q.high for q in found)
    for one, two in pairwise(found):
        assert one.method != two.method or one.hits <= two.hits


def test_of_many_pairs_a_fixed_choice_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large graph is measured on so many pairs, the same every time."""
    monkeypatch.setattr(link_prediction, "_MOST_TRIALS", 10)
    assert measure(_clear_cut()) == measure(_clear_cut())
    assert {q.pairs for q in measure(_clear_cut())} == {10}


def test_an_empty_graph_is_no_error() -> None:
    """Nothing to take out, nothing to say."""
    assert all((q.pairs, q.share, q.low, q.high) == (0, 0, 0, 1) for q in measure(_ties({})))
    empty = LocalEngine(ox.Store())
    assert run_question(empty, "untested-pairs").rows.rows == ()


@given(st.integers(1, 300), st.floats(0, 1))
def test_the_interval_is_that_of_wilson(trials: int, share: float) -> None:
    """It holds the share, lies within 0 and 1, and its ends solve Wilson's equation."""
    hits = share * trials
    low, high = find_interval(hits, trials)
    assert 0 <= low <= hits / trials + 1e-12
    assert hits / trials - 1e-12 <= high <= 1
    for end in (low, high):
        distance = abs(hits / trials - end)
        assert distance <= 1.959963984540054 * np.sqrt(end * (1 - end) / trials) + 1e-9


def test_the_interval_agrees_with_published_figures() -> None:
    """81 of 263 gives 0.2553 to 0.3662.

    Source: R. G. Newcombe, Stat. Med. 17 (1998) 857, Table I, method 3.
    """
    low, high = find_interval(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_no_suggested_pair_is_spoken_of() -> None:
    """Not even to deny it: Mg and the gradient are out, although one claim denies them."""
    ties = read_ties(BOTH.run)
    pairs = {(material, mechanism) for _, material, mechanism in find_suggestions(BOTH.run, ties)}
    assert pairs
    assert not any(mechanism in ties.of[material] for material, mechanism in pairs)
    gradient = BASE + "mechanism/lithium-concentration-gradient"
    assert (BASE + "material/mg", gradient) not in pairs
    assert (BASE + "material/ag", gradient) in pairs


def test_each_suggestion_comes_with_the_evidence_of_its_three_steps() -> None:
    """Every step is a claim with its origin, or what the ontology says; trust stands in every row."""
    rows = run_question(BOTH, "untested-pairs", {"count": "4"}).rows
    told = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    assert [(row["rank"].value, row["step"].value) for row in told] == [  # type: ignore[union-attr]
        (str(rank), str(step)) for rank in (1, 2, 3, 4) for step in (1, 2, 3)
    ]
    scores = [float(row["score"].value) for row in told]  # type: ignore[union-attr]
    assert scores == sorted(scores, reverse=True)
    for row in told:
        assert row["claimLabel"] is not None
        assert (row["claim"] is None) == (row["saidBy"] is None) == (row["evidenceLabel"] is None)
        first = row["step"].value == "1"  # type: ignore[union-attr]
        assert (row["trust"] is not None) == first
        assert not first or "known pairs found again; " in row["trust"].value  # type: ignore[union-attr]
    last = [row for row in told if row["step"].value == "3"]  # type: ignore[union-attr]
    assert all(row["claim"] is not None for row in last)


def test_more_pairs_than_there_are_is_no_error() -> None:
    """A count beyond all gives all there are, and none below one gives none."""
    everything = run_question(BOTH, "untested-pairs", {"count": "100000"}).rows.rows
    assert 0 < len(everything) <= 600
    assert run_question(BOTH, "untested-pairs", {"count": "-3"}).rows.rows == ()


def test_two_engines_tell_the_same_origin_of_every_step() -> None:
    """A finding is named even where only another paper's list has the work: rdflib and Oxigraph agree."""
    question = load_question("untested-pairs")
    values = {"count": "9"}
    ours = run_question(BOTH, "untested-pairs", values).rows
    graph = to_rdflib(BOTH.store)
    terms = find_terms(BOTH, question, values)
    theirs = call_function(lambda text: ask_rdflib(graph, text), question, terms)
    assert by_value(theirs) == by_value(ours)
    place = ours.columns.index("findingOf")
    assert any(row[place] == ox.Literal("Song et al. 2023") for row in ours.rows)


@pytest.mark.parametrize("name", ["untested-pairs", "prediction-quality", "themes", "holding-links"])
def test_every_process_gives_the_same_answer(name: str, tmp_path: Path) -> None:
    """Neither the seed of Python's hashes nor the order of sets shows in rows or their order."""
    build = make_build(tmp_path, TRIG, SECOND_TRIG)
    answers = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "kg", "query", name, "-b", str(build), "-f", "csv", "--fresh"]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        answers.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (["no better than a", "worse than b", "better than chance"], "simpler rankings do better"),
        (["no better than a", "better than b", "better than chance"], "simpler rankings do as well"),
        (["better than a", "better than b", "better than chance"], "better than simpler rankings"),
        (["better than a", "better than b", "no better than chance"], "no better than chance"),
        (["worse than a", "worse than b", "worse than chance"], "no better than chance"),
    ],
)
def test_the_least_flattering_comparison_is_told(verdict: list[str], told: str) -> None:
    """A suggestion never sounds better than the worst of its comparisons."""
    assert _judge(verdict) == told
