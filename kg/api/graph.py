"""`open_graph`: a built graph, or a folder of papers, to be asked from a script or a notebook."""

import shutil
import tempfile
import weakref
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.api.answers import Answer
from kg.api.shown import Hits, Questions, Shown
from kg.api.values import Given, match_values, reword, to_call, to_python_words
from kg.engines.local import open_engine
from kg.errors import EngineError, QueryError
from kg.queries.catalogue import Question, load_catalogue, load_question
from kg.queries.run import answer_question

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.search.ask import Asker

BUILD: Final = Path("build")


def open_graph(source: str | Path | None = None) -> "KnowledgeGraph":
    """Return a graph that can be asked.

    Args:
        source: a build folder, as `kg build` leaves it, or a folder of papers, which is built into a folder
            for the time being. By default `build/` here or, where there is none, the papers in `papers/`
            here, else those that came with the package.

    Raises:
        EngineError: there is no graph and no papers.
        KnowledgeError: the papers have errors; it carries all of them.
    """
    if source is None:
        from kg.resources import find_papers

        return KnowledgeGraph(BUILD) if (BUILD / "CURRENT").exists() else _build(find_papers())
    if "://" in str(source):
        raise EngineError(f"{source} is no folder", hint="name a build folder or a folder of papers")
    folder = Path(source)
    if not (folder / "CURRENT").exists() and any(folder.glob("*/work.yaml")):
        return _build(folder)
    return KnowledgeGraph(folder)


def _build(papers: Path) -> "KnowledgeGraph":
    """Return the graph of a folder of papers; the build goes with it."""
    from kg.graph.build import build_graph

    folder = tempfile.mkdtemp(prefix="kg-")
    try:
        build_graph(papers, Path(folder))
        graph = KnowledgeGraph(Path(folder), papers)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(graph, shutil.rmtree, folder, ignore_errors=True)
    return graph


class KnowledgeGraph:
    """A graph of papers that is asked, searched and handed out.

    Args:
        build: the folder of the built graph.
        source: what to call it; by default the build folder.

    Raises:
        EngineError: there is no graph in the folder.
    """

    def __init__(self, build: Path, source: Path | None = None) -> None:
        self.build: Final = build
        self.source: Final = source or build
        self.engine: Final = open_engine(build)

    def __repr__(self) -> str:
        return f"<graph of {self.source}: {len(self):,} statements, {len(self.questions)} questions>"

    def __len__(self) -> int:
        return len(self.engine.store)

    @cached_property
    def questions(self) -> Questions:
        """The canned questions by name."""
        return Questions({question.name: question for question in load_catalogue()})

    def ask(self, question: str, /, **values: Given) -> Answer:
        """Return the answer to a canned question, or to one in plain words.

        What has a blank in it is taken as plain words; a name has none. Plain words that no canned question
        fits are an error, never a guess.

        Args:
            question: the name of a canned question (see `questions`), or a question in plain words.
            values: a value per parameter, as a person would type it ("80 %", "4 MPa", "Mg") or as a number.
                Parameters that are words of Python end in an underscore: `from_`.

        Raises:
            QueryError: there is no such question, no question fits the words, or a value is missing, unknown
                or does not fit.
            EngineError: the engine failed.

        Example:
            >>> g.ask("mechanisms-of-material", material="Mg").to_pandas()  # doctest: +SKIP
        """
        if " " in question.strip():
            if values:
                raise QueryError("a question in plain words takes no values", hint="say them in the question")
            return self._ask_words(question)
        name = question.strip()
        loaded = self.questions[name] if name in self.questions else _load_question(name)
        try:
            given = match_values(loaded, values)
            answer = answer_question(self.engine, loaded, given)
        except QueryError as error:
            raise reword(error, loaded) from None
        header = loaded.header
        return Answer(
            answer.rows,
            header.columns,
            header.summary,
            loaded,
            answer.values,
            answer.query,
            to_call(loaded, given),
        )

    def find(self, text: str, limit: int = 20) -> Hits:
        """Return what a text may mean, the likeliest first; mistyped words are forgiven.

        Args:
            text: name, short form, formula, words of a statement, author and year.
            limit: the greatest number of hits.

        Raises:
            QueryError: the text holds no letter or digit.
        """
        from kg.search.find import find_things

        return Hits(find_things(self.engine, text, limit, self.questions.values()))

    def show(self, thing: str) -> Shown:
        """Return all that is known of one thing, each statement with its evidence.

        Args:
            thing: name, short form, formula, key, DOI, reference number or IRI.

        Raises:
            QueryError: nothing or more than one thing has that name.
        """
        from kg.search.show import show_entity

        return Shown(show_entity(self.engine, thing))

    def sparql(self, query: str, timeout_seconds: float = 30.0) -> Answer:
        """Return what a query of one's own finds; the project's prefixes need not be declared.

        It runs in a process of its own, which the time limit or an interrupt ends.

        Args:
            query: a SELECT, ASK, CONSTRUCT or DESCRIBE query.
            timeout_seconds: wall-clock seconds after which it is ended.

        Raises:
            EngineError: the query is refused, has a fault, takes too long, or ends the engine.
        """
        from kg.engines.guard import run_guarded

        return Answer(run_guarded(self.build, query, timeout_seconds), {}, query=query)

    @cached_property
    def rdflib(self) -> "rdflib.Dataset":
        """The whole graph as an rdflib dataset in memory: a graph per paper, and their union as default.

        It is rdflib's own, so terms compare equal to rdflib's, and changing it changes nothing on the disk.
        Loaded at the first use, which takes a few seconds per 100,000 statements.
        """
        from kg.api.rdf import to_dataset

        return to_dataset(self.engine.store)

    @property
    def networks(self) -> Mapping[str, str]:
        """The networks by name, each with what it shows."""
        from kg.network.networks import NETWORKS

        return {name: network.summary for name, network in NETWORKS.items()}

    def networkx(self, name: str) -> "nx.Graph[Any]":
        """Return a network as a networkx graph, whose `graph` tells what nodes, edges and weights mean.

        Args:
            name: one of `networks`.

        Raises:
            QueryError: there is no such network.
        """
        from kg.network.networks import read_network

        return read_network(self.engine, name)

    @cached_property
    def _asker(self) -> "Asker":
        from kg.search.ask import Asker

        return Asker(self.engine, self.questions.values())

    def _ask_words(self, text: str) -> Answer:
        from kg.api.words import to_answer

        return to_answer(self._asker.ask(text))


def _load_question(name: str) -> Question:
    """Return a question by its name; for one that is not there the error tells the nearest names."""
    try:
        return load_question(name)
    except QueryError as error:
        hint = to_python_words(error.hint or "", None)
        raise QueryError(error.message, where=error.where, hint=hint) from None
