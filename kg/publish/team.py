"""Several processes make the pages of things of a large graph, each with its own view of the same files."""

import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from os import _exit as leave
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.draw.assemble import Source
from kg.draw.charts.drawn import ChartReader
from kg.draw.charts.small import Spot
from kg.errors import KgError
from kg.publish.asking import AskLinks
from kg.publish.cells import CellReader
from kg.publish.columns import ReadColumns
from kg.publish.digests import Digester
from kg.publish.entities import EntityPages
from kg.publish.inspect import Findings, Inspector
from kg.publish.lookups import share_lookups
from kg.publish.neighbours import Neighbours
from kg.publish.notes import NamedRecords
from kg.publish.pictures import Pictures
from kg.publish.placing import Placer
from kg.publish.press import Press
from kg.publish.reader import Reader, Span
from kg.publish.render import POLICIES, Renderer
from kg.publish.small_charts import SmallCharts
from kg.publish.sources import PageSources
from kg.publish.statements import StatementReader
from kg.queries.catalogue import load_catalogue

THINGS_A_SPAN: Final = 400  # pages of about two seconds


class Placed(NamedTuple):
    """A file that was made: its path, its size in bytes, and whether it had to be written."""

    path: str
    size: int
    written: bool


class Made(NamedTuple):
    """What became of a run of things: files, what the inspector saw, and the number of pages."""

    files: tuple[Placed, ...]
    findings: Findings
    pages: int


@dataclass(frozen=True)
class Workplace:
    """What a process must know to make pages as all others do.

    Attributes:
        store_path: the graph on the disk.
        lookups_path: the same statements by thing, see `kg.publish.lookups`.
        placer: puts files into the stage.
        digest: turns addresses into numbers.
        base_url: where the site will be, "" where that is not known.
        graph_hash: digest of the graph.
        issues_url: page that takes new issues or address for mail, "" for none.
        statements: size of the graph.
        live: whether pages carry the graph and its engine.
        in_whole: the things in the whole picture.
        behind: samples of the points of the charts of all cells.
    """

    store_path: Path
    lookups_path: Path
    placer: Placer
    digest: Digester
    base_url: str
    graph_hash: str
    issues_url: str
    statements: int
    live: bool
    in_whole: frozenset[str]
    behind: Mapping[str, tuple[Spot, ...]]


class Team:
    """Processes that make pages; use it as a context, which ends them.

    Args:
        workplace: what they must know.
        jobs: how many there are.
    """

    def __init__(self, workplace: Workplace, jobs: int) -> None:
        self._pool = ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(workplace,)
        )
        self._begun: list[Future[Made]] = []

    def __enter__(self) -> "Team":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, spans: Iterable[Span]) -> None:
        """Let the pages of things be made.

        Raises:
            KgError: a process has ended.
        """
        with _explained():
            self._begun += [self._pool.submit(_make, span) for span in spans]

    def iter_made(self) -> Iterator[Made]:
        """Yield what was made of each run of things, in their order; waits where it must.

        Raises:
            KgError: a page cannot be made, or a process has ended.
        """
        waiting = deque(self._begun)
        self._begun = []
        while waiting:
            with _explained():
                made = waiting.popleft().result()
            yield made


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the end of a process into an error of ours."""
    try:
        yield
    except BrokenProcessPool as error:
        raise KgError(
            "a process that made pages has ended; perhaps memory was short", hint="try --jobs 1"
        ) from error


class _Worker:
    """One process at work."""

    def __init__(self, place: Workplace) -> None:
        reader = Reader(ox.Store.read_only(str(place.store_path)), share_lookups(place.lookups_path))
        pictures = Pictures(reader, place.in_whole)
        charts = SmallCharts(reader, place.behind, ChartReader(Source(ReadColumns(reader))))
        renderer = Renderer(
            place.base_url,
            place.graph_hash,
            pictures,
            charts,
            NamedRecords(reader),
            has_engine=place.live,
            issues_url=place.issues_url,
            statements=place.statements,
        )
        sources = PageSources(
            reader,
            StatementReader(reader),
            CellReader(reader),
            AskLinks(reader, load_catalogue() if place.live else ()),
            Neighbours(reader, pictures),
            charts,
        )
        self._placer = place.placer
        self._reader = reader
        self._inspector = Inspector(frozenset(POLICIES.values()), place.digest)
        self._entities = EntityPages(sources)
        self._press = Press(reader, renderer, self._inspector, self._put, place.base_url)
        self._placed: list[Placed] = []

    def _put(self, path: str, data: bytes) -> None:
        self._placed.append(Placed(path, len(data), self._placer.place(path, data)))

    def make(self, span: Span) -> Made:
        before, self._placed = self._press.pages, []
        for page in self._entities.iter_pages(self._reader.iter_span(span)):
            self._press.make(page)
        return Made(tuple(self._placed), self._inspector.take(), self._press.pages - before)


_workers: Final[list[_Worker]] = []  # of this process: one, made when the process starts


def _start(place: Workplace) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process above is told, and ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _workers.append(_Worker(place))


def _end_with_parent() -> None:
    """End this process when the one above is gone, however that ended: nobody would tell it."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        leave(1)


def _make(span: Span) -> Made:
    return _workers[0].make(span)
