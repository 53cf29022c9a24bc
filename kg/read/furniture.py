"""Which lines of a text are page furniture: running heads, addresses of journals, page numbers.

A text read from a PDF carries them wherever a page ended, inside sentences too, as lines of their own or
glued to the end of a paragraph. They are told by what they do (repeat, stand alone, hold an address, lack
small letters), not by a journal's name; a short list of known ones helps where nothing repeats.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.read.document import BLANKS

# Running heads and addresses that publishers print on every page. Source: the publishers' article PDFs.
KNOWN_RUNNING_HEADS = frozenset(
    {
        "ADVANCED SCIENCE NEWS",
        "www.advancedsciencenews.com",
        "www.nature.com/naturecommunications",
        "www.nature.com/scientificreports",
        "pubs.acs.org",
        "www.mdpi.com",
        "www.cell.com",
    }
)

# Lengths in characters, chosen so that a sentence is never short enough.
_MAX_HEAD = 80
_MAX_CAPITALS = 60
_MIN_ENDING_LETTERS = 6

# Source: RFC 3986 (authority, path), reduced to what running heads print.
_ADDRESS = re.compile(r"(?:https?://)?www\.[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,3}(?:/[^\s]{0,60})?")
_BARE_ADDRESS = re.compile(
    r"(?:[a-z0-9-]{2,40}\.){1,3}(?:com|org|net|edu|gov|eu|de|uk|ch|fr|jp|cn)(?:/[^\s]{0,60})?"
)
_PAGE_NUMBER = re.compile(
    r"(?:[Pp]age\s)?\(?\d{1,7}\)?(?:\s?(?:of|/)\s?\d{1,4}|\s?\(\d{1,4}\sof\s\d{1,4}\))?"
)
_SENTENCE_END = (".", "?", "!", ";", ":")


@dataclass(frozen=True)
class Line:
    """One line: its span without the line end, its text stripped of blanks, and how many stood before it."""

    start: int
    end: int
    text: str
    indent: int


@dataclass(frozen=True)
class Furniture:
    """The page furniture of one text.

    Attributes:
        lines: Indices of lines that are nothing but furniture.
        endings: Texts of such lines, which may also be glued to the end of a paragraph.
    """

    lines: frozenset[int]
    endings: frozenset[str]

    def strip(self, text: str) -> str:
        """The text without furniture glued to its end."""
        stripped = text.rstrip(BLANKS + "_")
        cut = True
        changed = False
        while cut:
            cut = False
            words = stripped.rsplit(None, 6)
            for count in range(min(6, len(words) - 1), 0, -1):
                if " ".join(words[-count:]) in self.endings:
                    # Cut by the words, so that the blanks between them do not matter.
                    for word in reversed(words[-count:]):
                        stripped = stripped.removesuffix(word).rstrip(BLANKS + "_")
                    cut = changed = True
                    break
        return stripped if changed else text.rstrip()


def split_lines(text: str) -> list[Line]:
    """The lines of a text with their spans; a line ends at a line feed."""
    lines = []
    start = 0
    for raw in text.split("\n"):
        indent = len(raw) - len(raw.lstrip(BLANKS))
        lines.append(Line(start, start + len(raw), raw.strip(BLANKS), indent))
        start += len(raw) + 1
    return lines


def find_furniture(lines: Sequence[Line], exempt: frozenset[int]) -> Furniture:
    """The lines that are page furniture.

    Args:
        lines: All lines of a text.
        exempt: Indices of lines known to be something else (headings, captions, table rows, references).
    """
    short = [i for i, line in enumerate(lines) if 0 < len(line.text) <= _MAX_HEAD and i not in exempt]
    counts = Counter(_fold(lines[i].text) for i in short)
    certain = {i for i in short if _is_certain(lines[i].text, counts)}
    certain |= _spread(lines, short, certain)
    endings = set(KNOWN_RUNNING_HEADS)
    for i in certain:
        if sum(c.isalpha() for c in lines[i].text) >= _MIN_ENDING_LETTERS:
            endings.add(" ".join(lines[i].text.split()))
            endings.update(_ADDRESS.findall(lines[i].text))
    return Furniture(frozenset(certain), frozenset(endings))


def _fold(text: str) -> str:
    """Equal for running heads that differ in the page number only."""
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _is_certain(text: str, counts: Counter[str]) -> bool:
    if text in KNOWN_RUNNING_HEADS or _PAGE_NUMBER.fullmatch(text) or _BARE_ADDRESS.fullmatch(text):
        return True
    address = _ADDRESS.search(text)
    if address and _lacks_small_letters(text[: address.start()] + text[address.end() :]):
        return True
    times = counts[_fold(text)]
    if _lacks_small_letters(text):
        return times >= 2 and len(text) <= _MAX_CAPITALS
    return times >= 3 and not text.endswith(_SENTENCE_END)


def _spread(lines: Sequence[Line], short: Sequence[int], certain: set[int]) -> set[int]:
    """Lines in capitals in the same block of short lines as certain furniture: its misread neighbours."""
    endings = {" ".join(lines[i].text.split()) for i in certain} | KNOWN_RUNNING_HEADS
    addresses = {address for ending in endings for address in _ADDRESS.findall(ending)}
    filled = [i for i, line in enumerate(lines) if line.text]
    candidates = {
        i
        for i in short
        if i not in certain and len(lines[i].text.split()) <= 5 and _is_capital_head(lines[i].text)
    }
    found: set[int] = set()
    for order in (filled, filled[::-1]):
        beside = False
        for i in order:
            if i in candidates and beside:
                found.add(i)
            # A running head glued to the end of a paragraph vouches for the next lines as well.
            glued = order is filled and lines[i].text.rsplit(None, 1)[-1] in addresses
            beside = i in certain or i in found or glued
    return found


def _is_capital_head(text: str) -> bool:
    return (
        _lacks_small_letters(text)
        and sum(c.isalpha() for c in text) >= 4
        and not text.endswith(_SENTENCE_END)
    )


def _lacks_small_letters(text: str) -> bool:
    return not any(c.islower() for c in text)
