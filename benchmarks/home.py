"""The home page of a site from a cold load, in a real headless Chromium.

Told are the milliseconds until it is painted and until a typed word has brought suggestions, and how much
either reads: the page and what it loads, packed by gzip as a host would send it.

Example: python -m benchmarks.home public
"""

import gzip
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import click

from benchmarks.browser import ARGUMENTS

TYPED: Final = "magn"
_PAINTED: Final = """new Promise(done => new PerformanceObserver(list => {
  const found = list.getEntriesByName("first-contentful-paint")[0];
  if (found) done(found.startTime);
}).observe({ type: "paint", buffered: true }))"""


@dataclass(frozen=True)
class Opening:
    """What one opening of the page took and read.

    Attributes:
        painted: milliseconds from asking for the page to its first paint.
        loaded: milliseconds until all of it is loaded.
        searched: milliseconds from the first letter typed to the first suggestions.
        files: what the page reads.
        more_files: what searching reads besides.
    """

    painted: float
    loaded: float
    searched: float
    files: list[Path]
    more_files: list[Path]


def measure_opening(browser: Any, page_path: Path) -> Opening:
    """Return what opening the page and typing into its search took."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    began = time.perf_counter()
    page.goto(page_path.as_uri())
    loaded = (time.perf_counter() - began) * 1000
    painted = page.evaluate(_PAINTED)
    files = _to_paths(asked)
    began = time.perf_counter()
    page.locator("#find-words").press_sequentially(TYPED)
    page.locator("#find-results [role=option]").first.wait_for()
    searched = (time.perf_counter() - began) * 1000
    more_files = [path for path in _to_paths(asked) if path not in files]
    context.close()
    return Opening(painted, loaded, searched, files, more_files)


def _to_paths(addresses: list[str]) -> list[Path]:
    parts = [urlsplit(address) for address in addresses]
    return list(dict.fromkeys(Path(unquote(part.path)) for part in parts if part.scheme == "file"))


def to_packed_size(paths: list[Path]) -> int:
    """Return the bytes of files, each packed by itself."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


@click.command()
@click.argument("site", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rounds", default=5, show_default=True, help="How often the page is opened.")
@click.option("--chromium", default="/usr/bin/chromium", show_default=True, help="The browser.")
def home(site: Path, rounds: int, chromium: str) -> None:
    """Measure the home page of a site.

    Example: python -m benchmarks.home public
    """
    from playwright.sync_api import sync_playwright

    page_path = (site / "index.html").resolve()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        told = [measure_opening(browser, page_path) for _ in range(rounds)]
        browser.close()
    for name, times in (
        ("painted after", [one.painted for one in told]),
        ("loaded after", [one.loaded for one in told]),
        ("suggestions after", [one.searched for one in told]),
    ):
        click.echo(f"{name} {median(times):.0f} ms in the middle, {max(times):.0f} at worst")
    for name, paths in (("the page", told[0].files), ("search, when it is used,", told[0].more_files)):
        click.echo(f"{name} reads {len(paths)} files, {to_packed_size(paths) / 1000:.0f} kB packed")


if __name__ == "__main__":
    home()
