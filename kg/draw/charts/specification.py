"""Points become a Vega-Lite specification, the same for the page and for the printed figure.

Source: Vega-Lite 6, https://vega.github.io/vega-lite/docs/spec.html
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from kg.draw.assets import read_palette
from kg.draw.charts.points import Point, Told

Colour = Literal["metal", "mechanism"]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
SERIES: Final = ("effect", "failure", "material", "denied", "system", "mechanism", "work", "organisation")
"""Names of palette colours in the order in which the series of a chart take them."""
INKS: Final = ("ink", "soft", "faint")
"""Names of the palette colours that a chart takes as parameters: text, quiet text, bands."""
PICKED: Final = "picked"  # parameter: the row whose point stands out, -1 for none
MOST_RINGS: Final = 6  # more rings around one point cannot be told apart
_MOST_LABELS: Final = 60  # points; above that their labels would cover each other
_BAND: Final = 0.12  # of the axis, for points without a number on it
_MARGIN: Final = 0.04  # of the axis, behind its last number
_TICKS: Final = 6
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross")
_CLAIM: Final[dict[str, Any]] = {"type": "point", "size": 110, "strokeWidth": 2, "cursor": "pointer"}
_LABEL: Final[dict[str, Any]] = {"type": "text", "color": {"expr": "ink"}, "fontSize": 11}
_BAND_NAME: Final[dict[str, Any]] = {
    "type": "text",
    "color": {"expr": "soft"},
    "fontSize": 11,
    "fontStyle": "italic",
}
_ARROWS: Final = {("y", ">"): "↑", ("y", "<"): "↓", ("x", ">"): "→", ("x", "<"): "←"}


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
    def end(self) -> float:
        """Where the axis ends: a little behind its last number, so that no point lies on the edge."""
        return self.high + (self.high - self.low) * _MARGIN

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
    return Axis(
        f"{name} ({unit})" if unit not in ("", name) else name,
        unit,
        low,
        high,
        step,
        units.total() < len(values) or len(units) > 1,
    )


def _round_range(low: float, high: float, limit: float | None) -> tuple[float, float, float]:
    """Return a range with round ends and its round step; it starts at 0 unless all values lie far from it."""
    low = low if 0.4 * high < low < high else min(low, 0.0)
    span = (high - low) or abs(high) or 1.0
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
    first = math.floor(low / step) * step
    last = math.ceil(high / step) * step
    last = last + step if last == first else last
    return (first, min(last, limit), step) if limit is not None and high <= limit else (first, last, step)


def to_specification(
    points: Sequence[Point], x: Axis, y: Axis, colour: Colour, mechanisms: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the specification of a scatter chart.

    Args:
        points: what to draw.
        x: the horizontal axis.
        y: the vertical axis.
        colour: by metal of the interlayer, or a ring for each mechanism that a cell shows.
        mechanisms: for "mechanism", which ones; the most frequent by default.
    """
    rows = _to_rows(points, x, y)
    layers = [*_iter_bands(x, y)]
    if colour == "mechanism":
        chosen = tuple(mechanisms) or most_frequent(points)
        layers.append(_to_rings(rows, points, chosen))
    layers += _to_marks(rows, by_metal=colour == "metal", labelled=len(points) <= _MOST_LABELS)
    return {
        "$schema": SCHEMA,
        "width": 640,
        "height": 400,
        "usermeta": {"series": list(SERIES)},
        "params": to_parameters(),
        "encoding": {"x": _encode("x", x), "y": _encode("y", y)},
        "layer": layers,
        "resolve": {"scale": {"color": "independent"}},
    }


def most_frequent(points: Sequence[Point]) -> tuple[str, ...]:
    """Return the mechanisms that most points show without all of them showing it: those that tell apart."""
    counts = Counter(mechanism for point in points for mechanism in point.mechanisms)
    telling = [m for m in counts if counts[m] < len(points)] or list(counts)
    return tuple(sorted(telling, key=lambda m: (-counts[m], m))[:MOST_RINGS])


