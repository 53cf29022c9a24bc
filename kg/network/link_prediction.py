"""Which untested material may show a mechanism, by which path, and how far such suggestions can be trusted.

A material is tied to mechanisms, effects and failures by claims (its own, or of cells with it as architecture
or interlayer), and to its constituents and class by the ontology. A suggestion follows paths of three ties:
from the material to something it shares with another material, to that material, to the mechanism.

How far to trust them is measured, not believed: each pair that the graph holds is taken out with all its
claims, and the materials are ranked for the mechanism as if the pair were unknown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeAlias

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from kg.engines.engine import Term
from kg.network.projections import read_holders
from kg.queries.python_questions import Ask, Value, ask_rows, to_decimal, to_number

_MATERIALS: Final = "SELECT DISTINCT ?material WHERE { ?material a al:Material } ORDER BY ?material"
_PHENOMENA: Final = """SELECT DISTINCT ?claim ?neighbour ?class
WHERE {
  ?claim al:object|al:through ?neighbour ; al:negated false .
  ?neighbour a ?class .
  FILTER(?class IN (al:Mechanism, al:Effect, al:FailurePhenomenon))
}
ORDER BY ?claim ?neighbour ?class"""
_MADE_OF: Final = """SELECT DISTINCT ?material ?neighbour
WHERE {
  { ?material al:hasConstituent ?neighbour }
  UNION
  { ?neighbour al:hasConstituent ?material }
  UNION
  { ?material al:materialClass ?neighbour }
}
ORDER BY ?material ?neighbour"""
_SPOKEN_OF: Final = """SELECT DISTINCT ?material ?mechanism
WHERE {
  ?claim al:about ?concept .
  ?concept al:countsAs ?mechanism .
  ?mechanism a al:Mechanism .
  ?claim al:about ?thing .
  { ?thing al:countsAs ?material } UNION { ?thing al:builtWith ?material }
  ?material a al:Material .
}
ORDER BY ?material ?mechanism"""
LEVELS: Final = (1, 3, 10)
_MOST_TRIALS: Final = 400  # pairs that are taken out; of more, as many chosen at random
_SEED: Final = 0
_RESAMPLES: Final = 4000
_TWO_SIDED_95: Final = 1.959963984540054  # of the normal distribution

Scores: TypeAlias = dict[str, float]


@dataclass(frozen=True)
class Ties:
    """What each material is tied to, and by which claims; none where the ontology says so.

    Attributes:
        of: material to neighbour to claims.
        mechanisms: those neighbours that are mechanisms.
    """

    of: Mapping[str, Mapping[str, frozenset[str]]]
    mechanisms: frozenset[str]

    def without(self, claims: frozenset[str]) -> "Ties":
        """Return the ties as they would be if nobody had made these claims."""
        left: dict[str, dict[str, frozenset[str]]] = {}
        for material, ties in self.of.items():
            kept = {n: held - claims for n, held in ties.items() if not held or held - claims}
            left[material] = kept
        return Ties(left, self.mechanisms)

    def find_known(self, mechanism: str) -> list[str]:
        """Return the materials that are said to show a mechanism, sorted."""
        return sorted(material for material, ties in self.of.items() if mechanism in ties)


@dataclass(frozen=True, slots=True)
class Quality:
    """How often a way of ranking puts a material that was taken out among the first.

    Attributes:
        method: the way of ranking.
        level: among how many.
        pairs: how many pairs were taken out.
        hits: how many were found again; ties count by their expectation, so it need not be whole.
        low: lower end of the 95 % interval of the share of hits.
        high: upper end.
        verdict: what may be said of it.
    """

    method: str
    level: int
    pairs: int
    hits: float
    low: float
    high: float
    verdict: str

    @property
    def share(self) -> float:
        """The share of pairs that were found again."""
        return self.hits / self.pairs if self.pairs else 0.0


def score_paths(ties: Ties, mechanism: str, candidates: Iterable[str]) -> Scores:
    """Return the degree-normalised number of paths of three ties from each candidate to the mechanism.

    Cost: O(candidates x materials that show the mechanism x what they share).

    Source: I. A. Kovács et al., Nat. Commun. 10 (2019) 1240, https://doi.org/10.1038/s41467-019-09177-y (L3).
    """
    degrees, known = _count_materials(ties), ties.find_known(mechanism)
    return {
        material: sum(weight for weight, _, _ in _iter_paths(ties, material, mechanism, known, degrees))
        for material in candidates
    }


def find_strongest(ties: Ties, material: str, mechanism: str) -> tuple[str, str]:
    """Return of the path that adds most to a score what the two materials share, and the other material."""
    paths = _iter_paths(ties, material, mechanism, ties.find_known(mechanism), _count_materials(ties))
    _, shared, known = min((-weight, shared, known) for weight, shared, known in paths)
    return shared, known


def _iter_paths(
    ties: Ties, material: str, mechanism: str, others: Iterable[str], degrees: Mapping[str, int]
) -> Iterator[tuple[float, str, str]]:
    """Yield for each path its weight, what the two materials share, and the other material.

    One claim makes one tie of a path only: a cell of two materials does not speak for their likeness.
    """
    own = ties.of[material]
    for known in others:
        theirs = ties.of[known]
        for shared in sorted(own.keys() & theirs.keys()):
            if shared == mechanism or known == material:
                continue
            if _are_apart(own[shared], theirs[shared]) and _are_apart(theirs[shared], theirs[mechanism]):
                yield 1 / sqrt(degrees[shared] * len(theirs)), shared, known


def _are_apart(some: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether two ties do not rest on one and the same claim alone."""
    return not some or not others or len(some | others) > 1


