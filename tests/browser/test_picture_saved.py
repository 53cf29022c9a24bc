"""The picture as a file or in the clipboard: what is shown, with heading, legend and letters of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.draw.assemble import Source
from kg.draw.fonts import measure_text
from kg.draw.layout import LABEL
from kg.draw.subjects import draw_mechanisms, draw_people
from kg.engines.local import LocalEngine
from tests.browser.chromium import Watched
from tests.browser.test_picture_tools import Reader, save, until, visit
from tests.picture_graphs import HOSTILE, load_hostile, load_small
from tests.small_graph import make_store

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
# The share of pixels that are not of the colour in the corner.
_INK = """async (data) => {
  const image = new Image();
  image.src = data;
  await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return pixels.filter((pixel) => pixel !== pixels[0]).length / pixels.length; }"""
_COPIED = """async (type) => {
  const [item] = await navigator.clipboard.read();
  const reader = new FileReader();
  const read = new Promise((done) => { reader.onload = () => done(reader.result); });
  reader.readAsDataURL(await item.getType(type));
  return read; }"""


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A layered picture, one whose things stand freely, and one with hostile labels."""
    folder = tmp_path_factory.mktemp("saved")
    small, graph = Source(LocalEngine(load_small())), Source(LocalEngine(make_store()))
    found = {picture.name: save(picture, folder) for picture in (draw_mechanisms(small), draw_people(graph))}
    (folder / "hostile").mkdir()
    hostile = draw_mechanisms(Source(LocalEngine(load_hostile())))
    return {**found, "hostile": save(hostile, folder / "hostile")}


@pytest.fixture
def reader(chromium: Any, addresses: dict[str, str]) -> Iterator[Reader]:
    permissions = ["clipboard-read", "clipboard-write"]
    yield from visit(chromium, addresses["mechanisms-materials"], permissions=permissions)


def take(reader: Reader, ending: str, path: Path) -> Path:
    """Save the picture as a reader does."""
    reader.page.click("#save > summary")
    with reader.page.expect_download() as saved:
        reader.page.click(f"[data-save={ending}]")
    saved.value.save_as(path)
    return path


def texts(path: Path) -> list[str]:
    return [element.text or "" for element in ElementTree.parse(path).iter(f"{SVG}text")]


def test_an_svg_holds_what_is_shown(reader: Reader, tmp_path: Path) -> None:
    """Every line and thing left by the filters, heading, counts and a legend of what occurs."""
    reader.page.click("[data-filter=process]")
    path = take(reader, "svg", tmp_path / "picture.svg")
    root = ElementTree.parse(path).getroot()
    links, things = reader.links(), reader.things()
    assert len(root.findall(f".//{SVG}g[@class='link']")) == len(links) > 0
    assert len(root.findall(f".//{SVG}g[@class='thing']")) == len(things) > 0
    told = texts(path)
    assert told[0] == "Mechanisms and materials"
    assert f"in {len(links)} links between {len(things)} things." in told[1]
    assert {"material", "mechanism", "promotes", "What is gained"} <= set(told)
    assert "process" not in told
    assert "spray coating" not in told


def test_a_selection_stands_out_in_the_file_as_well(reader: Reader, tmp_path: Path) -> None:
    """Lines of the selected thing are strong, the others faint."""
    reader.click_thing("material/mg")
    near = reader.page.locator("#panel h3 + ul .tie").count()
    root = ElementTree.parse(take(reader, "svg", tmp_path / "picture.svg")).getroot()
    strong = [link for link in root.findall(f".//{SVG}g[@class='link']") if link.get("opacity") == "0.95"]
    assert 0 < len(strong) == near < len(reader.links())


