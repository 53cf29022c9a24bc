"""Pages of questions: an answer without asking, and the form for everybody's own values."""

from pathlib import Path
from typing import Any

import pytest

from kg.publish import render
from kg.publish.options import SiteOptions
from kg.publish.writing import write_site
from tests.browser.chromium import Watched
from tests.small_graph import make_store

pytestmark = pytest.mark.browser

PAGE = "question/mechanisms-of-material.html"


def rows(page: Any) -> list[str]:
    found: list[str] = page.locator("#ask-answer tbody tr").all_inner_texts()
    return found


def answered(page: Any) -> None:
    page.locator("#ask-status", has_text="asked just now").wait_for()


def test_the_answer_made_beforehand_is_the_one_that_asking_gives(visit: Watched) -> None:
    """With the values that stand in the form nothing changes but that the rows are live."""
    page = visit.open(PAGE)
    before = rows(page)
    assert before
    page.locator("#ask-run").click()
    answered(page)
    assert rows(page) == before
    assert page.locator("#ask-count").inner_text().split(" ")[1] in ("row", "rows")
    assert "computed" not in page.locator("#answer-title").inner_text()
    assert page.locator("#ask-answer tbody a").first.get_attribute("href").startswith("../")


def test_asking_keeps_the_focus_and_marks_the_earlier_answer(chromium: Any, places: dict[str, str]) -> None:
    """The keyboard stays on the button; until the engine is there the rows are those of the answer before."""
    watched = Watched(chromium, places["http"])
    held: list[Any] = []
    watched.page.route("**/oxigraph.js", lambda route: held.append(route))
    page = watched.open(PAGE)
    page.locator("#ask-run").press("Enter")
    page.locator("#ask-answer[aria-busy=true]").wait_for()
    assert page.evaluate("document.activeElement.id") == "ask-run"
    page.locator("#ask-share").click()
    told = page.locator("#ask-status")
    told.filter(has_text="link").or_(told.filter(has_text="address")).wait_for()
    assert "…" in told.inner_text()
    page.locator("#ask-stop").press("Enter")
    page.locator("#ask-status", has_text="Stopped").wait_for()
    assert page.evaluate("document.activeElement.id") == "ask-stop"
    for route in held:
        route.continue_()
    page.locator("#ask-run").press("Enter")
    answered(page)
    assert page.evaluate("document.activeElement.id") == "ask-run"
    assert page.locator("#ask-answer[aria-busy]").count() == 0
    watched.close()


def test_names_of_works_lead_to_their_pages_whoever_answered(visit_file: Watched) -> None:
    """Who says so and whose finding it is are links, in the answer made beforehand and in that asked for."""
    page = visit_file.open(PAGE)
    made = "#ask-answer td:nth-child(4) a, #ask-answer td:nth-child(5) a"
    before = [link.get_attribute("href") for link in page.locator(made).all()]
    assert len(before) > len(rows(page))
    assert all(address.startswith("../work/") for address in before)
    page.locator("#ask-run").click()
    answered(page)
    assert [link.get_attribute("href") for link in page.locator(made).all()] == before
    page.locator(made).first.click()
    assert page.locator("html").get_attribute("data-page") == "work"


def test_a_thing_is_chosen_with_the_keyboard_and_the_link_brings_it_back(visit: Watched) -> None:
    """Typing offers things, arrow and Enter take one, Enter asks; the address carries the value."""
    page = visit.open(PAGE)
    field = page.locator("#value-material")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("silv")
    page.locator("#value-material-list li").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "value-material-list-0"
    page.keyboard.press("Enter")
    assert field.input_value().startswith("silver")
    page.keyboard.press("Enter")
    answered(page)
    told, address = rows(page), page.url
    page.goto("about:blank")
    page.goto(address)
    answered(page)
    assert rows(page) == told
    assert (
        f'--material "{page.locator("#value-material").input_value()}"'
        in page.locator("#ask-command").inner_text()
    )


def test_the_page_of_a_thing_leads_to_its_answers(visit_file: Watched) -> None:
    """The link names the thing by its path; the form shows its name and asks at once."""
    page = visit_file.open(f"{PAGE}#material=material/mg")
    answered(page)
    assert page.locator("#value-material").input_value().lower() == "magnesium"
    assert rows(page)


def test_a_misspelt_name_is_offered_what_is_near(visit_file: Watched) -> None:
    """A slip of the fingers is one click away from the answer."""
    page = visit_file.open(PAGE)
    page.locator("#value-material").fill("magnesum")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.locator("#value-material-fault", has_text="nothing that the graph knows. Did you mean").wait_for()
    page.locator("#value-material-fault button").first.click()
    answered(page)
    assert page.locator("#value-material").input_value().lower() == "magnesium"
    assert rows(page)


