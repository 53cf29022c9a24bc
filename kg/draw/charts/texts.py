"""Texts that a chart can show: one line, nothing that no image can hold."""

import re
from typing import Final

from kg.draw.charts.points import Point
from kg.draw.svg import to_allowed
from kg.formulas import to_plain

_LONGEST: Final = 300  # letters of what is told of a point
_LONGEST_ENTRY: Final = 72  # letters of an entry of a legend


def tell(point: Point, with_x: bool = True) -> str:
    """Return in one line what a point says, without markup and without control characters."""
    place = f" at {point.x.text}" if with_x else ""
    return to_text(f"{point.label}: {point.y.text}{place} ({point.finding_of})")


def to_text(text: str, longest: int = _LONGEST) -> str:
    """Return a text that a chart can show: one line, cut where it is too long, formulas with low numbers."""
    flat = " ".join(to_allowed(text[: 2 * longest]).split())
    return to_plain(flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…")


def to_short_work(label: str) -> str:
    """Return the label of a work as it stands beside a point: "Jun 2024"."""
    return re.sub(r" et al\.?(?= )", "", label)


def to_entry(text: str) -> str:
    """Return the name of an entry of a legend, which is also the value of the rows it stands for."""
    return to_text(text, _LONGEST_ENTRY)
