"""Places of things without columns: parts side by side, related things near each other, labels apart.

Within a part things attract each other along links and repel those nearby, as in the layout of Fruchterman
and Reingold (Softw. Pract. Exp. 21 (1991) 1129, doi:10.1002/spe.4380211102), with repulsion cut off so that
a step costs O(links + things). A large part starts from a layout of its communities. All randomness has a
fixed seed, so the same graph gives the same picture.
"""

import math
from collections.abc import Sequence
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

SEED: Final = 20251  # any fixed number
SPACING: Final = 64.0  # ideal length of a link, in pixels at scale 1
ROW: Final = 15.0  # height of a label
GAP: Final = 40.0  # between two parts
_SMALL: Final = 300  # up to here the exact layout is quick
_STEPS: Final = 60
_PUSHES: Final = 200

Places = NDArray[np.float64]


def place_freely(
    count: int,
    links: Sequence[tuple[int, int, float]],
    communities: Sequence[int],
    widths: Sequence[float],
    wide: float = 2.0,
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
    places = np.zeros((count, 2))
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    boxes = []
    for part in parts:
        members = sorted(part)
        inner = _place_part(graph.subgraph(members), members, communities)
        if count <= 1500:
            inner = _push_apart(inner, np.array([widths[member] for member in members]))
        inner -= inner.min(axis=0)
        places[members] = inner
        right = max(inner[:, 0] + np.array([widths[member] for member in members]))
        boxes.append((members, float(right), float(inner[:, 1].max()) + ROW))
    _pack(places, boxes, wide)
    return places


def _place_part(graph: "nx.Graph[int]", members: list[int], communities: Sequence[int]) -> Places:
    size = len(members)
    if size == 1:
        return np.zeros((1, 2))
    if size <= _SMALL:
        found = nx.spring_layout(graph, seed=SEED, weight="weight", iterations=150, k=1.6 / math.sqrt(size))
        inner = np.array([found[member] for member in members])
        return np.asarray(inner * SPACING * math.sqrt(size) / 1.7)
    return _relax(_start(graph, members, communities), graph, members)


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


def _push_apart(places: Places, widths: NDArray[np.float64]) -> Places:
    """Return places at which no label lies over another, moved as little as a few sweeps allow."""
    order = np.argsort(places[:, 1], kind="stable")
    spot = places[order].copy()
    wide = widths[order]
    for _ in range(_PUSHES):
        moved = False
        ranked = np.argsort(spot[:, 1], kind="stable")
        for place, one in enumerate(ranked):
            for other in ranked[place + 1 :]:
                down = spot[other, 1] - spot[one, 1]
                if down >= ROW:
                    break
                across = spot[other, 0] - spot[one, 0]
                room = wide[one] if across >= 0 else wide[other]
                if abs(across) >= room:
                    continue
                shift = (ROW - down) / 2 + 0.1
                spot[one, 1] -= shift
                spot[other, 1] += shift
                moved = True
        if not moved:
            break
    places = np.empty_like(places)
    places[order] = spot
    return places


def _pack(places: Places, boxes: list[tuple[list[int], float, float]], wide: float) -> None:
    """Move the parts side by side, in rows, largest first."""
    area = sum((width + GAP) * (height + GAP) for _, width, height in boxes)
    row_width = max([math.sqrt(area * wide), *(width for _, width, _ in boxes)])
    left = top = tallest = 0.0
    for members, width, height in boxes:
        if left and left + width > row_width:
            left, top, tallest = 0.0, top + tallest + GAP, 0.0
        places[members] += (left, top)
        left += width + GAP
        tallest = max(tallest, height)
