"""The graph as pictures, charts and networks read it, by the same reading as the pages."""

from functools import cache

import pyoxigraph as ox

from kg.network.columns import Columns
from kg.publish.reader import Reader
from kg.terms import expand


class ReadColumns(Columns):
    """Columns that are read thing by thing: what a page needs as well is not read twice.

    Of a large graph memory holds no more than the things that were read last.

    Args:
        reader: the graph.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._instances = cache(reader.instances_of)

    def all_of(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return all values of the predicate for the subject, sorted; see `Columns.all_of`."""
        return self._reader.all(subject, predicate)

    def subjects_with(self, predicate: str) -> tuple[str, ...]:
        """Return all subjects of the predicate, sorted."""
        quads = self._reader.store.quads_for_pattern(None, ox.NamedNode(expand(predicate)), None, None)
        return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}))

    def instances_of(self, kind: str) -> tuple[str, ...]:
        """Return all things whose type is the class `kind`, sorted."""
        return self._instances(kind)
