"""Runs one query and ends: the child process of `kg.engines.guard`.

Stands alone (only pyoxigraph and the standard library), because it is started by its path. The order comes as
one JSON object on stdin. The answer leaves on stdout while it is found: one line that says what follows, then
SPARQL results in JSON, or N-Triples. An error leaves on stderr as another JSON object.
"""

import json
import sys
from typing import Any, Final

import pyoxigraph as ox

FAILED: Final = 3
ROWS: Final = b"rows\n"
TRIPLES: Final = b"triples\n"
_BLOCK_BYTES: Final = 65_536


def main() -> int:
    """Return the exit code: 0 for an answer, `FAILED` for an error told on stderr."""
    order: dict[str, Any] = json.load(sys.stdin)
    _limit(int(order["memory_bytes"]), int(order["cpu_seconds"]))
    try:
        store = ox.Store.read_only(order["store"]) if order["store"] else ox.Store()
        found = store.query(
            order["query"],
            base_iri=order["base"],
            prefixes=order["prefixes"],
            use_default_graph_as_union=order["union"],
        )
        _write(found)
    except BrokenPipeError:  # whoever asked has read enough
        return FAILED
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


def _write(found: Any) -> None:
    output = open(1, "wb", buffering=_BLOCK_BYTES, closefd=False)  # noqa: SIM115 - stdout, in larger blocks
    if isinstance(found, ox.QueryTriples):
        output.write(TRIPLES)
        for triple in found:
            output.write(f"{triple} .\n".encode())
    else:
        output.write(ROWS)
        found.serialize(output, format=ox.QueryResultsFormat.JSON)
    output.flush()


if __name__ == "__main__":
    sys.exit(main())
