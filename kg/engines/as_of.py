"""The graph as it was known in a year: a view without what was found or written later.

A claim is known from the year of the work whose finding it is, and from the year of the work that makes it
where that is earlier or where no other work is named. A finding that only a later work tells of is part of
the view; the later work stands in it by its name alone, and the view says so. Everything is decided before a
question runs, so that counts, rankings and derived links are those of that year.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.engines.local import LocalEngine
from kg.graph.iris import DERIVED_GRAPH, ONTOLOGY_GRAPH, PROVENANCE_GRAPH
from kg.graph.rules import derive_in
from kg.terms import BASE, expand

# What belongs to a thing and is known with it.
_OWNED: Final = frozenset(
    expand(name)
    for name in (
        "al:states",
        "al:condition",
        "al:evidence",
        "al:hasLayer",
        "al:hasAuthorship",
        "al:agent",
        "al:affiliation",
        "al:partOf",
        "al:inJournal",
        "al:inSection",
        "oa:hasSelector",
    )
)
# What is told of a later work that a finding is known through: how to name and find it.
_NAMES: Final = frozenset(expand(name) for name in ("rdfs:label", "al:key", "al:doi", "rdfs:seeAlso"))
_SHARED_GRAPHS: Final = frozenset({ONTOLOGY_GRAPH, PROVENANCE_GRAPH})


@dataclass(frozen=True, slots=True)
class AsOfView:
    """A graph as it was known in a year.

    Attributes:
        engine: the view, in memory.
        year: the year, itself included.
        through: for each claim, cell or reference that is known only through later works, their labels.
        known: the number of claims in the view.
        later: the number of claims that were not known yet.
        undated: the number of claims left out because the year of their work is not known.
    """

    engine: LocalEngine
    year: int
    through: Mapping[str, str]
    known: int
    later: int
    undated: int


def view_as_of(engine: Engine, year: int) -> AsOfView:
    """Return the graph as it was known in a year.

    Cost: one pass over all statements, which are copied into memory, and one run of the rules. The graph of a
    server is fetched before, since no query can leave out what was found later and count anew.

    Args:
        engine: the whole graph, on this machine or on a server to which `kg push` wrote it.
        year: the year, itself included.

    Raises:
        EngineError: the server does not tell what belongs to which paper, holds too much, or fails.
    """
    if isinstance(engine, LocalEngine):
        whole = engine.store
    else:
        from kg.engines.fetch import fetch_store  # here, because most graphs are on this disk

        whole = fetch_store(engine)
    reader = _Reader(whole, year)
    store = ox.Store()
    store.bulk_extend(reader.iter_known())
    pointers = reader.pointers
    derived = derive_in(store)
    of_pointers = {
        quad.subject
        for quad in derived
        if quad.predicate == _node("al:subject") and _value(quad.object) in pointers
    }
    store.bulk_extend(
        quad for quad in derived if _value(quad.subject) not in pointers and quad.subject not in of_pointers
    )
    view = LocalEngine(store, f"{engine.identity}@{year}" if engine.identity else "")
    return AsOfView(view, year, reader.through, len(reader.known), reader.later, reader.undated)


class _Reader:
    """Decides what was known in a year."""

    def __init__(self, store: ox.Store, year: int) -> None:
        self._store = store
        self._year = year
        self._years = {
            quad.subject.value: int(quad.object.value)
            for quad in self._find("al:year")
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
        }
        self._labels = {work: label for work, label in self._read_labels() if work.startswith(BASE)}
        self.early_graphs = {graph for graph in self._paper_graphs() if self._is_early(_work_of(graph))}
        self.known: set[str] = set()
        self.later = self.undated = 0
        self.through: dict[str, str] = {}
        self.pointers: set[str] = set()
        self._kept = self._find_kept()

    def iter_known(self) -> Iterator[ox.Quad]:
        """Yield the statements that the view holds, without what rules derive."""
        instances = self._subjects_of(self._paper_graphs())
        for graph in (*sorted(_SHARED_GRAPHS, key=str), *sorted(self.early_graphs, key=str)):
            yield from self._store.quads_for_pattern(None, None, None, graph)
        for graph in self._paper_graphs():
            if graph not in self.early_graphs:
                for quad in self._store.quads_for_pattern(None, None, None, graph):
                    if self._holds(quad, instances):
                        yield quad

    def _holds(self, quad: ox.Quad, instances: set[str]) -> bool:
        """Whether a statement of a later paper is about something known, and not about something unknown."""
        subject, target = _value(quad.subject), _value(quad.object)
        if target in instances and target not in self._kept and target not in self.pointers:
            return False
        return subject in self._kept or (subject in self.pointers and quad.predicate.value in _NAMES)

    def _find_kept(self) -> set[str]:
        kept = self._subjects_of(self.early_graphs)
        works = self._instances("al:Work")
        kept |= {work for work in works if self._is_early(work)}
        self._sort_claims()
        kept |= self.known
        for name, predicate in (("al:System", "al:findingOf"), ("al:Reference", "al:refersTo")):
            kept |= set(self._find_by_work(name, predicate))
        kept = self._close(kept)
        told_by = self._read("al:assertedBy")
        placed_in = self._read("al:inWork")
        needed = {work for claim in self.known for work in told_by.get(claim, ())}
        needed |= {work for thing in kept for work in placed_in.get(thing, ())}
        self.pointers = {work for work in needed if work not in kept}
        return kept

    def _sort_claims(self) -> None:
        """Find the claims that were known, and those among them that only later works tell of."""
        findings, tellers = self._read("al:findingOf"), self._read("al:assertedBy")
        for claim in self._instances("al:Claim"):
            found = [self._years.get(work) for work in findings.get(claim, ())]
            told = [self._years.get(work) for work in tellers.get(claim, ())]
            years = [known for known in (*found, *told) if known is not None]
            if any(known <= self._year for known in years):
                self.known.add(claim)
                if not any(known is not None and known <= self._year for known in told):
                    self.through[claim] = self._join(tellers.get(claim, ()))
            elif (found and None in found) or not years:
                self.undated += 1
            else:
                self.later += 1

    def _find_by_work(self, name: str, predicate: str) -> Iterator[str]:
        """Yield what belongs to a work that was known; a thing of a later paper is known through that one."""
        works = self._read(predicate)
        for thing, graphs in self._graphs_of(name).items():
            if any(self._is_early(work) for work in works.get(thing, ())):
                papers = [_work_of(graph) for graph in graphs]
                if papers and not any(self._is_early(paper) for paper in papers):
                    self.through[thing] = self._join(papers)
                yield thing

    def _close(self, kept: set[str]) -> set[str]:
        """Return things with everything that belongs to them."""
        owned: dict[str, set[str]] = defaultdict(set)
        for name in _OWNED:
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(name), None):
                owned[_value(quad.subject)].add(_value(quad.object))
        waiting, closed = list(kept), set(kept)
        for thing in waiting:  # grows while it is walked
            fresh = owned.get(thing, set()) - closed
            closed |= fresh
            waiting += fresh
        return closed

    def _is_early(self, work: str) -> bool:
        year = self._years.get(work)
        return year is not None and year <= self._year

    def _join(self, works: Iterable[str]) -> str:
        return ", ".join(sorted(self._labels.get(work, work.removeprefix(BASE)) for work in works))

    def _paper_graphs(self) -> list[ox.NamedNode]:
        graphs = (graph for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode))
        shared = {*_SHARED_GRAPHS, DERIVED_GRAPH}
        return sorted((graph for graph in graphs if graph not in shared), key=lambda graph: graph.value)

    def _graphs_of(self, name: str) -> dict[str, set[ox.NamedNode]]:
        """Return for each instance of a class the graphs of the papers that describe it."""
        found = defaultdict[str, set[ox.NamedNode]](set)
        for quad in self._store.quads_for_pattern(None, _node("rdf:type"), _node(name)):
            if isinstance(quad.graph_name, ox.NamedNode):
                found[_value(quad.subject)].add(quad.graph_name)
        return found

    def _subjects_of(self, graphs: Iterable[ox.NamedNode]) -> set[str]:
        """Return what some papers describe: everything has a class."""
        patterns = ((None, _node("rdf:type"), None, graph) for graph in graphs)
        return {
            _value(quad.subject) for pattern in patterns for quad in self._store.quads_for_pattern(*pattern)
        }

    def _instances(self, name: str) -> set[str]:
        quads = self._store.quads_for_pattern(None, _node("rdf:type"), _node(name))
        return {_value(quad.subject) for quad in quads}

    def _read(self, name: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for quad in self._find(name):
            if quad.graph_name != DERIVED_GRAPH:
                found[_value(quad.subject)].append(_value(quad.object))
        return found

    def _read_labels(self) -> Iterator[tuple[str, str]]:
        for work in self._instances("al:Work"):
            for quad in self._store.quads_for_pattern(ox.NamedNode(work), _node("rdfs:label"), None):
                yield work, _value(quad.object)

    def _find(self, name: str) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(None, _node(name), None)


def _work_of(graph: ox.NamedNode) -> str:
    """Return the work whose paper a named graph holds: `…/graph/jeon-2025` is of `…/work/jeon-2025`."""
    return graph.value.replace(f"{BASE}graph/", f"{BASE}work/", 1)


def _node(curie: str) -> ox.NamedNode:
    return ox.NamedNode(expand(curie))


def _value(term: object) -> str:
    return str(term.value) if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)
