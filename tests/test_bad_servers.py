"""Servers that are down, slow, wrong or greedy: a clear line, an exit code, and nothing half-written."""

import io
import logging
import socket
import struct
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.engines.credentials import Credentials, check_address, find_credentials, to_shown
from kg.engines.profiles import PROFILES, Profile, describe_state, get_profile, recognise_profile
from kg.engines.results import BlankNodeFilter, read_rows
from kg.engines.server import ServerEngine
from kg.errors import EngineError
from tests.loopback import NO_ROWS, RESULTS_JSON, ROWS, Answer, Request, serve
from tests.servers import find_free_port

QUERY = "SELECT ?x WHERE { ?x ?y ?z }"
SECRET = "open-sesame-42"


def answering(answer: Answer | Callable[[socket.socket], None]) -> Callable[[Request], object]:
    """Answer look-ups about the server well, and the query itself as a test wants it."""
    return lambda request: Answer(NO_ROWS) if request.is_lookup else answer


def ask(url: str, *arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    given = ["--endpoint", url, "sparql", QUERY, "-f", "csv", *map(str, arguments)]
    return CliRunner(env={"NETRC": "/dev/null", **(env or {})}).invoke(cli, given)


def drip(connection: socket.socket) -> None:
    """Send the head of an answer and then a byte now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n")
    for byte in ROWS * 100:
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def drip_head(connection: socket.socket) -> None:
    """Send the head of an answer itself a byte at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        connection.sendall(b"X" if number else b"X-Slow: ")
        time.sleep(0.05)


def endless(packed: bool, beginning: bytes, rest: bytes) -> Callable[[socket.socket], None]:
    """Send an answer without end, as it is or packed a thousandfold."""

    def answer(connection: socket.socket) -> None:
        packing = "Content-Encoding: gzip\r\n" if packed else ""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {RESULTS_JSON}\r\n{packing}\r\n"
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        with suppress(OSError):
            connection.sendall(head.encode())
            for part in chain([beginning], repeat(rest)):
                sent = packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH) if packed else part
                connection.sendall(sent)

    return answer


