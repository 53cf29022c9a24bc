"""The style sheets of the pages: every colour and measure that they call by name is defined."""

import re
from collections.abc import Callable

import pytest

from kg.draw.assets import STYLES, read_styles
from kg.publish.assets import iter_assets

_USED = re.compile(r"var\((--[a-z-]+)\)")
_DEFINED = re.compile(r"(--[a-z-]+):")


def _site_styles() -> str:
    return dict(iter_assets())["assets/site.css"].decode()


@pytest.mark.parametrize("read", [_site_styles, lambda: str(read_styles(STYLES))], ids=["site", "picture"])
def test_every_name_is_defined(read: Callable[[], str]) -> None:
    """A name that no style sheet of the page defines would silently leave text without colour."""
    text = read()
    used = set(_USED.findall(text))
    assert "--paper" in used
    assert used - set(_DEFINED.findall(text)) == set()


Colour = tuple[float, float, float]


def _read_palettes(text: str) -> dict[str, dict[str, str]]:
    """The custom properties of both themes."""
    blocks = re.findall(r":root([^{]*)\{([^}]*)\}", text)
    found: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for selector, body in blocks:
        for theme in ("dark",) if "data-theme" in selector else ("light", "dark"):
            found[theme].update(re.findall(r"(--[a-z-]+):\s*([^;]+);", body))
    return found


def _to_colour(value: str, palette: dict[str, str]) -> Colour:
    """What a hexadecimal colour, a property or a mixture in sRGB stands for."""
    if mixed := re.fullmatch(r"color-mix\(in srgb, (var\([^)]+\)) (\d+)%, (var\([^)]+\))\)", value):
        share = int(mixed[2]) / 100
        pairs = zip(_to_colour(mixed[1], palette), _to_colour(mixed[3], palette), strict=True)
        red, green, blue = (one * share + other * (1 - share) for one, other in pairs)
        return red, green, blue
    if named := re.fullmatch(r"var\((--[a-z-]+)\)", value):
        return _to_colour(palette[named[1]], palette)
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _contrast(one: Colour, other: Colour) -> float:
    """The ratio of two colours. Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: Colour) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_their_grounds(theme: str) -> None:
    """Words on tones that are mixed have the contrast that WCAG asks for, the edges of fields too."""
    text = _site_styles()
    palette = _read_palettes(text)[theme]
    cells = re.findall(r"\.cell\.([a-z-]+) \{ background: (color-mix\(.+?%, var\(--paper\)\))", text)
    assert {name for name, _ in cells} >= {"first-hand", "second-hand", "own-view", "contradicted"}
    grounds = [("var(--ink)", ground) for _, ground in cells]
    marked = [("var(--code-value)", "var(--faint)"), ("var(--soft)", "var(--code-selection)")]
    for words, ground in grounds + marked:
        assert _contrast(_to_colour(words, palette), _to_colour(ground, palette)) >= 4.5, (words, ground)
    assert _contrast(_to_colour("var(--soft)", palette), _to_colour("var(--surface)", palette)) >= 3


@pytest.mark.parametrize("read", [_site_styles, lambda: str(read_styles(STYLES))], ids=["site", "picture"])
def test_fields_have_edges_that_are_seen(read: Callable[[], str]) -> None:
    """The thin colour of lines is for what parts, not for what bounds a field. Source: WCAG 2.2, 1.4.11."""
    fields = re.findall(r"[^{}]*\b(?:input|select)[^{}]*\{[^}]*\}", read())
    assert any("border: 1px solid var(--soft)" in rule for rule in fields)
    assert not [rule for rule in fields if "border: 1px solid var(--line)" in rule]
