"""The SPARQL page as people use it: asked, stopped, corrected, shared, without a server."""

import base64
import csv
import gzip
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from kg.engines.local import LocalEngine
from kg.publish.examples import Examples
from kg.queries.catalogue import load_catalogue
from kg.queries.people_table import to_value
from kg.queries.run import bind_question
from kg.terms import BASE, PREFIXES
from tests.browser.chromium import Watched
from tests.small_graph import make_store

pytestmark = pytest.mark.browser

SHORT = "SELECT ?material ?label WHERE { ?material a al:Material ; rdfs:label ?label } ORDER BY ?label"
ANSWERED = re.compile(r" in \d")  # "3 rows in 2 ms"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def ready(page: Any) -> None:
    page.locator("#sparql-status", has_text="Ready").wait_for()


def write(page: Any, query: str) -> None:
    """Type a query in place of the one that stands there, with the keyboard only."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def ask(page: Any, query: str) -> None:
    write(page, query)
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-status", has_text=ANSWERED).wait_for()


def test_a_query_is_answered_and_its_things_lead_to_their_pages(visit: Watched) -> None:
    """Typed without declarations, run from the keyboard, the rows link to the pages of the site."""
    page = visit.open("sparql.html")
    ready(page)
    ask(page, SHORT)
    table = page.locator("#sparql-answer table")
    assert table.locator("thead th").all_inner_texts() == ["material", "label"]
    link = table.locator("tbody a", has_text="magnesium").first
    assert link.get_attribute("href") == "material/mg.html"
    link.click()
    assert page.locator("h1").inner_text().casefold() == "magnesium"


def test_a_heading_of_one_letter_can_be_hit_and_looks_like_a_button(visit_file: Watched) -> None:
    """It is 24 pixels wide and high and carries the sign of sorting, also where rows are records."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, 'SELECT ?l ?i ?j ?k { VALUES (?l ?i ?j ?k) { ("a" 1 2 3) ("b" 2 1 3) } }')
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 800})
        button = page.locator("#sparql-answer .sort").first
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24
        assert "↕" in button.evaluate("button => getComputedStyle(button, '::after').content")
    assert page.locator("#sparql-answer td").nth(1).get_attribute("data-label") == "i"


def test_enter_behind_a_number_or_in_a_text_is_a_new_line(visit_file: Watched) -> None:
    """Terms are offered where they may stand: Enter never puts one over a number or into a string."""
    page = visit_file.open("sparql.html")
    ready(page)
    for query in ("SELECT * { ?s ?p ?o } LIMIT 60", 'ASK { ?s ?p "magnesi', "ASK {} # magnesi"):
        write(page, query[:-2])
        page.keyboard.type(query[-2:])
        page.wait_for_timeout(300)  # longer than the editor waits before it offers
        assert not page.locator(".cm-tooltip-autocomplete").count(), query
    write(page, "SELECT * { ?s a al:Mat")
    page.keyboard.type("e")
    page.locator(".cm-tooltip-autocomplete").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".cm-tooltip-autocomplete").wait_for(state="detached")


def test_signs_that_turn_the_text_around_are_seen(visit_file: Watched) -> None:
    """A mark of writing direction in a query is drawn as a dot and moves nothing behind it."""
    page = visit_file.open("sparql.html")
    ready(page)
    write(page, 'ASK { BIND("\u202e" AS ?x) ?s ?p ?o }')
    assert page.locator(".cm-specialChar").count() == 1


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("ASK { ?s ?p ?o }", r"^Answered in \d"),
        ("CONSTRUCT WHERE { ?s a al:Material }", r"^\d+ statements in \d"),
        ("SELECT * { ?s a al:Material }", r"^\d+ rows in \d"),
    ],
)
def test_what_is_counted_is_what_was_found(visit_file: Watched, query: str, told: str) -> None:
    """Rows of a table, statements of a graph; a yes or no is not counted."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, query)
    assert re.search(told, page.locator("#sparql-status").inner_text())


def test_all_columns_come_as_the_query_names_them(visit_file: Watched, tmp_path: Path) -> None:
    """Table and file of a SELECT * begin with the variable that the query names first."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, "SELECT DISTINCT * { ?s ?p ?o FILTER(?o = al:Material) } LIMIT 3")
    assert page.locator("#sparql-answer thead th").all_inner_texts() == ["s", "p", "o"]
    assert "Material" in page.locator("#sparql-answer tbody tr").first.locator("td").nth(2).inner_text()
    with page.expect_download() as caught:
        page.locator("[data-download=csv]").click()
    caught.value.save_as(tmp_path / "answer.csv")
    assert (tmp_path / "answer.csv").read_text(encoding="utf-8").startswith("s,p,o\n")


