"""A question in a person's words, taken apart: things, amounts, years, and the words that remain."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from kg.search.amounts import Amount, Measures, QuantityKind
from kg.search.counts import Count, find_counts, spell_cycle_life, spell_in_digits
from kg.search.index import Name, NameIndex, Thing
from kg.search.negations import find_lead, find_negation, is_left_out, spell_out_with
from kg.search.roles import find_own_role, find_role
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
_PLACE: Final = re.compile(r"\b(tables?|figures?|figs?\.?|sections?|sec\.?) ?(\d{1,3})\b", re.IGNORECASE)
_LETTERS_JOINED: Final = 4  # so many words may be written apart that the graph writes as one, or the reverse
_NOT_ALONE: Final = frozenset({"quantity", "kind of cell", "class of materials"})
"""Kinds whose names are as often just words of a question."""
_NAMED_BY_WORDS: Final = frozenset({"failure", "mechanism", "effect"})
"""Kinds that people name by loose wordings as well: "voids" are void formation."""


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
        role: of a material, what the words beside it say that it is in a cell, such as "electrolyte".
        left_out: whether the words beside it leave it out: "except Ag".
    """

    start: int
    end: int
    text: str
    things: tuple[Thing, ...]
    sort: str
    is_weak: bool = False
    role: str = ""
    left_out: bool = False

    def may_be(self, role: str) -> bool:
        """Whether it can be meant in a role: the one that is told, else one that it is known to serve in."""
        known = self.things[0].roles
        return role == self.role if self.role else not known or role in known

    def find(self, classes: Iterable[str]) -> Thing | None:
        """Return the likeliest meaning that belongs to one of the classes."""
        wanted = frozenset(classes)
        return next((thing for thing in self.things if wanted & thing.classes), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a paper something stands, "Table 2": the words as typed, and as passages are called."""

    start: int
    end: int
    text: str
    label: str


Part = Mention | Amount | Count | Place
"""What was recognised in a question and can be held against rows."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A question taken apart.

    Attributes:
        text: the question, cleaned.
        mentions: things that are named, in order.
        amounts: numbers with units.
        counts: years, bare numbers, and numbers with unknown units.
        kinds: quantities of which only the unit is named.
        stems: stems of the words that say something and name nothing with certainty.
        named: stems of the words that name things.
        strange: stems of the words that neither the graph nor the canned questions know.
        respelled: what was typed and what it was read as, for words that seem mistyped.
        places: parts of a paper that are named, such as a table.
        negation: the word by which the question asks for what is not, or "".
        idle: where words begin that say nothing about which canned question is meant.
        fragments: words, as typed, that only occur in names of which no other word is there.
        lowest: quantities of which the lowest values are asked for.
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
    places: tuple[Place, ...] = ()
    negation: str = ""
    idle: frozenset[int] = frozenset()
    fragments: tuple[str, ...] = ()
    lowest: tuple[QuantityKind, ...] = ()


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
    text = spell_out_with(clean(text[:MAX_CHARACTERS]))
    text = spell_cycle_life(spell_in_digits(_BRACKETED.sub(r"reference \1", text)))
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
    places = [p for p in _iter_places(text) if not any(p.start < e and b < p.end for b, e in taken)]
    tokens = [t for t in tokenise(text) if not any(t.start < end and start < t.end for start, end in taken)]
    reader = _Reader(index, vocabulary, tokens)
    mentions = reader.find_mentions(text)
    taken += [(m.start, m.end) for m in mentions]
    mentions = [_put_in_context(text, mention) for mention in mentions]
    counts = find_counts(text, [*taken, *((p.start, p.end) for p in places)])
    numbers = {count.start for count in counts}
    strong = [m for m in mentions if not m.is_weak]
    named = [t for t in tokens if any(m.start <= t.start and t.end <= m.end for m in strong)]
    rest = [t for t in tokens if t not in named and t.start not in numbers]
    amounts = [replace(a, left_out=a.sign == "=" and is_left_out(text, a.start, a.end)) for a in amounts]
    left_out = [(m.start, m.end) for m in mentions if m.left_out]
    left_out += [(a.start, a.end) for a in amounts if a.left_out]
    counts = [replace(c, left_out=c.sign == "=" and is_left_out(text, c.start, c.end)) for c in counts]
    left_out += [(c.start, c.end) for c in counts if c.left_out]
    leads = [lead for start, _ in left_out if (lead := find_lead(text, start)) is not None]
    idle = frozenset(
        t.start
        for t in rest
        if _narrows(t, text, [*strong, *amounts]) or any(b <= t.start and t.end <= e for b, e in leads)
    )
    rest = [t for t in rest if t.start not in idle]
    return Parsed(
        text,
        tuple(_drop_repeated(mentions)),
        tuple(amounts),
        tuple(counts),
        tuple(kind for _, _, kind in units),
        tuple(_to_stems(_spell_out(reader, rest, mentions))),
        tuple(_to_stems([reader.read(t) for t in named])),
        tuple(_to_stems([reader.read(t) for t in rest if reader.is_strange(t)])),
        tuple(reader.respelled.items()),
        tuple(places),
        find_negation(text, left_out, [(a.start, a.end) for a in amounts]),
        idle,
        tuple(t.text for t in rest if reader.is_fragment(t)),
        tuple(measures.find_lowest(text)),
    )


class _Reader:
    """Reads words one after the other, mending those that seem mistyped."""

    def __init__(self, index: NameIndex, vocabulary: Vocabulary, tokens: list[Token]) -> None:
        self._index = index
        self._vocabulary = vocabulary
        self._tokens = tokens
        self._words = Counter(dict.fromkeys(vocabulary.words, 1)) + index.words
        self._skipped = frozenset({"et", "al", "the", "a", "an", "coworker", "colleague"})
        self.respelled: dict[str, str] = {}
        self._mended = {token: self._mend(token) for token in tokens}

    def read(self, token: Token) -> str:
        """Return a word in lower case, mended."""
        return self._mended[token]

    def is_strange(self, token: Token) -> bool:
        """Whether neither the graph nor the canned questions know a word."""
        return not self._is_known(self._mended[token])

    def is_fragment(self, token: Token) -> bool:
        """Whether a word is known from names alone, and not from the canned questions."""
        word = self._mended[token]
        known = stem(word) in self._vocabulary.stems or word in STOP_WORDS
        return not known and len(word) > 1 and not word.isdigit() and normal(word) in self._index.words

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
        names = [name for name in names if name.text == typed] or names  # "Ag/C" is not "Ag:C" as well
        ranked = sorted(names, key=lambda n: (n.text != typed, -n.worth, n.thing.kind == "cell", n.thing.iri))
        things = tuple(dict.fromkeys(name.thing for name in ranked))
        plain = len(span) == 1 and typed.islower() and stem(span[0].text) in self._vocabulary.stems
        plain = plain and not (ranked[0].sort == "label" and things[0].kind == "material")
        loose = all(name.sort == "wording" for name in names) and typed.islower()
        loose = loose and things[0].kind not in _NAMED_BY_WORDS
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


def _spell_out(reader: "_Reader", tokens: list[Token], mentions: list[Mention]) -> list[str]:
    """Return the words of a question, short forms of quantities in full: "CE" speaks of an efficiency."""
    full = {
        m.start: m.things[0].label
        for m in mentions
        if "al:QuantityKind" in m.things[0].classes and m.sort == "short form"
    }
    words: list[str] = []
    for token in tokens:
        words += full[token.start].lower().split() if token.start in full else [reader.read(token)]
    return words


def _narrows(token: Token, text: str, parts: Iterable[Mention | Amount]) -> bool:
    """Whether a word is the "only" of "pouch cells only", which tells no canned question from another."""
    return token.text.lower() == "only" and any(
        not text[part.end : token.start].strip()
        if part.end <= token.start
        else not text[token.end : part.start].strip()
        for part in parts
    )


def _iter_places(text: str) -> Iterator[Place]:
    for match in _PLACE.finditer(text):
        kind = next(name for name in ("table", "figure", "section") if name[:3] == match[1][:3].lower())
        label = f"{'section' if kind == 'section' else kind.capitalize()} {match[2]}"
        yield Place(*match.span(), match[0], label)


def _put_in_context(text: str, mention: Mention) -> Mention:
    """Return a mention with what the words beside it say: a role that it can have, whether it is left out."""
    role = ""
    if "al:Material" in mention.things[0].classes and not mention.is_weak:
        known = mention.things[0].roles
        told = find_own_role(mention.text) or find_role(text, mention.start, mention.end)
        role = told if not known or told in known else ""
    return replace(mention, role=role, left_out=is_left_out(text, mention.start, mention.end))


def _drop_repeated(mentions: list[Mention]) -> list[Mention]:
    """Leave out what only says the same again: "lithium-concentration gradient (LCG)"."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.things[0] not in kept[-1].things:
            kept.append(mention)
    return kept


def _to_stems(words: list[str]) -> list[str]:
    return [stem(word) for word in join_phrases(words) if word not in STOP_WORDS]
