"""The IRI of everything that the graph speaks of: minted from keys, never from counters or clocks."""

import hashlib
import re
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.errors import BuildError, IdentifierError
from kg.identifiers import slug
from kg.terms import BASE, ENTITY_KINDS, expand

_SLUG_MAX: Final = 60  # characters of a slug made from printed words; the hash behind it keeps IRIs apart
_STEP = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*(?:--[a-z0-9-]+)?")  # one step of a path

ONTOLOGY_GRAPH: Final = NamedNode(BASE + "graph/ontology")
DERIVED_GRAPH: Final = NamedNode(BASE + "graph/derived")
PROVENANCE_GRAPH: Final = NamedNode(BASE + "graph/provenance")
RESERVED_GRAPHS: Final = ("ontology", "derived", "provenance")


def mint(kind: str, *steps: str | int) -> NamedNode:
    """Return the IRI of one entity, `<base><kind>/<step>/<step>`.

    Args:
        kind: one of `ENTITY_KINDS`.
        steps: keys or positions; a key that itself holds "/" gives several steps.

    Raises:
        BuildError: a step is no key, so that the IRI could clash with another one or not be valid.
    """
    assert kind in ENTITY_KINDS, kind
    path = "/".join(str(step) for step in steps)
    for step in path.split("/"):
        if not _STEP.fullmatch(step):
            raise BuildError(f"{step!r} cannot be part of the address of a {kind}", hint="give it a key")
    return NamedNode(f"{BASE}{kind}/{path}")


def term(curie: str) -> NamedNode:
    """Return the IRI of a prefixed name such as `al:Claim`."""
    return NamedNode(expand(curie))


def outside(iri: str) -> NamedNode:
    """Return an IRI that is not ours.

    Raises:
        BuildError: it is not a valid IRI.
    """
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise BuildError(f"{iri!r} is not an IRI: {error}") from error


def to_step(words: str) -> str:
    """Return printed words as one step of a path, at most 60 characters; empty where none is ASCII."""
    try:
        return slug(words)[:_SLUG_MAX].strip("-")
    except IdentifierError:
        return ""


def to_digest(text: str, digits: int = 6) -> str:
    """Return the first hexadecimal `digits` of the SHA-256 of a text, which keep similar slugs apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def to_named_step(words: str) -> str:
    """Return printed words as a step that is never empty: the slug where there is one, else a digest."""
    return to_step(words) or "x" + to_digest(words)


def percent_encode(words: str) -> str:
    """Return words as a part of a text directive, with all that its grammar or an address reserves encoded.

    Source: https://wicg.github.io/scroll-to-text-fragment/#syntax, TextDirectiveExplicitChar: "&", "-" and
    "," stand for themselves only when percent-encoded; the rest follows RFC 3986, section 2.3.
    """
    return quote(words, safe="").replace("-", "%2D")
