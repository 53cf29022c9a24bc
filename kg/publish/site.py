"""`kg site`: build and check the graph, make and check every page, and only then put them in place."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
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
from kg.publish.addresses import iter_site_maps, to_llms_text, to_redirects
from kg.publish.answers import Questions
from kg.publish.asking import AskLinks, question_page
from kg.publish.assets import iter_assets
from kg.publish.cells import CellReader
from kg.publish.charts import iter_chart_pages
from kg.publish.citing import CitationPages
from kg.publish.dataset import (
    Download,
    count_statements,
    to_citation_cff,
    to_ro_crate,
    to_schema_org,
    to_void,
    write_downloads,
)
from kg.publish.engine_data import iter_engine_files
from kg.publish.entities import iter_entity_pages
from kg.publish.inspect import Inspector
from kg.publish.listings import Listings
from kg.publish.machine import to_json_ld, to_triples, to_turtle
from kg.publish.matrix import MatrixPage
from kg.publish.output import OutputFolder, read_state
from kg.publish.overviews import Overviews
from kg.publish.page import Page, iter_parts
from kg.publish.passages import PassagePages
from kg.publish.pictures import Pictures, draw_home, draw_whole
from kg.publish.reader import Reader
from kg.publish.render import POLICIES, Renderer
from kg.publish.search_data import iter_search_files
from kg.publish.standing import count_figures, iter_standing_pages
from kg.publish.statements import StatementReader
from kg.publish.structured import to_meta
from kg.publish.structured import to_schema_org as describe
from kg.publish.timeline import make_timeline
from kg.publish.titles import HOME, SITE_NAME
from kg.resources import find_folder

PAGE: Final = "index.html"
_ROOMS: Final = ("network", "draw", "publish", "queries", "engines")
_MODULES: Final = ("formulas.py", "quantities.py", "terms.py")
_IN_MEMORY: Final = (
    3_000_000  # statements up to which the graph is read into memory: a second, and 1 GB at most
)
LIVE: Final = 1_500_000  # statements up to which pages carry the graph: a browser loads them in 15 s
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
        force: overwrite files of others in the output folder.
        crate: make the folder an RO-Crate.
        issues_url: page of the project's host that takes new issues, for links that fill one in; "" for none.
    """

    papers_path: Path
    output_path: Path
    build_path: Path
    texts_path: Path | None = None
    base_url: str = ""
    force: bool = False
    crate: bool = False
    issues_url: str = ""

    def __post_init__(self) -> None:
        """Ends the address with a slash, so that paths can follow."""
        if self.base_url:
            object.__setattr__(self, "base_url", f"{self.base_url.rstrip('/')}/")


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
    state = hash_state(graph_hash, options.base_url, options.issues_url, str(options.crate))
    if read_state(options.output_path) == state and home.is_file():
        return SiteReport(home, False, (), f"{options.output_path} is up to date")
    problems = tuple(find_all_problems(options.papers_path, options.texts_path))
    if any(problem.severity == "error" for problem in problems):
        return _refuse(home, problems)
    summary = write_site(open_store(options.build_path), graph_hash, state, options)
    return SiteReport(home, True, problems, summary)


def _refuse(home: Path, problems: tuple[Problem, ...]) -> SiteReport:
    count = sum(1 for problem in problems if problem.severity == "error")
    told = "1 error" if count == 1 else f"{count} errors"
    return SiteReport(home, False, problems, f"{told} found, the site is not written")


def write_site(store: ox.Store, graph_hash: str, state: str, options: SiteOptions) -> str:
    """Write the site of a graph and return in one line what was written.

    Raises:
        KgError: a page breaches the rules of the site, or the folder cannot be written; nothing has changed.
    """
    try:
        output = OutputFolder(options.output_path, force=options.force)
    except OSError as error:
        raise KgError(f"cannot write: {error.strerror}", where=str(options.output_path)) from error
    try:
        held = _to_memory(store)
        pages = _fill(output, Reader(held, ordered=held is store), graph_hash, options)
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


def _to_memory(store: ox.Store) -> ox.Store:
    """Return the graph in memory where it is small: many short look-ups take a fifth of the time there."""
    if len(store) > _IN_MEMORY:
        return store
    memory = ox.Store()
    memory.bulk_extend(store)
    return memory


