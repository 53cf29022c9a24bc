"""What must hold before anything is published: the shapes, and with texts at hand every pointer."""

from pathlib import Path

import pyoxigraph as ox

from kg.errors import Problem
from kg.graph.shacl import find_shape_problems
from kg.knowledge.evidence import check_evidence
from kg.knowledge.files import load_papers
from kg.knowledge.ontology_files import load_project_concepts


def find_problems(store: ox.Store, papers_path: Path, texts_path: Path | None) -> tuple[Problem, ...]:
    """Return everything the checks find wanting, in the order of the files.

    The build has already refused records that do not fit each other.

    Args:
        store: the built graph.
        papers_path: folder of the knowledge files it was built from.
        texts_path: folder of the papers' texts; without it pointers are not looked up.

    Raises:
        KnowledgeError: the knowledge files have changed since the build and are broken.
    """
    papers = load_papers(papers_path, load_project_concepts())
    problems = find_shape_problems(store, papers)
    if texts_path is not None:
        for paper in papers:
            problems += check_evidence(paper, texts_path)
    return tuple(problems)
