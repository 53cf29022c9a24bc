"""`open_graph`: a built graph, a folder of papers or a server, to be asked from a script or a notebook."""

import shutil
import tempfile
import weakref
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.api.answers import Answer
from kg.api.shown import Hits, Questions, Shown
from kg.api.values import Given, match_values, reword, to_call, to_python_words
from kg.engines.engine import Engine, Rows, collect
from kg.engines.local import LocalEngine, open_engine
from kg.errors import EngineError, QueryError
from kg.queries.catalogue import Question, load_catalogue, load_question
from kg.queries.header import Column
from kg.queries.run import Answer as QuestionAnswer
from kg.queries.run import answer_question, complete_values

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.engines.server import ServerEngine
    from kg.search.ask import Asker

BUILD: Final = Path("build")


def open_graph(source: str | Path | None = None, engine: str | None = None) -> "KnowledgeGraph":
    """Return a graph that can be asked.

    Args:
        source: a build folder, as `kg build` leaves it; a folder of papers, which is built into a folder for
            the time being; or the address of a SPARQL server. By default `build/` here or, where there is
            none, the papers in `papers/` here, else those that came with the package.
        engine: the kind of server, as `kg --engine` takes it; by default it is recognised.

    Raises:
        EngineError: there is no graph and no papers, or the address is none.
        KnowledgeError: the papers have errors; it carries all of them.
    """
    if source is None:
        from kg.resources import find_papers

        return _open_build(BUILD) if (BUILD / "CURRENT").exists() else _build(find_papers())
    if "://" in str(source):
        from kg.engines.server import ServerEngine

        server = ServerEngine(str(source), engine)
        return KnowledgeGraph(server, server.identity)
    if engine is not None:
        raise EngineError(f"{source} is no server, so it is of no kind", hint="leave out engine")
    folder = Path(source)
    if not (folder / "CURRENT").exists() and any(folder.glob("*/work.yaml")):
        return _build(folder)
    return _open_build(folder)


def _open_build(build: Path) -> "KnowledgeGraph":
    return KnowledgeGraph(open_engine(build), str(build), build)