def reset(connection: socket.socket) -> None:
    """Break the connection without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def babble(connection: socket.socket) -> None:
    """Speak another protocol."""
    connection.sendall(b"220 mail.example ESMTP\r\n")


def sleep(connection: socket.socket) -> None:
    """Say nothing for longer than anybody waits."""
    time.sleep(4)


@pytest.mark.parametrize(
    ("answer", "told", "code"),
    [
        (Answer(b"<html><h1>Welcome</h1></html>", kind="text/html"), "answers with a web page", 1),
        (Answer(b"<html><h1>Welcome</h1></html>"), "no SPARQL result", 1),
        (Answer(b"hello"), "no SPARQL result", 1),
        (Answer(b'{"a": 1}'), "no SPARQL result", 1),
        (Answer(b"{}"), "no SPARQL result", 1),
        (Answer(b'{"a": "' + b"x" * 100_000 + b'"}'), "no SPARQL result", 1),
        (Answer(b'{"head": {"vars": ["x"]}}'), "no SPARQL result", 1),
        (Answer(b""), "answer is empty", 5),
        (Answer(ROWS[:60]), "stopped in the middle", 5),
        (Answer(ROWS[:-1]), "stopped in the middle", 5),
        (Answer(ROWS[:60], claimed=len(ROWS)), "stopped in the middle", 5),
        (Answer(ROWS[:-3] + b"The SPARQL operation has been cancelled"), "has been cancelled", 5),
        (Answer(b"<p>no &amp; never</p>", 500, "text/html"), "refused (HTTP 500): no", 1),
        (Answer(b"out of memory", 503, "text/plain"), "too busy or ended the query: out of memory", 1),
        (Answer(b"", 504), "takes too long", 4),
        (Answer(b"", 404), "nothing at this address", 1),
        (Answer(b"", 429), "too many requests", 1),
        (Answer(b"", 401), "wants a password", 1),
        (Answer(b"", 403), "does not allow this without a password", 1),
        (
            Answer(b"", 302, headers={"Location": "http://127.0.0.1:9/steal"}),
            "sends on to http://127.0.0.1:9/steal",
            1,
        ),
        (Answer(ROWS, headers={"Content-Encoding": "gzip"}), "stopped in the middle", 5),
        (drip, "not complete after 2 s", 4),
        (drip_head, "no answer within 2 s", 4),
        (endless(False, ROWS[:-3], b"," + ROWS[ROWS.index(b"[{") + 1 : -3]), "not complete after 2 s", 4),
        (endless(False, ROWS[:-3], b" " * 1_000_000), "not complete after 2 s", 4),
        (endless(True, ROWS[:-3], b" " * 1_000_000), "not complete after 2 s", 4),
        (sleep, "no answer within 2 s", 4),
        (reset, "closed the connection", 1),
        (babble, "does not speak HTTP", 1),
    ],
)
def test_a_bad_answer_is_one_clear_line(
    answer: Answer | Callable[[socket.socket], None], told: str, code: int, tmp_path: Path
) -> None:
    """Whatever a server does, the message fits one line, and a file is left as it was."""
    output = tmp_path / "rows.csv"
    output.write_text("before")
    with serve(answering(answer)) as server:  # type: ignore[arg-type] # both kinds of answer are one
        result = ask(server.url, "--timeout", "2", "-o", output)
    assert told in result.stderr
    assert result.exit_code == code
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert output.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_value_without_end_is_told(packed: bool) -> None:
    """The parser holds only so much, and so does memory."""
    with serve(answering(endless(packed, ROWS[:-8], b"a" * 1_000_000))) as server:  # type: ignore[arg-type] # as above
        result = ask(server.url, "--timeout", "100")
    assert result.exit_code == 1
    assert "a single value of the answer is too large" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_server_that_is_down_is_told() -> None:
    """Nobody listens there."""
    result = ask(f"http://127.0.0.1:{find_free_port()}/sparql")
    assert result.exit_code == 1
    assert "cannot be reached" in result.stderr
    assert "is it running" in result.stderr


def test_an_unknown_host_is_told() -> None:
    """A name that does not exist by definition (RFC 6761)."""
    result = ask("http://server.invalid/sparql")
    assert result.exit_code == 1
    assert "cannot be reached" in result.stderr


def test_an_answer_beyond_all_size_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer larger than allowed ends as soon as it is."""
    with serve(answering(Answer(ROWS))) as server:
        engine = ServerEngine(server.url)
        engine.transport._max_bytes = 90
        with pytest.raises(EngineError, match="too large"):
            engine.run(QUERY)
        engine.close()


def rows_json(count: int) -> bytes:
    cells = ",".join(f'{{"x": {{"type": "literal", "value": "{i}"}}}}' for i in range(count))
    return f'{{"head": {{"vars": ["x"]}}, "results": {{"bindings": [{cells}]}}}}'.encode()


def counted(count: int) -> Answer:
    number = "http://www.w3.org/2001/XMLSchema#integer"
    cell = f'{{"n": {{"type": "literal", "datatype": "{number}", "value": "{count}"}}}}'
    return Answer(f'{{"head": {{"vars": ["n"]}}, "results": {{"bindings": [{cell}]}}}}'.encode())


def test_a_suspiciously_round_answer_of_an_unknown_server_is_counted(tmp_path: Path) -> None:
    """A server that cuts without a word is found out; where it cannot give the rest, that is an error."""

    def reply(request: Request) -> Answer:
        if request.is_lookup:
            return Answer(NO_ROWS)
        if "COUNT(*)" in request.query:
            return counted(2500)
        return Answer(rows_json({"OFFSET 2000": 400, "OFFSET 3000": 0}.get(request.query[-11:], 1000)))

    with serve(reply) as server:
        result = ask(server.url, "-o", tmp_path / "rows.csv")
        assert result.exit_code == 5
        assert "gave 2400 of 2500 rows" in result.stderr
        assert list(tmp_path.iterdir()) == []
        offsets = [request.query for request in server.requests if "OFFSET" in request.query]
        assert len(offsets) == 4
        assert all("ORDER BY ?x" in query for query in offsets)


