"""The whole catalogue on real SPARQL servers, and what is theirs: caps, pushes, passwords, bulk loads."""

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.api.graph import KnowledgeGraph
from kg.cli.load_script import SERVERS
from kg.cli.main import cli
from kg.engines import fetch
from kg.engines import push as push_module
from kg.engines.as_of import AsOfView, view_as_of
from kg.engines.engine import Rows
from kg.engines.load_scripts import SCRIPTS
from kg.engines.local import LocalEngine, open_engine
from kg.engines.manifest import MANIFEST_GRAPH
from kg.engines.profiles import PROFILES, describe_state
from kg.engines.push import push_graphs
from kg.engines.server import ServerEngine
from kg.engines.transport import Transport
from kg.engines.values import to_value
from kg.errors import EngineError, IncompleteAnswerError
from kg.graph.build import build_graph
from kg.queries.catalogue import Question, load_catalogue
from kg.queries.entities import get_entity
from kg.queries.run import answer_question
from kg.resources import find_folder
from tests.engines import by_value, examples
from tests.servers import RunningServer, run_oxigraph, run_virtuoso
from tests.small_graph import SECOND_TRIG, TRIG, make_build

RUN = {"virtuoso": run_virtuoso, "oxigraph": run_oxigraph}
QUESTIONS = load_catalogue()
by_name = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
ROWS = 12_345  # more than Virtuoso gives at once


@dataclass
class Pushed:
    """A running server that holds a built graph."""

    running: RunningServer
    build: Path
    opened: list[ServerEngine] = field(default_factory=list)

    @property
    def server(self) -> ServerEngine:
        return self.open(self.running.query_url)

    def open(self, *arguments: str) -> ServerEngine:
        server = ServerEngine(*arguments)
        self.opened.append(server)
        return server

    def close(self) -> None:
        for server in self.opened:
            server.close()

    @property
    def local(self) -> LocalEngine:
        return open_engine(self.build)

    def run(self, *arguments: str | Path) -> Result:
        given = ["--endpoint", self.running.query_url, *map(str, arguments)]
        return CliRunner(env=passwords(self.running)).invoke(cli, given)


def passwords(running: RunningServer) -> dict[str, str]:
    return {"KG_USER": running.user, "KG_PASSWORD": running.password} if running.user else {}


@contextmanager
def started(engine: str, folder: Path, build: Path) -> Iterator[Pushed]:
    folder.mkdir()
    with RUN[engine](folder) as running:
        pushed = Pushed(running, build)
        result = pushed.run("push", "-b", build)
        assert result.exit_code == 0, result.output
        yield pushed
        pushed.close()


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the first paper's graph, and the two hand-made ones together, as build folders."""
    paper = tmp_path_factory.mktemp("paper") / "build"
    build_graph(find_folder("papers"), paper, ["jeon-2025"])
    return {"paper": paper, "small": make_build(tmp_path_factory.mktemp("small"), TRIG, SECOND_TRIG)}


@pytest.fixture(
    scope="module", params=[(e, g) for e in RUN for g in ("paper", "small")], ids=lambda pair: "-".join(pair)
)
def pushed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, builds: dict[str, Path]
) -> Iterator[Pushed]:
    """Run each server with each graph."""
    engine, graph = request.param
    with started(engine, tmp_path_factory.mktemp(engine) / "data", builds[graph]) as server:
        yield server


@pytest.fixture(scope="module", params=list(RUN))
def own(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, builds: dict[str, Path]
) -> Iterator[Pushed]:
    """Run each server for tests that write to it."""
    with started(request.param, tmp_path_factory.mktemp(request.param) / "data", builds["small"]) as server:
        yield server