def test_columns_named_as_questions_name_them_lead_to_pages(visit_file: Watched) -> None:
    """A name under the heading of a canned question is a link; another text is none."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, 'SELECT ("Jun et al. 2024" AS ?findingOf) ("Jun et al. 2024" AS ?x) ("nobody" AS ?saidBy) {}')
    cells = page.locator("#sparql-answer tbody td")
    assert cells.nth(0).locator("a").get_attribute("href") == "work/jun-2024.html"
    assert cells.locator("a").count() == 1


def test_from_narrows_the_question_to_its_graphs(visit_file: Watched) -> None:
    """A query that names a graph sees this one only, one that names none sees all."""
    store = make_store()
    graphs = {quad.graph_name for quad in store}
    assert len(graphs) > 1
    page = visit_file.open("sparql.html")
    ready(page)
    for clause, parts in (("", [None]), *((f"FROM {graph}", [graph]) for graph in graphs)):
        ask(page, f"SELECT (COUNT(*) AS ?n) {clause} WHERE {{ ?s ?p ?o }}")
        told = page.locator("#sparql-answer tbody td").first.inner_text()
        triples = {q.triple for part in parts for q in store.quads_for_pattern(None, None, None, part)}
        assert told.replace(",", "") == str(len(triples)), clause


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * WHERE { SERVICE <https://q.example/> { ?s ?p ?o } }", "another server"),
        ("SELECT * WHERE { service silent <https://q.example/> { ?s ?p ?o } }", "another server"),
        ("SELECT * FROM <urn:nothing> WHERE { ?s ?p ?o }", "not here: urn:nothing"),
        ("PREFIX g: <urn:g:> ASK FROM NAMED g:x { ?s ?p ?o }", "not here: urn:g:x"),
        ("# nothing but a remark", "the query is empty"),
        ("SELECT (SUM(?x) AS ?y) ?z WHERE { ?z ?p ?x }", "the SELECT contains a variable that is unbound"),
    ],
)
def test_what_would_be_answered_wrongly_is_refused(visit_file: Watched, query: str, told: str) -> None:
    """Neither silence of another server nor a graph that is not there passes for an empty answer."""
    page = visit_file.open("sparql.html")
    ready(page)
    write(page, query)
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-fault", has_text=told).wait_for()
    assert page.locator("#sparql-found").is_hidden()


def test_the_word_service_may_stand_elsewhere(visit_file: Watched) -> None:
    """In a string, a comment, a name or a variable it asks nobody."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, "SELECT ?service WHERE { BIND('SERVICE <x>' AS ?service) } # SERVICE")
    assert "SERVICE" in page.locator("#sparql-answer tbody").inner_text()


def test_short_examples_are_answered_in_their_views(visit_file: Watched) -> None:
    """Each button writes a query, asks it, and shows the answer as table, chart or graph."""
    page = visit_file.open("sparql.html")
    ready(page)
    views = []
    for button in page.locator("#sparql-short button").all():
        page.locator("#sparql-status").evaluate("place => { place.textContent = ''; }")
        button.click()
        page.locator("#sparql-status", has_text=ANSWERED).wait_for()
        assert not page.locator("#sparql-fault").inner_text()
        views.append(page.locator("#sparql-tabs [aria-selected=true]").get_attribute("data-view"))
    assert {"table", "graph"} <= set(views)
    assert len(views) == 5


def test_the_address_brings_the_query_and_its_answer_back(visit: Watched) -> None:
    """What is asked stands in the address; opened anew it is asked at once."""
    page = visit.open("sparql.html")
    ready(page)
    ask(page, SHORT)
    rows = page.locator("#sparql-answer tbody tr").count()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.locator("#sparql-status", has_text=ANSWERED).wait_for()
    assert page.locator("#sparql-answer tbody tr").count() == rows
    assert SHORT in page.locator(".cm-content").inner_text().replace("\n", " ")


