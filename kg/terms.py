"""Namespaces and entity kinds of the graph, as plain strings so that a query need not load an RDF library.

A test holds every name used here against `ontology/*.ttl`.

Source: `ontology/core.ttl` for the local terms; the namespace documents of the vocabularies for the others.
"""

from typing import Final

BASE: Final = "https://w3id.org/anodeless/"
AL: Final = BASE + "ont#"

PREFIXES: Final[dict[str, str]] = {
    "al": AL,
    "alm": BASE + "mechanism/",
    "almat": BASE + "material/",
    "alc": BASE + "material-class/",
    "alr": BASE + "role/",
    "alf": BASE + "cell-format/",
    "alk": BASE + "cell-kind/",
    "alp": BASE + "process/",
    "alme": BASE + "method/",
    "alq": BASE + "quantity/",
    "alu": BASE + "unit/",
    "alv": BASE + "value/",
    "cito": "http://purl.org/spar/cito/",
    "fabio": "http://purl.org/spar/fabio/",
    "oa": "http://www.w3.org/ns/oa#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "quantitykind": "http://qudt.org/vocab/quantitykind/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "sh": "http://www.w3.org/ns/shacl#",
    "schema": "https://schema.org/",
}

# Works, people, claims and the like live one level below the base: <base><kind>/<key>.
ENTITY_KINDS: Final = (
    "work",
    "reference",
    "journal",
    "notice",
    "person",
    "organisation",
    "authorship",
    "station",
    "identity",
    "citation",
    "system",
    "layer",
    "claim",
    "stated",
    "condition",
    "evidence",
    "selector",
    "section",
    "text",
    "decision",
    "discrepancy",
    "link",
    "graph",
    "file",
    "agent",
)


def expand(curie: str) -> str:
    """Return the full IRI of a prefixed name such as `al:Claim`.

    Raises:
        KeyError: the prefix is not one of `PREFIXES`.
    """
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI, else its path below `BASE`, else the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri.removeprefix(BASE)