@by_name
def test_a_server_gives_the_same_rows(pushed: Pushed, question: Question) -> None:
    """Every question has the same rows in the same order as on this machine, compared by value."""
    expected = answer_question(pushed.local, question, examples(question)).rows
    found = answer_question(pushed.server, question, examples(question)).rows
    assert found.columns == expected.columns
    assert by_value(found) == by_value(expected)


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", "lithum gradient"),
        ("show", "LCG"),
        ("show", "[17]"),
        ("ask", "what does magnesium do?"),
        ("path", "Mg", "LCG"),
        ("query", "mechanisms-of-material", "--material", "MAGNESIUM"),
        ("query", "mechanisms-of-material", "--material", "Ag/c"),
        ("cite", "LCG"),
    ],
    ids=" ".join,
)
def test_commands_say_the_same(pushed: Pushed, arguments: tuple[str, ...]) -> None:
    """What is found, shown and asked in words does not depend on where the graph lies."""
    here = CliRunner().invoke(cli, [*arguments, "-b", str(pushed.build)])
    there = pushed.run(*arguments)
    assert here.exit_code == 0
    assert (there.exit_code, there.stdout) == (0, here.stdout)


def test_what_was_known_in_a_year_is_the_same_on_a_server(pushed: Pushed) -> None:
    """The view of a server holds every statement of that of the built graph, and no other."""
    here, there = view_as_of(pushed.local, 2024), view_as_of(pushed.server, 2024)
    assert (there.known, there.later, there.undated) == (here.known, here.later, here.undated)
    assert there.through == here.through

    def to_statements(view: AsOfView) -> set[tuple[object, ...]]:
        return {(q.graph_name, q.subject, q.predicate, to_value(q.object)) for q in view.engine.store}

    assert to_statements(there) == to_statements(here)


def test_commands_take_a_year_on_a_server(pushed: Pushed) -> None:
    """Rows, marks and the line on how much was known are those of the built graph."""
    for arguments in (
        ("query", "mechanisms-of-material", "--material", "Mg", "--as-of", "2024", "-f", "csv"),
        ("compare", "mg-powder-jun-2024", "mgf2-c-jeon-2024", "--as-of", "2024"),
    ):
        here = CliRunner().invoke(cli, [*arguments, "-b", str(pushed.build)])
        there = pushed.run(*arguments)
        assert here.exit_code == 0, here.output
        assert (there.exit_code, there.stdout, there.stderr) == (0, here.stdout, here.stderr)


def test_the_graph_of_a_server_is_handed_out(pushed: Pushed) -> None:
    """From Python, a server's graph is rdflib's dataset like one of this machine."""
    dataset = KnowledgeGraph(pushed.server, pushed.server.identity).rdflib
    assert len(dataset) == len(pushed.local.store)


def test_a_graph_too_large_to_fetch_is_told(pushed: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a statement is fetched."""
    monkeypatch.setattr(fetch, "MOST_STATEMENTS", 100)
    result = pushed.run("query", "prices", "--as-of", "2024")
    assert result.exit_code == 1
    assert "100 are the most that are fetched" in result.stderr


def test_a_mistyped_name_is_answered_with_near_ones(pushed: Pushed) -> None:
    """Names are looked for in a few queries, whatever is typed."""
    result = pushed.run("query", "mechanisms-of-material", "--material", "magnesum")
    assert result.exit_code == 2
    assert "did you mean magnesium" in " ".join(result.stderr.split())


def test_a_name_needs_few_requests(pushed: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lookup does not grow with the graph."""
    asked = []
    post = Transport.post_form

    def count(self: Transport, url: str, *rest: object) -> object:
        asked.append(url)
        return post(self, url, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Transport, "post_form", count)
    assert get_entity(pushed.server, "mAgNesium", ("al:Material",)).label == "magnesium"
    assert len(asked) <= 15


def test_a_fault_is_shown_under_its_line(pushed: Pushed) -> None:
    """What the server refuses as bad grammar is explained as on this machine."""
    result = pushed.run("sparql", "SELECT ?x WHERE { ?x rdf:type }")
    assert result.exit_code == 1
    first, line, under = result.stderr.splitlines()
    assert "query:1:" in first
    assert (line.strip(), under.strip()) == ("SELECT ?x WHERE { ?x rdf:type }", "^")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <urn:other> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:9/> # {",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    ],
)
def test_what_must_not_run_is_refused_before_it_is_sent(pushed: Pushed, query: str) -> None:
    """A server is asked nothing that this machine would not be asked."""
    result = pushed.run("sparql", query)
    assert result.exit_code == 1
    assert "query:1:" in result.stderr


