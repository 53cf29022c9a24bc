"""Where free things stand: apart from each other, near what they are linked to, with little room lost."""

import math
from collections import Counter
from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.draw.free import draw_in, place_freely
from kg.draw.layout import ROW, Item, count_rows, place, wrap
from kg.draw.packing import pack


def test_free_things_keep_apart_and_parts_side_by_side() -> None:
    """No label of a small network covers another, parts do not overlap, and the places never change."""
    links = [(a, b, 1.0) for a, b in combinations(range(12), 2)] + [(12, 13, 1.0), (14, 15, 2.0)]
    widths = [80.0] * 17
    places = place_freely(17, links, [0] * 17, widths)
    for one, other in combinations(range(17), 2):
        across, down = abs(places[one] - places[other])
        assert across >= 80 or down >= 12
    assert (places == place_freely(17, links, [0] * 17, widths)).all()


def test_distances_on_paper_tell_distances_in_the_network() -> None:
    """A chain is drawn as a line across the page, in order and evenly; a ring keeps its neighbours."""
    chain = place_freely(9, [(n, n + 1, 1.0) for n in range(8)], [0] * 9, [30.0] * 9)
    steps = [after[0] - before[0] for before, after in pairwise(chain)]
    assert all(step > 40 for step in steps) or all(step < -40 for step in steps)
    assert max(map(abs, steps)) < 1.3 * min(map(abs, steps))
    ring = place_freely(12, [(n, (n + 1) % 12, 1.0) for n in range(12)], [0] * 12, [30.0] * 12)
    for one in range(12):
        far = sorted(range(12), key=lambda other: math.dist(ring[one], ring[other]))
        assert {(one - 1) % 12, (one + 1) % 12} <= set(far[1:4])


@given(
    st.lists(st.tuples(st.floats(1, 400), st.floats(1, 400)), max_size=25), st.sampled_from((0.7, 1.6, 3.0))
)
def test_boxes_are_packed_without_overlap(sizes: list[tuple[float, float]], wide: float) -> None:
    """Between any two there is the gap; the whole is little larger, of about the shape wanted."""
    spots = pack(sizes, 5, wide)
    boxes = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(spots, sizes, strict=True)]
    for (left, top, right, bottom), other in combinations(boxes, 2):
        apart = (
            other[0] >= right + 4.9
            or left >= other[2] + 4.9
            or other[1] >= bottom + 4.9
            or top >= other[3] + 4.9
        )
        assert apart
    assert all(left >= 0 and top >= 0 for left, top, _, _ in boxes)
    if boxes:
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        broadest, highest = max(w for w, _ in sizes), max(h for _, h in sizes)
        area = sum((w + 5) * (h + 5) for w, h in sizes)
        assert bottom <= 3 * math.sqrt(area / wide) + 2 * highest
        assert right <= max(2 * math.sqrt(area * wide), broadest) + 1e-6


def test_long_columns_are_cut_into_lanes() -> None:
    """No lane is longer than asked for, neighbours stay in turn, no two share a spot, headings return."""
    items = [Item(f"m{n}", 0, "metal" if n < 30 else "oxide") for n in range(50)]
    items += [Item("p", 2, ""), Item("q", 2, "")]
    links = [(f"m{n}", "p" if n % 3 else "q", 1.0) for n in range(50)]
    before = place(items, links)
    after, lane_of, owners = wrap(before, items, 20)
    assert owners == [0, 0, 0, 1, 2]
    assert max(Counter(lane_of.values()).values()) <= 20
    order = sorted((item.id for item in items[:50]), key=lambda one: before.y[one])
    assert order == sorted(order, key=lambda one: (lane_of[one], after.y[one]))
    assert len({(lane_of[item.id], after.y[item.id]) for item in items}) == len(items)
    assert after.height < before.height / 2
    lanes_of = {
        group: {lane_of[i.id] for i in items[:50] if i.group == group} for group in ("metal", "oxide")
    }
    for group, lanes in lanes_of.items():
        assert {heading.column for heading in after.headings if heading.text == group} == lanes


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=8).filter(any))
def test_lanes_fill_a_screen(counts: list[int]) -> None:
    """Whatever the columns hold, as many rows are taken as give about the shape wanted."""
    widths = [150.0] * len(counts)
    rows = count_rows(counts, widths, 1.6)
    lanes = [-(-count // rows) for count in counts]
    wide = sum(lanes) * 150
    assert wide >= 1.6 * (rows - 1) * ROW * 0.99
    assert sum(max(lane - 1, 0) for lane in lanes) * 150 <= 1.6 * rows * ROW


def test_what_strayed_does_not_make_all_others_small() -> None:
    """Of a large part the few far outside stand near the rest, each in its direction."""
    random = np.random.default_rng(1)
    crowd = random.normal(0, 100, (1000, 2))
    strayed = np.array([(5000.0, 0.0), (0.0, -9000.0)])
    drawn = draw_in(np.concatenate([crowd, strayed]))
    far = np.linalg.norm(drawn - np.median(drawn, axis=0), axis=1)
    assert far[-1] < 2 * np.quantile(far, 0.9)
    assert far[-1] > far[-2] >= far[:-2].max()
    assert abs(drawn[-2, 1]) < 20
    assert abs(drawn[-1, 0]) < 20
    inner = np.linalg.norm(crowd, axis=1) < 200
    assert np.array_equal(drawn[:1000][inner], crowd[inner])
