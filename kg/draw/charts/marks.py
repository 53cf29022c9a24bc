"""The marks of claims in a Vega specification: points, arrows, names, and what the legend says of them.

Colours, fonts and the side of the legend are signals, so that a page sets them by its theme and width, and a
printed figure keeps the light ones.

Source: Vega 6, https://vega.github.io/vega/docs/specification/
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from kg.draw.assets import read_palette
from kg.draw.charts.points import Point
from kg.draw.charts.series import COLOURS
from kg.draw.fonts import FAMILY
from kg.files import kept_while_unchanged
from kg.resources import find_folder

SCHEMA: Final = "https://vega.github.io/schema/vega/v6.json"
PICKED: Final = "picked"  # signal: the row whose point stands out, -1 for none
FOCUSED: Final = "focused"  # signal: the row at which the keyboard is, -1 for none
NARROW: Final = "width < 420"  # expression: whether the plot is that of a telephone
SIZE: Final = 110  # area of a point in square pixels
REACH: Final = 6.0  # pixels from the middle of a point to its edge
MOST_NAMES: Final = 60  # points; above that names would cover the plot
_INKS: Final = ("ink", "soft", "line", "faint", "paper", "accent")
_ARROW: Final = "M0,-0.55L0,-1.75M-0.5,-1.2L0,-1.8L0.5,-1.2"  # upwards from the edge of a point
_LEGEND_ARROW: Final = "M0,0.75L0,-0.75M-0.5,-0.15L0,-0.75L0.5,-0.15"
_UNEQUAL: Final = "M-0.7,-0.28L0.7,-0.28M-0.7,0.28L0.7,0.28M-0.4,0.75L0.4,-0.75"
_ANGLES: Final = {("y", ">"): 0, ("x", ">"): 90, ("y", "<"): 180, ("x", "<"): 270}
_SIDES: Final = ("right", "left", "top", "bottom", "top-right", "bottom-right", "top-left", "bottom-left")
_SPREAD: Final = 26.0  # pixels over which points of the same values stand side by side

STATED: Final = "as stated"
ABOUT: Final = "about (≈)"
BOUND: Final = "more or less than (>, <)"
DISPUTED: Final = "grave discrepancy (≠)"
_SIGNS: Final = {STATED: "circle", ABOUT: "circle", BOUND: _LEGEND_ARROW, DISPUTED: _UNEQUAL}


def _find_look() -> Path:
    return find_folder("site") / "styles" / "chart_look.json"


@kept_while_unchanged(lambda: [_find_look()])
def read_look() -> dict[str, Any]:
    """Return the Vega config that all charts have, on the pages as well."""
    look: dict[str, Any] = json.loads(_find_look().read_text(encoding="utf-8"))
    return look


def to_signals() -> list[dict[str, Any]]:
    """Return the signals that a page sets: rows that stand out, colours, font, side of the legend."""
    palette = read_palette()
    fixed = {PICKED: -1, FOCUSED: -1, "sans": FAMILY, "side": "right", "ground": "#ffffff"}
    colours = {name: palette[name] for name in (*_INKS, *COLOURS)}
    return [{"name": name, "value": value} for name, value in {**fixed, **colours}.items()]


def to_frame(height: int) -> dict[str, Any]:
    """Return what every specification begins with; the width is that of the printed plot."""
    return {
        "$schema": SCHEMA,
        "width": 640,
        "height": height,
        "padding": 6,
        "background": {"signal": "ground"},
        "config": read_look(),
        "signals": to_signals(),
    }


def spread(spots: Sequence[tuple[float, float] | None]) -> list[float]:
    """Return by how many pixels each point is moved sideways, so that equal ones stand side by side.

    Args:
        spots: where points are, None for one that stays where it is.
    """
    sharing: dict[tuple[float, float], list[int]] = {}
    for index, spot in enumerate(spots):
        if spot is not None:
            sharing.setdefault(spot, []).append(index)
    offsets = [0.0] * len(spots)
    for members in sharing.values():
        step = min(9.0, _SPREAD / max(len(members) - 1, 1))
        for place, index in enumerate(members):
            offsets[index] = round((place - (len(members) - 1) / 2) * step, 1)
    return offsets


def iter_bounds(
    rows: Iterable[dict[str, Any]], points: Sequence[Point], axes: str
) -> Iterator[dict[str, Any]]:
    """Yield a row for each arrow: where its point is, and the angle in degrees.

    Args:
        rows: rows of points.
        points: the points, by the number `i` of a row.
        axes: "xy", or "x" where the value of y is drawn along x.
    """
    for row in rows:
        point = points[row["i"]]
        told = (("y", point.y), ("x", point.x)) if axes == "xy" else (("x", point.y),)
        for axis, value in told:
            angle = _ANGLES.get((axis, value.sign[:1]))
            if value.number is not None and angle is not None:
                yield {name: row[name] for name in ("i", "x", "y", "dx")} | {"angle": angle}


def at_row() -> dict[str, Any]:
    """Return the encoding of a place: by the scales x and y, moved aside by the row's own offset."""
    return {
        "x": {"scale": "x", "field": "x", "offset": {"field": "dx"}},
        "y": {"scale": "y", "field": "y"},
    }


