"""What a page tells machines in its head: schema.org, Highwire and Dublin Core tags; COinS for lists."""

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from kg.publish.page import Page
from kg.publish.reader import Reader
from kg.queries.bibliography import to_author

_MOST_AUTHORS: Final = 200
_CONCEPTS: Final = frozenset(
    {
        "mechanism",
        "effect",
        "failure",
        "material",
        "material-class",
        "process",
        "role",
        "method",
        "quantity",
        "list-value",
    }
)


class Meta(NamedTuple):
    """A meta element: name and content."""

    name: str
    content: str


def to_meta(reader: Reader, page: Page) -> tuple[Meta, ...]:
    """Return the tags by which reference managers read a work; none for a work without title.

    Source: Google Scholar's inclusion guidelines (Highwire tags); the translator (
        "Embedded Metadata"
    ) of Zotero;
    https://www.dublincore.org/specifications/dublin-core/dcq-html/
    """
    iri = page.iri
    if page.kind != "work" or page.part[0] > 1 or not reader.one(iri, "dcterms:title"):
        return ()
    year, doi, journal = (
        reader.one(iri, "al:year"),
        reader.one(iri, "al:doi"),
        reader.word(iri, "al:inJournal"),
    )
    first, _, last = reader.one(iri, "al:pages").replace("–", "-").partition("-")
    title = reader.one(iri, "dcterms:title")
    authors = _authors(reader, iri)
    found = [
        Meta("citation_title", title),
        *(Meta("citation_author", name) for name in authors),
        Meta("citation_publication_date", year),
        Meta("citation_journal_title", journal),
        Meta("citation_volume", reader.one(iri, "al:volume")),
        Meta("citation_firstpage", first.strip()),
        Meta("citation_lastpage", last.strip()),
        Meta("citation_doi", doi),
        Meta("citation_keywords", "; ".join(reader.all(iri, "al:keyword"))),
        Meta("DC.title", title),
        *(Meta("DC.creator", name) for name in authors),
        Meta("DC.date", year),
        Meta("DC.identifier", f"https://doi.org/{doi}" if doi else ""),
        Meta("DC.source", journal),
        Meta("DC.rights", reader.one(iri, "dcterms:rights")),
    ]
    return tuple(meta for meta in found if meta.content)


def _authors(reader: Reader, iri: str) -> list[str]:
    """Return the authors of a work in order, as "Family, Given"."""
    places = sorted(
        reader.all(iri, "al:hasAuthorship"), key=lambda place: (reader.number(place, "al:position"), place)
    )
    names = [reader.one(place, "al:printedName") or reader.word(place, "al:agent") for place in places]
    return [_inverted(name) for name in names[:_MOST_AUTHORS] if name]


def _inverted(printed: str) -> str:
    name = to_author(printed)
    given = f"{name.given}, {name.suffix}" if name.suffix else name.given
    return f"{name.family}, {given}" if given else name.family


def to_coins(reader: Reader, iri: str) -> str:
    """Return a work as ContextObject in a span's title, so that Zotero offers whole lists.

    Source: OpenURL COinS, https://web.archive.org/web/2016/http://ocoins.info/; ANSI/NISO Z39.88-2004
    """
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rft.genre", "article"),
    ]
    told = (
        ("rft.atitle", reader.one(iri, "dcterms:title")),
        ("rft.jtitle", reader.word(iri, "al:inJournal")),
        ("rft.date", reader.one(iri, "al:year")),
        ("rft.volume", reader.one(iri, "al:volume")),
        ("rft.spage", reader.one(iri, "al:pages").partition("-")[0]),
        ("rft_id", f"info:doi/{doi}" if (doi := reader.one(iri, "al:doi")) else ""),
        *(("rft.au", name) for name in _authors(reader, iri)),
    )
    return urlencode([*pairs, *(pair for pair in told if pair[1])])


def to_schema_org(reader: Reader, page: Page) -> dict[str, Any] | None:
    """Return the thing of a page in the vocabulary of schema.org, None where that has no word for it."""
    if not page.iri or page.part[0] > 1:
        return None
    makers = {"work": _work, "person": _person, "organisation": _organisation, "claim": _claim}
    if page.kind in makers:
        told = makers[page.kind](reader, page.iri)
    elif page.kind in _CONCEPTS:
        told = {"@type": "DefinedTerm", "description": page.lead, "alternateName": list(page.aliases)}
        told["inDefinedTermSet"] = reader.one(page.iri, "skos:inScheme")
    elif page.kind == "scheme":
        told = {"@type": "DefinedTermSet", "description": page.lead}
    else:
        return None
    found = {"@context": "https://schema.org/", "@id": page.iri, "name": page.heading, **told}
    return {name: value for name, value in found.items() if value not in ("", [], None)}


def _work(reader: Reader, iri: str) -> dict[str, Any]:
    doi = reader.one(iri, "al:doi")
    journal = reader.word(iri, "al:inJournal")
    places = sorted(
        reader.all(iri, "al:hasAuthorship"), key=lambda place: (reader.number(place, "al:position"), place)
    )
    authors = [
        {"@type": "Person", "@id": person, "name": reader.name(person)}
        for place in places[:_MOST_AUTHORS]
        if (person := reader.one(place, "al:agent"))
    ]
    return {
        "@type": "ScholarlyArticle",
        "author": authors,
        "datePublished": reader.one(iri, "al:year"),
        "isPartOf": {"@type": "Periodical", "name": journal} if journal else None,
        "identifier": {"@type": "PropertyValue", "propertyID": "doi", "value": doi} if doi else None,
        "sameAs": reader.web(iri, "rdfs:seeAlso"),
        "license": reader.web(iri, "dcterms:license"),
        "keywords": list(reader.all(iri, "al:keyword")),
    }


def _person(reader: Reader, iri: str) -> dict[str, Any]:
    return {
        "@type": "Person",
        "affiliation": [
            {"@type": "Organization", "@id": place, "name": reader.name(place)}
            for place in reader.all(iri, "al:affiliation")
        ],
        "sameAs": [f"https://orcid.org/{orcid}" for orcid in reader.all(iri, "al:orcid")],
    }


def _organisation(reader: Reader, iri: str) -> dict[str, Any]:
    above = reader.one(iri, "al:partOf")
    return {
        "@type": "Organization",
        "alternateName": list(reader.all(iri, "al:abbreviation")),
        "address": ", ".join((*reader.all(iri, "al:place"), *reader.all(iri, "al:country"))),
        "sameAs": [f"https://ror.org/{ror}" for ror in reader.all(iri, "al:ror")],
        "parentOrganization": {"@type": "Organization", "@id": above, "name": reader.name(above)}
        if above
        else None,
    }


def _claim(reader: Reader, iri: str) -> dict[str, Any]:
    def works(predicate: str) -> list[dict[str, str]]:
        return [
            {"@type": "ScholarlyArticle", "@id": work, "name": reader.name(work)}
            for work in reader.all(iri, predicate)
        ]

    return {"@type": "Claim", "appearance": works("al:assertedBy"), "firstAppearance": works("al:findingOf")}
