"""Quantities as papers print them and curators type them: comparator, value, unit, and the text as printed.

A quantity is one value. Ranges, ratios, uncertainties and damaged text are refused, never guessed. Units come
from a table that is made from the ontology; this room knows how units are spelled (exponents, blanks,
fraction bars), not which units there are.

Grammar (blanks are free):
    quantity   = [comparator] ( currency number [scale] rest / number [scale] unit )
    comparator = "=" / ">" / ">=" / "≥" / "<" / "<=" / "≤" / "~" / "≈" / words such as "more than"
    number     = [sign] digits [groups] ["." digits] [exponent]
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from kg.errors import QuantityError

MAX_CHARACTERS = 200
# Powers of ten beyond these are typing errors: the known universe has 10^80 atoms.
_MAX_EXPONENT = 99
_DIVISION = Context(prec=28)
# Enough for every text that is not refused, so that nothing is rounded.
_EXACT = Context(prec=800)

_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

# Longest first. Source: ISO 80000-2 for the signs; the words are those found in papers.
_COMPARATORS = {
    ">=": ">=", "≥": ">=", "⩾": ">=", "at least": ">=", "no less than": ">=", "not less than": ">=",
    "<=": "<=", "≤": "<=", "⩽": "<=", "at most": "<=", "up to": "<=", "no more than": "<=",
    "not more than": "<=",
    ">": ">", "more than": ">", "over": ">", "above": ">", "exceeding": ">", "greater than": ">",
    "higher than": ">",
    "<": "<", "less than": "<", "below": "<", "under": "<", "lower than": "<", "fewer than": "<",
    "~": "~", "≈": "~", "∼": "~", "≃": "~", "about": "~", "approximately": "~", "approx.": "~", "around": "~",
    "ca.": "~", "circa": "~", "roughly": "~", "nearly": "~", "almost": "~", "some": "~",
    "=": "=", "exactly": "=",
}  # fmt: skip
_COMPARATOR = re.compile(
    "|".join(
        re.escape(word) + (r"(?=[\s\d])" if word[0].isalpha() else "")
        for word in sorted(_COMPARATORS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
# A comma or a blank groups thousands only in threes and not behind a zero; a decimal comma is refused.
_NUMBER = re.compile(
    r"(?P<mantissa>[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\ \d{3})+(?!\d)|\d+)(?:\.\d+)?|[+-]?\.\d+)"
    r"(?:[eE](?P<exponent>[+-]?\d{1,4})(?![A-Za-z\d])"
    r"|\s?[×x·*]\s?10(?:\^\{?\s?(?P<power>[+-]?\d{1,4})\}?|\s(?P<flat>-\d{1,4})))?"
)
_POWER = re.compile(r"(?P<sign>[+-]?)10\^\{?\s?(?P<power>[+-]?\d{1,4})\}?")
_RANGE = re.compile(r"\s*(?:-|to\b|and\b|…|\.\.)\s*[~≈<>]?\s*[+-]?\d|\s*[:±]|\s*\+/-|\s*\(\d")
_SCALES = {"k": 3, "M": 6, "million": 6, "bn": 9, "billion": 9}
# Only money is counted so: "1.1 M $" is millions, "30 M Pa" is a unit with a blank in it.
_SCALE_BEFORE = re.compile(r"(?P<scale>k|M|million|bn|billion)\s?(?=[$€£¥]|USD|EUR|GBP|JPY|KRW|CNY)")
_SCALE_AFTER = re.compile(r"(?P<scale>k|M|million|bn|billion)(?![A-Za-z])")
_CURRENCY_FIRST = re.compile(r"(?P<currency>[$€£¥]|USD\b|EUR\b)\s?(?=[\d.])")
_NOT_REPORTED = frozenset(
    {"", "n/a", "na", "n.a.", "-", "--", "not reported", "not available", "n.r.", "nan"}
)


@dataclass(frozen=True)
class Quantity:
    """One value with its unit.

    Attributes:
        value: The number, its printed digits kept ("99.90" stays 99.90).
        comparator: "=", ">", ">=", "<", "<=" or "~".
        unit: Key of the unit in the table.
        printed: The text it was parsed from, unchanged.
    """

    value: Decimal
    comparator: str
    unit: str
    printed: str


@dataclass(frozen=True)
class Unit:
    """A unit of measurement.

    Attributes:
        key: Its key or IRI.
        symbol: As it is shown, "mAh cm⁻²".
        multiplier: Value in SI units is (value + offset) * multiplier; a fraction where no decimal is exact.
        offset: Added before multiplying, 273.15 for °C.
        dimension: Units of one dimension convert into each other.
        spellings: Further accepted spellings; key and symbol are accepted anyway.

    Source: QUDT 2.1, qudt:conversionMultiplier and qudt:conversionOffset
        (https://github.com/qudt/qudt-public-repo/wiki/Advanced-User-Guide).
    """

    key: str
    symbol: str
    multiplier: Decimal | Fraction = Decimal(1)
    offset: Decimal = Decimal(0)
    dimension: str = ""
    spellings: tuple[str, ...] = ()


class UnitTable:
    """The known units by spelling.

    Args:
        units: The units.
        bare: Key of the unit of a number without unit, or None to refuse such numbers.

    Raises:
        QuantityError: When two units share a key or a spelling.
    """

    def __init__(self, units: Iterable[Unit], bare: str | None = None) -> None:
        self.units: dict[str, Unit] = {}
        self._spelled: dict[str, Unit] = {}
        for unit in units:
            if unit.key in self.units:
                raise QuantityError(f"two units have the key {unit.key!r}")
            self.units[unit.key] = unit
            for spelling in (unit.key, unit.symbol, *unit.spellings):
                other = self._spelled.setdefault(fold_unit(spelling), unit)
                if other is not unit:
                    raise QuantityError(f"{spelling!r} is a spelling of {other.key!r} and of {unit.key!r}")
        self._bare = None if bare is None else self.get(bare)

    def get(self, key: str) -> Unit:
        """The unit with that key.

        Raises:
            QuantityError: When there is none.
        """
        if key not in self.units:
            raise QuantityError(f"no unit has the key {key!r}", hint=f"known are {', '.join(self.units)}")
        return self.units[key]

    def find(self, spelling: str) -> Unit | None:
        """The unit spelled so, capitals as they are ("mPa" is not "MPa"), or None."""
        folded = fold_unit(spelling)
        return self._spelled.get(folded) if folded else self._bare

    def find_similar(self, spelling: str) -> list[str]:
        """Up to three symbols whose spellings resemble an unknown one."""
        close = difflib.get_close_matches(fold_unit(spelling), self._spelled, n=3, cutoff=0.6)
        return list(dict.fromkeys(self._spelled[folded].symbol for folded in close))

    def convert(self, quantity: Quantity, to_unit: str) -> Quantity:
        """The quantity in another unit: exact, or to 28 digits where the quotient has no end.

        Raises:
            QuantityError: When the units measure different things or one is unknown.
        """
        source, target = self.get(quantity.unit), self.get(to_unit)
        if source.dimension != target.dimension:
            raise QuantityError(f"{source.symbol} does not convert to {target.symbol}")
        if source.key == target.key:
            return quantity
        base = (Fraction(quantity.value) + Fraction(source.offset)) * Fraction(source.multiplier)
        value = base / Fraction(target.multiplier) - Fraction(target.offset)
        return Quantity(_to_decimal(value), quantity.comparator, target.key, quantity.printed)


def parse_quantity(text: str, units: UnitTable) -> Quantity:
    """The one quantity that the whole text states.

    Args:
        text: As printed or typed: "> 99.9 %", "≈62%", "6.2 mAh cm^{-2}", "$31.1/oz".
        units: The units that may occur.

    Raises:
        QuantityError: When the text is no single value with a known unit; the hint says what it seems to be.
    """
    if len(text) > MAX_CHARACTERS:
        raise QuantityError(f"{text[:40]!r}... is longer than a quantity")
    rest = _fold(text)
    if rest.lower() in _NOT_REPORTED:
        raise QuantityError(f"{text!r} is no value", hint="write not-reported")
    comparator = "="
    found = _COMPARATOR.match(rest)
    if found:
        comparator = _COMPARATORS[found.group().lower()]
        rest = rest[found.end() :].strip()
    currency = _CURRENCY_FIRST.match(rest)
    if currency:
        rest = rest[currency.end() :]
    value, rest = _take_number(text, rest)
    scale = (_SCALE_AFTER if currency else _SCALE_BEFORE).match(rest)
    if scale:
        value, rest = _shift(value, _SCALES[scale["scale"]]), rest[scale.end() :]
    spelled = (currency["currency"] + rest) if currency else rest
    unit = units.find(spelled.rstrip(" .,;"))
    if unit is None:
        raise _unknown_unit(text, spelled, units)
    return Quantity(value, comparator, unit.key, text)


def _take_number(text: str, rest: str) -> tuple[Decimal, str]:
    """The number a folded text begins with, and what follows it.

    Raises:
        QuantityError: When it begins with none, or with a range, ratio, uncertainty or decimal comma.
    """
    power = _POWER.match(rest)
    match = power or _NUMBER.match(rest)
    if not match:
        raise QuantityError(
            f"{text!r} does not begin with a number", hint="damaged text needs a reading decision"
        )
    rest = rest[match.end() :]
    if re.match(r",\d", rest):
        raise QuantityError(
            f"{text!r} has an unclear comma", hint="write a decimal point, or groups of three"
        )
    if _RANGE.match(rest) or re.match(r"\.?\d", rest):
        raise QuantityError(
            f"{text!r} is not one value", hint="a range, ratio or uncertainty needs two records"
        )
    if power:
        mantissa, exponent = power["sign"] + "1", int(power["power"])
    else:
        mantissa = match["mantissa"].replace(",", "").replace(" ", "")
        exponent = int(match["exponent"] or match["power"] or match["flat"] or 0)
    if abs(exponent) > _MAX_EXPONENT:
        raise QuantityError(f"{text!r} has an impossible exponent")
    return _shift(Decimal(mantissa), exponent), rest.strip()


def _unknown_unit(text: str, spelled: str, units: UnitTable) -> QuantityError:
    if not spelled:
        return QuantityError(f"{text!r} has no unit")
    if re.search(r"[(;]|(?:^|\s)\d", spelled):
        return QuantityError(f"{text!r} is more than one value", hint="give one value with its unit")
    similar = units.find_similar(spelled)
    hint = f"meant {' or '.join(similar)}?" if similar else "add it to the ontology's units"
    return QuantityError(f"{spelled!r} in {text!r} is no known unit", hint=hint)


def _fold(text: str) -> str:
    """One spelling for signs, exponents and blanks; exponents keep their "^"."""
    folded = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+", lambda m: "^" + m.group().translate(_SUPERSCRIPTS), text)
    folded = unicodedata.normalize("NFKC", folded).translate(_MINUS)
    for latex, sign in _LATEX:
        folded = folded.replace(latex, sign)
    folded = re.sub(r"\$(\^\{[^{}$]*\})\$", r"\1", folded)
    return " ".join(folded.split())


# Source: LaTeX commands that stand in the quantities of PDF texts.
_LATEX = (
    ("\\approx", "≈"), ("\\sim", "~"), ("\\geq", "≥"), ("\\ge", "≥"), ("\\leq", "≤"), ("\\le", "≤"),
    ("\\times", "×"), ("\\cdot", "·"), ("\\%", "%"), ("\\$", "$"), ("^{\\circ}", "°"), ("^\\circ", "°"),
    ("\\mu", "μ"), ("\\,", " "), ("\\ ", " "),
)  # fmt: skip


def fold_unit(spelling: str) -> str:
    """A unit without blanks and marks, and without fraction bars: "mA/cm^2" gives "mAcm-2"."""
    folded = re.sub(r"[\s^{}*·⋅]", "", _fold(spelling))
    if "://" in folded:  # a key that is an IRI
        return folded
    first, *others = folded.split("/")
    for part in others:
        exponent = re.search(r"-?\d+$", part)
        first += part + "-1" if exponent is None else part[: exponent.start()] + _negated(exponent.group())
    return first


def _negated(exponent: str) -> str:
    return exponent[1:] if exponent.startswith("-") else "-" + exponent


def _shift(value: Decimal, exponent: int) -> Decimal:
    """The value times a power of ten, written out: 1100000, not 1.1E+6."""
    return Decimal(format(value.scaleb(exponent, _EXACT), "f")) if exponent else value


def _to_decimal(value: Fraction) -> Decimal:
    """The fraction as a decimal without trailing zeros, exact where it can be."""
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return _DIVISION.divide(Decimal(value.numerator), Decimal(value.denominator))
    places = max(twos, fives)
    return Decimal(value.numerator * 10**places // value.denominator).scaleb(-places, _EXACT)
