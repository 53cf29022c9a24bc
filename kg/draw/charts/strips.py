"""Claims with one value become strips of points: a panel per unit, a line per thing."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.draw.charts.axes import to_title
from kg.draw.charts.marks import (
    NARROW,
    iter_bounds,
    iter_signs,
    spread,
    to_frame,
    to_points,
    to_sign_legend,
)
from kg.draw.charts.points import Point, Told
from kg.draw.charts.scatter import Figure, Rows
from kg.draw.charts.series import Series
from kg.draw.charts.texts import tell, to_entry, to_text

_LINE: Final = 30  # pixels from line to line
_FOOT: Final = 66  # pixels below a panel, for its axis
_MOST_LINES: Final = 40  # of a panel; those of which most is said stay
_WIDE: Final = 50  # ratio of greatest to least value from which an axis is logarithmic
_NO_UNIT: Final = ""  # of the panel for what has no number


@dataclass(frozen=True, slots=True)
class _Panel:
    unit: str
    lines: tuple[str, ...]
    top: int
    numbers: tuple[float, ...]

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE

    @property
    def is_wide(self) -> bool:
        return min(self.numbers) > 0 and max(self.numbers) / min(self.numbers) > _WIDE

    @property
    def decades(self) -> list[float]:
        """The powers of ten from the last one below all numbers to the first one above them."""
        first, last = math.floor(math.log10(min(self.numbers))), math.ceil(math.log10(max(self.numbers)))
        return [10.0**power for power in range(first, last + 1)]

    def place(self, label: str) -> int:
        """Return the y of a line in pixels."""
        return self.top + self.lines.index(label) * _LINE + _LINE // 2


def draw_strips(points: Sequence[Point], name: str, series: Series, disputed: Collection[str] = ()) -> Figure:
    """Return the figure of points with one value, in a panel per unit; what has no number has one as well.

    Args:
        points: what to draw.
        name: what the value is called.
        series: what colours and shapes mean.
        disputed: the claims that a grave discrepancy touches.
    """
    panels = list(_iter_panels(points))
    rows = _to_rows(points, panels, series, disputed)
    bounds = [bound | {"panel": row["panel"]} for row in rows for bound in iter_bounds([row], points, "x")]
    disputes = [row for row in rows if row["disputed"]]
    numbered = [(number, panel) for number, panel in enumerate(panels) if panel.unit != _NO_UNIT]
    sign_scales, sign_legends = to_sign_legend(rows, bounds)
    lines = [(panel.place(label), label) for panel in panels for label in panel.lines]
    marks = [_to_grid(number, panel, name) for number, panel in numbered]
    marks += [_to_strip_name(panel) for panel in panels if panel.unit == _NO_UNIT]
    place = {"x": {"field": "px", "offset": {"field": "dx"}}, "y": {"field": "y"}}
    colour = {"scale": "metals", "field": "group"}
    marks += [to_points(place, colour), *iter_signs(place), _to_values()]
    last = panels[-1]
    specification = {
        **to_frame(last.top + last.height),
        "data": [
            {"name": "lines"},
            *(_place_by_panel(source, numbered) for source in ("rows", "bounds", "disputes")),
        ],
        "scales": [
            *(_to_scale(number, panel) for number, panel in numbered),
            {
                "name": "lines",
                "type": "ordinal",
                "domain": [str(number) for number in range(len(lines))],
                "range": [y for y, _ in lines],
            },
            series.to_metal_scale(point.metal for point in points),
            series.to_kind_scale(point.kind for point in points),
            *sign_scales,
        ],
        "axes": [_to_line_names()],
        "legends": sign_legends,
        "marks": marks,
    }
    names = [{"label": to_text(label, 60)} for _, label in lines]
    return Figure(
        {"metal": specification}, {"lines": names, "rows": rows, "bounds": bounds, "disputes": disputes}
    )


def _unit_of(point: Point) -> str:
    """Return the unit of the panel in which a point stands; a number without a unit has one as well."""
    return _NO_UNIT if point.y.number is None else point.y.unit or "1"


def _iter_panels(points: Sequence[Point]) -> Iterator[_Panel]:
    units = Counter(_unit_of(point) for point in points)
    top = 0
    for unit in sorted(units, key=lambda unit: (unit == _NO_UNIT, -units[unit], unit)):
        here = [point for point in points if _unit_of(point) == unit]
        told = Counter(point.label for point in here)
        kept = sorted(told, key=lambda label: (-told[label], label))[:_MOST_LINES]
        greatest = {
            label: max((p.y.number or 0.0 for p in here if p.label == label), default=0.0) for label in kept
        }
        lines = tuple(sorted(kept, key=lambda label: (-greatest[label], label)))
        numbers = tuple(p.y.number for p in here if p.label in greatest and p.y.number is not None)
        panel = _Panel(unit, lines, top, numbers)
        yield panel
        top += panel.height + _FOOT


def _to_rows(
    points: Sequence[Point], panels: Sequence[_Panel], series: Series, disputed: Collection[str]
) -> Rows:
    """Return a row per point of a line that is drawn; rows that share a place are spread."""
    drawn = []
    for index, point in enumerate(points):
        number = next(i for i, panel in enumerate(panels) if panel.unit == _unit_of(point))
        if point.label in panels[number].lines:
            drawn.append((index, point, number))
    spots = [(point.y.number or 0.0, float(panels[number].place(point.label))) for _, point, number in drawn]
    alone = Counter((point.label, number) for _, point, number in drawn)
    return [
        {
            "i": index,
            "x": point.y.number,
            "y": panels[number].place(point.label),
            "dx": offset,
            "panel": number,
            "group": to_entry(series.group_of(point.metal)),
            "name": to_text(_spell(point.y), 80) if alone[point.label, number] == 1 else "",
            "kind": to_entry(point.kind),
            "told": tell(point, with_x=False),
            "open": "~" in point.y.sign,
            "disputed": point.claim in disputed,
        }
        for (index, point, number), offset in zip(drawn, spread(spots), strict=True)
    ]


def _spell(told: Told) -> str:
    """Return a value with its thousands set apart; one without a number in words."""
    if told.number is None:
        return told.text
    sign = told.text[: len(told.text) - len(told.text.lstrip("<>≤≥≈ "))]
    return f"{sign}{told.number:,.10g} {told.unit}"


def _place_by_panel(source: str, numbered: Sequence[tuple[int, _Panel]]) -> dict[str, Any]:
    """Return a data set whose rows get their x in pixels from the scale of their panel."""
    found = "12"  # without a number: at the beginning of the line
    for number, _ in numbered:
        found = f"datum.panel === {number} ? scale('x{number}', datum.x) : {found}"
    return {"name": source, "transform": [{"type": "formula", "as": "px", "expr": found}]}


def _to_scale(number: int, panel: _Panel) -> dict[str, Any]:
    low, high = min(panel.numbers), max(panel.numbers)
    span: dict[str, Any] = {"name": f"x{number}", "range": [0, {"signal": "width"}]}
    if panel.is_wide:
        return {**span, "type": "log", "domain": [panel.decades[0], panel.decades[-1]]}
    return {**span, "type": "linear", "domain": [min(low, 0), max(high * 1.08, 0) or 1], "nice": True}


def _to_grid(number: int, panel: _Panel, name: str) -> dict[str, Any]:
    title = to_text(to_title(name, panel.unit), 80) + (", logarithmic" if panel.is_wide else "")
    ticks = {"values": panel.decades} if panel.is_wide else {"tickCount": {"signal": f"{NARROW} ? 4 : 7"}}
    return {
        "type": "group",
        "interactive": False,
        "encode": {
            "update": {
                "y": {"value": panel.top},
                "width": {"signal": "width"},
                "height": {"value": panel.height},
                "stroke": {"signal": "line"},
            }
        },
        "signals": [{"name": "height", "value": panel.height}],  # as far as lines of the grid reach
        "axes": [
            {
                "scale": f"x{number}",
                "orient": "bottom",
                "title": title,
                "grid": True,
                "format": "~s",
                **ticks,
                "labelOverlap": True,
            }
        ],
    }


def _to_strip_name(panel: _Panel) -> dict[str, Any]:
    return {
        "type": "rect",
        "interactive": False,
        "aria": False,
        "encode": {
            "update": {
                "y": {"value": panel.top},
                "width": {"signal": "width"},
                "height": {"value": panel.height},
                "fill": {"signal": "faint"},
            }
        },
    }


def _to_line_names() -> dict[str, Any]:
    return {
        "scale": "lines",
        "orient": "left",
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "labelLimit": {"signal": f"{NARROW} ? 90 : 200"},
        "encode": {"labels": {"update": {"text": {"signal": "data('lines')[+datum.value].label"}}}},
    }


def _to_values() -> dict[str, Any]:
    return {
        "name": "values",
        "type": "text",
        "from": {"data": "rows"},
        "interactive": False,
        "aria": False,
        "encode": {
            "update": {
                "x": {
                    "field": "px",
                    "offset": {"signal": "datum.px > width - 120 ? -11 : datum.disputed ? 18 : 11"},
                },
                "y": {"field": "y"},
                "align": {"signal": "datum.px > width - 120 ? 'right' : 'left'"},
                "baseline": {"value": "middle"},
                "text": {"field": "name"},
                "fontSize": {"value": 11},
                "limit": {"value": 220},
                "fill": {"signal": "ink"},
                "font": {"signal": "sans"},
            }
        },
    }
