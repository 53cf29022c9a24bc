"""The made-up paper as a graph, and small changes to its files, for the tests of the graph."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import Quad

from kg.graph.dataset import to_dataset
from kg.knowledge.files import load_papers
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.records import Paper
from kg.terms import BASE, PREFIXES, expand

PAPERS = Path(__file__).parent / "data" / "papers"
TEXTS = Path(__file__).parent / "data" / "texts"
KEY = "tiny-2024"


@cache
def tiny() -> Paper:
    (paper,) = load_papers(PAPERS, load_project_concepts())
    return paper


@cache
def tiny_quads() -> frozenset[Quad]:
    return frozenset(to_dataset([tiny()], load_project_concepts()))


def with_first(name: str, **changes: Any) -> Paper:
    """The made-up paper with other fields in the first record of one list."""
    records = getattr(tiny(), name)
    changed = records[0].model_copy(update=changes)
    return replace(tiny(), **{name: (changed, *records[1:])})


def to_quads(*papers: Paper) -> set[Quad]:
    return to_dataset(papers, load_project_concepts())


def copy_papers(folder: Path) -> Path:
    """A copy of the made-up paper's files that a test may break."""
    return Path(shutil.copytree(PAPERS, folder / "papers"))


def objects(quads: Iterable[Quad], path: str, curie: str) -> list[str]:
    """The values of one property of the entity at a path below the base, sorted."""
    return sorted(
        quad.object.value
        for quad in quads
        if quad.subject.value == BASE + path and quad.predicate.value == expand(curie)
    )


def of_class(quads: Iterable[Quad], curie: str) -> set[str]:
    """The paths of all instances of a class."""
    return {
        quad.subject.value.removeprefix(BASE)
        for quad in quads
        if quad.predicate.value == expand("rdf:type") and quad.object.value == expand(curie)
    }


def turtle(text: str) -> list[Quad]:
    """Statements with the project's prefixes; `:work/w` stands for the IRI of that path below the base."""
    text = re.sub(r"(?<![\w\"]):([a-z]+/[\w/-]+)", rf"<{BASE}\1>", text)
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    graph = pyoxigraph.NamedNode(BASE + "graph/test")
    return [
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in pyoxigraph.parse(head + text, format=pyoxigraph.RdfFormat.TURTLE)
    ]
