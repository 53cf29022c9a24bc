"""Files about addresses: site map, redirects for w3id.org, and a guide for language models."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode

from kg.errors import KgError
from kg.publish.dataset import ABOUT, TITLE
from kg.publish.downloads import Download
from kg.publish.overview_list import WAYS
from kg.publish.titles import SITE_NAME
from kg.terms import BASE

ADDRESSES_A_MAP: Final = 50_000  # Source: https://www.sitemaps.org/protocol.html, "Sitemap file size"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
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
        r"(?:reference|authorship|evidence|section|selector|stated|condition|text|graph|file)/([^/]+)(?:/.*)?",
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


def check_base_url(base_url: str) -> None:
    """Return nothing for an address at which a site can be, or "".

    Raises:
        KgError: it is no address of the web, or has parts behind its path.
    """
    if not base_url:
        return
    try:
        parts = urlsplit(base_url)
        fits = (
            parts.scheme in ("https", "http") and bool(parts.hostname) and not (parts.query or parts.fragment)
        )
        NamedNode(base_url)
    except ValueError:
        fits = False
    if not fits or set(base_url) & set("$%\\'"):  # signs that the redirects for Apache would have to escape
        raise KgError(
            f"'{base_url}' is no address of a site", hint="give it in full, as https://lab.example/kg/"
        )


def iter_site_maps(pages: Iterable[str], base_url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the site map, or where there are many pages several with an index over them.

    Args:
        pages: paths of all pages.
        base_url: where the site will be, with a slash at its end.
    """
    rest = iter(pages)
    names: list[str] = []
    held: bytes = b""
    while some := list(islice(rest, ADDRESSES_A_MAP)):
        if names:
            if len(names) == 1:
                yield "sitemap-1.xml", held
            names.append(f"sitemap-{len(names) + 1}.xml")
            yield names[-1], _to_map(some, base_url)
        else:
            names.append("sitemap-1.xml")
            held = _to_map(some, base_url)
    if len(names) < 2:
        yield "sitemap.xml", held or _to_map([], base_url)
        return
    entries = "".join(f"<sitemap><loc>{escape(base_url + name)}</loc></sitemap>\n" for name in names)
    yield "sitemap.xml", _xml(f'<sitemapindex xmlns="{_NAMESPACE}">\n{entries}</sitemapindex>\n')


def _to_map(pages: list[str], base_url: str) -> bytes:
    entries = "".join(
        f"<url><loc>{escape(base_url + quote(page, safe='/~'))}</loc></url>\n" for page in pages
    )
    return _xml(f'<urlset xmlns="{_NAMESPACE}">\n{entries}</urlset>\n')


def _xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def to_redirects(base_url: str) -> bytes:
    """Return the `.htaccess` that leads IRIs of the graph to their pages, or to RDF for who asks for it.

    Source: https://github.com/perma-id/w3id.org; https://www.w3.org/TR/cooluris/, section 4.3 (303 URIs)
    """
    lines = [
        f"# Redirects of {BASE} to {base_url}",
        "Options +FollowSymLinks",
        "RewriteEngine on",
        "",
    ]
    for accepted, ending in _ACCEPTED:
        lines += [
            f"RewriteCond %{{HTTP_ACCEPT}} {accepted}",
            f"RewriteRule ^({_PAGED})/(.+)$ {base_url}$1/$2.{ending} [R=303,L]",
            f"RewriteCond %{{HTTP_ACCEPT}} {accepted}",
            f"RewriteRule ^page/(.+)$ {base_url}$1.{ending} [R=303,L]",
        ]
    for pattern, target in _IN_TURTLE:
        lines += [
            f"RewriteCond %{{HTTP_ACCEPT}} {_TURTLE}",
            f"RewriteRule ^{pattern}$ {base_url}{target} [R=303,L]",
        ]
    elsewhere = (*_GRAPHS, *_TOLD_ELSEWHERE)
    for accepted, ending in _ACCEPTED:  # beside the page that tells of a thing lies what it tells
        for pattern, target in elsewhere:
            lines += [
                f"RewriteCond %{{HTTP_ACCEPT}} {accepted}",
                f"RewriteRule ^{pattern}$ {base_url}{target.removesuffix('.html')}.{ending} [R=303,L]",
            ]
    lines.append(f"RewriteRule ^({_PAGED})/(.+)$ {base_url}$1/$2.html [R=303,L]")
    lines += [f"RewriteRule ^{pattern}$ {base_url}{target} [R=303,L]" for pattern, target in elsewhere]
    return ("\n".join(lines) + "\n").encode()


def to_llms_text(base_url: str, downloads: Iterable[Download], counts: Iterable[tuple[str, int]]) -> bytes:
    """Return `llms.txt`: what is here and where, for programs that read the site.

    Source: https://llmstxt.org/
    """
    ways = [
        way for way in WAYS if way.path != "sparql.html"
    ]  # which needs a browser, and is not on every site
    lines = [f"# {SITE_NAME}: {TITLE[0].lower()}{TITLE[1:]}", "", f"> {ABOUT}", ""]
    lines += [f"It holds {', '.join(f'{number} {word}' for word, number in counts)}.", ""]
    lines += [
        "A claim is somebody's statement, not a fact: tell who says so, whose finding it is and how it is "
        "known, and cite the work. Beside every page NAME.html lie NAME.ttl and NAME.jsonld: what the graph "
        "says of the thing of the page (a claim, a work, a material), or what the page lists. An IRI below "
        f"{BASE} has its page at the same path.",
        "",
        "## Pages",
        "",
        *(f"- [{way.name}]({base_url}{way.path}): {way.words}" for way in ways),
        "",
        "## Data",
        "",
        *(f"- [{one.name}]({base_url}{one.path}): {one.words}" for one in downloads),
    ]
    return ("\n".join(lines) + "\n").encode()