@pytest.mark.parametrize("name", ["mechanisms-materials", "people"])
def test_a_saved_svg_brings_its_letters(
    chromium: Any, addresses: dict[str, str], tmp_path: Path, name: str
) -> None:
    """Opened on its own it asks for nothing, and its words are as wide as its own font sets them."""
    for reader in visit(chromium, addresses[name]):
        path = take(reader, "svg", tmp_path / "picture.svg")
    alone = Watched(chromium, path.as_uri())
    page = alone.open("")
    assert page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].map((font) => font.status))"
    ).count("loaded")
    found = page.evaluate(
        """[...document.querySelectorAll("g.thing > text:not([text-anchor]):not([textLength])")]
        .map((text) => [text.textContent, text.getComputedTextLength()])"""
    )
    assert found
    for text, width in found:
        assert width == pytest.approx(measure_text(text, LABEL), rel=0.02), text
    alone.close()


def test_a_png_shows_the_picture(reader: Reader, tmp_path: Path) -> None:
    """It is an image of some size with ink on it, as wide for its height as the SVG."""
    image = take(reader, "png", tmp_path / "picture.png").read_bytes()
    width, height = (int.from_bytes(image[place : place + 4], "big") for place in (16, 20))
    assert image.startswith(b"\x89PNG")
    assert width > 1000
    root = ElementTree.parse(take(reader, "svg", tmp_path / "picture.svg")).getroot()
    shape = float(root.get("width", "0")) / float(root.get("height", "1"))
    assert width / height == pytest.approx(shape, rel=0.01)


def test_the_picture_can_be_copied(reader: Reader) -> None:
    """The clipboard holds the same SVG as text, a PNG with ink on it, and the address with the state."""
    page = reader.page
    reader.click_thing("material/mg")
    for way in ("copy-svg", "copy-png", "copy-link"):
        page.click("#save > summary")
        page.click(f"[data-save={way}]")
        until(lambda: page.locator("#said").inner_text().startswith("Copied"))
        if way == "copy-svg":
            text = page.evaluate("navigator.clipboard.readText()")
            assert text.startswith("<svg ")
            assert ElementTree.fromstring(text).findall(f".//{SVG}g[@class='thing']")
        elif way == "copy-png":
            assert 0.01 < page.evaluate(_INK, page.evaluate(_COPIED, "image/png")) < 0.9
        else:
            assert page.evaluate("navigator.clipboard.readText()") == reader.address()
            assert "node=material%2Fmg" in reader.address()
        page.evaluate("document.getElementById('said').textContent = ''")


_NO_CLIPBOARD = """
Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
delete window.ClipboardItem;
addEventListener("copy", () => { window.copied = document.activeElement.value; });
"""


def test_text_is_copied_where_there_is_no_clipboard(chromium: Any, addresses: dict[str, str]) -> None:
    """Over plain http a page may copy in the old way only: text, but no image."""
    watched = Watched(chromium, addresses["mechanisms-materials"])
    watched.page.add_init_script(_NO_CLIPBOARD)
    page = watched.open("")
    page.click("#save > summary")
    assert page.locator("[data-save=copy-png]").is_hidden()
    page.click("[data-save=copy-svg]")
    until(lambda: page.locator("#said").inner_text() == "Copied as SVG")
    assert page.evaluate("window.copied").startswith("<svg ")
    page.click("#save > summary")
    page.click("[data-save=copy-link]")
    until(lambda: page.locator("#said").inner_text() == "Copied the address")
    assert page.evaluate("window.copied") == page.evaluate("location.href")
    watched.close()


def test_hostile_labels_stay_text_in_a_saved_file(
    chromium: Any, addresses: dict[str, str], tmp_path: Path
) -> None:
    """Markup in labels makes no element; titles read as they were written, without what XML forbids."""
    for reader in visit(chromium, addresses["hostile"]):
        path = take(reader, "svg", tmp_path / "hostile.svg")
    root = ElementTree.parse(path).getroot()
    known = {"svg", "style", "title", "g", "rect", "text", "path", "circle", "polygon", "polyline"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= known
    titles = {element.text for element in root.iter(f"{SVG}title")}
    assert set(HOSTILE) <= titles
