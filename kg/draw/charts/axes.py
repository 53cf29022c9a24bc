"""Axes with round ends, and a strip before them for what has no number."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg.draw.charts.points import Told

_BAND: Final = 0.12  # of the axis, for points without a number on it
_MARGIN: Final = 0.04  # of the axis, behind its last number
_TICKS: Final = 6
_DIVIDED: Final = re.compile("(.*[^⁻⁰¹²³⁴⁵⁶⁷⁸⁹])⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a chart.

    Attributes:
        title: name of the quantity with its unit.
        unit: label of the unit in which it is drawn; values in another one stand with those without a number.
        low: first number of the axis.
        high: last number of the axis.
        step: distance between two ticks.
        has_band: whether points without a number stand before `low`.
    """

    title: str
    unit: str
    low: float
    high: float
    step: float
    has_band: bool

    @property
    def band(self) -> float:
        """Width of the band for points without a number, in the unit of the axis; 0 without one."""
        return (self.high - self.low) * _BAND if self.has_band else 0.0

    @property
    def start(self) -> float:
        """Where the axis begins: with its band, or a little before its first number unless that is zero."""
        return self.low - (self.band or (self._margin if self.low else 0.0))

    @property
    def end(self) -> float:
        """Where the axis ends: a little behind its last number, so that no point lies on the edge."""
        return self.high + self._margin

    @property
    def _margin(self) -> float:
        return (self.high - self.low) * _MARGIN

    @property
    def ticks(self) -> list[float]:
        """The numbers at the ticks; none stands in the band."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + i * self.step, 10) for i in range(count + 1)]

    def place(self, told: Told) -> float:
        """Return where a value is drawn: its number, or the middle of the band."""
        if told.number is None or told.unit != self.unit:
            return self.low - self.band / 2
        return told.number


def to_axis(name: str, values: Sequence[Told]) -> Axis:
    """Return the axis on which most of the values can be drawn.

    Args:
        name: name of the quantity.
        values: what is told; at least one has a number.
    """
    units = Counter(told.unit for told in values if told.number is not None)
    unit = min(units, key=lambda u: (-units[u], u))
    numbers = [told.number for told in values if told.number is not None and told.unit == unit]
    low, high, step = _round_range(min(numbers), max(numbers), limit=100.0 if unit == "%" else None)
    return Axis(to_title(name, unit), unit, low, high, step, units.total() < len(values) or len(units) > 1)


def to_title(name: str, unit: str) -> str:
    """Return the title of an axis: the quantity, and its unit in brackets unless that says the same."""
    return f"{name} ({to_fraction(unit)})" if unit not in ("", name) else name


def to_fraction(unit: str) -> str:
    """Return a unit with a slash instead of negative powers, which few fonts have: "mAh/cm²", "Wh/L"."""
    divided = [_DIVIDED.fullmatch(part) for part in unit.split(" ")]
    above = [part for part, found in zip(unit.split(" "), divided, strict=True) if not found]
    below = [found[1] + ("" if found[2] == "¹" else found[2]) for found in divided if found]
    return f"{' '.join(above) or '1'}/{'/'.join(below)}" if below else unit


def _round_range(low: float, high: float, limit: float | None) -> tuple[float, float, float]:
    """Return a range with round ends and its round step; it starts at 0 unless all values lie far from it.

    Where these come close to the limit it ends there, so that one sees how much is missing.
    """
    low = low if 0.4 * high < low < high else min(low, 0.0)
    span = (high - low) or abs(high) or 1.0
    reach = limit if limit is not None and low > 0 and high <= limit <= high + span else high
    rough = (reach - low or span) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
    first = math.floor(round(low / step, 9)) * step
    last = math.ceil(round(reach / step, 9)) * step
    last = last + step if last == first else last
    return (first, min(last, limit), step) if limit is not None and high <= limit else (first, last, step)
