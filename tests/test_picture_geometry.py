"""The page draws lines and signs by the same rules as the files: Python and TypeScript agree."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from kg.draw.curves import DOT, count_bends, to_curve, to_dot, to_head, to_reach, to_width
from kg.draw.picture import STROKES, DrawnNode
from tests.typescript import call_all

PLACES = ((30, 40), (30, 41), (30, 300), (260, 40), (255, 170), (900, 3))
HEADS = sorted({stroke.head for stroke in STROKES.values()})


def _node(number: int, place: tuple[int, int], column: int, width: int) -> DrawnNode:
    x, y = place
    return DrawnNode(f"n{number}", f"k{number}", "", "", "material", "", column, x, y, width, 1)


def _nodes() -> list[tuple[list[DrawnNode], int]]:
    """Things that stand freely, and things in columns, with the number of the last column."""
    free = [_node(number, place, -1, 80 + number) for number, place in enumerate(PLACES)]
    columns = sorted({x for x, _ in PLACES})
    boxed = [replace(node, column=columns.index(node.x)) for node in free]
    return [(free, -1), (boxed, len(columns) - 1)]


def _to_spot(node: DrawnNode) -> dict[str, Any]:
    return {name: getattr(node, name) for name in ("id", "x", "y", "width", "column")}


LINKS = [
    (start, end, bend, last)
    for nodes, last in _nodes()
    for start, end in itertools.product(nodes, repeat=2)
    for bend in range(8)
]
CURVES = [to_curve(*link) for link in LINKS]


def _assert_same(found: list[dict[str, Any]], expected: list[Any]) -> None:
    assert len(found) == len(expected) > 1
    for answer, wanted in zip(found, expected, strict=True):
        value = answer["value"]
        flat = list(itertools.chain.from_iterable(value)) if value and isinstance(value[0], list) else value
        assert flat == pytest.approx(wanted, abs=1e-9)


def test_lines_run_the_same_way() -> None:
    """Between columns, within one, freely, from a thing to itself, and bent as one of many of a pair."""
    calls = [[_to_spot(start), _to_spot(end), bend, last] for start, end, bend, last in LINKS]
    _assert_same(call_all("picture/geometry", "toCurve", calls), [list(curve) for curve in CURVES])


def test_lines_end_in_the_same_heads() -> None:
    """The corners of every head, at several widths, and the middle of the circle."""
    cases = [(curve, head, width) for curve in CURVES[::7] for head in HEADS for width in (0.5, 1.1, 6.0)]
    expected = [list(itertools.chain.from_iterable(to_head(*case))) for case in cases]
    _assert_same(call_all("picture/geometry", "toHead", [list(case) for case in cases]), expected)
    found = call_all("picture/geometry", "toDot", [[curve] for curve in CURVES])
    _assert_same(found, [list(to_dot(curve)) for curve in CURVES])


def test_things_and_lines_are_as_large() -> None:
    """Widths of lines and sizes of signs for few and for many records."""
    counts = [(records, most) for most in (1, 9, 10, 22, 23, 4000) for records in (0, 1, most // 2, most)]
    widths = call_all("picture/geometry", "toWidth", [list(pair) for pair in counts])
    assert [w["value"] for w in widths] == pytest.approx([to_width(*pair) for pair in counts])
    cases = [(*pair, free) for pair in counts for free in (True, False)]
    reaches = call_all("picture/geometry", "toReach", [list(case) for case in cases])
    assert [r["value"] for r in reaches] == pytest.approx([to_reach(*case) for case in cases])


def test_no_two_lines_of_a_pair_run_alike() -> None:
    """Several kinds of lines between two things, in either direction, are curves of their own."""
    for nodes, last in _nodes():
        for one, other in itertools.combinations_with_replacement(nodes, 2):
            ends = [(one, other), (one, other), (other, one), (one, other), (other, one)]
            bends = count_bends((start.id, end.id) for start, end in ends)
            drawn = [to_curve(*pair, bend, last) for pair, bend in zip(ends, bends, strict=True)]
            middles = {tuple(round((a + 3 * b + 3 * c + d) / 8, 3) for a, b, c, d in _axes(c)) for c in drawn}
            assert len(middles) == len(ends), (one, other)


def _axes(curve: tuple[float, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return curve[0::2], curve[1::2]


def test_a_circle_touches_the_end_of_its_line() -> None:
    """It lies before the end, at the distance of its radius, so that the box behind it hides none of it."""
    for curve in CURVES:
        x, y = to_dot(curve)
        assert ((x - curve[6]) ** 2 + (y - curve[7]) ** 2) ** 0.5 == pytest.approx(DOT)
