"""Answers as LaTeX and HTML, and files that are written whole or not at all."""

import os
import shutil
import stat
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.main import cli
from kg.engines.engine import Rows
from kg.engines.local import LocalEngine
from kg.files import save_parts, save_text
from kg.queries.catalogue import load_catalogue
from kg.queries.header import Column
from kg.queries.output import FORMATS, to_text
from kg.queries.people_table import to_safe_line
from kg.queries.run import answer_question
from kg.queries.typeset import escape_latex
from tests.small_graph import SECOND_TRIG, TRIG, make_build, make_store

COLUMNS = {
    "cell": Column("cell", "entity"),
    "cellLabel": Column("cell"),
    "pressure": Column("pressure", "quantity", "MPa"),
    "cycles": Column("cycles", "number"),
    "link": Column("link", "link"),
}
HOSTILE = [
    r"50 % & {more} $x$ #1 a_b ~^ \input{/etc/passwd}",
    "<script>alert('x')</script> & \"quotes\" `tick` | bar",
    "[optional] * -- --- ?` !`",
    "Li₆PS₅Cl ≥ 80 % at 60 °C, 0.5 mA cm⁻² ± 5 µm – “so”, Ångström, naïve",
    "zero\u200bwidth, \x1b[2J, \u202eturned, thin\u202fspace",
]


def make_rows(*texts: str) -> Rows:
    return Rows(
        tuple(COLUMNS),
        tuple(
            (
                ox.NamedNode("https://w3id.org/anodeless/system/x"),
                ox.Literal(text),
                ox.Literal("> 5"),
                ox.Literal(500),
                ox.NamedNode("https://doi.org/10.1002/x#:~:text=a%20b,c_d"),
            )
            for text in texts
        ),
    )


def compile_latex(folder: Path, *fragments: str) -> str:
    """Return what pdfLaTeX says of a document with the fragments, a failure for any error."""
    if shutil.which("pdflatex") is None:
        if os.environ.get("KG_REQUIRE_LATEX") == "1":
            pytest.fail("pdflatex is not on this machine")
        pytest.skip("pdflatex is not on this machine")
    packages = "\n".join(line[2:] for line in fragments[0].splitlines() if line.startswith("% \\usepackage"))
    document = (
        rf"\documentclass{{article}}{packages}\begin{{document}}{chr(10).join(fragments)}\end{{document}}"
    )
    (folder / "answer.tex").write_text(document, encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "answer.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
    )
    told = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, told[-2000:]
    return told


def test_latex_compiles_whatever_the_cells_hold(tmp_path: Path) -> None:
    """Tables narrow and wide, empty ones, long ones, and hostile texts are set without error."""
    rows = make_rows(*HOSTILE)
    narrow = Rows(("a",), tuple((ox.Literal(text[:12]),) for text in HOSTILE))
    fragments = [
        to_text(rows, COLUMNS, "latex"),
        to_text(narrow, {}, "latex"),
        to_text(make_rows(), COLUMNS, "latex"),
        to_text(make_rows(*HOSTILE * 20), COLUMNS, "latex"),
        to_text(Rows((), ()), {}, "latex"),
    ]
    compile_latex(tmp_path, *fragments)


def test_every_answer_of_the_catalogue_compiles(tmp_path: Path) -> None:
    """What `kg query -f latex` writes can be put into a paper as it is, Greek letters and all."""
    engine = LocalEngine(make_store(TRIG, SECOND_TRIG))
    texts = []
    for question in load_catalogue():
        values = {name: p.example for name, p in question.header.parameters.items() if p.required}
        rows = answer_question(engine, question, values).rows
        texts.append(to_text(rows, question.header.columns, "latex"))
    told = compile_latex(tmp_path, *texts)
    assert "Missing character" not in told


def test_latex_sets_formulas_units_and_rules() -> None:
    """Numbers of formulas stand low, units in the headings, rules are those of booktabs."""
    text = to_text(make_rows("Li6PS5Cl"), COLUMNS, "latex")
    assert r"Li\textsubscript{6}PS\textsubscript{5}Cl" in text
    assert "pressure (MPa)" in text
    assert r"\toprule" in text
    assert r"\href{https://doi.org/10.1002/x\#:~:text=a\%20b,c\_d}{open}" in text
    assert "w3id.org" not in text  # the label stands for the identifier