def test_free_queries_see_what_was_pushed(pushed: Pushed) -> None:
    """All graphs together, one of them, yes or no, and triples."""
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s a al:Claim }"
    assert pushed.run("sparql", count, "-f", "csv").stdout == _local(pushed, count)
    graph = "https://w3id.org/anodeless/graph/ontology"
    one = f"SELECT (COUNT(*) AS ?n) FROM <{graph}> WHERE {{ ?s a owl:Class }}"
    assert pushed.run("sparql", one, "-f", "csv").stdout == _local(pushed, one)
    named = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s a owl:Class }} }}"
    assert pushed.run("sparql", named, "-f", "csv").stdout == _local(pushed, named)
    for yes_or_no in ("ASK { ?s a al:Claim }", "ASK { ?s a al:NoSuchClass }"):
        assert pushed.run("sparql", yes_or_no, "-f", "csv").stdout == _local(pushed, yes_or_no)
    triples = "CONSTRUCT { ?s al:label ?l } WHERE { ?s a al:Material ; rdfs:label ?l }"
    there = pushed.run("sparql", triples, "-f", "tsv").stdout
    assert sorted(there.splitlines()) == sorted(_local(pushed, triples, "tsv").splitlines())


def _local(pushed: Pushed, query: str, form: str = "csv") -> str:
    return CliRunner().invoke(cli, ["sparql", query, "-b", str(pushed.build), "-f", form]).stdout


def test_the_server_is_recognised(pushed: Pushed) -> None:
    """Its own header tells what it is, and the tests have run that profile."""
    profile = pushed.server.profile
    assert profile.name == pushed.running.profile
    assert describe_state(profile).startswith("tested with")
    addresses = pushed.server.addresses
    assert (addresses.update, addresses.store) == (pushed.running.update_url, pushed.running.store_url)


def test_the_doctor_finds_a_healthy_server(pushed: Pushed) -> None:
    """The same answers and the same graphs end with exit code 0."""
    result = pushed.run("doctor", "-b", pushed.build)
    assert "questions have the same answer" in result.stdout
    assert "it holds the" in result.stdout
    assert result.exit_code == 0, result.stdout


