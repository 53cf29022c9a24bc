"""HTTP with a SPARQL server: strict limits, no redirects, secrets only where asked for, clear failures."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NoReturn

import httpcore
import httpx

from kg import __version__
from kg.engines.connections import DeadlineTransport
from kg.engines.credentials import (
    PASSWORD_VARIABLE,
    TOKEN_VARIABLE,
    USER_VARIABLE,
    Credentials,
    to_shown,
)
from kg.engines.local import to_one_line
from kg.errors import EngineError, EngineTimeoutError, IncompleteAnswerError

CONNECT_SECONDS: Final = 10.0
_MESSAGE_BYTES: Final = 4000
_CHUNK_BYTES: Final = 65_536
_TAIL_BYTES: Final = 300
_TAG: Final = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
# Source: SPARQL 1.1 Query Results JSON Format, sections 3.1 and 3.2: the members of the object
_FOREIGN_KEY: Final = re.compile(rb'\s*\{\s*"(?!(?:head|results|boolean)")[^"]*"\s*:')
_PLAIN_REASONS: Final[Mapping[int, tuple[str, str | None]]] = {
    404: ("there is nothing at this address", "check the path; see `kg doctor --help`"),
    405: ("the address does not take this kind of request", "is it the address for queries?"),
    406: ("the server does not offer results as SPARQL JSON", None),
    408: ("the server gave up waiting", None),
    413: ("the server finds the request too large", None),
    414: ("the server finds the request too long", None),
    415: ("the server does not take this kind of request", "is it a SPARQL 1.1 server?"),
    429: ("the server has too many requests", "wait a little"),
    502: ("the server behind this address does not answer", None),
    503: ("the server is too busy or ended the query", "try again, or simplify the query"),
    504: ("the server behind this address takes too long", None),
}


class RefusedError(EngineError):
    """A server answered with a status that is no success.

    Attributes:
        status: the HTTP status.
    """

    def __init__(self, status: int, message: str, where: str, hint: str | None) -> None:
        """Keeps the status for callers that know more about the request."""
        super().__init__(message, where, hint)
        self.status = status


class UnreachableError(EngineError):
    """No answer came because the connection could not be made or was closed."""


class _ChallengeAuth(httpx.Auth):
    """Sends a token always; name and password only in answer to a challenge, as Digest where it is offered.

    Source: RFC 7617 (Basic), RFC 7616 (Digest), RFC 6750 (Bearer).
    """

    requires_request_body = True

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override] # httpx asks for a Generator, and this is one
        """Yield the request, and again with an answer to the server's challenge."""
        known = self._credentials
        if known.token:
            request.headers["Authorization"] = f"Bearer {known.token}"
            yield request
            return
        if self._chosen is None:
            response = yield request
            if response.status_code != 401 or known.user is None:  # type: ignore[attr-defined] # what is sent in
                return
            challenge = response.headers.get("www-authenticate", "").lower()  # type: ignore[attr-defined]
            digest = "digest" in challenge
            self._chosen = (httpx.DigestAuth if digest else httpx.BasicAuth)(known.user, known.password or "")
        yield from self._chosen.auth_flow(request)


