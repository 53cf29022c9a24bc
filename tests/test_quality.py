"""Figures on quality: kept beside a paper, counted in the graph, and told by the site."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from kg.errors import KgError, KnowledgeError, Problem
from kg.graph.check import find_all_problems
from kg.knowledge.quality import Agreement, PointerCheck, Quality, load_quality
from kg.publish import site
from kg.publish.options import SiteOptions
from kg.publish.page import Page
from kg.publish.quality import make_report
from kg.publish.reader import Reader
from kg.publish.reporting import check_issues_url, to_report_link
from kg.terms import BASE, PREFIXES
from tests.agreement import READINGS, SETTLED, compare, load_reading, measure
from tests.knowledge_fixtures import DATA, TEXTS, copy_tiny, load_tiny

DIGEST = load_tiny().work.text.sha256 if load_tiny().work.text else ""  # type: ignore[union-attr]
MEASURED = """pointers: {{text: {text}, given: {given}, resolved: {given}}}
readings:
  - {{kind: "numbers", first: 4, second: 3, both: 2}}
"""


def write_measured(folder: Path, given: int, text: str = DIGEST) -> None:
    (folder / "quality.yaml").write_text(MEASURED.format(given=given, text=text), encoding="utf-8")


def told_of(folder: Path, texts: Path | None = TEXTS) -> list[str]:
    return [
        problem.message for problem in find_all_problems(folder.parent, texts) if "quality" in problem.where
    ]


def count_pointers(folder: Path) -> int:
    """Find out by being told the number, so that the test does not count by the code under test alone."""
    write_measured(folder, 1)
    (message,) = told_of(folder)
    return int(re.findall(r"the records have (\d+)", message)[0])


def test_the_settled_figures_are_what_the_readings_give() -> None:
    """The agreement that the site tells is measured again from both readings; none is missing or invented."""
    quality = load_quality(SETTLED)
    assert quality is not None
    assert list(quality.readings) == compare(load_reading(READINGS / "a"), load_reading(READINGS / "b"))
    shares = {row.kind: row.share for row in quality.readings}
    assert shares["discrepancies"] < shares["citations"] == 1.0


def test_the_settled_pointers_are_what_the_text_gives(shared: Path) -> None:
    """Measured anew on the paper's text, the whole file comes out the same."""
    assert measure(shared) == (SETTLED / "quality.yaml").read_text(encoding="utf-8")


def test_the_share_is_of_all_that_either_found() -> None:
    """Two of five different facts are 40 %; where nothing was to be found, the readers agree."""
    assert Agreement(kind="x", first=4, second=3, both=2).share == pytest.approx(0.4)
    assert Agreement(kind="x", first=0, second=0, both=0).share == 1.0


def test_figures_that_no_longer_hold_are_warned_of(tmp_path: Path) -> None:
    """Other records, another text, or pointers that lead elsewhere make the check say: write it again."""
    folder = copy_tiny(tmp_path)
    given = count_pointers(folder)
    assert given > 10
    write_measured(folder, given)
    assert told_of(folder) == told_of(folder, None) == []
    write_measured(folder, given, "0" * 64)
    assert "another text" in told_of(folder, None)[0]
    (folder / "quality.yaml").write_text(
        f"pointers: {{text: {DIGEST}, given: {given}, resolved: {given - 1}}}\n", encoding="utf-8"
    )
    assert "other pointers resolve" in told_of(folder)[0]
    assert told_of(folder, None) == []


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("[]\n", ":1", "is a list"),
        ("pointers: 3\n", ":1", "pointers"),
        ("readings:\n  - {kind: x, first: -1, second: 1, both: 0}\n", ":2", "first"),
        ("reading: []\n", ":1", "reading"),
        ("a: [\n", ":2", "not YAML"),
    ],
)
def test_a_file_with_something_else_is_an_error_with_its_line(
    tmp_path: Path, content: str, line: str, told: str
) -> None:
    """It is told by the check, and the site is refused as over any other mistake."""
    folder = copy_tiny(tmp_path)
    (folder / "quality.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_quality(folder)
    assert told in caught.value.message
    where = f"papers/tiny-2024/quality.yaml{line}"
    assert caught.value.where == where
    assert where in [problem.where for problem in find_all_problems(folder.parent)]
    report = site.build_site(SiteOptions(folder.parent, tmp_path / "public", tmp_path / "build"))
    assert report.failed
    assert not (tmp_path / "public").exists()


def test_a_paper_without_figures_has_none(tmp_path: Path) -> None:
    """The file is no knowledge file and need not be there."""
    folder = copy_tiny(tmp_path)
    assert load_quality(folder) is None
    assert told_of(folder) == []


def make_store(lines: str) -> ox.Store:
    store = ox.Store()
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    store.load(f"{prefixes}@base <{BASE}> .\n<graph/x> {{ {lines} }}".encode(), format=ox.RdfFormat.TRIG)
    return store


RECORDS = """
<claim/x/1> a al:Claim ; al:evidence <evidence/x/1> ; al:origin alv:second-hand ; al:mode alv:measured .
<claim/x/2> a al:Claim ; al:evidence <evidence/x/2> ; al:origin alv:first-hand ; al:mode alv:stated .
<claim/x/3> a al:Claim ; al:origin alv:own-view ; al:mode alv:stated .
<claim/x/4> a al:Claim ; al:evidence <evidence/x/2> ; al:origin alv:own-view ; al:mode alv:aim .
<evidence/x/1> a al:Evidence . <evidence/x/2> a al:Evidence .
<work/a> a al:Work ; al:doiStatus alv:verified . <work/b> a al:Work ; al:doiStatus alv:probable .
<decision/x/1> a al:ReadingDecision ; al:status alv:open . <decision/x/2> a al:ReadingDecision .
"""


def test_shares_are_counted_in_the_graph() -> None:
    """Each figure is the number of records that have what is asked, of all of their kind."""
    report = make_report(Reader(make_store(RECORDS)), {})
    told = {share.name: (share.part, share.whole) for share in report.shares}
    assert told == {
        "claims-with-passage": (3, 4),
        "claims-with-source": (2, 4),
        "claims-first-hand": (1, 4),
        "claims-with-mode": (2, 4),
        "works-with-doi": (1, 2),
        "works-with-title": (0, 2),
        "decisions-settled": (1, 2),
    }
    assert report.checks is None


def test_pointers_are_told_as_they_were_checked() -> None:
    """With texts in the graph its own passages count, else what was measured."""
    check = PointerCheck(text="ab" * 32, given=9, resolved=8)
    measured = {"a": Quality(pointers=check), "b": Quality(pointers=check)}
    (share,) = (
        one for one in make_report(Reader(make_store(RECORDS)), measured).shares if one.name == "pointers"
    )
    assert (share.part, share.whole) == (16, 18)
    assert "abababababab" in share.how
    quoted = make_store(RECORDS + '<selector/x/1> oa:exact "words" .')
    (share,) = (one for one in make_report(Reader(quoted), measured).shares if one.name == "pointers")
    assert (share.part, share.whole, share.how) == (1, 2, "when this site was made")


def test_what_the_checks_found_is_told() -> None:
    """Errors and warnings are counted, remarks are not."""
    found = [Problem("x", "m", None, severity) for severity in ("warning", "warning", "info")]
    assert make_report(Reader(make_store(RECORDS)), {}, found).checks == (0, 2)


def test_the_about_page_tells_the_figures(tmp_path: Path) -> None:
    """The site of a paper with two readings and its text shows the agreement, the pointers and the checks."""
    folder = copy_tiny(tmp_path)
    write_measured(folder, count_pointers(folder))
    options = SiteOptions(folder.parent, tmp_path / "public", tmp_path / "build", TEXTS)
    assert not site.build_site(options).failed
    page = (tmp_path / "public/about.html").read_text(encoding="utf-8")
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in page.split("<tr>")]
    (numbers,) = (row for row in rows if row and row[0] == "numbers")
    assert numbers[1:5] == ["4", "3", "2", "40 %"]
    (pointers,) = (row for row in rows if row and row[0].startswith("pointers"))
    part, whole = pointers[1].split(" of ")
    assert part == whole
    assert pointers[2] == "100 %"
    assert "found no error" in page


