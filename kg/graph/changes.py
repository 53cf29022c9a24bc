"""What changed between two versions of the graph: which things came, went or differ.

Addresses are minted from keys, so a thing keeps its address from version to version. Both versions are
canonical N-Quads, which are sorted, so they are read side by side and only what differs is held in memory.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, Literal

import pyoxigraph as ox

from kg.errors import KgError
from kg.graph.build import NQUADS
from kg.graph.iris import DERIVED_GRAPH, PROVENANCE_GRAPH, term
from kg.graph.statements import RDF_TYPE, RDFS_LABEL
from kg.terms import AL, shorten

What = Literal["added", "removed", "changed"]

# What rules derive follows from the rest, and provenance tells of the build.
_LEFT_OUT: Final = (f"{DERIVED_GRAPH} .\n".encode(), f"{PROVENANCE_GRAPH} .\n".encode())
# Parts of other things: what a reader would notice of them shows in the thing itself.
_PARTS: Final = frozenset(
    ("Authorship", "Condition", "Evidence", "Layer", "Section", "Station", "Value", "ListValue", "Relation")
)
_GENERAL: Final = ("PerformanceClaim", "Claim")  # a thing may have a class that says more, too
_FROM_WORDS: Final = term("al:fromWords")
_NAMING: Final = tuple(f" {predicate} ".encode() for predicate in (RDF_TYPE, RDFS_LABEL, _FROM_WORDS))


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing that came or went, or one property of a thing that differs.

    Attributes:
        kind: the class of the thing in words, "mechanism claim".
        label: its label, in the new version where it is there.
        what: whether the thing was added or removed, or a property of it changed.
        property: the property as a prefixed name; empty where the whole thing came or went.
        before: its values that are gone, joined by "; ".
        after: its values that are new, joined by "; ".
        iri: the thing.
    """

    kind: str
    label: str
    what: What
    property: str
    before: str
    after: str
    iri: str


def find_changes(old: Path, new: Path) -> list[Change]:
    """Return what changed from one version to another, by kind, then by label.

    Parts such as values and passages are not listed: a claim tells its value in its label, and its passages
    by a property. Derived links and provenance are left out.

    Args:
        old: a build folder, or a file of canonical N-Quads as `kg build` writes.
        new: the same for the later version.

    Raises:
        KgError: there is no graph, or a file is not canonical N-Quads.
    """
    gone, come = _find_differing(_find_file(old), _find_file(new))
    things = {quad.subject for quad in chain(gone, come)} | {
        quad.object for quad in chain(gone, come) if isinstance(quad.object, ox.NamedNode)
    }
    before, after = (_read_names(_find_file(path), things) for path in (old, new))
    return sorted(_iter_changes(gone, come, before, after))


def count_changes(changes: Iterable[Change]) -> list[tuple[str, int, int, int]]:
    """Return for each kind how many things were added, removed and changed, by kind."""
    counts: dict[str, dict[What, set[str]]] = defaultdict(lambda: defaultdict(set))
    for change in changes:
        counts[change.kind][change.what].add(change.iri)
    return [
        (kind, *(len(found[what]) for what in ("added", "removed", "changed")))  # type: ignore[misc] # three of them
        for kind, found in sorted(counts.items())
    ]


class _Names:
    """Classes and labels of the things that differ, in one version; of passages the first words too."""

    def __init__(self) -> None:
        self.classes: dict[str, set[str]] = defaultdict(set)
        self.labels: dict[str, str] = {}
        self.first_words: dict[str, str] = {}

    def kind(self, iri: str) -> str:
        """Return the class that says most, without namespace; empty for a thing of no class of ours."""
        ours = {name.removeprefix(AL) for name in self.classes.get(iri, ()) if name.startswith(AL)}
        return min(
            ours, key=lambda name: (_GENERAL.index(name) + 1 if name in _GENERAL else 0, name), default=""
        )

    def words(self, value: ox.NamedNode | ox.Literal) -> str:
        """Return a value as people read it."""
        if isinstance(value, ox.Literal):
            return value.value
        label = self.labels.get(value.value, shorten(value.value))
        start = self.first_words.get(value.value)
        return f"{label}: “{start} …”" if start else label


def _iter_changes(
    gone: list[ox.Quad], come: list[ox.Quad], before: _Names, after: _Names
) -> Iterator[Change]:
    lost, won = _by_thing(gone), _by_thing(come)
    for iri in lost.keys() | won.keys():
        was, is_now = before.kind(iri), after.kind(iri)
        kind = is_now or was
        if not kind or kind in _PARTS:
            continue
        label = after.labels.get(iri) or before.labels.get(iri) or shorten(iri)
        words = _to_words(kind)
        if not was or not is_now:
            yield Change(words, label, "added" if is_now else "removed", "", "", "", iri)
            continue
        for name in lost[iri].keys() | won[iri].keys():
            gone_values, new_values = (
                "; ".join(sorted(names.words(value) for value in found[iri][name]))
                for names, found in ((before, lost), (after, won))
            )
            yield Change(words, label, "changed", shorten(name), gone_values, new_values, iri)


def _by_thing(quads: Iterable[ox.Quad]) -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)  # the graph has no other nodes
        found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def _to_words(kind: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()


def _find_file(path: Path) -> Path:
    file = path / NQUADS if path.is_dir() else path
    if not file.is_file():
        raise KgError(f"there is no graph in {path}", hint="name a build folder, or the graph.nq of one")
    return file


def _find_differing(old: Path, new: Path) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return the statements that only the old and only the new file has."""
    gone, come = bytearray(), bytearray()
    with ExitStack() as files:
        ours, theirs = (_iter_lines(files.enter_context(path.open("rb")), path) for path in (old, new))
        one, other = next(ours, None), next(theirs, None)
        while one is not None or other is not None:
            if one == other:
                one, other = next(ours, None), next(theirs, None)
            elif other is None or (one is not None and one < other):
                gone += one or b""
                one = next(ours, None)
            else:
                come += other
                other = next(theirs, None)
    return _parse(bytes(gone), old), _parse(bytes(come), new)


def _iter_lines(lines: Iterable[bytes], path: Path) -> Iterator[bytes]:
    last = b""
    for number, line in enumerate(lines, 1):
        if line <= last:
            raise KgError(
                "the lines are not in order", where=f"{path}:{number}", hint="take a file that kg build wrote"
            )
        last = line
        if not line.endswith(_LEFT_OUT):
            yield line


def _read_names(path: Path, things: set[ox.NamedNode | ox.BlankNode | ox.Triple]) -> _Names:
    wanted = {str(thing).encode() for thing in things}
    kept = bytearray()
    with path.open("rb") as lines:
        for line in _iter_lines(lines, path):
            subject, _, rest = line.partition(b" ")
            if subject in wanted and (b" " + rest).startswith(_NAMING):
                kept += line
    names = _Names()
    for quad in _parse(bytes(kept), path):
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)
        if quad.predicate == RDF_TYPE:
            names.classes[quad.subject.value].add(quad.object.value)
        elif quad.predicate == _FROM_WORDS:
            names.first_words[quad.subject.value] = quad.object.value
        else:
            names.labels[quad.subject.value] = quad.object.value
    return names


def _parse(data: bytes, path: Path) -> list[ox.Quad]:
    try:
        return list(ox.parse(data, format=ox.RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise KgError(f"this is no N-Quads: {error}", where=str(path)) from error
