"""The hand-made graph of `tests/data/small-graph.trig` as a build folder and as a store."""

from pathlib import Path

import pyoxigraph as ox

TRIG = Path(__file__).parent / "data" / "small-graph.trig"
GENERATION = "gen-0123456789ab"


def make_build(folder: Path) -> Path:
    """Return a build folder made below `folder` that holds the small graph."""
    build = folder / "build"
    (build / "store").mkdir(parents=True)
    store = ox.Store(str(build / "store" / GENERATION))
    store.bulk_load(path=str(TRIG))
    store.flush()
    del store
    (build / "CURRENT").write_text(GENERATION + "\n")
    return build


def make_store() -> ox.Store:
    """Return the small graph in memory."""
    store = ox.Store()
    store.load(path=str(TRIG))
    return store
