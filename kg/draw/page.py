"""The wall around pyvis: its `Network` holds the lists of nodes and edges, the page around them is ours.

pyvis' own template loads styles from the network and puts headings into the page unescaped; its `add_edge` is
quadratic and drops parallel edges. So the lists are filled directly, in time linear in the links, and
`generate_html` is our own. vis-network gives the page its canvas, camera, gestures and physics; lines, boxes
and labels are drawn by the page's own script, which draws many at once.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from kg.draw.assemble import BESIDE, IN_BOX, LONGEST
from kg.draw.assets import STYLES, read_bundle, read_styles, read_vis, render_standalone
from kg.draw.fonts import FAMILY, cut_faces
from kg.draw.layout import BOX, LABEL
from kg.draw.picture import DrawnLink, DrawnNode, Picture
from kg.draw.signs import find_corners, to_line_sign, to_sign
from kg.draw.svg import find_letters
from kg.errors import KgError
from kg.files import save_parts

THICKEST: Final = 8.0
MOST_PLAIN_ROWS: Final = 1000  # rows of the table for a reader without scripts; with them it has no limit


def to_network(picture: Picture, title: str) -> Any:
    """Return a pyvis `Network` that holds the picture and writes our page with `generate_html`.

    pyvis is imported here and nowhere else: it brings IPython with it, which takes most of a second.

    Args:
        picture: what to draw.
        title: the heading of the page.
    """
    from pyvis.network import Network

    class PictureNetwork(Network):  # type: ignore[misc]  # pyvis has no types
        """A pyvis network whose page is made from our own template."""

        def generate_html(self, *_: Any, template: str = "view.html", **context: Any) -> str:
            """Return the page; `template` and `context` let a larger page hold the picture."""
            return render_page(template, picture, self.nodes, self.edges, title=title, **context)

    network = PictureNetwork(directed=True, cdn_resources="in_line")
    network.nodes = [to_vis_node(node) for node in picture.nodes]
    network.edges = [to_vis_edge(link) for link in picture.links]
    return network


def to_html(picture: Picture, title: str = "", template: str = "view.html", **context: Any) -> str:
    """Return a self-contained page with the picture; `context` is handed to the template."""
    heading = title or picture.title
    return str(to_network(picture, heading).generate_html(template=template, **context))


def to_vis_node(node: DrawnNode) -> dict[str, Any]:
    """Return a thing as vis-network reads it, with what the page tells of it; what is empty is left out."""
    shown = {name: value for name, value in asdict(node).items() if value not in ("", (), 0, 0.0)}
    always = ("id", "x", "y", "column", "claims", "community")
    return {**shown, **{name: getattr(node, name) for name in always}}


def to_vis_edge(link: DrawnLink) -> dict[str, Any]:
    """Return a link as vis-network reads it, with what the page tells of it."""
    return {
        "id": link.id,
        "from": link.start,
        "to": link.end,
        "width": _to_vis_width(len(link.claims)),
        "key": link.key,
        "stroke": link.stroke,
        "relations": link.relations,
        "works": link.works,
        "claims": link.claims,
        **({"bend": link.bend} if link.bend else {}),
    }


def _to_vis_width(records: int) -> float:
    return round(min(THICKEST, 0.4 + 0.8 * records), 2)


def to_details(picture: Picture, pages: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the page's script shows beside things and lines: records, works, headings, legend.

    Args:
        picture: what is drawn.
        pages: see `render_page`.
    """
    return {
        **({} if pages is None else {"pages": dict(pages)}),
        "name": picture.name,
        "title": picture.title,
        "font": {"family": FAMILY, "faces": [asdict(face) for face in cut_faces(_find_letters(picture))]},
        "sizes": {"label": LABEL, "box": BOX, "inBox": IN_BOX, "beside": BESIDE, "longest": LONGEST},
        "focus": picture.focus,
        "record_word": picture.record_word,
        "summary": picture.summary,
        "notes": picture.notes,
        "claims": [_without_empty(claim) for claim in picture.claims],
        "works": [_without_empty(asdict(work)) for work in picture.works],
        "columns": [asdict(column) for column in picture.columns],
        "headings": [asdict(heading) for heading in picture.headings],
        "width": picture.width,
        "height": picture.height,
        "height_with_empty": picture.height_with_empty,
        "opaque": picture.opaque,
        "first_column": picture.first_column,
        "kinds": {
            name: {**asdict(kind), "corners": find_corners(kind.shape)}
            for name, kind in picture.kinds.items()
        },
        "strokes": {name: asdict(stroke) for name, stroke in picture.strokes.items()},
    }


def _find_letters(picture: Picture) -> set[str]:
    """Return the letters of the picture, and those that the page adds: letters of communities, counts."""
    return find_letters(picture) | set(map(chr, range(0x20, 0x7F))) | {"·", "…"}


def to_words_of(picture: Picture, name: str) -> dict[str, str]:
    """Return the values records have under a name, such as "mode", by the word a filter knows them by."""
    words = sorted({claim[name] for claim in picture.claims if claim[name]})
    return {re.sub(r"[\W_]+", "-", word.lower()): word for word in words}


def _without_empty(record: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in record.items() if value not in ("", (), [], 0)}
    for name in ("passages", "remarks"):
        if name in shown:
            shown[name] = [_without_empty(part) for part in shown[name]]
    return shown


def render_page(
    template: str,
    picture: Picture,
    nodes: list[dict[str, Any]],
    edges: list[dict[str, Any]],
    title: str,
    bundle: str = "view",
    extra_styles: tuple[str, ...] = (),
    pages: Mapping[str, str] | None = None,
    **context: Any,
) -> str:
    """Return a page of our own: scripts and styles inlined, the policy that allows them, data as JSON.

    Args:
        template: the file of `site/templates`.
        picture: what is drawn.
        nodes: its things, as vis-network reads them.
        edges: its links, likewise.
        title: the heading.
        bundle: the script of the page.
        extra_styles: further style sheets.
        pages: on a site, where pages of things and records lie that are not named after their keys, "" for
            those without one; None for a page that stands alone.
        context: what else the template knows.
    """
    vis_script, vis_style = read_vis()
    return render_standalone(
        template,
        scripts=(vis_script, read_bundle(bundle)),
        styles=(vis_style, read_styles(STYLES + extra_styles)),
        title=title,
        summary=picture.summary,
        picture=picture,
        names={node.id: node for node in picture.nodes},
        plain_links=picture.links[:MOST_PLAIN_ROWS],
        signs={kind: Markup(to_sign(kind)) for kind in picture.kinds},  # noqa: S704 - fixed markup
        lines={stroke: Markup(to_line_sign(stroke)) for stroke in picture.strokes},  # noqa: S704 - as above
        origin_words=to_words_of(picture, "origin"),
        mode_words=to_words_of(picture, "mode"),
        picture_years=sorted({claim["year"] for claim in picture.claims if claim["year"]}),
        data={"nodes": nodes, "edges": edges, "details": to_details(picture, pages)},
        **context,
    )


def save_page(text: str, path: Path) -> None:
    """Write a page, whole or not at all; its folder is made.

    Raises:
        KgError: the place cannot be written.
    """
    save_file(text.encode("utf-8"), path)


def save_file(content: bytes, path: Path) -> None:
    """Write a file, whole or not at all; its folder is made.

    Raises:
        KgError: the place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_parts([content], path)
    except OSError as error:
        raise KgError(f"cannot write: {error.strerror}", where=str(path)) from error
