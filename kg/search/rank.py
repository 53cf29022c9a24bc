"""Which canned question fits a recognised one best, and with which values.

A question is scored by its words (how much of what was asked it speaks of, rare words counting more; how much
of its summary was asked for; how alike its known wordings are) and by its parameters (whether what was
recognised fills them, or what stands in its columns can be compared with it).
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kg.queries.catalogue import Question
from kg.queries.header import Parameter
from kg.search.amounts import Amount, Measures
from kg.search.bounds import split_camel
from kg.search.filling import Filler, Filling
from kg.search.index import Thing
from kg.search.negations import asks_for_none, tells_of_none
from kg.search.recognise import Parsed, Part, Vocabulary
from kg.search.wordings import NO_WORDINGS, Wordings
from kg.search.words import SYNONYMS, find_notions, normal, stem, to_stems, tokenise

# How much a word counts by the part of a question's header in which it stands.
_PARTS: Final = {
    "summary": 1.0,
    "name": 1.0,
    "tags": 0.8,
    "description": 0.6,
    "parameters": 0.6,
    "columns": 0.3,
}
_SYNONYM: Final = 0.7  # a word of the same notion, against the same word
_IMPLIED: Final = 0.4  # a word that only follows from what was recognised, against one that was typed
_UNKNOWN: Final = 0.9  # a word that no question knows, against one that a single question knows
_NAMED: Final = 0.3  # a word inside a name, against a word outside

_WORDS: Final = 1.0
_SUMMARY: Final = 0.5
_WORDING: Final = 3.0
_MISSING: Final = -0.8
_NEGATED: Final = -0.5  # it tells of what is, and asked was for what is not
_ABSENT: Final = -0.2  # it tells of what is not, and asked was for what is
_LEAST_SCORE: Final = 0.45
_LEAST_IN_PLACE: Final = 0.2  # of a question that takes the place of one that fits but for an amount
_LEAST_TYPED: Final = 0.12
_ENOUGH_TYPED: Final = 0.5
_PLAINLY_TYPED: Final = 0.8  # more than by words of the same notion
_LEAST_ALIKE: Final = 0.22
_ENOUGH_ALIKE: Final = 0.4
_MOST_UNKNOWN: Final = 0.4
_MOST_UNKNOWN_UNTYPED: Final = 0.15  # where the question speaks of none of the words that were typed

_ABSENCE: Final = frozenset().union(*(find_notions(stem(w)) for w in ("missing", "gap", "never", "open")))

# Words that follow from a thing of a class.
_IMPLIED_WORDS: Final[Mapping[str, str]] = {
    "al:Material": "material",
    "al:Mechanism": "mechanism",
    "al:FailurePhenomenon": "failure",
    "al:Effect": "effect",
    "al:Person": "person",
    "al:Work": "work",
    "al:System": "cell",
    "al:CellFormat": "cell",
    "al:Organisation": "institution",
    "al:QuantityKind": "quantity",
    "al:Claim": "claim",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A canned question that may be meant.

    Attributes:
        question: the question.
        score: how well it fits; about 1 for a good fit.
        words: the share of what was asked that its words cover, from 0 to 1.
        typed: the same of the words that name nothing; where there are none, 1 if it takes what is named.
        unknown: the share of what was asked in words that neither the catalogue nor the graph knows.
        alike: how alike the most similar of its wordings is, from 0 to 1.
        fillings: what fills its parameters, by name.
        filters: parts of what was asked for which it has no parameter but a column.
        unused: parts with which it can do nothing.
        missing: required parameters that nothing fills.
        opposed: whether it asks for a bound on one side of a quantity of which something else was asked.
        negated: whether it tells of what is, while what is not was asked for.
        in_place: whether it was put first in place of one that can do nothing with an amount.
        ignores_names: whether it can do nothing with any of the things that were named.
    """

    question: Question
    score: float
    words: float
    typed: float
    unknown: float
    alike: float
    fillings: Mapping[str, Filling]
    filters: tuple[Part, ...]
    unused: tuple[Part, ...]
    missing: tuple[Parameter, ...]
    opposed: bool = False
    negated: bool = False
    in_place: bool = False
    ignores_names: bool = False

    @property
    def meets_amounts(self) -> bool:
        """Whether its rows can be held against all amounts that were named."""
        return not self.opposed and not any(isinstance(part, Amount) for part in self.unused)

    @property
    def fits(self) -> bool:
        """Whether it is likely enough to be what was meant."""
        if self.in_place:
            return True
        if self.score < _LEAST_SCORE or self.negated or (self.ignores_names and self.typed < _PLAINLY_TYPED):
            return False
        if self.typed >= _ENOUGH_TYPED or self.alike >= _ENOUGH_ALIKE:
            return True
        few_strange = self.unknown <= (_MOST_UNKNOWN if self.typed >= _LEAST_TYPED else _MOST_UNKNOWN_UNTYPED)
        return self.alike >= _LEAST_ALIKE and few_strange


