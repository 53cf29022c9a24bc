"""The site as people use it, in a real headless Chromium, opened from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from kg.publish.site import SiteOptions, build_site
from tests.browser.test_picture import browser, open_page

__all__ = ["browser"]  # the fixture of the other module

pytestmark = pytest.mark.browser

DATA = Path(__file__).parents[1] / "data"
KEPT = "claim/tiny-2024/mg-powder-example-2022/capacity-retention"
DISPUTE = "discrepancy/tiny-2024/mg-retention-text-table"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("site")
    report = build_site(
        SiteOptions(DATA / "papers", folder / "public", folder / "build", DATA / "texts"),
    )
    assert not report.failed, report.problems
    return report.page_path.as_uri()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    yield from open_page(browser, address)


def value(key: str) -> str:
    return f'table.systems a.value[href="#claim={quote(key, safe="")}"]'


def dialog(page: Any) -> str:
    return str(page.locator("#origin").inner_text())


def cells(page: Any, column: int) -> list[str]:
    return [
        str(text)
        for text in page.evaluate(
            "n => [...document.querySelectorAll('table.systems tbody tr')].map(r => r.cells[n].innerText)",
            column,
        )
    ]


def test_a_number_opens_the_place_it_came_from(page: Any) -> None:
    """A click shows statement, printed text, conditions, sayer, place, and the way to the publisher."""
    page.click(value(KEPT))
    text = dialog(page)
    for words in (
        "80 %",
        "500 cycles (80%)",
        "Table 1, row Mg powder, capacity retention",
        "Example and Sample 2024",
        "finding of",
        "Example and Sample 2022",
        "measured",
        "high severity",
    ):
        assert words in text
    assert page.locator("#origin blockquote a").first.get_attribute("href") == (
        "https://doi.org/10.5555/tiny.2024.1"
    )
    assert page.url.endswith(f"#claim={quote(KEPT, safe='')}")


def test_a_number_of_the_text_leads_to_the_sentence(page: Any) -> None:
    """With a sentence behind it the panel quotes it and links to it at the publisher."""
    page.click(value("claim/tiny-2024/mg-retention-text"))
    assert "magnesium cell" in page.locator("#origin blockquote").inner_text()
    assert "#:~:text=" in page.locator("#origin blockquote a").get_attribute("href")


def test_a_reading_decision_is_told_in_full(page: Any) -> None:
    """Printed and meant, why, how certain and by whom."""
    page.click(value("claim/tiny-2024/mg-powder-example-2022/test-temperature"))
    text = page.locator("#origin .remark.decision").inner_text()
    for words in ("C° 09", "60 °C", "upside down", "certain", "by "):
        assert words in text


def test_the_keyboard_alone_opens_and_closes_the_origin(page: Any) -> None:
    """Enter on a value opens, Escape closes, the focus returns and the address is as before."""
    page.focus(value(KEPT))
    page.keyboard.press("Enter")
    page.wait_for_selector("#origin[open]")
    assert page.evaluate("document.getElementById('origin').contains(document.activeElement)")
    page.keyboard.press("Escape")
    page.wait_for_selector("#origin:not([open])", state="attached")
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith(quote(KEPT, safe=""))
    assert "claim=" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_selector("#origin[open]")


def test_focus_is_visible_on_values_lists_and_headings(page: Any) -> None:
    """What the Tab key reaches gets an outline."""
    for selector in (value(KEPT), "button.sort >> nth=2", "#panel .tie >> nth=0", ".chip.only >> nth=0"):
        page.locator(selector).focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid", selector


def test_a_discrepancy_of_the_panel_leads_to_its_card(page: Any) -> None:
    """The link closes the panel, and the card is shown also when a filter hid it."""
    page.click("[data-card-filter=severity]")
    page.evaluate("document.querySelector('.card').hidden = true")
    page.click(value(KEPT))
    page.click(f'#origin a[href="#{DISPUTE}"]')
    page.wait_for_selector("#origin:not([open])", state="attached")
    assert page.url.endswith(f"#{DISPUTE}")
    card = page.locator(f'[id="{DISPUTE}"]')
    assert card.is_visible()
    page.wait_for_function(
        "id => { const y = document.getElementById(id).getBoundingClientRect().y;"
        " return y > -5 && y < innerHeight; }",
        arg=DISPUTE,
    )


def test_columns_sort_both_ways_with_the_missing_last(page: Any) -> None:
    """The heading's button orders by number and says so to assistive technology."""
    headings = page.locator("table.systems thead th")
    names = [str(text).split("\n")[0] for text in headings.all_inner_texts()]
    column = names.index("Temperature")
    button = headings.nth(column).locator("button")
    button.click()
    assert headings.nth(column).get_attribute("aria-sort") == "ascending"
    assert [text.split()[0][:2] for text in cells(page, column)] == ["25", "60"]
    button.focus()
    page.keyboard.press("Enter")
    assert headings.nth(column).get_attribute("aria-sort") == "descending"
    assert [text.split()[0][:2] for text in cells(page, column)] == ["60", "25"]
    retention = names.index("Capacity retention")
    for _ in range(2):
        headings.nth(retention).locator("button").click()
        assert cells(page, retention)[-1].startswith("N/A")
    assert page.locator("th[aria-sort=ascending], th[aria-sort=descending]").count() == 1