def test_a_fault_is_told_with_its_place_and_marked(visit_file: Watched) -> None:
    """The place is that of the word that is wrong, in the text as typed."""
    page = visit_file.open("sparql.html")
    ready(page)
    write(page, "SELECT ?x WHERE { ?x a al:Claim . FILTER( }")
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-fault", has_text="Line 1, column 43: “}” cannot stand here").wait_for()
    assert page.locator(".cm-lintRange-error").inner_text() == "}"
    write(page, "SELECT ?x\nWHERE { ?x rdfs:label 'open }")
    page.keyboard.press("Control+Enter")
    page.locator(
        "#sparql-fault", has_text="Line 2, column 23: the string that starts here does not end"
    ).wait_for()
    ask(page, SHORT)
    assert page.locator("#sparql-fault").inner_text() == ""
    assert page.locator(".cm-lintRange-error").count() == 0


def test_no_answer_stands_under_a_query_that_failed(visit_file: Watched) -> None:
    """After a refused update or Stop the earlier rows are gone; the address has what was tried."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, SHORT)
    assert page.locator("#sparql-found").is_visible()
    write(page, "PREFIX x: <urn:x> INSERT { ?s ?p 1 } WHERE { SELECT ?s ?p { ?s ?p ?o } }")
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-fault", has_text="only reading queries are answered here").wait_for()
    assert page.locator("#sparql-found").is_hidden()
    assert "INSERT" in page.url
    ask(page, SHORT)
    assert page.locator("#sparql-found").is_visible()
    write(page, ENDLESS)
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-status", has_text="Asking").wait_for()
    page.locator("#sparql-stop").click()
    page.locator("#sparql-status", has_text="Stopped").wait_for()
    assert page.locator("#sparql-found").is_hidden()


def test_asking_and_stopping_leave_the_focus_where_it_is(visit_file: Watched) -> None:
    """Ask and Stop keep the keyboard; pressed while they have nothing to do, they do nothing."""
    page = visit_file.open("sparql.html")
    ready(page)
    focused = "document.activeElement.id"
    page.locator("#sparql-stop").press("Enter")
    assert "Ready" in page.locator("#sparql-status").inner_text()
    write(page, ENDLESS)
    page.locator("#sparql-run").press("Enter")
    page.locator("#sparql-status", has_text="Asking").wait_for()
    assert page.evaluate(focused) == "sparql-run"
    assert page.locator("#sparql-run").get_attribute("aria-disabled") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "sparql-stop"
    page.keyboard.press("Enter")
    page.locator("#sparql-status", has_text="Stopped").wait_for()
    assert page.evaluate(focused) == "sparql-stop"
    write(page, SHORT)
    page.locator("#sparql-run").press("Enter")
    page.locator("#sparql-status", has_text=ANSWERED).wait_for()
    assert page.evaluate(focused) == "sparql-run"


def test_an_earlier_answer_is_marked_while_another_is_asked_for(visit_file: Watched) -> None:
    """It keeps its room, cannot be saved as the new one, and that the query runs stays told."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, SHORT)
    height = page.locator("#sparql-found").bounding_box()["height"]
    write(page, ENDLESS)
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-found[aria-busy=true]").wait_for()
    told = page.locator("#sparql-status")
    assert told.inner_text() == "Asking … What is shown is the answer before."
    assert page.locator("#sparql-found").bounding_box()["height"] == height
    assert page.locator("[data-download=csv]").is_hidden()
    page.locator("#sparql-share").click()
    page.locator("#sparql-status", has_text="link").or_(told.filter(has_text="address")).wait_for()
    assert told.inner_text().startswith("Asking …")
    page.locator("#sparql-stop").click()
    ask(page, SHORT)
    assert page.locator("#sparql-found[aria-busy]").count() == 0
    assert page.locator("[data-download=csv]").is_visible()


