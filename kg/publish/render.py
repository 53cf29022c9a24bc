"""Pages become HTML: the templates, what they may call, and the policy under which a page runs."""

from functools import lru_cache
from typing import Any, Final

from kg import __version__
from kg.draw.assets import environment
from kg.draw.charts.registry import CHARTS
from kg.formulas import join_amounts, to_breakable_html, to_html
from kg.publish.kinds import WORDS
from kg.publish.notes import NamedRecords
from kg.publish.overview_list import NAVIGATION
from kg.publish.page import Page, part_path
from kg.publish.pictures import Pictures
from kg.publish.reporting import to_report_link
from kg.publish.small_charts import SmallCharts, chart_page
from kg.publish.titles import SITE_NAME
from kg.tex import to_printed

_COMMON: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
POLICIES: Final[dict[str, str]] = {
    "": f"{_COMMON}; script-src 'self'",
    "engine": f"{_COMMON}; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:",
}
"""What a page may load. Source: Content Security Policy Level 3; see `site/README.md`."""

LONGEST_NAME: Final = 300  # characters; the longest titles of papers have about as many
LARGE: Final = 1_500_000  # statements from which on a page loads the graph only when it is asked something
_REMEMBERED: Final = 20_000


def clip(text: str) -> str:
    """Return a name as it stands where its page is one click away: of a very long one the beginning."""
    if len(text) <= LONGEST_NAME:
        return text
    beginning = text[:LONGEST_NAME]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


class Renderer:
    """Sets pages one after another; templates ask it for the way to other pages.

    Args:
        base_url: where the site will be, "" where that is not known.
        graph_hash: digest of the graph.
        pictures: sets small pictures.
        charts: sets small charts.
        records: finds what notes name.
        has_engine: whether pages carry the graph and its engine.
        statements: size of the graph.
        issues_url: page that takes new issues or address for mail, "" for none.
    """

    def __init__(
        self,
        base_url: str,
        graph_hash: str,
        pictures: Pictures,
        charts: SmallCharts,
        records: NamedRecords,
        *,
        has_engine: bool,
        statements: int = 0,
        issues_url: str = "",
    ) -> None:
        self._root = ""
        self._iri = ""
        made = environment().overlay(auto_reload=False)
        # the same names stand on many pages
        made.filters = made.filters | {
            "formula": lru_cache(maxsize=_REMEMBERED)(lambda text: join_amounts(to_html(to_printed(text)))),
            "clip": clip,
            "breakable": lru_cache(maxsize=_REMEMBERED)(
                lambda text: join_amounts(to_breakable_html(to_printed(text)))
            ),
            "linked": lambda text: records.link(text, self._iri, self._href),
        }
        made.globals = {
            **made.globals,
            "href": self._href,
            "is_remote": lambda address: address.startswith(("https://", "http://")),
            "site_name": SITE_NAME,
            "version": __version__,
            "graph_hash": graph_hash,
            "base_url": base_url,
            "navigation": NAVIGATION,
            "report_link": lambda page: to_report_link(issues_url, page, base_url),
            "has_engine": has_engine,
            "statements": statements,
            "is_large": statements > LARGE,
            "part_path": part_path,
            "in_whole": pictures.find_in_whole,
            "plotted": lambda chart: charts.to_markup(chart, self._href),
            "chart_page": chart_page,
            "kind_words": WORDS,
            "charts": CHARTS,
            "drawn": lambda picture: pictures.to_markup(picture, self._href, self._iri),
        }
        self._environment = made

    def render(self, page: Page, root: str | None = None, **context: Any) -> str:
        """Return the page as HTML.

        Args:
            page: the page.
            root: the way to the top of the site, by default that from the place of the page.
            context: what the template takes besides the page.
        """
        self._root = "../" * page.path.count("/") if root is None else root
        self._iri = page.iri
        template = self._environment.get_template(page.template)
        return template.render(
            page=page,
            root=self._root,
            policy=POLICIES[page.policy],
            picture=page.picture,
            **page.extra,
            **context,
        )

    def _href(self, page: str) -> str:
        """Return the address of a page or of another site, as seen from the page that is being set."""
        return page if page.startswith(("https://", "http://", "#")) else self._root + page
