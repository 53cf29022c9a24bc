"""Ctrl-C, `kill` and a time limit end every command at once, as documented, and nothing is half written."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import EngineTimeoutError
from tests.loopback import serve
from tests.processes import heed_interrupts
from tests.small_graph import make_build

# Makes the engine work for hours whatever it is asked, and says when it begins.
ENDLESS = """\
import sys
import kg.engines.local as local
import pyoxigraph as ox
from kg.cli.main import main

class Store:
    def query(self, text, **options):
        store = ox.Store()
        quads = (ox.Quad(ox.NamedNode(f"urn:{i}"), ox.NamedNode("urn:p"), ox.Literal(i)) for i in range(900))
        store.extend(quads)
        print("here", file=sys.stderr, flush=True)
        return store.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f + ?i < 0) }")
    def quads_for_pattern(self, *pattern, **options):
        list(self.query(""))
    def named_graphs(self):
        self.quads_for_pattern()

local.open_generation = lambda generation: Store()
main()
"""
COMMANDS = (
    ("query", "most-cited", "--fresh"),
    ("query", "most-cited", "--fresh", "-f", "csv", "-o", "rows.csv"),
    ("query", "central-works", "--fresh"),
    ("query", "mechanisms-of-material", "--material", "Mg"),
    ("ask", "which mechanisms are reported for magnesium?"),
    ("show", "Mg"),
    ("path", "Mg", "LCG"),
    ("compare", "Mg"),
    ("cite", "Mg", "-o", "works.bib"),
    ("network", "co-authorship"),
    ("view", "mechanisms-materials"),
    ("chart",),
    ("load-script", "oxigraph", "-o", "load"),
)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("ending"))


def start(program: str, *arguments: str, folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )


def end(process: "subprocess.Popen[bytes]", how: signal.Signals) -> tuple[float, bytes]:
    """Send a signal; return how many seconds the process took to end, and what it said."""
    before = time.monotonic()
    process.send_signal(how)
    told = b"".join(process.communicate(timeout=60))
    return time.monotonic() - before, told


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_ctrl_c_ends_every_command_while_the_engine_works(
    build: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """The engine hears no signal, and yet the command ends with 130."""
    with start(ENDLESS, *command, "-b", str(build), folder=tmp_path) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"here\n"
        time.sleep(0.2)
        seconds, told = end(process, signal.SIGINT)
    assert process.returncode == 130
    assert told == b""
    assert seconds < 10
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_is_half_written_is_removed(build: Path, tmp_path: Path, how: signal.Signals) -> None:
    """A canned question whose rows are being written leaves the file as it was."""
    (tmp_path / "rows.csv").write_text("before")
    slow = ENDLESS.replace("FILTER(?c + ?f + ?i < 0)", "")
    asked = ("query", "most-cited", "--fresh", "-f", "csv", "-o", "rows.csv", "-b", str(build))
    with start(slow, *asked, folder=tmp_path) as process:
        while len(list(tmp_path.iterdir())) < 2 and process.poll() is None:
            time.sleep(0.02)
        assert len(list(tmp_path.iterdir())) == 2
        _, told = end(process, how)
    assert process.returncode == 128 + how
    assert told == b"here\n"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
    assert (tmp_path / "rows.csv").read_text() == "before"


def test_ctrl_c_ends_a_query_of_ones_own_and_its_process(build: Path, tmp_path: Path) -> None:
    """The process in which the engine works goes as well."""
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    asked = ("sparql", endless, "-b", str(build), "--timeout", "600", "-o", "rows.txt")
    with start("from kg.cli.main import main; main()", *asked, folder=tmp_path) as process:
        workers: list[int] = []
        while not workers and process.poll() is None:
            workers = list_children(process.pid)
            time.sleep(0.05)
        time.sleep(0.5)
        seconds, told = end(process, signal.SIGINT)
    assert (process.returncode, told) == (130, b"")
    assert seconds < 10
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert list(tmp_path.iterdir()) == []


def list_children(process: int) -> list[int]:
    """Return the processes that a process has started."""
    found = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in found.read_text().split()] if found.exists() else []


def test_ctrl_c_ends_waiting_for_a_server(tmp_path: Path) -> None:
    """A server that says nothing holds nobody."""
    with serve(lambda _: lambda _: time.sleep(5)) as server:
        asked = ("--endpoint", server.url, "query", "most-cited")
        with start("from kg.cli.main import main; main()", *asked, folder=tmp_path) as process:
            while not server.requests and process.poll() is None:
                time.sleep(0.05)
            seconds, told = end(process, signal.SIGINT)
    assert (process.returncode, told) == (130, b"")
    assert seconds < 4


def test_ctrl_c_ends_the_server_of_this_machine(build: Path, tmp_path: Path) -> None:
    """`kg serve` ends as every other command does."""
    program = (
        "import kg.serve.running as running; from kg.cli.main import main;"
        "running.build_site = lambda options: None; running.to_lines = lambda report: []; main()"
    )
    asked = ("serve", "-o", "public", "--port", "0", "-b", str(build))
    with start(program, *asked, folder=tmp_path) as process:
        assert process.stderr is not None
        while b"Ctrl-C ends" not in process.stderr.readline():
            assert process.poll() is None
        _, told = end(process, signal.SIGINT)
    assert (process.returncode, told) == (130, b"")


def test_a_time_limit_holds_for_canned_questions(build: Path, tmp_path: Path) -> None:
    """`kg --timeout` ends what the engine of this machine takes too long for."""
    asked = ("--timeout", "1", "query", "most-cited", "--fresh", "-o", "rows.csv", "-b", str(build))
    before = time.monotonic()
    with start(ENDLESS, *asked, folder=tmp_path) as process:
        told = process.communicate(timeout=60)[1]
    assert process.returncode == EngineTimeoutError.exit_code == 4
    assert told == b"here\nError: there was no whole answer after 1 s (allow more with --timeout)\n"
    assert time.monotonic() - before < 30
    assert list(tmp_path.iterdir()) == []
