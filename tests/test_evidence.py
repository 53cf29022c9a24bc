"""Pointers against the text: each resolves to exactly one passage, and printed cells are there."""

import hashlib
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from kg.errors import EvidenceError, Problem
from kg.knowledge.evidence import (
    EvidenceFinder,
    check_evidence,
    iter_pointers,
    load_text,
    to_cell_pointer,
)
from kg.knowledge.pointer import Pointer
from tests.knowledge_fixtures import TEXTS, copy_tiny, edit, load_tiny


def finder() -> EvidenceFinder:
    paper = load_tiny()
    return EvidenceFinder(paper, load_text(paper, TEXTS))


def problems_after(tmp_path: Path, name: str, old: str, new: str) -> tuple[int, list[Problem]]:
    folder = copy_tiny(tmp_path)
    line = edit(folder, name, old, new)
    return line, check_evidence(load_tiny(folder), TEXTS)


def texts_with(tmp_path: Path, old: str, new: str, folder: Path) -> Path:
    """Return a folder of texts with one change, after adding its hash to the paper's work.yaml."""
    texts = tmp_path / "texts"
    shutil.copytree(TEXTS, texts)
    path = texts / "tiny-2024" / "paper.md"
    before = path.read_bytes()
    path.write_bytes(before.replace(old.encode(), new.encode()))
    work = folder / "work.yaml"
    digests = [hashlib.sha256(content).hexdigest() for content in (before, path.read_bytes())]
    work.write_text(work.read_text(encoding="utf-8").replace(*digests), encoding="utf-8")
    return texts


def test_every_pointer_of_the_fictional_paper_resolves() -> None:
    """No error and no warning, and every passage lies in the text where it says."""
    found = finder()
    assert found.find_problems() == []
    assert set(found.passages) >= {pointer for _, pointer in iter_pointers(found.paper)}
    for passage in found.passages.values():
        assert passage.start == passage.segments[0][0]
        assert passage.end == passage.segments[-1][1]
        first_word = passage.quote.split()[0]
        assert found.document.text[passage.start :].startswith(first_word)


@pytest.mark.parametrize(
    ("pointer", "quote"),
    [
        ({"section": "2.2", "from": "the silver/carbon layer"}, "the silver/carbon layer"),
        ({"figure": "1", "from": "Drawing of", "to": "pellet cell"}, "Drawing of an imagined pellet cell"),
        ({"caption_of_table": "1", "from": "Invented cells"}, "Invented cells"),
        ({"table": "1", "row": "Mg powder", "column": "test-temperature"}, "C° 09"),
        ({"table": "1", "row": "Mg powder", "nth": 1, "column": "references"}, "[3]"),
        ({"reference": 3}, "- [3] B. Sample, D. Fourth, *Ann. Unreal Chem.* **2023**, *5*, 50."),
        ({"section": "biographies", "from": "Ada Example is"}, "Ada Example is"),
    ],
)
def test_each_kind_of_pointer_resolves(pointer: dict[str, object], quote: str) -> None:
    """Running text, captions, cells and reference entries give their passage."""
    assert finder()(Pointer.model_validate(pointer)).quote == quote


def test_a_whole_row_is_its_line() -> None:
    """Without a column the row is the passage."""
    quote = finder()(Pointer.model_validate({"table": "1", "row": "Ag/C composite"})).quote
    assert quote.startswith("Ag/C composite")
    assert quote.endswith("[3]")


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ({"section": "9", "from": "Dendrite growth"}, "no section '9'"),
        ({"section": "1", "from": "Dendrite shrinkage"}, "does not stand in section 1"),
        ({"section": "1", "from": "test paper", "to": "Dendrite growth"}, "does not stand"),
        ({"section": "2.1", "from": "magnesium"}, "stands 3 times in section 2.1"),
        ({"section": "2.1", "from": "Magnesium"}, "does not stand in section 2.1"),
        ({"figure": "7", "from": "Drawing"}, "no caption of figure 7"),
        ({"table": "7", "row": "Mg powder"}, "no table 7"),
        ({"table": "1", "row": "Zn powder"}, "no row 'Zn powder'"),
        ({"table": "1", "row": "Mg powder", "nth": 2}, "none is number 2"),
        ({"table": "1", "row": "Mg powder", "column": "colour"}, "no column 'colour'"),
        ({"reference": 4}, "0 references 4"),
    ],
)
def test_a_pointer_to_nothing_is_an_error(pointer: dict[str, object], words: str) -> None:
    """What is not there, or there more than once, is told and not guessed."""
    with pytest.raises(EvidenceError, match=words):
        finder()(Pointer.model_validate(pointer))


