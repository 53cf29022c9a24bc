"""Text and its normalised form with an offset map, and the search for a passage by its first and last words.

The same passage is printed, read from a PDF and typed by a person in slightly different characters.
`normalise` folds what carries no meaning for finding it (dashes, quotes, ligatures, sub- and superscripts,
citation marks, emphasis, line breaks) and remembers where every character came from. Finding is then exact:
words, capitals and their order must be there; there is no second, approximate search.
"""

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from kg.errors import EvidenceError
from kg.tex import FONTS, SIGNS

Span = tuple[int, int]

# A hyphen at a line's end: perhaps the word's own ("solid-/state"), perhaps the typesetter's ("mecha-/nism").
# Kept as one character of its own, shown as "-", and matched by "-" as well as by nothing.
LINE_END_HYPHEN = "\u00ad"

# Source: Unicode 15.1, property Dash=yes without the wave dashes, plus the minus sign.
_DASHES = "\u002d\u00af\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_SINGLE_QUOTES = "\u0060\u00b4\u02bc\u2018\u2019\u201a\u201b\u2032\u2035"
_DOUBLE_QUOTES = "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033\u2036"
_FOLDED = (
    dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys(map(ord, _SINGLE_QUOTES), "'")
    | dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"')
)

_LATEX = SIGNS | dict.fromkeys(FONTS, "")

