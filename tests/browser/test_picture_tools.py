"""What a reader does with the picture: narrow it, walk through it, undo, save; without a mouse as well."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.draw.assemble import Source
from kg.draw.page import save_page, to_html
from kg.draw.picture import Picture
from kg.draw.subjects import draw_citations, draw_mechanisms, draw_people
from kg.engines.local import LocalEngine
from kg.terms import BASE, expand
from tests.browser.chromium import Watched
from tests.picture_graphs import load_small
from tests.small_graph import make_store

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "site" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def save(picture: Picture, folder: Path) -> str:
    path = folder / f"{picture.name}.html"
    save_page(to_html(picture), path)
    return path.as_uri()


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A layered picture, one along time, and one whose things stand freely."""
    folder = tmp_path_factory.mktemp("tools")
    small, graph = Source(LocalEngine(load_small())), Source(LocalEngine(make_store()))
    drawn = (draw_mechanisms(small), draw_citations(graph), draw_people(graph))
    return {picture.name: save(picture, folder) for picture in drawn}


class Reader:
    """A person at the page."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def links(self) -> list[str]:
        return list(self.page.evaluate("kgPicture.visibleLinks()"))

    def things(self) -> list[str]:
        return list(self.page.evaluate("kgPicture.visibleThings()"))

    def address(self) -> str:
        """What the address bar shows; playwright's own idea of it comes late."""
        return str(self.page.evaluate("location.href"))

    def place(self, key: str) -> dict[str, float]:
        return dict(self.page.evaluate("key => kgPicture.placeOfNode(key)", key))

    def click_thing(self, key: str) -> None:
        place = self.place(key)
        self.page.locator("#canvas").click(position=place)

    def press(self, word: str) -> None:
        self.page.locator("#panel").get_by_role("button", name=word, exact=True).click()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; playwright's own way of waiting needs `eval`, which the policy forbids."""
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    assert holds()


def visit(chromium: Any, address: str, hash_: str = "", **context: Any) -> Iterator[Reader]:
    watched = Watched(chromium, address, **{"width": 1440, **context})
    page = watched.open(hash_)
    page.wait_for_function("window.kgPicture !== undefined")
    yield Reader(page)
    watched.close()


@pytest.fixture
def reader(chromium: Any, addresses: dict[str, str]) -> Iterator[Reader]:
    yield from visit(chromium, addresses["mechanisms-materials"])


def test_records_are_narrowed_by_origin_mode_and_year(reader: Reader) -> None:
    """Each filter leaves the lines with a fitting record, the tables follow, one button takes all back."""
    page, everything = reader.page, reader.links()
    page.click(".more-filters > summary")
    page.click("[data-filter=origin-second-hand]")
    own = reader.links()
    assert 0 < len(own) < len(everything)
    assert page.locator("#twin-count").inner_text() == str(len(own))
    page.click("[data-filter=origin-second-hand]")
    page.click("[data-filter=mode-measured]")
    assert 0 < len(reader.links()) < len(everything)
    page.click("[data-filter=mode-measured]")
    page.focus("#year-first")
    page.keyboard.press("End")
    assert page.locator("#years-told").inner_text() == "2025"
    assert 0 < len(reader.links()) < len(everything)
    assert "years=2025-2025" in reader.address()
    page.click("#all")
    assert reader.links() == everything
    assert page.locator("#years-told").inner_text() == "all years"


def test_a_thing_can_be_focused_expanded_collapsed_hidden_and_pinned(reader: Reader) -> None:
    """Focus leaves the neighbourhood, expand adds to it, collapse and hide take away, undo brings back."""
    page, everything = reader.page, reader.things()
    reader.click_thing("mechanism/lithium-concentration-gradient")
    reader.press("Focus")
    near = reader.things()
    assert 1 < len(near) < len(everything)
    reader.click_thing("material/mg")
    reader.press("Expand")
    assert set(near) < set(reader.things())
    page.click("#undo")
    until(lambda: len(reader.things()) == len(near))
    reader.press("Hide")
    assert "material/mg" not in reader.things()
    page.go_back()
    until(lambda: "material/mg" in reader.things())
    reader.click_thing("material/mg")
    reader.press("Pin")
    assert "pin=material%2Fmg@" in reader.address()
    page.click("#all")
    reader.click_thing("mechanism/mixed-conduction")
    before = reader.things()
    reader.press("Collapse")
    assert set(reader.things()) < set(before)


