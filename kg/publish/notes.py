"""Notes of the curators: the reading decisions and discrepancies that they name by key become links."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Final

from markupsafe import Markup, escape

from kg.publish.reader import Reader
from kg.terms import BASE

_CLASSES: Final = {"decision": "al:ReadingDecision", "discrepancy": "al:Discrepancy"}
_NAMED: Final = re.compile(rf"\b({'|'.join(_CLASSES)}) ([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w-])")


class NamedRecords:
    """Finds what a note names as "decision KEY" or "discrepancy KEY".

    Args:
        reader: reads the graph.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def _pages(self) -> dict[tuple[str, str], list[str]]:
        """The pages of records by what they are and their key; a key may stand in several papers."""
        pages: dict[tuple[str, str], list[str]] = {}
        for word, class_name in _CLASSES.items():
            for iri in self._reader.iter_instances(class_name):
                key = iri.removeprefix(BASE).rpartition("/")[2]
                pages.setdefault((word, key), []).append(f"{self._reader.stem(iri)}.html")
        return pages

    def link(self, text: Markup, iri: str, to_address: Callable[[str], str]) -> Markup:
        """Return the text with links on the keys that name one record.

        Args:
            text: markup without links.
            iri: the thing on whose page it stands; of papers that share a key its own is meant.
            to_address: gives the address of a page.
        """

        def set_link(match: re.Match[str]) -> str:
            word, key = match.groups()
            pages = self._pages.get((word, key), [])
            if len(pages) > 1:
                paper = iri.removeprefix(BASE).split("/")[1:2]
                pages = [page for page in pages if page.split("/")[1:2] == paper]
            if len(pages) != 1:
                return match.group()
            return f'{word} <a href="{escape(to_address(pages[0]))}">{key}</a>'

        return Markup(_NAMED.sub(set_link, str(text)))  # noqa: S704 - only links were added to safe markup
