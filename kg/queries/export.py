"""All questions as one Turtle document, in the form in which SPARQL endpoints publish example queries.

A question that SPARQL answers is a `sh:SPARQLSelectExecutable` with its query, prefixes and keywords; the
local name of a parameter's path is the name of the `$variable` that it replaces. A question that Python
answers is a `sh:Function` with the same parameters and no query.

Source: SHACL Advanced Features, sections 5 and 7, https://www.w3.org/TR/shacl-af/, and the layout of
https://github.com/sib-swiss/sparql-examples.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from kg.queries.binding import to_no_limit
from kg.queries.catalogue import Question
from kg.queries.header import NO_LIMIT, Parameter
from kg.terms import BASE, PREFIXES, expand

_DATATYPES: Final = {
    "string": "xsd:string",
    "integer": "xsd:integer",
    "year": "xsd:integer",
    "decimal": "xsd:decimal",
    "quantity": "xsd:decimal",
}
_PREFIX_LINE: Final = re.compile(r"PREFIX\s+(\w+):\s*<([^>]*)>", re.IGNORECASE)
_SHOWN_PREFIXES: Final = ("al", "rdf", "rdfs", "schema", "sh", "skos", "xsd")


def to_turtle(questions: Iterable[Question]) -> str:
    """Return the questions as Turtle, the same text for the same questions.

    Args:
        questions: the questions, with their headers.
    """
    triples = [triple for question in questions for triple in iter_triples(question)]
    prefixes = {name: PREFIXES[name] for name in _SHOWN_PREFIXES}
    data = ox.serialize(dict.fromkeys(triples), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert data is not None  # bytes come back where no file is named
    return data.decode()


def iter_triples(question: Question) -> Iterator[ox.Triple]:
    """Yield what a question is: its query and prefixes, its words, its parameters."""
    node = _mint("question", question.name)
    header = question.header
    if question.function:
        yield _link(node, "rdf:type", _name("sh:Function"))
    else:
        yield _link(node, "rdf:type", _name("sh:SPARQLExecutable"))
        yield _link(node, "rdf:type", _name("sh:SPARQLSelectExecutable"))
        yield _text(node, "sh:select", _to_query(question))
        for prefix, namespace in _PREFIX_LINE.findall(question.body):
            yield from _iter_prefix(node, prefix, namespace)
    yield _text(node, "rdfs:label", header.summary)
    yield _text(node, "rdfs:comment", header.description)
    for keyword in (question.topic, *header.tags):
        yield _text(node, "schema:keywords", keyword)
    for parameter in header.parameters.values():
        yield from _iter_parameter(node, question, parameter)


def _iter_prefix(node: ox.NamedNode, prefix: str, namespace: str) -> Iterator[ox.Triple]:
    declared, prefixes = _mint("question-prefix", prefix), _mint("question-prefix", "all")
    yield _link(node, "sh:prefixes", prefixes)
    yield _link(prefixes, "sh:declare", declared)
    yield _text(declared, "sh:prefix", prefix)
    yield ox.Triple(declared, _name("sh:namespace"), ox.Literal(namespace, datatype=_name("xsd:anyURI")))


def _iter_parameter(node: ox.NamedNode, question: Question, parameter: Parameter) -> Iterator[ox.Triple]:
    own = _mint("question-parameter", f"{question.name}/{parameter.name}")
    yield _link(node, "sh:parameter", own)
    yield _link(own, "rdf:type", _name("sh:Parameter"))
    yield _link(own, "sh:path", _mint("question-variable", parameter.name))
    unit = f" ({parameter.unit})" if parameter.unit else ""
    yield _text(own, "sh:name", parameter.name + unit)
    yield _text(own, "sh:description", parameter.description)
    yield _text(own, "skos:example", parameter.example)
    yield ox.Triple(own, _name("sh:optional"), ox.Literal(not parameter.required))
    if parameter.type == "entity":
        yield from (_link(own, "sh:class", _name(name)) for name in parameter.classes)
    else:
        datatype = _name(_DATATYPES[parameter.type])
        yield _link(own, "sh:datatype", datatype)
        if parameter.default == NO_LIMIT and parameter.bound:
            yield ox.Triple(own, _name("sh:defaultValue"), to_no_limit(parameter))
        elif parameter.default is not None:
            yield ox.Triple(own, _name("sh:defaultValue"), ox.Literal(parameter.default, datatype=datatype))
    yield from _iter_choices(own, parameter.choices)


def _iter_choices(node: ox.NamedNode, choices: tuple[str, ...]) -> Iterator[ox.Triple]:
    """Yield the allowed values as an RDF list whose cells have IRIs, for nothing here is a blank node."""
    if not choices:
        return
    cells = [ox.NamedNode(f"{node.value}/{number}") for number in range(1, len(choices) + 1)]
    yield _link(node, "sh:in", cells[0])
    for cell, following, choice in zip(cells, [*cells[1:], _name("rdf:nil")], choices, strict=True):
        yield _text(cell, "rdf:first", choice)
        yield _link(cell, "rdf:rest", following)


def _to_query(question: Question) -> str:
    """Return the query without header and prefixes, which stand beside it."""
    lines = question.body.splitlines()
    kept = [line for line in lines if not line.startswith("#+") and not _PREFIX_LINE.match(line)]
    return "\n".join(kept).strip() + "\n"


def _mint(kind: str, path: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}{kind}/{path}")


def _name(curie: str) -> ox.NamedNode:
    return ox.NamedNode(expand(curie))


def _link(subject: ox.NamedNode, predicate: str, target: ox.NamedNode) -> ox.Triple:
    return ox.Triple(subject, _name(predicate), target)


def _text(subject: ox.NamedNode, predicate: str, text: str) -> ox.Triple:
    return ox.Triple(subject, _name(predicate), ox.Literal(text))
