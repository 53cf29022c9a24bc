"""The pages with charts of reported values, each point leading to the page of its claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from kg.draw.assemble import Source
from kg.draw.charts.drawn import ChartReader, Drawn
from kg.draw.charts.files import to_page_data
from kg.draw.charts.registry import CHARTS
from kg.draw.charts.thumbnail import to_matrix_thumbnail, to_thumbnail
from kg.draw.matrix.drawn import SUMMARY, TITLE, DrawnMatrix
from kg.publish.columns import ReadColumns
from kg.publish.matrix import MATRIX
from kg.publish.opening import open_overview
from kg.publish.page import Page
from kg.publish.reader import Reader, Ref
from kg.publish.small_charts import SmallCharts, chart_page

OVERVIEW: Final = "charts.html"
_CRUMB: Final = Ref("Charts", OVERVIEW, "", "")


def list_charts() -> tuple[Ref, ...]:
    """Return the charts by their titles."""
    return tuple(Ref(chart.title, chart_page(name), "", "") for name, chart in CHARTS.items())


@dataclass(frozen=True, slots=True)
class Card:
    """A chart on the page of all charts: its page, what it shows and comes to, small picture."""

    ref: Ref
    summary: str
    tells: str
    counts: str
    picture: Markup


def iter_chart_pages(reader: Reader, matrix: DrawnMatrix, small: SmallCharts) -> Iterator[Page]:
    """Yield a page for each chart and one that leads to them, and to the matrix.

    Args:
        reader: the graph.
        matrix: the matrix of mechanisms and materials.
        small: the charts of single things, which show points of these behind their own.
    """
    charts = ChartReader(Source(ReadColumns(reader)))
    cards = []
    for name in CHARTS:
        drawn = charts.draw(name)
        small.keep(drawn, charts)
        cards.append(_to_card(drawn))
        yield _make_page(reader, drawn)
    thumbnail = Markup(to_matrix_thumbnail(matrix))  # noqa: S704 - numbers and fixed words only
    cards.append(Card(Ref(TITLE, MATRIX, "", ""), SUMMARY, "", matrix.matrix.counts, thumbnail))
    yield open_overview(
        OVERVIEW,
        "Charts of reported values",
        kind="charts",
        template="charts.html",
        lead="Every point is one claim of one paper; what is not reported has its place as well.",
        description="Charts of retention, areal capacity, pressure, temperature, efficiency and price.",
        extra={"cards": cards},
    )


def _to_card(drawn: Drawn) -> Card:
    picture = Markup(to_thumbnail(drawn))  # noqa: S704 - numbers and fixed words only
    chart = drawn.chart
    ref = Ref(chart.title, chart_page(drawn.name), "", "")
    return Card(ref, chart.summary, drawn.tells, drawn.counts, picture)


def _make_page(reader: Reader, drawn: Drawn) -> Page:
    return open_overview(
        chart_page(drawn.name),
        drawn.chart.title,
        kind="chart",
        word="chart",
        template="chart_page.html",
        lead=f"{drawn.chart.summary[0].upper()}{drawn.chart.summary[1:]}.",
        above=(_CRUMB,),
        description=f"{drawn.chart.title}: {drawn.chart.summary}; {len(drawn.points)} claims.",
        extra={
            "drawn": drawn,
            "data": to_page_data(drawn),
            "claim_pages": {point.claim: reader.ref(point.claim).page for point in drawn.points},
        },
    )
