"""Which canned question fits a recognised one best, and with which values.

A question is scored by its words (how much of what was asked it speaks of, rare words counting more; how much
of its summary was asked for; how alike its known wordings are) and by its parameters (whether what was
recognised fills them, or what stands in its columns can be compared with it).
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from kg.queries.catalogue import Question
from kg.queries.header import Parameter
from kg.search.amounts import Amount, Measures, QuantityKind
from kg.search.bounds import (
    OPEN_ENDS,
    agrees,
    bounds_nothing,
    find_amount_column,
    find_direction,
    find_thing_columns,
    fits_noun,
    heading_of,
    split_camel,
)
from kg.search.index import Thing
from kg.search.recognise import Mention, Parsed, Vocabulary
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
_VALUE_FILLED: Final = 0.4
_BROAD_VALUE_FILLED: Final = 0.4
_WEAK_VALUE_FILLED: Final = 0.15
_CHOICE_FILLED: Final = 0.3
_FILTERED: Final = 0.2
_UNUSED: Final = -0.25
_UNUSED_AMOUNT: Final = -0.6  # rows that cannot be held against a named amount look like an answer to it
_OPPOSITE: Final = -1.5  # it has a parameter for the quantity, but a bound on the other side
_MISSING: Final = -0.8
_STAND_IN: Final = -0.1
_STAND_IN_NAMED: Final = 0.1  # nearly every question is about the only work, so naming it says little
_ABOUT: Final = 0.3  # the summary of the question speaks of what is named
_BROAD: Final = 4  # a parameter of so many classes takes nearly everything
_LEAST_SCORE: Final = 0.45
_LEAST_IN_PLACE: Final = 0.2  # of a question that takes the place of one that fits but for an amount
_LEAST_TYPED: Final = 0.12
_ENOUGH_TYPED: Final = 0.5
_LEAST_ALIKE: Final = 0.22
_ENOUGH_ALIKE: Final = 0.4
_MOST_UNKNOWN: Final = 0.4
_MOST_UNKNOWN_UNTYPED: Final = 0.15  # where the question speaks of none of the words that were typed

_STRICT: Final = stem("exceeded")
_ROOM: Final = frozenset(stem(word) for word in ("room", "ambient"))
_TEMPERATURE: Final = "alq:test-temperature"
_QUOTED: Final = re.compile(r'["“„]([^"“”„]+)["”]')

# Words that follow from a thing of a class.
_IMPLIED_WORDS: Final[Mapping[str, str]] = {
    "al:Material": "material",
    "al:Mechanism": "mechanism",
    "al:FailurePhenomenon": "failure",
    "al:Effect": "effect",
    "al:Person": "person",
    "al:Work": "work",
    "al:System": "cell",
    "al:Organisation": "institution",
    "al:QuantityKind": "quantity",
    "al:Claim": "claim",
}


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills one parameter: the value as a query takes it, as it is shown, and where it came from."""

    value: str
    shown: str
    source: Mention | Amount | str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A canned question that may be meant.

    Attributes:
        question: the question.
        score: how well it fits; about 1 for a good fit.
        words: the share of what was asked that its words cover, from 0 to 1.
        typed: the same of the words that name nothing; 1 where there are none.
        unknown: the share of what was asked in words that neither the catalogue nor the graph knows.
        alike: how alike the most similar of its wordings is, from 0 to 1.
        fillings: what fills its parameters, by name.
        filters: mentions and amounts for which it has no parameter but a column.
        unused: mentions and amounts with which it can do nothing.
        missing: required parameters that nothing fills.
        opposed: whether it asks for a bound on one side of a quantity of which something else was asked.
        in_place: whether it was put first in place of one that can do nothing with an amount.
    """

    question: Question
    score: float
    words: float
    typed: float
    unknown: float
    alike: float
    fillings: Mapping[str, Filling]
    filters: tuple[Mention | Amount, ...]
    unused: tuple[Mention | Amount, ...]
    missing: tuple[Parameter, ...]
    opposed: bool = False
    in_place: bool = False

    @property
    def meets_amounts(self) -> bool:
        """Whether its rows can be held against all amounts that were named."""
        return not self.opposed and not any(isinstance(part, Amount) for part in self.unused)

    @property
    def fits(self) -> bool:
        """Whether it is likely enough to be what was meant."""
        if self.in_place:
            return True
        if self.score < _LEAST_SCORE:
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


@dataclass
class _Draft:
    fillings: dict[str, Filling] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)  # places in the question of what is used
    score: float = 0.0
    opposed: bool = False


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
        self._measures = measures
        self._stand_in = stand_in
        self._intents = intents
        self.wordings = wordings
        self._profiles = [_make_profile(question) for question in questions]
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

        One that can do nothing with an amount gives way to the best that can.
        """
        alike = self.wordings.compare(parsed)
        found = [
            self._judge(profile, parsed, alike.get(profile.question.name, 0.0)) for profile in self._profiles
        ]
        ranked = sorted(found, key=lambda c: -c.score)
        first = ranked[0] if ranked else None
        if first is None or not first.fits or first.meets_amounts:
            return ranked
        able = [c for c in ranked if c.meets_amounts and not c.missing and c.score >= _LEAST_IN_PLACE]
        if not able:
            return ranked
        better = min(able, key=lambda c: (not c.fits, bool(c.question.header.parameters)))
        return [replace(better, in_place=True), *(c for c in ranked if c is not better)]

    def _judge(self, profile: _Profile, parsed: Parsed, alike: float) -> Candidate:
        asked = self._weigh(parsed)
        covered = sum(weight * self._match(profile, word) for word, weight in asked.items())
        words = covered / max(sum(asked.values()), 0.01)
        plain = {word: asked[word] for word in parsed.stems}
        told = sum(weight * self._match(profile, word) for word, weight in plain.items())
        named = bool(parsed.mentions or parsed.amounts)
        typed = told / sum(plain.values()) if plain else float(named)
        strange = sum(asked[word] for word in parsed.strange if word in asked)
        unknown = strange / max(sum(asked.values()), 0.01)
        summary = self._summary_share(profile, asked)
        draft = self._fill(profile.question, parsed)
        filters, unused = self._sort_rest(profile.question, parsed, draft)
        missing = tuple(
            p
            for p in profile.question.header.parameters.values()
            if p.required and p.name not in draft.fillings
        )
        score = _WORDS * words + _SUMMARY * summary + _WORDING * alike + draft.score
        score += _FILTERED * len(filters) + _MISSING * len(missing)
        for part in unused:
            if isinstance(part, Amount):
                score += _UNUSED_AMOUNT
            elif not part.is_weak:
                score += _UNUSED
        return Candidate(
            profile.question,
            score,
            words,
            typed,
            unknown,
            alike,
            draft.fillings,
            filters,
            unused,
            missing,
            draft.opposed,
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

    def _fill(self, question: Question, parsed: Parsed) -> _Draft:
        draft = _Draft()
        for parameter in question.header.parameters.values():
            choices = parameter.choices or (self._intents if parameter.example in self._intents else ())
            if choices:
                self._fill_choice(question, parameter, choices, parsed, draft)
            elif parameter.type == "entity":
                self._fill_entity(parameter, parsed, draft)
            elif parameter.type == "quantity":
                self._fill_amount(question, parameter, parsed, draft)
            elif parameter.type in ("integer", "decimal", "year"):
                self._fill_count(question, parameter, parsed, draft)
            elif quoted := _QUOTED.search(parsed.text):
                draft.fillings[parameter.name] = Filling(quoted[1], quoted[1], "the words in quotes")
                draft.score += _VALUE_FILLED
        self._open_ends(question, parsed, draft)
        return draft

    def _open_ends(self, question: Question, parsed: Parsed, draft: _Draft) -> None:
        """Take away the defaults of bounds once amounts are given.

        A default that nobody asked for would leave out rows before they are held against what was asked.
        """
        if not parsed.amounts:
            return
        for name, parameter in question.header.parameters.items():
            if parameter.default is None or name in draft.fillings:
                continue
            kinds = self._measured_by(question, parameter)
            side = find_direction(question, parameter)
            if not kinds or side not in OPEN_ENDS or bounds_nothing(side, parameter.default):
                continue
            if not _ROOM.isdisjoint(parsed.stems) and any(k.name == _TEMPERATURE for k in kinds):
                continue  # "at room temperature" means the default
            draft.fillings[name] = Filling(OPEN_ENDS[side], "no limit", "no bound was given here")

    def _measured_by(self, question: Question, parameter: Parameter) -> list[QuantityKind]:
        """Return the quantities that a parameter bounds; none where it counts or chooses something else."""
        if parameter.type == "quantity":
            return self._kinds_of(question, parameter)
        if parameter.type not in ("integer", "decimal"):
            return []
        heading = heading_of(parameter)  # a number of cycles may be asked for without its unit
        return [kind for kind in self._measures.kinds if kind.heading & heading]

    def _is_opposite(self, question: Question, parameter: Parameter, amount: Amount) -> bool:
        """Whether a parameter bounds the quantity of an amount, but not on the side that was asked for."""
        if parameter.type != "quantity" or amount.kind not in self._kinds_of(question, parameter):
            return False
        return amount.exact or not agrees(find_direction(question, parameter), amount.sign)

    def _takes(self, question: Question, parameter: Parameter, amount: Amount) -> bool:
        """Whether an amount can be the value of a parameter: an exact one only where both ends can be set."""
        direction = find_direction(question, parameter)
        if not agrees(direction, amount.sign):
            return False
        if _STRICT in to_stems(parameter.description) and amount.sign != ">":
            return False  # the query would leave out rows with this very value
        if not amount.exact or direction == "=":
            return True
        return any(
            {direction, find_direction(question, other)} == {"<", ">"}
            and amount.kind in self._measured_by(question, other)
            for other in question.header.parameters.values()
        )

    def _fill_entity(self, parameter: Parameter, parsed: Parsed, draft: _Draft) -> None:
        for mention in sorted(parsed.mentions, key=lambda m: m.is_weak):
            thing = mention.find(parameter.classes)
            if thing is None or mention.start in draft.used:
                continue
            if any(filling.value == thing.iri for filling in draft.fillings.values()):
                continue
            draft.fillings[parameter.name] = Filling(thing.iri, mention.text, mention)
            draft.used.add(mention.start)
            if thing == self._stand_in:
                draft.score += _STAND_IN_NAMED
            elif mention.is_weak:
                draft.score += _WEAK_VALUE_FILLED
            else:
                draft.score += _BROAD_VALUE_FILLED if len(parameter.classes) >= _BROAD else _VALUE_FILLED
            return
        if parameter.required and "al:Work" in parameter.classes and self._stand_in is not None:
            filling = Filling(self._stand_in.iri, self._stand_in.label, "the only work read in full")
            draft.fillings[parameter.name] = filling
            draft.score += _STAND_IN

    def _fill_amount(self, question: Question, parameter: Parameter, parsed: Parsed, draft: _Draft) -> None:
        unit = self._measures.find_unit(parameter.unit or "")
        for amount in parsed.amounts:
            if amount.start in draft.used and amount.sign != "=":
                continue
            kinds = self._kinds_of(question, parameter)
            if unit != amount.unit or amount.kind not in kinds:
                continue
            if not self._takes(question, parameter, amount):
                continue
            symbol = parameter.unit or ""
            draft.fillings[parameter.name] = Filling(
                format(amount.value, "f"), _join(amount.value, symbol), amount
            )
            draft.used.add(amount.start)
            draft.score += _VALUE_FILLED
            return

    def _kinds_of(self, question: Question, parameter: Parameter) -> list[QuantityKind]:
        """Return the quantities that a parameter can be of, by its own words or those of the summary."""
        kinds = self._measures.find_kinds(self._measures.find_unit(parameter.unit or "") or "")
        name = " ".join(split_camel(parameter.name))
        for text in (f"{name} {parameter.description}", f"{question.name} {question.header.summary}"):
            stems = frozenset(to_stems(text))
            told = [kind for kind in kinds if kind.heading <= stems] or [
                k for k in kinds if k.heading & stems
            ]
            if told:
                return told
        return kinds

    def _fill_count(self, question: Question, parameter: Parameter, parsed: Parsed, draft: _Draft) -> None:
        heading = heading_of(parameter)
        if parameter.type in ("integer", "decimal"):
            for amount in parsed.amounts:  # a number of cycles may be asked for without its unit
                if amount.kind.heading & heading and self._takes(question, parameter, amount):
                    draft.fillings[parameter.name] = Filling(
                        format(amount.value, "f"), format(amount.value, "f"), amount
                    )
                    draft.used.add(amount.start)
                    draft.score += _VALUE_FILLED
                    return
        for count in parsed.counts:
            behind = parsed.text[count.end :].split()[:1]
            if behind and parameter.type == "integer" and not fits_noun(behind[0], parameter, question):
                continue
            if (
                count.is_year == (parameter.type == "year" or "year" in heading)
                and count.start not in draft.used
            ):
                draft.fillings[parameter.name] = Filling(count.text, count.text, f"the number {count.text}")
                draft.used.add(count.start)
                draft.score += _CHOICE_FILLED
                return

    def _fill_choice(
        self,
        question: Question,
        parameter: Parameter,
        choices: tuple[str, ...],
        parsed: Parsed,
        draft: _Draft,
    ) -> None:
        asked = {*parsed.stems, *parsed.named}
        best: tuple[float, str] = (0.0, "")
        own_words = {*to_stems(question.header.summary), *to_stems(question.name)}
        notions = {number for word in asked - own_words for number in find_notions(word)}
        stems = {choice: to_stems(" ".join(split_camel(choice))) for choice in choices}
        for choice in choices:  # "cites" stands in most intents and tells none from another
            own = [
                w
                for w in stems[choice]
                if sum(w in other for other in stems.values()) * 3 <= len(choices) + 2
            ]
            exact = sum(word in asked for word in own)
            alike = sum(word not in asked and bool(notions & find_notions(word)) for word in own)
            share = (exact + 0.5 * alike) / max(len(own), 1)
            best = max(best, (share, choice), key=lambda pair: pair[0])
        if best[0] >= 0.3:
            draft.fillings[parameter.name] = Filling(best[1], best[1], f"the word for {best[1]}")
            draft.score += _CHOICE_FILLED * best[0]

    def _sort_rest(
        self, question: Question, parsed: Parsed, draft: _Draft
    ) -> tuple[tuple[Mention | Amount, ...], tuple[Mention | Amount, ...]]:
        filters: list[Mention | Amount] = []
        unused: list[Mention | Amount] = []
        columns = question.header.columns
        parameters = question.header.parameters.values()
        for amount in parsed.amounts:
            if amount.start in draft.used:
                continue
            (filters if find_amount_column(amount, columns) else unused).append(amount)
            if any(self._is_opposite(question, p, amount) for p in parameters):
                draft.score += _OPPOSITE
                draft.opposed = sum(p.type == "quantity" for p in parameters) == 1
        for mention in parsed.mentions:
            if mention.start in draft.used or mention.things[0] == self._stand_in:
                continue
            if _is_word_of(mention, question):
                draft.score += _ABOUT
                continue
            fits = not mention.is_weak and find_thing_columns(mention.things[0], columns)
            (filters if fits else unused).append(mention)
        return tuple(filters), tuple(unused)


def _make_profile(question: Question) -> _Profile:
    stems: dict[str, float] = {}
    notions: dict[int, float] = {}
    texts = _texts(question)
    for part, text in texts.items():
        for word in to_stems(text):
            stems[word] = max(stems.get(word, 0.0), _PARTS[part])
            for number in find_notions(word):
                notions[number] = max(notions.get(number, 0.0), _PARTS[part])
    summary = dict.fromkeys([*to_stems(texts["summary"]), *to_stems(texts["name"])], 1.0)
    return _Profile(question, stems, notions, summary)


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


def _iter_implied(parsed: Parsed) -> Iterable[str]:
    for mention in parsed.mentions:
        for name, word in _IMPLIED_WORDS.items():
            if not mention.is_weak and name in mention.things[0].classes:
                yield stem(word)
    for kind in [*(amount.kind for amount in parsed.amounts), *parsed.kinds]:
        yield from sorted(kind.heading)
    if any(count.is_year for count in parsed.counts):
        yield "year"


def _is_word_of(mention: Mention, question: Question) -> bool:
    """Whether the summary or name of a question says what is mentioned, as "Coulombic efficiency" does."""
    told = {*to_stems(question.header.summary), *to_stems(question.name)}
    names = (to_stems(mention.text), to_stems(mention.things[0].label))
    return any(len(name) > 1 and told.issuperset(name) for name in names)


def _join(value: Decimal, unit: str) -> str:
    return f"{value} {unit}".strip()
