"""Queries of one's own, run in a child process that a time limit, a memory limit or Ctrl-C can end.

The engine has no time limit of its own, does not hear Ctrl-C while it works, and a few kilobytes of brackets
end the whole process it runs in: only a process apart holds all three.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from kg.engines import worker
from kg.engines.engine import Rows, Term
from kg.engines.local import find_generation, to_engine_error, to_one_line
from kg.engines.tokens import check_free_query
from kg.errors import EngineError
from kg.terms import PREFIXES

DEFAULT_TIMEOUT_SECONDS: Final = 30.0
DEFAULT_MEMORY_MB: Final = 2048
MAX_ANSWER_BYTES: Final = 64_000_000


def run_guarded(
    build: Path,
    text: str,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    memory_mb: int = DEFAULT_MEMORY_MB,
    name: str = "query",
) -> Rows:
    """Return what a query of one's own finds in the current graph of a build folder.

    The project's prefixes (`kg.terms.PREFIXES`) need not be declared.

    Args:
        build: the build folder.
        text: a SELECT, ASK, CONSTRUCT or DESCRIBE query of at most 100 kB without SERVICE.
        timeout_seconds: wall-clock seconds after which the child is ended.
        memory_mb: address space of the child in megabytes.
        name: what to call the query in an error.

    Raises:
        EngineError: the query is refused, has a fault, takes too long, or ends the engine.
    """
    check_free_query(text)
    order = {
        "store": str(find_generation(build).resolve()),
        "query": text,
        "prefixes": PREFIXES,
        "memory_bytes": memory_mb * 1024 * 1024,
        "cpu_seconds": int(timeout_seconds * 2) + 5,  # ends the child if this process dies before it
        "answer_bytes": MAX_ANSWER_BYTES,
    }
    answer = _run_child(json.dumps(order), timeout_seconds, name)
    try:
        return to_rows(json.loads(answer))
    except ValueError as error:
        raise EngineError("the engine's answer is damaged", where=name) from error


def to_rows(answer: dict[str, Any]) -> Rows:
    """Return the rows of an answer in SPARQL results JSON, or of the worker's list of triples.

    Source: SPARQL 1.1 Query Results JSON Format, https://www.w3.org/TR/sparql11-results-json/
    """
    if "triples" in answer:
        triples = ox.parse(
            "".join(" ".join(t) + " .\n" for t in answer["triples"]).encode(), ox.RdfFormat.N_TRIPLES
        )
        return Rows(
            ("subject", "predicate", "object"), tuple((q.subject, q.predicate, q.object) for q in triples)
        )
    if "boolean" in answer:
        return Rows(("answer",), ((ox.Literal(bool(answer["boolean"])),),))
    columns = tuple(answer["head"]["vars"])
    bindings = answer["results"]["bindings"]
    return Rows(columns, tuple(tuple(_to_term(b.get(c)) for c in columns) for b in bindings))


def _run_child(order: str, timeout_seconds: float, name: str) -> bytes:
    child = subprocess.Popen(  # noqa: S603 - the program is this Python, the script our own, the query goes over a pipe
        [sys.executable, "-P", str(Path(worker.__file__).resolve())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C reaches the parent only, which then ends the child
    )
    with child:
        try:
            answer, message = child.communicate(order.encode(), timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            raise EngineError(
                f"the query was ended after {timeout_seconds:g} s",
                where=name,
                hint="allow more with --timeout",
            ) from None
        finally:
            child.kill()
    if child.returncode == worker.FAILED:
        raise _to_error(message, name)
    if child.returncode != 0:
        raise EngineError(
            "the engine broke down over the query: it nests too deeply or needs too much memory",
            where=name,
            hint="simplify the query or add LIMIT",
        )
    return answer


def _to_error(message: bytes, name: str) -> EngineError:
    try:
        told = json.loads(message)
    except ValueError:
        return EngineError("the engine failed without saying why", where=name)
    if told["kind"] == "SyntaxError":
        return to_engine_error(told["message"], name)
    if told["kind"] == "MemoryError":
        return EngineError("the query needs too much memory", where=name, hint="add LIMIT")
    return EngineError(to_one_line(told["message"]), where=name)


def _to_term(binding: dict[str, Any] | None) -> Term | None:
    if binding is None:
        return None
    value = binding["value"]
    if binding["type"] == "uri":
        return ox.NamedNode(value)
    if binding["type"] == "bnode":
        return ox.BlankNode(value)
    if binding["type"] == "triple":
        subject, predicate, target = (_to_term(value[part]) for part in ("subject", "predicate", "object"))
        return ox.Triple(subject, predicate, target)  # type: ignore[arg-type] # the format guarantees the kinds
    if "xml:lang" in binding:
        return ox.Literal(value, language=binding["xml:lang"])
    datatype = binding.get("datatype")
    return ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value)
