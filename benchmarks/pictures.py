"""Pictures in a real browser, held against a bare vis-network page with the same things and places.

python -m benchmarks.pictures [--sizes 1000,5000,20000] [--rounds 3]

Both pages are opened by turns in one headless Chromium. Printed are medians, and the median of the ratios of
the rounds: the first frame, redraws a second while the whole is dragged, the answer of the search field, and
what making the page costs per link.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json import dumps
from pathlib import Path
from typing import Any, Final

import click
import networkx as nx
import pyoxigraph as ox

from kg.draw.assemble import Plan, Source, assemble
from kg.draw.assets import read_vis
from kg.draw.page import to_html
from kg.draw.picture import Picture
from kg.engines.local import LocalEngine
from kg.network.ties import Tie

SEED: Final = 42
LINKS_PER_THING: Final = 3
DRAG_MOVES: Final = 60
CHROMIUM: Final = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")

# Notes the first frame after anything was drawn, and counts redraws; the same for both pages.
_WATCH: Final = """
window.firstFrame = 0; window.redraws = 0;
const context = CanvasRenderingContext2D.prototype, fill = context.fill, clear = context.clearRect;
context.fill = function (...rest) {
  context.fill = fill;
  requestAnimationFrame(() => setTimeout(() => { window.firstFrame = performance.now(); }));
  return fill.apply(this, rest);
};
context.clearRect = function (...rest) { window.redraws += 1; return clear.apply(this, rest); };
"""
# Source: https://visjs.github.io/vis-network/docs/network/; edges are hidden while dragging
_BARE: Final = """<!DOCTYPE html><meta charset="utf-8"><title>bare</title>
<style>#canvas { width: 1000px; height: 700px; }</style><div id="canvas"></div>
<script>VIS</script><script>
const board = new vis.Network(document.getElementById("canvas"), {
  nodes: new vis.DataSet(NODES), edges: new vis.DataSet(EDGES) }, {
  physics: false, layout: { improvedLayout: false }, interaction: { hideEdgesOnDrag: true },
  nodes: { shape: "dot", size: 6 }, edges: { arrows: "to", smooth: false } });
</script>"""


def make_picture(size: int) -> Picture:
    """Return a picture of a scale-free network with that many things, laid out freely."""
    graph = nx.barabasi_albert_graph(size, LINKS_PER_THING, seed=SEED)
    names = ((f"urn:thing:{a}", f"urn:thing:{b}", f"urn:record:{a}:{b}") for a, b in graph.edges)
    ties = [Tie(start, end, "promoting", "r", record) for start, end, record in names]
    source = Source(LocalEngine(ox.Store()))
    plan = Plan("bench", f"{size} things", "a scale-free network")
    return assemble(plan, ties, source.things, source.records)


def to_bare_page(picture: Picture) -> str:
    """Return a page of vis-network alone, with the picture's things, links and places."""
    script, _ = read_vis()
    nodes = [{"id": node.id, "label": node.text, "x": node.x, "y": node.y} for node in picture.nodes]
    edges = [{"id": link.id, "from": link.start, "to": link.end} for link in picture.links]
    page = _BARE.replace("NODES", dumps(nodes)).replace("EDGES", dumps(edges))
    return page.replace("VIS", str(script))


@contextmanager
def _open(browser: Any, path: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(path.as_uri())
    while not page.evaluate("window.firstFrame"):
        time.sleep(0.05)
    yield page
    context.close()


def _drag(page: Any) -> float:
    """Return the redraws a second while the ground is dragged to and fro."""
    frame = page.locator("#canvas").bounding_box()
    left, top = frame["x"] + 4, frame["y"] + 4  # a corner, where nothing is picked up
    page.mouse.move(left, top)
    page.mouse.down()
    page.evaluate("window.redraws = 0")
    start = time.perf_counter()
    for move in range(DRAG_MOVES):
        page.mouse.move(left + 5 * (move % 20), top + 3 * (move % 20))
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seconds = time.perf_counter() - start
    redraws = page.evaluate("window.redraws")
    page.mouse.up()
    return float(redraws / seconds)


def _search(page: Any) -> list[float]:
    """Return the milliseconds from a letter typed to the suggestions shown, for four letters."""
    return list(
        page.evaluate("""() => ["t", "th", "thing", "777"].map((text) => {
          const field = document.getElementById("find"), start = performance.now();
          field.value = text;
          field.dispatchEvent(new Event("input"));
          document.getElementById("found").getBoundingClientRect();
          return performance.now() - start; })""")
    )


def measure(browser: Any, size: int, rounds: int, folder: Path) -> None:
    """Print what one size of picture takes."""
    start = time.process_time()
    picture = make_picture(size)
    laid_out = time.process_time() - start
    start = time.process_time()
    ours = to_html(picture)
    made = time.process_time() - start
    paths = {"ours": folder / f"ours-{size}.html", "bare": folder / f"bare-{size}.html"}
    paths["ours"].write_text(ours, encoding="utf-8")
    paths["bare"].write_text(to_bare_page(picture), encoding="utf-8")
    frames: dict[str, list[float]] = {"ours": [], "bare": []}
    drags: dict[str, list[float]] = {"ours": [], "bare": []}
    searches: list[float] = []
    for turn in range(rounds):
        for name in ("ours", "bare") if turn % 2 == 0 else ("bare", "ours"):
            with _open(browser, paths[name]) as page:
                frames[name].append(page.evaluate("window.firstFrame"))
                drags[name].append(_drag(page))
                if name == "ours":
                    searches.append(max(_search(page)))
    click.echo(f"\n{size:,} things, {len(picture.links):,} links, {len(ours) / 1e6:.2f} MB")
    click.echo(
        f"  laid out in {laid_out:.1f} s CPU; page made in {1e6 * made / len(picture.links):.0f} µs a link"
    )
    click.echo(_line("first frame, ms", frames))
    click.echo(_line("redraws a second while dragging", drags))
    click.echo(f"  slowest of four searches: {statistics.median(searches):.0f} ms")


def _line(what: str, found: dict[str, list[float]]) -> str:
    ratios = [ours / bare for ours, bare in zip(found["ours"], found["bare"], strict=True)]
    medians = {name: statistics.median(values) for name, values in found.items()}
    return (
        f"  {what}: ours {medians['ours']:.4g}, bare vis-network {medians['bare']:.4g}, "
        f"ratio {statistics.median(ratios):.2f}"
    )


@click.command()
@click.option("--sizes", default="1000,5000,20000", show_default=True, help="Numbers of things.")
@click.option("--rounds", default=3, show_default=True, help="How often each page is opened.")
@click.option("--chromium", default="/usr/bin/chromium", show_default=True, help="The browser.")
def main(sizes: str, rounds: int, chromium: str) -> None:
    """Hold pictures against bare vis-network."""
    from playwright.sync_api import sync_playwright

    wanted: Sequence[int] = [int(size) for size in sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM))
        for size in wanted:
            measure(browser, size, rounds, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
