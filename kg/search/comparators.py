"""What the words around a number say of it: at least, below, about, exactly; and how far "about" reaches."""

import re
from decimal import Decimal
from typing import Final

_FILLER: Final = r"\s*(?:a |an |the |about |around |roughly |only |just |as )?$"
# What stands just before a number, and what stands just behind it. Longest first.
_BEFORE: Final = tuple(
    (re.compile(rf"(?<![a-z])(?:{words}){_FILLER}", re.IGNORECASE), sign)
    for words, sign in (
        (
            r"not? (?:less|lower|fewer|worse|smaller|shorter|colder) than|not (?:below|under)|at least"
            r"|a minimum of|minimum|min\.?|≥|>=|=>|starting (?:at|from)|upwards? of",
            ">=",
        ),
        (
            r"not? (?:more|greater|higher|larger|longer|hotter) than|not (?:above|over|beyond)|at most|up to"
            r"|(?:not|n't|without|never) exceed(?:ing|s)?|a maximum of|maximum|max\.?|≤|<=|=<|within",
            "<=",
        ),
        (
            r"(?:more|greater|higher|better|larger|longer|bigger|warmer|hotter) than|above|over|beyond|past|>"
            r"|exceed(?:s|ed|ing)?|in excess of|surpass(?:es|ed|ing)?|top(?:s|ped|ping)",
            ">",
        ),
        (
            r"(?:less|lower|fewer|smaller|cooler|colder|worse|shorter) than|below|under|beneath|before|<"
            r"|short of|sub-",
            "<",
        ),
        (
            r"about|around|approximately|approx\.?|roughly|nearly|near|almost|close to|some|circa|ca\.?|c\."
            r"|~|≈|≃|∼",
            "~",
        ),
    )
)
_BEHIND: Final = tuple(
    (re.compile(words, re.IGNORECASE), sign)
    for words, sign in (
        (r"\s*(?:\+(?!\s*/?\s*[-\d])|plus\b)", ">="),
        (
            r"\s*,? ?(?:(?:or|and) (?:more|higher|above|better|longer|over|up|greater|warmer|hotter|beyond"
            r"|upwards?)|upwards?|at least|at (?:the )?minimum|minimum|min)\b",
            ">=",
        ),
        (
            r"\s*,? ?(?:(?:or|and) (?:less|lower|below|fewer|under|smaller|cooler|colder)|at (?:the )?most"
            r"|at (?:the )?maximum|maximum|max)\b",
            "<=",
        ),
        (r"\s*(?:or so|or thereabouts|more or less|approximately|-?ish)\b", "~"),
    )
)
# What before a number says that it is reached: a least value, whatever it is of.
_REACHING: Final = re.compile(
    r"\b(?:reach|achiev|attain|deliver|surviv|surpass|endur|withst|outlast|last|sustain|ran|run|complet|keep|kept"
    r"|retain|maintain|hold|held|preserv|still)\w*\s*(?:(?:for|to|out|through|up to|the|a|an|its|their)\s+)*$"
)
_EXACTLY: Final = re.compile(
    r"(?:\bexactly|\bprecisely|\bequal to|\bequals|=|\b(?:drop|fall|fell|fad|declin|decreas)\w* to)"
    r"\s*(?:a |an |the )?$"
)
_HAVING: Final = re.compile(r"\b(?:of|is|was|were|are|be)\s*(?:a |an |the )?$")
_AT: Final = re.compile(r"\b(?:at|@)\s*(?:a |an |the )?$|@\s*$")
_LIMIT: Final = re.compile(r"\b(?:threshold|limit|bound|cut-?off)\b")
_KEEPING: Final = re.compile(
    r"\b(?:keep|kept|retain|maintain|hold|held|preserve|still|reach|deliver|achiev|after|cycles?)\w*\b"
)
_AT_LEAST: Final = frozenset(
    {"alq:capacity-retention", "alq:coulombic-efficiency", "alq:cycles-completed", "alq:cycle-life"}
)
"""Quantities of which more is better, so that a value without comparator is one to be reached."""
_SHARES: Final = frozenset({"alq:capacity-retention", "alq:coulombic-efficiency"})
# What tells that a share of the capacity was lost, not kept: "lose less than 20 %", "20 % fade".
_LOSS: Final = re.compile(
    r"(?<!contact )\b(?:los(?:e|es|t|ing|s|ses)|fad(?:e|es|ed|ing)|decay\w*|degradation)\b(?! (?:to|from)\b)"
    r"[^.;,%\d]{0,40}$"
    r"|\b(?:drop|fall|fell|declin|decreas|degrad)\w*\s+(?:of|by|only|just|less|more|no more|at most)\b"
    r"[^.;,%\d]{0,25}$"
)
_LOSS_BEHIND: Final = re.compile(
    r"\s*(?:of (?:the |its |their )?)?(?:capacity )?(?:loss|fade|fading|decay)\b"
)
_LEVEL: Final = re.compile(r"\b(?:to|at|with)\s*$")
# A negation before a comparator, a few words away: "do not need a stack pressure above".
_TURNING: Final = re.compile(
    r"(\b(?:not|never|cannot)\b|n't\b)(?: (?!(?:that|which|who|but|and|or)\b)[\w-]+){0,5} ?$", re.IGNORECASE
)
_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "~": "~"}
_LEAD: Final = 40  # characters before a number in which its comparator stands
_DEGREES: Final = Decimal(5)
_TENTH: Final = Decimal("0.1")
_YEAR_LEADS: Final = (
    (re.compile(r"\b(?:since|from|starting(?: in| from)?)\s*$"), ">="),
    (re.compile(r"\b(?:after|later than|newer than|more recent than)\s*$"), ">"),
    (re.compile(r"\b(?:before|prior to|earlier than|older than)\s*$"), "<"),
    (re.compile(r"\b(?:until|till|through|up to|by|as of)\s*$"), "<="),
    (re.compile(r"\b(?:about|around|circa|ca\.?)\s*$"), "~"),
)