def test_chips_choose_discrepancies(page: Any) -> None:
    """A pressed chip leaves only its cards; released, all are back; the count says so."""
    every = page.locator(".card").count()
    kind = page.locator("[data-card-filter=kind]").first
    wanted = kind.get_attribute("data-value")
    kind.click()
    visible = page.locator(".card:visible")
    assert {card.get_attribute("data-kind") for card in visible.all()} == {wanted}
    assert kind.locator(".times").inner_text() == str(visible.count())
    kind.click()
    assert page.locator(".card:visible").count() == every
    assert page.locator("#cards-shown").inner_text() == f"All {every} shown."


def test_an_address_opens_a_claim(browser: Any, address: str) -> None:
    """A link with a claim in it opens the panel, for values and mechanisms; an unknown one does no harm."""
    for opened in open_page(browser, f"{address}#claim={quote(KEPT, safe='')}"):
        assert "80 %" in dialog(opened)
        opened.click("#origin-close")
        assert opened.locator("#origin[open]").count() == 0
    mechanism = quote("claim/tiny-2024/mg-exhibits-gradient", safe="")
    for opened in open_page(browser, f"{address}#claim={mechanism}"):
        assert "magnesium exhibits lithium-concentration gradient" in dialog(opened)
        opened.go_back()
    for opened in open_page(browser, f"{address}#claim=claim%2Fnobody%E0%A4"):
        assert opened.locator("#origin[open]").count() == 0


def test_a_claim_in_an_answer_opens_too(page: Any) -> None:
    """Statements in the answers lead to the same panel."""
    page.evaluate("document.getElementById('question/retention-above').open = true")
    page.locator("[id='question/retention-above'] a[href^='#claim=']").first.click()
    assert page.locator("#origin[open]").count() == 1


def test_a_selection_survives_the_panel(page: Any) -> None:
    """Opening and closing a value leaves what is selected in the picture."""
    page.evaluate("location.hash = '#node=material%2Fmg'")
    page.wait_for_selector("#panel.open")
    page.click(value(KEPT))
    page.keyboard.press("Escape")
    assert page.locator("#panel h3").inner_text() == "magnesium"
    page.wait_for_function("location.hash === '#node=material%2Fmg'")


def test_the_site_fits_a_phone(browser: Any, address: str) -> None:
    """At 360 pixels nothing but the tables scrolls sideways, with the panel open too."""
    for narrow in open_page(browser, f"{address}#claim={quote(KEPT, safe='')}", width=360):
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
        frame = narrow.locator("#origin").bounding_box()
        assert frame["x"] >= 0
        assert frame["x"] + frame["width"] <= 360


def test_the_panel_is_dark_in_the_dark(browser: Any, address: str) -> None:
    """The panel follows the colours of the page."""
    for opened in open_page(browser, address):
        opened.emulate_media(color_scheme="dark")
        opened.click(value(KEPT))
        ink = opened.evaluate("getComputedStyle(document.getElementById('origin')).color")
        paper = opened.evaluate("getComputedStyle(document.getElementById('origin')).backgroundColor")
        assert brightness(ink) > 150 > 80 > brightness(paper)


def brightness(colour: str) -> float:
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")[:3])
    return 0.3 * red + 0.6 * green + 0.1 * blue
