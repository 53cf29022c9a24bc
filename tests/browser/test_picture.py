"""The picture as people use it, in a real headless Chromium, opened from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from kg.draw.assemble import Source
from kg.draw.page import save_page, to_html
from kg.draw.subjects import draw_mechanisms
from kg.engines.local import LocalEngine
from tests.browser.chromium import Watched
from tests.picture_graphs import load_hostile, load_small

pytestmark = pytest.mark.browser

LINK = "mechanism/lithium-concentration-gradient~promoting~mechanism/uniform-lithium-distribution"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("picture") / "small.html"
    save_page(to_html(draw_mechanisms(Source(LocalEngine(load_small()))), "Small"), path)
    return path.as_uri()


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    yield from open_page(chromium, address)


def open_page(browser: Any, address: str, **context: Any) -> Iterator[Any]:
    """A page of its own; complaints of the console and requests beyond the file fail the test at its end."""
    watched = Watched(browser, address.partition("#")[0], **{"width": 1440, **context})
    opened = watched.open(address.removeprefix(watched.start))
    opened.wait_for_function("window.kgPicture !== undefined")
    yield opened
    watched.close()


def click_at(page: Any, place: dict[str, float]) -> None:
    page.locator("#canvas").click(position=place)


def panel(page: Any) -> str:
    return str(page.locator("#panel").inner_text())


def test_click_on_a_link_shows_its_evidence(page: Any) -> None:
    """Both claims behind the line come with work, place, pointer words and the publisher's address."""
    click_at(page, page.evaluate("key => kgPicture.placeOfLink(key)", LINK))
    assert page.locator("#panel .claim").count() == 2
    text = panel(page)
    for words in (
        "Jeon et al. 2025",
        "Jun et al. 2024",
        "section 4",
        "caption of Figure 3",
        "Compared with Ag",
    ):
        assert words in text
    href = page.locator("#panel blockquote a").first.get_attribute("href")
    assert href.startswith("https://doi.org/10.1002/admi.202400953#:~:text=")


def test_click_on_a_box_shows_its_claims(page: Any) -> None:
    """The panel of a material tells aliases, claims, decision and full quote."""
    click_at(page, page.evaluate("kgPicture.placeOfNode('material/mg')"))
    text = panel(page)
    for words in ("magnesium", "4 claims", "Reading decision", "An invented sentence"):
        assert words in text
    assert "node=material%2Fmg" in page.url


def test_search_knows_names_aliases_formulas_and_works(page: Any) -> None:
    """A few letters offer the thing, Enter selects it."""
    for typed, heading in (("LCG", "lithium-concentration gradient"), ("mgf2", "MgF2"), ("silver", "Ag")):
        page.fill("#find", typed)
        assert page.locator("#found [role=option]").count() >= 1
        page.press("#find", "Enter")
        assert page.locator("#panel h2").text_content() == heading
    page.fill("#find", "jun 2024")
    assert page.locator("#found [role=option]").count() == 1 or "Jun" in page.locator("#found").inner_text()


def test_filters_rule_picture_and_table_alike(page: Any) -> None:
    """After every filter the table has exactly the rows of the lines that are drawn."""

    def both() -> tuple[list[str], list[str]]:
        drawn = page.evaluate("kgPicture.visibleLinks()")
        rows = page.evaluate(
            "[...document.querySelectorAll('tr[data-link]:not([hidden])')].map(r => r.dataset.link)"
        )
        return sorted(drawn), sorted(rows)

    page.click("#twin summary")
    drawn, rows = both()
    assert drawn == rows
    assert len(drawn) == 15
    for name in ("suppressing", "process", "denied", "effect"):
        page.click(f"[data-filter={name}]")
        fewer, rows = both()
        assert fewer == rows
        assert len(fewer) <= len(drawn)
        drawn = fewer
    assert "off=denied.effect.process.suppressing" in page.url


def test_the_address_restores_the_selection_and_back_undoes_it(
    page: Any, chromium: Any, address: str
) -> None:
    """A link with a hash opens the same panel; the back button returns to the one before."""
    click_at(page, page.evaluate("kgPicture.placeOfNode('material/mg')"))
    click_at(page, page.evaluate("kgPicture.placeOfNode('material/ag')"))
    assert page.locator("#panel h2").text_content() == "Ag"
    page.go_back()
    page.wait_for_function("document.querySelector('#panel h2').textContent === 'Mg'")
    for again in open_page(chromium, f"{address}#edge={quote(LINK, safe='')}&off=neutral"):
        assert again.locator("#panel .claim").count() == 2
        assert again.get_attribute("[data-filter=neutral]", "aria-pressed") == "false"


def test_the_keyboard_alone_reaches_the_evidence(page: Any) -> None:
    """Arrows move over the boxes, Enter opens one, Tab and Enter open a line of it, Escape closes."""
    page.focus("#canvas")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.locator("#said").text_content()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    while "tie" not in (page.evaluate("document.activeElement.className") or ""):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "edge=" in page.url
    assert page.locator("#panel .claim").count() >= 1
    page.keyboard.press("Escape")
    assert not page.locator("#panel.open").count()


def test_the_table_opens_the_evidence_too(page: Any) -> None:
    """A row's button shows the claims of its line."""
    page.click("#twin summary")
    page.locator("tr[data-link] button").first.click()
    assert page.locator("#panel .claim").count() >= 1


def test_a_phone_has_no_sideways_scroll(chromium: Any, address: str) -> None:
    """At 360 pixels the page is as wide as the screen, closed and with an open panel."""
    for narrow in open_page(chromium, f"{address}#node=material%2Fmg", width=360):
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
        assert narrow.locator("#panel.open").is_visible()


def test_hostile_labels_change_nothing_but_the_text(chromium: Any, tmp_path: Path) -> None:
    """No label runs, breaks the page or its selection; each can be opened and reads as it was written."""
    path = tmp_path / "hostile.html"
    save_page(to_html(draw_mechanisms(Source(LocalEngine(load_hostile()))), "Hostile"), path)
    for opened in open_page(chromium, f"{path.as_uri()}#node=material%2F__proto__"):
        assert opened.title() == "Hostile"
        assert opened.locator("#panel h2").text_content() == "__proto__"
        opened.fill("#find", "<script>")
        opened.press("#find", "Enter")
        assert opened.locator("#panel h2").text_content() == "<script>document.title='broken'</script>"
        assert opened.title() == "Hostile"
        assert opened.evaluate("document.documentElement.scrollWidth") <= 1440


def test_dark_and_light_can_be_chosen(page: Any) -> None:
    """The switch changes the colours of page and picture."""
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
