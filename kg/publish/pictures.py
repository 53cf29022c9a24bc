"""Pictures for pages: the one of the home page, the whole one, and small ones whose things are links."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from kg.draw.assemble import Source
from kg.draw.page import to_html
from kg.draw.picture import KINDS, Picture
from kg.draw.small import SMALL, WORDED, SmallColumn, Spot, draw_small, to_small_svg, to_stacked_svg
from kg.draw.subjects import draw_mechanisms
from kg.draw.svg import to_svg
from kg.network.columns import to_path
from kg.network.ties import Tie
from kg.publish.columns import ReadColumns
from kg.publish.reader import Reader
from kg.terms import BASE

PICTURE: Final = "picture.html"
SIDE: Final = 10  # things on each side; more make no small picture
ON_HOME: Final = 44  # things of the picture on the home page
LEAST: Final = 2  # links below which a picture says no more than the words
_WIDTHS: Final = (220, 210, 220)


class Side(NamedTuple):
    """One side of a thing in its picture: a heading, and ties of which it is one end."""

    title: str
    ties: Sequence[Tie]


class Whole(NamedTuple):
    """The page with the whole picture, to explore, and the IRIs of the things in it."""

    page: str
    things: frozenset[str]


def draw_home(reader: Reader) -> Picture | None:
    """Return the picture of the things of which most is said, None where nothing is said yet."""
    picture = draw_mechanisms(Source(ReadColumns(reader)), ON_HOME)
    return picture if picture.links else None


def draw_whole(reader: Reader) -> Whole:
    """Return the page with the whole picture, with a way back to the home page."""
    picture = draw_mechanisms(Source(ReadColumns(reader)))
    things = frozenset(_to_iri(node.key) for node in picture.nodes if node.claims)
    named = _find_named_pages(reader, picture)
    return Whole(to_html(picture, home="index.html", beside="picture", pages=named), things)


def _find_named_pages(reader: Reader, picture: Picture) -> dict[str, str]:
    """Return the pages that are not named after the key of their thing or record, "" for those without."""
    keys = {node.key for node in picture.nodes} | {work.key for work in picture.works}
    for claim in picture.claims:
        keys |= {claim["key"], *(remark["key"] for remark in claim["remarks"])}
    pages = {key: reader.ref(_to_iri(key)).page for key in sorted(keys)}
    return {key: page for key, page in pages.items() if page != f"{key}.html"}


class Pictures:
    """Draws what stands around a thing, and sets pictures on pages.

    Args:
        reader: the graph.
        whole: the things in the whole picture; empty where the site has none.
    """

    def __init__(self, reader: Reader, whole: frozenset[str] = frozenset()) -> None:
        self._reader = reader
        self._whole = whole

    def draw_around(self, iri: str, left: Side, right: Side, *, worded: bool = False) -> Picture | None:
        """Return the picture of a thing between two sides, None where there is too little to draw.

        On either side stand the things with most ties; a thing of both sides stands to the left.

        Args:
            iri: the thing.
            left: what stands before it.
            right: what stands behind it.
            worded: whether the words of a tie stand on its line.
        """
        sides: list[tuple[str, list[str]]] = []
        taken = {iri}
        for side in (left, right):
            weight = Counter(other for tie in side.ties if (other := _other_end(tie, iri)) not in taken)
            ranked = sorted(weight, key=lambda other: (-weight[other], self._reader.name(other), other))
            title = side.title
            if len(ranked) > SIDE:
                title = f"{title}, {SIDE} of {len(ranked):,}"
            sides.append((title, ranked[:SIDE]))
            taken.update(ranked)
        columns = [("", [iri], _WIDTHS[1])]
        (before, lefts), (after, rights) = sides
        columns = (
            [(before, lefts, _WIDTHS[0])] * bool(lefts)
            + columns
            + [(after, rights, _WIDTHS[2])] * bool(rights)
        )
        ties = (*left.ties, *right.ties)
        return self.draw_columns(f"Around {self._reader.name(iri)}", columns, ties, worded=worded)

    def draw_columns(
        self,
        title: str,
        columns: Iterable[tuple[str, Iterable[str], int]],
        ties: Iterable[Tie],
        *,
        worded: bool = False,
    ) -> Picture | None:
        """Return the picture of things in columns, None where it would have fewer than `LEAST` links.

        Args:
            title: what it shows.
            columns: heading, things and width in pixels of each column.
            ties: what relates them.
            worded: whether the words of a tie stand on its line.
        """
        planned = [
            SmallColumn(heading, width, tuple(map(self._to_spot, things)))
            for heading, things, width in columns
        ]
        picture = draw_small(title, planned, ties, worded=worded)
        return picture if len({(link.start, link.end) for link in picture.links}) >= LEAST else None

    def _to_spot(self, iri: str) -> Spot:
        ref = self._reader.ref(iri)
        return Spot(iri, ref.label, ref.kind if ref.kind in KINDS else "other")

    def to_markup(self, picture: Picture, href: Callable[[str], str], own: str) -> Markup:
        """Return a picture as SVG for the page of `own`, each other thing a link to its page."""
        others = (node.key for node in picture.nodes if node.key != to_path(own))
        pages = {key: href(page) for key in others if (page := self._page(key))}
        if picture.name in {SMALL, WORDED}:
            told = to_small_svg(picture, pages) + to_stacked_svg(picture, pages)
        else:
            label = f"{picture.title}: {len(picture.links)} links".replace('"', "”")
            told = to_svg(picture, figure=False, label=label, pages=pages)
        return Markup(told)  # noqa: S704 - both escape all that comes from the graph

    def find_in_whole(self, iri: str) -> str:
        """Return the address of the whole picture with the thing picked, "" where it is not in it."""
        return f"{PICTURE}#node={quote(to_path(iri), safe='')}" if iri in self._whole else ""

    def _page(self, key: str) -> str:
        return self._reader.ref(_to_iri(key)).page


def _to_iri(key: str) -> str:
    """Return the IRI of a thing by its key in a picture."""
    return key if "://" in key else BASE + key


def _other_end(tie: Tie, iri: str) -> str:
    return tie.end if tie.start == iri else tie.start
