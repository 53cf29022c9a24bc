"""The site made anew whenever something it is made of changes, for people who write knowledge files."""

import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.publish.inputs import iter_inputs, list_folders
from kg.publish.options import SiteOptions
from kg.publish.site import SiteReport, build_site

INTERVAL_SECONDS: Final = 1.0
_RETRY_LOOKS: Final = 60  # after which what failed is tried again: a disk may have room by then

Told = Callable[[SiteReport | KgError], None]


def watch_site(options: SiteOptions, tell: Told, wait: Callable[[float], None] = time.sleep) -> None:
    """Make the site, then make it again after each change; ends only when interrupted.

    Looking at the times of a few hundred files once a second costs less than any way of being told.

    Args:
        options: what to make the site from.
        tell: called with what each run did, or with the error that ended it; not again with the same error.
        wait: waits some seconds; for tests.
    """
    before: dict[str, int] | None = None
    failed, looks = "", 0
    while True:
        now = _look(options)
        looks += 1
        if now is not None and (now != before or (failed and looks >= _RETRY_LOOKS)):
            changed, before, looks = now != before, now, 0
            told = _make(options)
            fault = str(told) if isinstance(told, KgError) else ""
            if changed or fault != failed:
                tell(told)
            failed = fault
        wait(INTERVAL_SECONDS)


def _make(options: SiteOptions) -> SiteReport | KgError:
    try:
        return build_site(options)
    except KgError as error:
        return error
    except Exception as error:  # noqa: BLE001 - a template or a question that is saved half written
        return KgError(f"{type(error).__name__}: {error}", hint="the old site stays")


def _look(options: SiteOptions) -> dict[str, int] | None:
    """Return when each file was written; None while files come and go, so that one should look again."""
    try:
        return {str(path): path.stat().st_mtime_ns for path in _iter_watched(options)}
    except (OSError, KgError):
        return None


def _iter_watched(options: SiteOptions) -> Iterator[Path]:
    papers = (path for path in options.papers_path.glob("*/*.yaml") if path.is_file())
    texts = options.texts_path.rglob("*") if options.texts_path else ()
    yield from chain(papers, (path for path in texts if path.is_file()), iter_inputs(list_folders()))


def to_lines(told: SiteReport | KgError) -> list[str]:
    """Return what a run of the site did, or why it could not, in lines for people."""
    if isinstance(told, KgError):
        return [str(told)]
    return [*(str(problem) for problem in told.problems if problem.severity == "error"), told.summary]
