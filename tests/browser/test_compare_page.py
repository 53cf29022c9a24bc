"""The comparison of cells as people use it: ordered, filtered by ranges, with columns chosen, copied."""

import csv
from typing import Any

import pytest

from tests.browser.chromium import Watched

pytestmark = pytest.mark.browser

KEEP_COPY = "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }"


def shown(page: Any) -> list[str]:
    """Return the names of the cells that are shown, in their order."""
    names: list[str] = page.locator("#compare tbody tr:visible th > a").all_inner_texts()
    return names


def retentions(page: Any) -> list[list[float]]:
    """Return the retentions of each shown cell that has any."""
    place = page.locator("#compare thead th").evaluate_all(
        "heads => heads.findIndex((head) => head.dataset.name === 'capacity-retention')"
    )
    rows = page.locator("#compare tbody tr:visible").evaluate_all(
        "(rows, place) => rows.map((row) => [...row.cells[place].querySelectorAll('[data-number]')]"
        ".map((value) => Number(value.dataset.number)))",
        place,
    )
    return [numbers for numbers in rows if numbers]


def test_a_heading_orders_the_rows(visit: Watched) -> None:
    """Once upward by the least, once more downward by the most; the address keeps it."""
    page = visit.open("compare.html")
    button = page.locator("th[data-name=capacity-retention] button.sort")
    button.click()
    upward = retentions(page)
    assert len(upward) > 1
    assert upward == sorted(upward, key=min)
    button.click()
    downward = retentions(page)
    assert downward == sorted(upward, key=max, reverse=True)
    assert page.locator("th[data-name=capacity-retention]").get_attribute("aria-sort") == "descending"
    order, address = shown(page), page.url
    page.goto("about:blank")
    page.goto(address)
    assert shown(page) == order


