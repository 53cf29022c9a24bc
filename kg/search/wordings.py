"""Other ways in which people put the canned questions, read from `queries/wordings.txt`.

A word in capitals stands there for what a person would name: "what does MATERIAL do".
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from kg.errors import QueryError
from kg.resources import find_folder
from kg.search.recognise import Parsed
from kg.search.words import find_notions, join_phrases, stem, tokenise

FILE: Final = "wordings.txt"
_SYNONYM: Final = 0.5  # a word of the same notion, against the same word
# What a word in capitals stands for in a wording, by the class of what is named in a question.
_SLOT_OF: Final[Mapping[str, str]] = {
    "al:Material": "material",
    "al:Mechanism": "mechanism",
    "al:FailurePhenomenon": "failure",
    "al:Effect": "effect",
    "al:Work": "work",
    "al:Person": "person",
    "al:System": "cell",
    "al:Claim": "statement",
    "al:QuantityKind": "quantity",
    "al:Journal": "journal",
    "al:CellFormat": "format",
}
# The same of an amount, by its quantity; one of any other quantity is an "amount".
_SLOT_OF_QUANTITY: Final[Mapping[str, str]] = {
    "alq:test-temperature": "temperature",
    "alq:stack-pressure": "pressure",
    "alq:assembly-pressure": "pressure",
    "alq:cycles-completed": "cycles",
    "alq:cycle-life": "cycles",
    "alq:capacity-retention": "share",
    "alq:coulombic-efficiency": "share",
}
_AMOUNTS: Final = frozenset({"@amount", *(f"@{slot}" for slot in _SLOT_OF_QUANTITY.values())})
_NEAREST: Final = 0.3  # how much the nearest wording counts, against all wordings of a question together
SLOTS: Final = frozenset(
    slot.upper() for slot in (*_SLOT_OF.values(), *_SLOT_OF_QUANTITY.values(), "amount", "number", "year")
)


class Wordings:
    """Other ways in which questions are put, compared with what was asked by all their words.

    Args:
        wordings: the wordings of each question, by its name.

    Source: cosine of vectors weighted by inverse document frequency, https://doi.org/10.1108/eb026526
    """

    def __init__(self, wordings: Mapping[str, Sequence[str]]) -> None:
        self._texts = wordings
        texts = [text for told in wordings.values() for text in told]
        self.words = frozenset(
            token.text.lower() for text in texts for token in tokenise(text) if token.text not in SLOTS
        )
        counted: dict[str, int] = {}
        told = {name: [frozenset(_to_slots(text)) for text in texts] for name, texts in wordings.items()}
        for words in (words for texts in told.values() for words in texts):
            for word in words:
                counted[word] = counted.get(word, 0) + 1
        amounts = sum(counted.get(slot, 0) for slot in _AMOUNTS)
        counted.update(dict.fromkeys(_AMOUNTS & counted.keys(), amounts))  # that there is one says no more
        total = sum(map(len, told.values())) + 1
        self._rarity = {word: math.log(1 + total / count) for word, count in counted.items()}
        self._rarest = math.log(1 + total)
        self._told = {name: [(words, self._length(words)) for words in texts] for name, texts in told.items()}
        self._middles = {name: self._find_middle(texts) for name, texts in told.items()}

    def of(self, name: str) -> Sequence[str]:
        """Return the wordings of a question."""
        return self._texts.get(name, ())

    def compare(self, parsed: Parsed) -> dict[str, float]:
        """Return how alike the wordings of each question are, the nearest and all together, from 0 to 1."""
        words = _to_asked(parsed)
        length = self._length(words)
        near = {word: find_notions(word) for word in words}
        found = {}
        for name, texts in self._told.items():
            best = 0.0
            for other, other_length in texts:
                common = sum(self._square(word) for word in words & other)
                common += sum(
                    _SYNONYM * min(self._square(word), max(self._square(o) for o in alike))
                    for word in words - other
                    if near[word] and (alike := [o for o in other - words if near[word] & find_notions(o)])
                )
                best = max(best, common / (length * other_length or 1.0))
            middle, middle_length = self._middles[name]
            shared = sum(math.sqrt(self._square(word)) * middle.get(word, 0.0) for word in words)
            whole = shared / (length * middle_length or 1.0)
            found[name] = _NEAREST * best + (1 - _NEAREST) * whole
        return found

    def _find_middle(self, texts: Sequence[frozenset[str]]) -> tuple[dict[str, float], float]:
        """Return the sum of a question's wordings, each made equally long, and the length of the sum."""
        middle: dict[str, float] = {}
        for words in texts:
            length = self._length(words) or 1.0
            for word in words:
                middle[word] = middle.get(word, 0.0) + math.sqrt(self._square(word)) / length
        return middle, math.sqrt(sum(weight**2 for weight in middle.values()))

    def _square(self, word: str) -> float:
        return self._rarity.get(word, self._rarest) ** 2

    def _length(self, words: Iterable[str]) -> float:
        return math.sqrt(sum(self._square(word) for word in words))


NO_WORDINGS: Final = Wordings(MappingProxyType({}))


def load_wordings() -> Wordings:
    """Return the project's own wordings.

    Raises:
        QueryError: a line of the file has no name before a colon.
    """
    return Wordings(read_wordings((find_folder("queries") / FILE).read_text(encoding="utf-8")))


def read_wordings(text: str) -> dict[str, list[str]]:
    """Return the wordings of each question by its name: lines of "name: wording / wording".

    Raises:
        QueryError: a line has no name before a colon, or a name stands twice.
    """
    found: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, rest = line.partition(":")
        if not colon or name in found:
            raise QueryError("expected a new name, a colon and wordings", where=f"queries/{FILE}:{number}")
        found[name] = [wording.strip() for wording in rest.split(" / ") if wording.strip()]
    return found


def _to_slots(text: str) -> list[str]:
    """Return the stems of all words of a wording; a word in capitals stands for what is named there."""
    words = [token.text for token in tokenise(text)]
    slots = [word.lower() for word in words if word in SLOTS]
    plain = [word.lower() for word in words if word not in SLOTS]
    return [f"@{slot}" for slot in slots] + [stem(word) for word in join_phrases(plain)]


def _to_asked(parsed: Parsed) -> frozenset[str]:
    """Return all words of a question, with a slot in place of each thing, amount and number."""
    taken = [(mention.start, mention.end) for mention in parsed.mentions]
    taken += [(amount.start, amount.end) for amount in parsed.amounts]
    taken += [(count.start, count.end) for count in parsed.counts]
    plain = [(m.start, m.end) for m in parsed.mentions if m.is_weak]
    words = [
        token.text.lower()
        for token in tokenise(parsed.text)
        if token.start not in parsed.idle
        and not any(b <= token.start and token.end <= e for b, e in taken if (b, e) not in plain)
    ]
    slots = {
        f"@{slot}"
        for mention in parsed.mentions
        for name, slot in _SLOT_OF.items()
        if name in mention.things[0].classes and (not mention.is_weak or slot == "quantity")
    }
    slots.update(f"@{_SLOT_OF_QUANTITY.get(amount.kind.name, 'amount')}" for amount in parsed.amounts)
    slots.update("@year" if count.is_year else "@number" for count in parsed.counts)
    return frozenset({*(stem(word) for word in join_phrases(words)), *slots})
