"""Charts of reported values: what is drawn where, what is kept without a number, what files hold."""

import json
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.draw.by_name import list_charts
from kg.draw.charts import drawn as drawn_module
from kg.draw.charts.axes import to_axis, to_fraction
from kg.draw.charts.drawn import Drawn, choose_points, draw_chart
from kg.draw.charts.files import WRITERS, save_chart, to_html, to_page_data
from kg.draw.charts.labels import SIZE, Box, around, find_room, place_names, to_pixels
from kg.draw.charts.marks import REACH
from kg.draw.charts.points import NO_METAL, NOT_REPORTED, Point, Told
from kg.draw.charts.print import to_png, to_printed, to_svg
from kg.draw.charts.registry import CHARTS
from kg.draw.charts.scatter import Figure, draw_scatter
from kg.draw.charts.series import OTHERS, QUIET, Series, find_telling
from kg.draw.charts.strips import draw_strips
from kg.draw.fonts import measure_text
from kg.draw.matrix.drawn import NAME
from kg.engines.local import LocalEngine, open_engine
from kg.errors import QueryError
from kg.graph.build import build_graph
from kg.network.columns import to_path
from kg.resources import find_folder


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


def draw(points: list[Point], series: Series | None = None) -> Figure:
    x, y = (to_axis(name, [getattr(one, name) for one in points]) for name in "xy")
    return draw_scatter(points, x, y, series or Series(("Mg",), (), ("full cell",)))


# Tables 1 and 2 of the paper, read by hand: first author, areal capacity and current density as printed, test
# temperature, cycles, retention, pressure while cycling; None for what is printed as N/A or in words.
TABLES = [
    ("Lee", 6.8, 3.4, 60, 1000, 99.8, 2),
    ("Jung", 6.2, 3.1, 60, 500, 91.6, 4),
    ("Doerrer", 1.25, 0.75, 80, 800, 63, 2.5),
    ("Metzler", 2.4, 1, 60, 100, 47, 4),
    ("Jun", 2.92, 0.5, 30, 500, 80, 30),
    ("Jeon", 7, 3.5, 60, 300, 61.32, 4),
    ("Oh 2023", 2.64, 0.264, 25, 30, 62, 2),
    ("Oh 2024", 3.7, 1.11, 25, 300, 71.9, 2),
    ("Shinzo", 0.1, 0.1, None, None, None, None),
    ("Liu", 0.5, 0.05, 25, 45, 63, None),
    ("Zhang", 0.2, 0.2, 50, None, None, None),
    ("Wan", 0.75, 0.075, 25, 170, 93, 30),
]
# Retentions that the running text tells besides: author, cycles, sign, retention.
IN_TEXT = [
    ("Jung", 500, "=", 91),
    ("Ye", 250, "=", 87),
    ("Jun", 500, ">", 80),
    ("Jeon", 200, "=", 81.4),
    ("Oh 2023", None, "=", 82.4),
]


def author_of(point: Point) -> str:
    name, _, year = point.finding_of.replace(" et al.", "").rpartition(" ")
    return f"{name} {year}" if name == "Oh" else name


def read_table_rows(drawn: Drawn) -> list[tuple[str, float | None, float | None]]:
    points = [one for one in drawn.points if one.place.startswith("Table")]
    return sorted(((author_of(one), one.x.number, one.y.number) for one in points), key=str)


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("retention-cycles", 4, 5),
        ("capacity-current", 2, 1),
        ("retention-pressure", 6, 5),
        ("retention-temperature", 3, 5),
    ],
)
def test_charts_say_what_the_tables_of_the_paper_say(engine: LocalEngine, name: str, x: int, y: int) -> None:
    """Each row of both tables is one point, its values those printed, and N/A is kept as no number."""
    expected = sorted(((row[0], row[x], row[y]) for row in TABLES), key=str)
    assert read_table_rows(draw_chart(engine, name)) == expected


def test_charts_say_what_the_running_text_says(retention: Drawn) -> None:
    """The five retentions told outside of the tables are points as well, and nothing else is."""
    told = [one for one in retention.points if not one.place.startswith("Table")]
    found = [(author_of(one), one.x.number, one.y.sign, one.y.number) for one in told]
    assert sorted(found, key=str) == sorted(IN_TEXT, key=str)
    assert len(retention.points) == len(TABLES) + len(IN_TEXT)


