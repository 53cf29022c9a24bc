"""A question in a person's words, taken apart: things, amounts, years, and the words that remain."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kg.search.amounts import Amount, Count, Measures, QuantityKind, find_counts
from kg.search.index import Name, NameIndex, Thing
from kg.search.words import (
    STOP_WORDS,
    Token,
    clean,
    find_nearest,
    join_phrases,
    normal,
    stem,
    tokenise,
)

MAX_CHARACTERS: Final = 1000
_BRACKETED: Final = re.compile(r"\[(\d{1,4})\]")
_LETTERS_JOINED: Final = 4  # so many words may be written apart that the graph writes as one, or the reverse
_NOT_ALONE: Final = frozenset({"quantity", "kind of cell", "class of materials"})
"""Kinds whose names are as often just words of a question."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a question that name a thing.

    Attributes:
        start: where they begin in the question.
        end: where they end.
        text: the words as typed.
        things: what they can mean, likeliest first.
        sort: what sort of name it is: label, short form, formula and so on.
        is_weak: whether it may as well be an ordinary word, such as "interlayer".
    """

    start: int
    end: int
    text: str
    things: tuple[Thing, ...]
    sort: str
    is_weak: bool = False

    def find(self, classes: Iterable[str]) -> Thing | None:
        """Return the likeliest meaning that belongs to one of the classes."""
        wanted = frozenset(classes)
        return next((thing for thing in self.things if wanted & thing.classes), None)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A question taken apart.

    Attributes:
        text: the question, cleaned.
        mentions: things that are named, in order.
        amounts: numbers with units.
        counts: years and bare numbers.
        kinds: quantities of which only the unit is named.
        stems: stems of the words that say something and name nothing with certainty.
        named: stems of the words that name things.
        strange: stems of the words that neither the graph nor the canned questions know.
        respelled: what was typed and what it was read as, for words that seem mistyped.
    """

    text: str
    mentions: tuple[Mention, ...]
    amounts: tuple[Amount, ...]
    counts: tuple[Count, ...]
    kinds: tuple[QuantityKind, ...]
    stems: tuple[str, ...]
    named: tuple[str, ...]
    strange: tuple[str, ...]
    respelled: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words in which the canned questions are put, and their stems."""

    words: frozenset[str]
    stems: frozenset[str]


def recognise(text: str, index: NameIndex, measures: Measures, vocabulary: Vocabulary) -> Parsed:
    """Return what a question speaks of.

    Args:
        text: the question as typed; what lies beyond 1000 characters is not read.
        index: the names of the graph.
        measures: its units and quantities.
        vocabulary: the words in which the canned questions are put.
    """
    text = _BRACKETED.sub(r"reference \1", clean(text[:MAX_CHARACTERS]))
    parsed = _take_apart(text, index, measures, vocabulary)
    if not parsed.respelled:
        return parsed
    mended = text
    for typed, meant in parsed.respelled:
        mended = re.sub(rf"\b{re.escape(typed)}\b", meant, mended)
    return replace(_take_apart(mended, index, measures, vocabulary), respelled=parsed.respelled)


def _take_apart(text: str, index: NameIndex, measures: Measures, vocabulary: Vocabulary) -> Parsed:
    amounts = measures.find_amounts(text)
    taken = [(amount.start, amount.end) for amount in amounts]
    units = [u for u in measures.find_bare_units(text) if not any(u[0] < e and b < u[1] for b, e in taken)]
    taken += [(start, end) for start, end, _ in units]
    tokens = [t for t in tokenise(text) if not any(t.start < end and start < t.end for start, end in taken)]
    reader = _Reader(index, vocabulary, tokens)
    mentions = reader.find_mentions(text)
    taken += [(m.start, m.end) for m in mentions]
    counts = find_counts(text, taken)
    numbers = {(count.start, count.end) for count in counts}
    strong = [m for m in mentions if not m.is_weak]
    named = [t for t in tokens if any(m.start <= t.start and t.end <= m.end for m in strong)]
    rest = [t for t in tokens if t not in named and (t.start, t.end) not in numbers]
    return Parsed(
        text,
        tuple(_drop_repeated(mentions)),
        tuple(amounts),
        tuple(counts),
        tuple(kind for _, _, kind in units),
        tuple(_to_stems([reader.read(t) for t in rest])),
        tuple(_to_stems([reader.read(t) for t in named])),
        tuple(_to_stems([reader.read(t) for t in rest if reader.is_strange(t)])),
        tuple(reader.respelled.items()),
    )


class _Reader:
    """Reads words one after the other, mending those that seem mistyped."""

    def __init__(self, index: NameIndex, vocabulary: Vocabulary, tokens: list[Token]) -> None:
        self._index = index
        self._vocabulary = vocabulary
        self._tokens = tokens
        self._words = index.words | vocabulary.words
        self._skipped = frozenset({"et", "al", "the", "a", "an", "coworker", "colleague"})
        self.respelled: dict[str, str] = {}
        self._mended = {token: self._mend(token) for token in tokens}

    def read(self, token: Token) -> str:
        """Return a word in lower case, mended."""
        return self._mended[token]

    def is_strange(self, token: Token) -> bool:
        """Whether neither the graph nor the canned questions know a word."""
        return not self._is_known(self._mended[token])

    def find_mentions(self, text: str) -> list[Mention]:
        """Return the names in the question, from the left, the longest first."""
        found = []
        place = 0
        while place < len(self._tokens):
            mention, used = self._find_at(text, place)
            if mention is not None:
                found.append(mention)
            place += used
        return found

    def _find_at(self, text: str, place: int) -> tuple[Mention | None, int]:
        """Return the longest name that begins at a word, and how many words to go on."""
        for size in range(min(self._index.longest + 3, len(self._tokens) - place), 0, -1):
            span = self._tokens[place : place + size]
            if span[0].folded in self._skipped or span[-1].folded in ("the", "a", "an"):
                continue
            key = tuple(word for token in span if (word := self._word(token)) not in self._skipped)
            names = self._index.by_key.get(key, [])
            if not names and size <= _LETTERS_JOINED:
                names = self._index.by_letters.get("".join(key), [])
            typed = text[span[0].start : span[-1].end]
            names = [name for name in names if self._is_meant(name, typed, span)]
            after = self._tokens[place + size : place + size + 1]
            if key == ("c",) and after and after[0].folded == "rate":
                continue
            if names:
                return self._make_mention(text, span, names), size
        return None, 1

    def _word(self, token: Token) -> str:
        """Return a word as names are looked up."""
        mended = self._mended[token]
        return Token(mended, 0, 0).folded if mended != token.text.casefold() else token.folded

    def _is_meant(self, name: Name, text: str, span: list[Token]) -> bool:
        """Whether a name is meant: keys are typed as they are, and a short name is no word such as "in"."""
        if name.sort == "key" and text.casefold() != name.text:
            return False
        if len(span) > 1:
            return True
        typed = span[0].text
        if typed.isdigit() or (name.sort == "first author" and typed.islower()):
            return False
        if typed.casefold() in STOP_WORDS or len(typed) == 1:
            return typed == name.text and not (span[0].start == 0 and typed.casefold() in STOP_WORDS)
        if name.sort == "family name":
            return typed[0].isupper()
        return True

    def _make_mention(self, text: str, span: list[Token], names: list[Name]) -> Mention:
        start, end = span[0].start, span[-1].end
        typed = text[start:end]
        ranked = sorted(names, key=lambda n: (n.text != typed, -n.worth, n.thing.kind == "cell", n.thing.iri))
        things = tuple(dict.fromkeys(name.thing for name in ranked))
        plain = len(span) == 1 and typed.islower() and stem(span[0].text) in self._vocabulary.stems
        loose = all(name.sort == "wording" for name in names) and typed.islower()
        weak = plain or loose or all(thing.kind in _NOT_ALONE for thing in things)
        return Mention(start, end, typed, things, ranked[0].sort, weak)

    def _is_known(self, word: str) -> bool:
        vocabulary = self._vocabulary.stems
        return normal(word) in self._index.words or stem(word) in vocabulary or word in STOP_WORDS

    def _mend(self, token: Token) -> str:
        word = token.text.casefold()
        if self._is_known(word) or not word.isalpha():
            return word
        near = find_nearest(token.folded, self._words)
        if near is None:
            return word
        self.respelled[token.text] = near
        return near


def _drop_repeated(mentions: list[Mention]) -> list[Mention]:
    """Leave out what only says the same again: "lithium-concentration gradient (LCG)"."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.things[0] not in kept[-1].things:
            kept.append(mention)
    return kept


def _to_stems(words: list[str]) -> list[str]:
    return [stem(word) for word in join_phrases(words) if word not in STOP_WORDS]
