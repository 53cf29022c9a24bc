"""Rows of an answer held against all that was asked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine, Rows, Term
from kg.engines.lookup import find_subjects
from kg.queries.entities import find_labels
from kg.queries.header import Column
from kg.search.amounts import ROOM_WORDS, Amount, Measures
from kg.search.bounds import find_amount_column, find_place_column, find_thing_columns, find_year_column
from kg.search.counts import Count
from kg.search.recognise import Mention, Part, Place
from kg.search.words import to_key

Values = Mapping[str, Term | None]
"""A row, by the names of its columns."""

_COUNTS_AS: Final = ("al:countsAs", "al:hasConstituent")
_LAYER: Final = ("al:material",)
# How a cell is tied to the material that it holds in a role; a layer may be on the anode side or a collector.
_HELD_AS: Final[Mapping[str, tuple[str, ...]]] = {
    "electrolyte": ("al:electrolyte",),
    "cathode": ("al:cathode",),
    "counter-electrode": ("al:counterElectrode",),
    "additive": ("al:additive",),
    "interlayer": ("al:hasLayer", "al:architecture"),
    "current-collector": ("al:hasLayer",),
}
_ALSO_OF: Final = ("al:cellFormat", "al:cellKind")
_ABOUT: Final = ("al:about", "al:statedEntity")
_ROOM_ENDS: Final = (Decimal(20), Decimal(25))
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SIGNS: Final = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "~": "about", "=": ""}


@dataclass(frozen=True, slots=True)
class Miss:
    """What a row misses: in words, how far it is off from 0 to 1, and whether the row does not tell it."""

    text: str
    gap: Decimal
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is left of an answer, and what was left out.

    Attributes:
        rows: the rows that meet everything.
        missed: the other rows that have to do with all things that were named, with what they miss.
        strangers: whether all rows were left out because none has to do with a thing that was named.
    """

    rows: Rows
    missed: tuple[tuple[Values, tuple[Miss, ...]], ...] = ()
    strangers: bool = False


@dataclass(frozen=True, slots=True)
class _ThingTest:
    """A thing that rows must have to do with, the columns that tell, and all that counts as it."""

    mention: Mention
    names: tuple[str, ...]
    related: frozenset[str]
    keys: frozenset[tuple[str, ...]]