def test_approximate_values_are_those_printed_so(engine: LocalEngine) -> None:
    """Of the tables, ≈ stands before one capacity and two retentions."""
    about = {
        author_of(one)
        for name in ("retention-cycles", "capacity-current")
        for one in draw_chart(engine, name).points
        if one.y.sign == "~"
    }
    assert about == {"Metzler", "Oh 2023", "Liu"}


def test_efficiencies_and_prices_are_those_of_the_text(engine: LocalEngine) -> None:
    """Two efficiencies with their bounds; four prices in two units, none of them changed into the other."""
    efficiencies = draw_chart(engine, "coulombic-efficiency")
    assert [(author_of(one), one.x.text, one.y.text) for one in efficiencies.points] == [
        ("Lee", "> 1000 cycles", "99.8 %"),
        ("Jun", "1000 cycles", "> 99.9 %"),
    ]
    prices = [(one.metal, one.y.number, one.y.unit) for one in draw_chart(engine, "prices").points]
    assert prices == [
        ("Mg", 2452, "$/t"),
        ("Ag", 1_100_000, "$/t"),
        ("Ag", 31.1, "$/oz t"),
        ("Zn", 3221, "$/t"),
    ]


def test_what_is_told_of_no_cell_is_counted(engine: LocalEngine) -> None:
    """The cells without any word on Coulombic efficiency are named, those with one are not."""
    drawn = draw_chart(engine, "coulombic-efficiency")
    assert not {one.label for one in drawn.points} & set(drawn.silent)
    assert "W/Mg bilayer, pouch cell" in drawn.silent


def test_what_is_not_reported_is_drawn(retention: Drawn) -> None:
    """The two half cells without any retention stand in the chart, before both axes."""
    rows = {row["i"]: row for row in retention.figure.data["rows"]}
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
    """More than 80 % has an arrow upwards, about 62 % is open, an exact value neither; the legend says so."""
    x, values = told(100, unit="cycles"), [told(80, ">"), told(62, "~"), told(90), told(70, "<")]
    figure = draw([point(x, value) for value in values])
    assert [row["open"] for row in figure.data["rows"]] == [False, True, False, False]
    assert [(bound["i"], bound["angle"]) for bound in figure.data["bounds"]] == [(0, 0), (3, 180)]
    (signs,) = [one for one in figure.specifications["metal"]["scales"] if one["name"] == "signs"]
    assert signs["domain"] == ["as stated", "about (≈)", "more or less than (>, <)"]
    plain = draw([point(x, told(90))]).specifications["metal"]["scales"]
    assert "signs" not in {one["name"] for one in plain}


def test_grave_discrepancies_are_marked(retention: Drawn) -> None:
    """The 99.8 % that the text calls an efficiency is marked; 93 %, which nothing grave concerns, is not."""
    marked = {author_of(retention.points[row["i"]]) for row in retention.figure.data["disputes"]}
    assert "Lee" in marked
    assert "Wan" not in marked


def test_points_of_the_same_values_stand_side_by_side() -> None:
    """Three claims with the same values, or without any, do not cover each other."""
    same = draw([point(told(5), told(90)) for _ in range(3)]).data["rows"]
    assert [row["dx"] for row in same] == [-9, 0, 9]
    axis = to_axis("y", [told(50), told(90), told(None)])
    nothing = draw_scatter([point(told(None), told(None)) for _ in range(3)], axis, axis, Series()).data[
        "rows"
    ]
    assert len({row["x"] for row in nothing}) == 3
    assert all(axis.start < row["x"] < axis.low for row in nothing)


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


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("mAh cm⁻²", "mAh/cm²"),
        ("Wh L⁻¹", "Wh/L"),
        ("mol L⁻¹ s⁻¹", "mol/L/s"),
        ("s⁻¹", "1/s"),
        ("m²", "m²"),
        ("%", "%"),
        ("$/oz t", "$/oz t"),
        ("", ""),
    ],
)
def test_axes_name_units_with_letters_that_fonts_have(unit: str, shown: str) -> None:
    """Negative powers become a slash; everything else stays."""
    assert to_fraction(unit) == shown


