"""Derived links of a graph too large for memory: what `ontology/rules/` derives, gathered while papers pass.

Claims are spooled to sorted files and merged, so that memory does not grow with the graph. A test holds the
result against the rules themselves, so a new rule needs its counterpart here or in `benchmarks.shortcuts`.
"""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.graph.iris import DERIVED_GRAPH, term
from kg.graph.statements import RDF_TYPE, RDFS_LABEL
from kg.terms import AL, BASE

_CHUNK: Final = 200_000  # rows sorted in memory at a time
_CLAIM, _RELATION = term("al:MechanismClaim"), term("al:relation")
_SUBJECT, _OBJECT, _ABOUT = term("al:subject"), term("al:object"), term("al:about")
_NEGATED, _ARCHITECTURE = term("al:negated"), term("al:architecture")
_FINDING_OF, _ASSERTED_BY = term("al:findingOf"), term("al:assertedBy")
_COUNT, _DERIVED_FROM, _DERIVED_LINK = (
    term("al:claimCount"),
    term("prov:wasDerivedFrom"),
    term("al:DerivedLink"),
)
_INTEGER, _TRUE = term("xsd:integer"), "true"
_EXHIBITS = "exhibits"
_CONCEPTS: Final = frozenset(
    f"<{AL}{name}>" for name in ("Mechanism", "Effect", "FailurePhenomenon", "Material")
)
_READ: Final = frozenset(
    {
        RDF_TYPE,
        RDFS_LABEL,
        _SUBJECT,
        _OBJECT,
        _ABOUT,
        _NEGATED,
        _ARCHITECTURE,
        _FINDING_OF,
        _ASSERTED_BY,
        _RELATION,
    }
)

_Row = tuple[str, str, str, str]  # subject, local name of the relation, object, claim


class LinkSpool:
    """Gathers claims of one paper after another; afterwards yields the links that follow from all of them.

    Args:
        ontology: the statements of the ontology: which things are concepts, and what they are called.
    """

    def __init__(self, ontology: Iterable[Quad]) -> None:
        self._labels: dict[str, str] = {}
        self._concepts: set[str] = set()
        for quad in ontology:
            assert isinstance(quad.subject, NamedNode)
            if quad.predicate == RDFS_LABEL and isinstance(quad.object, Literal):
                self._labels[quad.subject.value] = quad.object.value
            elif quad.predicate == RDF_TYPE and str(quad.object) in _CONCEPTS:
                self._concepts.add(quad.subject.value)
        self._folder = tempfile.TemporaryDirectory()
        self._chunks: list[Path] = []
        self._rows: set[_Row] = set()

    def __enter__(self) -> "LinkSpool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def add_paper(self, quads: Iterable[Quad]) -> None:
        """Take in the statements of one paper's graph."""
        told: dict[NamedNode, dict[str, list[str]]] = {}
        for quad in quads:
            if quad.predicate in _READ:
                assert isinstance(quad.subject, NamedNode)
                assert isinstance(quad.object, NamedNode | Literal)  # the graph has no other nodes
                predicates = told.setdefault(quad.subject, {})
                predicates.setdefault(quad.predicate.value, []).append(quad.object.value)
        architectures = {
            node.value: facts[_ARCHITECTURE.value]
            for node, facts in told.items()
            if _ARCHITECTURE.value in facts
        }
        for node, facts in told.items():
            types = facts.get(RDF_TYPE.value, ())
            if AL + "Claim" in types:
                self._rows.update(self._iter_rows(node.value, facts, architectures))
            elif RDFS_LABEL.value in facts and (AL + "Work" in types or AL + "System" in types):
                self._labels[node.value] = facts[RDFS_LABEL.value][0]
        if len(self._rows) >= _CHUNK:
            self._write_chunk()

    def _iter_rows(
        self, claim: str, facts: dict[str, list[str]], architectures: dict[str, list[str]]
    ) -> Iterator[_Row]:
        if _TRUE in facts.get(_NEGATED.value, ()):
            return
        for concept in self._concepts.intersection(facts.get(_ABOUT.value, ())):
            for work in facts.get(_ASSERTED_BY.value, ()):
                yield work, "discusses", concept, claim
            for work in facts.get(_FINDING_OF.value, ()):
                yield work, "contributedTo", concept, claim
        if _CLAIM.value not in facts.get(RDF_TYPE.value, ()):
            return
        relation = facts[_RELATION.value][0].removeprefix(AL)
        subject, target = facts[_SUBJECT.value][0], facts[_OBJECT.value][0]
        yield subject, relation, target, claim
        if relation == _EXHIBITS:
            for material in architectures.get(subject, ()):
                yield material, relation, target, claim

    def _write_chunk(self) -> None:
        path = Path(self._folder.name) / f"{len(self._chunks)}.tsv"
        path.write_text("".join("\t".join(row) + "\n" for row in sorted(self._rows)), encoding="utf-8")
        self._chunks.append(path)
        self._rows.clear()

    def iter_links(self) -> Iterator[Quad]:
        """Yield the statements of all links, each once."""
        self._write_chunk()
        rows = heapq.merge(*map(_iter_chunk, self._chunks))
        for (subject, relation, target), claims in groupby(rows, key=lambda row: row[:3]):
            yield from self._to_link(subject, relation, target, [row[3] for row in claims])

    def _to_link(self, subject: str, relation: str, target: str, claims: list[str]) -> Iterator[Quad]:
        step = f"{_to_step(subject)}--{relation}--{_to_step(target)}"
        link, one, other = NamedNode(f"{BASE}link/{step}"), NamedNode(subject), NamedNode(target)
        verb = NamedNode(AL + relation)
        words = {"discusses": "discusses", "contributedTo": "contributed to"}
        told = words.get(relation) or self._labels[AL + relation]
        label = Literal(f"{self._labels[subject]} {told} {self._labels[target]}")
        found = list(dict.fromkeys(claims))
        triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
            (one, verb, other),
            (link, RDF_TYPE, _DERIVED_LINK),
            (link, RDFS_LABEL, label),
            (link, _SUBJECT, one),
            (link, _RELATION, verb),
            (link, _OBJECT, other),
            (link, _COUNT, Literal(str(len(found)), datatype=_INTEGER)),
            *((link, _DERIVED_FROM, NamedNode(claim)) for claim in found),
        ]
        for subject_node, predicate, value in triples:
            yield Quad(subject_node, predicate, value, DERIVED_GRAPH)


def _iter_chunk(path: Path) -> Iterator[_Row]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            subject, relation, target, claim = line.rstrip("\n").split("\t")
            yield subject, relation, target, claim


def _to_step(iri: str) -> str:
    return iri.removeprefix(BASE).replace("/", ".")
