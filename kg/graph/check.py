"""Everything that can be held against the papers: records, evidence, gaps, identities, shapes."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from kg.errors import EvidenceError, KgError, KnowledgeError, Problem
from kg.graph.dataset import to_dataset
from kg.graph.shacl import find_shape_problems
from kg.knowledge.coverage import find_corpus_gaps, find_gaps
from kg.knowledge.evidence import EvidenceFinder, load_text
from kg.knowledge.files import load_papers
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.records import Paper

_RANKS: Final = {"error": 0, "warning": 1, "info": 2}


def find_all_problems(papers_dir: Path, texts: Path | None = None) -> list[Problem]:
    """Return what is wrong with, or missing from, the papers of a folder: errors first, then by place.

    Records that cannot be read hide what would be found behind them, so their problems come alone.

    Args:
        papers_dir: folder with a folder per paper.
        texts: folder of the papers' texts; without it the evidence is not held against them.

    Raises:
        KgError: there are no papers, or the ontology is broken.
    """
    concepts = load_project_concepts()
    try:
        papers = load_papers(papers_dir, concepts)
    except KnowledgeError as error:
        if not error.problems:
            raise
        return _sorted(error.problems)
    problems = [problem for paper in papers for problem in paper.warnings]
    for paper in papers:
        problems += _find_text_problems(paper, texts)
    problems += find_corpus_gaps(papers, concepts)
    try:
        problems += find_shape_problems(to_dataset(papers, concepts), papers)
    except KgError as error:
        problems.append(Problem(error.where or f"{papers_dir.name}/", error.message, error.hint))
    return _sorted(problems)


def _find_text_problems(paper: Paper, texts: Path | None) -> list[Problem]:
    """Return gaps of one paper and, where its text is at hand, pointers that do not resolve."""
    if texts is None or paper.work.text is None:
        return find_gaps(paper)
    try:
        finder = EvidenceFinder(paper, load_text(paper, texts))
    except EvidenceError as error:
        return [Problem(error.where or paper.where("work"), error.message, error.hint), *find_gaps(paper)]
    return [*finder.find_problems(), *find_gaps(paper, finder)]


def count_errors(problems: Iterable[Problem], strict: bool = False) -> int:
    """Return how many problems fail a check: errors, in a strict check warnings too."""
    failing = ("error", "warning") if strict else ("error",)
    return sum(problem.severity in failing for problem in problems)


def _sorted(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda found: (_RANKS[found.severity], _to_place(found.where)))


def _to_place(where: str) -> tuple[str, int]:
    path, _, line = where.rpartition(":")
    return (path, int(line)) if path and line.isdigit() else (where, 0)