@given(st.text(max_size=60))
def test_no_text_is_a_command_of_latex(text: str) -> None:
    """Braces balance, and what LaTeX acts on stands behind a backslash."""
    told = escape_latex(text)
    depth = 0
    previous = ""
    for character in told:
        if previous != "\\":
            depth += (character == "{") - (character == "}")
            assert character not in "%#&_$^" or previous == "\\" or "ensuremath" in told or character == "~"
        assert depth >= 0
        previous = "" if previous == "\\" else character
    assert depth == 0


@given(
    st.lists(st.text(max_size=60).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)), max_size=4)
)
def test_html_is_well_formed_and_says_the_same(texts: list[str]) -> None:
    """Whatever the cells hold, the fragment is one table that an XML parser reads, with the same words."""
    table = ET.fromstring(to_text(make_rows(*texts), COLUMNS, "html"))
    assert table.tag == "table"
    assert [cell.text for cell in table.iter("th")] == ["cell", "pressure (MPa)", "cycles", "link"]
    lines = list(table.find("tbody") or ())
    assert len(lines) == max(len(texts), 1)
    for text, line in zip(texts, lines, strict=False):
        shown = to_safe_line(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
        assert "".join(line[0].itertext()) == shown
    assert not list(table.iter("script"))


def test_html_links_only_to_the_web() -> None:
    """An address that a page would run is shown, not linked."""
    rows = Rows(
        ("link",), ((ox.NamedNode("javascript:alert(1)"),), (ox.NamedNode("https://doi.org/10.1/x"),))
    )
    text = to_text(rows, COLUMNS, "html")
    assert 'href="javascript' not in text
    assert '<a href="https://doi.org/10.1/x" rel="noopener">open</a>' in text


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """When the disk is full halfway, the file holds what it held, and nothing else lies beside it."""
    target = tmp_path / "rows.csv"
    target.write_text("old")

    def fill() -> Iterator[str]:
        yield "ne"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left") as told:
        save_parts(fill(), target)
    assert told.value.filename == str(target)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
    assert target.read_bytes() == b"old"


def test_a_written_file_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    """A file behind a link is replaced where it lies, with the rights it had."""
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    save_text("new", link)
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    """`-o` may name a pipe or a device, which must not be replaced by a file."""
    build = make_build(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    result = CliRunner().invoke(cli, ["query", "prices", "-b", str(build), "-f", "csv", "-o", str(pipe)])
    told, _ = reader.communicate(timeout=30)
    assert result.exit_code == 0
    assert told.startswith("material,")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("rows.csv", "material,"),
        ("rows.tsv", "?material"),
        ("rows.json", "{"),
        ("rows.md", "| material"),
        ("rows.tex", "% \\usepackage"),
        ("rows.html", "<table"),
        ("rows.txt", "material"),
        ("rows", "material"),
    ],
)
def test_the_ending_of_the_file_decides_the_format(tmp_path: Path, name: str, beginning: str) -> None:
    """`-o prices.csv` writes CSV; -f goes before it."""
    build = make_build(tmp_path)
    asked = ["query", "prices", "-b", str(build), "-o", str(tmp_path / name)]
    assert CliRunner().invoke(cli, asked).exit_code == 0
    assert (tmp_path / name).read_text().startswith(beginning)
    assert CliRunner().invoke(cli, [*asked, "-f", "csv"]).exit_code == 0
    assert (tmp_path / name).read_text().startswith("material,")


def test_an_unknown_ending_is_wrong_use(tmp_path: Path) -> None:
    """No table is written to a file whose ending says that it is something else."""
    result = CliRunner().invoke(cli, ["query", "prices", "-o", str(tmp_path / "prices.xlsx")])
    assert result.exit_code == 2
    assert "does not tell the format" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_an_empty_answer(name: str) -> None:
    """No rows is an answer, not an error."""
    assert to_text(Rows(("cell",), ()), COLUMNS, name)
