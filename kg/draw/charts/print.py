"""A chart as an image for a paper or a talk: rendered by Vega outside of a browser, its fonts embedded."""

from typing import Any, Final

from kg.draw.charts.drawn import Drawn
from kg.draw.charts.labels import place_names
from kg.draw.fonts import FAMILY, find_files, to_font_faces
from kg.errors import KgError

PNG_PIXELS: Final = 2400  # width of a saved PNG: 20 cm at 300 dots per inch


def to_svg(drawn: Drawn, colour: str) -> str:
    """Return the chart as an SVG document with its fonts embedded.

    Args:
        drawn: the chart.
        colour: a way to colour that the chart has.

    Raises:
        KgError: there is nothing to draw, or the renderer is not installed.
    """
    text = _render(drawn, colour)
    rules = to_font_faces({letter for letter in text if letter.isprintable()})
    head, end, rest = text.partition(">")
    return f"{head}{end}<style>{rules}</style>{rest}"


def to_png(drawn: Drawn, colour: str) -> bytes:
    """Return the chart as a PNG image of `PNG_PIXELS` width; arguments and errors are those of `to_svg`."""
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


def _render(drawn: Drawn, colour: str) -> str:
    if not drawn.figure.specifications:
        raise KgError(f"the graph has no numbers for the chart {drawn.name}")
    if colour not in drawn.figure.specifications:
        raise KgError(f"no point of the chart {drawn.name} tells its {colour}")
    try:
        import vl_convert
    except ImportError:
        raise KgError(
            "SVG and PNG charts need the package vl-convert-python", hint="pip install 'kg-anodeless[charts]'"
        ) from None
    vl_convert.register_font_directory(str(find_files()[0].parent))
    return str(vl_convert.vega_to_svg(to_printed(drawn, colour)))


def to_printed(drawn: Drawn, colour: str) -> dict[str, Any]:
    """Return the specification as it is printed: with a heading, links at points, names in their places."""
    specification = drawn.figure.fill(colour)
    marks = place_names(specification)
    links = {point.claim: point.link for point in drawn.points}
    rows = [{**row, "href": links[drawn.points[row["i"]].claim] or None} for row in drawn.figure.data["rows"]]
    data = [
        {**source, "values": rows} if source["name"] == "rows" else source for source in specification["data"]
    ]
    for mark in marks:
        if mark.get("name") == "points":
            mark["encode"]["enter"]["href"] = {"field": "href"}
    return {**specification, "title": to_title(drawn), "data": data, "marks": marks}


def to_title(drawn: Drawn) -> dict[str, Any]:
    """Return the heading of a chart that leaves its page: its title, what it shows, and how many claims."""
    summary = f"{drawn.chart.summary[:1].upper()}{drawn.chart.summary[1:]}"
    return {"text": drawn.chart.title, "subtitle": [f"{summary}: {drawn.counts}."]}
