"""The built graph on this disk, opened for reading only.

Source: a store that is being written must not be opened read-only (pyoxigraph documentation of
`Store.read_only`), so `kg build` finishes a generation under a new name and then changes `build/CURRENT`.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import product
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.engines.columns import order_columns
from kg.engines.engine import Rows, RowStream, Term, collect
from kg.engines.query_text import has_dataset
from kg.errors import EngineError, QuerySyntaxError
from kg.resources import BESIDE

_SYNTAX_ERROR: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)  # Source: oxigraph's `spargebra`
_GENERATION: Final = re.compile(r"gen-[0-9a-f]{12}")
_MESSAGE_CHARACTERS: Final = 160


class LocalEngine:
    """A store on this machine as an `Engine`.

    A query runs in this process and cannot be stopped: for queries of strangers see `kg.engines.guard`.

    Args:
        store: the graph, or what opens it when it is needed first.
        identity: its hash; "" for one that was never built, such as a store filled by hand.
        beside: folder for what follows from this very graph, such as answers given before; None for none.
    """

    def __init__(
        self, store: ox.Store | Callable[[], ox.Store], identity: str = "", beside: Path | None = None
    ) -> None:
        self._open = store if callable(store) else lambda: store
        self.identity = identity
        self.beside = beside

    @cached_property
    def store(self) -> ox.Store:
        """The graph itself.

        Raises:
            EngineError: it cannot be read.
        """
        return self._open()

    def run(self, text: str, name: str = "query") -> Rows:
        """Return what a complete query finds; see `Engine.run`."""
        return run_query(self.store, text, name)

    def stream(self, text: str, name: str = "query") -> RowStream:
        """Return what a complete query finds, row by row; see `Engine.stream`."""
        return stream_query(self.store, text, name)

    def find_triples(
        self,
        subjects: Collection[ox.NamedNode] | None = None,
        predicates: Collection[ox.NamedNode] | None = None,
        objects: Collection[ox.NamedNode | ox.Literal] | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the triples whose parts are among those given; see `Engine.find_triples`."""
        anything = (None,)
        parts = product(
            anything if subjects is None else subjects,
            anything if predicates is None else predicates,
            anything if objects is None else objects,
        )
        for pattern in parts:
            for quad in self.store.quads_for_pattern(*pattern):
                yield quad.triple


def open_engine(build: Path) -> LocalEngine:
    """Return the current graph of a build folder as an engine, read-only; its store is opened when needed.

    Raises:
        EngineError: nothing has been built there.
    """
    generation = find_generation(build)
    name = generation.name
    return LocalEngine(partial(open_generation, generation), name.removeprefix("gen-"), build / BESIDE / name)


def find_generation(build: Path) -> Path:
    """Return the folder of the finished store that `build/CURRENT` names.

    Raises:
        EngineError: nothing has been built there, or the build folder is damaged.
    """
    try:
        name = (build / "CURRENT").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise EngineError(f"there is no graph in {build}{'/'}", hint="run `kg build` first") from None
    except UnicodeDecodeError:
        name = ""
    generation = build / "store" / name
    if not _GENERATION.fullmatch(name) or not generation.is_dir():
        raise EngineError(f"{build / 'CURRENT'} does not name a finished graph", hint="run `kg build` again")
    return generation


def open_store(build: Path) -> ox.Store:
    """Return the current graph of a build folder, read-only.

    Raises:
        EngineError: nothing has been built there, or the store cannot be read.
    """
    return open_generation(find_generation(build))


def open_generation(generation: Path) -> ox.Store:
    """Return a finished store that `find_generation` gave, whatever is built meanwhile.

    Raises:
        EngineError: the store cannot be read.
    """
    try:
        return ox.Store.read_only(str(generation))
    except OSError as error:
        raise EngineError(
            f"the graph in {generation} cannot be read: {to_one_line(str(error))}",
            hint="run `kg build --force`",
        ) from error


def run_query(store: ox.Store, text: str, name: str = "query") -> Rows:
    """Return what a query finds in the union of all named graphs.

    An ASK query gives one row with the column `answer`; CONSTRUCT and DESCRIBE give one row per triple.

    Args:
        store: the graph.
        text: a complete query. It runs in this process and cannot be stopped: for queries of strangers
            see `kg.engines.guard`.
        name: what to call the query in an error.

    Raises:
        EngineError: the query has a fault; with line and column where the grammar is broken.
    """
    return collect(stream_query(store, text, name))


def stream_query(store: ox.Store, text: str, name: str = "query") -> RowStream:
    """Return what a query finds in the union of all named graphs, or those of its FROM, row by row.

    See `run_query`.

    Raises:
        EngineError: the query has a fault; some faults show only while rows are taken.
    """
    with explained(name, text):
        # asked for the union, Oxigraph would take no notice of FROM
        found = store.query(text, use_default_graph_as_union=not has_dataset(text))
    return to_stream(found, name, text)


def to_stream(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, name: str, text: str
) -> RowStream:
    """Return rows of what the engine gives: solutions, yes or no as the column `answer`, or triples."""
    if isinstance(found, ox.QuerySolutions):
        columns = tuple(variable.value for variable in found.variables)
        stream = RowStream(columns, _iter_explained(map(tuple, found), name, text))
        return order_columns(stream, text)
    if isinstance(found, ox.QueryBoolean):
        return RowStream(("answer",), iter([(ox.Literal(bool(found)),)]))
    triples = ((t.subject, t.predicate, t.object) for t in found)
    return RowStream(("subject", "predicate", "object"), _iter_explained(triples, name, text))


def _iter_explained(
    rows: Iterator[tuple[Term | None, ...]], name: str, text: str
) -> Iterator[tuple[Term | None, ...]]:
    with explained(name, text):
        yield from rows


@contextmanager
def explained(name: str, text: str) -> Iterator[None]:
    """Turn the engine's errors into ours."""
    try:
        yield
    except SyntaxError as error:
        raise to_engine_error(str(error), name, text) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise EngineError(to_one_line(str(error)), where=name) from error


def to_engine_error(message: str, name: str, text: str = "") -> EngineError:
    """Return the error for a message of the SPARQL parser, its line and column made part of the place.

    Args:
        message: what the parser says.
        name: what to call the query.
        text: the query, of which the faulty line is shown.
    """
    match = _SYNTAX_ERROR.match(message)
    if match is None:
        return EngineError(to_one_line(message), where=name)
    from kg.engines.faults import find_fault  # here and below, because most queries have no fault
    from kg.engines.tokens import to_excerpt, to_syntax_error

    fault = find_fault(text)
    if fault is not None:
        return to_syntax_error(fault.message, text, fault.start, name)
    line, column, rest = match.groups()
    return QuerySyntaxError(
        f"not valid SPARQL: {to_one_line(rest)}",
        where=f"{name}:{line}:{column}",
        excerpt=to_excerpt(text, int(line), int(column)),
    )


def to_one_line(message: str) -> str:
    """Return a message on one line, cut where it is very long."""
    line = " ".join(message.split())
    return line if len(line) <= _MESSAGE_CHARACTERS else line[: _MESSAGE_CHARACTERS - 1] + "…"
