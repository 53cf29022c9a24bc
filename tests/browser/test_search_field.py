"""The search field in the head of every page, with the keyboard only, without a server too."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.browser.chromium import Watched

pytestmark = pytest.mark.browser


def test_a_mechanism_is_found_by_its_short_form(visit: Watched) -> None:
    """Ctrl+K goes to the field, typing offers, arrow and Enter lead to the page, and on to a passage."""
    page = visit.open("material/mg.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("LCG")
    page.locator("#find-results li", has_text="lithium-concentration gradient").wait_for()
    field = page.locator("#find-words")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "find-results-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/mechanism/lithium-concentration-gradient.html")
    page.locator("main a[href*='claim/']").first.click()
    page.wait_for_url("**/claim/**")
    assert page.locator("main a[href^='https://doi.org/']").count() > 0


def test_escape_closes_and_keeps_the_words(visit_file: Watched) -> None:
    """Nothing is lost by a look at the suggestions."""
    page = visit_file.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("mag")
    page.locator("#find-results li").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#find-results").is_hidden()
    assert page.locator("#find-words").input_value() == "mag"


def test_enter_lists_all_results_and_statements_are_among_them(visit: Watched) -> None:
    """The page of results says how many there are; a claim is found by its words."""
    page = visit.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("magnesium gradient")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=magnesium%20gradient")
    page.locator("#search-results [role=status]", has_text="result").wait_for()
    kinds = page.locator("#search-results small").all_inner_texts()
    assert any(kind.startswith("claim") for kind in kinds)
    page = visit.open("search.html?q=zzzzzz")
    page.locator("#search-results [role=status]", has_text="0 results").wait_for()


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("Ag", "material/ag.html"),
        ("li", "material/li.html"),
        ("MgF₂", "material/mgf2.html"),
        ("https://doi.org/10.1002/adfm.202310259", "work/jun-2024.html"),
        ("doi: 10.1002/ADFM.202310259", "work/jun-2024.html"),
        ("Which mechanisms are reported for a material?", "question/mechanisms-of-material.html"),
        ("mechanisms of material", "question/mechanisms-of-material.html"),
        ("matrix", "matrix.html"),
        ("downloads", "downloads.html"),
        ("Tested cells compared", "compare.html"),
    ],
)
def test_what_is_called_just_so_comes_first(visit_file: Watched, typed: str, page: str) -> None:
    """A symbol is its element before all that begins with it, a DOI may be a link, questions are found."""
    found = visit_file.open(f"search.html?q={quote(typed)}")
    found.locator("#search-results [role=status]", has_text="result").wait_for()
    assert found.locator("#search-results a").first.get_attribute("href") == page


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("lithium-conc", "mechanism/lithium-concentration-gradient.html"),
        ("Lithium-c", "mechanism/lithium-concentration-gradient.html"),
        ("10.1002/adfm.20231", "work/jun-2024.html"),
        ("gradient lithium-conc", "mechanism/lithium-concentration-gradient.html"),
    ],
)
def test_a_word_with_a_hyphen_is_found_while_it_is_typed(visit_file: Watched, typed: str, page: str) -> None:
    """What follows a hyphen or a slash may be a beginning, as any last word may."""
    found = visit_file.open(f"search.html?q={quote(typed)}")
    found.locator("#search-results [role=status]", has_text="result").wait_for()
    assert page in found.locator("#search-results a").evaluate_all(
        "links => links.slice(0, 5).map((link) => link.getAttribute('href'))"
    )


def test_the_marked_suggestion_is_seen(visit_file: Watched) -> None:
    """It has a line around it, which forced colours keep, and a ground; the others have neither."""
    page = visit_file.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("mag")
    rows = page.locator("#find-results li")
    rows.nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    look = "(({ outlineStyle, backgroundColor }) => [outlineStyle, backgroundColor])(getComputedStyle(row))"
    looks = rows.evaluate_all(f"rows => rows.map((row) => {look})")
    assert looks[0][0] == "solid"
    assert {look[0] for look in looks[1:]} == {"none"}
    assert looks[0][1] != looks[1][1]
    assert page.locator("#find-words").get_attribute("aria-keyshortcuts") == "Control+K"


def test_names_are_asked_for_once_more_after_they_failed(chromium: Any, places: dict[str, str]) -> None:
    """A load that fails complains of nothing but itself, and the next letter finds."""
    watched = Watched(chromium, places["http"])
    watched.page.route("**/assets/data/names.js", lambda route: route.abort(), times=2)
    page = watched.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("m")
    page.wait_for_timeout(300)
    assert page.locator("#find-results").is_hidden()
    page.keyboard.type("a")
    page.wait_for_timeout(300)
    page.keyboard.type("g")
    page.locator("#find-results li").first.wait_for()
    assert all("ERR_FAILED" in complaint for complaint in watched.complaints)
    watched.complaints.clear()
    watched.close()


def test_missing_statements_leave_the_names(chromium: Any, places: dict[str, str]) -> None:
    """Statements are got when a letter is typed; without them what was found by name stays."""
    watched = Watched(chromium, places["http"])
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    watched.page.route("**/assets/data/statements-*.js", lambda route: route.abort())
    page = watched.open("index.html")
    page.keyboard.press("Control+k")
    page.wait_for_timeout(300)
    assert any(url.endswith("names.js") for url in asked)
    assert not any("statements-" in url for url in asked)
    page.keyboard.type("mag")
    page.locator("#find-results li").first.wait_for()
    page.wait_for_timeout(300)
    assert any("statements-" in url for url in asked)
    assert page.locator("#find-results li").count() > 1
    assert all("ERR_FAILED" in complaint for complaint in watched.complaints)
    watched.complaints.clear()
    watched.close()


def test_a_single_letter_is_never_taken(visit_file: Watched) -> None:
    """A slash is no command, in a field or elsewhere; Ctrl+K leads to the search from a field too."""
    page = visit_file.open("question/mechanisms-of-material.html")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "find-words"
    field = page.locator("#value-material")
    field.fill("")
    field.press("/")
    assert field.input_value() == "/"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "find-words"
    page = visit_file.open("sparql.html")
    page.locator("#sparql-status", has_text="Ready").wait_for()
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("al:a/al:b")
    assert "al:a/al:b" in page.locator(".cm-content").inner_text()


def test_on_a_mac_it_is_the_command_key(chromium: Any, places: dict[str, str]) -> None:
    """Ctrl+K belongs to the text that is edited there."""
    watched = Watched(chromium, places["file"])
    watched.page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' })"
    )
    page = watched.open("index.html")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") != "find-words"
    page.keyboard.press("Meta+k")
    assert page.evaluate("document.activeElement.id") == "find-words"
    assert page.locator("#find-words").get_attribute("title").startswith("⌘K")
    watched.close()
