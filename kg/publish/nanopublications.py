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
_TYPE, _DERIVED, _SOURCE, _ATTRIBUTED, _LICENSE, _CREATED, _DATE = (
    ox.NamedNode(expand(name))
    for name in (
        "rdf:type",
        "prov:wasDerivedFrom",
        "prov:hadPrimarySource",
        "prov:wasAttributedTo",
        "dcterms:license",
        "dcterms:created",
        "xsd:date",
    )
)


def iter_nanopublications(reader: Reader, day: str = "") -> Iterator[bytes]:
    """Yield TriG with the four graphs of each claim, many claims at a time; see `to_nanopublication`."""
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items()).encode()
    claims = reader.iter_claims()
    while some := list(islice(claims, _CLAIMS_A_CHUNK)):
        quads = [quad for iri in some for quad in to_nanopublication(reader, iri, day)]
        text = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=_PREFIXES)
        assert text is not None
        yield b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(b"@prefix "))


def to_nanopublication(reader: Reader, iri: str, day: str = "") -> list[ox.Quad]:
    """Return the quads of one nanopublication: head, assertion, provenance, publication info, in this order.

    Args:
        reader: the graph.
        iri: the claim.
        day: of publication, as "2026-11-22"; "" where it is not told: the same graph gives the same bytes.
    """
    publication, head, assertion, provenance, info = (
        ox.NamedNode(f"{iri}#{name}") for name in ("nanopub", "head", "assertion", "provenance", "pubinfo")
    )
    said: list[ox.Quad] = []
    sources: list[ox.Quad] = []
    for node in iter_nodes(reader, iri):
        evidence = _is_evidence(reader, node)
        for triple in reader.iter_objects([node]):
            if evidence or (node == iri and triple.predicate.value in _PROVENANCE):
                sources.append(ox.Quad(triple.subject, triple.predicate, triple.object, provenance))
            else:
                said.append(ox.Quad(triple.subject, triple.predicate, triple.object, assertion))
    sources += [
        ox.Quad(assertion, relation, ox.NamedNode(work), provenance)
        for relation, predicate in ((_DERIVED, "al:assertedBy"), (_SOURCE, "al:findingOf"))
        for work in reader.all(iri, predicate)
    ]
    created = [ox.Quad(publication, _CREATED, ox.Literal(day, datatype=_DATE), info)] if day else []
    return [
        ox.Quad(publication, _TYPE, ox.NamedNode(f"{NP}Nanopublication"), head),
        ox.Quad(publication, ox.NamedNode(f"{NP}hasAssertion"), assertion, head),
        ox.Quad(publication, ox.NamedNode(f"{NP}hasProvenance"), provenance, head),
        ox.Quad(publication, ox.NamedNode(f"{NP}hasPublicationInfo"), info, head),
        *said,
        *sources,
        ox.Quad(publication, _ATTRIBUTED, ox.NamedNode(f"{BASE}agent/kg"), info),
        ox.Quad(publication, _LICENSE, LICENCE, info),
        *created,
    ]


def _is_evidence(reader: Reader, iri: str) -> bool:
    return reader.is_a(iri, "al:Evidence") or "/selector/" in iri
