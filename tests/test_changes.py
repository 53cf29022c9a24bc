"""`kg diff`: what changed between two versions of the graph, by thing and property."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.errors import KgError
from kg.graph.changes import Change, count_changes, find_changes
from kg.graph.serialise import to_nquads
from kg.knowledge.records import Paper
from tests.graph_fixtures import tiny, tiny_quads, to_quads, with_first

FIRST = tiny().mechanisms[0]


def write(folder: Path, name: str, *papers: Paper) -> Path:
    path = folder / name
    path.write_bytes(to_nquads(to_quads(*papers) if papers else tiny_quads()))
    return path


def changes(folder: Path, *papers: Paper) -> list[Change]:
    return find_changes(write(folder, "old.nq"), write(folder, "new.nq", *papers))


def test_equal_versions_differ_in_nothing(tmp_path: Path) -> None:
    """The same knowledge gives the same graph, and no change."""
    assert changes(tmp_path, tiny()) == []


def test_a_new_claim_is_told_once(tmp_path: Path) -> None:
    """A claim that came is one change of its kind, its passage and derived links are none."""
    added = FIRST.model_copy(update={"key": "mg-exhibits-gradient-again", "mode": "proposed"})
    found = changes(tmp_path, replace(tiny(), mechanisms=(*tiny().mechanisms, added)))
    assert [(one.what, one.kind, one.property) for one in found] == [("added", "mechanism claim", "")]
    assert found[0].iri.endswith("mg-exhibits-gradient-again")
    assert count_changes(found) == [("mechanism claim", 1, 0, 0)]


def test_a_claim_that_is_gone_is_told_with_its_old_label(tmp_path: Path) -> None:
    """What the new version lacks is named as the old one named it."""
    found = changes(tmp_path, replace(tiny(), mechanisms=tiny().mechanisms[1:]))
    assert [(one.what, one.label) for one in found] == [
        ("removed", "magnesium exhibits lithium-concentration gradient")
    ]


def test_a_changed_property_shows_both_values(tmp_path: Path) -> None:
    """A claim that keeps its key and says another thing has a change per property, with words for both."""
    found = changes(tmp_path, with_first("mechanisms", mode="proposed", relation="suppresses"))
    told = {one.property: (one.before, one.after) for one in found}
    assert {one.what for one in found} == {"changed"}
    assert told["al:mode"] == ("measured", "proposed")
    assert told["al:relation"] == ("exhibits", "suppresses")
    assert told["rdfs:label"][1] == "magnesium suppresses lithium-concentration gradient"
    assert count_changes(found) == [("mechanism claim", 0, 0, 1)]


def test_another_passage_is_told_by_its_first_words(tmp_path: Path) -> None:
    """Two passages of one section have the same label, so their words tell them apart."""
    pointer = FIRST.evidence[0].model_copy(update={"from_words": "Other first words"})
    found = changes(tmp_path, with_first("mechanisms", evidence=(pointer,)))
    assert [one.property for one in found] == ["al:evidence"]
    assert "Other first words" in found[0].after
    assert FIRST.evidence[0].from_words in found[0].before  # type: ignore[operator] # it has some


def test_what_is_no_graph_is_told(tmp_path: Path) -> None:
    """A missing file, text of another kind and unsorted lines are one clear error each."""
    good = write(tmp_path, "good.nq")
    with pytest.raises(KgError, match="there is no graph"):
        find_changes(tmp_path / "missing", good)
    other = tmp_path / "other.nq"
    other.write_text("a\nb\n")
    with pytest.raises(KgError, match="this is no N-Quads"):
        find_changes(other, good)
    other.write_bytes(b"".join(reversed(good.read_bytes().splitlines(keepends=True))))
    with pytest.raises(KgError, match="not in order"):
        find_changes(other, good)


def test_the_command_writes_rows_and_counts(tmp_path: Path) -> None:
    """`kg diff OLD` holds another version against the build folder; the table ends with counts by kind."""
    old = write(tmp_path, "old.nq")
    (tmp_path / "build").mkdir()
    write(tmp_path, "build/graph.nq", with_first("mechanisms", mode="proposed"))
    arguments = ["diff", str(old), "--build", str(tmp_path / "build")]
    table = CliRunner().invoke(cli, arguments)
    assert table.exit_code == 0, table.output
    assert table.output.endswith("mechanism claim: 0 added, 0 removed, 1 changed\n")
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(cli, [*arguments, "-f", "csv"]).output)))
    assert [(row["property"], row["before"], row["after"]) for row in rows] == [
        ("al:mode", "measured", "proposed")
    ]
    same = CliRunner().invoke(cli, ["diff", str(tmp_path / "build"), "--build", str(tmp_path / "build")])
    assert same.output.endswith("nothing has changed\n")
