"""Words as they are compared: folded, without endings, with the few synonyms that questions are put in."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.queries.entities import fold

# A token is a run of letters and digits; a point or an apostrophe inside belongs to it: Li6.25Al0.25, Jun's.
_TOKEN: Final = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s?$")
# Longest first; a stem keeps at least _MIN_STEM letters.
_ENDING_LIST: Final = (
    "isations izations isation ization ations ation ating ators ator ated ates ating ions ion ings "
    "ing ies ied ments ment ities ity ively ive ally ly ate ers er ed es s e y "
)
_ENDINGS: Final = tuple(_ENDING_LIST.split())
_MIN_STEM: Final = 3
_FUZZY_FROM: Final = 5  # shorter words have too many neighbours
_FUZZY_TWO_FROM: Final = 8  # letters from which two slips are forgiven

_STOP_LIST: Final = (
    "a an and any are as at be been being but by can could did do does done for from get give given "
    "gives had has have how i if in into is it its just like list me my of on or our please s say "
    "see so some t tell than that the their them then there these they thing things this those to us "
    "was we were what which will with would you your show find want need let look up all go goes "
    "about know known et al wich actually merely really currently already such vs far simply even "
    "ever using used use employ employed employing whose other others it's im i'm "
    "also each between during via per more much "
    "many out over under above below after before since until less least max min approx roughly "
    "circa around near exactly beyond beneath exceed exceeding exceeds within except excluding besides apart "
    "aside instead got gets getting whom exist exists neither nor free "
)
STOP_WORDS: Final = frozenset(_STOP_LIST.split())
"""Words that say nothing about which question is meant, or that are read as comparators."""

# Each line is one notion; a word may stand in several. Hand-written: how battery people ask, in any words.
SYNONYMS: Final = tuple(
    line.split()
    for line in (
        "prevent stop suppress avoid inhibit hinder mitigate reduce against overcome counter block eliminate "
        "impede remedy protect cure fight help alleviate",
        "cause lead reason why worsen trigger promote enable induce responsible produce drive originate root",
        "effect benefit outcome consequence impact result-in achieve influence advantage purpose role",
        "failure problem issue degradation trouble drawback weakness fail challenge",
        "limit limitation drawback weakness fail downside caveat shortcoming boundary",
        "retention retain keep maintain hold preserve left remain retained kept held lose fade",
        "cell battery system device",
        "cycle cycles cycling lifetime lifespan endurance",
        "price cost expensive cheap dollar money",
        "temperature celsius degree heat warm hot cold ambient room-temperature",
        "pressure pressurise mpa compress",
        "capacity areal mah loading",
        "rank best highest top record largest biggest maximum greatest most lead longest strongest",
        "compare comparison versus side overview table against benchmark summary",
        "why-not comparable incomparable compare",
        "author write wrote written writer who person people researcher scientist whom expert specialist",
        "co-author coauthor collaborate collaborator together jointly partner colleague",
        "work paper publication article study reference source literature manuscript",
        "group lab team laboratory",
        "institution organisation organization university institute company affiliation employer laboratory",
        "cite citation quote mention refer citing cited",
        "reference bibliography citation",
        "intent purpose intention function reason",
        "year when since date old recent age time",
        "passage where sentence read evidence quote place location proof exact",
        "hedge hedged uncertain tentative may might possible suggest cautious vague",
        "measure measured experiment experimental experimentally test",
        "calculate calculated calculation computational simulation dft theory theoretical modelled modeled",
        "propose proposed hypothesis hypothesise speculate speculation hope hoped unproven suggested "
        "conjecture guess",
        "second-hand secondhand repeat repeated relay indirect",
        "first-hand own",
        "agree agreement consistent confirm support extend",
        "contradict contradiction disagree discrepancy inconsistent inconsistency conflict mismatch "
        "differ error",
        "correct correction corrected misprint typo mistake error erroneous wrong fix amend damage ocr "
        "mend garbled",
        "open unresolved undecided unsettled unclear unsure ambiguous pending",
        "goal aim outlook future challenge target perspective wish",
        "missing lack without no unsupported unsourced absent unreported omit incomplete gap nobody",
        "gap untested unexplored unstudied nobody never nothing no unlinked",
        "never uncited",
        "name alias synonym called abbreviation acronym term spelling stand mean nickname",
        "definition define defined meaning mean explain describe",
        "mechanism principle",
        "material metal element interlayer substance",
        "electrolyte separator",
        "solid-solution solution",
        "compound intermetallic",
        "count number amount how-many tally total",
        "complete completeness coverage extraction extracted progress",
        "background context introduction",
        "link connect relate associate relation connection common show exhibit",
        "chain path route",
        "same identical identity merge duplicate",
        "single sole alone once",
        "rest depend rely base hinge",
        "independent separate unrelated",
        "claim statement say assert report assertion",
        "carry argument influential important central key",
        "view opinion",
        "table tabulated tabular",
        "caption figure image",
        "improve progress trend better development",
        "cluster community clique network",
        "review reviewer referee",
        "withdraw withdrawn retract retracted remove invalid collapse",
        "follow followed continue successor",
        "plot chart graph curve draw",
        "original primary",
        "quantity parameter metric property figure value data",
        "list catalogue enumerate",
    )
)

# Words of two that are one notion; read as one token.
PHRASES: Final = {
    ("how", "many"): "how-many",
    ("how", "much"): "how-many",
    ("second", "hand"): "second-hand",
    ("first", "hand"): "first-hand",
    ("co", "author"): "co-author",
    ("co", "authors"): "co-author",
    ("half", "cell"): "half-cell",
    ("half", "cells"): "half-cell",
    ("full", "cell"): "full-cell",
    ("full", "cells"): "full-cell",
    ("only", "one"): "single",
    ("room", "temperature"): "room-temperature",
    ("just", "one"): "single",
    ("exactly", "one"): "single",
    ("co", "cited"): "together",
    ("co", "citation"): "together",
    ("by", "line"): "affiliation",
    ("self", "citation"): "self-citation",
    ("self", "citations"): "self-citation",
    ("solid", "solution"): "solid-solution",
    ("solid", "solutions"): "solid-solution",
    ("result", "in"): "result-in",
    ("results", "in"): "result-in",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text with its place."""

    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        """The word in lower case, without possessive and plural ending."""
        return normal(self.text)


