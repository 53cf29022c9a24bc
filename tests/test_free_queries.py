"""Bad input in queries of one's own: where the fault is, what is refused, and rows without end."""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import rows as cli_rows
from kg.cli.main import cli
from kg.engines.guard import stream_guarded
from kg.engines.local import run_query
from kg.engines.push import push_graphs
from kg.engines.query_text import declare_prefixes, dissect, list_graphs
from kg.engines.server import ServerEngine
from kg.engines.tokens import to_excerpt
from kg.errors import EngineError, EngineTimeoutError, QuerySyntaxError
from tests.loopback import Answer, serve
from tests.processes import heed_interrupts
from tests.servers import run_oxigraph
from tests.small_graph import make_build, make_store

CROSS = "SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("free"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("query", "place", "mark"),
    [
        ("SELECT ?x\nWHERE { ?x rdf:type }\n", "query:2:", "^"),
        ("SELEC ?x WHERE { ?x ?y ?z }", "query:1:", "^"),
        ("SELECT ?x WHERE { ?x ?y 'open }", "query:1:25", "    " + " " * 24 + "^"),
        ("SELECT ?x WHERE { ?x nope:type ?y }", "query:1:", "^"),
    ],
)
def test_a_fault_is_shown_under_its_line(build: Path, query: str, place: str, mark: str) -> None:
    """Line and column are told, and the line stands there with a mark under the place."""
    result = run("sparql", query, "-b", build)
    assert result.exit_code == 1
    first, line, under = result.stderr.splitlines()
    assert place in first
    assert line.strip() in query
    assert under.endswith(mark)
    assert set(under) == {" ", "^"}


def test_a_long_line_is_cut_around_the_fault() -> None:
    """The mark stays under the place, and the two lines stay short."""
    text = "x" * 500 + "!" + "y" * 500
    line, under = to_excerpt(text, 1, 501).split("\n")
    assert line[under.index("^")] == "!"
    assert len(line) < 100
    assert to_excerpt("one line", 7, 1) == ""


def test_the_mark_stays_right_behind_tabs_and_control_characters() -> None:
    """What is written out as an escape is as wide as it is shown."""
    line, under = to_excerpt("a\tb\x07!c", 1, 5).split("\n")
    assert line[under.index("^")] == "!"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "markdown", "html", "latex", "table"])
def test_rows_without_end_leave_memory_flat(build: Path, tmp_path: Path, form: str) -> None:
    """A result of so many rows needs hardly more memory than one that fills a table's first piece."""
    many = 300_000 if form in ("csv", "tsv", "json") else 60_000
    peaks = []
    for rows in (11_000, many):
        output = tmp_path / f"{rows}.{form}"
        arguments = ("sparql", f"{CROSS} LIMIT {rows}", "--timeout", "600", "-f", form, "-o", output)
        peaks.append(_measure_peak("", *arguments, "-b", build))
    assert output.read_bytes().count(b"\n") >= many
    assert peaks[1] < peaks[0] + 15_000, "kilobytes"


LONG_QUESTION = """\
#+ summary: Which pairs of statements are there?
#+ description: All of them.
#+ tags: [test]
#+ view: table
#+ columns:
#+   a: {{label: one, kind: entity}}
#+   d: {{label: other, kind: entity}}
SELECT ?a ?d WHERE {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {rows}
"""


@pytest.mark.parametrize("where", ["here", "server"])
def test_a_canned_question_streams_too(
    build: Path, tmp_path: Path, where: str, request: pytest.FixtureRequest
) -> None:
    """However many rows a question finds, here or on a server, memory stays flat."""
    server = ("--endpoint", request.getfixturevalue("oxigraph_url")) if where == "server" else ()
    peaks = []
    for rows in (110_000, 400_000):
        file = tmp_path / "citations" / f"pairs-{rows}.rq"
        file.parent.mkdir(exist_ok=True)
        file.write_text(LONG_QUESTION.format(rows=rows))
        program = (
            "from pathlib import Path; import kg.queries.catalogue as c;"
            f"question = c.read_question(Path({str(file)!r})); c.load_question = lambda name: question;"
        )
        output = tmp_path / f"{rows}.csv"
        peaks.append(_measure_peak(program, *server, "query", file.stem, "-o", output, "-b", build))
        assert output.read_bytes().count(b"\n") == rows + 1
    assert peaks[1] < peaks[0] + 15_000, "kilobytes"


