"""Claims with two values become a scatter chart: colour by metal or mechanism, shape by kind of cell."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kg.draw.charts.axes import Axis
from kg.draw.charts.marks import (
    MOST_NAMES,
    NARROW,
    at_row,
    iter_bounds,
    iter_signs,
    spread,
    to_frame,
    to_leaders,
    to_names,
    to_points,
    to_sign_legend,
)
from kg.draw.charts.points import Point
from kg.draw.charts.series import Series
from kg.draw.charts.texts import tell, to_entry, to_short_work, to_text

_HEIGHT: Final = 400
_LONGEST_METAL: Final = 40
BEAD: Final = 11.5  # pixels from the middle of a point to that of a bead
_BAND_NAME: Final = "no number reported"

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Figure:
    """What is drawn of a chart.

    Attributes:
        specifications: a Vega specification per way to colour, their data still to be put in by name.
        data: rows by the name of the data set; row `i` of "rows" is point i.
    """

    specifications: dict[str, dict[str, Any]] = field(default_factory=dict)
    data: dict[str, Rows] = field(default_factory=dict)

    def fill(self, colour: str) -> dict[str, Any]:
        """Return the specification of a way to colour with its data in it."""
        specification = self.specifications[colour]
        data = [
            {**source, "values": self.data[source["name"]]} if source["name"] in self.data else source
            for source in specification["data"]
        ]
        return {**specification, "data": data}


def draw_scatter(
    points: Sequence[Point], x: Axis, y: Axis, series: Series, disputed: Collection[str] = ()
) -> Figure:
    """Return the figure of points with two values.

    Args:
        points: what to draw.
        x: the horizontal axis.
        y: the vertical axis.
        series: what colours and shapes mean.
        disputed: the claims that a grave discrepancy touches.
    """
    rows = _to_rows(points, x, y, series, disputed)
    bounds = list(iter_bounds(rows, points, "xy"))
    data = {
        "rows": rows,
        "bounds": bounds,
        "disputes": [row for row in rows if row["disputed"]],
        "beads": list(_iter_beads(rows, points, series)),
    }
    parts = _Parts(points, x, y, series, rows, bounds)
    specifications = {"metal": parts.by_metal()}
    if data["beads"]:
        specifications["mechanism"] = parts.by_mechanism()
    return Figure(specifications, data)


def _to_rows(points: Sequence[Point], x: Axis, y: Axis, series: Series, disputed: Collection[str]) -> Rows:
    """Return one row per point; those that would lie on each other are spread, in a band along it."""
    spots = [(x.place(point.x), y.place(point.y)) for point in points]
    sharing, taken = Counter(spots), Counter[tuple[float, float]]()
    offsets = spread([spot if spot[0] >= x.low and spot[1] >= y.low else None for spot in spots])
    rows = []
    for index, (point, spot) in enumerate(zip(points, spots, strict=True)):
        part = (taken[spot] + 0.5) / sharing[spot] - 0.5  # of the band's width, from its middle
        taken[spot] += 1
        in_x = spot[0] < x.low
        metal = to_text(point.metal, _LONGEST_METAL)
        rows.append(
            {
                "i": index,
                "x": spot[0] + part * x.band if in_x else spot[0],
                "y": spot[1] + part * y.band if spot[1] < y.low and not in_x else spot[1],
                "dx": offsets[index],
                "metal": metal,
                "group": to_entry(series.group_of(point.metal)),
                "name": to_text(f"{metal} · {to_short_work(point.finding_of)}", 2 * _LONGEST_METAL),
                "kind": to_entry(point.kind),
                "told": tell(point),
                "open": "~" in (point.x.sign, point.y.sign),
                "disputed": point.claim in disputed,
            }
        )
    return rows


def _iter_beads(rows: Rows, points: Sequence[Point], series: Series) -> Iterator[dict[str, Any]]:
    """Yield a row for each mechanism that a point shows: where the point is, and how far from it the bead."""
    for row in rows:
        for entry, right, down in series.iter_beads(points[row["i"]].mechanisms):
            place = {name: row[name] for name in ("i", "x", "y")}
            aside = {"dx": round(row["dx"] + BEAD * right, 1), "dy": round(BEAD * down, 1)}
            yield {**place, **aside, "mechanism": entry}


@dataclass(frozen=True)
class _Parts:
    points: Sequence[Point]
    x: Axis
    y: Axis
    series: Series
    rows: Rows
    bounds: Rows

    def by_metal(self) -> dict[str, Any]:
        scale = self.series.to_metal_scale(point.metal for point in self.points)
        legend = {
            "title": "interlayer metal",
            "fill": "metals",
            "stroke": "metals",
            "symbolType": "circle",
            "columns": {"signal": "side === 'bottom' ? 3 : 1"},
            "columnPadding": 18,
        }
        return self._compose([scale], [legend], {"scale": "metals", "field": "group"}, [])

    def by_mechanism(self) -> dict[str, Any]:
        legend = {"title": "shows", "fill": "mechanisms", "shape": "directions", "symbolSize": 260}
        beads = {
            "name": "petals",
            "type": "symbol",
            "from": {"data": "beads"},
            "interactive": False,
            "aria": False,
            "encode": {
                "update": {
                    "x": {"scale": "x", "field": "x", "offset": {"field": "dx"}},
                    "y": {"scale": "y", "field": "y", "offset": {"field": "dy"}},
                    "size": {"value": 34},
                    "fill": {"scale": "mechanisms", "field": "mechanism"},
                }
            },
        }
        return self._compose(self.series.to_mechanism_scales(), [legend], {"signal": "ink"}, [beads])

    def _compose(
        self, scales: list[Any], legends: list[Any], colour: dict[str, Any], under: list[Any]
    ) -> dict[str, Any]:
        """Return a specification: bands, what lies under the points, points with their signs, names."""
        sign_scales, sign_legends = to_sign_legend(self.rows, self.bounds)
        shapes = {
            "title": "cell type",
            "shape": "kinds",
            "encode": {"symbols": {"update": {"fillOpacity": {"value": 0.72}, "opacity": {"value": 1}}}},
        }
        marks = [*_iter_bands(self.x, self.y), *under, to_points(at_row(), colour), *iter_signs(at_row())]
        if len(self.rows) <= MOST_NAMES:
            there = (
                ("beside", self.x.has_band),
                ("below", self.y.has_band),
                ("arrows", bool(self.bounds)),
                ("petals", bool(under)),
            )
            names = [name for name, is_there in there if is_there]
            marks += [to_names(names), to_leaders()]
        return {
            **to_frame(_HEIGHT),
            "data": [{"name": name} for name in ("rows", "bounds", "disputes", "beads")],
            "scales": [
                _to_scale("x", self.x, "width"),
                _to_scale("y", self.y, "height"),
                self.series.to_kind_scale(point.kind for point in self.points),
                *scales,
                *sign_scales,
            ],
            "axes": [_to_axis("x", "bottom", self.x), _to_axis("y", "left", self.y)],
            "legends": [*legends, shapes, *sign_legends],
            "marks": marks,
        }


def _to_scale(name: str, axis: Axis, span: str) -> dict[str, Any]:
    domain = [axis.start, axis.end]
    return {"name": name, "type": "linear", "domain": domain, "range": span, "zero": False, "nice": False}


def _to_axis(scale: str, orient: str, axis: Axis) -> dict[str, Any]:
    overlap = {"labelOverlap": True} if scale == "x" else {}
    return {
        "scale": scale,
        "orient": orient,
        "title": to_text(axis.title, 80),
        "values": axis.ticks,
        "grid": True,
        "zindex": 0,
        **overlap,
    }


def _iter_bands(x: Axis, y: Axis) -> Iterator[dict[str, Any]]:
    """Yield the strips before the axes in which points without a number stand, with their names.

    On a narrow page the name would cover the points of the upright strip, so only the other has one.
    """
    if x.has_band:
        right = {"scale": "x", "value": x.low}
        yield _to_strip({"x": {"value": 0}, "x2": right, "y": {"value": 0}, "y2": {"signal": "height"}})
        place = {"x": {"value": 5}, "y": {"value": 6}, "angle": {"value": 270}, "align": {"value": "right"}}
        shown = {"opacity": {"signal": f"{NARROW} ? 0 : 1"}} if y.has_band else {}
        yield _to_strip_name("beside", {**place, "baseline": {"value": "top"}, **shown})
    if y.has_band:
        top = {"scale": "y", "value": y.low}
        yield _to_strip({"x": {"value": 0}, "x2": {"signal": "width"}, "y": top, "y2": {"signal": "height"}})
        place = {"x": {"signal": "width - 6"}, "y": {"signal": "height - 5"}}
        yield _to_strip_name("below", {**place, "align": {"value": "right"}, "baseline": {"value": "bottom"}})


def _to_strip(place: dict[str, Any]) -> dict[str, Any]:
    update = {**place, "fill": {"signal": "faint"}}
    return {"type": "rect", "interactive": False, "aria": False, "encode": {"update": update}}


def _to_strip_name(name: str, place: dict[str, Any]) -> dict[str, Any]:
    update = {
        **place,
        "text": {"value": _BAND_NAME},
        "fontSize": {"value": 11},
        "fontStyle": {"value": "italic"},
        "fill": {"signal": "soft"},
        "font": {"signal": "sans"},
    }
    return {"name": name, "type": "text", "interactive": False, "aria": False, "encode": {"update": update}}
