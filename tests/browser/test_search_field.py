"""The search field in the head of every page, with the keyboard only, without a server too."""

from urllib.parse import quote

import pytest

from tests.browser.chromium import Watched

pytestmark = pytest.mark.browser


def test_a_mechanism_is_found_by_its_short_form(visit: Watched) -> None:
    """The slash goes to the field, typing offers, arrow and Enter lead to the page, and on to a passage."""
    page = visit.open("material/mg.html")
    page.keyboard.press("/")
    page.keyboard.type("LCG")
    page.locator("#find-results li", has_text="lithium-concentration gradient").wait_for()
    field = page.locator("#find-words")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "find-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/mechanism/lithium-concentration-gradient.html")
    page.locator("main a[href*='claim/']").first.click()
    page.wait_for_url("**/claim/**")
    assert page.locator("main a[href^='https://doi.org/']").count() > 0


def test_escape_closes_and_keeps_the_words(visit_file: Watched) -> None:
    """Nothing is lost by a look at the suggestions."""
    page = visit_file.open("index.html")
    page.keyboard.press("/")
    page.keyboard.type("mag")
    page.locator("#find-results li").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#find-results").is_hidden()
    assert page.locator("#find-words").input_value() == "mag"


def test_enter_lists_all_results_and_statements_are_among_them(visit: Watched) -> None:
    """The page of results says how many there are; a claim is found by its words."""
    page = visit.open("index.html")
    page.keyboard.press("/")
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


def test_a_slash_in_a_field_is_a_slash(visit_file: Watched) -> None:
    """Whoever types in a form or in the editor is not taken away from it."""
    page = visit_file.open("question/mechanisms-of-material.html")
    field = page.locator("#value-material")
    field.fill("")
    field.press("/")
    assert field.input_value() == "/"
    page = visit_file.open("sparql.html")
    page.locator("#sparql-status", has_text="Ready").wait_for()
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("al:a/al:b")
    assert "al:a/al:b" in page.locator(".cm-content").inner_text()
