"""Boxes side by side on a page, with little room lost.

Each box goes where its top is highest, as far left as it can: the skyline heuristic for strips, the largest
first. Several widths of the strip are tried; that whose outcome is nearest to the shape wanted is taken.

Source: E. K. Burke, G. Kendall, G. Whitwell, Oper. Res. 52 (2004) 655, doi:10.1287/opre.1040.0109.
"""

import math
from collections.abc import Sequence
from typing import Final

Size = tuple[float, float]
Spot = tuple[float, float]

_WIDTHS: Final = (0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)  # of the strip, by that of a page without lost room


def pack(sizes: Sequence[Size], gap: float, wide: float) -> list[Spot]:
    """Return left and top of each box.

    Args:
        sizes: width and height of each.
        gap: room between two boxes.
        wide: width of the whole by its height, as it is wanted.
    """
    if not sizes:
        return []
    area = sum((width + gap) * (height + gap) for width, height in sizes)
    order = sorted(range(len(sizes)), key=lambda box: (-sizes[box][1], -sizes[box][0], box))
    broadest = max(width for width, _ in sizes)
    best: tuple[float, list[Spot]] | None = None
    for factor in _WIDTHS:
        strip = max(math.sqrt(area * wide) * factor, broadest)
        spots = _fill(sizes, order, gap, strip)
        right = max(x + width for (x, _), (width, _) in zip(spots, sizes, strict=True))
        bottom = max(y + height for (_, y), (_, height) in zip(spots, sizes, strict=True))
        loss = max(right / wide, bottom)  # the side that a page of that shape would need
        if best is None or loss < best[0]:
            best = loss, spots
    assert best is not None
    return best[1]


def _fill(sizes: Sequence[Size], order: Sequence[int], gap: float, strip: float) -> list[Spot]:
    skyline = [(0.0, 0.0)]  # where each step begins, and how far down it reaches
    spots: list[Spot] = [(0.0, 0.0)] * len(sizes)
    for box in order:
        width, height = sizes[box]
        top, left = min(
            (_reach(skyline, x, x + width + gap), x) for x, _ in skyline if x == 0 or x + width <= strip
        )
        spots[box] = left, top
        skyline = _cover(skyline, left, left + width + gap, top + height + gap)
    return spots


def _reach(skyline: Sequence[Spot], left: float, right: float) -> float:
    """Return how far down the steps between two x reach."""
    ends = [begin for begin, _ in skyline[1:]] + [math.inf]
    return max(down for (begin, down), end in zip(skyline, ends, strict=True) if begin < right and end > left)


def _cover(skyline: Sequence[Spot], left: float, right: float, down: float) -> list[Spot]:
    """Return the steps with everything between two x reaching down to a line."""
    behind = [step for step in skyline if step[0] <= right][-1][1]
    kept = [step for step in skyline if step[0] < left]
    return [*kept, (left, down), (right, behind), *(step for step in skyline if step[0] > right)]
