"""What Zotero's button makes of a page, by the rules of its translators as far as pages here need them.

Source: https://github.com/zotero/translators ("COinS", "Embedded Metadata", "RDF"; `priority` says which
comes first) and https://github.com/zotero/utilities (`parseContextObject`, `cleanAuthor`), as of June 2026
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

_OF_ARTICLES = "info:ofi/fmt:kev:mtx:journal"
_OF_ANYTHING = "info:ofi/fmt:kev:mtx:dc"
_BY_KEY = {
    "rft.date": "date",
    "rft.volume": "volume",
    "rft.jtitle": "publication",
    "rft.publisher": "publisher",
    "rft.spage": "pages",
}
_TYPES = {
    "journalArticle",
    "preprint",
    "webpage",
    "book",
    "thesis",
    "report",
}  # names of Zotero's own, in part
_BY_TAG = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_journal_title": "publication",
    "citation_publisher": "publisher",
    "citation_volume": "volume",
    "citation_doi": "doi",
    "citation_public_url": "url",
    "citation_abstract": "abstract",
}


@dataclass
class Item:
    """An item as it would come into the library; "" for what is missing."""

    type: str
    title: str = ""
    authors: list[tuple[str, str]] = field(default_factory=list)
    date: str = ""
    publication: str = ""
    publisher: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    url: str = ""
    abstract: str = ""

    @property
    def needs_look_up(self) -> bool:
        """Whether Zotero asks a registry for the work before it can take it."""
        return not self.title


class _Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.objects: list[str] = []
        self.title = ""
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._inside = tag
        if tag == "meta" and told.get("content"):
            self.metas.append((told.get("name") or told.get("property") or "", told["content"] or ""))
        if tag == "span" and "Z3988" in (told.get("class") or "").split() and told.get("title") is not None:
            self.objects.append(told["title"] or "")

    def handle_data(self, data: str) -> None:
        if self._inside == "title" and not self.title:
            self.title = data


def read_items(page: str) -> list[Item]:
    """Return what Zotero offers for a page: ContextObjects where there are any, else what the head tells."""
    tags = _Tags(page)
    listed = [item for text in tags.objects if (item := _read_object(text)) is not None]
    return listed or [_read_head(tags)]


def _read_object(text: str) -> Item | None:
    pairs = [part.partition("=")[::2] for part in text.split("&")]
    form = unquote(dict(pairs).get("rft_val_fmt", ""))
    if form not in (_OF_ARTICLES, _OF_ANYTHING):
        return None
    item = Item("journalArticle" if form == _OF_ARTICLES else "webpage")
    for key, encoded in pairs:
        value = unquote(re.sub(r"\+|%2[bB]", " ", encoded))  # a plus sign is lost, however it is written
        if key == "rft_id" and value.startswith("info:doi/"):
            item.doi = value.removeprefix("info:doi/")
        elif key == ("rft.atitle" if form == _OF_ARTICLES else "rft.title"):
            item.title = value
        elif key == "rft.au":
            item.authors.append(_to_name(value))
        elif key == "rft.epage":
            item.pages += f"-{value}" if value != item.pages else ""
        elif key == "rft.type" and value in _TYPES:
            item.type = value
        elif key in _BY_KEY:
            setattr(item, _BY_KEY[key], value)
    return item


def _read_head(tags: _Tags) -> Item:
    told: dict[str, str] = {}
    for name, content in tags.metas:
        told.setdefault(name, content)
    # a journal settles the type, else Dublin Core does, else Open Graph
    kind = "journalArticle" if "citation_journal_title" in told else told.get("DC.type", "")
    if kind not in _TYPES:
        kind = "webpage" if told.get("og:type") != "article" else "journalArticle"
    item = Item(kind, abstract=told.get("og:description", ""))
    for name, attribute in _BY_TAG.items():
        if name in told:
            setattr(item, attribute, told[name])
    item.title = item.title or told.get("og:title") or tags.title
    item.abstract = item.abstract or told.get("description", "")
    item.authors = _read_authors([content for name, content in tags.metas if name == "citation_author"])
    item.pages = "-".join(told[name] for name in ("citation_firstpage", "citation_lastpage") if name in told)
    return item


def _read_authors(contents: list[str]) -> list[tuple[str, str]]:
    names: list[str] = []
    for content in contents:
        parts = re.split(r"\s*;\s*", content)
        by_comma = re.split(r"\s*,\s*", content)
        if len(contents) == len(parts) == 1 and len(by_comma) > 1 and all(" " in one for one in by_comma[:2]):
            parts = by_comma  # a lone tag with blanks on both sides of a comma is taken for several people
        for part in parts:
            if part.strip(" ,-.;") and part != (names[-1] if names else None):
                names.append(part)
    return [_to_name(name) for name in names]


def _to_name(text: str) -> tuple[str, str]:
    """Return family and given name; what stands behind a second comma is lost."""
    if "," in text:
        family, given, *_ = re.split(r", ?", text)
        return family, given
    family = text.split()[-1]
    return family, text[: -len(family)].strip()
