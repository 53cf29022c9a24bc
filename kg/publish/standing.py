"""Pages that stand by themselves: search, SPARQL, about, and the list of all overviews."""

from collections.abc import Iterator
from typing import Final

from kg.publish.opening import open_overview
from kg.publish.overview_list import list_ways
from kg.publish.page import Page
from kg.publish.quality import QualityReport
from kg.publish.reader import Reader, Ref
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


def iter_standing_pages(reader: Reader, report: QualityReport, *, live: bool) -> Iterator[Page]:
    """Yield search, the page about the site, the way to all overviews, and where the graph can be asked.

    Args:
        reader: the graph.
        report: how far it can be relied on.
        live: whether pages carry the graph and its engine.
    """
    if live:
        yield open_overview(
            "sparql.html",
            "Ask the graph in SPARQL",
            kind="sparql",
            word="",
            template="sparql.html",
            above=(Ref("Questions", "questions.html", "", ""),),
            description="An editor and an engine in the page: the whole graph, also without a network.",
            policy="engine",
        )
    yield open_overview(
        "more.html",
        "All overviews",
        kind="more",
        word="",
        template="more.html",
        description="Everything that this site has besides the pages of single things.",
        extra={"overviews": [(Ref(way.name, way.path, "", ""), way.words) for way in list_ways(live=live)]},
    )
    yield open_overview(
        "search.html",
        "Search",
        kind="search",
        word="",
        template="search.html",
        description="Search names, other names, formulas and claims.",
    )
    yield open_overview(
        "about.html",
        "About this graph",
        kind="about",
        word="",
        template="about.html",
        lead=(
            "What battery papers say about materials, mechanisms and cell performance, kept "
            "so that every word can be traced."
        ),
        description="Method, quality figures, licence, and how to cite or correct.",
        extra={"figures": count_figures(reader), "report": report},
    )


def count_figures(reader: Reader) -> tuple[tuple[str, int], ...]:
    """Return how many records of each kind the graph holds."""
    counts = [(word, sum(1 for _ in reader.iter_instances(kind))) for kind, word in _FIGURES]
    second = sum(1 for _ in reader.iter_incoming(expand("alv:second-hand"), "al:origin"))
    counts.append(("of the claims: second-hand", second))
    return tuple((word, number) for word, number in counts if number)
