"""`kg compare` puts cells side by side and says why values cannot be compared, rule by rule."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.engines.local import LocalEngine
from kg.errors import QueryError
from kg.search.comparability import DEPENDS_ON, Statement, Value, find_reasons
from kg.search.comparison import compare_systems
from kg.search.comparison_table import to_pair_rows, to_reasons_text
from tests.phrasings import make_first_paper
from tests.small_graph import make_build

NAMES = {
    "alq:cycles-completed": "cycles completed",
    "alq:test-temperature": "test temperature",
    "alq:stack-pressure": "stack pressure",
    "alq:current-density": "current density",
    "alq:areal-capacity": "areal capacity",
}
CONDITIONS = {
    "alq:cycles-completed": Value("500 cycles", Decimal(500), "unit:CYC"),
    "alq:test-temperature": Value("30 °C", Decimal(30), "unit:DEG_C"),
    "alq:stack-pressure": Value("2 MPa", Decimal(2), "unit:MegaPA"),
    "alq:current-density": Value("0.5 mA cm⁻²", Decimal("0.5"), "x"),
    "alq:areal-capacity": Value("3 mAh cm⁻²", Decimal(3), "y"),
}
HERE = Statement(
    system="A",
    quantity="alq:capacity-retention",
    name="capacity retention",
    value=Value("80 %", Decimal(80), "unit:PERCENT"),
    cell_kind="alk:full-cell",
    cell_kind_name="full cell",
    cathode="NCM811",
    electrolyte="Li6PS5Cl",
    cell_format="pellet cell",
    conditions=CONDITIONS,
    condition_names=NAMES,
)
THERE = replace(HERE, system="B", value=Value("90 %", Decimal(90), "unit:PERCENT"))


def under(quantity: str, value: Value | None) -> Statement:
    """The other statement under another condition, or without telling it."""
    conditions = {key: held for key, held in CONDITIONS.items() if key != quantity}
    return replace(THERE, conditions=conditions if value is None else {**conditions, quantity: value})


def told(here: Statement, there: Statement) -> list[str]:
    return [reason.text for reason in find_reasons(here, there)]


def test_values_under_the_same_conditions_can_be_compared() -> None:
    """Where everything agrees there is no reason, in either direction."""
    assert told(HERE, THERE) == []
    assert told(THERE, HERE) == []


@pytest.mark.parametrize("quantity", list(CONDITIONS))
def test_another_condition_is_a_reason(quantity: str) -> None:
    """Other temperature, pressure, current density, capacity, cycle number: each is told with both values."""
    other = Value("7 of them", Decimal(7), CONDITIONS[quantity].unit)
    (reason,) = find_reasons(HERE, under(quantity, other))
    assert reason.text == f"other {NAMES[quantity]}"
    assert (reason.here, reason.there) == (CONDITIONS[quantity].text, "7 of them")


@pytest.mark.parametrize("quantity", list(CONDITIONS))
def test_a_condition_that_is_not_told_is_a_reason(quantity: str) -> None:
    """A missing cycle number, temperature or pressure says for whom it is missing, or that it is for both."""
    lacking = under(quantity, None)
    assert told(HERE, lacking) == [f"{NAMES[quantity]} not told for B"]
    assert told(replace(lacking, system="A"), THERE) == [f"{NAMES[quantity]} not told for A"]
    assert told(lacking, lacking) == [f"{NAMES[quantity]} told for neither"]


def test_a_half_cell_is_not_compared_with_a_full_cell() -> None:
    """Lithium in excess hides every loss; a kind that is unknown is told apart."""
    half = replace(THERE, cell_kind="alk:half-cell", cell_kind_name="half cell")
    (reason,) = find_reasons(HERE, half)
    assert (reason.text, reason.here, reason.there) == ("another kind of cell", "full cell", "half cell")
    for kind in ("", "alk:unknown"):
        unknown = replace(THERE, cell_kind=kind, cell_kind_name="unknown cell kind")
        assert told(HERE, unknown) == ["kind of cell not told"]


def test_another_metric_is_the_only_reason() -> None:
    """A Coulombic efficiency says nothing of retention, whatever the conditions are."""
    other = replace(THERE, quantity="alq:coulombic-efficiency", name="Coulombic efficiency", conditions={})
    assert told(HERE, other) == ["another metric: capacity retention against Coulombic efficiency"]


def test_a_value_under_a_doubtful_name_is_told() -> None:
    """Where a discrepancy says that a column holds another metric, its values are not compared blindly."""
    doubted = replace(THERE, doubt="the text calls it an efficiency")
    assert told(HERE, doubted) == ["perhaps another metric for B: the text calls it an efficiency"]


@pytest.mark.parametrize(
    ("part", "name", "other"),
    [
        ("cathode", "cathode", "LCO"),
        ("electrolyte", "electrolyte", "Li3PS4"),
        ("cell_format", "cell format", "pouch cell"),
    ],
)
def test_another_part_of_the_cell_is_a_reason(part: str, name: str, other: str) -> None:
    """Another cathode, electrolyte or format, or one that is told of one cell only."""
    (reason,) = find_reasons(HERE, replace(THERE, **{part: other}))
    assert (reason.text, reason.here, reason.there) == (f"other {name}", getattr(HERE, part), other)
    (reason,) = find_reasons(HERE, replace(THERE, **{part: ""}))
    assert (reason.text, reason.there) == (f"{name} not told", "not told")


@pytest.mark.parametrize(("status", "words"), [("reported", "not reported"), ("in words", "in words")])
def test_a_value_that_is_not_reported_is_the_only_reason(status: str, words: str) -> None:
    """Nothing else matters where there is no value."""
    missing = replace(THERE, value=None, status=status, cathode="LCO")
    assert told(HERE, missing) == [f"{words} for B"]
    assert told(missing, missing) == ["reported for neither"]


@pytest.mark.parametrize(
    ("sign", "number", "open_question"),
    [
        (">", 70, True),
        (">", 80, False),
        ("<", 90, True),
        ("<", 60, False),
        ("=", 80, False),
        ("~", 80, False),
    ],
)
def test_bounds_leave_open_which_value_is_larger(sign: str, number: int, open_question: bool) -> None:
    """More than 70 % may be less or more than 80 %; more than 80 % is more."""
    bound = replace(THERE, value=Value(f"{sign} {number} %", Decimal(number), "unit:PERCENT", sign))
    assert (told(HERE, bound) != []) == open_question


def test_numbers_in_units_of_other_things_are_not_compared() -> None:
    """A current density and a rate are no two values of one quantity."""
    rate = replace(THERE, value=Value("0.1 C", Decimal("0.1"), "unit:C-rate"))
    assert told(HERE, rate) == ["another unit"]


def test_settings_of_a_test_depend_on_nothing() -> None:
    """Temperatures are compared whatever the pressure was."""
    setting = replace(HERE, quantity="alq:test-temperature", name="test temperature")
    other = replace(setting, system="B", conditions={}, cell_kind="alk:half-cell", cathode="LCO")
    assert "alq:test-temperature" not in DEPENDS_ON
    assert told(setting, other) == []


@pytest.fixture(scope="module")
def engine() -> LocalEngine:
    """The first paper."""
    store = make_first_paper()
    return store if isinstance(store, LocalEngine) else LocalEngine(store)


def test_the_first_paper_says_why_its_best_row_is_not_the_best(engine: LocalEngine) -> None:
    """99.8 % of Lee et al. stands in the retention column, and the text calls it Coulombic efficiency."""
    text = to_reasons_text(compare_systems(engine, ["mg-powder-jun-2024", "ag-c-lee-2020"]))
    assert "perhaps another metric for Ag/C composite, pre-mixed, pouch cell: Table 1 prints 99.8 %" in text
    for part in (
        "other cycles completed (500 cycles – 1000 cycles)",
        "other test temperature (30 °C – 60 °C)",
        "other stack pressure (30 MPa – 2 MPa)",
        "other cathode (LiNi0.8Co0.1Mn0.1O2 – LiNi0.9Co0.05Mn0.05O2)",
        "other electrolyte (Li6PS5Cl0.5Br0.5 – Li6PS5Cl)",
        "other cell format (pellet cell – pouch cell)",
        "another metric: capacity retention against cycle life",
    ):
        assert part in text


def test_a_condition_of_the_cell_stands_in_and_is_marked(engine: LocalEngine) -> None:
    """Where a statement leaves out the temperature, the one told for the cell is taken and marked."""
    text = to_reasons_text(compare_systems(engine, ["mg-powder-jun-2024", "ag-c-lee-2020"]))
    assert "other test temperature (30 °C for the cell – 60 °C)" in text


def test_a_material_stands_for_its_cells(engine: LocalEngine) -> None:
    """All cells with magnesium in a layer, and a work for the cells it tested."""
    comparison = compare_systems(engine, ["Mg"])
    assert {system.label.partition(",")[0] for system in comparison.systems} == {
        "MXene/Mg buffer layer",
        "Mg powder",
        "Mg-Li alloy anode on LLZO",
        "W/Mg bilayer",
    }
    labels = {system.label for system in compare_systems(engine, ["jun-2024", "lee-2020"]).systems}
    assert {"Mg powder, pellet cell", "Ag/C composite, pre-mixed, pouch cell"} <= labels


def test_words_that_begin_one_label_name_that_cell(engine: LocalEngine) -> None:
    """Mg powder is a cell here, although it is another name of magnesium too; Mg alone stays the material."""
    comparison = compare_systems(engine, ["Mg powder", "w/mg bilayer"])
    assert [system.label.partition(",")[0] for system in comparison.systems] == ["Mg powder", "W/Mg bilayer"]
    assert comparison.remarks == ()
    (remark,) = compare_systems(engine, ["Mg", "mg-powder-jun-2024"]).remarks
    assert remark.startswith("'Mg' is read as magnesium, with 4 cells: ")


def test_no_pair_is_told_twice(engine: LocalEngine) -> None:
    """The same two values of the same quantity come once with each reason."""
    rows, _ = to_pair_rows(compare_systems(engine, ["Mg", "ag-c-lee-2020"]))
    assert rows.rows
    assert len(set(rows.rows)) == len(rows.rows)


def test_each_quantity_has_its_unit_in_the_heading_of_its_line(engine: LocalEngine) -> None:
    """Numbers stand alone in the cells."""
    lines = {
        line.name: line for line in compare_systems(engine, ["w-mg-oh-2024", "mg-powder-jun-2024"]).lines
    }
    assert lines["stack pressure (MPa)"].cells == ("2", "30")
    assert lines["stack pressure (MPa)"].differs
    assert not lines["kind of cell"].differs


def test_a_cell_alone_is_refused(engine: LocalEngine) -> None:
    """One cell is compared with nothing; a thing without cells is told so."""
    with pytest.raises(QueryError, match="only Mg powder, pellet cell to compare"):
        compare_systems(engine, ["mg-powder-jun-2024", "mg-powder-jun-2024"])
    with pytest.raises(QueryError, match="no cell with"):
        compare_systems(engine, ["mg-powder-jun-2024", "jeon-2025"])


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("compare"))


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["compare", *arguments, "-b", str(build)])


def test_the_command_marks_what_differs(build: Path) -> None:
    """One column per cell, a mark where they differ, reasons below; every format holds the same lines."""
    asked = ("mg-powder-jun-2024", "mgf2-c-jeon-2024")
    told = run(build, *asked).stdout
    assert told.splitlines()[0].split("  ")[0] == "what"
    assert "≠" in told
    assert "these values cannot be compared:" in told
    rows = list(csv.DictReader(run(build, *asked, "-f", "csv").stdout.splitlines()))
    assert {"aspect", "differs", "mg_powder_jun_2024", "mgf2_c_jeon_2024", "notComparable"} == set(rows[0])
    for row in rows:
        assert (row["differs"] == "≠") == (row["mg_powder_jun_2024"] != row["mgf2_c_jeon_2024"])
    names = json.loads(run(build, *asked, "-f", "json").stdout)["head"]["vars"]
    assert names == list(rows[0])
    reasons = list(csv.DictReader(run(build, *asked, "--reasons", "-f", "csv").stdout.splitlines()))
    assert {row["quantity"] for row in reasons} >= {"capacity retention"}


def test_the_command_tells_how_a_name_was_understood(build: Path) -> None:
    """A name that stands for several cells is told on stderr, apart from the rows."""
    result = run(build, "Mg", "-f", "csv")
    assert result.exit_code == 0, result.stderr
    assert "'Mg' is read as" in result.stderr
    assert "is read as" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Missing argument 'THING...'"),
        (("mg-powdr-jun-2024",), "did you mean"),
        (("unobtainium", "Mg"), "no System or Material or Work called 'unobtainium'"),
        (("x" * 10_000, "Mg"), "is no name of a thing"),
    ],
)
def test_wrong_use_is_told(build: Path, arguments: tuple[str, ...], words: str) -> None:
    """Unknown names get the nearest ones, exit code 2."""
    result = run(build, *arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
