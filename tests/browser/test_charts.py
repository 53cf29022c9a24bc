"""A chart as people use it: points and rows lead to the claim, colours change, nothing leaves the page."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.draw.charts.axes import to_axis
from kg.draw.charts.drawn import draw_chart
from kg.draw.charts.files import save_chart
from kg.draw.charts.points import Told
from kg.draw.charts.registry import CHARTS
from kg.draw.charts.scatter import Figure, draw_scatter
from kg.draw.charts.series import Series
from kg.engines.local import open_engine
from kg.graph.build import build_graph
from kg.resources import find_folder
from tests.browser.chromium import Watched
from tests.picture_graphs import HOSTILE

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "site/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with charts of the project's own papers."""
    made = tmp_path_factory.mktemp("charts")
    build_graph(find_folder("papers"), made / "build")
    engine = open_engine(made / "build")
    for name in CHARTS:
        save_chart(draw_chart(engine, name), made / f"{name}.html")
    drawn = draw_chart(engine, "retention-cycles")
    save_chart(replace(drawn, points=(), figure=Figure(), records=()), made / "empty.html")
    hostile = tuple(
        replace(point, label=label, metal=label, kind=label, finding_of=label, mechanisms=(label,))
        for point, label in zip(drawn.points, HOSTILE, strict=False)
    )
    names = Series(HOSTILE, tuple((label,) for label in HOSTILE), HOSTILE)
    x, y = (to_axis(name, [getattr(one, name) for one in drawn.points]) for name in "xy")
    strange = replace(drawn, points=hostile, figure=draw_scatter(hostile, x, y, names))
    save_chart(replace(strange, records=drawn.records[: len(hostile)]), made / "hostile.html")
    percent, cycles = (Told(1.0, "=", f"1 {unit}", unit) for unit in ("%", "cycles"))
    points = tuple(
        replace(
            drawn.points[0], x=replace(cycles, number=i % 997), y=replace(percent, number=i % 89 + i / 1e4)
        )
        for i in range(10_000)
    )
    x, y = (to_axis(name, [getattr(one, name) for one in points]) for name in "xy")
    figure = draw_scatter(points, x, y, Series())
    many = replace(drawn, points=points, figure=figure, records=drawn.records[:1] * len(points))
    save_chart(many, made / "many.html")
    return made


def until(page: Any, holds: str) -> None:
    """Wait until an expression holds; playwright's own way needs `eval`, which the policy forbids."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(holds)


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
    page.locator("svg [aria-label^='Mg powder, pellet cell: > 80 %']").click()
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


def test_the_points_are_walked_by_keyboard(watched: Watched) -> None:
    """Arrow keys reach every point and say what it tells, Enter opens its claim, Escape closes it."""
    page = open_chart(watched)
    page.locator(".plot").focus()
    told = page.locator(".told")
    seen = set()
    for _ in range(17):
        page.keyboard.press("ArrowRight")
        seen.add(told.inner_text())
    assert len(seen) == 17
    assert all("not reported" in text or "%" in text for text in seen)
    last = told.inner_text()
    page.keyboard.press("ArrowRight")
    assert told.inner_text() == last
    page.keyboard.press("ArrowDown")
    assert told.inner_text() != last
    page.keyboard.press("Enter")
    page.wait_for_selector(".evidence article")
    assert "claim=" in page.url
    page.keyboard.press("Escape")
    assert page.locator(".evidence article").count() == 0
    assert "claim=" not in page.url
    page.locator(".twin summary").focus()
    assert "Each point is a claim" in told.inner_text()


def test_names_on_the_page_cover_nothing(watched: Watched) -> None:
    """No name meets a point or another name, at whatever width the page has."""
    page = open_chart(watched)
    for width in (1200, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(600)
        boxes = page.evaluate(
            """() => {
              const box = (one) => {
                const { left, top, right, bottom } = one.getBoundingClientRect();
                return [left, top, right, bottom];
              };
              const texts = [...document.querySelectorAll(".plot svg .mark-text.names text")];
              return {
                names: texts.filter((text) => text.getAttribute("opacity") !== "0").map(box),
                points: [...document.querySelectorAll(".plot svg .points path")].map(box),
              };
            }"""
        )
        names, points = boxes["names"], boxes["points"]
        assert len(names) >= 14
        assert len(points) == 17
        assert not [(a, b) for a, b in combinations(names, 2) if meet(a, b)]
        assert not [(a, b) for a in names for b in points if meet(a, b)]


def meet(one: list[float], other: list[float]) -> bool:
    """Whether two boxes share more than the pixel that letters and strokes reach beyond their measure."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return right - left > 2 and bottom - top > 4


def test_closing_a_claim_gives_the_keys_back_to_the_chart(watched: Watched) -> None:
    """Who closes what a point showed walks on from there."""
    page = watched.open("retention-cycles.html")
    page.locator(".plot svg, .plot canvas").first.wait_for()
    page.locator(".plot").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".evidence .close").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.classList.contains('plot')")