@dataclass(frozen=True, slots=True)
class _Profile:
    """The words of a question: for each stem and each notion the greatest weight of a part that holds it."""

    question: Question
    stems: dict[str, float]
    notions: dict[int, float]
    summary: dict[str, float]
    negative: bool
    absent: bool


class Ranking:
    """The catalogue, prepared for ranking.

    Args:
        questions: the canned questions.
        measures: the units and quantities of the graph.
        stand_in: the work to take where one is needed and none is named: the only one read in full.
        intents: the citation intents that occur in the graph, which no header lists.
        wordings: other ways in which the questions are put.
    """

    def __init__(
        self,
        questions: Iterable[Question],
        measures: Measures,
        stand_in: Thing | None = None,
        intents: tuple[str, ...] = (),
        wordings: Wordings = NO_WORDINGS,
    ) -> None:
        self._filler = Filler(measures, stand_in, intents)
        self.wordings = wordings
        self._profiles = [_make_profile(question, wordings) for question in questions]
        holders: dict[str | int, float] = {}
        for profile in self._profiles:
            weights: list[tuple[str | int, float]] = [*profile.stems.items(), *profile.notions.items()]
            for key, weight in weights:
                holders[key] = holders.get(key, 0.0) + weight
        total = len(self._profiles) + 1
        self._rarity = {key: math.log(1 + total / count) for key, count in holders.items()}
        self._rarest = math.log(1 + total)
        words = {
            token.folded
            for profile in self._profiles
            for text in _texts(profile.question).values()
            for token in tokenise(text)
        }
        words.update(word for line in SYNONYMS for word in line)
        words.update(normal(word) for word in wordings.words)
        stems = {known for profile in self._profiles for known in (*profile.stems, *profile.summary)}
        self.vocabulary = Vocabulary(frozenset(words), frozenset(stems | {stem(w) for w in words}))

    def rank(self, parsed: Parsed) -> list[Candidate]:
        """Return all questions, the best first.

        One that lacks a value gives way to the best that fits without it, and one that can do nothing with an
        amount to the best that can.
        """
        if not (parsed.stems or parsed.mentions or parsed.amounts or parsed.counts or parsed.places):
            return []  # "what are the?" asks for nothing
        alike = self.wordings.compare(parsed)
        found = [
            self._judge(profile, parsed, alike.get(profile.question.name, 0.0)) for profile in self._profiles
        ]
        ranked = sorted(found, key=lambda c: -c.score)
        whole = next((c for c in ranked if c.fits and not c.missing), None)
        if whole is None:
            return ranked
        if not whole.meets_amounts:
            able = [c for c in ranked if c.meets_amounts and not c.missing and c.score >= _LEAST_IN_PLACE]
            if able:
                whole = replace(min(able, key=lambda c: not c.fits), in_place=True)
        return [whole, *(c for c in ranked if c.question is not whole.question)]

    def _judge(self, profile: _Profile, parsed: Parsed, alike: float) -> Candidate:
        asked = self._weigh(parsed)
        covered = sum(weight * self._match(profile, word) for word, weight in asked.items())
        words = covered / max(sum(asked.values()), 0.01)
        plain = {word: asked[word] for word in parsed.stems}
        told = sum(weight * self._match(profile, word) for word, weight in plain.items())
        draft = self._filler.fill(profile.question, parsed)
        filled = any(not isinstance(f.source, str) for f in draft.fillings.values())
        takes = draft.about or filled or bool(draft.filters)
        typed = told / sum(plain.values()) if plain else float(takes)
        strange = sum(asked[word] for word in parsed.strange if word in asked)
        unknown = strange / max(sum(asked.values()), 0.01)
        summary = self._summary_share(profile, asked)
        missing = tuple(
            p
            for p in profile.question.header.parameters.values()
            if p.required and p.name not in draft.fillings
        )
        negated = bool(parsed.negation) and not profile.negative
        score = _WORDS * words + _SUMMARY * summary + _WORDING * alike + draft.score
        score += _MISSING * len(missing) + _NEGATED * negated
        score += _ABSENT * (profile.absent and not _asks_for_absence(parsed))
        return Candidate(
            profile.question,
            score,
            words,
            typed,
            unknown,
            alike,
            draft.fillings,
            tuple(draft.filters),
            tuple(draft.unused),
            missing,
            draft.opposed,
            negated,
            ignores_names=_ignores_names(draft.unused, parsed),
        )

    def _weigh(self, parsed: Parsed) -> dict[str, float]:
        """Return the words of the question with the weight of each."""
        asked: dict[str, float] = {}
        for word in parsed.stems:
            asked[word] = self._weight(word)
        for word in parsed.named:
            asked.setdefault(word, self._weight(word) * _NAMED)
        for word in _iter_implied(parsed):
            asked.setdefault(word, self._weight(word) * _IMPLIED)
        return asked

    def _weight(self, word: str) -> float:
        if word in self._rarity:
            return self._rarity[word]
        notions = [self._rarity[n] for n in find_notions(word) if n in self._rarity]
        return max(notions, default=_UNKNOWN * self._rarest)

    def _match(self, profile: _Profile, word: str) -> float:
        own = profile.stems.get(word, 0.0)
        notions = (profile.notions.get(number, 0.0) for number in find_notions(word))
        return max(own, _SYNONYM * max(notions, default=0.0))

    def _summary_share(self, profile: _Profile, asked: Mapping[str, float]) -> float:
        """Return how much of the question's own summary was asked for, rare words counting more."""
        notions = {number for word in asked for number in find_notions(word)}
        total = found = 0.0
        for word in profile.summary:
            weight = self._weight(word)
            total += weight
            if word in asked:
                found += weight
            elif notions & find_notions(word):
                found += weight * _SYNONYM
        return found / total if total else 0.0


