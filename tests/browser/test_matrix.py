"""The matrix as people use it: cells open their claims or what is near, by pointer, keys and address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.draw.assemble import Source
from kg.draw.matrix.drawn import draw_matrix
from kg.draw.matrix.files import save_matrix
from kg.engines.local import LocalEngine, open_engine
from kg.graph.build import build_graph
from kg.resources import find_folder
from tests.browser.chromium import Watched
from tests.matrix_graphs import make_engine
from tests.picture_graphs import HOSTILE

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "site/node_modules/axe-core/axe.min.js"
GRADIENT = "mechanism/lithium-concentration-gradient~material/mg"


def save(engine: LocalEngine, path: Path) -> None:
    save_matrix(draw_matrix(engine, Source(engine)), path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the matrix of the project's own papers, a large one, a hostile one and one of nothing."""
    made = tmp_path_factory.mktemp("matrix")
    build_graph(find_folder("papers"), made / "build")
    save(open_engine(made / "build"), made / "matrix.html")
    names = {f"p{i}": f"mechanism with the number {i}" for i in range(40)}
    claims = [f"m{j} exhibits p{i}" for i in range(40) for j in range(60) if (i * j) % 7 == 1 or i == j % 40]
    save(make_engine(claims, labels=names), made / "large.html")
    labels = {f"{kind}{i}": label for kind in "pm" for i, label in enumerate(HOSTILE)}
    hostile = [f"m{i} exhibits p{j}" for i in range(len(HOSTILE)) for j in (i, (i + 1) % len(HOSTILE))]
    save(make_engine(hostile, labels=labels), made / "hostile.html")
    save(make_engine([]), made / "empty.html")
    return made


@pytest.fixture
def watched(chromium: Any, folder: Path) -> Iterator[Watched]:
    """A page whose complaints and stray requests fail the test."""
    page = Watched(chromium, folder.as_uri() + "/", width=1440)
    yield page
    page.close()


def open_matrix(watched: Watched, path: str = "matrix.html") -> Any:
    page = watched.open(path)
    page.wait_for_selector("table.matrix[role=grid]")
    return page


def test_a_cell_opens_all_claims_of_its_pair(watched: Watched) -> None:
    """Statement, polarity, who says so, whose finding, and the passage; the address leads there again."""
    page = open_matrix(watched, f"matrix.html#pair={GRADIENT}")
    panel = page.locator("#matrix-panel")
    assert panel.locator("article.claim").count() == 2
    text = panel.inner_text()
    for word in (
        "magnesium exhibits lithium-concentration gradient",
        "Jun et al. 2024",
        "Jeon et al. 2025",
        "neutral",
    ):
        assert word in text
    assert panel.locator("a[href^='https://doi.org/10.1002/'][href*='#:~:text=']").count() == 2
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert "pair=" not in page.url
    page.locator("table.matrix td a.cell").nth(3).click()
    assert panel.is_visible()
    opened = page.url
    page.locator("table.matrix td a.cell").nth(9).click()
    assert page.url != opened
    page.go_back()
    page.wait_for_function(f"location.href === {opened!r}")
    again = panel.inner_text()
    page.reload()
    page.wait_for_selector("#matrix-panel:not([hidden])")
    assert panel.inner_text() == again


def test_an_empty_cell_opens_what_is_near(watched: Watched) -> None:
    """A kindred pair is told with its claims and leads there; below stands what both are known for."""
    page = open_matrix(watched)
    page.locator("table.matrix td.kin").first.click()
    panel = page.locator("#matrix-panel")
    assert "No claim tells of this pair." in panel.inner_text()
    assert "What is near" in panel.inner_text()
    assert "is best known of" in panel.inner_text()
    panel.locator("details summary").first.click()
    assert panel.locator("details article.claim").first.is_visible()
    panel.locator("button.pair").first.click()
    assert panel.locator("article.claim").count() >= 1
    assert "No claim tells of this pair." not in panel.inner_text()


def test_a_cell_that_nothing_connects_says_so(watched: Watched) -> None:
    """And tells what each of the two is known for."""
    page = open_matrix(watched)
    page.locator("table.matrix td.none").nth(20).click()
    text = page.locator("#matrix-panel").inner_text()
    assert "Nothing connects them" in text
    assert "is best known of" in text
    assert "is best known for" in text


