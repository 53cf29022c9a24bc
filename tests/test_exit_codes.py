"""Every command ends with a code of one documented table, and a failure is one line that says why."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.ending import EXIT_CODES
from kg.cli.main import cli
from kg.errors import EngineTimeoutError, IncompleteAnswerError, KgError
from tests.loopback import NO_ROWS, ROWS, Answer, serve
from tests.servers import find_free_port
from tests.small_graph import make_build

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("exit-codes"))


def run(*arguments: str | Path) -> Result:
    return CliRunner(env={"NETRC": "/dev/null"}).invoke(cli, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    "command",
    [
        ("query", "no-such-question"),
        ("query", "mechanisms-of-material"),
        ("query", "mechanisms-of-material", "--material", "unobtainium"),
        ("query", "retention-above", "--min-retention", "many"),
        ("show", "unobtainium"),
        ("find", ""),
        ("path", "Mg", "unobtainium"),
        ("compare", "unobtainium"),
        ("cite", "unobtainium"),
        ("cite", "--question", "no-such-question"),
        ("network", "no-such-network"),
        ("view", "no-such-view"),
        ("view", "around", "unobtainium"),
        ("chart", "no-such-chart"),
    ],
    ids=" ".join,
)
def test_a_name_or_value_that_does_not_fit_is_wrong_use(build: Path, command: tuple[str, ...]) -> None:
    """Whichever command it is: one line, code 2, and what would fit."""
    result = run(*command, "-b", build) if command[:2] != ("query", "no-such-question") else run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Error: ")
    assert "(" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("site", "--base-url", "lab.example"),
        ("site", "--issues-url", "javascript:alert(1)"),
        ("serve", "--timeout", "-1"),
        ("serve", "--timeout", "nan"),
        ("serve", "--host", "a b"),
        ("serve", "--cors", "https://lab.example/page"),
    ],
    ids=" ".join,
)
def test_a_setting_of_the_site_that_does_not_fit_is_wrong_use(command: tuple[str, ...]) -> None:
    """Before anything is made or served."""
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert command[-1] in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("no-such-command",),
        ("--endpoint", "localhost", "query", "prices"),
        ("--endpoint", "http://user:word@localhost/", "query", "prices"),
        ("--endpoint", "http://localhost/", "--engine", "no-such-engine", "query", "prices"),
        ("build", "no-such-paper", "-o", "never"),
        ("schema", "no-such-kind"),
        ("load-script", "no-such-server", "-o", "never"),
        ("completion", "no-such-shell"),
        ("query", "prices", "--no-such-option"),
        ("query", "prices", "-f", "no-such-format"),
        ("sparql", "no-such-file.rq"),
        ("push",),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_wrong_options_are_wrong_use(command: tuple[str, ...]) -> None:
    """What the command line itself refuses has the same code."""
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert not Path("never").exists()


@pytest.mark.parametrize("output_format", ["text", "json"])
def test_nothing_that_fits_is_a_failure_of_find_and_ask(build: Path, output_format: str) -> None:
    """A script sees that nothing was found, in either format."""
    found = run("find", "qqqqqq", "-f", output_format, "-b", build)
    assert (found.exit_code, found.stdout) == (1, "[]\n" if output_format == "json" else "")
    rows = "json" if output_format == "json" else "table"
    assert run("ask", "qqqqqq", "-f", rows, "-b", build).exit_code == 1


def test_nothing_found_is_an_answer_of_a_question(build: Path) -> None:
    """No rows are an answer, and no failure."""
    assert run("query", "claims-under-notice", "-b", build).exit_code == 0
    assert run("sparql", "SELECT * WHERE { <urn:none> ?p ?o }", "-b", build).exit_code == 0


def test_a_failure_says_why(build: Path, tmp_path: Path) -> None:
    """No graph, no server, a query with a fault, a folder that is not there."""
    port = find_free_port()
    for command in (
        ("query", "prices", "-b", tmp_path),
        ("--endpoint", f"http://127.0.0.1:{port}/", "query", "prices"),
        ("sparql", "SELECT * WHERE { ?s ?p }", "-b", build),
        ("sparql", "CLEAR ALL", "-b", build),
        ("query", "prices", "-b", build, "-o", tmp_path / "none" / "rows.csv"),
        ("build", "--papers", tmp_path / "none", "-o", tmp_path / "build"),
    ):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("Error: ")


def test_too_late_and_not_whole_have_codes_of_their_own(build: Path) -> None:
    """A script can tell them from other failures."""
    assert run("sparql", ENDLESS, "--timeout", "0.5", "-b", build).exit_code == 4
    with serve(lambda request: Answer(NO_ROWS) if request.is_lookup else Answer(ROWS[:60])) as server:
        assert run("--endpoint", server.url, "sparql", ENDLESS).exit_code == 5


def test_found_wanting_has_a_code_of_its_own(tmp_path: Path) -> None:
    """`kg check` of papers with errors."""
    (tmp_path / "doe-2026").mkdir()
    assert run("check", "--papers", tmp_path).exit_code == 3


def test_the_table_holds_every_code_of_an_error() -> None:
    """No error ends a command with a code that nobody has documented; help and docs show the table."""

    def iter_codes(kind: type[KgError]) -> "list[int]":
        return [kind.exit_code, *(code for below in kind.__subclasses__() for code in iter_codes(below))]

    assert {*iter_codes(KgError)} <= {*EXIT_CODES}
    assert EXIT_CODES[EngineTimeoutError.exit_code] != EXIT_CODES[IncompleteAnswerError.exit_code]
    told = run("--help").stdout
    page = Path(__file__).parent.parent / "docs" / "commands.md"
    for code, meaning in EXIT_CODES.items():
        assert f"{code:>5}  {meaning}" in told
        assert f"| {code} | {meaning} |" in page.read_text()
