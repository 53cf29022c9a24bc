"""The matrix as an image for a paper or a talk, its letters embedded.

Source: SVG 2, https://www.w3.org/TR/SVG2/
"""

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.draw.assets import read_palette
from kg.draw.charts.texts import to_text
from kg.draw.fonts import FAMILY, find_files, measure_text, to_font_faces
from kg.draw.matrix.drawn import SUMMARY, TITLE, DrawnMatrix, iter_told
from kg.errors import KgError
from kg.network.matrix import TONES, Entry, Tone

PNG_PIXELS: Final = 2400  # width of a saved PNG: 20 cm at 300 dots per inch
_STEP: Final = 18  # pixels from cell to cell
_SIDE: Final = 16  # of a cell
_TYPE: Final = 11.0  # height of the letters
_TURN: Final = -60  # degrees by which the names of columns are turned
_LINE: Final = 24  # pixels from line to line of the legend
_GAP: Final = 30  # before each kind of rows, for its heading
_HEAD: Final = 76  # for the title
_LEAST_WIDTH: Final = 640
_LONGEST: Final = 44  # letters of a name
_FILLS: Final[dict[Tone, tuple[str, float]]] = {
    "first-hand": ("material", 0.48),
    "second-hand": ("effect", 0.3),
    "own-view": ("mechanism", 0.22),
    "contradicted": ("failure", 0.3),
    "denied": ("denied", 0.0),
}
"""Palette colour and opacity of cells by their tone; what is contradicted or denied has a border besides."""


def to_svg(drawn: DrawnMatrix) -> str:
    """Return the matrix as an SVG document with its fonts embedded.

    Raises:
        KgError: no claim links a material with a mechanism.
    """
    text = _draw(drawn)
    rules = to_font_faces({letter for letter in text if letter.isprintable()})
    head, end, rest = text.partition(">")
    return f"{head}{end}<style>{rules}</style>{rest}"


