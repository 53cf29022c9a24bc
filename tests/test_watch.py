"""The site made again after each change of what it is made of."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.publish import watch
from kg.publish.site import SiteOptions, SiteReport
from kg.publish.watch import to_lines, watch_site

DATA = Path(__file__).parent / "data"


class Enough(Exception):  # noqa: N818 - ends the watching as Ctrl-C would
    """Raised when the test has seen all it needs."""


def test_a_change_makes_the_site_again_and_a_mistake_is_told(tmp_path: Path) -> None:
    """Nothing happens while nothing changes; a broken record is told and leaves the site."""
    papers = Path(shutil.copytree(DATA / "papers", tmp_path / "papers"))
    options = SiteOptions(papers, tmp_path / "public", tmp_path / "build")
    told: list[SiteReport | KgError] = []
    claims = papers / "tiny-2024" / "claims.yaml"
    text = claims.read_text(encoding="utf-8")
    looks = 0

    def wait(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            assert len(told) == 1
            claims.write_text(text + "\n", encoding="utf-8")
        elif looks == 3:
            claims.write_text(text + "\n- nonsense\n", encoding="utf-8")
        elif looks == 4:
            raise Enough

    with suppress(Enough):
        watch_site(options, told.append, wait)
    assert len(told) == 3
    assert isinstance(told[0], SiteReport)
    assert told[0].written
    assert isinstance(told[2], SiteReport)
    assert told[2].failed
    assert any("claims.yaml" in line for line in to_lines(told[2]))
    assert (tmp_path / "public" / "index.html").is_file()


def test_texts_are_watched_and_no_mistake_ends_the_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that is corrected makes the site again; an error of any kind is told and the watch goes on."""
    texts = Path(shutil.copytree(DATA / "texts", tmp_path / "texts"))
    options = SiteOptions(tmp_path / "papers", tmp_path / "public", tmp_path / "build", texts)
    told: list[SiteReport | KgError] = []
    looks = 0

    def break_down(_: SiteOptions) -> SiteReport:
        raise ZeroDivisionError("half a template")

    def wait(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            raise Enough
        text = next(path for path in texts.rglob("*") if path.is_file())
        os.utime(text, ns=(looks, looks))

    monkeypatch.setattr(watch, "build_site", break_down)
    with suppress(Enough):
        watch_site(options, told.append, wait)
    assert [str(one) for one in told] == [str(told[0])] * 3
    assert "half a template" in str(told[0])
