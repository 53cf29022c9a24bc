"""`kg site`: build, check, gather everything, and only then write one page."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from kg import __version__
from kg.draw.assets import find_bundles
from kg.draw.page import save_page, to_html
from kg.draw.picture import Picture, draw_picture
from kg.engines.local import LocalEngine, find_generation, open_store
from kg.errors import EvidenceError, KgError, KnowledgeError, Problem
from kg.graph.build import build_graph
from kg.graph.check import find_all_problems
from kg.network.mechanisms import read_mechanism_network
from kg.publish.answers import answer_all
from kg.publish.gather import Facts, gather_facts
from kg.publish.origins import Origin, gather_origins, to_records
from kg.resources import find_folder

TITLE: Final = "Mechanisms and materials of anodeless batteries"
PAGE: Final = "index.html"
_STATE: Final = re.compile(r'<meta name="kg-site" content="([0-9a-f]{64})">')
_HEAD_BYTES: Final = 2_000_000  # the state stands in the head, behind the style sheets
_ROOMS: Final = ("network", "draw", "publish", "queries", "engines")


@dataclass(frozen=True)
class SiteOptions:
    """What to make a site from.

    Attributes:
        papers_path: folder of the knowledge files.
        output_path: folder to write the page to.
        build_path: folder of the built graph; built or brought up to date first.
        texts_path: folder of the papers' texts; with it the page shows whole passages, else the pointers.
    """

    papers_path: Path
    output_path: Path
    build_path: Path
    texts_path: Path | None = None


@dataclass(frozen=True)
class SiteReport:
    """What `build_site` did.

    Attributes:
        page_path: the page.
        written: False when the page was up to date.
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
        KgError: the papers cannot be found, a question fails, or the page cannot be written.
    """
    page_path = options.output_path / PAGE
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
        return _refuse(page_path, tuple(error.problems))
    except EvidenceError as error:
        return _refuse(page_path, (Problem(error.where or "evidence", error.message, error.hint),))
    graph_hash = find_generation(options.build_path).name.removeprefix("gen-")
    state = hash_state(graph_hash)
    if read_state(page_path) == state:
        return SiteReport(page_path, False, (), f"{page_path} is up to date")
    store = open_store(options.build_path)
    problems = tuple(find_all_problems(options.papers_path, options.texts_path))
    if any(problem.severity == "error" for problem in problems):
        return _refuse(page_path, problems)
    text = render_site(store, graph_hash, state)
    save_page(text, page_path)
    return SiteReport(page_path, True, problems, f"{page_path}: {len(text.encode('utf-8')) / 1e6:.2f} MB")


def _refuse(page_path: Path, problems: tuple[Problem, ...]) -> SiteReport:
    count = sum(1 for problem in problems if problem.severity == "error")
    told = "1 error" if count == 1 else f"{count} errors"
    return SiteReport(page_path, False, problems, f"{told} found, the site is not written")


def render_site(store: ox.Store, graph_hash: str, state: str) -> str:
    """Return the page of a graph; the same graph gives the same text.

    Raises:
        QueryError: a question fails.
    """
    # questions join many patterns; in memory they take a fraction of the time they take on the disk
    memory = ox.Store()
    memory.bulk_extend(store)
    store = memory
    picture = draw_picture(read_mechanism_network(LocalEngine(store)))
    facts = gather_facts(store)
    origins = gather_origins(store)
    links = _to_links(picture, facts, origins)
    return to_html(
        picture,
        TITLE,
        template="site.html",
        extra_styles=("site.css",),
        bundle="single",
        facts=facts,
        origins=to_records(origins, facts, links),
        answers=answer_all(store, links, {note.key: note.heading for note in facts.discrepancies}),
        links=links,
        graph_hash=graph_hash,
        state=state,
    )


def _to_links(picture: Picture, facts: Facts, origins: tuple[Origin, ...]) -> Callable[[str], str]:
    """Return the function that knows where on the page a thing is told of; "" where it is not."""
    places: dict[str, str] = {}
    anchored = (
        *(row.key for row in facts.systems),
        *(note.key for note in facts.discrepancies),
        *(note.key for note in facts.decisions),
        *(line.key for line in facts.references),
    )
    for key in anchored:
        places[key] = f"#{quote(key, safe='/')}"
    for line in facts.references:
        places.setdefault(line.work_key, places[line.key])
    for key in (*(origin.key for origin in origins), *(claim["key"] for claim in picture.claims)):
        places[key] = f"#claim={quote(key, safe='')}"
    for node in picture.nodes:
        places[node.key] = f"#node={quote(node.key, safe='')}"
    for work in picture.works:
        places[work.key] = f"#work={quote(work.key, safe='')}"
    return lambda path: places.get(path, "")


def hash_state(graph_hash: str) -> str:
    """Return a digest of all that the page depends on: graph, version, site files, questions, code."""
    digest = hashlib.sha256(f"{__version__}\n{graph_hash}\n".encode())
    package = Path(__file__).parent.parent
    site = find_folder("site")
    pages = (site / "templates", site / "styles", find_bundles())
    folders = (*pages, find_folder("queries"), *(package / room for room in _ROOMS))
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".html", ".css", ".js", ".rq", ".yaml", ".py"}:
                digest.update(f"{folder.name}/{path.relative_to(folder).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_state(page_path: Path) -> str | None:
    """Return the state that an earlier page was made from, None where there is no finished page of ours.

    Raises:
        KgError: there is something that cannot be read.
    """
    try:
        with page_path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KgError(f"cannot read: {error.strerror}", where=str(page_path)) from error
    found = _STATE.search(head.decode("utf-8", errors="replace"))
    return found.group(1) if found else None
