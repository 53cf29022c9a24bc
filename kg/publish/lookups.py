"""The statements of a graph in a database file, looked up by thing: quick, and memory stays the same.

A look-up takes as long as in a store that is held in memory, a fifth of the time of one on the disk, where
each term has to be found by its digest.

Source: https://www.sqlite.org/withoutrowid.html for the table that is its own index.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Final

import pyoxigraph as ox

_WRITING: Final = """
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
pragma cache_size = -65536;
"""  # nobody reads the file yet, and it is thrown away in the end
_READING: Final = "pragma cache_size = -65536"  # 64 MB
_TABLE: Final = """
create table said (
    subject text not null,
    predicate text not null,
    value text not null,
    form text not null,
    primary key (subject, predicate, value, form)
) without rowid
"""
_INDEX: Final = "create index by_value on said (value, predicate) where form = ''"
_IRI, _BLANK, _LANGUAGE = "", "_", "@"  # forms of values; of other literals the form is the datatype
_OBJECTS: Final = "select predicate, value from said where subject = ? and form <> '_'"
_TRIPLES: Final = "select predicate, value, form from said where subject = ?"
_SUBJECTS: Final = "select subject from said where value = ? and predicate = ? and form = ''"
_BETWEEN: Final = f"{_SUBJECTS} and subject between ? and ?"
_MENTIONS: Final = "select count(*) from said where value = ? and form = ''"


class Lookups:
    """What is said of a thing, and of which things it is the value; named graphs are seen as one.

    Blank nodes and quoted triples are no subjects here; a graph that `kg` builds has neither.

    Use it as a context; a file that was made for it is gone afterwards.

    Args:
        database: holds the table.
        path: the file to delete in the end, None for none.
    """

    def __init__(self, database: sqlite3.Connection, path: Path | None = None) -> None:
        self._database = database
        self._path = path

    def __enter__(self) -> "Lookups":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def read(self, subject: str) -> dict[str, tuple[str, ...]]:
        """Return the values of each predicate of a thing, IRIs and literals as text, sorted and each once."""
        told = self._database.execute(_OBJECTS, (subject,))
        return {
            predicate: tuple(dict.fromkeys(value for _, value in pairs))
            for predicate, pairs in groupby(told, itemgetter(0))
        }

    def iter_triples(self, subject: str) -> Iterator[ox.Triple]:
        """Yield what is said of a thing, each statement once: by predicate, then by value."""
        node = ox.NamedNode(subject)
        for predicate, value, form in self._database.execute(_TRIPLES, (subject,)):
            yield ox.Triple(node, _to_node(predicate), _to_term(value, form))

    def iter_subjects(self, predicate: str, value: str) -> Iterator[str]:
        """Yield the things that have a thing as value of the predicate, sorted and each once."""
        for (subject,) in self._database.execute(_SUBJECTS, (value, predicate)):
            yield subject

    def iter_between(self, predicate: str, value: str, first: str, last: str) -> Iterator[str]:
        """Yield those of the same things that lie between two of them, both included."""
        for (subject,) in self._database.execute(_BETWEEN, (value, predicate, first, last)):
            yield subject

    def count_mentions(self, value: str) -> int:
        """Return how many statements have the thing as their value."""
        [(count,)] = self._database.execute(_MENTIONS, (value,))
        return int(count)


def make_lookups(quads: Iterable[ox.Quad], path: Path | None = None) -> Lookups:
    """Return the look-ups of statements.

    Args:
        quads: the statements; sorted by subject they are taken in fastest.
        path: where the file is made, in a folder that is there; None for memory.
    """
    database = sqlite3.connect(path or ":memory:", isolation_level=None)
    database.executescript(_WRITING)
    database.execute(_TABLE)
    database.execute("begin")
    database.executemany("insert or ignore into said values (?, ?, ?, ?)", _iter_rows(quads))
    database.execute(_INDEX)
    database.execute("commit")
    if path is None:
        return Lookups(database)
    database.close()
    return Lookups(_open(path), path)


def share_lookups(path: Path) -> Lookups:
    """Return the look-ups that another process has made in a file, which stays with that one."""
    return Lookups(_open(path))


def _open(path: Path) -> sqlite3.Connection:
    """Open a file that nobody changes any more. Source: https://www.sqlite.org/uri.html, "immutable"."""
    database = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, isolation_level=None)
    database.execute(_READING)
    return database


def _iter_rows(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, str, str, str]]:
    for quad in quads:
        value = quad.object
        if not isinstance(quad.subject, ox.NamedNode) or isinstance(value, ox.Triple):
            continue
        if isinstance(value, ox.NamedNode):
            form = _IRI
        elif isinstance(value, ox.BlankNode):
            form = _BLANK
        else:
            form = f"{_LANGUAGE}{value.language}" if value.language else value.datatype.value
        yield quad.subject.value, quad.predicate.value, value.value, form


_to_node: Final = lru_cache(maxsize=1_000)(ox.NamedNode)  # of predicates and datatypes, which are few


def _to_term(value: str, form: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if form == _IRI:
        return ox.NamedNode(value)
    if form == _BLANK:
        return ox.BlankNode(value)
    if form.startswith(_LANGUAGE):
        return ox.Literal(value, language=form.removeprefix(_LANGUAGE))
    return ox.Literal(value, datatype=_to_node(form))
