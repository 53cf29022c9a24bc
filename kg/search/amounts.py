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
from kg.search.words import clean, to_stems
from kg.terms import PREFIXES, expand

_LOOSE_SPELLINGS: Final = {"unit:DEG_C": ("degrees C", "degree C", "degrees", "°", "deg")}
_BARE_CELSIUS: Final = re.compile(
    r"(?<![\w.])([1-9]\d{1,2}) ?C\b(?![-/])"
)  # "25 C"; "0.1C" and "2C" are rates
_NUMBER: Final = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_YEAR: Final = re.compile(r"(?<![\w.-])((?:19|20)\d\d)(?![\w%.]|-\d|\.\d)")
_BARE_NUMBER: Final = re.compile(r"(?<![\w.\[/-])(\d{1,4})(?![\w.%/\]-])")
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
_RANGE: Final = re.compile(rf"(?:\bbetween\s+({_NUMBER})\s*and|({_NUMBER})\s*(?:-|to|\.\.))\s*$")
_JOINED: Final = re.compile(r"\s*(?:to|-|\.\.)\s*")
_WORDS_FOR_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=2
    )
}

# What stands just before a number, and what stands just behind it. Longest first.
_BEFORE: Final = tuple(
    (re.compile(r"(?:" + words + r")\s*(?:a |an |the |about )?$", re.IGNORECASE), sign)
    for words, sign in (
        (r"no less than|not less than|at least|a minimum of|minimum|min\.?|not below|≥|>=|starting at", ">="),
        (r"no more than|not more than|at most|up to|a maximum of|maximum|max\.?|not above|≤|<=|within", "<="),
        (
            r"(?:more|greater|higher|better|larger|longer|bigger|warmer|hotter) than|above|over"
            r"|exceed(?:s|ing)?|beyond|past|>|in excess of|surpass(?:es|ing)?|top(?:s|ping)?",
            ">",
        ),
        (r"(?:less|lower|fewer|smaller|cooler|colder|worse) than|below|under|beneath|<|short of", "<"),
        (r"about|around|approximately|roughly|nearly|near|close to|~|≈|circa|ca\.", "~"),
    )
)
_BEHIND: Final = tuple(
    (re.compile(r"\s*(?:" + words + r")\b", re.IGNORECASE), sign)
    for words, sign in (
        (
            r"(?:or|and) (?:more|higher|above|better|longer|over|up|greater|warmer|hotter)|\+|plus|upwards?",
            ">=",
        ),
        (r"(?:or|and) (?:less|lower|below|fewer|under|smaller|cooler|colder)", "<="),
    )
)
_LASTING: Final = re.compile(
    r"(?:after|for|through|throughout|lasting|lasted?|survived?|ran|run|reach(?:ed)?)\s*(?:the )?$"
)
_KEEPING: Final = re.compile(
    r"\b(?:keep|kept|retain|maintain|hold|held|preserve|still|have|reach|deliver)\w*\b"
)
# What before a number says that exactly this value is meant. A retention after so many cycles is a least one.
_EXACTLY: Final = re.compile(r"(?:\bexactly|\bequal to|\bequals|=)\s*(?:a |an |the )?$")
_HAVING: Final = re.compile(r"\b(?:of|is|was)\s*(?:a |an |the )?$")
_AT: Final = re.compile(r"\bat\s*(?:a |an |the )?$")
_LIMIT: Final = re.compile(r"\b(?:threshold|limit|bound|cut-?off)\b")
_OTHER_KEEPING: Final = re.compile(
    r"\b(?:keep|kept|retain|maintain|hold|held|preserve|still|reach|deliver|after|cycles?)\w*\b"
)

