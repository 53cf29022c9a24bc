"""`kg site`: build and check the graph, then make the site anew unless it is up to date."""

from dataclasses import dataclass
from pathlib import Path

from kg.engines.local import find_generation, open_generation
from kg.errors import EvidenceError, KnowledgeError, Problem
from kg.graph.build import build_graph
from kg.graph.check import find_all_problems
from kg.knowledge.quality import load_all_quality
from kg.publish.inputs import hash_state
from kg.publish.options import SiteOptions
from kg.publish.output import is_whole, read_state
from kg.publish.titles import HOME
from kg.publish.writing import write_site


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
    home = options.output_path / HOME.page
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
    generation = find_generation(options.build_path)
    graph_hash = generation.name.removeprefix("gen-")
    state = hash_state(
        options.texts_path,
        graph_hash,
        options.base_url,
        options.issues_url,
        str(options.crate),
        options.day,
        repr(measured),
    )
    if not options.force and read_state(options.output_path) == state and is_whole(options.output_path):
        return SiteReport(home, False, (), f"{options.output_path} is up to date")
    problems = tuple(find_all_problems(options.papers_path, options.texts_path))
    if any(problem.severity == "error" for problem in problems):
        return _refuse(home, problems)
    store = open_generation(generation)
    summary = write_site(store, graph_hash, state, options, problems, generation)
    return SiteReport(home, True, problems, summary)


def _refuse(home: Path, problems: tuple[Problem, ...]) -> SiteReport:
    count = sum(1 for problem in problems if problem.severity == "error")
    told = "1 error" if count == 1 else f"{count} errors"
    return SiteReport(home, False, problems, f"{told} found, the site is not written")