def to_points(place: dict[str, Any], colour: dict[str, Any]) -> dict[str, Any]:
    """Return the mark of the points.

    Args:
        place: encoding of x and y.
        colour: encoding of the colour.
    """
    return {
        "name": "points",
        "type": "symbol",
        "from": {"data": "rows"},
        "encode": {
            "enter": {
                "shape": {"scale": "kinds", "field": "kind"},
                "size": {"value": SIZE},
                "tooltip": {"field": "told"},
                "description": {"field": "told"},
                "cursor": {"value": "pointer"},
            },
            "update": {
                **place,
                "fill": colour,
                "stroke": colour,
                "fillOpacity": {"signal": "datum.open ? 0 : datum.disputed ? 1 : 0.72"},
                "strokeWidth": {"signal": f"datum.i === {PICKED} ? 6 : 2"},
            },
            "hover": {"strokeWidth": {"value": 4}},
        },
    }


def iter_signs(place: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the marks that tell more of points: arrows, signs in what is disputed, where the keyboard is."""
    yield {
        "name": "arrows",
        "type": "symbol",
        "from": {"data": "bounds"},
        "interactive": False,
        "aria": False,
        "encode": {
            "enter": {"shape": {"value": _ARROW}, "size": {"value": SIZE * 1.6}, "angle": {"field": "angle"}},
            "update": {
                **place,
                "stroke": {"signal": "ink"},
                "strokeWidth": {"value": 1.6},
            },
        },
    }
    yield {
        "name": "unequals",
        "type": "symbol",
        "from": {"data": "disputes"},
        "interactive": False,
        "aria": False,
        "encode": {
            "enter": {"shape": {"value": _UNEQUAL}, "size": {"value": 64}},
            "update": {
                **place,
                "stroke": {"signal": "datum.open ? ink : paper"},
                "strokeWidth": {"value": 1.5},
            },
        },
    }
    yield {
        "name": "focus",
        "type": "symbol",
        "from": {"data": "rows"},
        "interactive": False,
        "aria": False,
        "encode": {
            "update": {
                **place,
                "size": {"signal": f"datum.i === {FOCUSED} ? 420 : 0"},
                "stroke": {"signal": "accent"},
                "strokeWidth": {"value": 2.5},
            }
        },
    }


def to_sign_legend(
    rows: Sequence[dict[str, Any]], bounds: Sequence[dict[str, Any]]
) -> tuple[list[Any], list[Any]]:
    """Return scale and legend of open points, arrows and signs; none where there are none."""
    shown = [
        sign
        for sign, is_there in (
            (STATED, any(not row["open"] for row in rows)),
            (ABOUT, any(row["open"] for row in rows)),
            (BOUND, bool(bounds)),
            (DISPUTED, any(row["disputed"] for row in rows)),
        )
        if is_there
    ]
    if not set(shown) - {STATED}:
        return [], []
    scale = {
        "name": "signs",
        "type": "ordinal",
        "domain": shown,
        "range": [_SIGNS[sign] for sign in shown],
    }
    filled = f"datum.value === {json.dumps(STATED, ensure_ascii=False)} ? 0.72 : 0"
    legend = {
        "title": "value",
        "shape": "signs",
        "encode": {
            "symbols": {
                "update": {
                    "fillOpacity": {"signal": filled},
                    "stroke": {"signal": "ink"},
                    "strokeWidth": {"value": 1.8},
                    "opacity": {"value": 1},
                }
            }
        },
    }
    return [scale], [legend]


def to_names(beside: Sequence[str] = ()) -> dict[str, Any]:
    """Return the mark of names beside points: none covers a point, another name or what else is there.

    Args:
        beside: names of further marks that are not to be covered; none of them may be without items, at which
            the transform fails.

    Source: https://vega.github.io/vega/docs/transforms/label/
    """
    return {
        "name": "names",
        "type": "text",
        "from": {"data": "points"},
        "interactive": False,
        "aria": False,
        "encode": {
            "enter": {
                "text": {"signal": f"{NARROW} ? datum.datum.metal : datum.datum.name"},
                "fontSize": {"value": 11},
                "limit": {"value": 170},
            },
            "update": {"fill": {"signal": "ink"}, "font": {"signal": "sans"}},
        },
        "transform": [
            {
                "type": "label",
                "anchor": [*_SIDES, *_SIDES],
                "offset": [*(4 if "-" not in side else 3 for side in _SIDES), *(14 for _ in _SIDES)],
                "size": {"signal": "[width, height]"},
                "padding": 0,
                "avoidMarks": list(beside),
            }
        ],
    }


def to_leaders() -> dict[str, Any]:
    """Return the mark of the lines from points to those names that stand farther off."""
    far = "(abs(datum.x - datum.datum.x) > 14 || abs(datum.y - datum.datum.y) > 14)"
    return {
        "name": "leaders",
        "type": "rule",
        "from": {"data": "names"},
        "interactive": False,
        "aria": False,
        "encode": {
            "update": {
                "x": {"signal": "datum.datum.x"},
                "y": {"signal": "datum.datum.y"},
                "x2": {"field": "x"},
                "y2": {"field": "y"},
                "stroke": {"signal": "soft"},
                "strokeWidth": {"value": 0.7},
                "opacity": {"signal": f"datum.opacity && {far} ? 1 : 0"},
            }
        },
    }
