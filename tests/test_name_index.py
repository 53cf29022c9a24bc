"""The index of names finds what a search of the graph finds, and does no harm when it is damaged."""

from pathlib import Path

import pytest

from benchmarks.generate import build_generated
from benchmarks.works import World, make_name
from kg.engines.local import LocalEngine, open_engine
from kg.queries.entities import SHOWN_CLASSES, compile_names, find_entities
from kg.queries.name_index import NAMES, find_spellings
from tests.small_graph import make_store

SPELLINGS = (
    "lithium concentration gradient",
    "LITHIUM–CONCENTRATION  GRADIENT",
    "lcg",
    "ag c",
    "Ag/C",
    "MGF2 c",
    "ncm 811",
    "LEE 2020",
    "jun-2024",
    "[9]",
    "sang jin jeon",
    "nothing of the kind",
    "--",
    "ß",
    "POUCH-cell",
)
CLASSES = (
    ("al:Material",),
    ("al:Phenomenon",),
    ("al:Work", "al:Person"),
    ("al:CellFormat",),
    SHOWN_CLASSES,
)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    engine = LocalEngine(make_store(), "small", tmp_path_factory.mktemp("beside"))
    compile_names(engine)
    return engine


@pytest.mark.parametrize("text", SPELLINGS)
@pytest.mark.parametrize(
    "classes", [("al:Material",), ("al:Phenomenon",), ("al:Work", "al:Person"), SHOWN_CLASSES]
)
def test_the_index_finds_what_a_search_finds(
    indexed: LocalEngine, text: str, classes: tuple[str, ...]
) -> None:
    """Whatever the spelling, the same things, no more and no fewer."""
    assert find_entities(indexed, text, classes) == find_entities(LocalEngine(indexed.store), text, classes)


def test_a_damaged_index_is_passed_over(tmp_path: Path) -> None:
    """The graph is searched instead."""
    engine = LocalEngine(make_store(), "small", tmp_path)
    compile_names(engine)
    expected = find_entities(engine, "LITHIUM–concentration gradient", ("al:Phenomenon",))
    assert len(expected) == 1
    (tmp_path / NAMES).write_bytes(b"no database" * 1000)
    assert find_spellings(tmp_path / NAMES, "lcg") is None
    assert find_entities(engine, "LITHIUM–concentration gradient", ("al:Phenomenon",)) == expected


def test_a_built_graph_has_its_index(tmp_path: Path) -> None:
    """Nobody has to ask for it."""
    world = World(2, seed=3)
    build_generated(world, tmp_path)
    engine = open_engine(tmp_path)
    assert engine.beside is not None
    assert (engine.beside / NAMES).is_file()
    assert find_entities(engine, make_name(world, 0).upper(), ("al:Person",)) is not None
    assert find_entities(engine, "GENERATED 0000000", ("al:Work",))[0].iri.endswith("work/generated-0000000")
