"""Rows are put in the same order as the store would put them."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg.engines.local import LocalEngine
from kg.engines.order import find_first, run_ordered
from kg.queries.catalogue import load_catalogue, load_question
from kg.queries.run import answer_question, bind_question
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


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("order", ["DESC(?value) ?thing", "ASC(?value)\n DESC(?thing)", "?value ?thing", ""])
@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_the_first_rows_are_those_of_the_store(values: str, order: str, most: int) -> None:
    """However few are kept, and whichever way a column goes; all are counted."""
    pairs = " ".join(f"(<urn:{n}> {value})" for n, value in enumerate(values.split() * 3, start=8))
    text = f"SELECT ?thing ?value WHERE {{ VALUES (?thing ?value) {{ {pairs} (<urn:99> UNDEF) }} }}"
    text += f" ORDER BY {order}" if order else ""
    engine = LocalEngine(ox.Store())
    stored = engine.run(text)
    assert find_first(engine, text, most) == (replace(stored, rows=stored.rows[:most]), len(stored.rows))


@pytest.mark.parametrize("name", [question.name for question in load_catalogue() if not question.function])
def test_questions_begin_with_the_rows_of_the_store(name: str) -> None:
    """Every canned question gives the rows that come first where the store orders them."""
    question, engine = load_question(name), LocalEngine(paper())
    query = bind_question(engine, question, examples(question))
    stored = engine.run(query)
    assert find_first(engine, query, 20) == (replace(stored, rows=stored.rows[:20]), len(stored.rows))


def test_an_order_by_what_is_no_column_is_left_to_the_store() -> None:
    """Only columns can be compared here; a limit needs the order of the store as well."""
    engine = LocalEngine(ox.Store())
    for text in (
        "SELECT ?x WHERE { VALUES (?x ?y) { (1 3) (2 2) (3 1) } } ORDER BY ?y",
        "SELECT ?x WHERE { VALUES (?x ?y) { (1 3) (2 2) (3 1) } } ORDER BY DESC(?x) LIMIT 2",
    ):
        assert run_ordered(engine, text).rows == engine.run(text).rows
        assert find_first(engine, text, 9).rows == engine.run(text)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_questions_in_python_find_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever orders the rows of their queries, the answer is the same."""
    question, engine = BY_NAME[name], LocalEngine(paper())
    here = answer_question(engine, question, examples(question)).rows
    monkeypatch.setattr("kg.queries.run.run_ordered", lambda engine, text, path: engine.run(text, path))
    assert answer_question(engine, question, examples(question)).rows == here
