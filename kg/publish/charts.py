"""The pages with charts of reported values, each point leading to the page of its claim."""

from collections.abc import Iterator
from typing import Final

from kg.draw.charts.charts import CHARTS, Drawn, draw_chart
from kg.engines.local import LocalEngine
from kg.publish.page import Page
from kg.publish.reader import Reader, Ref
from kg.publish.titles import HOME, SITE_NAME

OVERVIEW: Final = "charts.html"
_CRUMB: Final = Ref("Charts", OVERVIEW, "", "")


def chart_page(name: str) -> str:
    """Return the path of the page with a chart."""
    return f"chart/{name}.html"


def iter_chart_pages(reader: Reader) -> Iterator[Page]:
    """Yield a page for each chart and one that leads to them."""
    engine = LocalEngine(reader.store)
    counts = []
    for name in CHARTS:
        drawn = draw_chart(engine, name)
        counts.append((drawn.chart.title, chart_page(name), drawn.chart.summary, len(drawn.points)))
        yield _make_page(reader, drawn)
    yield Page(
        path=OVERVIEW,
        title=f"Charts of reported values · {SITE_NAME}",
        heading="Charts of reported values",
        kind="charts",
        word="overview",
        template="charts.html",
        lead="Every point is one claim of one paper; what is not reported has its place as well.",
        crumbs=(HOME,),
        description="Charts of retention, areal capacity, pressure, temperature, efficiency and price.",
        extra={"charts": counts},
    )


def _make_page(reader: Reader, drawn: Drawn) -> Page:
    return Page(
        path=chart_page(drawn.name),
        title=f"{drawn.chart.title} · {SITE_NAME}",
        heading=drawn.chart.title,
        kind="chart",
        word="chart",
        template="chart_page.html",
        lead=f"{drawn.chart.summary[0].upper()}{drawn.chart.summary[1:]}.",
        crumbs=(HOME, _CRUMB),
        description=f"{drawn.chart.title}: {drawn.chart.summary}; {len(drawn.points)} claims.",
        extra={
            "drawn": drawn,
            "data": {"specifications": drawn.specifications, "records": drawn.records},
            "claim_pages": {point.claim: reader.ref(point.claim).page for point in drawn.points},
        },
    )
