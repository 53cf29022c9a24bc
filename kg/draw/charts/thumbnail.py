"""A chart or the matrix as a small picture without words, in the colours of the page it stands on.

Source: SVG 2, https://www.w3.org/TR/SVG2/
"""

import math
from collections.abc import Iterator
from typing import Any, Final

from kg.draw.charts.drawn import Drawn
from kg.draw.matrix.drawn import DrawnMatrix, iter_told

WIDTH: Final = 240
HEIGHT: Final = 132
_INSET: Final = 8
_MOST: Final = 400  # points; more make no clearer picture
_REACH: Final = 3.4
_CROSS: Final = "M-1.3 -3.4h2.6v2.1h2.1v2.6h-2.1v2.1h-2.6v-2.1h-2.1v-2.6h2.1z"


def to_thumbnail(drawn: Drawn) -> str:
    """Return a chart as a small SVG; classes of its shapes are names of palette colours."""
    figure = drawn.figure
    if not figure.specifications:
        return _frame([])
    specification = figure.specifications["metal"]
    scales = {scale["name"]: scale for scale in specification["scales"]}
    rows = figure.data["rows"]
    rows = rows[:: max(1, math.ceil(len(rows) / _MOST))]
    parts = [*(_iter_bands(drawn, scales) if "x" in scales else _iter_lines(rows, specification["height"]))]
    for row in rows:
        x, y = _place(row, scales, specification["height"])
        colour = _look_up(scales["metals"], row["group"])["signal"]
        parts.append(_to_point(x, y, _look_up(scales["kinds"], row["kind"]), colour, is_open=row["open"]))
    return _frame(parts)


def to_matrix_thumbnail(drawn: DrawnMatrix) -> str:
    """Return the matrix as a small SVG: a mark per told pair, classed by its tone."""
    rows = {row.iri: number for number, row in enumerate(drawn.matrix.rows)}
    columns = {column.iri: number for number, column in enumerate(drawn.matrix.columns)}
    if not rows:
        return _frame([])
    across, down = (WIDTH - 2 * _INSET) / len(columns), (HEIGHT - 2 * _INSET) / len(rows)
    width, height = max(across - 0.6, 1.2), max(down - 0.4, 1.0)
    return _frame(
        [
            f'<rect class="{cell.tone}" x="{_INSET + columns[column.iri] * across:.1f}" '
            f'y="{_INSET + rows[row.iri] * down:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            for row, column, cell in iter_told(drawn.matrix)
        ]
    )


def _frame(parts: list[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    shapes = "".join(parts)
    return f'<svg class="thumb" {size} aria-hidden="true" focusable="false">{shapes}</svg>'


def _look_up(scale: dict[str, Any], value: str) -> Any:
    return scale["range"][scale["domain"].index(value)]


def _place(row: dict[str, Any], scales: dict[str, dict[str, Any]], height: int) -> tuple[float, float]:
    inner = WIDTH - 2 * _INSET, HEIGHT - 2 * _INSET
    if "x" in scales:
        x, y = (_share(row[name], scales[name]) for name in "xy")
        return _INSET + x * inner[0], HEIGHT - _INSET - y * inner[1]
    scale = scales.get(f"x{row['panel']}")
    x = _share(row["x"], scale) if scale and row["x"] is not None else 0.0
    return _INSET + x * inner[0], _INSET + row["y"] / height * inner[1]


def _share(number: float, scale: dict[str, Any]) -> float:
    """Return where on its scale a number is, from 0 to 1."""
    low, high = map(float, scale["domain"])
    if scale["type"] == "log":
        low, high, number = math.log10(low), math.log10(high), math.log10(number)
    return (number - low) / (high - low)


def _iter_bands(drawn: Drawn, scales: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the axes, and the strips in which stands what has no number."""
    low = {
        name: next(iter(drawn.figure.specifications["metal"]["axes"][number]["values"]))
        for number, name in enumerate("xy")
    }
    x, y = (_share(low[name], scales[name]) for name in "xy")
    right, top = _INSET + x * (WIDTH - 2 * _INSET), HEIGHT - _INSET - y * (HEIGHT - 2 * _INSET)
    if any(point.x.number is None for point in drawn.points):
        yield f'<path class="band" d="M0 0H{right:.1f}V{HEIGHT}H0z"/>'
    if any(point.y.number is None for point in drawn.points):
        yield f'<path class="band" d="M0 {top:.1f}H{WIDTH}V{HEIGHT}H0z"/>'
    yield f'<path class="axis" d="M.5 0V{HEIGHT - 0.5}H{WIDTH}"/>'


def _iter_lines(rows: list[dict[str, Any]], height: int) -> Iterator[str]:
    """Yield a line for each thing of a chart with one axis."""
    for y in sorted({row["y"] for row in rows}):
        yield f'<path class="line" d="M0 {_INSET + y / height * (HEIGHT - 2 * _INSET):.1f}H{WIDTH}"/>'


def _to_point(x: float, y: float, shape: str, colour: str, *, is_open: bool) -> str:
    look = f'class="{colour}{" open" if is_open else ""}"'
    if shape == "square":
        side = 2 * _REACH - 0.6
        return f'<rect {look} x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side}" height="{side}"/>'
    if shape == "cross":
        return f'<path {look} transform="translate({x:.1f} {y:.1f})" d="{_CROSS}"/>'
    return f'<circle {look} cx="{x:.1f}" cy="{y:.1f}" r="{_REACH}"/>'