def test_the_doctor_asks_a_server_that_was_never_pushed_to(
    own: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A graph loaded by other means is judged by its answers, and the doctor says so."""
    monkeypatch.setattr(ServerEngine, "pushed_graphs", {})
    result = own.run("doctor", "-b", own.build)
    assert "graphs are not compared, only answers are" in result.stdout
    same, _, asked = result.stdout.splitlines()[-1].partition(" questions")[0].partition(" of ")
    assert result.exit_code == (0 if same == asked else 3), result.stdout


def test_a_second_push_writes_nothing(own: Pushed) -> None:
    """Only what changed is written."""
    result = own.run("push", "-b", own.build)
    assert "0 written, 6 unchanged, 0 removed" in result.stdout


def test_only_what_changed_is_pushed_and_strangers_stay(own: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed graph is replaced, a vanished one removed, one that kg never wrote is left alone."""
    with_credentials(monkeypatch, own)
    server = own.server
    server.update("INSERT DATA { GRAPH <urn:stranger> { <urn:a> <urn:b> <urn:c> } }")
    changed = copy_store(own.local.store)
    paper, second = graph_name("jeon-2025"), graph_name("song-2023")
    changed.add(ox.Quad(ox.NamedNode("urn:new"), ox.NamedNode("urn:p"), ox.Literal("neu 'ü\"\\"), paper))
    changed.remove_graph(second)
    report = push_graphs(server, changed)
    assert (report.written, report.removed) == ((paper.value,), (second.value,))
    assert server.run("SELECT ?o WHERE { <urn:new> <urn:p> ?o }").rows == ((ox.Literal("neu 'ü\"\\"),),)
    assert server.count_statements(second.value) == 0
    assert server.count_statements("urn:stranger") == 1
    assert own.run("doctor", "-b", own.build).exit_code == 3
    back = push_graphs(server, own.local.store)
    assert back.written == (paper.value, second.value)
    assert server.run("SELECT ?o WHERE { <urn:new> <urn:p> ?o }").rows == ()
    server.transport.send("DELETE", f"{server.addresses.store}?graph=urn:stranger", b"", "text/plain")


def test_an_interrupted_push_goes_on_where_it_stopped(own: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The graph at which it stopped is not counted as whole; those before it are not written again."""
    with_credentials(monkeypatch, own)
    server = own.server
    clear(server)
    third = sorted(own.local.store.named_graphs(), key=str)[2].value
    send = Transport.send

    def stop_at_third(self: Transport, method: str, url: str, content: bytes, kind: str) -> None:
        if third.rpartition("/")[2] in url:
            send(self, method, url, content[: len(content) // 2].rpartition(b"\n")[0], kind)
            raise KeyboardInterrupt
        send(self, method, url, content, kind)

    monkeypatch.setattr(Transport, "send", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        push_graphs(server, own.local.store)
    monkeypatch.setattr(Transport, "send", send)
    server.forget_pushed_graphs()
    assert len(server.pushed_graphs) == 2
    assert third not in server.pushed_graphs
    report = push_graphs(server, own.local.store)
    assert (len(report.kept), report.written[0]) == (2, third)
    assert own.run("push", "-b", own.build).stdout.endswith("0 written, 6 unchanged, 0 removed\n")


def test_a_graph_that_did_not_arrive_whole_is_noticed(own: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statements are counted before a graph is called whole."""
    with_credentials(monkeypatch, own)
    server = own.server
    clear(server)
    send = Transport.send
    monkeypatch.setattr(
        Transport,
        "send",
        lambda self, method, url, content, kind: send(
            self, method, url, b"".join(content.splitlines(keepends=True)[:5]), kind
        ),
    )
    with pytest.raises(EngineError, match="the server holds 5 of"):
        push_graphs(server, own.local.store)
    monkeypatch.setattr(Transport, "send", send)
    server.forget_pushed_graphs()
    assert server.pushed_graphs == {}
    push_graphs(server, own.local.store)


def test_a_server_without_graph_store_takes_updates(own: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only an address for updates is known, a graph goes in parts that the server takes."""
    with_credentials(monkeypatch, own)
    clear(own.server)
    server = own.open(own.running.query_url, "generic", own.running.update_url)
    assert server.addresses.store is None
    push_graphs(server, own.local.store)
    for name in own.local.store.named_graphs():
        held = sum(1 for _ in own.local.store.quads_for_pattern(None, None, None, name))
        assert server.count_statements(str(name.value)) == held
    assert own.run("push", "-b", own.build).stdout.endswith("0 written, 6 unchanged, 0 removed\n")


def test_a_long_graph_goes_in_parts(own: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part replaces the graph, the others add to it."""
    with_credentials(monkeypatch, own)
    clear(own.server)
    monkeypatch.setattr(push_module, "_STATEMENTS_A_REQUEST", 100)
    push_graphs(own.server, own.local.store)
    assert own.run("doctor", "-b", own.build).exit_code == 0


@pytest.fixture
def many(own: Pushed, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerEngine]:
    """Return a server with a graph of more rows than Virtuoso gives at once."""
    with_credentials(monkeypatch, own)
    server = own.server
    clear(server)
    store = ox.Store()
    graph = graph_name("many")
    number = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    store.bulk_extend(
        ox.Quad(
            ox.NamedNode(f"urn:s{i % 1000}"),
            ox.NamedNode("urn:p"),
            ox.Literal(str(i), datatype=number),
            graph,
        )
        for i in range(ROWS)
    )
    push_graphs(server, store)
    yield server
    push_graphs(server, own.local.store)


def numbers(rows: Rows, column: str = "o") -> list[int]:
    at = rows.columns.index(column)
    return [int(row[at].value) for row in rows.rows if isinstance(row[at], ox.Literal)]


def test_an_answer_that_was_cut_is_fetched_whole(many: ServerEngine) -> None:
    """However it is ordered, all rows come, each once, in the order that was asked for."""
    text = "SELECT ?s ?o WHERE { ?s <urn:p> ?o }"
    assert sorted(numbers(many.run(text))) == list(range(ROWS))
    assert numbers(many.run(f"{text} ORDER BY ?o")) == list(range(ROWS))
    assert numbers(many.run(f"{text} ORDER BY DESC(?o)")) == list(reversed(range(ROWS)))
    assert numbers(many.run(f"{text} ORDER BY ?o LIMIT 11000")) == list(range(11_000))
    assert len(many.run("SELECT * WHERE { ?s <urn:p> ?o } # a comment").rows) == ROWS
    assert numbers(many.run("SELECT DISTINCT (?o + 1 AS ?o1) WHERE { ?s <urn:p> ?o }"), "o1").count(7) == 1


def test_exactly_as_many_rows_as_the_cap_are_whole(many: ServerEngine) -> None:
    """An answer that only looks cut is counted and left as it is."""
    assert len(many.run("SELECT ?o WHERE { ?s <urn:p> ?o } LIMIT 10000").rows) == 10_000


def test_triples_that_a_server_would_cut_come_whole(many: ServerEngine) -> None:
    """CONSTRUCT is cut without a word by Virtuoso; it is made here from solutions that are counted."""
    rows = many.run("CONSTRUCT { ?s <urn:q> ?o . ?o2 <urn:r> ?s } WHERE { ?s <urn:p> ?o . BIND(?s AS ?o2) }")
    assert len(rows.rows) == ROWS + 1000
    assert len(many.run("CONSTRUCT WHERE { ?s <urn:p> ?o }").rows) == ROWS
    assert len(many.run("CONSTRUCT { <urn:x> <urn:y> <urn:z> } WHERE { ?s <urn:p> ?o }").rows) == 1


def test_an_answer_that_cannot_be_paged_is_not_shown_as_whole(many: ServerEngine) -> None:
    """Ordered by what is no column, pages would not fit together; that is an error with a code of its own."""
    text = "SELECT ?s WHERE { ?s <urn:p> ?o } ORDER BY ?o"
    if many.profile.row_cap is None:
        assert len(many.run(text).rows) == ROWS
        return
    with pytest.raises(IncompleteAnswerError, match=f"cut the answer at 10000 of {ROWS} rows"):
        many.run(text)
    assert IncompleteAnswerError.exit_code == 5


def test_a_write_without_password_is_told(own: Pushed) -> None:
    """A server that wants a password gets a clear line, and a wrong one is not repeated anywhere."""
    if not own.running.user:
        pytest.skip("this server wants no password")
    with pytest.raises(EngineError, match="wants a password") as caught:
        own.server.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    assert "KG_USER" in str(caught.value)


def test_a_wrong_password_is_told_and_never_shown(own: Pushed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the message nor a traceback holds it."""
    if not own.running.user:
        pytest.skip("this server wants no password")
    monkeypatch.setenv("KG_USER", "dba")
    monkeypatch.setenv("KG_PASSWORD", "sesame-open-42")
    with pytest.raises(EngineError, match="does not accept the name and password") as caught:
        own.server.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }")
    assert "sesame" not in "".join(traceback.format_exception(caught.value))
    result = CliRunner().invoke(
        cli, ["--debug", "push", "--endpoint", own.running.query_url, "-b", str(own.build)]
    )
    assert result.exit_code == 0, "nothing is to be written"
    clear_text = f"{result.output}{result.stderr}{caught.value!r}{own.server.transport.credentials!r}"
    assert "sesame" not in clear_text


def test_virtuoso_loads_what_was_written_for_it(builds: dict[str, Path], tmp_path: Path) -> None:
    """The bulk-load commands fill an empty server, twice without harm, and a push finds nothing to do."""
    load = tmp_path / "load"
    assert (
        CliRunner()
        .invoke(cli, ["load-script", "virtuoso", "-o", str(load), "-b", str(builds["small"])])
        .exit_code
        == 0
    )
    with run_virtuoso(tmp_path) as running:
        for _ in range(2):
            done = subprocess.run(
                ["sh", str(load / "load.sh"), f"127.0.0.1:{running.sql_port}"],
                env={**os.environ, "KG_PASSWORD": "dba"},
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert done.returncode == 0, done.stdout + done.stderr
        assert (
            Pushed(running, builds["small"])
            .run("push", "-b", builds["small"])
            .stdout.endswith("0 written, 6 unchanged, 0 removed\n")
        )


def test_oxigraph_loads_what_was_written_for_it(builds: dict[str, Path], tmp_path: Path) -> None:
    """The bulk-load commands make a store that a server serves, and a push finds nothing to do."""
    load, store = tmp_path / "load", tmp_path / "store"
    assert (
        CliRunner()
        .invoke(cli, ["load-script", "oxigraph", "-o", str(load), "-b", str(builds["small"])])
        .exit_code
        == 0
    )
    with run_oxigraph(tmp_path):  # skips or fails where there is no such server
        pass
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", str(load / "load.sh"), str(store)],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with run_oxigraph(tmp_path, "--location", str(store)) as running:
        assert (
            Pushed(running, builds["small"])
            .run("push", "-b", builds["small"])
            .stdout.endswith("0 written, 6 unchanged, 0 removed\n")
        )


def test_an_answer_that_oxigraph_breaks_off_is_no_whole_answer(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    """On a timeout it ends the JSON with a sentence and status 200; that is told, with exit code 5."""
    with run_oxigraph(tmp_path, "--timeout-s", "1") as running:
        pushed = Pushed(running, builds["small"])
        assert pushed.run("push", "-b", builds["small"]).exit_code == 0
        result = pushed.run(
            "sparql",
            "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            "-f",
            "csv",
            "-o",
            tmp_path / "x",
        )
        assert result.exit_code == 5
        assert "broke off its answer" in result.stderr
        assert not (tmp_path / "x").exists()


def test_the_profiles_say_what_no_test_has_run() -> None:
    """Help and profiles agree on what is untested, and every script belongs to a profile."""
    assert set(SCRIPTS) == set(SERVERS) == set(PROFILES) - {"generic"}
    for name, state in SERVERS.items():
        assert describe_state(PROFILES[name]).startswith("untested") == bool(state)
    told = CliRunner().invoke(cli, ["load-script", "--help"]).stdout
    assert "qlever, fuseki, graphdb, neptune are untested" in " ".join(told.split())


def with_credentials(monkeypatch: pytest.MonkeyPatch, pushed: Pushed) -> None:
    for name, value in passwords(pushed.running).items():
        monkeypatch.setenv(name, value)


def graph_name(key: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://w3id.org/anodeless/graph/{key}")


def copy_store(store: ox.Store) -> ox.Store:
    copy = ox.Store()
    copy.bulk_extend(store)
    return copy


def clear(server: ServerEngine) -> None:
    """Take away what `kg push` wrote, its manifest included."""
    push_graphs(server, ox.Store())
    assert server.count_statements(MANIFEST_GRAPH) == 0
    server.forget_pushed_graphs()
