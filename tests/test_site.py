"""The site: gathered, checked, written once, the same bytes every time."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import KgError, KnowledgeError, Problem, QueryError
from kg.publish import answers, site
from kg.publish.gather import gather_facts
from tests.picture_graphs import load_hostile, load_small


@pytest.fixture(autouse=True)
def _no_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions have tests of their own and examples that need the whole paper."""
    monkeypatch.setattr(answers, "load_catalogue", list)


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> site.SiteOptions:
    """Options of a site whose build is already done and whose checks find nothing."""
    generation = tmp_path / "build" / "store" / "gen-0123456789ab"
    monkeypatch.setattr(site, "build_graph", lambda *_, **__: None)
    monkeypatch.setattr(site, "find_generation", lambda _: generation)
    monkeypatch.setattr(site, "open_store", lambda _: load_small())
    monkeypatch.setattr(site, "find_problems", lambda *_: ())
    return site.SiteOptions(tmp_path / "papers", tmp_path / "public", tmp_path / "build")


def render(store: ox.Store) -> str:
    return site.render_site(store, "0" * 12, "0" * 64)


def test_the_page_holds_picture_discrepancies_and_decisions() -> None:
    """Each part of the site stands on the page with its content."""
    page = render(load_small())
    for part in ('id="picture-data"', 'id="systems"', 'id="questions"', 'id="references"'):
        assert part in page
    assert "MgF<sub>2</sub>/C retention differs" in page
    assert "Jun et al. 2024" in page
    assert "http-equiv" in page


def test_the_same_graph_gives_the_same_page() -> None:
    """Two pages of one graph do not differ."""
    assert render(load_small()) == render(load_small())


def test_hostile_labels_stay_text_on_the_site() -> None:
    """Markup in a label is shown, not run."""
    page = render(load_hostile())
    assert "<script>document" not in page
    assert "<img" not in page


def test_a_second_run_does_nothing(options: site.SiteOptions) -> None:
    """With unchanged inputs the page is left alone; a changed graph writes it again."""
    first = site.build_site(options)
    before = first.page_path.stat().st_mtime_ns
    second = site.build_site(options)
    assert (first.written, second.written) == (True, False)
    assert first.page_path.stat().st_mtime_ns == before
    assert not list(first.page_path.parent.glob(".*"))


def test_an_error_of_the_checks_leaves_the_old_site(
    options: site.SiteOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors are reported and nothing is written; warnings do not stop the site."""
    monkeypatch.setattr(site, "find_problems", lambda *_: (Problem("papers/x.yaml:1", "wrong"),))
    report = site.build_site(options)
    assert report.failed
    assert not report.page_path.exists()
    monkeypatch.setattr(site, "find_problems", lambda *_: (Problem("a:1", "odd", severity="warning"),))
    assert site.build_site(options).written


def test_broken_knowledge_files_are_findings(
    options: site.SiteOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the build refuses is listed problem by problem, and nothing is written."""

    def refuse(*_: object, **__: object) -> None:
        raise KnowledgeError("2 problems", problems=[Problem("a:1", "wrong"), Problem("b:2", "worse")])

    monkeypatch.setattr(site, "build_graph", refuse)
    report = site.build_site(options)
    assert report.failed
    assert [problem.where for problem in report.problems] == ["a:1", "b:2"]
    assert not report.page_path.exists()


def test_a_question_that_fails_stops_the_site(
    options: site.SiteOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No page is written when a canned question fails."""

    def fail(*_: object) -> None:
        raise QueryError("the question x fails")

    monkeypatch.setattr(site, "answer_all", fail)
    with pytest.raises(QueryError):
        site.build_site(options)
    assert not (options.output_path / "index.html").exists()


def test_an_unwritable_place_is_one_line(options: site.SiteOptions) -> None:
    """A file where the output folder should be is named in a one-line error."""
    options.output_path.write_text("")
    with pytest.raises(KgError) as caught:
        site.build_site(options)
    assert "\n" not in str(caught.value)


def test_discrepancies_come_with_the_gravest_first() -> None:
    """Severity orders the notes, and each keeps its passages."""
    notes = gather_facts(load_small()).discrepancies
    assert notes[0].severity == "high"
    assert notes[0].passages[0].place == "section 4"


def test_an_empty_graph_gives_a_page_that_says_so() -> None:
    """Nothing recorded is said in words."""
    assert "None is recorded." in render(ox.Store())
