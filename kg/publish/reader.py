"""The graph read thing by thing: memory stays the same however large the graph is."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.draw.sentences import to_heading
from kg.network.columns import to_path
from kg.publish.kinds import KINDS, Kind, find_kind, tell_apart, to_stem
from kg.publish.lookups import Lookups, make_lookups
from kg.terms import BASE, expand, shorten
from kg.tex import to_printed

KEPT: Final = 50_000  # things whose statements are remembered; about 100 MB
_TYPE: Final = expand("rdf:type")
CLAIMS: Final = f"{BASE}claim/"  # how the IRIs of claims begin
_RANKS: Final = {_TYPE: 0, expand("rdfs:label"): 1}  # of predicates: what people read first
_KINDS: Final = {kind.class_name: kind for kind in KINDS}
_LABELS: Final = ("rdfs:label", "skos:prefLabel", "foaf:name")


class Ref(NamedTuple):
    """A thing by its name.

    Attributes:
        label: its name.
        page: its page, as path below the top of the site; "" where it has none.
        kind: name of its kind, "" where it has no page.
        iri: its identifier.
    """

    label: str
    page: str
    kind: str
    iri: str


class Span(NamedTuple):
    """A run of members of a class, in the order of their IRIs: the class, the first and the last one."""

    class_name: str
    first: str
    last: str


NOTHING: Final = Ref("", "", "", "")
"""The thing that stands where none is told."""


_expand: Final = cache(expand)


@lru_cache(maxsize=100_000)
def to_curie(iri: str) -> str:
    """Return the prefixed name of an IRI; the same ones are asked for again and again."""
    return shorten(iri)


class Reader:
    """Statements of a store about one thing at a time; those read last are remembered.

    Values come sorted, so that whatever is made of them is the same from run to run.

    Args:
        store: a store with all triples in named graphs; they are read as their union. Queries go to it.
        lookups: the same statements by thing; None for a copy in memory.
    """

    def __init__(self, store: ox.Store, lookups: Lookups | None = None) -> None:
        self.store = store
        self._lookups = make_lookups(store) if lookups is None else lookups
        self._describe = lru_cache(maxsize=KEPT)(self._read)
        self.ref = lru_cache(maxsize=KEPT)(self._to_ref)
        self.stem = lru_cache(maxsize=KEPT)(self._find_stem)
        self.named = lru_cache(maxsize=KEPT)(self._find_named)
        self._clashing = self._find_clashes()

    def all(self, iri: str, predicate: str) -> tuple[str, ...]:
        """Return all values of the predicate (such as "al:evidence") of a thing, sorted."""
        return self._describe(iri).get(predicate, ())

    def one(self, iri: str, predicate: str) -> str:
        """Return the first value of the predicate, "" where there is none."""
        values = self._describe(iri).get(predicate)
        return values[0] if values else ""

    def number(self, iri: str, predicate: str) -> int:
        """Return the first value of the predicate as a whole number, 0 where there is none."""
        value = self.one(iri, predicate)
        return int(value) if value.isascii() and value.isdigit() else 0

    def predicates(self, iri: str) -> tuple[str, ...]:
        """Return the prefixed names of the predicates of which the thing has values, sorted."""
        return tuple(sorted(self._describe(iri)))

    def web(self, iri: str, predicate: str) -> str:
        """Return the first value that is a web address, "" where there is none."""
        return next((value for value in self.all(iri, predicate) if is_web(value)), "")

    def incoming(self, iri: str, predicate: str) -> tuple[str, ...]:
        """Return all things that have this one as value of the predicate, sorted."""
        return tuple(self.iter_incoming(iri, predicate))

    def iter_incoming(self, iri: str, predicate: str) -> Iterator[str]:
        """Yield the same things one by one, sorted and each once."""
        return self._lookups.iter_subjects(_expand(predicate), iri)

    def count_mentions(self, iri: str) -> int:
        """Return how many statements have the thing as their value."""
        return self._lookups.count_mentions(iri)

    def claims(self, iri: str, predicate: str) -> tuple[str, ...]:
        """Return the claims that have the thing as value of the predicate, sorted; derived links are none."""
        return tuple(other for other in self.incoming(iri, predicate) if self.is_a(other, "al:Claim"))

    def count_claims(self, iri: str, predicate: str) -> int:
        """Return how many claims have the thing as value of the predicate, without reading them."""
        return sum(1 for other in self.iter_incoming(iri, predicate) if other.startswith(CLAIMS))

    def name(self, iri: str) -> str:
        """Return the name of a thing, or the last part of its IRI where it has none."""
        return self.ref(iri).label if iri else ""

    def names(self, iris: Iterable[str]) -> tuple[str, ...]:
        """Return the names of several things."""
        return tuple(self.name(iri) for iri in iris)

    def word(self, iri: str, predicate: str) -> str:
        """Return the name of the first value of the predicate, "" where there is none."""
        return self.name(self.one(iri, predicate))

    def refs(self, iri: str, predicate: str) -> tuple[Ref, ...]:
        """Return the values of the predicate as things, ordered by name."""
        return self.to_refs(self.all(iri, predicate))

    def to_refs(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        """Return things, ordered by name."""
        return tuple(sorted((self.ref(iri) for iri in iris), key=lambda ref: (ref.label.casefold(), ref.iri)))

    def kind(self, iri: str) -> Kind | None:
        """Return the kind of a thing, None where it has no page of its own."""
        return find_kind(frozenset(map(to_curie, self._describe(iri).get("rdf:type", ()))), iri)

    def is_a(self, iri: str, class_name: str) -> bool:
        """Return whether the thing is stated to be a member of the class."""
        return expand(class_name) in self._describe(iri).get("rdf:type", ())

    def is_read(self, work: str) -> bool:
        """Return whether the graph holds what was read in the work itself, not only what others say of it."""
        return self.one(work, "al:inCorpus") == "true"

    def is_denied(self, claim: str) -> bool:
        """Return whether a claim says that something is not so."""
        return self.one(claim, "al:negated") in {"true", "1"}

    def instances_of(self, class_name: str) -> tuple[str, ...]:
        """Return all members of a class, sorted; for classes that stay small."""
        return tuple(self.iter_instances(class_name))

    def iter_instances(self, class_name: str) -> Iterator[str]:
        """Yield all members of a class, sorted and each once."""
        return self._lookups.iter_subjects(_TYPE, expand(class_name))

    def iter_paged(self, kinds: Iterable[Kind] = KINDS) -> Iterator[tuple[str, Kind]]:
        """Yield everything of the kinds that has a page, each once: under the first of its classes."""
        for kind in kinds:
            for iri in self.iter_instances(kind.class_name):
                if self.kind(iri) is kind:
                    yield iri, kind

    def iter_spans(self, size: int) -> Iterator[Span]:
        """Yield runs of about so many things that have a page, as `iter_paged` gives them."""
        for kind in KINDS:
            members = self.iter_instances(kind.class_name)
            while run := tuple(islice(members, size)):
                yield Span(kind.class_name, run[0], run[-1])

    def iter_span(self, span: Span) -> Iterator[tuple[str, Kind]]:
        """Yield the things of a run with their kind."""
        kind = _KINDS[span.class_name]
        for iri in self._lookups.iter_between(_TYPE, expand(span.class_name), span.first, span.last):
            if self.kind(iri) is kind:
                yield iri, kind

    def iter_claims(self) -> Iterator[str]:
        """Yield all claims, those of one work together and sorted; memory holds those of one work."""
        for work in self.instances_of("al:Work"):
            yield from self.claims(work, "al:assertedBy")

    def iter_objects(self, iris: Iterable[str]) -> Iterator[ox.Triple]:
        """Yield the statements whose subjects these are, each once per subject: type and label first."""
        for iri in iris:
            yield from sorted(self._lookups.iter_triples(iri), key=_to_rank)

    def _read(self, iri: str) -> dict[str, tuple[str, ...]]:
        return {to_curie(predicate): values for predicate, values in self._lookups.read(iri).items()}

    def _to_ref(self, iri: str) -> Ref:
        told = next((label for name in _LABELS if (label := self.one(iri, name))), "")
        if self.is_a(iri, "al:Discrepancy"):  # its label is a kind and a key; its summary says what is wrong
            told = to_heading(self.one(iri, "al:summary"))[0] or told
        label = to_printed(told) or to_path(iri).rpartition("/")[2].rpartition("#")[2] or iri
        kind = self.kind(iri)
        return Ref(label, f"{self.stem(iri)}.html" if kind else "", kind.name if kind else "", iri)

    def _find_named(self, label: str, class_names: tuple[str, ...]) -> Ref:
        """Return the one thing of some classes with the label, `NOTHING` where none or several have it."""
        spellings = (ox.Literal(label), ox.Literal(label, language="en"))
        named = ox.NamedNode(_expand("rdfs:label"))
        found = {
            quad.subject.value
            for spelling in spellings
            for quad in self.store.quads_for_pattern(None, named, spelling, None)
            if isinstance(quad.subject, ox.NamedNode)
        }
        fitting = [iri for iri in found if any(self.is_a(iri, name) for name in class_names)]
        return self.ref(fitting[0]) if len(fitting) == 1 else NOTHING

    def _find_stem(self, iri: str) -> str:
        stem = to_stem(iri)
        return tell_apart(stem, iri) if iri in self._clashing else stem

    def _find_clashes(self) -> frozenset[str]:
        """Return the things whose pages would overwrite another's where names differ in case only.

        Keys are written in lower case, so only the few others have to be held against all.
        """
        mixed: dict[str, list[str]] = {}
        for name in dict.fromkeys(kind.class_name for kind in KINDS):
            for iri in self.iter_instances(name):
                stem = to_stem(iri)
                if stem != stem.lower():
                    mixed.setdefault(stem.lower(), []).append(iri)
        clashing = set()
        if not mixed:
            return frozenset()
        for name in dict.fromkeys(kind.class_name for kind in KINDS):
            for iri in self.iter_instances(name):
                stem = to_stem(iri)
                if stem in mixed:
                    clashing.update(mixed[stem])
        for iris in mixed.values():
            clashing.update(sorted(set(iris))[1:])
        return frozenset(clashing)


def is_web(address: str) -> bool:
    """Return whether an address may be linked to: no script, no file."""
    return address.startswith(("https://", "http://"))


def _to_rank(triple: ox.Triple) -> int:
    return _RANKS.get(triple.predicate.value, len(_RANKS))
