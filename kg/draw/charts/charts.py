"""The charts by name, and the files a chart can be written to."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from kg import __version__
from kg.draw.assemble import Source, to_shown
from kg.draw.assets import environment, read_bundle, read_palette, read_styles, to_policy
from kg.draw.charts.points import Point, PointReader
from kg.draw.charts.specification import (
    SERIES,
    Colour,
    most_frequent,
    to_axis,
    to_price_specification,
    to_specification,
)
from kg.draw.fonts import FAMILY, find_files, to_font_faces
from kg.draw.page import save_file
from kg.engines.engine import Engine
from kg.errors import KgError, QueryError
from kg.queries.entities import get_entity
from kg.terms import BASE

STYLES: Final = ("palette.css", "page.css", "picture.css", "chart.css")
PNG_PIXELS: Final = 2400  # width of a saved PNG: 20 cm at 300 dots per inch


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its heading, what it shows, and the quantities on its axes; x is "" where there is none."""

    title: str
    summary: str
    y: str
    y_name: str
    x: str = ""
    x_name: str = ""


CHARTS: Final[dict[str, Chart]] = {
    "retention-cycles": Chart(
        "Capacity retention against cycles",
        "how much capacity each cell keeps, after how many cycles",
        "alq:capacity-retention",
        "capacity retention",
        "alq:cycles-completed",
        "cycles",
    ),
    "capacity-current": Chart(
        "Areal capacity against current density",
        "how much capacity per area is cycled, at which current",
        "alq:areal-capacity",
        "areal capacity",
        "alq:current-density",
        "current density",
    ),
    "retention-pressure": Chart(
        "Capacity retention against stack pressure",
        "what a cell keeps, and the pressure it needs while it is cycled",
        "alq:capacity-retention",
        "capacity retention",
        "alq:stack-pressure",
        "stack pressure",
    ),
    "retention-temperature": Chart(
        "Capacity retention against temperature",
        "what a cell keeps, at which temperature",
        "alq:capacity-retention",
        "capacity retention",
        "alq:test-temperature",
        "test temperature",
    ),
    "coulombic-efficiency": Chart(
        "Coulombic efficiency against cycles",
        "how much of the charge comes back, over how many cycles",
        "alq:coulombic-efficiency",
        "Coulombic efficiency",
        "alq:cycles-completed",
        "cycles",
    ),
    "prices": Chart("Prices of materials", "what the materials cost, a panel per unit", "alq:price", "price"),
}


@dataclass(frozen=True)
class Drawn:
    """A chart of one graph.

    Attributes:
        name: one of `CHARTS`.
        chart: what it is.
        points: what is drawn, in the order in which rows of the specifications name them.
        specifications: a Vega-Lite specification per way to colour; none where there is nothing to draw.
        records: for each point the record behind it, as pages show it.
    """

    name: str
    chart: Chart
    points: tuple[Point, ...]
    specifications: dict[str, dict[str, Any]]
    records: tuple[dict[str, Any], ...]

    @property
    def without_number(self) -> int:
        """Number of points that lack a number on one of the axes."""
        return sum(1 for point in self.points if None in (point.x.number, point.y.number))


def draw_chart(engine: Engine, name: str, mechanisms: Sequence[str] = ()) -> Drawn:
    """Return the chart of that name.

    Args:
        engine: the graph.
        name: one of `CHARTS`.
        mechanisms: names of the mechanisms to tell apart by colour; by default the most frequent.

    Raises:
        QueryError: there is no such chart or mechanism.
    """
    if name not in CHARTS:
        raise QueryError(f"there is no chart {name!r}", hint=f"there are {', '.join(CHARTS)}")
    chart = CHARTS[name]
    names = [get_entity(engine, text, ("al:Mechanism",), "--mechanism").label for text in mechanisms]
    source = Source(engine)
    reader = PointReader(source.columns)
    points = reader.read(chart.x, chart.y) if chart.x else reader.read_values(chart.y)
    records = tuple(to_shown(source.records.get(point.claim)) for point in points)
    return Drawn(name, chart, points, _to_specifications(chart, points, names), records)


def _to_specifications(
    chart: Chart, points: tuple[Point, ...], mechanisms: Sequence[str]
) -> dict[str, dict[str, Any]]:
    if not any(point.y.number is not None for point in points):
        return {}
    if not chart.x:
        return {"metal": to_price_specification(points)}
    if not any(point.x.number is not None for point in points):
        return {}
    x = to_axis(chart.x_name, [point.x for point in points])
    y = to_axis(chart.y_name, [point.y for point in points])
    made = {"metal": to_specification(points, x, y, "metal")}
    if mechanisms or most_frequent(points):
        made["mechanism"] = to_specification(points, x, y, "mechanism", mechanisms)
    return made


