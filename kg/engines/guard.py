"""Queries of one's own, run in a child process that a time limit, a memory limit or Ctrl-C can end.

The engine has no time limit of its own, does not hear Ctrl-C while it works, and a few kilobytes of brackets
end the whole process it runs in: only a process apart holds all three.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Final, cast

import pyoxigraph as ox

from kg.engines import worker
from kg.engines.columns import order_columns
from kg.engines.engine import Rows, RowStream, Term
from kg.engines.local import find_generation, open_store, to_engine_error, to_one_line
from kg.engines.query_text import has_dataset, list_graphs
from kg.engines.results import read_rows, read_triples, to_oversize
from kg.engines.tokens import check_free_query, find_place
from kg.errors import DAMAGE, EngineError, EngineTimeoutError, QuerySyntaxError
from kg.terms import PREFIXES

DEFAULT_TIMEOUT_SECONDS: Final = 30.0
DEFAULT_MEMORY_MB: Final = 2048
MAX_ROWS_AT_ONCE: Final = 1_000_000
_SYNTAX_SECONDS: Final = 10.0


def run_guarded(
    build: Path,
    text: str,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    memory_mb: int = DEFAULT_MEMORY_MB,
    name: str = "query",
) -> Rows:
    """Return all rows, at most a million, that a query of one's own finds in the graph of a build folder.

    Args:
        build: the build folder.
        text: see `stream_guarded`.
        timeout_seconds: see `stream_guarded`.
        memory_mb: see `stream_guarded`.
        name: what to call the query in an error.

    Raises:
        EngineError: see `stream_guarded`.
    """
    with stream_guarded(build, text, timeout_seconds, memory_mb, name, services=None) as stream:
        rows = tuple(islice(stream.rows, MAX_ROWS_AT_ONCE + 1))
    if len(rows) > MAX_ROWS_AT_ONCE:
        raise EngineError(
            f"the answer is too large: more than {MAX_ROWS_AT_ONCE} rows",
            where=name,
            hint="ask for fewer rows with LIMIT",
        )
    return Rows(stream.columns, rows)


@contextmanager
def stream_guarded(
    build: Path,
    text: str,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    memory_mb: int = DEFAULT_MEMORY_MB,
    name: str = "query",
    services: Collection[str] | None = (),
    *,
    graphs_may_lack: bool = False,
    base: str | None = None,
) -> Iterator[RowStream]:
    """Give what a query of one's own finds in the current graph of a build folder, row by row.

    The project's prefixes (`kg.terms.PREFIXES`) need not be declared. However many rows there are, memory
    stays as it is. When the block is left, the query is ended.

    Args:
        build: the build folder.
        text: a SELECT, ASK, CONSTRUCT or DESCRIBE query of at most 100 kB.
        timeout_seconds: wall-clock seconds after which the child is ended, rows or not.
        memory_mb: address space of the child in megabytes.
        name: what to call the query in an error.
        services: addresses that SERVICE may call; None where there is no way to allow one.
        graphs_may_lack: whether a graph that FROM names and that is not there is an empty one, not an error.
        base: what relative addresses in the query are relative to; None refuses them.

    Raises:
        EngineError: the query is refused, has a fault, or ends the engine.
        EngineTimeoutError: it takes too long.
    """
    check_free_query(text, services, name)
    if not graphs_may_lack:
        check_graphs(build, text, name)
    store = str(find_generation(build).resolve())
    with _Child(store, text, timeout_seconds, memory_mb, name, base) as child:
        yield child.ask()


def check_graphs(build: Path, text: str, name: str = "query") -> None:
    """Return nothing for a query whose FROM clauses name only graphs that are there.

    Raises:
        EngineError: one names another graph.
    """
    named = list_graphs(text)
    if not named:
        return
    store = open_store(build)
    for iri, token in named:
        if not store.contains_named_graph(ox.NamedNode(iri)):
            raise EngineError(
                f"FROM names a graph that is not here: {to_one_line(iri)}",
                where=find_place(text, token.start, name),
                hint='kg sparql "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }" lists them',
            )


def find_syntax_fault(text: str, name: str = "query") -> QuerySyntaxError | None:
    """Return the fault in the grammar of a query, None where there is none or it cannot be told."""
    try:
        with _Child("", text, _SYNTAX_SECONDS, DEFAULT_MEMORY_MB, name) as child:
            child.ask()
    except QuerySyntaxError as error:
        return error
    except EngineError:
        pass
    return None


class _Child:
    """The child process with its one query; a context that leaves no process behind."""

    def __init__(
        self,
        store: str,
        text: str,
        timeout_seconds: float,
        memory_mb: int,
        name: str,
        base: str | None = None,
    ) -> None:
        self._text = text
        self._seconds = timeout_seconds
        self._name = name
        self._is_late = False
        self._interruption: BaseException | None = None
        self._order = json.dumps(
            {
                "store": store,
                "query": text,
                "prefixes": PREFIXES,
                "base": base,
                "union": not has_dataset(text),  # asked for the union, Oxigraph would take no notice of FROM
                "memory_bytes": memory_mb * 1024 * 1024,
                "cpu_seconds": int(timeout_seconds * 2) + 5,  # ends the child if this process dies before it
            }
        ).encode()

    def __enter__(self) -> "_Child":
        """Start the process."""
        self._process = subprocess.Popen(  # noqa: S603 - this Python, our own script; the query goes over a pipe
            [sys.executable, "-P", str(Path(worker.__file__).resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C reaches the parent only, which then ends the child
        )
        self._timer = threading.Timer(self._seconds, self._end_late)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whether it is done or not."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):  # the order was never read
                if pipe is not None:
                    pipe.close()

    def ask(self) -> RowStream:
        """Return what the query finds.

        Raises:
            EngineError: the query has a fault, or ends the engine.
            EngineTimeoutError: it takes too long.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # it died at once; the first line is then empty
            self._process.stdin.write(self._order)
            self._process.stdin.close()
        kind = self._process.stdout.readline()
        if kind == worker.TRIPLES:
            stream = read_triples(self, ox.RdfFormat.N_TRIPLES, self._explain)
        elif kind == worker.ROWS:
            stream = order_columns(read_rows(self, self._explain), self._text)
        else:
            raise self._find_error() or EngineError("the engine gave no answer", where=self._name)
        return RowStream(stream.columns, self._iter_checked(stream.rows))

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes of the answer; b"" at its end, or where Ctrl-C ended it."""
        assert self._process.stdout is not None
        try:
            return cast("BufferedReader", self._process.stdout).read1(size)
        except BaseException as error:  # noqa: BLE001 - raised again outside the parser, which would swallow it
            self._interruption = error
            return b""

    def _iter_checked(self, rows: Iterator[tuple[Term | None, ...]]) -> Iterator[tuple[Term | None, ...]]:
        yield from rows
        error = self._interruption or self._find_error()
        if error is not None:
            raise error

    def _end_late(self) -> None:
        self._is_late = True
        self._process.kill()

    def _explain(self, error: Exception) -> BaseException:
        """Return the error for an answer that the parser finds damaged or cut off."""
        if isinstance(error, MemoryError):
            return to_oversize(self._name)
        damaged = EngineError("the engine's answer is damaged", where=self._name)
        return self._interruption or self._find_error() or damaged

    def _find_error(self) -> EngineError | None:
        """Return why the process failed, None where it ended well."""
        assert self._process.stderr is not None
        message = self._process.stderr.read()
        code = self._process.wait()
        if self._is_late:
            return EngineTimeoutError(
                f"the query was ended after {self._seconds:g} s",
                where=self._name,
                hint="allow more with --timeout",
            )
        if code == worker.FAILED:
            return self._to_error(message)
        if code != 0:
            return EngineError(
                "the engine broke down over the query: it nests too deeply or needs too much memory",
                where=self._name,
                hint="simplify the query or add LIMIT",
            )
        return None

    def _to_error(self, message: bytes) -> EngineError:
        try:
            told = json.loads(message)
        except ValueError:
            return EngineError("the engine failed without saying why", where=self._name)
        if told["kind"] == "SyntaxError":
            return to_engine_error(told["message"], self._name, self._text)
        if told["kind"] == "MemoryError":
            return EngineError("the query needs too much memory", where=self._name, hint="add LIMIT")
        reason = to_one_line(told["message"])
        if reason.startswith(DAMAGE):
            return EngineError(f"the built graph is damaged: {reason}", hint="run: kg build --force")
        return EngineError(reason, where=self._name)
