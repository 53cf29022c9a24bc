"""Loading knowledge files: every mistake is told with its file, its line and what would mend it."""

import os
import shutil
import time
from pathlib import Path

import pytest
import yaml

from kg.errors import KnowledgeError
from kg.graph.build import build_graph
from kg.knowledge.files import load_paper, load_papers, read_papers
from kg.knowledge.marks import to_numbers
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.records import FILE_RECORDS
from kg.knowledge.yaml_lines import MAX_BYTES
from tests.knowledge_fixtures import DATA, TINY, append, copy_tiny, edit, load_tiny, problems_of

CONCEPTS = load_project_concepts()

MISTAKES = {
    mistake["name"]: mistake
    for mistake in yaml.safe_load((DATA / "knowledge-mistakes.yaml").read_text(encoding="utf-8"))
}


def test_the_fictional_paper_loads_without_problems() -> None:
    """All records of all files arrive, in order and with their lines."""
    paper = load_tiny()
    assert paper.warnings == ()
    assert paper.unread == frozenset()
    assert paper.key == "tiny-2024"
    assert [reference.number for reference in paper.references] == [1, 2, 3]
    assert len(paper.files) == len(FILE_RECORDS)
    assert [item.key for item in paper.iter_authorships()][:3] == [
        "tiny-2024/1",
        "tiny-2024/2",
        "example-2020/1",
    ]
    assert paper.mechanisms[0].evidence[0].from_words == "pretended that magnesium powder"
    assert paper.where("claims", 1, "value") == "papers/tiny-2024/claims.yaml:15"
    assert paper.where("mechanisms", 0, "evidence", 0, "from") == "papers/tiny-2024/mechanisms.yaml:8"
    assert paper.where("mechanisms", 1, "evidence", 1) == "papers/tiny-2024/mechanisms.yaml:19"
    assert paper.where("work", "doi") == "papers/tiny-2024/work.yaml:5"


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_a_hint(tmp_path: Path, name: str) -> None:
    """Each kind of mistake gives an error in its file, saying what is wrong and what would mend it."""
    mistake = MISTAKES[name]
    file, message = mistake["file"], mistake["message"]
    folder = copy_tiny(tmp_path)
    line = edit(folder, file, mistake["old"], mistake["new"])
    lines = (folder / f"{file}.yaml").read_text(encoding="utf-8").count("\n") + 1
    problems = [problem for problem in problems_of(folder) if problem.severity == "error"]
    told = [problem for problem in problems if message in problem.message]
    assert told, [str(problem) for problem in problems]
    path, _, told_line = told[0].where.rpartition(":")
    assert path == f"papers/tiny-2024/{file}.yaml"
    assert 1 <= int(told_line) <= lines
    assert abs(int(told_line) - line) <= 10
    assert mistake["hint"] in (told[0].hint or "")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("mechanisms", "relation: reduces", "relation: reduce"),
        ("claims", '"> 90 %"', '"> 90 MPa"'),
        ("systems", "material: Mg,", "material: Mgg,"),
        ("citations", "references: [example-2020]", "references: [example-2021]"),
        ("systems", '"2.5 mAh cm-2"', '"2.6 mAh cm-2"'),
        ("work", "received: 2024-01-02", "received: January 2"),
        ("people", "part_of: nowhere}", "part_of: nowere}"),
    ],
)
def test_the_line_is_that_of_the_mistake(tmp_path: Path, file: str, old: str, new: str) -> None:
    """The line is where the wrong word stands, not where its record begins."""
    folder = copy_tiny(tmp_path)
    line = edit(folder, file, old, new)
    assert [problem.where for problem in problems_of(folder)] == [f"papers/tiny-2024/{file}.yaml:{line}"]


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """A broken file hides no mistake of the others; whoever names an invalid record is not blamed."""
    folder = copy_tiny(tmp_path)
    edit(folder, "mechanisms", "relation: reduces", "relation: reduce")
    edit(folder, "claims", "key: mg-retention-text\n", "key: mg-retention-text\n  colour: red\n")
    edit(folder, "systems", "material: Mg,", "material: Mgg,")
    edit(folder, "discrepancies", "severity: high", "severity: [high")
    files = [problem.where.rpartition("/")[2].partition(":")[0] for problem in problems_of(folder)]
    assert sorted(files) == ["claims.yaml", "discrepancies.yaml", "mechanisms.yaml", "systems.yaml"]
    with pytest.raises(KnowledgeError, match="and 3 more"):
        load_tiny(folder)


