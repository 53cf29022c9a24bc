"""The Markdown reader: blocks become sections, captions, tables and references, each as spans of the text.

The hard part is text read from a PDF: a page's end puts a running head, a figure with its caption, or a table
in the middle of a sentence, and the first page puts the by-line there. A section's segments leave these out.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.passages import Span
from kg.read.blocks import Block, to_blocks
from kg.read.document import (
    BLANKS,
    Caption,
    Cell,
    Document,
    Noise,
    ReferenceEntry,
    Row,
    Section,
    Table,
    decode_text,
    join_spans,
    to_sha256,
)
from kg.read.references import Bibliography, find_bibliography

# A paragraph of prose rather than a title, a list of authors or an affiliation.
_PROSE_WORDS = 40
# A caption's or paragraph's continuation is looked for no further down than this.
_REACH_BLOCKS = 12
_BYLINE_MAX = 4000
_DEBRIS_WORDS = 5
_DEBRIS_MAX = 40

_DATES = re.compile(r"(?:Received|Revised|Accepted|Published(?: online)?|Submitted)\s?:", re.IGNORECASE)
_IDENTIFIED = re.compile(
    r"(?:DOI\s?:|(?:https?://)?(?:dx\.)?doi\.org/10\.|©|\(c\)\s|Copyright ©)", re.IGNORECASE
)
_ORCID = re.compile(r"\bORCID\b.{0,80}\bauthor", re.DOTALL)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")
_MAIL_LEAD = re.compile(r"(?:\W{0,3}e-?mails?\b|\W{0,3}correspond)", re.IGNORECASE)
_AFFILIATION = re.compile(
    r"\b(?:Departments?|Institut\w{0,3}|Universit\w{1,4}|Laborator\w{1,4}|School|Faculty|College|Academy|Cent(?:er|re)|"
    r"Division|Hospital|Forschungszentrum|Fraunhofer)\b"
)
_CITATIONS_AT_END = re.compile(r"(?:\^\{?\[[^\[\]]{0,80}\]\}?|[\s*_\"'”’)\]])+\Z")
# The line under the header of a pipe table. Source: https://github.github.com/gfm/#delimiter-row
_RULE = re.compile(r"[|:\- \t]+")
# No by-line stands inside these, whatever affiliations they name.
_OWN_MATTER = frozenset({"acknowledgements", "references", "biographies", "funding", "author-contributions"})


def read_markdown(path: str, data: bytes) -> Document:
    """The document of a Markdown or plain text file.

    Args:
        path: The file's name, for messages.
        data: Its bytes, UTF-8.

    Raises:
        ReadError: When the bytes are no text.
    """
    text = decode_text(path, data)
    blocks = to_blocks(text)
    bibliography = find_bibliography(text, blocks)
    head = _find_head(text, blocks)
    assembly = _Assembly(text)
    for i, block in enumerate(blocks):
        if i in bibliography.blocks:
            assembly.add_reference_block(block)
        elif i < head.end:
            assembly.add_head_block(block)
        else:
            assembly.add(block, blocks, i, head)
    return assembly.to_document(path, to_sha256(data), bibliography)


@dataclass(frozen=True)
class _Head:
    """The first blocks: by-line up to `end`, then the abstract up to `abstract_end`."""

    end: int
    abstract_end: int


def _find_head(text: str, blocks: Sequence[Block]) -> _Head:
    """Where title and authors end, and which paragraphs without a heading are the abstract.

    They end before the first numbered or well-known heading, or the first paragraph of prose. Prose directly
    before section 1 is the abstract; where an introduction without heading follows, only its first paragraph.
    """
    if not any(block.kind == "heading" for block in blocks):
        return _Head(0, 0)
    for i, block in enumerate(blocks):
        if block.kind == "heading" and (re.fullmatch(r"[\d.]+", block.key) or block.key in _LEADING):
            return _Head(i, i)
        if block.kind == "text" and _is_prose(text, block):
            following = [j for j in range(i, len(blocks)) if blocks[j].kind == "heading"]
            next_heading = following[0] if following else len(blocks)
            numbered = following and (blocks[next_heading].key in ("1", "introduction"))
            return _Head(i, next_heading if numbered or next_heading == i + 1 else i + 1)
    return _Head(0, 0)


_LEADING = frozenset({"abstract", "introduction", "background", "keywords", "methods", "references"})


@dataclass
class _Open:
    """A section being filled."""

    key: str
    title: str
    segments: list[Span] = field(default_factory=list)


@dataclass
class _Assembly:
    """Takes the blocks one after another and keeps what each belongs to."""

    text: str
    sections: dict[str, _Open] = field(default_factory=dict)
    captions: list[tuple[str, str, list[Span]]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    noise: list[Noise] = field(default_factory=list)
    current: _Open | None = None
    table_caption: tuple[str, Span] | None = None
    caption_age: int = 0
    after_references: bool = False
    title_counts: Counter[str] = field(default_factory=Counter)
    unnumbered_tables: int = 0

    def section(self, key: str, title: str = "") -> _Open:
        """The section with that key, opened when it is new."""
        return self.sections.setdefault(key, _Open(key, title))

    def add_head_block(self, block: Block) -> None:
        """A block before the abstract: by-line, title included, unless it is noise."""
        if block.kind in ("furniture", "image"):
            self._add_noise(block, block.kind)
        else:
            self.section("byline").segments.append((block.start, block.end))
            self._add_cut(block)

    def add_reference_block(self, block: Block) -> None:
        """A block of the reference list, whose entries are found beforehand."""
        self._close_table()
        self.current = self.section("references")
        self.after_references = True
        if block.kind == "heading":
            self.current.title = block.number
        elif block.kind in ("furniture", "image"):
            self._add_noise(block, block.kind)
        else:
            self.current.segments.append((block.start, block.end))
            self._add_cut(block)

    def add(self, block: Block, blocks: Sequence[Block], index: int, head: _Head) -> None:
        """A block of the body."""
        self.caption_age += 1
        if block.kind in ("furniture", "image"):
            self._add_noise(block, block.kind)
            return
        if block.kind == "row":
            if not _RULE.fullmatch(self.text, block.start, block.end):
                self.rows.append(_to_row(self.text, block))
            return
        if block.kind == "caption":
            self._add_caption(block)
        else:
            self._close_table()
            if block.kind == "heading":
                self._open(block)
            else:
                self._add_text(block, blocks, index, head)
        self._add_cut(block)

    def to_document(self, path: str, sha256: str, bibliography: Bibliography) -> Document:
        """The document with all parts in printed order."""
        self._close_table()
        sections = [s for s in self.sections.values() if s.segments or s.title]
        return Document(
            path=path,
            text=self.text,
            sha256=sha256,
            sections=tuple(Section(s.key, s.title, join_spans(self.text, s.segments)) for s in sections),
            captions=tuple(Caption(kind, number, tuple(spans)) for kind, number, spans in self.captions),
            tables=tuple(self.tables),
            references=tuple(ReferenceEntry(n, join_spans(self.text, s)) for n, s in bibliography.entries),
            noise=tuple(self.noise),
        )

    def _open(self, block: Block) -> None:
        key = block.key
        while key in self.sections and self.sections[key].segments:
            self.title_counts[block.key] += 1
            key = f"{block.key}-{self.title_counts[block.key] + 1}"
        self.current = self.section(key, block.number)
        self.after_references = False

    def _add_text(self, block: Block, blocks: Sequence[Block], index: int, head: _Head) -> None:
        span = (block.start, block.end)
        if index < head.abstract_end:
            self.section("abstract").segments.append(span)
        elif (self.current is None or self.current.key not in _OWN_MATTER) and is_byline(
            self.text[slice(*span)]
        ):
            self.section("byline").segments.append(span)
        elif self._is_debris(block, blocks, index):
            self._add_noise(block, "debris")
        elif self._continues_caption(block, blocks, index):
            self.captions[-1][2].append(span)
        else:
            if self.after_references or self.current is None:
                self.current = self.section(self._unheaded_key(block))
                self.after_references = False
            self.current.segments.append(span)

    def _unheaded_key(self, block: Block) -> str:
        if not self.after_references:
            return "main"
        return "biographies" if _is_biography(self.text[block.start : block.end]) else "back-matter"

    def _add_caption(self, block: Block) -> None:
        span = (block.start, block.end)
        if block.key == "table":
            # A caption stands above its rows, or below them when none is above.
            if self.rows and self.table_caption is None:
                self.table_caption = (block.number, span)
                self._close_table()
            else:
                self._close_table()
                self.table_caption = (block.number, span)
        self.captions.append((block.key, block.number, [span]))
        self.caption_age = 0

    def _close_table(self) -> None:
        if self.rows:
            if self.table_caption:
                number, span = self.table_caption
                self.tables.append(Table(number, span, tuple(self.rows)))
            else:
                self.unnumbered_tables += 1
                self.tables.append(Table(f"unnumbered-{self.unnumbered_tables}", None, tuple(self.rows)))
            self.table_caption = None
            self.rows = []

    def _continues_caption(self, block: Block, blocks: Sequence[Block], index: int) -> bool:
        """Whether a paragraph in mid-sentence goes on with the last figure caption rather than with the text.

        When both are unfinished, the one begun last goes on first, provided another continuation follows for
        the other before the next new sentence.
        """
        if not self.captions or self.captions[-1][0] == "table" or self.caption_age > _REACH_BLOCKS:
            return False
        if not _is_unfinished(self.text, self.captions[-1][2][-1]) or not self._is_continuation(block):
            return False
        if not self._is_text_unfinished():
            return True
        following = next(_paragraphs(blocks, index + 1), None)
        return following is not None and self._is_continuation(following)

    def _is_text_unfinished(self) -> bool:
        segments = self.current.segments if self.current else []
        return bool(segments) and _is_unfinished(self.text, segments[-1])

    def _is_continuation(self, block: Block) -> bool:
        start = self.text[block.start : min(block.end, block.start + 20)].lstrip("*_ ")
        return block.kind == "text" and start[:1].islower()

    def _is_debris(self, block: Block, blocks: Sequence[Block], index: int) -> bool:
        """Whether a few words beside a figure are its lettering, or a line holds no letters at all."""
        text = self.text[block.start : block.end]
        if len(text) > _DEBRIS_MAX or block.kind != "text":
            return False
        if not any(c.isalpha() for c in text):
            return True
        beside = {blocks[j].kind for j in (index - 1, index + 1) if 0 <= j < len(blocks)}
        if len(text.split()) > _DEBRIS_WORDS or text.endswith((".", "?", "!", ":")) or block.attached:
            return False
        if not beside & {"caption", "image", "furniture"} or self._is_continuation(block):
            return False
        # The first words of a sentence may stand alone at a page's end: the next paragraph goes on with them.
        following = next(_paragraphs(blocks, index + 1), None)
        return self._is_text_unfinished() or following is None or not self._is_continuation(following)

    def _add_noise(self, block: Block, kind: str) -> None:
        self.noise.append(Noise("running-head" if kind == "furniture" else kind, (block.start, block.cut)))

    def _add_cut(self, block: Block) -> None:
        """What was glued to the block's end."""
        if block.end < block.cut:
            glued = self.text[block.end : block.cut]
            start = block.end + len(glued) - len(glued.lstrip())
            self.noise.append(Noise("running-head", (start, block.cut)))


