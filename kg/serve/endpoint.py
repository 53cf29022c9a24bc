"""The read-only SPARQL endpoint: a request becomes a query, the query runs in a process that can be ended.

Source: SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/
"""

import re
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import parse_qs

import pyoxigraph as ox

from kg.engines.engine import RowStream
from kg.engines.guard import stream_guarded
from kg.engines.query_text import dissect, set_dataset
from kg.errors import EngineError, EngineTimeoutError, KgError
from kg.serve.formats import choose, find_formats
from kg.terms import PREFIXES

PATH: Final = "/sparql"
MAX_REQUEST_BYTES: Final = 400_000  # a query of 100 kB, each character percent-encoded
MAX_ANSWER_BYTES: Final = 64_000_000
AT_ONCE: Final = 4  # queries that run at the same time; others wait
_WAIT_SECONDS: Final = 10.0
_SPOOLED: Final = 4_000_000
_FORM: Final = "application/x-www-form-urlencoded"
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_BROKEN_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


class RefusedError(KgError):
    """A request that is not answered: HTTP status and the reason in one line."""

    status: int

    def __init__(self, status: int, message: str) -> None:
        """Keeps the status beside the message."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """What an HTTP request asks of the endpoint.

    Attributes:
        method: GET, HEAD or POST.
        query: the part of the address behind "?", as it came.
        content_type: media type of the body, in lower case and without parameters; "" for none.
        accept: the Accept header, "" for none.
        body: the body.
    """

    method: str
    query: str
    content_type: str
    accept: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: media type, length in bytes, and an open file to send."""

    media_type: str
    length: int
    file: IO[bytes]


class Endpoint:
    """Answers requests from the current graph of a build folder.

    Args:
        build: the build folder; each request sees the graph that is current then.
        timeout_seconds: after which a query is ended.
        memory_mb: what one query may use.
    """

    def __init__(self, build: Path, timeout_seconds: float = 30.0, memory_mb: int = 2048) -> None:
        self._build = build
        self._seconds = timeout_seconds
        self._memory_mb = memory_mb
        self._free = threading.BoundedSemaphore(AT_ONCE)

    def answer(self, request: Request) -> Reply:
        """Return the answer to a request; its file is the caller's to close.

        Raises:
            RefusedError: the request is not one, asks for what cannot be given, or its query fails.
        """
        text = read_query(request)
        if text is None:
            return self._describe(request.accept)
        try:
            form = dissect(text).form
        except EngineError as error:
            raise RefusedError(400, str(error)) from error
        chosen = choose(find_formats(form), request.accept)
        if chosen is None:
            names = ", ".join(one.media_type.partition(";")[0] for one in find_formats(form))
            raise RefusedError(406, f"a {form} query is answered as {names}")
        if not self._free.acquire(timeout=_WAIT_SECONDS):
            raise RefusedError(503, "too many queries are running; try again")
        try:
            file, length = self._run(text, chosen.write)
        finally:
            self._free.release()
        return Reply(chosen.media_type, length, file)

    def _run(self, text: str, write: Callable[..., object]) -> tuple[IO[bytes], int]:
        """Return the whole answer, on disk where it is long, so that no error is half an answer."""
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - the reply takes it
        length = 0
        try:
            with stream_guarded(self._build, text, self._seconds, self._memory_mb) as stream:
                for piece in write(stream):  # type: ignore[attr-defined] # all writers are generators of text
                    data = piece.encode("utf-8", "surrogatepass")
                    length += len(data)
                    if length > MAX_ANSWER_BYTES:
                        raise RefusedError(413, "the answer is too large; add LIMIT")
                    file.write(data)
        except EngineTimeoutError as error:
            file.close()
            raise RefusedError(503, str(error)) from error
        except EngineError as error:
            file.close()
            raise RefusedError(_status_of(error), str(error)) from error
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file, length

    def _describe(self, accept: str) -> Reply:
        """Return the service description.

        Source: SPARQL 1.1 Service Description, https://www.w3.org/TR/sparql11-service-description/
        """
        chosen = choose(find_formats("CONSTRUCT"), accept) or find_formats("CONSTRUCT")[0]
        service = ox.BlankNode("service")
        told = [
            (ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(f"{_SD}Service")),
            (ox.NamedNode(f"{_SD}supportedLanguage"), ox.NamedNode(f"{_SD}SPARQL11Query")),
            (ox.NamedNode(f"{_SD}feature"), ox.NamedNode(f"{_SD}UnionDefaultGraph")),
        ]
        told += [
            (ox.NamedNode(f"{_SD}resultFormat"), ox.NamedNode(f"http://www.w3.org/ns/formats/{name}"))
            for name in (
                "SPARQL_Results_JSON",
                "SPARQL_Results_XML",
                "SPARQL_Results_CSV",
                "SPARQL_Results_TSV",
                "Turtle",
                "N-Triples",
                "JSON-LD",
                "RDF_XML",
            )
        ]
        rows = ((service, predicate, target) for predicate, target in told)
        data = "".join(chosen.write(RowStream(("subject", "predicate", "object"), iter(rows)))).encode()
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - the reply takes it
        file.write(data)
        file.seek(0)
        return Reply(chosen.media_type, len(data), file)