def test_lines_stay_right_behind_an_invalid_record(tmp_path: Path) -> None:
    """A record that cannot be read does not shift the places of those behind it."""
    folder = copy_tiny(tmp_path)
    edit(folder, "mechanisms", "relation: exhibits", "relation: shows")
    line = edit(folder, "mechanisms", "object: void-formation", "object: void-fromation")
    assert f"papers/tiny-2024/mechanisms.yaml:{line}" in [problem.where for problem in problems_of(folder)]


def test_a_double_key_names_both_lines(tmp_path: Path) -> None:
    """The second use is the mistake, the first one is in the hint."""
    folder = copy_tiny(tmp_path)
    line = edit(folder, "claims", "key: figure-1-pressure", "key: mg-price")
    (problem,) = problems_of(folder)
    assert problem.where == f"papers/tiny-2024/claims.yaml:{line}"
    assert problem.message == "the key 'mg-price' stands twice"
    assert problem.hint == "first on line 12"


@pytest.mark.parametrize(
    ("passage", "severity"),
    [
        ('{table: "1", row: Mg powder, column: cathode}', "warning"),
        ('{section: "1", from: "Dendrite growth troubles"}', "info"),
    ],
)
def test_an_unused_decision_is_told(tmp_path: Path, passage: str, severity: str) -> None:
    """A decision no record rests on is kept and told: damage to running text as info, else as a warning."""
    folder = copy_tiny(tmp_path)
    line = append(
        folder,
        "decisions",
        "- {key: idle, kind: misprint, printed: a, resolved: b, status: settled, certainty: certain,\n"
        f"   reason: none, passages: {passage}}}\n",
    )
    (warning,) = load_tiny(folder).warnings
    assert warning.severity == severity
    assert warning.where == f"papers/tiny-2024/decisions.yaml:{line}"
    assert "idle" in warning.message


def test_a_finding_may_be_of_several_works(tmp_path: Path) -> None:
    """`finding_of` takes a list for a mark such as [2,3]; each of its keys is looked up."""
    folder = copy_tiny(tmp_path)
    line = edit(folder, "mechanisms", "finding_of: sample-2023", "finding_of: [sample-2023, example-2022]")
    item = load_tiny(folder).mechanisms[2]
    assert item.findings_of == ("sample-2023", "example-2022")
    assert item.finding_of == "sample-2023"
    edit(folder, "mechanisms", "[sample-2023, example-2022]", "[sample-2023, example-2021]")
    (problem,) = problems_of(folder)
    assert problem.where == f"papers/tiny-2024/mechanisms.yaml:{line}"
    assert "no reference 'example-2021'" in problem.message


def test_a_deviating_printed_number_needs_a_decision(tmp_path: Path) -> None:
    """The number that is printed is that of a named work, or a decision says why not."""
    folder = copy_tiny(tmp_path)
    edit(folder, "mechanisms", "finding_of: sample-2023", "finding_of: sample-2023\n  printed_reference: 2")
    (problem,) = problems_of(folder)
    assert problem.message == "the printed number 2 is not that of 'sample-2023', and no decision says why"
    edit(folder, "mechanisms", "printed_reference: 2", "printed_reference: 2\n  decision: ref-table-1-mg")
    assert problems_of(folder) == []


def test_an_implausible_value_is_a_warning(tmp_path: Path) -> None:
    """A value out of range is kept, and questioned."""
    folder = copy_tiny(tmp_path)
    line = edit(folder, "claims", '"> 90 %"', '"> 190 %"')
    (warning,) = load_tiny(folder).warnings
    assert warning.where == f"papers/tiny-2024/claims.yaml:{line}"
    assert "outside the plausible range" in warning.message


