"""How often terms and values are used in the graph, counted as far as it matters to a reader."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.publish.reader import CLAIMS, Reader, Ref
from kg.terms import PREFIXES

MOST: Final = 10_000  # uses that are counted; of what has more than these nobody needs examples
SHOWN: Final = 24  # things that are named as examples
_SAMPLE: Final = 200  # users whose classes are looked at
_VOCABULARY: Final = (PREFIXES["skos"], PREFIXES["rdfs"], PREFIXES["owl"])


class Use(NamedTuple):
    """How a term is used.

    Attributes:
        number: how often, `MOST` + 1 for more than `MOST`.
        examples: at most `SHOWN` users that have a page; none where there are too many to choose from.
        classes: the classes of users, as far as a sample shows.
    """

    number: int
    examples: tuple[Ref, ...]
    classes: tuple[Ref, ...]

    def tell(self, one: str, many: str) -> str:
        """Return the count in words: "1 claim", "120 claims", "more than 10,000 claims"."""
        if self.number > MOST:
            return f"more than {MOST:,} {many}"
        return f"{self.number:,} {one if self.number == 1 else many}"


class Uses:
    """Counts uses; time and memory stay bounded however large the graph is.

    Args:
        reader: the graph.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def of_class(self, iri: str) -> Use:
        """Return the members of a class."""
        return self._to_use(self._reader.iter_incoming(iri, "rdf:type"))

    def of_property(self, iri: str) -> Use:
        """Return the statements with a property; examples and classes are of their subjects."""
        return self._to_use(self._iter_subjects(ox.NamedNode(iri), None))

    def of_relation(self, iri: str) -> Use:
        """Return the claims that link by a relation; links that were derived from them are left out."""
        subjects = self._reader.iter_incoming(iri, "al:relation")
        return self._to_use(subject for subject in subjects if subject.startswith(CLAIMS))

    def of_value(self, iri: str) -> Use:
        """Return the records that have a thing as value of anything but a term of the vocabulary."""
        return self._to_use(self._iter_subjects(None, ox.NamedNode(iri)))

    def _iter_subjects(self, predicate: ox.NamedNode | None, value: ox.NamedNode | None) -> Iterator[str]:
        for quad in self._reader.store.quads_for_pattern(None, predicate, value, None):
            told = predicate is not None or not quad.predicate.value.startswith(_VOCABULARY)
            if told and isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def _to_use(self, subjects: Iterable[str]) -> Use:
        reader = self._reader
        users = list(islice(subjects, MOST + 1))
        if len(users) > MOST:
            return Use(len(users), (), ())
        ordered = sorted(set(users))
        paged = (user for user in ordered if reader.ref(user).page)
        classes = {kind for user in ordered[:_SAMPLE] for kind in reader.all(user, "rdf:type")}
        return Use(
            len(users),
            reader.to_refs(islice(paged, SHOWN)),
            reader.to_refs(kind for kind in classes if reader.ref(kind).page),
        )