def test_beads_tell_mechanisms_apart() -> None:
    """Each mechanism has a direction and a colour of its own; what all cells show tells nothing apart."""
    shown = [("a", "all"), ("a", "b", "all", "as b", "bb", "b too"), ("all",)]
    groups = find_telling(shown)
    assert groups == (("a",), ("as b", "b", "b too", "bb"))
    points = [point(told(i), told(2), mechanisms=names) for i, names in enumerate(shown)]
    figure = draw(points, Series(("Mg",), groups, ("full cell",)))
    beads = figure.data["beads"]
    assert [(bead["i"], bead["mechanism"]) for bead in beads] == [
        (0, "a"),
        (1, "a"),
        (1, "as b and 3 more"),
    ]
    assert {(bead["dx"], bead["dy"]) for bead in beads} == {(0, -11.5), (0, 11.5)}
    scales = {scale["name"]: scale for scale in figure.specifications["mechanism"]["scales"]}
    assert len({signal["signal"] for signal in scales["mechanisms"]["range"]}) == 2
    assert len(set(scales["directions"]["range"])) == 2


def test_colours_and_shapes_mean_the_same_in_all_charts(engine: LocalEngine) -> None:
    """A metal, a mechanism and a kind of cell look alike wherever they are."""
    seen: dict[tuple[str, str], set[str]] = {}
    for name in CHARTS:
        for specification in draw_chart(engine, name).figure.specifications.values():
            for scale in specification["scales"]:
                if scale["name"] in ("metals", "mechanisms", "kinds"):
                    for entry, look in zip(scale["domain"], scale["range"], strict=True):
                        seen.setdefault((scale["name"], entry), set()).add(str(look))
    assert len(seen) > 12
    assert {key: looks for key, looks in seen.items() if len(looks) > 1} == {}


def test_metals_without_a_colour_of_their_own_share_a_quiet_one() -> None:
    """What is rarer than the colours reach is drawn as others, with its name still beside it."""
    figure = draw([point(told(1), told(2)), point(told(2), told(2), metal="Bi")])
    assert [row["group"] for row in figure.data["rows"]] == ["Mg", OTHERS]
    assert "Bi" in figure.data["rows"][1]["name"]
    assert Series(("Mg",)).colour_of(OTHERS) == QUIET


@pytest.mark.parametrize("colour", ["metal", "mechanism"])
def test_names_cover_nothing(engine: LocalEngine, colour: str) -> None:
    """In a printed chart every point has its name, which meets no point and no other name."""
    for name in ("retention-cycles", "capacity-current", "retention-pressure", "retention-temperature"):
        specification = draw_chart(engine, name).figure.fill(colour)
        place_names(specification)
        (placed,) = [one["values"] for one in specification["data"] if one["name"] == "placed"]
        rows = specification["data"][0]["values"]
        assert len(placed) == len(rows), name
        names = [
            Box(one["x"], one["y"] - 6, one["x"] + measure_text(one["text"], SIZE), one["y"] + 6)
            for one in placed
        ]
        points = [around(to_pixels(specification, row), REACH) for row in rows]
        assert not any(a.meets(b) for a, b in combinations(names, 2)), name
        assert not any(a.meets(b) for a in names for b in points), name


def test_a_name_without_room_is_left_out() -> None:
    """The sides are tried in turn, first the right one; where all are taken there is no name."""
    frame = Box(0, 0, 200, 200)
    first = find_room("Mg", (100, 100), [], frame)
    assert first is not None
    assert first.left > 106
    second = find_room("Mg", (100, 100), [first], frame)
    assert second is not None
    assert second.right < 94
    assert not first.meets(second)
    assert find_room("Mg", (100, 100), [frame], frame) is None
    boxes: list[Box] = []
    for _ in range(20):
        found = find_room("Mg", (100, 100), boxes, frame)
        boxes += [found] if found else []
    assert 4 <= len(boxes) <= 8
    far = find_room("Mg", (100, 100), boxes, frame, radius=40)
    assert far is not None
    assert not any(far.meets(box) for box in boxes)
    wall = Box(110, 0, 118, 200)
    beside = find_room("Mg", (100, 100), [wall], frame, radius=40, others=[wall])
    assert beside is not None
    assert beside.right < 110


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
    """The SVG is well-formed, carries heading, font and every claim; the PNG is wide enough for print."""
    text = to_svg(retention, "metal")
    root = ElementTree.fromstring(text)
    told_marks = [e for e in root.iter() if "Mg powder" in (e.get("aria-label") or "")]
    assert len(told_marks) == 2
    assert "@font-face" in text
    assert "Capacity retention against cycles" in "".join(root.itertext())
    assert "http-equiv" not in text
    assert to_png(retention, "metal")[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(to_png(retention, "metal")[16:20], "big") == 2400


def test_the_same_graph_gives_the_same_files(engine: LocalEngine, tmp_path: Path) -> None:
    """Every format is the same to the byte when it is made again."""
    for ending in WRITERS:
        for name in ("one", "two"):
            save_chart(draw_chart(engine, "retention-pressure"), tmp_path / f"{name}{ending}")
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes()


HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "\u202eright to left \u0628\u0637\u0627\u0631\u064a\u0629",
    "emoji \U0001f50b\U0001f9ea",
    "x" * 10_000,
    "__proto__",
    "null\x00 and bell\x07",
    "",
    "datum.i ? ' \" ] } `",
)