def test_a_pointer_that_does_not_resolve_has_file_and_line(tmp_path: Path) -> None:
    """The problem stands where the pointer was written."""
    line, problems = problems_after(tmp_path, "mechanisms", "may have dreamt that", "may have dreamed that")
    (problem,) = problems
    assert problem.severity == "error"
    assert problem.where == f"papers/tiny-2024/mechanisms.yaml:{line}"
    assert "'may have dreamed that' does not stand in section 2.2" in problem.message
    assert "may have" in str(problem.hint)


def test_a_pointer_in_a_list_has_its_own_line(tmp_path: Path) -> None:
    """The second of two pointers is told on its own line."""
    folder = copy_tiny(tmp_path)
    line = edit(folder, "discrepancies", "Their imagined magnesium cell", "Our imagined magnesium cell")
    (problem,) = check_evidence(load_tiny(folder), TEXTS)
    assert problem.where == f"papers/tiny-2024/discrepancies.yaml:{line}"


def test_a_cell_must_have_what_the_record_prints(tmp_path: Path) -> None:
    """Spaces apart, `printed` is the cell."""
    line, problems = problems_after(
        tmp_path, "systems", 'printed: "500 cycles (80%)"', 'printed: "500 cycles (80 %)"'
    )
    (problem,) = problems
    assert problem.where == f"papers/tiny-2024/systems.yaml:{line}"
    assert problem.message == "'500 cycles (80 %)' is not what the cell has"
    assert problem.hint == "it has '500 cycles (80%)'"


def test_spaces_in_a_printed_cell_do_not_matter(tmp_path: Path) -> None:
    """Runs of blanks count as one."""
    _, problems = problems_after(tmp_path, "systems", 'printed: "2 M Pa"', 'printed: "2  M Pa"')
    assert problems == []


def test_a_table_mark_must_be_what_the_cell_has(tmp_path: Path) -> None:
    """The citation mark of a table row is compared with its cell."""
    _, problems = problems_after(
        tmp_path,
        "citations",
        '- key: c-table-1-ag\n  printed: "[3]"',
        '- key: c-table-1-ag\n  printed: "[ 3 ]"',
    )
    assert [problem.message for problem in problems] == ["'[ 3 ]' is not what the cell has"]


def test_a_mark_that_is_not_printed_there_is_a_warning(tmp_path: Path) -> None:
    """In running text the mark stands in the passage or next to it."""
    folder = copy_tiny(tmp_path)
    edit(folder, "citations", '- key: c-2-sample\n  printed: "[3]"', '- key: c-2-sample\n  printed: "[03]"')
    (problem,) = check_evidence(load_tiny(folder), TEXTS)
    assert problem.severity == "warning"
    assert "stands neither in the passage" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("the silver/carbon layer of", "the silver/carbon layer MgF₂ of", "sub- or superscript"),
        ("the silver/carbon layer of", "the silver/carbon layer $x$ of", "LaTeX"),
        ("dreamt that", "dreamt^[2] that", "a mark"),
        ("dreamt that", "dre-\namt that", "broken at a line's end"),
    ],
)
def test_link_words_with_markup_are_a_warning(tmp_path: Path, old: str, new: str, words: str) -> None:
    """A link to the publisher's page needs words that stand there as typed."""
    folder = copy_tiny(tmp_path)
    texts = texts_with(tmp_path, old, new, folder)
    for name in ("mechanisms", "citations"):
        if "layer" in old:
            added = new.removeprefix(old[:23]).removesuffix(" of").strip()
            edit(folder, name, '"may have dreamt that"', f'"the silver/carbon layer {added}"')
    problems = check_evidence(load_tiny(folder), texts)
    assert {problem.severity for problem in problems} == {"warning"}
    assert all(words in problem.message for problem in problems)


