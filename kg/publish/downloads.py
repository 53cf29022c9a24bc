"""The graph as files to take away: RDF, nanopublications, a network, tables and bibliographies."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.engines.local import LocalEngine
from kg.graph.iris import ONTOLOGY_GRAPH
from kg.publish.columns import ReadColumns
from kg.publish.nanopublications import iter_nanopublications
from kg.publish.opening import open_overview
from kg.publish.ordered import Ordered
from kg.publish.output import OutputFolder
from kg.publish.page import Page
from kg.publish.reader import Reader
from kg.publish.tables import Tables
from kg.queries.output import to_xml_characters as to_xml
from kg.terms import PREFIXES

FOLDER: Final = "downloads"
READABLE_UP_TO: Final = 5_000_000  # statements; of larger graphs nobody opens the forms for reading
NETWORK_UP_TO: Final = 1_500_000  # statements; the claims of larger graphs fit into no network program
WORKS_UP_TO: Final = 100_000  # works in one bibliography
GRAPH, TABLES, REFERENCES = "The graph", "Tables", "References"
"""Groups of files, in the order in which they are told."""
_DESCRIPTIONS: Final = (
    ("void.ttl", "the data set in VoID and DCAT, its quality in DQV"),
    ("CITATION.cff", "how to cite it, for reference managers and code hosts"),
    ("ro-crate-metadata.json", "this folder as an RO-Crate"),
    ("llms.txt", "what is here and where, for language models"),
    ("w3id.htaccess", "redirects for w3id.org: from the IRIs of things to their pages"),
)
_OWN: Final = (
    ("assets/data/graph.js", "the graph as the pages carry it, packed"),
    ("assets/data/questions.js", "the canned questions with parameters and queries"),
    ("assets/data/terms.js", "prefixes, classes, properties and things, for completion"),
    ("assets/data/names.js", "names of things, for the search field"),
    ("assets/data/units.js", "units with spellings and conversion"),
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away.

    Attributes:
        path: where it lies below the top of the site.
        media_type: its media type.
        words: what is in it.
        size: bytes.
        sha256: digest of its content, in hexadecimal digits.
        group: one of `GRAPH`, `TABLES` and `REFERENCES`.
    """

    path: str
    media_type: str
    words: str
    size: int
    sha256: str
    group: str

    @property
    def name(self) -> str:
        """The name of the file without folders."""
        return self.path.rpartition("/")[2]


def write_downloads(
    output: OutputFolder, reader: Reader, ordered: Ordered, day: str = ""
) -> tuple[Download, ...]:
    """Put the files to take away into the folder and return what they are.

    Args:
        output: receives them.
        reader: the graph.
        ordered: its statements in order.
        day: of publication, as "2026-11-22"; "" where it is not told.
    """
    found = []

    def add(group: str, name: str, media_type: str, words: str, chunks: Iterable[bytes]) -> None:
        path, digest = f"{FOLDER}/{name}", hashlib.sha256()
        size = output.add_chunks(path, _digested(chunks, digest))
        found.append(Download(path, media_type, words, size, digest.hexdigest(), group))

    for name, media_type, words, chunks in _iter_rdf(reader, ordered):
        add(GRAPH, name, media_type, words, chunks)
    add(
        GRAPH,
        "nanopublications.trig",
        "application/trig",
        "every claim as a nanopublication: assertion, provenance, publication info",
        iter_nanopublications(reader, day),
    )
    for name, words, chunks in Tables(reader).iter_files():
        add(TABLES, f"{name}.csv", "text/csv", words, chunks)
    for name, media_type, words, chunks in _iter_bibliographies(reader):
        add(REFERENCES, name, media_type, words, chunks)
    return tuple(found)