@pytest.mark.parametrize(
    ("verdict", "authorships", "words"),
    [
        ("same", "[tiny-2024/1, tiny-2024/2]", "given to 'ada-example' and 'bo-sample'"),
        ("same", "[tiny-2024/2, sample-2023/1]", "'sample-2023/1' is given to nobody"),
        ("different", "[tiny-2024/1, example-2020/1]", "'ada-example' has more than one"),
        ("open", "[tiny-2024/1, example-2020/1]", "'ada-example' has more than one"),
    ],
)
def test_identity_decisions_agree_with_people(
    tmp_path: Path, verdict: str, authorships: str, words: str
) -> None:
    """A verdict against the authorships that people are given is an error."""
    folder = copy_tiny(tmp_path)
    record = (
        f"  - {{key: extra, verdict: {verdict}, authorships: {authorships}, reason: none, certainty: open}}\n"
    )
    line = append(folder, "people", record)
    (problem,) = problems_of(folder)
    assert words in problem.message
    assert problem.where == f"papers/tiny-2024/people.yaml:{line}"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Each of the files must be there, be it empty."""
    folder = copy_tiny(tmp_path)
    (folder / "discrepancies.yaml").unlink()
    (problem,) = problems_of(folder)
    assert problem.where == "papers/tiny-2024/discrepancies.yaml"
    assert problem.message == "the file is missing"
    assert "[]" in str(problem.hint)
    (folder / "discrepancies.yaml").write_text("# none\n", encoding="utf-8")
    assert load_tiny(folder).discrepancies == ()


def test_a_misnamed_file_is_told(tmp_path: Path) -> None:
    """A YAML file under another name would be lost."""
    folder = copy_tiny(tmp_path)
    shutil.copy(folder / "claims.yaml", folder / "claim.yaml")
    shutil.copy(folder / "claims.yaml", folder / "claims.yml")
    first, second = problems_of(folder)
    assert first.hint == "did you mean 'claims'?"
    assert second.hint == "end it in .yaml"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("claims", b"just words\n", "the file is 'just words'"),
        ("work", b"- a list\n", "the file is a list"),
        ("work", b"", "the file is null"),
        ("people", b"people: {a: b}\norganisations: []\n", "'people' is a mapping"),
        ("people", b"persons: []\n", "unknown field 'persons'"),
        ("claims", b"- just words\n", "is 'just words'"),
        ("claims", b"\xff\xfe\x00", "not UTF-8"),
        ("claims", b"\x00\x01", "control character"),
    ],
)
def test_a_file_of_another_kind_is_told(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    """Text, lists for mappings and bytes are refused in one line each."""
    folder = copy_tiny(tmp_path)
    (folder / f"{name}.yaml").write_bytes(content)
    assert any(words in problem.message for problem in problems_of(folder))


def test_a_large_file_is_told(tmp_path: Path) -> None:
    """A file above the limit is not read."""
    folder = copy_tiny(tmp_path)
    with (folder / "claims.yaml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert any("5.0 MB" in problem.message for problem in problems_of(folder))


def test_a_file_that_is_a_folder_is_told(tmp_path: Path) -> None:
    """A folder in place of a file is a problem of its own."""
    folder = copy_tiny(tmp_path)
    (folder / "claims.yaml").unlink()
    (folder / "claims.yaml").mkdir()
    assert any("cannot be read" in problem.message for problem in problems_of(folder))


@pytest.mark.parametrize("kind", ["pipe", "device", "circle"])
def test_a_file_without_end_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    """Pipes, devices and links that lead in a circle are told like any file that cannot be read."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    folder = copy_tiny(tmp_path)
    path = folder / "claims.yaml"
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/null" if kind == "device" else path.name)
    assert [problem.where for problem in problems_of(folder)] == ["papers/tiny-2024/claims.yaml"]
    with pytest.raises(KnowledgeError, match="cannot be read"):
        build_graph(folder.parent, tmp_path / "build")


@pytest.mark.parametrize("name", [name for name in FILE_RECORDS if name != "work"])
def test_a_broken_file_is_told_once(tmp_path: Path, name: str) -> None:
    """What other files say of the records in it is not counted as wrong."""
    folder = copy_tiny(tmp_path)
    (folder / f"{name}.yaml").write_text("- [", encoding="utf-8")
    assert [problem.where.partition(":")[0] for problem in problems_of(folder)] == [
        f"papers/tiny-2024/{name}.yaml"
    ]


@pytest.mark.parametrize(
    ("written", "told"), [("\\0", "U+0000"), ("\\e[31m", "U+001B"), ("\\u202E", "U+202E")]
)
def test_control_characters_are_told(tmp_path: Path, written: str, told: str) -> None:
    """What acts on a terminal or a page without being seen has no place in a record."""
    folder = copy_tiny(tmp_path)
    edit(folder, "claims", "key: mg-price\n", f'key: mg-price\n  note: "a{written}b"\n')
    (problem,) = problems_of(folder)
    assert told in problem.message


def test_a_field_without_measure_is_told(tmp_path: Path) -> None:
    """A field holds a few words or sentences, no book."""
    folder = copy_tiny(tmp_path)
    edit(folder, "claims", "key: mg-price\n", f"key: mg-price\n  note: {'x' * 20_000}\n")
    (problem,) = problems_of(folder)
    assert problem.hint == "expected a shorter text"
    assert len(str(problem)) < 200


def test_an_empty_papers_folder_is_an_error(tmp_path: Path) -> None:
    """No folder and no paper are told apart."""
    with pytest.raises(KnowledgeError, match="there is no folder papers/"):
        load_papers(tmp_path / "papers", CONCEPTS)
    (tmp_path / "papers").mkdir()
    with pytest.raises(KnowledgeError, match="holds no paper"):
        load_papers(tmp_path / "papers", CONCEPTS)
    with pytest.raises(KnowledgeError, match="no such folder"):
        load_paper(tmp_path / "papers" / "nobody-2000", CONCEPTS)


