"""Reading YAML: plain data with lines, and refusal of what knowledge files do not need."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KnowledgeError
from kg.knowledge.yaml_lines import MAX_BYTES, MAX_DEPTH, parse_yaml, read_yaml, to_scalar
from tests.knowledge_fixtures import iter_files


def fails(text: str) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as caught:
        parse_yaml(text, "x.yaml")
    return caught.value


def test_every_node_has_its_line() -> None:
    """Keys, items and nested values are found on the line where they stand."""
    found = parse_yaml("- key: a\n  evidence:\n    - {section: '4',\n       from: b}\n- key: c\n", "x.yaml")
    assert found.data == [{"key": "a", "evidence": [{"section": "4", "from": "b"}]}, {"key": "c"}]
    assert found.lines[0, "key"] == 1
    assert found.lines[0, "evidence"] == 2
    assert found.lines[0, "evidence", 0, "from"] == 4
    assert found.lines[1, "key"] == 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("1.50", Decimal("1.50")),
        ("true", True),
        ("null", None),
        ("", None),
        ("no", "no"),
        ("True", "True"),
        ("013502", "013502"),
        ("1e5", "1e5"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2024-11-28", "2024-11-28"),
        ("~", "~"),
        (".nan", ".nan"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_plain_scalars(text: str, value: object) -> None:
    """Only integers, decimals, true, false and null are more than text; zeros stay where they are."""
    assert to_scalar(text) == value
    assert type(to_scalar(text)) is type(value)


def test_quoted_scalars_are_text() -> None:
    """Quotes keep numbers and words as they are typed."""
    assert parse_yaml("['12', \"true\", 'null']", "x").data == ["12", "true", "null"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: &x 2", 2, "anchors"),
        ("a: 1\nb: *x", 2, "aliases"),
        ("a: !!int 1", 1, "tags"),
        ("a: !!python/object:os.system {}", 1, "tags"),
        ("a: 1\nb: 2\na: 3", 3, "'a' stands twice"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("? [a]\n: 1", 1, "field name"),
        ("a: 1\nb: 'open", 2, "not YAML"),
        ("- a\n- \x07", 2, "control character"),
        ("a:\n\t- b", 2, "not YAML"),
    ],
)
def test_refusals_name_the_line(text: str, line: int, words: str) -> None:
    """What the format leaves out is refused with its line and a hint."""
    error = fails(text)
    assert error.where == f"x.yaml:{line}"
    assert words in error.message
    assert error.hint


def test_deep_nesting_is_refused() -> None:
    """Nesting ends at the limit, long before a stack would."""
    assert "deeper" in fails("[" * (MAX_DEPTH + 1)).message
    assert "deeper" in fails("- " * 100_000).message
    assert parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, "x").data


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """The size is looked at before the content."""
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(KnowledgeError, match="more than the 5 MB"):
        read_yaml(path)


def test_no_utf8_names_the_line(tmp_path: Path) -> None:
    """Latin-1 text is refused where it stops being UTF-8; a byte order mark is dropped."""
    path = tmp_path / "latin.yaml"
    path.write_bytes("- a\n- Höß\n".encode("latin-1"))
    with pytest.raises(KnowledgeError) as caught:
        read_yaml(path, "papers/x/latin.yaml")
    assert caught.value.where == "papers/x/latin.yaml:2"
    path.write_bytes(b"\xef\xbb\xbf- a\n")
    assert read_yaml(path).data == ["a"]


def test_an_empty_text_is_null() -> None:
    """Nothing, or comments alone, is no data."""
    assert parse_yaml("", "x").data is None
    assert parse_yaml("# nothing yet\n", "x").data is None


@pytest.mark.parametrize("path", list(iter_files()), ids=lambda path: path.stem)
def test_structure_agrees_with_pyyaml(path: Path) -> None:
    """Every scalar of the fictional paper is where PyYAML's own base loader puts it."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        if value is None or isinstance(value, bool):
            return {None: "null", True: "true", False: "false"}[value]
        return str(value)

    text = path.read_text(encoding="utf-8")
    assert plain(parse_yaml(text, path.name).data) == yaml.load(text, Loader=yaml.BaseLoader)


@given(st.text(max_size=200))
def test_any_text_gives_data_or_a_knowledge_error(text: str) -> None:
    """No input raises anything else."""
    try:
        found = parse_yaml(text, "x")
    except KnowledgeError as error:
        where = error.where
    else:
        where = "x:1" if found.data is None or () in found.lines else "no line for the root"
    assert str(where).startswith("x:")
