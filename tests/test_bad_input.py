"""Whatever is typed, and whatever the graph holds, each command that asks ends in one clear line."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from tests.small_graph import make_build

COMMANDS = {
    "query": ("query", "mechanisms-of-material", "--material"),
    "question": ("query",),
    "ask": ("ask",),
    "path": ("path", "Mg"),
    "compare": ("compare", "Mg"),
    "cite": ("cite",),
    "cite question": ("cite", "--question"),
    "card": ("query", "mechanisms-of-material", "--card", "--material"),
    "year": ("query", "mechanisms-of-material", "--as-of", "2024", "--material"),
}
HOSTILE = {
    "empty": "",
    "blank": "   ",
    "control": "\x01\x1b[2J",
    "turned": "\u202eabc",
    "lone surrogate": "\udc80",
    "emoji": "😀",
    "quotes": "'; DROP GRAPH <x> ; \"",
    "braces": "} UNION { ?s ?p ?o",
    "markup": "<script>alert(1)</script>",
    "path": "../../etc/passwd",
    "iri": "http://example.org/<x>",
    "lines": "a\nb\r\nc",
    "long": "é" * 10_000,
    "number": "1e309",
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("bad-input"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder whose graph holds nothing."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "empty.trig").write_text("")
    return make_build(folder, folder / "empty.trig")


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "-b", str(build)])


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_hostile_words_end_in_one_clear_line(build: Path, command: tuple[str, ...], typed: str) -> None:
    """No traceback, no endless message, nothing that steers a terminal, and an exit code as documented."""
    result = run(build, *command, typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert len(result.stderr) < 2000
    assert result.stderr.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "command",
    [
        ("query", "performance-table"),
        ("query", "performance-table", "--card"),
        ("query", "mechanisms-by-material", "--as-of", "2021"),
        ("query", "prices", "-f", "latex"),
    ],
)
def test_an_empty_graph_gives_an_empty_answer(empty: Path, command: tuple[str, ...]) -> None:
    """Nothing found is an answer."""
    result = run(empty, *command)
    assert result.exit_code == 0, result.output
    assert "nothing found" in result.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "what prevents dendrites?"),
        ("path", "Mg", "LCG"),
        ("compare", "Mg"),
        ("cite", "Mg"),
        ("show", "Mg"),
        ("find", "Mg"),
        ("query", "mechanisms-of-material", "--material", "Mg"),
    ],
)
def test_an_empty_graph_knows_no_names(empty: Path, command: tuple[str, ...]) -> None:
    """What the graph does not hold is told, not guessed."""
    result = run(empty, *command)
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert result.stderr


@pytest.mark.parametrize("command", [value for key, value in COMMANDS.items() if key != "question"])
def test_without_a_build_the_error_says_what_to_do(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Before the first build each command points to it."""
    words = (*command, "prices") if "--question" in command else (*command, "LCG")
    result = run(tmp_path / "none", *words)
    assert result.exit_code == 1
    assert "run `kg build` first" in result.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("query", "references-in-order", "--work", "jeon-2025"),
        ("query", "mechanisms-of-material", "--material", "Mg", "--card"),
        ("path", "Mg", "LCG", "-n", "20"),
        ("compare", "Mg", "-f", "json"),
        ("cite", "LCG"),
    ],
)
def test_a_closed_pipe_is_no_crash(build: Path, command: tuple[str, ...]) -> None:
    """`kg … | head` ends quietly."""
    program = [sys.executable, "-m", "kg", *command, "-b", str(build)]
    writer = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    told = writer.stderr.read()
    writer.wait(timeout=60)
    writer.stderr.close()
    assert "Traceback" not in told
    assert "Exception" not in told
