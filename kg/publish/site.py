"""`kg site`: build and check the graph, make and check every page, and only then put them in place."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import __version__
from kg.draw.assets import find_bundles
from kg.engines.local import find_generation, open_store
from kg.errors import EvidenceError, KgError, KnowledgeError, Problem
from kg.graph.build import build_graph
from kg.graph.check import find_all_problems
from kg.knowledge.quality import load_all_quality
from kg.publish.addresses import check_base_url, iter_site_maps, to_llms_text
from kg.publish.answers import Questions
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
from kg.publish.desk import Chapter, Desk, Made, SiteFacts, Task
from kg.publish.downloads import make_downloads_page, write_downloads
from kg.publish.engine_data import GRAPH, iter_engine_files, iter_graph_script
from kg.publish.inspect import Inspector
from kg.publish.listings import Listings
from kg.publish.lookups import make_lookups
from kg.publish.machine import to_json_ld, to_turtle
from kg.publish.matrix import make_matrix
from kg.publish.not_found import NOT_FOUND, make_not_found_page, to_root
from kg.publish.ordered import Ordered
from kg.publish.output import OutputFolder, is_whole, read_settings, read_state
from kg.publish.overviews import Overviews
from kg.publish.page import Page, iter_parts
from kg.publish.page_rdf import to_picture_triples
from kg.publish.passages import PassagePages
from kg.publish.pictures import PICTURE, Whole, draw_home, draw_whole
from kg.publish.quality import QualityReport, make_report
from kg.publish.reader import Reader
from kg.publish.redirects import to_redirects
from kg.publish.render import POLICIES
from kg.publish.reporting import check_issues_url
from kg.publish.search_data import iter_search_files
from kg.publish.side_by_side import iter_cell_files
from kg.publish.small_charts import SmallCharts
from kg.publish.standing import count_figures, iter_standing_pages
from kg.publish.team import Team, Workplace
from kg.publish.timeline import make_timeline
from kg.publish.void import to_void
from kg.resources import find_folder

PAGE: Final = "index.html"
_ROOMS: Final = ("knowledge", "network", "draw", "publish", "queries", "search", "engines")
_SETTINGS: Final = ("base_url", "crate", "issues_url", "day")
_MODULES: Final = ("formulas.py", "quantities.py", "terms.py", "tex.py")
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
_ENDINGS: Final = frozenset({".html", ".css", ".js", ".svg", ".png", ".rq", ".yaml", ".py"})


@dataclass(frozen=True)
class SiteOptions:
    """What to make a site from.

    Attributes:
        papers_path: folder of the knowledge files.
        output_path: folder to write to.
        build_path: folder of the built graph; built or brought up to date first.
        texts_path: folder of the papers' texts; with it pages show whole passages, else the pointers.
        base_url: where the site will be, for what needs full addresses; "" where that is not known.
        force: make the site even if it seems up to date, and overwrite files of others in the output folder.
        crate: make the folder an RO-Crate.
        issues_url: page that takes new issues, or "mailto:" and an address, for links that report an error on
            a page; "" for none.
        day: of publication, as "2026-11-22", for the descriptions; "" where it is not told. An RO-Crate must
            tell one and takes today.
        jobs: processes that make the pages of things of a large graph, the one in `build_path`.
    """

    papers_path: Path
    output_path: Path
    build_path: Path
    texts_path: Path | None = None
    base_url: str = ""
    force: bool = False
    crate: bool = False
    issues_url: str = ""
    day: str = ""
    jobs: int = 1

    def __post_init__(self) -> None:
        """Ends the address with a slash, so that paths can follow; refuses addresses that are none."""
        check_issues_url(self.issues_url)
        check_base_url(self.base_url)
        if self.crate and not self.day:
            object.__setattr__(self, "day", datetime.now(UTC).date().isoformat())
        if self.base_url:
            object.__setattr__(self, "base_url", f"{self.base_url.rstrip('/')}/")

    def to_settings(self) -> str:
        """Return in one line what a later run must know to make the same site: no place on this machine."""
        told = {name: getattr(self, name) for name in _SETTINGS}
        return json.dumps({**told, "texts": self.texts_path is not None}, sort_keys=True)


def keep_settings(options: SiteOptions) -> SiteOptions:
    """Return the options with the settings of the site that is in the output folder.

    Raises:
        KgError: that site shows passages, and the options name no folder of texts.
    """
    try:
        told = json.loads(read_settings(options.output_path) or "{}")
    except ValueError:
        told = {}
    if told.get("texts") and options.texts_path is None:
        raise KgError(
            "the site in this folder shows passages from the papers' texts",
            where=str(options.output_path),
            hint="name their folder with --texts, or another folder with -o",
        )
    return replace(options, **{name: told[name] for name in _SETTINGS if name in told})


@dataclass(frozen=True)
class SiteReport:
    """What `build_site` did.

    Attributes:
        page_path: the home page.
        written: False when the site was up to date.
        problems: what the checks found; with an error among them nothing was written.
        summary: one line for people.
    """

    page_path: Path
    written: bool
    problems: tuple[Problem, ...]
    summary: str

    @property
    def failed(self) -> bool:
        """Whether the checks found an error."""
        return any(problem.severity == "error" for problem in self.problems)


def build_site(options: SiteOptions) -> SiteReport:
    """Write the site, unless it is up to date or the checks find an error; return what was done.

    Raises:
        KgError: the papers cannot be found, a question fails, a page breaches the rules of the site, or the
            folder cannot be written. The site that was there stays.
    """
    home = options.output_path / PAGE
    try:
        measured = load_all_quality(options.papers_path)
        build_graph(
            options.papers_path,
            options.build_path,
            texts=options.texts_path,
            quotes="none" if options.texts_path is None else "full",
        )
    except KnowledgeError as error:
        if not error.problems:
            raise
        return _refuse(home, tuple(error.problems))
    except EvidenceError as error:
        return _refuse(home, (Problem(error.where or "evidence", error.message, error.hint),))
    graph_hash = find_generation(options.build_path).name.removeprefix("gen-")
    state = hash_state(
        graph_hash, options.base_url, options.issues_url, str(options.crate), options.day, repr(measured)
    )
    if not options.force and read_state(options.output_path) == state and is_whole(options.output_path):
        return SiteReport(home, False, (), f"{options.output_path} is up to date")
    problems = tuple(find_all_problems(options.papers_path, options.texts_path))
    if any(problem.severity == "error" for problem in problems):
        return _refuse(home, problems)
    summary = write_site(open_store(options.build_path), graph_hash, state, options, problems)
    return SiteReport(home, True, problems, summary)


def _refuse(home: Path, problems: tuple[Problem, ...]) -> SiteReport:
    count = sum(1 for problem in problems if problem.severity == "error")
    told = "1 error" if count == 1 else f"{count} errors"
    return SiteReport(home, False, problems, f"{told} found, the site is not written")


def write_site(
    store: ox.Store,
    graph_hash: str,
    state: str,
    options: SiteOptions,
    problems: Sequence[Problem] | None = None,
) -> str:
    """Write the site of a graph and return in one line what was written.

    Args:
        store: the graph.
        graph_hash: its digest.
        state: digest of all that the site depends on, see `hash_state`.
        options: where to write, and what to tell.
        problems: what the checks of the records found, None where they did not run.

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
            pages = _fill(output, reader, ordered, report, graph_hash, options)
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


