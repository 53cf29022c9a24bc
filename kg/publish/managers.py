"""What reference managers read in a page: the tags of one work in its head, ContextObjects of listed works.

The rules are those of Zotero's translators, which `tests/zotero.py` follows: a page with ContextObjects is a
list whatever its head says, so the page of a work carries none but where the head cannot tell the work.

Source: https://github.com/zotero/translators, "Embedded Metadata", "RDF" and "COinS"
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

from kg.publish.authors import read_byline
from kg.publish.page import Cell, Page
from kg.publish.reader import Reader, Ref
from kg.publish.statements import Passage
from kg.queries.bibliography import to_author

_MOST_AUTHORS: Final = 200
_MOST_WORKS: Final = 250  # of one list; as many as a page has rows
_REMEMBERED: Final = 10_000
_LISTS: Final = frozenset({"list", "person", "organisation", "journal", "timeline", "citations"})


class Meta(NamedTuple):
    """A meta element: name and content."""

    name: str
    content: str


def to_meta(reader: Reader, page: Page) -> tuple[Meta, ...]:
    """Return the tags by which reference managers read a work; none for a work without title.

    There is no abstract among them, as the graph has none; so pages with these tags go without a description,
    which would be taken for it.

    Source: Google Scholar's inclusion guidelines (Highwire tags); Zotero's translator "Embedded Metadata";
    https://www.dublincore.org/specifications/dublin-core/dcq-html/
    """
    iri = page.iri
    if page.kind != "work" or page.part[0] > 1 or not reader.one(iri, "dcterms:title"):
        return ()
    doi, journal = reader.one(iri, "al:doi"), reader.word(iri, "al:inJournal")
    preprint = reader.is_a(iri, "fabio:Preprint")
    year, title = reader.one(iri, "al:year"), reader.one(iri, "dcterms:title")
    first, last = _to_pages(reader.one(iri, "al:pages"))
    authors = _authors(reader, iri)
    found = [
        Meta("citation_title", title),
        *(Meta("citation_author", name) for name in _to_unsplit(authors)),
        Meta("citation_publication_date", year),
        Meta("citation_publisher" if preprint else "citation_journal_title", journal),
        Meta("citation_volume", reader.one(iri, "al:volume")),
        Meta("citation_firstpage", first),
        Meta("citation_lastpage", last),
        Meta("citation_doi", doi),
        Meta("citation_public_url", reader.web(iri, "rdfs:seeAlso")),  # else the page itself would be cited
        Meta("citation_keywords", "; ".join(reader.all(iri, "al:keyword"))),
        Meta("DC.type", "preprint" if preprint else ""),
        Meta("DC.title", title),
        *(Meta("DC.creator", name) for name in authors),
        Meta("DC.date", year),
        Meta("DC.identifier", f"https://doi.org/{doi}" if doi else ""),
        Meta("DC.source", journal),
        Meta("DC.rights", reader.one(iri, "dcterms:rights")),
    ]
    return tuple(meta for meta in found if meta.content)


def _to_unsplit(authors: list[str]) -> list[str]:
    """Return names so that a single one, as "De Volder, Jan Piet" with its blanks, is not taken for two."""
    return [f"{authors[0]};"] if len(authors) == 1 and " " in authors[0] else authors


def _to_pages(printed: str) -> tuple[str, str]:
    """Return first and last page, "" for what is not printed."""
    first, _, last = printed.replace("–", "-").partition("-")
    return first.strip(), last.strip()


def _authors(reader: Reader, iri: str) -> list[str]:
    """Return the authors of a work in order, as "Family, Given"."""
    places = read_byline(reader, iri)
    names = [reader.one(place, "al:printedName") or reader.word(place, "al:agent") for place in places]
    return [_inverted(name) for name in names[:_MOST_AUTHORS] if name]


def _inverted(printed: str) -> str:
    name = to_author(printed)
    given = f"{name.given}, {name.suffix}" if name.suffix else name.given
    return f"{name.family}, {given}" if given else name.family


class WorkLists:
    """Tells which works a page lists, as ContextObjects; those told last are remembered."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._to_coins = lru_cache(maxsize=_REMEMBERED)(lambda iri: to_coins(reader, iri))

    def to_coins(self, page: Page) -> tuple[str, ...]:
        """Return the works that a page lists, each once, in their order on the page.

        The page of a work without title is a list of this one work: Zotero looks up what is missing, which it
        does for ContextObjects only.
        """
        if page.kind == "work":
            untitled = page.part[0] == 1 and not self._reader.one(page.iri, "dcterms:title")
            return (self._to_coins(page.iri),) if untitled else ()
        if page.kind not in _LISTS:
            return ()
        items = (*(section.items for section in page.sections), page.extra.get("rows", ()))
        works = list(dict.fromkeys(self._iter_works(items)))
        return tuple(self._to_coins(work) for work in works[:_MOST_WORKS])

    def _iter_works(self, item: Any) -> Iterator[str]:
        """Yield the works that are named somewhere in the items of a page."""
        if isinstance(item, Ref):
            if item.kind == "work":
                yield item.iri
        elif isinstance(item, Cell):
            if item.work:
                yield item.work
        elif isinstance(item, tuple | list) and not isinstance(item, Passage):  # which names where it stands
            for part in item:
                yield from self._iter_works(part)


def to_coins(reader: Reader, iri: str) -> str:
    """Return a work as ContextObject in a span's title, so that Zotero offers whole lists.

    Source: OpenURL COinS, https://web.archive.org/web/2016/http://ocoins.info/; ANSI/NISO Z39.88-2004
    """
    first, last = _to_pages(reader.one(iri, "al:pages"))
    title, journal = reader.one(iri, "dcterms:title"), reader.word(iri, "al:inJournal")
    if reader.is_a(iri, "fabio:Preprint"):  # the format for articles cannot tell a preprint
        form = [("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"), ("rft.type", "preprint")]
        form += [("rft.title", title), ("rft.publisher", journal)]
    else:
        form = [("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"), ("rft.genre", "article")]
        form += [("rft.atitle", title), ("rft.jtitle", journal)]
    told = (
        ("rft.date", reader.one(iri, "al:year")),
        ("rft.volume", reader.one(iri, "al:volume")),
        ("rft.spage", first),
        ("rft.epage", last),
        ("rft_id", f"info:doi/{doi}" if (doi := reader.one(iri, "al:doi")) else ""),
        *(("rft.au", name) for name in _authors(reader, iri)),
    )
    pairs = [("ctx_ver", "Z39.88-2004"), *form, *told]
    return urlencode([pair for pair in pairs if pair[1]], quote_via=quote)