def clean(text: str) -> str:
    """Return a question with one spelling for dashes, quotes, blanks, sub- and superscripts."""
    if text.isascii() and text.isprintable():  # most names; spares most of the time
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKC", text.replace("º", "°").replace("µ", "μ"))
    plain = re.sub(r"[‐‑‒–—−]", "-", plain).replace("’", "'").replace("‘", "'")
    if not plain.isprintable():
        plain = "".join(c for c in plain if c.isprintable() or c.isspace())
    return " ".join(plain.split())


def tokenise(text: str) -> list[Token]:
    """Return the words of a text with their places; hyphens, slashes and brackets part words."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


@cache
def normal(word: str) -> str:
    """Return a word of a name without case, possessive and plural: "LCGs" and "LCG's" give "lcg"."""
    folded = word.lower() if word.isascii() else fold(word)
    if "'" in folded or "’" in folded:
        folded = _POSSESSIVE.sub("", folded)
    if len(folded) > 4 and folded.endswith("ies"):
        return folded[:-3] + "y"
    if len(folded) > 3 and folded.endswith("s") and folded[-2] not in "siu":
        return folded[:-1]
    return folded.replace("isation", "ization").replace("ised", "ized")


def to_key(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are looked up; articles and "et al." do not count."""
    return tuple(word for found in _TOKEN.findall(clean(name)) if (word := normal(found)) not in _NOT_IN_KEYS)


_NOT_IN_KEYS: Final = frozenset({"the", "a", "an", "et", "al", "coworker", "colleague"})


@cache
def stem(word: str) -> str:
    """Return a word without its ending: "prevents", "prevented" and "prevention" agree."""
    folded = normal(word).replace("isation", "ization")
    if "-" in folded:
        return folded
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _MIN_STEM:
            folded = folded[: -len(ending)]
            break
    if len(folded) > 4 and folded[-1] == folded[-2] and folded[-1] not in "sl":
        return folded[:-1]
    return folded


@cache
def find_notions(word: str) -> frozenset[int]:
    """Return the numbers of the lines of `SYNONYMS` that hold a stem."""
    return _notions().get(word, frozenset())


@cache
def _notions() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(SYNONYMS):
        for word in line:
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def to_stems(text: str) -> list[str]:
    """Return the stems of the words of a text that say something, in order; phrases count as one word."""
    words = [word.casefold() for word in _TOKEN.findall(clean(text))]
    return [stem(word) for word in join_phrases(words) if word not in STOP_WORDS]


def join_phrases(words: list[str]) -> list[str]:
    """Return words with the pairs of `PHRASES` made one."""
    joined: list[str] = []
    skip = False
    for first, second in zip(words, [*words[1:], ""], strict=False):
        if skip:
            skip = False
        elif (first, second) in PHRASES:
            joined.append(PHRASES[first, second])
            skip = True
        else:
            joined.append(first)
    return joined


def slips(a: str, b: str, limit: int) -> int:
    """Return how many letters differ, are missing, surplus or swapped; at most `limit` + 1.

    Source: optimal string alignment, the restricted form of the Damerau-Levenshtein distance,
        https://doi.org/10.1145/363958.363994
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def allowed_slips(word: str) -> int:
    """Return how many slips of typing are forgiven in a word."""
    if len(word) < _FUZZY_FROM or any(c.isdigit() for c in word):
        return 0
    return 2 if len(word) >= _FUZZY_TWO_FROM else 1


def find_nearest(word: str, vocabulary: Mapping[str, int]) -> str | None:
    """Return the word that was probably meant by a mistyped one, or None.

    Args:
        word: what was typed.
        vocabulary: the known words, each with how often it is used; of words as near the commonest is meant.
    """
    limit = allowed_slips(word)
    if not limit:
        return None
    best: tuple[int, bool, int, str] | None = None
    for other, often in vocabulary.items():
        if len(other) < _FUZZY_FROM - 1 or abs(len(other) - len(word)) > limit:
            continue
        distance = slips(word, other, limit)
        # the first letter is seldom mistyped, so two slips must not touch it
        if distance <= limit and (distance == 1 or other[0] == word[0]):
            found = (distance, other[0] != word[0], -often, other)
            best = min(best, found) if best else found
    return best[3] if best else None
