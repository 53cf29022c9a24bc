"""Charts and the matrix by the names that people type."""

from collections.abc import Sequence
from pathlib import Path

from kg.draw.assemble import Source
from kg.draw.charts.drawn import draw_chart
from kg.draw.charts.files import Colour, save_chart
from kg.draw.charts.registry import CHARTS
from kg.draw.matrix.drawn import NAME, SUMMARY, draw_matrix
from kg.draw.matrix.files import save_matrix
from kg.engines.engine import Engine
from kg.errors import QueryError


def list_charts() -> str:
    """Return a line for each chart: its name and what it shows."""
    rows = [*((name, chart.summary) for name, chart in CHARTS.items()), (NAME, SUMMARY)]
    width = max(len(name) for name, _ in rows) + 2
    return "".join(f"{name:<{width}}{summary}\n" for name, summary in rows)


def save_by_name(
    engine: Engine, name: str, path: Path, mechanisms: Sequence[str] = (), colour: Colour = "metal"
) -> str:
    """Draw what has that name and write it in the format that the file's ending names.

    Args:
        engine: the graph.
        name: one of `CHARTS`, or "matrix".
        path: the file.
        mechanisms: names of mechanisms: those that a chart tells apart, or the rows of the matrix.
        colour: what the colours of a chart tell apart in an image.

    Returns:
        In one line what is in the file.

    Raises:
        QueryError: there is no such chart, mechanism or format.
        KgError: it cannot be drawn or written.
    """
    if name == NAME:
        return save_matrix(draw_matrix(engine, Source(engine), mechanisms), path)
    if name not in CHARTS:
        raise QueryError(f"there is no chart {name!r}", hint=f"there are {', '.join([*CHARTS, NAME])}")
    return save_chart(draw_chart(engine, name, mechanisms), path, colour)