def _to_rows(points: Sequence[Point], x: Axis, y: Axis) -> list[dict[str, Any]]:
    """Return one row per point; those that would lie on each other in a band are spread along it."""
    rows = []
    spots = [(x.place(point.x), y.place(point.y)) for point in points]
    sharing, taken = Counter(spots), Counter[tuple[float, float]]()
    for index, (point, spot) in enumerate(zip(points, spots, strict=True)):
        part = (taken[spot] + 0.5) / sharing[spot] - 0.5  # of the band's width, from its middle
        taken[spot] += 1
        in_x = spot[0] < x.low
        rows.append(
            {
                "i": index,
                "x": spot[0] + part * x.band if in_x else spot[0],
                "y": spot[1] + part * y.band if spot[1] < y.low and not in_x else spot[1],
                "metal": point.metal,
                "kind": point.kind,
                "told": f"{point.label}: {point.y.text} at {point.x.text} ({point.finding_of})",
                "approximate": "~" in (point.x.sign, point.y.sign),
                "bound": _to_arrows(point),
                "href": point.link or None,
            }
        )
    return rows


def _to_arrows(point: Point) -> str:
    ends = (("y", point.y.sign[:1]), ("x", point.x.sign[:1]))
    return "".join(_ARROWS.get(end, "") for end in ends)


def to_parameters() -> list[dict[str, Any]]:
    """Return the parameters: the row that is picked, and the colours of the theme, set to the light ones."""
    palette = read_palette()
    return [{"name": PICKED, "value": -1}, *({"name": name, "value": palette[name]} for name in INKS)]


def _ink(name: str) -> dict[str, str]:
    return {"expr": name}


def _encode(field: str, axis: Axis) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [axis.low - axis.band, axis.end], "zero": False, "nice": False},
        "axis": {"title": axis.title, "values": axis.ticks},
    }


def _iter_bands(x: Axis, y: Axis) -> Iterable[dict[str, Any]]:
    """Yield the strips before the axes in which points without a number stand, with their names."""
    for name, axis, across in (("x", x, y), ("y", y, x)):
        if not axis.has_band:
            continue
        other = "y" if name == "x" else "x"
        edge = {name: axis.low - axis.band, f"{name}2": axis.low}
        yield {
            "data": {"values": [{**edge, other: across.low - across.band, f"{other}2": across.end}]},
            "mark": {"type": "rect", "color": _ink("faint")},
            "encoding": {
                name: {"field": name, "type": "quantitative"},
                f"{name}2": {"field": f"{name}2"},
                other: {"field": other, "type": "quantitative"},
                f"{other}2": {"field": f"{other}2"},
            },
        }
        turned = {"angle": 270, "align": "right", "dx": -6} if name == "x" else {"align": "right", "dx": -6}
        yield {
            "data": {
                "values": [
                    {name: axis.low - axis.band * 0.88, other: across.end, "text": "no number reported"}
                ]
            },
            "mark": {**_BAND_NAME, "baseline": "top" if name == "x" else "bottom", **turned},
            "encoding": {
                name: {"field": name, "type": "quantitative"},
                other: {"field": other, "type": "quantitative"},
                "text": {"field": "text"},
            },
        }


