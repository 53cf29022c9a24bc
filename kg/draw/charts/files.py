"""The files a chart can be written to."""

import json
import string
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from kg.draw.assets import read_bundle, read_styles, render_standalone
from kg.draw.charts.drawn import Drawn
from kg.draw.charts.print import to_png, to_svg, to_title
from kg.draw.fonts import FAMILY, cut_faces
from kg.draw.page import save_file
from kg.errors import QueryError
from kg.terms import BASE

Colour = Literal["metal", "mechanism"]
_Writer = TypeVar("_Writer")

# Of axes and of shortened names, which Vega makes itself.
_DRAWN_LETTERS: Final = string.digits + ",.-−…≈≥≤<>"
STYLES: Final = ("palette.css", "page.css", "signs.css", "record.css", "picture.css", "chart.css")


def to_page_data(drawn: Drawn) -> dict[str, Any]:
    """Return what the script of a page draws: specifications, their data, the records behind points.

    The font comes along for images that are saved from the page, with the letters that the chart shows.
    """
    shown = {
        "specifications": drawn.figure.specifications,
        "title": to_title(drawn),
        "data": drawn.figure.data,
    }
    letters = {*json.dumps(shown, ensure_ascii=False), *_DRAWN_LETTERS}
    font = {"family": FAMILY, "faces": [asdict(face) for face in cut_faces(letters)]}
    return {**shown, "records": drawn.records, "font": font}


def to_html(drawn: Drawn) -> str:
    """Return a self-contained page with the chart, its points as a table, and the records behind them.

    Raises:
        KgError: the scripts of the pages are not built.
    """
    return render_standalone(
        "chart.html",
        scripts=(read_bundle("chart"),),
        styles=(read_styles(STYLES),),
        title=drawn.chart.title,
        summary=drawn.chart.summary,
        drawn=drawn,
        data=to_page_data(drawn),
    )


def to_json(drawn: Drawn) -> str:
    """Return all points of the chart for programs, with a Vega specification per way to colour."""
    points = [{**asdict(point), "claim": point.claim.removeprefix(BASE)} for point in drawn.found]
    filled = {colour: drawn.figure.fill(colour) for colour in drawn.figure.specifications}
    return json.dumps({"points": points, "vega": filled}, ensure_ascii=False, indent=1) + "\n"


WRITERS: Final[dict[str, Callable[[Drawn, Colour], bytes]]] = {
    ".html": lambda drawn, _: to_html(drawn).encode("utf-8"),
    ".svg": lambda drawn, colour: to_svg(drawn, colour).encode("utf-8"),
    ".png": to_png,
    ".json": lambda drawn, _: to_json(drawn).encode("utf-8"),
}


def save_chart(drawn: Drawn, path: Path, colour: Colour = "metal") -> str:
    """Write a chart in the format that the file's ending names; return in one line what is in it.

    Raises:
        QueryError: no format has that ending.
        KgError: the chart cannot be drawn or written.
    """
    writer = find_writer(WRITERS, path)
    save_file(writer(drawn, colour), path)
    return f"{path}: {drawn.counts}"


def find_writer(writers: Mapping[str, _Writer], path: Path) -> _Writer:
    """Return what writes the format that the ending of a file names.

    Raises:
        QueryError: nothing does.
    """
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise QueryError(
            f"no format ends in {path.suffix or path.name!r}", hint=f"endings: {', '.join(writers)}"
        )
    return writer
