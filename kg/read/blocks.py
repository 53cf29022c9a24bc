"""A Markdown text as blocks: headings, captions, table rows, reference entries, furniture, and paragraphs.

Blocks are told by their own lines alone; what a paragraph belongs to is decided in `kg.read.markdown`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kg.errors import IdentifierError
from kg.identifiers import slug
from kg.read.furniture import Line, find_furniture, split_lines

Kind = Literal["heading", "caption", "row", "entry", "bullet", "furniture", "image", "text"]

# Titles that stand as headings even without a number or a mark, by slug; the values are the section keys.
# Source: JATS 1.3 `sec-type` values and the back matter that publishers print.
NAMED_SECTIONS = {
    name: name
    for name in (
        "abstract", "introduction", "background", "methods", "materials-and-methods",
        "experimental", "experimental-section", "results", "discussion", "results-and-discussion",
        "conclusion", "conclusions",
        "outlook", "keywords", "acknowledgements", "references", "biographies", "appendix", "nomenclature",
        "abbreviations", "conflict-of-interest", "competing-interests", "data-availability",
        "data-availability-statement", "author-contributions", "funding", "supporting-information",
        "supplementary-information", "additional-information",
    )
} | {
    "acknowledgment": "acknowledgements", "acknowledgments": "acknowledgements",
    "acknowledgement": "acknowledgements", "bibliography": "references", "literature-cited": "references",
    "references-and-notes": "references", "author-biographies": "biographies", "biography": "biographies",
    "conflicts-of-interest": "conflict-of-interest", "key-words": "keywords",
}  # fmt: skip

_MAX_HEADING = 160

# Source: CommonMark 0.31, "ATX headings" (https://spec.commonmark.org/0.31.2/#atx-headings).
_ATX = re.compile(r"#{1,6}[ \t]+(?P<title>\S.*?)[ \t#]*")
# NUMBERED = number ["."] blank TITLE ; number = 1*2DIGIT *("." 1*2DIGIT)
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})(?P<dot>\.?)[ \t]+(?P<title>\S.*)")
# CAPTION = ("Figure" / "Fig." / "Table" / "Scheme") number ("." / ":" / "|" / "。") text
_CAPTION = re.compile(
    r"[*_]{0,3}(?P<kind>Figure|Fig\.?|FIGURE|FIG\.?|Table|TABLE|Scheme|SCHEME)[ \t\u00a0]{0,2}"
    r"(?P<number>[A-Z]?\d{1,3}|[IVX]{1,5})[*_]{0,3}[ \t]?[.:|\u3002]"
)
# ENTRY = ["-"] ("[" number "]" / number ("." / ")")) blank text
_ENTRY = re.compile(r"(?:[-*+][ \t]+)?(?:\[(?P<bracket>\d{1,4})\]|(?P<plain>\d{1,4})[.)])[ \t]*(?=\S)")
_BULLET = re.compile(r"[-*+\u2022][ \t]+(?=\S)")
_IMAGE = re.compile(r"!\[[^\]]{0,500}\]\([^)]{0,2000}\)|<!--.{0,500}?-->|<img\b[^<>]{0,2000}>")
_FENCE = ("```", "~~~")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Block:
    """A run of lines of one kind.

    Attributes:
        kind: What the lines are.
        start: First character that counts: of a heading its title.
        end: Behind the last character that counts, glued furniture cut off.
        key: Section key of a heading, kind of a caption; else empty.
        number: Number of a caption or entry as printed, title of a heading; else empty.
        cut: Behind the last character of the lines; beyond `end` where furniture was cut off.
        attached: Whether no blank line stands between this block and the one before.
    """

    kind: Kind
    start: int
    end: int
    key: str = ""
    number: str = ""
    cut: int = 0
    attached: bool = False


def to_blocks(text: str) -> list[Block]:
    """The blocks of a text in printed order, blank lines left out."""
    lines = split_lines(text)
    kinds = _classify(lines)
    exempt = frozenset(
        i for i, block in kinds.items() if block.kind in ("heading", "caption", "row", "entry")
    )
    furniture = find_furniture(lines, exempt)
    blocks: list[Block] = []
    for i, line in enumerate(lines):
        if not line.text:
            continue
        attached = i > 0 and bool(lines[i - 1].text)
        block = kinds.get(i) or _to_block("text", line)
        if i in furniture.lines:
            block = _to_block("furniture", line)
        elif block.kind not in ("row", "heading"):
            glued = len(line.text) - len(furniture.strip(line.text))
            block = replace(block, end=block.cut - glued) if glued else block
        if attached:
            block = replace(block, attached=True)
        if attached and blocks and _continues(blocks[-1], block):
            blocks[-1] = replace(blocks[-1], end=block.end, cut=block.cut)
        else:
            blocks.append(block)
    return blocks


def has_year(text: str) -> bool:
    """Whether a year of print stands in the text, as in nearly every reference."""
    return _YEAR.search(text) is not None


def _continues(last: Block, block: Block) -> bool:
    """Whether a line is the next one of a wrapped paragraph, caption, entry or bullet."""
    return (
        block.kind == "text" and last.kind in ("text", "caption", "entry", "bullet") and last.end == last.cut
    )


def _classify(lines: Sequence[Line]) -> dict[int, Block]:
    """For each line that is something by itself its block; the others are text or furniture."""
    found: dict[int, Block] = {}
    number: tuple[int, ...] = (0,)
    fenced = False
    for i, line in enumerate(lines):
        if line.text.startswith(_FENCE):
            fenced = not fenced
            continue
        if not line.text or fenced:
            continue
        alone = not (i and lines[i - 1].text) and not (i + 1 < len(lines) and lines[i + 1].text)
        heading = _to_heading(line, alone, number)
        if heading:
            found[i] = heading
            if re.fullmatch(r"[\d.]+", heading.key):
                number = tuple(int(part) for part in heading.key.split("."))
            continue
        above = found.get(i - 1)
        block = _to_marked(line, above is not None and above.kind == "row")
        # In wrapped text a line may begin with "Table 1." in mid-sentence.
        wrapped = above is None and i > 0 and bool(lines[i - 1].text)
        if block and not (wrapped and block.kind == "caption"):
            found[i] = block
    return found


def _to_marked(line: Line, after_row: bool) -> Block | None:
    """The caption, image, table row, reference entry or bullet that a line is."""
    caption = _CAPTION.match(line.text)
    if caption:
        kind = caption["kind"].rstrip(".").lower()
        return _to_block("caption", line, "figure" if kind == "fig" else kind, caption["number"])
    if _IMAGE.fullmatch(line.text):
        return _to_block("image", line)
    if is_row(line, after_row):
        return Block("row", line.start, line.end, cut=line.end)
    entry = _ENTRY.match(line.text)
    if entry:
        return _to_block("entry", line, number=entry["bracket"] or entry["plain"])
    return _to_block("bullet", line) if _BULLET.match(line.text) else None


def _to_block(kind: Kind, line: Line, key: str = "", number: str = "") -> Block:
    """The stripped line as a block of its own."""
    start = line.start + line.indent
    end = start + len(line.text)
    return Block(kind, start, end, key, number, cut=end)


def is_row(line: Line, after_row: bool) -> bool:
    """Whether a line is one of a table: cells separated by tabs, or by upright bars at both ends."""
    tabs = line.text.count("\t")
    return tabs >= 2 or (after_row and tabs >= 1) or (line.text.startswith("|") and line.text.count("|") >= 2)


def _to_heading(line: Line, alone: bool, last: tuple[int, ...]) -> Block | None:
    """The heading that a line is: by its mark, its number, or its well-known title.

    Args:
        line: The line.
        alone: Whether blank lines surround it.
        last: The number of the last numbered heading; a bare number must follow it.
    """
    if len(line.text) > _MAX_HEADING or "\t" in line.text:
        return None
    marked = _ATX.fullmatch(line.text)
    bold = line.text.startswith("**") and line.text.endswith("**")
    title = marked["title"] if marked else line.text
    bare = title.strip("*_ \t")
    if not bare or not (marked or alone):
        return None
    numbered = _NUMBERED.fullmatch(bare)
    if numbered and (marked or bold or _is_plausible(numbered, last)):
        return _heading(line, numbered["title"], numbered["number"])
    key = _find_slug(bare.rstrip(":"))
    if marked or key in NAMED_SECTIONS:
        return _heading(line, bare, NAMED_SECTIONS.get(key, key))
    return None


def _heading(line: Line, title: str, key: str) -> Block:
    block = _to_block("heading", line, key or "untitled", title)
    return replace(block, start=block.start + line.text.index(title))


def _is_plausible(numbered: re.Match[str], last: tuple[int, ...]) -> bool:
    """Whether a bare numbered line is a heading rather than a list item, an affiliation or a reference."""
    title = numbered["title"]
    number = tuple(int(part) for part in numbered["number"].split("."))
    if not (title[0].isupper() or not title[0].isascii()) or title.endswith((".", ";", ":", ",", "?")):
        return False
    if not numbered["dot"] and len(number) == 1 and ("," in title or "@" in title):
        return False
    if title.count(",") >= 2 and has_year(title):
        return False
    return number > last and number[0] <= last[0] + 2


def _find_slug(title: str) -> str:
    try:
        return slug(title)
    except IdentifierError:
        return ""