def to_png(drawn: DrawnMatrix) -> bytes:
    """Return the matrix as a PNG image of `PNG_PIXELS` width; errors are those of `to_svg`."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=_draw(drawn),
            width=PNG_PIXELS,
            background="#ffffff",
            font_files=[str(path) for path in find_files()],
            font_family=FAMILY,
        )
    )


def _draw(drawn: DrawnMatrix) -> str:
    matrix = drawn.matrix
    if not matrix.rows:
        raise KgError("no claim of the graph links a material with a mechanism, so there is nothing to draw")
    names = [_name(column.short) for column in matrix.columns]
    left = round(max(measure_text(_name(row.label), _TYPE) for row in matrix.rows)) + 16
    top = _HEAD + round(max(measure_text(name, _TYPE) for name in names) * 0.87) + 14
    rows = {}
    y = float(top)
    for _, _, members in drawn.groups:
        y += _GAP
        for row in members:
            rows[row.iri] = y
            y += _STEP
    right = left + len(names) * _STEP
    width = max(right + 90, _LEAST_WIDTH)
    legend = _wrap_legend(drawn, width)
    height = y + 40 + _LINE * len(legend)
    colours = read_palette()
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label={quoteattr(f"{TITLE}: {matrix.counts}")}>',
        f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
        f'<g font-family="\'{FAMILY}\', sans-serif" font-size="{_TYPE:g}" fill="{colours["ink"]}">',
        f'<text x="10" y="26" font-size="20" font-weight="600">{escape(TITLE)}</text>',
        f'<text x="10" y="44" fill="{colours["soft"]}">{SUMMARY[0].upper()}{SUMMARY[1:]}.</text>',
        f'<text x="10" y="60" fill="{colours["soft"]}">{matrix.counts}.</text>',
        *_iter_columns(drawn, left, top, y, colours),
    ]
    for _, heading, members in drawn.groups:
        first = rows[members[0].iri]
        parts.append(f'<text x="10" y="{first - 8:g}" font-weight="600" font-size="12">{heading}</text>')
        for row in members:
            parts.extend(_iter_row(drawn, row, left, rows[row.iri], right, colours))
    for number, line in enumerate(legend):
        parts.extend(_iter_legend(line, y + 30 + number * _LINE, colours))
    return "\n".join([*parts, "</g></svg>\n"])


def _name(label: str) -> str:
    return to_text(label, _LONGEST)


def _iter_columns(
    drawn: DrawnMatrix, left: int, top: int, bottom: float, colours: dict[str, str]
) -> Iterator[str]:
    """Yield the names of columns, turned, and a line before each family of materials."""
    group = None
    for number, column in enumerate(drawn.matrix.columns):
        x = left + number * _STEP + _SIDE / 2
        place = f'transform="translate({x + 4:g} {top + _GAP - 6:g}) rotate({_TURN})"'
        yield f"<text {place}>{escape(_name(column.short))}</text>"
        if column.group != group:
            yield f'<path d="M{x - 9:g} {top + _GAP:g}V{bottom:g}" stroke="{colours["line"]}" fill="none"/>'
            group = column.group


def _iter_row(
    drawn: DrawnMatrix, row: Entry, left: int, y: float, right: int, colours: dict[str, str]
) -> Iterator[str]:
    middle = y + _SIDE / 2
    yield f'<path d="M{left} {y + _SIDE + 1:g}H{right}" stroke="{colours["faint"]}" fill="none"/>'
    name = escape(_name(row.label))
    yield f'<text x="{left - 8}" y="{middle + 3.8:g}" text-anchor="end">{name}</text>'
    for number, column in enumerate(drawn.matrix.columns):
        x = left + number * _STEP
        cell = drawn.cell(row, column)
        if cell:
            title = to_text(f"{column.label}, {row.label}: {cell.words}")
            drawn_cell = _to_cell(x, y, cell.tone, str(len(cell.claims)), colours)
            yield f"<g><title>{escape(title)}</title>{drawn_cell}</g>"
        elif drawn.nearness(row, column) == "kin":
            yield f'<circle cx="{x + _SIDE / 2:g}" cy="{middle:g}" r="1.4" fill="{colours["soft"]}"/>'


def _to_cell(x: float, y: float, tone: Tone, text: str, colours: dict[str, str]) -> str:
    """Return a cell: tinted by its tone, with its number; what is disputed has a border of its own."""
    name, opacity = _FILLS[tone]
    border = {
        "contradicted": f' stroke="{colours["failure"]}" stroke-width="1.6"',
        "denied": f' stroke="{colours["denied"]}" stroke-dasharray="2 2"',
    }.get(tone, "")
    style = {"first-hand": ' font-weight="600"', "own-view": ' font-style="italic"'}.get(tone, "")
    middle, line = x + _SIDE / 2, f'stroke="{colours["denied"]}"'
    struck = f'<path d="M{x + 3:g} {y + _SIDE / 2:g}h{_SIDE - 6}" {line}/>' if tone == "denied" else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{_SIDE}" height="{_SIDE}" rx="2.5" fill="{colours[name]}" '
        f'fill-opacity="{opacity}"{border}/>'
        f'<text x="{middle:g}" y="{y + 11.6:g}" text-anchor="middle" font-size="10"{style}>{text}</text>'
        f"{struck}"
    )


def _wrap_legend(drawn: DrawnMatrix, width: float) -> list[list[tuple[Tone | None, str]]]:
    """Return the legend of what the matrix shows, in lines that fit; None stands for a kindred pair."""
    shown = {cell.tone for _, _, cell in iter_told(drawn.matrix)}
    entries: list[tuple[Tone | None, str]] = [(tone, words) for tone, words in TONES.items() if tone in shown]
    if any(lead.is_kinship for found in drawn.leads.values() for lead in found):
        entries.append((None, "nothing yet, but of a kindred pair"))
    lines: list[list[tuple[Tone | None, str]]] = [[]]
    x = 10.0
    for entry in entries:
        step = _measure_entry(entry[1])
        if lines[-1] and x + step > width:
            lines.append([])
            x = 10.0
        lines[-1].append(entry)
        x += step
    return lines


def _measure_entry(words: str) -> float:
    return _SIDE + 17 + measure_text(words, _TYPE)


def _iter_legend(entries: list[tuple[Tone | None, str]], y: float, colours: dict[str, str]) -> Iterator[str]:
    x = 10.0
    for tone, words in entries:
        if tone:
            yield _to_cell(x, y - 12, tone, "2", colours)
        else:
            yield f'<circle cx="{x + _SIDE / 2:g}" cy="{y - 4:g}" r="1.4" fill="{colours["soft"]}"/>'
        yield f'<text x="{x + _SIDE + 5:g}" y="{y:g}">{words}</text>'
        x += _measure_entry(words)