def test_keys_walk_the_matrix(watched: Watched) -> None:
    """One stop of the Tab key, arrows from cell to cell, Enter opens, Escape returns to the cell."""
    page = open_matrix(watched)
    assert page.locator("table.matrix td[tabindex='0']").count() == 1
    page.locator("table.matrix td[tabindex='0']").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "End", "ArrowRight", "Home", "ArrowUp"):
        page.keyboard.press(key)
    at = "document.activeElement"
    assert page.evaluate(f"{at}.parentElement.cells[0].innerText") == "in-situ conversion"
    assert page.evaluate(f"{at}.cellIndex") == 1
    assert page.evaluate(f"{at}.getAttribute('aria-label')").startswith(
        "silver, in-situ conversion: nothing told"
    )
    page.keyboard.press("Enter")
    assert page.evaluate(f"{at}.id") == "matrix-panel"
    page.keyboard.press("Escape")
    assert page.evaluate(f"{at}.parentElement.cells[0].innerText") == "in-situ conversion"


def test_keys_get_into_a_narrowed_matrix(watched: Watched) -> None:
    """After a search the table is still reached with Tab, by a cell that is shown; letters are no steps."""
    page = open_matrix(watched)
    steps = page.evaluate("history.length")
    page.locator("input[type=search]").first.press_sequentially("zinc")
    entry = page.locator("table.matrix td[tabindex='0']")
    assert entry.count() == 1
    assert entry.is_visible()
    assert page.evaluate("history.length") == steps


def test_finding_hiding_and_ordering_are_kept_in_the_address(watched: Watched) -> None:
    """What is searched narrows columns or rows, kinds can be hidden, the order can follow the claims."""
    page = open_matrix(watched)
    page.locator("#matrix-find").fill("Mg")
    heads = page.locator("table.matrix thead tr:last-child th:visible")
    assert set(heads.all_inner_texts()) == {"Mg", "MgF2/C", "MXene/Mg", "Mg-Li", "MgF2", "W/Mg"}
    page.get_by_role("button", name="Effects wanted").click()
    page.locator("#matrix-order").select_option("claims")
    assert page.locator("tbody[data-kind='effect']").is_hidden()
    first = page.locator("tbody[data-kind='mechanism'] tr:nth-child(2) th").inner_text()
    shown = page.locator("table.matrix").inner_text()
    page.reload()
    page.wait_for_selector("table.matrix[role=grid]")
    assert page.locator("table.matrix").inner_text() == shown
    assert first == "silver substitution"  # seven claims
    page.locator("#matrix-find").fill("gradient")
    assert page.locator("table.matrix tbody th[scope='row']:visible").count() == 2
    page.locator("#matrix-find").fill("nothing like it")
    assert page.locator("#matrix-find").get_attribute("aria-invalid") == "true"


def test_an_anchor_leaves_the_matrix_as_it_is(watched: Watched) -> None:
    """A link to a place of the page closes no panel and empties no search."""
    page = open_matrix(watched, f"matrix.html#pair={GRADIENT}&find=Mg")
    page.evaluate("location.hash = '#matrix'")
    page.wait_for_timeout(200)
    assert page.locator("#matrix-panel").is_visible()
    assert page.locator("#matrix-find").input_value() == "Mg"
    page.go_back()
    page.evaluate("location.hash = '#find=Ag'")
    page.locator("#matrix-panel").wait_for(state="hidden")


def test_escape_in_the_search_of_the_site_leaves_the_panel(visit_file: Watched) -> None:
    """It closes the suggestions there; in the panel it closes the panel."""
    page = open_matrix(visit_file)
    page.locator("table.matrix td a.cell").first.click()
    panel, field = page.locator("#matrix-panel"), page.locator("#find-words")
    field.press_sequentially("mag")
    page.locator("#find-results li").first.wait_for()
    for _ in range(2):
        page.keyboard.press("Escape")
        assert page.locator("#find-results").is_hidden()
        assert panel.is_visible()
        assert field.evaluate("field => field === document.activeElement")
    panel.focus()
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_without_scripts_a_cell_leads_to_its_row_of_the_table(chromium: Any, folder: Path) -> None:
    """The matrix is a table with links; its twin below has the claims in words."""
    watched = Watched(chromium, folder.as_uri() + "/", java_script_enabled=False)
    page = watched.open("matrix.html")
    link = page.locator("table.matrix td a.cell").first
    assert page.locator(link.get_attribute("href")).count() == 1
    link.click()
    assert page.locator(".twin tr:target").is_visible()
    watched.close()