@pytest.fixture
def oxigraph_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of an Oxigraph server that holds the small graph."""
    with run_oxigraph(tmp_path_factory.mktemp("server")) as server:
        with closing(ServerEngine(server.query_url)) as engine:
            push_graphs(engine, make_store())
        yield server.query_url


def _measure_peak(before: str, *arguments: str | Path) -> int:
    """Return the most memory in kilobytes that a command of kg had."""
    program = (
        f"import resource, sys; {before} from kg.cli.main import cli;"
        "cli(sys.argv[1:], standalone_mode=False);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)


MATERIALS = "SELECT * WHERE { ?s ?p ?o FILTER(?o = al:Material) } ORDER BY ?s LIMIT 1"


def test_columns_of_all_come_as_the_query_names_them(build: Path) -> None:
    """With SELECT * the variable named first is the first column, with its terms, and so in Python."""
    told = run("sparql", MATERIALS, "--format", "csv", "--build", build).stdout.splitlines()
    assert told[0] == "s,p,o"
    assert told[1].endswith("#Material")
    found = run_query(make_store(), declare_prefixes(MATERIALS))
    assert found.columns == ("s", "p", "o")
    assert str(found.rows[0][2]).endswith("#Material>")


def test_the_first_rows_come_while_the_query_runs(build: Path) -> None:
    """A query that would run for days gives its first rows, and ends when nobody wants more."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    days = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with stream_guarded(build, days, timeout_seconds=60) as stream:
        assert len([row for row, _ in zip(stream.rows, range(10), strict=False)]) == 10
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 60