def test_a_dragged_thing_stays_where_it_was_put(reader: Reader) -> None:
    """A thing follows the mouse and the address keeps its place; one click more undoes it."""
    page = reader.page
    start = reader.place("material/mg")
    frame = page.locator("#canvas").bounding_box()
    page.mouse.move(frame["x"] + start["x"], frame["y"] + start["y"])
    page.mouse.down()
    page.mouse.move(frame["x"] + start["x"] + 60, frame["y"] + start["y"] + 40, steps=4)
    page.mouse.up()
    moved = reader.place("material/mg")
    assert (round(moved["x"] - start["x"]), round(moved["y"] - start["y"])) == (60, 40)
    assert "pin=" in reader.address()
    page.click("#undo")
    until(lambda: abs(reader.place("material/mg")["x"] - start["x"]) < 1)


def test_a_way_of_a_slider_is_one_step(reader: Reader) -> None:
    """Undo takes back what the slider did and leaves the filter that was pressed before it."""
    page, everything = reader.page, reader.links()
    page.click("[data-filter=promoting]")
    narrowed = reader.links()
    page.click(".more-filters > summary")
    page.focus("#year-first")
    page.keyboard.press("End")
    assert len(reader.links()) < len(narrowed) < len(everything)
    page.click("#undo")
    until(lambda: reader.links() == narrowed)
    assert page.locator("#years-told").inner_text() == "all years"
    page.click("#undo")
    until(lambda: reader.links() == everything)


def test_table_and_panel_count_what_the_filters_leave(reader: Reader) -> None:
    """The row of a thing says as many records as its panel, and names no work whose findings are hidden."""
    page = reader.page
    page.click(".more-filters > summary")
    page.click("[data-filter=origin-second-hand]")
    page.click("#things > summary")
    row = page.locator("#things-rows tr", has=page.get_by_role("button", name="Open Mg", exact=True))
    told = row.locator("td:nth-child(4)").inner_text()
    row.get_by_role("button").click()
    assert page.locator("#panel .claim").count() == int(told) > 0
    page.click("#twin > summary")
    until(lambda: page.locator("#twin-rows td:nth-child(6)").count() > 0)  # filled when it opens
    works = " ".join(page.locator("#twin-rows td:nth-child(6)").all_inner_texts())
    assert "Jeon et al. 2025" in works
    assert "Jun et al. 2024" not in works


def test_a_way_between_two_things_is_told_step_by_step(reader: Reader) -> None:
    """Two picks give the shortest way; its steps open; the address shows the same to somebody else."""
    page = reader.page
    reader.click_thing("material/mg")
    reader.press("Way from here")
    reader.click_thing("mechanism/cycle-life-extension")
    page.get_by_role("button", name="Way to here from").click()
    assert page.locator("#panel h2").inner_text() == "From Mg to cycle-life extension"
    assert page.locator("#panel .way li").count() >= 1
    assert "path=material%2Fmg,mechanism%2Fcycle-life-extension" in reader.address()
    page.locator("#panel .way .tie").first.click()
    assert page.locator("#panel .claim").count() >= 1
    page.locator("#panel").get_by_role("button", name="Close").click()
    until(lambda: page.locator("#panel .way").count() == 1)  # a step closes into the way it is part of
    page.locator("#panel").get_by_role("button", name="Close").click()
    until(lambda: page.locator("#panel .way").count() == 0)


def test_the_address_carries_the_camera(reader: Reader, chromium: Any, addresses: dict[str, str]) -> None:
    """Zoomed and moved, the link opens at the same place and scale."""
    page = reader.page
    page.click("#larger")
    page.click("#larger")
    # The address follows the camera when it has come to rest: on a slow machine once after each press.
    until(lambda: f",{page.evaluate('kgPicture.camera().scale.toFixed(3)')}" in reader.address())
    seen = page.evaluate("kgPicture.camera()")
    hash_ = page.evaluate("location.hash")
    for other in visit(chromium, addresses["mechanisms-materials"], hash_):
        again = other.page.evaluate("kgPicture.camera()")
        assert again["scale"] == pytest.approx(seen["scale"], abs=0.002)
        assert (again["x"], again["y"]) == pytest.approx((seen["x"], seen["y"]), abs=2)


def test_colour_and_size_can_tell_communities_and_centrality(reader: Reader) -> None:
    """Both are in the address, and the table of things tells them in letters and numbers."""
    page = reader.page
    page.click(".more-filters > summary")
    page.select_option("#colouring", "community")
    page.select_option("#sizing", "between")
    assert "colour=community" in reader.address()
    assert "size=between" in reader.address()
    page.click("#things > summary")
    page.locator("#things-rows tr").first.wait_for()
    letters = page.locator("#things-rows tr td:nth-child(5)").all_inner_texts()
    assert {"A", "B"} <= set(letters)


