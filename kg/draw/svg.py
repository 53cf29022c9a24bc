"""A picture as SVG: for a paper or a talk with its fonts embedded, or within a page in the page's colours.

Every shape has its colour as an attribute and a class beside it, so that a style sheet can recolour it.

Source: SVG 2, https://www.w3.org/TR/SVG2/
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.draw.assemble import IN_BOX
from kg.draw.assets import read_palette
from kg.draw.curves import DOT, Curve, to_curve, to_dot, to_head, to_reach, to_width
from kg.draw.layout import BOX, LABEL
from kg.draw.picture import KINDS, STROKES, DrawnNode, Head, Picture
from kg.draw.signs import place_sign, to_piece
from kg.errors import KgError

FONT: Final = "Source Sans Pro"
_FALLBACK: Final = "'Source Sans 3', 'Noto Sans', 'DejaVu Sans', sans-serif"
_FOOT: Final = 54
_TOP: Final = 58
_GAP: Final = 80  # between two boxes of a column, in which a line could be followed
# Source: XML 1.0, production 2 (Char), https://www.w3.org/TR/xml/#charsets
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_SHAPES: Final = 30_000  # a larger file opens in no editor


def to_svg(
    picture: Picture,
    *,
    figure: bool = True,
    embed_fonts: bool = False,
    label: str = "",
    pages: Mapping[str, str] | None = None,
) -> str:
    """Return the picture as an SVG document.

    Args:
        picture: what to draw; things of which nothing is said are left out.
        figure: with heading, legend and count of records, as a figure that stands alone.
        embed_fonts: with the letters it needs inside, so that it looks the same everywhere.
        label: name of the image for people who do not see it; default: title and counts.
        pages: addresses to which things lead, by their keys; the image is then a group of links.

    Raises:
        KgError: the picture has too many shapes for one file.
    """
    shown = [node for node in picture.nodes if node.claims or not picture.links]
    if len(shown) + len(picture.links) > MOST_SHAPES:
        raise KgError(
            f"{len(shown):,} things and {len(picture.links):,} links are too many for one SVG file",
            hint="draw fewer with --limit, or save a page (.html)",
        )
    top, foot = (_TOP, _FOOT) if figure else (0, 0)
    role = "group" if pages else "img"  # what lies inside an image is not told to people who do not see it
    width, height = max(picture.width, 360), max(picture.height, 60)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + top + foot}" '
        f'width="{width}" height="{height + top + foot}" class="figure" role="{role}" '
        f"aria-label={_attribute(label or _describe(picture))}>"
    ]
    if embed_fonts:
        from kg.draw.fonts import to_font_faces

        parts.append(f"<style>{to_font_faces(find_letters(picture))}</style>")
    colours = read_palette()
    parts.append(f'<g font-family="\'{FONT}\', {_FALLBACK}" font-size="{LABEL}" fill="{colours["ink"]}">')
    if figure:
        parts.append(f'<rect width="{width}" height="{height + top + foot}" fill="#ffffff" class="paper"/>')
        parts.extend(_iter_head(picture, colours))
    parts.append(f'<g transform="translate(0 {top})">')
    parts.extend(_iter_lines(picture, {node.id for node in shown}, colours))
    parts.extend(_iter_bands(picture, shown))
    parts.extend(_iter_headings(picture, colours))
    parts.extend(_iter_things(picture, shown, colours, pages or {}))
    parts.append("</g>")
    if figure:
        parts.extend(_iter_legend(picture, height + top + 24, width, colours))
    parts.append("</g></svg>\n")
    return "\n".join(parts)


def _describe(picture: Picture) -> str:
    things = sum(1 for node in picture.nodes if node.claims)
    return f"{picture.title}: {len(picture.links)} links between {things} things"


def _attribute(text: str) -> str:
    return quoteattr(to_allowed(text))


def _text(text: str) -> str:
    return escape(to_allowed(text))


def to_allowed(text: str) -> str:
    """Return the text without the characters that XML 1.0 does not allow."""
    return _FORBIDDEN.sub("", text)


def find_letters(picture: Picture) -> set[str]:
    """Return the letters in which the picture is set, with heading and legend."""
    texts = [picture.title, picture.summary, "0123456789.,…–−+()[] ", *picture.notes]
    texts += [node.text for node in picture.nodes] + [heading.text for heading in picture.headings]
    texts += [column.title for column in picture.columns]
    texts += [kind.word for kind in KINDS.values()] + [stroke.word for stroke in STROKES.values()]
    return set("".join([*texts, _count(picture)]))


def _count(picture: Picture) -> str:
    if not picture.links:
        return f"{counted(len(picture.nodes), 'thing')}, no links"
    works = f" from {counted(len(picture.works), 'work')}" if picture.works else ""
    return f"{tell_records(picture)}{works}"


def tell_records(picture: Picture) -> str:
    """Return how many records stand behind the lines of a picture, in words."""
    return counted(len(picture.claims), picture.record_word)


def counted(number: int, word: str) -> str:
    """Return a number with its word, in the plural where there is not one."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {_plural(word)}"


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _iter_head(picture: Picture, colours: dict[str, str]) -> Iterable[str]:
    yield f'<text x="10" y="26" font-size="20" font-weight="600">{_text(picture.title)}</text>'
    summary = f"{picture.summary[:1].upper()}{picture.summary[1:]}. {_count(picture)}."
    yield f'<text x="10" y="44" fill="{colours["soft"]}">{_text(summary)}</text>'


