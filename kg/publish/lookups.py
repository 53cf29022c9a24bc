"""The statements of a graph in a database file, looked up by thing: quick, and memory stays the same.

A look-up takes as long as in a store that is held in memory, a fifth of the time of one on the disk, where
each term has to be found by its digest.

Source: https://www.sqlite.org/withoutrowid.html for the table that is its own index.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Final

import pyoxigraph as ox

_PAGES: Final = """
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
pragma cache_size = -65536;
"""  # nobody else reads the file, and it is thrown away; the cache takes 64 MB
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
_MENTIONS: Final = "select count(*) from said where value = ? and form = ''"


class Lookups:
    """What is said of a thing, and of which things it is the value; named graphs are seen as one.

    Blank nodes and quoted triples are no subjects here; a graph that `kg` builds has neither.

    Args:
        quads: the statements; sorted by subject they are taken in fastest.
        path: where the file is made, below a folder that is there; None for memory.
    """

    def __init__(self, quads: Iterable[ox.Quad], path: Path | None = None) -> None:
        self._path = path
        self._database = sqlite3.connect(path or ":memory:", isolation_level=None)
        self._database.executescript(_PAGES)
        self._database.execute(_TABLE)
        self._database.execute("begin")
        self._database.executemany("insert or ignore into said values (?, ?, ?, ?)", _iter_rows(quads))
        self._database.execute(_INDEX)
        self._database.execute("commit")

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
        """Yield what is said of a thing, each statement once."""
        node = ox.NamedNode(subject)
        for predicate, value, form in self._database.execute(_TRIPLES, (subject,)):
            yield ox.Triple(node, ox.NamedNode(predicate), _to_term(value, form))

    def iter_subjects(self, predicate: str, value: str) -> Iterator[str]:
        """Yield the things that have a thing as value of the predicate, sorted and each once."""
        for (subject,) in self._database.execute(_SUBJECTS, (value, predicate)):
            yield subject

    def count_mentions(self, value: str) -> int:
        """Return how many statements have the thing as their value."""
        [(count,)] = self._database.execute(_MENTIONS, (value,))
        return int(count)


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


def _to_term(value: str, form: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if form == _IRI:
        return ox.NamedNode(value)
    if form == _BLANK:
        return ox.BlankNode(value)
    if form.startswith(_LANGUAGE):
        return ox.Literal(value, language=form.removeprefix(_LANGUAGE))
    return ox.Literal(value, datatype=ox.NamedNode(form))