def test_two_papers_are_checked_together(tmp_path: Path) -> None:
    """A second paper may name the first one's organisations; a system key and a DOI have one meaning."""
    folder = copy_tiny(tmp_path)
    second = tmp_path / "papers" / "other-2025"
    shutil.copytree(folder, second)
    edit(second, "work", "key: tiny-2024", "key: other-2025")
    for name, empty in {
        "people": "",
        "identity": "",
        "citations": "",
        "mechanisms": "",
        "claims": "",
        "decisions": "",
        "discrepancies": "",
    }.items():
        (second / f"{name}.yaml").write_text(empty, encoding="utf-8")
    (second / "identity.yaml").unlink()
    with pytest.raises(KnowledgeError) as caught:
        load_papers(tmp_path / "papers", CONCEPTS)
    messages = [problem.message for problem in caught.value.problems if problem.severity == "error"]
    assert any("have the same DOI" in message for message in messages)
    assert sum("is used in two papers" in message for message in messages) == 2
    assert not any("no organisation" in message for message in messages)


@pytest.mark.parametrize(
    ("author", "year", "doi", "told"),
    [
        ("J. Another", 2022, None, ("error", "is by 'J. Another' here and by 'A. Example' elsewhere")),
        ("Ada \u00c9xample", 2021, None, ("warning", "is of 2021 here and of 2022 elsewhere")),
        ("Example, A.", 2022, None, None),
        ("J. Another", 1999, "10.5555/jir.2022.30", None),
    ],
)
def test_one_key_for_two_works_is_told(
    tmp_path: Path, author: str, year: int, doi: str | None, told: tuple[str, str] | None
) -> None:
    """Two papers may cite one work; another author or year makes it another, unless the DOI is one."""
    folder = copy_tiny(tmp_path)
    second = tmp_path / "papers" / "zz-2025"
    second.mkdir()
    for name in FILE_RECORDS:
        (second / f"{name}.yaml").write_text("", encoding="utf-8")
    (second / "work.yaml").write_text(
        "key: zz-2025\ntype: preprint\ntitle: Other\nyear: 2025\nauthors: [{name: Zoe Zed}]\n",
        encoding="utf-8",
    )
    stated = f", doi: {doi}" if doi else ""
    entry = (
        f'key: example-2022, number: 1, type: journal-article, authors: ["{author}"], year: {year}{stated}'
    )
    (second / "references.yaml").write_text(f"- {{{entry}}}\n", encoding="utf-8")
    _, problems = read_papers(folder.parent, CONCEPTS)
    found = [problem for problem in problems if "elsewhere" in problem.message]
    assert [problem.severity for problem in found] == ([told[0]] if told else [])
    for problem in found:
        assert problem.where == "papers/zz-2025/references.yaml:1"
        assert told is not None
        assert told[1] in problem.message


def test_papers_are_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Hidden and underscored folders are passed over."""
    folder = copy_tiny(tmp_path)
    (folder.parent / "_draft").mkdir()
    (folder.parent / ".git").mkdir()
    assert [paper.key for paper in load_papers(folder.parent, CONCEPTS)] == ["tiny-2024"]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Markup in a label is data."""
    folder = copy_tiny(tmp_path)
    edit(folder, "systems", "label: Ag/C anode, imagined cell", 'label: "<script>alert(1)</script>"')
    assert load_tiny(folder).systems[1].label == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        ("[17]", [17]),
        ("^[5-7]", [5, 6, 7]),
        ("[2,5–7, 9]", [2, 5, 6, 7, 9]),
        ("[7-5]", [7, 5]),
        ("[1-9999]", [1, 9999]),
        ("[12a]", [12]),
        ("Σ", []),
    ],
)
def test_numbers_of_a_mark(printed: str, numbers: list[int]) -> None:
    """Ranges are expanded; nonsense is not."""
    assert to_numbers(printed) == numbers


def test_loading_is_quick(tmp_path: Path) -> None:
    """Several thousand lines load in about a second (three are allowed for slow machines)."""
    folder = copy_tiny(tmp_path)
    text = (TINY / "mechanisms.yaml").read_text(encoding="utf-8")
    copies = [text.replace("- key: ", f"- key: x{number}-") for number in range(200)]
    (folder / "mechanisms.yaml").write_text("".join(copies), encoding="utf-8")
    start = time.perf_counter()
    assert len(load_tiny(folder).mechanisms) == 600
    assert time.perf_counter() - start < 3
