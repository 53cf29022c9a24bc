"""The description of the data set for machines: VoID and DCAT, with its quality in DQV, as Turtle.

Source: https://www.w3.org/TR/void/; https://www.w3.org/TR/vocab-dcat-3/ with what DCAT-AP 3.0 asks for,
https://semiceu.github.io/DCAT-AP/releases/3.0.1/; https://www.w3.org/TR/vocab-dqv/
"""

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from kg import __version__
from kg.publish.dataset import ABOUT, KEYWORDS, LICENCE, MAKERS, TITLE, DataSet, Statistics
from kg.publish.downloads import Download
from kg.terms import BASE, PREFIXES, shorten

_OTHERS: Final = {
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dqv": "http://www.w3.org/ns/dqv#",
    "spdx": "http://spdx.org/rdf/terms#",
}
_PREFIXES: Final = {**_OTHERS, **{name: PREFIXES[name] for name in ("dcterms", "foaf", "skos", "xsd", "al")}}
_SUBJECT: Final = ox.NamedNode(f"{BASE}dataset")
_MAKERS: Final = ox.NamedNode(f"{BASE}agent/kg")
_DUMPS: Final = ("graph.nq", "graph.ttl", "graph.trig", "graph.jsonld")
_UNREGISTERED: Final = frozenset({"application/graphml+xml"})  # usual, but not in the list of IANA
_TOP_LEVEL_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_NO_NAME: Final = re.compile("[^a-z0-9]+")

Value = ox.NamedNode | ox.Literal


def to_void(data: DataSet) -> bytes:
    """Return the description of the data set."""
    triples = [
        *_describe(data),
        *_describe_parts(data.statistics),
        *_describe_downloads(data),
        *_describe_quality(data),
    ]
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    assert text is not None
    return text


def _name(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode((_OTHERS.get(prefix) or PREFIXES[prefix]) + local)


def _say(node: ox.NamedNode, *told: tuple[str, Value]) -> Iterator[ox.Triple]:
    for predicate, value in told:
        yield ox.Triple(node, _name(predicate), value)


def _typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=_name(kind))


def _english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _part(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}dataset#{name}")


def _describe(data: DataSet) -> Iterator[ox.Triple]:
    yield from _say(
        _SUBJECT,
        ("rdf:type", _name("void:Dataset")),
        ("rdf:type", _name("dcat:Dataset")),
        ("dcterms:title", _english(TITLE)),
        ("dcterms:description", _english(ABOUT)),
        ("dcterms:license", ox.NamedNode(LICENCE)),
        ("dcterms:identifier", ox.Literal(f"graph {data.graph_hash}")),
        ("dcterms:publisher", _MAKERS),
        ("dcterms:creator", _MAKERS),
        ("dcat:version", ox.Literal(data.version)),
        ("owl:versionInfo", ox.Literal(__version__)),
        ("void:uriSpace", ox.Literal(BASE)),
        ("void:triples", ox.Literal(data.statistics.statements)),
        ("void:exampleResource", ox.NamedNode(f"{BASE}mechanism/scheme")),
        *(("dcat:keyword", _english(word)) for word in KEYWORDS),
        *(("void:vocabulary", ox.NamedNode(iri)) for iri in sorted(_find_vocabularies(data.statistics))),
    )
    yield from _say(_MAKERS, ("rdf:type", _name("foaf:Agent")), ("foaf:name", ox.Literal(MAKERS)))
    yield from _say(ox.NamedNode(LICENCE), ("rdf:type", _name("dcterms:LicenseDocument")))
    if data.day:
        yield from _say(_SUBJECT, ("dcterms:issued", _typed(data.day, "xsd:date")))
    if data.base_url:
        home = ox.NamedNode(data.base_url)
        yield from _say(_SUBJECT, ("foaf:homepage", home), ("dcat:landingPage", home))
        yield from _say(home, ("rdf:type", _name("foaf:Document")))