class Body:
    """The bytes of an answer as a file that a parser reads, within limits of time and size.

    Attributes:
        headers: the headers of the answer.
        failure: the error that ended the reading early; the parser saw the end of the file instead.
        tail: the last bytes that came.
        begins_with_results: whether the first byte can begin results.
        is_other_json: whether it is JSON, but no results.
    """

    def __init__(
        self, response: httpx.Response, transport: "Transport", deadline: float, max_bytes: int
    ) -> None:
        self.headers = response.headers
        self.failure: BaseException | None = None
        self.tail = b""
        self.begins_with_results = False
        self._is_foreign = False
        self._url = str(response.url)
        self._chunks = response.iter_bytes()
        self._transport = transport
        self._deadline = deadline
        self._left = max_bytes
        self._buffer = b""
        self._place = 0  # in the buffer; a chunk that was packed may be long

    @property
    def content_type(self) -> str:
        """The media type that the answer claims to have, in lower case."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def is_other_json(self) -> bool:
        """Whether the answer, which a parser refuses, is JSON of another kind and not results cut off."""
        if self._is_foreign or len(self.tail) >= _TAIL_BYTES:
            return self._is_foreign
        try:
            json.loads(self.tail)  # short, and so all of it
        except ValueError:
            return False
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes, b"" at the end or after a failure."""
        try:
            if time.monotonic() > self._deadline:  # what came at once may take long to parse
                raise self._transport.to_late(self._url, is_reading=True)
            while self._place == len(self._buffer) and self.failure is None:
                self._buffer, self._place = self._next(), 0
        except StopIteration:
            return b""
        except BaseException as error:  # noqa: BLE001 - also Ctrl-C: raised by `check`, outside the parser
            self.failure = error
        if self.failure is not None:
            return b""
        start, self._place = self._place, len(self._buffer) if size < 0 else self._place + size
        taken = self._buffer[start : self._place]
        self._place = start + len(taken)
        return taken

    def check(self) -> None:
        """Raise the failure that ended the reading, if there was one."""
        if self.failure is not None:
            raise self.failure

    def _next(self) -> bytes:
        with self._transport.explained(self._url, is_reading=True):
            chunk = next(self._chunks)
        self._left -= len(chunk)
        if self._left < 0:
            where = to_shown(self._url)
            raise EngineError("the answer is too large", where=where, hint="ask for fewer rows with LIMIT")
        if not self.tail:
            self.begins_with_results = chunk.lstrip()[:1] == b"{"
            self._is_foreign = _FOREIGN_KEY.match(chunk) is not None
        self.tail = (self.tail + chunk)[-_TAIL_BYTES:]
        return chunk


