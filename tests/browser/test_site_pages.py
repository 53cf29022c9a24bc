"""The site as people read it: from the home page to the publisher's sentence, on paper and on a phone."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from kg.serve.endpoint import Endpoint
from kg.serve.server import SiteServer
from tests.browser.chromium import Watched

pytestmark = pytest.mark.browser

MECHANISM = "mechanism/lithium-concentration-gradient.html"
PHONE = 360
PAGES = (
    "index.html",
    MECHANISM,
    "material/mg.html",
    "mechanisms.html",
    "works.html",
    "people.html",
    "compare.html",
    "matrix.html",
    "citations.html",
    "discrepancies.html",
    "decisions.html",
    "gaps.html",
    "timeline.html",
    "questions.html",
    "ontology.html",
    "downloads.html",
    "about.html",
    "more.html",
)


def heading(page: Any) -> str:
    return str(page.locator("h1").inner_text())


def test_from_the_home_page_to_the_sentence(visit: Watched) -> None:
    """Home, mechanism, claim, and the link that opens the publisher's page at the words."""
    page = visit.open("index.html")
    page.locator("main").get_by_role("link", name="lithium-concentration gradient").first.click()
    assert heading(page).lower() == "lithium-concentration gradient"
    page.locator(".claim a.open").first.click()
    assert page.locator("html").get_attribute("data-page") == "claim"
    assert "finding of" in page.locator(".facts").inner_text()
    link = page.locator("blockquote a.place").first.get_attribute("href")
    assert link.startswith("https://doi.org/")
    assert "#:~:text=" in link


def test_the_picture_leads_to_pages(visit_file: Watched) -> None:
    """A thing drawn beside another is a link that keyboard and mouse reach."""
    page = visit_file.open(MECHANISM)
    link = page.locator("figure.around a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith(MECHANISM))
    assert page.locator("html").get_attribute("data-page") in {
        "mechanism",
        "effect",
        "failure",
        "material",
        "system",
    }


def test_a_question_about_a_thing_has_it_filled_in(visit: Watched) -> None:
    """The links under "Ask about it" open the form with the thing, and the answer comes at once."""
    page = visit.open("material/mg.html")
    page.locator("#ask").get_by_role("link", name="Which mechanisms are reported for a material?").click()
    page.locator("#ask-status", has_text="asked just now").wait_for()
    assert page.locator("#value-material").input_value() == "magnesium"
    assert page.locator("#ask-answer tbody tr").count() > 0


def test_the_keyboard_alone_reads_the_site(visit: Watched) -> None:
    """The first Tab offers to skip the head; from there each link is reached, with a visible mark."""
    page = visit.open(MECHANISM)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(6):
        page.keyboard.press("Tab")
        inside = "document.getElementById('main').contains(document.activeElement)"
        assert page.evaluate(inside)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_a_page_without_scrolling_sideways(
    chromium: Any, places: dict[str, str], path: str
) -> None:
    """At 360 pixels only tables and pictures scroll, within themselves."""
    watched = Watched(chromium, places["file"], width=PHONE)
    page = watched.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    watched.close()


@pytest.mark.parametrize("path", ["system/mg-powder-jun-2024.html", "works.html", "gaps.html"])
def test_a_phone_reads_rows_of_many_columns_as_records(
    chromium: Any, places: dict[str, str], path: str
) -> None:
    """At 360 pixels each cell stands below the other, with the words of its heading, and none is outside."""
    watched = Watched(chromium, places["file"], width=PHONE)
    page = watched.open(path)
    cells = page.locator("table.records").first.locator("tbody tr").first.locator("td:not(:empty)")
    boxes = [cell.bounding_box() for cell in cells.all()]
    assert len(boxes) > 1
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE for box in boxes)
    assert len({box["y"] for box in boxes}) == len(boxes)
    label = cells.nth(2).get_attribute("data-label")  # the first or the second names the record
    assert label
    assert cells.nth(2).evaluate("cell => getComputedStyle(cell, '::before').content") == f'"{label}"'
    watched.close()