def test_physics_moves_things_only_when_it_is_asked_for(reader: Reader) -> None:
    """Nothing moves until the switch is pressed; switched off, things stay where they are."""
    page = reader.page
    still = reader.place("material/mg")
    page.wait_for_timeout(300)
    assert reader.place("material/mg") == still
    page.click(".more-filters > summary")
    page.click("#physics")
    until(lambda: abs(reader.place("material/mg")["y"] - still["y"]) > 3)
    page.click("#physics")
    page.wait_for_timeout(200)
    rests = reader.place("material/mg")
    page.wait_for_timeout(300)
    assert reader.place("material/mg") == rests
    page.click("#put-back")
    assert reader.place("material/mg") == pytest.approx(still)


def test_the_address_carries_where_physics_left_things(
    reader: Reader, chromium: Any, addresses: dict[str, str]
) -> None:
    """Who opens the link sees the layout that was sent; a filter and its undoing keep it."""
    page = reader.page
    before = page.evaluate("kgPicture.placeOfNode('material/mg')")
    page.click(".more-filters > summary")
    page.click("#physics")
    until(lambda: abs(reader.place("material/mg")["y"] - before["y"]) > 3)
    page.click("#physics")
    assert "layout=" in reader.address()
    left = {key: reader.place(key) for key in reader.things()}
    page.click("[data-filter=promoting]")
    page.click("#undo")
    until(lambda: len(reader.things()) == len(left))
    for key, place in left.items():
        assert reader.place(key) == pytest.approx(place, abs=2)
    for other in visit(chromium, addresses["mechanisms-materials"], page.evaluate("location.hash")):
        for key, place in left.items():
            assert other.place(key) == pytest.approx(place, abs=2)


@pytest.mark.parametrize(
    "hash_",
    [
        "#pin=material%2Fmg@1e9@1e9",
        "#pin=material%2Fmg@@",
        "#at=1e308,1e308,19",
        "#at=50000,50000,1",
        "#layout=0.0.100.AAAA",
        "#layout=0.0.1e400.%00",
        "#years=9999-1&off=__proto__&focus=constructor&path=,",
        "#%",
        "#%E0%A4%A",
    ],
)
def test_no_address_leaves_the_board_blank(chromium: Any, addresses: dict[str, str], hash_: str) -> None:
    """Whatever stands behind the #, things are in sight where they were laid out."""
    for plain in visit(chromium, addresses["mechanisms-materials"]):
        expected = plain.place("material/mg")
    for reader in visit(chromium, addresses["mechanisms-materials"], hash_):
        found = reader.place("material/mg")
        assert (found["x"], found["y"]) == pytest.approx((expected["x"], expected["y"]), abs=2)


def test_the_camera_outlives_a_change_of_the_window(reader: Reader) -> None:
    """Scale and place stay as the address tells them when the page gets narrower or the screen is filled."""
    page = reader.page
    page.click("#larger")
    page.click("#larger")
    until(lambda: f",{page.evaluate('kgPicture.camera().scale.toFixed(3)')}" in reader.address())
    seen = page.evaluate("kgPicture.camera()")
    page.set_viewport_size({"width": 1380, "height": 900})
    page.wait_for_timeout(200)
    assert page.evaluate("kgPicture.camera()") == pytest.approx(seen, abs=1)
    page.click("#full")
    until(lambda: page.evaluate("document.fullscreenElement !== null"))
    page.wait_for_timeout(200)
    assert page.evaluate("kgPicture.camera().scale") == pytest.approx(seen["scale"], abs=0.002)


def test_what_is_searched_for_comes_into_the_window(chromium: Any, addresses: dict[str, str]) -> None:
    """The page scrolls to a thing far down, and out from under the panel of a narrow window."""
    for reader in visit(chromium, addresses["mechanisms-materials"], has_touch=True):
        page = reader.page
        for width, height in ((1440, 260), (820, 900), (360, 560)):
            page.set_viewport_size({"width": width, "height": height})
            for key in reader.things():
                label = page.evaluate(
                    "key => JSON.parse(document.getElementById('picture-data').textContent)"
                    ".nodes.find((node) => node.key === key).label",
                    key,
                )
                page.fill("#find", label)
                page.press("#find", "Enter")
                seen = page.evaluate(
                    "key => { const place = kgPicture.placeOfNode(key);"
                    " const board = document.getElementById('canvas').getBoundingClientRect();"
                    " const [x, y] = [board.left + place.x, board.top + place.y];"
                    " return document.elementFromPoint(x, y)?.tagName; }",
                    key,
                )
                assert seen == "CANVAS", (width, key)


