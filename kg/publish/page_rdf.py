"""What stands on a page that is about no single thing, as RDF beside it: what it is, and what it lists.

Pages have IRIs of their own, below `page/`, which the redirects for w3id.org lead to the page. A question is
told as `kg query --export` tells it.

Source: https://schema.org/CollectionPage
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from kg.publish.cells import CellRow
from kg.publish.page import Cell, ClaimGroup, Page
from kg.publish.pictures import PICTURE
from kg.publish.reader import Reader, Ref
from kg.queries.catalogue import Question
from kg.queries.export import iter_triples
from kg.terms import BASE, expand

_SCHEMA: Final = "https://schema.org/"
_LICENCE: Final = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
_DATASET: Final = ox.NamedNode(f"{BASE}dataset")
_TYPES: Final = {
    "about": "AboutPage",
    "search": "SearchResultsPage",
    "question": "WebPage",
    "sparql": "WebPage",
}
_MOST: Final = 2_000  # things that one page lists; far more than any does
_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_LABEL: Final = ox.NamedNode(expand("rdfs:label"))


def to_page_iri(path: str) -> str:
    """Return the IRI of a page that lies at this path below the top of the site."""
    return f"{BASE}page/{path.removesuffix('.html')}"


def to_page_type(page: Page) -> str:
    """Return what a page is in schema.org, such as "CollectionPage"."""
    return _TYPES.get(page.kind, "WebPage" if page.iri else "CollectionPage")


def to_page_triples(reader: Reader, page: Page, base_url: str) -> list[ox.Triple]:
    """Return what a page is and what it lists.

    Args:
        reader: the graph.
        page: a page that is about no single thing, or a further page of one.
        base_url: where the site will be, "" where that is not known.
    """
    told = describe_page(page.path, page.heading, page.description, to_page_type(page), base_url)
    node = told[0].subject
    if page.iri:
        told.append(ox.Triple(node, ox.NamedNode(f"{_SCHEMA}about"), ox.NamedNode(page.iri)))
    question = page.extra.get("question")
    asked: list[ox.Triple] = []
    if isinstance(question, Question):
        asked = list(iter_triples(question))
        told.append(ox.Triple(node, ox.NamedNode(f"{_SCHEMA}mainEntity"), asked[0].subject))
    listed = dict.fromkeys(_iter_named((page.sections, page.extra)))
    return [*told, *_list_mentions(reader, node, islice(listed, _MOST)), *dict.fromkeys(asked)]


def describe_page(path: str, name: str, description: str, kind: str, base_url: str) -> list[ox.Triple]:
    """Return what a page is: its type, name, description, licence, place, and of what it is a part.

    Args:
        path: where it lies below the top of the site.
        name: what it is called.
        description: one sentence on it.
        kind: its type in schema.org, such as "CollectionPage".
        base_url: where the site will be, "" where that is not known.
    """
    node = ox.NamedNode(to_page_iri(path))
    told = [
        ox.Triple(node, _TYPE, ox.NamedNode(f"{_SCHEMA}{kind}")),
        ox.Triple(node, ox.NamedNode(f"{_SCHEMA}name"), ox.Literal(name)),
        ox.Triple(node, ox.NamedNode(f"{_SCHEMA}description"), ox.Literal(description)),
        ox.Triple(node, ox.NamedNode(f"{_SCHEMA}license"), _LICENCE),
        ox.Triple(node, ox.NamedNode(f"{_SCHEMA}isPartOf"), _DATASET),
    ]
    if base_url:
        told.append(ox.Triple(node, ox.NamedNode(f"{_SCHEMA}url"), ox.NamedNode(f"{base_url}{path}")))
    return told


def to_picture_triples(reader: Reader, things: Iterable[str], base_url: str) -> list[ox.Triple]:
    """Return what the page with the whole picture is, and the things in it."""
    told = describe_page(
        PICTURE,
        "Picture of mechanisms and materials",
        "Materials, mechanisms, effects and failures, and the claims that link them, to explore.",
        "CollectionPage",
        base_url,
    )
    return [*told, *_list_mentions(reader, told[0].subject, sorted(things)[:_MOST])]


def _list_mentions(reader: Reader, node: Any, listed: Iterable[str]) -> list[ox.Triple]:
    """Return which things a page mentions, then the classes and the name of each."""
    mentions, told = [], []
    for iri in listed:
        try:
            thing = ox.NamedNode(iri)
        except ValueError:  # no page leads there either
            continue
        mentions.append(ox.Triple(node, ox.NamedNode(f"{_SCHEMA}mentions"), thing))
        told += [ox.Triple(thing, _TYPE, ox.NamedNode(kind)) for kind in reader.all(iri, "rdf:type")]
        if not iri.startswith(f"{BASE}page/"):
            told.append(ox.Triple(thing, _LABEL, ox.Literal(reader.name(iri))))
    return [*mentions, *told]


def _iter_named(item: Any) -> Iterator[str]:
    """Yield the things, and the pages that are about no thing, which something on a page names."""
    if isinstance(item, Ref):
        yield from _name_ref(item)
    elif isinstance(item, Cell):
        yield from filter(None, (item.iri,))
    elif isinstance(item, ClaimGroup):
        yield from item.claims
        yield from _name_ref(item.other) if item.other is not None else ()
    elif isinstance(item, dict):
        yield from (key for key in item if _is_thing(key))
        yield from _iter_named(tuple(item.values()))
    elif isinstance(item, tuple | list | CellRow):
        for part in item:
            yield from _iter_named(part)
    elif is_dataclass(item) and not isinstance(item, Question):
        parts = [getattr(item, field.name) for field in fields(item)]
        yield from (part for part in parts if _is_thing(part))
        yield from _iter_named(parts)


def _name_ref(ref: Ref) -> Iterator[str]:
    """Yield the thing that a reference names, if it has a page; of a page that is about none the page."""
    if ref.page and _is_thing(ref.iri):
        yield ref.iri
    elif ref.page.endswith(".html") and not ref.iri and "://" not in ref.page:
        yield to_page_iri(ref.page)


def _is_thing(value: object) -> bool:
    return isinstance(value, str) and value.startswith(BASE)
