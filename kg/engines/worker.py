"""Runs one query and ends: the child process of `kg.engines.guard`.

Stands alone (only pyoxigraph and the standard library), because it is started by its path. The order comes as
one JSON object on stdin; the answer leaves on stdout as SPARQL results in JSON, an error on stderr as another
JSON object.
"""

import json
import sys
from typing import Any, Final

import pyoxigraph as ox

FAILED: Final = 3


class _LimitedOutput:
    """A binary stream that refuses more than a given number of bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._left = limit_bytes

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise ValueError("the answer is too large: ask for fewer rows with LIMIT")
        return sys.stdout.buffer.write(data)

    def flush(self) -> None:
        sys.stdout.buffer.flush()


def main() -> int:
    """Return the exit code: 0 for an answer, `FAILED` for an error told on stderr."""
    order: dict[str, Any] = json.load(sys.stdin)
    _limit(int(order["memory_bytes"]), int(order["cpu_seconds"]))
    try:
        store = ox.Store.read_only(order["store"])
        found = store.query(order["query"], prefixes=order["prefixes"], use_default_graph_as_union=True)
        _write(found, _LimitedOutput(int(order["answer_bytes"])))
        sys.stdout.buffer.flush()
    except (SyntaxError, ValueError, RuntimeError, OSError, MemoryError) as error:
        json.dump({"kind": type(error).__name__, "message": str(error)}, sys.stderr)
        return FAILED
    return 0


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the time limit of the parent still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(found: Any, output: _LimitedOutput) -> None:
    if isinstance(found, ox.QueryTriples):
        output.write(b'{"triples":')
        triples = [[str(term) for term in (t.subject, t.predicate, t.object)] for t in found]
        output.write(json.dumps(triples).encode() + b"}")
    else:
        found.serialize(output, format=ox.QueryResultsFormat.JSON)


if __name__ == "__main__":
    sys.exit(main())
