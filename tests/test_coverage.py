"""What the records leave out: numbers, references, systems, people who look alike, unused concepts."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.schema import schema
from kg.errors import KnowledgeError, Problem
from kg.knowledge.coverage import find_corpus_gaps, find_gaps, to_initials
from kg.knowledge.evidence import EvidenceFinder, load_text
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.schema import FILE_KINDS, to_schema, to_schemas
from tests.knowledge_fixtures import TEXTS, append, copy_tiny, edit, load_tiny
from tests.test_evidence import texts_with

CONCEPTS = load_project_concepts()


def gaps_of(folder: Path, texts: Path = TEXTS) -> list[Problem]:
    paper = load_tiny(folder)
    return find_gaps(paper, EvidenceFinder(paper, load_text(paper, texts)))


def test_the_fictional_paper_leaves_nothing_out(tmp_path: Path) -> None:
    """Every number is claimed or declared no claim, every reference cited, every author decided on."""
    assert gaps_of(copy_tiny(tmp_path)) == []
    corpus = find_corpus_gaps([load_tiny()], CONCEPTS)
    assert {problem.severity for problem in corpus} == {"info"}


def test_an_unclaimed_number_is_a_warning_with_its_line(tmp_path: Path) -> None:
    """A number that no claim rests on is told with the line of the text and a few words around it."""
    folder = copy_tiny(tmp_path)
    text = (folder / "work.yaml").read_text(encoding="utf-8")
    entry = next(line for line in text.splitlines(keepends=True) if "windows of a room" in line)
    edit(folder, "work", entry, "")
    (gap,) = gaps_of(folder)
    assert gap.severity == "warning"
    assert gap.where == "tiny-2024/paper.md:9"
    assert gap.message.startswith("the number 3 stands in no claim")
    assert "3 windows" in gap.message


def test_a_claim_less_in_a_sentence_of_several_is_seen(tmp_path: Path) -> None:
    """A claim covers the numbers that it states, not all of the sentence that it rests on."""
    folder = copy_tiny(tmp_path)
    edit(folder, "claims", 'cycles-completed: "500", ', "")
    (gap,) = gaps_of(folder)
    assert gap.message.startswith("the number 500 stands in no claim")


def test_marks_of_thousands_make_no_gap(tmp_path: Path) -> None:
    """The text may print 2,000 where the claim says 2000."""
    folder = copy_tiny(tmp_path)
    assert gaps_of(folder, texts_with(tmp_path, "2000 USD", "2,000 USD", folder)) == []


@pytest.mark.parametrize(
    "words",
    [
        "as told elsewhere^[1,2] and",
        "as Figure 3a and Tables 1 and 2 show,",
        "as (Figs. 2a–c) show,",
        "as **Tables 1** and **2** show,",
        "as section 2.1 tells,",
        "as Li_{6.4}La3Zr2O12 and NCM811 do,",
        "as Li ₆ PS ₅ Cl does,",
        "as a 3D host does,",
        "as mA cm^{-2} and cm-2 do,",
        "as https://example.org/12/34 and 10.5555/12.34 do,",
        "as in Copyright 2020, Nobody. It",
    ],
)
def test_what_looks_like_a_number_and_states_none(tmp_path: Path, words: str) -> None:
    """Marks, figure and table numbers, formulas, exponents, addresses and copyright years are no gaps."""
    folder = copy_tiny(tmp_path)
    old = "may have dreamt that the silver/carbon layer"
    texts = texts_with(tmp_path, old, old.replace("the silver", f"{words} the silver"), folder)
    assert gaps_of(folder, texts) == []


@pytest.mark.parametrize("number", ["7", "3.5", "1,000", "2010s", "99.8%", "60 °C", "≈62%"])
def test_numbers_are_seen(tmp_path: Path, number: str) -> None:
    """Numbers, decimals, thousands, decades and values are gaps when nothing rests on them."""
    folder = copy_tiny(tmp_path)
    old = "Dendrite growth troubles"
    texts = texts_with(tmp_path, old, f"Of {number} things it is said. {old}", folder)
    (gap,) = gaps_of(folder, texts)
    assert number.strip("≈")[:1] in gap.message


def test_an_uncited_reference_is_a_warning(tmp_path: Path) -> None:
    """A reference that no mark resolves to is told at its own line."""
    folder = copy_tiny(tmp_path)
    line = append(
        folder,
        "references",
        "- {key: nobody-2021, number: 4, type: journal-article, authors: [N. Body], year: 2021}\n",
    )
    (gap,) = find_gaps(load_tiny(folder))
    assert gap.where == f"papers/tiny-2024/references.yaml:{line}"
    assert "nobody-2021" in gap.message


def test_a_silent_system_is_a_warning(tmp_path: Path) -> None:
    """A system without cells that nothing is said of is told; one that a statement names is not."""
    folder = copy_tiny(tmp_path)
    evidence = '{section: "1", from: "Dendrite growth troubles"}'
    line = append(folder, "systems", f"- {{key: idle-cell, label: idle, evidence: {evidence}}}\n")
    (gap,) = find_gaps(load_tiny(folder))
    assert gap.where == f"papers/tiny-2024/systems.yaml:{line}"
    edit(folder, "mechanisms", "subject: Ag/C", "subject: idle-cell")
    assert find_gaps(load_tiny(folder)) == []


def test_undecided_look_alikes_are_a_warning(tmp_path: Path) -> None:
    """Two authors of one name in two works need a decision, whatever it is."""
    folder = copy_tiny(tmp_path)
    line = edit(folder, "references", "authors: [B. Sample, D. Fourth]", "authors: [B. Sample, C. Third]")
    gaps = [gap for gap in find_corpus_gaps([load_tiny(folder)], CONCEPTS) if gap.severity == "warning"]
    (gap,) = gaps
    assert gap.where == f"papers/tiny-2024/references.yaml:{line}"
    assert "'C. Third' (example-2020/2) and 'C. Third' (sample-2023/2)" in gap.message
    record = "{key: c-third, verdict: different, authorships: [example-2020/2, sample-2023/2], "
    append(folder, "people", f"  - {record}reason: invented, certainty: likely}}\n")
    gaps = [gap for gap in find_corpus_gaps([load_tiny(folder)], CONCEPTS) if gap.severity == "warning"]
    assert gaps == []


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Yun-Jung Lee", "yj lee"),
        ("Y. J. Lee", "yj lee"),
        ("Y.-J. Lee", "yj lee"),
        ("D. Jun", "d jun"),
        ("D. L. R. Melvin", "dlr melvin"),
        ("Plato", "plato"),
        ("", ""),
    ],
)
def test_names_as_initials(name: str, initials: str) -> None:
    """Full and abbreviated given names look alike."""
    assert to_initials(name) == initials


def test_unused_concepts_are_infos() -> None:
    """What no record names is listed; what one names by any spelling is not."""
    unused = {problem.where for problem in find_corpus_gaps([load_tiny()], CONCEPTS)}
    assert "almat:zn" in unused
    assert {"almat:mg", "almat:ag-c", "alm:void-formation", "alq:areal-capacity"}.isdisjoint(unused)


# ------------------------------------------------------------------ schemas


def test_every_file_has_a_schema() -> None:
    """Lists are arrays, work and people objects; every closed list is an enum."""
    schemas = to_schemas(CONCEPTS)
    assert tuple(schemas) == FILE_KINDS
    assert schemas["work"]["type"] == schemas["people"]["type"] == "object"
    assert schemas["claims"]["type"] == "array"
    statement = schemas["mechanisms"]["$defs"]["MechanismStatement"]["properties"]
    assert "suppresses" in statement["relation"]["enum"]
    assert "mg" in statement["subject"]["examples"]
    assert {"from", "to"} <= schemas["claims"]["$defs"]["Pointer"]["properties"].keys()


def test_evidence_may_stand_without_brackets() -> None:
    """The schema allows one pointer where a list of pointers may stand."""
    evidence = to_schema("claims")["$defs"]["NumberClaim"]["properties"]["evidence"]
    assert evidence["anyOf"][0] == {"$ref": "#/$defs/Pointer"}
    assert evidence["anyOf"][1]["type"] == "array"


def test_an_unknown_kind_is_told() -> None:
    """A misspelt kind gets the nearest one as hint."""
    with pytest.raises(KnowledgeError) as caught:
        to_schema("claim")
    assert caught.value.hint == "did you mean 'claims'?"


def test_the_command_prints_json() -> None:
    """`kg schema claims` prints one schema, `kg schema` all, and a wrong kind is wrong usage."""
    runner = CliRunner()
    assert '"title": "claims.yaml"' in runner.invoke(schema, ["claims"]).output
    assert '"discrepancies": {' in runner.invoke(schema, []).output
    assert runner.invoke(schema, ["claim"]).exit_code == 2
