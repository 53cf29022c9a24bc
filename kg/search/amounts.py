"""Numbers with units, comparators and years in a question, and the quantity that each of them is of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.engines.engine import Engine
from kg.engines.lookup import find_subjects, read_values
from kg.errors import QuantityError
from kg.quantities import Quantity, Unit, UnitTable, parse_quantity
from kg.queries.units import list_typed_units
from kg.search.comparators import is_loss, read_loss, read_sign, to_margin
from kg.search.words import clean, to_stems
from kg.terms import PREFIXES, expand, shorten

_LOOSE_SPELLINGS: Final = {"unit:DEG_C": ("degrees C", "degree C", "degrees", "°", "deg")}
_BARE_CELSIUS: Final = re.compile(
    r"(?<![\w.])([1-9]\d{1,2}) ?C\b(?![-/])"
)  # "25 C"; "0.1C" and "2C" are rates
_NUMBER: Final = r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?"
_START: Final = r"(?<![\w.])(?<!\d,)"  # not within a word or behind a decimal comma, as in kg/quantities.py
_ROOM: Final = re.compile(
    r"\b(?:room|ambient)[ -]temp(?:erature)?s?\b\.?|\bambient conditions\b|\bRT\b|(?<=\bat )ambient\b",
    re.IGNORECASE,
)
_LOWEST: Final = re.compile(
    r"\b(?:lowest|smallest|least|minimum|minimal|lower|low)((?: (?!loss|fade)[\w-]+){1,3})(?! (?:loss|fade))",
    re.IGNORECASE,
)
_ROOM_CELSIUS: Final = Decimal(25)
ROOM_WORDS: Final = ("rt", "room temperature", "ambient", "ambient temperature")
"""What papers write in place of a temperature; it lies within 20 to 25 °C, as in the canned questions."""
_PROPERTIES: Final = (
    "rdfs:label",
    "qudt:symbol",
    "qudt:conversionMultiplier",
    "qudt:conversionOffset",
    "qudt:unitForQuantityKind",
    "al:spelling",
    "al:preferredUnit",
    "al:allowedUnit",
    "al:columnLabel",
)
_RANGE: Final = re.compile(rf"(?:\bbetween\s+({_NUMBER})\s*and|({_NUMBER})\s*(?:-|(?:up )?to|\.\.))\s*$")
_SPREAD: Final = re.compile(rf"({_NUMBER})\s*(?:±|\+/?-?)\s*$")
_JOINED: Final = re.compile(r"\s*(?:to|-|\.\.)\s*")
# Words that tell which quantity is meant where several share a unit; the first of a unit is the usual one.
CUES: Final[Mapping[str, str]] = {
    "alq:capacity-retention": "retention retain keep kept maintain hold capacity left remain preserve lose "
    "lost loss fade",
    "alq:coulombic-efficiency": "coulombic efficiency CE coulomb faradaic",
    "alq:metal-fraction": "fraction content share silver-content composition",
    "alq:stack-pressure": "stack cycling operating operate need require run cycled",
    "alq:assembly-pressure": "assembly assemble fabrication fabricate pressed pressing built densify",
    "alq:cycles-completed": "cycle cycles cycling after",
    "alq:cycle-life": "life lifetime lifespan",
    "alq:test-temperature": "temperature",
    "alq:areal-capacity": "areal capacity loading",
    "alq:current-density": "current rate density",
    "alq:energy-density": "energy",
    "alq:price": "price cost",
}


@dataclass(frozen=True, slots=True)
class QuantityKind:
    """A quantity that the graph knows.

    Attributes:
        iri: its identifier.
        name: its prefixed name.
        label: its name in words.
        heading: stems of the heading under which its values stand in tables.
        units: the units in which it may be given, the preferred one first.
    """

    iri: str
    name: str
    label: str
    heading: frozenset[str]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit in a question.

    Attributes:
        start: where it begins in the question, its comparator not included.
        end: where it ends.
        text: number and unit as typed.
        sign: "=", ">", ">=", "<", "<=" or "~".
        value: number in `unit`.
        unit: IRI of the preferred unit of the quantity.
        symbol: that unit as it is shown.
        kind: the quantity it is of.
        others: further quantities it could be of, likeliest first.
        exact: whether this very value is meant ("at 2 MPa"), so that it is no bound.
        margin: how far "about" reaches on either side.
        left_out: whether what has this value is left out: "not at 60 °C".
    """

    start: int
    end: int
    text: str
    sign: str
    value: Decimal
    unit: str
    symbol: str
    kind: QuantityKind
    others: tuple[QuantityKind, ...] = ()
    exact: bool = False
    margin: Decimal = Decimal(0)
    left_out: bool = False

    @property
    def least(self) -> Decimal:
        """The lowest value that is meant, where it is no upper bound."""
        return self.value - self.margin

    @property
    def most(self) -> Decimal:
        """The highest value that is meant, where it is no lower bound."""
        return self.value + self.margin

    def show(self, value: Decimal | None = None) -> str:
        """Return a value, by default its own, with its unit."""
        number = self.value if value is None else value
        return f"{format(number.normalize(), 'f')} {self.symbol}".strip()

    def fits(self, value: Decimal, sign: str = "=") -> bool:
        """Whether a told value satisfies it; a told bound counts by its number, as in canned questions."""
        if self.sign in (">", ">="):
            return value > self.value or (value == self.value and (self.sign == ">=" or sign in (">", ">=")))
        if self.sign in ("<", "<="):
            return value < self.value or (value == self.value and (self.sign == "<=" or sign in ("<", "<=")))
        return self.least <= value <= self.most


