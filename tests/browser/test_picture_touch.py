"""The picture under a finger: what a tap opens, what a swipe moves, and that the picture cannot get lost."""

from collections.abc import Iterator
from typing import Any

import pytest

from kg.draw.assemble import Source
from kg.draw.page import save_page, to_html
from kg.draw.subjects import draw_mechanisms
from kg.engines.local import LocalEngine
from tests.browser.chromium import Watched
from tests.picture_graphs import load_small

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("touch") / "small.html"
    save_page(to_html(draw_mechanisms(Source(LocalEngine(load_small())))), path)
    return path.as_uri()


def visit(chromium: Any, address: str, width: int, height: int) -> Iterator[Any]:
    watched = Watched(chromium, address, width=width, has_touch=True, is_mobile=True)
    watched.page.set_viewport_size({"width": width, "height": height})
    page = watched.open("")
    page.wait_for_function("window.kgPicture !== undefined")
    yield page
    watched.close()


def swipe(page: Any, x: float, y: float, dx: float, dy: float) -> None:
    """Draw a finger over the screen, as the browser itself sees it."""
    session = page.context.new_cdp_session(page)
    for step in range(9):
        finger = {"x": x + dx * step / 8, "y": y + dy * step / 8}
        kind = "touchMove" if step else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})
        page.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
    page.wait_for_timeout(250)


def in_window(page: Any, key: str) -> tuple[float, float]:
    place = page.evaluate("key => kgPicture.placeOfNode(key)", key)
    board = page.evaluate("document.getElementById('canvas').getBoundingClientRect().toJSON()")
    return board["left"] + place["x"], board["top"] + place["y"]


def test_a_tap_opens_what_was_tapped_and_presses_nothing_else(chromium: Any, address: str) -> None:
    """The panel comes up under the finger, but the tap opens one thing and makes one step."""
    for page in visit(chromium, address, 360, 480):
        tapped = 0
        for key in page.evaluate("kgPicture.visibleThings()"):
            page.evaluate("history.replaceState(null, '', location.pathname)")
            page.reload()
            page.wait_for_function("window.kgPicture !== undefined")
            page.evaluate("document.getElementById('canvas').scrollIntoView({ block: 'end' })")
            x, y = in_window(page, key)
            if not (20 < x < 340 and 150 < y < 470):
                continue
            page.touchscreen.tap(x, y)
            page.locator("#panel.open").wait_for()
            page.wait_for_timeout(450)  # as long as browsers wait with the click that follows a tap
            opened = page.evaluate("decodeURIComponent(location.hash).replace(/&at=.*/, '')")
            assert opened == f"#node={key}"
            assert page.evaluate("history.state.kgDepth") == 1
            tapped += 1
        assert tapped >= 3


def test_a_swipe_up_scrolls_the_page_where_the_whole_picture_stands_in_it(
    chromium: Any, address: str
) -> None:
    """On a wide, low screen the finger gets past the picture, which stays where it is."""
    for page in visit(chromium, address, 740, 300):
        page.evaluate("document.getElementById('canvas').scrollIntoView()")
        before = page.evaluate("scrollY")
        camera = page.evaluate("kgPicture.camera()")
        swipe(page, 370, 250, 0, -200)
        assert page.evaluate("scrollY") > before + 40
        assert page.evaluate("kgPicture.camera().y") == pytest.approx(camera["y"], abs=1)


def test_the_picture_cannot_be_swiped_away(chromium: Any, address: str) -> None:
    """However often it is swiped, some of it stays on the board."""
    for page in visit(chromium, address, 360, 740):
        for dx, dy in ((-160, 0), (160, 0), (0, -160), (0, 160)):
            board = page.locator("#canvas").bounding_box()
            for _ in range(5):
                swipe(page, board["x"] + board["width"] / 2, board["y"] + board["height"] / 2, dx, dy)
            places = page.evaluate("kgPicture.visibleThings().map((key) => kgPicture.placeOfNode(key))")
            inside = [
                p for p in places if -60 < p["x"] < board["width"] + 60 and 0 < p["y"] < board["height"]
            ]
            assert inside
            page.evaluate("scrollTo(0, 0)")
