"""Charts of reported values: what is drawn where, what is kept without a number, what files hold."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.draw.charts.charts import CHARTS, WRITERS, Drawn, draw_chart, save_chart, to_html, to_png, to_svg
from kg.draw.charts.points import NO_METAL, NOT_REPORTED, Point, Told
from kg.draw.charts.specification import most_frequent, to_axis, to_specification
from kg.engines.local import LocalEngine, open_engine
from kg.errors import QueryError
from kg.graph.build import build_graph
from kg.network.columns import to_path
from kg.resources import find_folder

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    folder = tmp_path_factory.mktemp("charts")
    build_graph(find_folder("papers"), folder)
    return open_engine(folder)


@pytest.fixture(scope="module")
def retention(engine: LocalEngine) -> Drawn:
    return draw_chart(engine, "retention-cycles")


def told(number: float | None, sign: str = "=", unit: str = "%") -> Told:
    return Told(None, "", NOT_REPORTED) if number is None else Told(number, sign, f"{number:g} {unit}", unit)


def point(x: Told, y: Told, **other: Any) -> Point:
    made = Point(
        "claim", "cell", "a cell", x, y, "Mg", "full cell", (), "Doe 2025", "Roe 2024", 2024, "Table 1", ""
    )
    return replace(made, **other)


def iter_rows(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of all layers of a specification that stand for claims."""
    for layer in part["layer"]:
        if layer["mark"]["type"] == "point" and "shape" in layer["encoding"]:
            yield from layer["data"]["values"]


def test_numbers_of_the_paper_are_where_they_belong(retention: Drawn) -> None:
    """Table 2: Mg powder keeps 80 % after 500 cycles; section 4: more than that."""
    powder = [p for p in retention.points if p.label.startswith("Mg powder")]
    assert {(p.x.number, p.y.sign, p.y.number) for p in powder} == {(500.0, "=", 80.0), (500.0, ">", 80.0)}
    assert {p.metal for p in powder} == {"Mg"}


def test_what_is_not_reported_is_drawn(retention: Drawn) -> None:
    """The two half cells without any retention stand in the chart, before both axes."""
    rows = {row["i"]: row for row in iter_rows(retention.specifications["metal"])}
    assert len(rows) == len(retention.points)
    silent = [i for i, p in enumerate(retention.points) if p.y.number is None]
    assert {retention.points[i].metal for i in silent} == {"Au", "Zn"}
    axis = to_axis("y", [p.y for p in retention.points])
    assert all(rows[i]["y"] < axis.low for i in silent)


def test_words_are_no_numbers(engine: LocalEngine) -> None:
    """Room temperature told as RT gets no number, and says what is printed."""
    points = draw_chart(engine, "retention-temperature").points
    assert [p.x.text for p in points if p.metal == "Au"] == ["in words: RT"]


def test_bounds_and_approximations_are_marked() -> None:
    """More than 80 % has an arrow upwards, about 62 % an open symbol, an exact value neither."""
    x, values = told(100, unit="cycles"), [told(80, ">"), told(62, "~"), told(90)]
    points = [point(x, value) for value in values]
    drawn = to_specification(points, to_axis("x", [x] * 3), to_axis("y", values), "metal")
    assert [(row["bound"], row["approximate"]) for row in iter_rows(drawn)] == [
        ("↑", False),
        ("", True),
        ("", False),
    ]


def test_points_without_numbers_do_not_cover_each_other() -> None:
    """Three claims without any number stand side by side in the corner."""
    points = [point(told(None), told(None)) for _ in range(3)]
    axis = to_axis("y", [told(50), told(90), told(None)])
    rows = [*iter_rows(to_specification(points, axis, axis, "metal"))]
    assert len({(row["x"], row["y"]) for row in rows}) == 3
    assert all(axis.low - axis.band < row["x"] < axis.low for row in rows)


def test_values_in_another_unit_are_not_mixed() -> None:
    """A value in a rarer unit stands with those without a number, not at its bare figure."""
    values = [told(1, unit="MPa"), told(2, unit="MPa"), told(900, unit="kPa")]
    axis = to_axis("pressure", values)
    assert axis.unit == "MPa"
    assert axis.high < 10
    assert axis.place(values[2]) < axis.low


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [((47, 99.8), 40, 100), ((0.05, 3.5), 0, 4), ((5, 5), 0, 5), ((-20, 60), -20, 60)],
)
def test_axes_have_round_ends(numbers: tuple[float, ...], low: float, high: float) -> None:
    """An axis holds all its numbers, starts at zero unless they lie far from it, and ends in round ones."""
    axis = to_axis("y", [told(number) for number in numbers])
    assert (axis.low, axis.high) == (low, high)
    assert (axis.ticks[0], axis.ticks[-1]) == (low, high)