def _find_vocabularies(statistics: Statistics) -> set[str]:
    found = set()
    for iri in (*statistics.classes, *statistics.properties):
        prefix, colon, _ = shorten(iri).partition(":")
        if colon and prefix in PREFIXES:
            found.add(PREFIXES[prefix])
    return found


def _describe_parts(statistics: Statistics) -> Iterator[ox.Triple]:
    for part, counts, key, number in (
        ("classPartition", statistics.classes, "class", "entities"),
        ("propertyPartition", statistics.properties, "property", "triples"),
    ):
        for iri, count in counts.items():
            node = _part(f"{part}-{shorten(iri).replace(':', '-').replace('/', '-')}")
            yield from _say(_SUBJECT, (f"void:{part}", node))
            yield from _say(node, (f"void:{key}", ox.NamedNode(iri)), (f"void:{number}", ox.Literal(count)))


def _describe_downloads(data: DataSet) -> Iterator[ox.Triple]:
    sha256 = _name("spdx:checksumAlgorithm_sha256")
    yield from _say(sha256, ("rdf:type", _name("spdx:ChecksumAlgorithm")))
    for one in data.downloads:
        node = _part(one.path.replace("/", "-"))
        checksum = _part(f"{one.path.replace('/', '-')}-checksum")
        yield from _say(_SUBJECT, ("dcat:distribution", node))
        yield from _say(
            node,
            ("rdf:type", _name("dcat:Distribution")),
            ("dcterms:title", _english(one.name)),
            ("dcterms:description", _english(one.words)),
            ("dcterms:license", ox.NamedNode(LICENCE)),
            ("dcat:byteSize", _typed(str(one.size), "xsd:nonNegativeInteger")),
            ("spdx:checksum", checksum),
        )
        yield from _say(
            checksum,
            ("rdf:type", _name("spdx:Checksum")),
            ("spdx:algorithm", sha256),
            ("spdx:checksumValue", _typed(one.sha256, "xsd:hexBinary")),
        )
        yield from _describe_format(node, one)
        if data.base_url:
            page, file = (
                ox.NamedNode(f"{data.base_url}downloads.html"),
                ox.NamedNode(data.base_url + one.path),
            )
            yield from _say(node, ("dcat:accessURL", page), ("dcat:downloadURL", file))
            if one.name in _DUMPS:
                yield from _say(_SUBJECT, ("void:dataDump", file))


def _describe_format(node: ox.NamedNode, one: Download) -> Iterator[ox.Triple]:
    """Yield the media type, where it is one that is registered."""
    if "/x-" not in one.media_type and one.media_type not in _UNREGISTERED:
        kind = ox.NamedNode(_TOP_LEVEL_TYPES + one.media_type)
        yield from _say(node, ("dcat:mediaType", kind))
        yield from _say(kind, ("rdf:type", _name("dcterms:MediaType")))


def _describe_quality(data: DataSet) -> Iterator[ox.Triple]:
    for share in data.report.shares:
        yield from _measure(share.name, f"Share of {share.words}.", share.part / share.whole)
    for work, readings in data.report.readings:
        for row in readings:
            name = _NO_NAME.sub("-", f"agreement {work.iri.removeprefix(BASE)} {row.kind}".lower())
            words = f"What two readers of {work.label} both found, of all that either found: {row.kind}."
            yield from _measure(name, words, row.share)


def _measure(name: str, words: str, value: float) -> Iterator[ox.Triple]:
    metric, measurement = _part(f"metric-{name}"), _part(f"measurement-{name}")
    yield from _say(
        metric,
        ("rdf:type", _name("dqv:Metric")),
        ("skos:definition", _english(words)),
        ("dqv:expectedDataType", _name("xsd:decimal")),
    )
    yield from _say(
        measurement,
        ("rdf:type", _name("dqv:QualityMeasurement")),
        ("dqv:isMeasurementOf", metric),
        ("dqv:computedOn", _SUBJECT),
        ("dqv:value", _typed(f"{value:.4f}", "xsd:decimal")),
    )
    yield from _say(_SUBJECT, ("dqv:hasQualityMeasurement", measurement))
