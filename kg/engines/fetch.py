"""The whole graph of a server, brought into memory, for what no query can say."""

from typing import Final, cast

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.engines.server import ServerEngine
from kg.errors import EngineError, IncompleteAnswerError

MOST_STATEMENTS: Final = 5_000_000  # a few gigabytes in memory, and as many minutes on the way


def fetch_store(engine: Engine) -> ox.Store:
    """Return all that `kg push` wrote to a server, each graph by its name, as a store in memory.

    Raises:
        EngineError: it was not written by `kg push`, so that nothing tells which statement is of which paper;
            it is too large; or the server fails.
        IncompleteAnswerError: a graph did not come whole.
    """
    if not isinstance(engine, ServerEngine):
        raise EngineError("this graph cannot be fetched")
    graphs = sorted(engine.pushed_graphs)
    if not graphs:
        raise EngineError(
            "the server does not tell which statements are of which paper",
            where=engine.identity,
            hint="put the graph there with `kg push`, or ask a built graph",
        )
    counts = {graph: engine.count_statements(graph) for graph in graphs}
    whole = sum(counts.values())
    if whole > MOST_STATEMENTS:
        raise EngineError(
            f"the server holds {whole} statements; {MOST_STATEMENTS} are the most that are fetched",
            where=engine.identity,
            hint="ask a graph that is built on this machine",
        )
    store = ox.Store()
    for graph in graphs:
        _fetch_graph(engine, ox.NamedNode(graph), store)
        found = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(graph)))
        if found != counts[graph]:
            raise IncompleteAnswerError(
                f"the server gave {found} of {counts[graph]} statements of {graph}",
                where=engine.identity,
                hint="it may have changed meanwhile; try again",
            )
    return store


def _fetch_graph(engine: ServerEngine, graph: ox.NamedNode, store: ox.Store) -> None:
    text = f"SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
    rows = engine.stream(text, "the graph").rows
    quads = (
        ox.Quad(cast("ox.NamedNode", s), cast("ox.NamedNode", p), cast("ox.NamedNode", o), graph)
        for s, p, o in rows
    )
    store.extend(quads)
