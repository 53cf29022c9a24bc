"""Places of things without columns: parts side by side, related things near each other, labels apart.

In a part of up to a few hundred things distances tell how far things are apart in the network
(`kg.draw.stress`), and the longer side of the part lies flat, as its labels do. In a larger part things
attract each other along links and repel those nearby, as in the layout of Fruchterman and Reingold (Softw.
Pract. Exp. 21 (1991) 1129, doi:10.1002/spe.4380211102), with repulsion cut off so that a step costs
O(links + things); it starts from a layout of its communities. All randomness has a fixed seed, so the same
graph gives the same picture.
"""

import math
from collections.abc import Sequence
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.draw.packing import pack
from kg.draw.stress import place_by_stress

SEED: Final = 20251  # any fixed number
SPACING: Final = 64.0  # ideal length of a link, in pixels at scale 1
ROW: Final = 16.0  # height of a label
GAP: Final = 40.0  # between two parts
BOARD: Final = (1000.0, 620.0)  # pixels of a board on a common screen, where the whole should be readable
_SMALL: Final = 300  # up to here the exact layout is quick
_FLAT: Final = 1.45  # how much wider than high distances are, to make room for labels
_LABELLED: Final = 1500  # up to here every label gets room
_SMALLEST: Final = 0.6  # scale at which labels still get room
_FITTINGS: Final = 3
_STEPS: Final = 60
_PUSHES: Final = 200
_INSIDE: Final = 0.95  # share of a large part that stays where it was laid out
_FRINGE: Final = 0.4  # how far beyond them the others may stand, by their own reach

Places = NDArray[np.float64]