def to_html(drawn: Drawn) -> str:
    """Return a self-contained page with the chart, its points as a table, and the records behind them.

    Raises:
        KgError: the scripts of the pages are not built.
    """
    scripts = (read_bundle("chart"),)
    styles = (read_styles(STYLES),)
    return (
        environment()
        .get_template("chart.html")
        .render(
            title=drawn.chart.title,
            policy=Markup(to_policy(scripts, styles)),  # noqa: S704 - hashes and fixed words only
            scripts=scripts,
            styles=styles,
            version=__version__,
            drawn=drawn,
            data={"specifications": drawn.specifications, "records": drawn.records},
        )
    )


def to_svg(drawn: Drawn, colour: Colour = "metal") -> str:
    """Return the chart as an SVG document with its fonts embedded.

    Raises:
        KgError: there is nothing to draw, or the renderer is not installed.
    """
    text = _render(drawn, colour)
    rules = to_font_faces({letter for letter in text if letter.isprintable()})
    head, end, rest = text.partition(">")
    return f"{head}{end}<style>{rules}</style>{rest}"


def to_png(drawn: Drawn, colour: Colour = "metal") -> bytes:
    """Return the chart as a PNG image of `PNG_PIXELS` width.

    Raises:
        KgError: there is nothing to draw, or the renderer is not installed.
    """
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=_render(drawn, colour),
            width=PNG_PIXELS,
            background="#ffffff",
            font_files=[str(path) for path in find_files()],
            font_family=FAMILY,
        )
    )


def _render(drawn: Drawn, colour: Colour) -> str:
    specification = drawn.specifications.get(colour)
    if specification is None:
        raise KgError(f"the graph has no numbers for the chart {drawn.name}")
    try:
        import vl_convert
    except ImportError:
        raise KgError(
            "SVG and PNG charts need the package vl-convert-python", hint="pip install 'kg-anodeless[charts]'"
        ) from None
    vl_convert.register_font_directory(str(find_files()[0].parent))
    return str(vl_convert.vegalite_to_svg({**specification, "config": to_config()}))


def to_config() -> dict[str, Any]:
    """Return the look of a printed chart: the light palette and the embedded font.

    The page sets the same from its style sheet in `site/src/chart.ts`.
    """
    palette = read_palette()
    ink, soft, line = palette["ink"], palette["soft"], palette["line"]
    return {
        "font": FAMILY,
        "background": "#ffffff",
        "range": {"category": [palette[name] for name in SERIES]},
        "axis": {
            "labelColor": ink,
            "titleColor": ink,
            "gridColor": line,
            "domainColor": soft,
            "tickColor": soft,
            "labelFontSize": 12,
            "titleFontSize": 13,
            "titleFontWeight": 600,
        },
        "legend": {
            "labelColor": ink,
            "titleColor": ink,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "symbolSize": 110,
            "symbolBaseFillColor": ink,
            "symbolBaseStrokeColor": ink,
        },
        "view": {"stroke": line},
        "point": {"color": ink},
    }


def to_json(drawn: Drawn) -> str:
    """Return the points of the chart for programs, with the specification of its first way to colour."""
    points = [{**asdict(point), "claim": point.claim.removeprefix(BASE)} for point in drawn.points]
    return (
        json.dumps({"points": points, "vega-lite": drawn.specifications}, ensure_ascii=False, indent=1) + "\n"
    )


WRITERS: Final[dict[str, Callable[[Drawn, Colour], bytes]]] = {
    ".html": lambda drawn, _: to_html(drawn).encode("utf-8"),
    ".svg": lambda drawn, colour: to_svg(drawn, colour).encode("utf-8"),
    ".png": lambda drawn, colour: to_png(drawn, colour),
    ".json": lambda drawn, _: to_json(drawn).encode("utf-8"),
}


def list_charts() -> str:
    """Return a line for each chart: its name and what it shows."""
    width = max(map(len, CHARTS)) + 2
    return "".join(f"{name:<{width}}{chart.summary}\n" for name, chart in CHARTS.items())


def save_chart(drawn: Drawn, path: Path, colour: Colour = "metal") -> str:
    """Write a chart in the format that the file's ending names; return in one line what is in it.

    Raises:
        QueryError: no format has that ending.
        KgError: the chart cannot be drawn or written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise QueryError(
            f"no format ends in {path.suffix or path.name!r}", hint=f"endings: {', '.join(WRITERS)}"
        )
    save_file(writer(drawn, colour), path)
    missing = f", {drawn.without_number} of them without a number" if drawn.without_number else ""
    return f"{path}: {len(drawn.points)} claims{missing}"
