"""Rows of an answer held against all that was asked; those that narrowly miss it are kept apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine, Rows, Term
from kg.engines.lookup import find_subjects
from kg.queries.header import Column
from kg.queries.output import to_display
from kg.search.amounts import Amount, Measures
from kg.search.bounds import find_amount_column, find_thing_columns
from kg.search.index import Thing
from kg.search.recognise import Mention
from kg.search.words import to_key

NEAREST_SHOWN: Final = 3
_UNTOLD: Final = Decimal(10)  # a value that is not told is farther off than most that are
_PART_OF: Final = ("al:hasConstituent",)
_LAYER: Final = ("al:material",)
_USED_IN: Final = (
    "al:cellFormat",
    "al:cellKind",
    "al:hasLayer",
    "al:electrolyte",
    "al:cathode",
    "al:counterElectrode",
    "al:additive",
)
_SIGNS: Final = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "~": "about", "=": ""}


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A row that misses what was asked: what the row is about, and what it misses."""

    label: str
    misses: tuple[str, ...]
    row: tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is left of an answer, and what was left out.

    Attributes:
        rows: the rows that meet everything.
        dropped: the number of rows that do not.
        near: the nearest of those, the nearest first; only where no row meets everything.
        strangers: whether all rows were left out because none has to do with a thing that was named.
    """

    rows: Rows
    dropped: int
    near: tuple[NearMiss, ...] = ()
    strangers: bool = False


class Sieve:
    """Conditions on the rows of one question.

    Args:
        engine: the graph.
        measures: its units and quantities.
        columns: the columns of the question.
        conditions: mentions and amounts that rows must meet where a column carries them.
    """

    def __init__(
        self,
        engine: Engine,
        measures: Measures,
        columns: Mapping[str, Column],
        conditions: Iterable[Mention | Amount],
    ) -> None:
        self._engine = engine
        self._measures = measures
        self._columns = columns
        self.amounts: list[tuple[Amount, str]] = []
        self._things: list[tuple[Mention, list[str], frozenset[str]]] = []
        for condition in conditions:
            if isinstance(condition, Amount):
                name = find_amount_column(condition, columns)
                if name is not None:
                    self.amounts.append((condition, name))
            else:
                places = find_thing_columns(condition.things[0], columns)
                if places:
                    self._things.append((condition, places, self._find_related(condition.things[0])))

    def sift(self, rows: Rows) -> Sifted:
        """Return the rows that meet all conditions; where there are none, those that come nearest."""
        met: list[tuple[Term | None, ...]] = []
        missed: list[tuple[int, Decimal, int, NearMiss]] = []
        strangers = 0
        for number, row in enumerate(rows.rows):
            values = dict(zip(rows.columns, row, strict=True))
            if not all(self._concerns(values, *thing) for thing in self._things):
                strangers += 1
                continue
            misses = [(text, gap) for text, gap in self._iter_misses(values) if text]
            if misses:
                near = NearMiss(self._label_of(rows.columns, values), tuple(text for text, _ in misses), row)
                missed.append((len(misses), sum((gap for _, gap in misses), Decimal(0)), number, near))
            else:
                met.append(row)
        shown: dict[tuple[str, tuple[str, ...]], NearMiss] = {}
        if not met:
            for *_, near in sorted(missed, key=lambda miss: miss[:3]):
                shown.setdefault((near.label, near.misses), near)
        return Sifted(
            Rows(rows.columns, tuple(met)),
            len(rows.rows) - len(met),
            tuple(shown.values())[:NEAREST_SHOWN],
            bool(rows.rows) and strangers == len(rows.rows),
        )

    def _iter_misses(self, values: Mapping[str, Term | None]) -> Iterable[tuple[str, Decimal]]:
        for amount, name in self.amounts:
            told = self._read(values.get(name), amount, self._columns[name])
            symbol = self._measures.symbol(amount.unit)
            asked = f"{_SIGNS[amount.sign]} {format(amount.value, 'f')} {symbol}".strip()
            if told is None:
                yield f"{amount.kind.label} not told, asked {asked}", _UNTOLD
            elif not amount.fits(*told):
                gap = abs(told[0] - amount.value) / max(abs(amount.value), Decimal(1))
                yield f"{amount.kind.label} {format(told[0].normalize(), 'f')} {symbol}, asked {asked}", gap

    def _read(self, term: Term | None, amount: Amount, column: Column) -> tuple[Decimal, str] | None:
        if not isinstance(term, ox.Literal):
            return None
        if column.kind == "number":
            try:
                return Decimal(term.value), "="
            except InvalidOperation:
                return None
        return self._measures.read_value(term.value, amount.unit)

    def _concerns(
        self,
        values: Mapping[str, Term | None],
        mention: Mention,
        names: Sequence[str],
        related: frozenset[str],
    ) -> bool:
        """Whether a row has to do with a thing: it, a whole that holds it, or its name stands in a cell."""
        wanted = {to_key(mention.text), to_key(mention.things[0].label)}
        for name in names:
            term = values.get(name)
            if isinstance(term, ox.NamedNode) and term.value in related:
                return True
            if isinstance(term, ox.Literal):
                words = to_key(term.value)
                if any(_holds(words, part) for part in wanted):
                    return True
        return any(  # "part of: Hanyang University" stands under a heading that tells no class
            column.kind == "text"
            and isinstance(term := values.get(name), ox.Literal)
            and to_key(term.value) in wanted
            for name, column in self._columns.items()
        )

    def _find_related(self, thing: Thing) -> frozenset[str]:
        """A thing, what contains it, the cells built with any of these, and the claims about all of them."""
        found = {thing.iri}
        for steps in (_PART_OF, _PART_OF, _LAYER, _USED_IN, ("al:about", "al:statedEntity")):
            found.update(find_subjects(self._engine, steps, found))
        return frozenset(found)

    def _label_of(self, columns: Sequence[str], values: Mapping[str, Term | None]) -> str:
        """What a row is about: its first label, with the work whose finding it is."""
        labels = [c for c in columns if c.endswith("Label") and values.get(c) is not None]
        labels += [c for c in columns if values.get(c) is not None]
        label = to_display(values[labels[0]]) if labels else ""
        finder = values.get("findingOf")
        return f"{label} ({to_display(finder)})" if finder is not None else label


def bind_sign(amount: Amount, direction: str) -> Amount:
    """Return an amount as the parameter that it fills takes it: "80 %" for a least value is "at least"."""
    if amount.sign in ("=", "~") and direction in (">", "<"):
        return replace(amount, sign=direction + "=")
    return amount


def describe_amount(amount: Amount) -> str:
    """Return what an amount means: "stack pressure, less than"."""
    sign = _SIGNS[amount.sign]
    return f"{amount.kind.label}, {sign}" if sign else amount.kind.label


def _holds(words: Sequence[str], part: tuple[str, ...]) -> bool:
    size = len(part)
    return any(tuple(words[i : i + size]) == part for i in range(len(words) - size + 1)) if size else False
