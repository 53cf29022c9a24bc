"""Rows are put in the same order as the store would put them."""

import pyoxigraph as ox
import pytest

from kg.engines.local import LocalEngine
from kg.engines.order import run_ordered
from kg.queries.catalogue import load_catalogue
from kg.queries.run import answer_question
from tests.engines import examples
from tests.test_first_paper import paper

BY_NAME = {question.name: question for question in load_catalogue() if question.function}


VALUES = ("1 -2.5 10 9", "<urn:x> <urn:a> <urn:a1>", '"b" "a" "Z" "ä" "ab"', "true false")
"""Terms of one kind each: SPARQL leaves open how literals of different kinds are ordered."""


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("order", ["?thing ?value", "?value ?thing", "?value"])
def test_the_order_is_that_of_the_store(values: str, order: str) -> None:
    """What is not there comes first, numbers follow their values, words and addresses their letters."""
    pairs = " ".join(f"(<urn:{n}> {value})" for n, value in enumerate(values.split(), start=8))
    text = f"SELECT ?thing ?value WHERE {{ VALUES (?thing ?value) {{ {pairs} (<urn:99> UNDEF) }} }}"
    engine = LocalEngine(ox.Store())
    ordered = f"{text} ORDER BY {order}"
    assert run_ordered(engine, ordered) == engine.run(ordered)


def test_an_order_by_what_is_no_column_is_left_to_the_store() -> None:
    """Only columns can be compared here; a limit needs the order of the store as well."""
    engine = LocalEngine(ox.Store())
    for text in (
        "SELECT ?x WHERE { VALUES (?x ?y) { (1 3) (2 2) (3 1) } } ORDER BY ?y",
        "SELECT ?x WHERE { VALUES (?x ?y) { (1 3) (2 2) (3 1) } } ORDER BY DESC(?x) LIMIT 2",
    ):
        assert run_ordered(engine, text).rows == engine.run(text).rows


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_questions_in_python_find_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever orders the rows of their queries, the answer is the same."""
    question, engine = BY_NAME[name], LocalEngine(paper())
    here = answer_question(engine, question, examples(question)).rows
    monkeypatch.setattr("kg.queries.run.run_ordered", lambda engine, text, path: engine.run(text, path))
    assert answer_question(engine, question, examples(question)).rows == here
