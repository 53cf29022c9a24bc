"""README, CONTRIBUTING and the guide to asking tell the truth: what they say to type works."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.graph.build import build_graph
from kg.knowledge.records import FILE_RECORDS
from kg.resources import find_folder

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "CONTRIBUTING.md")
GUIDES = (*PAGES, "docs/asking.md", "docs/pictures.md")
# Paths that a command makes, or that stand for the reader's own.
MADE = {"public/index.html", "build/graph.nq", "build/graph.trig", "dist/*.whl", "../shared/papers"}


def _read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def _commands(page: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", _read(page), flags=re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [part.strip() for line in lines for part in line.split("&&") if part.strip()]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the project's papers have been built."""
    folder = tmp_path_factory.mktemp("workplace")
    build_graph(find_folder("papers"), folder / "build")
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_links_and_paths_lead_somewhere(page):
    """Every linked file and every path in the text exists, but for those that a command makes."""
    text = _read(page)
    paths = set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text))
    paths |= {path for path in re.findall(r"`([\w.*-]+/[\w./*-]*)`", text) if "doe-2026" not in path}
    assert paths
    missing = [path for path in paths - MADE if path.rstrip("/") not in {"build", "public"}]
    assert [path for path in missing if not list(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize(
    "command",
    [command for page in GUIDES for command in _commands(page) if command.startswith("kg ")],
)
def test_commands_work_as_printed(command, workplace, monkeypatch):
    """Each `kg` command that the pages say to type ends well, in the order printed."""
    monkeypatch.chdir(workplace)
    arguments = shlex.split(command)[1:]
    if "--texts" in arguments:
        arguments = arguments[: arguments.index("--texts")]
    if arguments[0] == "serve":  # goes on until it is ended; here only that it knows its options
        arguments.append("--help")
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    if "-o" in arguments and "build" not in arguments:
        assert (workplace / arguments[arguments.index("-o") + 1]).exists()
    else:
        assert result.output.strip()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)", "".join(map(_read, PAGES))))))
def test_make_targets_exist(target):
    """Each `make` target that the pages name is in the Makefile."""
    assert re.search(rf"^{target}:", _read("Makefile"), flags=re.MULTILINE)


def test_contributing_names_every_knowledge_file():
    """The guide's table lists exactly the files that a paper's folder must have."""
    listed = re.findall(r"^\| `(\w+)\.yaml` \|", _read("CONTRIBUTING.md"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(name.removesuffix(".yaml") for name in FILE_RECORDS)
