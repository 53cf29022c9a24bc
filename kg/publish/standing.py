"""Pages that stand by themselves: search, SPARQL, about, and the list of all overviews."""

from collections.abc import Iterator
from typing import Final

from kg.publish.page import Page
from kg.publish.reader import Reader, Ref
from kg.publish.titles import HOME, SITE_NAME
from kg.terms import expand

_FIGURES: Final = (
    ("al:Claim", "claims"),
    ("al:MechanismClaim", "claims about mechanisms"),
    ("al:PerformanceClaim", "claims that state a value"),
    ("al:DesignClaim", "claims about the design of a cell"),
    ("al:Evidence", "passages pointed to"),
    ("al:Citation", "citations, each with its reason"),
    ("al:ReadingDecision", "reading decisions"),
    ("al:Discrepancy", "discrepancies"),
)

_OVERVIEWS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "Mechanisms, effects and failures",
        "mechanisms.html",
        "how materials are said to work, what is gained, what goes wrong",
    ),
    ("Materials and processes", "materials.html", "what electrodes and electrolytes are made of"),
    ("Tested cells compared", "compare.html", "one table of all values, each with its source"),
    (
        "Charts of reported values",
        "charts.html",
        "retention, capacity, pressure, temperature, price",
    ),
    ("Which material, which mechanism", "matrix.html", "how many claims link each pair"),
    ("Questions and answers", "questions.html", "with forms, queries and answers"),
    ("Ask in SPARQL", "sparql.html", "the graph and its engine in the page"),
    ("What is not known", "gaps.html", "open questions, missing values, works to read next"),
    ("Works", "works.html", "papers read, and papers they cite"),
    ("Who is cited for what", "citations.html", "sentence by sentence, with the reason"),
    ("Works by year", "timeline.html", "when what was found"),
    ("People and organisations", "people.html", "authors, affiliations, who is who"),
    ("Where papers disagree with themselves", "discrepancies.html", "with both passages side by side"),
    ("Reading decisions", "decisions.html", "what is printed and what it is taken to mean"),
    ("Downloads", "downloads.html", "the graph as RDF, tables and references"),
    ("Ontology reference", "ontology.html", "classes, relations, concept schemes"),
    ("About", "about.html", "method, figures, licence, how to cite"),
)


def iter_standing_pages(reader: Reader, *, live: bool) -> Iterator[Page]:
    """Yield search, the page about the site, the way to all overviews, and where the graph can be asked.

    Args:
        reader: the graph.
        live: whether pages carry the graph and its engine.
    """
    if live:
        yield Page(
            path="sparql.html",
            title=f"Ask the graph in SPARQL · {SITE_NAME}",
            heading="Ask the graph in SPARQL",
            kind="sparql",
            word="",
            template="sparql.html",
            crumbs=(HOME, Ref("Questions", "questions.html", "", "")),
            description="An editor and an engine in the page: the whole graph, also without a network.",
            policy="engine",
        )
    yield Page(
        path="more.html",
        title=f"All overviews · {SITE_NAME}",
        heading="All overviews",
        kind="more",
        word="",
        template="more.html",
        crumbs=(HOME,),
        description="Everything that this site has besides the pages of single things.",
        extra={"overviews": [entry for entry in _OVERVIEWS if live or entry[1] != "sparql.html"]},
    )
    yield Page(
        path="search.html",
        title=f"Search · {SITE_NAME}",
        heading="Search",
        kind="search",
        word="",
        template="search.html",
        crumbs=(HOME,),
        description="Search names, other names, formulas and claims.",
    )
    yield Page(
        path="about.html",
        title=f"About · {SITE_NAME}",
        heading="About this graph",
        kind="about",
        word="",
        template="about.html",
        lead=(
            "What battery papers say about materials, mechanisms and cell performance, kept "
            "so that every word can be traced."
        ),
        crumbs=(HOME,),
        description="Method, figures, licence, and how to cite or correct.",
        extra={"figures": count_figures(reader)},
    )


def count_figures(reader: Reader) -> tuple[tuple[str, int], ...]:
    """Return how many records of each kind the graph holds."""
    counts = [(word, sum(1 for _ in reader.iter_instances(kind))) for kind, word in _FIGURES]
    second = sum(1 for _ in reader.iter_incoming(expand("alv:second-hand"), "al:origin"))
    counts.append(("of the claims: second-hand", second))
    return tuple((word, number) for word, number in counts if number)