def _fill(
    output: OutputFolder,
    reader: Reader,
    ordered: Ordered,
    report: QualityReport,
    graph_hash: str,
    options: SiteOptions,
) -> int:
    """Make every file and hold it against the rules; return the number of pages.

    Raises:
        KgError: a page breaches a rule of the site.
    """
    live = len(reader.store) <= LIVE
    whole = draw_whole(reader) if live else None
    facts = SiteFacts(
        options.base_url,
        graph_hash,
        options.issues_url,
        len(reader.store),
        live,
        whole.things if whole else frozenset(),
    )
    inspector = Inspector(frozenset(POLICIES.values()), output.digest)
    charts = SmallCharts(reader)
    desk = Desk(reader, charts, facts, output.digest, output.placer)
    matrix_page, matrix = make_matrix(reader)
    for page in chain([matrix_page], iter_chart_pages(reader, matrix, charts)):
        desk.add_page(page)
    pages = 0
    with _hire(output, options, facts, charts) as team:
        rest = _begin_rest(reader, desk, team)
        downloads = write_downloads(output, reader, ordered, options.day)
        described = DataSet(
            downloads,
            count_statements(ordered.iter_quads()),
            report,
            graph_hash,
            options.base_url,
            options.day,
        )
        systems = desk.cells.list_all()
        own = _add_data(desk, reader, ordered, described, systems, whole, crate=options.crate)
        if live:
            inspector.add_file(GRAPH)
            trig = ordered.iter_serialised(ox.RdfFormat.TRIG)
            own[GRAPH] = output.add_chunks(GRAPH, iter_graph_script(trig))
        for one in downloads:
            inspector.add_file(one.path)
        told = to_schema_org(described)
        for page in _iter_own_pages(reader, desk, report, systems):
            desk.add_page(page, told if page.path == PAGE else None)
        desk.add_page(make_downloads_page(downloads, own))
        desk.add_bare(make_not_found_page(live=live), to_root(options.base_url))
        for made in chain([desk.hand_over()], rest):
            pages += made.pages
            inspector.absorb(made.findings)
            for file in made.files:
                output.note(file.path, file.size, written=file.written)
    breaches = inspector.find_breaches(output.iter_texts(".html"))
    if breaches:
        more = f" (and {len(breaches) - 1} more)" if len(breaches) > 1 else ""
        raise KgError(f"the site breaches its rules: {breaches[0]}{more}", hint="the old site stays")
    if options.base_url:
        listed_pages = (path for path in output.iter_paths(".html") if path != NOT_FOUND)
        for path, data in iter_site_maps(listed_pages, options.base_url):
            output.add(path, data)
    return pages