def test_hostile_labels_stay_text(retention: Drawn) -> None:
    """No label ends the data of the page, becomes an element, breaks an image or widens it without end."""
    points = tuple(
        replace(p, label=label, metal=label, kind=label, finding_of=label, mechanisms=(label, "b"))
        for p, label in zip(retention.points, HOSTILE * 3, strict=False)
    )
    series = Series(HOSTILE, tuple((label,) for label in HOSTILE), HOSTILE)
    drawn = replace(retention, points=points, figure=draw(list(points), series))
    page = to_html(drawn)
    assert "<img" not in page
    assert page.count("</script>") == to_html(retention).count("</script>")
    strips = draw_strips([replace(p, x=p.y, y=replace(p.y, unit=p.label)) for p in points], "x", series)
    for figure, colour in ((drawn.figure, "metal"), (drawn.figure, "mechanism"), (strips, "metal")):
        root = ElementTree.fromstring(to_svg(replace(drawn, figure=figure), colour))
        assert float(root.attrib["width"]) < 1800


@pytest.mark.parametrize("number", [0.0, -273.15, 1e-300, 1e99, 5e6])
def test_a_single_claim_has_a_chart(retention: Drawn, number: float) -> None:
    """One claim makes axes and a point whatever its number, and can be printed."""
    only = point(told(number, unit="cycles"), told(number))
    drawn = replace(retention, points=(only,), found=(only,), figure=draw([only]))
    assert "a cell" in to_svg(drawn, "metal")
    assert "NaN" not in to_svg(drawn, "metal")
    assert drawn.counts == "1 claim from 1 work"
    strips = draw_strips([replace(only, x=only.y)], "price", Series())
    assert "a cell" in to_svg(replace(drawn, figure=strips), "metal")


def test_what_has_no_price_in_numbers_has_a_line_as_well() -> None:
    """A price in words stands in a panel of its own; two prices of one thing share a line."""
    dear = Told(None, "", "in words: costly")
    points = [
        point(dear, dear, label="Au"),
        point(told(5), told(5, unit="$/t"), label="Zn"),
        point(told(6), told(6, unit="$/t"), label="Zn"),
    ]
    rows = draw_strips(points, "price", Series()).data["rows"]
    assert [row["name"] for row in rows] == ["in words: costly", "", ""]
    assert rows[0]["y"] > rows[1]["y"] == rows[2]["y"]


def test_ten_thousand_claims_are_drawn(retention: Drawn, tmp_path: Path) -> None:
    """Every claim is a point; names, which would cover each other, are left out."""
    points = tuple(
        point(told(i % 997, unit="cycles"), told(i % 89 + i / 1e4), claim=f"c{i}") for i in range(10_000)
    )
    drawn = replace(
        retention, points=points, figure=draw(list(points)), records=retention.records[:1] * 10_000
    )
    assert len(drawn.figure.data["rows"]) == 10_000
    assert "names" not in {mark.get("name") for mark in drawn.figure.specifications["metal"]["marks"]}
    assert to_svg(drawn, "metal").count("a cell") >= 10_000


def test_of_very_many_claims_some_are_drawn_and_all_are_counted(
    retention: Drawn, monkeypatch: pytest.MonkeyPatch, engine: LocalEngine
) -> None:
    """A chart of ten thousand claims stays one that a browser opens: it says how many it leaves out."""
    assert choose_points(retention.points, len(retention.points)) == retention.points
    monkeypatch.setattr(drawn_module, "MOST_POINTS", 5)
    few = draw_chart(engine, "retention-cycles")
    assert few.found == retention.points
    assert len(few.points) == len(few.records) == 5
    assert [point for point in retention.points if point in few.points] == list(few.points)
    numbers = [point.y.number for point in retention.points if None not in (point.x.number, point.y.number)]
    assert {min(numbers), max(numbers)} <= {point.y.number for point in few.points}
    assert few.tells == retention.tells
    assert few.counts == f"{retention.counts}; 5 are drawn, the extremes and others at even steps"
    assert len(json.loads(WRITERS[".json"](few, "metal"))["points"]) == len(retention.points)