def _status_of(error: EngineError) -> int:
    """Return 400 where the query is at fault, 500 where the engine is."""
    return 500 if "broke down" in error.message or "without saying why" in error.message else 400


def read_query(request: Request) -> str | None:
    """Return the query of a request with the data set that the protocol names; None for the bare endpoint.

    Raises:
        RefusedError: there is no query in it, or more than one, or it is an update.
    """
    in_address = _parse(request.query)
    if request.method == "POST":
        return _read_posted(request, in_address)
    if "update" in in_address:
        raise RefusedError(403, "this endpoint is read-only")
    if not in_address.get("query"):
        if in_address:
            raise RefusedError(400, "the parameter query is missing")
        return None
    return _with_dataset(_only(in_address, "query"), in_address)


def _read_posted(request: Request, in_address: dict[str, list[str]]) -> str:
    if request.content_type == "application/sparql-update":
        raise RefusedError(403, "this endpoint is read-only")
    if request.content_type == "application/sparql-query":
        if "query" in in_address:
            raise RefusedError(400, "there is a query in the address and one in the body")
        return _with_dataset(_decode(request.body), in_address)
    if request.content_type != _FORM:
        raise RefusedError(415, f"send {_FORM} or application/sparql-query")
    fields = _parse(_decode(request.body))
    if "update" in fields:
        raise RefusedError(403, "this endpoint is read-only")
    if not fields.get("query"):
        raise RefusedError(400, "the parameter query is missing")
    return _with_dataset(_only(fields, "query"), fields)


def _parse(encoded: str) -> dict[str, list[str]]:
    if _BROKEN_PERCENT.search(encoded):
        raise RefusedError(400, "the parameters are not percent-encoded")
    try:
        return parse_qs(encoded, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:  # UnicodeDecodeError is one
        raise RefusedError(400, "the parameters are not percent-encoded UTF-8") from error


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the body is not UTF-8") from error


def _only(fields: dict[str, list[str]], name: str) -> str:
    values = fields[name]
    if len(values) > 1:
        raise RefusedError(400, f"there is more than one {name}")
    return values[0]


def _with_dataset(text: str, fields: dict[str, list[str]]) -> str:
    """Return the query with FROM clauses for the graphs that the protocol names; these take precedence."""
    clauses = []
    for name, keyword in (("default-graph-uri", "FROM"), ("named-graph-uri", "FROM NAMED")):
        for iri in fields.get(name, ()):
            try:
                clauses.append(f"{keyword} {ox.NamedNode(iri)}")
            except ValueError as error:
                raise RefusedError(400, f"{name} is no IRI") from error
    if not clauses:
        return text
    try:
        return set_dataset(text, "\n".join(clauses))
    except EngineError as error:
        raise RefusedError(400, str(error)) from error
