"""Where the things of a picture stand: columns by kind, rows ordered so that few links cross.

The layered drawing of Sugiyama, Tagawa and Toda (IEEE Trans. Syst. Man Cybern. 11 (1981) 109,
doi:10.1109/TSMC.1981.4308636): columns are given by the kind of thing, the order within a column comes from
barycentre sweeps, and neighbours are exchanged as long as that removes crossings. Things of one group stay
together.
The outcome depends only on the input, and coordinates are whole numbers.
"""

import math
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

LABEL: Final = 12  # size of a label, in pixels at scale 1
BOX: Final = 13  # height of a thing's box
ROW: Final = 14  # least distance of two rows
GAP: Final = 18  # room above each group for its heading, where it has one
TOP: Final = 30  # room above the columns for their headings
SWEEPS: Final = 40
EXCHANGES: Final = 12
HUB: Final = 0.7  # share of the height that a short column leaves free, above which it stands in the middle
LARGE: Final = 2000  # with more things fewer sweeps are made


@dataclass(frozen=True)
class Item:
    """A thing to place: its id, the column it belongs to (counted from 0) and the group it stays with."""

    id: str
    column: int
    group: str


@dataclass(frozen=True)
class Heading:
    """The heading of a group: its text, the column and the y of its baseline."""

    text: str
    column: int
    y: int


@dataclass
class Layout:
    """The result: y by item id, headings of the groups, height of the whole, crossings left."""

    y: dict[str, int]
    headings: list[Heading]
    height: int
    crossings: int


@dataclass
class _Board:
    columns: list[list[list[str]]]  # column -> groups -> ids
    links: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    column_of: dict[str, int] = field(default_factory=dict)

    def order(self, column: int) -> list[str]:
        return [item for group in self.columns[column] for item in group]

    def places(self) -> dict[str, float]:
        """Return the relative height of every item, 0 at the top and 1 at the bottom of its column."""
        found: dict[str, float] = {}
        for column in range(len(self.columns)):
            order = self.order(column)
            for index, item in enumerate(order):
                found[item] = (index + 0.5) / len(order)
        return found


