"""Terms of other vocabularies that mean the same or nearly so, with the name each has there."""

from typing import Final

from kg.publish.page import Fact
from kg.publish.reader import Reader, Ref

_PREDICATES: Final = (
    ("skos:exactMatch", "same elsewhere"),
    ("skos:closeMatch", "similar elsewhere"),
    ("skos:broadMatch", "broader elsewhere"),
    ("skos:narrowMatch", "narrower elsewhere"),
    ("skos:relatedMatch", "related elsewhere"),
)
# Longest namespace first where one begins with another.
_VOCABULARIES: Final = (
    ("https://w3id.org/emmo/domain/battery#", "EMMO battery"),
    ("https://w3id.org/emmo/domain/electrochemistry#", "EMMO electrochemistry"),
    ("https://w3id.org/emmo/domain/chemical-substance#", "EMMO chemical substance"),
    ("https://w3id.org/emmo/domain/manufacturing#", "EMMO manufacturing"),
    ("https://w3id.org/emmo/domain/characterisation-methodology/chameo#", "CHAMEO"),
    ("https://w3id.org/emmo#", "EMMO"),
    ("http://purl.obolibrary.org/obo/SEPIO_", "SEPIO"),
    ("http://purl.org/spar/", "SPAR"),
    ("http://www.w3.org/ns/oa#", "Web Annotation"),
    ("http://qudt.org/", "QUDT"),
    ("https://schema.org/", "schema.org"),
    ("https://semopenalex.org/", "SemOpenAlex"),
)


def to_match_facts(reader: Reader, iri: str) -> tuple[Fact, ...]:
    """Return the matches of a term by how near they come, each as name and vocabulary."""
    return tuple(
        Fact(words, tuple(_to_ref(reader, match) for match in matches))
        for predicate, words in _PREDICATES
        if (matches := reader.all(iri, predicate))
    )


def _to_ref(reader: Reader, match: str) -> Ref:
    """Return a foreign term by its name there, the vocabulary in brackets, leading to its IRI."""
    name = reader.name(match)
    vocabulary = next((words for start, words in _VOCABULARIES if match.startswith(start)), "")
    return Ref(f"{name} ({vocabulary})" if vocabulary else name, match, "", match)