@pytest.mark.parametrize(
    ("path", "chain"),
    [("index.html", False), ("claim/jeon-2025/jun-2024-retention-text.html", True), (MECHANISM, False)],
)
def test_pictures_shrink_and_then_begin_at_a_column(
    chromium: Any, places: dict[str, str], path: str, chain: bool
) -> None:
    """Down to 768 pixels a picture is seen whole; on a phone from its first column on, and words say so.

    A chain runs down there and is whole.
    """
    for width, whole in ((768, True), (PHONE, chain)):
        watched = Watched(chromium, places["file"], width=width)
        page = watched.open(path)
        frame = page.locator(".drawing").first
        told = page.get_by_text("The picture goes on to the side").first
        told.wait_for(state="hidden" if whole else "visible")
        seen = "frame => [frame.scrollLeft, frame.scrollWidth > frame.clientWidth]"
        assert frame.evaluate(seen) == [0, not whole]
        shrunk = "svg => svg.getBoundingClientRect().width / svg.getAttribute('width')"
        assert frame.locator("svg:visible").evaluate(shrunk) > 0.6
        watched.close()


def test_a_phone_shows_cells_of_the_matrix_beside_the_names(chromium: Any, places: dict[str, str]) -> None:
    """At 360 pixels the names of the rows leave room: what is drawn at a cell's middle is the cell."""
    watched = Watched(chromium, places["file"], width=PHONE)
    page = watched.open("matrix.html")
    page.locator("table.matrix tbody tr").first.scroll_into_view_if_needed()
    seen = """() => [...document.querySelectorAll("table.matrix tbody td")].filter((cell) => {
        const box = cell.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return top && cell.contains(top);
    }).length"""
    assert page.evaluate(seen) > 0
    name = page.locator("table.matrix tbody th[scope='row']").first.bounding_box()
    assert name["width"] < PHONE / 2
    watched.close()


