"""All statements of a graph in a fixed order, sorted through files: memory holds few of them at a time."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cached_property
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

import pyoxigraph as ox

from kg.graph.statements import RDF_TYPE, RDFS_LABEL
from kg.terms import PREFIXES

_HELD: Final = 200_000  # lines in memory at a time, about 60 MB
_BYTES_A_CHUNK: Final = 1 << 20
_TYPE: Final = str(RDF_TYPE).encode()
_LABEL: Final = str(RDFS_LABEL).encode()


class Ordered:
    """The statements of a graph by line, and graph by graph as people read them.

    Use it as a context; its files are gone afterwards.

    Args:
        store: a store with all triples in named graphs.
        folder: where files may lie; they have no names there.
    """

    def __init__(self, store: ox.Store, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()
        self._made: dict[ox.RdfFormat, IO[bytes]] = {}
        with self._open() as dumped:
            store.dump(dumped, format=ox.RdfFormat.N_QUADS)
            self._lines = self._keep(self._sort(_rewound(dumped)))

    def __enter__(self) -> "Ordered":
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def iter_nquads(self) -> Iterator[bytes]:
        """Yield canonical N-Quads, as `kg.graph.serialise.to_nquads` gives them, in pieces."""
        return _iter_pieces(self._lines)

    def iter_quads(self) -> Iterator[ox.Quad]:
        """Yield the statements themselves, those of a subject together."""
        # the lines were written by a serialiser, so nothing in them needs a check
        return iter(ox.parse(_rewound(self._lines), format=ox.RdfFormat.N_QUADS, lenient=True))

    def iter_serialised(self, form: ox.RdfFormat) -> Iterator[bytes]:
        """Yield the graph in a format that knows named graphs, in pieces: type and label of a thing first.

        Asked for once more, it gives what it made before.
        """
        if form not in self._made:
            self._made[form] = self._files.enter_context(self._open())
            _serialise(_rewound(self._reading), ox.RdfFormat.N_QUADS, self._made[form], form)
        return _iter_pieces(self._made[form])

    def iter_turtle(self) -> Iterator[bytes]:
        """Yield all named graphs as one in Turtle, in pieces: subject by subject."""
        with self._open() as triples:
            triples.writelines(line for line, _ in groupby(map(_to_triple, _rewound(self._lines))))
            triples.seek(0)
            with self._open() as made:
                _serialise(triples, ox.RdfFormat.N_TRIPLES, made, ox.RdfFormat.TURTLE)
                yield from _iter_pieces(made)

    def load(self) -> ox.Store:
        """Return the graph in memory."""
        store = ox.Store()
        store.load(_rewound(self._lines), format=ox.RdfFormat.N_QUADS, lenient=True)
        return store

    @cached_property
    def _reading(self) -> IO[bytes]:
        """The lines graph by graph, as people read them; of a large graph nobody asks for them."""
        return self._keep(map(_from_reading, self._sort(map(_to_reading, _rewound(self._lines)))))

    def _sort(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield lines in order; what does not fit into memory is sorted piece by piece, and merged."""
        with ExitStack() as files:
            runs: list[IO[bytes]] = []
            rest = iter(lines)
            while held := sorted(islice(rest, _HELD)):
                if len(held) < _HELD and not runs:
                    yield from held
                    return
                runs.append(files.enter_context(self._open()))
                runs[-1].writelines(held)
                runs[-1].seek(0)
            yield from heapq.merge(*runs)

    def _keep(self, lines: Iterable[bytes]) -> IO[bytes]:
        file = self._files.enter_context(self._open())
        file.writelines(lines)
        return _rewound(file)

    def _open(self) -> IO[bytes]:
        return TemporaryFile(dir=self._folder)


def _serialise(file: IO[bytes], source: ox.RdfFormat, made: IO[bytes], form: ox.RdfFormat) -> None:
    ox.serialize(ox.parse(file, format=source, lenient=True), made, format=form, prefixes=PREFIXES)


def _rewound(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file


def _iter_pieces(file: IO[bytes]) -> Iterator[bytes]:
    _rewound(file)
    while piece := file.read(_BYTES_A_CHUNK):
        yield piece


def _split(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return subject, predicate, object and graph of a line; neither of them but the object has blanks."""
    subject, predicate, rest = line.split(b" ", 2)
    thing, _, graph = rest[:-3].rpartition(b" ")
    return subject, predicate, thing, graph


def _to_reading(line: bytes) -> bytes:
    """Return a line in the form in which lines sort as people read them.

    No term but a literal, which stands last, has anything in it that sorts before a blank.
    """
    subject, predicate, thing, graph = _split(line)
    rank = b"0" if predicate == _TYPE else b"1" if predicate == _LABEL else b"2"
    return b"%b %b %b %b %b\n" % (graph, subject, rank, predicate, thing)


def _from_reading(line: bytes) -> bytes:
    """Return the line of N-Quads."""
    graph, subject, _, predicate, thing = line[:-1].split(b" ", 4)
    return b"%b %b %b %b .\n" % (subject, predicate, thing, graph)


def _to_triple(line: bytes) -> bytes:
    subject, predicate, thing, _ = _split(line)
    return b"%b %b %b .\n" % (subject, predicate, thing)
