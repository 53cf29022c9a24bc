"""What questions need of a graph, wherever it lies: run a query, and look triples up without one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query found: column names, and for each row one term or None per column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class RowStream:
    """What a query finds, row by row: column names, and an iterator that can be walked once.

    An error may come while it is walked; then the rows before it are not the whole answer.
    """

    columns: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


def collect(stream: RowStream) -> Rows:
    """Return all rows of a stream.

    Raises:
        EngineError: the engine fails before the last row.
    """
    return Rows(stream.columns, tuple(stream.rows))


def to_stream(rows: Rows) -> RowStream:
    """Return rows that are there already as a stream."""
    return RowStream(rows.columns, iter(rows.rows))


class Engine(Protocol):
    """A graph that can be asked: `kg.engines.local.LocalEngine` is one on this machine.

    All named graphs are seen as one.
    """

    @property
    def identity(self) -> str:
        """What is asked: the hash of a graph built here, or the address of a server."""

    def run(self, text: str, name: str = "query") -> Rows:
        """Return what a complete query finds.

        An ASK query gives one row with the column `answer`; CONSTRUCT and DESCRIBE give one row per triple.

        Args:
            text: the query, prefixes included.
            name: what to call the query in an error.

        Raises:
            EngineError: the query has a fault or the engine fails.
        """

    def stream(self, text: str, name: str = "query") -> RowStream:
        """Return what a complete query finds as rows that come one by one, so that memory stays flat.

        Args:
            text: the query, prefixes included.
            name: what to call the query in an error.

        Raises:
            EngineError: the query has a fault or the engine fails, at once or while rows are taken.
        """

    def find_triples(
        self,
        subjects: Collection[ox.NamedNode] | None = None,
        predicates: Collection[ox.NamedNode] | None = None,
        objects: Collection[ox.NamedNode | ox.Literal] | None = None,
    ) -> Iterator[ox.Triple]:
        """Yield the triples whose three parts are each among those given; None stands for anything.

        A triple that stands in several graphs may come more than once. Ask for many things at a time: a
        server answers each call with a request or two.

        Raises:
            EngineError: the engine fails.
        """
