"""The views by name: what `kg view` can draw."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.draw.page import save_page, to_html
from kg.draw.picture import Picture, draw_picture
from kg.engines.local import LocalEngine, open_store
from kg.network.mechanisms import read_mechanism_network


@dataclass(frozen=True)
class View:
    """A view: its heading, one line on what it shows, and how it is made from a graph."""

    title: str
    summary: str
    draw: Callable[[ox.Store], Picture]


@dataclass(frozen=True)
class SavedView:
    """A picture on the disk: where, and in one line what is in it."""

    path: Path
    summary: str


def _draw_mechanisms(store: ox.Store) -> Picture:
    return draw_picture(read_mechanism_network(LocalEngine(store)))


VIEWS: Final[dict[str, View]] = {
    "mechanisms-materials": View(
        "Mechanisms and materials",
        "what materials do, by which mechanisms, to which effects and failures, and who says so",
        _draw_mechanisms,
    ),
}


def save_view(name: str, build_path: Path, path: Path) -> SavedView:
    """Write the view `name` of a built graph to `path`; return where it is and what is in it.

    Args:
        name: one of `VIEWS`.
        build_path: the build folder.
        path: the page to write.

    Raises:
        EngineError: there is no built graph.
        KgError: the page cannot be written.
    """
    picture = VIEWS[name].draw(open_store(build_path))
    save_page(to_html(picture, VIEWS[name].title), path)
    things = sum(1 for node in picture.nodes if node.claims)
    told = f"{len(picture.claims)} claims in {len(picture.links)} links between {things} things"
    return SavedView(path, f"{path}: {told}")
