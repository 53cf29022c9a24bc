"""Remembered answers: the same rows, never those of another question or value, and harmless when damaged."""

import sqlite3
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from benchmarks.generate import build_generated
from benchmarks.works import World
from kg.cli.main import cli
from kg.engines.engine import Rows
from kg.engines.local import LocalEngine, open_engine
from kg.queries import remembered
from kg.queries.answer import AnswerStream
from kg.queries.catalogue import load_catalogue, load_question
from kg.queries.remembered import ANSWERS, Memory, stream_remembered
from kg.queries.run import stream_question
from tests.engines import examples
from tests.small_graph import NEEDS_SECOND, make_store

TERMS = (
    ox.NamedNode("https://example.org/a"),
    ox.Literal("two\tcells\nand \"quotes\" \\ 'more'"),
    ox.Literal("grün", language="de"),
    ox.Literal("5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal(""),
    ox.Literal(True),
    ox.Literal("0.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    None,
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the questions that were asked of a graph and not remembered."""
    names: list[str] = []

    def ask(engine: LocalEngine, question: object, values: object) -> AnswerStream:
        names.append(question.name)  # type: ignore[attr-defined]
        return stream_question(engine, question, values)  # type: ignore[arg-type]

    monkeypatch.setattr(remembered, "_ask", ask)
    return names


def test_terms_come_back_unchanged(tmp_path: Path) -> None:
    """Every kind of term survives, and so does the gap where a row has none."""
    memory = Memory(tmp_path / ANSWERS)
    rows = Rows(tuple(f"c{i}" for i in range(len(TERMS))), (TERMS, TERMS[::-1]))
    memory.keep("key", "SELECT", rows)
    assert memory.find("key") == ("SELECT", rows)
    assert memory.find("other") is None


@pytest.mark.parametrize("rows", [(), ((None,),), ((None,), (TERMS[0],), (None,))])
def test_rows_with_nothing_in_them_come_back(tmp_path: Path, rows: tuple[tuple[None, ...], ...]) -> None:
    """No row, and a row without a value, are two things."""
    memory = Memory(tmp_path / ANSWERS)
    memory.keep("key", "SELECT", Rows(("one",), rows))
    found = memory.find("key")
    assert found is None or found[1].rows == rows


def test_only_a_whole_answer_is_remembered(tmp_path: Path, asked: list[str]) -> None:
    """Rows that nobody took to the end, and very many rows, are asked for again."""
    engine = LocalEngine(make_store(), "small", tmp_path)
    question = load_question("most-cited")
    for _ in range(2):
        next(stream_remembered(engine, question, {}).rows.rows)
    assert asked == ["most-cited"] * 2
    whole = stream_remembered(engine, question, {}).collect()
    assert stream_remembered(engine, question, {}).collect() == whole
    assert asked == ["most-cited"] * 3


def test_an_answer_too_large_to_remember_is_given_whole(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It streams past, and is asked for again."""
    monkeypatch.setattr(remembered, "MAX_ANSWER_BYTES", 100)
    engine = LocalEngine(make_store(), "small", tmp_path)
    question = load_question("most-cited")
    answers = [stream_remembered(engine, question, {}).collect() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(answers[0].rows.rows) > 1
    assert asked == ["most-cited"] * 2


def test_every_question_has_the_same_answer_the_second_time(tmp_path: Path, asked: list[str]) -> None:
    """What is remembered is what was found, down to the last term."""
    engine = LocalEngine(make_store(), "small", tmp_path)
    questions = [q for q in load_catalogue() if q.name not in NEEDS_SECOND]
    for question in questions:
        first = stream_remembered(engine, question, examples(question)).collect()
        again = stream_remembered(engine, question, examples(question)).collect()
        assert again == first
    assert asked == [question.name for question in questions]


def test_other_values_and_fresh_answers_are_asked(tmp_path: Path, asked: list[str]) -> None:
    """The values are part of the key, and `fresh` passes the memory over."""
    engine = LocalEngine(make_store(), "small", tmp_path)
    question = load_question("mechanisms-of-material")
    magnesium = stream_remembered(engine, question, {"material": "Mg"}).collect()
    silver = stream_remembered(engine, question, {"material": "Ag"}).collect()
    assert silver.rows != magnesium.rows
    assert stream_remembered(engine, question, {"material": "Mg"}, fresh=True).collect() == magnesium
    assert len(asked) == 3


def test_a_graph_that_was_never_built_remembers_nothing(asked: list[str]) -> None:
    """A store filled by hand may change."""
    engine = LocalEngine(make_store())
    for _ in range(2):
        stream_remembered(engine, load_question("most-cited"), {}).collect()
    assert len(asked) == 2


def test_other_code_asks_again(tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer of an earlier version is not taken for one of this."""
    engine = LocalEngine(make_store(), "small", tmp_path)
    stream_remembered(engine, load_question("most-cited"), {}).collect()
    monkeypatch.setattr(remembered, "_stamp_code", lambda: "another")
    stream_remembered(engine, load_question("most-cited"), {}).collect()
    assert len(asked) == 2


@pytest.mark.parametrize("damage", ["text", "cut", "turned", "folder", "other tables"])
def test_a_damaged_memory_is_passed_over(tmp_path: Path, damage: str, asked: list[str]) -> None:
    """The graph is asked instead, and the next answer is remembered again where that is possible."""
    engine = LocalEngine(make_store(), "small", tmp_path)
    question = load_question("most-cited")
    first = stream_remembered(engine, question, {}).collect()
    path = tmp_path / ANSWERS
    data = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage == "other tables":
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE answers (something TEXT)")
        other.close()
    else:
        turned = data[:-40] + bytes(byte ^ 255 for byte in data[-40:])
        damaged = {"text": b"no database" * 500, "cut": data[: len(data) // 3], "turned": turned}
        path.write_bytes(damaged[damage])
    assert stream_remembered(engine, question, {}).collect() == first
    assert stream_remembered(engine, question, {}).collect() == first


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, asked: list[str]) -> None:
    """Nothing is remembered, and nothing fails."""
    (tmp_path / "file").write_text("in the way")
    engine = LocalEngine(make_store(), "small", tmp_path / "file" / "below")
    first = stream_remembered(engine, load_question("most-cited"), {}).collect()
    assert stream_remembered(engine, load_question("most-cited"), {}).collect() == first
    assert len(asked) == 2


def test_the_oldest_answers_go_when_there_are_too_many(tmp_path: Path) -> None:
    """The file is bounded."""
    memory = Memory(tmp_path / ANSWERS, max_bytes=1_000)
    rows = Rows(("a",), ((TERMS[0],),))
    for number in range(50):
        memory.keep(f"key {number}", "SELECT", rows)
    found = [number for number in range(50) if memory.find(f"key {number}")]
    assert 0 < len(found) < 30
    assert found == list(range(50 - len(found), 50))


def test_many_writers_at_once_lose_nothing_but_time(tmp_path: Path) -> None:
    """Whatever can be read is right."""
    rows = {name: Rows((name,), ((ox.Literal(name * 50),),)) for name in "abcdefgh"}

    def work(name: str) -> None:
        memory = Memory(tmp_path / ANSWERS)
        for _ in range(10):
            memory.keep(name, name, rows[name])
            assert memory.find(name) in (None, (name, rows[name]))

    threads = [threading.Thread(target=work, args=(name,)) for name in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert any(Memory(tmp_path / ANSWERS).find(name) == (name, rows[name]) for name in rows)


def test_kg_query_remembers_and_forgets_with_the_generation(tmp_path: Path) -> None:
    """A second call gives the same bytes without opening the store; a new graph has no old answers."""
    build_generated(World(2, seed=1), tmp_path)
    ask = ["query", "most-cited", "-b", str(tmp_path), "-f", "csv"]
    first = CliRunner().invoke(cli, ask).output
    engine = open_engine(tmp_path)
    assert engine.beside is not None
    assert (engine.beside / ANSWERS).is_file()
    for file in (tmp_path / "store").glob("*/*.sst"):
        file.write_bytes(b"")
    assert CliRunner().invoke(cli, ask).output == first
    assert CliRunner().invoke(cli, [*ask, "--fresh"]).exit_code == 1
    build_generated(World(2, seed=2), tmp_path)
    assert CliRunner().invoke(cli, ask).output != first
    assert not (engine.beside / ANSWERS).exists()
