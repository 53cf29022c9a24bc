"""The points of a chart: one per claim that states, or fails to state, the charted quantity."""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.formulas import ELEMENTS
from kg.network.columns import Columns, to_path
from kg.network.records import COMPARATORS
from kg.terms import expand

NOT_REPORTED: Final = "not reported"
NO_METAL: Final = "no metal layer"
UNKNOWN_KIND: Final = "cell type not told"
MATERIAL: Final = "material"
_LARGEST: Final = 1e100

_LAYER_ROLES: Final = frozenset({"interlayer-metal", "coating", "host"})  # not the collector, not the buffer
# What an interlayer holds besides its metal.
_NO_METALS: Final = frozenset(
    (
        "H",
        "He",
        "B",
        "C",
        "N",
        "O",
        "F",
        "Ne",
        "Si",
        "P",
        "S",
        "Cl",
        "Ar",
        "As",
        "Se",
        "Br",
        "Kr",
        "Te",
        "I",
        "Xe",
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """A value on one axis.

    Attributes:
        number: in `unit`; None where the source gives no number.
        sign: "=", ">", ">=", "<", "<=" or "~"; "" without a number.
        text: as people read it; without a number, why there is none.
        unit: label of the unit, "" without a number.
    """

    number: float | None
    sign: str
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What colour and shape of a point tell of the thing it is about; the same as in `Point`."""

    metal: str
    kind: str
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One claim of a chart.

    Attributes:
        claim: IRI of the claim.
        about: IRI of what it is about, a tested cell or a material.
        label: what it is about, in words.
        x: value on the horizontal axis.
        y: value on the vertical axis.
        metal: metals of the cell's interlayer, "Mg" or "Mg + W"; for a material those it contains, else its
            own label.
        kind: kind of cell in words.
        mechanisms: labels of the mechanisms that the cell, its architecture or its materials show.
        said_by: label of the work that says so.
        finding_of: label of the work whose finding it is; that of `said_by` where it speaks for itself.
        year: of the work whose finding it is, 0 where it is unknown.
        place: where it can be read.
        link: web address of the passage, "" where there is none.
    """

    claim: str
    about: str
    label: str
    x: Told
    y: Told
    metal: str
    kind: str
    mechanisms: tuple[str, ...]
    said_by: str
    finding_of: str
    year: int
    place: str
    link: str


class PointReader:
    """Reads points of a graph.

    Args:
        columns: the graph.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.describe = cache(self._describe)
        self._about: dict[tuple[str, str, str], list[str]] = {}
        for claim in columns.instances_of("al:PerformanceClaim"):
            about, asserter = columns.one_of(claim, "al:about"), columns.one_of(claim, "al:assertedBy")
            for quantity in columns.all_of(claim, "al:quantity"):
                self._about.setdefault((about, asserter, quantity), []).append(claim)

    def read(self, x_quantity: str, y_quantity: str) -> tuple[Point, ...]:
        """Return a point for every claim on `y_quantity`, in a stable order.

        The value of x is a condition of the claim; where it names none, what the same work says of the same
        cell elsewhere; else it is not reported.

        Args:
            x_quantity: prefixed name of the quantity on the horizontal axis.
            y_quantity: prefixed name of the charted quantity.
        """
        wanted = expand(y_quantity)
        claims = (
            claim for (_, _, quantity), found in self._about.items() for claim in found if quantity == wanted
        )
        points = [self._to_point(claim, expand(x_quantity)) for claim in claims]
        return tuple(sorted(points, key=lambda point: (point.label, point.y.text, point.claim)))

    def find(self, claim: str, x_quantity: str, y_quantity: str) -> Point | None:
        """Return the point of one claim, None where it is not on `y_quantity`; see `read`."""
        if expand(y_quantity) not in self._columns.all_of(claim, "al:quantity"):
            return None
        return self._to_point(claim, expand(x_quantity))

    def read_values(self, quantity: str) -> tuple[Point, ...]:
        """Return a point for every claim on a quantity that needs no second axis, such as a price."""
        return self.read(quantity, quantity)

    def iter_cells(self) -> Iterator["About"]:
        """Yield what colours and shapes tell of every tested cell, charted or not."""
        for cell in self._columns.instances_of("al:System"):
            yield self.describe(cell)

    def find_silent(self, spoken_of: Collection[str]) -> tuple[str, ...]:
        """Return the labels of the tested cells that are not among those, sorted."""
        cells = self._columns.instances_of("al:System")
        return tuple(sorted(self._columns.name(cell) for cell in cells if cell not in spoken_of))

    def _describe(self, about: str) -> "About":
        columns = self._columns
        mechanisms = self._find_mechanisms(about)
        if expand("al:System") in columns.all_of(about, "rdf:type"):
            kind = columns.name(columns.one_of(about, "al:cellKind")) or UNKNOWN_KIND
            return About(self._name_metals(about), kind, mechanisms)
        return About(_join(self._find_metals((about,))) or columns.name(about), MATERIAL, mechanisms)

    def _to_point(self, claim: str, x_quantity: str) -> Point:
        columns = self._columns
        about, asserter = columns.one_of(claim, "al:about"), columns.one_of(claim, "al:assertedBy")
        finding = columns.one_of(claim, "al:findingOf") or asserter
        evidence = columns.one_of(claim, "al:evidence")
        year = columns.one_of(finding, "al:year")
        told = self.describe(about)
        return Point(
            claim=claim,
            about=about,
            label=columns.name(about),
            x=self._find_x(claim, about, asserter, x_quantity),
            y=self._read_claim(claim),
            metal=told.metal,
            kind=told.kind,
            mechanisms=told.mechanisms,
            said_by=columns.name(asserter),
            finding_of=columns.name(finding),
            year=int(year) if year.isdigit() else 0,
            place=columns.name(evidence),
            link=columns.one_of(evidence, "al:link"),
        )

    def _find_x(self, claim: str, about: str, asserter: str, quantity: str) -> Told:
        columns = self._columns
        if quantity in columns.all_of(claim, "al:quantity"):
            return self._read_claim(claim)
        for stated in columns.all_of(claim, "al:condition"):
            if columns.one_of(stated, "al:quantity") == quantity:
                return self._read_stated(stated)
        told = [self._read_claim(other) for other in self._about.get((about, asserter, quantity), ())]
        with_number = [value for value in told if value.number is not None]
        return (with_number or told or [Told(None, "", NOT_REPORTED)])[0]

    def _read_claim(self, claim: str) -> Told:
        columns = self._columns
        stated = columns.all_of(claim, "al:states")
        if stated:
            return self._read_stated(stated[0])
        if columns.one_of(claim, "al:valueStatus").endswith("/in-words"):
            return Told(None, "", f"in words: {columns.one_of(claim, 'al:printedText')}")
        return Told(None, "", NOT_REPORTED)

    def _read_stated(self, stated: str) -> Told:
        columns = self._columns
        number = columns.one_of(stated, "qudt:numericValue")
        sign = columns.one_of(stated, "al:comparator") or "="
        if not _is_number(number):
            return Told(None, "", f"in words: {columns.one_of(stated, 'al:printedText')}")
        text = columns.name(stated)
        bare = text.removeprefix(sign).strip()
        unit = columns.one_of(stated, "qudt:hasUnit")
        symbol = columns.one_of(unit, "qudt:symbol") or bare.partition(" ")[2] or columns.name(unit)
        return Told(float(number), sign, COMPARATORS.get(sign, "") + bare, symbol)

    def _name_metals(self, system: str) -> str:
        columns = self._columns
        metals: dict[str, None] = {}
        for layer in columns.all_of(system, "al:hasLayer"):
            if to_path(columns.one_of(layer, "al:role")).removeprefix("role/") in _LAYER_ROLES:
                metals.update(dict.fromkeys(self._find_metals(columns.all_of(layer, "al:material"))))
        return _join(metals) or NO_METAL

    def _find_metals(self, materials: Iterable[str]) -> list[str]:
        elements = (e for material in materials for e in self._columns.all_of(material, "al:containsElement"))
        return [element for element in elements if element in ELEMENTS - _NO_METALS]

    def _find_mechanisms(self, about: str) -> tuple[str, ...]:
        columns = self._columns
        shown = (about, *columns.all_of(about, "al:architecture"), *columns.all_of(about, "al:builtWith"))
        found = {mechanism for thing in shown for mechanism in columns.all_of(thing, "al:exhibits")}
        kind = expand("al:Mechanism")
        return tuple(sorted(columns.name(iri) for iri in found if kind in columns.all_of(iri, "rdf:type")))


def _join(metals: Iterable[str]) -> str:
    """Return metals as one word; lithium, which all cells hold, only where it stands alone."""
    named = set(metals)
    return " + ".join(sorted(named - {"Li"} or named))


def _is_number(text: str) -> bool:
    """Return whether a number can be drawn: not infinite, nor so large that an axis could not be divided."""
    try:
        return math.isfinite(float(text)) and abs(float(text)) < _LARGEST
    except ValueError:
        return False
