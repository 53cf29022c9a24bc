"""How every page begins: title, heading, the way down to it, and what is told of it elsewhere."""

from collections.abc import Iterable
from typing import Any

from kg.draw.picture import Picture
from kg.publish.kinds import Kind
from kg.publish.page import Fact, Page, Section, kept
from kg.publish.reader import Reader, Ref
from kg.publish.statements import Passage
from kg.publish.titles import HOME, SITE_NAME, to_crumbs, to_title


def open_thing(
    reader: Reader,
    iri: str,
    kind: Kind,
    *,
    description: str,
    heading: str = "",
    word: str = "",
    template: str = "entity.html",
    lead: str = "",
    aliases: tuple[str, ...] = (),
    above: tuple[Ref, ...] = (),
    facts: Iterable[Fact] = (),
    sections: Iterable[Section | None] = (),
    passages: tuple[Passage, ...] = (),
    picture: Picture | None = None,
    extra: dict[str, Any] | None = None,
) -> Page:
    """Return the page of a thing of the graph.

    Args:
        reader: the graph.
        iri: the thing.
        kind: its kind.
        description: one sentence for search engines.
        heading: what stands at the top, by default its name.
        word: what it is called, by default the word of its kind.
        template: the file of `site/templates`.
        lead: definition or first sentence.
        aliases: other names.
        above: the pages between the list of its kind and it.
        facts: its properties; those without a value are left out.
        sections: what is said; those that hold nothing are left out.
        passages: where the thing itself can be read.
        picture: what stands around it.
        extra: what only the template knows.
    """
    ref = reader.ref(iri)
    return Page(
        path=ref.page,
        title=to_title(reader, iri, kind),
        heading=heading or ref.label,
        kind=kind.name,
        word=word or kind.word,
        template=template,
        iri=iri,
        lead=lead,
        aliases=aliases,
        crumbs=(*to_crumbs(kind), *above),
        facts=tuple(fact for fact in facts if any(fact.values)),
        sections=kept(*sections),
        description=description,
        passages=passages,
        picture=picture,
        extra=extra or {},
    )


def open_overview(
    path: str,
    heading: str,
    *,
    kind: str,
    description: str,
    title: str = "",
    word: str = "overview",
    template: str = "entity.html",
    lead: str = "",
    above: tuple[Ref, ...] = (),
    sections: Iterable[Section | None] = (),
    picture: Picture | None = None,
    extra: dict[str, Any] | None = None,
    policy: str = "",
) -> Page:
    """Return a page that is about no single thing.

    Args:
        path: where it lies below the top of the site.
        heading: what stands at the top.
        kind: name of the page, for styles and scripts.
        description: one sentence for search engines.
        title: what the browser shows before the name of the site, by default the heading.
        word: what such a page is called.
        template: the file of `site/templates`.
        lead: first sentence.
        above: the pages between the home page and it.
        sections: what it holds; those without items are left out.
        picture: what belongs together on it.
        extra: what only the template knows.
        policy: "" or "engine", see `site/README.md`.
    """
    return Page(
        path=path,
        title=f"{title or heading} · {SITE_NAME}",
        heading=heading,
        kind=kind,
        word=word,
        template=template,
        lead=lead,
        crumbs=(HOME, *above),
        sections=kept(*sections),
        description=description,
        picture=picture,
        extra=extra or {},
        policy=policy,
    )
