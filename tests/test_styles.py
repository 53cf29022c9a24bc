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