def score_common(ties: Ties, mechanism: str, candidates: Iterable[str]) -> Scores:
    """Return how many neighbours each candidate shares with the materials that show the mechanism."""
    shared = {n for known in ties.find_known(mechanism) for n in ties.of[known]} - {mechanism}
    return {m: float(len(shared & ties.of[m].keys())) for m in candidates}


def score_ties(ties: Ties, _mechanism: str, candidates: Iterable[str]) -> Scores:
    """Return the number of ties of each candidate: the most studied first, whatever the mechanism."""
    return {m: float(len(ties.of[m])) for m in candidates}


PATHS: Final = "paths of three ties"
COMMON: Final = "common neighbours"
STUDIED: Final = "most studied material"
CHANCE: Final = "chance"
METHODS: Final[dict[str, Callable[[Ties, str, Iterable[str]], Scores]]] = {
    PATHS: score_paths,
    COMMON: score_common,
    STUDIED: score_ties,
}


def read_ties(ask: Ask) -> Ties:
    """Return all ties of all materials."""
    materials = {row["material"] for row in ask_rows(ask, _MATERIALS)}
    holders = read_holders(ask, materials)
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    mechanisms = set()
    for row in ask_rows(ask, _PHENOMENA):
        for material in holders.get(row["claim"], ()):
            found[material][row["neighbour"]].add(row["claim"])
        if row["class"].endswith("#Mechanism"):
            mechanisms.add(row["neighbour"])
    for row in ask_rows(ask, _MADE_OF):
        if row["material"] in materials:
            found[row["material"]][row["neighbour"]] = set()  # no claim that is taken out unties these
    of = {
        material: {neighbour: frozenset(claims) for neighbour, claims in sorted(ties.items())}
        for material, ties in sorted(found.items())
    }
    return Ties(of, frozenset(mechanisms))


