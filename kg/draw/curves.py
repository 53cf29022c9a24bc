"""Where the lines of a picture run, what they end in, and how large things and lines are drawn.

The page draws by the same rules (`site/src/picture/geometry.ts`), since a reader may move things; a test
holds both together.
"""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Final

from kg.draw.picture import DrawnNode, Head

BULGE: Final = 46.0  # how far a link between two things of one column swings out
STEP: Final = 2.4  # how far apart the links of a pair meet a box
BOW: Final = 9.0  # how far the second link of a pair leaves the first where things stand freely
_MOST_BENT: Final = 7
DOT: Final = 2.4  # radius of the circle that some lines end in

Curve = tuple[float, float, float, float, float, float, float, float]
Corners = tuple[tuple[float, float], ...]


def count_bends(ends: Iterable[tuple[str, str]]) -> list[int]:
    """Return for each link how many links of the same two things, in either direction, come before it.

    At most 7: a line that is bent more would leave its two things.
    """
    before: Counter[frozenset[str]] = Counter()
    bends = []
    for pair in map(frozenset, ends):
        bends.append(min(before[pair], _MOST_BENT))
        before[pair] += 1
    return bends


def to_curve(start: DrawnNode, end: DrawnNode, bend: int, last_column: int) -> Curve:
    """Return the cubic Bézier curve of a link: its two ends with their two control points between.

    Args:
        start: where it starts.
        end: where it ends.
        bend: how many links of the same two things came before; each runs another way.
        last_column: number of the last column.
    """
    if start.column < 0:
        return _straight(start, end, bend)
    if start.column == end.column:
        side = -1 if start.column == last_column else 1
        x, beyond = start.x + side * start.width / 2, end.x + side * end.width / 2
        if start.id == end.id:  # a loop beside it
            out = side * (30.0 + 8 * bend)
            return (x, start.y - 2.5, x + out, start.y - 13.0, x + out, start.y + 13.0, x, start.y + 2.5)
        out = side * (min(BULGE, 14 + abs(end.y - start.y) * 0.5) + 7 * bend)
        return (x, start.y, x + out, start.y, beyond + out, end.y, beyond, end.y)
    way = 1 if start.x < end.x else -1
    left, right = start.x + way * start.width / 2, end.x - way * end.width / 2
    reach = (right - left) * (0.4 + 0.06 * min(bend, 4))
    aside = min((bend + 1) // 2, 2) * STEP * (1 if bend % 2 else -1)  # below and above by turns
    y1, y2 = start.y + aside, end.y + aside
    return (left, y1, left + reach, y1, right - reach, y2, right, y2)


def _straight(start: DrawnNode, end: DrawnNode, bend: int) -> Curve:
    if start.id == end.id:  # a loop above it
        x, y, high, wide = float(start.x), float(start.y), 30.0 + 10 * bend, 24.0 + 6 * bend
        return (x - 3, y - 5, x - wide, y - high, x + wide, y - high, x + 3, y - 5)
    across, down = end.x - start.x, end.y - start.y
    length = math.hypot(across, down) or 1.0
    near = min(0.45, 7 / length)
    x1, y1 = start.x + across * near, start.y + down * near
    x2, y2 = end.x - across * near, end.y - down * near
    aside, upward = -down / length * bend * BOW, across / length * bend * BOW
    third = (x2 - x1) / 3, (y2 - y1) / 3
    return (
        x1,
        y1,
        x1 + third[0] + aside,
        y1 + third[1] + upward,
        x2 - third[0] + aside,
        y2 - third[1] + upward,
        x2,
        y2,
    )


def to_head(points: Curve, head: Head, width: float) -> Corners:
    """Return the corners of what a line ends in, which tells its kind without colour; none for a circle.

    Args:
        points: the line.
        head: what it ends in.
        width: its width in pixels.
    """
    x, y = points[6], points[7]
    angle = math.atan2(y - points[5], x - points[4])
    cos, sin = math.cos(angle), math.sin(angle)
    size = 4.2 + width * 0.5
    corners: dict[Head, Corners] = {
        "arrow": ((0, 0), (-size, -size * 0.5), (-size, size * 0.5)),
        "bar": ((-1, -size * 0.75), (-1, size * 0.75)),
        "crow": ((0, -size * 0.6), (-size, 0), (0, size * 0.6)),
        "circle": (),
        "none": (),
    }
    return tuple(
        (x + along * cos - aside * sin, y + along * sin + aside * cos) for along, aside in corners[head]
    )


def to_dot(points: Curve) -> tuple[float, float]:
    """Return the middle of the circle, of radius `DOT`, that ends at the end of a line."""
    angle = math.atan2(points[7] - points[5], points[6] - points[4])
    return points[6] - DOT * math.cos(angle), points[7] - DOT * math.sin(angle)


def to_width(records: int, most: int) -> float:
    """Return the width of a line in pixels: a step per record, or by the root where `most` is large."""
    return 0.5 + 0.6 * records if most <= 9 else 0.6 + 5.4 * math.sqrt(records / most)


def to_reach(records: int, most: int, free: bool) -> float:
    """Return half the size of a sign in pixels, which grows with the root of the records.

    Args:
        records: of the thing.
        most: of any thing.
        free: whether it stands freely; there is more room than in a box.
    """
    if most <= 22:
        return 2.5 + 0.7 * math.sqrt(records)
    return 2.2 + (7.8 if free else 3.6) * math.sqrt(records / most)
