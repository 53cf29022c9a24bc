"""A graph put on a SPARQL server: graph after graph, only what changed, and always in a known state.

The server's manifest graph lists the graphs that are whole, each with the digest of its statements. A graph
leaves the list before it is written and returns when it is whole and counted. So a push that was interrupted
goes on where it stopped, and a reader always sees what is whole.

Source: SPARQL 1.1 Graph Store HTTP Protocol, https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from kg.engines.manifest import to_insertion, to_removal
from kg.engines.server import ServerEngine
from kg.engines.transport import RefusedError, UnreachableError
from kg.errors import EngineError, EngineTimeoutError, IncompleteAnswerError

_STATEMENTS_A_REQUEST: Final = 50_000
_PAUSES_SECONDS: Final = (0.5, 2.0)  # before the second and the third try
_NTRIPLES: Final = "application/n-triples"
_NOT_FOUND: Final = 404
_MAY_PASS: Final = frozenset({429, 502, 503, 504})

Progress = Callable[[str, str, int], None]
"""Is told what is done ("write", "keep", "remove"), with which graph, and the number of its statements."""


@dataclass(frozen=True, slots=True)
class LocalGraph:
    """A named graph of the built graph.

    Attributes:
        iri: its name.
        lines: its statements as N-Triples, sorted.
        digest: SHA-256 of the lines.
    """

    iri: str
    lines: Sequence[str]
    digest: str


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push did: names of graphs."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]


def push_graphs(server: ServerEngine, store: ox.Store, progress: Progress | None = None) -> PushReport:
    """Return what was done to make the server hold the named graphs of a store and no older ones of ours.

    Graphs that `kg push` never wrote are left alone.

    Args:
        server: the server; its graph-store address is used where it has one, else updates.
        store: the built graph.
        progress: is told of every graph before it is touched.

    Raises:
        EngineError: the server cannot be reached, refuses, or holds another number of statements than sent.
    """
    tell = progress or (lambda *_: None)
    server.forget_pushed_graphs()
    held = dict(server.pushed_graphs)
    written, kept = [], []
    for graph in iter_graphs(store):
        if held.pop(graph.iri, None) == graph.digest:
            tell("keep", graph.iri, len(graph.lines))
            kept.append(graph.iri)
            continue
        tell("write", graph.iri, len(graph.lines))
        _retry(partial(server.update, to_removal(graph.iri)))
        _write_graph(server, graph)
        _retry(partial(server.update, to_insertion(graph.iri, graph.digest)))
        written.append(graph.iri)
    for iri in sorted(held):
        tell("remove", iri, 0)
        _retry(partial(server.update, to_removal(iri)))
        _retry(partial(_delete, server, iri))
    server.forget_pushed_graphs()
    return PushReport(tuple(written), tuple(kept), tuple(sorted(held)))


def compare_graphs(server: ServerEngine, store: ox.Store) -> list[str]:
    """Return in words where what `kg push` wrote to a server differs from a store; empty where it does not.

    Raises:
        EngineError: the server cannot be reached or refuses.
    """
    held = dict(server.pushed_graphs)
    if not held:
        return ["kg push has never written to it"]
    found = []
    for graph in iter_graphs(store):
        digest = held.pop(graph.iri, None)
        if digest is None:
            found.append(f"it lacks {graph.iri}")
        elif digest != graph.digest:
            found.append(f"it holds another state of {graph.iri}")
    return found + [f"it still holds {iri}, which is not built any more" for iri in sorted(held)]


def iter_graphs(store: ox.Store) -> Iterator[LocalGraph]:
    """Yield the named graphs of a store in the order of their names.

    Raises:
        EngineError: a statement has a blank node, which would get another name with every push.
    """
    for name in sorted(store.named_graphs(), key=str):
        lines = sorted(f"{quad.triple} .\n" for quad in store.quads_for_pattern(None, None, None, name))
        if isinstance(name, ox.BlankNode) or any(_has_blank_node(line) for line in lines):
            raise EngineError("the graph has blank nodes", where=str(name), hint="run `kg build` again")
        yield LocalGraph(name.value, lines, to_digest(lines))


def to_digest(lines: Sequence[str]) -> str:
    """Return the SHA-256 of sorted N-Triples, in hexadecimal."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def _has_blank_node(line: str) -> bool:
    return line.startswith("_:") or line.rstrip(" .\n").rpartition(" ")[2].startswith("_:")


def _write_graph(server: ServerEngine, graph: LocalGraph) -> None:
    """Replace a graph of the server, and make sure that all of it is there."""
    write = _put if server.addresses.store is not None else _insert
    write(server, graph)
    count = server.count_statements(graph.iri)
    if count != len(graph.lines):
        raise EngineError(
            f"the server holds {count} of {len(graph.lines)} statements of {graph.iri}",
            where=server.identity,
            hint="push again; what was written before is kept",
        )


def _put(server: ServerEngine, graph: LocalGraph) -> None:
    """Send a graph to the graph store, a long one in parts: the first replaces it, the others add to it."""
    url = _to_store_address(server, graph.iri)
    for start in range(0, max(1, len(graph.lines)), _STATEMENTS_A_REQUEST):
        content = "".join(graph.lines[start : start + _STATEMENTS_A_REQUEST]).encode()
        method = "POST" if start else "PUT"
        _retry(partial(server.transport.send, method, url, content, _NTRIPLES))


def _insert(server: ServerEngine, graph: LocalGraph) -> None:
    """Send a graph as updates of as many statements as the server takes."""
    name = ox.NamedNode(graph.iri)
    _retry(partial(server.update, f"DROP SILENT GRAPH {name}"))
    size = server.profile.most_inserted
    for start in range(0, len(graph.lines), size):
        text = f"INSERT DATA {{ GRAPH {name} {{\n{''.join(graph.lines[start : start + size])}}} }}"
        _retry(partial(server.update, text))


def _delete(server: ServerEngine, iri: str) -> None:
    """Delete a graph of the server, if it is there."""
    if server.addresses.store is None:
        server.update(f"DROP SILENT GRAPH {ox.NamedNode(iri)}")
        return
    try:
        server.transport.send("DELETE", _to_store_address(server, iri), b"", _NTRIPLES)
    except RefusedError as error:
        if error.status != _NOT_FOUND:
            raise


def _to_store_address(server: ServerEngine, iri: str) -> str:
    return f"{server.addresses.store}?graph={quote(iri, safe='')}"


def _retry(action: Callable[[], None]) -> None:
    """Do something that may be done twice; after a failure that may pass it is tried again."""
    for pause in _PAUSES_SECONDS:
        try:
            action()
        except EngineError as error:
            if not _may_pass(error):
                raise
            time.sleep(pause)
        else:
            return
    action()


def _may_pass(error: EngineError) -> bool:
    if isinstance(error, RefusedError):
        return error.status in _MAY_PASS
    return isinstance(error, EngineTimeoutError | IncompleteAnswerError | UnreachableError)
