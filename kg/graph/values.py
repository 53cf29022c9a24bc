"""Values and conditions: what a record writes becomes a number with unit, or a named thing."""

from collections.abc import Mapping
from typing import NamedTuple

from pyoxigraph import NamedNode

from kg.errors import KgError
from kg.graph.corpus import Corpus
from kg.graph.iris import mint, outside, to_named_step
from kg.graph.statements import Statements
from kg.knowledge.cells import ASPECT_KINDS
from kg.knowledge.closed_lists import IN_WORDS, NO_NUMBER, NOT_REPORTED
from kg.knowledge.concepts import Concept
from kg.knowledge.records import Paper
from kg.quantities import Quantity


class Added(NamedTuple):
    """Nodes that stand for conditions, and the same in words for a label."""

    nodes: tuple[NamedNode, ...] = ()
    words: tuple[str, ...] = ()


def to_aspect(name: str) -> str:
    """Return the property of a system that a column names: "cell-format" gives "al:cellFormat"."""
    head, *rest = name.split("-")
    return "al:" + head + "".join(word.capitalize() for word in rest)


def get_quantity(name: str, text: str, corpus: Corpus, where: str) -> tuple[Concept, Quantity | None]:
    """Return the quantity that a name means, and the value that a record gives of it (None: no number).

    Raises:
        KgError: there is no such quantity, or the text is no value of it; with the place where it stands.
    """
    info = corpus.concepts.get_quantity(name, where)
    if text in NO_NUMBER:
        return info.concept, None
    try:
        return info.concept, corpus.concepts.parse_value(text, info)
    except KgError as error:
        error.where = error.where or where
        raise


def to_words(quantity: Quantity, corpus: Corpus) -> str:
    """Return a value as people read it: "> 80 %", "60 °C"."""
    symbol = corpus.concepts.units.get(quantity.unit).symbol
    comparator = "" if quantity.comparator == "=" else f"{quantity.comparator} "
    return f"{comparator}{format(quantity.value, 'f')} {symbol}"


def to_status(text: str) -> str:
    """Return the value status (a prefixed name) of what a record gives as value."""
    return f"alv:{text}" if text in NO_NUMBER else "alv:reported"


def to_stated_words(text: str, printed: str, quantity: Quantity | None, corpus: Corpus) -> str:
    """Return what a claim states, as people read it: the value, the printed words, or that there is none."""
    if quantity is not None:
        return to_words(quantity, corpus)
    return f"“{printed}”" if text == IN_WORDS else "not reported"


def add_value(
    out: Statements, node: NamedNode, concept: Concept, quantity: Quantity, printed: str, corpus: Corpus
) -> None:
    """Add a stated value: quantity, number, unit, comparator and the printed text."""
    out.start(node, "al:Value", "qudt:QuantityValue", label=to_words(quantity, corpus))
    out.link(node, "al:quantity", outside(concept.iri))
    out.decimal(node, "qudt:numericValue", quantity.value)
    out.link(node, "qudt:hasUnit", outside(quantity.unit))
    out.text(node, "al:comparator", quantity.comparator)
    out.text(node, "al:printedText", printed)


def add_conditions(
    out: Statements,
    paper: Paper,
    claim_path: str,
    conditions: Mapping[str, str],
    corpus: Corpus,
    where: str,
) -> Added:
    """Add the conditions of a claim: numbers as values, materials and formats as named things.

    Raises:
        KgError: a condition is neither a known quantity nor an aspect, or its value is not one of its kind.
    """
    nodes: list[NamedNode] = []
    words: list[str] = []
    for name, text in conditions.items():
        if name in ASPECT_KINDS:
            if text == NOT_REPORTED:
                continue
            entity = corpus.concepts.get_concept(text, ASPECT_KINDS[name], where)
            node = mint("condition", paper.key, claim_path, name)
            out.start(node, "al:Condition", label=f"{name.replace('-', ' ')} {entity.label}")
            out.name(node, "al:aspect", to_aspect(name))
            out.link(node, "al:statedEntity", outside(entity.iri))
            words.append(f"{name.replace('-', ' ')} {entity.label}")
        else:
            concept, quantity = get_quantity(name, text, corpus, where)
            if quantity is None:
                continue
            node = mint("stated", paper.key, claim_path, to_named_step(concept.key))
            add_value(out, node, concept, quantity, text, corpus)
            words.append(to_words(quantity, corpus))
        nodes.append(node)
    return Added(tuple(nodes), tuple(words))
