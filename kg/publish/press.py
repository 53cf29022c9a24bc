"""A page becomes files: it is set and looked at, and put in place with what lies beside it."""

from collections.abc import Callable, Iterator
from typing import Any

from kg.publish.inspect import Inspector
from kg.publish.machine import to_json_ld, to_thing_triples, to_turtle
from kg.publish.managers import WorkLists, to_meta
from kg.publish.page import Page
from kg.publish.page_rdf import to_page_triples
from kg.publish.reader import Reader
from kg.publish.render import Renderer
from kg.publish.structured import to_schema_org


class Press:
    """Makes the files of pages one after another.

    Args:
        reader: the graph.
        renderer: sets the pages.
        inspector: looks at them.
        put: takes path and content of each file.
        base_url: where the site will be, "" where that is not known.
    """

    def __init__(
        self,
        reader: Reader,
        renderer: Renderer,
        inspector: Inspector,
        put: Callable[[str, bytes], None],
        base_url: str,
    ) -> None:
        self._reader = reader
        self._renderer = renderer
        self._inspector = inspector
        self._put = put
        self._base_url = base_url
        self._listed = WorkLists(reader)

    def make(self, page: Page, structured: dict[str, Any] | None = None) -> None:
        """Make the files of a page.

        Args:
            page: the page.
            structured: what it tells search engines; by default its thing, or what the page is.
        """
        text = self._renderer.render(
            page,
            stem=page.path.removesuffix(".html"),
            meta=to_meta(self._reader, page),
            coins=self._listed.to_coins(page),
            structured=structured or to_schema_org(self._reader, page),
        )
        self._inspector.add_page(page.path, text)
        self._put(page.path, text.encode("utf-8"))
        for path, data in self._iter_beside(page):
            self._inspector.add_file(path)
            self._put(path, data)

    def _iter_beside(self, page: Page) -> Iterator[tuple[str, bytes]]:
        """Yield the files beside a page: those it gives away, and what it tells, as Turtle and JSON-LD."""
        yield from page.extra.get("files", ())
        if page.iri and page.part[0] == 1:
            triples = to_thing_triples(self._reader, page)
        else:
            triples = to_page_triples(self._reader, page, self._base_url)
        stem = page.path.removesuffix(".html")
        yield f"{stem}.ttl", to_turtle(triples)
        yield f"{stem}.jsonld", to_json_ld(triples)
