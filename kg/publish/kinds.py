"""The kinds of things that have a page of their own, and where that page lies below the top of the site."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from kg.terms import BASE, PREFIXES


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    Attributes:
        name: one word for addresses, styles and search.
        word: what one such thing is called.
        plural: what several are called.
        class_name: prefixed name of the class whose members they are.
        section: the page that lists them all, "" where there is none.
    """

    name: str
    word: str
    plural: str
    class_name: str
    section: str


# More specific classes first: the kind of a thing is the first whose class it has.
KINDS: Final = (
    Kind("failure", "failure", "failures", "al:FailurePhenomenon", "mechanisms.html"),
    Kind("effect", "effect", "effects", "al:Effect", "mechanisms.html"),
    Kind("mechanism", "mechanism", "mechanisms", "al:Mechanism", "mechanisms.html"),
    Kind("material", "material", "materials", "al:Material", "materials.html"),
    Kind(
        "material-class", "class of materials", "classes of materials", "al:MaterialClass", "materials.html"
    ),
    Kind("process", "process", "processes", "al:Process", "materials.html"),
    Kind("role", "role in a cell", "roles in a cell", "al:Role", "materials.html"),
    Kind("method", "method", "methods", "al:Method", "ontology.html"),
    Kind("cell-format", "cell format", "cell formats", "al:CellFormat", "compare.html"),
    Kind("cell-kind", "kind of cell", "kinds of cell", "al:CellKind", "compare.html"),
    Kind("quantity", "quantity", "quantities", "al:QuantityKind", "compare.html"),
    Kind("system", "tested cell", "tested cells", "al:System", "compare.html"),
    Kind("work", "work", "works", "al:Work", "works.html"),
    Kind("journal", "journal", "journals", "al:Journal", "works.html"),
    Kind("person", "person", "people", "al:Person", "people.html"),
    Kind("organisation", "organisation", "organisations", "al:Organisation", "people.html"),
    Kind("claim", "claim", "claims", "al:Claim", ""),
    Kind("discrepancy", "discrepancy", "discrepancies", "al:Discrepancy", "discrepancies.html"),
    Kind("decision", "reading decision", "reading decisions", "al:ReadingDecision", "decisions.html"),
    Kind("identity", "identity decision", "identity decisions", "al:IdentityDecision", "people.html"),
    Kind("list-value", "list value", "list values", "al:ListValue", "ontology.html"),
    Kind("scheme", "concept scheme", "concept schemes", "skos:ConceptScheme", "ontology.html"),
    Kind("term", "class", "classes", "owl:Class", "ontology.html"),
    Kind("term", "relation", "relations", "al:Relation", "ontology.html"),
    Kind("term", "property", "properties", "owl:ObjectProperty", "ontology.html"),
    Kind("term", "property", "properties", "owl:DatatypeProperty", "ontology.html"),
    Kind("term", "annotation", "annotations", "owl:AnnotationProperty", "ontology.html"),
)
WORDS: Final = {kind.name: kind.word for kind in reversed(KINDS)}
"""What things of a kind are called, by its name; of kinds that share a name the word of the first."""
CONCEPTS: Final = (
    "failure",
    "effect",
    "mechanism",
    "material",
    "material-class",
    "process",
    "role",
    "method",
    "cell-format",
    "cell-kind",
    "quantity",
)
"""Kinds of entries of the ontology of which papers speak."""

_STEP: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?")
# Source: "Naming Files, Paths, and Namespaces", https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_ENDINGS: Final = (".html", ".ttl", ".jsonld")
_KEPT_CHARACTERS: Final = 60


def find_kind(classes: frozenset[str], iri: str) -> Kind | None:
    """Return the kind of a thing by the prefixed names of its classes, None where it has no page.

    Only terms of this project's own ontology have a page, not those that it borrows.
    """
    if not iri.startswith(BASE):
        return None
    for kind in KINDS:
        if kind.class_name in classes and (kind.name != "term" or iri.startswith(PREFIXES["al"])):
            return kind
    return None


def to_stem(iri: str) -> str:
    """Return where the files of a thing lie, without ending: its path below the base ("material/mg").

    A step that could leave the folder, clash with the ending of a file or be no file name everywhere is
    replaced by what is harmless of it and a digest behind "~", which no other step holds.
    """
    path = iri.removeprefix(BASE).replace("#", "/")
    return "/".join(_to_step(step) for step in path.split("/"))


def tell_apart(stem: str, iri: str) -> str:
    """Return another stem for a thing whose stem differs from that of another thing in case only."""
    return f"{stem}~{_digest(iri)}"


def _to_step(step: str) -> str:
    if _STEP.fullmatch(step) and not _RESERVED.fullmatch(step) and not step.lower().endswith(_ENDINGS):
        return step
    kept = re.sub(r"[^a-z0-9]+", "-", step.lower())[:_KEPT_CHARACTERS].strip("-")
    return f"{kept}~{_digest(step)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