def test_what_does_not_fit_is_told_beside_its_field(visit_file: Watched) -> None:
    """An unknown name and a wrong unit are refused with the reason; what fits is in the query to edit."""
    page = visit_file.open(PAGE)
    page.locator("#value-material").fill("unobtainium")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.locator("#value-material-fault", has_text="is nothing that the graph knows").wait_for()
    page.locator("#value-material").fill("a" * 3000)
    page.keyboard.press("Enter")
    page.locator("#value-material-fault", has_text="a…” is nothing that the graph knows").wait_for()
    page.locator("#value-material").fill("")
    page.keyboard.press("Enter")
    page.locator("#value-material-fault", has_text="Nothing is given here").wait_for()
    assert page.locator("#value-material").get_attribute("aria-invalid") == "true"
    assert not rows(page)
    assert page.locator("#ask-count").inner_text() == ""
    page = visit_file.open("question/needs-pressure-above.html")
    page.locator("#value-minPressure").fill("5 °C")
    page.keyboard.press("Enter")
    page.locator("#value-minPressure-fault", has_text="is not in MPa").wait_for()
    page.locator("#value-minPressure").fill("4 MPa")
    page.keyboard.press("Enter")
    answered(page)
    page.locator("#ask-edit").click()
    page.locator("#sparql-status", has_text="row").wait_for()
    assert '"4"^^' in page.locator(".cm-content").inner_text()