def _hire(
    output: OutputFolder, options: SiteOptions, facts: SiteFacts, charts: SmallCharts
) -> AbstractContextManager[Team | None]:
    """Return processes that make pages; None for a small graph."""
    if options.jobs < 2 or facts.statements < _FOR_TEAM:
        return nullcontext()
    workplace = Workplace(
        find_generation(options.build_path),
        output.scratch / LOOKUPS,
        output.placer,
        output.digest,
        facts,
        charts.behind,
    )
    return Team(workplace, options.jobs)


def _begin_rest(reader: Reader, desk: Desk, team: Team | None) -> Iterator[Made]:
    """Return what will be made of all things and questions; where there are others they begin at once."""
    spans = reader.iter_spans(_THINGS_A_SPAN)
    if team is None:
        return (desk.make(task) for task in chain[Task](spans, [Chapter.QUESTIONS]))
    if desk.facts.statements <= _IN_MEMORY:  # only this process has the graph in memory
        return _ask_meanwhile(desk, team.begin(spans))
    questions = team.begin([Chapter.QUESTIONS])  # they take longest
    return chain(team.begin(spans), questions)


def _ask_meanwhile(desk: Desk, things: Iterator[Made]) -> Iterator[Made]:
    """Yield what others make of all things, but make the pages of questions before waiting for them."""
    asked = desk.make(Chapter.QUESTIONS)
    yield from things
    yield asked


def _add_data(
    desk: Desk,
    reader: Reader,
    ordered: Ordered,
    described: DataSet,
    systems: Sequence[str],
    whole: Whole | None,
    *,
    crate: bool,
) -> dict[str, int]:
    """Add the files that are neither pages nor downloads, but for the graph; return their sizes in bytes."""
    own: dict[str, int] = {}
    for path, data in chain(
        iter_assets(),
        _iter_data(reader, ordered, desk.questions, whole, described.base_url),
        iter_cell_files(reader, systems),
        _iter_descriptions(reader, described, crate=crate),
    ):
        desk.add_file(path, data)
        own[path] = len(data)
    return own


def _iter_descriptions(reader: Reader, data: DataSet, *, crate: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the files that tell machines what the data set is and where its things are."""
    void = to_void(data)
    yield "void.ttl", void
    yield ".well-known/void", void
    yield ".nojekyll", b""  # else GitHub Pages leaves out folders that begin with a dot
    yield "CITATION.cff", to_citation_cff(data)
    yield "llms.txt", to_llms_text(data.base_url, data.downloads, count_figures(reader))
    if crate:
        yield "ro-crate-metadata.json", to_ro_crate(data)
    if data.base_url:
        yield "w3id.htaccess", to_redirects(data.base_url)


def _iter_own_pages(
    reader: Reader, desk: Desk, report: QualityReport, systems: Sequence[str]
) -> Iterator[Page]:
    """Yield the pages that are about no single thing, but for charts, matrix, downloads and questions."""
    live, questions = desk.facts.live, desk.questions
    overviews = Overviews(reader)
    picture = draw_home(reader) if live else None
    yield overviews.make_home(picture, {"questions": questions.refs(ON_HOME), "has_picture": live})
    yield from iter_standing_pages(reader, report, live=live)
    listings = Listings(reader, desk.cells, systems)
    for page in (*overviews.iter_pages(), *listings.iter_pages()):
        yield from iter_parts(page)
    yield make_timeline(reader)
    asked = questions.catalogue if live else ()
    for page in chain(CitationPages(reader, asked).iter_pages(), PassagePages(reader).iter_pages()):
        yield from iter_parts(page)


def _iter_data(
    reader: Reader, ordered: Ordered, questions: Questions, whole: Whole | None, base_url: str
) -> Iterator[tuple[str, bytes]]:
    yield from iter_search_files(reader, live=whole is not None)
    if whole is not None:
        pages = {iri: reader.ref(iri).page for iri, _ in reader.iter_paged()}
        asked = {one.name: question_page(one.name) for one in questions.catalogue}
        yield from iter_engine_files(
            questions.examples,
            questions.catalogue,
            lambda iri: pages.get(iri, ""),
            asked,
            ordered.iter_quads(),
        )
        yield PICTURE, whole.page.encode("utf-8", "surrogatepass")
        triples = to_picture_triples(reader, whole.things, base_url)
        yield "picture.ttl", to_turtle(triples)
        yield "picture.jsonld", to_json_ld(triples)


def hash_state(graph_hash: str, *settings: str) -> str:
    """Return a digest of all that the site depends on: graph, version, site files, questions, code."""
    digest = hashlib.sha256(f"{__version__}\n{graph_hash}\n{settings}\n".encode())
    package = Path(__file__).parent.parent
    site = find_folder("site")
    pages = (site / "templates", site / "styles", find_bundles())
    folders = (*pages, find_folder("queries"), *(package / room for room in _ROOMS))
    for name in _MODULES:
        digest.update(hashlib.sha256((package / name).read_bytes()).digest())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _ENDINGS and path.is_file():
                digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
