"""The matrix of phenomena and materials: what is claimed of each pair, and what is near where nothing is.

A pair counts the claims of `projections.read_pairs`: those whose subject is the material, or a cell with it
as architecture or interlayer, and whose object, or what they act through, is the phenomenon.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, TypeAlias

from kg.engines.engine import Engine
from kg.network.columns import Columns
from kg.network.evidence_paths import MODES, STRENGTHS
from kg.network.projections import PairClaim, read_pairs
from kg.network.things import Things

Tone = Literal["first-hand", "second-hand", "own-view", "contradicted", "denied"]
Pair: TypeAlias = tuple[str, str]  # phenomenon, material

TONES: Final[dict[Tone, str]] = {
    "first-hand": "some are first-hand",
    "second-hand": "all are second-hand",
    "own-view": "views only, no source named",
    "contradicted": "claims that contradict each other",
    "denied": "denied only",
}
"""How a pair is tinted, and what that means."""
KINDS: Final = {"mechanism": "Mechanisms", "effect": "Effects wanted", "failure": "What goes wrong"}
_CLASSES: Final = ("Mechanism", "Effect", "FailurePhenomenon")
MOST_COLUMNS: Final = 60  # materials; of more the matrix can no longer be read
MOST_ROWS: Final = 150
MOST_LEADS: Final = 3  # ways from an empty pair to evidence
MOST_BEHIND: Final = 4  # claims that a lead names
KNOWN: Final = 3  # things for which something is best known

LEADS: Final[dict[str, str]] = {
    "narrower": "{q} is a kind of {p}, and is told of {m}.",
    "part": "{p} is told of {n}, which {m} contains.",
    "whole": "{p} is told of {n}, which contains {m}.",
    "broader": "{p} is a kind of {q}, which is told of {m}.",
    "chain": "{q} is told of {m}, and claims link {q} with {p}.",
    "related": "{q}, which is related to {p}, is told of {m}.",
    "family": "{p} is told of {n}; it and {m} are both of the class {v}.",
    "shared": "{p} is told of {n}, and {q} of both {n} and {m}.",
}
"""Kinds of leads, the nearest first, and how each is told: p and m are the empty pair, q and n are near."""
_KINSHIP: Final = frozenset({"narrower", "part", "whole", "broader", "related", "family"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row or column.

    Attributes:
        iri: the phenomenon or material.
        label: its name.
        short: a material's symbol or short form where it has one of its own, else its name.
        kind: "mechanism", "effect", "failure" or "material".
        group: the heading it stands under.
        claims: number of claims about it that the matrix counts.
    """

    iri: str
    label: str
    short: str
    kind: str
    group: str
    claims: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What is told of a pair.

    Attributes:
        claims: the claims, those that say most first.
        tone: whose findings they are, and whether they agree.
        counts: number of claims by origin, and of those that deny it, in this order.
    """

    claims: tuple[str, ...]
    tone: Tone
    counts: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        """What is counted, in words: "3 claims: 2 second-hand, 1 own view"."""
        number = len(self.claims)
        told = ", ".join(f"{count} {name.replace('own-view', 'own view')}" for name, count in self.counts)
        return f"{number} claim{'' if number == 1 else 's'}: {told}"


@dataclass(frozen=True, slots=True)
class Lead:
    """A way from a pair of which nothing is told to what is told nearby.

    Attributes:
        kind: one of `LEADS`.
        phenomenon: the phenomenon that is near; the pair's own where only the material differs.
        material: the material that is near; the pair's own where only the phenomenon differs.
        via: name of what both belong to, "" where there is none.
        claims: claims that tell so, at most `MOST_BEHIND`.
        total: how many there are.
    """

    kind: str
    phenomenon: str
    material: str
    via: str
    claims: tuple[str, ...]
    total: int

    @property
    def is_kinship(self) -> bool:
        """Whether it follows what the things are, not only what is claimed of them."""
        return self.kind in _KINSHIP


@dataclass(frozen=True)
class Matrix:
    """Phenomena against materials.

    Attributes:
        rows: phenomena of which something is told of some material, by kind, group and name.
        columns: materials of which something is told, by group and symbol.
        cells: what is told, by pair; pairs beyond `MOST_ROWS` and `MOST_COLUMNS` are there as well.
        left_out: numbers of rows and columns that are left out.
        silent: names of phenomena that no claim ties to a material, without headings over others.
    """

    rows: tuple[Entry, ...]
    columns: tuple[Entry, ...]
    cells: Mapping[Pair, Cell]
    left_out: tuple[int, int]
    silent: tuple[str, ...]
    _near: "_Nearness" = field(repr=False)

    def find_leads(self, phenomenon: str, material: str) -> tuple[Lead, ...]:
        """Return the nearest evidence for a pair of which nothing is told, the nearest first.

        Cost: O(phenomena of the material x materials of the phenomenon).
        """
        return self._near.find(phenomenon, material)

    def find_known(self, iri: str) -> tuple[Pair, ...]:
        """Return the pairs of which most is told among those of a phenomenon or material."""
        return self._near.known.get(iri, ())

    @property
    def counts(self) -> str:
        """What the matrix holds, in words."""
        held = {row.iri for row in self.rows}
        claims = {claim for pair, cell in self.cells.items() if pair[0] in held for claim in cell.claims}
        told = sum((row.iri, column.iri) in self.cells for row in self.rows for column in self.columns)
        pairs = len(self.rows) * len(self.columns)
        word = "claim" if len(claims) == 1 else "claims"
        empty = f"{pairs - told:,} of them {'is' if pairs - told == 1 else 'are'} empty"
        return f"{len(claims):,} {word} on {told:,} of {pairs:,} pairs; {empty}"


def read_matrix(engine: Engine, things: Things, phenomena: Collection[str] = ()) -> Matrix:
    """Return the matrix of a graph.

    Args:
        engine: the graph.
        things: the same graph as things.
        phenomena: IRIs of the rows wanted; those narrower come with them. By default all. The columns stay,
            so that one sees of which materials nothing is told.
    """
    columns = things.columns
    known = frozenset(things.of_kind("material"))
    told = read_pairs(engine.run, known, _CLASSES)
    concepts = _Concepts(columns)
    wanted = {*phenomena, *(n for iri in phenomena for n in concepts.find_narrower(iri))}
    cells = _to_cells(columns, told)
    weight: Counter[str] = Counter()
    for (phenomenon, material), cell in cells.items():
        weight.update({phenomenon: len(cell.claims), material: len(cell.claims)})
    rows = [iri for iri in weight if iri not in known and (not phenomena or iri in wanted)]
    materials = [iri for iri in weight if iri in known]
    kept_rows, kept_columns = _cut(rows, weight, MOST_ROWS), _cut(materials, weight, MOST_COLUMNS)
    shorts = _find_shorts(columns, known)
    silent = [iri for iri in things.of_kind(*KINDS) if iri not in weight and not concepts.find_narrower(iri)]
    return Matrix(
        rows=tuple(sorted((_to_entry(things, iri, weight[iri]) for iri in kept_rows), key=_row_order)),
        columns=_order_columns([_to_entry(things, iri, weight[iri], shorts[iri]) for iri in kept_columns]),
        cells=cells,
        left_out=(len(rows) - len(kept_rows), len(materials) - len(kept_columns)),
        silent=() if phenomena else tuple(sorted(things.get(iri).label for iri in silent)),
        _near=_Nearness(columns, concepts, cells),
    )


def _cut(iris: list[str], weight: Counter[str], most: int) -> list[str]:
    return sorted(iris, key=lambda iri: (-weight[iri], iri))[:most]


def _to_entry(things: Things, iri: str, claims: int, short: str = "") -> Entry:
    thing = things.get(iri)
    return Entry(iri, thing.label, short or thing.label, thing.kind, thing.group, claims)


def _row_order(entry: Entry) -> tuple[int, str, str, str]:
    return ([*KINDS].index(entry.kind), entry.group, entry.label.casefold(), entry.iri)


def _order_columns(entries: list[Entry]) -> tuple[Entry, ...]:
    """Return columns with those of one group together; the group of which most is told comes first."""
    weight: Counter[str] = Counter()
    for entry in entries:
        weight[entry.group] += entry.claims
    return tuple(sorted(entries, key=lambda e: (-weight[e.group], e.group, -e.claims, e.short, e.iri)))


def _find_shorts(columns: Columns, materials: Collection[str]) -> dict[str, str]:
    """Return how each material is written in a narrow column: its short form, else formula, else name.

    A formula that several materials have tells none of them apart, so these go by their names.
    """
    formulas = {iri: columns.one_of(iri, "al:formula") for iri in materials}
    sharing = Counter(formulas.values())
    return {
        iri: columns.one_of(iri, "skos:notation")
        or (formulas[iri] if sharing[formulas[iri]] == 1 else "")
        or columns.name(iri)
        for iri in materials
    }


def _to_cells(columns: Columns, told: Iterable[PairClaim]) -> dict[Pair, Cell]:
    behind: dict[Pair, dict[str, PairClaim]] = defaultdict(dict)
    for one in told:
        behind[one.phenomenon, one.material][one.claim] = one
    return {pair: _to_cell(columns, pair, list(found.values())) for pair, found in sorted(behind.items())}


def _to_cell(columns: Columns, pair: Pair, found: list[PairClaim]) -> Cell:
    denied = sum(one.denied for one in found)
    origins = Counter(one.origin for one in found if not one.denied)
    counts = [(name, origins[name]) for name in ("first-hand", "second-hand", "own-view") if origins[name]]
    ways = {_read_way(columns, one.claim, pair[0]) for one in found if not one.denied}
    tone: Tone
    if denied == len(found):
        tone = "denied"
    elif denied or {"promoting", "suppressing"} <= ways:
        tone = "contradicted"
    elif origins["first-hand"]:
        tone = "first-hand"
    else:
        tone = "second-hand" if origins["second-hand"] else "own-view"
    ranked = sorted(found, key=lambda one: (one.denied, *_rank(columns, one.claim), one.claim))
    return Cell(
        tuple(one.claim for one in ranked), tone, (*counts, *([("denied", denied)] if denied else []))
    )


def _read_way(columns: Columns, claim: str, phenomenon: str) -> str:
    """Return whether a claim promotes or suppresses the phenomenon; "" where it only acts through it."""
    if phenomenon not in columns.all_of(claim, "al:object"):
        return ""
    return columns.one_of(columns.one_of(claim, "al:relation"), "al:polarity").rpartition("/")[2]


def _rank(columns: Columns, claim: str) -> tuple[int, int]:
    """Return what puts those claims first that say most: measured ones, confirmed ones."""
    mode, strength = (columns.one_of(claim, name).rpartition("/")[2] for name in ("al:mode", "al:strength"))
    return (
        MODES.index(mode) if mode in MODES else len(MODES),
        STRENGTHS.index(strength) if strength in STRENGTHS else len(STRENGTHS),
    )


class _Concepts:
    """What phenomena and materials are: broader and related terms, classes, constituents."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self.columns.subjects_with("skos:broader"):
            for broader in self.columns.all_of(iri, "skos:broader"):
                found[broader].append(iri)
        return found

    def find_narrower(self, iri: str) -> list[str]:
        """Return all narrower terms, at whatever depth, the nearest first."""
        return self._walk(iri, lambda one: self._narrower.get(one, ()))

    def find_broader(self, iri: str) -> list[str]:
        """Return all broader terms, at whatever height, the nearest first."""
        return self._walk(iri, lambda one: self.columns.all_of(one, "skos:broader"))

    def find_related(self, iri: str) -> list[str]:
        """Return the terms that are related, whichever of the two says so."""
        return sorted({*self.columns.all_of(iri, "skos:related"), *self._related.get(iri, ())})

    @cached_property
    def _related(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self.columns.subjects_with("skos:related"):
            for other in self.columns.all_of(iri, "skos:related"):
                found[other].append(iri)
        return found

    @cached_property
    def wholes(self) -> dict[str, list[str]]:
        """The materials that contain a material."""
        found: dict[str, list[str]] = defaultdict(list)
        for whole in self.columns.subjects_with("al:hasConstituent"):
            for part in self.columns.all_of(whole, "al:hasConstituent"):
                found[part].append(whole)
        return found

    @staticmethod
    def _walk(iri: str, step: Callable[[str], Iterable[str]]) -> list[str]:
        found: dict[str, None] = {}
        edge = [iri]
        while edge:
            edge = [other for one in edge for other in step(one) if other not in found and other != iri]
            found.update(dict.fromkeys(edge))
        return list(found)


class _Nearness:
    """Finds what is told near a pair of which nothing is told."""

    def __init__(self, columns: Columns, concepts: _Concepts, cells: Mapping[Pair, Cell]) -> None:
        self._columns = columns
        self._concepts = concepts
        self._cells = cells
        self._materials: dict[str, set[str]] = defaultdict(set)
        self._phenomena: dict[str, set[str]] = defaultdict(set)
        for phenomenon, material in cells:
            self._materials[phenomenon].add(material)
            self._phenomena[material].add(phenomenon)

    @cached_property
    def known(self) -> dict[str, tuple[Pair, ...]]:
        """The pairs of which most is told, by phenomenon and by material."""
        found: dict[str, list[Pair]] = defaultdict(list)
        for pair in self._cells:
            for iri in pair:
                found[iri].append(pair)
        return {
            iri: tuple(sorted(pairs, key=lambda pair: (-len(self._cells[pair].claims), pair))[:KNOWN])
            for iri, pairs in found.items()
        }

    @cached_property
    def _links(self) -> dict[str, dict[str, list[str]]]:
        """The claims that link two phenomena, without those that deny it, by one and the other."""
        columns = self._columns
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for claim in columns.instances_of("al:MechanismClaim"):
            if columns.one_of(claim, "al:negated") in {"true", "1"}:
                continue
            for one in columns.all_of(claim, "al:subject"):
                for other in columns.all_of(claim, "al:object"):
                    if one != other:
                        found[one][other].append(claim)
                        found[other][one].append(claim)
        return found

    def find(self, phenomenon: str, material: str) -> tuple[Lead, ...]:
        leads = {lead.kind: lead for lead in self._iter_leads(phenomenon, material)}
        return tuple(leads[kind] for kind in LEADS if kind in leads)[:MOST_LEADS]

    def _iter_leads(self, p: str, m: str) -> Iterator[Lead]:
        concepts = self._concepts
        for kind, near in (
            ("narrower", concepts.find_narrower(p)),
            ("broader", concepts.find_broader(p)),
            ("related", concepts.find_related(p)),
        ):
            yield from self._iter_best(kind, ((q, m) for q in near))
        parts, wholes = self._columns.all_of(m, "al:hasConstituent"), concepts.wholes.get(m, ())
        yield from self._iter_best("part", ((p, n) for n in parts))
        yield from self._iter_best("whole", ((p, n) for n in wholes))
        own = self._columns.one_of(m, "al:materialClass")
        if own:
            alike = (n for n in self._materials[p] if own in self._columns.all_of(n, "al:materialClass"))
            yield from self._iter_best("family", ((p, n) for n in sorted(alike)), self._columns.name(own))
        yield from self._iter_chain(p, m)
        yield from self._iter_shared(p, m)

    def _iter_best(self, kind: str, pairs: Iterable[Pair], via: str = "") -> Iterator[Lead]:
        """Yield the lead to that pair of which most is told; of equals the first, which is the nearest."""
        told = [pair for pair in pairs if pair in self._cells]
        if told:
            best = max(told, key=lambda pair: len(self._cells[pair].claims))
            claims = self._cells[best].claims
            yield Lead(kind, *best, via, claims[:MOST_BEHIND], len(claims))

    def _iter_chain(self, p: str, m: str) -> Iterator[Lead]:
        """Yield the lead over a phenomenon that is told of the material and linked with this one."""
        links = self._links.get(p, {})
        between = sorted(links.keys() & self._phenomena[m])
        if between:
            q = max(between, key=lambda q: min(len(links[q]), len(self._cells[q, m].claims)))
            told, linked = (
                self._cells[q, m].claims,
                sorted(links[q], key=lambda c: (*_rank(self._columns, c), c)),
            )
            half = MOST_BEHIND // 2
            yield Lead("chain", q, m, "", (*told[:half], *linked[:half]), len(told) + len(linked))

    def _iter_shared(self, p: str, m: str) -> Iterator[Lead]:
        """Yield the lead over a phenomenon that the material shares with another, of which this one is told.

        Claims on a cell of both do not speak for their likeness.
        """
        best: tuple[int, str, str] | None = None
        for q in sorted(self._phenomena[m]):
            own = set(self._cells[q, m].claims)
            for n in sorted(self._materials[p] & self._materials[q]):
                theirs = set(self._cells[q, n].claims)
                worth = min(len(own - theirs), len(theirs - own), len(self._cells[p, n].claims))
                if worth and (best is None or worth > best[0]):
                    best = worth, q, n
        if best:
            _, q, n = best
            behind = (self._cells[p, n].claims, self._cells[q, n].claims, self._cells[q, m].claims)
            claims = tuple(dict.fromkeys(claims[0] for claims in behind))
            yield Lead("shared", q, n, "", claims, len({claim for claims in behind for claim in claims}))