def _build(papers: Path) -> "KnowledgeGraph":
    """Return the graph of a folder of papers; the build goes with it."""
    from kg.graph.build import build_graph

    folder = tempfile.mkdtemp(prefix="kg-")
    try:
        build_graph(papers, Path(folder))
        graph = KnowledgeGraph(open_engine(Path(folder)), str(papers), Path(folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    weakref.finalize(graph, shutil.rmtree, folder, ignore_errors=True)
    return graph


class KnowledgeGraph:
    """A graph of papers that is asked, searched and handed out.

    Args:
        engine: where queries run.
        source: what to call the graph.
        build: the folder of the built graph, None where it lies on a server.
    """

    def __init__(self, engine: Engine, source: str, build: Path | None = None) -> None:
        self.engine: Final = engine
        self.source: Final = source
        self.build: Final = build

    def __repr__(self) -> str:
        return f"<graph of {self.source}, {len(self.questions)} questions>"

    def __len__(self) -> int:
        """Return the number of statements."""
        found = self.engine.run("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows[0][0]
        return int(found.value) if isinstance(found, ox.Literal) else 0

    def __bool__(self) -> bool:
        """Return True: a graph is there even if it is empty, and to count it may take long."""
        return True

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
            answer = self._answer(loaded, given)
        except QueryError as error:
            raise reword(error, loaded) from None
        rows, columns = self._mark(answer.rows, loaded.header.columns)
        return Answer(
            rows,
            columns,
            loaded.header.summary,
            loaded,
            answer.values,
            answer.query,
            to_call(loaded, given),
            engine=self.engine,
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

        On this machine it runs in a process of its own, which the time limit or an interrupt ends.

        Args:
            query: a SELECT, ASK, CONSTRUCT or DESCRIBE query.
            timeout_seconds: wall-clock seconds after which it is ended.

        Raises:
            EngineError: the query is refused, has a fault, takes too long, or ends the engine.
        """
        from kg.engines.guard import run_guarded

        if self.build is not None:
            rows = run_guarded(self.build, query, timeout_seconds)
        else:
            with closing(self._with_timeout(timeout_seconds)) as server:
                rows = collect(server.stream_free(query))
        return Answer(rows, {}, query=query, engine=self.engine)

    def as_of(self, year: int) -> "PastGraph":
        """Return the graph as it was known in a year, by the year of the work whose finding a claim is.

        Answers get a column that tells through which later work a row is known. The graph of a server is
        fetched into memory.

        Args:
            year: the year, itself included.

        Raises:
            EngineError: the server was not written by `kg push`, holds too much, or fails.
        """
        return PastGraph(self, year)

    @cached_property
    def rdflib(self) -> "rdflib.Dataset":
        """The whole graph as an rdflib dataset in memory: a graph per paper, and their union as default.

        It is rdflib's own, so terms compare equal to rdflib's, and changing it changes nothing on the disk.
        Loaded at the first use, in a few seconds per 100,000 statements; that of a server is fetched.

        Raises:
            EngineError: the server was not written by `kg push`, holds too much, or fails.
        """
        from kg.api.rdf import to_dataset

        if isinstance(self.engine, LocalEngine):
            return to_dataset(self.engine.store)
        from kg.engines.fetch import fetch_store

        return to_dataset(fetch_store(self.engine))

    @property
    def networks(self) -> Mapping[str, str]:
        """The networks by name, each with what it shows."""
        from kg.network.networks import NETWORKS

        return {name: network.summary for name, network in NETWORKS.items()}

    def networkx(self, name: str, least: int = 1) -> "nx.Graph[Any]":
        """Return a network as a networkx graph, whose `graph` tells what nodes, edges and weights mean.

        Args:
            name: one of `networks`.
            least: edges of smaller weight are left out; all nodes stay.

        Raises:
            QueryError: there is no such network.
            EngineError: the engine failed.
        """
        from kg.network.networks import read_network

        return read_network(self.engine, name, least)

    @cached_property
    def _asker(self) -> "Asker":
        from kg.search.ask import Asker

        return Asker(self.engine, self.questions.values())

    def _with_timeout(self, timeout_seconds: float) -> "ServerEngine":
        """Return the server with another limit for one request."""
        from kg.engines.server import ServerEngine

        assert isinstance(self.engine, ServerEngine)  # a graph without a build folder lies on a server
        return ServerEngine(self.engine.url, self.engine.profile.name, timeout_seconds=timeout_seconds)

    def _ask_words(self, text: str) -> Answer:
        from kg.api.words import to_answer

        reply = self._asker.ask(text)
        rows, columns = self._mark(reply.rows, reply.columns)
        return to_answer(replace(reply, rows=rows, columns=columns), self.engine)

    def _answer(self, question: Question, values: Mapping[str, str]) -> QuestionAnswer:
        return answer_question(self.engine, question, values)

    def _mark(self, rows: Rows, columns: Mapping[str, Column]) -> tuple[Rows, Mapping[str, Column]]:
        return rows, columns


class PastGraph(KnowledgeGraph):
    """A graph as it was known in a year, in memory.

    Args:
        whole: the graph of today.
        year: the year, itself included.

    Raises:
        EngineError: the graph lies on a server from which it cannot be fetched.
    """

    def __init__(self, whole: KnowledgeGraph, year: int) -> None:
        from kg.engines.as_of import view_as_of

        self._whole: Final = whole.engine
        self._view: Final = view_as_of(whole.engine, year)
        super().__init__(self._view.engine, f"{whole.source} as of {year}")

    def __repr__(self) -> str:
        from kg.queries.as_of import describe_view

        return f"<graph of {self.source}: {describe_view(self._view).partition(': ')[2]}>"

    def sparql(self, query: str, timeout_seconds: float = 30.0) -> Answer:  # noqa: ARG002 - as above
        """Refuse: a query of one's own runs in a process apart, which sees the whole graph only.

        Raises:
            EngineError: always.
        """
        raise EngineError(
            "queries of one's own see the whole graph", hint="ask it, or use rdflib of this one"
        )

    def _answer(self, question: Question, values: Mapping[str, str]) -> QuestionAnswer:
        from kg.queries.as_of import answer_as_of

        return answer_as_of(self._whole, self._view, question, complete_values(question, values))

    def _mark(self, rows: Rows, columns: Mapping[str, Column]) -> tuple[Rows, Mapping[str, Column]]:
        from kg.queries.as_of import mark_through

        return mark_through(rows, columns, self._view)


def _load_question(name: str) -> Question:
    """Return a question by its name; for one that is not there the error tells the nearest names."""
    try:
        return load_question(name)
    except QueryError as error:
        hint = to_python_words(error.hint or "", None)
        raise QueryError(error.message, where=error.where, hint=hint) from None
