"""Building: the same bytes each time, nothing half-done, earlier builds out of harm's way."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

from kg.cli.main import cli
from kg.errors import BuildError, KgError, KnowledgeError
from kg.graph import build as build_module
from kg.graph.build import BuildReport, build_graph
from kg.graph.check import find_all_problems
from kg.graph.iris import DERIVED_GRAPH, term
from kg.graph.serialise import to_nquads, to_trig
from kg.graph.stats import count_build
from kg.graph.store import current_store, hold_build_folder
from kg.knowledge.records import FILE_RECORDS
from tests.graph_fixtures import KEY, PAPERS, TEXTS, copy_papers, tiny_quads
from tests.processes import heed_interrupts

FILES = {"graph.nq", "graph.trig", "manifest.json", "CURRENT", "store", ".lock"}


def change(papers: Path) -> None:
    """Change the made-up paper so that its graph is another one."""
    path = papers / KEY / "work.yaml"
    path.write_text(path.read_text().replace("A Made-Up Paper", "Another Made-Up Paper"))


def run_python(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        cwd=Path(__file__).parent.parent,
    )


def test_a_build_is_complete(tmp_path: Path) -> None:
    """Text, readable text, manifest and store are there and agree; nothing else is."""
    out = tmp_path / "build"
    report = build_graph(PAPERS, out)
    assert report.built
    assert report.papers == (KEY,)
    assert {path.name for path in out.iterdir()} == FILES
    store = Store.read_only(str(current_store(out)))
    assert len(store) == report.statements == (out / "graph.nq").read_bytes().count(b"\n")
    trig = set(parse(path=str(out / "graph.trig"), format=RdfFormat.TRIG))
    assert trig == set(parse(path=str(out / "graph.nq"), format=RdfFormat.N_QUADS))
    manifest = json.loads((out / "manifest.json").read_text())
    assert report.store.name == "gen-" + manifest["graph"]["sha256"][:12]
    assert str(tmp_path) not in (out / "manifest.json").read_text()


def test_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    """Neither text nor manifest depends on the order in which Python keeps sets."""
    code = (
        "import sys; from pathlib import Path; from kg.graph.build import build_graph;"
        "build_graph(Path(sys.argv[1]), Path(sys.argv[2]), texts=Path(sys.argv[3]), quotes='full')"
    )
    for seed in ("1", "4242"):
        done = run_python(code, str(PAPERS), str(tmp_path / seed), str(TEXTS), PYTHONHASHSEED=seed)
        assert done.returncode == 0, done.stderr
    for name in ("graph.nq", "graph.trig", "manifest.json", "CURRENT"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "4242" / name).read_bytes(), name


def test_lines_are_sorted_and_unique(tmp_path: Path) -> None:
    """Canonical N-Quads: each line once, in order of code points."""
    lines = to_nquads([*tiny_quads(), *tiny_quads()]).decode().splitlines()
    assert lines == sorted(set(lines))


def test_text_with_blank_nodes_is_refused() -> None:
    """A node without address cannot be written canonically."""
    from pyoxigraph import BlankNode

    with pytest.raises(BuildError, match="without address"):
        to_nquads([Quad(BlankNode("b"), term("rdfs:label"), Literal("x"), DERIVED_GRAPH)])


def test_the_readable_text_puts_type_and_label_first() -> None:
    """Each block of the TriG begins with the class and goes on with the name."""
    block = to_trig(tiny_quads()).decode().split("claim/tiny-2024/mg-price> a ")[1].split(" ;\n")
    assert block[0].startswith("al:")
    assert "rdfs:label" in block[1]


def test_nothing_is_done_when_nothing_has_changed(tmp_path: Path) -> None:
    """The second build keeps the first one; --force and a changed file do not."""
    papers, out = copy_papers(tmp_path), tmp_path / "build"
    first = build_graph(papers, out)
    again = build_graph(papers, out)
    assert (again.built, again.store, again.statements) == (False, first.store, first.statements)
    assert build_graph(papers, out, force=True).built
    change(papers)
    assert build_graph(papers, out).store != first.store


@pytest.mark.parametrize("lost", ["graph.nq", "graph.trig", "manifest.json", "CURRENT"])
def test_a_damaged_build_is_not_kept(tmp_path: Path, lost: str) -> None:
    """When a part of the build is gone, it is built anew although no input has changed."""
    build_graph(PAPERS, tmp_path)
    (tmp_path / lost).unlink()
    assert build_graph(PAPERS, tmp_path).built
    assert (tmp_path / lost).is_file()


def test_a_name_that_is_no_text_is_no_graph(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 in CURRENT are told by readers and mended by the next build."""
    build_graph(PAPERS, tmp_path)
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe")
    with pytest.raises(KgError, match="not complete"):
        current_store(tmp_path)
    assert build_graph(PAPERS, tmp_path).built


