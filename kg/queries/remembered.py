"""Answers that were given before: a built graph never changes, so the same question has the same answer.

They lie beside the store in one SQLite file a generation, which goes when the generation goes. The key is all
that an answer depends on: the question's text, the values as typed, and the code that answers. A file that is
locked, damaged or cannot be written is passed over; the graph is asked instead.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine, Rows, RowStream, Term, to_stream
from kg.engines.local import LocalEngine
from kg.queries.answer import AnswerStream, complete_values
from kg.queries.catalogue import Question

ANSWERS: Final = "answers.db"
MAX_BYTES: Final = 64_000_000  # of all answers of a generation; the oldest go first
MAX_ANSWER_BYTES: Final = 24_000_000  # larger ones are not held while their rows pass
_WAIT_SECONDS: Final = 0.2  # for another process that is writing
_CODE: Final = ("queries", "engines", "network", "search")  # rooms whose code may change an answer
_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, checksum INTEGER, told BLOB)"


def stream_remembered(
    engine: Engine, question: Question, values: Mapping[str, str], fresh: bool = False
) -> AnswerStream:
    """Return the answer to a question, from memory where it was given before on the same graph.

    The rows come one by one; the answer is remembered when the last has been taken.

    Args:
        engine: the graph; only one that was built on this machine remembers.
        question: a loaded question.
        values: what a person typed for each parameter.
        fresh: ask the graph in any case; the answer is remembered in place of an earlier one.

    Raises:
        QueryError: a value is missing, unknown or does not fit.
        EngineError: the engine failed, at once or while rows are taken.
    """
    beside = engine.beside if isinstance(engine, LocalEngine) else None
    if beside is None:
        return _ask(engine, question, values)
    memory = Memory(beside / ANSWERS)
    given = complete_values(question, values)
    key = json.dumps([question.name, question.body, given, _stamp_code()], ensure_ascii=False)
    known = None if fresh else memory.find(key)
    if known is not None:
        query, rows = known
        return AnswerStream(question, given, query, to_stream(rows))
    answer = _ask(engine, question, values)
    return replace(answer, rows=RowStream(answer.rows.columns, _iter_kept(memory, key, answer)))


def _ask(engine: Engine, question: Question, values: Mapping[str, str]) -> AnswerStream:
    from kg.queries.run import stream_question  # here, because a remembered answer needs none of it

    return stream_question(engine, question, values)


def _iter_kept(memory: "Memory", key: str, answer: AnswerStream) -> Iterator[tuple[Term | None, ...]]:
    """Yield the rows of an answer, and keep it after the last one, unless it is too large for that."""
    kept: list[tuple[Term | None, ...]] = []
    size = 0
    for row in answer.rows.rows:
        if size <= MAX_ANSWER_BYTES:
            size += sum(len(str(term)) for term in row)
            kept.append(row)
        else:
            kept.clear()
        yield row
    if size <= MAX_ANSWER_BYTES:
        memory.keep(key, answer.query, Rows(answer.rows.columns, tuple(kept)))


class Memory:
    """Answers in one file.

    Args:
        path: the file; it is made when the first answer is kept.
        max_bytes: how much all answers may take together.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path = path
        self._max_bytes = max_bytes

    def find(self, key: str) -> tuple[str, Rows] | None:
        """Return the query and the rows that were kept under a key, None where there are none."""
        try:
            if not self._path.is_file():
                return None
            with closing(self._connect("ro")) as memory:
                row = memory.execute("SELECT checksum, told FROM answers WHERE key = ?", (key,)).fetchone()
            if row is None or zlib.crc32(row[1]) != row[0]:
                return None
            query, _, table = zlib.decompress(row[1]).partition(b"\0")
            return query.decode(), _to_rows(table)
        except (sqlite3.Error, OSError, ValueError, TypeError, SyntaxError, zlib.error):
            return None

    def keep(self, key: str, query: str, rows: Rows) -> None:
        """Keep rows under a key, but for very many and for such with triples as terms."""
        told = query.encode() + b"\0" + _to_table(rows)
        if len(told) > MAX_ANSWER_BYTES or any(isinstance(t, ox.Triple) for row in rows.rows for t in row):
            return
        packed = zlib.compress(told, 1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._write(key, packed)
        except sqlite3.OperationalError:  # locked, or the disk is full or not ours to write
            return
        except sqlite3.DatabaseError:  # damaged: begin anew next time
            self._path.unlink(missing_ok=True)
        except (OSError, ValueError):
            return

    def _write(self, key: str, packed: bytes) -> None:
        with closing(self._connect("rwc")) as memory, memory:
            memory.execute("PRAGMA synchronous = OFF")  # an answer that is lost is asked again
            memory.execute(_SCHEMA)
            memory.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, zlib.crc32(packed), packed)
            )
            (held,) = memory.execute("SELECT SUM(LENGTH(told) + LENGTH(key)) FROM answers").fetchone()
            while held > self._max_bytes:
                oldest, size = memory.execute(
                    "SELECT rowid, LENGTH(told) + LENGTH(key) FROM answers ORDER BY rowid LIMIT 1"
                ).fetchone()
                memory.execute("DELETE FROM answers WHERE rowid = ?", (oldest,))
                held -= size

    def _connect(self, mode: str) -> sqlite3.Connection:
        address = f"{self._path.resolve().as_uri()}?mode={mode}"
        return sqlite3.connect(address, timeout=_WAIT_SECONDS, uri=True)


def _stamp_code() -> str:
    """Return what changes when the code that answers does: newest change and total size of its files."""
    newest = total = 0
    for room in _CODE:
        with os.scandir(Path(__file__).parent.parent / room) as files:
            for file in files:
                if file.name.endswith(".py"):
                    stat = file.stat()
                    newest, total = max(newest, stat.st_mtime_ns), total + stat.st_size
    return f"{newest}.{total}"


def _to_table(rows: Rows) -> bytes:
    """Return rows in the TSV form of SPARQL results, which keeps terms whole.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4, https://www.w3.org/TR/sparql11-results-csv-tsv/
    """
    lines = ["\t".join(f"?{name}" for name in rows.columns)]
    lines += ["\t".join("" if term is None else str(term) for term in row) for row in rows.rows]
    return "".join(line + "\n" for line in lines).encode()


def _to_rows(table: bytes) -> Rows:
    found = ox.parse_query_results(table, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    columns = tuple(variable.value for variable in found.variables)
    return Rows(columns, tuple(tuple(solution) for solution in found))
