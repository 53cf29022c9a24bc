"""The site made again after each change of what it is made of."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.knowledge import ontology_files
from kg.publish import watch
from kg.publish.options import SiteOptions
from kg.publish.site import SiteReport
from kg.publish.watch import to_lines, watch_site
from kg.resources import find_folder

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


def test_what_failed_is_tried_again_and_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that another one kept from running is made up for without a change of any file."""
    papers = Path(shutil.copytree(DATA / "papers", tmp_path / "papers"))
    options = SiteOptions(papers, tmp_path / "public", tmp_path / "build")
    told: list[SiteReport | KgError] = []
    runs = 0

    def build(_: SiteOptions) -> SiteReport:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise KgError("another build is writing build")
        return SiteReport(tmp_path / "index.html", True, (), "done")

    def wait(_: float) -> None:
        if runs == 3:
            raise Enough

    monkeypatch.setattr(watch, "build_site", build)
    with suppress(Enough):
        watch_site(options, told.append, wait)
    assert [to_lines(one) for one in told] == [["another build is writing build"], ["done"]]


def test_a_folder_that_goes_while_it_is_looked_at_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While files come and go nothing is made; afterwards it is."""
    options = SiteOptions(tmp_path / "papers", tmp_path / "public", tmp_path / "build")
    told: list[SiteReport | KgError] = []
    looks = 0

    def list_folders() -> tuple[Path, ...]:
        if looks < 2:
            raise FileNotFoundError(2, "gone")
        return ()

    def wait(_: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 4:
            raise Enough

    monkeypatch.setattr(watch, "list_folders", list_folders)
    monkeypatch.setattr(
        watch, "build_site", lambda _: SiteReport(tmp_path / "index.html", True, (), f"after {looks} looks")
    )
    with suppress(Enough):
        watch_site(options, told.append, wait)
    assert [to_lines(one) for one in told] == [["after 2 looks"]]


def test_a_concept_that_is_added_meanwhile_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ontology is read again in the same process when one of its files has changed, and only then."""
    folder = Path(shutil.copytree(find_folder("ontology"), tmp_path / "ontology"))
    monkeypatch.setattr(ontology_files, "find_folder", lambda _: folder)
    before = ontology_files.load_project_concepts()
    assert ontology_files.load_project_concepts() is before
    iri = "https://w3id.org/anodeless/material/made-up"
    assert iri not in before.concepts
    (folder / "zz.ttl").write_text(
        f"<{iri}> a <https://w3id.org/anodeless/ont#Material> ;"
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "made up" .',
        encoding="utf-8",
    )
    assert iri in ontology_files.load_project_concepts().concepts
