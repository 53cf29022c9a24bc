"""Real SPARQL servers for the tests: started on free ports of this machine, ended with the tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

STARTING_SECONDS = 120
ENDING_SECONDS = 30
VIRTUOSO_ROWS = 10_000  # the cap that Debian's own configuration sets

_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
ErrorLogLevel = 3
FileExtend = 50
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
MaxClientConnections = 20
CheckpointInterval = 0
SchedulerInterval = 10

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 20
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 10

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 120
"""


@dataclass(frozen=True)
class RunningServer:
    """A server that runs for the tests.

    Attributes:
        profile: the name of its profile.
        query_url: where it takes queries.
        update_url: where it takes updates.
        store_url: where it takes whole graphs.
        user: name for writing; "" where it wants none.
        password: its password.
        sql_port: Virtuoso's port for its own tools.
        folder: where its data lie.
    """

    profile: str
    query_url: str
    update_url: str
    store_url: str
    folder: Path
    user: str = ""
    password: str = ""
    sql_port: int = 0


def require(found: bool, variable: str, what: str) -> None:
    """Skip the test where something is missing, or fail it where the variable forbids skipping."""
    if found:
        return
    if os.environ.get(variable) == "1":
        pytest.fail(f"{what} is missing, and {variable}=1 requires it")
    pytest.skip(f"{what} is not installed")


def find_free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def run_virtuoso(folder: Path) -> Iterator[RunningServer]:
    """Run Debian's Virtuoso 7 with its data in the folder."""
    require(shutil.which("virtuoso-t") is not None, "KG_REQUIRE_SERVERS", "Virtuoso (virtuoso-opensource-7)")
    sql, http = find_free_port(), find_free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(sql=sql, http=http, folder=folder, rows=VIRTUOSO_ROWS))
    command = ["virtuoso-t", "+foreground", "+configfile", str(ini)]
    base = f"http://127.0.0.1:{http}"
    with _run(command, folder, f"{base}/sparql?query=ASK%20%7B%7D"):
        yield RunningServer(
            "virtuoso",
            f"{base}/sparql",
            f"{base}/sparql-auth",
            f"{base}/sparql-graph-crud-auth",
            folder,
            "dba",
            "dba",
            sql,
        )


@contextmanager
def run_oxigraph(folder: Path, *options: str) -> Iterator[RunningServer]:
    """Run the Oxigraph server, its data in memory."""
    program = Path(sys.executable).parent / "oxigraph"
    require(program.is_file(), "KG_REQUIRE_SERVERS", "the Oxigraph server (PyPI oxigraph)")
    port = find_free_port()
    base = f"http://127.0.0.1:{port}"
    with _run([str(program), "serve", "--bind", f"127.0.0.1:{port}", *options], folder, f"{base}/"):
        yield RunningServer("oxigraph", f"{base}/query", f"{base}/update", f"{base}/store", folder)


@contextmanager
def _run(command: list[str], folder: Path, ready_url: str) -> Iterator[None]:
    log = folder / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait_until_ready(process, ready_url, log)
            yield
        finally:
            _end(process)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    limit = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < limit:
        if process.poll() is not None:
            pytest.fail(f"{process.args!r} ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                response.read()
            return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{process.args!r} did not start in {STARTING_SECONDS} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                continue
