"""The hand-made graphs of `tests/data`, with what the rules derive, as build folders and as stores."""

from pathlib import Path

import pyoxigraph as ox

from kg.graph.rules import derive_links

TRIG = Path(__file__).parent / "data" / "small-graph.trig"
SECOND_TRIG = TRIG.with_name("second-graph.trig")  # what one paper alone cannot have; stands beside the first
# Questions that need two papers that were read in full, or quantities that the small graph lacks.
NEEDS_SECOND = frozenset(
    {
        "citations-by-stance",
        "claims-under-notice",
        "contradictions",
        "coupled-works",
        "missing-works",
        "review-against-original",
        "unreported-for-mechanism",
    }
)
GENERATION = "gen-0123456789ab"


def make_build(folder: Path, *graphs: Path) -> Path:
    """Return a build folder made below `folder` that holds the small graph, or the given ones."""
    build = folder / "build"
    (build / "store").mkdir(parents=True)
    store = ox.Store(str(build / "store" / GENERATION))
    for graph in graphs or (TRIG,):
        store.bulk_load(path=str(graph))
    store.extend(derive_links(list(store)))
    store.flush()
    del store
    (build / "CURRENT").write_text(GENERATION + "\n")
    return build


def make_store(*graphs: Path) -> ox.Store:
    """Return the small graph in memory, or the given ones."""
    store = ox.Store()
    for graph in graphs or (TRIG,):
        store.load(path=str(graph))
    store.extend(derive_links(list(store)))
    return store