@pytest.mark.parametrize("command", [("stats",), ("show", "Mg"), ("query", "prices")])
def test_damage_in_the_middle_of_the_store_is_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    """A store that opens but cannot be read to its end gives a message that tells what mends it."""
    report = build_graph(PAPERS, tmp_path)
    for path in report.store.glob("*.sst"):
        content = bytearray(path.read_bytes())
        content[200:208] = b"XXXXXXXX"
        path.write_bytes(content)
    result = CliRunner().invoke(cli, [*command, "-b", str(tmp_path)])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "kg build --force" in result.stderr
    build_graph(PAPERS, tmp_path, force=True)
    assert CliRunner().invoke(cli, [*command, "-b", str(tmp_path)]).exit_code == 0


def test_a_manifest_that_is_none_is_ignored(tmp_path: Path) -> None:
    """Nonsense in the manifest leads to a new build and no crash."""
    build_graph(PAPERS, tmp_path)
    for nonsense in ("[]", "{", '{"graph": 3}', "null"):
        (tmp_path / "manifest.json").write_text(nonsense)
        assert build_graph(PAPERS, tmp_path).built


def test_a_store_that_is_not_whole_is_replaced(tmp_path: Path) -> None:
    """A generation whose files are gone is written again."""
    store = build_graph(PAPERS, tmp_path).store
    largest = max(store.glob("*.sst"), key=lambda path: path.stat().st_size)
    content = largest.read_bytes()
    middle = len(content) // 3
    largest.write_bytes(content[:middle] + bytes(64) + content[middle + 64 :])
    report = build_graph(PAPERS, tmp_path, force=True)
    assert sum(1 for _ in Store.read_only(str(report.store))) == report.statements
    for path in store.glob("*.sst"):
        path.unlink()
    report = build_graph(PAPERS, tmp_path, force=True)
    assert sum(1 for _ in Store.read_only(str(report.store))) == report.statements


def test_only_the_previous_store_is_kept_beside_the_present_one(tmp_path: Path) -> None:
    """After three different builds two stores are left, and a reader of the second one goes on."""
    papers, out = copy_papers(tmp_path), tmp_path / "build"
    stores = []
    for title in ("One", "Two", "Three"):
        path = papers / KEY / "work.yaml"
        path.write_text(path.read_text().replace("title: ", f"title: {title} ", 1))
        stores.append(build_graph(papers, out).store)
    assert {path.name for path in (out / "store").iterdir()} == {stores[1].name, stores[2].name}
    assert current_store(out) == stores[2]


def test_broken_papers_leave_the_earlier_build(tmp_path: Path) -> None:
    """Every problem is told, one per line with its place, and the graph stays as it was."""
    papers, out = copy_papers(tmp_path), tmp_path / "build"
    build_graph(papers, out)
    before = {name: (out / name).read_bytes() for name in ("graph.nq", "manifest.json", "CURRENT")}
    claims = papers / KEY / "claims.yaml"
    claims.write_text(
        claims.read_text().replace('"> 90 %"', "some").replace("quantity: price", "quantity: prize")
    )
    with pytest.raises(KnowledgeError) as caught:
        build_graph(papers, out)
    assert len(caught.value.problems) == 2
    done = CliRunner().invoke(cli, ["build", "--papers", str(papers), "-o", str(out)])
    assert done.exit_code == 1
    assert len([line for line in done.stderr.splitlines() if "claims.yaml:" in line]) == 2
    assert {name: (out / name).read_bytes() for name in before} == before
    assert {path.name for path in out.iterdir()} == FILES