def place(
    items: Sequence[Item],
    links: Iterable[tuple[str, str, float]],
    fixed_groups: Sequence[Sequence[str]] = (),
) -> Layout:
    """Return the rows of all items, with few crossings of links.

    Args:
        items: what to place; the order given decides ties.
        links: pairs of item ids with a weight; links to unknown ids are ignored.
        fixed_groups: per column, groups that stand in this order, before the others.

    Returns:
        A layout in which no two items of a column are nearer than `ROW`.
    """
    if not items:
        return Layout({}, [], TOP, 0)
    board = _set_up(items, links, fixed_groups)
    best = _copy(board.columns)
    fewest = count_crossings(board)
    large = len(items) > LARGE
    for sweep in range(SWEEPS if not large else SWEEPS // 5):
        forward = list(range(len(board.columns)))
        for column in forward if sweep % 2 == 0 else reversed(forward):
            _sweep(board, column, fixed_groups)
        crossings = count_crossings(board)
        if crossings < fewest:
            fewest, best = crossings, _copy(board.columns)
    board.columns = best
    for _ in range(EXCHANGES if not large else 0):
        moved = [_exchange(board, column) for column in range(len(board.columns))]
        if not any(moved):
            break
    return _to_rows(board, items, count_crossings(board))


def stagger(layout: Layout) -> Layout:
    """Return a layout in which every item has a row of its own, in the order of their heights.

    So a link to a far column passes no box on its way, which would make it look like two links.
    """
    order = sorted(layout.y, key=lambda item: (layout.y[item], item))
    rows = {item: TOP + (number + 1) * (ROW + 4) for number, item in enumerate(order)}
    return Layout(rows, [], TOP + (len(order) + 2) * (ROW + 4), layout.crossings)


def count_rows(counts: Sequence[int], widths: Sequence[float], wide: float) -> int:
    """Return how many rows a lane has, so that all lanes together have about a given shape.

    Args:
        counts: things of each column.
        widths: width of a lane of each column, with the room beside it, in pixels.
        wide: width of the whole by its height, as it is wanted.
    """
    area = sum(count * width for count, width in zip(counts, widths, strict=True)) * ROW
    return max(1, math.ceil(math.sqrt(area / wide) / ROW))


def wrap(layout: Layout, items: Sequence[Item], rows: int) -> tuple[Layout, dict[str, int], list[int]]:
    """Return the layout with long columns cut into lanes side by side, which are read downwards in turn.

    Neighbours stay neighbours, and a group that goes on in the next lane has its heading there again.

    Args:
        layout: a layout of these items.
        items: what was placed.
        rows: how many items stand in a lane at most.

    Returns:
        The layout by lanes, the lane of each item, and the column that each lane belongs to.
    """
    group_of = {item.id: item.group for item in items}
    columns: dict[int, list[str]] = {}
    for item in sorted(items, key=lambda item: (layout.y[item.id], item.id)):
        columns.setdefault(item.column, []).append(item.id)
    lanes: list[list[list[str]]] = []
    owners: list[int] = []
    for column in range(max(columns, default=-1) + 1):
        members = columns.get(column, [])
        size = math.ceil(len(members) / max(1, math.ceil(len(members) / rows))) or 1
        for start in range(0, max(len(members), 1), size):
            named = groupby(members[start : start + size], key=lambda member: group_of[member])
            lanes.append([list(run) for _, run in named])
            owners.append(column)
    lane_of = {member: lane for lane, groups in enumerate(lanes) for group in groups for member in group}
    return _to_rows(_Board(lanes), items, layout.crossings), lane_of, owners


def _set_up(
    items: Sequence[Item], links: Iterable[tuple[str, str, float]], fixed: Sequence[Sequence[str]]
) -> _Board:
    width = max(item.column for item in items) + 1
    board = _Board([[] for _ in range(width)])
    board.column_of = {item.id: item.column for item in items}
    for column in range(width):
        groups: dict[str, list[str]] = {name: [] for name in (fixed[column] if column < len(fixed) else ())}
        for item in items:
            if item.column == column:
                groups.setdefault(item.group, []).append(item.id)
        board.columns[column] = [group for group in groups.values() if group]
    board.links = {item.id: [] for item in items}
    for start, end, weight in links:
        if start in board.links and end in board.links and start != end:
            board.links[start].append((end, weight))
            board.links[end].append((start, weight))
    return board


def _copy(columns: list[list[list[str]]]) -> list[list[list[str]]]:
    return [[list(group) for group in column] for column in columns]


def _sweep(board: _Board, column: int, fixed: Sequence[Sequence[str]]) -> None:
    places = board.places()

    def centre(item: str) -> float:
        # links within the column count half: they pull together without ruling the order
        pulls = [
            (places[other], weight * (0.5 if board.column_of[other] == column else 1.0))
            for other, weight in board.links[item]
        ]
        total = sum(weight for _, weight in pulls)
        return sum(y * weight for y, weight in pulls) / total if total else places[item]

    centres = {item: centre(item) for item in board.order(column)}
    for group in board.columns[column]:
        group.sort(key=lambda item: centres[item])
    if not (column < len(fixed) and fixed[column]):
        board.columns[column].sort(key=lambda group: sum(centres[item] for item in group) / len(group))


def count_crossings(board: _Board) -> int:
    """Return how many pairs of links between the same two columns cross, in O(links * log links)."""
    places = board.places()
    between: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for start, ends in board.links.items():
        for end, _ in ends:
            pair = (board.column_of[start], board.column_of[end])
            if pair[0] < pair[1]:
                between.setdefault(pair, []).append((places[start], places[end]))
    crossings = 0
    for lines in between.values():
        seen: list[float] = []
        for _, right in sorted(lines):
            crossings += len(seen) - bisect_right(seen, right)
            insort(seen, right)
    return crossings


def _exchange(board: _Board, column: int) -> bool:
    """Exchange neighbours within each group where that removes crossings; return whether anything moved."""
    places = board.places()
    moved = False
    for group in board.columns[column]:
        for index in range(len(group) - 1):
            upper, lower = group[index], group[index + 1]
            if _crossings_of(board, places, lower, upper) < _crossings_of(board, places, upper, lower):
                group[index], group[index + 1] = lower, upper
                places[upper], places[lower] = places[lower], places[upper]
                moved = True
    return moved


def _crossings_of(board: _Board, places: dict[str, float], upper: str, lower: str) -> int:
    column = board.column_of[upper]
    return sum(
        1
        for above, _ in board.links[upper]
        for below, _ in board.links[lower]
        if board.column_of[above] == board.column_of[below] != column and places[above] > places[below]
    )


def _to_rows(board: _Board, items: Sequence[Item], crossings: int) -> Layout:
    named = {item.id: item.group for item in items}

    def room(group: list[str]) -> int:
        return GAP if named[group[0]] else 0

    body = max(sum(len(group) * ROW + room(group) for group in column) for column in board.columns)
    layout = Layout({}, [], TOP + body + ROW // 2, crossings)
    for number, column in enumerate(board.columns):
        rows = sum(len(group) for group in column)
        headed = sum(room(group) for group in column)
        # spare room goes between the rows first, up to a half more, then below; a hub stands in the middle
        step = ROW + min(ROW * 0.5, (body - rows * ROW - headed) / max(rows, 1))
        spare = body - (rows * step + headed)
        top = TOP + (spare / 2 if spare > body * HUB else 0)
        for group in column:
            layout.headings.append(Heading(named[group[0]], number, round(top + GAP - 6)))
            top += room(group)
            for item in group:
                layout.y[item] = int(top + step / 2)  # round() would turn halves up and down by turns
                top += step
    return layout