def test_forty_rows_and_sixty_columns_fit_a_screen(chromium: Any, folder: Path) -> None:
    """At 1440 pixels all sixty columns are seen at once, with names and numbers of a readable size."""
    watched = Watched(chromium, folder.as_uri() + "/", width=1440)
    page = open_matrix(watched, "large.html")
    assert page.locator("table.matrix tbody tr:not(.kind)").count() == 40
    heads = page.locator("table.matrix thead tr:last-child th")
    assert heads.count() == 60
    last = heads.nth(59).bounding_box()
    assert last["x"] + last["width"] <= 1440
    assert last["width"] >= 18
    size = "getComputedStyle(document.querySelector('table.matrix a.cell')).fontSize"
    assert float(page.evaluate(size).removesuffix("px")) >= 11
    rows = page.locator("table.matrix tbody tr:not(.kind)")
    height = rows.nth(39).bounding_box()["y"] - rows.nth(0).bounding_box()["y"]
    assert height < 900
    watched.close()


def test_many_columns_have_a_switch_for_large_cells(chromium: Any, folder: Path) -> None:
    """Cells too small to hit grow to 24 pixels with their gap; the address keeps it."""
    watched = Watched(chromium, folder.as_uri() + "/", width=1440)
    page = open_matrix(watched, "large.html")
    cell = page.locator("table.matrix td").nth(130)
    assert cell.bounding_box()["width"] < 23
    page.get_by_role("button", name="Large cells").click()
    assert min(cell.bounding_box()["width"], cell.bounding_box()["height"]) >= 23
    assert "cells=large" in page.url
    page.reload()
    assert page.get_by_role("button", name="Large cells").get_attribute("aria-pressed") == "true"
    assert cell.bounding_box()["width"] >= 23
    page.get_by_role("button", name="Large cells").click()
    assert "cells=" not in page.url
    page = open_matrix(watched)
    assert page.get_by_role("button", name="Large cells").count() == 0
    watched.close()


def test_a_phone_shows_cells_and_opens_them(chromium: Any, folder: Path) -> None:
    """At 360 pixels nothing but the matrix scrolls sideways, and the panel leaves it in sight."""
    watched = Watched(chromium, folder.as_uri() + "/", width=360, has_touch=True)
    page = open_matrix(watched)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    name = page.locator("table.matrix tbody th[scope='row']").first.bounding_box()
    assert name["width"] < 180
    page.locator("table.matrix td a.cell").first.tap()
    panel = page.locator("#matrix-panel").bounding_box()
    assert panel["width"] == 360
    assert panel["height"] < 620
    page.get_by_role("button", name="Close").tap()
    assert page.locator("#matrix-panel").is_hidden()
    watched.close()


def test_hostile_labels_are_only_shown(watched: Watched) -> None:
    """Whatever things are called, every cell opens and nothing runs."""
    page = open_matrix(watched, "hostile.html")
    for cell in page.locator("table.matrix tbody td").all():
        cell.evaluate("cell => cell.click()")
        assert page.locator("#matrix-panel h2").count() == 1
    assert page.title() == "Which material, which mechanism"
    assert page.locator("#matrix-panel img, #matrix-panel svg, table.matrix img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_matrix_of_nothing_is_a_sentence(watched: Watched) -> None:
    """A graph without claims gives a page that says so, without a complaint of its script."""
    page = watched.open("empty.html")
    assert "No claim links a mechanism with a material yet." in page.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Any, folder: Path, scheme: str) -> None:
    """Neither theme has a violation that axe-core knows of, with the table and a panel open."""
    watched = Watched(chromium, folder.as_uri() + "/", bypass_csp=True, color_scheme=scheme)
    page = open_matrix(watched)
    page.locator(".twin summary").click()
    page.locator("table.matrix td.kin").first.click()
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))])"
    )
    assert found == []
    watched.close()