class Measures:
    """The units and quantities of a graph.

    Args:
        engine: the graph; one without units knows no amounts.
    """

    def __init__(self, engine: Engine) -> None:
        self._units = find_subjects(engine, ["rdf:type"], [expand("qudt:Unit")])
        self._kinds = find_subjects(engine, ["rdf:type"], [expand("al:QuantityKind")])
        self._told = read_values(engine, [*self._units, *self._kinds], _PROPERTIES)
        self.kinds = sorted(self._iter_kinds(), key=lambda kind: (_rank(kind.name), kind.name))
        self.units = UnitTable(self._iter_units())
        self._spelled = {
            _tight(spelling): unit.key
            for unit in self.units.units.values()
            for spelling in (unit.symbol, *unit.spellings)
        }
        loose = _spell_loosely(self._spelled)
        self._spelled.update(loose)
        spellings = sorted(
            {*loose, *(clean(s) for u in self.units.units.values() for s in (u.symbol, *u.spellings))},
            key=lambda spelling: (-len(spelling), spelling),
        )
        pattern = "|".join(re.escape(spelling).replace(r"\ ", r"\s?") for spelling in spellings)
        self._unit = re.compile(rf"(?<![A-Za-z0-9])({pattern})(?![A-Za-z0-9])") if pattern else None
        self._amount = (
            re.compile(rf"{_START}({_NUMBER})\+?[\s-]?({pattern})(?![A-Za-z0-9])") if pattern else None
        )

    def find_kinds(self, unit: str) -> list[QuantityKind]:
        """Return the quantities that are given in a unit, the usual one first."""
        return [kind for kind in self.kinds if unit in kind.units]

    def find_unit(self, spelling: str) -> str | None:
        """Return the IRI of the unit spelled so."""
        unit = self.units.find(spelling)
        return unit.key if unit else None

    def read_value(self, text: str, unit: str) -> tuple[Decimal, str] | None:
        """Return number, in the given unit, and comparator of a value such as "> 80 %"; None for others."""
        try:
            quantity = self.units.convert(parse_quantity(text, self.units), unit)
        except QuantityError:
            return None
        return quantity.value, quantity.comparator

    def symbol(self, unit: str) -> str:
        """Return a unit as it is shown."""
        return self.units.get(unit).symbol

    def find_bare_units(self, text: str) -> list[tuple[int, int, QuantityKind]]:
        """Return the units in a cleaned question with their places and what is usually given in them."""
        found = []
        for match in self._unit.finditer(text) if self._unit is not None else ():
            kinds = self.find_kinds(self._spelled[_tight(match[1])])
            symbolic = not match[1].isalpha() or match[1] == "MPa"
            if kinds and symbolic:
                found.append((*match.span(), sort_by_cues(kinds, text, *match.span())[0]))
        return found

    def find_amounts(self, text: str) -> list[Amount]:
        """Return the amounts of a cleaned question in order."""
        places: list[tuple[int, int, str, str]] = []
        if self._amount is not None:
            places += [(*m.span(), m[1], self._spelled[_tight(m[2])]) for m in self._amount.finditer(text)]
        celsius = expand("unit:DEG_C")
        if celsius in self.units.units:
            taken = {start for start, *_ in places}
            bare = (m for m in _BARE_CELSIUS.finditer(text) if m.start() not in taken)
            places += [(*m.span(), m[1], celsius) for m in bare]
        found: list[Amount] = []
        for start, end, number, unit in sorted(places):
            amount = self._make_amount(text, start, end, number, unit)
            if amount is None:
                continue
            lower = self._find_lower(text, amount, unit)
            between = text[found[-1].end : start] if found else ""
            joined = _JOINED.fullmatch(between) or (
                between.strip() == "and" and "between" in text[: found[-1].start].lower().split()[-1:]
            )
            if lower is not None:
                found += [lower, _as_end(amount, "<=")]
            elif joined and found[-1].unit == amount.unit and found[-1].value < amount.value:
                found = [*found[:-1], _as_end(found[-1], ">="), _as_end(amount, "<=")]
            else:
                found.append(self._find_middle(text, amount, unit) or amount)
        return sorted([*found, *self._find_room(text)], key=lambda amount: amount.start)

    def find_lowest(self, text: str) -> Iterator[QuantityKind]:
        """Yield the quantities of which a cleaned question asks for the lowest values."""
        for match in _LOWEST.finditer(text):
            stems = set(to_stems(match[1]))
            yield from (kind for kind in self.kinds if kind.heading & stems)

    def _find_room(self, text: str) -> Iterator[Amount]:
        """Yield the temperatures in words: at room temperature."""
        kind = next((kind for kind in self.kinds if kind.name == "alq:test-temperature"), None)
        for match in _ROOM.finditer(text) if kind is not None else ():
            assert kind is not None
            unit, text = kind.units[0], match[0]
            margin = to_margin(_ROOM_CELSIUS, kind.name, shorten(unit), _ROOM_CELSIUS)
            place = match.span()
            yield Amount(*place, text, "~", _ROOM_CELSIUS, unit, self.symbol(unit), kind, (), True, margin)

    def _find_lower(self, text: str, upper: Amount, unit: str) -> Amount | None:
        """The lower end of a range whose unit stands only behind the upper end: "from 20 to 30 °C"."""
        match = _RANGE.search(text, 0, upper.start)
        if match is None:
            return None
        group = 1 if match[1] else 2
        lower = self._make_amount(text, match.start(group), match.end(group), match[group], unit)
        return _as_end(lower, ">=") if lower is not None and lower.value < upper.value else None

    def _find_middle(self, text: str, spread: Amount, unit: str) -> Amount | None:
        """The amount whose spread stands beside the unit: "25 ± 5 °C"."""
        match = _SPREAD.search(text, 0, spread.start)
        if match is None:
            return None
        middle = self._make_amount(text, match.start(1), spread.end, match[1], unit)
        if middle is None:
            return None
        reach = Decimal(match[1].replace(",", "")) + abs(spread.value)
        end = self.units.convert(Quantity(reach, "=", unit, spread.text), middle.unit).value
        return replace(middle, sign="~", exact=True, margin=abs(end - middle.value))

    def _make_amount(self, text: str, start: int, end: int, number: str, unit: str) -> Amount | None:
        typed = Quantity(Decimal(number.replace(",", "")), "=", unit, text[start:end])
        dimension = self.units.get(unit).dimension
        kinds = [k for k in self.kinds if self.units.get(k.units[0]).dimension == dimension]
        if not kinds:
            return None
        kind, *others = sort_by_cues(kinds, text, start, end)
        value = self.units.convert(typed, kind.units[0]).value
        sign, exact = read_sign(text, start, end, kind.name)
        if text[start + len(number) :].startswith("+"):
            sign, exact = ">=", False
        if kind.name == "alq:capacity-retention" and is_loss(text, start, end):
            value, sign, exact = 100 - value, *read_loss(text, start, end)
        margin = Decimal(0)
        if sign == "~":
            margin = to_margin(value, kind.name, shorten(kind.units[0]), typed.value)
        return Amount(
            start,
            end,
            text[start:end],
            sign,
            value,
            kind.units[0],
            self.symbol(kind.units[0]),
            kind,
            tuple(others),
            exact,
            margin,
        )

    def _iter_kinds(self) -> Iterator[QuantityKind]:
        for iri in self._kinds:
            units = self._values(iri, "al:preferredUnit") + self._values(iri, "al:allowedUnit")
            label = min(self._values(iri, "rdfs:label"), default=iri)
            heading = " ".join(self._values(iri, "al:columnLabel")) or label
            name = "alq:" + iri.removeprefix(PREFIXES["alq"])
            if units:
                yield QuantityKind(
                    iri, name, label, frozenset(to_stems(heading)), tuple(dict.fromkeys(units))
                )

    def _iter_units(self) -> Iterator[Unit]:
        told = []
        for iri in sorted(self._units):
            symbol = min(self._values(iri, "qudt:symbol"), default=iri)
            factor = min(self._values(iri, "qudt:conversionMultiplier"), default="1")
            offset = min(self._values(iri, "qudt:conversionOffset"), default="0")
            loose = next((more for name, more in _LOOSE_SPELLINGS.items() if expand(name) == iri), ())
            spellings = (*self._values(iri, "al:spelling"), *loose)
            told.append(Unit(iri, symbol, Decimal(factor), Decimal(offset), self._dimension(iri), spellings))
        yield from (*told, *list_typed_units(told))

    def _dimension(self, iri: str) -> str:
        return min(self._values(iri, "qudt:unitForQuantityKind"), default=iri)

    def _values(self, iri: str, predicate: str) -> list[str]:
        return self._told.get((iri, predicate), [])