def find_sign(text: str, start: int, end: int) -> str:
    """Return the comparator that stands before or behind the number at a place, else "=".

    "not … above 5 MPa" is at most 5 MPa.
    """
    sign, _ = _find_comparator(text, start, end)
    return _OPPOSITE[sign] if find_turning(text, start, end) is not None else sign


def find_turning(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the place of the negation that turns the comparator of a number round, or None."""
    sign, place = _find_comparator(text, start, end)
    if sign not in _OPPOSITE:
        return None
    match = _TURNING.search(text, 0, place)
    return match.span(1) if match else None


def _find_comparator(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the comparator of a number, and where the words begin that stand before it."""
    begin = max(0, start - _LEAD)
    lead = text[begin:start].lower()
    for pattern, sign in _BEHIND:
        if pattern.match(text, end):
            return sign, start
    for pattern, sign in _BEFORE:
        match = pattern.search(lead)
        if match:
            return sign, begin + match.start()
    return "=", start


def find_year_sign(text: str, start: int, end: int) -> str:
    """Return the comparator of the year at a place, else "=": "since 2020", "2020 or later"."""
    lead = text[max(0, start - _LEAD) : start].lower()
    behind = text[end : end + _LEAD].lower()
    if re.match(r"\s*(?:or|and) (?:later|newer|after|onwards?)\b|\s*onwards?\b", behind):
        return ">="
    if re.match(r"\s*(?:or|and) (?:earlier|older|before)\b", behind):
        return "<="
    return next((sign for pattern, sign in _YEAR_LEADS if pattern.search(lead)), "=")


def read_sign(text: str, start: int, end: int, kind: str) -> tuple[str, bool]:
    """Return the comparator of an amount of a quantity, and whether this very value is meant.

    Args:
        text: the question.
        start: where the number begins.
        end: where its unit ends.
        kind: prefixed name of the quantity.
    """
    sign = find_sign(text, start, end)
    if sign != "=":
        return sign, sign == "~"
    asked = text.lower()
    lead = asked[:start]
    if _EXACTLY.search(lead):
        return "=", True
    if _REACHING.search(lead):
        return ">=", False
    if _LIMIT.search(asked):
        return "=", False
    if kind in _AT_LEAST:
        meant = kind in _SHARES and _HAVING.search(lead) and not _KEEPING.search(asked)
        return ("=", True) if meant else (">=", False)
    return "=", bool(_HAVING.search(lead) or _AT.search(lead))


def is_loss(text: str, start: int, end: int) -> bool:
    """Whether a share of the capacity is one that was lost."""
    lead = text[max(0, start - 2 * _LEAD) : start].lower()
    if _LOSS_BEHIND.match(text.lower(), end):
        return True
    lost = _LOSS.search(lead)
    return lost is not None and not _LEVEL.search(lead) and not _KEEPING.search(lead, lost.start())


def read_loss(text: str, start: int, end: int) -> tuple[str, bool]:
    """Return the comparator of what is left where a share was lost, and whether this very share is meant."""
    sign = _FLIPPED[find_sign(text, start, end)]
    return sign, sign in ("=", "~")


def to_margin(value: Decimal, kind: str, unit: str, typed: Decimal) -> Decimal:
    """Return how far "about" reaches on either side of a value.

    A temperature varies by 5 degrees, anything else by a tenth. A share in percent varies by a tenth of what
    is nearer, it or the rest to 100, and by a step of its last digit at least: "about 99.8 %" is no 95 %.

    Args:
        value: the value, in the preferred unit of its quantity.
        kind: prefixed name of the quantity.
        unit: prefixed name of that unit.
        typed: the number as it was typed.
    """
    if kind == "alq:test-temperature":
        return _DEGREES
    if unit == "unit:PERCENT" and 0 <= value <= 100:
        step = Decimal(1).scaleb(int(typed.as_tuple().exponent))
        return max(step, min(value, 100 - value) * _TENTH)
    return abs(value) * _TENTH
