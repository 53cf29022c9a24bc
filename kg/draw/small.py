"""Small pictures for pages: few things in columns, each where it was put, and quick, for there are many.

As SVG they take colours and font from the style sheet of the page, and so stand in a page only.

Source: SVG 2, https://www.w3.org/TR/SVG2/
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kg.draw.curves import Curve, count_bends, to_curve, to_width
from kg.draw.fonts import measure_text
from kg.draw.picture import KINDS, STROKES, Column, DrawnLink, DrawnNode, Picture
from kg.draw.signs import place_sign
from kg.draw.svg import to_allowed, to_head_shape, to_path_data
from kg.formulas import to_plain
from kg.network.columns import to_path
from kg.network.ties import Tie

SMALL: Final = "small"
WORDED: Final = "small-worded"
"""Names of the views that these pictures are of; in the second the words of a link stand on it."""
ROW: Final = 28  # distance of two rows, in pixels
BOX: Final = 22  # height of a box
TOP: Final = 26  # room above the columns for their headings
MARGIN: Final = 2
BETWEEN: Final = 120  # room between two columns, where the links run
FONT: Final = 12.5  # as `site/styles/site.css` sets it
WORDS: Final = 10.5  # the same, for the words on a link
_WIDER: Final = 1.14  # fonts of pages are up to so much wider than the one that is measured
_BOLDER: Final = 1.08
_STACKED: Final = 340  # width of a chain whose things stand below each other, for phones
_STEP: Final = 58  # distance of its rows
_THICKEST: Final = 3.0  # pixels of a line; thicker ones would run into each other where they meet
_SIGN: Final = 5.0  # half the size of a sign
_LONGEST: Final = 200  # characters of a label; boxes hold far fewer


class Spot(NamedTuple):
    """A thing of a small picture: its IRI, its name, and its kind, one of `kg.draw.picture.KINDS`."""

    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class SmallColumn:
    """A column: its heading, the width of its boxes in pixels, and its things from top to bottom."""

    title: str
    width: int
    spots: tuple[Spot, ...]


def draw_small(
    title: str, columns: Sequence[SmallColumn], ties: Iterable[Tie], *, worded: bool = False
) -> Picture:
    """Return the picture of things that stand where the columns put them, each column in its middle.

    Args:
        title: heading of the picture.
        columns: the columns from left to right; a thing stands in one of them only.
        ties: what to draw; those with an end that stands in no column are left out.
        worded: whether the words of a link stand on it; else they are told on request only.
    """
    held = {spot.iri for column in columns for spot in column.spots}
    pairs: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.start in held and tie.end in held:
            pairs[tie.start, tie.end, tie.stroke].append(tie)
    behind: dict[str, set[str]] = defaultdict(set)
    for (start, end, _), members in pairs.items():
        records = {tie.record for tie in members}
        behind[start] |= records
        behind[end] |= records
    rows = max((len(column.spots) for column in columns), default=0)
    nodes: list[DrawnNode] = []
    drawn: list[Column] = []
    left = MARGIN
    for number, column in enumerate(columns):
        middle = left + column.width // 2
        drawn.append(Column(column.title, middle, column.width))
        first = TOP + ROW // 2 + (rows - len(column.spots)) * ROW // 2
        for row, spot in enumerate(column.spots):
            nodes.append(
                DrawnNode(
                    id=f"n{len(nodes)}",
                    key=to_path(spot.iri),
                    label=spot.label,
                    text=to_plain(spot.label[:_LONGEST]),
                    kind=spot.kind if spot.kind in KINDS else "other",
                    group="",
                    column=number,
                    x=middle,
                    y=first + row * ROW,
                    width=column.width,
                    claims=len(behind[spot.iri]),
                )
            )
        left += column.width + BETWEEN
    ids = {node.key: node.id for node in nodes}
    records_told = sorted({tie.record for members in pairs.values() for tie in members})
    positions = {record: place for place, record in enumerate(records_told)}
    bends = count_bends((start, end) for start, end, _ in pairs)
    links = tuple(
        DrawnLink(
            id=f"e{number}",
            key=f"{to_path(start)}~{stroke}~{to_path(end)}",
            start=ids[to_path(start)],
            end=ids[to_path(end)],
            stroke=stroke,
            relations=tuple(sorted({tie.relation for tie in members if tie.relation})),
            works=(),
            claims=tuple(sorted({positions[tie.record] for tie in members})),
            bend=bends[number],
        )
        for number, ((start, end, stroke), members) in enumerate(pairs.items())
    )
    height = TOP + rows * ROW
    return Picture(
        name=WORDED if worded else SMALL,
        title=title,
        summary="",
        record_word="record",
        nodes=tuple(nodes),
        links=links,
        claims=tuple({"key": to_path(record)} for record in records_told),
        works=(),
        columns=tuple(drawn),
        headings=(),
        width=left - BETWEEN + MARGIN,
        height=height + MARGIN,
        height_with_empty=height + MARGIN,
        kinds={kind: KINDS[kind] for kind in KINDS if any(node.kind == kind for node in nodes)},
        strokes={name: STROKES[name] for name in STROKES if any(link.stroke == name for link in links)},
    )


def to_small_svg(picture: Picture, pages: Mapping[str, str]) -> str:
    """Return a small picture as SVG for a page.

    Args:
        picture: made by `draw_small`.
        pages: addresses to which things lead, by their keys.
    """
    parts = [
        f'<svg viewBox="0 0 {picture.width} {picture.height}" width="{picture.width}" '
        f'height="{picture.height}" class="small of-{len(picture.columns)}">'
    ]
    parts += [_to_title(column, picture.columns) for column in picture.columns if column.title]
    parts += _iter_links(picture)
    if picture.name == WORDED:
        parts += _iter_words(picture)
    parts += [_to_box(node, pages.get(node.key, "")) for node in picture.nodes]
    return "".join(parts) + "</svg>"


def to_stacked_svg(picture: Picture, pages: Mapping[str, str]) -> str:
    """Return a chain of three things or more from top to bottom, for a narrow window; "" for other pictures.

    Args:
        picture: made by `draw_small`.
        pages: addresses to which things lead, by their keys.
    """
    rows = {node.id: node.column for node in picture.nodes}
    steps = {tuple(sorted((rows[link.start], rows[link.end]))) for link in picture.links}
    chain = sorted(rows.values()) == list(range(len(picture.columns)))
    if not chain or len(rows) < 3 or any(lower - upper != 1 for upper, lower in steps):
        return ""
    nodes = {
        node.id: replace(
            node,
            x=_STACKED // 2,
            y=TOP + BOX // 2 + node.column * _STEP,
            width=_STACKED - 2 * MARGIN,
        )
        for node in picture.nodes
    }
    height = TOP + BOX + (len(rows) - 1) * _STEP + MARGIN
    parts = [
        f'<svg viewBox="0 0 {_STACKED} {height}" width="{_STACKED}" height="{height}" class="small stacked">'
    ]
    parts += [
        f'<text class="column" x="{_STACKED - MARGIN}" y="{TOP + place * _STEP - 8}" text-anchor="end">'
        f"{_text(_shorten(column.title, _STACKED * 0.4, FONT))}</text>"
        for place, column in enumerate(picture.columns)
        if column.title
    ]
    for link in picture.links:
        start, end = nodes[link.start], nodes[link.end]
        way = 1 if start.y < end.y else -1
        x, first, last = 28.0 + 14 * link.bend, start.y + way * BOX / 2, end.y - way * BOX / 2
        third = (last - first) / 3
        points = (x, first, x, first + third, x, last - third, x, last)
        parts.append(_to_link(link, (start, end), points, 1))
        if picture.name == WORDED and not link.bend:
            told = _shorten(", ".join(link.relations), _STACKED * 0.55, WORDS)
            parts.append(
                f'<text class="words" x="{x + 10:g}" y="{(first + last) / 2 + 4:g}">{_text(told)}</text>'
            )
    parts += [_to_box(node, pages.get(node.key, "")) for node in nodes.values()]
    return "".join(parts) + "</svg>"


def _to_title(column: Column, columns: Sequence[Column]) -> str:
    """Return the heading of a column; that of the last one ends where its boxes end, so that none is cut."""
    left, right = column.x - column.width // 2, column.x + column.width // 2
    title = _text(_shorten(column.title, (column.width + BETWEEN - 16) / _BOLDER, FONT))
    if column is columns[-1] and len(columns) > 1:
        return f'<text class="column" x="{right}" y="13" text-anchor="end">{title}</text>'
    return f'<text class="column" x="{left}" y="13">{title}</text>'


def _iter_links(picture: Picture) -> Iterator[str]:
    by_id = {node.id: node for node in picture.nodes}
    most = max((len(link.claims) for link in picture.links), default=1)
    for link in picture.links:
        start, end = by_id[link.start], by_id[link.end]
        points = to_curve(start, end, link.bend, len(picture.columns) - 1)
        yield _to_link(link, (start, end), points, most)


def _to_link(link: DrawnLink, ends: tuple[DrawnNode, DrawnNode], points: Curve, most: int) -> str:
    stroke = STROKES[link.stroke]
    dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
    width = min(to_width(len(link.claims), most), _THICKEST)
    told = " – ".join((ends[0].label, *filter(None, (", ".join(link.relations),)), ends[1].label))
    number = f" ({len(link.claims)})" if len(link.claims) > 1 else ""
    return (
        f'<g class="link stroke-{link.stroke}"><title>{_text(told + number)}</title>'
        f'<path d="{to_path_data(points)}" fill="none" stroke-width="{width:g}"{dash}/>'
        f"{to_head_shape(points, stroke.head, width)}</g>"
    )


def _iter_words(picture: Picture) -> Iterator[str]:
    """Yield the words of links between neighbouring columns, near the end that has fewer links."""
    by_id = {node.id: node for node in picture.nodes}
    words: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    degree: Counter[str] = Counter()
    for link in picture.links:
        words[min(link.start, link.end), max(link.start, link.end)].update(dict.fromkeys(link.relations))
    for pair in words:
        degree.update(pair)
    for (one, other), relations in words.items():
        left, right = sorted((by_id[one], by_id[other]), key=lambda node: node.column)
        if right.column - left.column != 1 or not relations:
            continue
        first, last = left.x + left.width / 2, right.x - right.width / 2
        x, y, anchor, room = (first + last) / 2, (left.y + right.y) / 2, "middle", 0.85
        if degree[left.id] < degree[right.id]:
            x, y, anchor, room = first + 6, float(left.y), "start", 0.7
        elif degree[left.id] > degree[right.id]:
            x, y, anchor, room = last - 10, float(right.y), "end", 0.7
        told = _shorten(", ".join(relations), (last - first) * room, WORDS)
        yield f'<text class="words" x="{x:g}" y="{y - 4:g}" text-anchor="{anchor}">{_text(told)}</text>'


def _to_box(node: DrawnNode, page: str) -> str:
    kind = KINDS[node.kind]
    left, top = node.x - node.width / 2, node.y - BOX / 2
    number = ""
    room = node.width - 32.0
    if node.claims > 1:
        number = (
            f'<text class="number" x="{left + node.width - 7:g}" y="{node.y + 4:g}">{node.claims:,}</text>'
        )
        room -= 8 + 6 * len(f"{node.claims:,}")
    body = (
        f'<g class="thing"><title>{_text(node.label)}</title><rect class="box" x="{left:g}" y="{top:g}" '
        f'width="{node.width}" height="{BOX}" rx="7"/>'
        f"{place_sign(kind.shape, node.kind, 'currentColor', left + 13, node.y, _SIGN)}"
        f'<text x="{left + 24:g}" y="{node.y + 4.3:g}">{_text(_shorten(node.text, room, FONT))}</text>'
        f"{number}</g>"
    )
    return f"<a href={quoteattr(to_allowed(page))}>{body}</a>" if page else body


def _text(text: str) -> str:
    return escape(to_allowed(text))


def _shorten(text: str, room: float, size: float) -> str:
    """Return a text that fits the room in pixels; what is longer ends in an ellipsis."""
    flat = " ".join(text.split())
    left = room / _WIDER
    if measure_text(flat, size) <= left:
        return flat
    left -= measure_text("…", size)
    taken = 0
    for letter in flat:
        left -= measure_text(letter, size)
        if left < 0:
            break
        taken += 1
    return f"{flat[:taken].rstrip()}…"