def make_downloads_page(downloads: tuple[Download, ...], own: dict[str, int]) -> Page:
    """Return the page that lists all files to take away.

    Args:
        downloads: the files.
        own: all other files that are no pages, with their sizes in bytes.
    """
    groups = [
        (group, tuple(one for one in downloads if one.group == group))
        for group in dict.fromkeys(one.group for one in downloads)
    ]
    return open_overview(
        "downloads.html",
        "Downloads",
        kind="downloads",
        word="",
        template="downloads.html",
        lead="The whole graph, to take away.",
        description="The graph as RDF, tables, network and references.",
        extra={
            "groups": groups,
            "data_files": [(path, words, own[path]) for path, words in _OWN if path in own],
            "descriptions": [(path, words, own[path]) for path, words in _DESCRIPTIONS if path in own],
        },
    )


def _digested(chunks: Iterable[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _iter_rdf(reader: Reader, ordered: Ordered) -> Iterator[tuple[str, str, str, Iterable[bytes]]]:
    size = len(reader.store)
    yield (
        "graph.nq",
        "application/n-quads",
        "the graph as N-Quads, sorted, a graph for each paper",
        ordered.iter_nquads(),
    )
    if size <= READABLE_UP_TO:
        yield (
            "graph.trig",
            "application/trig",
            "the graph as TriG, for reading",
            ordered.iter_serialised(ox.RdfFormat.TRIG),
        )
        yield "graph.ttl", "text/turtle", "the graph as Turtle, all papers as one", ordered.iter_turtle()
        yield (
            "graph.jsonld",
            "application/ld+json",
            "the graph as JSON-LD, a graph for each paper",
            ordered.iter_serialised(ox.RdfFormat.JSON_LD),
        )
    yield (
        "ontology.ttl",
        "text/turtle",
        "the ontology alone: classes, properties, lists, mechanisms, materials, quantities",
        [_to_turtle(reader.store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH))],
    )
    if size <= NETWORK_UP_TO:
        yield (
            "mechanisms.graphml",
            "application/graphml+xml",
            "claims as a network, for Gephi, yEd or Cytoscape",
            [_to_graphml(reader)],
        )


def _to_turtle(quads: Iterable[ox.Quad]) -> bytes:
    triples = sorted({quad.triple for quad in quads}, key=str)
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert text is not None
    return text


def _to_graphml(reader: Reader) -> bytes:
    """Return claims as GraphML: things as nodes, claims as edges with relation, mode and who says so."""
    import networkx as nx

    from kg.network.columns import to_path
    from kg.network.mechanisms import iter_claims, read_mechanism_network

    network = read_mechanism_network(ReadColumns(reader))
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(network):
        data = network.nodes[iri]
        plain.add_node(
            to_path(iri),
            label=to_xml(data["label"]),
            kind=data["kind"],
            formula=to_xml(data["formula"]),
            group=to_xml(data["group"]),
        )
    for claim in iter_claims(network):
        plain.add_edge(
            to_path(claim.subject_iri), to_path(claim.object_iri), key=to_path(claim.iri),
            relation=claim.relation, polarity=claim.polarity, negated=claim.negated, mode=claim.mode,
            said_by=to_xml(claim.asserted_by), finding_of=to_xml("; ".join(claim.finding_of)), iri=claim.iri,
        )  # fmt: skip
    return "\n".join(nx.generate_graphml(plain)).encode("utf-8")


def _iter_bibliographies(reader: Reader) -> Iterator[tuple[str, str, str, Iterable[bytes]]]:
    from kg.queries.bibliography import read_works, to_bibtex, to_csl_json, to_ris

    iris = reader.instances_of("al:Work")
    if not iris or len(iris) > WORKS_UP_TO:
        return
    works = read_works(LocalEngine(reader.store), iris)
    yield "works.bib", "application/x-bibtex", "all works as BibTeX", [to_bibtex(works).encode()]
    yield "works.ris", "application/x-research-info-systems", "all works as RIS", [to_ris(works).encode()]
    yield (
        "works.json",
        "application/vnd.citationstyles.csl+json",
        "all works as CSL-JSON",
        [to_csl_json(works).encode()],
    )