def is_byline(text: str) -> bool:
    """Whether a paragraph is an affiliation, address, date, identifier or copyright notice of the by-line."""
    if len(text) > _BYLINE_MAX:
        return False
    bare = text.lstrip("-*+• \t")
    if _DATES.match(bare) or _IDENTIFIED.match(bare) or _ORCID.search(bare):
        return True
    places = len(_AFFILIATION.findall(bare))
    if _MAIL.search(bare) and (_MAIL_LEAD.match(bare) or places >= 2):
        return True
    # Prose may name two institutes; only a list of affiliations names little else.
    return places >= 2 and places >= 0.1 * len(bare.split())


def _is_prose(text: str, block: Block) -> bool:
    paragraph = text[block.start : block.end]
    return len(paragraph.split(None, _PROSE_WORDS)) >= _PROSE_WORDS and not is_byline(paragraph)


def _is_biography(text: str) -> bool:
    """Whether a paragraph tells a career. Source: the wording of author biographies of several publishers."""
    return (
        re.search(r"\b(?:is|was) (?:currently )?an? |\breceived (?:his|her|their)\b|\bjoined\b", text)
        is not None
    )


def _is_unfinished(text: str, span: Span) -> bool:
    """Whether a paragraph stops in mid-sentence."""
    tail = text[max(span[0], span[1] - 200) : span[1]]
    return not _CITATIONS_AT_END.sub("", tail).endswith((".", "?", "!", ":"))


def _paragraphs(blocks: Sequence[Block], start: int) -> Iterator[Block]:
    """The text blocks from an index on, up to the next heading or the reach."""
    for block in blocks[start : start + _REACH_BLOCKS]:
        if block.kind == "heading":
            return
        if block.kind == "text":
            yield block


def _to_row(text: str, block: Block) -> Row:
    """The cells of a line: between tabs, or between upright bars."""
    line = text[block.start : block.end]
    cells = []
    position = block.start
    bars = line.strip(BLANKS).startswith("|")
    for part in re.split(r"(?<!\\)\|" if bars else "\t", line):
        inner = part.strip(BLANKS)
        start = position + part.index(inner)
        cells.append(Cell((start, start + len(inner)), inner))
        position += len(part) + 1
    if bars:
        cells = cells[1:-1] if not cells[-1].text else cells[1:]
    return Row((cells[0].span[0], cells[-1].span[1]), tuple(cells))
