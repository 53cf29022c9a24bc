"""What colours and shapes mean: the same in all charts of a graph, and only what the graph holds."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kg.draw.charts.points import MATERIAL, NO_METAL, UNKNOWN_KIND, PointReader
from kg.draw.charts.texts import to_entry

COLOURS: Final = ("effect", "failure", "material", "denied", "system", "mechanism", "person", "discrepancy")
"""Names of the palette colours in the order in which series take them."""
QUIET: Final = "soft"  # palette colour of what has no colour of its own
OTHERS: Final = "others"
_NAMED: Final = 2  # mechanisms of a group up to which the legend names all
MOST_BEADS: Final = 8  # around one point; more could not be told apart
_SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "triangle-down")
_UNTOLD: Final = "cross"  # shape of a cell whose kind is not told


@dataclass(frozen=True, slots=True)
class Series:
    """Metals, mechanisms and kinds of cells in the order in which they take colours and shapes.

    Attributes:
        metals: at most as many as there are colours; the others are drawn quietly.
        mechanisms: at most `MOST_BEADS` groups; those of one group are shown by the same cells.
        kinds: kinds of cells, those of which most cells are first.
    """

    metals: tuple[str, ...] = ()
    mechanisms: tuple[tuple[str, ...], ...] = ()
    kinds: tuple[str, ...] = ()

    def group_of(self, metal: str) -> str:
        """Return the entry of the legend under which a metal is drawn."""
        return metal if metal in self.metals or metal == NO_METAL else OTHERS

    def colour_of(self, group: str) -> str:
        """Return the palette colour of an entry of the legend of metals."""
        return COLOURS[self.metals.index(group)] if group in self.metals else QUIET

    def shape_of(self, kind: str) -> str:
        """Return the shape of points of a kind of cell."""
        if kind == UNKNOWN_KIND:
            return _UNTOLD
        return _SHAPES[self.kinds.index(kind) % len(_SHAPES)] if kind in self.kinds else _SHAPES[0]

    def to_metal_scale(self, metals: Iterable[str]) -> dict[str, Any]:
        """Return the Vega scale `metals` for those metals that a chart shows."""
        groups = {self.group_of(metal) for metal in metals}
        shown = [*(m for m in self.metals if m in groups), *(g for g in (NO_METAL, OTHERS) if g in groups)]
        colours = [{"signal": self.colour_of(group)} for group in shown]
        return _to_scale("metals", [to_entry(group) for group in shown], colours)

    def to_kind_scale(self, kinds: Iterable[str]) -> dict[str, Any]:
        """Return the Vega scale `kinds` for those kinds of cells that a chart shows."""
        held = set(kinds)
        shown = [kind for kind in (*self.kinds, UNKNOWN_KIND, MATERIAL) if kind in held]
        return _to_scale("kinds", [to_entry(kind) for kind in shown], [self.shape_of(kind) for kind in shown])

    def iter_beads(self, shown: Collection[str]) -> Iterator[tuple[str, float, float]]:
        """Yield an entry of the legend for each group that a cell shows, and where its bead is.

        The place is told from the middle of a point to the right and down, a vector of length 1.
        """
        for group, entry, (right, down) in zip(
            self.mechanisms, self._entries(), self._directions(), strict=True
        ):
            if any(mechanism in shown for mechanism in group):
                yield entry, right, down

    def _entries(self) -> list[str]:
        return [to_entry(_name_group(group)) for group in self.mechanisms]

    def _directions(self) -> list[tuple[float, float]]:
        turns = [2 * math.pi * i / len(self.mechanisms) for i in range(len(self.mechanisms))]
        return [(math.sin(turn), -math.cos(turn)) for turn in turns]

    def to_mechanism_scales(self) -> list[dict[str, Any]]:
        """Return the Vega scales `mechanisms`, of colours, and `directions`, of signs for the legend."""
        entries = self._entries()
        colours = [{"signal": COLOURS[i % len(COLOURS)]} for i in range(len(entries))]
        signs = [_to_flower(right, down) for right, down in self._directions()]
        return [_to_scale("mechanisms", entries, colours), _to_scale("directions", entries, signs)]

    def showing(self, mechanisms: Sequence[str]) -> "Series":
        """Return the same with other mechanisms."""
        return replace(self, mechanisms=tuple((name,) for name in dict.fromkeys(mechanisms))[:MOST_BEADS])


def _to_flower(right: float, down: float) -> str:
    """Return the path of a ring with a bead beside it, within a square from -1 to 1."""
    bead = _to_circle(0.68 * right, 0.68 * down, 0.3)
    return _to_circle(0, 0, 0.26) + _to_circle(0, 0, 0.14, back=True) + bead


def _to_circle(x: float, y: float, radius: float, back: bool = False) -> str:
    turn = f"{radius},{radius} 0 1,{0 if back else 1}"
    return f"M{x - radius:.3f},{y:.3f}a{turn} {2 * radius},0a{turn} {-2 * radius},0Z"


def _to_scale(name: str, domain: list[str], span: list[Any]) -> dict[str, Any]:
    return {"name": name, "type": "ordinal", "domain": domain, "range": span}


def read_series(reader: PointReader) -> Series:
    """Return what colours and shapes mean in the charts of a graph.

    Whatever most cells have comes first, so that a chart of few of them shows it in the same colour as one of
    all. Mechanisms that the same cells show are one group, and what all show tells nothing apart.
    """
    cells = list(reader.iter_cells())
    metals = Counter(cell.metal for cell in cells if cell.metal != NO_METAL)
    kinds = Counter(cell.kind for cell in cells if cell.kind != UNKNOWN_KIND)
    return Series(
        metals=_rank(metals)[: len(COLOURS)],
        mechanisms=find_telling([cell.mechanisms for cell in cells])[:MOST_BEADS],
        kinds=_rank(kinds),
    )


def find_telling(shown: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the mechanisms that tell things apart, in groups, those that most things show first.

    Args:
        shown: for each thing the mechanisms that it shows.
    """
    holders: dict[str, set[int]] = defaultdict(set)
    for number, mechanisms in enumerate(shown):
        for mechanism in mechanisms:
            holders[mechanism].add(number)
    groups: dict[frozenset[int], list[str]] = defaultdict(list)
    for name in sorted(holders):
        groups[frozenset(holders[name])].append(name)
    ranked = sorted(groups, key=lambda things: (-len(things), groups[things]))
    telling = [things for things in ranked if len(things) < len(shown)] or ranked
    return tuple(tuple(groups[things]) for things in telling)


def _name_group(group: Sequence[str]) -> str:
    """Return the name of a group: both of two mechanisms, else the first and how many more there are."""
    return ", ".join(group) if len(group) <= _NAMED else f"{group[0]} and {len(group) - 1} more"


def _rank(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))
