"""Where pages are made: all that it takes, set up alike in every process that makes pages of a graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from kg.publish.answers import Questions
from kg.publish.asking import AskLinks
from kg.publish.cells import CellReader
from kg.publish.digests import Digester
from kg.publish.entities import EntityPages
from kg.publish.inspect import Findings, Inspector
from kg.publish.neighbours import Neighbours
from kg.publish.notes import NamedRecords
from kg.publish.page import Page
from kg.publish.pictures import Pictures
from kg.publish.placing import Placer
from kg.publish.press import Press
from kg.publish.reader import Reader, Span
from kg.publish.render import POLICIES, Renderer
from kg.publish.small_charts import SmallCharts
from kg.publish.sources import PageSources
from kg.publish.statements import StatementReader


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What holds for the whole site.

    Attributes:
        base_url: where it will be, "" where that is not known.
        graph_hash: digest of the graph.
        issues_url: page that takes new issues or address for mail, "" for none.
        statements: size of the graph.
        live: whether pages carry the graph and its engine.
        in_whole: the things in the whole picture.
    """

    base_url: str
    graph_hash: str
    issues_url: str
    statements: int
    live: bool
    in_whole: frozenset[str]


_BARE: Final[dict[str, Any]] = {"stem": "", "meta": (), "coins": (), "structured": None}


class Topic(NamedTuple):
    """The canned questions of one topic."""

    name: str


Task = Span | Topic
"""What can be made by itself: the pages of a run of things, or those of the questions of a topic."""


class Placed(NamedTuple):
    """A file that was made: its path, its size in bytes, and whether it had to be written."""

    path: str
    size: int
    written: bool


class Made(NamedTuple):
    """What became of a task: files, what the inspector saw, and the number of pages."""

    files: tuple[Placed, ...]
    findings: Findings
    pages: int


class Desk:
    """Makes pages of a graph, and puts their files into the stage.

    Args:
        reader: the graph.
        charts: finds the charts of a thing.
        facts: what holds for the whole site.
        digest: turns addresses into numbers.
        placer: puts files into the stage.

    Attributes:
        facts: what holds for the whole site.
        cells: reads tested cells.
    """

    def __init__(
        self,
        reader: Reader,
        charts: SmallCharts,
        facts: SiteFacts,
        digest: Digester,
        placer: Placer,
    ) -> None:
        pictures = Pictures(reader, facts.in_whole)
        self._reader = reader
        self.facts: Final = facts
        self._neighbours = Neighbours(reader, pictures)
        self._charts = charts
        self.cells: Final = CellReader(reader)
        self._placer = placer
        self._placed: list[Placed] = []
        self._pages = 0
        self._inspector = Inspector(frozenset(POLICIES.values()), digest)
        self._renderer = Renderer(
            facts.base_url,
            facts.graph_hash,
            pictures,
            charts,
            NamedRecords(reader),
            has_engine=facts.live,
            issues_url=facts.issues_url,
            statements=facts.statements,
        )
        self._press = Press(reader, self._renderer, self._inspector, self._put, facts.base_url)

    @cached_property
    def questions(self) -> Questions:
        """The canned questions, and their answers for those who ask."""
        return Questions(self._reader, self._neighbours, live=self.facts.live)

    def make(self, task: Task) -> Made:
        """Make the pages of a run of things, or of the questions of a topic, and hand them over."""
        for page in self._iter_pages(task):
            self.add_page(page)
        return self.hand_over()

    def add_page(self, page: Page, structured: dict[str, Any] | None = None) -> None:
        """Make the files of a page; see `Press.make`."""
        self._press.make(page, structured)
        self._pages += 1

    def add_bare(self, page: Page, root: str) -> None:
        """Make a page that has nothing beside it, and may be shown in place of any other.

        Args:
            page: the page; it is looked at as one with the way to the top from its own place.
            root: the way to the top of the site that it has.
        """
        self._inspector.add_page(page.path, self._renderer.render(page, **_BARE))
        self._put(page.path, self._renderer.render(page, root=root, **_BARE).encode())

    def add_file(self, path: str, data: bytes) -> None:
        """Put a file into the stage that is no page but may be linked to."""
        self._inspector.add_file(path)
        self._put(path, data)

    def hand_over(self) -> Made:
        """Return what was made since this was last asked."""
        made = Made(tuple(self._placed), self._inspector.take(), self._pages)
        self._placed, self._pages = [], 0
        return made

    def _put(self, path: str, data: bytes) -> None:
        self._placed.append(Placed(path, len(data), self._placer.place(path, data)))

    def _iter_pages(self, task: Task) -> Iterator[Page]:
        if isinstance(task, Span):
            return self._entities.iter_pages(self._reader.iter_span(task))
        return self.questions.iter_pages(task.name)

    @cached_property
    def _entities(self) -> EntityPages:
        reader = self._reader
        asking = AskLinks(reader, self.questions.catalogue if self.facts.live else ())
        return EntityPages(
            PageSources(reader, StatementReader(reader), self.cells, asking, self._neighbours, self._charts)
        )