@pytest.mark.parametrize("kind", ["claim", "discrepancy"])
def test_a_phone_breaks_the_words_that_tell_a_place(
    chromium: Any, places: dict[str, str], small_site: Path, kind: str
) -> None:
    """At 360 pixels a place told in many words goes on in the next line and the page stays as wide."""
    watched = Watched(chromium, places["file"], width=PHONE)
    found = next(
        path for path in sorted((small_site / kind).rglob("*.html")) if 'class="place"' in path.read_text()
    )
    page = watched.open(found.relative_to(small_site).as_posix())
    page.locator(".place").first.evaluate(
        "place => { place.textContent = 'caption of the figure '.repeat(9); }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    watched.close()


def test_a_phone_keeps_a_number_with_its_unit(chromium: Any, places: dict[str, str]) -> None:
    """In the heading of a claim they stand in one line, however narrow the window."""
    watched = Watched(chromium, places["file"], width=PHONE)
    page = watched.open("claim/jeon-2025/jun-2024-retention-text.html")
    amount = page.locator("h1 .unbroken").first
    for width in range(PHONE, PHONE + 100, 10):
        page.set_viewport_size({"width": width, "height": 740})
        assert amount.evaluate("amount => amount.getClientRects().length") == 1
    watched.close()


def test_names_from_right_to_left_keep_to_themselves(visit_file: Watched) -> None:
    """In a running list an Arabic name leaves the number that begins the next name where it is."""
    page = visit_file.open(MECHANISM)
    names = page.locator(".aliases > *")
    names.nth(0).evaluate("name => { name.textContent = 'جامعة'; }")
    names.nth(1).evaluate("name => { name.textContent = '12'; }")
    first, second = names.nth(0).bounding_box(), names.nth(1).bounding_box()
    assert second["x"] > first["x"] + first["width"]


def test_the_whole_picture_leads_home(visit_file: Watched) -> None:
    """The page of the picture, of another make than the rest, has a link back."""
    page = visit_file.open("picture.html")
    page.get_by_role("link", name="Home").click()
    assert page.locator("html").get_attribute("data-page") == "home"


def test_the_panel_of_the_picture_leads_to_pages(visit: Watched) -> None:
    """The name of the thing leads to its page, each record behind it to its own."""
    page = visit.open("picture.html#node=material%2Fmg")
    page.locator("#panel h2 a").click()
    assert page.locator("html").get_attribute("data-page") == "material"
    page.go_back()
    record = page.locator("#panel article.claim").first
    said = record.locator(".said").inner_text()
    record.locator("a", has_text="Its page").click()
    assert page.locator("html").get_attribute("data-page") == "claim"
    assert heading(page).casefold() == said.casefold()


def test_dark_and_light_are_kept_from_page_to_page(visit: Watched) -> None:
    """The button turns the colours, and the next page has them too."""
    page = visit.open("index.html")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert before != after
    page = visit.open("works.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_the_menu_stands_in_one_line(visit_file: Watched) -> None:
    """From 1,000 pixels on it stands beside the search field and no word of it alone below the others."""
    page = visit_file.open("index.html")
    for width in (1000, 1100, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        items = [page.locator(".brand"), *page.locator(".mast nav a").all()]
        middles = [box["y"] + box["height"] / 2 for item in items if (box := item.bounding_box())]
        assert max(middles) - min(middles) < 8, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_there_is_no_navigation(visit_file: Watched) -> None:
    """Printed, a page has its claims and not its menus."""
    page = visit_file.open(MECHANISM)
    page.emulate_media(media="print")
    assert not page.locator(".mast").is_visible()
    assert not page.locator(".crumbs").is_visible()
    assert page.locator(".claim").first.is_visible()


def test_paper_is_light_where_dark_was_chosen(visit_file: Watched) -> None:
    """Text, boxes of pictures and what scripts colour are printed as in the light theme."""
    page = visit_file.open(MECHANISM)
    tone = "getComputedStyle(document.querySelector('.small .box')).fill"
    light = page.evaluate(tone)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(tone) != light
    page.emulate_media(media="print")
    assert page.evaluate(tone) == light


@pytest.mark.parametrize("path", ["index.html", "compare.html", "sparql.html", MECHANISM])
def test_the_head_breaks_where_letters_are_large(visit_file: Watched, path: str) -> None:
    """With text at twice its size nothing makes the page wider than the window (WCAG 1.4.4)."""
    page = visit_file.open(path)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_record_is_named_by_its_thing_on_a_phone(visit_file: Watched) -> None:
    """Where a row begins with a word for its kind, the thing behind it heads the record."""
    page = visit_file.open("gaps.html")
    page.set_viewport_size({"width": 390, "height": 844})
    row = page.locator("table.records tbody tr", has=page.locator("td:nth-child(2) > a")).first
    kind, thing = (row.locator(f"td:nth-child({place})").bounding_box() for place in (1, 2))
    assert thing["y"] < kind["y"]


def test_the_comparison_is_whole_on_paper(visit_file: Watched) -> None:
    """Printed, it lies across on A4: no column is cut, and nothing that can only be pressed stands there."""
    page = visit_file.open("compare.html")
    page.locator("#compare-tools summary").first.wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1054, "height": 725})  # A4 across without its margins, at 96 to the inch
    table = page.locator("#compare").bounding_box()
    assert table["x"] + table["width"] <= 1054
    for gone in ("summary", "button", "input"):
        assert not [one for one in page.locator(f"main {gone}").all() if one.is_visible()]
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert sizes
    assert all(float(width) > float(height) for width, height in sizes)


@pytest.mark.parametrize("path", ["index.html", MECHANISM])
def test_a_picture_is_whole_on_paper(visit_file: Watched, path: str) -> None:
    """Printed on A4, a picture is as wide as the page at most."""
    page = visit_file.open(path)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1017})
    picture = page.locator(".drawing svg").first.bounding_box()
    assert picture["x"] + picture["width"] <= 703


def test_pages_are_whole_without_scripts(chromium: Any, places: dict[str, str]) -> None:
    """With scripts turned off the facts, the tables and the answers made beforehand are there."""
    watched = Watched(chromium, places["file"], java_script_enabled=False)
    page = watched.open("question/mechanisms-of-material.html")
    assert page.locator("#ask-answer tbody tr").count() > 0
    page = watched.open("compare.html")
    assert page.locator("#compare tbody tr").count() > 0
    watched.close()


def test_a_wrong_address_leads_on_by_search(small_site: Path, chromium: Any, tmp_path: Path) -> None:
    """The page for wrong addresses has its style below any folder, and finds what the address names."""
    with SiteServer(small_site, Endpoint(tmp_path)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        page = chromium.new_context().new_page()
        for path in ("metal/magnesium.html", "a/b/c/magnesium"):
            answer = page.goto(server.address + path)
            assert answer.status == 404
            page.locator("#search-results a", has_text="magnesium").first.wait_for()
            assert page.locator("h1").inner_text() == "There is no such page"
            assert page.evaluate("document.styleSheets.length") == 1
        assert page.locator("#search-results a[href='/material/mg.html']").count() == 1
        page.goto(server.address + "material/mg")
        assert page.url == server.address + "material/mg.html"
        server.shutdown()
        thread.join()
