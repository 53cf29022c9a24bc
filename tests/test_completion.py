"""A shell completes commands, questions, options, values, things and formats."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from kg.cli.completion import SHELLS, VARIABLE
from kg.cli.main import COMMANDS, cli
from kg.cli.path import ENDS
from kg.engines.local import open_engine
from kg.queries.catalogue import load_catalogue, load_question
from kg.queries.entities import SHOWN_CLASSES, find_entities
from kg.queries.suggestions import MOST, find_suggestions
from tests.small_graph import SECOND_TRIG, TRIG, make_build


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with both made-up graphs."""
    return make_build(tmp_path_factory.mktemp("completion"), TRIG, SECOND_TRIG)


@pytest.fixture(autouse=True)
def _in_its_folder(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(build.parent)


def complete(*words: str) -> list[str]:
    """What follows the words; the last one is what was typed so far."""
    completer = ShellComplete(cli, {}, "kg", VARIABLE)
    return [item.value for item in completer.get_completions(list(words[:-1]), words[-1])]


def test_commands_and_their_options() -> None:
    """All subcommands, and the options of each."""
    assert complete("") == list(COMMANDS)
    assert complete("co") == ["compare", "completion"]
    assert "--as-of" in complete("ask", "--")
    assert complete("cite", "--q") == ["--question"]


def test_questions() -> None:
    """Names of the catalogue, with their summaries as help."""
    assert complete("query", "mechanisms-o") == ["mechanisms-of-material"]
    assert set(complete("query", "")) == {question.name for question in load_catalogue()}
    assert complete("cite", "--question", "mechanisms-o") == ["mechanisms-of-material"]
    (item,) = ShellComplete(cli, {}, "kg", VARIABLE).get_completions(["query"], "mechanisms-o")
    assert item.help == load_question("mechanisms-of-material").header.summary


def test_options_of_a_question_come_from_its_header() -> None:
    """Each parameter is an option."""
    options = complete("query", "cells-of-material", "--")
    for parameter in load_question("cells-of-material").header.parameters.values():
        assert parameter.option in options


def test_choices_and_formats() -> None:
    """Fixed words are completed from the header, formats from what can be written."""
    assert complete("query", "hedged-claims", "--wording", "p") == ["possible"]
    assert complete("query", "retention-above", "--min-retention", "a") == ["any"]
    assert complete("query", "prices", "-f", "l") == ["latex"]
    assert complete("cite", "-f", "") == ["bibtex", "ris", "csl-json"]
    assert complete("completion", "") == list(SHELLS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("query", "mechanisms-of-material", "--material", "Mg"), "Mg"),
        (("query", "mechanisms-of-material", "--material", "magn"), "magnesium"),
        (("query", "references-in-order", "--work", "jeon"), "jeon-2025"),
        (("show", "LC"), "LCG"),
        (("show", "lc"), "LCG"),
        (("path", "Mg", "L"), "LCG"),
        (("compare", "mg-p"), "mg-powder-jun-2024"),
        (("cite", "jun"), "jun-2024"),
        (("cite", "jun-2024", "song"), "song-2023"),
    ],
)
def test_things_by_key_name_short_form_and_formula(words: tuple[str, ...], expected: str) -> None:
    """Values of parameters and arguments are completed from the graph, capitals or not."""
    assert expected in complete(*words)


def test_a_parameter_gets_things_of_its_class_only() -> None:
    """A material is no mechanism."""
    assert "LCG" not in complete("query", "mechanisms-of-material", "--material", "")
    assert "Mg" not in complete("query", "materials-of-mechanism", "--mechanism", "")
    assert set(ENDS) == set(load_question("evidence-paths").header.parameters["from"].classes)


@pytest.mark.parametrize("typed", ["", "l", "m", "S", "a", "1"])
def test_every_suggestion_names_one_thing(build: Path, typed: str) -> None:
    """Each is a single word that the commands take."""
    engine = open_engine(build)
    found = find_suggestions(engine, typed)
    assert len(found) <= MOST
    for value, label in found:
        assert not any(character.isspace() for character in value)
        assert label in {entity.label for entity in find_entities(engine, value, SHOWN_CLASSES)}


def test_a_name_of_several_words_gets_a_value_of_one() -> None:
    """Whoever begins the label gets the path of the thing, which every command takes."""
    assert "mechanism/lithium-concentration-gradient" in complete("show", "lithium-c")


@pytest.mark.parametrize("typed", ['"', "'", "\\", '") } #', "x" * 10_000, "é", "\u202e", "$x ?y", "THINGS"])
def test_whatever_is_typed_completes_or_does_not(typed: str) -> None:
    """No input of a half-typed line is an error."""
    assert isinstance(complete("show", typed), list)


def test_without_a_graph_nothing_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No error reaches the shell."""
    monkeypatch.chdir(tmp_path)
    assert complete("show", "M") == []


def test_the_build_option_says_which_graph(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names come from the graph that will be asked."""
    monkeypatch.chdir(tmp_path)
    assert "LCG" in complete("show", "-b", str(build), "LC")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_calls_kg(shell: str) -> None:
    """It names the command and the variable through which it asks."""
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0
    assert f"{VARIABLE}={shell}_complete" in result.stdout
    assert "kg" in result.stdout


def test_completing_a_thing_loads_nothing_heavy(build: Path) -> None:
    """A shell asks at each key: no library that it does not need."""
    program = (
        "import sys\n"
        "from kg.cli.main import cli\n"
        "from click.shell_completion import ShellComplete\n"
        "found = ShellComplete(cli, {}, 'kg', '_KG_COMPLETE').get_completions(sys.argv[1:], 'M')\n"
        "assert found\n"
        "heavy = {'rdflib', 'pydantic', 'networkx', 'yaml', 'jinja2', 'rich', 'pyshacl', 'numpy', 'pybtex'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    words = ["query", "mechanisms-of-material", "--material"]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True, cwd=build.parent
    )
    assert done.stdout == "[]\n"


def test_the_program_answers_a_shell(build: Path) -> None:
    """As bash calls it: words and place in the environment, one completion a line."""
    asked = {**os.environ, VARIABLE: "bash_complete", "COMP_WORDS": "kg show LC", "COMP_CWORD": "2"}
    program = "from kg.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=asked,
        capture_output=True,
        text=True,
        check=False,
        cwd=build.parent,
    )
    assert "plain,LCG" in done.stdout.splitlines()