def test_a_range_is_typed_with_the_keyboard_and_kept_in_the_address(visit: Watched) -> None:
    """Only cells with a value in the range stay; what is no amount is refused."""
    page = visit.open("compare.html")
    every = shown(page)
    page.locator("#compare-tools summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("#compare-capacity-retention-from").focus()
    page.keyboard.type("70")
    page.keyboard.press("Tab")
    page.locator("#compare-tools [role=status]", has_text=" of ").wait_for()
    kept = shown(page)
    assert 0 < len(kept) < len(every)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.locator("#compare-tools [role=status]", has_text=" of ").wait_for()
    assert shown(page) == kept
    page.locator("#compare-capacity-retention-from").fill("5 °C")
    page.keyboard.press("Tab")
    page.locator("#compare-tools .fault", has_text="is no amount in").wait_for()
    page.locator("#compare-tools button", has_text="Reset").click()
    page.locator(f"#compare tbody tr:visible:nth-child({len(every)})").wait_for()
    assert shown(page) == every


@pytest.mark.parametrize("typed", ["70", " 70.0 ", "0,500 x", "0,070", "7e1"])
def test_amounts_are_typed_as_people_write_them(visit_file: Watched, typed: str) -> None:
    """With a fraction or a power; what is no amount is told and marked."""
    page = visit_file.open("compare.html")
    page.locator("#compare-tools summary").first.click()
    field = page.locator("#compare-capacity-retention-from")
    field.fill(typed)
    page.keyboard.press("Tab")
    if "," in typed:
        page.locator("#compare-tools .fault", has_text="is no amount in").wait_for()
        assert field.get_attribute("aria-invalid") == "true"
    else:
        page.locator("#compare-tools [role=status]", has_text=" of ").wait_for()
        assert not page.locator("#compare-tools .fault").inner_text()


def test_cells_stand_side_by_side_with_the_reasons_against_comparing_them(visit: Watched) -> None:
    """Two ticked cells give their values line by line and why some cannot be compared, in the address too."""
    page = visit.open("compare.html")
    boxes = page.locator("#compare .pick input")
    boxes.nth(0).focus()
    page.keyboard.press("Space")
    assert "another cell" in page.locator(".picked").inner_text()
    assert page.locator("#compare-side").is_hidden()
    boxes.nth(1).check()
    page.locator("#compare-side .why > *").first.wait_for()
    heads = page.locator("#compare-side thead th a").all_inner_texts()
    names = shown(page)[:2]
    assert heads[0] == names[0]
    assert names[1] in heads
    page.locator(".picked a").click()
    assert page.evaluate("document.activeElement.id") == "compare-side"
    told, address = page.locator("#compare-side").inner_text(), page.url
    assert "cells=" in address
    page.goto("about:blank")
    page.goto(address)
    page.locator("#compare-side .why > *").first.wait_for()
    assert page.locator("#compare-side").inner_text() == told
    page.locator(".picked button", has_text="Clear").click()
    assert page.locator("#compare-side").is_hidden()
    assert "cells=" not in page.url


def test_the_bar_of_chosen_cells_covers_nothing(visit_file: Watched) -> None:
    """At its end the page has the bar below its foot, and what is scrolled into view stands above the bar."""
    page = visit_file.open("compare.html")
    page.locator("#compare .pick input").first.check()
    bar = page.locator(".picked")
    page.set_viewport_size({"width": 390, "height": 400})
    for link in page.locator(".foot a").all():
        page.evaluate("scrollTo(0, 0)")
        link.evaluate("link => link.scrollIntoView({ block: 'nearest' })")
        box = link.bounding_box()
        assert box["y"] + box["height"] <= bar.bounding_box()["y"]


def test_what_stands_against_a_value_is_one_click_away(visit_file: Watched) -> None:
    """The mark of a contested value leads to the discrepancy, in the table and side by side."""
    page = visit_file.open("compare.html")
    mark = page.locator("#compare .mark.discrepancy").first
    target = mark.get_attribute("href")
    assert target.startswith("discrepancy/") or target.endswith("#remarks")
    for row in ("has", "has_not"):
        rows = page.locator("#compare tbody tr").filter(**{row: page.locator(".mark.discrepancy")})
        rows.first.locator(".pick input").check()
    page.locator("#compare-side .why > *").first.wait_for()
    beside = page.locator("#compare-side .mark.discrepancy")
    assert target in [link.get_attribute("href") for link in beside.all()]
    mark.click()
    assert page.locator("html").get_attribute("data-page") in {"discrepancy", "claim"}


def test_copies_hold_what_is_shown(visit_file: Watched) -> None:
    """Hidden rows and columns are left out; formulas keep their low numbers in LaTeX."""
    page = visit_file.open("compare.html")
    page.evaluate(KEEP_COPY)
    page.locator("#compare-tools summary").nth(1).click()
    for box in page.locator("#compare-tools .boxes label").all():
        if box.inner_text().strip().lower() not in {"electrolyte", "capacity retention"}:
            box.locator("input").uncheck()
    first = shown(page)[0]
    page.locator("#compare-words").fill(first[:12])
    names = shown(page)
    assert first in names
    page.get_by_role("button", name="CSV").click()
    lines = page.evaluate("window.copied").splitlines()
    assert len(lines) == len(names) + 1
    assert lines[0].lower().startswith("cell,electrolyte,capacity retention")
    page.get_by_role("button", name="Markdown").click()
    assert page.evaluate("window.copied").splitlines()[1] == "| --- | --- | --- |"
    page.get_by_role("button", name="LaTeX").click()
    told = page.evaluate("window.copied")
    assert "\\begin{tabular}{@{}lll@{}}" in told
    assert "\\textsubscript{" in told


@pytest.mark.parametrize(("least", "most"), [("5.", ""), ("", ".5"), ("5.", ".5"), ("0.5", "5.")])
def test_dots_of_numbers_and_of_the_range_are_told_apart(visit_file: Watched, least: str, most: str) -> None:
    """What was typed stands in the fields again when the address is opened, "5." too."""
    page = visit_file.open("compare.html")
    page.locator("#compare-tools summary").first.click()
    typed = {"from": least, "to": most}
    for end, text in typed.items():
        page.locator(f"#compare-capacity-retention-{end}").fill(text)
    page.keyboard.press("Tab")
    page.locator("#compare-tools [role=status]", has_text=" of ").wait_for()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.locator("#compare-tools [role=status]", has_text=" of ").wait_for()
    for end, text in typed.items():
        assert page.locator(f"#compare-capacity-retention-{end}").input_value() == text
    assert "is no amount" not in page.locator("#compare-tools .fault").inner_text()


def test_a_phone_reads_cells_as_records(chromium: Any, places: dict[str, str]) -> None:
    """Nothing scrolls sideways, each value stands with its heading, and the order is chosen from a list."""
    watched = Watched(chromium, places["file"], width=390)
    page = watched.open("compare.html")
    frame = page.locator(".tall")
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    value = page.locator("#compare td", has=page.locator("[data-number]")).first
    assert value.get_attribute("data-label")
    assert not [one for one in page.locator("#compare .missing:not(.value)").all() if one.is_visible()]
    page.locator("#compare-order").select_option("capacity-retention.desc")
    numbers = [max(row) for row in retentions(page)]
    assert numbers == sorted(numbers, reverse=True)
    assert page.url.endswith("#sort=capacity-retention.desc")
    watched.close()


def test_a_range_respects_bounds(visit_file: Watched) -> None:
    """What is told as more than a number fits every range above it and none that ends there."""
    page = visit_file.open("compare.html")
    bound = page.locator("#compare [data-sign='>']").first
    number = float(bound.get_attribute("data-number") or "")
    name = page.evaluate(
        "cell => document.querySelectorAll('#compare thead th')[cell.cellIndex].dataset.name",
        bound.locator("xpath=..").element_handle(),
    )
    cell = bound.locator("xpath=../..").get_attribute("data-cell")
    values = bound.locator("xpath=..").locator("[data-number]:not([data-sign])")
    plain = [float(text) for text in values.evaluate_all("all => all.map((one) => one.dataset.number)")]
    below = any(one <= number for one in plain)
    for range_, fits in ((f"{number * 2:g}..", True), (f"..{number:g}", below), (f"{number:g}..", True)):
        page.goto("about:blank")
        page.goto(f"{visit_file.start}compare.html#{name}={range_}")
        page.locator("#compare-tools [role=status]", has_text="cell").wait_for()
        row = page.locator(f"#compare tr[data-cell='{cell}']")
        assert row.is_visible() is fits, range_


def test_copies_keep_what_contests_a_value(visit_file: Watched) -> None:
    """A value with a mark on the page has it in every copy, with what it means."""
    page = visit_file.open("compare.html")
    page.evaluate(KEEP_COPY)
    marked = page.locator("#compare .value", has=page.locator(".mark.discrepancy")).first
    number = marked.get_attribute("data-number")
    legends = {
        "CSV": "contradicted elsewhere",
        "Markdown": "≠ contradicted elsewhere",
        "LaTeX": r"$\neq$~contradicted elsewhere",
    }
    for kind, legend in legends.items():
        page.get_by_role("button", name=kind, exact=True).click()
        page.locator("#compare-tools [role=status]", has_text=kind).wait_for()
        copied = page.evaluate("window.copied")
        assert f"{number}" in copied
        assert legend in copied
        assert kind == "CSV" or copied.count(legend) == 1


def test_a_csv_copy_has_values_alone_in_their_columns(visit_file: Watched) -> None:
    """Marks and conditions stand in a column behind, value by value, and only where there are any."""
    page = visit_file.open("compare.html")
    page.evaluate(KEEP_COPY)
    page.get_by_role("button", name="CSV", exact=True).click()
    page.locator("#compare-tools [role=status]", has_text="CSV").wait_for()
    copied = page.evaluate("window.copied")
    assert not {"≠", "✎"} & set(copied)
    head, *rows = list(csv.reader(copied.splitlines()))
    remarks = [place for place, name in enumerate(head) if name.endswith(": remarks")]
    assert remarks
    for place in remarks:
        assert head[place] == f"{head[place - 1]}: remarks"
        assert any(row[place] for row in rows)
        assert all("(" not in row[place - 1] for row in rows)
        told = [row for row in rows if row[place]]
        assert all(row[place].count("; ") == row[place - 1].count("; ") for row in told)
    assert len({len(row) for row in [head, *rows]}) == 1


def test_fields_and_boxes_line_up_on_a_phone(chromium: Any, places: dict[str, str]) -> None:
    """Range fields stand below each other whatever they are called, boxes in two columns; none juts out."""
    watched = Watched(chromium, places["file"], width=390)
    page = watched.open("compare.html")
    for summary in page.locator("#compare-tools summary").all():
        summary.click()
    left = "all => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect().left)))]"
    assert len(page.locator(".range input").evaluate_all(left)) == 2
    assert len(page.locator(".boxes label").evaluate_all(left)) == 2
    assert page.locator(".range .unit").evaluate_all(
        "all => all.every((one) => one.scrollWidth <= one.clientWidth)"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.close()


def test_a_link_to_a_place_of_the_page_keeps_what_is_chosen(visit: Watched) -> None:
    """The skip link leaves address and choice alone, and so does any other anchor."""
    page = visit.open("compare.html")
    every = len(shown(page))
    page.locator("#compare .pick input").nth(0).check()
    page.locator("#compare-words").fill("Mg")
    kept, address = shown(page), page.url
    assert 0 < len(kept) < every
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url == address
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(200)
    assert shown(page) == kept
    assert page.locator("#compare .pick input").nth(0).is_checked()
    page.evaluate("location.hash = ''")
    page.locator(f"#compare tbody tr:visible:nth-child({every})").wait_for()


def test_clearing_the_ticked_cells_keeps_the_focus_near(visit_file: Watched) -> None:
    """The bar goes, and the keys go on at the first cell that was ticked."""
    page = visit_file.open("compare.html")
    boxes = page.locator("#compare .pick input")
    boxes.nth(1).check()
    page.locator(".picked button", has_text="Clear").focus()
    page.keyboard.press("Enter")
    assert boxes.nth(1).evaluate("box => box === document.activeElement")
    boxes.nth(1).check()
    page.locator("#compare-words").fill("nothing of the kind")
    page.locator(".picked button", has_text="Clear").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "compare-words"


def test_a_long_comparison_says_what_its_filters_reach(chromium: Any, places: dict[str, str]) -> None:
    """Of a table that goes on over further pages the cells here and the number of all are told."""
    watched = Watched(chromium, places["http"])
    page = watched.open("compare.html")
    number = len(shown(page))
    status = page.locator("#compare-tools [role=status]").first
    assert status.inner_text() == f"{number} cells"
    assert not page.locator("#compare-tools .note").count()

    def lengthen(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace(f'data-whole="{number}"', 'data-whole="2000"')
        )

    page.route("**/compare.html", lengthen)
    page.reload()
    assert status.inner_text() == f"{number} cells on this page, 2,000 in all"
    assert "on this page" in page.locator("#compare-tools .note").inner_text()
    watched.close()


def test_units_that_are_missing_are_told(chromium: Any, places: dict[str, str]) -> None:
    """A range in another unit says which file is missing, and is asked for again the next time."""
    watched = Watched(chromium, places["http"])
    watched.page.route("**/assets/data/units.js", lambda route: route.abort(), times=1)
    page = watched.open("compare.html")
    page.locator("#compare-tools summary").first.click()
    field = page.locator("#compare-stack-pressure-from")
    field.fill("4000 kPa")
    page.keyboard.press("Tab")
    page.locator("#compare-tools .fault", has_text="units.js is missing").wait_for()
    field.fill("5000 kPa")
    page.keyboard.press("Tab")
    page.locator("#compare-tools .fault", has_text="is no amount in").wait_for()  # this graph has no units
    assert all("ERR_FAILED" in complaint for complaint in watched.complaints)
    watched.complaints.clear()
    watched.close()


def test_names_of_ranges_are_read_on_the_least_of_phones(chromium: Any, places: dict[str, str]) -> None:
    """At 320 pixels each has a line of its own and breaks no word."""
    watched = Watched(chromium, places["file"], width=320)
    page = watched.open("compare.html")
    page.locator("#compare-tools summary").first.click()
    for name in page.locator(".range-name").all():
        assert name.evaluate("name => name.offsetHeight < 2 * parseFloat(getComputedStyle(name).lineHeight)")
        assert name.evaluate("name => name.offsetWidth > 200")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.close()