def test_pages_make_a_cut_answer_whole() -> None:
    """All pages together are the answer."""

    def reply(request: Request) -> Answer:
        if request.is_lookup:
            return Answer(NO_ROWS)
        if "COUNT(*)" in request.query:
            return counted(2500)
        return Answer(rows_json(1000 if "OFFSET 2000" not in request.query else 500))

    with serve(reply) as server:
        result = ask(server.url)
        assert result.exit_code == 0
        assert len(result.stdout.splitlines()) == 2501


def test_an_odd_number_of_rows_is_not_counted_again() -> None:
    """An answer that gives no cause for doubt costs one request."""
    with serve(answering(Answer(rows_json(999)))) as server:
        assert len(ask(server.url).stdout.splitlines()) == 1000
        assert sum(not request.is_lookup for request in server.requests) == 1


def test_queries_are_sent_as_a_form_and_results_wanted_as_json() -> None:
    """A query as the bare body makes some servers wait for ever."""
    with serve(answering(Answer(ROWS))) as server:
        assert ask(server.url).stdout == "x\none\n"
        request = server.requests[-1]
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.headers["accept"].startswith(RESULTS_JSON)
    assert request.query.endswith(QUERY)


# Passwords


def guarded(kind: str) -> Callable[[Request], Answer]:
    """Want a password in one of the three ways; repeat what came, as badly written servers do."""
    challenges = {
        "basic": 'Basic realm="kg"',
        "digest": 'Digest realm="kg", qop="auth", nonce="abc", algorithm=MD5',
        "bearer": "Bearer",
    }

    def reply(request: Request) -> Answer:
        told = request.headers.get("authorization", "")
        if told.lower().startswith(kind):
            return Answer(NO_ROWS if request.is_lookup else ROWS)
        return Answer(b"", 401, headers={"WWW-Authenticate": challenges[kind]})

    return reply


@pytest.mark.parametrize("kind", ["basic", "digest", "bearer"])
def test_each_kind_of_password_is_given_when_it_is_asked_for(kind: str) -> None:
    """Name and password go only in answer to a challenge, a token with every request."""
    env = {"KG_TOKEN": SECRET} if kind == "bearer" else {"KG_USER": "curie", "KG_PASSWORD": SECRET}
    with serve(guarded(kind)) as server:
        assert ask(server.url, env=env).stdout == "x\none\n"
        first = server.requests[0].headers.get("authorization", "")
    assert (first != "") == (kind == "bearer")
    if kind == "digest":
        assert not any(SECRET in request.headers.get("authorization", "") for request in server.requests)


def test_no_password_is_sent_that_nobody_asked_for() -> None:
    """A server open to all never sees it."""
    with serve(answering(Answer(ROWS))) as server:
        assert ask(server.url, env={"KG_USER": "curie", "KG_PASSWORD": SECRET}).exit_code == 0
        assert all("authorization" not in request.headers for request in server.requests)


def test_a_netrc_file_is_read(tmp_path: Path) -> None:
    """The usual file of the system holds names and passwords by host."""
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login curie password {SECRET}\n")
    netrc.chmod(0o600)
    with serve(guarded("basic")) as server:
        assert ask(server.url, env={"NETRC": str(netrc)}).stdout == "x\none\n"


def test_a_broken_netrc_file_is_told_without_its_text(tmp_path: Path) -> None:
    """The parser's own message could repeat a password."""
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login curie passwort {SECRET}\n")
    result = ask("http://127.0.0.1:9/sparql", env={"NETRC": str(netrc)})
    assert result.exit_code == 1
    assert "netrc file cannot be read (line" in result.stderr
    assert SECRET not in result.output


