"""A chart as people use it: points and rows lead to the claim, colours change, nothing leaves the page."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.draw.charts.charts import draw_chart, save_chart
from kg.engines.local import open_engine
from kg.graph.build import build_graph
from kg.resources import find_folder
from tests.browser.chromium import Watched

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "site/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with charts of the project's own papers."""
    made = tmp_path_factory.mktemp("charts")
    build_graph(find_folder("papers"), made / "build")
    engine = open_engine(made / "build")
    for name in ("retention-cycles", "prices"):
        save_chart(draw_chart(engine, name), made / f"{name}.html")
    return made


@pytest.fixture
def watched(chromium: Any, folder: Path) -> Iterator[Watched]:
    """A page whose complaints and stray requests fail the test."""
    page = Watched(chromium, folder.as_uri() + "/", bypass_csp=False)
    yield page
    page.close()


def open_chart(watched: Watched, path: str = "retention-cycles.html") -> Any:
    page = watched.open(path)
    page.wait_for_selector("section.chart[data-drawn]")
    return page


def test_a_point_leads_to_its_claim(watched: Watched) -> None:
    """A click on a point shows the claim, who says so and the passage, and the address leads there again."""
    page = open_chart(watched)
    page.locator("svg [aria-label^='Mg powder, pellet cell: > 80 %']").last.click()
    page.wait_for_selector(".evidence article")
    text = page.locator(".evidence").inner_text()
    assert "Jun et al. 2024" in text
    assert "Jeon et al. 2025" in text
    assert page.locator(".evidence a[href^='https://doi.org/10.1002/admi.202400953#:~:text=']").count()
    again = open_chart(watched, page.url.removeprefix(watched.start))
    again.reload()
    again.wait_for_selector(".evidence article")
    assert again.locator(".evidence").inner_text() == text


def test_a_row_leads_to_the_same_by_keyboard(watched: Watched) -> None:
    """The table below the chart has every claim; Enter on one shows it, and marks its point."""
    page = open_chart(watched)
    page.locator(".twin summary").focus()
    page.keyboard.press("Enter")
    rows = page.locator(".twin tbody tr")
    assert rows.count() == len(
        page.evaluate("JSON.parse(document.querySelector('.chart-data').textContent).records")
    )
    page.locator("[data-row='0']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".evidence article")
    page.wait_for_selector("svg path[stroke-width='6']")
    assert page.locator("[aria-current]").count() == 1


def test_colours_tell_metals_or_mechanisms_apart(watched: Watched) -> None:
    """The page opens by metal; by mechanism it has the other legend."""
    page = open_chart(watched)
    assert "interlayer metal" in page.locator(".plot").inner_text()
    page.get_by_label("by mechanism").check()
    page.wait_for_selector("section.chart[data-drawn='mechanism']")
    assert "lithium-concentration gradient" in page.locator(".plot").inner_text()


def test_prices_have_a_panel_per_unit(watched: Watched) -> None:
    """Dollars a tonne and dollars an ounce are not mixed."""
    page = open_chart(watched, "prices.html")
    text = page.locator(".plot").inner_text()
    assert "$/t" in text
    assert "$/oz t" in text


def test_a_phone_shows_the_whole_chart(chromium: Any, folder: Path) -> None:
    """At 360 px the page does not scroll sideways and the legend stands below."""
    watched = Watched(chromium, folder.as_uri() + "/", width=360)
    page = open_chart(watched)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".plot svg").bounding_box()["width"] <= 340
    watched.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Any, folder: Path, scheme: str) -> None:
    """Neither theme has a violation that axe-core knows of, with the table and a claim open."""
    watched = Watched(chromium, folder.as_uri() + "/", bypass_csp=True, color_scheme=scheme)
    page = open_chart(watched)
    page.locator(".twin summary").click()
    page.locator("[data-row='0']").click()
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))])"
    )
    assert found == []
    watched.close()
