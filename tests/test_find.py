"""`kg find` finds things, statements, works and questions by their names, mistyped or not."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.engines.local import LocalEngine
from kg.errors import QueryError
from kg.search.find import find_things, to_text
from kg.search.words import find_nearest, slips, stem
from tests.small_graph import make_build, make_store

STORE = make_store()


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("find"))


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["find", *arguments, "-b", str(build)])


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("LCG", "mechanism", "lithium-concentration gradient"),
        ("lithum concentration gradiant", "mechanism", "lithium-concentration gradient"),
        ("Mg", "material", "magnesium"),
        ("magnesum", "material", "magnesium"),
        ("Li₆PS₅Cl", "material", "Li6PS5Cl"),
        ("Jun 2024", "work", "Jun et al. 2024"),
        ("Sang Jin Jeon", "person", "Sang-Jin Jeon"),
        ("most cited", "question", "Which works carry the argument?"),
    ],
)
def test_the_likeliest_comes_first(text: str, kind: str, label: str) -> None:
    """Names, short forms, formulas, author and year, and questions are found, with slips and without."""
    first = find_things(LocalEngine(STORE), text)[0]
    assert (first.kind, first.label) == (kind, label)


def test_statements_are_found_by_their_words() -> None:
    """Claims are found by words in any order."""
    kinds = {hit.kind for hit in find_things(LocalEngine(STORE), "gradient magnesium exhibits")}
    assert "statement" in kinds


def test_each_hit_tells_why_and_stands_once() -> None:
    """The name that matched is shown, and no thing is shown twice."""
    hits = find_things(LocalEngine(STORE), "LCG")
    assert hits[0].why == "other name “LCG”" or hits[0].why.startswith("short form")
    assert len({(hit.kind, hit.key) for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert "lithium-concentration gradient" in to_text(hits)


def test_what_resembles_nothing_is_not_found(build: Path) -> None:
    """No hit is better than a wrong one."""
    assert find_things(LocalEngine(STORE), "zzzyqx") == []
    result = run(build, "zzzyqx")
    assert result.exit_code == 1
    assert result.output == "Error: nothing in the graph has a name like that\n"
    assert json.loads(run(build, "zzzyqx", "-f", "json").stdout) == []


def test_a_text_without_letters_is_an_error() -> None:
    """Marks alone name nothing."""
    with pytest.raises(QueryError, match="nothing to look for"):
        find_things(LocalEngine(STORE), "?!")


def test_the_command_prints_lines_or_json(build: Path) -> None:
    """Kind, label, why and key stand on one line each."""
    lines = run(build, "LCG", "-n", "3").stdout.splitlines()
    assert 0 < len(lines) <= 3
    assert lines[0].split("  ")[0] == "mechanism"
    assert lines[0].endswith("mechanism/lithium-concentration-gradient")
    told = json.loads(run(build, "LCG", "-f", "json").stdout)
    assert told[0]["command"] == "kg show mechanism/lithium-concentration-gradient"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("dendrite", "dendrite", 0),
        ("dentrite", "dendrite", 1),
        ("dendirte", "dendrite", 1),
        ("abc", "xyz", 3),
    ],
)
def test_slips_are_counted(a: str, b: str, expected: int) -> None:
    """A swap of neighbours is one slip; what is beyond the limit is not counted further."""
    assert slips(a, b, 2) == expected


def test_short_words_are_not_mended() -> None:
    """Words of four letters have too many neighbours."""
    assert find_nearest("cell", {"call": 1, "fell": 1}) is None
    assert find_nearest("mechansim", {"mechanism": 1, "metal": 1}) == "mechanism"


def test_of_words_as_near_the_commonest_is_meant() -> None:
    """A slip in a word that many names hold is likelier than one in a rare word."""
    assert find_nearest("lithim", {"lithia": 1, "lithium": 40}) == "lithium"


@pytest.mark.parametrize(
    "words", [("prevent", "prevents", "prevented"), ("cite", "cited", "citation", "citing")]
)
def test_forms_of_a_word_share_a_stem(words: tuple[str, ...]) -> None:
    """Endings do not matter."""
    assert len({stem(word) for word in words}) == 1
