"""Every file of a site is made and checked in a stage; only then are they put in place."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from kg.errors import KgError, Problem
from kg.knowledge.quality import load_all_quality
from kg.publish.addresses import iter_site_maps, to_llms_text
from kg.publish.asking import question_page
from kg.publish.assets import iter_assets
from kg.publish.charts import iter_chart_pages
from kg.publish.citing import CitationPages
from kg.publish.dataset import (
    DataSet,
    count_statements,
    to_citation_cff,
    to_ro_crate,
    to_schema_org,
)
from kg.publish.desk import Desk, Made, SiteFacts, Task, Topic
from kg.publish.downloads import make_downloads_page, write_downloads
from kg.publish.engine_data import GRAPH, iter_engine_files, iter_graph_script
from kg.publish.inspect import Inspector
from kg.publish.listings import Listings
from kg.publish.lookups import make_lookups
from kg.publish.machine import to_json_ld, to_turtle
from kg.publish.matrix import make_matrix
from kg.publish.not_found import NOT_FOUND, make_not_found_page, to_root
from kg.publish.options import SiteOptions
from kg.publish.ordered import Ordered
from kg.publish.output import OutputFolder
from kg.publish.overviews import Overviews
from kg.publish.page import Page, iter_parts
from kg.publish.page_rdf import to_picture_triples
from kg.publish.passages import PassagePages
from kg.publish.pictures import PICTURE, draw_home, draw_whole
from kg.publish.quality import QualityReport, make_report
from kg.publish.reader import Reader
from kg.publish.redirects import to_redirects
from kg.publish.render import POLICIES
from kg.publish.search_data import iter_search_files
from kg.publish.side_by_side import iter_cell_files
from kg.publish.small_charts import SmallCharts
from kg.publish.standing import count_figures, iter_standing_pages
from kg.publish.team import Team, Workplace
from kg.publish.timeline import make_timeline
from kg.publish.titles import HOME
from kg.publish.void import to_void

LOOKUPS: Final = ".statements"  # a file that is gone before anything else is put in place
# Statements up to which queries go to the graph in memory, half the time of one on the disk: 1 GB at most.
_IN_MEMORY: Final = 1_500_000
LIVE: Final = 4_500_000  # statements up to which pages carry the graph: a browser loads them in 20 s
_FOR_TEAM: Final = 200_000  # statements; for fewer, starting processes takes longer than they save
_THINGS_A_SPAN: Final = 400  # pages of about two seconds
ON_HOME: Final = (
    "mechanisms-of-material",
    "what-prevents",
    "retention-above",
    "best-values",
    "needs-pressure-above",
    "why-not-comparable",
    "what-is-said-about",
    "most-cited",
    "contradictions",
    "only-second-hand",
    "mechanism-material-gaps",
    "possible-reviewers",
)


def write_site(
    store: ox.Store,
    graph_hash: str,
    state: str,
    options: SiteOptions,
    problems: Sequence[Problem] | None = None,
    generation: Path | None = None,
) -> str:
    """Write the site of a graph and return in one line what was written.

    Args:
        store: the graph.
        graph_hash: its digest.
        state: digest of all that the site depends on, see `hash_state`.
        options: where to write, and what to tell.
        problems: what the checks of the records found, None where they did not run.
        generation: folder of the store, for processes that help; None where it is in memory only.

    Raises:
        KgError: a page breaches the rules of the site, or the folder cannot be written; nothing has changed.
    """
    try:
        output = OutputFolder(options.output_path, force=options.force, settings=options.to_settings())
    except OSError as error:
        raise KgError(f"cannot write: {error.strerror}", where=str(options.output_path)) from error
    try:
        with (
            Ordered(store, output.scratch) as ordered,
            make_lookups(ordered.iter_quads(), output.scratch / LOOKUPS) as lookups,
        ):
            reader = Reader(ordered.load() if len(store) <= _IN_MEMORY else store, lookups)
            report = make_report(reader, load_all_quality(options.papers_path), problems)
            pages = _Filling(output, reader, ordered, options, report, graph_hash, generation).fill()
        deleted = output.finish(state)
    except OSError as error:
        output.drop()
        raise KgError(
            f"cannot write: {error.strerror}", where=str(error.filename or options.output_path)
        ) from error
    except BaseException:
        output.drop()
        raise
    size = f"{pages} pages, {output.bytes / 1e6:.1f} MB"
    changes = f"{output.written} files written, {output.kept} unchanged, {deleted} deleted"
    return f"{options.output_path}: {size}; {changes}"


class _Filling:
    """Fills a stage with all files of a site.

    Args:
        output: the stage.
        reader: the graph.
        ordered: its statements in reading order.
        options: what to tell, and with how many processes.
        report: what the checks found and how good the reading is.
        graph_hash: digest of the graph.
        generation: folder of its store, None where it is in memory only.
    """

    def __init__(
        self,
        output: OutputFolder,
        reader: Reader,
        ordered: Ordered,
        options: SiteOptions,
        report: QualityReport,
        graph_hash: str,
        generation: Path | None,
    ) -> None:
        live = len(reader.store) <= LIVE
        self._output = output
        self._reader = reader
        self._ordered = ordered
        self._options = options
        self._report = report
        self._generation = generation
        self._whole = draw_whole(reader) if live else None
        self._facts = SiteFacts(
            options.base_url,
            graph_hash,
            options.issues_url,
            len(reader.store),
            live,
            self._whole.things if self._whole else frozenset(),
        )
        self._inspector = Inspector(frozenset(POLICIES.values()), output.digest)
        self._charts = SmallCharts(reader)
        self._desk = Desk(reader, self._charts, self._facts, output.digest, output.placer)
        self._sizes: dict[str, int] = {}  # of the site's own data, in bytes

    def fill(self) -> int:
        """Make every file and hold it against the rules; return the number of pages.

        Raises:
            KgError: a page breaches a rule of the site.
        """
        matrix_page, matrix = make_matrix(self._reader)
        self._add_pages(chain([matrix_page], iter_chart_pages(self._reader, matrix, self._charts)))
        with self._hire() as team:
            rest = self._begin_rest(team)
            self._fill_first()
            pages = sum(map(self._take, chain([self._desk.hand_over()], rest)))
        self._inspect()
        if self._options.base_url:
            listed = (path for path in self._output.iter_paths(".html") if path != NOT_FOUND)
            for path, data in iter_site_maps(listed, self._options.base_url):
                self._output.add(path, data)
        return pages

    def _hire(self) -> AbstractContextManager[Team | None]:
        """Return processes that make pages; None for a small graph, or one that only this process has."""
        if self._generation is None or self._options.jobs < 2 or self._facts.statements < _FOR_TEAM:
            return nullcontext()
        workplace = Workplace(
            self._generation,
            self._output.scratch / LOOKUPS,
            self._output.placer,
            self._output.digest,
            self._facts,
            self._charts.behind,
        )
        return Team(workplace, self._options.jobs)

    def _begin_rest(self, team: Team | None) -> Iterator[Made]:
        """Return what will be made of all things and questions; where there are others they begin at once."""
        spans = self._reader.iter_spans(_THINGS_A_SPAN)
        topics = tuple(map(Topic, self._desk.questions.topics))
        if team is None:
            return map(self._desk.make, chain[Task](spans, topics))
        if self._facts.statements <= _IN_MEMORY:  # only this process has the graph in memory
            return self._ask_meanwhile(topics, team.begin(spans))
        questions = team.begin(topics)  # they take longest
        return chain(team.begin(spans), questions)

    def _ask_meanwhile(self, topics: Iterable[Topic], things: Iterator[Made]) -> Iterator[Made]:
        """Yield what others make of all things, but make the pages of questions before waiting for them."""
        asked = [self._desk.make(topic) for topic in topics]
        yield from things
        yield from asked

    def _fill_first(self) -> None:
        """Make what this process alone makes: downloads, data, and pages about no single thing."""
        downloads = write_downloads(self._output, self._reader, self._ordered, self._options.day)
        for one in downloads:
            self._inspector.add_file(one.path)
        described = DataSet(
            downloads,
            count_statements(self._ordered.iter_quads()),
            self._report,
            self._facts.graph_hash,
            self._options.base_url,
            self._options.day,
        )
        systems = self._desk.cells.list_all()
        self._add_files(iter_assets())
        self._add_files(iter_search_files(self._reader, live=self._facts.live))
        self._add_files(self._iter_engine())
        self._add_files(iter_cell_files(self._reader, systems))
        self._add_files(self._iter_descriptions(described))
        self._add_graph()
        self._add_pages(self._iter_own_pages(systems), to_schema_org(described))
        self._desk.add_page(make_downloads_page(downloads, self._sizes))
        self._desk.add_bare(make_not_found_page(live=self._facts.live), to_root(self._options.base_url))

    def _add_pages(self, pages: Iterable[Page], told_at_home: dict[str, Any] | None = None) -> None:
        for page in pages:
            self._desk.add_page(page, told_at_home if page.path == HOME.page else None)

    def _add_files(self, files: Iterable[tuple[str, bytes]]) -> None:
        for path, data in files:
            self._desk.add_file(path, data)
            self._sizes[path] = len(data)

    def _add_graph(self) -> None:
        """Add the graph for the engine in the pages, piece by piece."""
        if self._facts.live:
            self._inspector.add_file(GRAPH)
            trig = self._ordered.iter_serialised(ox.RdfFormat.TRIG)
            self._sizes[GRAPH] = self._output.add_chunks(GRAPH, iter_graph_script(trig))

    def _take(self, made: Made) -> int:
        """Take what was made of a task; return the number of its pages."""
        self._inspector.absorb(made.findings)
        for file in made.files:
            self._output.note(file.path, file.size, written=file.written)
        return made.pages

    def _inspect(self) -> None:
        breaches = self._inspector.find_breaches(self._output.iter_texts(".html"))
        if breaches:
            more = f" (and {len(breaches) - 1} more)" if len(breaches) > 1 else ""
            raise KgError(f"the site breaches its rules: {breaches[0]}{more}", hint="the old site stays")

    def _iter_engine(self) -> Iterator[tuple[str, bytes]]:
        """Yield what the engine in the pages and the whole picture need besides the graph."""
        if self._whole is None:
            return
        reader, questions = self._reader, self._desk.questions
        pages = {iri: reader.ref(iri).page for iri, _ in reader.iter_paged()}
        yield from iter_engine_files(
            questions.examples,
            questions.catalogue,
            lambda iri: pages.get(iri, ""),
            {one.name: question_page(one.name) for one in questions.catalogue},
            self._ordered.iter_quads(),
        )
        yield PICTURE, self._whole.page.encode("utf-8", "surrogatepass")
        triples = to_picture_triples(reader, self._whole.things, self._options.base_url)
        yield "picture.ttl", to_turtle(triples)
        yield "picture.jsonld", to_json_ld(triples)

    def _iter_descriptions(self, data: DataSet) -> Iterator[tuple[str, bytes]]:
        """Yield the files that tell machines what the data set is and where its things are."""
        void = to_void(data)
        yield "void.ttl", void
        yield ".well-known/void", void
        yield ".nojekyll", b""  # else GitHub Pages leaves out folders that begin with a dot
        yield "CITATION.cff", to_citation_cff(data)
        yield "llms.txt", to_llms_text(data.base_url, data.downloads, count_figures(self._reader))
        if self._options.crate:
            yield "ro-crate-metadata.json", to_ro_crate(data)
        if data.base_url:
            yield "w3id.htaccess", to_redirects(data.base_url)

    def _iter_own_pages(self, systems: Sequence[str]) -> Iterator[Page]:
        """Yield the pages that are about no single thing, but for those made elsewhere."""
        reader, live, questions = self._reader, self._facts.live, self._desk.questions
        overviews = Overviews(reader)
        picture = draw_home(reader) if live else None
        yield overviews.make_home(picture, {"questions": questions.refs(ON_HOME), "has_picture": live})
        yield questions.make_list()
        yield from iter_standing_pages(reader, self._report, live=live)
        listings = Listings(reader, self._desk.cells, systems)
        for page in (*overviews.iter_pages(), *listings.iter_pages()):
            yield from iter_parts(page)
        yield make_timeline(reader)
        asked = questions.catalogue if live else ()
        for page in chain(CitationPages(reader, asked).iter_pages(), PassagePages(reader).iter_pages()):
            yield from iter_parts(page)