def test_another_text_is_one_error(tmp_path: Path) -> None:
    """A text with another hash is refused as a whole."""
    texts = tmp_path / "texts"
    shutil.copytree(TEXTS, texts)
    with (texts / "tiny-2024" / "paper.md").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(EvidenceError, match="another text") as caught:
        check_evidence(load_tiny(), texts)
    assert caught.value.where == "papers/tiny-2024/work.yaml:23"
    assert "SHA-256" in str(caught.value.hint)


def test_a_missing_text_is_one_error(tmp_path: Path) -> None:
    """Without the text nothing can be resolved; the error names the file that is wanted."""
    with pytest.raises(EvidenceError, match=r"no text tiny-2024/paper\.md"):
        load_text(load_tiny(), tmp_path)
    paper = load_tiny()
    silent = paper.work.model_copy(update={"text": None})
    object.__setattr__(paper, "work", silent)
    with pytest.raises(EvidenceError, match="names no text"):
        load_text(paper, TEXTS)


def test_a_text_outside_the_folder_is_refused(tmp_path: Path) -> None:
    """A link out of the folder of texts is not followed."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "tiny-2024").symlink_to(TEXTS / "tiny-2024")
    with pytest.raises(EvidenceError, match="leads out of the folder"):
        load_text(load_tiny(), texts)


def test_the_layout_must_have_as_many_columns_as_the_row(tmp_path: Path) -> None:
    """A layout that does not fit the text is told for the cells that need it."""
    folder = copy_tiny(tmp_path)
    edit(folder, "work", "stack-pressure, references]", "stack-pressure, assembly-pressure, references]")
    cell = '    - {column: assembly-pressure, printed: "", value: not-reported}\n'
    text = (folder / "systems.yaml").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    extended = [part + cell if "column: stack-pressure" in part else part for part in lines]
    (folder / "systems.yaml").write_text("".join(extended), encoding="utf-8")
    messages = {problem.message for problem in check_evidence(load_tiny(folder), TEXTS)}
    assert "row 'Mg powder' has 8 cells, table 1 in work.yaml has 9 columns" in messages


def test_the_pointer_to_a_cell_of_a_system() -> None:
    """A system's row and a column make a pointer; a system without row has none."""
    system = load_tiny().systems[0]
    pointer = to_cell_pointer(system, "cathode")
    assert pointer is not None
    assert pointer.place == "Table 1, row Mg powder, cathode"
    assert to_cell_pointer(system.model_copy(update={"row": None}), "cathode") is None


@pytest.mark.parametrize(
    ("pointer", "kind", "place"),
    [
        ({"section": "4", "from": "a"}, "running-text", "section 4"),
        ({"section": "abstract", "from": "a"}, "running-text", "abstract"),
        ({"figure": "3", "from": "a"}, "caption", "caption of Figure 3"),
        ({"caption_of_table": "1", "from": "a"}, "caption", "caption of Table 1"),
        ({"table": "2", "row": "x", "nth": 2}, "table", "Table 2, row x (2)"),
        ({"reference": 15}, "reference-list", "reference 15"),
    ],
)
def test_places_in_words(pointer: dict[str, object], kind: str, place: str) -> None:
    """Each kind of place has its words; equal pointers are equal keys."""
    found = Pointer.model_validate(pointer)
    assert (found.place_kind, found.place) == (kind, place)
    assert {found: 1}[Pointer.model_validate(pointer)] == 1
    with pytest.raises(ValidationError):
        found.section = "5"  # type: ignore[misc]
