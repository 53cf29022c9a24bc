"""Titles that no two pages share, and the way down to a page."""

from typing import Final

from kg.errors import IdentifierError
from kg.identifiers import slug
from kg.publish.kinds import Kind
from kg.publish.reader import Reader, Ref

SITE_NAME: Final = "Anodeless"
HOME: Final = Ref("Home", "index.html", "", "")
_LONGEST: Final = (
    110  # characters of a name in a title; titles beyond are cut by every browser and search engine
)


def to_title(reader: Reader, iri: str, kind: Kind) -> str:
    """Return the title of the page of a thing; its key is told where the name alone does not give it.

    So two things of one kind never have the same title: where both keys follow from the names, they differ.
    """
    label = reader.name(iri)
    stem = reader.stem(iri)
    key = stem.partition("/")[2] or stem
    try:
        told = slug(label) == key
    except IdentifierError:
        told = False
    name = label if len(label) <= _LONGEST else f"{label[:_LONGEST]}…"
    return f"{name} · {kind.word}" + ("" if told and name == label else f" {key}") + f" · {SITE_NAME}"


def to_crumbs(kind: Kind) -> tuple[Ref, ...]:
    """Return home and the page that lists all things of the kind."""
    names = {
        "mechanisms.html": "Mechanisms",
        "materials.html": "Materials",
        "compare.html": "Tested cells",
        "works.html": "Works",
        "people.html": "People",
        "discrepancies.html": "Discrepancies",
        "decisions.html": "Reading decisions",
        "ontology.html": "Ontology",
    }
    section = (Ref(names[kind.section], kind.section, "", ""),) if kind.section else ()
    return (HOME, *section)
