"""Sentences for people: headings out of summaries, and passages without the marks of the text file."""

import re
from typing import Final

SHORT: Final = 25  # a heading of fewer characters says too little
LONG: Final = 120  # one of more is no heading any more, if it can be cut
_SENTENCE: Final = re.compile(r"(?<!\b[A-Z])[.?!](?=\s+[A-Z0-9])")  # not behind the initial of a name
_STOP: Final = re.compile(r"[;:](?=\s)")
_COMMA: Final = re.compile(r",(?=\s)")
# Source: CommonMark 0.31.2, sections 5.2 (list items) and 6.2 (emphasis), as a reference list uses them.
_ENTRY_MARK: Final = re.compile(r"^\s*[-*+]?\s*(?:\[\d{1,4}\]|\d{1,4}[.)])\s+")
_EMPHASIS: Final = re.compile(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1")


def to_heading(summary: str) -> tuple[str, str]:
    """Return the first statement of a summary as a heading, and what is left to say below it.

    The first sentence is the heading. A long one is cut at a semicolon or colon, else at a comma; no sentence
    can begin behind a comma, so then the whole summary stands below.
    """
    text = " ".join(summary.split()).removesuffix(".")
    found = _SENTENCE.search(text)
    end = found.start() if found else len(text)
    if end > LONG and (stop := _find_cut(_STOP, text, end)):
        end = stop
    elif end > LONG and (comma := _find_cut(_COMMA, text, end)):
        return _capital(text[:comma]), f"{_capital(text)}."
    rest = text[end:].lstrip(".?!;:, ")
    return _capital(text[:end]), f"{_capital(rest)}." if rest else ""


def _find_cut(mark: re.Pattern[str], text: str, end: int) -> int | None:
    """Return the first place of the mark that leaves a heading of good length with no bracket open."""
    cuts = [found.start() for found in mark.finditer(text, SHORT, min(end, LONG + 1))]
    whole = [cut for cut in cuts if text.count("(", 0, cut) == text.count(")", 0, cut)]
    return whole[0] if whole else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def to_passage_text(quote: str, place: str) -> str:
    """Return a quote as it is read; an entry of the reference list loses list and emphasis marks.

    Args:
        quote: the passage, "" where there is none.
        place: where it stands, such as "reference 19".
    """
    if not place.startswith("reference "):
        return quote
    text = _ENTRY_MARK.sub("", quote)
    while (plain := _EMPHASIS.sub(r"\2", text)) != text:
        text = plain
    return text
