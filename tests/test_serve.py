"""The server: the site's files and a read-only SPARQL endpoint, to this machine only."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from kg.errors import KgError
from kg.serve import endpoint
from kg.serve.endpoint import Endpoint
from kg.serve.formats import GRAPH, ROWS, choose
from kg.serve.server import LOOPBACK, SiteServer, find_file
from tests.small_graph import make_build

SELECT = "SELECT ?m WHERE { ?m a al:Mechanism } ORDER BY ?m LIMIT 2"
ASK = "ASK { ?m a al:Mechanism }"
CONSTRUCT = "CONSTRUCT { ?m a al:Mechanism } WHERE { ?m a al:Mechanism } LIMIT 2"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    folder = tmp_path_factory.mktemp("serve")
    build = make_build(folder)
    site = folder / "public"
    (site / "material").mkdir(parents=True)
    (site / ".well-known").mkdir()
    (site / "index.html").write_text("<h1>home</h1>", encoding="utf-8")
    (site / "material/mg.html").write_text("<h1>Mg</h1>", encoding="utf-8")
    (site / "material/mg.ttl").write_text("<a> <b> <c> .", encoding="utf-8")
    (site / "material/mg.jsonld").write_text("[]", encoding="utf-8")
    (site / "404.html").write_text(
        '<html data-root="/lab/"><a href="/lab/more.html">more</a>', encoding="utf-8"
    )
    (site / ".well-known/void").write_text("<a> <b> <c> .", encoding="utf-8")
    (site / ".kg-site").write_text("hidden", encoding="utf-8")
    (folder / "secret.html").write_text("secret", encoding="utf-8")
    (site / "out.html").symlink_to(folder / "secret.html")
    with SiteServer(site, Endpoint(build, timeout_seconds=20)) as started:
        thread = threading.Thread(target=started.serve_forever, daemon=True)
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def send(
    server: SiteServer,
    method: str,
    path: str,
    body: str | bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(LOOPBACK, server.server_port, timeout=60)
    try:
        data = body.encode() if isinstance(body, str) else body
        connection.request(method, path, data, headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def ask(server: SiteServer, query: str, accept: str = "", **more: str) -> tuple[int, dict[str, str], bytes]:
    headers = {"Accept": accept} if accept else {}
    return send(server, "GET", f"/sparql?{urlencode({'query': query, **more})}", headers=headers)


def test_files_of_the_site_come_with_their_types(server: SiteServer) -> None:
    """Pages, RDF and folders are served; nothing is listed, and sniffing is forbidden."""
    for path, kind in (
        ("/", "text/html"),
        ("/material/mg.html", "text/html"),
        ("/material/mg.ttl", "text/turtle"),
        ("/.well-known/void", "text/turtle"),
    ):
        status, headers, body = send(server, "GET", path)
        assert status == 200, path
        assert headers["content-type"].startswith(kind)
        assert headers["x-content-type-options"] == "nosniff"
        assert body
    assert send(server, "GET", "/material/")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/out.html",
        "/.kg-site",
        "/nothing.html",
        "/a%00b",
        "/%5c..%5csecret.html",
        "//etc/passwd",
    ],
)
def test_nothing_outside_the_site_is_served(server: SiteServer, path: str) -> None:
    """Neither dots nor links nor hidden names lead to a file that is not a page of the site."""
    status, _, body = send(server, "GET", path)
    assert status == 404
    assert b"secret" not in body


def test_find_file_takes_a_folder_for_its_index(server: SiteServer) -> None:
    """The top of the site is its home page."""
    found = find_file(server.site, "/")
    assert found is not None
    assert found.name == "index.html"


@pytest.mark.parametrize(
    ("path", "accept", "target"),
    [
        ("/material/mg", "text/html", "/material/mg.html"),
        ("/material/mg", "", "/material/mg.html"),
        ("/material/mg", "text/turtle", "/material/mg.ttl"),
        ("/material/mg", "application/ld+json, text/html;q=0.1", "/material/mg.jsonld"),
        ("/page/material/mg", "text/html", "/material/mg.html"),
        ("/page//material/mg", "text/html", "/material/mg.html"),
        ("/page/index", "text/html", "/index.html"),
        ("/link/material.mg--exhibits--mechanism.x", "text/turtle", "/material/mg.ttl"),
    ],
)
def test_the_path_of_an_iri_leads_to_what_is_asked_for(
    server: SiteServer, path: str, accept: str, target: str
) -> None:
    """What has no file goes by the redirects for w3id.org: to the page, or to RDF for who asks for it."""
    status, headers, body = send(server, "GET", path, headers={"Accept": accept})
    assert (status, headers["location"], body) == (303, target, b"")
    assert headers["vary"] == "Accept"
    assert send(server, "GET", target)[0] == 200


@pytest.mark.parametrize("path", ["/material/none", "/material/../../secret", "/page//secret", "/a/b/c.html"])
def test_what_is_not_there_is_told_to_people_by_the_page_for_it(server: SiteServer, path: str) -> None:
    """A browser gets the site's own page with status 404, its links from the top; a program gets a line."""
    status, headers, body = send(server, "GET", path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert status == 404
    assert headers["content-type"].startswith("text/html")
    assert body == b'<html data-root="/"><a href="/more.html">more</a>'
    status, headers, body = send(server, "GET", path, headers={"Accept": "text/turtle"})
    assert (status, body) == (404, b"there is no such page\n")
    assert send(server, "HEAD", path, headers={"Accept": "text/html"})[2] == b""


def test_another_host_name_is_refused(server: SiteServer) -> None:
    """A page that lets its own name point here gets nothing: neither files nor rows."""
    for path in ("/", f"/sparql?query={quote(SELECT)}"):
        assert send(server, "GET", path, headers={"Host": "evil.example"})[0] == 421
    assert send(server, "GET", "/", headers={"Host": f"localhost:{server.server_port}"})[0] == 200


def test_the_server_listens_on_this_machine_only(server: SiteServer) -> None:
    """Its address is the loopback's."""
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("way", ["get", "form", "body"])
def test_the_three_ways_to_ask_give_the_same_rows(server: SiteServer, way: str) -> None:
    """GET, POST of a form and POST of the query itself are alike, as the protocol says."""
    if way == "get":
        status, headers, body = ask(server, SELECT)
    elif way == "form":
        status, headers, body = send(server, "POST", "/sparql", urlencode({"query": SELECT}), FORM)
    else:
        status, headers, body = send(server, "POST", "/sparql", SELECT, QUERY)
    assert status == 200, body
    assert headers["content-type"] == "application/sparql-results+json"
    assert headers["vary"] == "Accept"
    assert len(json.loads(body)["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/html, application/xml;q=0.9, */*;q=0.1", "application/sparql-results+xml"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (ASK, "", "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "", "text/turtle"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/n-triples;q=0.5, application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_the_accept_header_chooses_the_format(server: SiteServer, query: str, accept: str, kind: str) -> None:
    """The preferred format that fits the form of the query is sent."""
    status, headers, body = ask(server, query, accept)
    assert status == 200, body
    assert headers["content-type"].startswith(kind)
    if kind.endswith("+xml"):
        ElementTree.fromstring(body.decode())


def test_every_format_of_a_graph_holds_the_same_triples(server: SiteServer) -> None:
    """Turtle, N-Triples, JSON-LD and RDF/XML of one CONSTRUCT agree."""
    forms = {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
    }
    read = []
    for accept, form in forms.items():
        triples = ox.parse(ask(server, CONSTRUCT, accept)[2], form)
        read.append({(str(one.subject), str(one.predicate), str(one.object)) for one in triples})
    assert len(read[0]) == 2
    assert all(one == read[0] for one in read)


def test_ask_is_answered_with_a_boolean(server: SiteServer) -> None:
    """True and false, in JSON and XML."""
    assert json.loads(ask(server, ASK)[2])["boolean"] is True
    assert json.loads(ask(server, "ASK { ?x a al:Nothing }")[2])["boolean"] is False
    assert b"<boolean>true</boolean>" in ask(server, ASK, "application/sparql-results+xml")[2]


def test_head_sends_no_body(server: SiteServer) -> None:
    """The headers are those of GET."""
    status, headers, body = send(server, "HEAD", f"/sparql?{urlencode({'query': SELECT})}")
    assert status == 200
    assert int(headers["content-length"]) > 0
    assert body == b""


def test_the_bare_endpoint_describes_itself(server: SiteServer) -> None:
    """Without a query there is a service description in RDF."""
    status, _, body = send(server, "GET", "/sparql")
    assert status == 200
    types = [str(one.object) for one in ox.parse(body, ox.RdfFormat.TURTLE)]
    assert any("sparql-service-description#Service" in name for name in types)


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", f"/sparql?query={quote('SELEKT')}", None, {}, 400),
        ("GET", f"/sparql?query={quote(SELECT)}&query={quote(SELECT)}", None, {}, 400),
        ("GET", "/sparql?default-graph-uri=x", None, {}, 400),
        ("GET", "/sparql?query=%FF", None, {}, 400),
        ("GET", "/sparql?query=%4", None, {}, 400),
        ("GET", f"/sparql?query={quote(SELECT)}", None, {"Accept": "image/png"}, 406),
        ("GET", f"/sparql?update={quote('CLEAR ALL')}", None, {}, 403),
        ("POST", "/sparql", "update=CLEAR%20ALL", FORM, 403),
        ("POST", "/sparql", "CLEAR ALL", {"Content-Type": "application/sparql-update"}, 403),
        ("POST", "/sparql", "CLEAR ALL", QUERY, 400),
        ("POST", "/sparql", "x=1", FORM, 400),
        ("POST", "/sparql", SELECT, {"Content-Type": "text/plain"}, 415),
        ("POST", "/sparql", b"\xff\xfe", QUERY, 400),
        ("POST", f"/sparql?query={quote(SELECT)}", SELECT, QUERY, 400),
        ("POST", "/", "x", FORM, 405),
        ("POST", "/sparql", "x" * 500_000, QUERY, 413),
        (
            "GET",
            f"/sparql?query={quote('SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }')}",
            None,
            {},
            400,
        ),
    ],
)
def test_what_is_not_answered_says_why(
    server: SiteServer, method: str, path: str, body: str | bytes | None, headers: dict[str, str], status: int
) -> None:
    """Each refusal has its own status and one line of plain text."""
    found, told, text = send(server, method, path, body, headers)
    assert found == status, text
    assert told["content-type"].startswith("text/plain")
    assert text.strip()
    assert text.count(b"\n") == 1


def test_the_refusal_of_a_service_names_no_option_that_is_not_there(server: SiteServer) -> None:
    """Nobody can allow another server here, so the way that is told is to ask it directly."""
    query = quote("SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    _, _, text = send(server, "GET", f"/sparql?query={query}", None, {})
    assert b"SERVICE" in text
    assert b"--allow" not in text
    assert b"ask it directly" in text


def test_percent_signs_are_decoded_once(server: SiteServer) -> None:
    """A text with a percent sign reaches the query as it was written."""
    found = json.loads(ask(server, 'SELECT ("100%41%25" AS ?x) WHERE {}')[2])
    assert found["results"]["bindings"][0]["x"]["value"] == "100%41%25"


def test_the_protocol_names_the_graphs_to_ask(server: SiteServer) -> None:
    """default-graph-uri narrows a query to a graph, and takes the place of FROM."""
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    graphs = json.loads(ask(server, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")[2])
    names = [row["g"]["value"] for row in graphs["results"]["bindings"]]
    whole = int(json.loads(ask(server, count)[2])["results"]["bindings"][0]["n"]["value"])
    parts = [
        int(
            json.loads(ask(server, count, **{"default-graph-uri": name})[2])["results"]["bindings"][0]["n"][
                "value"
            ]
        )
        for name in names
    ]
    assert len(parts) > 1
    assert all(0 < part < whole for part in parts)
    assert sum(parts) >= whole
    narrowed = f"SELECT (COUNT(*) AS ?n) FROM <{names[0]}> WHERE {{ ?s ?p ?o }}"
    other = ask(server, narrowed, **{"default-graph-uri": names[-1]})[2]
    assert int(json.loads(other)["results"]["bindings"][0]["n"]["value"]) == parts[-1]
    assert ask(server, count, **{"default-graph-uri": "not an iri"})[0] == 400


def test_a_long_query_is_ended_and_the_server_lives(tmp_path: Path) -> None:
    """What takes too long gets 503; the next question is answered."""
    with SiteServer(tmp_path, Endpoint(make_build(tmp_path), timeout_seconds=2)) as started:
        thread = threading.Thread(target=started.serve_forever, daemon=True)
        thread.start()
        status, headers, body = ask(started, SLOW)
        assert status == 503, body
        assert "retry-after" in headers
        assert ask(started, "SELECT (1 AS ?one) WHERE {}")[0] in (
            200,
            503,
        )  # a slow machine may need the time to start
        started.shutdown()
        thread.join()


def test_a_query_that_breaks_the_engine_does_not_break_the_server(server: SiteServer) -> None:
    """Brackets nested too deep are refused or end their own process only."""
    deep = "SELECT * WHERE " + "{" * 5000 + "}" * 5000
    assert send(server, "POST", "/sparql", deep, QUERY)[0] in (400, 500)
    assert ask(server, ASK)[0] == 200


def test_other_origins_read_only_where_they_are_allowed(tmp_path: Path, server: SiteServer) -> None:
    """There is no CORS header by default; with one origin allowed, that one is named and no other."""
    assert "access-control-allow-origin" not in ask(server, ASK)[1]
    with SiteServer(
        tmp_path, Endpoint(make_build(tmp_path)), allowed_origin="https://lab.example"
    ) as started:
        thread = threading.Thread(target=started.serve_forever, daemon=True)
        thread.start()
        assert ask(started, ASK)[1]["access-control-allow-origin"] == "https://lab.example"
        assert send(started, "OPTIONS", "/sparql")[0] == 204
        started.shutdown()
        thread.join()


def test_connections_are_kept_and_broken_ones_do_no_harm(server: SiteServer) -> None:
    """Several questions go over one connection; one that breaks off leaves the server answering."""
    connection = http.client.HTTPConnection(LOOPBACK, server.server_port, timeout=60)
    for _ in range(3):
        connection.request("GET", "/material/mg.html")
        assert connection.getresponse().read() == b"<h1>Mg</h1>"
    connection.close()
    with socket.create_connection((LOOPBACK, server.server_port)) as raw:
        raw.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
    assert send(server, "GET", "/")[0] == 200


def send_raw(server: SiteServer, *parts: bytes) -> bytes:
    """Return all that comes back for bytes that no client library would send, each part after an answer."""
    with socket.create_connection((LOOPBACK, server.server_port), timeout=20) as connection:
        answer = b""
        for number, part in enumerate(parts, 1):
            connection.sendall(part)
            if number < len(parts):
                answer += connection.recv(65_536)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65_536):
            answer += piece
        return answer


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET http://[ HTTP/1.1", "", 400),
        (f"POST /sparql HTTP/1.1\r\nContent-Length: {'9' * 5000}", "", 413),
    ],
)
def test_what_no_client_sends_is_refused_in_one_line(
    server: SiteServer, request_line: str, headers: str, status: int
) -> None:
    """An address that is none and a length that is no number of this world end in an answer."""
    host = f"Host: {LOOPBACK}:{server.server_port}"
    answer = send_raw(server, f"{request_line}\r\n{host}\r\n{headers}\r\n".encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())


def test_a_client_that_waits_for_leave_to_send_gets_it(server: SiteServer) -> None:
    """Leave to go on (100) comes before the body, the answer after it."""
    body = SELECT.encode()
    head = (
        f"POST /sparql HTTP/1.1\r\nHost: {LOOPBACK}:{server.server_port}\r\nExpect: 100-continue\r\n"
        f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    answer = send_raw(server, head.encode(), body)
    assert answer.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200 " in answer


def test_a_graph_that_memory_should_not_hold_is_refused(
    server: SiteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sorted whole has a bound; below it the same query is answered."""
    assert ask(server, CONSTRUCT)[0] == 200
    monkeypatch.setattr(endpoint, "MOST_TRIPLES", 1)
    status, _, body = ask(server, CONSTRUCT)
    assert (status, b"LIMIT" in body) == (413, True)


def test_results_in_xml_keep_what_xml_can_hold(server: SiteServer) -> None:
    """A carriage return comes through, a sign that XML has no place for does not break the answer."""
    _, _, body = ask(server, 'SELECT ("a\\rb\\uFFFF" AS ?x) {}', "application/sparql-results+xml")
    (literal,) = ElementTree.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert literal.text == "a\rb"


def test_a_taken_port_is_one_line(server: SiteServer, tmp_path: Path) -> None:
    """Whoever starts a second server on a port is told so, with what to do."""
    with pytest.raises(KgError) as caught:
        SiteServer(tmp_path, Endpoint(tmp_path), server.server_port)
    assert caught.value.hint is not None
    assert "--port" in caught.value.hint


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "application/sparql-results+json"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.4", "application/sparql-results+xml"),
        ("application/*", "application/sparql-results+json"),
        ("text/*;q=0.3, */*;q=0.1", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
    ],
)
def test_quality_values_and_ranges_are_weighed(accept: str, wanted: str) -> None:
    """The most specific range counts, quality 0 excludes, and ties go to the usual format."""
    found = choose(ROWS, accept)
    assert found is not None
    assert found.media_type == wanted


def test_what_nobody_offers_is_not_chosen() -> None:
    """An Accept header without any fitting format gives nothing."""
    assert choose(GRAPH, "image/png") is None
    assert choose(GRAPH, "text/turtle;q=bad") is None
