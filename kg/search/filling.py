"""What in a question fills the parameters of a canned one, and what is left to be held against its rows."""

import re
from dataclasses import dataclass, field
from typing import Final

from kg.queries.catalogue import Question
from kg.queries.header import NO_LIMIT, Parameter
from kg.search.amounts import Amount, Measures, QuantityKind
from kg.search.bounds import (
    agrees,
    find_amount_column,
    find_direction,
    find_place_column,
    find_thing_columns,
    find_year_column,
    fits_noun,
    heading_of,
    split_camel,
)
from kg.search.counts import Count
from kg.search.index import Thing
from kg.search.recognise import Mention, Parsed, Part, Place
from kg.search.roles import find_wanted_role
from kg.search.words import find_notions, stem, to_stems, tokenise

_VALUE_FILLED: Final = 0.4
_BROAD_VALUE_FILLED: Final = 0.4
_WEAK_VALUE_FILLED: Final = 0.15
_CHOICE_FILLED: Final = 0.3
_FILTERED: Final = 0.2
_UNUSED: Final = -0.25
_UNUSED_YEAR: Final = -0.4
_UNUSED_AMOUNT: Final = -0.6  # rows that cannot be held against a named amount look like an answer to it
_OPPOSITE: Final = -1.5  # it has a parameter for the quantity, but a bound on the other side
_STAND_IN: Final = -0.1
_STAND_IN_NAMED: Final = 0.1  # nearly every question is about the only work, so naming it says little
_ABOUT: Final = 0.3  # the summary of the question speaks of what is named
_IDLE: Final = -0.08  # a bound on which nothing was said, while other amounts were named
_DEFAULT_CHOICE: Final = -0.1  # a choice that was not asked for leaves out the others
_BROAD: Final = 4  # a parameter of so many classes takes nearly everything

