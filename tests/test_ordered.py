"""The statements of a graph in order, sorted through files."""

from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.graph.serialise import to_nquads, to_trig
from kg.publish import ordered
from kg.publish.ordered import Ordered
from tests.small_graph import make_store


@pytest.mark.parametrize("held", [200_000, 7], ids=["in memory", "through files"])
def test_the_order_is_that_of_the_build(held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few lines memory may hold, N-Quads and TriG have the bytes that `kg build` writes."""
    monkeypatch.setattr(ordered, "_HELD", held)
    store = make_store()
    with Ordered(store, tmp_path) as statements:
        assert b"".join(statements.iter_nquads()) == to_nquads(store)
        assert b"".join(statements.iter_serialised(ox.RdfFormat.TRIG)) == to_trig(store)
        assert b"".join(statements.iter_serialised(ox.RdfFormat.TRIG)) == to_trig(store)
        assert list(statements.iter_quads()) == sorted(store, key=str)
        assert set(statements.load()) == set(store)
    assert not list(tmp_path.iterdir())


def test_turtle_has_each_statement_once(tmp_path: Path) -> None:
    """What several papers say stands once where all of them are one graph; odd literals stay as they are."""
    subject, predicate = ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p")
    odd = [ox.Literal(text) for text in ('a <b> "c" .', "line\nbreak", "<x> <y> .", "")]
    graphs = [ox.NamedNode(f"https://example.org/g{number}") for number in range(3)]
    store = ox.Store()
    store.extend(ox.Quad(subject, predicate, value, graph) for value in (*odd, subject) for graph in graphs)
    with Ordered(store, tmp_path) as statements:
        turtle = b"".join(statements.iter_turtle())
        quads = b"".join(statements.iter_serialised(ox.RdfFormat.JSON_LD))
    triples = list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    assert len(triples) == len(odd) + 1
    assert {quad.object for quad in triples} == {*odd, subject}
    assert set(ox.parse(quads, format=ox.RdfFormat.JSON_LD)) == set(chain(store))
