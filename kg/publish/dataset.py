"""The graph as a data set: files to take away, and their descriptions (VoID, DCAT, RO-Crate, CFF)."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from kg import __version__
from kg.engines.local import LocalEngine
from kg.graph.serialise import to_nquads, to_trig
from kg.publish.nanopublications import iter_nanopublications
from kg.publish.output import OutputFolder
from kg.publish.reader import Reader
from kg.publish.tables import Tables
from kg.publish.titles import SITE_NAME
from kg.terms import BASE, PREFIXES, shorten

TITLE: Final = "Mechanisms and materials of anodeless batteries"
ABOUT: Final = (
    "What battery papers claim about materials, mechanisms and cell performance of "
    "anodeless electrodes, claim by "
    "claim: who says so, whose finding it is, how it is known, and where to read it."
)
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
FOLDER: Final = "downloads"
SORTED_UP_TO: Final = 1_000_000  # statements; larger graphs are written in the order of the store
WORKS_UP_TO: Final = 100_000  # works in one bibliography
_SORTED_FORMATS: Final = (
    ("graph.ttl", "text/turtle", "the graph as Turtle, all papers as one", ox.RdfFormat.TURTLE),
    (
        "graph.jsonld",
        "application/ld+json",
        "the graph as JSON-LD, a graph for each paper",
        ox.RdfFormat.JSON_LD,
    ),
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away: path, media type, what is in it, bytes."""

    path: str
    media_type: str
    words: str
    size: int


def write_downloads(output: OutputFolder, reader: Reader) -> list[Download]:
    """Put the files to take away into the folder and return what they are."""
    found = []

    def add(name: str, media_type: str, words: str, chunks: Iterable[bytes]) -> None:
        path = f"{FOLDER}/{name}"
        found.append(Download(path, media_type, words, output.add_chunks(path, chunks)))

    for name, media_type, words, chunks in _iter_rdf(reader):
        add(name, media_type, words, chunks)
    add(
        "nanopublications.trig",
        "application/trig",
        "every claim as a nanopublication: assertion, provenance, publication info",
        iter_nanopublications(reader),
    )
    for name, words, chunks in Tables(reader).iter_files():
        add(f"{name}.csv", "text/csv", words, chunks)
    for name, media_type, words, chunks in _iter_bibliographies(reader):
        add(name, media_type, words, chunks)
    return found


def _iter_rdf(reader: Reader) -> Iterator[tuple[str, str, str, Iterable[bytes]]]:
    store = reader.store
    quads_words = "the graph as N-Quads, sorted, a graph for each paper"
    if len(store) > SORTED_UP_TO:
        yield (
            "graph.nq",
            "application/n-quads",
            "the graph as N-Quads, a graph for each paper",
            _iter_lines(store),
        )
        return
    yield "graph.nq", "application/n-quads", quads_words, [to_nquads(store)]
    yield "graph.trig", "application/trig", "the graph as TriG, for reading", [to_trig(store)]
    for name, media_type, words, form in _SORTED_FORMATS:
        yield name, media_type, words, [_serialise(store, form)]
    yield (
        "mechanisms.graphml",
        "application/graphml+xml",
        "claims as a network, for Gephi, yEd or Cytoscape",
        [_to_graphml(store)],
    )


def _iter_lines(store: ox.Store) -> Iterator[bytes]:
    lines: list[str] = []
    for quad in store:
        lines.append(f"{quad} .\n")
        if len(lines) == 10_000:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def _serialise(store: ox.Store, form: ox.RdfFormat) -> bytes:
    if form == ox.RdfFormat.TURTLE:
        triples = sorted({ox.Triple(quad.subject, quad.predicate, quad.object) for quad in store}, key=str)
        text = ox.serialize(triples, format=form, prefixes=PREFIXES)
    else:
        text = ox.serialize(sorted(store, key=lambda quad: (str(quad.graph_name), str(quad))), format=form)
    assert text is not None
    return text