@pytest.mark.parametrize("debug", [(), ("--debug",)], ids=["plain", "debug"])
@pytest.mark.parametrize(
    "answer",
    [
        Answer(f"wrong password {SECRET}".encode(), 500, "text/plain"),
        Answer(f"no: {SECRET}".encode(), 401),
        Answer(ROWS[:-3] + f"sorry {SECRET} is not right here".encode()),
    ],
)
def test_a_password_is_shown_nowhere(
    answer: Answer, debug: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """Not in messages, not in tracebacks, not in logs, even where the server repeats it."""
    caplog.set_level(logging.DEBUG)
    env = {"KG_TOKEN": SECRET, "NETRC": "/dev/null"}
    with serve(answering(answer)) as server:
        given = [*debug, "--endpoint", server.url, "sparql", QUERY]
        result = CliRunner(env=env).invoke(cli, given)
    shown = result.output + result.stderr
    if result.exc_info and not isinstance(result.exception, SystemExit):
        shown += "".join(traceback.format_exception(*result.exc_info))
    assert result.exit_code != 0
    assert SECRET not in shown + caplog.text


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    """The command line is seen by everybody on the machine."""
    for option in ("--endpoint", "--update-endpoint"):
        others = [] if option == "--endpoint" else ["--endpoint", "http://127.0.0.1:9/sparql"]
        given = [*others, option, f"http://curie:{SECRET}@127.0.0.1:9/sparql", "query", "prices"]
        result = CliRunner(env={"NETRC": "/dev/null"}).invoke(cli, given)
        assert result.exit_code == 2
        assert "must not hold a name or password" in result.stderr
        assert "KG_USER" in result.stderr
        assert SECRET not in result.output


def test_a_password_does_not_follow_a_redirect() -> None:
    """Another address would get it."""
    with serve(lambda _: Answer(ROWS)) as thief:
        moved = Answer(b"", 307, headers={"Location": thief.url})
        with serve(answering(moved)) as server:
            result = ask(server.url, env={"KG_TOKEN": SECRET})
            assert result.exit_code == 1
            assert "not followed" in result.stderr
        assert thief.requests == []


def test_credentials_do_not_show_their_secrets() -> None:
    """Nor does an address show its query part."""
    known = Credentials("curie", SECRET, SECRET)
    assert SECRET not in repr(known)
    assert known.hide(f"a {SECRET} b") == "a *** b"
    assert to_shown(f"https://u:{SECRET}@h.example/p?key={SECRET}#f") == "https://h.example/p"
    assert (
        find_credentials("http://h.example/", {"KG_USER": "curie", "KG_PASSWORD": SECRET}).password == SECRET
    )
    assert find_credentials("http://h.example/", {"NETRC": "/dev/null"}) == Credentials()


@pytest.mark.parametrize(
    "address",
    ["", "localhost:7878", "ftp://h/x", "http://", "http://h:99999/x", "file:///etc/passwd", "http://h/#f"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """Only http and https with a host are addresses."""
    with pytest.raises(EngineError, match="--endpoint"):
        check_address(address, "--endpoint")


# Profiles


@pytest.mark.parametrize(
    ("name", "update", "store"),
    [
        ("virtuoso", "http://localhost:8890/sparql-auth", "http://localhost:8890/sparql-graph-crud-auth"),
        ("oxigraph", "http://localhost:7878/update", "http://localhost:7878/store"),
        ("qlever", "http://localhost:7001", "http://localhost:7001"),
        ("fuseki", "http://localhost:3030/kg/update", "http://localhost:3030/kg/data"),
        (
            "graphdb",
            "http://localhost:7200/repositories/kg/statements",
            "http://localhost:7200/repositories/kg/rdf-graphs/service",
        ),
        ("generic", None, None),
    ],
)
def test_the_addresses_of_a_profile_follow_from_its_query_address(
    name: str, update: str | None, store: str | None
) -> None:
    """One address is enough for a known server."""
    profile = get_profile(name)
    addresses = profile.to_addresses(profile.example)
    assert (addresses.query, addresses.update, addresses.store) == (profile.example, update, store)


def test_servers_are_recognised() -> None:
    """By their Server header, or by their host."""
    assert recognise_profile("http://h/sparql", "Virtuoso/07.20.3229 (Linux)").name == "virtuoso"
    assert recognise_profile("http://h/query", "Oxigraph/0.5.13").name == "oxigraph"
    assert recognise_profile("https://x.eu-west-1.neptune.amazonaws.com:8182/sparql", "").name == "neptune"
    assert recognise_profile("https://neptune.amazonaws.com.evil.example/sparql", "nginx").name == "generic"
    with pytest.raises(EngineError, match=r"no engine 'blazegraph' \(one of: virtuoso"):
        get_profile("blazegraph")
    assert {name for name, profile in PROFILES.items() if profile.tested_with} == {"virtuoso", "oxigraph"}


def test_an_unnamed_query_sees_all_graphs_of_a_fuseki() -> None:
    """Where the default graph alone would be seen, the server's own name for all graphs is sent."""
    with serve(answering(Answer(ROWS))) as server:
        engine = ServerEngine(server.url, "fuseki")
        engine.run(QUERY)
        engine.run("SELECT ?x FROM <urn:g> WHERE { ?x ?y ?z }")
        engine.close()
        asked = [request.body for request in server.requests if not request.is_lookup]
    assert b"default-graph-uri=urn%3Ax-arq%3AUnionGraph" in asked[0]
    assert b"default-graph-uri" not in asked[1]


def test_without_an_address_for_updates_a_push_says_what_is_missing(tmp_path: Path) -> None:
    """Only the query address of an unknown server is known."""
    with serve(answering(Answer(ROWS))) as server:
        engine = ServerEngine(server.url, "generic")
        with pytest.raises(EngineError, match="--update-endpoint"):
            engine.update("CLEAR ALL")
        engine.close()


def test_blank_nodes_of_virtuoso_are_read(tmp_path: Path) -> None:
    """They are written as addresses of a kind of their own; texts that look like them stay as they are."""
    text = (
        '{"head": {"vars": ["x"]}, "results": {"bindings": ['
        '{"x": { "type": "bnode", "value": "nodeID://b10001" }}, '
        '{"x": { "type": "literal", "value": "\\"bnode\\", \\"value\\": \\"nodeID://b1" }}]}}'
    )
    for size in range(1, 40):
        rows = read_rows(BlankNodeFilter(Trickle(text.encode(), size)), lambda error: error)
        found = [row[0] for row in rows.rows]
        assert found == [ox.BlankNode("b10001"), ox.Literal('"bnode", "value": "nodeID://b1')]


class Trickle(io.BytesIO):
    """Gives at most so many bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._size)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_the_documentation_tells_every_profile(profile: Profile) -> None:
    """What the page says of a server is what its profile holds."""
    page = (Path(__file__).parent.parent / "docs" / "servers.md").read_text()
    cap = f"{profile.row_cap} rows " if profile.row_cap else ""
    cells = (profile.name, f"`{profile.example}`", profile.authentication, profile.unnamed)
    assert f"| {' | '.join(cells)} | {cap}| {describe_state(profile)} |" in page
    told = CliRunner().invoke(cli, ["--help"]).stdout
    tested, _, untested = " ".join(told.split()).partition("the untested")
    assert profile.name in (tested if profile.tested_with else untested)


def test_help_does_not_load_http() -> None:
    """Asking the graph on this disk stays quick."""
    assert "httpx" not in _modules_after("query", "prices")


def _modules_after(*arguments: str) -> set[str]:
    import subprocess

    program = (
        "import sys; from click.testing import CliRunner; from kg.cli.main import cli;"
        "CliRunner().invoke(cli, sys.argv[1:]); print(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())
