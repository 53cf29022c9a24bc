"""The signs of kinds and strokes: what tells them apart without colour."""

import math
from typing import Final

from kg.draw.picture import KINDS, STROKES, Shape, Stroke

# Corners of the signs of kinds around (0, 0), reach 1.
_CORNERS: Final[dict[Shape, tuple[tuple[float, float], ...]]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "hexagon": ((-1.1, 0), (-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95)),
    "triangle": ((0, -1.1), (1.1, 0.85), (-1.1, 0.85)),
    "fall": ((0, 1.1), (1.1, -0.85), (-1.1, -0.85)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "page": ((-0.8, -1), (0.3, -1), (0.8, -0.5), (0.8, 1), (-0.8, 1)),
    "house": ((0, -1.1), (1, -0.2), (1, 1), (-1, 1), (-1, -0.2)),
    "bar": ((-1, -0.45), (1, -0.45), (1, 0.45), (-1, 0.45)),
    "cross": (
        (-0.95, -0.55),
        (-0.55, -0.95),
        (0, -0.4),
        (0.55, -0.95),
        (0.95, -0.55),
        (0.4, 0),
        (0.95, 0.55),
        (0.55, 0.95),
        (0, 0.4),
        (-0.55, 0.95),
        (-0.95, 0.55),
        (-0.4, 0),
    ),
    "star": tuple(
        (
            round((1.15 if turn % 2 == 0 else 0.5) * math.sin(math.pi * turn / 5), 3),
            round(-(1.15 if turn % 2 == 0 else 0.5) * math.cos(math.pi * turn / 5), 3),
        )
        for turn in range(10)
    ),
}


def find_corners(shape: Shape) -> tuple[tuple[float, float], ...]:
    """Return the corners of a sign around (0, 0) at reach 1; none for a dot or a ring."""
    return _CORNERS.get(shape, ())


_RING: Final = "M-6 0A6 6 0 1 0 6 0A6 6 0 1 0 -6 0ZM-2.7 0A2.7 2.7 0 1 0 2.7 0A2.7 2.7 0 1 0 -2.7 0Z"


def place_sign(shape: Shape, kind: str, colour: str, x: float, y: float, reach: float) -> str:
    """Return the sign of a kind at a place."""
    attributes = f'class="kind-{kind}" fill="{colour}"'
    if shape == "dot":
        return f'<circle {attributes} cx="{x:g}" cy="{y:g}" r="{reach:.1f}"/>'
    if shape == "ring":
        inner = f'<circle class="paper" cx="{x:g}" cy="{y:g}" r="{reach * 0.45:.1f}" fill="#ffffff"/>'
        return f'<circle {attributes} cx="{x:g}" cy="{y:g}" r="{reach:.1f}"/>{inner}'
    points = " ".join(f"{x + dx * reach:.1f},{y + dy * reach:.1f}" for dx, dy in _CORNERS[shape])
    return f'<polygon {attributes} points="{points}"/>'


def to_sign(kind: str) -> str:
    """Return the sign of a kind as a small image for a page; the words beside it say the same."""
    shape = KINDS[kind].shape
    if shape == "dot":
        body = '<circle r="6"/>'
    elif shape == "ring":
        body = f'<path fill-rule="evenodd" d="{_RING}"/>'
    else:
        body = f'<polygon points="{" ".join(f"{dx * 6:g},{dy * 6:g}" for dx, dy in _CORNERS[shape])}"/>'
    return (
        f'<svg class="sign kind-{kind}" viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true" '
        f'focusable="false">{body}</svg>'
    )


def to_line_sign(name: str) -> str:
    """Return a short piece of a line as a small image for a page: its colour, pattern and head."""
    stroke = STROKES[name]
    return (
        f'<svg class="line stroke-{name}" viewBox="0 0 40 10" width="36" height="9" aria-hidden="true" '
        f'focusable="false">{to_piece(stroke)}</svg>'
    )


def to_piece(stroke: Stroke) -> str:
    """Return a short piece of a line as shapes of an SVG image."""
    dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
    heads = {
        "arrow": '<path d="M31 1L39 5L31 9Z" class="solid"/>',
        "bar": '<path d="M34 0V10" stroke-width="2.4"/>',
        "circle": '<circle cx="36" cy="5" r="3" class="solid"/>',
        "crow": '<path d="M38 1L31 5L38 9" fill="none" stroke-width="1.6"/>',
        "none": "",
    }
    return f'<path d="M1 5H32" stroke-width="2" fill="none"{dash}/>{heads[stroke.head]}'
