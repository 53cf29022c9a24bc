"""The site made anew whenever something it is made of changes, for people who write knowledge files."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from kg.errors import KgError
from kg.publish.site import SiteOptions, SiteReport, build_site
from kg.resources import find_folder

INTERVAL_SECONDS: Final = 1.0
_ENDINGS: Final = frozenset({".yaml", ".ttl", ".rq", ".html", ".css", ".js"})

Told = Callable[[SiteReport | KgError], None]


def watch_site(options: SiteOptions, tell: Told, wait: Callable[[float], None] = time.sleep) -> None:
    """Make the site, then make it again after each change; ends only when interrupted.

    Looking at the times of a few hundred files once a second costs less than any way of being told.

    Args:
        options: what to make the site from.
        tell: called with what each run did, or with the error that ended it.
        wait: waits some seconds; for tests.
    """
    before: dict[str, int] | None = None
    while True:
        now = dict(_iter_times(options))
        if now != before:
            before = now
            try:
                tell(build_site(options))
            except KgError as error:
                tell(error)
            except Exception as error:  # noqa: BLE001 - a template or a question that is saved half written
                tell(KgError(f"{type(error).__name__}: {error}", hint="the old site stays"))
        wait(INTERVAL_SECONDS)


def _iter_times(options: SiteOptions) -> Iterator[tuple[str, int]]:
    site = find_folder("site")
    folders = (
        options.papers_path,
        find_folder("ontology"),
        find_folder("queries"),
        site / "templates",
        site / "styles",
    )
    texts = [options.texts_path] if options.texts_path else []
    for folder in (*folders, *texts):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _ENDINGS or (folder in texts and path.is_file()):
                try:
                    yield str(path), path.stat().st_mtime_ns
                except FileNotFoundError:  # deleted meanwhile; the next look sees it gone
                    continue


def to_lines(told: SiteReport | KgError) -> list[str]:
    """Return what a run of the site did, or why it could not, in lines for people."""
    if isinstance(told, KgError):
        return [str(told)]
    return [*(str(problem) for problem in told.problems if problem.severity == "error"), told.summary]
