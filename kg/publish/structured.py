"""What a page tells search engines: its thing in the vocabulary of schema.org."""

from typing import Any, Final

from kg.publish.authors import read_byline
from kg.publish.page import Page
from kg.publish.page_rdf import to_page_iri, to_page_type
from kg.publish.reader import Reader
from kg.terms import BASE

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

_OTHER_TYPES: Final = {"scheme": "DefinedTermSet", "journal": "Periodical"}


def to_schema_org(reader: Reader, page: Page) -> dict[str, Any]:
    """Return the thing of a page in the vocabulary of schema.org; of a page about none what the page is."""
    if not page.iri or page.part[0] > 1:
        told = _page(page)
    else:
        told = {"@id": page.iri, "name": page.heading, **_thing(reader, page)}
    filled = {name: value for name, value in told.items() if value not in ("", [], None)}
    return {"@context": "https://schema.org/", **filled}


def _thing(reader: Reader, page: Page) -> dict[str, Any]:
    makers = {"work": _work, "person": _person, "organisation": _organisation, "claim": _claim}
    if page.kind in makers:
        return makers[page.kind](reader, page.iri)
    if page.kind in _CONCEPTS:
        return {
            "@type": "DefinedTerm",
            "description": page.lead,
            "alternateName": list(page.aliases),
            "inDefinedTermSet": reader.one(page.iri, "skos:inScheme"),
        }
    if page.kind in _OTHER_TYPES:
        return {"@type": _OTHER_TYPES[page.kind], "description": page.lead}
    kinds = list(reader.all(page.iri, "rdf:type"))
    return {"@type": "Thing", "additionalType": kinds, "description": page.description}


def _page(page: Page) -> dict[str, Any]:
    return {
        "@id": to_page_iri(page.path),
        "@type": to_page_type(page),
        "name": page.heading,
        "description": page.description,
        "about": {"@id": page.iri} if page.iri else None,
        "isPartOf": {"@id": f"{BASE}dataset"},
    }


def _work(reader: Reader, iri: str) -> dict[str, Any]:
    doi = reader.one(iri, "al:doi")
    journal = reader.word(iri, "al:inJournal")
    places = read_byline(reader, iri)
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
