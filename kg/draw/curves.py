"""Where the lines of a picture run, and what they end in."""

import math
from typing import Final

from kg.draw.picture import STROKES, DrawnNode, Head

BULGE: Final = 46.0  # how far a link between two things of one column swings out

Curve = tuple[float, float, float, float, float, float, float, float]


def to_curve(start: DrawnNode, end: DrawnNode, stroke: str, last_column: int) -> Curve:
    """Return the cubic Bézier curve of a link: its two ends with their two control points between.

    Args:
        start: where it starts.
        end: where it ends.
        stroke: its stroke; links of one pair and different strokes leave each other.
        last_column: number of the last column.
    """
    bend = to_bend(stroke)
    if start.column < 0:
        return _straight(start, end, bend)
    if start.column == end.column:
        side = -1 if start.column == last_column else 1
        x = start.x + side * start.width / 2
        out = x + side * min(BULGE * (1 + bend * 0.15), 14 + abs(end.y - start.y) * 0.5)
        return (x, start.y, out, start.y, out, end.y, x, end.y)
    way = 1 if start.column < end.column else -1
    left, right = start.x + way * start.width / 2, end.x - way * end.width / 2
    reach = (right - left) * (0.4 + 0.06 * bend)
    return (left, start.y, left + reach, start.y, right - reach, end.y, right, end.y)


def to_bend(stroke: str) -> int:
    """Return how strongly the lines of a stroke are bent, so that those of one pair leave each other."""
    return list(STROKES).index(stroke) % 4


def _straight(start: DrawnNode, end: DrawnNode, bend: int) -> Curve:
    if start is end:  # a loop above it
        x, y = float(start.x), float(start.y)
        return (x - 3, y - 5, x - 24, y - 30, x + 24, y - 30, x + 3, y - 5)
    across, down = end.x - start.x, end.y - start.y
    length = math.hypot(across, down) or 1.0
    near = min(0.45, 7 / length)
    x1, y1 = start.x + across * near, start.y + down * near
    x2, y2 = end.x - across * near, end.y - down * near
    aside = bend * 9.0
    ox, oy = -down / length * aside, across / length * aside
    third = (x2 - x1) / 3, (y2 - y1) / 3
    return (
        x1,
        y1,
        x1 + third[0] + ox,
        y1 + third[1] + oy,
        x2 - third[0] + ox,
        y2 - third[1] + oy,
        x2,
        y2,
    )


def to_path_data(points: Curve) -> str:
    """Return a curve as the data of an SVG path."""
    numbers = [f"{number:.1f}".rstrip("0").rstrip(".") for number in points]
    return "M{} {}C{} {} {} {} {} {}".format(*numbers)


def to_head(points: Curve, head: Head, width: float) -> str:
    """Return the end of a line: what it ends in tells its kind without colour."""
    x, y = points[6], points[7]
    across, down = x - points[4], y - points[5]
    turn = math.degrees(math.atan2(down, across))
    size = 4.2 + width * 0.5
    place = f'transform="translate({x:.1f} {y:.1f}) rotate({turn:.0f})"'
    wing = size * 0.6
    shapes = {
        "arrow": f'<path {place} d="M0 0L{-size:.1f} {-size * 0.5:.1f}V{size * 0.5:.1f}Z" stroke="none"/>',
        "bar": f'<path {place} d="M-1 {-size * 0.75:.1f}V{size * 0.75:.1f}" fill="none" stroke-width="2"/>',
        "circle": f'<circle {place} cx="-2.4" r="2.4" stroke="none"/>',
        "crow": (
            f'<path {place} d="M0 {-wing:.1f}L{-size:.1f} 0L0 {wing:.1f}" fill="none" stroke-width="1.4"/>'
        ),
        "none": "",
    }
    return shapes[head]
