"""The pages that are about no single thing, in the order in which a reader is led to them."""

from typing import Final, NamedTuple


class Way(NamedTuple):
    """The way to an overview.

    Attributes:
        name: what the page is called.
        path: where it lies below the top of the site.
        words: what it tells.
        short: its name in the head of every page, "" where it does not stand there.
    """

    name: str
    path: str
    words: str
    short: str = ""


WAYS: Final = (
    Way(
        "Mechanisms, effects and failures",
        "mechanisms.html",
        "how materials are said to work, what is gained, what goes wrong",
        "Mechanisms",
    ),
    Way(
        "Materials and processes",
        "materials.html",
        "what electrodes and electrolytes are made of",
        "Materials",
    ),
    Way(
        "Tested cells compared",
        "compare.html",
        "one table of all values, each with its source",
        "Cells compared",
    ),
    Way("Charts of reported values", "charts.html", "retention, capacity, pressure, temperature, price"),
    Way("Which material, which mechanism", "matrix.html", "how many claims link each pair", "Matrix"),
    Way("Questions and answers", "questions.html", "with forms, queries and answers", "Questions"),
    Way("Ask in SPARQL", "sparql.html", "the graph and its engine in the page"),
    Way("What is not known", "gaps.html", "open questions, missing values, works to read next"),
    Way("Works", "works.html", "papers read, and papers they cite", "Works"),
    Way("Who is cited for what", "citations.html", "sentence by sentence, with the reason"),
    Way("Works by year", "timeline.html", "when what was found"),
    Way("People and organisations", "people.html", "authors, affiliations, who is who"),
    Way("Where papers disagree with themselves", "discrepancies.html", "with both passages side by side"),
    Way("Reading decisions", "decisions.html", "what is printed and what it is taken to mean"),
    Way("Downloads", "downloads.html", "the graph as RDF, tables and references"),
    Way("Ontology reference", "ontology.html", "classes, relations, concept schemes"),
    Way("About", "about.html", "method, quality, licence, how to cite"),
)
NAVIGATION: Final = (*((way.short, way.path) for way in WAYS if way.short), ("More", "more.html"))
"""Name and path of the pages to which the head of every page leads."""


def list_ways(*, live: bool) -> tuple[Way, ...]:
    """Return the ways to all overviews that a site has; one without the graph in its pages has no SPARQL."""
    return tuple(way for way in WAYS if live or way.path != "sparql.html")
