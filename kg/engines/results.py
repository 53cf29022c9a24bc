"""Answers read while they arrive: SPARQL results in JSON, or triples, as rows.

Source: SPARQL 1.1 Query Results JSON Format, https://www.w3.org/TR/sparql11-results-json/
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, Protocol, TypeAlias, cast

import pyoxigraph as ox

from kg.engines.engine import RowStream, Term
from kg.errors import EngineError

TRIPLE_COLUMNS: Final = ("subject", "predicate", "object")
Explain: TypeAlias = Callable[[Exception], BaseException]
"""Gives the error to raise for one of the parser."""

# What the parser raises; the last where a single value is larger than it holds, 16 MB.
_FAULTS: Final = (SyntaxError, ValueError, OSError, MemoryError)
# Virtuoso writes blank nodes as addresses of its own kind, which are no blank node labels.
_BLANK_ADDRESS: Final = re.compile(rb'("bnode",\s*"value":\s*")nodeID://')
_LONGEST_ADDRESS: Final = 64


def to_oversize(where: str) -> EngineError:
    """Return the error for an answer one of whose values is larger than the parser holds."""
    hint = "ask for less of it, for example with SUBSTR"
    return EngineError("a single value of the answer is too large", where=where, hint=hint)


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, b"" at the end."""


class BlankNodeFilter:
    """A stream in which the blank nodes of Virtuoso are written as the standard has them."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._held = b""
        self._ready = b""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, b"" at the end."""
        while not self._ready:
            chunk = self._source.read(65_536)
            data = _BLANK_ADDRESS.sub(rb"\1", self._held + chunk)
            end = max(0, len(data) - _LONGEST_ADDRESS) if chunk else len(data)
            self._ready, self._held = data[:end], data[end:]
            if not chunk:
                break
        size = len(self._ready) if size < 0 else size
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken


def read_rows(source: Readable, explain: Explain) -> RowStream:
    """Return the rows of results in JSON as they arrive; yes or no is one row with the column `answer`.

    Args:
        source: the bytes.
        explain: gives the error to raise where they are no results or break off.
    """
    try:
        found = ox.parse_query_results(cast("bytes", source), ox.QueryResultsFormat.JSON)
    except _FAULTS as error:
        raise explain(error) from None
    if isinstance(found, ox.QueryBoolean):
        return RowStream(("answer",), iter([(ox.Literal(bool(found)),)]))
    assert isinstance(found, ox.QuerySolutions)
    columns = tuple(variable.value for variable in found.variables)
    return RowStream(columns, _iter_explained(map(tuple, found), explain))


def read_triples(source: Readable, kind: ox.RdfFormat, explain: Explain) -> RowStream:
    """Return triples as they arrive, in the columns subject, predicate and object.

    Args:
        source: the bytes.
        kind: how they are written.
        explain: gives the error to raise where they are no triples or break off.
    """
    quads = ox.parse(cast("bytes", source), kind)
    return RowStream(
        TRIPLE_COLUMNS, _iter_explained(((q.subject, q.predicate, q.object) for q in quads), explain)
    )


def _iter_explained(
    rows: Iterator[tuple[Term | None, ...]], explain: Explain
) -> Iterator[tuple[Term | None, ...]]:
    try:
        yield from rows
    except _FAULTS as error:
        raise explain(error) from None
    finally:
        del rows  # the engine's object must end in this thread, and a traceback would keep it