def test_a_query_that_is_late_while_rows_come_is_no_whole_answer(build: Path, tmp_path: Path) -> None:
    """The time limit counts to the last row; the file then keeps what it held before."""
    output = tmp_path / "rows.csv"
    output.write_text("before")
    days = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    result = run("sparql", days, "-b", build, "-f", "csv", "-o", output, "--timeout", "2")
    assert result.exit_code == EngineTimeoutError.exit_code == 4
    assert "ended after 2 s" in result.stderr
    assert output.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_end_leaves_nothing_half_written(build: Path, tmp_path: Path, name: str) -> None:
    """`kill` and a closed terminal end the command as Ctrl-C does, with the exit code of the signal."""
    program = "from kg.cli.main import main; main()"
    days = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    asked = ["sparql", days, "-b", str(build), "-f", "csv", "-o", str(tmp_path / "rows.csv")]
    command = [sys.executable, "-c", program, *asked, "--timeout", "600"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=heed_interrupts
    ) as process:
        while not list(tmp_path.iterdir()) and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.Signals[name])
        _, message = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.Signals[name], message
    assert message == b""
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_graph_says_what_to_do(tmp_path: Path) -> None:
    """A query of one's own tells damage as other commands do."""
    folder = make_build(tmp_path)
    for path in folder.rglob("*.sst"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    result = run("sparql", "SELECT * WHERE { ?a ?b ?c }", "-b", folder)
    assert result.exit_code == 1
    assert "the built graph is damaged: Corruption:" in result.stderr
    assert "kg build --force" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_table_on_a_terminal_shows_the_first_rows_and_says_so(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody reads ten million rows on a screen; a pipe gets them all."""
    monkeypatch.setattr(cli_rows, "MOST_ROWS_ON_SCREEN", 50)
    few = f"{CROSS} LIMIT 60"
    assert len(run("sparql", few, "-b", build).stdout.splitlines()) == 62
    monkeypatch.setattr(cli_rows.RowOptions, "width", 100)
    result = run("sparql", few, "-b", build)
    assert result.exit_code == 0
    assert result.stdout.count("https://") + result.stdout.count("\u2502") > 50
    assert "only the first 50 rows are shown; -o or -f writes all" in result.stderr


def test_triples_stream_too(build: Path) -> None:
    """CONSTRUCT gives one row per triple, and its end is checked as well."""
    result = run("sparql", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "-b", build, "-f", "tsv")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1 + len(make_store())


FROM_KNOWN = "https://w3id.org/anodeless/graph/jeon-2025"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM names a graph that is not here"),
        ("SELECT * FROM <http://127.0.0.1:1/x> { ?s ?p ?o }", "query:1:15"),
        ("SELECT * FROM NAMED <urn:other> { ?s ?p ?o }", "FROM names a graph"),
        ("SELECT * FROM<urn:other>{ ?s ?p ?o }", "FROM names a graph"),
        ("PREFIX x: <urn:> SELECT * FROM x:other { ?s ?p ?o }", "urn:other"),
        ("SELECT * FROM <other> { ?s ?p ?o }", "whole address"),
        ("SELECT * FROMNAMED <urn:other> { ?s ?p ?o }", "whole address"),
        (f"SELECT * FROM <{FROM_KNOWN}> FROM <urn:other> {{ ?s ?p ?o }}", "urn:other"),
        ("SELECT * # FROM\rFROM <urn:other> { ?s ?p ?o }", "FROM names a graph"),
        ("SELECT * FROM <urn:\\u006Fther> { ?s ?p ?o }", "whole address"),
    ],
)
def test_from_of_a_graph_that_is_not_here_is_refused(build: Path, query: str, told: str) -> None:
    """Only graphs that the dataset holds can be named, however the clause is written."""
    result = run("sparql", query, "-b", build)
    assert result.exit_code == 1
    assert told in result.stderr


def test_from_of_a_known_graph_passes(build: Path) -> None:
    """A paper's own graph can be asked alone, also where the word stands in strings and names."""
    query = f"SELECT ?from FROM <{FROM_KNOWN}> WHERE {{ ?from ?p ?o FILTER(?o != 'FROM <urn:x>') }} LIMIT 1"
    result = run("sparql", query, "-b", build, "-f", "csv")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2


def test_from_narrows_a_query_to_its_graphs(build: Path) -> None:
    """Only the named graphs are read: asked on the command line, and from Python in this process."""
    store = make_store()
    graphs = [str(graph) for graph in store.named_graphs()]
    assert len(graphs) > 1
    for graph in graphs:
        text = f"SELECT (COUNT(*) AS ?n) FROM {graph} WHERE {{ ?s ?p ?o }}"
        held = sum(1 for quad in store if str(quad.graph_name) == graph)
        assert 0 < held < len(store)
        result = run("sparql", text, "-b", build, "-f", "csv")
        assert result.stdout.split() == ["n", str(held)]
        assert [row[0].value for row in run_query(store, text).rows] == [str(held)]
        named = f"SELECT (COUNT(*) AS ?n) FROM NAMED {graph} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
        assert run("sparql", named, "-b", build, "-f", "csv").stdout.split() == ["n", str(held)]


def test_service_is_called_only_where_it_is_allowed(build: Path) -> None:
    """The address must be given by name; any other is refused before a request is made."""
    with serve(lambda _: Answer()) as server:
        query = f"SELECT ?x WHERE {{ SERVICE <{server.url}> {{ ?x ?y ?z }} }}"
        refused = run("sparql", query, "-b", build)
        assert refused.exit_code == 1
        assert "SERVICE" in refused.stderr
        assert "--allow-service" in refused.stderr
        other = run("sparql", query, "-b", build, "--allow-service", "http://127.0.0.1:1/")
        assert other.exit_code == 1
        assert server.requests == []
        allowed = run("sparql", query, "-b", build, "-f", "csv", "--allow-service", server.url)
        assert (allowed.exit_code, allowed.stdout) == (0, "x\none\n")
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://a.example/> { SERVICE <http://b.example/> { ?s ?p ?o } } }",
        "SELECT * { SERVICESILENT <http://a.example/> { ?s ?p ?o } }",
        "LOAD <http://a.example/>",
    ],
)
def test_an_allowed_service_opens_no_other_door(build: Path, query: str) -> None:
    """A variable, a nested call, a glued keyword and LOAD stay refused."""
    with (
        pytest.raises(EngineError, match=r"SERVICE|LOAD"),
        stream_guarded(build, query, services=["http://a.example/"]),
    ):
        pass


