"""How well a paper's records hold, as measured once: `quality.yaml`, where a paper has one.

It holds no facts of the paper and stays out of the graph; the site tells it. It is written by
`python -m tests.agreement --write`, for only a checkout has the readings.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, Strict

from kg.errors import KnowledgeError, Problem
from kg.knowledge.evidence import EvidenceFinder, iter_pointers, to_cell_pointer
from kg.knowledge.pointer import Pointer, Record, Text
from kg.knowledge.records import Paper
from kg.knowledge.validation import to_record
from kg.knowledge.yaml_lines import read_yaml

FILE: Final = "quality.yaml"
_AGAIN: Final = "write it again: python -m tests.agreement --write FOLDER, with the folder of the texts"

Amount = Annotated[int, Strict(), Field(ge=0)]


class Agreement(Record):
    """What two people who read the paper without seeing each other's notes found of one kind of fact.

    Attributes:
        kind: such as "citations".
        first: facts that the first reader found.
        second: facts that the second reader found.
        both: facts that both found.
    """

    kind: Text
    first: Amount
    second: Amount
    both: Amount

    @property
    def share(self) -> float:
        """Facts that both found, of all that either found (Jaccard index); 1.0 where neither found any."""
        either = self.first + self.second - self.both
        return self.both / either if either else 1.0


class PointerCheck(Record):
    """How many pointers lead to exactly one passage of the text that `work.yaml` names.

    Attributes:
        text: SHA-256 of that text.
        given: different pointers of the records, cells of tables included.
        resolved: those that lead to one passage.
    """

    text: Text
    given: Amount
    resolved: Amount


class Quality(Record):
    """What `quality.yaml` holds."""

    pointers: PointerCheck | None = None
    readings: tuple[Agreement, ...] = ()


def load_quality(folder: Path) -> Quality | None:
    """Return what was measured of the paper in a folder, None where nothing was.

    Raises:
        KnowledgeError: the file holds something else.
    """
    where = f"{folder.resolve().parent.name}/{folder.name}/{FILE}"
    problems: list[Problem] = []
    quality = None
    try:
        loaded = read_yaml(folder / FILE, where)
    except FileNotFoundError:
        return None
    except OSError as error:
        problems.append(Problem(where, f"the file cannot be read: {error.strerror or error}"))
    except KnowledgeError as error:
        problems.append(Problem(error.where or where, error.message, error.hint))
    else:
        lines = {place: f"{where}:{line}" for place, line in loaded.lines.items()}
        quality = to_record(Quality, loaded.data, "quality", (), lines, problems)
    if problems:
        first = problems[0]
        raise KnowledgeError(first.message, where=first.where, hint=first.hint, problems=problems)
    return quality


def load_all_quality(papers_path: Path) -> dict[str, Quality]:
    """Return what was measured of the papers in a folder, by their keys.

    Raises:
        KnowledgeError: a file holds something else.
    """
    found = {path.parent.name: load_quality(path.parent) for path in sorted(papers_path.glob(f"*/{FILE}"))}
    return {key: quality for key, quality in found.items() if quality is not None}


def list_pointers(paper: Paper) -> set[Pointer]:
    """Return the different pointers of a paper's records, cells of its systems included."""
    cells = (to_cell_pointer(system, cell.column) for system in paper.systems for cell in system.cells)
    return {pointer for _, pointer in iter_pointers(paper)} | {cell for cell in cells if cell is not None}


def check_pointers(paper: Paper, finder: EvidenceFinder) -> PointerCheck:
    """Return how many pointers of a paper lead to one passage of its text."""
    return PointerCheck(
        text=finder.document.sha256, given=len(list_pointers(paper)), resolved=len(finder.passages)
    )


def find_quality_problems(
    papers: Iterable[Paper], papers_path: Path, finders: dict[str, EvidenceFinder]
) -> list[Problem]:
    """Return where `quality.yaml` tells something else than what is so.

    Args:
        papers: the papers.
        papers_path: the folder that holds theirs.
        finders: what looks up pointers, for the papers whose texts are at hand.
    """
    problems = []
    for paper in papers:
        where = f"{papers_path.name}/{paper.key}/{FILE}"
        try:
            quality = load_quality(papers_path / paper.key)
        except KnowledgeError as error:
            problems += error.problems
            continue
        told = quality.pointers if quality else None
        if told is None:
            continue
        given = len(list_pointers(paper))
        if told.given != given:
            message = f"it tells of {told.given} pointers, the records have {given}"
            problems.append(Problem(where, message, _AGAIN, "warning"))
        elif paper.work.text is None or told.text != paper.work.text.sha256:
            problems.append(Problem(where, "it tells of another text than work.yaml", _AGAIN, "warning"))
        elif paper.key in finders and told != check_pointers(paper, finders[paper.key]):
            problems.append(Problem(where, "other pointers resolve than it tells", _AGAIN, "warning"))
    return problems