_STRICT: Final = stem("exceeded")
_CHOICE_ALIKE: Final = 0.3  # share of the words of a choice by which it is taken
_CHOICE_TOLD: Final = 0.6  # the same where none needs to be chosen
_QUOTED: Final = re.compile(r'["“„]([^"“”„]+)["”]')
_NEXT_YEAR: Final = {">": 1, "<": -1}  # the first year that is after one, the last that is before one


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills one parameter: the value as a query takes it, as it is shown, and where it came from."""

    value: str
    shown: str
    source: Part | str


@dataclass
class Draft:
    """A canned question with what was found for it.

    Attributes:
        fillings: what fills its parameters, by name.
        filters: parts of what was asked for which it has no parameter but a column.
        unused: parts with which it can do nothing.
        used: where in what was asked the parts stand that fill a parameter.
        score: how much all this speaks for the question.
        opposed: whether it asks for a bound on one side of a quantity of which something else was asked.
        about: whether its own words speak of something that was named.
    """

    fillings: dict[str, Filling] = field(default_factory=dict)
    filters: list[Part] = field(default_factory=list)
    unused: list[Part] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    score: float = 0.0
    opposed: bool = False
    about: bool = False


class Filler:
    """Fills the parameters of canned questions.

    Args:
        measures: the units and quantities of the graph.
        stand_in: the work to take where one is needed and none is named: the only one read in full.
        intents: the citation intents that occur in the graph, which no header lists.
    """

    def __init__(self, measures: Measures, stand_in: Thing | None, intents: tuple[str, ...]) -> None:
        self._measures = measures
        self._stand_in = stand_in
        self._intents = intents

    def fill(self, question: Question, parsed: Parsed) -> Draft:
        """Return what a canned question can do with what was asked."""
        draft = Draft()
        for parameter in question.header.parameters.values():
            choices = parameter.choices or (self._intents if parameter.example in self._intents else ())
            if choices:
                self._fill_choice(question, parameter, choices, parsed, draft)
            elif parameter.type == "entity":
                self._fill_entity(parameter, parsed, draft)
            elif parameter.type == "quantity":
                self._fill_amount(question, parameter, parsed, draft)
            elif parameter.type == "year":
                _fill_year(question, parameter, parsed, draft)
            elif parameter.type in ("integer", "decimal"):
                self._fill_count(question, parameter, parsed, draft)
            elif quoted := _QUOTED.search(parsed.text):
                draft.fillings[parameter.name] = Filling(quoted[1], quoted[1], "the words in quotes")
                draft.score += _VALUE_FILLED
        self._sort_rest(question, parsed, draft)
        self._open_ends(question, parsed, draft)
        return draft

    def _open_ends(self, question: Question, parsed: Parsed, draft: Draft) -> None:
        """Take away the defaults of bounds once amounts, or things that no parameter takes, are given.

        A default that nobody asked for would leave out rows before they are held against what was asked.
        """
        for name, parameter in question.header.parameters.items():
            if name in draft.fillings or not parameter.bound:
                continue
            draft.score += _IDLE * bool(parsed.amounts)
            if parameter.default == NO_LIMIT or not (parsed.amounts or draft.filters):
                continue
            if not self._measured_by(question, parameter):
                continue
            draft.fillings[name] = Filling(NO_LIMIT, "no limit", "no bound was given here")

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
        return amount.exact or not agrees(find_direction(parameter), amount.sign)

    def _takes(self, question: Question, parameter: Parameter, amount: Amount) -> bool:
        """Whether an amount can be the value of a parameter: an exact one only where both ends can be set."""
        direction = find_direction(parameter)
        if amount.left_out or not agrees(direction, amount.sign):
            return False
        if _STRICT in to_stems(parameter.description) and amount.sign != ">":
            return False  # the query would leave out rows with this very value
        if not amount.exact or direction == "=":
            return True
        return any(
            {direction, find_direction(other)} == {"<", ">"}
            and amount.kind in self._measured_by(question, other)
            for other in question.header.parameters.values()
        )

    def _fill_entity(self, parameter: Parameter, parsed: Parsed, draft: Draft) -> None:
        wanted = find_wanted_role(parameter.description)
        for mention in sorted(parsed.mentions, key=lambda m: m.is_weak):
            thing = mention.find(parameter.classes)
            if thing is None or mention.start in draft.used or mention.left_out:
                continue
            if wanted and not mention.may_be(wanted):
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

    def _fill_amount(self, question: Question, parameter: Parameter, parsed: Parsed, draft: Draft) -> None:
        unit = self._measures.find_unit(parameter.unit or "")
        for amount in parsed.amounts:
            if amount.start in draft.used and amount.sign not in ("=", "~"):
                continue
            kinds = self._kinds_of(question, parameter)
            if unit != amount.unit or amount.kind not in kinds:
                continue
            if not self._takes(question, parameter, amount):
                continue
            draft.fillings[parameter.name] = _fill_with(parameter, amount)
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

    def _fill_count(self, question: Question, parameter: Parameter, parsed: Parsed, draft: Draft) -> None:
        heading = heading_of(parameter)
        for amount in parsed.amounts:  # a number of cycles may be asked for without its unit
            if amount.kind.heading & heading and self._takes(question, parameter, amount):
                draft.fillings[parameter.name] = _fill_with(parameter, amount)
                draft.used.add(amount.start)
                draft.score += _VALUE_FILLED
                return
        for count in parsed.counts:
            if count.is_year or count.unit or count.start in draft.used:
                continue
            behind = parsed.text[count.end :].split()[:1]
            if behind and parameter.type == "integer" and not fits_noun(behind[0], parameter, question):
                continue
            draft.fillings[parameter.name] = Filling(count.text, count.text, count)
            draft.used.add(count.start)
            draft.score += _CHOICE_FILLED
            return

    def _fill_choice(
        self,
        question: Question,
        parameter: Parameter,
        choices: tuple[str, ...],
        parsed: Parsed,
        draft: Draft,
    ) -> None:
        role = next((m.role for m in parsed.mentions if m.role in choices and not m.left_out), "")
        share, choice = (1.0, role) if role else _find_choice(question, choices, parsed)
        if share >= (_CHOICE_TOLD if NO_LIMIT in choices else _CHOICE_ALIKE):
            draft.fillings[parameter.name] = Filling(choice, choice, f"the word for {choice}")
            draft.score += _CHOICE_FILLED * share
        elif parameter.default not in (None, NO_LIMIT):
            draft.score += _DEFAULT_CHOICE

    def _sort_rest(self, question: Question, parsed: Parsed, draft: Draft) -> None:
        columns = question.header.columns
        self._sort_amounts(question, parsed, draft)
        self._sort_mentions(question, parsed, draft)
        for count in parsed.counts:
            if count.start not in draft.used and not _is_number_of(count, parsed, question):
                fits = count.is_year and find_year_column(columns) is not None
                self._put_aside(draft, count, fits=fits, otherwise=_UNUSED_YEAR if count.is_year else 0.0)
        for place in parsed.places:
            self._put_aside(draft, place, fits=find_place_column(columns) is not None, otherwise=0.0)

    def _sort_amounts(self, question: Question, parsed: Parsed, draft: Draft) -> None:
        parameters = question.header.parameters.values()
        for amount in parsed.amounts:
            if amount.start in draft.used:
                continue
            told = find_amount_column(amount, question.header.columns) is not None
            self._put_aside(draft, amount, fits=told, otherwise=_UNUSED_AMOUNT)
            if any(self._is_opposite(question, p, amount) for p in parameters) and not amount.left_out:
                draft.score += _OPPOSITE
                draft.opposed = sum(p.type == "quantity" for p in parameters) == 1
        for kind in parsed.lowest:
            if any(p.bound == "lower" and kind in self._measured_by(question, p) for p in parameters):
                draft.score += _OPPOSITE
                draft.opposed = True

    def _sort_mentions(self, question: Question, parsed: Parsed, draft: Draft) -> None:
        for mention in parsed.mentions:
            if mention.start in draft.used or mention.things[0] == self._stand_in:
                continue
            if _is_word_of(mention, question) and not mention.left_out:
                draft.score += _ABOUT
                draft.about = True
                continue
            fits = bool(_is_meant(mention) and find_thing_columns(mention, question.header.columns))
            self._put_aside(draft, mention, fits=fits, otherwise=0.0 if mention.is_weak else _UNUSED)

    def _put_aside(self, draft: Draft, part: Part, *, fits: bool, otherwise: float) -> None:
        (draft.filters if fits else draft.unused).append(part)
        weight = 0.0 if isinstance(part, Place) else _FILTERED  # nearly every question has a passage
        draft.score += weight if fits else otherwise


def _fill_year(question: Question, parameter: Parameter, parsed: Parsed, draft: Draft) -> None:
    """Fill a year; one without comparator is both ends of a range where there are two."""
    ends = {find_direction(p) for p in question.header.parameters.values() if p.type == "year"}
    both, direction = {"<", ">"} <= ends, find_direction(parameter)
    for count in parsed.counts:
        alone = count.sign in ("=", "~")
        if not count.is_year or count.left_out or (count.start in draft.used and not alone):
            continue
        if not both and {direction, count.sign} == {"<", ">"}:
            continue
        if both and not alone and not agrees(direction, count.sign):
            continue
        year = str(int(count.text) + (_NEXT_YEAR.get(count.sign, 0) if both else 0))
        draft.fillings[parameter.name] = Filling(year, year, count)
        draft.used.add(count.start)
        draft.score += _CHOICE_FILLED
        return


def _find_choice(question: Question, choices: tuple[str, ...], parsed: Parsed) -> tuple[float, str]:
    """Return the choice of which most words were asked for, with their share."""
    asked = {*parsed.stems, *parsed.named}
    best: tuple[float, str] = (0.0, "")
    own_words = {*to_stems(question.header.summary), *to_stems(question.name)}
    notions = {number for word in asked - own_words for number in find_notions(word)}
    stems = {choice: to_stems(" ".join(split_camel(choice))) for choice in choices}
    for choice in choices:  # "cites" stands in most intents and tells none from another
        own = [
            w for w in stems[choice] if sum(w in other for other in stems.values()) * 3 <= len(choices) + 2
        ]
        exact = sum(word in asked for word in own)
        if exact < len(own):  # words of the question itself tell no choice unless it is named whole
            exact = sum(word in asked - own_words for word in own)
        alike = sum(word not in asked and bool(notions & find_notions(word)) for word in own)
        share = (exact + 0.5 * alike) / max(len(own), 1)
        best = max(best, (share, choice), key=lambda pair: pair[0])
    return best


def _is_word_of(mention: Mention, question: Question) -> bool:
    """Whether the summary or name of a question says what is mentioned, as "Coulombic efficiency" does."""
    summary = to_stems(question.header.summary)
    told = {*summary, *to_stems(question.name)}
    names = (to_stems(mention.text), to_stems(mention.things[0].label))
    return any(told.issuperset(name) if len(name) > 1 else name[0] in summary for name in names if name)


def _is_meant(mention: Mention) -> bool:
    """Whether a name says which rows are wanted: every certain one, and a quantity by its proper name."""
    return not mention.is_weak or (mention.things[0].kind == "quantity" and mention.sort != "wording")


def _is_number_of(count: Count, parsed: Parsed, question: Question) -> bool:
    """Whether the summary of a question says a number, as "two" in "which two works" does."""
    typed = parsed.text[count.start : count.end].lower()
    return typed in {token.text.lower() for token in tokenise(question.header.summary)}


def _fill_with(parameter: Parameter, amount: Amount) -> Filling:
    """Return the filling of a parameter with an amount: of "about" the end that its bound asks for."""
    value = amount.least if find_direction(parameter) == ">" else amount.most
    if parameter.type == "integer":
        value = value.to_integral_value()
    number = format(value.normalize(), "f")
    return Filling(number, f"{number} {parameter.unit or ''}".strip(), amount)
