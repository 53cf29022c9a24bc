"""Statements looked up by thing: the same as the store itself gives."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.publish.lookups import make_lookups, share_lookups
from kg.publish.ordered import Ordered
from kg.publish.reader import Reader
from kg.terms import expand
from tests.small_graph import make_store

_THING, _OTHER = ox.NamedNode("https://example.org/a"), ox.NamedNode("https://example.org/b")
_SAYS, _ALSO = ox.NamedNode("https://example.org/says"), ox.NamedNode("https://example.org/also")
_GRAPHS = [ox.NamedNode(f"https://example.org/g{number}") for number in range(2)]
_ODD = (
    *(ox.Literal(text) for text in ("", "a 'b' \"c\" ; --", "line\nbreak", "Li₆PS₅Cl", "nul\0end")),
    ox.Literal("Zelle", language="de"),
    ox.Literal("Zelle", language="en"),
    ox.Literal("Zelle"),
    ox.Literal("1.0", datatype=ox.NamedNode(expand("xsd:decimal"))),
    ox.Literal(_OTHER.value),  # a text that looks like the other thing
    _OTHER,
    ox.BlankNode("b0"),
)


def make_odd() -> ox.Store:
    """Return statements of every form, each in two graphs."""
    store = ox.Store()
    store.extend(ox.Quad(_THING, _SAYS, value, graph) for value in _ODD for graph in _GRAPHS)
    store.add(ox.Quad(_OTHER, _ALSO, _THING, _GRAPHS[0]))
    store.add(ox.Quad(_OTHER, _SAYS, _OTHER, _GRAPHS[1]))
    store.add(ox.Quad(ox.BlankNode("b0"), _SAYS, _OTHER, _GRAPHS[1]))
    return store


@pytest.mark.parametrize("name", ["odd values", "small graph"])
def test_they_are_those_of_the_store(name: str, tmp_path: Path) -> None:
    """Every thing has in the file what the store says of it, and is found from each of its values."""
    store = make_odd() if name == "odd values" else make_store()
    with make_lookups(store, tmp_path / "statements") as lookups:
        for subject in {quad.subject for quad in store if isinstance(quad.subject, ox.NamedNode)}:
            said = {quad.triple for quad in store.quads_for_pattern(subject, None, None, None)}
            read = list(lookups.iter_triples(subject.value))
            assert set(read) == said
            assert len(read) == len(said)
            for predicate, values in lookups.read(subject.value).items():
                told = {
                    triple.object.value
                    for triple in said
                    if triple.predicate.value == predicate
                    and isinstance(triple.object, ox.NamedNode | ox.Literal)
                }
                assert values == tuple(sorted(told))
        for value in {quad.object for quad in store if isinstance(quad.object, ox.NamedNode)}:
            links = {
                quad.triple
                for quad in store.quads_for_pattern(None, None, value, None)
                if isinstance(quad.subject, ox.NamedNode)
            }
            assert lookups.count_mentions(value.value) == len(links)
            for predicate in {link.predicate.value for link in links}:
                subjects = [link.subject.value for link in links if link.predicate.value == predicate]
                assert list(lookups.iter_subjects(predicate, value.value)) == sorted(subjects)


def test_what_is_not_there_is_empty() -> None:
    """Unknown things, texts and what is no IRI have nothing, and a blank node is no thing."""
    with make_lookups(make_odd()) as lookups:
        for unknown in ("https://example.org/none", "", "no IRI", "_:b0", "b0", "' or 1=1 --"):
            assert lookups.read(unknown) == {}
            assert list(lookups.iter_subjects(_SAYS.value, unknown)) == []
            assert lookups.count_mentions(unknown) == 0


def test_the_file_is_gone_afterwards(tmp_path: Path) -> None:
    """Nothing is left, whether all went well or not."""
    path = tmp_path / "statements"

    def fail() -> None:
        with make_lookups(make_odd(), path):
            assert path.is_file()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not list(tmp_path.iterdir())


def test_a_reader_reads_the_same_from_memory_and_file(tmp_path: Path) -> None:
    """Pages are the same whether the statements lie in memory or in a file made from sorted lines."""
    store = make_store()
    with (
        Ordered(store, tmp_path) as ordered,
        make_lookups(ordered.iter_quads(), tmp_path / "statements") as lookups,
    ):
        inside, beside = Reader(store), Reader(store, lookups)
        things = [iri for iri, _ in inside.iter_paged()]
        assert things
        assert things == [iri for iri, _ in beside.iter_paged()]
        for iri in things:
            assert inside.ref(iri) == beside.ref(iri)
            assert list(inside.iter_objects([iri])) == list(beside.iter_objects([iri]))


def test_another_process_may_read_the_file(tmp_path: Path) -> None:
    """What shares a file reads the same, and leaves the file to the one that made it."""
    path = tmp_path / "odd #1? %20"
    with make_lookups(make_store(), path) as own:
        with share_lookups(path) as shared:
            reader, other = Reader(make_store(), own), Reader(make_store(), shared)
            assert list(reader.iter_paged()) == list(other.iter_paged())
        assert path.is_file()
    assert not path.exists()


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_spans_hold_each_thing_once(size: int) -> None:
    """Cut into runs of any size, the things that have pages are the same, in the same order."""
    reader = Reader(make_store())
    spans = list(reader.iter_spans(size))
    assert [found for span in spans for found in reader.iter_span(span)] == list(reader.iter_paged())