class Transport:
    """Requests to one server.

    Args:
        url: the address of the server.
        credentials: sent where the server asks for them.
        timeout_seconds: how long an answer may take, from the request to its last byte.
        max_bytes: the greatest size of an answer, unpacked.
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        timeout_seconds: float = 60.0,
        max_bytes: int = 10_000_000_000,
    ) -> None:
        self.credentials = credentials
        self.timeout_seconds = timeout_seconds
        self._max_bytes = max_bytes
        self._client = httpx.Client(
            auth=_ChallengeAuth(credentials),
            transport=DeadlineTransport(url),
            follow_redirects=False,
            headers={"User-Agent": f"kg/{__version__}"},
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    @contextmanager
    def post_form(self, url: str, fields: Sequence[tuple[str, str]], accept: str) -> Iterator[Body]:
        """Give the answer to a form; a query sent so works on every server, unlike one as the bare body.

        Args:
            url: the address.
            fields: names and values; a name may come again.
            accept: the media types that are wanted.

        Raises:
            EngineError: the server cannot be reached or refuses.
        """
        form: dict[str, list[str]] = {}
        for name, value in fields:
            form.setdefault(name, []).append(value)
        request = self._client.build_request("POST", url, data=form, headers={"Accept": accept})
        with self._send(request) as body:
            yield body

    def send(self, method: str, url: str, content: bytes, content_type: str) -> None:
        """Send a body whose answer does not matter beyond its status.

        Raises:
            EngineError: the server cannot be reached or refuses.
        """
        request = self._client.build_request(
            method, url, content=content, headers={"Content-Type": content_type} if content else None
        )
        with self._send(request) as body:
            while body.read(_CHUNK_BYTES):
                pass
            body.check()

    @contextmanager
    def _send(self, request: httpx.Request) -> Iterator[Body]:
        now = time.monotonic()
        end, connected = now + self.timeout_seconds, now + min(CONNECT_SECONDS, self.timeout_seconds)
        request.extensions = {"timeout": {"connect": connected, "read": end, "write": end}}
        with self.explained(str(request.url)):
            response = self._client.send(request, stream=True)
        try:
            body = Body(response, self, end, self._max_bytes)
            if not response.is_success:
                self._refuse(response, body)
            yield body
        finally:
            response.close()

    def _refuse(self, response: httpx.Response, body: Body) -> NoReturn:
        """Raise what a status other than success means."""
        where, status = to_shown(str(response.url)), response.status_code
        if response.is_redirect or status in (300, 304):
            target = to_shown(response.headers.get("location", ""))
            raise EngineError(
                f"the server sends on to {target or 'another address'}; it is not followed",
                where=where,
                hint="give that address if you trust it",
            )
        if status in (401, 403, 407):
            raise self._to_refusal(status, where)
        said = self._read_message(response, body)
        reason, hint = _PLAIN_REASONS.get(status, (f"the server refused (HTTP {status})", None))
        message = f"{reason}{': ' + said if said else ''}"
        if status in (408, 504):
            raise EngineTimeoutError(message, where=where, hint=hint)
        raise RefusedError(status, message, where, hint)

    def _to_refusal(self, status: int, where: str) -> EngineError:
        known = self.credentials
        variables = f"{USER_VARIABLE} and {PASSWORD_VARIABLE}, or {TOKEN_VARIABLE}"
        if known.token or known.user:
            message = "the server does not accept the " + ("token" if known.token else "name and password")
            return EngineError(message, where=where, hint=f"check {variables}, or ~/.netrc")
        if status == 403:
            return EngineError(
                "the server does not allow this without a password", where=where, hint=f"set {variables}"
            )
        return EngineError("the server wants a password", where=where, hint=f"set {variables}, or ~/.netrc")

    def _read_message(self, response: httpx.Response, body: Body) -> str:
        """Return what an answer of refusal says, on one line, without secrets and markup."""
        data = b""
        while len(data) < _MESSAGE_BYTES and (chunk := body.read(_MESSAGE_BYTES - len(data))):
            data += chunk
        text = data.decode("utf-8", "replace")
        if "html" in response.headers.get("content-type", ""):
            text = _TAG.sub(" ", text)
        return self.credentials.hide(to_one_line(text.partition("\n\nSPARQL query:")[0]))

    def to_late(self, url: str, *, is_reading: bool) -> EngineTimeoutError:
        """Return the error for an answer that is not there, or not whole, in time."""
        told = "the answer was not complete after" if is_reading else "the server gave no answer within"
        hint = "allow more with --timeout"
        return EngineTimeoutError(f"{told} {self.timeout_seconds:g} s", where=to_shown(url), hint=hint)

    @contextmanager
    def explained(self, url: str, *, is_reading: bool = False) -> Iterator[None]:
        """Turn what goes wrong on the way into one clear line; nothing of the request is kept in it."""
        where, seconds = to_shown(url), self.timeout_seconds
        try:
            yield
        except httpcore.ConnectTimeout:
            message = f"no connection within {min(CONNECT_SECONDS, seconds):g} s"
            raise EngineTimeoutError(message, where=where, hint="is the server running?") from None
        except httpcore.TimeoutException:
            raise self.to_late(url, is_reading=is_reading) from None
        except (httpcore.ConnectError, httpcore.ProxyError) as error:
            reason = self.credentials.hide(to_one_line(str(error)))
            message = f"the server cannot be reached: {reason}"
            hint = "is it running, and is the address right?"
            raise UnreachableError(message, where=where, hint=hint) from None
        except (httpcore.RemoteProtocolError, httpcore.NetworkError, httpx.DecodingError):
            if is_reading:
                raise IncompleteAnswerError(
                    "the server stopped in the middle of its answer", where=where, hint="try again"
                ) from None
            message = "the server closed the connection or does not speak HTTP"
            raise UnreachableError(message, where=where) from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.HTTPError) as error:
            raise EngineError(f"HTTP failed: {type(error).__name__}", where=where) from None
