"""`kg show` gathers all that is known of one thing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.engines.local import LocalEngine
from kg.search.show import Portrait, show_entity
from tests.small_graph import make_build, make_store

STORE = make_store()


def titles(portrait: Portrait) -> list[str]:
    return [group.title for group in portrait.groups]


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["show", *arguments, "-b", str(build)])


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("show"))


def test_a_mechanism_shows_what_it_does_and_what_acts_on_it() -> None:
    """Each statement has its origin and the passages in which it stands."""
    portrait = show_entity(LocalEngine(STORE), "LCG")
    assert (portrait.label, portrait.kind) == ("lithium-concentration gradient", "mechanism")
    assert titles(portrait) == ["What it does", "What acts on it", "What works through it"]
    (statement,) = portrait.groups[1].statements
    assert statement.text == "magnesium exhibits lithium-concentration gradient"
    assert (statement.said_by, statement.finding_of) == ("Jeon et al. 2025", "Jun et al. 2024")
    assert [passage.place for passage in statement.passages] == ["caption of Figure 3", "section 4"]
    assert all(passage.link for passage in statement.passages)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Mg", "material", {"What it does", "Prices", "Contained in", "Cells built with it"}),
        ("Li6PS5Cl", "material", {"Cells that use it", "Design"}),
        (
            "17",
            "work",
            {"Findings told of it", "Cited", "Entries in reference lists", "Authors", "Reading decisions"},
        ),
        ("Sang-Jin Jeon", "person", {"Works", "Career"}),
        ("Y. J. Lee", "person", {"Works", "Discrepancies and identity decisions"}),
        ("KETI", "organisation", {"People"}),
        ("mgf2-c-jeon-2024", "system", {"Passages", "Values", "Design"}),
        (
            "jeon-2024-retention-text",
            "performance claim",
            {"Passages", "Same finding as", "Discrepancies and identity decisions"},
        ),
        ("price-mg", "price claim", {"Passages"}),
        ("mgf2-retention-text-table", "thing", {"Passages", "It concerns"}),
    ],
)
def test_each_kind_of_thing_has_its_groups(name: str, kind: str, expected: set[str]) -> None:
    """What is known stands under headings that fit the thing."""
    portrait = show_entity(LocalEngine(STORE), name)
    assert expected <= set(titles(portrait))
    assert kind in (portrait.kind, "thing")
    assert all(group.statements for group in portrait.groups)


def test_text_and_json_tell_the_same(build: Path) -> None:
    """Both formats hold every statement and its passages."""
    told = json.loads(run(build, "Mg", "-f", "json").stdout)
    text = run(build, "Mg").stdout
    assert text.startswith("magnesium  (material, material/mg)\n")
    for group in told["groups"]:
        assert f"{group['title']} ({len(group['statements'])})" in text
        for statement in group["statements"]:
            assert statement["text"] in text
            for passage in statement["passages"]:
                assert passage["place"] in text


def test_unknown_things_are_told(build: Path) -> None:
    """A misspelt name is answered with candidates and exit code 2."""
    result = run(build, "lithium dendrite grwth")
    assert result.exit_code == 2
    assert "did you mean lithium dendrite growth" in result.stderr


def test_an_empty_name_is_told(build: Path) -> None:
    """An empty text names nothing."""
    assert run(build, "").exit_code == 2
