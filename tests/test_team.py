"""Pages of things made by several processes: the same site, and the same refusals."""

from dataclasses import replace
from pathlib import Path

import pytest

from kg.cli.options import MOST_JOBS
from kg.cli.site import site as command
from kg.engines.local import find_generation, open_generation
from kg.errors import KgError
from kg.publish import writing
from kg.publish.desk import SiteFacts
from kg.publish.digests import Digester, DigestSet
from kg.publish.inspect import Inspector
from kg.publish.options import SiteOptions
from kg.publish.output import MANIFEST
from kg.publish.placing import Placer
from kg.publish.reader import Span
from kg.publish.render import POLICIES
from kg.publish.team import Team, Workplace
from kg.publish.writing import write_site
from tests.small_graph import make_build

_STATE = "0" * 64


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> SiteOptions:
    """Options of a site that one process has made of the small graph."""
    folder = tmp_path_factory.mktemp("team")
    made = SiteOptions(folder / "papers", folder / "one", make_build(folder))
    write(made)
    return made


@pytest.fixture(autouse=True)
def small_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small graph be work for several, in many parts."""
    monkeypatch.setattr(writing, "_FOR_TEAM", 0)
    monkeypatch.setattr(writing, "_THINGS_A_SPAN", 7)


def write(options: SiteOptions) -> str:
    generation = find_generation(options.build_path)
    return write_site(open_generation(generation), "0" * 12, _STATE, options, generation=generation)


def read_all(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("held", [10**9, 0])
def test_two_processes_make_the_site_that_one_makes(
    monkeypatch: pytest.MonkeyPatch, options: SiteOptions, held: int
) -> None:
    """Every file has the same bytes, the list of files too; made once more, nothing is written.

    Questions are asked by the first process where it holds the graph in memory, else by another.
    """
    monkeypatch.setattr(writing, "_IN_MEMORY", held)
    both = replace(options, output_path=options.output_path.with_name("two"), jobs=2)
    write(both)
    assert read_all(both.output_path) == read_all(options.output_path)
    assert " 0 files written" in (again := write(both))
    assert again.endswith(" 0 deleted")


def test_what_a_process_is_refused_stops_the_site(options: SiteOptions) -> None:
    """A file of somebody else in the way of a page is told as by one process; the old site stays."""
    strange = replace(options, output_path=options.output_path.with_name("strange"))
    write(strange)
    page, manifest = strange.output_path / "material" / "mg.html", strange.output_path / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace("material/mg.html\n", ""), encoding="utf-8")
    page.write_text("mine", encoding="utf-8")
    before = read_all(strange.output_path)
    with pytest.raises(KgError, match="not of this program"):
        write(replace(strange, jobs=2))
    assert read_all(strange.output_path) == before


@pytest.mark.parametrize(("processors", "jobs"), [(None, 1), (1, 1), (2, 2), (500, MOST_JOBS)])
def test_there_are_as_many_processes_as_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, jobs: int
) -> None:
    """On a machine of very many the command works too, and leaves it its memory."""
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    context = command.make_context("site", [])
    assert context.params["jobs"] == jobs


def test_a_process_that_cannot_begin_is_one_line(tmp_path: Path) -> None:
    """Where no process comes up, the error says what to try."""
    digest = Digester()
    placer = Placer(tmp_path, tmp_path, DigestSet(()), digest, force=False, empty=True)
    nowhere = tmp_path / "nowhere"
    facts = SiteFacts("", "0" * 12, "", 0, False, frozenset())
    with Team(Workplace(nowhere, nowhere, placer, digest, facts, {}), 1) as team:
        things = team.begin([Span("al:Material", "a", "b")])
        with pytest.raises(KgError, match="--jobs 1"):
            list(things)


def test_findings_of_several_inspectors_are_judged_together() -> None:
    """A link on a page that one saw to a page that another saw is good; a title of both is not."""
    policy = POLICIES[""].replace("'", "&#39;")

    def page(title: str, body: str) -> str:
        head = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>{title}</title>'
        return f"<!DOCTYPE html><html><head>{head}</head><body><h1>x</h1>{body}</body></html>"

    digest = Digester()
    first, second = (Inspector(frozenset(POLICIES.values()), digest) for _ in range(2))
    linking = page("a", '<a href="b.html#there">b</a>')
    first.add_page("a.html", linking)
    second.add_page("b.html", page("b", '<p id="there">x</p>'))
    assert first.find_breaches([("a.html", linking)])
    first.absorb(second.take())
    assert not first.find_breaches([])
    second.add_page("c.html", page("a", ""))
    second.add_page("d.html", page("d", "<p>"))
    first.absorb(second.take())
    found = first.find_breaches([])
    assert any("share their title" in breach for breach in found)
    assert any("d.html: <p> is not closed" in breach for breach in found)
    assert not second.find_breaches([])


def test_digests_with_one_key_are_the_same_everywhere() -> None:
    """Two runs differ, processes of one run do not, and a set finds what it holds."""
    one = Digester()
    assert one("a/b.html") != Digester()("a/b.html")
    assert one("a/b.html") == Digester(one.key)("a/b.html")
    held = DigestSet(map(one, ("a", "b", "b", "\ud800")))
    assert len(held) == 3
    assert one("\ud800") in held
    assert one("c") not in held
    assert one("a") not in DigestSet(())