def test_a_large_graph_is_loaded_only_when_it_is_asked(
    tmp_path: Path, chromium: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going into a field costs nothing where the graph is large, and the page says what asking costs."""
    monkeypatch.setattr(render, "LARGE", 10)
    write_site(make_store(), "0" * 12, "0" * 64, SiteOptions(tmp_path, tmp_path / "site", tmp_path))
    watched = Watched(chromium, (tmp_path / "site").as_uri() + "/")
    loaded: list[str] = []
    watched.page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page = watched.open(PAGE)
    assert f"The graph has {len(make_store()):,} statements." in page.locator("form#ask").inner_text()
    page.locator("#value-material").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("silv")
    page.locator("#value-material-list li").first.wait_for()
    assert "questions.js" in loaded
    assert "graph.js" not in loaded
    page.locator("#value-material").fill("magnesium")
    page.keyboard.press("Escape")
    page.locator("#ask-run").click()
    answered(page)
    assert "graph.js" in loaded
    assert rows(page)
    watched.close()


def test_a_question_that_python_answers_says_so_and_shows_its_answers(visit_file: Watched) -> None:
    """It has no form that could not work, but answers computed beforehand, for other things as well."""
    page = visit_file.open("question/reading-list.html")
    assert "computed when the site was made" in page.locator("main").inner_text()
    assert page.locator("form#ask").count() == 0
    assert page.locator("#ask-answer").count() == 1
    further = page.locator("section[aria-labelledby=further] details")
    assert further.count() == 5
    further.first.locator("summary").click()
    assert further.first.locator("table, .note").first.is_visible()


def test_an_intent_leads_to_the_works_cited_with_it(visit: Watched) -> None:
    """From the table of intents to the form that takes one, filled in and answered."""
    page = visit.open("citations.html")
    link = page.locator("#intents a", has_text="cites as data source")
    number = int(link.locator("xpath=ancestor::tr").locator("td, th").last.inner_text())
    link.click()
    answered(page)
    assert page.locator("[name=intent], #value-intent").first.input_value() == "citesAsDataSource"
    assert 0 < len(rows(page)) >= number


def test_a_count_of_citations_leads_to_them(visit: Watched) -> None:
    """From the table of the most cited to the sentences that cite one of them, as many as were counted."""
    page = visit.open("citations.html")
    link = page.locator("[aria-labelledby=cited-title] td.number a").first
    number = int(link.inner_text())
    link.click()
    section = page.locator("#cited")
    section.wait_for()
    assert page.url.endswith("#cited")
    assert int(section.locator(".count").first.inner_text()) == number


def test_a_shared_value_that_is_no_choice_is_refused(visit_file: Watched) -> None:
    """The answer is not silently that to another value."""
    page = visit_file.open("question/hedged-claims.html#wording=bogus")
    fault = page.locator("#value-wording-fault", has_text="bogus")
    fault.wait_for()
    assert "is none of the choices" in fault.inner_text()
    assert page.locator("#ask-answer tbody tr").count() == 0


def test_what_is_asked_stands_in_the_form(visit_file: Watched) -> None:
    """An emptied number is asked as its default, which the field and the address then show."""
    page = visit_file.open("question/retention-above.html")
    field = page.locator("#value-minRetention")
    usual = field.input_value()
    field.fill("")
    page.locator("#ask-run").click()
    answered(page)
    assert field.input_value() == usual
    assert f"minRetention={usual}" in page.evaluate("location.hash")


def test_enter_closes_the_suggestions(visit_file: Watched) -> None:
    """After Enter nothing covers the answer; Escape keeps closed what was still looked up."""
    page = visit_file.open(PAGE)
    field = page.locator("#value-material")
    field.fill("magnesium")
    page.locator("#value-material-list li").first.wait_for()
    field.press("Enter")
    answered(page)
    page.wait_for_timeout(200)
    assert page.locator("#value-material-list").is_hidden()


def test_things_of_one_name_are_told_apart(chromium: Any, places: dict[str, str], small_site: Path) -> None:
    """A name that two things bear is offered with their paths; the one that is taken is asked and shared."""
    watched = Watched(chromium, places["http"])
    page = watched.page
    data = (small_site / "assets/data/things-2.js").read_text(encoding="utf-8")
    one = '["material/mg","magnesium"'
    assert one in data
    page.route(
        "**/things-2.js",
        lambda route: route.fulfill(
            body=data.replace(one, f'["material/ag-c-2","magnesium",[],[],0],{one}'),
            content_type="text/javascript",
        ),
    )
    watched.open(PAGE)
    field = page.locator("#value-material")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("magnesium")
    offered = page.locator("#value-material-list li")
    offered.nth(1).wait_for()
    assert [text.split() for text in offered.all_inner_texts()[:2]] == [
        ["magnesium", "material/mg"],
        ["magnesium", "material/ag-c-2"],
    ]
    page.keyboard.press("Enter")
    chips = page.locator("#value-material-fault button")
    page.locator("#value-material-fault", has_text="can mean 2 things").wait_for()
    assert sorted(chip.split()[1] for chip in chips.all_inner_texts()) == ["material/ag-c-2", "material/mg"]
    chips.filter(has_text="material/mg").press("Enter")
    assert page.evaluate("document.activeElement.id") == "value-material"
    answered(page)
    assert field.input_value() == "material/mg"
    assert "material=material%2Fmg" in page.url
    assert '"material/mg"' in page.locator("#ask-command").inner_text()
    page.keyboard.press("Control+a")
    page.keyboard.type("magn")
    offered.nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert field.input_value() == "material/mg"
    watched.close()


def test_stop_holds_while_the_form_gets_its_data(chromium: Any, places: dict[str, str]) -> None:
    """Stop ends the waiting at once, and nothing is asked when the data comes after all."""
    watched = Watched(chromium, places["http"])
    page = watched.page
    held: list[Any] = []
    page.route("**/units.js", lambda route: held.append(route))
    watched.open(PAGE)
    page.locator("#ask-run").press("Enter")
    page.locator("#ask-status", has_text="…").wait_for()
    page.locator("#ask-stop").press("Enter")
    page.locator("#ask-status", has_text="Stopped").wait_for(timeout=5000)
    for route in held:
        route.continue_()
    page.wait_for_timeout(2000)
    assert page.locator("#ask-status").inner_text() == "Stopped."
    assert not rows(page)
    page.unroute("**/units.js")
    page.locator("#ask-run").press("Enter")
    answered(page)
    watched.close()


def test_what_failed_to_load_is_tried_again(chromium: Any, places: dict[str, str]) -> None:
    """A file that does not come is told, whatever was pressed; the next press gets it."""
    watched = Watched(chromium, places["http"])
    page = watched.page
    page.route("**/units.js", lambda route: route.abort())
    watched.open(PAGE)
    told = page.locator("#ask-fault", has_text="units.js is missing")
    for button in ("#ask-share", "#ask-edit", "#ask-run"):
        page.locator("#ask-fault").evaluate("place => { place.textContent = ''; }")
        page.locator(button).click()
        told.wait_for()
    page.unroute("**/units.js")
    page.locator("#ask-run").click()
    answered(page)
    assert all("Failed to load resource" in complaint for complaint in watched.complaints)
    watched.complaints.clear()
    watched.close()


def test_an_address_means_the_same_wherever_one_comes_from(visit_file: Watched) -> None:
    """What the address does not name is as the page came, also where another address was open before."""
    page = visit_file.open("question/cells-of-material.html#material=silver&minRetention=5")
    answered(page)
    assert page.locator("#value-minRetention").input_value() == "5"
    page.evaluate("location.hash = 'material=magnesium'")
    page.wait_for_url(lambda url: "minRetention=80" in url)
    assert page.locator("#value-minRetention").input_value() == "80"
    page.evaluate("location.hash = 'main'")
    page.wait_for_timeout(300)
    assert page.locator("#value-material").input_value() == "magnesium"


def test_the_link_to_the_editor_has_the_query_and_the_way_back_the_values(visit_file: Watched) -> None:
    """It can be opened in a tab of its own; coming back, the form holds what was asked there."""
    page = visit_file.open(PAGE)
    page.locator("#value-material").fill("silver")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.locator("#ask-edit[href*='material%2Fag%3E']").wait_for()
    with page.context.expect_page() as opened:
        page.locator("#ask-edit").click(modifiers=["Control"])
    beside = opened.value
    beside.locator("#sparql-status", has_text="row").wait_for()
    assert "material/ag>" in beside.locator(".cm-content").inner_text()
    beside.close()
    assert PAGE in page.url
    page.locator("#ask-edit").click()
    page.locator("#sparql-status", has_text="row").wait_for()
    page.go_back()
    answered(page)
    assert page.locator("#value-material").input_value() == "silver"
