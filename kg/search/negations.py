"""What a question leaves out, "except Ag" or "without lithium metal", and whether it asks for what is not."""

import re
from typing import Final

from kg.search.comparators import find_turning

_DONE: Final = (
    "made|based|built|run|tested|published|measured|written|using|containing|paired|combined|used|coated"
    "|employed"
)
_WITH_WHAT: Final = "use|contain|include|employ|involve|have"
_AUXILIARY: Final = "do|does|did|is|are|was|were|has|have|had|can|could|will|would"
_LEFT_OUT: Final = re.compile(
    rf"(?:\b(?:that|which|who) )?(?:\b(?:{_AUXILIARY}) )?"
    r"\b(?:without(?: (?:any|using|use of))?|excluding|except(?:ing)?(?: for| those with)?|apart from"
    r"|aside from|other than|besides|but not|rather than|instead of|neither|nor|no|non-"
    rf"|not(?: been)?(?: (?:{_DONE}|{_WITH_WHAT}))?(?: (?:with|of|on|from|by|in|at|as))?"
    rf"|\w+n't(?: been)? (?:{_DONE}|{_WITH_WHAT})(?: (?:with|of|on|from|by|in|at|as))?)"
    r"\s*(?:the |a |an |any )?$",
    re.IGNORECASE,
)
_FREE: Final = re.compile(r"[ -]free\b", re.IGNORECASE)
_NOT: Final = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|without|lacks?|lacking|fails? to"
    r"|unknown|unspecified|unreported)\b|n't\b",
    re.IGNORECASE,
)
# "not" that is part of a comparator, of a wish or of a way of asking says nothing about what is asked for.
_EMPTY: Final = re.compile(
    r"\b(?:not? (?:more|less|fewer|greater|higher|lower|better|worse|larger|smaller|longer|shorter|only|sure"
    r"|below|above|under|over|beyond|exceed\w*)|whether or not|or not|why not|no matter|no\.? ?\d+"
    r"|(?:n't|never|without) exceed\w*)\b",
    re.IGNORECASE,
)
_ASKS_FOR_NONE: Final = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|without|lacks?|missing|gaps?|open|empty|un\w+ed|unknown"
    r"|cannot|yet)\b",
    re.IGNORECASE,
)
_WITHOUT: Final = re.compile(r"\bw/o\b")
_WITH: Final = re.compile(r"(?<!\S)w/(?=\s|$)")
_TELLS_OF_NONE: Final = re.compile(r"\b(?:not|never|no|nobody|nothing|without)\b", re.IGNORECASE)


def spell_out_with(text: str) -> str:
    """Return a question with "w/o" and "w/" in full; in "W/Mg" the letter is a name."""
    return _WITH.sub("with", _WITHOUT.sub("without", text))


def is_left_out(text: str, start: int, end: int) -> bool:
    """Whether the words before or behind a name or an amount leave it out: "except Ag", "Ag-free"."""
    return find_lead(text, start) is not None or _FREE.match(text, end) is not None


def find_lead(text: str, start: int) -> tuple[int, int] | None:
    """Return where the words stand that leave out the name or amount behind them; None where none do."""
    lead = _LEFT_OUT.search(text, 0, start)
    return None if lead is None else lead.span()


def find_negation(text: str, left_out: list[tuple[int, int]], amounts: list[tuple[int, int]]) -> str:
    """Return the word by which a question asks for what is not, or "".

    Args:
        text: the question.
        left_out: the places of what is left out; the words before them say no more.
        amounts: the places of amounts, whose comparators may be turned round by a negation.
    """
    spent = [match.span() for match in _EMPTY.finditer(text)]
    spent += [span for start, end in amounts if (span := find_turning(text, start, end)) is not None]
    spent += [lead for start, _ in left_out if (lead := find_lead(text, start)) is not None]
    for match in _NOT.finditer(text):
        if not any(begin <= match.start() < stop for begin, stop in spent):
            return match[0].lstrip("'")
    return ""


def asks_for_none(text: str) -> bool:
    """Whether a canned question, or a wording of it, is itself about what is not."""
    return _ASKS_FOR_NONE.search(text) is not None


def tells_of_none(summary: str) -> bool:
    """Whether all that a canned question tells is of what is not there."""
    return _TELLS_OF_NONE.search(summary) is not None
