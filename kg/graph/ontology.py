"""The ontology as a named graph: every Turtle file but the shapes, each concept also under `rdfs:label`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Quad, RdfFormat, parse

from kg.errors import OntologyError
from kg.graph.iris import ONTOLOGY_GRAPH, term
from kg.graph.statements import RDFS_LABEL
from kg.resources import find_folder

SHAPES_FILE: Final = "shapes.ttl"
_PREF_LABEL: Final = term("skos:prefLabel")


def load_ontology(folder: Path | None = None) -> set[Quad]:
    """Return all statements of the ontology files, without the shapes, as statements of the ontology's graph.

    Args:
        folder: where the Turtle files lie; the project's own by default.

    Raises:
        OntologyError: a file is not Turtle, or has a node without address.
    """
    quads: set[Quad] = set()
    for path in sorted((folder or find_folder("ontology")).glob("*.ttl")):
        if path.name == SHAPES_FILE:
            continue
        try:
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                    raise OntologyError("a node without address", where=f"ontology/{path.name}")
                quads.add(Quad(quad.subject, quad.predicate, quad.object, ONTOLOGY_GRAPH))
        except SyntaxError as error:
            raise OntologyError(f"not Turtle: {error}", where=f"ontology/{path.name}") from error
    return quads | set(_label_concepts(quads))


def _label_concepts(quads: set[Quad]) -> Iterable[Quad]:
    """Yield an `rdfs:label` for each concept that has none, so that every thing is named by one property."""
    labelled = {quad.subject for quad in quads if quad.predicate == RDFS_LABEL}
    for quad in quads:
        if quad.predicate == _PREF_LABEL and quad.subject not in labelled:
            yield Quad(quad.subject, RDFS_LABEL, quad.object, ONTOLOGY_GRAPH)
