"""The page for addresses that lead nowhere; hosts show it at any depth, so its links begin at their top."""

import re
from typing import Final
from urllib.parse import urlsplit

from kg.publish.opening import open_overview
from kg.publish.overview_list import list_ways
from kg.publish.page import Page
from kg.publish.reader import Ref

NOT_FOUND: Final = "404.html"  # the name that GitHub, GitLab, Netlify and Cloudflare Pages look for
_ROOT: Final = re.compile(r' data-root="([^"]*)"')


def make_not_found_page(*, live: bool) -> Page:
    """Return the page: it searches for the words of the address, and leads to all overviews.

    Args:
        live: whether the site has the page for SPARQL.
    """
    return open_overview(
        NOT_FOUND,
        "There is no such page",
        kind="missing",
        word="",
        template="not_found.html",
        lead="The address may be mistyped, or what it told of has another name now.",
        description="The page for addresses that lead nowhere.",
        extra={"overviews": [(Ref(way.name, way.path, "", ""), way.words) for way in list_ways(live=live)]},
    )


def to_root(base_url: str) -> str:
    """Return the path at which the site begins on its host, with a slash at both ends.

    Args:
        base_url: where the site will be; "" is taken for the top of a host.
    """
    return urlsplit(base_url).path or "/"


def move_to_top(text: str) -> str:
    """Return the page for a host that shows the site at its top, as `kg serve` does."""
    found = _ROOT.search(text)
    return text.replace(f'="{found[1]}', '="/') if found and found[1] else text
