"""The generated literature: the same bytes for a seed, and the graph that a build makes of its papers."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks import against_tables, catalogue, loading, networks
from benchmarks.generate import build_generated, iter_papers, iter_statements, to_world, write_nquads
from benchmarks.measure import measure
from benchmarks.works import World
from kg.engines.local import open_engine
from kg.graph.dataset import to_dataset
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.records import Paper
from kg.queries.run import run_question
from kg.terms import expand

SMALL = World(papers=15, seed=7)


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    return list(iter_papers(SMALL))


def test_equal_seeds_give_equal_bytes(tmp_path: Path) -> None:
    """A graph is named by its size and seed alone; another seed gives another graph."""
    first = write_nquads(World(3, seed=1), tmp_path / "first.nq")
    again = write_nquads(World(3, seed=1), tmp_path / "again.nq")
    other = write_nquads(World(3, seed=2), tmp_path / "other.nq")
    assert (tmp_path / "first.nq").read_bytes() == (tmp_path / "again.nq").read_bytes()
    assert first == again != other


def test_streamed_graph_is_what_the_build_makes_of_the_papers(papers: list[Paper]) -> None:
    """Shared names, describers and derived links are those of `to_dataset`, statement by statement."""
    streamed = list(iter_statements(SMALL))
    built = to_dataset(papers, load_project_concepts())
    assert len(streamed) == len(set(streamed))
    assert set(streamed) == built


def test_papers_have_every_kind_of_record(papers: list[Paper]) -> None:
    """Reviews and original papers, cells, statements, numbers, citations, decisions: none is left out."""
    for kind in ("references", "organisations", "people", "citations", "mechanisms", "systems", "claims"):
        assert any(getattr(paper, kind) for paper in papers), kind
    assert {paper.work.type for paper in papers} == {"review-article", "journal-article"}
    assert any(paper.decisions for paper in papers)
    assert any(paper.discrepancies for paper in papers)


def test_citations_and_mechanisms_are_skewed() -> None:
    """Few works get most citations, and few mechanisms are in most claims, as in real literature."""
    papers = list(iter_papers(World(papers=60, seed=7)))
    cited = Counter(reference.key for paper in papers for reference in paper.references)
    named = Counter(statement.object for paper in papers for statement in paper.mechanisms)
    for counts in (cited, named):
        ordered = sorted(counts.values(), reverse=True)
        assert sum(ordered[: len(ordered) // 5]) > 0.35 * sum(ordered)


def test_generated_build_answers_questions(tmp_path: Path) -> None:
    """A generated build folder is opened and asked like any other."""
    build_generated(to_world(20_000), tmp_path)
    engine = open_engine(tmp_path)
    answer = run_question(engine, "mechanisms-of-material", {"material": "Mg"})
    assert answer.rows.rows
    works = engine.find_triples(None, [ox.NamedNode(expand("al:inCorpus"))], [ox.Literal(True)])
    assert any(works)


def test_network_comparisons_agree_and_tell_where_they_do_not() -> None:
    """Every case gives the same by us and by networkx on a small literature; a wrong result is no figure."""
    cases = networks.make_cases(World(40, 7))
    found = networks.run_cases(cases, 1)
    assert [r.name for r in found] == [case.name for case in cases]
    assert all(r.distance <= networks.AGREEMENT for r in found)
    assert networks.to_table(found).count("\n") == len(found) + 1
    wrong = replace(cases[0], theirs=lambda: {"urn:other": 1.0})
    with pytest.raises(ValueError, match="apart"):
        networks.run_cases([wrong], 1)


@pytest.fixture(scope="module")
def small_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    build_generated(SMALL, folder)
    return folder


def test_triples_and_tables_give_the_same_rows(small_build: Path) -> None:
    """The twelve questions mean the same in SPARQL and in SQL, else their times could not be compared."""
    pytest.importorskip("duckdb")
    engines = ("duckdb", "rdflib", "oxigraph", "kg-disk", "kg-remembered")
    results = {name: against_tables.run_engine(name, small_build, 60) for name in engines}
    assert against_tables.compare(results) == []
    told = results["duckdb"]["questions"]
    assert all(told[key]["rows"] for key in told if key != "Q09 regex")


def test_a_disagreement_is_noticed(small_build: Path) -> None:
    """The comparison can fail."""
    one = against_tables.run_engine("kg-disk", small_build, 60)
    other = {"questions": {key: told | {"digest": "other"} for key, told in one["questions"].items()}}
    assert len(against_tables.compare({"one": one, "other": other})) == len(one["questions"])


def test_engines_agree_on_the_catalogue(small_build: Path) -> None:
    """Every engine of the benchmark answers questions with and without parameters alike."""
    names = ("most-cited", "works-of-person", "mechanisms-of-material", "citation-chain", "values-of-system")
    engines = ("rdflib", "oxigraph", "kg", "kg-disk", "kg-remembered")
    results = {engine: catalogue.run_engine(engine, small_build, 60, names) for engine in engines}
    assert catalogue.compare(results) == []
    assert all(told["rows"] for told in results["kg"]["questions"].values())


def test_a_build_derives_what_the_generator_derived(small_build: Path, tmp_path: Path) -> None:
    """The load that is timed gives the graph that is asked, and its peer all of it that is not derived."""
    told = tmp_path / "told.nq"
    count = loading.split_derived(small_build, told)
    whole = (small_build / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert 0 < count < len(whole)
    assert loading.load_plainly(told, tmp_path) == count
    assert loading.load_as_built(told, tmp_path) == len(whole)
    built = (tmp_path / "built" / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert sorted(built) == sorted(whole)


def test_a_call_that_takes_too_long_is_ended() -> None:
    """Its figure is then told as a bound, not as a time."""

    def call() -> None:
        while True:
            pass

    timing, found = measure(call, limit_seconds=0.05)
    assert not timing.finished
    assert found is None