def _make_profile(question: Question, wordings: Wordings) -> _Profile:
    stems: dict[str, float] = {}
    notions: dict[int, float] = {}
    texts = _texts(question)
    for part, text in texts.items():
        for word in to_stems(text):
            stems[word] = max(stems.get(word, 0.0), _PARTS[part])
            for number in find_notions(word):
                notions[number] = max(notions.get(number, 0.0), _PARTS[part])
    summary = dict.fromkeys([*to_stems(texts["summary"]), *to_stems(texts["name"])], 1.0)
    told = [question.header.summary, question.name.replace("-", " "), *wordings.of(question.name)]
    negative = any(map(asks_for_none, told))
    return _Profile(question, stems, notions, summary, negative, tells_of_none(question.header.summary))


def _texts(question: Question) -> dict[str, str]:
    header = question.header
    told = [
        f"{p.description} {' '.join(word for choice in p.choices for word in split_camel(choice))}"
        for p in header.parameters.values()
    ]
    return {
        "summary": header.summary,
        "name": question.name,
        "tags": " ".join(header.tags),
        "description": header.description,
        "parameters": " ".join(told),
        "columns": " ".join(column.label for column in header.columns.values()),
    }


def _ignores_names(unused: Collection[Part], parsed: Parsed) -> bool:
    """Whether all that was named goes unused, so that rows chosen without it would pass for an answer."""
    told = [m for m in parsed.mentions if not m.is_weak]
    return bool(told) and not parsed.amounts and not parsed.counts and all(m in unused for m in told)


def _asks_for_absence(parsed: Parsed) -> bool:
    """Whether a question asks for what is not, or for what is missing."""
    notions = {number for word in parsed.stems for number in find_notions(word)}
    return bool(parsed.negation) or not notions.isdisjoint(_ABSENCE)


def _iter_implied(parsed: Parsed) -> Iterable[str]:
    for mention in parsed.mentions:
        for name, word in _IMPLIED_WORDS.items():
            if not mention.is_weak and name in mention.things[0].classes:
                yield stem(word)
    for kind in [*(amount.kind for amount in parsed.amounts), *parsed.kinds]:
        yield from sorted(kind.heading)
    if any(count.is_year for count in parsed.counts):
        yield "year"