def test_an_empty_folder_is_one_line(tmp_path: Path) -> None:
    """Without a paper there is no graph, and the message says what a paper is."""
    (tmp_path / "papers").mkdir()
    done = CliRunner().invoke(cli, ["build", "--papers", str(tmp_path / "papers"), "-o", str(tmp_path / "b")])
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "holds no paper" in done.stderr
    assert not (tmp_path / "b").exists()


def test_an_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    """A build folder below a file cannot be made, and the message says where."""
    (tmp_path / "file").write_text("x")
    done = CliRunner().invoke(cli, ["build", "--papers", str(PAPERS), "-o", str(tmp_path / "file" / "build")])
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert str(tmp_path / "file") in done.stderr


def test_an_unknown_paper_is_named(tmp_path: Path) -> None:
    """The message lists the papers that are there."""
    with pytest.raises(BuildError, match="no paper 'jun-1066'") as caught:
        build_graph(PAPERS, tmp_path, papers=["jun-1066"])
    assert caught.value.hint == f"there are {KEY}"


def test_quotes_need_texts(tmp_path: Path) -> None:
    """Quotes without texts are refused before anything is read, and a changed text is refused too."""
    with pytest.raises(BuildError, match="quotes need"):
        build_graph(PAPERS, tmp_path / "b", quotes="full")
    texts = tmp_path / "texts"
    (texts / KEY).mkdir(parents=True)
    (texts / KEY / "paper.md").write_text("another text")
    with pytest.raises(KgError, match="another text"):
        build_graph(PAPERS, tmp_path / "b", texts=texts, quotes="full")


def test_two_builds_do_not_meet(tmp_path: Path) -> None:
    """While one process builds, another one is told so."""
    build_graph(PAPERS, tmp_path)
    with hold_build_folder(tmp_path), pytest.raises(BuildError, match="another build"):
        build_graph(PAPERS, tmp_path, force=True)
    assert build_graph(PAPERS, tmp_path, force=True).built


