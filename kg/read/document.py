"""What every reader makes of a file: one text, and spans that say what its characters belong to.

Nothing is copied out of the text: a part of a document is a (start, end) span, or several where page
furniture, a figure or a table interrupts it. `passage_stream` takes a place and gives its text for
`find_passage`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.errors import EvidenceError, ReadError
from kg.passages import Span, Stream, to_match_key

# Stripped from lines and cells: what Python calls a space (all lie below U+3001), and the byte order mark.
BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff"

# Book-length texts stay far below both; they keep a mistaken file from taking minutes or all memory.
MAX_BYTES = 16 * 1024 * 1024
MAX_LINES = 200_000

# A section key ("2.1", "abstract"), or a kind and a number: ("section", "4"), ("figure", "3"),
# ("scheme", "1"), ("caption_of_table", "1"), ("reference", 15).
Place = str | tuple[str, str | int]


@dataclass(frozen=True)
class Section:
    """The running text under one heading, without that of its subsections.

    Attributes:
        key: Heading number ("2.1"), a fixed name ("abstract", "byline", "references"), or the title's slug.
        title: The heading as printed, without number and marks; empty where no heading stands.
        segments: Spans of the running text in reading order, interruptions left out.
    """

    key: str
    title: str
    segments: tuple[Span, ...]


@dataclass(frozen=True)
class Caption:
    """A caption of a figure, table or scheme.

    Attributes:
        kind: "figure", "table" or "scheme".
        number: As printed: "3", "S2".
        segments: Its spans, more than one where it is continued further down.
    """

    kind: str
    number: str
    segments: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """The first span, where the caption begins."""
        return self.segments[0]


@dataclass(frozen=True)
class Cell:
    """One table cell as printed, stripped of surrounding blanks; empty cells keep their place."""

    span: Span
    text: str


@dataclass(frozen=True)
class Row:
    """One printed line of a table; header lines are rows too."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table with the rows a machine can tell apart.

    Attributes:
        number: As printed; "unnumbered-1" where no caption names it.
        caption: Span of the caption, or None.
        rows: In printed order.
    """

    number: str
    caption: Span | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ReferenceEntry:
    """One entry of the reference list.

    Attributes:
        number: As printed, or its place where the printed number is lost.
        segments: Its spans, more than one where a page ends inside it.
    """

    number: int
    segments: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """From its first to its last character, interruptions included."""
        return self.segments[0][0], self.segments[-1][1]


@dataclass(frozen=True)
class Noise:
    """Text that belongs to no part of the work: "running-head", "image", or "debris" of a figure or page."""

    kind: str
    span: Span


@dataclass(frozen=True, eq=False)
class Document:
    """A text and its parts, all as spans of `text`; two documents are equal only when they are the same.

    Attributes:
        path: The file, for messages.
        text: The decoded file, unchanged.
        sha256: Of the file's bytes, in hexadecimal.
        sections: In order of their beginning.
        captions: In printed order.
        tables: In printed order.
        references: In printed order.
        noise: In printed order.
    """

    path: str
    text: str
    sha256: str
    sections: tuple[Section, ...] = ()
    captions: tuple[Caption, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[ReferenceEntry, ...] = ()
    noise: tuple[Noise, ...] = ()
    _streams: dict[Place, Stream] = field(default_factory=dict, init=False, repr=False)


def decode_text(path: str, data: bytes) -> str:
    """The bytes as text, characters and line ends unchanged.

    Raises:
        ReadError: When the file is empty, too large, or not UTF-8 text.
    """
    if len(data) > MAX_BYTES:
        raise ReadError(
            f"{len(data)} bytes are more than a text of {MAX_BYTES}", path, "is this the right file?"
        )
    if b"\0" in data:
        raise ReadError("binary data, not a text", path, "save the text as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(f"byte {error.start} is not UTF-8", path, "save the text as UTF-8") from error
    if text.count("\n") > MAX_LINES:
        raise ReadError(f"more than {MAX_LINES} lines", path, "is this the right file?")
    if not text.strip(BLANKS):
        raise ReadError("the file is empty", path)
    return text


def to_sha256(data: bytes) -> str:
    """The SHA-256 of the bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def join_spans(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans with those merged between which only blanks stand; `spans` must ascend."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def get_section(document: Document, key: str) -> Section:
    """The section with that key.

    Raises:
        EvidenceError: When there is none; the hint lists those there are.
    """
    for section in document.sections:
        if section.key == key:
            return section
    raise _no_such(f"section {key!r}", (section.key for section in document.sections))


def get_caption(document: Document, kind: str, number: str) -> Caption:
    """The caption of that kind ("figure", "table", "scheme") and number.

    Raises:
        EvidenceError: When there is none or more than one.
    """
    found = [caption for caption in document.captions if (caption.kind, caption.number) == (kind, number)]
    if len(found) > 1:
        raise EvidenceError(f"the text has {len(found)} captions of {kind} {number}")
    if not found:
        raise _no_such(f"caption of {kind} {number}", (f"{c.kind} {c.number}" for c in document.captions))
    return found[0]


def get_table(document: Document, number: str) -> Table:
    """The table with that number.

    Raises:
        EvidenceError: When there is none or more than one.
    """
    found = [table for table in document.tables if table.number == number]
    if len(found) > 1:
        raise EvidenceError(f"the text has {len(found)} tables {number}")
    if not found:
        raise _no_such(f"table {number}", (table.number for table in document.tables))
    return found[0]


def get_reference(document: Document, number: int) -> ReferenceEntry:
    """The reference list's entry with that number.

    Raises:
        EvidenceError: When there is none or more than one.
    """
    found = [entry for entry in document.references if entry.number == number]
    if len(found) != 1:
        raise EvidenceError(
            f"the text has {len(found)} references {number}, {len(document.references)} in all"
        )
    return found[0]


def find_row(table: Table, first_cell: str, nth: int | None = None) -> Row:
    """The row with that first cell, compared without spaces, sub- and superscript marks.

    Args:
        table: Where to look.
        first_cell: The printed text of the row's first cell.
        nth: Which of the rows with that first cell, counted from 1; needed where there are several.

    Raises:
        EvidenceError: When no row has it, several have it and `nth` is missing, or `nth` exceeds them.
    """
    wanted = to_match_key(first_cell)
    rows = [row for row in table.rows if to_match_key(row.cells[0].text) == wanted]
    if not rows:
        raise _no_such(
            f"row {first_cell!r} in table {table.number}", (row.cells[0].text for row in table.rows)
        )
    if nth is None and len(rows) > 1:
        message = f"{len(rows)} rows of table {table.number} begin with {first_cell!r}"
        raise EvidenceError(message, hint=f"add nth: 1 to {len(rows)}")
    if nth is not None and not 1 <= nth <= len(rows):
        raise EvidenceError(f"table {table.number} has {len(rows)} rows {first_cell!r}, none is number {nth}")
    return rows[(nth or 1) - 1]


def passage_stream(document: Document, place: Place) -> Stream:
    """The running text of a place, ready for `find_passage`.

    Raises:
        EvidenceError: When the document has no such place.
    """
    if place not in document._streams:
        label, segments = _find_segments(document, place)
        document._streams[place] = Stream.of_spans(document.text, segments, label)
    return document._streams[place]


def _find_segments(document: Document, place: Place) -> tuple[str, tuple[Span, ...]]:
    kind, number = ("section", place) if isinstance(place, str) else place
    if kind == "section":
        return f"section {number}", get_section(document, str(number)).segments
    if kind == "caption_of_table":
        return f"the caption of table {number}", get_caption(document, "table", str(number)).segments
    if kind in ("figure", "scheme"):
        return f"the caption of {kind} {number}", get_caption(document, kind, str(number)).segments
    if kind == "reference" and str(number).isdecimal():
        return f"reference {number}", get_reference(document, int(number)).segments
    raise EvidenceError(f"{kind} {number!r} is no place in a text")


def _no_such(what: str, known: Iterable[str]) -> EvidenceError:
    names = [name for name in dict.fromkeys(known) if name]
    listed = ", ".join(names[:30]) + (", ..." if len(names) > 30 else "")
    return EvidenceError(
        f"the text has no {what}", hint=f"it has {listed}" if listed else "it has none at all"
    )
