"""The pages under axe, an independent checker of accessibility, as they are and after they were used."""

from typing import Any

import pytest

from tests.browser.chromium import Watched
from tests.typescript import SITE

pytestmark = pytest.mark.browser

AXE = SITE / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "index.html",
    "mechanisms.html",
    "mechanism/lithium-concentration-gradient.html",
    "material/mg.html",
    "system/mg-powder-jun-2024.html",
    "work/jun-2024.html",
    "work/jeon-2025.html",
    "claim/jeon-2025/jun-2024-retention-text.html",
    "person/d-jun--jun-2024.html",
    "organisation/hanyang.html",
    "discrepancy/jeon-2025/mgf2-retention-text-table.html",
    "decision/jeon-2025/ref-table2-mg-powder.html",
    "ont/suppresses.html",
    "value/not-reported.html",
    "works.html",
    "people.html",
    "compare.html",
    "matrix.html",
    "citations.html",
    "work/jeon-2025~citations.html",
    "discrepancies.html",
    "questions.html",
    "question/mechanisms-of-material.html",
    "sparql.html",
    "search.html?q=magnesium",
    "ontology.html",
    "downloads.html",
    "about.html",
)


def check(page: Any, only: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds: for each breach the rule, how often, and the first element.

    Args:
        page: the page as it is now.
        only: names of rules; by default all of WCAG 2.2 AA and good practice.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # without preloading, which fetches the style sheets, as the policy of the pages forbids
    options = {"preload": False, "runOnly": list(only or TAGS)}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']} ({len(one['nodes'])}): {first['html'][:160]} {first['failureSummary'][:300]}"
        for one in found["violations"]
        for first in one["nodes"][:1]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_clean(visit_file: Watched, path: str) -> None:
    """No rule of WCAG 2.2 AA that a machine can check is broken, in light and dark."""
    page = visit_file.open(path)
    assert check(page) == []
    page.emulate_media(color_scheme="dark")
    assert check(page, ("color-contrast", "link-in-text-block")) == []


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("material/mg.html", ".by a"),
        ("material/mg.html", ".read a.place"),
        ("system/mg-powder-jun-2024.html", ".crumbs a"),
        ("compare.html", ".cells thead a"),
        ("compare.html", ".cells .value > a"),
        ("compare.html", ".cells .mark"),
        ("work/jeon-2025~citations.html", ".sentences .by a"),
    ],
)
def test_links_below_each_other_can_be_hit(visit_file: Watched, path: str, links: str) -> None:
    """Where each stands in a line of its own, as on a phone, the lines are 24 pixels apart at least."""
    page = visit_file.open(path)
    apart = """link => {
        const style = getComputedStyle(link);
        return Math.max(parseFloat(style.lineHeight), parseFloat(style.minHeight) || 0);
    }"""
    assert page.locator(links).first.evaluate(apart) >= 24


@pytest.mark.parametrize("path", ["citations.html", "work/jeon-2025~citations.html"])
def test_citations_can_be_hit_on_a_phone(visit_file: Watched, path: str) -> None:
    """At 360 pixels no link is too small, or too near to another, for a finger."""
    page = visit_file.open(path)
    page.set_viewport_size({"width": 360, "height": 740})
    assert check(page, ("target-size",)) == []


def test_open_suggestions_and_answers_are_clean(visit_file: Watched) -> None:
    """So are the lists of suggestions, an answered query, a fault and the open tools of the comparison."""
    page = visit_file.open("question/mechanisms-of-material.html")
    page.locator("#value-material").fill("m")
    page.locator("#value-material-list li").first.wait_for()
    assert check(page) == []
    page = visit_file.open("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("mag")
    page.locator("#find-results li").first.wait_for()
    assert check(page) == []
    page = visit_file.open("compare.html")
    for summary in page.locator("#compare-tools summary").all():
        summary.click()
    assert check(page) == []
    page = visit_file.open("sparql.html")
    page.locator("#sparql-status", has_text="Ready").wait_for()
    page.locator("#sparql-run").click()
    page.locator("#sparql-status", has_text="row").wait_for()
    assert check(page) == []
    page.locator(".cm-content").focus()
    page.keyboard.type("{{")
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-fault", has_text="Line").wait_for()
    assert check(page) == []


def test_forced_colours_show_what_is_chosen(visit_file: Watched) -> None:
    """Where grounds are not drawn, the selected tab and the kinds of cells of the matrix still differ."""
    page = visit_file.open("sparql.html")
    page.emulate_media(forced_colors="active")
    look = "(({ backgroundColor, color }) => [backgroundColor, color].join())(getComputedStyle(one))"
    tabs = page.locator("[role=tab]").evaluate_all(f"all => all.map((one) => {look})")
    assert len(set(tabs)) == 2
    page = visit_file.open("matrix.html")
    look = "(({ backgroundColor, outlineStyle }) => backgroundColor + outlineStyle)(getComputedStyle(one))"
    kinds = ("first-hand", "second-hand", "own-view")
    tones = [page.locator(f".tones .cell.{kind}").evaluate(f"one => {look}") for kind in kinds]
    assert len(set(tones)) == len(kinds)


def test_the_checker_tells_of_a_breach(visit_file: Watched) -> None:
    """The check can fail: a picture without words is told."""
    page = visit_file.open("about.html")
    page.evaluate(
        "document.querySelector('main').append(Object.assign(new Image(), {src: 'assets/icon.svg'}))"
    )
    assert any(found.startswith("image-alt") for found in check(page))
