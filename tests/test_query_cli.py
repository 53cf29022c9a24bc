"""`kg query` and `kg sparql` from the outside."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.cli.rows import FORMAT_NAMES
from kg.engines.local import open_engine
from kg.graph.build import build_graph
from kg.queries.catalogue import load_catalogue
from kg.queries.output import FORMATS, to_text
from kg.queries.units import convert_with_graph
from kg.resources import find_folder
from tests.small_graph import NEEDS_SECOND, SECOND_TRIG, TRIG, make_build


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("cli"))


@pytest.fixture(scope="module")
def build_with_second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph and the second one."""
    return make_build(tmp_path_factory.mktemp("cli"), TRIG, SECOND_TRIG)


def run(*arguments: str | Path, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=text)


def test_the_list_shows_every_question_by_topic() -> None:
    """`kg query` alone needs no graph."""
    result = run("query")
    assert result.exit_code == 0
    for question in load_catalogue():
        assert question.name in result.output
        assert question.header.summary in result.output


def test_the_flagship_names_claim_origin_and_place(build: Path) -> None:
    """Mechanisms of Mg come with who says so, whose finding it is, and where."""
    result = run("query", "mechanisms-of-material", "--material", "Mg", "-b", build)
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if "lithium-concentration gradient" in line)
    for part in ("magnesium", "Jeon et al. 2025", "Jun et al. 2024", "measured", "https://doi.org/10.1002/"):
        assert part in line
    assert "w3id.org" not in result.stdout


@pytest.mark.parametrize("name", [question.name for question in load_catalogue()])
def test_help_of_every_question_ends_with_an_example_that_runs(
    build: Path, build_with_second: Path, name: str
) -> None:
    """The example in the help is a command that finds rows."""
    import shlex

    told = run("query", name, "--help").output
    example = next(line.strip() for line in told.splitlines() if line.strip().startswith("Example: kg "))
    graph = build_with_second if name in NEEDS_SECOND else build
    result = run(*shlex.split(example.removeprefix("Example: kg ")), "-b", graph)
    assert result.exit_code == 0, result.output
    assert "nothing found" not in result.stdout


def test_the_formats_of_the_command_are_those_of_the_library() -> None:
    """The option offers what can be written."""
    assert tuple(FORMATS) == FORMAT_NAMES


def test_csv_and_json_hold_the_identifiers(build: Path) -> None:
    """Programs get every column."""
    asked = ("query", "prices", "-b", build)
    rows = list(csv.DictReader(run(*asked, "-f", "csv").stdout.splitlines()))
    assert [row["materialLabel"] for row in rows] == ["magnesium", "zinc"]
    assert rows[0]["material"] == "https://w3id.org/anodeless/material/mg"
    told = json.loads(run(*asked, "-f", "json").stdout)
    assert told["head"]["vars"] == list(rows[0])
    assert told["results"]["bindings"][0]["material"]["type"] == "uri"
    assert run(*asked, "-f", "tsv").stdout.startswith("?material\t?materialLabel\t")
    assert run(*asked, "-f", "markdown").stdout.startswith("| material | price |")


def test_output_goes_to_a_file(build: Path, tmp_path: Path) -> None:
    """With -o nothing stands on stdout."""
    target = tmp_path / "rows.csv"
    result = run("query", "prices", "-b", build, "-f", "csv", "-o", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_text().startswith("material,")


@pytest.mark.parametrize("command", [("query", "prices"), ("sparql", "ASK { ?s ?p ?o }"), ("check",)])
def test_no_stdout_is_no_crash(build: Path, command: tuple[str, ...]) -> None:
    """A process started without a standard output, as some schedulers do, ends without a traceback."""
    where = () if command == ("check",) else ("-b", str(build))
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", sys.executable, "-m", "kg", *command, *where],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0, done.stderr


def test_an_unwritable_file_is_a_one_line_error(build: Path, tmp_path: Path) -> None:
    """A folder that does not exist is told without traceback."""
    result = run("query", "prices", "-b", build, "-o", tmp_path / "no" / "rows.txt")
    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mechanisms-of-material",), "--material is missing (a material"),
        (("mechanisms-of-material", "--material", "unobtainium"), "no Material called 'unobtainium'"),
        (("hedged-claims", "--wording", "maybe"), "is not one of possible, suggested"),
        (("mechanism-of-material",), "did you mean mechanisms-of-material"),
        (("mechansms",), "did you mean mechanisms-of-material"),
        (("retension",), "did you mean retention-above"),
        (("nosuch",), "`kg ask` takes any words"),
        (("prices", "--metal", "Mg"), "No such option"),
    ],
)
def test_wrong_use_is_told_with_exit_code_2(build: Path, arguments: tuple[str, ...], told: str) -> None:
    """Whoever mistypes learns what is expected."""
    extra = () if arguments[0] == "mechanism-of-material" else ("-b", build)
    result = run("query", *arguments, *extra)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