def _to_marks(rows: list[dict[str, Any]], by_metal: bool, labelled: bool) -> list[dict[str, Any]]:
    kinds = sorted({row["kind"] for row in rows})
    shape = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": kinds, "range": [_SHAPES[i % len(_SHAPES)] for i in range(len(kinds))]},
        "legend": {"title": "cell"},
    }
    legend = {"title": "interlayer metal", "symbolFillColor": "transparent", "symbolStrokeWidth": 2.5}
    colour = {"field": "metal", "type": "nominal", "legend": legend}
    encoding: dict[str, Any] = {
        "shape": shape,
        "fillOpacity": {"condition": {"test": "datum.approximate", "value": 0}, "value": 0.7},
        "strokeWidth": {"condition": {"test": f"datum.i === {PICKED}", "value": 6}, "value": 2},
        "tooltip": {"field": "told"},
        "description": {"field": "told"},
        "href": {"field": "href"},
    }
    if by_metal:
        encoding |= {"color": colour, "fill": {**colour, "legend": None}}
    marks: list[dict[str, Any]] = [
        {"data": {"values": rows}, "mark": _CLAIM, "encoding": encoding},
        {
            "data": {"values": [row for row in rows if row["bound"]]},
            "mark": {"type": "text", "color": _ink("ink"), "fontSize": 14, "dy": -14},
            "encoding": {"text": {"field": "bound"}},
        },
    ]
    if labelled:
        marks.append(
            {
                "data": {"values": rows},
                "mark": {**_LABEL, "dx": 9, "align": "left"},
                "encoding": {"text": {"field": "metal"}},
            }
        )
    return marks


def _ring_size(rank: int) -> float:
    """Return the area that a ring encloses, in square pixels; each is 3 pixels wider than the one inside."""
    return round(math.pi * (9 + 3 * rank) ** 2, 1)


def _to_rings(
    rows: list[dict[str, Any]], points: Sequence[Point], mechanisms: Sequence[str]
) -> dict[str, Any]:
    rings = [
        {"x": row["x"], "y": row["y"], "mechanism": mechanism, "size": _ring_size(rank)}
        for row in rows
        for rank, mechanism in enumerate(m for m in mechanisms if m in points[row["i"]].mechanisms)
    ]
    return {
        "data": {"values": rings},
        "mark": {"type": "point", "strokeWidth": 2},
        "encoding": {
            "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            "color": {
                "field": "mechanism",
                "type": "nominal",
                "scale": {"domain": list(mechanisms)},
                "legend": {"title": "shows", "labelLimit": 320},
            },
        },
    }


def to_price_specification(points: Sequence[Point]) -> dict[str, Any]:
    """Return the specification of a chart of values without a second axis, a panel per unit.

    Args:
        points: what to draw; those without a number are named in the panel of their own unit.
    """
    units = sorted({point.y.unit for point in points})
    rows = [
        {
            "i": i,
            "label": p.label,
            "value": p.y.number,
            "unit": p.y.unit,
            "told": f"{p.label}: {p.y.text} ({p.finding_of})",
            "href": p.link or None,
        }
        for i, p in enumerate(points)
        if p.y.number is not None
    ]
    return {
        "$schema": SCHEMA,
        "usermeta": {"series": list(SERIES)},
        "params": to_parameters(),
        "vconcat": [
            _to_price_panel([row for row in rows if row["unit"] == unit], unit) for unit in units if unit
        ],
    }


def _to_price_panel(rows: list[dict[str, Any]], unit: str) -> dict[str, Any]:
    values = [row["value"] for row in rows]
    wide = min(values) > 0 and max(values) / min(values) > 50
    return {
        "width": 640,
        "height": {"step": 30},
        "data": {"values": rows},
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": "-x", "axis": {"title": None}},
            "x": {
                "field": "value",
                "type": "quantitative",
                "scale": {"type": "log"} if wide else {"zero": True},
                "axis": {"title": f"price ({unit})" + (", logarithmic" if wide else ""), "format": "~s"},
            },
        },
        "layer": [
            {
                "mark": _CLAIM,
                "encoding": {
                    "strokeWidth": {"condition": {"test": f"datum.i === {PICKED}", "value": 6}, "value": 2},
                    "tooltip": {"field": "told"},
                    "description": {"field": "told"},
                    "href": {"field": "href"},
                },
            },
            {
                "mark": {**_LABEL, "align": "left", "dx": 10},
                "encoding": {"text": {"field": "value", "type": "quantitative", "format": ","}},
            },
        ],
    }
