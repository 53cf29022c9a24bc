"""Small charts for pages: the points of one thing among those of others, as SVG in the page's colours.

Source: SVG 2, https://www.w3.org/TR/SVG2/
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kg.draw.charts.axes import Axis, to_axis
from kg.draw.charts.points import Point, Told
from kg.draw.charts.registry import CHARTS
from kg.draw.charts.texts import tell, to_short_work
from kg.draw.svg import to_allowed

WIDTH: Final = 360  # pixels
HEIGHT: Final = 236
_LEFT: Final = 28  # besides the numbers of the vertical axis
_RIGHT: Final = 14
_TOP: Final = 10
_FOOT: Final = 40
_REACH: Final = 5.5  # half the size of a point
_MOST: Final = 40  # points of a thing that are drawn, taken evenly from all; the whole chart shows more
_NAMED: Final = 6  # points up to which each one has a name beside it
_LETTER: Final = 6.0  # width of a letter of such a name
_NEAR: Final = 12.0  # pixels between two names, above one another
_ASIDE: Final = 9.0  # pixels between points that would lie on each other
_ARROWS: Final = {">": -1, "<": 1}  # how a bound goes on: up or down


class Spot(NamedTuple):
    """Where a point of another thing lies: the values of both axes."""

    x: Told
    y: Told


@dataclass(frozen=True, slots=True)
class SmallChart:
    """A chart of a thing.

    Attributes:
        name: one of `CHARTS`.
        own: the points of the thing, those with a number on both axes and in the unit that most are in, or
            a sample of them.
        others: a sample of the points of other things in the same units, drawn faintly behind.
        left_out: how many more claims on the thing there are.
    """

    name: str
    own: tuple[Point, ...]
    others: tuple[Spot, ...]
    left_out: int


def draw_small_chart(
    name: str, points: Sequence[Point], others: Sequence[Spot], least: int
) -> SmallChart | None:
    """Return the chart of these points, None where it would show too little.

    Args:
        name: one of `CHARTS` with two axes.
        points: the points of a thing.
        others: points of any things; those with the values of its own are left out.
        least: number of points with two numbers below which there is no chart.
    """
    numbered = [point for point in points if None not in (point.x.number, point.y.number)]
    units = Counter((point.x.unit, point.y.unit) for point in numbered)
    if not numbered:
        units.update((spot.x.unit, spot.y.unit) for spot in others)
    if not units:
        return None
    usual = min(units, key=lambda pair: (-units[pair], pair))
    own = [point for point in numbered if (point.x.unit, point.y.unit) == usual]
    if len(own) < least:
        return None
    own = own[:: -(-len(own) // _MOST) or 1]
    held = {(point.x, point.y) for point in own}
    behind = tuple(spot for spot in others if (spot.x.unit, spot.y.unit) == usual and spot not in held)
    return SmallChart(name, tuple(own), behind, len(points) - len(own))


def to_spots(points: Sequence[Point], most: int) -> tuple[Spot, ...]:
    """Return where points with two numbers lie, at most so many, taken evenly from all."""
    spots = [Spot(point.x, point.y) for point in points if None not in (point.x.number, point.y.number)]
    step = max(1, -(-len(spots) // most))
    return tuple(spots[::step])


def to_small_chart_svg(chart: SmallChart, page_of: Callable[[str], str]) -> str:
    """Return a small chart as SVG for a page.

    Args:
        chart: the chart.
        page_of: returns the address of the page of a claim, "" where it has none.
    """
    told = CHARTS[chart.name]
    x = to_axis(told.x_name, [*(point.x for point in chart.own), *(spot.x for spot in chart.others)])
    y = to_axis(told.y_name, [*(point.y for point in chart.own), *(spot.y for spot in chart.others)])
    frame = _Frame(x, y)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" class="mini">',
        *frame.draw(),
    ]
    if chart.others:
        dots = "".join(
            f"M{frame.right_of(spot.x):.1f} {frame.down_of(spot.y):.1f}h0" for spot in chart.others
        )
        parts.append(f'<path class="others" d="{dots}"/>')
    places = _spread(frame, chart.own)
    parts += [_to_point(point, *places[point.claim], page_of(point.claim)) for point in chart.own]
    names = {to_short_work(point.finding_of) for point in chart.own}
    if len(names) > 1 and len(chart.own) <= _NAMED:
        taken = [(right - _REACH, right + _REACH, down) for right, down in places.values()]
        parts += [_to_name(to_short_work(one.finding_of), *places[one.claim], taken) for one in chart.own]
    return "".join(parts) + "</svg>"


def _spread(frame: "_Frame", points: Sequence[Point]) -> dict[str, tuple[float, float]]:
    """Return the place of each point by its claim; those that would lie on each other stand side by side."""
    places = {}
    sharing: Counter[tuple[float, float]] = Counter()
    for point in points:
        right, down = frame.right_of(point.x), frame.down_of(point.y)
        places[point.claim] = (right + _ASIDE * sharing[right, down], down)
        sharing[right, down] += 1
    return places


class _Frame:
    """Where values lie within a small chart."""

    def __init__(self, x: Axis, y: Axis) -> None:
        self._x, self._y = x, y
        self._left = _LEFT + max(len(f"{tick:,g}") for tick in y.ticks) * _LETTER

    def right_of(self, told: Told) -> float:
        """Return the pixels from the left edge at which a value of the horizontal axis lies."""
        return self._place(self._x, told.number or 0.0, WIDTH - self._left - _RIGHT) + self._left

    def down_of(self, told: Told) -> float:
        """Return the pixels from the upper edge at which a value of the vertical axis lies."""
        room = HEIGHT - _TOP - _FOOT
        return _TOP + room - self._place(self._y, told.number or 0.0, room)

    @staticmethod
    def _place(axis: Axis, number: float, room: float) -> float:
        low = axis.low if axis.has_band else axis.start
        return (number - low) / ((axis.end - low) or 1.0) * room

    def draw(self) -> list[str]:
        """Return the axes with ticks, numbers and titles."""
        bottom = HEIGHT - _FOOT
        lines, texts = [], []
        for tick in self._y.ticks:
            down = self.down_of(Told(tick, "=", ""))
            lines.append(f"M{self._left:g} {down:.1f}H{WIDTH - _RIGHT}")
            texts.append(
                f'<text x="{self._left - 6:g}" y="{down + 3.5:.1f}" text-anchor="end">{tick:,g}</text>'
            )
        for tick in self._x.ticks:
            right = self.right_of(Told(tick, "=", ""))
            lines.append(f"M{right:.1f} {bottom}v4")
            texts.append(f'<text x="{right:.1f}" y="{bottom + 16}" text-anchor="middle">{tick:,g}</text>')
        middle = (_TOP + bottom) / 2
        titles = (
            f'<text class="axis" x="{WIDTH - _RIGHT}" y="{HEIGHT - 6}" text-anchor="end">'
            f"{_text(self._x.title)}</text>"
            f'<text class="axis" transform="translate(11 {middle:.0f}) rotate(-90)" text-anchor="middle">'
            f"{_text(self._y.title)}</text>"
        )
        return [f'<path class="grid" d="{"".join(lines)}"/>', *texts, titles]


def _to_point(point: Point, right: float, down: float, page: str) -> str:
    form = "point open" if "~" in (point.x.sign, point.y.sign) else "point"
    bound = ""
    if (step := _ARROWS.get(point.y.sign[:1])) is not None:
        bound = f'<path class="bound" d="M{right:.1f} {down + step * _REACH:.1f}v{step * 9}"/>'
    told = f"<title>{_text(tell(point))}</title>"
    body = f'{told}{bound}<circle class="{form}" cx="{right:.1f}" cy="{down:.1f}" r="{_REACH}"/>'
    return f"<a href={quoteattr(to_allowed(page))}>{body}</a>" if page else f"<g>{body}</g>"


def _to_name(name: str, right: float, down: float, taken: list[tuple[float, float, float]]) -> str:
    """Return the name of a point on its right or left, "" where it would cover a point or another name."""
    length = len(name) * _LETTER
    for start in (right + 9, right - 9 - length):
        end = start + length
        free = not any(abs(down - low) < _NEAR and start < last and first < end for first, last, low in taken)
        if free and start > _LEFT and end < WIDTH:
            taken.append((start, end, down))
            return f'<text class="name" x="{start:.1f}" y="{down + 3.5:.1f}">{_text(name)}</text>'
    return ""


def _text(text: str) -> str:
    return escape(to_allowed(text))