def _fill(output: OutputFolder, reader: Reader, graph_hash: str, options: SiteOptions) -> int:
    """Make every file and hold it against the rules; return the number of pages.

    Raises:
        KgError: a page breaches a rule of the site.
    """
    inspector = Inspector(frozenset(POLICIES.values()))
    live = len(reader.store) <= LIVE
    renderer = Renderer(
        options.base_url, graph_hash, Pictures(reader), has_engine=live, issues_url=options.issues_url
    )
    questions = Questions(reader, live=live)
    downloads = write_downloads(output, reader)
    described = _iter_descriptions(reader, downloads, graph_hash, options)
    for path, data in chain(iter_assets(), _iter_data(reader, questions, live=live), described):
        inspector.add_file(path)
        output.add(path, data)
    for one in downloads:
        inspector.add_file(one.path)
    told = to_schema_org(downloads, graph_hash, options.base_url)
    pages = 0
    for page in chain(_iter_pages(reader, questions, live=live), [_make_downloads_page(downloads, options)]):
        stem = reader.stem(page.iri) if page.iri else ""
        structured = told if page.path == PAGE else describe(reader, page)
        text = renderer.render(page, stem=stem, meta=to_meta(reader, page), structured=structured)
        inspector.add_page(page.path, text)
        output.add(page.path, text.encode("utf-8"))
        pages += 1
        if stem and page.part[0] == 1:
            triples = to_triples(reader, page.iri)
            for path, data in ((f"{stem}.ttl", to_turtle(triples)), (f"{stem}.jsonld", to_json_ld(triples))):
                inspector.add_file(path)
                output.add(path, data)
    breaches = inspector.find_breaches(output.iter_texts(".html"))
    if breaches:
        more = f" (and {len(breaches) - 1} more)" if len(breaches) > 1 else ""
        raise KgError(f"the site breaches its rules: {breaches[0]}{more}", hint="the old site stays")
    if options.base_url:
        paths = (path for path, _ in output.iter_texts(".html"))
        for path, data in iter_site_maps(paths, options.base_url):
            output.add(path, data)
    return pages


def _iter_descriptions(
    reader: Reader, downloads: list[Download], graph_hash: str, options: SiteOptions
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that tell machines what the data set is and where its things are."""
    url = options.base_url
    void = to_void(count_statements(reader.store), downloads, graph_hash, url)
    yield "void.ttl", void
    yield ".well-known/void", void
    yield ".nojekyll", b""  # else GitHub Pages leaves out folders that begin with a dot
    yield "CITATION.cff", to_citation_cff(graph_hash, url)
    yield "llms.txt", to_llms_text(url, downloads, count_figures(reader))
    if options.crate:
        yield "ro-crate-metadata.json", to_ro_crate(downloads, graph_hash, url)
    if url:
        yield "w3id.htaccess", to_redirects(url)


def _make_downloads_page(downloads: list[Download], options: SiteOptions) -> Page:
    return Page(
        path="downloads.html",
        title=f"Downloads · {SITE_NAME}",
        heading="Downloads",
        kind="downloads",
        word="",
        template="downloads.html",
        lead="The whole graph, to take away.",
        crumbs=(HOME,),
        description="The graph as RDF, tables, network and references.",
        extra={"downloads": downloads, "has_crate": options.crate},
    )


def _iter_pages(reader: Reader, questions: Questions, *, live: bool) -> Iterator[Page]:
    statements = StatementReader(reader)
    cells = CellReader(reader)
    overviews = Overviews(reader)
    picture = draw_home(reader) if live else None
    yield overviews.make_home({"questions": questions.refs(ON_HOME), "picture": picture, "has_picture": live})
    yield from iter_standing_pages(reader, live=live)
    for page in (*overviews.iter_pages(), *Listings(reader, cells).iter_pages()):
        yield from iter_parts(page)
    yield MatrixPage(reader).make()
    yield from iter_chart_pages(reader)
    yield make_timeline(reader)
    for page in chain(CitationPages(reader).iter_pages(), PassagePages(reader).iter_pages()):
        yield from iter_parts(page)
    yield from questions.iter_pages()
    asking = AskLinks(reader, questions.catalogue if live else ())
    yield from iter_entity_pages(reader, statements, cells, asking)


def _iter_data(reader: Reader, questions: Questions, *, live: bool) -> Iterator[tuple[str, bytes]]:
    yield from iter_search_files(reader)
    if live:
        pages = {one.name: question_page(one.name) for one in questions.catalogue}
        yield from iter_engine_files(reader.store, lambda iri: reader.ref(iri).page, pages)
        yield "picture.html", draw_whole(reader).encode("utf-8", "surrogatepass")


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
