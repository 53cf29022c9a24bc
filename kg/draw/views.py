"""The views by name, and the files a view can be written to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.draw.assemble import MOST_THINGS, Source
from kg.draw.exports import to_cytoscape, to_gexf, to_graphml
from kg.draw.page import save_file, to_html
from kg.draw.picture import Picture
from kg.draw.subjects import (
    draw_citations,
    draw_discrepancies,
    draw_effects,
    draw_mechanisms,
    draw_people,
    draw_systems,
)
from kg.draw.svg import counted, tell_records, to_svg
from kg.engines.guard import run_guarded
from kg.engines.local import LocalEngine, open_engine
from kg.errors import QueryError
from kg.queries.entities import SHOWN_CLASSES, get_entity

PNG_PIXELS: Final = 2400  # width of a saved PNG: 20 cm at 300 dots per inch


@dataclass(frozen=True)
class View:
    """A view of the whole graph: what it shows, and how it is made."""

    summary: str
    draw: Callable[[Source, int], Picture]


VIEWS: Final[dict[str, View]] = {
    "mechanisms-materials": View(
        "what materials do, by which mechanisms, to which effects and failures, and who says so",
        draw_mechanisms,
    ),
    "effects": View("which mechanism promotes or suppresses which effect and which failure", draw_effects),
    "citations": View("who builds on whom, and what for, along a time axis", draw_citations),
    "people": View("who wrote with whom, and where they work", draw_people),
    "systems": View("tested cells: their layers, the values reported, what they show", draw_systems),
    "discrepancies": View(
        "where a work disagrees with itself, how severely, and what that concerns", draw_discrepancies
    ),
}
OF_THINGS: Final[dict[str, tuple[str, str]]] = {
    "around": ("X", "what is related to a thing X, in --depth steps"),
    "path": ("A B", "the shortest chains of claims from A to B"),
}
WRITERS: Final[dict[str, Callable[[Picture], bytes]]] = {
    ".html": lambda picture: to_html(picture).encode("utf-8"),
    ".svg": lambda picture: to_svg(picture, embed_fonts=True).encode("utf-8"),
    ".png": lambda picture: to_png(picture),
    ".graphml": to_graphml,
    ".gexf": to_gexf,
    ".cyjs": to_cytoscape,
    ".json": to_cytoscape,
}


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see.

    Attributes:
        name: one of `VIEWS` or `OF_THINGS`; "query" for the result of a query.
        things: names of the things that the view is about.
        depth: how many steps around a thing.
        limit: how many things at most.
        query: text of a query, for the view "query".
        title: heading of the view "query".
        timeout_seconds: after which a query is ended.
    """

    name: str
    things: tuple[str, ...] = ()
    depth: int = 1
    limit: int = MOST_THINGS
    query: str = ""
    title: str = "Result of a query"
    timeout_seconds: float = 60.0


@dataclass(frozen=True)
class SavedView:
    """A picture on the disk: where, and in one line what is in it."""

    path: Path
    summary: str


def list_views() -> str:
    """Return a line per view: what to type, and what it shows."""
    rows = [(name, view.summary) for name, view in VIEWS.items()]
    rows += [(f"{name} {things}", summary) for name, (things, summary) in OF_THINGS.items()]
    rows.append(("--query FILE", "the result of a SELECT or CONSTRUCT query"))
    width = max(len(name) for name, _ in rows)
    return "".join(f"{name:<{width}}  {summary}\n" for name, summary in rows)


def draw_view(build_path: Path, wish: Wish) -> Picture:
    """Return the picture somebody wants of a built graph.

    Raises:
        EngineError: there is no built graph, or the query fails.
        QueryError: there is no such view, or a thing is unknown, ambiguous, missing or too many.
    """
    if wish.name not in {*VIEWS, *OF_THINGS, "query"}:
        raise QueryError(
            f"there is no view {wish.name!r}", hint=f"the views are {', '.join([*VIEWS, *OF_THINGS])}"
        )
    if wish.name == "query":
        from kg.draw.results import draw_rows

        rows = run_guarded(build_path, wish.query, timeout_seconds=wish.timeout_seconds, name=wish.title)
        return draw_rows(Source(open_engine(build_path)), rows, wish.title, wish.limit)
    engine = open_engine(build_path)
    if wish.name in OF_THINGS:
        return _draw_of_things(engine, wish)
    if wish.things:
        raise QueryError(
            f"the view {wish.name} shows the whole graph; {wish.things[0]!r} is one word too many"
        )
    return VIEWS[wish.name].draw(Source(engine), wish.limit)


def _draw_of_things(engine: LocalEngine, wish: Wish) -> Picture:
    from kg.draw.around import MOST_AROUND, draw_around, draw_path

    needed, _ = OF_THINGS[wish.name]
    if len(wish.things) != len(needed.split()):
        raise QueryError(f"kg view {wish.name} takes {needed}, not {len(wish.things)} things")
    found = [get_entity(engine, text, SHOWN_CLASSES).iri for text in wish.things]
    source = Source(engine)
    if wish.name == "around":
        return draw_around(source, found[0], wish.depth, min(wish.limit, MOST_AROUND))
    if found[0] == found[1]:
        raise QueryError(f"{wish.things[0]!r} and {wish.things[1]!r} are the same thing", hint="name two")
    return draw_path(source, engine.run, found[0], found[1])


def save_view(picture: Picture, path: Path) -> SavedView:
    """Write a picture in the format that the ending of `path` names; return where it is and what is in it.

    Raises:
        QueryError: the ending names no format.
        KgError: the file cannot be written, or the picture is too large for the format.
    """
    writer = WRITERS.get(path.suffix.casefold())
    if writer is None:
        ending = f"the ending {path.suffix!r}" if path.suffix else "a name without an ending"
        raise QueryError(f"{path.name}: {ending} names no format", hint=f"use one of {', '.join(WRITERS)}")
    save_file(writer(picture), path)
    told = (
        f"{tell_records(picture)} in {counted(len(picture.links), 'link')} between " if picture.links else ""
    )
    things = sum(1 for node in picture.nodes if node.claims or not picture.links)
    unlinked = "" if picture.links or not things else ", nothing links them"
    summary = "" if picture.links else f"{picture.summary}; "  # which tells how many rows a query found
    bare = len(picture.nodes) - things  # in the page on request, and in every file for programs
    beside = f", and {bare:,} without any" if bare else ""
    told = f"{summary}{told}{counted(things, 'thing')}{unlinked}{beside}"
    return SavedView(path, " ".join([f"{path}: {told}.", *picture.notes]))


def to_png(picture: Picture) -> bytes:
    """Return the picture as a PNG image of `PNG_PIXELS` width, drawn by resvg with the same fonts as the SVG.

    Raises:
        KgError: the picture has too many shapes for one image.
    """
    import resvg_py

    from kg.draw.fonts import FAMILY, find_files

    drawn = resvg_py.svg_to_bytes(
        svg_string=to_svg(picture),
        width=PNG_PIXELS,
        background="#ffffff",
        font_files=[str(path) for path in find_files()],
        font_family=FAMILY,
    )
    return bytes(drawn)