def _iter_bands(picture: Picture, shown: list[DrawnNode]) -> Iterable[str]:
    """Yield what hides lines behind a column: runs of its boxes, from the first to the last."""
    for number, column in enumerate(picture.columns if picture.opaque else ()):
        heights = sorted(node.y for node in shown if node.column == number)
        for run in to_runs(heights):
            place = f'x="{column.x - column.width / 2:g}" y="{run[0] - BOX / 2:g}"'
            yield (
                f'<rect {place} width="{column.width}" height="{run[-1] - run[0] + BOX}" fill="#ffffff" '
                'class="paper"/>'
            )


def to_runs(heights: Sequence[int]) -> Iterable[list[int]]:
    """Yield the heights, ascending, in runs without a gap in which a line could be followed."""
    run: list[int] = []
    for height in heights:
        if run and height - run[-1] > _GAP:
            yield run
            run = []
        run.append(height)
    if run:
        yield run


def _iter_headings(picture: Picture, colours: dict[str, str]) -> Iterable[str]:
    for column in picture.columns:
        left = column.x - column.width // 2
        place = f'x="{left}" y="14" font-size="13" font-weight="600" class="column"'
        yield f"<text {place}>{_text(column.title)}</text>"
    for heading in picture.headings:
        column = picture.columns[heading.column]
        left = column.x - column.width // 2 + 2
        yield (
            f'<text x="{left}" y="{heading.y}" font-size="11" font-style="italic" fill="{colours["soft"]}" '
            f'stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke" class="heading">'
            f"{_text(heading.text[:60])}</text>"
        )


def _iter_lines(picture: Picture, shown: set[str], colours: dict[str, str]) -> Iterable[str]:
    by_id = {node.id: node for node in picture.nodes}
    last = max((node.column for node in picture.nodes), default=-1)
    most = max((len(link.claims) for link in picture.links), default=1)
    for link in picture.links:
        if link.start not in shown or link.end not in shown:
            continue
        start, end = by_id[link.start], by_id[link.end]
        points = to_curve(start, end, link.bend, last)
        stroke = STROKES[link.stroke]
        colour = colours[stroke.colour]
        dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
        width = to_width(len(link.claims), most)
        title = f"{start.label} – {', '.join(link.relations)} – {end.label} ({len(link.claims)})"
        yield (
            f'<g class="link stroke-{link.stroke}" stroke="{colour}" fill="{colour}" opacity="0.55">'
            f"<title>{_text(title)}</title>"
            f'<path d="{to_path_data(points)}" fill="none" stroke-width="{width:g}"{dash}/>'
            f"{to_head_shape(points, stroke.head, width)}</g>"
        )


def to_path_data(points: Curve) -> str:
    """Return a curve as the data of a path."""
    return "M{} {}C{} {} {} {} {} {}".format(*map(_number, points))


def to_head_shape(points: Curve, head: Head, width: float) -> str:
    """Return what a line of that width in pixels ends in, as a shape; "" for nothing."""
    if head == "circle":
        x, y = to_dot(points)
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{DOT}" stroke="none"/>'
    corners = to_head(points, head, width)
    if not corners:
        return ""
    path = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in corners)
    if head == "arrow":
        return f'<path d="{path}Z" stroke="none"/>'
    return f'<path d="{path}" fill="none" stroke-width="{2 if head == "bar" else 1.4}"/>'