def test_the_parts_of_a_query_are_found() -> None:
    """Columns, FROM clauses, order and limits are told apart from what stands in braces and strings."""
    query = dissect(
        "PREFIX a: <urn:a#>\nSELECT DISTINCT ?x (COUNT(DISTINCT ?y) AS ?n) FROM <urn:g> FROM NAMED a:h\n"
        "WHERE { ?x ?p ?y { SELECT ?z { ?z ?q 'ORDER BY ?no } LIMIT 1' } ORDER BY ?z } }\n"
        "GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 5 # FROM <urn:c>"
    )
    assert query.columns == ("x", "n")
    assert query.dataset == "FROM <urn:g>\nFROM NAMED a:h\n"
    assert (query.order, query.order_variables) == ("DESC(?n) ?x", ("n", "x"))
    assert "FROM NAMED" not in query.body
    assert query.tail.strip().startswith("GROUP BY ?x")
    with pytest.raises(EngineError, match="this is no query"):
        dissect("PREFIX a: <urn:a#>")


def test_graphs_are_named_in_full() -> None:
    """Prefixes of the query and of the project are resolved."""
    found = list_graphs("PREFIX g: <urn:g:> SELECT * FROM g:one FROM NAMED al:two FROM <urn:three> {}")
    assert [iri for iri, _ in found] == ["urn:g:one", "https://w3id.org/anodeless/ont#two", "urn:three"]


def test_prefixes_are_declared_where_they_are_missing() -> None:
    """Lines keep their numbers, and a prefix of the query's own stays what it is."""
    text = declare_prefixes("PREFIX al: <urn:mine#>\nSELECT * { ?x a al:Thing ; rdfs:label 'skos:no' }")
    assert text.startswith("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX al: <urn:mine#>\n")
    assert "skos#" not in text


def test_faults_of_the_tokens_have_an_excerpt_as_well(build: Path) -> None:
    """What our own reading of the words refuses is shown like what the engine refuses."""
    with pytest.raises(QuerySyntaxError) as caught, stream_guarded(build, "SELECT * { ?s ?p ~ }"):
        pass
    assert caught.value.excerpt.splitlines()[1].index("^") == 17


@pytest.mark.parametrize("seconds", ["nan", "0", "-1", "inf", "soon"])
def test_a_time_limit_is_a_number_of_seconds(build: Path, seconds: str) -> None:
    """What is no time limit is a usage error, before and behind the command."""
    for arguments in (("--timeout", seconds, "sparql", CROSS), ("sparql", CROSS, "--timeout", seconds)):
        result = run(*arguments, "-b", build)
        assert result.exit_code == 2, result.output
        assert "--timeout" in result.stderr


def test_the_time_limit_may_stand_before_the_command(build: Path) -> None:
    """`kg --timeout N sparql` ends a query of one's own as `kg sparql --timeout N` does."""
    result = run("--timeout", "0.5", "sparql", ENDLESS, "-b", build)
    assert result.exit_code == 4
    assert "0.5 s" in result.stderr


def test_an_empty_query_is_told(build: Path) -> None:
    """No query is a usage error, not a file that is missing."""
    result = run("sparql", " ", "-b", build)
    assert result.exit_code == 2
    assert "the query is empty" in result.stderr
