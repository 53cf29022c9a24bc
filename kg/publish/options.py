"""What a site is made from and how, and what of it a site remembers."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.publish.addresses import check_base_url
from kg.publish.output import read_settings
from kg.publish.reporting import check_issues_url

_SETTINGS: Final = ("base_url", "crate", "issues_url", "day")


@dataclass(frozen=True)
class SiteOptions:
    """What to make a site from.

    Attributes:
        papers_path: folder of the knowledge files.
        output_path: folder to write to.
        build_path: folder of the built graph; built or brought up to date first.
        texts_path: folder of the papers' texts; with it pages show whole passages, else the pointers.
        base_url: where the site will be, for what needs full addresses; "" where that is not known.
        force: make the site even if it seems up to date, and overwrite files of others in the output folder.
        crate: make the folder an RO-Crate.
        issues_url: page that takes new issues, or "mailto:" and an address, for links that report an error on
            a page; "" for none.
        day: of publication, as "2026-11-22", for the descriptions; "" where it is not told. An RO-Crate must
            tell one and takes today.
        jobs: processes that make the pages of things of a large graph, the one in `build_path`.
    """

    papers_path: Path
    output_path: Path
    build_path: Path
    texts_path: Path | None = None
    base_url: str = ""
    force: bool = False
    crate: bool = False
    issues_url: str = ""
    day: str = ""
    jobs: int = 1

    def __post_init__(self) -> None:
        """Ends the address with a slash, so that paths can follow; refuses addresses that are none."""
        check_issues_url(self.issues_url)
        check_base_url(self.base_url)
        if self.crate and not self.day:
            object.__setattr__(self, "day", datetime.now(UTC).date().isoformat())
        if self.base_url:
            object.__setattr__(self, "base_url", f"{self.base_url.rstrip('/')}/")

    def to_settings(self) -> str:
        """Return in one line what a later run must know to make the same site: no place on this machine."""
        told = {name: getattr(self, name) for name in _SETTINGS}
        return json.dumps({**told, "texts": self.texts_path is not None}, sort_keys=True)


def keep_settings(options: SiteOptions) -> SiteOptions:
    """Return the options with the settings of the site that is in the output folder.

    Raises:
        KgError: that site shows passages, and the options name no folder of texts.
    """
    try:
        told = json.loads(read_settings(options.output_path) or "{}")
    except ValueError:
        told = {}
    if told.get("texts") and options.texts_path is None:
        raise KgError(
            "the site in this folder shows passages from the papers' texts",
            where=str(options.output_path),
            hint="name their folder with --texts, or another folder with -o",
        )
    return replace(options, **{name: told[name] for name in _SETTINGS if name in told})
