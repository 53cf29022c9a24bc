"""What a page tells search engines: its thing in the vocabulary of schema.org."""

from typing import Any, Final

from kg.publish.authors import read_byline
from kg.publish.page import Page
from kg.publish.reader import Reader

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