def test_new_figures_make_the_site_anew(tmp_path: Path) -> None:
    """They are no part of the graph, yet the site that tells others is out of date."""
    folder = copy_tiny(tmp_path)
    options = SiteOptions(folder.parent, tmp_path / "public", tmp_path / "build")
    assert site.build_site(options).written
    assert not site.build_site(options).written
    write_measured(folder, 1)
    assert site.build_site(options).written


PAGE = Page(
    "claim/x/1.html",
    "t",
    'Mg & "Li" <suppress> dendrites' + "x" * 100,
    "claim",
    "claim",
    iri=f"{BASE}claim/x/1",
)


@pytest.mark.parametrize(
    ("place", "title", "body"),
    [
        ("https://github.com/lab/kg/issues/new", "title", "body"),
        ("https://git.example/lab/kg/issues/new?template=error.md", "title", "body"),
        ("https://gitlab.example/lab/kg/-/issues/new", "issue[title]", "issue[description]"),
        ("mailto:lab@example.org", "subject", "body"),
    ],
)
def test_a_report_says_which_page_it_is_about(place: str, title: str, body: str) -> None:
    """Title and text are filled in, whatever the heading holds, in the fields that the place has."""
    parts = urlsplit(to_report_link(place, PAGE, "https://lab.example/kg/"))
    told = parse_qs(parts.query)
    assert told[title][0].startswith('Error: Mg & "Li" <suppress> dendrites')
    assert len(told[title][0]) < 100
    assert "Page: https://lab.example/kg/claim/x/1.html" in told[body][0]
    assert f"Thing: {PAGE.iri}" in told[body][0]
    assert ("\r\n" in told[body][0]) == place.startswith("mailto:")


@pytest.mark.parametrize(
    "place",
    [
        "javascript:alert(1)",
        "lab.example",
        "https://",
        "mailto:lab",
        "https://a b/",
        'https://a/"x',
        "http://[a",
    ],
)
def test_what_is_no_place_for_reports_is_refused(place: str) -> None:
    """Nothing else comes into a link, and the command says what to give."""
    with pytest.raises(KgError) as caught:
        check_issues_url(place)
    assert "mailto:" in (caught.value.hint or "")
    with pytest.raises(KgError):
        SiteOptions(Path("papers"), Path("public"), Path("build"), issues_url=place)


def test_every_page_can_be_reported(tmp_path: Path) -> None:
    """With a place for reports each page has the link at its foot, without one none has."""
    for place in ("mailto:lab@example.org", ""):
        folder = tmp_path / (place or "none").replace(":", "-")
        options = SiteOptions(DATA / "papers", folder / "public", folder / "build", issues_url=place)
        assert not site.build_site(options).failed
        pages = list((folder / "public").rglob("*.html"))
        assert len(pages) > 20
        for path in pages:
            foot = path.read_text(encoding="utf-8").partition('<footer class="foot">')[2]
            if foot:  # the picture is a page of its own making
                assert ("mailto:lab@example.org?subject=Error" in unescape(foot)) == bool(place), path