def place_freely(
    count: int,
    links: Sequence[tuple[int, int, float]],
    communities: Sequence[int],
    widths: Sequence[float],
    wide: float = 1.6,
) -> Places:
    """Return x and y of things 0 to `count` - 1, in pixels at scale 1, none below 0.

    Args:
        count: how many things.
        links: pairs of things with a weight.
        communities: the community of each thing, for the start of a large layout.
        widths: how wide each thing is with its label, which stands to the right of its middle.
        wide: width of the whole by its height.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    for start, end, weight in links:
        if start != end:
            graph.add_edge(start, end, weight=math.log2(1 + weight))
    parts = [sorted(part) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), part[0]))
    inner = [_place_part(graph.subgraph(members), members, communities) for members in parts]
    if count > _LABELLED:
        return _side_by_side(inner, parts, np.array(widths), wide)[0]
    fitting = 1.0
    for _ in range(_FITTINGS):  # a picture that is made smaller keeps the size of its labels, which need room
        scale = max(fitting, _SMALLEST)
        room = np.array(widths) / scale
        apart = [
            _push_apart(spots, room[members], ROW / scale)
            for spots, members in zip(inner, parts, strict=True)
        ]
        places, width, height = _side_by_side(apart, parts, room, wide)
        fitting = min(1.0, BOARD[0] / max(width, 1.0), BOARD[1] / max(height, 1.0))
        if fitting > 0.97 * scale:
            break
    shrunk: Places = places * scale
    return shrunk


def _side_by_side(
    inner: Sequence[Places], parts: Sequence[list[int]], widths: NDArray[np.float64], wide: float
) -> tuple[Places, float, float]:
    """Return the places of all things, and width and height of the whole."""
    spots = [spot - spot.min(axis=0) for spot in inner]
    sizes = [
        (float((spot[:, 0] + widths[members]).max()), float(spot[:, 1].max()) + ROW)
        for spot, members in zip(spots, parts, strict=True)
    ]
    places = np.zeros((len(widths), 2))
    corners = pack(sizes, GAP, wide)
    for members, spot, corner in zip(parts, spots, corners, strict=True):
        places[members] = spot + corner
    right = max((x + width for (x, _), (width, _) in zip(corners, sizes, strict=True)), default=0.0)
    bottom = max((y + height for (_, y), (_, height) in zip(corners, sizes, strict=True)), default=0.0)
    return places, right, bottom


def _place_part(graph: "nx.Graph[int]", members: list[int], communities: Sequence[int]) -> Places:
    size = len(members)
    if size == 1:
        return np.zeros((1, 2))
    if size <= _SMALL:
        found = nx.spring_layout(graph, seed=SEED, weight="weight", iterations=60)
        index = {member: position for position, member in enumerate(members)}
        links = [(index[one], index[other]) for one, other in graph.edges()]
        first = np.array([found[member] for member in members])
        return _lay_flat(place_by_stress(size, links, first)) * (_FLAT, 1.0)
    return draw_in(_relax(_start(graph, members, communities), graph, members))


def _lay_flat(places: Places) -> Places:
    """Return the places turned so that their longer side runs across the page."""
    centred = places - places.mean(axis=0)
    across, down, both = (centred[:, 0] ** 2).sum(), (centred[:, 1] ** 2).sum(), centred.prod(axis=1).sum()
    angle = 0.5 * math.atan2(2 * both, across - down)
    cos, sin = math.cos(angle), math.sin(angle)
    turned: Places = centred @ np.array([[cos, -sin], [sin, cos]])
    return turned


def _start(graph: "nx.Graph[int]", members: list[int], communities: Sequence[int]) -> Places:
    """Return first places of a large part: communities laid out as one thing each, members around them."""
    coarse: nx.Graph[int] = nx.Graph()
    sizes: dict[int, int] = {}
    for member in members:
        sizes[communities[member]] = sizes.get(communities[member], 0) + 1
    coarse.add_nodes_from(sorted(sizes))
    for one, other in graph.edges():
        pair = communities[one], communities[other]
        if pair[0] != pair[1]:
            known = coarse.edges[pair]["weight"] if coarse.has_edge(*pair) else 0
            coarse.add_edge(*pair, weight=known + 1)
    spread = SPACING * math.sqrt(len(members)) * 0.6
    centres = nx.spring_layout(coarse, seed=SEED, iterations=100) if len(coarse) <= _SMALL else None
    random = np.random.default_rng(SEED)
    places = np.empty((len(members), 2))
    for index, member in enumerate(members):
        community = communities[member]
        centre = np.array(centres[community]) * spread if centres else random.uniform(-spread, spread, 2)
        angle, reach = random.uniform(0, 2 * math.pi), math.sqrt(random.uniform())
        radius = SPACING * 0.45 * math.sqrt(sizes[community]) * reach
        places[index] = centre + radius * np.array([math.cos(angle), math.sin(angle)])
    return places


def _relax(places: Places, graph: "nx.Graph[int]", members: list[int]) -> Places:
    index = {member: position for position, member in enumerate(members)}
    ends = np.array([(index[one], index[other]) for one, other in graph.edges()], dtype=np.int64)
    degrees = np.bincount(ends.ravel(), minlength=len(members)).astype(float)
    random = np.random.default_rng(SEED)
    for step in range(_STEPS):
        moves = np.zeros_like(places)
        pairs = find_near(places, SPACING)
        if len(pairs) > 40 * len(members):  # a crowd at the start: a sample pushes as well as all of them
            pairs = pairs[random.choice(len(pairs), 40 * len(members), replace=False)]
        gaps = places[pairs[:, 0]] - places[pairs[:, 1]]
        lengths = np.maximum(np.linalg.norm(gaps, axis=1, keepdims=True), 0.1)
        pushes = gaps / lengths * (SPACING - lengths) * 0.5
        np.add.at(moves, pairs[:, 0], pushes)
        np.add.at(moves, pairs[:, 1], -pushes)
        gaps = places[ends[:, 1]] - places[ends[:, 0]]
        lengths = np.maximum(np.linalg.norm(gaps, axis=1, keepdims=True), 0.1)
        pulls = gaps / lengths * (lengths - SPACING * 0.8) * 0.12
        np.add.at(moves, ends[:, 0], pulls / np.sqrt(degrees[ends[:, 0]])[:, None])
        np.add.at(moves, ends[:, 1], -pulls / np.sqrt(degrees[ends[:, 1]])[:, None])
        heat = SPACING * 1.5 * (1 - step / _STEPS) + 1
        far = np.maximum(np.linalg.norm(moves, axis=1, keepdims=True), 1e-9)
        places = places + moves / far * np.minimum(far, heat)
    return places


def draw_in(places: Places) -> Places:
    """Return the places with those far outside brought near: a few that strayed would make all others small.

    Which of two is farther out, and in which direction, stays as it was.
    """
    middle = np.median(places, axis=0)
    gaps = places - middle
    far = np.linalg.norm(gaps, axis=1)
    rim = float(np.quantile(far, _INSIDE))
    outside = far > rim
    if rim <= 0 or not outside.any():
        return places
    reach = np.log(far[outside] / rim) / math.log(float(far.max()) / rim)
    drawn = places.copy()
    drawn[outside] = middle + gaps[outside] / far[outside, None] * (rim * (1 + _FRINGE * reach))[:, None]
    return drawn


def find_near(places: Places, radius: float) -> NDArray[np.int64]:
    """Return the pairs of points that are nearer than a radius, each once; cost is linear in the pairs.

    Points are sorted into square cells of that side; only points of neighbouring cells can be near.
    """
    cells = np.floor(places / radius).astype(np.int64)
    cells -= cells.min(axis=0) - 1
    across = int(cells[:, 0].max()) + 2
    keys = cells[:, 1] * across + cells[:, 0]
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    found = []
    for step in (0, 1, across - 1, across, across + 1):
        first = np.searchsorted(ranked, ranked + step, side="left")
        last = np.searchsorted(ranked, ranked + step, side="right")
        if step == 0:
            first = np.arange(len(ranked)) + 1  # of one cell only those behind
        counts = np.maximum(last - first, 0)
        one = np.repeat(np.arange(len(ranked)), counts)
        other = (
            np.repeat(first, counts) + np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
        )
        found.append(np.column_stack((order[one], order[other])))
    pairs = np.concatenate(found)
    gaps = places[pairs[:, 0]] - places[pairs[:, 1]]
    near: NDArray[np.int64] = pairs[(gaps**2).sum(axis=1) < radius**2]
    return near


def _push_apart(places: Places, widths: NDArray[np.float64], row: float) -> Places:
    """Return places at which no label of that height lies over another, moved as little as sweeps allow."""
    order = np.argsort(places[:, 1], kind="stable")
    spot = places[order].copy()
    wide = widths[order]
    for _ in range(_PUSHES):
        moved = False
        ranked = np.argsort(spot[:, 1], kind="stable")
        for place, one in enumerate(ranked):
            for other in ranked[place + 1 :]:
                down = spot[other, 1] - spot[one, 1]
                if down >= row:
                    break
                across = spot[other, 0] - spot[one, 0]
                room = wide[one] if across >= 0 else wide[other]
                if abs(across) >= room:
                    continue
                shift = (row - down) / 2 + 0.1
                spot[one, 1] -= shift
                spot[other, 1] += shift
                moved = True
        if not moved:
            break
    places = np.empty_like(places)
    places[order] = spot
    return places
