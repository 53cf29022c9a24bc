"""Small pictures for pages: what stands around a thing, as SVG whose things are links."""

from collections.abc import Callable, Iterable
from typing import Final

from markupsafe import Markup

from kg.draw.assemble import ColumnPlan, Plan, Source, assemble
from kg.draw.page import to_html
from kg.draw.picture import KINDS, Picture
from kg.draw.subjects import draw_mechanisms
from kg.draw.svg import to_svg
from kg.engines.local import LocalEngine
from kg.network.columns import to_path
from kg.network.records import Record
from kg.network.things import Thing
from kg.network.ties import Tie
from kg.publish.page import ClaimGroup
from kg.publish.reader import Reader
from kg.terms import BASE

SIDE: Final = 14  # things on each side; more make no small picture
ON_HOME: Final = 44  # things of the picture on the home page
LEAST: Final = 2  # links below which a picture says no more than the words
_MIDDLE: Final = 1
_WIDTHS: Final = (216, 190, 216)


def draw_home(reader: Reader) -> Picture | None:
    """Return the picture of the things of which most is said, None where nothing is said yet."""
    picture = draw_mechanisms(Source(LocalEngine(reader.store)), ON_HOME)
    return picture if picture.links else None


def draw_whole(reader: Reader) -> str:
    """Return the page with the whole picture, to explore, with a way back to the home page."""
    return to_html(draw_mechanisms(Source(LocalEngine(reader.store))), home="index.html")


class Pictures:
    """Draws what claims say around a thing: what acts on it to the left, what it does to the right.

    Args:
        reader: the graph.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def draw(self, iri: str, inward: Iterable[ClaimGroup], outward: Iterable[ClaimGroup]) -> Picture | None:
        """Return the picture, None where there is too little to draw.

        Args:
            iri: the thing in the middle.
            inward: claims of which it is the object, by the other thing.
            outward: claims of which it is the subject.
        """
        sides = {iri: _MIDDLE}
        ties: list[Tie] = []
        for side, groups in ((0, inward), (2, outward)):
            ranked = sorted((one for one in groups if one.other), key=lambda one: -len(one.claims))
            for group in ranked:
                assert group.other is not None
                other = group.other.iri
                if other not in sides and sum(place == side for place in sides.values()) >= SIDE:
                    continue
                sides.setdefault(other, side)
                ends = (other, iri) if side == 0 else (iri, other)
                ties += [Tie(*ends, group.polarity, group.verb, claim) for claim in group.claims]
        if len({(tie.start, tie.end) for tie in ties}) < LEAST:
            return None
        used = sorted(set(sides.values()))
        titles = ("What acts on it or shows it", self._reader.name(iri), "What it leads to")
        plan = Plan(
            name="around",
            title=f"Around {self._reader.name(iri)}",
            summary="what is related by claims",
            columns=tuple(
                ColumnPlan(titles[side] if side != _MIDDLE else "", _WIDTHS[side]) for side in used
            ),
            column_of=lambda thing: used.index(sides[thing.iri]),
            grouped=False,
        )
        return assemble(plan, ties, _Named(self._reader), _Bare(), ())

    def to_markup(self, picture: Picture, href: Callable[[str], str], own: str) -> Markup:
        """Return a picture as SVG for the page of `own`, each other thing a link to its page."""
        others = (node.key for node in picture.nodes if node.key != to_path(own))
        pages = {key: href(page) for key in others if (page := self._page(key))}
        label = f"{picture.title}: {len(picture.links)} links".replace('"', "”")
        return Markup(to_svg(picture, figure=False, label=label, pages=pages))  # noqa: S704 - escaped by `to_svg`

    def _page(self, key: str) -> str:
        return self._reader.ref(key if "://" in key else BASE + key).page


class _Named:
    """Things by name, read one at a time."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def get(self, iri: str, /) -> Thing:
        ref = self._reader.ref(iri)
        kind = ref.kind if ref.kind in KINDS else "other"
        return Thing(iri, kind, ref.label, (), "", "", "", "", "", 0)


class _Bare:
    """Records of which a small picture needs nothing but that they are there."""

    def get(self, iri: str, /) -> Record:
        return Record(iri, "", "", "", (), "", (), (), 0, "", "", "", "", (), ())