def _number(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _iter_things(
    picture: Picture, shown: list[DrawnNode], colours: dict[str, str], pages: Mapping[str, str]
) -> Iterable[str]:
    boxed = bool(picture.columns)
    most = max((node.claims for node in shown), default=1)
    drawn = _without_overlap(shown) if not boxed else {node.id for node in shown}
    for node in shown:
        kind = KINDS[node.kind]
        reach = to_reach(node.claims, most, not boxed)
        title = f"<title>{_text(node.label)}</title>"
        opening, closing = _to_link(pages.get(node.key, ""))
        if boxed:
            left = node.x - node.width / 2
            room = node.width - IN_BOX + 0.5  # widths are whole pixels
            right = f'x="{left + node.width - 5:g}" y="{node.y + 3.2:g}" font-size="10" text-anchor="end"'
            yield (
                f'{opening}<g class="thing">{title}<rect x="{left:g}" y="{node.y - BOX / 2:g}" '
                f'width="{node.width}" height="{BOX}" rx="5" fill="#ffffff" '
                f'stroke="{colours["line"]}" class="box"/>'
                f"{place_sign(kind.shape, node.kind, colours[kind.colour], left + 10, node.y, reach)}"
                f'<text x="{left + 21:g}" y="{node.y + 3.8:g}">{_text(shorten(node.text, room))}</text>'
                f'<text {right} fill="{colours["soft"]}">{node.claims}</text></g>{closing}'
            )
            continue
        name = ""
        if node.id in drawn:
            name = (
                f'<text x="{node.x + reach + 4:g}" y="{node.y + 3.8:g}" stroke="#ffffff" stroke-width="2.5" '
                f'stroke-linejoin="round" paint-order="stroke">{_text(shorten(node.text, node.width))}</text>'
            )
        sign = place_sign(kind.shape, node.kind, colours[kind.colour], node.x, node.y, reach)
        yield f'{opening}<g class="thing">{title}{sign}{name}</g>{closing}'


def _to_link(page: str) -> tuple[str, str]:
    return (f"<a href={_attribute(page)}>", "</a>") if page else ("", "")


def _without_overlap(shown: list[DrawnNode]) -> set[str]:
    """Return the ids of the things whose labels fit beside each other; the most spoken of come first."""
    taken: dict[tuple[int, int], list[tuple[float, float, float]]] = {}
    fitting = set()
    for node in sorted(shown, key=lambda node: (-node.claims, node.id)):
        right = node.x + node.width
        cells = [(column, int(node.y) // 20) for column in range(node.x // 80, int(right) // 80 + 1)]
        around = [(column, row + step) for column, row in cells for step in (-1, 0, 1)]
        clash = any(
            node.x < other[1] and other[0] < right and abs(node.y - other[2]) < LABEL
            for cell in around
            for other in taken.get(cell, ())
        )
        if not clash:
            fitting.add(node.id)
            for cell in cells:
                taken.setdefault(cell, []).append((node.x, right, node.y))
    return fitting


def shorten(text: str, room: float) -> str:
    """Return a label that fits the room in pixels; what is longer ends in an ellipsis."""
    from kg.draw.fonts import measure_text

    flat = " ".join(text.split())
    if measure_text(flat, LABEL) <= room:
        return flat
    while flat and measure_text(flat + "…", LABEL) > room:
        flat = flat[:-1]
    return flat.rstrip() + "…"


def _iter_legend(picture: Picture, y: int, width: int, colours: dict[str, str]) -> Iterable[str]:
    """Return the legend in one or two rows: kinds of things, kinds of lines."""
    x = 12.0
    for name, kind in picture.kinds.items():
        yield place_sign(kind.shape, name, colours[kind.colour], x, y - 4, 5)
        yield f'<text x="{x + 10:g}" y="{y}">{_text(kind.word)}</text>'
        x += 26 + 6 * len(kind.word)
    x, y = 10.0, y + 20
    for stroke in picture.strokes.values():
        if x > width - 120:
            break
        colour = colours[stroke.colour]
        piece = to_piece(stroke).replace('class="solid"', f'fill="{colour}" stroke="none"')
        yield f'<g transform="translate({x:g} {y - 8}) scale(0.85)" stroke="{colour}">{piece}</g>'
        yield f'<text x="{x + 40:g}" y="{y}">{_text(stroke.word)}</text>'
        x += 58 + 6 * len(stroke.word)