class Sieve:
    """Conditions on the rows of one question; several things, or places, of one kind are alternatives.

    Args:
        engine: the graph.
        measures: its units and quantities.
        columns: the columns of the question.
        conditions: what rows must meet where a column carries it.
    """

    def __init__(
        self,
        engine: Engine,
        measures: Measures,
        columns: Mapping[str, Column],
        conditions: Iterable[Part],
    ) -> None:
        self._engine = engine
        self._measures = measures
        self._columns = columns
        self.amounts: list[tuple[Amount, str]] = []
        self._things: dict[tuple[bool, str], list[_ThingTest]] = {}
        self._years: list[tuple[Count, str]] = []
        self._places: list[str] = []
        for condition in conditions:
            self._add(condition)

    def _add(self, condition: Part) -> None:
        if isinstance(condition, Amount):
            name = find_amount_column(condition, self._columns)
            if name is not None:
                self.amounts.append((condition, name))
        elif isinstance(condition, Count):
            name = find_year_column(self._columns)
            if name is not None:
                self._years.append((condition, name))
        elif isinstance(condition, Place):
            self._places.append(condition.label)
        else:
            names = find_thing_columns(condition, self._columns)
            if names:
                kind = (condition.left_out, condition.role or condition.things[0].kind)
                self._things.setdefault(kind, []).append(self._make_test(condition, names))

    def sift(self, rows: Rows) -> Sifted:
        """Return the rows that meet all conditions, and the others with what they miss."""
        met: list[tuple[Term | None, ...]] = []
        missed: list[tuple[Values, tuple[Miss, ...]]] = []
        strangers = 0
        for row in rows.rows:
            values = dict(zip(rows.columns, row, strict=True))
            if not self._concerns(values):
                strangers += 1
                continue
            misses = tuple(self._iter_misses(values))
            if misses:
                missed.append((values, misses))
            else:
                met.append(row)
        return Sifted(
            Rows(rows.columns, tuple(met)), tuple(missed), bool(rows.rows) and strangers == len(rows.rows)
        )

    def _iter_misses(self, values: Values) -> Iterator[Miss]:
        for amount, name in self.amounts:
            told = self._read(values, name, amount) or self._read_words(values, amount)
            asked = f"asked {'not ' if amount.left_out else ''}{_SIGNS[amount.sign]} {amount.show()}"
            asked = " ".join(asked.split())
            if told is None:
                yield Miss(f"{amount.kind.label} not told, {asked}", Decimal(1), untold=True)
            elif amount.fits(*told) == amount.left_out:
                value = f"{_SIGNS[told[1]]} {amount.show(told[0])}".strip()
                yield Miss(f"{amount.kind.label} {value}, {asked}", _find_gap(told[0], amount.value))

    def _read(self, values: Values, name: str, amount: Amount) -> tuple[Decimal, str] | None:
        """Return the value in a column, with the comparator that another column tells of a bare number."""
        term = values.get(name)
        if not isinstance(term, ox.Literal):
            return None
        if self._columns[name].kind != "number":
            return self._measures.read_value(term.value, amount.unit)
        try:
            number = Decimal(term.value)
        except InvalidOperation:
            return None
        for other, column in self._columns.items():
            text = values.get(other)
            if column.kind == "quantity" and isinstance(text, ox.Literal):
                told = self._measures.read_value(text.value, amount.unit)
                if told is not None and told[0] == number:
                    return told
        return number, "="

    def _read_words(self, values: Values, amount: Amount) -> tuple[Decimal, str] | None:
        """Return the end of what "RT" in a row means that comes nearest to the temperature asked for."""
        told = [
            term.value.lower()
            for name, column in self._columns.items()
            if column.kind == "quantity" and isinstance(term := values.get(name), ox.Literal)
        ]
        if amount.kind.name != "alq:test-temperature" or not any(text in ROOM_WORDS for text in told):
            return None
        return min(_ROOM_ENDS, key=lambda end: (not amount.fits(end), abs(end - amount.value))), "="

    def _concerns(self, values: Values) -> bool:
        """Whether a row has to do with the things, years and places that were named."""
        for (left_out, _), tests in self._things.items():
            if any(self._passes(values, test) for test in tests) == left_out:
                return False
        if any(_is_in_year(values.get(name), count) == count.left_out for count, name in self._years):
            return False
        name = find_place_column(self._columns) if self._places else None
        term = values.get(name) if name else None
        told = f"{term.value} " if isinstance(term, ox.Literal) else ""
        return name is None or any(re.search(rf"\b{place}\b", told) for place in self._places)

    def _passes(self, values: Values, test: _ThingTest) -> bool:
        """Whether a row has to do with a thing: it, a whole that holds it, or its name stands in a cell."""
        for name in test.names:
            term = values.get(name)
            if isinstance(term, ox.NamedNode) and term.value in test.related:
                return True
            if isinstance(term, ox.Literal):
                words = to_key(term.value)
                if any(_holds(words, part) for part in test.keys):
                    return True
        return any(  # "part of: Hanyang University" stands under a heading that tells no class
            column.kind == "text"
            and isinstance(term := values.get(name), ox.Literal)
            and to_key(term.value) in test.keys
            for name, column in self._columns.items()
        )

    def _make_test(self, mention: Mention, names: Sequence[str]) -> _ThingTest:
        """A thing, what counts as it, the cells built with any of these, and the claims about all of them."""
        thing = mention.things[0]
        alike = {thing.iri, *find_subjects(self._engine, _COUNTS_AS, [thing.iri])}
        cells = _HELD_AS.get(mention.role) or tuple({p: 0 for held in _HELD_AS.values() for p in held})
        related = set(alike)
        for steps in (_LAYER, (*cells, *_ALSO_OF), _ABOUT):
            related.update(find_subjects(self._engine, steps, related))
        labels = find_labels(self._engine, alike).values() if len(alike) > 1 else ()
        keys = {to_key(name) for name in (mention.text, thing.label, *labels)}
        return _ThingTest(mention, tuple(names), frozenset(related), frozenset(key for key in keys if key))


def bind_sign(amount: Amount, direction: str) -> Amount:
    """Return an amount as the parameter that it fills takes it: "80 %" for a least value is "at least"."""
    if amount.sign == "=" and not amount.exact and direction in (">", "<"):
        return replace(amount, sign=direction + "=")
    return amount


def describe_amount(amount: Amount) -> str:
    """Return what an amount means, "stack pressure, less than", with its value where another was typed."""
    sign = " ".join(part for part in ("not" if amount.left_out else "", _SIGNS[amount.sign]) if part)
    told = ", ".join(part for part in (amount.kind.label, sign) if part)
    if amount.margin:
        return f"{told}: {amount.show(amount.least)} to {amount.show(amount.most)}"
    typed = _NUMBER.match(amount.text.replace(",", ""))
    same = typed is not None and Decimal(typed[0]) == amount.value
    return told if same else f"{told} {amount.show()}"


def _is_in_year(term: Term | None, count: Count) -> bool:
    if not isinstance(term, ox.Literal) or not term.value.isdigit():
        return False
    told, asked = int(term.value), int(count.text)
    return {
        ">": told > asked,
        ">=": told >= asked,
        "<": told < asked,
        "<=": told <= asked,
        "~": abs(told - asked) <= 1,
    }.get(count.sign, told == asked)


def _find_gap(told: Decimal, asked: Decimal) -> Decimal:
    """Return how far a value is off, from 0 to 1, the same for half as for twice of what was asked."""
    return min(Decimal(1), abs(told - asked) / max(abs(told), abs(asked), Decimal(1)))


def _holds(words: Sequence[str], part: tuple[str, ...]) -> bool:
    size = len(part)
    return any(tuple(words[i : i + size]) == part for i in range(len(words) - size + 1)) if size else False
