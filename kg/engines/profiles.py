"""What SPARQL servers differ in: addresses, authentication, what an unnamed query sees, limits.

Source: the documentation of each server, cited beside its profile. A profile that the tests run on a real
server says so in `tested_with`; everything else counts as untested.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

from kg.errors import AddressError

Authentication = Literal["none", "basic", "digest", "bearer"]
Unnamed = Literal["default graph", "all graphs", "unknown"]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server takes queries, updates and whole graphs; None where it is not known."""

    query: str
    update: str | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a kind of server needs and how far it goes.

    Attributes:
        name: as given with --engine.
        title: its name in words.
        tested_with: the version that the tests run, "" for a profile that no test has ever run.
        example: how its query address looks.
        to_addresses: the other addresses, from that of queries.
        authentication: what it usually asks for; another challenge is answered too.
        unnamed: what a query without FROM sees.
        union: form fields that make such a query see all graphs, where it would not.
        row_cap: rows after which it cuts an answer without an error, None where it does not.
        never_cuts: whether it is known to give every answer whole.
        repeats_rows: whether SELECT DISTINCT may give a row twice.
        sorts_beyond_cap: whether ORDER BY works for more rows than that.
        most_graphs: graphs that a query may name one by one; 0 where it then answers wrongly.
        most_inserted: statements that one INSERT DATA may hold.
        long_paths: whether `p+` and `p*` work on large cyclic graphs.
        servers: words by which the Server header of an answer tells it.
        hosts: endings of host names by which it is told.
    """

    name: str
    title: str
    tested_with: str
    example: str
    to_addresses: Callable[[str], Addresses]
    authentication: Authentication = "basic"
    unnamed: Unnamed = "unknown"
    union: tuple[tuple[str, str], ...] = ()
    row_cap: int | None = None
    never_cuts: bool = False
    repeats_rows: bool = False
    sorts_beyond_cap: bool = True
    most_graphs: int = 100
    most_inserted: int = 1000
    long_paths: bool = True
    servers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


def _siblings(*, update: str, store: str) -> Callable[[str], Addresses]:
    """Return a function that puts other last parts in place of the last part of the path."""

    def to_addresses(url: str) -> Addresses:
        return Addresses(url, _replace_last(url, update), _replace_last(url, store))

    return to_addresses


def _replace_last(url: str, last: str) -> str:
    parts = urlsplit(url)
    folder = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{last}", "", ""))


def _below(url: str, path: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{path}", "", ""))


def _to_graphdb(url: str) -> Addresses:
    return Addresses(url, _below(url, "statements"), _below(url, "rdf-graphs/service"))


def _to_neptune(url: str) -> Addresses:
    return Addresses(url, url, _below(url, "gsp/"))


GENERIC: Final = Profile(
    name="generic",
    title="any SPARQL 1.1 server",
    tested_with="",
    example="https://example.org/sparql",
    to_addresses=Addresses,
)

PROFILES: Final[dict[str, Profile]] = {
    profile.name: profile
    for profile in (
        # https://docs.openlinksw.com/virtuoso/rdfsparqlprotocolendpoint/; the cap is set in virtuoso.ini, the
        # limit of INSERT DATA comes from that of 10 000 lines of generated SQL. Seen on 7.2.5: a query with a
        # path that names several graphs joins wrongly, and SELECT DISTINCT of many columns repeats rows.
        Profile(
            name="virtuoso",
            title="OpenLink Virtuoso",
            tested_with="7.2.5",
            example="http://localhost:8890/sparql",
            to_addresses=_siblings(update="sparql-auth", store="sparql-graph-crud-auth"),
            authentication="digest",
            unnamed="all graphs",
            row_cap=10_000,
            repeats_rows=True,
            sorts_beyond_cap=False,
            most_graphs=0,
            most_inserted=500,
            long_paths=False,
            servers=("virtuoso",),
        ),
        # https://github.com/oxigraph/oxigraph/blob/main/cli/README.md
        Profile(
            name="oxigraph",
            title="Oxigraph server",
            tested_with="0.5.13",
            example="http://localhost:7878/query",
            to_addresses=_siblings(update="update", store="store"),
            authentication="none",
            unnamed="default graph",
            union=(("union-default-graph", "true"),),
            never_cuts=True,
            most_inserted=10_000,
            servers=("oxigraph",),
        ),
        # https://github.com/ad-freiburg/qlever; one address for everything, writing wants an access token
        Profile(
            name="qlever",
            title="QLever",
            tested_with="",
            example="http://localhost:7001",
            to_addresses=lambda url: Addresses(url, url, url),
            authentication="bearer",
            unnamed="all graphs",
            servers=("qlever",),
        ),
        # https://jena.apache.org/documentation/fuseki2/fuseki-config-endpoint.html and
        # https://jena.apache.org/documentation/tdb/dynamic_datasets.html for the name of the union
        Profile(
            name="fuseki",
            title="Apache Jena Fuseki",
            tested_with="",
            example="http://localhost:3030/kg/query",
            to_addresses=_siblings(update="update", store="data"),
            unnamed="default graph",
            union=(("default-graph-uri", "urn:x-arq:UnionGraph"),),
            most_inserted=10_000,
            servers=("fuseki",),
        ),
        # https://graphdb.ontotext.com/documentation/11.0/using-the-rdf4j-rest-api.html
        Profile(
            name="graphdb",
            title="Ontotext GraphDB",
            tested_with="",
            example="http://localhost:7200/repositories/kg",
            to_addresses=_to_graphdb,
            unnamed="all graphs",
            most_inserted=10_000,
            servers=("graphdb",),
        ),
        # https://docs.aws.amazon.com/neptune/latest/userguide/access-graph-sparql.html
        Profile(
            name="neptune",
            title="Amazon Neptune",
            tested_with="",
            example="https://NAME.REGION.neptune.amazonaws.com:8182/sparql",
            to_addresses=_to_neptune,
            authentication="none",
            unnamed="all graphs",
            hosts=(".neptune.amazonaws.com",),
        ),
        GENERIC,
    )
}


def get_profile(name: str) -> Profile:
    """Return the profile of that name.

    Raises:
        AddressError: there is none.
    """
    if name not in PROFILES:
        raise AddressError(f"there is no engine {name!r}", hint=f"one of: {', '.join(PROFILES)}")
    return PROFILES[name]


def recognise_profile(url: str, server_header: str) -> Profile:
    """Return the profile of a server by its address and its Server header; `GENERIC` for others."""
    host = (urlsplit(url).hostname or "").lower()
    told = server_header.lower()
    for profile in PROFILES.values():
        if any(word in told for word in profile.servers) or any(host.endswith(end) for end in profile.hosts):
            return profile
    return GENERIC


def describe_state(profile: Profile) -> str:
    """Return how far a profile is known to work: "tested with 7.2.5" or "untested"."""
    return f"tested with {profile.tested_with}" if profile.tested_with else "untested"