@pytest.mark.parametrize("most", [1, 2, 7, 30, 99])
def test_chosen_points_are_as_many_as_asked_for(retention: Drawn, most: int) -> None:
    """Whatever the share of claims without numbers, none is chosen twice, and numbers come first."""
    without = [point for point in retention.points if point.x.number is None or point.y.number is None]
    points = sorted(
        (
            replace(point, claim=f"{point.claim}-{number}")
            for number in range(9)
            for point in (*retention.points, *without)
        ),
        key=lambda point: (point.label, point.y.text, point.claim),
    )
    chosen = choose_points(points, most)
    assert len(chosen) == len(set(chosen)) == most
    complete = sum(1 for point in points if None not in (point.x.number, point.y.number))
    kept = sum(1 for point in chosen if None not in (point.x.number, point.y.number))
    assert kept == min(most, complete)


def test_a_graph_without_values_says_so(tmp_path: Path) -> None:
    """A chart of nothing is a page with one sentence, and no image."""
    empty = Drawn("retention-cycles", CHARTS["retention-cycles"], (), Figure(), ())
    assert "The graph has no claim on this yet." in to_html(empty)
    with pytest.raises(Exception, match="no numbers for the chart"):
        save_chart(empty, tmp_path / "x.svg")
    assert not (tmp_path / "x.svg").exists()
    assert json.loads(WRITERS[".json"](empty, "metal")) == {"points": [], "vega": {}}


def test_without_the_renderer_it_is_told_what_to_install(engine: LocalEngine, tmp_path: Path) -> None:
    """Without the extra, an image ends with the command that installs it; a page needs nothing."""
    build = tmp_path / "build"
    build_graph(find_folder("papers"), build)
    script = (
        "import sys; sys.modules['vl_convert'] = None; from kg.cli.main import main; "
        "sys.argv = ['kg', 'chart', 'prices', '-b', sys.argv[1], '-o', sys.argv[2]]; main()"
    )
    for name, code in (("prices.svg", 1), ("prices.html", 0)):
        run = subprocess.run(
            [sys.executable, "-c", script, str(build), str(tmp_path / name)], capture_output=True, text=True
        )
        assert run.returncode == code, run.stderr
        assert (tmp_path / name).exists() == (code == 0)
        assert ("pip install 'kg-anodeless[charts]'" in run.stderr) == (code == 1)
        assert "Traceback" not in run.stderr


def test_unknown_names_are_usage_errors(engine: LocalEngine, tmp_path: Path) -> None:
    """An unknown chart, mechanism or ending is answered with those that exist."""
    with pytest.raises(QueryError, match="retention-cycles"):
        draw_chart(engine, "nothing")
    with pytest.raises(QueryError, match="no Mechanism called 'nonsense'"):
        draw_chart(engine, "retention-cycles", ["nonsense"])
    with pytest.raises(QueryError, match="9 mechanisms cannot be told apart"):
        draw_chart(engine, "retention-cycles", [f"m{i}" for i in range(9)])
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
    assert f"{len(made['points'])} claims from 13 works, 3 of them without a number" in run.output
    assert [row["i"] for row in made["vega"]["metal"]["data"][0]["values"]] == [*range(len(made["points"]))]
    assert NO_METAL not in {p["metal"] for p in made["points"]}


def test_printed_points_lead_to_the_passage(retention: Drawn) -> None:
    """A point of an SVG is a link to the publisher's page; in a page it opens the claim instead."""
    (rows,) = [one["values"] for one in to_printed(retention, "metal")["data"] if one["name"] == "rows"]
    assert [row["href"] for row in rows] == [one.link or None for one in retention.points]
    assert "href" not in json.dumps(to_page_data(retention)["specifications"])


def test_the_list_names_every_chart() -> None:
    """`kg chart --list` has a line per chart."""
    assert [line.split()[0] for line in list_charts().splitlines()] == [*CHARTS, NAME]
