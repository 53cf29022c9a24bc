"""The wall around pyvis: its `Network` holds the lists of nodes and edges, the page around them is ours.

pyvis' own template loads styles from the network and puts headings into the page unescaped; its `add_edge` is
quadratic and drops parallel edges. So the lists are filled directly and `generate_html` is our own.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from kg import __version__
from kg.draw.assets import STYLES, environment, read_bundle, read_styles, read_vis, to_policy
from kg.draw.picture import KINDS, STROKES, DrawnLink, DrawnNode, Picture
from kg.errors import KgError
from kg.files import save_text

DASHES: Final[dict[str, Any]] = {
    "promoting": False,
    "suppressing": [6, 4],
    "neutral": [1.5, 3.5],
    "denied": [12, 3, 2, 3],
}
HEADS: Final = {"promoting": "arrow", "suppressing": "bar", "neutral": "circle", "denied": "crow"}
THICKEST: Final = 8.0
BULGE: Final = 46.0  # how far a link between two things of one column swings out, in pixels at scale 1


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
    network.nodes = [*_iter_anchors(picture)]
    network.edges = [_to_edge(link, picture) for link in picture.links]
    return network


def to_html(picture: Picture, title: str, template: str = "view.html", **context: Any) -> str:
    """Return a self-contained page with the picture; `context` is handed to the template."""
    return str(to_network(picture, title).generate_html(template=template, **context))


def _iter_anchors(picture: Picture) -> list[dict[str, Any]]:
    """Return the points where links start and end: the left and the right side of every box."""
    return [
        {
            "id": node.id + side,
            "x": node.x + (node.width // 2 if side == "r" else -(node.width // 2)),
            "y": node.y,
            "shape": "dot",
            "size": 0,
            "label": "",
        }
        for node in picture.nodes
        for side in ("l", "r")
    ]


def _to_edge(link: DrawnLink, picture: Picture) -> dict[str, Any]:
    start, end = _node(picture, link.start), _node(picture, link.end)
    last = max(node.column for node in picture.nodes)
    if start.column == end.column:
        side = "l" if start.column == last else "r"
        sides = (side, side)
    else:
        sides = ("r", "l") if start.column < end.column else ("l", "r")
    return {
        "id": link.id,
        "from": link.start + sides[0],
        "to": link.end + sides[1],
        "width": min(THICKEST, 0.4 + 0.8 * len(link.claims)),
        "dashes": DASHES[link.stroke],
        "arrows": {"to": {"enabled": True, "type": HEADS[link.stroke], "scaleFactor": 0.32}},
        "smooth": _curve(start, end, sides[0], link),
    }


def _node(picture: Picture, node_id: str) -> DrawnNode:
    return picture.nodes[int(node_id[1:])]  # ids are "n" and the position in the list


def _curve(start: DrawnNode, end: DrawnNode, side: str, link: DrawnLink) -> dict[str, Any]:
    if start.column != end.column:
        # parallel links of different polarity leave each other by their roundness
        roundness = {"promoting": 0.5, "suppressing": 0.58, "neutral": 0.42, "denied": 0.34}[link.stroke]
        return {
            "enabled": True,
            "type": "cubicBezier",
            "forceDirection": "horizontal",
            "roundness": roundness,
        }
    downward = end.y > start.y
    turn = "curvedCW" if downward == (side == "r") else "curvedCCW"
    # vis-network swings a curve out in proportion to its length; a long one would leave the picture
    length = max(abs(end.y - start.y), 1)
    return {"enabled": True, "type": turn, "roundness": round(min(0.9, 2.2 * BULGE / length), 3)}


def to_details(picture: Picture) -> dict[str, Any]:
    """Return what the page's script shows beside the lines: boxes, claims, works, headings."""
    details = asdict(picture)
    details["strokes"] = STROKES
    details["kinds"] = KINDS
    return details


def render_page(
    template: str,
    picture: Picture,
    nodes: list[dict[str, Any]],
    edges: list[dict[str, Any]],
    title: str,
    extra_styles: tuple[str, ...] = (),
    bundle: str = "view",
    **context: Any,
) -> str:
    """Return a page of our own: scripts and styles inlined, the policy that allows them, data as JSON."""
    vis_script, vis_style = read_vis()
    scripts = (vis_script, read_bundle(bundle))
    styles = (vis_style, read_styles(STYLES + extra_styles))
    return (
        environment()
        .get_template(template)
        .render(
            title=title,
            policy=Markup(to_policy(scripts, styles)),  # noqa: S704 - hashes and fixed words only
            scripts=scripts,
            styles=styles,
            version=__version__,
            picture=picture,
            names={node.id: node for node in picture.nodes},
            kinds=KINDS,
            strokes=STROKES,
            data={"nodes": nodes, "edges": edges, "details": to_details(picture)},
            **context,
        )
    )


def save_page(text: str, path: Path) -> None:
    """Write a page, its folder too, so that a broken run leaves the old page.

    Raises:
        KgError: the place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_text(text, path)
    except OSError as error:
        raise KgError(f"cannot write: {error.strerror}", where=str(path)) from error
