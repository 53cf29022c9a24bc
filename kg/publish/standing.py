"""Pages that stand by themselves: search, about."""

from collections.abc import Iterator
from typing import Final

from kg.publish.page import Page
from kg.publish.reader import Reader
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


def iter_standing_pages(reader: Reader) -> Iterator[Page]:
    """Yield the search page and the page about the site."""
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
        extra={"figures": _count(reader), "issues_url": ""},
    )


def _count(reader: Reader) -> tuple[tuple[str, str], ...]:
    counts = [(word, sum(1 for _ in reader.iter_instances(kind))) for kind, word in _FIGURES]
    second = sum(1 for _ in reader.iter_incoming(expand("alv:second-hand"), "al:origin"))
    counts.append(("of the claims: second-hand", second))
    return tuple((word, f"{number:,}") for word, number in counts if number)
