"""Where an IRI of the graph leads: to the page that tells of it, or to RDF for who asks for that.

The rules are used twice: as `.htaccess` for w3id.org, and by `kg serve`.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from kg.terms import BASE

# Kinds of IRIs that have pages, and for the others the page that tells of them.
_PAGED: Final = (
    "mechanism|material|material-class|process|role|method|cell-format|cell-kind|quantity|value|system|work|journal|"
    "person|organisation|claim|discrepancy|decision|identity|question"
)
_TURTLE: Final = "text/turtle|application/x-turtle"
_ACCEPTED: Final = ((_TURTLE, "ttl"), (r"application/ld\+json", "jsonld"))
_TOLD_ELSEWHERE: Final = (
    (r"citation/([^/]+)/.*", "work/$1~citations.html"),
    (
        r"(?:reference|authorship|evidence|section|selector|stated|condition|text|graph|file|notice)/([^/]+)(?:/.*)?",
        "work/$1.html",
    ),
    (r"layer/([^/]+)/.*", "system/$1.html"),
    (r"link/([a-z-]+)\.(.+?)--[A-Za-z-]+--.*", "$1/$2.html"),  # a derived link, told where its subject is
    (r"station/([^/]+)/.*", "person/$1.html"),
    (r"(?:ont|alignments|unit/.*)", "ontology.html"),
    (r"page/(.+)", "$1.html"),
    (r"(?:dataset|agent/.*)", "about.html"),
    (r"", "index.html"),
)
# What has no page of its own may have RDF for who asks for Turtle.
_IN_TURTLE: Final = (
    (r"(?:ont|alignments|graph/ontology)", "downloads/ontology.ttl"),
    (r"dataset", "void.ttl"),
)
_GRAPHS: Final = (  # before those of papers
    (r"graph/ontology", "ontology.html"),
    (r"graph/(?:derived|provenance)", "downloads.html"),
)


class Rule(NamedTuple):
    """One redirect; of several that fit the first holds.

    Attributes:
        accepted: what the header Accept must hold, as a pattern; "" for anything.
        pattern: what the path below the base of the IRIs must be.
        target: path below the top of the site; `$1`, `$2` are the groups of the pattern.
    """

    accepted: str
    pattern: str
    target: str


def iter_rules() -> Iterator[Rule]:
    """Yield the redirects, those for RDF before those for people."""
    for accepted, ending in _ACCEPTED:
        yield Rule(accepted, f"({_PAGED})/(.+)", f"$1/$2.{ending}")
        yield Rule(accepted, "page/(.+)", f"$1.{ending}")
    for pattern, target in _IN_TURTLE:
        yield Rule(_TURTLE, pattern, target)
    elsewhere = (*_GRAPHS, *_TOLD_ELSEWHERE)
    for accepted, ending in _ACCEPTED:  # beside the page that tells of a thing lies what it tells
        for pattern, target in elsewhere:
            yield Rule(accepted, pattern, f"{target.removesuffix('.html')}.{ending}")
    yield Rule("", f"({_PAGED})/(.+)", "$1/$2.html")
    yield from (Rule("", pattern, target) for pattern, target in elsewhere)


def to_redirects(base_url: str) -> bytes:
    """Return the `.htaccess` that leads IRIs of the graph to their pages, or to RDF for who asks for it.

    Source: https://github.com/perma-id/w3id.org; https://www.w3.org/TR/cooluris/, section 4.3 (303 URIs)

    Args:
        base_url: where the site will be, with a slash at its end.
    """
    lines = [
        f"# Redirects of {BASE} to {base_url}",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        "",
    ]
    for accepted, pattern, target in iter_rules():
        if accepted:
            lines.append(f"RewriteCond %{{HTTP_ACCEPT}} {accepted}")
        lines.append(f"RewriteRule ^{pattern}$ {base_url}{target} [R=303,L]")
    return ("\n".join(lines) + "\n").encode()


def find_target(path: str, accept: str) -> str:
    """Return where on the site an IRI leads, by the first rule that fits, "" by none.

    Args:
        path: of the IRI, below the base of the graph's IRIs.
        accept: what is asked for, as in the header Accept.
    """
    for accepted, pattern, target in _compile_rules():
        if (found := pattern.fullmatch(path)) and accepted.search(accept):
            return found.expand(target)
    return ""


@cache
def _compile_rules() -> tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(accepted), re.compile(pattern), re.sub(r"\$(\d)", r"\\\1", target))
        for accepted, pattern, target in iter_rules()
    )