def test_labels_of_many_things_do_not_cost_the_rows(visit_file: Watched) -> None:
    """The IRIs of a large answer fill more than one query for labels; rows and labels are told."""
    page = visit_file.open("sparql.html")
    ready(page)
    numbers = " ".join(map(str, range(50)))
    made = f"{BASE}claim/{'long-' * 12}"
    ask(
        page,
        f"SELECT ?thing {{ {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} "
        f"BIND(IRI(CONCAT('{made}', STR(?a * 50 + ?b))) AS ?thing) }} "
        "UNION { ?thing a al:Material } } ORDER BY ?thing",
    )
    assert page.locator("#sparql-fault").inner_text() == ""
    assert int(page.locator("#sparql-status").inner_text().split()[0]) > 2500
    for _ in range(2):  # the last come first, whose labels are in the last of the queries
        page.locator("#sparql-answer th button").click()
    assert page.locator("#sparql-answer tbody a", has_text="magnesium").count()


def test_an_endless_query_can_be_stopped(visit_file: Watched) -> None:
    """The page stays alive meanwhile, and the next query is answered."""
    page = visit_file.open("sparql.html")
    ready(page)
    write(page, ENDLESS)
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-status", has_text="Asking").wait_for()
    page.locator("#sparql-stop").click()
    page.locator("#sparql-status", has_text="Stopped").wait_for()
    ask(page, SHORT)
    assert page.locator("#sparql-answer tbody tr").count() > 3


def test_what_breaks_the_engine_does_not_break_the_page(visit_file: Watched) -> None:
    """Brackets too deep for any engine end its worker; the page says so and goes on."""
    page = visit_file.open("sparql.html")
    ready(page)
    told = page.evaluate(
        "kgSparql.query('SELECT * WHERE ' + '{'.repeat(30000)).catch((error) => error.message)"
    )
    assert "more memory or depth" in told
    ask(page, SHORT)
    told = page.evaluate(
        "kgSparql.query('SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }').catch((e) => e.message)"
    )
    assert "another server" in told


def test_terms_of_the_graph_are_completed_with_the_keyboard(visit_file: Watched) -> None:
    """After `a` classes are offered with what they mean; Enter takes the first."""
    page = visit_file.open("sparql.html")
    ready(page)
    write(page, "SELECT ?x WHERE { ?x a al:Mat")
    page.keyboard.press("Control+Space")
    option = page.locator(".cm-tooltip-autocomplete li", has_text="al:Material").first
    option.wait_for()
    names = page.locator(".cm-tooltip-autocomplete .cm-completionLabel").all_inner_texts()
    assert len(names) == len(set(names))
    page.wait_for_timeout(150)  # CodeMirror takes no key for this long after it has opened the list
    page.keyboard.press("Enter")
    assert "al:Material" in page.locator(".cm-content").inner_text()


def test_an_answer_is_a_file_a_graph_and_a_table(visit_file: Watched, tmp_path: Path) -> None:
    """Tabs change with the arrow keys; the CSV holds what the command line writes."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, "CONSTRUCT { ?a ?how ?b } WHERE { ?c al:subject ?a ; al:relation ?how ; al:object ?b }")
    page.locator("#sparql-tab-table").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".answer-graph svg a.point").first.wait_for()
    assert page.locator("#sparql-tab-graph").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowLeft")
    ask(page, SHORT)
    with page.expect_download() as caught:
        page.locator("[data-download=csv]").click()
    caught.value.save_as(tmp_path / "answer.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "answer.csv").read_text(encoding="utf-8"))))
    declared = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in ("al", "rdfs"))
    found = LocalEngine(make_store()).run(declared + SHORT)
    assert rows == [list(found.columns), *([to_value(term) for term in row] for row in found.rows)]


OVERLAPS = """() => {
    const boxes = [...document.querySelectorAll(".answer-graph .frame text")].map((text) => text.getBoundingClientRect());
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((other) => meet(one, other))).length;
}"""  # noqa: E501 - of one piece


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("limit", [6, 200])
def test_a_graph_fits_the_page_and_its_labels_stand_apart(
    visit_file: Watched, width: int, limit: int
) -> None:
    """However few or many things there are, type has one size, no label lies on another, nothing is cut."""
    page = visit_file.open("sparql.html")
    page.set_viewport_size({"width": width, "height": 900})
    ready(page)
    ask(page, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s a al:Material ; ?p ?o }} ORDER BY ?s ?p LIMIT {limit}")
    page.locator("#sparql-tab-graph").click()
    picture = page.locator(".answer-graph .frame svg")
    picture.wait_for()
    assert page.evaluate(OVERLAPS) == 0
    assert page.locator(".answer-graph text").first.bounding_box()["height"] < 24  # with its rim
    assert picture.bounding_box()["x"] + picture.bounding_box()["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_lines_of_a_graph_tell_their_relations(visit_file: Watched) -> None:
    """Each relation has a look of its own, by its polarity where it has one, and a legend says which."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(
        page,
        "CONSTRUCT { alm:a al:promotes alm:b ; al:enables alm:c ; al:suppresses alm:d ; al:exhibits alm:b . "
        "alm:a skos:related alm:e . alm:b al:promotes alm:a } WHERE {}",
    )
    page.locator("#sparql-tab-graph").click()
    lines = page.locator(".answer-graph .frame .relation")
    lines.first.wait_for()
    looks = lines.evaluate_all(
        "all => all.map((one) => [one.dataset.relation, one.getAttribute('class') + ' '"
        " + one.children[1].getAttribute('stroke-dasharray')])"
    )
    assert len(looks) == 6
    assert len({look for _, look in looks}) == len({relation for relation, _ in looks}) == 5
    told = {relation.rpartition("#")[2]: look for relation, look in looks}
    assert "stroke-promoting" in told["promotes"]
    assert "stroke-promoting" in told["enables"]
    assert "stroke-suppressing" in told["suppresses"]
    legend = page.locator(".relations li").all_inner_texts()
    assert [one.split()[0] for one in legend].count("promotes") == 1
    assert legend[0].split() == ["promotes", "2", "lines"]
    assert len({tuple(path) for path in lines.evaluate_all("all => all.map((one) => [one.innerHTML])")}) == 6


