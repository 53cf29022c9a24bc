"""Names beside the points of a printed chart, so that none covers a point, a sign or another name.

In a page Vega's transform `label` does the same; outside of a browser it has no canvas to work on.
"""

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, TypeAlias

from kg.draw.charts.marks import REACH
from kg.draw.charts.scatter import BEAD
from kg.draw.fonts import measure_text

SIZE: Final = 11.0  # of a name, in pixels
_GAP: Final = 4.0  # between point and name
_FAR: Final = (12.0, 24.0, 40.0, 60.0)  # how much farther a name may stand; then a line leads to it
_BAND_NAME: Final = 106.0  # length of the name of a band
_ARROW: Final = 14.0  # length of the arrow of a bound, from the edge of its point
_BEAD: Final = 3.3  # from the middle of a bead to its edge
_CROWD: Final = (110.0, 55.0)  # pixels sideways and up or down within which points take room from each other
_MOST_TRIED: Final = 30  # points up to which several orders are tried
_UPRIGHT: Final = 0.3  # sideways part of a direction up to which a name stands above or below its point
_ARROWS: Final = {0: (0, -1), 90: (1, 0), 180: (0, 1), 270: (-1, 0)}  # by their angle: right, down

Spot: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[float, float, float, float]  # x1, y1, x2, y2


def _turn(degrees: int) -> Spot:
    """Return a direction by its angle from upright: right, down."""
    return math.sin(math.radians(degrees)), -math.cos(math.radians(degrees))


_NEAR: Final = tuple(map(_turn, (90, 270, 0, 180, 45, 135, 315, 225)))
_AROUND: Final = tuple(map(_turn, (90, 75, 60, 45, 30, 15, 105, 120, 135, 0, 345, 330, 315, 300, 285, 270)))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_crossed(self, line: Line) -> bool:
        """Return whether a line passes through the rectangle, looked at every two pixels."""
        x, y, x2, y2 = line
        steps = max(2, int(math.hypot(x2 - x, y2 - y) / 2))
        places = ((x + (x2 - x) * i / steps, y + (y2 - y) * i / steps) for i in range(steps + 1))
        return any(self.left < a < self.right and self.top < b < self.bottom for a, b in places)

    def lies_in(self, other: "Box") -> bool:
        """Return whether the other holds all of this one."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


def around(spot: Spot, reach: float) -> Box:
    """Return the square around a place that reaches so far to all sides."""
    return Box(spot[0] - reach, spot[1] - reach, spot[0] + reach, spot[1] + reach)


def place_names(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the marks of a filled specification with the names in fixed places instead of Vega's transform.

    The places join the data of the specification. A name for which there is no room is left out.
    """
    marks: list[dict[str, Any]] = copy.deepcopy(specification["marks"])
    names = next((mark for mark in marks if mark.get("name") == "names"), None)
    if names is None:
        return marks
    placed = _place(specification)
    specification["data"] += [
        {"name": "placed", "values": placed},
        {"name": "lines", "values": [row for row in placed if "x1" in row]},
    ]
    names["from"] = {"data": "placed"}
    del names["transform"]
    names["encode"] = {
        "update": {
            **{name: {"field": name} for name in ("x", "y", "text")},
            "align": {"value": "left"},
            "baseline": {"value": "middle"},
            "fontSize": {"value": SIZE},
            "fill": {"signal": "ink"},
            "font": {"signal": "sans"},
        }
    }
    leaders = next(mark for mark in marks if mark.get("name") == "leaders")
    leaders["from"] = {"data": "lines"}
    leaders["encode"] = {
        "update": {
            "x": {"field": "x1"},
            "y": {"field": "y1"},
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "stroke": {"signal": "soft"},
            "strokeWidth": {"value": 0.7},
        }
    }
    return [leaders, *(mark for mark in marks if mark is not leaders)]