def test_a_percentage_never_reaches_beyond_the_whole() -> None:
    """The axis of 99.8 % ends at 100 %."""
    assert to_axis("y", [told(47), told(99.8)]).high == 100


def test_rings_tell_mechanisms_apart() -> None:
    """A cell with two of the mechanisms has two rings; what all show tells nothing apart."""
    shown = [("a", "all"), ("a", "b", "all"), ("all",)]
    points = [point(told(1), told(2), mechanisms=names) for names in shown]
    assert most_frequent(points) == ("a", "b")
    axis = to_axis("x", [told(1), told(2)])
    layers = to_specification(points, axis, axis, "mechanism")["layer"]
    rings = next(layer["data"]["values"] for layer in layers if "size" in layer["encoding"])
    assert [ring["mechanism"] for ring in rings] == ["a", "a", "b"]


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_shows_every_claim(engine: LocalEngine, name: str) -> None:
    """Each chart has a point, a row and a record for every claim on its quantity."""
    drawn = draw_chart(engine, name)
    pattern = f"?c a al:PerformanceClaim ; al:quantity {drawn.chart.y}"
    count = f"SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE {{ {pattern} }}"
    prefixes = (
        "PREFIX al: <https://w3id.org/anodeless/ont#> PREFIX alq: <https://w3id.org/anodeless/quantity/>"
    )
    (row,) = engine.run(f"{prefixes} {count}").rows
    assert len(drawn.points) == int(str(row[0].value)) > 0  # type: ignore[union-attr] # a count is a literal
    assert [record["key"] for record in drawn.records] == [to_path(p.claim) for p in drawn.points]
    assert to_html(drawn).count('data-row="') == len(drawn.points)


def test_images_hold_all_points_and_their_font(retention: Drawn) -> None:
    """The SVG is well-formed and carries its font and every claim; the PNG is wide enough for print."""
    text = to_svg(retention)
    root = ElementTree.fromstring(text)
    told_marks = [e for e in root.iter() if "Mg powder" in (e.get("aria-label") or "")]
    assert len(told_marks) == 2
    assert "@font-face" in text
    assert "http-equiv" not in text
    assert to_png(retention)[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(to_png(retention)[16:20], "big") == 2400


def test_the_same_graph_gives_the_same_files(engine: LocalEngine, tmp_path: Path) -> None:
    """Every format is the same to the byte when it is made again."""
    for ending in WRITERS:
        for name in ("one", "two"):
            save_chart(draw_chart(engine, "retention-pressure"), tmp_path / f"{name}{ending}")
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


def test_hostile_labels_stay_text(retention: Drawn) -> None:
    """Markup in a label neither ends the data nor becomes an element."""
    points = tuple(replace(p, label=HOSTILE, metal=HOSTILE, finding_of=HOSTILE) for p in retention.points)
    page = to_html(replace(retention, points=points, specifications={"metal": {"note": HOSTILE}}))
    assert "<img" not in page
    assert page.count("</script>") == to_html(retention).count("</script>")


def test_a_graph_without_values_says_so(tmp_path: Path) -> None:
    """A chart of nothing is a page with one sentence, and no image."""
    empty = Drawn("retention-cycles", CHARTS["retention-cycles"], (), {}, ())
    assert "The graph has no claim on this yet." in to_html(empty)
    with pytest.raises(Exception, match="no numbers for the chart"):
        save_chart(empty, tmp_path / "x.svg")
    assert not (tmp_path / "x.svg").exists()


def test_unknown_names_are_usage_errors(engine: LocalEngine, tmp_path: Path) -> None:
    """An unknown chart, mechanism or ending is answered with those that exist."""
    with pytest.raises(QueryError, match="retention-cycles"):
        draw_chart(engine, "nothing")
    with pytest.raises(QueryError, match="no Mechanism called 'nonsense'"):
        draw_chart(engine, "retention-cycles", ["nonsense"])
    with pytest.raises(QueryError, match=r"\.svg"):
        save_chart(draw_chart(engine, "prices"), tmp_path / "x.docx")


def test_command_writes_points(engine: LocalEngine, tmp_path: Path) -> None:
    """`kg chart` writes the points as JSON, and says how many lack a number."""
    assert engine
    build = tmp_path / "build"
    build_graph(find_folder("papers"), build)
    path = tmp_path / "points.json"
    run = CliRunner().invoke(cli, ["chart", "retention-cycles", "-o", str(path), "-b", str(build)])
    assert run.exit_code == 0, run.output
    made = json.loads(path.read_text())
    assert f"{len(made['points'])} claims, 3 of them without a number" in run.output
    assert NO_METAL not in {p["metal"] for p in made["points"]}