def test_the_example_of_a_chart_opens_as_it_says(visit_file: Watched) -> None:
    """Retention stands against cycles, each pair a point."""
    page = visit_file.open("sparql.html")
    ready(page)
    page.locator("#sparql-short button", has_text="A chart").click()
    page.locator(".answer-chart .plot svg .mark-symbol path").first.wait_for()
    assert page.locator(".answer-chart select").nth(1).input_value() == "2"
    assert page.locator(".answer-chart option:checked").all_inner_texts() == ["retention", "cycles"]


def test_formulas_are_set_with_subscripts_in_charts(visit_file: Watched) -> None:
    """Labels of bars say MgF₂, as tables do."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, "SELECT ('MgF2 coated (1)' AS ?name) (1 AS ?n) {}")
    page.locator("#sparql-tab-chart").click()
    labels = page.locator(".answer-chart .plot svg text")
    labels.filter(has_text="coated").first.wait_for()
    assert "MgF₂ coated (1)" in labels.all_text_contents()


def test_numbers_are_drawn_as_bars_and_against_each_other(visit_file: Watched) -> None:
    """A count becomes a bar for each row; a second number makes points of them; words alone have no chart."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, SHORT)
    assert page.locator("#sparql-tab-chart").is_disabled()
    ask(
        page,
        "SELECT ?class (COUNT(?thing) AS ?things) (COUNT(DISTINCT ?graph) AS ?graphs) "
        "WHERE { GRAPH ?graph { ?thing a ?class } } GROUP BY ?class ORDER BY ?class LIMIT 8",
    )
    page.locator("#sparql-tab-chart").click()
    bars = page.locator(".answer-chart .plot svg .mark-rect path")
    bars.first.wait_for()
    assert bars.count() == 8
    page.locator(".answer-chart select").nth(1).select_option(label="graphs")
    points = page.locator(".answer-chart .plot svg .mark-symbol path")
    points.first.wait_for()
    assert points.count() == 8


def test_the_page_answers_every_question_as_the_command_line_does(visit_file: Watched) -> None:
    """Each canned query gives the same rows in the page as in Python, over the union of all graphs."""
    engine = LocalEngine(make_store())
    examples = Examples(engine)
    page = visit_file.open("sparql.html")
    ready(page)
    asked = 0
    for question in load_catalogue():
        values = None if question.function else examples.find(question)
        if values is None:
            continue
        query = bind_question(engine, question, values)
        expected = engine.run(query)
        told = page.evaluate("query => kgSparql.query(query)", query)
        rows = [[term["value"] if term else "" for term in row] for row in told["rows"]]
        assert tuple(told["columns"]) == expected.columns, question.name
        assert sorted(rows) == sorted([to_value(term) for term in row] for row in expected.rows), (
            question.name
        )
        asked += 1
    assert asked > 50