def _place(specification: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each name: where it begins, its text, and the line that leads to it if there is one.

    What comes first takes the room of what comes later, so several orders and first sides are tried where a
    name has found none, and the best result is kept.
    """
    data = {source["name"]: source.get("values", []) for source in specification["data"]}
    room = _read_room(specification, data)
    spots = room.spots
    orders: list[Callable[[int], tuple[float, ...]]] = [
        lambda i: (-_count_near(spots, spots[i]), -spots[i][0]),
        lambda i: spots[i],
        lambda i: (-spots[i][0], spots[i][1]),
        lambda i: (spots[i][1], spots[i][0]),
        lambda i: (-spots[i][1], spots[i][0]),
    ]
    best: list[dict[str, Any]] = []
    worth = (-1, 0)
    for first, order in product(range(4), orders):
        numbers = sorted(range(len(spots)), key=lambda i: (*order(i), i))
        placed = list(
            _iter_placed(data["rows"], room, numbers, (*_NEAR[first:4], *_NEAR[:first], *_NEAR[4:]))
        )
        in_full = sum(row["is_full"] for row in placed)
        found = (in_full, -sum("x1" in row for row in placed))
        if found > worth:
            best, worth = placed, found
        if worth[0] == len(spots) or len(spots) > _MOST_TRIED:
            break
    return best


@dataclass(frozen=True)
class _Room:
    """Where points are in pixels, how far each reaches, what must not be covered, the frame of the plot."""

    spots: list[Spot]
    radius: dict[int, float]
    taken: list[Box]
    frame: Box


def _read_room(specification: dict[str, Any], data: dict[str, Any]) -> _Room:
    spots = [to_pixels(specification, row) for row in data["rows"]]
    taken = [around(spot, REACH) for spot in spots]
    for bound in data["bounds"]:
        (x, y), (right, down) = to_pixels(specification, bound), _ARROWS[bound["angle"]]
        middle = REACH + _ARROW / 2
        taken.append(around((x + right * middle, y + down * middle), _ARROW / 2))
    width, height, there = specification["width"], specification["height"], set(_names_of(specification))
    if "beside" in there:
        taken.append(Box(0, 0, 2 * SIZE, _BAND_NAME))
    if "below" in there:
        taken.append(Box(width - _BAND_NAME, height - 2 * SIZE, width, height))
    radius = dict.fromkeys(range(len(spots)), REACH)
    numbers = {row["i"]: number for number, row in enumerate(data["rows"])}
    for bead in data["beads"] if "petals" in there else ():
        x, y = to_pixels(specification, bead)
        taken.append(around((x, y + bead["dy"]), _BEAD))
        radius[numbers[bead["i"]]] = BEAD + _BEAD
    return _Room(spots, radius, taken, Box(0, 0, width, height))


def _names_of(specification: dict[str, Any]) -> Iterator[str]:
    return (mark["name"] for mark in specification["marks"] if "name" in mark)


def _iter_placed(
    rows: Sequence[dict[str, Any]], room: _Room, numbers: Sequence[int], sides: Sequence[Spot]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of names, placed in the order of the points' numbers."""
    taken = list(room.taken)
    for number in numbers:
        row, spot, radius = rows[number], room.spots[number], room.radius[number]
        others = [box for box in taken if not box.meets(around(spot, radius))]
        near = [(row["name"], 0.0, REACH), (row["name"], 0.0, radius)]
        wishes = [*near, *((row["name"], far, radius) for far in _FAR), (row["metal"], 0.0, radius)]
        for text, far, reach in wishes:
            tried = _AROUND if far else sides
            box = find_room(text, spot, taken, room.frame, tried, reach + far, others if far else ())
            if box is None:
                continue
            taken.append(box)
            line = dict(zip(("x1", "y1", "x2", "y2"), _to_leader(spot, box), strict=True)) if far else {}
            place = {"x": round(box.left, 1), "y": round((box.top + box.bottom) / 2, 1)}
            yield {**place, "text": text, "is_full": text == row["name"], **line}
            break


def to_pixels(specification: dict[str, Any], row: dict[str, Any]) -> Spot:
    """Return where the point of a row is, in pixels from the upper left corner of the plot."""
    domains = {scale["name"]: scale["domain"] for scale in specification["scales"]}
    (x_low, x_high), (y_low, y_high) = domains["x"], domains["y"]
    x = (row["x"] - x_low) / (x_high - x_low) * specification["width"] + row["dx"]
    return x, (1 - (row["y"] - y_low) / (y_high - y_low)) * specification["height"]


def _count_near(spots: Sequence[Spot], spot: Spot) -> int:
    """Return how many points take room from each other at a place."""
    return sum(abs(x - spot[0]) < _CROWD[0] and abs(y - spot[1]) < _CROWD[1] for x, y in spots)


def find_room(
    text: str,
    spot: Spot,
    taken: Sequence[Box],
    frame: Box,
    sides: Sequence[Spot] = _NEAR,
    radius: float = REACH,
    others: Sequence[Box] = (),
) -> Box | None:
    """Return the first place around a point where a name covers nothing, None where there is none.

    Args:
        text: the name.
        spot: middle of the point, in pixels.
        taken: what must not be covered by the name.
        frame: what the name must lie in.
        sides: directions to try, as vectors of length 1.
        radius: how far the point reaches, in pixels.
        others: what must not be crossed by a line from the point to the name.
    """
    half_width, half_height = measure_text(text, SIZE) / 2, SIZE * 0.6
    reach = radius + _GAP
    for right, down in sides:
        is_beside = abs(right) > _UPRIGHT
        x = spot[0] + right * reach + (math.copysign(half_width, right) if is_beside else 0.0)
        y = spot[1] + down * reach + (0.0 if is_beside else math.copysign(half_height, down))
        box = Box(x - half_width, y - half_height, x + half_width, y + half_height)
        if not box.lies_in(frame) or any(box.meets(other) for other in taken):
            continue
        if not any(other.is_crossed(_to_leader(spot, box)) for other in others):
            return box
    return None


def _to_leader(spot: Spot, box: Box) -> Line:
    """Return the line from a point to the nearest place at the edge of its name."""
    x, y = min(max(spot[0], box.left), box.right), min(max(spot[1], box.top + 3), box.bottom - 3)
    return spot[0], spot[1], round(x, 1), round(y, 1)
