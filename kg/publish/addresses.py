"""Files about addresses: site map, and a guide for language models."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode

from kg.errors import SettingError
from kg.publish.dataset import ABOUT, TITLE
from kg.publish.downloads import Download
from kg.publish.overview_list import list_ways
from kg.publish.titles import SITE_NAME
from kg.terms import BASE

ADDRESSES_A_MAP: Final = 50_000  # Source: https://www.sitemaps.org/protocol.html, "Sitemap file size"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def check_base_url(base_url: str) -> None:
    """Return nothing for an address at which a site can be, or "".

    Raises:
        SettingError: it is no address of the web, or has parts behind its path.
    """
    if not base_url:
        return
    try:
        parts = urlsplit(base_url)
        fits = parts.scheme in ("https", "http") and bool(parts.hostname) and "//" not in parts.path
        NamedNode(base_url)
    except ValueError:
        fits = False
    if not fits or set(base_url) & set("?#$%\\'"):  # signs that the redirects for Apache would have to escape
        raise SettingError(
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


def to_llms_text(base_url: str, downloads: Iterable[Download], counts: Iterable[tuple[str, int]]) -> bytes:
    """Return `llms.txt`: what is here and where, for programs that read the site.

    Source: https://llmstxt.org/
    """
    ways = list_ways(live=False)  # the page for SPARQL needs a browser, and is not on every site
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
