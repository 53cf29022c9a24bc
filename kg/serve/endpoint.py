"""The read-only SPARQL endpoint: a request becomes a query, the query runs in a process that can be ended.

Source: SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/
"""

import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from urllib.parse import parse_qsl

import pyoxigraph as ox

from kg.engines.engine import RowStream, Term
from kg.engines.guard import stream_guarded
from kg.engines.query_text import dissect, set_dataset
from kg.errors import EngineError, EngineTimeoutError, KgError
from kg.serve.formats import choose, find_formats
from kg.terms import PREFIXES

PATH: Final = "/sparql"
MAX_REQUEST_BYTES: Final = 400_000  # a query of 100 kB, each character percent-encoded
MAX_ANSWER_BYTES: Final = 64_000_000
MOST_TRIPLES: Final = 500_000  # of a graph that is asked for: it is held whole, to be sorted
AT_ONCE: Final = 4  # queries that run at the same time; others wait
_WAIT_SECONDS: Final = 10.0
_GRAPH_FORMS: Final = ("CONSTRUCT", "DESCRIBE")
_TOO_LARGE: Final = "the answer is too large; add LIMIT"
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
        charset: how the body is said to be encoded, in lower case; "" where nothing is said.
        address: under which the endpoint was called, as `http://127.0.0.1:8000/sparql`.
    """

    method: str
    query: str
    content_type: str
    accept: str
    body: bytes
    charset: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a request asks.

    Attributes:
        text: the query.
        has_dataset: whether the protocol, not the query, names the graphs to ask.
        base: what relative addresses in it are relative to, None where that is not known.
    """

    text: str
    has_dataset: bool
    base: str | None


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
        query = read_query(request)
        if query is None:
            return self._describe(request)
        try:
            form = dissect(query.text).form
        except EngineError as error:
            raise RefusedError(400, str(error)) from error
        chosen = choose(find_formats(form), request.accept)
        if chosen is None:
            names = ", ".join(one.media_type.partition(";")[0] for one in find_formats(form))
            raise RefusedError(406, f"{form} queries are answered as {names}")
        if not self._free.acquire(timeout=_WAIT_SECONDS):
            raise RefusedError(503, "too many queries are running; try again")
        try:
            file, length = self._run(query, chosen.write, MOST_TRIPLES if form in _GRAPH_FORMS else None)
        finally:
            self._free.release()
        return Reply(chosen.media_type, length, file)

    def _run(
        self, query: Query, write: Callable[..., object], most: int | None = None
    ) -> tuple[IO[bytes], int]:
        """Return the whole answer, on disk where it is long, so that no error is half an answer.

        Of more than `most` rows none is given.

        A graph that the protocol names and that is not here is an empty one, as clients of other endpoints
        expect; one that a query names in FROM is more likely misspelt, and refused.
        """
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - the reply takes it
        length = 0
        try:
            with stream_guarded(
                self._build,
                query.text,
                self._seconds,
                self._memory_mb,
                services=None,
                graphs_may_lack=query.has_dataset,
                base=query.base,
            ) as stream:
                rows = stream if most is None else _bound(stream, most)
                for piece in write(rows):  # type: ignore[attr-defined] # all writers are generators of text
                    data = piece.encode("utf-8", "surrogatepass")
                    length += len(data)
                    if length > MAX_ANSWER_BYTES:
                        raise RefusedError(413, _TOO_LARGE)
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

    def _describe(self, request: Request) -> Reply:
        """Return the service description.

        Source: SPARQL 1.1 Service Description, https://www.w3.org/TR/sparql11-service-description/
        """
        chosen = choose(find_formats("CONSTRUCT"), request.accept) or find_formats("CONSTRUCT")[0]
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
        if request.address:
            told.append((ox.NamedNode(f"{_SD}endpoint"), ox.NamedNode(request.address)))
        rows = ((service, predicate, target) for predicate, target in told)
        data = "".join(chosen.write(RowStream(("subject", "predicate", "object"), iter(rows)))).encode()
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115 - the reply takes it
        file.write(data)
        file.seek(0)
        return Reply(chosen.media_type, len(data), file)


def _bound(stream: RowStream, most: int) -> RowStream:
    """Return the rows of an answer, which is refused where there are more: its writer holds them all."""

    def iter_rows() -> Iterator[tuple[Term | None, ...]]:
        for number, row in enumerate(stream.rows):
            if number == most:
                raise RefusedError(413, _TOO_LARGE)
            yield row

    return RowStream(stream.columns, iter_rows())


def _status_of(error: EngineError) -> int:
    """Return 400 where the query is at fault, 500 where the engine is."""
    return 500 if "broke down" in error.message or "without saying why" in error.message else 400


def read_query(request: Request) -> Query | None:
    """Return the query of a request with the data set that the protocol names; None for the bare endpoint.

    Raises:
        RefusedError: there is no query in it, or more than one, or it is an update.
    """
    fields = _parse(request.query)
    if request.method == "POST":
        _take_body(request, fields)
    if "update" in fields:
        raise RefusedError(403, "this endpoint is read-only")
    queries = fields.get("query", [])
    if len(queries) > 1:
        raise RefusedError(400, "there is more than one query")
    if not queries:
        if fields or request.method == "POST":
            raise RefusedError(400, "the parameter query is missing")
        return None
    text, has_dataset = _with_dataset(queries[0], fields)
    return Query(text, has_dataset, request.address or None)


def _take_body(request: Request, fields: dict[str, list[str]]) -> None:
    """Add what the body of a POST holds to the parameters that stand in the address.

    Source: SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3
    """
    if request.content_type == "application/sparql-update":
        raise RefusedError(403, "this endpoint is read-only")
    if request.content_type not in (_FORM, "application/sparql-query"):
        raise RefusedError(415, f"send {_FORM} or application/sparql-query")
    if request.charset not in ("", "utf-8", "utf8"):
        raise RefusedError(415, "send the body in UTF-8")
    text = _decode(request.body)
    found = _parse(text) if request.content_type == _FORM else {"query": [text]}
    for name, values in found.items():
        fields.setdefault(name, []).extend(values)


def _parse(encoded: str) -> dict[str, list[str]]:
    if _BROKEN_PERCENT.search(encoded):
        raise RefusedError(400, "the parameters are not percent-encoded")
    fields: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=100):
            fields.setdefault(name, []).append(value)
    except ValueError as error:  # UnicodeDecodeError is one
        raise RefusedError(400, "the parameters are not percent-encoded UTF-8") from error
    return fields


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the body is not UTF-8") from error


def _with_dataset(text: str, fields: dict[str, list[str]]) -> tuple[str, bool]:
    """Return the query with FROM clauses for the graphs that the protocol names, and whether it names any.

    They take precedence over those of the query.
    """
    clauses = []
    for name, keyword in (("default-graph-uri", "FROM"), ("named-graph-uri", "FROM NAMED")):
        for iri in fields.get(name, ()):
            try:
                clauses.append(f"{keyword} {ox.NamedNode(iri)}")
            except ValueError as error:
                raise RefusedError(400, f"{name} is no IRI") from error
    if not clauses:
        return text, False
    try:
        return set_dataset(text, "\n".join(clauses)), True
    except EngineError as error:
        raise RefusedError(400, str(error)) from error