def sort_by_cues(kinds: list[QuantityKind], text: str, start: int, end: int) -> list[QuantityKind]:
    """Return quantities of one unit, first those of whose cue words one stands nearest to a place."""

    def distance(kind: QuantityKind) -> int:
        places = [
            min(abs(m.start() - end), abs(start - m.end()))
            for word in CUES.get(kind.name, kind.label).split()
            for m in re.finditer(rf"\b{re.escape(word)}{_ending(word)}\b", text, re.IGNORECASE)
            if m.end() <= start or m.start() >= end
        ]
        return min(places, default=len(text) + 1)

    return sorted(kinds, key=lambda kind: (distance(kind), _rank(kind.name)))


def _as_end(amount: Amount, sign: str) -> Amount:
    """Return an amount as an end of a range, however it was put."""
    return replace(amount, sign=sign, exact=False, margin=Decimal(0))


def _rank(name: str) -> int:
    names = list(CUES)
    return names.index(name) if name in names else len(names)


def _spell_loosely(spelled: Mapping[str, str]) -> dict[str, str]:
    """Return the units in small letters, "mpa", where that is no other unit and not one letter."""
    meant: dict[str, set[str]] = {}
    for spelling, unit in spelled.items():
        meant.setdefault(spelling.lower(), set()).add(unit)
    return {
        small: min(units)
        for small, units in meant.items()
        if small not in spelled and len(units) == 1 and len(small) > 1
    }


def _ending(cue: str) -> str:
    """Return what may follow a cue word; "CE" does not begin "cells"."""
    return r"\w{0,3}" if len(cue) > 3 else ""


def _tight(spelling: str) -> str:
    return "".join(clean(spelling).split())
