"""A web server for this machine only: the files of the site, and the endpoint.

The standard library's server is enough: one person asks, and everything that may go wrong runs elsewhere.
"""

import io
import mimetypes
import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

from kg import __version__
from kg.errors import KgError
from kg.publish.not_found import NOT_FOUND, move_to_top
from kg.publish.redirects import find_target
from kg.serve.endpoint import MAX_REQUEST_BYTES, PATH, Endpoint, RefusedError, Request

LOOPBACK: Final = "127.0.0.1"
NAMES: Final = ("127.0.0.1", "localhost", "[::1]")
_TYPES: Final = {
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".json": "application/json",
    ".graphml": "application/graphml+xml",
}
_HIDDEN_ALLOWED: Final = ".well-known"
_IDLE_SECONDS: Final = 60.0
_DIGITS: Final = 18  # of a length of a body; more are not read as a number
_METHODS: Final = {
    True: "GET, HEAD, POST, OPTIONS",
    False: "GET, HEAD, OPTIONS",
}  # at the endpoint, elsewhere


class SiteServer(ThreadingHTTPServer):
    """Serves one site and one endpoint.

    Args:
        site: folder of the site.
        endpoint: answers queries.
        port: where to listen; 0 for any free one.
        hosts: further names under which it may be called, as in the Host header.
        allowed_origin: a web page's origin that may read answers too, "" for none.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        site: Path,
        endpoint: Endpoint,
        port: int = 0,
        hosts: Collection[str] = (),
        allowed_origin: str = "",
    ) -> None:
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            raise KgError(
                f"cannot listen on port {port}: {error.strerror}", hint="choose another --port"
            ) from error
        self.site = site.resolve()
        self.endpoint = endpoint
        self.allowed_origin = allowed_origin
        names = (*NAMES, *hosts)
        self.hosts = frozenset(names) | {f"{name}:{self.server_port}" for name in names}

    @property
    def address(self) -> str:
        """The address at which people open it."""
        return f"http://{LOOPBACK}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: SiteServer
    protocol_version = "HTTP/1.1"
    server_version = f"kg/{__version__}"
    sys_version = ""
    timeout = _IDLE_SECONDS
    wbufsize = 65_536  # headers and body leave together: else each answer waits for an acknowledgement

    def do_GET(self) -> None:
        """Send a file of the site, or the answer to a query."""
        self._serve(self._get)

    def do_HEAD(self) -> None:
        """Send what GET would, without the body."""
        self._serve(self._get)

    def do_POST(self) -> None:
        """Send the answer to a query."""
        self._serve(self._post)

    def do_OPTIONS(self) -> None:
        """Tell what may be asked, to a page of the allowed origin too."""
        self._serve(self._options)

    def do_PUT(self) -> None:
        """Refuse to write: what is served here is read-only."""
        self._serve(self._refuse_method)

    do_DELETE = do_PATCH = do_TRACE = do_CONNECT = do_PUT  # noqa: N815 - the names are the base class's

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no request, in plain text as everything else is refused."""
        self.close_connection = True
        if not hasattr(self, "headers"):
            self.headers = Message()  # the request broke off before them
        self.request_version = self.protocol_version
        self._send_text(code, message or explain or HTTPStatus(code).phrase)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: who serves a site for writing wants its problems, not its requests."""

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to send its body, at once."""
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def _serve(self, act: Any) -> None:
        self._keeps = not self.close_connection
        self._begun = False
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # until the body is read: else it is taken for the next request
        try:
            if self.headers.get("Host", "").lower() not in self.server.hosts:
                # a page of another site could else read the graph by a name that it lets point here
                raise RefusedError(421, "this server is not called so")
            act()
        except RefusedError as error:
            self._refuse(error.status, str(error))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        except TimeoutError:
            self._refuse(408, "the request took too long to arrive")
        except OSError as error:
            self._refuse(500, error.strerror or "a file cannot be read")

    def _refuse(self, status: int, message: str) -> None:
        """Tell why there is no answer; where one has begun, all that can be done is to break it off."""
        if self._begun:
            self.close_connection = True
            return
        with suppress(OSError):
            self._send_text(status, message)

    def _get(self) -> None:
        parts = self._split()
        if parts.path == PATH:
            accept = self.headers.get("Accept", "")
            self._answer(Request(self.command, parts.query, "", accept, b"", address=self._address))
        else:
            self._send_file(parts.path)

    def _post(self) -> None:
        parts = self._split()
        body = self._read_body()
        if parts.path != PATH:
            raise RefusedError(405, f"only {PATH} takes a POST")
        if self.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise RefusedError(415, "send the body as it is, not compressed")
        told = Message()
        told["Content-Type"] = self.headers.get("Content-Type", "")
        kind = told.get_content_type() if told["Content-Type"] else ""
        charset = str(told.get_param("charset", "")).lower()
        accept = self.headers.get("Accept", "")
        self._answer(Request("POST", parts.query, kind, accept, body, charset, self._address))

    def _split(self) -> SplitResult:
        try:
            return urlsplit(self.path)
        except ValueError as error:
            raise RefusedError(400, "this is no address") from error

    @property
    def _address(self) -> str:
        return f"http://{self.headers.get('Host', '')}{PATH}"

    @property
    def _allowed(self) -> str:
        """The methods that may be used where the request goes."""
        return _METHODS[self.path.partition("?")[0] == PATH]

    def _options(self) -> None:
        self.send_response(HTTPStatus.NO_CONTENT)
        self.send_header("Allow", self._allowed)
        if self.server.allowed_origin:
            self.send_header("Access-Control-Allow-Methods", self._allowed)
            self.send_header("Access-Control-Allow-Headers", "Accept, Content-Type")
        self._end(None)

    def _refuse_method(self) -> None:
        raise RefusedError(405, f"{self.command} is not possible here: this server is read-only")

    def _read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or "Transfer-Encoding" in self.headers:
            raise RefusedError(411, "the length of the body is missing")
        if len(length) > _DIGITS or int(length) > MAX_REQUEST_BYTES:
            raise RefusedError(413, "the request is too large")
        body = self.rfile.read(int(length))
        self.close_connection = not self._keeps
        return body

    def _answer(self, request: Request) -> None:
        reply = self.server.endpoint.answer(request)
        with reply.file as file:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Vary", "Accept")
            self._end(reply.length)
            self._send_body(file)

    def _send_file(self, path: str) -> None:
        found = find_file(self.server.site, path)
        if found is None:
            self._lead_on(path)
            return
        with found.open("rb") as file:
            self.send_response(HTTPStatus.OK)
            kind = (
                _TYPES.get(found.suffix) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
            )
            self.send_header("Content-Type", "text/turtle; charset=utf-8" if found.name == "void" else kind)
            self._end(os.fstat(file.fileno()).st_size)  # of this file: another may be put in its place
            self._send_body(file)

    def _lead_on(self, path: str) -> None:
        """Lead from the path of a thing's IRI to its page or RDF, as the redirects for w3id.org do."""
        accept = self.headers.get("Accept", "")
        target = find_target(unquote(path, errors="replace").lstrip("/"), accept)
        found = find_file(self.server.site, quote(target, errors="replace")) if target else None
        if found is not None:
            self.send_response(HTTPStatus.SEE_OTHER)
            self.send_header("Location", f"/{quote(found.relative_to(self.server.site).as_posix())}")
            self.send_header("Vary", "Accept")
            self._end(0)
            return
        page = find_file(self.server.site, NOT_FOUND)
        if page is None or "text/html" not in accept:
            raise RefusedError(404, "there is no such page")
        data = move_to_top(page.read_text(encoding="utf-8")).encode()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", _TYPES[".html"])
        self._end(len(data))
        self._send_body(io.BytesIO(data))

    def _send_body(self, file: IO[bytes]) -> None:
        if self.command != "HEAD":
            shutil.copyfileobj(file, self.wfile)
        self.wfile.flush()

    def _send_text(self, status: int, message: str) -> None:
        data = f"{message}\n".encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", self._allowed)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            self.send_header("Retry-After", "5")
        self._end(len(data))
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    def _end(self, length: int | None) -> None:
        if length is not None:
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")
        if self.server.allowed_origin:
            self.send_header("Access-Control-Allow-Origin", self.server.allowed_origin)
        self._begun = True
        self.end_headers()


def find_file(site: Path, path: str) -> Path | None:
    """Return the file of the site that an address names, None where there is none.

    Hidden files, and files outside the folder, whichever way a name or a link leads there, are not found.
    """
    parts = [part for part in unquote(path, errors="replace").split("/") if part]
    if any(
        (part.startswith(".") and part != _HIDDEN_ALLOWED) or "\\" in part or "\0" in part for part in parts
    ):
        return None
    found = site.joinpath(*parts)
    try:
        if found.is_dir():
            found = found / "index.html"
        inside = found.resolve().is_relative_to(site)
    except (OSError, ValueError):
        return None
    return found if inside and found.is_file() else None
