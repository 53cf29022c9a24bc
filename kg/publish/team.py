"""Several processes make the pages of a large graph, each with its own view of the same files."""

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
from typing import Final

import pyoxigraph as ox

from kg.draw.assemble import Source
from kg.draw.charts.drawn import ChartReader
from kg.draw.charts.small import Spot
from kg.errors import KgError
from kg.publish.columns import ReadColumns
from kg.publish.desk import Desk, Made, SiteFacts, Task
from kg.publish.digests import Digester
from kg.publish.lookups import share_lookups
from kg.publish.placing import Placer
from kg.publish.reader import Reader
from kg.publish.small_charts import SmallCharts


@dataclass(frozen=True)
class Workplace:
    """What a process must know to make pages as all others do.

    Attributes:
        store_path: the graph on the disk.
        lookups_path: the same statements by thing, see `kg.publish.lookups`.
        placer: puts files into the stage.
        digest: turns addresses into numbers.
        facts: what holds for the whole site.
        behind: samples of the points of the charts of all cells.
    """

    store_path: Path
    lookups_path: Path
    placer: Placer
    digest: Digester
    facts: SiteFacts
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

    def __enter__(self) -> "Team":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, tasks: Iterable[Task]) -> Iterator[Made]:
        """Let pages be made, after those begun before.

        Returns:
            What was made of each task, in their order; taking it waits where it must.

        Raises:
            KgError: a page cannot be made, or a process has ended.
        """
        with _explained():
            begun = deque(self._pool.submit(_make, task) for task in tasks)
        return _iter_made(begun)


def _iter_made(begun: deque[Future[Made]]) -> Iterator[Made]:
    while begun:
        with _explained():
            made = begun.popleft().result()
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


_desks: Final[list[Desk]] = []  # of this process: one, made when the process starts


def _start(place: Workplace) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process above is told, and ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    reader = Reader(ox.Store.read_only(str(place.store_path)), share_lookups(place.lookups_path))
    charts = SmallCharts(reader, place.behind, ChartReader(Source(ReadColumns(reader))))
    _desks.append(Desk(reader, charts, place.facts, place.digest, place.placer))


def _end_with_parent() -> None:
    """End this process when the one above is gone, however that ended: nobody would tell it."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        leave(1)


def _make(task: Task) -> Made:
    return _desks[0].make(task)
