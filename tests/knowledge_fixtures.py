"""The fictional paper of `tests/data`, whole or with one mistake put into it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from kg.errors import KnowledgeError, Problem
from kg.knowledge.files import load_paper
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.records import Paper

DATA = Path(__file__).parent / "data"
TINY = DATA / "papers" / "tiny-2024"
TEXTS = DATA / "texts"


def copy_tiny(tmp_path: Path) -> Path:
    """Return the folder of a copy of the fictional paper, in a `papers` folder of its own."""
    folder = tmp_path / "papers" / "tiny-2024"
    shutil.copytree(TINY, folder)
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the one `old` in a file and return the line on which it stood."""
    path = folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def append(folder: Path, name: str, record: str) -> int:
    """Add a record to the end of a file and return its line."""
    path = folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + record, encoding="utf-8")
    return text.count("\n") + 1


def load_tiny(folder: Path = TINY) -> Paper:
    """Return the fictional paper."""
    return load_paper(folder, load_project_concepts())


def problems_of(folder: Path) -> list[Problem]:
    """Return the problems that loading the folder raises, none where it raises none."""
    try:
        load_tiny(folder)
    except KnowledgeError as error:
        return error.problems
    return []


def iter_files() -> Iterator[Path]:
    """Yield the knowledge files of the fictional paper."""
    yield from sorted(TINY.glob("*.yaml"))
