"""The engines that are compared: each asks a question of the same statements, in a process of its own."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import pyoxigraph as ox

from kg.engines.engine import Rows
from kg.engines.local import LocalEngine, open_engine
from kg.graph.build import NQUADS
from kg.queries.catalogue import Question
from kg.queries.python_questions import call_function
from kg.queries.remembered import stream_remembered
from kg.queries.run import answer_question, bind_question, find_terms

if TYPE_CHECKING:
    import rdflib

Values = dict[str, str]
_FIGURES: Final = 9  # significant ones; engines carry decimals to different lengths


class Peer(Protocol):
    """An engine with the graph loaded."""

    def prepare(self, question: Question, values: Values) -> Callable[[], Rows]:
        """Return what asks the question once."""


class Kg:
    """This project, on its store on disk or on a copy in memory.

    Args:
        build: a build folder.
        in_memory: whether the statements are loaded into memory first.
    """

    def __init__(self, build: Path, in_memory: bool) -> None:
        self._engine = LocalEngine(_load_memory(build)) if in_memory else open_engine(build)

    def prepare(self, question: Question, values: Values) -> Callable[[], Rows]:
        """Return what asks the question as `kg query` does: values are checked and bound each time."""
        return lambda: answer_question(self._engine, question, values).rows


class Remembered:
    """This project where a question was asked before: the answers that `kg query` remembers beside the store.

    Args:
        build: a build folder.
    """

    def __init__(self, build: Path) -> None:
        self._engine = open_engine(build)

    def prepare(self, question: Question, values: Values) -> Callable[[], Rows]:
        """Ask once, and return what asks again."""
        self._ask(question, values)
        return lambda: self._ask(question, values)

    def _ask(self, question: Question, values: Values) -> Rows:
        rows = stream_remembered(self._engine, question, values).rows
        return Rows(rows.columns, tuple(rows.rows))


class Oxigraph:
    """Bare pyoxigraph on the N-Quads: the ready query text, all graphs together.

    Args:
        build: a build folder, of which only the N-Quads are used.
        folder: where to make a store; None for one in memory.
    """

    def __init__(self, build: Path, folder: Path | None = None) -> None:
        self._store = _load_memory(build) if folder is None else _load_disk(build, folder)

    def prepare(self, question: Question, values: Values) -> Callable[[], Rows]:
        """Return what runs the finished query."""
        engine = LocalEngine(self._store)
        if question.function:
            terms = find_terms(engine, question, values)
            return lambda: call_function(self.ask, question, terms)
        query = bind_question(engine, question, values)
        return lambda: self.ask(query)

    def ask(self, query: str) -> Rows:
        """Return what a finished query finds."""
        found = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return Rows(tuple(v.value for v in found.variables), tuple(tuple(solution) for solution in found))


class Rdflib:
    """rdflib's own store in memory, all graphs merged into one, which is its fastest form."""

    def __init__(self, build: Path) -> None:
        import rdflib

        self._graph = rdflib.Graph()
        self._resolver = open_engine(build)
        add = self._graph.add
        terms: dict[ox.NamedNode | ox.Literal, rdflib.term.Node] = {}

        def to_node(term: object) -> rdflib.term.Node:
            assert isinstance(term, ox.NamedNode | ox.Literal)
            if term not in terms:
                terms[term] = _to_rdflib(term)
            return terms[term]

        for quad in ox.parse(path=str(build / NQUADS), format=ox.RdfFormat.N_QUADS):
            add((to_node(quad.subject), to_node(quad.predicate), to_node(quad.object)))

    def prepare(self, question: Question, values: Values) -> Callable[[], Rows]:
        """Return what runs the finished query in rdflib."""
        if question.function:
            terms = find_terms(self._resolver, question, values)
            return lambda: call_function(self.ask, question, terms)
        query = bind_question(self._resolver, question, values)
        return lambda: self.ask(query)

    def ask(self, query: str) -> Rows:
        """Return what a finished query finds."""
        found = self._graph.query(query)
        rows = tuple(tuple(_from_rdflib(term) for term in row) for row in found)  # type: ignore[union-attr] # a SELECT
        return Rows(tuple(str(name) for name in found.vars or ()), rows)


def digest_rows(rows: Rows) -> str:
    """Return a digest that is equal for equal rows in equal order, compared by value.

    Numbers count as numbers to nine figures, truth values as such, language tags not at all.
    """
    total = hashlib.sha256()
    for row in rows.rows:
        total.update(repr(tuple(map(_to_value, row))).encode())
    return total.hexdigest()[:16]


def _to_value(term: object) -> str | float | bool | None:
    if not isinstance(term, ox.Literal):
        return None if term is None else str(term)
    kind = term.datatype.value.rpartition("#")[2]
    if kind in ("integer", "decimal", "double"):
        return float(f"{float(term.value):.{_FIGURES}g}")
    return term.value in ("true", "1") if kind == "boolean" else term.value


def _to_rdflib(term: ox.NamedNode | ox.Literal) -> "rdflib.term.Node":
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value.endswith("#string"):
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def _from_rdflib(term: object) -> ox.NamedNode | ox.Literal | None:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language.lower())
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    return None


def _load_memory(build: Path) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=str(build / NQUADS), format=ox.RdfFormat.N_QUADS)
    return store


def _load_disk(build: Path, folder: Path) -> ox.Store:
    store = ox.Store(str(folder))
    store.bulk_load(path=str(build / NQUADS), format=ox.RdfFormat.N_QUADS)
    store.flush()
    store.optimize()
    return store