@pytest.fixture(scope="module")
def first_paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the project's own papers."""
    folder = tmp_path_factory.mktemp("first-paper")
    build_graph(find_folder("papers"), folder)
    return folder


@pytest.mark.parametrize(
    "typed", ["4", "4MPa", "4 MPa", "4000 kPa", "4000kPa", "40 bar", "0.004 GPa", "4e6 Pa"]
)
def test_quantities_are_converted_whatever_their_unit(first_paper: Path, typed: str) -> None:
    """The same pressure in any unit gives the same rows, in a query and behind a citation."""
    asked = ("needs-pressure-above", "--min-pressure")
    rows = run("query", *asked, typed, "-b", first_paper, "-f", "csv")
    assert rows.exit_code == 0, rows.output
    assert rows.stdout == run("query", *asked, "4", "-b", first_paper, "-f", "csv").stdout
    cited = run("cite", "--question", *asked, typed, "-b", first_paper)
    assert cited.exit_code == 0
    assert cited.stdout == run("cite", "--question", *asked, "4", "-b", first_paper).stdout


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("145.0377377302 psi", "MPa", "1"),
        ("1 psi", "MPa", "0.006894757"),
        ("1 lbf/in²", "MPa", "0.006894757"),
        ("1 atm", "MPa", "0.101325"),
        ("760 mmHg", "MPa", "0.101325"),
        ("1 kgf/cm^2", "MPa", "0.0980665"),
        ("3.5 N mm^-2", "MPa", "3.5"),
        ("10 mbar", "kPa", "1"),
        ("77 °F", "°C", "25"),
        ("-40 degF", "°C", "-40"),
        ("0 ℉", "°C", "-17.777777778"),
        ("298.15 K", "°C", "25"),
        ("0.003 Ah/cm2", "mAh cm⁻²", "3"),
        ("3000 µAh cm⁻²", "mAh cm⁻²", "3"),
        ("30 Ah m^-2", "mAh cm⁻²", "3"),
        ("0.0005 A/cm²", "mA cm⁻²", "0.5"),
        ("500 μA cm^{-2}", "mA cm⁻²", "0.5"),
        ("5 A m-2", "mA cm⁻²", "0.5"),
        ("0.9 kWh/L", "Wh L⁻¹", "900"),
        ("0.9 Wh cm-3", "Wh L⁻¹", "900"),
        ("3.24 MJ/L", "Wh L⁻¹", "900"),
        ("2.5 $/kg", "$/t", "2500"),
        ("$2/lb", "$/t", "4409.245243698"),
    ],
)
def test_usual_units_convert_exactly(first_paper: Path, typed: str, unit: str, number: str) -> None:
    """By the definitions of the units, to the last of nine places."""
    assert convert_with_graph(open_engine(first_paper), typed, unit) == number


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("5 °C", "'5 °C' is not in MPa: °C does not convert to MPa (stack"),
        ("5 parsec", "'parsec' in '5 parsec' is no known unit; units that convert: GPa, MPa, N mm⁻², Pa"),
        ("4-5 MPa", "'4-5 MPa' is not one value"),
        ("MPa", "'MPa' is not a number"),
        ("1e30 kPa", "'1e30 kPa' is not a number"),
        ("5 " + "M" * 9000, "is longer than a quantity"),
    ],
)
def test_a_quantity_of_another_kind_is_refused_with_a_reason(
    first_paper: Path, typed: str, told: str
) -> None:
    """Whoever types a temperature for a pressure learns that it does not convert, and what would."""
    result = run("query", "needs-pressure-above", "--min-pressure", typed, "-b", first_paper)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert len(result.stderr) < 600