# Every repetition is bounded or of one character class, so the work is linear in the text.
_TOKEN = re.compile(
    r"""
      (?P<plain>[A-Za-z0-9]+(?![\u0300-\u036f]))
    | (?P<citation>\^\{?\[[0-9][0-9a-z,;\s\u2010-\u2015\u2212-]{0,80}\]\}?
        | <sup>\s?\[[^<>\[\]]{1,80}\]\s?</sup>)
    | (?P<hyphen>[-\u2010][\ \t\r]{0,4}\n\s{0,8}(?=[a-z\u00df-\u00ff]))
    | (?P<space>\s+)
    | (?P<discretionary>\u00ad\s{0,8})
    | (?P<glyph>/uni(?P<code>[0-9A-F]{4})\s?)
    | (?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,9}|\#[0-9]{1,7}|\#x[0-9A-Fa-f]{1,6});)
    | (?P<tag></?(?:sup|sub|b|i|em|strong|mark|u|span|small)(?:\s[^<>]{0,200})?/?>)
    | (?P<command>\\(?P<name>[A-Za-z]{1,20}))
    | (?P<escape>\\(?P<escaped>[^A-Za-z0-9\s]))
    | (?P<markup>\}\$?|\$(?=[\\^_])|[\^{*]|(?<![A-Za-z])_|_(?![A-Za-z]))
    | (?P<cluster>[^\W\d_][\u0300-\u036f]{1,8})
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Normalised:
    """A text with folded characters, each with the span of the characters it stands for.

    Attributes:
        folded: The folded text, line-end hyphens kept apart as `LINE_END_HYPHEN`.
        offsets: For every character of `folded` the (start, end) in the original text, in ascending order.
    """

    folded: str
    offsets: tuple[Span, ...]

    @cached_property
    def text(self) -> str:
        """The folded text for people."""
        return self.folded.replace(LINE_END_HYPHEN, "-")

    def to_original(self, start: int, end: int) -> Span:
        """The original span of the non-empty folded span."""
        return self.offsets[start][0], self.offsets[end - 1][1]


def normalise(text: str) -> Normalised:
    """The folded form of a text: one space for each run of whitespace, none at the ends."""
    characters: list[str] = []
    offsets: list[Span] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match.lastgroup == "plain":
            characters.extend(match.group())
            offsets.extend((i, i + 1) for i in range(start, end))
            continue
        for character in _fold(match):
            if character == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(character)
            offsets.append((start, end))
    if characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return Normalised("".join(characters), tuple(offsets))


def to_match_key(text: str) -> str:
    """The folded text without any space, for comparing short labels: "MgF ₂ @C" and "MgF2@C" are the same."""
    return normalise(text).text.replace(" ", "")


@dataclass(frozen=True)
class Stream:
    """Pieces of one original text in reading order, what interrupts them left out.

    Attributes:
        label: What the stream is, for messages: "section 4".
        pieces: (offset in the original, text) in ascending order.
    """

    label: str
    pieces: tuple[tuple[int, str], ...]

    @classmethod
    def of_spans(cls, original: str, spans: Iterable[Span], label: str = "text") -> "Stream":
        """A stream of those spans of the original text."""
        return cls(label, tuple((start, original[start:end]) for start, end in spans if start < end))

    @cached_property
    def text(self) -> str:
        """The pieces joined by line ends, so that a word broken at an interruption is recognised as such."""
        return "\n".join(piece for _, piece in self.pieces)

    @cached_property
    def normalised(self) -> Normalised:
        """The folded form of `text`."""
        return normalise(self.text)

    @cached_property
    def _piece_starts(self) -> list[int]:
        starts, position = [], 0
        for _, piece in self.pieces:
            starts.append(position)
            position += len(piece) + 1
        return starts

    def to_spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The original spans of `text[start:end]`, one for each piece it touches."""
        spans = []
        first = max(bisect_right(self._piece_starts, start) - 1, 0)
        for position, (offset, piece) in zip(self._piece_starts[first:], self.pieces[first:], strict=True):
            if position >= end:
                break
            low, high = max(start - position, 0), min(end - position, len(piece))
            if low < high:
                spans.append((offset + low, offset + high))
        return tuple(spans)


@dataclass(frozen=True)
class Passage:
    """A passage found in a stream.

    Attributes:
        spans: Its (start, end) pieces in the original text, more than one where something interrupts it.
        quote: Its normalised text, interruptions left out.
    """

    spans: tuple[Span, ...]
    quote: str


def find_passage(
    stream: Stream | str,
    start_words: str,
    end_words: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> Passage:
    """The one passage that begins with `start_words` and ends with the next `end_words` after them.

    Whole words, in order, with the same capitals. Without `end_words` the passage is `start_words` itself.

    Args:
        stream: Where to look; a plain string is a stream of one piece.
        start_words: The first words of the passage.
        end_words: The last words of the passage, not overlapping the first.
        prefix: Words that stand directly before the passage.
        suffix: Words that stand directly after it; then later `end_words` count as well.

    Returns:
        The passage with its spans in the original text.

    Raises:
        EvidenceError: When there is no such passage or more than one.

    Source: https://wicg.github.io/scroll-to-text-fragment/ ("find a range from a text directive"), made
        stricter: the first match does not do, it must be the only one.
    """
    if isinstance(stream, str):
        stream = Stream("the text", ((0, stream),))
    text = stream.normalised
    starts = list(_occurrences(text, start_words))
    if not starts:
        raise _not_found(stream, start_words)
    if prefix is not None:
        before = {end for _, end in _occurrences(text, prefix)}
        starts = [
            (i, j) for i, j in starts if i in before or (text.folded[i - 1 : i] == " " and i - 1 in before)
        ]
    ranges = list(_ranges(text, starts, end_words, suffix))
    # Every place where the first words stand counts, unless the words after the passage tell them apart.
    found = len(ranges) if suffix is not None else len(starts)
    if found > 1:
        message = f"{start_words!r} stands {found} times in {stream.label}"
        raise EvidenceError(message, hint="more words, or a prefix or suffix")
    if not ranges:
        raise _incomplete(stream, starts, start_words, end_words, prefix, suffix)
    start, end = text.to_original(*ranges[0])
    return Passage(stream.to_spans(start, end), text.text[slice(*ranges[0])])


def _fold(match: re.Match[str]) -> str:
    """What a token other than plain letters and digits becomes."""
    kind = match.lastgroup
    if kind == "space":
        return " "
    if kind in ("citation", "discretionary", "tag", "markup"):
        return ""
    if kind == "hyphen":
        return LINE_END_HYPHEN
    if match["code"] is not None:
        return _fold_characters(chr(int(match["code"], 16)))
    if match["name"] is not None:
        return _LATEX.get(match["name"], match.group())
    if match["escaped"] is not None:
        return " " if match["escaped"] in ",;:!" else _fold_characters(match["escaped"])
    if kind == "entity":
        return _fold_characters(html.unescape(match.group()))
    return _fold_characters(match.group())


def _fold_characters(text: str) -> str:
    """NFKC, then dashes, quotes and spaces made equal and invisible characters dropped."""
    folded = []
    for character in unicodedata.normalize("NFC", text).translate(_FOLDED):
        compatible = unicodedata.normalize("NFKC", character)
        if character.isspace():
            folded.append(" ")
        elif unicodedata.category(character) in ("Cf", "Cc", "Cs"):
            continue
        else:  # A spacing accent would become a space with a mark: it stays as it is.
            folded.append(character if " " in compatible else compatible.translate(_FOLDED))
    return "".join(folded)


def _occurrences(text: Normalised, words: str) -> Iterator[Span]:
    """The folded spans where the words stand, as whole words, never cutting an original character.

    Raises:
        EvidenceError: When the words fold to nothing.
    """
    wanted = normalise(words).folded
    if not wanted:
        raise EvidenceError(f"{words!r} holds no words to look for")
    hyphen = f"[-{LINE_END_HYPHEN}]"
    parts = [hyphen if c in ("-", LINE_END_HYPHEN) else re.escape(c) for c in wanted]
    # Inside a word a line-end hyphen may be the typesetter's own.
    body = (LINE_END_HYPHEN + "?" if LINE_END_HYPHEN in text.folded else "").join(parts)
    left = rf"(?<![\w{LINE_END_HYPHEN}])" if _is_word(wanted[0]) else ""
    right = rf"(?![\w{LINE_END_HYPHEN}])" if _is_word(wanted[-1]) else ""
    offsets = text.offsets
    for match in re.finditer(left + body + right, text.folded):
        start, end = match.span()
        cuts_in = start > 0 and offsets[start - 1] == offsets[start]
        cuts_out = end < len(offsets) and offsets[end - 1] == offsets[end]
        if not cuts_in and not cuts_out:
            yield start, end


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _ranges(
    text: Normalised, starts: list[Span], end_words: str | None, suffix: str | None
) -> Iterator[Span]:
    """For each start the folded span up to the first end that fits."""
    after = None if suffix is None else {start for start, _ in _occurrences(text, suffix)}

    def fits(end: int) -> bool:
        return after is None or end in after or (text.folded[end : end + 1] == " " and end + 1 in after)

    if end_words is None:
        yield from (span for span in starts if fits(span[1]))
        return
    ends = [span for span in _occurrences(text, end_words) if fits(span[1])]
    for start in starts:
        place = bisect_left(ends, (start[1], 0))
        if place < len(ends):
            yield start[0], ends[place][1]


def _not_found(stream: Stream, words: str) -> EvidenceError:
    nearest = _find_nearest(stream.normalised.text, normalise(words).text)
    hint = f"nearest there: {nearest}" if nearest else "none of these words stand there together"
    return EvidenceError(f"{words!r} does not stand in {stream.label}", hint=hint)


def _incomplete(
    stream: Stream,
    starts: list[Span],
    start_words: str,
    end_words: str | None,
    prefix: str | None,
    suffix: str | None,
) -> EvidenceError:
    """The error for first words that stand there while something else of the pointer does not."""
    if not starts:
        return EvidenceError(f"{start_words!r} in {stream.label} does not follow {prefix!r}")
    if end_words is None:
        return EvidenceError(f"{start_words!r} in {stream.label} is not followed by {suffix!r}")
    rest = Stream(f"{stream.label} after {start_words!r}", ((0, stream.normalised.text[starts[0][1] :]),))
    if suffix is not None and any(_occurrences(rest.normalised, end_words)):
        return EvidenceError(f"{end_words!r} in {rest.label} is not followed by {suffix!r}")
    error = _not_found(rest, end_words)
    if any(_occurrences(stream.normalised, end_words)):
        error.hint = "it stands before them or overlaps them; a short passage needs no last words"
    return error


def _find_nearest(text: str, words: str) -> str | None:
    """The longest run of the first or last of the words that stands in the text, with its surroundings."""
    inexact = re.search(re.escape(words), text, re.IGNORECASE)
    if inexact:
        return f"{inexact.group()!r} with other capitals or as part of a longer word"
    parts = words.split(" ")
    for count in range(len(parts) - 1, 0, -1):
        for run in (" ".join(parts[:count]), " ".join(parts[-count:])):
            position = text.find(run)
            if position >= 0 and (count > 1 or len(run) > 5):
                return repr(text[max(position - 30, 0) : position + len(run) + 50])
    return None