def test_the_address_carries_what_a_chart_shows(watched: Watched) -> None:
    """Selection and colours are steps that "back" takes back, and the address opens them again."""
    page = watched.open("retention-cycles.html")
    page.locator(".plot svg, .plot canvas").first.wait_for()
    page.locator("[data-by=mechanism]").check()
    page.locator(".twin summary").click()
    page.locator("button[data-row]").first.click()
    page.locator(".evidence h2").wait_for()
    address = page.evaluate("location.hash")
    assert address.startswith("#claim=")
    assert address.endswith("&by=mechanism")
    page.go_back()
    until(page, "location.hash === '#by=mechanism' && !document.querySelector('.evidence h2')")
    page.go_back()
    until(page, "document.querySelector('[data-by]:checked').dataset.by !== 'mechanism'")
    page.goto("about:blank")
    watched.open(f"retention-cycles.html{address}")
    page.locator(".evidence h2").wait_for()
    assert page.locator("[data-by=mechanism]").is_checked()


def test_an_anchor_leaves_the_chart_as_it_is(watched: Watched) -> None:
    """A link to a place of the page drops neither the claim nor the colours."""
    page = open_chart(watched)
    page.locator("[data-by=mechanism]").check()
    page.locator(".twin summary").click()
    page.locator("button[data-row]").first.click()
    page.locator(".evidence h2").wait_for()
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(200)
    assert page.locator(".evidence h2").is_visible()
    assert page.locator("[data-by=mechanism]").is_checked()


def test_a_theme_changes_the_colours_in_place(watched: Watched) -> None:
    """Dark or light recolours the drawn chart; what was picked stays so."""
    page = open_chart(watched)
    page.locator("[data-row='3']").evaluate("button => button.click()")
    page.wait_for_selector(".evidence article")
    before = page.locator("svg .role-axis-title text").first.get_attribute("fill")
    page.locator("#theme").click()
    page.wait_for_function(
        f"document.querySelector('svg .role-axis-title text').getAttribute('fill') !== '{before}'"
    )
    assert page.locator("svg path[stroke-width='6']").count() == 1


@pytest.mark.parametrize("colour", ["metal", "mechanism"])
def test_what_is_saved_has_a_heading_and_all_points(watched: Watched, colour: str, tmp_path: Path) -> None:
    """An SVG saved from the page is well-formed, with title, counts and every claim; the PNG is an image."""
    page = open_chart(watched)
    page.get_by_label("by mechanism" if colour == "mechanism" else "by interlayer metal").check()
    page.wait_for_selector(f"section.chart[data-drawn='{colour}']")
    for kind in ("SVG", "PNG"):
        with page.expect_download() as caught:
            page.get_by_role("button", name=f"Save {kind}").click()
        caught.value.save_as(tmp_path / kind)
    assert caught.value.suggested_filename == "retention-cycles.png"
    assert (tmp_path / "PNG").read_bytes().startswith(b"\x89PNG")
    root = ElementTree.parse(tmp_path / "SVG").getroot()
    text = " ".join(root.itertext())
    assert "Capacity retention against cycles" in text
    assert "17 claims from 13 works" in text
    assert len([one for one in root.iter() if " at " in (one.get("aria-label") or "")]) == 17
    rules = "".join(one.text or "" for one in root.iter() if one.tag.endswith("style"))
    assert rules.count("@font-face") >= 3
    used = {one.get("font-family") for one in root.iter() if one.get("font-family")}
    assert used == {"Source Sans Pro"}


def test_hostile_labels_are_only_shown(watched: Watched) -> None:
    """Whatever cells, metals and works are called, the chart is drawn and every claim opens."""
    page = open_chart(watched, "hostile.html")
    page.get_by_label("by mechanism").check()
    page.wait_for_selector("section.chart[data-drawn='mechanism']")
    page.locator(".plot").focus()
    for _ in range(len(HOSTILE)):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        assert page.locator(".evidence article").count() == 1
    assert page.title() == "Capacity retention against cycles"
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200


def test_ten_thousand_claims_open(watched: Watched) -> None:
    """A chart of ten thousand claims is drawn as one image that keys still walk."""
    page = open_chart(watched, "many.html")
    assert page.locator(".plot canvas").count() == 1
    page.locator(".plot").focus()
    page.keyboard.press("ArrowRight")
    assert "cell" in page.locator(".told").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector(".evidence article")


def test_a_chart_of_nothing_is_a_sentence(watched: Watched) -> None:
    """A graph without claims gives a page that says so, without a complaint of its script."""
    page = watched.open("empty.html")
    assert "The graph has no claim on this yet." in page.locator("main").inner_text()


def test_colours_tell_metals_or_mechanisms_apart(watched: Watched) -> None:
    """The page opens by metal; by mechanism it has the other legend."""
    page = open_chart(watched)
    assert "interlayer metal" in page.locator(".plot").inner_text()
    page.get_by_label("by mechanism").check()
    page.wait_for_selector("section.chart[data-drawn='mechanism']")
    assert "lithium-concentration gradient" in page.locator(".plot").inner_text()


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn(watched: Watched, name: str) -> None:
    """Each chart has a point per claim, in whatever way it is coloured, and nothing to complain of."""
    page = open_chart(watched, f"{name}.html")
    records = "JSON.parse(document.querySelector('.chart-data').textContent).records.length"
    for choice in page.locator("[data-by]").all() or [None]:
        if choice:
            choice.check()
            page.wait_for_selector(f"section.chart[data-drawn='{choice.get_attribute('data-by')}']")
        assert page.locator(".plot svg .points path").count() == page.evaluate(records)


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
