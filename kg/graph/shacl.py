"""The graph held against the shapes: every finding in plain words, with file and line of the record.

pySHACL checks all that SHACL itself can say. Constraints in SPARQL are run here, each once for all its
targets; pySHACL runs them once per node, which takes minutes instead of seconds. A test holds both to the
same findings.

Source: https://www.w3.org/TR/shacl/#sparql-constraints
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import pyshacl
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from rdflib.namespace import RDF, SH, XSD
from rdflib.term import Node

from kg.errors import Problem, Severity
from kg.files import kept_while_unchanged
from kg.graph.ontology import SHAPES_FILE
from kg.knowledge.records import Paper
from kg.resources import find_folder
from kg.terms import BASE, shorten

_SEVERITIES: Final[dict[Node | None, Severity]] = {SH.Warning: "warning", SH.Info: "info"}  # others: "error"


def find_shape_problems(quads: Iterable[Quad], papers: Sequence[Paper] = ()) -> list[Problem]:
    """Return everything in which the graph breaks a shape, sorted by place.

    Args:
        quads: the whole graph, with the ontology, whose classes and lists the shapes refer to.
        papers: tell the file and line of a record; without them the IRI stands in their place.
    """
    statements = list(quads)
    places = dict(_iter_places(papers))
    found = {_place(finding, places) for finding in _iter_core_findings(statements)}
    found |= {_place(finding, places) for finding in _iter_sparql_findings(statements)}
    return sorted(found, key=lambda problem: (problem.where, problem.message, problem.hint or ""))


def load_shapes() -> rdflib.Graph:
    """Return the shapes of the project."""
    return rdflib.Graph().parse(find_folder("ontology") / SHAPES_FILE, format="turtle")


def to_rdflib(quads: Iterable[Quad]) -> rdflib.Graph:
    """Return the union of all graphs in rdflib's own memory.

    Over another store pySHACL takes plain strings and strings with a datatype for different values.
    """
    known: dict[NamedNode | Literal, Node] = {}
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        triple = []
        for node in (quad.subject, quad.predicate, quad.object):
            assert isinstance(node, NamedNode | Literal), "the graph has no blank nodes and no quoted triples"
            if node not in known:
                known[node] = _to_node(node)
            triple.append(known[node])
        graph.add((triple[0], triple[1], triple[2]))
    return graph


def _to_node(node: NamedNode | Literal) -> Node:
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    plain = node.datatype.value == str(XSD.string)
    return rdflib.Literal(node.value, datatype=None if plain else rdflib.URIRef(node.datatype.value))


class _Finding(NamedTuple):
    focus: str
    message: str
    value: str | None
    severity: Severity


def _iter_core_findings(quads: Sequence[Quad]) -> Iterator[_Finding]:
    """Yield what breaks constraints that are stated in SHACL itself."""
    _, results, _ = pyshacl.validate(to_rdflib(quads), shacl_graph=_core_shapes(), inference="none")
    assert isinstance(results, rdflib.Graph)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        messages = sorted(str(message) for message in results.objects(result, SH.resultMessage))
        value = results.value(result, SH.value)
        severity = _SEVERITIES.get(results.value(result, SH.resultSeverity), "error")
        focus = str(results.value(result, SH.focusNode))
        yield _Finding(focus, "; ".join(messages), None if value is None else str(value), severity)


@kept_while_unchanged(lambda: [find_folder("ontology") / SHAPES_FILE])
def _core_shapes() -> rdflib.Graph:
    shapes = load_shapes()
    shapes.remove((None, SH.sparql, None))
    return shapes


def _iter_sparql_findings(quads: Iterable[Quad]) -> Iterator[_Finding]:
    """Yield what breaks constraints that are stated in SPARQL."""
    store = Store()
    store.extend(quads)
    shapes = load_shapes()
    for shape, constraint in shapes.subject_objects(SH.sparql):
        targets = _find_targets(store, [str(target) for target in shapes.objects(shape, SH.targetClass)])
        severity = _SEVERITIES.get(shapes.value(shape, SH.severity), "error")
        message = str(shapes.value(constraint, SH.message))
        query = f"{_to_prologue(shapes, constraint)}{shapes.value(constraint, SH.select)}"
        answer = store.query(query, use_default_graph_as_union=True)
        assert isinstance(answer, QuerySolutions)
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            focus = solution["this"]
            assert isinstance(focus, NamedNode)
            if focus.value in targets:
                found = solution["value"] if "value" in names else None
                value = found.value if isinstance(found, NamedNode | Literal) else None
                words = message.replace("{?value}", shorten(value or ""))
                yield _Finding(focus.value, words, value, severity)


def _find_targets(store: Store, classes: Iterable[str]) -> set[str]:
    """Return the IRIs of all instances of these classes and of their subclasses."""
    listed = " ".join(f"<{name}>" for name in classes)
    query = (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f"SELECT DISTINCT ?x WHERE {{ VALUES ?class {{ {listed} }} ?x a/rdfs:subClassOf* ?class }}"
    )
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return {node.value for solution in answer if isinstance(node := solution["x"], NamedNode)}


def _to_prologue(shapes: rdflib.Graph, constraint: Node) -> str:
    """Return the PREFIX lines that a constraint declares with sh:prefixes."""
    lines = []
    for owner in shapes.objects(constraint, SH.prefixes):
        for declared in shapes.objects(owner, SH.declare):
            prefix, namespace = shapes.value(declared, SH.prefix), shapes.value(declared, SH.namespace)
            lines.append(f"PREFIX {prefix}: <{namespace}>\n")
    return "".join(sorted(lines))


def _place(finding: _Finding, places: dict[str, str]) -> Problem:
    node = shorten(finding.focus)
    hint = node if finding.value is None else f"{node}: {shorten(finding.value)}"
    where = _find_place(finding.focus, places)
    return Problem(where, finding.message.rstrip("."), hint, finding.severity)


def _find_place(iri: str, places: dict[str, str]) -> str:
    """Return file and line of the record of a node: its own, or that of the claim above it."""
    path = iri.removeprefix(BASE)
    kind, _, rest = path.partition("/")
    if kind in ("stated", "condition"):
        kind = "claim"
    while rest:
        place = places.get(f"{kind}/{rest}")
        if place is not None:
            return place
        rest = rest.rpartition("/")[0]
    return shorten(iri)


def _iter_places(papers: Sequence[Paper]) -> Iterator[tuple[str, str]]:
    """Yield path of a node below the base, and file and line of its record."""
    for paper in papers:
        key = paper.key
        yield f"work/{key}", paper.where("work")
        yield f"authorship/{key}", paper.where("work", "authors")
        for index, reference in enumerate(paper.references):
            yield f"work/{reference.key}", paper.where("references", index)
            yield f"reference/{key}/{reference.number}", paper.where("references", index)
            yield f"authorship/{reference.key}", paper.where("references", index)
        for index, person in enumerate(paper.people):
            yield f"person/{person.key}", paper.where("people", index)
            yield f"station/{person.key}", paper.where("people", index)
        for index, system in enumerate(paper.systems):
            yield f"system/{system.key}", paper.where("systems", index)
            yield f"layer/{system.key}", paper.where("systems", index)
            for position, cell in enumerate(system.cells):
                place = paper.where("systems", index, "cells", position)
                yield f"claim/{key}/{system.key}/{cell.column}", place
        for kind, name in (
            ("organisation", "organisations"),
            ("identity", "identity"),
            ("citation", "citations"),
            ("claim", "mechanisms"),
            ("claim", "claims"),
            ("decision", "decisions"),
            ("discrepancy", "discrepancies"),
        ):
            for index, record in enumerate(getattr(paper, name)):
                path = record.key if kind == "organisation" else f"{key}/{record.key}"
                yield f"{kind}/{path}", paper.where(name, index)
