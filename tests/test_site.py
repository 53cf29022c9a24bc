"""The site: gathered, checked, put in place once, the same bytes every time."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from kg.draw.sentences import to_heading, to_passage_text
from kg.engines.engine import Rows
from kg.errors import KgError, KnowledgeError, Problem
from kg.publish import answers, inputs, site, writing
from kg.publish.inspect import Inspector
from kg.publish.kinds import to_stem
from kg.publish.not_found import NOT_FOUND
from kg.publish.options import SiteOptions, keep_settings
from kg.publish.output import OutputFolder, read_state
from kg.publish.render import LONGEST_NAME, POLICIES, clip
from kg.publish.writing import write_site
from kg.terms import BASE, expand
from tests.picture_graphs import HOSTILE, load_hostile, load_small

DATA = Path(__file__).parent / "data"
STATE = "0" * 64


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the made-up paper with its text, by the whole chain."""
    return publish(tmp_path_factory.mktemp("tiny"), DATA / "papers", DATA / "texts")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a graph with markup in every field."""
    return write(load_hostile(), tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SiteOptions:
    """Options of a site whose graph is already built and whose checks find nothing."""
    generation = tmp_path / "build" / "store" / "gen-0123456789ab"
    monkeypatch.setattr(site, "build_graph", lambda *_, **__: None)
    monkeypatch.setattr(site, "find_generation", lambda _: generation)
    monkeypatch.setattr(site, "open_generation", lambda _: load_small())
    monkeypatch.setattr(site, "find_all_problems", lambda *_: ())
    monkeypatch.setattr(answers, "load_catalogue", list)
    return SiteOptions(tmp_path / "papers", tmp_path / "public", tmp_path / "build")


def publish(folder: Path, papers: Path, texts: Path | None = None) -> Path:
    report = site.build_site(SiteOptions(papers, folder / "public", folder / "build", texts))
    assert not report.failed, report.problems
    return report.page_path.parent


def write(store: ox.Store, folder: Path) -> Path:
    options = SiteOptions(folder / "papers", folder / "public", folder / "build")
    with without_questions():
        write_site(store, "0" * 12, STATE, options)
    return options.output_path


@contextmanager
def without_questions() -> Iterator[None]:
    """The hand-made graphs lack what the questions ask for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "load_catalogue", list)
        yield


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def text_of(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8")


class Links(HTMLParser):
    """Addresses and anchors of a page, read by another parser than the one under test."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "action"} and value is not None:
                self.links.append(value)
            if name == "id" and value:
                self.ids.add(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def iter_pages(folder: Path) -> Iterator[tuple[Path, Links]]:
    """All pages but the picture, which has scripts and a policy of its own; `tests/browser` holds it."""
    for path in sorted(set(folder.rglob("*.html")) - {folder / "picture.html"}):
        yield path, Links(path.read_text(encoding="utf-8"))


def test_every_link_and_anchor_of_the_site_resolves(tiny: Path) -> None:
    """Each relative link leads to a file of the site, each anchor to an element, none leaves the folder."""
    seen = dict(iter_pages(tiny))
    for path, page in seen.items():
        for link in page.links:
            if link.startswith(("https://", "http://")):
                continue
            plain, _, anchor = link.partition("#")
            if path.name == NOT_FOUND:  # its links begin at the top of the host
                plain = plain.removeprefix("/")
            target = (path.parent / unquote(plain)).resolve() if plain else path
            assert target.is_file(), f"{path}: {link}"
            assert target.is_relative_to(tiny)
            if anchor and "=" not in anchor and target in seen:  # else it fills in a form
                assert unquote(anchor) in seen[target].ids, f"{path}: {link}"


def test_every_kind_of_thing_has_a_page_with_turtle_and_json_ld(tiny: Path) -> None:
    """Things lie where their IRI says, and what is beside the page is RDF about them."""
    for stem in (
        "mechanism/lithium-concentration-gradient",
        "material/mg",
        "work/tiny-2024",
        "claim/tiny-2024/mg-powder-example-2022/capacity-retention",
        "system/mg-powder-example-2022",
        "mechanism/scheme",
        "value/measured",
        "ont/Claim",
        "quantity/capacity-retention",
    ):
        assert (tiny / f"{stem}.html").is_file(), stem
        for ending, form in ((".ttl", ox.RdfFormat.TURTLE), (".jsonld", ox.RdfFormat.JSON_LD)):
            triples = list(ox.parse((tiny / f"{stem}{ending}").read_bytes(), form))
            iri = BASE + stem.replace("ont/", "ont#")
            assert any(triple.subject == ox.NamedNode(iri) for triple in triples), stem


def test_turtle_and_json_ld_say_the_same(tiny: Path) -> None:
    """Both files of a claim hold its value, its condition and its passage."""
    stem = "claim/tiny-2024/mg-powder-example-2022/capacity-retention"
    read = [
        {
            (str(quad.subject), str(quad.predicate), str(quad.object))
            for quad in ox.parse((tiny / f"{stem}{ending}").read_bytes(), form)
        }
        for ending, form in ((".ttl", ox.RdfFormat.TURTLE), (".jsonld", ox.RdfFormat.JSON_LD))
    ]
    assert read[0] == read[1]
    predicates = {predicate for _, predicate, _ in read[0]}
    for name in ("qudt:numericValue", "al:place", "al:assertedBy"):
        assert f"<{expand(name)}>" in predicates


def test_a_claim_says_who_whose_how_and_where(tiny: Path) -> None:
    """The page of a number tells value, conditions, sayer, finder, place and publisher's page."""
    page = text_of(tiny, "claim/tiny-2024/mg-powder-example-2022/capacity-retention.html")
    for words in (
        "80 %",
        "500 cycles",
        "Example and Sample 2024",
        "Example and Sample 2022",
        "measured",
        "Table 1",
    ):
        assert words in page, words
    assert 'href="https://doi.org/10.5555/tiny.2024.1' in page


def test_a_mechanism_says_what_is_not_known(tiny: Path) -> None:
    """Second-hand claims are said to be so, with the works that would tell it first-hand."""
    page = text_of(tiny, "mechanism/lithium-concentration-gradient.html")
    assert "What is not known" in page
    assert "No claim is first-hand" in page


def test_what_is_around_a_thing_is_drawn_as_links(tmp_path: Path) -> None:
    """The picture of a mechanism shows what it does; each thing in it leads to its page."""
    page = text_of(write(load_small(), tmp_path), "mechanism/lithium-concentration-gradient.html")
    picture = page.partition('<figure class="around">')[2].partition("</figure>")[0]
    assert 'href="../mechanism/uniform-lithium-distribution.html"' in picture
    assert "<path" in picture
    assert 'class="link stroke-' in picture


def test_what_two_papers_share_has_one_page(tmp_path: Path) -> None:
    """A journal, a person or a work that several papers name is one thing with one page and counted once."""
    papers = Path(shutil.copytree(DATA / "papers", tmp_path / "papers"))
    twin = Path(shutil.copytree(papers / "tiny-2024", papers / "twin-2024"))
    work = (twin / "work.yaml").read_text(encoding="utf-8").replace("tiny-2024", "twin-2024")
    work = work.replace("tiny.2024.1", "twin.2024.1")
    work = work.replace("affiliations: [nowhere-cells]", "affiliations: []")
    (twin / "work.yaml").write_text(work, encoding="utf-8")
    for name in ("systems", "claims", "mechanisms", "decisions", "discrepancies"):
        (twin / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    (twin / "people.yaml").write_text("{organisations: [], people: [], identity: []}\n", encoding="utf-8")
    first = (twin / "citations.yaml").read_text(encoding="utf-8").split("\n- key: ")[0]
    (twin / "citations.yaml").write_text(first + "\n", encoding="utf-8")
    folder = publish(tmp_path, papers)
    listed = text_of(folder, "works.html")
    assert listed.count('href="work/example-2022.html"') == 1
    assert "2 papers have been read" in text_of(folder, "index.html")
    for key in ("tiny", "twin"):
        assert "example-2022" in text_of(folder, f"work/{key}-2024.html")


def test_a_work_known_through_others_says_so(tiny: Path) -> None:
    """The page of a cited work tells that it was not read, and by whom it is told."""
    assert "It has not been read for this graph" in text_of(tiny, "work/example-2022.html")


def test_pages_run_under_a_strict_policy_and_load_nothing_from_elsewhere(tiny: Path) -> None:
    """Every page has the policy; scripts and styles are files of the site; nothing stands inline."""
    for path, _ in iter_pages(tiny):
        text = path.read_text(encoding="utf-8")
        assert "default-src &#39;none&#39;" in text, path
        assert not re.search(
            r'<(?:script|img|iframe|link rel="stylesheet")[^>]*(?:src|href)="https?:', text
        ), path
        assert not re.search(r"\son\w+=|\sstyle=|<style", text), path


def test_the_whole_picture_knows_the_pages_of_what_it_shows(tiny: Path, hostile: Path) -> None:
    """Every thing, work, record and remark in it has its page, by its key or by the list of others."""
    for folder in (tiny, hostile):
        block = text_of(folder, "picture.html").partition('id="picture-data">')[2].partition("</script>")[0]
        data = json.loads(block)
        details = data["details"]
        told = [*data["nodes"], *details["works"], *details["claims"]]
        told += [remark for claim in details["claims"] for remark in claim.get("remarks", ())]
        assert len(told) > 5
        for one in told:
            page = details["pages"].get(one["key"], f"{one['key']}.html")
            assert not page or (folder / page).is_file(), one["key"]
    assert hostile_keys_differ(hostile)


def hostile_keys_differ(folder: Path) -> bool:
    """Whether some page of the hostile graph is not named after its key, so that the list is used."""
    block = text_of(folder, "picture.html").partition('id="picture-data">')[2].partition("</script>")[0]
    return any(json.loads(block)["details"]["pages"].values())


def test_titles_are_unique(tiny: Path) -> None:
    """No two pages have the same title."""
    titles = [
        re.findall(r"<title>(.*?)</title>", text_of(tiny, path.relative_to(tiny).as_posix()), re.DOTALL)[0]
        for path, _ in iter_pages(tiny)
    ]
    assert len(titles) == len(set(titles))


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two sites of one graph do not differ in any file."""
    assert files(write(load_small(), tmp_path / "a")) == files(write(load_small(), tmp_path / "b"))


def test_the_site_does_not_depend_on_the_order_of_sets(tmp_path: Path) -> None:
    """Processes that hash names differently write the same site, questions and pictures included."""
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "kg.cli.main", "site", "--papers", str(DATA / "papers")]
        command += ["-o", str(tmp_path / seed / "public"), "-b", str(tmp_path / seed / "build")]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
    assert files(tmp_path / "1" / "public") == files(tmp_path / "2" / "public")


def test_answers_of_programs_lie_beside_their_pages_as_csv(tiny: Path) -> None:
    """A question that no page can ask anew says so and its answer can be taken away; others are live."""
    linked = 0
    for path in sorted((tiny / "question").glob("*.html")):
        page = path.read_text(encoding="utf-8")
        is_live = 'id="ask-run"' in page
        tables = re.findall(r'href="\.\./(question/[^"]+\.csv)" download', page)
        assert not (is_live and tables), path
        if not is_live:
            assert "answered by a program" in page, path
        for table in tables:
            linked += 1
            lines = (tiny / table).read_text(encoding="utf-8").splitlines()
            assert len(lines) > 1
            assert "," in lines[0]
    assert linked > 5
    assert linked == len(list((tiny / "question").glob("*.csv")))


def test_only_changed_files_are_written_again(tmp_path: Path) -> None:
    """A second run leaves every file alone; a page that is no longer made is deleted."""
    folder = write(load_small(), tmp_path)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}
    store = load_small()
    gone = ox.NamedNode(BASE + "material/mg")
    assert (folder / "material/mg.html").is_file()
    for quad in list(store.quads_for_pattern(gone, None, None)):
        store.remove(quad)
    write(store, tmp_path)
    assert not (folder / "material/mg.html").exists()
    kept = [path for path in before if path.exists() and path.stat().st_mtime_ns == before[path]]
    assert len(kept) > len(before) / 2


def test_the_number_of_the_graph_stands_only_where_it_is_told(tmp_path: Path) -> None:
    """Another graph that says the same of a thing leaves the page of that thing alone."""
    folder = write(load_small(), tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*.html")}
    options = SiteOptions(folder, folder, folder)
    with without_questions():
        write_site(load_small(), "1" * 12, STATE, options)
    changed = {path.name for path, data in before.items() if path.read_bytes() != data}
    assert changed <= {"about.html", "index.html"}


def test_hostile_labels_stay_text(hostile: Path) -> None:
    """Markup in any field is shown, not run, and no page breaks over it."""
    for path, page in iter_pages(hostile):
        text = path.read_text(encoding="utf-8")
        assert "<script>document" not in text, path
        assert "<img" not in text, path
        assert "javascript:" not in text, path
        assert not [link for link in page.links if link.startswith("javascript")]
    words = "".join("".join(page.words) for _, page in iter_pages(hostile))
    assert HOSTILE[0] in words
    assert "\u202eright to left" in words


def test_a_very_long_name_is_cut_where_its_whole_is_one_click_away(tmp_path: Path) -> None:
    """Heading, title, description and links show its beginning; the page of the thing has it in full."""
    store = load_small()
    name = f"long {'history of things ' * 300}".strip()
    assert len(name) > 5000
    (label, *_) = store.quads_for_pattern(
        ox.NamedNode(f"{BASE}material/mg"), ox.NamedNode(expand("rdfs:label")), None, None
    )
    store.remove(label)
    store.add(ox.Quad(label.subject, label.predicate, ox.Literal(name), label.graph_name))
    folder = write(store, tmp_path)
    page = text_of(folder, "material/mg.html")
    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert heading.startswith("long history")
    assert heading.endswith("…")
    assert len(heading) <= LONGEST_NAME + 1
    (whole,) = re.findall(r"<details[^>]*><summary>In full</summary><p[^>]*>(.*?)</p></details>", page)
    assert whole == name
    assert page.index("</title>") - page.index("<title>") < 200
    assert all(len(content) <= 300 for content in re.findall(r'<meta [^>]*content="([^"]*)"', page))
    links = [
        link for path, _ in iter_pages(folder) for link in re.findall(r"<a [^>]*>([^<]*)<", path.read_text())
    ]
    assert max(map(len, links)) <= LONGEST_NAME + len("…")
    assert clip("y" * 5000) == f"{'y' * LONGEST_NAME}…"
    assert clip("short") == "short"


def test_hostile_names_stay_in_the_folder_and_apart(tmp_path: Path) -> None:
    """Names with "../", reserved ones, and those that differ in case only get files of their own."""
    store = ox.Store()
    graph = ox.NamedNode(BASE + "graph/x")
    names = (
        "../../up",
        "..",
        "a/../../b",
        "Mg",
        "mg",
        "MG",
        "con",
        "x.html",
        "x.html/y",
        "x",
        "y" * 5000,
        "%2e%2e/z",
        "ü",
    )
    for name in names:
        iri = ox.NamedNode(f"{BASE}material/{name}")
        store.add(ox.Quad(iri, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("al:Material")), graph))
        store.add(ox.Quad(iri, ox.NamedNode(expand("rdfs:label")), ox.Literal(f"label {name[:2000]}"), graph))
    folder = write(store, tmp_path)
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(folder)]
    assert not outside
    pages = [path for path in folder.rglob("*.html") if path.is_relative_to(folder / "material")]
    assert len(pages) == len(names)
    lowered = [path.as_posix().lower() for path in pages]
    assert len(lowered) == len(set(lowered))
    assert (folder / "material/mg.html").is_file()


def test_stems_follow_the_iri() -> None:
    """Plain keys keep their place; what could leave the folder is replaced."""
    assert to_stem(f"{BASE}claim/a-2024/b-c/d") == "claim/a-2024/b-c/d"
    assert to_stem(f"{BASE}ont#Claim") == "ont/Claim"
    assert ".." not in to_stem(f"{BASE}material/../x").split("/")


def test_foreign_files_are_not_overwritten(tmp_path: Path) -> None:
    """A folder with files of others is refused; with force only the files in the way are replaced."""
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "index.html").write_text("mine", encoding="utf-8")
    (folder / "CNAME").write_text("example.org", encoding="utf-8")
    with pytest.raises(KgError, match="not of this program"):
        write(load_small(), tmp_path)
    assert (folder / "index.html").read_text(encoding="utf-8") == "mine"
    forced = SiteOptions(tmp_path, folder, tmp_path, force=True)
    with without_questions():
        write_site(load_small(), "0" * 12, STATE, forced)
    assert "<!DOCTYPE html>" in text_of(folder, "index.html")
    assert (folder / "CNAME").read_text(encoding="utf-8") == "example.org"


def test_a_file_of_somebody_else_beside_ours_is_kept(tmp_path: Path) -> None:
    """Later runs do not delete or replace what others put into the folder."""
    folder = write(load_small(), tmp_path)
    (folder / "CNAME").write_text("example.org", encoding="utf-8")
    write(load_small(), tmp_path)
    assert (folder / "CNAME").read_text(encoding="utf-8") == "example.org"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """A subfolder that is a link to elsewhere is refused; nothing is written there."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = write(load_small(), tmp_path)
    shutil.rmtree(folder / "material")
    (folder / "material").symlink_to(elsewhere)
    with pytest.raises(KgError, match="leads out"):
        write(load_small(), tmp_path)
    assert not list(elsewhere.iterdir())


def test_paths_that_leave_the_folder_are_refused(tmp_path: Path) -> None:
    """The output folder takes no path with "..", no absolute path."""
    output = OutputFolder(tmp_path / "public")
    for path in ("../x.html", "/etc/x", "a/../../x", "..", ""):
        with pytest.raises(KgError):
            output.add(path, b"x")
    output.drop()
    assert not (tmp_path / "x.html").exists()


def fill(path: Path, names: list[str], *, force: bool = False, settings: str = "") -> None:
    output = OutputFolder(path, force=force, settings=settings)
    try:
        for name in names:
            output.add(name, name.encode())
        output.finish(STATE)
    except KgError:
        output.drop()
        raise


@pytest.mark.parametrize(
    ("typed", "quoted"), [("Mg", '"Mg"'), ("Li$x$", "'Li$x$'"), ("it's `so`", "'it'\\''s `so`'")]
)
def test_a_command_to_copy_is_taken_by_a_shell_as_it_is(typed: str, quoted: str) -> None:
    """No sign of a name is acted on."""
    assert answers._quote(typed) == quoted
    assert shlex.split(quoted) == [typed]


def test_answers_as_csv_hold_no_formulas() -> None:
    """What a spreadsheet would take for a formula is text there; numbers stay numbers."""
    row = (ox.Literal("=1+1"), ox.Literal("-5"), ox.NamedNode("https://a/"), None)
    data = answers._to_csv(Rows(("a", "b", "c", "d"), (row,)))
    assert data.decode().splitlines()[1] == "'=1+1,-5,https://a/,"


def test_one_process_makes_a_site_in_a_folder(tmp_path: Path) -> None:
    """Another is refused and harms nothing; when the first is done, or dropped, the folder is free again."""
    first = OutputFolder(tmp_path / "public")
    first.add("index.html", b"first")
    with pytest.raises(KgError, match="another process"):
        OutputFolder(tmp_path / "public", force=True)
    first.finish(STATE)
    assert {path.name for path in (tmp_path / "public").iterdir()} == {".kg-site", "index.html"}
    OutputFolder(tmp_path / "public").drop()
    fill(tmp_path / "public", ["index.html"])
    assert not (tmp_path / "public" / ".kg-site.lock").exists()


def test_what_was_deleted_by_hand_need_not_be_deleted_again(tmp_path: Path) -> None:
    """A folder of an earlier run that is gone stops no later run."""
    fill(tmp_path, ["index.html", "claim/old/a.html", "claim/old/b.html"])
    shutil.rmtree(tmp_path / "claim")
    fill(tmp_path, ["index.html"])
    assert read_state(tmp_path) == STATE
    assert not (tmp_path / "claim").exists()


def test_nothing_is_deleted_behind_a_link(tmp_path: Path) -> None:
    """A folder of an earlier run that became a link to elsewhere keeps what lies there."""
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "public"
    fill(folder, ["index.html", "old/a.html"])
    elsewhere.mkdir()
    (elsewhere / "a.html").write_text("mine", encoding="utf-8")
    shutil.rmtree(folder / "old")
    (folder / "old").symlink_to(elsewhere)
    fill(folder, ["index.html"])
    assert (elsewhere / "a.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("foreign", ["about.html/mine.txt", "claim"])
def test_force_breaks_nothing_off_half_way(tmp_path: Path, foreign: str) -> None:
    """A folder where a file belongs, or the reverse, is told before anything is put in place."""
    fill(tmp_path, ["index.html"])
    (tmp_path / foreign).parent.mkdir(exist_ok=True)
    (tmp_path / foreign).write_text("mine", encoding="utf-8")
    before = files(tmp_path)
    with pytest.raises(KgError, match="in the way"):
        fill(tmp_path, ["index.html", "zz.html", "about.html", "claim/a.html"], force=True)
    assert files(tmp_path) == before


def test_a_site_keeps_how_it_was_made(tmp_path: Path) -> None:
    """`kg serve` makes the site in a folder again as it was, and asks for texts where it shows some."""
    made = SiteOptions(
        tmp_path, tmp_path / "public", tmp_path / "build", base_url="https://lab.example/kg", crate=True
    )
    plain = SiteOptions(tmp_path, tmp_path / "public", tmp_path / "build")
    assert keep_settings(plain) == plain
    fill(made.output_path, ["index.html", "old.html"], settings=made.to_settings())
    fill(made.output_path, ["index.html"], settings=made.to_settings())
    assert keep_settings(plain) == made
    assert str(tmp_path) not in (made.output_path / ".kg-site").read_text(encoding="utf-8")
    with_texts = replace(made, texts_path=tmp_path)
    fill(made.output_path, ["index.html"], settings=with_texts.to_settings())
    assert keep_settings(replace(plain, texts_path=tmp_path)) == with_texts
    with pytest.raises(KgError, match="passages"):
        keep_settings(plain)


def test_a_failing_build_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in the middle changes no file and leaves nothing half-made behind."""
    folder = write(load_small(), tmp_path)
    before = files(folder)

    def fail(*_: object) -> bytes:
        raise KgError("broken")

    monkeypatch.setattr(writing, "to_turtle", fail)
    store = load_small()
    store.add(
        ox.Quad(
            ox.NamedNode(BASE + "material/mg"),
            ox.NamedNode(expand("rdfs:label")),
            ox.Literal("another name"),
            ox.NamedNode(BASE + "graph/x"),
        )
    )
    with pytest.raises(KgError, match="broken"):
        write(store, tmp_path)
    assert files(folder) == before


@pytest.mark.parametrize(
    ("body", "breach"),
    [
        ('<h1>x</h1><a href="gone.html">x</a>', "leads nowhere"),
        ('<h1>x</h1><a href="#gone">x</a>', "#gone"),
        ('<h1>x</h1><a href="../../out.html">x</a>', "leaves the site"),
        ('<h1>x</h1><img src="https://example.org/x.png" alt="">', "elsewhere"),
        ('<h1>x</h1><script src="//example.org/x.js"></script>', "elsewhere"),
        ("<h1>x</h1><script>alert(1)</script>", "in the page itself"),
        ('<h1 style="x">x</h1>', "style"),
        ('<h1 onclick="x">x</h1>', "style"),
        ('<h1>x</h1><a href="javascript:x">x</a>', "javascript"),
        ("<h1>x</h1><p>", "not closed"),
        ("<h1>x</h1></p>", "not closed before </p>"),
        ("<h1>x</h1><h1>y</h1>", "main headings"),
        ('<h1 id="a">x</h1><p id="a">x</p>', "doubled"),
        ("<h1>x</h1> 1 < 2", "outside of any tag"),
        ("<h1 class='a'>x</h1>", "no well-formed tag"),
        ("<h1>x</h1><br", "no well-formed tag"),
        ("<h1>x</h1><svg><path/></svg><b/>", "<b> is not closed"),
    ],
)
def test_breaches_are_found(body: str, breach: str) -> None:
    """Each rule of the site is held: a page that breaks one is named with what is wrong."""
    policy = POLICIES[""].replace("'", "&#39;")
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}"><title>x</title>'
    good = f"<!DOCTYPE html><html><head>{head}</head><body><h1>x</h1></body></html>"
    bad = good.replace("<h1>x</h1>", body)
    inspector = Inspector(frozenset(POLICIES.values()))
    inspector.add_page("a/b.html", good)
    assert not inspector.find_breaches([])
    inspector = Inspector(frozenset(POLICIES.values()))
    inspector.add_page("a/b.html", bad)
    assert any(breach in found for found in inspector.find_breaches([("a/b.html", bad)]))


def test_shared_titles_and_missing_policies_are_breaches() -> None:
    """Two pages with one title are told, and a page without policy."""
    page = "<!DOCTYPE html><html><head><title>x</title></head><body><h1>x</h1></body></html>"
    inspector = Inspector(frozenset(POLICIES.values()))
    inspector.add_page("a.html", page)
    inspector.add_page("b.html", page)
    found = inspector.find_breaches([])
    assert any("share their title" in breach for breach in found)
    assert any("no content security policy" in breach for breach in found)


def test_a_second_run_does_nothing(options: SiteOptions) -> None:
    """With unchanged inputs the site is left alone."""
    first = site.build_site(options)
    second = site.build_site(options)
    assert (first.written, second.written) == (True, False)
    assert read_state(options.output_path)
    assert not (options.output_path / ".kg-site.new").exists()


@pytest.mark.parametrize("harm", ["a page is gone", "a page is cut", "a page is changed", "forced"])
def test_a_damaged_site_is_not_up_to_date(options: SiteOptions, harm: str) -> None:
    """Files that somebody deleted, cut or changed come back as they were; others are not written again."""
    site.build_site(options)
    page = options.output_path / "material" / "mg.html"
    made = page.read_bytes()
    others = {path: path.stat().st_mtime_ns for path in options.output_path.iterdir()}
    if harm == "a page is gone":
        page.unlink()
    elif harm == "a page is cut":
        page.write_bytes(b"")
    elif harm == "a page is changed":
        page.write_bytes(made.replace(b"<h1", b"<h1 hidden"))
    report = site.build_site(replace(options, force=harm == "forced"))
    assert report.written
    assert page.read_bytes() == made
    unchanged = {path for path, time in others.items() if path.stat().st_mtime_ns == time}
    assert options.output_path / "index.html" in unchanged
    assert not site.build_site(options).written


@pytest.mark.parametrize("changed", ["shapes", "a text", "nothing"])
def test_what_the_checks_depend_on_makes_them_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """A rule that a record now breaches, or a text that no longer fits, is not missed."""
    folders = {name: tmp_path / name for name in ("ontology", "texts")}
    for folder in folders.values():
        folder.mkdir()
    shapes, text = folders["ontology"] / "shapes.ttl", folders["texts"] / "paper.md"
    shapes.write_text("# one", encoding="utf-8")
    text.write_text("one", encoding="utf-8")
    monkeypatch.setattr(inputs, "list_folders", lambda: (folders["ontology"],))
    before = inputs.hash_state(folders["texts"], "0")
    if changed != "nothing":
        (shapes if changed == "shapes" else text).write_text("# two", encoding="utf-8")
    assert (inputs.hash_state(folders["texts"], "0") == before) == (changed == "nothing")


def test_an_error_of_the_checks_leaves_the_old_site(
    options: SiteOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors are reported and nothing is written; warnings do not stop the site."""
    monkeypatch.setattr(site, "find_all_problems", lambda *_: (Problem("papers/x.yaml:1", "wrong"),))
    report = site.build_site(options)
    assert report.failed
    assert not report.page_path.exists()
    monkeypatch.setattr(site, "find_all_problems", lambda *_: (Problem("a:1", "odd", severity="warning"),))
    assert site.build_site(options).written


def test_broken_knowledge_files_are_findings(options: SiteOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the build refuses is listed problem by problem, and nothing is written."""

    def refuse(*_: object, **__: object) -> None:
        raise KnowledgeError("2 problems", problems=[Problem("a:1", "wrong"), Problem("b:2", "worse")])

    monkeypatch.setattr(site, "build_graph", refuse)
    report = site.build_site(options)
    assert report.failed
    assert [problem.where for problem in report.problems] == ["a:1", "b:2"]
    assert not report.page_path.exists()


def test_an_unwritable_place_is_one_line(options: SiteOptions) -> None:
    """A file where the output folder should be is named in a one-line error."""
    options.output_path.write_text("")
    with pytest.raises(KgError) as caught:
        site.build_site(options)
    assert "\n" not in str(caught.value)


def test_an_empty_graph_gives_pages_that_say_so(tmp_path: Path) -> None:
    """Nothing recorded is said in words."""
    folder = write(ox.Store(), tmp_path)
    assert "There is no paper in this graph yet" in text_of(folder, "index.html")
    assert "None is recorded." in text_of(folder, "discrepancies.html")


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