def test_what_an_earlier_build_left_is_cleared(tmp_path: Path) -> None:
    """Half-written files of a build that was killed are gone after the next one."""
    (tmp_path / ".new" / "gen-0").mkdir(parents=True)
    (tmp_path / ".new" / "bulk-1.sst").write_bytes(b"x" * 10)
    build_graph(PAPERS, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES


@pytest.mark.parametrize("step", ["write_store", "to_trig", "set_current", "prune_stores"])
def test_a_fault_at_any_step_leaves_a_readable_graph(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever step fails, `CURRENT` names a whole store, no litter stays, the next build goes through."""
    papers, out = copy_papers(tmp_path), tmp_path / "build"
    first = build_graph(papers, out)
    change(papers)

    def fail(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(build_module, step, fail)
        with pytest.raises(KeyboardInterrupt):
            build_graph(papers, out)
    assert {path.name for path in out.iterdir()} == FILES
    kept = current_store(out)
    assert (kept == first.store) == (step != "prune_stores")
    assert len(Store.read_only(str(kept))) == first.statements
    report = build_graph(papers, out)
    assert report.store == current_store(out) != first.store


KILLED = """
import sys, time
from pathlib import Path
from kg.graph import build, store
def stop(*arguments):
    print("here", flush=True)
    time.sleep(60)
build.{step} = stop
build.build_graph(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("step", ["to_trig", "set_current"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_build_leaves_the_earlier_one(tmp_path: Path, step: str, how: signal.Signals) -> None:
    """A process that dies in the middle takes nothing with it, and the next build clears up behind it."""
    papers, out = copy_papers(tmp_path), tmp_path / "build"
    first = build_graph(papers, out)
    change(papers)
    arguments = [sys.executable, "-c", KILLED.format(step=step), str(papers), str(out)]
    with subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parent.parent,
        preexec_fn=heed_interrupts,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        process.send_signal(how)
        process.wait(30)
    assert current_store(out) == first.store
    assert len(Store.read_only(str(first.store))) == first.statements
    assert build_graph(papers, out).built
    assert {path.name for path in out.iterdir()} == FILES


@pytest.mark.parametrize("content", ["", "gen-none", "../../etc", "gen-0/../.."])
def test_a_strange_current_is_no_store(tmp_path: Path, content: str) -> None:
    """`CURRENT` leads to a store of this folder or nowhere."""
    build_graph(PAPERS, tmp_path)
    (tmp_path / "CURRENT").write_text(content)
    with pytest.raises(KgError, match="not complete"):
        current_store(tmp_path)


def test_counts_of_the_made_up_paper(tmp_path: Path) -> None:
    """The counts are those of the files."""
    report = build_graph(PAPERS, tmp_path)
    counts = dict(count_build(tmp_path))
    assert (counts["works"], counts["references"], counts["systems"], counts["discrepancies"]) == (4, 3, 2, 1)
    assert counts["mechanism claims"] == 3
    assert counts["performance claims"] + counts["design claims"] == 17
    assert counts["second-hand claims"] + counts["own-view claims"] == counts["claims"] == 20
    assert counts["triples"] <= report.statements


def test_stats_command(tmp_path: Path) -> None:
    """A line per kind; without a build one line that says what to run."""
    build_graph(PAPERS, tmp_path / "b")
    done = CliRunner().invoke(cli, ["stats", "-b", str(tmp_path / "b")])
    assert done.exit_code == 0
    assert any(line.split() == ["works", "4"] for line in done.stdout.splitlines())
    missing = CliRunner().invoke(cli, ["stats", "-b", str(tmp_path / "none")])
    assert missing.exit_code == 1
    assert "kg build" in missing.stderr


def test_build_command_reports_on_stderr(tmp_path: Path) -> None:
    """Nothing goes to stdout, and a second call says that nothing has changed."""
    arguments = ["build", KEY, "--papers", str(PAPERS), "-o", str(tmp_path / "b")]
    first, second = (CliRunner().invoke(cli, arguments) for _ in range(2))
    assert (first.exit_code, first.stdout) == (0, "")
    assert "built in" in first.stderr
    assert "unchanged" in second.stderr


def test_check_command(tmp_path: Path) -> None:
    """A sound paper ends with 0, an error with 3; the JSON has the fields of a problem."""
    sound = ["check", "--papers", str(PAPERS), "--texts", str(TEXTS)]
    assert CliRunner().invoke(cli, sound).exit_code == 0
    papers = copy_papers(tmp_path)
    claims = papers / KEY / "claims.yaml"
    claims.write_text(claims.read_text().replace('from: "A ton of invented"', 'from: "A ton of nothing"'))
    broken = ["check", "--papers", str(papers), "--texts", str(TEXTS), "--format"]
    table = CliRunner().invoke(cli, [*broken, "table"])
    assert table.exit_code == 3
    assert "claims.yaml:" in table.stdout
    listed = json.loads(CliRunner().invoke(cli, [*broken, "json"]).stdout)
    errors = [problem for problem in listed if problem["severity"] == "error"]
    assert len(errors) == 1
    assert set(errors[0]) == {"where", "message", "hint", "severity"}


def test_pointers_are_looked_up_although_a_record_is_wrong(tmp_path: Path) -> None:
    """Names that are unknown and words that do not stand in the text are told at once."""
    papers = copy_papers(tmp_path)
    claims = papers / KEY / "claims.yaml"
    text = claims.read_text().replace('from: "A ton of invented"', 'from: "A ton of nothing"')
    claims.write_text(text.replace("about: Mg\n", "about: Mgg\n"))
    told = [problem.message for problem in find_all_problems(papers, TEXTS) if problem.severity == "error"]
    assert any("'Mgg'" in message for message in told)
    assert any("'A ton of nothing' does not stand in" in message for message in told)


def test_a_text_that_is_not_at_hand_is_an_error_only_when_none_is(tmp_path: Path) -> None:
    """Who has the text of one paper can check that one; a wrong folder is noticed."""
    papers = copy_papers(tmp_path)
    other = papers / "other-2024"
    other.mkdir()
    for name in FILE_RECORDS:
        (other / f"{name}.yaml").write_text("")
    (other / "work.yaml").write_text(
        "key: other-2024\ntype: preprint\ntitle: Other\nyear: 2024\nauthors: [{name: Ada Other}]\n"
        f"text: {{file: other-2024/paper.md, sha256: '{'0' * 64}'}}\n"
    )

    def missing(texts: Path) -> list[str]:
        found = find_all_problems(papers, texts)
        return [problem.severity for problem in found if problem.message.startswith("there is no text")]

    assert missing(TEXTS) == ["warning"]
    assert missing(tmp_path) == ["error", "error"]


@pytest.mark.parametrize("text", ["", f"text: {{file: other-2024/paper.md, sha256: {'0' * 64}}}\n"])
def test_a_paper_without_text_is_built_beside_one_with_quotes(text: str, tmp_path: Path) -> None:
    """Whole sentences are put in for the papers whose text is at hand, named or not."""
    papers = copy_papers(tmp_path)
    other = papers / "other-2024"
    other.mkdir()
    for name in FILE_RECORDS:
        (other / f"{name}.yaml").write_text("")
    (other / "work.yaml").write_text(
        "key: other-2024\ntype: preprint\ntitle: Other\nyear: 2024\nauthors: [{name: Ada Other}]\n" + text
    )
    report = build_graph(papers, tmp_path / "build", texts=TEXTS, quotes="full")
    assert report.papers == ("other-2024", KEY)


def test_a_text_that_comes_later_is_put_in(tmp_path: Path) -> None:
    """A build with sentences is out of date when another text is at hand, and up to date when none is."""
    texts = tmp_path / "texts"
    shutil.copytree(TEXTS, texts)
    out = tmp_path / "build"
    assert build_graph(PAPERS, out, texts=texts, quotes="full").built
    assert not build_graph(PAPERS, out, texts=texts, quotes="full").built
    (texts / "another.md").write_text("another paper")
    assert build_graph(PAPERS, out, texts=texts, quotes="full").built


def test_strict_check_fails_on_warnings(tmp_path: Path) -> None:
    """A value outside what is plausible passes an ordinary check and fails a strict one."""
    papers = copy_papers(tmp_path)
    claims = papers / KEY / "claims.yaml"
    claims.write_text(claims.read_text().replace('"2000 USD t-1"', '"2e12 USD t-1"'))
    ordinary = CliRunner().invoke(cli, ["check", "--papers", str(papers)])
    assert ordinary.exit_code == 0
    assert "plausible" in ordinary.stdout
    assert CliRunner().invoke(cli, ["check", "--papers", str(papers), "--strict"]).exit_code == 3


def test_checking_broken_files_lists_all_problems(tmp_path: Path) -> None:
    """Records that cannot be read are told as problems, not as a crash."""
    papers = copy_papers(tmp_path)
    (papers / KEY / "claims.yaml").write_text("- {key: x}\n")
    done = CliRunner().invoke(cli, ["check", "--papers", str(papers)])
    assert done.exit_code == 3
    assert len([line for line in done.stdout.splitlines() if "claims.yaml:1" in line]) > 3


def test_a_small_paper_is_built_fast(tmp_path: Path) -> None:
    """The made-up paper takes well under the few seconds that a real one may take."""
    started = time.process_time()
    report = build_graph(PAPERS, tmp_path)
    assert isinstance(report, BuildReport)
    assert time.process_time() - started < 5
