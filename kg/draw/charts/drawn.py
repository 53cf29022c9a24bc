"""A chart of a graph: its points, the figure they make, and the records behind them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from kg.draw.assemble import Source, to_shown
from kg.draw.charts.axes import to_axis
from kg.draw.charts.points import Point, PointReader, Told
from kg.draw.charts.registry import CHARTS, Chart
from kg.draw.charts.scatter import Figure, draw_scatter
from kg.draw.charts.series import MOST_BEADS, Series, read_series
from kg.draw.charts.strips import draw_strips
from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.queries.entities import get_entity

MOST_POINTS: Final = 2_000  # of one chart; of more nobody sees single ones, and a page takes long to load


@dataclass(frozen=True)
class Drawn:
    """A chart of one graph.

    Attributes:
        name: one of `CHARTS`.
        chart: what it is.
        points: what is drawn, in the order in which rows of the figure name them.
        figure: how it is drawn; without specifications where there is nothing to draw.
        records: for each point the record behind it, as pages show it.
        silent: labels of the tested cells of which nobody tells the charted quantity.
        found: all claims on the charted quantity, of which `points` are those that are drawn; the same where
            there are few.
    """

    name: str
    chart: Chart
    points: tuple[Point, ...]
    figure: Figure
    records: tuple[dict[str, Any], ...]
    silent: tuple[str, ...] = ()
    found: tuple[Point, ...] = ()

    @property
    def without_number(self) -> int:
        """Number of claims that lack a number on one of the axes."""
        return sum(1 for point in self.found if None in (point.x.number, point.y.number))

    @property
    def counts(self) -> str:
        """What there is, in words: "17 claims from 12 works, 3 of them without a number"."""
        claims, works = len(self.found), len({point.finding_of for point in self.found})
        told = f"{claims:,} claim{'' if claims == 1 else 's'} from {works:,} work{'' if works == 1 else 's'}"
        if self.without_number:
            told += f", {self.without_number:,} of them without a number"
        if len(self.points) < claims:
            told += f"; {len(self.points):,} are drawn, the extremes and others at even steps"
        return told

    @property
    def tells(self) -> str:
        """What the chart comes to, in a sentence or two taken from its points; "" where there is nothing."""
        parts = [_tell_range(self.chart.y_name, [point.y for point in self.found])]
        if self.chart.x:
            parts.append(_tell_range(self.chart.x_name, [point.x for point in self.found]))
        told = "; ".join(part for part in parts if part)
        return f"{told[0].upper()}{told[1:]}." if told else ""


def _tell_range(name: str, values: Sequence[Told]) -> str:
    """Return in words how far values reach: "capacity retention from 47 to 99.8 %", "30 to 1000 cycles"."""
    numbers = [value for value in values if value.number is not None]
    units = sorted({value.unit for value in numbers})
    if len(units) != 1:
        return f"{name} in {len(units)} units: {', '.join(units)}" if units else ""
    low, high = (pick(numbers, key=lambda value: value.number or 0.0) for pick in (min, max))
    about = "" if name in units else f"{name} "
    if low.number == high.number:
        return f"{about}{high.text}"
    return f"{about}{'from ' if about else ''}{low.number:,.10g} to {high.number:,.10g} {units[0]}"


class ChartReader:
    """Draws the charts of a graph; what they share is read once.

    Args:
        source: the graph.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._points = PointReader(source.columns)
        self._series: Series | None = None

    @property
    def series(self) -> Series:
        """What colours and shapes mean."""
        if self._series is None:
            self._series = read_series(self._points)
        return self._series

    def draw(self, name: str, mechanisms: Sequence[str] = ()) -> Drawn:
        """Return the chart of that name.

        Args:
            name: one of `CHARTS`.
            mechanisms: labels of the mechanisms to tell apart; by default those that tell most cells apart.
        """
        chart = CHARTS[name]
        found = self._points.read(chart.x or chart.y, chart.y)
        points = choose_points(found, MOST_POINTS)
        records = tuple(to_shown(self._source.records.get(point.claim)) for point in points)
        disputed = {
            point.claim
            for point, record in zip(points, records, strict=True)
            if any(one["role"] == "discrepancy" and one["weight"] == "high" for one in record["remarks"])
        }
        series = self.series.showing(mechanisms) if mechanisms else self.series
        figure = _to_figure(chart, points, series, disputed)
        silent = self._points.find_silent({point.about for point in found}) if chart.x else ()
        return Drawn(name, chart, points, figure, records, silent, found)

    def find_point(self, name: str, claim: str) -> Point | None:
        """Return the point of a claim in the chart of that name, None where it is on something else."""
        chart = CHARTS[name]
        return self._points.find(claim, chart.x or chart.y, chart.y)


def choose_points(points: Sequence[Point], most: int) -> tuple[Point, ...]:
    """Return at most so many points in their order: the extremes of both axes, and others at even steps.

    Those with numbers on both axes go before the others.
    """
    if len(points) <= most:
        return tuple(points)
    complete = [place for place, point in enumerate(points) if None not in (point.x.number, point.y.number)]
    places = set(islice(dict.fromkeys(_iter_extremes(points, complete)), most))
    rest = [place for place in complete if place not in places]
    if len(complete) < most:
        places.update(complete)
        rest = sorted(set(range(len(points))) - places)
    room = most - len(places)
    places.update(rest[step * len(rest) // room] for step in range(room))
    return tuple(points[place] for place in sorted(places))


def _iter_extremes(points: Sequence[Point], places: Sequence[int]) -> Iterator[int]:
    """Yield the places of the least and the greatest value on either axis."""
    for pick in (min, max):
        if places:
            yield pick(places, key=lambda place: points[place].x.number or 0.0)
            yield pick(places, key=lambda place: points[place].y.number or 0.0)


def draw_chart(engine: Engine, name: str, mechanisms: Sequence[str] = ()) -> Drawn:
    """Return the chart of that name.

    Args:
        engine: the graph.
        name: one of `CHARTS`.
        mechanisms: names of the mechanisms to tell apart; by default those that tell most cells apart.

    Raises:
        QueryError: there is no such chart or mechanism, or there are too many of them.
    """
    if name not in CHARTS:
        raise QueryError(f"there is no chart {name!r}", hint=f"there are {', '.join(CHARTS)}")
    if len(set(mechanisms)) > MOST_BEADS:
        raise QueryError(
            f"{len(set(mechanisms))} mechanisms cannot be told apart in one chart",
            hint=f"name {MOST_BEADS} at most",
        )
    labels = [get_entity(engine, text, ("al:Mechanism",), "--mechanism").label for text in mechanisms]
    return ChartReader(Source(engine)).draw(name, labels)


def _to_figure(chart: Chart, points: Sequence[Point], series: Series, disputed: Collection[str]) -> Figure:
    if not any(point.y.number is not None for point in points):
        return Figure()
    if not chart.x:
        return draw_strips(points, chart.y_name, series, disputed)
    if not any(point.x.number is not None for point in points):
        return Figure()
    x = to_axis(chart.x_name, [point.x for point in points])
    y = to_axis(chart.y_name, [point.y for point in points])
    return draw_scatter(points, x, y, series, disputed)
