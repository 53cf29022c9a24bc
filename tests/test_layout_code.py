"""Where things stand, as the address of a picture tells it: what is written is read, all else is refused."""

import random

import pytest

from tests.typescript import call_all

RANDOM = random.Random(7)
LAYOUTS = [
    [{"x": RANDOM.uniform(-low, low), "y": RANDOM.uniform(-900, 5000)} for _ in range(count)]
    for count, low in ((1, 10), (2, 10), (7, 300), (186, 2000), (3000, 90_000))
]


def test_what_is_written_is_read_again() -> None:
    """Every place comes back within half a cell of a grid of 4096 over the whole, and the text is short."""
    texts = [
        one["value"] for one in call_all("picture/layout_code", "encodeLayout", [[all_] for all_ in LAYOUTS])
    ]
    calls = [[text, len(layout)] for text, layout in zip(texts, LAYOUTS, strict=True)]
    for answer, layout in zip(call_all("picture/layout_code", "decodeLayout", calls), LAYOUTS, strict=True):
        side = max(max(p[axis] for p in layout) - min(p[axis] for p in layout) for axis in "xy")
        for found, place in zip(answer["value"], layout, strict=True):
            assert found == pytest.approx(place, abs=side / 4095 + 1)
    assert all(len(text) < 4 * len(layout) + 30 for text, layout in zip(texts, LAYOUTS, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0.0.1",
        "0.0.0.AAAA",
        "0.0.-5.AAAA",
        "x.0.1.AAAA",
        "0.0.1.AAA",
        "0.0.1.AAAAA",
        "0.0.1.AA%A",
        "1e9.0.1.AAAA",
    ],
)
def test_what_is_no_layout_is_refused(text: str) -> None:
    """Nothing that is cut off, too far away or made of other letters moves a thing."""
    answers = call_all(
        "picture/layout_code", "decodeLayout", [[text, 1], ["0.0.1.AAAA", 1], ["0.0.1.AAAA", 0]]
    )
    assert [one["value"] for one in answers] == [None, [{"x": 0, "y": 0}], None]