def measure(ties: Ties) -> list[Quality]:
    """Return for each method and level how often a pair that was taken out is found again.

    Each method is held against the simpler ones and chance pair by pair: it is called better or worse only
    where the 95 % interval of the difference does not reach 0.
    """
    pairs = _choose_pairs(ties)
    hits = {name: np.zeros((len(LEVELS), len(pairs))) for name in (*METHODS, CHANCE)}
    for place, (material, mechanism) in enumerate(pairs):
        rest = ties.without(ties.of[material][mechanism])
        candidates = [m for m in rest.of if mechanism not in rest.of[m]]
        for name, score in METHODS.items():
            scores = score(rest, mechanism, candidates)
            hits[name][:, place] = [_expect_hit(scores, material, level) for level in LEVELS]
        hits[CHANCE][:, place] = [min(1.0, level / len(candidates)) for level in LEVELS]
    return [
        _to_quality(name, level, {other: theirs[row] for other, theirs in hits.items()})
        for name in hits
        for row, level in enumerate(LEVELS)
    ]


def measure_prediction(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per method and level: pairs, hits, share, interval, and what may be said of it."""
    for found in measure(read_ties(ask)):
        yield (
            ox.Literal(found.method),
            to_number(found.level),
            to_number(found.pairs),
            to_decimal(found.hits),
            to_decimal(found.share),
            to_decimal(found.low),
            to_decimal(found.high),
            ox.Literal(found.verdict),
        )


def find_suggestions(ask: Ask, ties: Ties) -> list[tuple[float, str, str]]:
    """Return score, material and mechanism of every pair of which nobody speaks, the highest score first.

    A pair that somebody speaks of in any way, be it to deny it, is not untested.
    """
    spoken = {(row["material"], row["mechanism"]) for row in ask_rows(ask, _SPOKEN_OF)}
    found = []
    for mechanism in sorted(ties.mechanisms):
        free = [m for m in ties.of if mechanism not in ties.of[m] and (m, mechanism) not in spoken]
        scores = score_paths(ties, mechanism, free)
        found += [(score, material, mechanism) for material, score in scores.items() if score > 0]
    return sorted(found, key=lambda pair: (-round(pair[0], 12), pair[1:]))


def _count_materials(ties: Ties) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for own in ties.of.values():
        for neighbour in own:
            counts[neighbour] += 1
    return counts


def _choose_pairs(ties: Ties) -> list[tuple[str, str]]:
    pairs = [
        (material, neighbour)
        for material, own in sorted(ties.of.items())
        for neighbour, claims in sorted(own.items())
        if neighbour in ties.mechanisms and claims
    ]
    if len(pairs) <= _MOST_TRIALS:
        return pairs
    chosen = np.random.default_rng(_SEED).choice(len(pairs), _MOST_TRIALS, replace=False)
    return [pairs[place] for place in sorted(chosen.tolist())]


def _expect_hit(scores: Scores, wanted: str, level: int) -> float:
    """Return the chance that one is among the first, where those of one score come in random order."""
    own = round(scores[wanted], 12)
    above = sum(round(score, 12) > own for score in scores.values())
    equal = sum(round(score, 12) == own for score in scores.values())
    return min(1.0, max(0.0, (level - above) / equal))


def _to_quality(name: str, level: int, hits: Mapping[str, NDArray[np.float64]]) -> Quality:
    own = hits[name]
    low, high = find_interval(float(own.sum()), len(own))
    simpler = [*hits][[*hits].index(name) + 1 :]  # the methods stand in the order of their pretensions
    verdict = ", ".join(f"{_compare(own - hits[other])} {other}" for other in simpler)
    return Quality(name, level, len(own), float(own.sum()), low, high, verdict)


def find_interval(hits: float, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209, https://doi.org/10.1080/01621459.1927.10502953
    """
    if not trials:
        return 0.0, 1.0
    share, z = hits / trials, _TWO_SIDED_95
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _compare(differences: NDArray[np.float64]) -> str:
    """Return "better than", "worse than" or "no better than" by the bootstrap of a paired difference."""
    if not len(differences):
        return "no better than"
    drawn = np.random.default_rng(_SEED).integers(0, len(differences), (_RESAMPLES, len(differences)))
    low, high = np.quantile(differences[drawn].mean(axis=1), (0.025, 0.975))
    if low > 0:
        return "better than"
    return "worse than" if high < 0 else "no better than"