def test_without_a_graph_the_error_says_what_to_do(tmp_path: Path) -> None:
    """Before the first build both commands point to `kg build`."""
    for arguments in (("query", "prices"), ("sparql", "ASK {}")):
        result = run(*arguments, "-b", tmp_path / "build")
        assert result.exit_code == 1
        assert "run `kg build` first" in result.stderr


def test_sparql_takes_text_file_and_stdin(build: Path, tmp_path: Path) -> None:
    """The project's prefixes are known in all three."""
    query = "SELECT ?label WHERE { almat:mg rdfs:label ?label }"
    file = tmp_path / "q.rq"
    file.write_text(query)
    for result in (
        run("sparql", query, "-b", build, "-f", "csv"),
        run("sparql", file, "-b", build, "-f", "csv"),
        run("sparql", "-", "-b", build, "-f", "csv", text=query),
    ):
        assert (result.exit_code, result.stdout) == (0, "label\nmagnesium\n")


def test_sparql_errors_are_one_line(build: Path, tmp_path: Path) -> None:
    """Faults of the query, and files that are none, are told without traceback."""
    fault = run("sparql", "SELECT ?x WHERE { ?x ", "-b", build)
    assert fault.exit_code == 1
    assert fault.stderr.startswith("Error: query:1:21: not valid SPARQL")
    assert run("sparql", "no-such-file.rq", "-b", build).exit_code == 2
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    assert run("sparql", binary, "-b", build).exit_code == 2
    assert run("sparql", "-", "-b", build, text=b"\xff").exit_code == 2
    assert run("sparql", tmp_path, "-b", build).exit_code == 1


def test_hostile_labels_stay_text(build: Path) -> None:
    """Markup is escaped in Markdown, and control characters cannot steer a terminal."""
    query = 'SELECT ("<script>|`x`" AS ?a) ("\\u001B[2Jx\\u202E\\ny" AS ?b) WHERE {}'
    told = run("sparql", query, "-b", build, "-f", "markdown").stdout
    assert "&lt;script&gt;\\|\\`x\\`" in told
    plain = run("sparql", query, "-b", build).stdout
    assert "\x1b" not in plain
    assert "\u202e" not in plain
    assert len(plain.splitlines()) == 3


def test_a_terminal_gets_a_table_with_links(build: Path) -> None:
    """On a terminal a link is one clickable word."""
    from kg.engines.local import open_engine
    from kg.queries.run import run_question

    answer = run_question(open_engine(build), "what-prevents", {"failure": "dendrites"})
    told = to_text(answer.rows, answer.question.header.columns, "table", width=160)
    assert "\x1b]8;" in told
    assert "open" in told


@pytest.mark.parametrize("width", [40, 80])
def test_no_word_is_broken_on_a_narrow_terminal(build: Path, width: int) -> None:
    """Rows become records where the columns have no room, and no line is wider than the terminal."""
    from kg.queries.people_table import to_people_table
    from kg.queries.run import run_question

    answer = run_question(open_engine(build), "what-prevents", {"failure": "dendrites"})
    columns = answer.question.header.columns
    told = to_text(answer.rows, columns, "table", width=width)
    plain = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", told)
    assert max(map(len, plain.splitlines())) <= width
    words = {w for line in to_people_table(answer.rows, columns).lines for cell in line for w in cell.split()}
    short = {word for word in words if len(word) <= 16 and "://" not in word}
    assert short <= set(plain.split())


def test_a_canned_query_loads_nothing_heavy(build: Path) -> None:
    """The path of `kg query NAME` stays quick: no library that it does not need."""
    program = (
        "import sys; from kg.cli.main import cli;"
        "arguments = ['query', 'mechanisms-of-material', '--material', 'Mg', '-b', sys.argv[1]];"
        "cli(arguments, standalone_mode=False);"
        "heavy = {'rdflib', 'pydantic', 'networkx', 'pyvis', 'jinja2', 'rich', 'pyshacl', 'numpy'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(build)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
