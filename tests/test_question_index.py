"""The index of questions: as good as reading the files, never stale, and harmless when damaged."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.queries import catalogue
from kg.queries.catalogue import compile_index, find_questions, load_question, read_question
from kg.queries.question_index import INDEX, find_entry
from kg.resources import find_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's questions, taken for the project's own."""
    copy = tmp_path / "queries"
    shutil.copytree(find_folder("queries"), copy, ignore=shutil.ignore_patterns(".*"))
    monkeypatch.setattr(catalogue, "find_folder", lambda _name: copy)
    return copy


def test_every_question_is_the_same_from_the_index_as_from_its_file(folder: Path) -> None:
    """Nothing is lost on the way through the index."""
    assert compile_index()
    for name, path in find_questions().items():
        assert find_entry(folder, name) is not None
        assert load_question(name) == read_question(path)


def test_first_question_compiles_the_index(folder: Path) -> None:
    """Nobody has to think of it."""
    load_question("most-cited")
    assert find_entry(folder, "what-causes") is not None


def test_edited_question_is_read_anew(folder: Path) -> None:
    """An entry holds only for the very text that the file has."""
    compile_index()
    path = folder / "citations" / "most-cited.rq"
    stat = path.stat()
    path.write_text(path.read_text().replace("Which works", "What works", 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # even where the clock hides the change
    assert find_entry(folder, "most-cited") is None
    assert load_question("most-cited").header.summary.startswith("What works")
    assert find_entry(folder, "most-cited") is not None


@pytest.mark.parametrize("damage", ["cut", "turned", "empty", "binary", "other code"])
def test_damaged_index_is_ignored(folder: Path, damage: str) -> None:
    """Whatever happened to the file, the question is answered from its source."""
    compile_index()
    index = folder / INDEX
    data = index.read_bytes()
    at = data.index(b"\nmost-cited\t")
    damaged = {
        "cut": data[: at + 60],
        "turned": data[: at + 200] + bytes([data[at + 200] ^ 1]) + data[at + 201 :],
        "empty": b"",
        "binary": b"\x00\xff" * 100,
        "other code": b"1" + data,
    }
    index.write_bytes(damaged[damage])
    assert find_entry(folder, "most-cited") is None
    assert load_question("most-cited") == read_question(folder / "citations" / "most-cited.rq")


def test_a_name_taken_twice_is_told_although_it_is_in_the_index(folder: Path) -> None:
    """The index hides no mistake."""
    compile_index()
    shutil.copy(folder / "citations" / "most-cited.rq", folder / "gaps" / "most-cited.rq")
    with pytest.raises(catalogue.QueryError, match="taken twice"):
        load_question("most-cited")


@pytest.mark.parametrize(
    "name", ["../citations/most-cited", "most-cited\tx", "", "x\ny", "ü" * 300, "\udcff"]
)
def test_hostile_names_find_nothing(folder: Path, name: str) -> None:
    """A name is looked up, never taken for a path."""
    compile_index()
    with pytest.raises(catalogue.QueryError, match="there is no question"):
        load_question(name)


def test_asking_loads_no_heavy_library(tmp_path: Path) -> None:
    """On the way of a question there is no YAML, no pydantic, no rdflib, and for a pipe no rich."""
    load_question("most-cited")  # so that the index is there
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from benchmarks.generate import build_generated\n"
        "from benchmarks.works import World\n"
        f"build_generated(World(2, 1), Path({str(tmp_path)!r}))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    ask = (
        "import sys\n"
        "from kg.cli.main import cli\n"
        f"cli(['query', 'most-cited', '-b', {str(tmp_path)!r}], standalone_mode=False)\n"
        "heavy = {'yaml', 'pydantic', 'rdflib', 'rich', 'networkx', 'numpy'}\n"
        "print(sorted(heavy.intersection(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True)
    assert done.stderr == "[]\n"
    assert "Generated" in done.stdout or "et al." in done.stdout
