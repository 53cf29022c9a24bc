"""Where readers say that something is wrong: a link that fills in a new issue, or a mail, about a page."""

from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from kg.errors import SettingError
from kg.publish.page import Page

_LONGEST: Final = 80  # characters of a heading in the title of an issue
# Names of the fields that take title and text. Source: GitHub's "Creating an issue from a URL query", which
# holds for Gitea too; GitLab's "Prefilled values"; RFC 6068 for mail
_FIELDS: Final = {"mailto": ("subject", "body"), "gitlab": ("issue[title]", "issue[description]")}
_USUAL: Final = ("title", "body")


def check_issues_url(issues_url: str) -> None:
    """Return nothing for an address that can be linked to: a page that takes new issues, or "mailto:".

    Raises:
        SettingError: it is something else.
    """
    if not issues_url:
        return
    try:
        parts = urlsplit(issues_url)
    except ValueError:
        parts = urlsplit("")
    is_page = parts.scheme in ("https", "http") and bool(parts.netloc)
    is_mail = parts.scheme == "mailto" and "@" in parts.path
    if not (is_page or is_mail) or not issues_url.isprintable() or set(issues_url) & set(' "#<>\\^`{|}'):
        raise SettingError(
            f"'{issues_url}' is no place for reports",
            hint="give the page that takes new issues, https://..., or mailto:NAME@HOST",
        )


def to_report_link(issues_url: str, page: Page, base_url: str) -> str:
    """Return the address that reports an error on a page, with all that tells which page; "" without a place.

    Args:
        issues_url: see `check_issues_url`; "" for none.
        page: the page.
        base_url: where the site is, "" where that is not known.
    """
    if not issues_url:
        return ""
    about = [f"Page: {base_url}{page.path}"]
    if page.iri:
        about.append(f"Thing: {page.iri}")
    about += ["", "What is wrong:", "", "Where the paper says otherwise:", ""]
    heading = page.heading if len(page.heading) <= _LONGEST else f"{page.heading[:_LONGEST]}…"
    title, body = _find_fields(issues_url)
    told = {title: f"Error: {heading}", body: "\n".join(about)}
    filled = urlencode(told, quote_via=quote, safe="", errors="replace")
    if issues_url.startswith("mailto:"):
        filled = filled.replace("%0A", "%0D%0A")  # lines of mail. Source: RFC 6068, section 5
    return f"{issues_url}{'&' if '?' in issues_url else '?'}{filled}"


def _find_fields(issues_url: str) -> tuple[str, str]:
    parts = urlsplit(issues_url)
    if parts.scheme == "mailto":
        return _FIELDS["mailto"]
    return _FIELDS["gitlab"] if "/-/issues" in parts.path else _USUAL
