"""Years, bare numbers, numbers in words, and numbers with a unit that the graph does not know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.search.comparators import find_sign, find_year_sign

_YEAR: Final = re.compile(r"(?<![\w.-])((?:19|20)\d\d)(?![\w%.]|-\d|\.\d)")
_YEARS: Final = re.compile(
    r"(?<![\w.-])((?:19|20)\d\d)\s*(?:-|to|until|till|through|(?<=between \d{4} )and)\s*((?:19|20)\d\d)"
    r"(?![\w%.-])",
    re.IGNORECASE,
)
_BARE_NUMBER: Final = re.compile(r"(?<![\w.\[/-])(\d{1,4})(?![\w.%/\]-])")
# A number with what looks like a unit: SI symbols with prefixes, quotients and powers of them, and C-rates.
# Source: the SI brochure, 9th edition, tables 2 to 7, https://www.bipm.org/en/publications/si-brochure
_SYMBOL: Final = (
    r"(?:[munµμkMGdc]?(?:Ah|Wh|Pa|Hz|eV|mol|ohm|Ω|[VAWSgmLlsJNF])|°F|°|min|hrs?|h|ppm|(?:wt|vol|at) ?%|C|K"
    r"|volts?|amps?|hours?|minutes?|seconds?|weeks?|months?|days?|nanometers?|[µμ]|inch(?:es)?|tons?)"
)
_POWER: Final = r"(?:\^?\{?-?\d\}?|[⁻⁰-⁹²³]+)?"
_MEASURED: Final = re.compile(
    rf"(?<![\w.\[/])([+-]?\d+(?:[.,]\d+)?)[ -]?({_SYMBOL}{_POWER}(?:[ ·*/]{_SYMBOL}{_POWER}){{0,3}})(?![\w/])"
)
_UNITS: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_DECADES: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL: Final = {word: number for number, word in enumerate(_UNITS.split(), start=1)}
_TENS: Final = {word: 10 * number for number, word in enumerate(_DECADES.split(), start=2)}
_POWERS: Final = {"hundred": 100, "thousand": 1000}
_NUMBER_WORD: Final = "|".join([*_SMALL, *_TENS, *_POWERS])
_IN_WORDS: Final = re.compile(
    rf"\b(?:a )?(?:{_NUMBER_WORD})(?:(?:[ -]|,? and )(?:{_NUMBER_WORD}))*\b", re.IGNORECASE
)
_THOUSANDS: Final = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?k(?=[ -]cyc)", re.IGNORECASE)
# A cycle life is a number of cycles, whether that word follows or not: "cycle life >= 500 at 60 °C".
_CYCLE_LIFE: Final = re.compile(
    r"\bcycl(?:e|ing) li(?:fe|ves)(?:times?)?\b[^\d.;?!]{0,25}\d+"
    r"(?= (?:at|and|with|below|under|or|for|in|of)\b|[,;?!]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number in a question that is no amount.

    Attributes:
        start: where it begins in the question.
        end: where it, with its unit, ends.
        text: the number, as a parameter takes it.
        sign: its comparator.
        is_year: whether it is a year.
        unit: what stands behind it as a unit that no quantity of the graph has, else "".
        left_out: whether what is of this year is left out: "not published in 2024".
    """

    start: int
    end: int
    text: str
    sign: str
    is_year: bool = False
    unit: str = ""
    left_out: bool = False


def spell_in_digits(text: str) -> str:
    """Return a question with its longer numbers in digits: "five hundred"."""

    def spell(match: re.Match[str]) -> str:
        words = [word for word in re.split(r"[ ,-]+", match[0].lower()) if word not in ("a", "and")]
        if len(words) == 1 and words[0] in _SMALL:
            return match[0]  # "one of them", "the two papers"
        total = part = 0
        for word in words:
            if word in _POWERS:
                part = max(part, 1) * _POWERS[word]
                if word == "thousand":
                    total, part = total + part, 0
            else:
                part += _SMALL.get(word, 0) + _TENS.get(word, 0)
        return str(total + part)

    text = _THOUSANDS.sub(lambda match: format(float(match[1]) * 1000, ".0f"), text)
    return _IN_WORDS.sub(spell, text)


def spell_cycle_life(text: str) -> str:
    """Return a question whose cycle life, a bare number in digits, is a number of cycles."""
    return _CYCLE_LIFE.sub(r"\g<0> cycles", text)


def find_counts(text: str, taken: list[tuple[int, int]]) -> list[Count]:
    """Return the years, bare numbers and unknown amounts of a cleaned question outside the places taken."""
    places = list(taken)
    found: list[Count] = []
    for counts in _iter_counts(text):
        start, end = counts[0].start, counts[-1].end
        if not any(start < stop and begin < end for begin, stop in places):
            places.append((start, end))
            found += counts
    return sorted(found, key=lambda count: count.start)


def _iter_counts(text: str) -> Iterator[tuple[Count, ...]]:
    """Yield what can be a number, the likeliest reading of a place first; a range of years as two."""
    for match in _YEARS.finditer(text):
        if match[1] < match[2]:
            yield (
                Count(*match.span(1), match[1], ">=", is_year=True),
                Count(*match.span(2), match[2], "<=", is_year=True),
            )
    for match in _YEAR.finditer(text):
        yield (Count(*match.span(), match[1], find_year_sign(text, *match.span()), is_year=True),)
    for match in _MEASURED.finditer(text):
        yield (Count(*match.span(), match[1], find_sign(text, *match.span()), unit=match[2]),)
    for match in _BARE_NUMBER.finditer(text):
        yield (Count(*match.span(), match[1], find_sign(text, *match.span())),)
    for match in re.finditer(rf"\b(?:{'|'.join(_SMALL)})\b", text.lower()):
        if match[0] != "one":
            yield (Count(*match.span(), str(_SMALL[match[0]]), find_sign(text, *match.span())),)