def test_stop_holds_while_the_engine_is_got(chromium: Any, places: dict[str, str]) -> None:
    """What was asked before the engine was there is not answered after Stop, and one engine is left."""
    watched = Watched(chromium, places["http"])
    page = watched.page
    held: list[Any] = []
    page.route("**/oxigraph.js", lambda route: held.append(route))
    page.goto(f"{watched.start}sparql.html#query={quote(SHORT)}", wait_until="commit")
    page.locator("#sparql-stop[aria-disabled='false']").click()
    page.locator("#sparql-status", has_text="Stopped").wait_for()
    for route in held:
        route.continue_()
    page.wait_for_timeout(2500)
    assert page.locator("#sparql-answer table").count() == 0
    assert len(page.workers) == 1
    watched.close()


@pytest.mark.parametrize(
    ("query", "kind", "expected"),
    [
        ("ASK { ?s ?p ?o }", "json", '"boolean":true'),
        ("CONSTRUCT { ?s a al:Material } WHERE { ?s a al:Material }", "nt", "#Material> .\n"),
    ],
)
def test_answers_are_saved_as_the_standards_say(
    visit_file: Watched, tmp_path: Path, query: str, kind: str, expected: str
) -> None:
    """ASK is a boolean in JSON, what CONSTRUCT makes is RDF."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, query)
    with page.expect_download() as caught:
        page.locator(f"[data-download={kind}]").click()
    saved = tmp_path / "saved"
    caught.value.save_as(saved)
    text = saved.read_text(encoding="utf-8")
    assert expected in text
    if kind == "nt":
        assert len(list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))) == text.count("\n")


@pytest.mark.parametrize(
    "query",
    [
        f"BASE <{BASE}> SELECT ?s FROM <graph/jeon-2025> WHERE {{ ?s a ?c }} LIMIT 1",
        "SELECT (<<( <urn:a> <urn:b> 'c' )>> AS ?t) {}",
    ],
)
def test_what_is_valid_is_answered(visit_file: Watched, query: str) -> None:
    """Addresses of graphs may be relative to BASE; a triple is a term."""
    page = visit_file.open("sparql.html")
    ready(page)
    ask(page, query)
    assert page.locator("#sparql-answer tbody tr").count() == 1


def test_an_answer_too_large_for_the_page_is_told(visit_file: Watched) -> None:
    """Where the text of an answer cannot be read the query fails in words, and the next one is answered."""
    page = visit_file.open("sparql.html")
    ready(page)
    page.evaluate(
        "() => { const split = String.prototype.split; window.cut = true;"
        " String.prototype.split = function (...more) { if (window.cut && this.startsWith('?material\\t'))"
        " throw new RangeError('too much'); return split.apply(this, more); }; }"
    )
    write(page, SHORT)
    page.keyboard.press("Control+Enter")
    page.locator("#sparql-fault", has_text="larger than a page can hold").wait_for()
    assert page.locator("#sparql-found").is_hidden()
    page.evaluate("window.cut = false")
    ask(page, SHORT)
    assert page.locator("#sparql-answer tbody tr").count() > 1


def test_stop_while_labels_are_looked_up_shows_the_rows(chromium: Any, places: dict[str, str]) -> None:
    """What was found does not wait for the engine that starts anew."""
    watched = Watched(chromium, places["http"])
    watched.page.add_init_script(
        "const post = Worker.prototype.postMessage; Worker.prototype.postMessage = function (message) {"
        " const { dataset } = document.documentElement;"
        " if (message.kind === 'query' && message.text.includes('VALUES ?s')) dataset.held = 'yes';"
        " if (!dataset.held) post.call(this, message); };"
    )
    page = watched.open("sparql.html")
    ready(page)
    # labels are looked up, then relations
    write(page, "CONSTRUCT { ?a ?how ?b } WHERE { ?c al:subject ?a ; al:relation ?how ; al:object ?b }")
    page.keyboard.press("Control+Enter")
    page.locator("html[data-held]").wait_for()
    page.locator("#sparql-stop").click()
    page.locator("#sparql-status", has_text=ANSWERED).wait_for(timeout=5000)
    assert page.locator("#sparql-answer tbody tr").count() > 3
    watched.close()


def test_the_last_rows_keep_the_keyboard_in_the_table(visit_file: Watched) -> None:
    """The button for more rows hands the focus to the first of the last ones as it goes."""
    page = visit_file.open("sparql.html")
    ready(page)
    numbers = " ".join(map(str, range(40)))
    ask(page, f"SELECT ?a ?b {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}")
    more = page.locator(".answer > button")
    more.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    more.press("Enter")
    assert more.is_hidden()
    assert page.evaluate("document.activeElement.rowIndex") == 1201  # below the heading


def test_the_address_brings_the_chart_back(visit_file: Watched) -> None:
    """The view and what it draws stand in the address; an anchor of the page takes nothing from it."""
    page = visit_file.open("sparql.html")
    ready(page)
    page.locator("#sparql-short button", has_text="A chart").click()
    page.locator(".answer-chart .plot svg .mark-symbol path").first.wait_for()
    assert page.url.endswith("&view=chart&against=cycles")
    page.locator(".answer-chart select").nth(1).select_option(label="cell")
    page.locator(".answer-chart .plot svg .mark-rect path").first.wait_for()
    assert page.url.endswith("&view=chart&show=retention&against=cell")
    page.evaluate("location.hash = 'main'")
    page.wait_for_url(lambda url: "view=chart" in url)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.locator(".answer-chart .plot svg .mark-rect path").first.wait_for()
    assert page.locator(".answer-chart option:checked").all_inner_texts() == ["retention", "cell"]
    page.locator("#sparql-tab-table").click()
    assert "view=" not in page.url
    page.evaluate("address => { location.hash = address.split('#')[1]; }", address)
    page.locator(".answer-chart .plot svg").wait_for()
    assert page.locator("#sparql-tab-chart").get_attribute("aria-selected") == "true"


def test_a_question_comes_into_the_editor_only_when_the_button_is_pressed(visit_file: Watched) -> None:
    """Going through the list with the arrow keys changes nothing; the same can be put in again."""
    page = visit_file.open("sparql.html")
    ready(page)
    write(page, SHORT)
    choice = page.locator("#sparql-examples")
    use = page.locator("#sparql-use")
    use.click()
    assert page.evaluate("document.activeElement.id") == "sparql-examples"
    choice.select_option("mechanisms-of-material")
    page.wait_for_timeout(300)
    assert SHORT in page.locator(".cm-content").inner_text().replace("\n", " ")
    for _ in range(2):
        use.click()
        page.locator("#sparql-status", has_text=ANSWERED).wait_for()
        told = page.locator(".cm-content").inner_text()
        assert told.startswith("# ")
        write(page, SHORT)


def test_a_graph_too_deep_for_the_page_is_told_in_words(chromium: Any, places: dict[str, str]) -> None:
    """What breaks the engine while it loads is explained as what breaks it in a query is."""
    depth = 100_000
    deep = "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * depth + "<urn:c>" + " )>>" * depth + " ."
    packed = base64.b64encode(gzip.compress(deep.encode())).decode()
    watched = Watched(chromium, places["http"])
    watched.page.route(
        "**/graph.js",
        lambda route: route.fulfill(
            body=f'kgData("graph",{{"format":"application/trig","packed":"{packed}"}});',
            content_type="text/javascript",
        ),
    )
    page = watched.open("sparql.html")
    page.locator("#sparql-fault", has_text="the graph needs more memory or depth than a page has").wait_for()
    assert "unreachable" not in page.locator("#sparql-fault").inner_text()
    watched.close()


def test_a_theme_recolours_the_chart_that_is_shown(visit_file: Watched) -> None:
    """Also after it was drawn anew, and after another answer took its place."""
    page = visit_file.open("sparql.html")
    ready(page)
    bars = page.locator(".answer-chart .plot svg .mark-rect path")
    for number in (1, 2):
        ask(page, f"SELECT ?name ?n {{ VALUES (?name ?n) {{ ('a' {number}) ('b' 3) }} }}")
        page.locator("#sparql-tab-chart").click()
        bars.first.wait_for()
        page.set_viewport_size({"width": 1000 + 100 * number, "height": 900})
        page.wait_for_timeout(300)
        before = bars.first.get_attribute("fill")
        page.locator("#theme").click()
        page.locator(f".answer-chart .plot svg .mark-rect path:not([fill='{before}'])").first.wait_for()
        assert bars.first.get_attribute("fill") != before
