"""The small charts of a thing: its reported values among those of all cells."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final

from markupsafe import Markup

from kg.draw.charts.drawn import ChartReader, Drawn
from kg.draw.charts.points import Point
from kg.draw.charts.registry import CHARTS
from kg.draw.charts.small import SmallChart, Spot, draw_small_chart, to_small_chart_svg, to_spots
from kg.publish.page import Section, make_section
from kg.publish.reader import Reader
from kg.terms import expand

LEAST: Final = 2  # points of a thing below which a chart says no more than a table
BEHIND: Final = 80  # points of other cells behind those of a thing
_NOTE: Final = (
    "Each point is a claim and leads to it. Grey: values of other cells. Open: approximate. Line: a bound."
)
_MOST: Final = 3_000  # claims on a thing that are looked at; the charts of all cells show more


def chart_page(name: str) -> str:
    """Return the path of the page with a chart of all cells."""
    return f"chart/{name}.html"


class SmallCharts:
    """Finds the charts of a thing.

    Args:
        reader: the graph.
        behind: for each chart of all cells a sample of its points; found by `keep` where it is not known yet.
        charts: finds points of single claims; told to `keep` as well.

    Attributes:
        behind: the samples.
    """

    def __init__(
        self,
        reader: Reader,
        behind: Mapping[str, tuple[Spot, ...]] | None = None,
        charts: ChartReader | None = None,
    ) -> None:
        self._reader = reader
        self.behind = dict(behind or {})
        self._charts = charts

    def keep(self, drawn: Drawn, charts: ChartReader) -> None:
        """Remember a sample of the points of a chart of all cells, and what finds those of single claims."""
        if drawn.chart.x:
            self.behind[drawn.name] = to_spots(drawn.points, BEHIND)
            self._charts = charts

    def of_cells(self, cells: Iterable[str], least: int = LEAST) -> Section:
        """Return the charts of the values of tested cells.

        Args:
            cells: the cells.
            least: number of points below which there is no chart.
        """
        claims = (claim for cell in cells for claim in self._reader.incoming(cell, "al:about"))
        return self._make(dict.fromkeys(islice(claims, _MOST)), least)

    def of_findings(self, claims: Iterable[str]) -> Section:
        """Return the charts of those claims of a work that state values of cells."""
        return self._make(claims, 1)

    def of_quantity(self, iri: str) -> Section:
        """Return the charts of all cells in which a quantity stands on an axis."""
        charts = [
            chart
            for name, told in CHARTS.items()
            if told.x
            and iri in {expand(told.x), expand(told.y)}
            and (chart := draw_small_chart(name, (), self.behind.get(name, ()), 0)) is not None
        ]
        return _to_section(charts, "Values of tested cells. In the chart itself each leads to its claim.")

    def _make(self, claims: Iterable[str], least: int) -> Section:
        points = self._find_points(claims)
        charts = []
        for name, behind in self.behind.items():
            own = sorted(
                points.get(name, ()),
                key=lambda point: (point.label, point.y.text, point.claim),
            )
            chart = draw_small_chart(name, own, behind, least)
            if chart is not None and len(chart.own) + len(chart.others) >= LEAST:
                charts.append(chart)
        return _to_section(charts)

    def _find_points(self, claims: Iterable[str]) -> dict[str, list[Point]]:
        """Return the points of claims in each chart of all cells, by the name of the chart."""
        found: dict[str, list[Point]] = {}
        if self._charts is None:
            return found
        showing: dict[str, list[str]] = {}  # charts by what they show
        for name in self.behind:
            showing.setdefault(expand(CHARTS[name].y), []).append(name)
        for claim in claims:
            for quantity in self._reader.all(claim, "al:quantity"):
                for name in showing.get(quantity, ()):
                    if (point := self._charts.find_point(name, claim)) is not None:
                        found.setdefault(name, []).append(point)
        return found

    def to_markup(self, chart: SmallChart, href: Callable[[str], str]) -> Markup:
        """Return a chart as SVG for a page whose ways to other pages `href` tells."""

        def page_of(claim: str) -> str:
            page = self._reader.ref(claim).page
            return href(page) if page else ""

        return Markup(to_small_chart_svg(chart, page_of))  # noqa: S704 - it escapes all that comes from the graph


def _to_section(charts: Iterable[SmallChart], note: str = _NOTE) -> Section:
    return make_section("charts", "Charts", "charts", charts, note=note)
