"""The site: gathered, checked, written once, the same bytes every time."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.draw.sentences import to_heading, to_passage_text
from kg.errors import KgError, KnowledgeError, Problem, QueryError
from kg.publish import answers, site
from kg.publish.gather import gather_facts
from kg.queries.catalogue import load_catalogue, load_question
from tests.picture_graphs import load_hostile, load_small

DATA = Path(__file__).parent / "data"
KEPT_RETENTION = "claim/tiny-2024/mg-powder-example-2022/capacity-retention"


@pytest.fixture
def no_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small graphs here are drawn, not built: they lack what the questions ask for."""
    monkeypatch.setattr(answers, "load_catalogue", list)


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, no_questions: None) -> site.SiteOptions:
    """Options of a site whose build is already done and whose checks find nothing."""
    generation = tmp_path / "build" / "store" / "gen-0123456789ab"
    monkeypatch.setattr(site, "build_graph", lambda *_, **__: None)
    monkeypatch.setattr(site, "find_generation", lambda _: generation)
    monkeypatch.setattr(site, "open_store", lambda _: load_small())
    monkeypatch.setattr(site, "find_all_problems", lambda *_: ())
    return site.SiteOptions(tmp_path / "papers", tmp_path / "public", tmp_path / "build")


@pytest.fixture(scope="module")
def tiny_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The site of the made-up paper with its text, by the whole chain: build, checks, questions, page."""
    return publish(tmp_path_factory.mktemp("tiny"), DATA / "papers", DATA / "texts")


def publish(folder: Path, papers: Path, texts: Path | None = None) -> str:
    report = site.build_site(site.SiteOptions(papers, folder / "public", folder / "build", texts))
    assert not report.failed, report.problems
    return report.page_path.read_text(encoding="utf-8")


def origins_of(page: str) -> dict[str, dict[str, Any]]:
    found = re.search(r'<script type="application/json" id="origin-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return {record["key"]: record for record in json.loads(found.group(1))}


def questions_of(page: str) -> dict[str, str]:
    blocks = re.findall(r'<details class="question" id="question/([\w-]+)">(.*?)</details>', page, re.DOTALL)
    return dict(blocks)


def copy_with_twin(folder: Path) -> Path:
    """The made-up paper and a second one of the same name that cites two of the same works."""
    papers = Path(shutil.copytree(DATA / "papers", folder / "papers"))
    twin = Path(shutil.copytree(papers / "tiny-2024", papers / "twin-2024"))
    work = (twin / "work.yaml").read_text(encoding="utf-8").replace("tiny-2024", "twin-2024")
    work = work.replace("tiny.2024.1", "twin.2024.1").replace(
        "affiliations: [nowhere-cells]", "affiliations: []"
    )
    (twin / "work.yaml").write_text(work, encoding="utf-8")
    for name in ("systems", "claims", "mechanisms", "decisions", "discrepancies"):
        (twin / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    (twin / "people.yaml").write_text("{organisations: [], people: [], identity: []}\n", encoding="utf-8")
    first = (twin / "citations.yaml").read_text(encoding="utf-8").split("\n- key: ")[0]
    (twin / "citations.yaml").write_text(first + "\n", encoding="utf-8")
    return papers


def render(store: ox.Store) -> str:
    return site.render_site(store, "0" * 12, "0" * 64)


def test_the_page_holds_picture_discrepancies_and_decisions(no_questions: None) -> None:
    """Each part of the site stands on the page with its content."""
    page = render(load_small())
    for part in ('id="picture-data"', 'id="systems"', 'id="questions"', 'id="references"'):
        assert part in page
    assert "Text and table name different retentions" in page
    assert "Jun et al. 2024" in page
    assert "http-equiv" in page


def test_the_same_graph_gives_the_same_page(no_questions: None) -> None:
    """Two pages of one graph do not differ."""
    assert render(load_small()) == render(load_small())


def test_hostile_labels_stay_text_on_the_site(no_questions: None) -> None:
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
    monkeypatch.setattr(site, "find_all_problems", lambda *_: (Problem("papers/x.yaml:1", "wrong"),))
    report = site.build_site(options)
    assert report.failed
    assert not report.page_path.exists()
    monkeypatch.setattr(site, "find_all_problems", lambda *_: (Problem("a:1", "odd", severity="warning"),))
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


def test_an_empty_graph_gives_a_page_that_says_so(no_questions: None) -> None:
    """Nothing recorded is said in words."""
    assert "None is recorded." in render(ox.Store())


def test_the_whole_chain_gives_a_page_for_any_paper(tiny_page: str) -> None:
    """A paper that holds nothing of the questions' examples is published; every question is answered."""
    asked = questions_of(tiny_page)
    assert list(asked) == [question.name for question in load_catalogue()]
    assert "more than 90%" in tiny_page
    # the example is a work and a cell of another paper: the most talked-of ones of this paper stand in
    assert "Example and Sample 2022" in asked["what-is-said-about"]
    assert '--work "work/example-2022"' in asked["what-is-said-about"]
    assert "imagined cell" in asked["values-of-system"]
    assert "Nothing found" not in asked["values-of-system"]


def test_what_the_command_line_of_a_question_says_can_be_asked(tiny_page: str, tmp_path: Path) -> None:
    """The value that stands in for an example is one that `kg query` takes."""
    typed = re.search(r'kg query values-of-system --system "([^"]+)"', tiny_page)
    assert typed is not None
    publish(tmp_path, DATA / "papers")
    from kg.engines.local import open_engine
    from kg.queries.run import run_question

    found = run_question(open_engine(tmp_path / "build"), "values-of-system", {"system": typed.group(1)})
    assert found.rows.rows


