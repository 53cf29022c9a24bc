"""The site against its own templates: making it from a graph beside setting and writing the same bytes.

The peer is the least that any program must do that uses these templates: the content of each page is in
memory, the templates are run, and the same files are written. Besides, the site looks everything
up in the graph, answers all questions, and checks every link and tag.

Example: python -m benchmarks.site --triples 100000
"""

import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import click
import pyoxigraph as ox

from benchmarks.generate import build_generated, to_world
from kg.engines.local import find_generation, open_generation
from kg.publish import desk, writing
from kg.publish.cells import CellRow
from kg.publish.lookups import Lookups, make_lookups
from kg.publish.options import SiteOptions
from kg.publish.page import ClaimGroup, Page
from kg.publish.render import Renderer
from kg.publish.statements import Statement, StatementReader
from kg.publish.writing import write_site

_STATE: Final = "0" * 64
_WHO: Final = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


class _Ready:
    """Gives the statements of one group without any look-up."""

    def __init__(self, statements: tuple[Statement, ...]) -> None:
        self._statements = statements

    def read_all(self, _: Iterable[str]) -> tuple[Statement, ...]:
        return self._statements


class _Recorder(Renderer):
    """Keeps what each page was set from."""

    kept: Final[list[tuple["_Recorder", Page, dict[str, Any]]]] = []

    def render(self, page: Page, root: str | None = None, **context: Any) -> str:
        """Return the page, and keep page and context with all statements read."""
        self.kept.append((self, _prepare(page), context))
        return super().render(page, root, **context)

    def render_again(self, page: Page, context: dict[str, Any]) -> str:
        """Return the page from what was kept."""
        return super().render(page, **context)


class _Kept(Lookups):
    """Stays open when the site is made: pictures ask for pages of their things when they are set again."""

    def __exit__(self, *_: object) -> None:
        """Do nothing."""


def _make_kept(quads: Iterable[ox.Quad], path: Path | None = None) -> Lookups:
    made = make_lookups(quads, path)
    made.__class__ = _Kept
    return made


def _prepare(page: Page) -> Page:
    sections = tuple(replace(section, items=tuple(map(_read, section.items))) for section in page.sections)
    return replace(page, sections=sections)


def _read(item: object) -> object:
    """Return an item of a page with all that it would read when it is set."""
    if isinstance(item, ClaimGroup):
        return replace(item, reader=cast("StatementReader", _Ready(item.read())))
    return tuple(item) if isinstance(item, CellRow) else item


@click.command()
@click.option("--triples", default=100_000, show_default=True, help="About how many statements to generate.")
@click.option("--build", type=click.Path(path_type=Path), help="A graph that is there already.")
@click.option("--plain", is_flag=True, help="Only make the site, without the peer: for time and memory.")
@click.option("--jobs", default=1, show_default=True, help="Processes that make pages.")
def main(triples: int, build: Path | None, plain: bool, jobs: int) -> None:
    """Print time and memory of the site, and the ratio to its peer: of processor time with one process.

    With several processes it is that of the time that passes; the peer is always one process.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        graph = build or folder / "build"
        if build is None:
            build_generated(to_world(triples), graph)
        generation = find_generation(graph)
        store = open_generation(generation)
        click.echo(f"{len(store):,} statements")
        options = SiteOptions(folder, folder / "public", graph, jobs=jobs)
        recorded = replace(options, output_path=folder / "recorded", jobs=1)
        if jobs == 1 and not plain:
            options = recorded
            _record()
        spent, summary = _time(lambda: write_site(store, "0" * 12, _STATE, options, generation=generation))
        peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in _WHO]
        click.echo(f"site: {spent}; {summary.partition(': ')[2]}")
        click.echo(f"peak memory: {peaks[0]:.0f} MB, of a process below it {peaks[1]:.0f} MB")
        if plain:
            return
        if jobs > 1:
            shutil.rmtree(options.output_path)
            _record()
            write_site(store, "0" * 12, _STATE, recorded)
        peer, _ = _time(lambda: _write_again(recorded.output_path, folder / "again"))
        click.echo(f"peer: {peer} for the same bytes through the same templates")
        ratio = spent.seconds / peer.seconds if jobs > 1 else spent.processor / peer.processor
        click.echo(f"ratio: {ratio:.2f}")


def _record() -> None:
    """Look into the runs that follow: keep what each page is set from."""
    vars(desk).update(Renderer=_Recorder)
    vars(writing).update(make_lookups=_make_kept)


class _Spent(NamedTuple):
    """Seconds of processors, of this process and of those below it that have ended, and seconds passed."""

    processor: float
    seconds: float

    def __str__(self) -> str:
        return f"{self.processor:.1f} s CPU, {self.seconds:.1f} s"


def _time(act: Callable[[], Any]) -> tuple[_Spent, Any]:
    before = _spend()
    found = act()
    after = _spend()
    return _Spent(after.processor - before.processor, after.seconds - before.seconds), found


def _spend() -> _Spent:
    usages = map(resource.getrusage, _WHO)
    return _Spent(sum(usage.ru_utime + usage.ru_stime for usage in usages), time.monotonic())


def _write_again(public: Path, again: Path) -> None:
    """Set every page once more from what was kept, and write all files of the site to another folder."""
    pages = {page.path for _, page, _ in _Recorder.kept}
    for renderer, page, context in _Recorder.kept:
        path = again / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(renderer.render_again(page, context), encoding="utf-8")
    for path in public.rglob("*"):
        if path.is_file() and path.relative_to(public).as_posix() not in pages:
            other = again / path.relative_to(public)
            other.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, other)


if __name__ == "__main__":
    main()