# Words that tell which quantity is meant where several share a unit; the first of a unit is the usual one.
CUES: Final[Mapping[str, str]] = {
    "alq:capacity-retention": "retention retain keep kept maintain hold capacity left remain preserve lose",
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
        kind: the quantity it is of.
        others: further quantities it could be of, likeliest first.
        exact: whether this very value is meant ("at 2 MPa"), so that it is no bound.
    """

    start: int
    end: int
    text: str
    sign: str
    value: Decimal
    unit: str
    kind: QuantityKind
    others: tuple[QuantityKind, ...] = ()
    exact: bool = False

    def fits(self, value: Decimal, sign: str = "=") -> bool:
        """Whether a told value satisfies it; a told bound counts by its number, as in canned questions."""
        if self.sign in (">", ">="):
            return value > self.value or (value == self.value and (self.sign == ">=" or sign in (">", ">=")))
        if self.sign in ("<", "<="):
            return value < self.value or (value == self.value and (self.sign == "<=" or sign in ("<", "<=")))
        allowed = abs(self.value) / 10 if self.sign == "~" else Decimal(0)
        return abs(value - self.value) <= allowed


@dataclass(frozen=True, slots=True)
class Count:
    """A number without unit, or a year, in a question."""

    start: int
    end: int
    text: str
    sign: str
    is_year: bool = False


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
        spellings = sorted(
            {clean(s) for u in self.units.units.values() for s in (u.symbol, *u.spellings)},
            key=lambda spelling: (-len(spelling), spelling),
        )
        pattern = "|".join(re.escape(spelling).replace(r"\ ", r"\s?") for spelling in spellings)
        self._unit = re.compile(rf"(?<![A-Za-z0-9])({pattern})(?![A-Za-z0-9])") if pattern else None
        self._amount = (
            re.compile(rf"(?<![\w.])({_NUMBER})[\s-]?({pattern})(?![A-Za-z0-9])") if pattern else None
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
                found += [lower, replace(amount, sign="<=")]
            elif joined and found[-1].unit == amount.unit and found[-1].value < amount.value:
                found = [*found[:-1], replace(found[-1], sign=">="), replace(amount, sign="<=")]
            else:
                found.append(amount)
        return found

    def _find_lower(self, text: str, upper: Amount, unit: str) -> Amount | None:
        """The lower end of a range whose unit stands only behind the upper end: "from 20 to 30 °C"."""
        match = _RANGE.search(text, 0, upper.start)
        if match is None:
            return None
        group = 1 if match[1] else 2
        lower = self._make_amount(text, match.start(group), match.end(group), match[group], unit)
        return replace(lower, sign=">=") if lower is not None and lower.value < upper.value else None

    def _make_amount(self, text: str, start: int, end: int, number: str, unit: str) -> Amount | None:
        typed = Quantity(Decimal(number.replace(",", "")), "=", unit, text[start:end])
        dimension = self.units.get(unit).dimension
        kinds = [k for k in self.kinds if self.units.get(k.units[0]).dimension == dimension]
        if not kinds:
            return None
        kinds = sort_by_cues(kinds, text, start, end)
        value = self.units.convert(typed, kinds[0].units[0]).value
        sign = find_sign(text, start, end)
        exact = sign == "~" or (sign == "=" and _is_exact(text, start, kinds[0].name))
        lasting = kinds[0].name == "alq:cycles-completed" and _LASTING.search(text[:start].lower())
        keeping = kinds[0].name == "alq:capacity-retention" and _KEEPING.search(text.lower())
        if sign == "=" and not exact and (lasting or keeping):
            sign = ">="
        others = tuple(kinds[1:])
        return Amount(start, end, text[start:end], sign, value, kinds[0].units[0], kinds[0], others, exact)

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


def find_sign(text: str, start: int, end: int) -> str:
    """Return the comparator that stands before or behind the number at a place, else "="."""
    lead = text[max(0, start - 30) : start].lower()
    for pattern, sign in _BEHIND:
        if pattern.match(text, end):
            return sign
    for pattern, sign in _BEFORE:
        if pattern.search(lead):
            return sign
    return "="


def _is_exact(text: str, start: int, kind: str) -> bool:
    """Whether the words before a number without comparator ask for this very value."""
    lead = text[:start].lower()
    if _EXACTLY.search(lead):
        return True
    if _LIMIT.search(text.lower()) or kind in ("alq:cycles-completed", "alq:cycle-life"):
        return False
    if kind == "alq:capacity-retention":
        return _HAVING.search(lead) is not None and _OTHER_KEEPING.search(text.lower()) is None
    return _HAVING.search(lead) is not None or _AT.search(lead) is not None


def sort_by_cues(kinds: list[QuantityKind], text: str, start: int, end: int) -> list[QuantityKind]:
    """Return quantities of one unit, first those of whose cue words one stands nearest to a place."""

    def distance(kind: QuantityKind) -> int:
        places = [
            min(abs(m.start() - end), abs(start - m.end()))
            for word in CUES.get(kind.name, kind.label).split()
            for m in re.finditer(rf"\b{re.escape(word)}\w{{0,3}}\b", text, re.IGNORECASE)
            if m.end() <= start or m.start() >= end
        ]
        return min(places, default=len(text) + 1)

    return sorted(kinds, key=lambda kind: (distance(kind), _rank(kind.name)))


def find_counts(text: str, taken: list[tuple[int, int]]) -> list[Count]:
    """Return the years and bare numbers of a cleaned question outside the places that are taken."""
    found = []
    for match in _YEAR.finditer(text):
        if not _overlaps(match.span(), taken):
            sign = _year_sign(text, match.start(), match.end())
            found.append(Count(*match.span(), match[1], sign, is_year=True))
    taken = [*taken, *((count.start, count.end) for count in found)]
    found += [
        Count(*match.span(), match[1], find_sign(text, *match.span()))
        for match in _BARE_NUMBER.finditer(text)
        if not _overlaps(match.span(), taken)
    ]
    for match in re.finditer(r"[a-z]+", text.lower()):
        number = _WORDS_FOR_NUMBERS.get(match.group())
        if number and not _overlaps(match.span(), taken):
            found.append(Count(*match.span(), number, find_sign(text, *match.span())))
    return sorted(found, key=lambda count: count.start)


def _year_sign(text: str, start: int, end: int) -> str:
    lead = text[max(0, start - 20) : start].lower().rstrip()
    for words, sign in (
        (("since", "from"), ">="),
        (("after",), ">"),
        (("before",), "<"),
        (("until", "till", "by", "as of"), "<="),
    ):
        if lead.endswith(words):
            return sign
    return find_sign(text, start, end)


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _rank(name: str) -> int:
    names = list(CUES)
    return names.index(name) if name in names else len(names)


def _tight(spelling: str) -> str:
    return "".join(clean(spelling).split())