def test_a_question_about_a_kind_that_the_graph_lacks_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a single person the question on persons stands there unasked."""
    monkeypatch.setattr(answers, "load_catalogue", lambda: [load_question("co-authors")])
    page = render(ox.Store())
    assert "No such thing in this graph: it holds no person." in page


def test_a_broken_query_stops_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a missing thing is forgiven; a query that cannot run is an error that names its file."""
    question = load_question("most-cited")
    broken = replace(question, body=question.body.replace("SELECT", "SELEKT"))
    monkeypatch.setattr(answers, "load_catalogue", lambda: [broken])
    with pytest.raises(QueryError) as caught:
        render(load_small())
    assert "most-cited" in str(caught.value)


def test_every_value_of_the_table_has_its_origin(tiny_page: str) -> None:
    """Each entry of the table of cells leads to a record with statement, place and who says so."""
    origins = origins_of(tiny_page)
    table = tiny_page.partition('<table class="systems">')[2].partition("</table>")[0]
    keys = [key.replace("%2F", "/") for key in re.findall(r'href="#claim=([^"]+)"', table)]
    assert len(keys) >= 14
    for key in keys:
        assert origins[key]["statement"]
        assert origins[key]["passages"][0]["place"]
        assert origins[key]["said_by"]["label"] == "Example and Sample 2024"


def test_an_origin_tells_place_conditions_readings_and_disputes(tiny_page: str) -> None:
    """The retention knows its table cell, its cycles and its dispute; the temperature how it was read."""
    origins = origins_of(tiny_page)
    kept = origins[KEPT_RETENTION]
    assert kept["value"] == "80 %"
    assert kept["printed"] == "500 cycles (80%)"
    assert kept["passages"][0]["place"] == "Table 1, row Mg powder, capacity retention"
    assert kept["conditions"][0] == ["cycles completed", "500 cycles"]
    assert kept["publisher"] == "https://doi.org/10.5555/tiny.2024.1"
    assert kept["finding_of"][0]["label"] == "Example and Sample 2022"
    (dispute,) = kept["discrepancies"]
    assert dispute["severity"] == "high"
    assert f'id="{dispute["link"].removeprefix("#")}"' in tiny_page
    (reading,) = origins["claim/tiny-2024/mg-powder-example-2022/test-temperature"]["decisions"]
    assert (reading["printed"], reading["meant"], reading["certainty"]) == ("C° 09", "60 °C", "certain")
    assert reading["by"]


def test_what_is_not_reported_shows_what_is_printed(tiny_page: str) -> None:
    """An "N/A" of the source stands in the cell, marked as not reported."""
    table = tiny_page.partition('<table class="systems">')[2].partition("</table>")[0]
    assert re.search(r'class="value missing"[^>]*>N/A<small class="more">not reported</small>', table)


def test_numbers_in_answers_lead_to_their_claim(tiny_page: str) -> None:
    """Where a row of an answer rests on one claim its statement opens the origin."""
    assert 'href="#claim=claim%2Ftiny-2024%2F' in questions_of(tiny_page)["retention-above"]


def test_two_papers_that_cite_one_work_keep_two_lists(tmp_path: Path) -> None:
    """Each list stands on its own, and every entry of a work that both cite leads to the other."""
    page = publish(tmp_path, copy_with_twin(tmp_path))
    lists = page.partition('<section id="references"')[2].partition("</section>")[0]
    assert lists.count('<ol class="references">') == 2
    identifiers = re.findall(r'\bid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    for own, other in (("tiny", "twin"), ("twin", "tiny")):
        entry = lists.partition(f'<li id="reference/{own}-2024/2"')[2].partition("</li>")[0]
        assert f'href="#reference/{other}-2024/2"' in entry
        assert 'href="#work=work%2Fexample-2022"' in entry


def test_inner_links_lead_somewhere(tiny_page: str) -> None:
    """Each address within the page is the id of an element, or a thing or claim that the scripts know."""
    identifiers = set(re.findall(r'\bid="([^"]+)"', tiny_page))
    known = set(origins_of(tiny_page))
    picture = re.search(r'id="picture-data">(.*?)</script>', tiny_page, re.DOTALL)
    assert picture is not None
    details = json.loads(picture.group(1))["details"]
    known |= {thing["key"] for name in ("nodes", "works", "claims") for thing in details[name]}
    shown = re.sub(r"<script.*?</script>", "", tiny_page, flags=re.DOTALL)
    for address in set(re.findall(r'href="#([^"]*)"', shown)):
        kind, _, key = address.partition("=")
        if key:
            assert kind in {"claim", "node", "work"}
            assert key.replace("%2F", "/") in known
        else:
            assert address in identifiers


def test_a_heading_is_the_first_statement_of_a_summary() -> None:
    """Short sentences are taken whole, long ones cut at a stop or comma, and no word is lost."""
    assert to_heading("the text says so. The table does not.") == (
        "The text says so",
        "The table does not.",
    )
    long = "One thing is said of it in the text at some length; " + "and much more of another " * 5
    heading, rest = to_heading(long)
    assert heading == "One thing is said of it in the text at some length"
    assert rest.startswith("And much more")
    assert to_heading("") == ("", "")
    assert to_heading("J.-W. and I.-W. Min differ. So it is.")[0] == "J.-W. and I.-W. Min differ"


def test_entries_of_a_reference_list_lose_their_marks() -> None:
    """List and emphasis marks of the text file are not shown; other passages stay as they are."""
    entry = "- [19] J. Oh, *Adv. Mater.* **2023**, *13*, 1."
    assert to_passage_text(entry, "reference 19") == "J. Oh, Adv. Mater. 2023, 13, 1."
    assert to_passage_text("2 * 3 and *this*", "section 4") == "2 * 3 and *this*"