def test_fit_finds_what_was_dragged_outside(reader: Reader) -> None:
    """A thing put far away is in sight again; the key that fits forgets the camera as the button does."""
    page = reader.page
    for _ in range(4):
        page.click("#smaller")
    start = reader.place("mechanism/cycle-life-extension")
    frame = page.locator("#canvas").bounding_box()
    page.mouse.move(frame["x"] + start["x"], frame["y"] + start["y"])
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - 8, frame["y"] + start["y"] + 10, steps=4)
    page.mouse.up()
    page.click("#fit")
    assert "at=" not in reader.address()
    assert (
        0
        < reader.place("mechanism/cycle-life-extension")["x"]
        < page.locator("#canvas").bounding_box()["width"]
    )
    page.focus("#canvas")
    page.keyboard.press("+")
    until(lambda: "at=" in reader.address())
    page.keyboard.press("0")
    assert "at=" not in reader.address()


def test_the_ends_of_the_years_push_each_other(reader: Reader) -> None:
    """Neither slider passes the other; the one that is moved keeps what it says."""
    page = reader.page
    page.click(".more-filters > summary")
    page.focus("#year-last")
    page.keyboard.press("Home")
    least = page.locator("#year-first").input_value()
    assert page.locator("#years-told").inner_text() == least
    page.focus("#year-first")
    page.keyboard.press("End")
    assert page.locator("#year-first").input_value() == page.locator("#year-last").input_value() > least


def test_filters_that_leave_nothing_say_so(reader: Reader) -> None:
    """The board is blank with a reason, and one press takes it back."""
    page = reader.page
    assert page.locator("#none-left").is_hidden()
    for button in page.locator("[data-filter]").all()[:6]:
        if button.is_visible():
            button.click()
    until(lambda: not reader.things())
    assert page.locator("#none-left").is_visible()
    page.click("#all")
    assert page.locator("#none-left").is_hidden()


def test_buttons_that_go_pass_the_focus_on(reader: Reader) -> None:
    """What takes filters back hides itself, "Undo" stays though there is nothing more to undo."""
    page = reader.page
    page.locator("[data-filter]").first.click()
    page.focus("#all")
    page.keyboard.press("Enter")
    assert page.locator("#all").is_hidden()
    assert page.evaluate("document.activeElement === document.querySelector('#legend > summary')")
    reader.click_thing("material/mg")
    reader.press("Pin")
    page.focus("#put-back")
    page.keyboard.press("Enter")
    assert page.locator("#put-back").is_hidden()
    assert page.evaluate("document.activeElement === document.querySelector('#legend > summary')")
    undo = page.locator("#undo")
    for _ in range(9):
        if undo.get_attribute("aria-disabled") == "true":
            break
        undo.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
    assert undo.get_attribute("aria-disabled") == "true"
    assert undo.evaluate("button => button === document.activeElement")
    address = reader.address()
    page.keyboard.press("Enter")
    assert reader.address() == address


def test_further_claims_take_the_focus(chromium: Any, tmp_path: Path) -> None:
    """The button below the first of many claims goes, and the keys go on at the first that it brought."""
    store = make_store()
    kind = ox.NamedNode(expand("al:MechanismClaim"))
    claim = next(store.quads_for_pattern(None, None, kind, None)).subject
    for number in range(70):
        for quad in list(store.quads_for_pattern(claim, None, None, None)):
            copy = ox.NamedNode(f"{BASE}claim/jeon-2025/copy-{number}")
            store.add(ox.Quad(copy, quad.predicate, quad.object, quad.graph_name))
    address = save(draw_mechanisms(Source(LocalEngine(store))), tmp_path)
    for reader in visit(chromium, address):
        page = reader.page
        page.locator("#panel .tie").first.click()
        more = page.locator("#panel .claims > button")
        number = page.locator("#panel article").count()
        more.focus()
        page.keyboard.press("Enter")
        assert page.locator("#panel article").count() > number
        focused = "articles => articles.indexOf(document.activeElement)"
        assert page.locator("#panel article").evaluate_all(focused) == number


