"""Queries run on the current graph; those of strangers run apart, and can be ended."""

import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.engines import guard
from kg.engines.guard import run_guarded
from kg.engines.local import find_generation, open_store, run_query
from kg.engines.tokens import MAX_QUERY_BYTES, check_free_query
from kg.errors import EngineError
from tests.small_graph import GENERATION, make_build

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("engines"))


def test_the_current_generation_is_opened(build: Path) -> None:
    """`CURRENT` names the store that is read."""
    assert find_generation(build).name == GENERATION
    rows = run_query(open_store(build), "SELECT ?m WHERE { ?m a <https://w3id.org/anodeless/ont#Material> }")
    assert len(rows.rows) == 18


def test_no_build_says_what_to_do(tmp_path: Path) -> None:
    """Before the first build the error says how to make one."""
    with pytest.raises(EngineError, match="run `kg build` first"):
        open_store(tmp_path / "build")


@pytest.mark.parametrize("content", [b"", b"../../etc\n", b"gen-ffffffffffff\n", b"\xff"])
def test_a_damaged_build_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    """A name that is no finished generation is not followed."""
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(EngineError, match="run `kg build` again"):
        open_store(tmp_path)


def test_an_unreadable_store_says_what_to_do(tmp_path: Path) -> None:
    """An empty generation folder is a one-line error."""
    (tmp_path / "store" / GENERATION).mkdir(parents=True)
    (tmp_path / "CURRENT").write_text(GENERATION)
    with pytest.raises(EngineError, match="cannot be read"):
        open_store(tmp_path)


def test_a_syntax_error_has_line_and_column(build: Path) -> None:
    """Both ways of running say where the grammar is broken."""
    broken = "SELECT ?x\nWHERE { ?x ?y }"
    with pytest.raises(EngineError) as here:
        run_query(open_store(build), broken)
    with pytest.raises(EngineError) as apart:
        run_guarded(build, broken)
    assert here.value.where == apart.value.where == "query:2:15"


def test_both_ways_give_the_same_terms(build: Path) -> None:
    """What comes over the pipe equals what the store gives."""
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert run_guarded(build, query) == run_query(open_store(build), query)


def test_ask_and_construct_give_rows(build: Path) -> None:
    """Every kind of query has rows."""
    asked = run_guarded(build, "ASK { ?s a al:Work }")
    assert (asked.columns, asked.rows) == (("answer",), ((ox.Literal(True),),))
    built = run_guarded(build, 'CONSTRUCT { <urn:s> <urn:p> "a \\"b\\"" } WHERE {}')
    assert built.rows == ((ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal('a "b"')),)


def test_a_query_that_never_ends_is_ended(build: Path) -> None:
    """The time limit holds although the engine has none."""
    start = time.monotonic()
    with pytest.raises(EngineError, match=r"ended after 1 s .*--timeout"):
        run_guarded(build, ENDLESS, timeout_seconds=1)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE " + "{" * 30_000 + "}" * 30_000,
        "SELECT (" + "(" * 40_000 + "1" + ")" * 40_000 + " AS ?x) {}",
    ],
    ids=["braces", "parentheses"],
)
def test_deep_nesting_ends_only_the_child(build: Path, query: str) -> None:
    """A few kilobytes that end the engine's process do not end this one."""
    with pytest.raises(EngineError, match="nests too deeply"):
        run_guarded(build, query)


def test_the_memory_limit_holds(build: Path) -> None:
    """A query that gathers a huge result is ended before the machine suffers."""
    query = "SELECT DISTINCT ?a ?b ?c ?d ?e WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a"
    with pytest.raises(EngineError, match=r"memory|too large|ended after"):
        run_guarded(build, query, timeout_seconds=60, memory_mb=300)


def test_a_huge_answer_taken_at_once_is_refused(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that would fill the memory of this process is stopped."""
    monkeypatch.setattr(guard, "MAX_ROWS_AT_ONCE", 1000)
    with pytest.raises(EngineError, match="too large: more than 1000 rows"):
        run_guarded(build, "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }")


def test_a_query_of_more_than_100_kb_is_refused(build: Path) -> None:
    """Flat chains can end the engine too, so size is capped."""
    with pytest.raises(EngineError, match="longer than 100 kB"):
        run_guarded(build, "ASK {} #" + "x" * MAX_QUERY_BYTES)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { service silent <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<http://localhost:9> { ?s ?p ?o } }",
        "PREFIX ex: <urn:x> SELECT * { ?s ?p ex:a\\# . SERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { # a comment\rSERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1.SERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { ?s ?p true.SERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <http://localhost:9> { ?s ?p ?o } }",
        'SELECT * { ?s ?p "a"@enSERVICE <http://localhost:9> { ?s ?p ?o } }',
        "SELECT * { ?s ?p _:a.SERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { ?s ?p al:a.SERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { VALUES (?a ?b) {(1 2)} "
        'FILTER(?a<?b#>"""\n) SERVICE <http://localhost:9> { ?s ?p ?o } #"""\n }',
        "SELECT * { ?s ?p '''it''s''' . SERVICE <http://localhost:9> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '\\'' . SERVICE <http://localhost:9> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused_in_every_disguise(query: str) -> None:
    """No query reaches another server."""
    with pytest.raises(EngineError, match=r"SERVICE|cannot stand here|blank after"):
        check_free_query(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?service ?p "SERVICE <x> {}" } # SERVICE',
        "PREFIX service: <urn:service:> SELECT * { ?s service:of service:desk }",
        "SELECT * { ?s <https://example.org/service#x> 'service' FILTER(?s < 5) }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (<urn:service#a>, <urn:b#c>)) }",
        "SELECT * { GRAPH ?service { ?s (<urn:a#b>|<urn:service#c>) ?o } }",
    ],
)
def test_harmless_uses_of_the_word_pass(query: str) -> None:
    """The word may stand in names, strings, IRIs and comments."""
    check_free_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:b> <a:b> 1 }",
        "PREFIX a: <b:c> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://localhost:9>",
    ],
)
def test_updates_are_refused(query: str) -> None:
    """Queries only read."""
    with pytest.raises(EngineError, match="would change data"):
        check_free_query(query)


@pytest.mark.parametrize("query", ["", "  \n", "\x00", "SELECT * { ?s ?p \ud800 }"])
def test_texts_that_are_no_queries_are_errors(build: Path, query: str) -> None:
    """Empty and broken texts end in a one-line error."""
    with pytest.raises(EngineError):
        run_guarded(build, query)
