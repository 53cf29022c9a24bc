"""The endpoint against the SPARQL 1.1 Protocol and RFC 9110: requests, data sets, media types, methods.

Source: https://www.w3.org/TR/sparql11-protocol/; the W3C's test cases for it ask the same
"""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from kg.serve.endpoint import Endpoint
from kg.serve.server import LOOPBACK, SiteServer
from tests.small_graph import GENERATION

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
A, B, C, NONE = (f"https://example.org/graph/{name}" for name in ("a", "b", "c", "none"))
ALL_IN_DEFAULT = f"ASK {{ <{A}> a ?x . <{B}> a ?y FILTER NOT EXISTS {{ <{C}> a ?z }} }}"
EACH_NAMED = f"ASK {{ GRAPH <{A}> {{ <{A}> a ?x }} GRAPH <{B}> {{ <{B}> a ?y }} }}"
NO_DEFAULT = "ASK { FILTER NOT EXISTS { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """Serves three graphs; each says of itself that it is one."""
    folder = tmp_path_factory.mktemp("protocol")
    (folder / "build" / "store").mkdir(parents=True)
    (folder / "public").mkdir()
    (folder / "public" / "index.html").write_text("<h1>home</h1>", encoding="utf-8")
    store = ox.Store(str(folder / "build" / "store" / GENERATION))
    for name in (A, B, C):
        graph = ox.NamedNode(name)
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        store.add(ox.Quad(graph, kind, ox.NamedNode("https://example.org/Graph"), graph))
    store.flush()
    del store
    (folder / "build" / "CURRENT").write_text(f"{GENERATION}\n", encoding="utf-8")
    with SiteServer(folder / "public", Endpoint(folder / "build", timeout_seconds=30)) as started:
        thread = threading.Thread(target=started.serve_forever, daemon=True)
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def send(
    server: SiteServer, method: str, target: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, server.server_port, timeout=60)
    try:
        connection.request(
            method, target, body, {name.replace("_", "-"): told for name, told in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, {name.lower(): told for name, told in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def send_three_ways(
    server: SiteServer, query: str, dataset: list[tuple[str, str]]
) -> Iterator[tuple[int, dict[str, str], bytes]]:
    """Ask in the address, in a form, and as the body itself, as sections 2.1.1 to 2.1.3 say."""
    asked = [("query", query), *dataset]
    yield send(server, "GET", f"/sparql?{urlencode(asked)}")
    yield send(server, "POST", "/sparql", urlencode(asked).encode(), Content_Type=FORM)
    yield send(server, "POST", f"/sparql?{urlencode(dataset)}", query.encode(), Content_Type=DIRECT)


@pytest.mark.parametrize(
    ("query", "dataset"),
    [
        (ALL_IN_DEFAULT, [("default-graph-uri", A), ("default-graph-uri", B)]),
        (EACH_NAMED, [("named-graph-uri", A), ("named-graph-uri", B)]),
        (NO_DEFAULT, [("named-graph-uri", A)]),
        (
            f"ASK {{ <{C}> a ?z GRAPH ?g {{ <{A}> a ?x }}"
            f" FILTER NOT EXISTS {{ GRAPH <{C}> {{ ?s ?p ?o }} }} }}",
            [("default-graph-uri", C), ("named-graph-uri", A), ("named-graph-uri", B)],
        ),
        (f"ASK FROM <{C}> {{ <{A}> a ?x FILTER NOT EXISTS {{ <{C}> a ?z }} }}", [("default-graph-uri", A)]),
        (
            f"ASK FROM <{C}> {{ GRAPH <{A}> {{ ?s a ?x }} FILTER NOT EXISTS {{ ?t a ?z }} }}",
            [("named-graph-uri", A)],
        ),
        (NO_DEFAULT, [("default-graph-uri", NONE)]),
        (f"ASK {{ <{A}> a ?x }}", [("default-graph-uri", NONE), ("default-graph-uri", A)]),
    ],
)
def test_the_request_names_the_graphs_to_ask(
    server: SiteServer, query: str, dataset: list[tuple[str, str]]
) -> None:
    """Each way to ask takes default and named graphs, which replace those of the query (section 2.1.4)."""
    for status, _, body in send_three_ways(server, query, dataset):
        assert status == 200, body
        assert json.loads(body)["boolean"] is True


def test_a_form_may_name_its_graphs_in_the_address(server: SiteServer) -> None:
    """What narrows a question is not dropped because it stands in another place."""
    target = f"/sparql?{urlencode({'default-graph-uri': A})}"
    body = urlencode({"query": f"ASK {{ <{C}> a ?z }}"}).encode()
    assert json.loads(send(server, "POST", target, body, Content_Type=FORM)[2])["boolean"] is False


def test_a_graph_that_only_the_query_names_must_be_there(server: SiteServer) -> None:
    """FROM of an unknown graph is more likely misspelt than meant to be empty."""
    for status, _, body in send_three_ways(server, f"ASK FROM <{NONE}> {{ ?s ?p ?o }}", []):
        assert status == 400
        assert b"not here" in body


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("SELECT (1 AS ?one) {}", "application/sparql-results+json application/sparql-results+xml text/csv"),
        ("ASK {}", "application/sparql-results+json application/sparql-results+xml"),
        (f"DESCRIBE <{A}>", "text/turtle application/n-triples application/rdf+xml application/ld+json"),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "text/turtle application/n-triples application/rdf+xml"),
    ],
)
def test_answers_come_in_the_media_types_of_their_form(server: SiteServer, query: str, kinds: str) -> None:
    """By default the first, by wish each; a relative address in a query is relative to the endpoint."""
    for number, kind in enumerate(kinds.split()):
        for accept in [kind] if number else ["", "*/*", kind]:
            headers = {"Accept": accept} if accept else {}
            status, told, body = send(server, "GET", f"/sparql?{urlencode({'query': query})}", **headers)
            assert status == 200, body
            assert told["content-type"].partition(";")[0] == kind
            assert told["vary"] == "Accept"
    if "<s>" in query:
        (triple,) = ox.parse(
            send(server, "GET", f"/sparql?{urlencode({'query': query})}")[2], ox.RdfFormat.TURTLE
        )
        assert triple.subject == ox.NamedNode(f"http://{LOOPBACK}:{server.server_port}/s")


@pytest.mark.parametrize(
    ("method", "target", "body", "headers", "status"),
    [
        ("GET", f"/sparql?{urlencode([('query', 'ASK {}'), ('query', 'SELECT * {}')])}", None, {}, 400),
        ("GET", "/sparql?query=ASK%20%7B", None, {}, 400),
        ("GET", "/sparql?query=", None, {}, 400),
        ("GET", "/sparql?update=CLEAR%20ALL", None, {}, 403),
        ("GET", "/sparql?query=ASK%20%7B%7D&update=CLEAR%20ALL", None, {}, 403),
        ("POST", "/sparql?query=ASK%20%7B%7D", b"query=ASK%20%7B%7D", {"Content_Type": FORM}, 400),
        ("POST", "/sparql", b"query=ASK%20%7B%7D", {"Content_Type": "text/plain"}, 415),
        ("POST", "/sparql", b"query=ASK%20%7B%7D", {}, 415),
        ("POST", "/sparql", b"ASK {}", {"Content_Type": DIRECT, "Content_Encoding": "gzip"}, 415),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), {"Content_Type": f"{DIRECT}; charset=utf-16"}, 415),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), {"Content_Type": DIRECT}, 400),
        ("POST", "/sparql", b"", {"Content_Type": DIRECT}, 400),
        ("POST", "/sparql", b"CLEAR ALL", {"Content_Type": "application/sparql-update"}, 403),
        ("POST", "/sparql?using-graph-uri=x", b"update=CLEAR%20ALL", {"Content_Type": FORM}, 403),
        ("GET", "/sparql?query=ASK%20%7B%7D", None, {"Accept": "image/png"}, 406),
        ("GET", "/sparql?query=ASK%20%7B%7D", None, {"Accept": "text/turtle"}, 406),
        ("PUT", "/sparql", b"ASK {}", {"Content_Type": DIRECT}, 405),
        ("DELETE", "/sparql", None, {}, 405),
        ("PATCH", "/index.html", b"x", {}, 405),
        ("BREW", "/sparql", None, {}, 501),
    ],
)
def test_bad_requests_are_told_apart(
    server: SiteServer, method: str, target: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    """Each fault has the status that the standards give it, and one line of text; updates are refused."""
    found, told, text = send(server, method, target, body, **headers)
    assert found == status, text
    assert told["content-type"].startswith("text/plain")
    assert text.count(b"\n") == 1


def test_what_a_resource_can_be_asked_is_told(server: SiteServer) -> None:
    """OPTIONS answers everywhere, and who uses another method is told the right ones (RFC 9110, 15.5.6)."""
    for target, methods in (("/sparql", "GET, HEAD, POST, OPTIONS"), ("/index.html", "GET, HEAD, OPTIONS")):
        status, told, body = send(server, "OPTIONS", target)
        assert (status, told["allow"], body) == (204, methods, b"")
        assert not [name for name in told if name.startswith("access-control")]
        assert send(server, "PUT", target, b"x")[1]["allow"] == methods


def test_head_tells_what_get_would(server: SiteServer) -> None:
    """Status, type and length are the same, without a body."""
    for target in ("/sparql", f"/sparql?{urlencode({'query': 'ASK {}'})}", "/sparql?query=x", "/index.html"):
        got, asked = send(server, "GET", target), send(server, "HEAD", target)
        assert asked[2] == b""
        assert asked[0] == got[0]
        assert asked[1]["content-length"] == got[1]["content-length"] == str(len(got[2]))
        assert asked[1]["content-type"] == got[1]["content-type"]


def test_the_service_description_names_the_endpoint(server: SiteServer) -> None:
    """It is RDF, and says where it can be asked and in what language."""
    status, _, body = send(server, "GET", "/sparql", Accept="text/turtle")
    told = {
        (one.predicate.value.partition("#")[2], str(one.object))
        for one in ox.parse(body, ox.RdfFormat.TURTLE)
    }
    assert status == 200
    assert ("endpoint", f"<http://{LOOPBACK}:{server.server_port}/sparql>") in told
    assert ("supportedLanguage", "<http://www.w3.org/ns/sparql-service-description#SPARQL11Query>") in told


def test_a_body_that_was_not_read_is_no_request(server: SiteServer) -> None:
    """What follows a refused request on its connection is not taken for another one."""
    inner = f"GET /index.html HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n"
    for first in (
        f"PUT /sparql HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Length: {len(inner)}\r\n\r\n",
        f"POST /sparql HTTP/1.1\r\nHost: evil.example\r\nContent-Length: {len(inner)}\r\n\r\n",
        f"POST /sparql HTTP/1.1\r\nHost: {LOOPBACK}\r\nTransfer-Encoding: chunked\r\n\r\n",
        f"GET /nothing HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Length: {len(inner)}\r\n\r\n",
        "GET / HTTP/nine\r\n\r\n",
    ):
        with socket.create_connection((LOOPBACK, server.server_port), timeout=30) as raw:
            raw.sendall((first + inner).encode())
            answer = b"".join(iter(lambda: raw.recv(4096), b""))
        assert answer.count(b"HTTP/1.1 ") == 1, answer
        assert b"<h1>home" not in answer