def test_the_menu_of_images_closes(reader: Reader) -> None:
    """Escape and a click elsewhere close it; what was done is told for everybody to see."""
    page = reader.page
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(700, 500)):
        page.click("#save > summary")
        assert page.locator("#save").evaluate("menu => menu.open")
        leave()
        assert not page.locator("#save").evaluate("menu => menu.open")
    page.click("#save > summary")
    page.click("[data-save=svg]")
    said = page.locator("#said")
    until(lambda: "Saved as" in said.inner_text())
    assert said.bounding_box()["height"] > 20


def test_everything_is_reached_without_a_mouse(reader: Reader) -> None:
    """Slash searches, arrows walk, letters focus, hide and undo, Enter opens; each is said aloud."""
    page = reader.page
    page.focus("#canvas")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("silver")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Ag"
    page.focus("#canvas")
    everything = reader.things()
    page.keyboard.press("ArrowRight")
    assert "mechanism" in page.locator("#said").inner_text()
    page.keyboard.press("h")
    assert len(reader.things()) < len(everything)
    page.keyboard.press("u")
    until(lambda: len(reader.things()) == len(everything))
    page.keyboard.press("f")
    assert "focus=" in reader.address()
    page.keyboard.press("Control+z")
    until(lambda: "focus=" not in reader.address())
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"


def test_a_phone_reaches_the_evidence_by_touch(chromium: Any, addresses: dict[str, str]) -> None:
    """At 360 pixels a tap on a thing opens its records, nothing is wider than the screen."""
    for reader in visit(
        chromium, addresses["mechanisms-materials"], width=360, has_touch=True, is_mobile=True
    ):
        page = reader.page
        assert not page.locator("#legend").evaluate("e => e.open")
        place = reader.place("material/mg")
        page.locator("#canvas").tap(position=place)
        page.locator("#panel.open h2", has_text="Mg").wait_for()
        assert page.locator("#panel .claim").count() == 4
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", ["citations", "people"])
def test_other_views_have_the_same_tools(chromium: Any, addresses: dict[str, str], name: str) -> None:
    """A thing opens by click, the table twin holds the lines that are drawn, filters rule both."""
    for reader in visit(chromium, addresses[name]):
        page = reader.page
        page.click("#twin > summary")
        page.locator("#twin-rows tr").first.wait_for()
        assert page.locator("#twin-rows tr").count() == len(reader.links()) > 0
        page.locator("[data-filter]").first.click()
        assert page.locator("#twin-rows tr").count() == len(reader.links())
        page.locator("[data-filter]").first.click()
        reader.click_thing(reader.things()[0])
        assert page.locator("#panel h2").count() == 1


@pytest.fixture
def calm_reader(chromium: Any, addresses: dict[str, str]) -> Iterator[Reader]:
    """A person whose system asks for reduced motion."""
    yield from visit(chromium, addresses["mechanisms-materials"], reduced_motion="reduce")


def test_motion_is_spared_those_who_ask_for_it(calm_reader: Reader) -> None:
    """With reduced motion physics gives its result at once and runs no animation."""
    page, before = calm_reader.page, calm_reader.place("material/mg")
    page.click(".more-filters > summary")
    page.click("#physics")
    until(lambda: calm_reader.place("material/mg") != before)
    after = calm_reader.place("material/mg")
    page.wait_for_timeout(400)
    assert calm_reader.place("material/mg") == after


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["mechanisms-materials", "people"])
def test_axe_finds_nothing(chromium: Any, addresses: dict[str, str], name: str, scheme: str) -> None:
    """As it opens, and with a selection, open filters and both tables, no rule of WCAG 2.2 AA is broken."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run `make check` once")

    def check(page: Any) -> list[Any]:
        found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
        return [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]]

    for reader in visit(chromium, addresses[name], color_scheme=scheme, bypass_csp=True):
        page = reader.page
        page.add_script_tag(path=str(AXE))
        assert check(page) == []
        reader.click_thing(reader.things()[0])
        for part in (".more-filters", "#twin", "#things", ".keys"):
            page.click(f"{part} > summary")
        assert check(page) == []


def test_full_screen_is_entered_and_left(reader: Reader) -> None:
    """The picture fills the screen with its tools, the button says how to leave, the selection stays."""
    page = reader.page
    reader.click_thing("material/mg")
    page.click("#full")
    until(lambda: page.evaluate("document.fullscreenElement !== null"))
    assert page.evaluate("document.fullscreenElement.contains(document.getElementById('full'))")
    until(lambda: page.locator("#full").inner_text() == "Leave full screen")
    page.click("#full")
    until(lambda: page.evaluate("document.fullscreenElement === null"))
    until(lambda: page.locator("#full").inner_text() == "Full screen")
    assert "material%2Fmg" in reader.address()