def _to_graphml(store: ox.Store) -> bytes:
    """Return claims as GraphML: things as nodes, claims as edges with relation, mode and who says so."""
    import networkx as nx

    from kg.network.columns import to_path
    from kg.network.mechanisms import iter_claims, read_mechanism_network

    network = read_mechanism_network(LocalEngine(store))
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(network):
        data = network.nodes[iri]
        plain.add_node(
            to_path(iri),
            label=_xml(data["label"]),
            kind=data["kind"],
            formula=_xml(data["formula"]),
            group=_xml(data["group"]),
        )
    for claim in iter_claims(network):
        plain.add_edge(
            to_path(claim.subject_iri), to_path(claim.object_iri), key=to_path(claim.iri),
            relation=claim.relation, polarity=claim.polarity, negated=claim.negated, mode=claim.mode,
            said_by=_xml(claim.asserted_by), finding_of=_xml("; ".join(claim.finding_of)), iri=claim.iri,
        )  # fmt: skip
    return "\n".join(nx.generate_graphml(plain)).encode("utf-8")


def _xml(text: str) -> str:
    """Return a text without the characters that XML cannot hold. Source: XML 1.0, production 2 (Char)."""
    return "".join(
        letter for letter in text if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff")
    )


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


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a scan over the whole graph counts: statements, and how often each class and property occurs."""

    statements: int
    classes: dict[str, int]
    properties: dict[str, int]


def count_statements(store: ox.Store) -> Statistics:
    """Return the statistics of a graph, in one scan."""
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    rdf_type = PREFIXES["rdf"] + "type"
    for quad in store:
        properties[quad.predicate.value] += 1
        if quad.predicate.value == rdf_type and isinstance(quad.object, ox.NamedNode):
            classes[quad.object.value] += 1
    return Statistics(properties.total(), dict(sorted(classes.items())), dict(sorted(properties.items())))


def to_void(statistics: Statistics, downloads: list[Download], graph_hash: str, base_url: str) -> bytes:
    """Return the description of the data set in VoID and DCAT, as Turtle.

    Source: https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/
    """
    void, dcat, dcterms = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", PREFIXES["dcterms"]
    subject = ox.NamedNode(f"{BASE}dataset")
    triples: list[ox.Triple] = []

    def say(node: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        triples.append(ox.Triple(node, ox.NamedNode(predicate), value))

    rdf_type = PREFIXES["rdf"] + "type"
    for kind in (f"{void}Dataset", f"{dcat}Dataset"):
        say(subject, rdf_type, ox.NamedNode(kind))
    say(subject, f"{dcterms}title", ox.Literal(TITLE, language="en"))
    say(subject, f"{dcterms}description", ox.Literal(ABOUT, language="en"))
    say(subject, f"{dcterms}license", ox.NamedNode(LICENCE))
    say(subject, f"{dcterms}identifier", ox.Literal(f"graph {graph_hash}"))
    say(subject, f"{dcterms}publisher", ox.NamedNode(f"{BASE}agent/kg"))
    say(subject, "http://www.w3.org/2002/07/owl#versionInfo", ox.Literal(__version__))
    say(subject, f"{void}uriSpace", ox.Literal(BASE))
    say(subject, f"{void}triples", ox.Literal(statistics.statements))
    say(subject, f"{void}exampleResource", ox.NamedNode(f"{BASE}mechanism/scheme"))
    if base_url:
        say(subject, PREFIXES["foaf"] + "homepage", ox.NamedNode(base_url))
    for namespace in sorted({PREFIXES[prefix] for prefix in _iter_used(statistics)}):
        say(subject, f"{void}vocabulary", ox.NamedNode(namespace))
    for part, counts, key, number in (
        ("classPartition", statistics.classes, "class", "entities"),
        ("propertyPartition", statistics.properties, "property", "triples"),
    ):
        for iri, count in counts.items():
            node = ox.NamedNode(f"{BASE}dataset#{part}-{shorten(iri).replace(':', '-').replace('/', '-')}")
            say(subject, void + part, node)
            say(node, void + key, ox.NamedNode(iri))
            say(node, void + number, ox.Literal(count))
    for download in downloads:
        node = ox.NamedNode(f"{BASE}dataset#{download.path.replace('/', '-')}")
        say(subject, f"{dcat}distribution", node)
        say(node, rdf_type, ox.NamedNode(f"{dcat}Distribution"))
        say(node, f"{dcterms}title", ox.Literal(download.words))
        say(
            node,
            f"{dcat}mediaType",
            ox.NamedNode(f"https://www.iana.org/assignments/media-types/{download.media_type}"),
        )
        say(node, f"{dcat}byteSize", ox.Literal(download.size))
        if base_url:
            say(node, f"{dcat}downloadURL", ox.NamedNode(base_url + download.path))
            if download.path.endswith(("graph.nq", "graph.ttl", "graph.trig")):
                say(subject, f"{void}dataDump", ox.NamedNode(base_url + download.path))
    prefixes = {
        "void": void,
        "dcat": dcat,
        **{name: PREFIXES[name] for name in ("dcterms", "foaf", "xsd", "al")},
    }
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert text is not None
    return text


def _iter_used(statistics: Statistics) -> Iterator[str]:
    for iri in (*statistics.classes, *statistics.properties):
        prefix, colon, _ = shorten(iri).partition(":")
        if colon and prefix in PREFIXES:
            yield prefix


def to_schema_org(downloads: list[Download], graph_hash: str, base_url: str) -> dict[str, Any]:
    """Return the data set in the vocabulary of schema.org, as search engines for data sets read it.

    Source: https://developers.google.com/search/docs/appearance/structured-data/dataset
    """
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{BASE}dataset",
        "name": f"{SITE_NAME}: {TITLE[0].lower()}{TITLE[1:]}",
        "description": ABOUT,
        "license": LICENCE,
        "version": f"{__version__}, graph {graph_hash}",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "The kg developers"},
        "keywords": ["anodeless", "solid-state battery", "lithium", "mechanism", "knowledge graph"],
    }
    if base_url:
        told["url"] = base_url
        told["distribution"] = [
            {
                "@type": "DataDownload",
                "encodingFormat": one.media_type,
                "contentUrl": base_url + one.path,
                "name": one.words,
            }
            for one in downloads
        ]
    return told


def to_citation_cff(graph_hash: str, base_url: str) -> bytes:
    """Return CITATION.cff for the data set.

    Source: Citation File Format 1.2.0, https://citation-file-format.github.io/
    """
    lines = [
        "cff-version: 1.2.0",
        "message: For a claim, cite the work whose finding it is; for the collection, cite this.",
        "type: dataset",
        f"title: {json.dumps(f'{SITE_NAME}: {TITLE[0].lower()}{TITLE[1:]}')}",
        f"abstract: {json.dumps(ABOUT)}",
        "authors:",
        "  - name: The kg developers",
        f"version: {json.dumps(f'{__version__}, graph {graph_hash}')}",
        "license: CC-BY-4.0",
    ]
    if base_url:
        lines.append(f"url: {json.dumps(base_url)}")
    return ("\n".join(lines) + "\n").encode()


def to_ro_crate(downloads: list[Download], graph_hash: str, base_url: str) -> bytes:
    """Return the metadata file of an RO-Crate whose root is the folder of the site.

    Source: RO-Crate 1.1, https://w3id.org/ro/crate/1.1
    """
    files = [
        {
            "@id": one.path,
            "@type": "File",
            "name": one.words,
            "encodingFormat": one.media_type,
            "contentSize": str(one.size),
        }
        for one in downloads
    ]
    files.append({"@id": "index.html", "@type": "File", "name": "the site", "encodingFormat": "text/html"})
    files.append(
        {
            "@id": "void.ttl",
            "@type": "File",
            "name": "description in VoID and DCAT",
            "encodingFormat": "text/turtle",
        }
    )
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": TITLE,
        "description": ABOUT,
        "identifier": f"{BASE}dataset",
        "version": f"{__version__}, graph {graph_hash}",
        "license": {"@id": LICENCE},
        "author": {"@id": "#developers"},
        "hasPart": [{"@id": one["@id"]} for one in files],
        **({"url": base_url} if base_url else {}),
    }
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    licence = {
        "@id": LICENCE,
        "@type": "CreativeWork",
        "name": "Creative Commons Attribution 4.0 International",
    }
    people = {"@id": "#developers", "@type": "Organization", "name": "The kg developers"}
    crate = {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [descriptor, root, licence, people, *files],
    }
    return (json.dumps(crate, indent=1, ensure_ascii=False) + "\n").encode()
