"""A web server on this machine that answers what a test tells it to, well or badly."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ROWS = b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "one"}}]}}'
NO_ROWS = b'{"head": {"vars": ["graph", "digest"]}, "results": {"bindings": []}}'
RESULTS_JSON = "application/sparql-results+json"


@dataclass
class Request:
    """What arrived: method, path, headers in lower case, body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> str:
        """The query or update of a form, "" for none."""
        form = parse_qs(self.body.decode("utf-8", "replace"))
        return (form.get("query") or form.get("update") or [""])[0]

    @property
    def is_lookup(self) -> bool:
        """Whether it asks for the manifest of pushed graphs, or what the server is."""
        return "graph/manifest" in self.query or self.query == "ASK {}"


@dataclass
class Answer:
    """What is answered.

    Attributes:
        body: the bytes.
        status: the HTTP status.
        kind: the media type.
        headers: further headers.
        claimed: the length that the header claims; by default the true one.
    """

    body: bytes = ROWS
    status: int = 200
    kind: str = RESULTS_JSON
    headers: dict[str, str] = field(default_factory=dict)
    claimed: int | None = None


Reply = Callable[[Request], Answer | Callable[[socket.socket], None]]


@dataclass
class Loopback:
    """A running server: its address, and what arrived so far."""

    url: str
    requests: list[Request]


@contextmanager
def serve(reply: Reply) -> Iterator[Loopback]:
    """Run a server that answers every request by a function; one may take over the bare connection."""
    arrived: list[Request] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            pass

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, body)
            arrived.append(request)
            answer = reply(request)
            if not isinstance(answer, Answer):
                answer(self.connection)
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            length = len(answer.body) if answer.claimed is None else answer.claimed
            self.send_header("Content-Length", str(length))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.claimed is not None:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 - names of the base class

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that leaves early is what some tests are about

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Loopback(f"http://127.0.0.1:{server.server_port}/sparql", arrived)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
