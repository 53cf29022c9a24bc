"""Every claim as a nanopublication: what is said, where it comes from, and who publishes it, each a graph.

Source: Nanopublication Guidelines, https://nanopub.net/guidelines/working_draft/
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kg.publish.machine import iter_nodes
from kg.publish.reader import Reader
from kg.terms import BASE, PREFIXES, expand

NP: Final = "http://www.nanopub.org/nschema#"
LICENCE: Final = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
_CLAIMS_A_CHUNK: Final = 100
# What tells where a claim comes from; everything else is the claim itself.
_PROVENANCE: Final = frozenset(
    expand(name)
    for name in (
        "al:assertedBy",
        "al:findingOf",
        "al:origin",
        "al:mode",
        "al:strength",
        "al:evidence",
        "al:hasDecision",
        "al:printedNumber",
        "al:note",
    )
)
_PREFIXES: Final = PREFIXES | {"np": NP}
_TYPE: Final = ox.NamedNode(expand("rdf:type"))


def iter_nanopublications(reader: Reader) -> Iterator[bytes]:
    """Yield TriG with the four graphs of each claim, many claims at a time."""
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items()).encode()
    claims = reader.iter_claims()
    while some := list(islice(claims, _CLAIMS_A_CHUNK)):
        quads = [quad for iri in some for quad in to_nanopublication(reader, iri)]
        text = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=_PREFIXES)
        assert text is not None
        yield b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(b"@prefix "))


def to_nanopublication(reader: Reader, iri: str) -> list[ox.Quad]:
    """Return the quads of one nanopublication: head, assertion, provenance and publication info."""
    publication, head, assertion, provenance, info = (
        ox.NamedNode(f"{iri}#{name}") for name in ("nanopub", "head", "assertion", "provenance", "pubinfo")
    )
    quads = [
        ox.Quad(publication, _TYPE, ox.NamedNode(f"{NP}Nanopublication"), head),
        ox.Quad(publication, ox.NamedNode(f"{NP}hasAssertion"), assertion, head),
        ox.Quad(publication, ox.NamedNode(f"{NP}hasProvenance"), provenance, head),
        ox.Quad(publication, ox.NamedNode(f"{NP}hasPublicationInfo"), info, head),
    ]
    for node in iter_nodes(reader, iri):
        graph = provenance if _is_evidence(reader, node) else assertion
        for triple in reader.iter_objects([node]):
            told = provenance if node == iri and triple.predicate.value in _PROVENANCE else graph
            quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, told))
    derived, source = (
        ox.NamedNode(expand("prov:wasDerivedFrom")),
        ox.NamedNode(expand("prov:hadPrimarySource")),
    )
    quads += [
        ox.Quad(assertion, derived, ox.NamedNode(work), provenance)
        for work in reader.all(iri, "al:assertedBy")
    ]
    quads += [
        ox.Quad(assertion, source, ox.NamedNode(work), provenance) for work in reader.all(iri, "al:findingOf")
    ]
    quads += [
        ox.Quad(
            publication, ox.NamedNode(expand("prov:wasAttributedTo")), ox.NamedNode(f"{BASE}agent/kg"), info
        ),
        ox.Quad(publication, ox.NamedNode(expand("dcterms:license")), LICENCE, info),
    ]
    return quads


def _is_evidence(reader: Reader, iri: str) -> bool:
    return reader.is_a(iri, "al:Evidence") or "/selector/" in iri
