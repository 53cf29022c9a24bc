"""Everything that can be held against the papers: records, evidence, gaps, identities, shapes."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, cast

from kg.errors import EvidenceError, KgError, Problem, ReadError, Severity
from kg.graph.dataset import to_dataset
from kg.graph.shacl import find_shape_problems
from kg.knowledge.coverage import find_corpus_gaps, find_gaps
from kg.knowledge.evidence import EvidenceFinder, has_text, load_text
from kg.knowledge.files import read_papers
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.quality import find_quality_problems
from kg.knowledge.records import Paper

_RANKS: Final = {"error": 0, "warning": 1, "info": 2}


def find_all_problems(papers_dir: Path, texts: Path | None = None) -> list[Problem]:
    """Return what is wrong with, or missing from, the papers of a folder: errors first, then by place.

    What is missing and what the shapes say is looked for only where the records are without error.

    Args:
        papers_dir: folder with a folder per paper.
        texts: folder of the papers' texts; without it the evidence is not held against them.

    Raises:
        KgError: there are no papers, or the ontology is broken.
    """
    concepts = load_project_concepts()
    papers, problems = read_papers(papers_dir, concepts)
    finders = _find_finders(papers, texts, problems)
    for finder in finders.values():
        problems += finder.find_problems()
    if count_errors(problems):
        return _sorted(problems)
    for paper in papers:
        problems += find_gaps(paper, finders.get(paper.key))
    problems += find_corpus_gaps(papers, concepts)
    problems += find_quality_problems(papers, papers_dir, finders)
    try:
        problems += find_shape_problems(to_dataset(papers, concepts), papers)
    except KgError as error:
        problems.append(Problem(error.where or f"{papers_dir.name}/", error.message, error.hint))
    return _sorted(problems)


def _find_finders(
    papers: Iterable[Paper], texts: Path | None, problems: list[Problem]
) -> dict[str, EvidenceFinder]:
    """Return what looks up the pointers of each paper whose text is at hand; what stands against it is added.

    A text that is not there is an error only where no other text is: few people have the texts of all papers.
    """
    named = [paper for paper in papers if texts is not None and paper.work.text is not None]
    there = {paper.key for paper in named if has_text(paper, cast("Path", texts))}
    finders = {}
    for paper in named:
        try:
            finders[paper.key] = EvidenceFinder(paper, load_text(paper, cast("Path", texts)))
        except (EvidenceError, ReadError) as error:
            severity: Severity = "warning" if there and paper.key not in there else "error"
            where = error.where or paper.where("work", "text")
            problems.append(Problem(where, error.message, error.hint, severity))
    return finders


def count_errors(problems: Iterable[Problem], strict: bool = False) -> int:
    """Return how many problems fail a check: errors, in a strict check warnings too."""
    failing = ("error", "warning") if strict else ("error",)
    return sum(problem.severity in failing for problem in problems)


def _sorted(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda found: (_RANKS[found.severity], _to_place(found.where)))


def _to_place(where: str) -> tuple[str, int]:
    path, _, line = where.rpartition(":")
    return (path, int(line)) if path and line.isdigit() else (where, 0)
