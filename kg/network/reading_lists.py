"""The fewest works that together hold all evidence for a mechanism: a smallest set cover."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Term
from kg.queries.python_questions import Ask, Value, ask_rows, to_number

_BACKING: Final = """SELECT DISTINCT ?claim ?work ?label ?year ?inCorpus
WHERE {
  ?concept al:countsAs $mechanism .
  ?claim al:about ?concept .
  { ?claim al:findingOf ?work }
  UNION
  { ?claim al:assertedBy ?work . FILTER NOT EXISTS { ?claim al:findingOf ?source } }
  ?work rdfs:label ?label .
  OPTIONAL { ?work al:year ?year }
  OPTIONAL { ?work al:inCorpus ?inCorpus }
}
ORDER BY ?claim ?work"""
_MAX_TRIALS: Final = 200_000  # of sets of one size: a second or two


def find_reading_list(ask: Ask, values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per work to read, those that add most claims first.

    Args:
        ask: runs a query.
        values: the `mechanism`.
    """
    covers: dict[str, set[str]] = defaultdict(set)
    about: dict[str, dict[str, str]] = {}
    for row in ask_rows(ask, _BACKING, {"mechanism": values["mechanism"]}):
        covers[row["work"]].add(row["claim"])
        about[row["work"]] = row
    chosen, exact = find_cover(covers)
    seen: set[str] = set()
    left = set(chosen)
    for order in range(1, len(chosen) + 1):
        work = min(left, key=lambda w: (-len(covers[w] - seen), about[w]["label"], w))
        left.remove(work)
        added = covers[work] - seen
        seen |= covers[work]
        row = about[work]
        yield (
            to_number(order),
            ox.NamedNode(work),
            ox.Literal(row["label"]),
            to_number(int(row["year"])) if "year" in row else None,
            to_number(len(covers[work])),
            to_number(len(added)),
            ox.Literal("yes" if row.get("inCorpus") in ("true", "1") else "no"),
            ox.Literal("fewest possible" if exact else "greedily, perhaps not the fewest"),
        )


def find_cover(covers: Mapping[str, set[str]]) -> tuple[list[str], bool]:
    """Return a smallest set of works that covers every claim, sorted, and whether it is known to be smallest.

    Works that alone cover some claim are taken first; the rest is searched by growing size, of equals the
    first by IRI. Where one size would need more than `_MAX_TRIALS` trials, the rest is chosen greedily.

    Args:
        covers: the claims that each work covers.

    Source: V. Chvátal, Math. Oper. Res. 4 (1979) 233, for the greedy choice and its bound H(n).
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for work in sorted(covers):
        for claim in covers[work]:
            holders[claim].append(work)
    needed = {works[0] for works in holders.values() if len(works) == 1}
    done = set().union(*(covers[work] for work in needed)) if needed else set()
    rest = set(holders) - done
    useful = sorted(work for work in covers if work not in needed and covers[work] & rest)
    size = 0
    while rest:
        size += 1
        if comb(len(useful), size) > _MAX_TRIALS:
            return sorted(needed | set(_choose_greedily(useful, covers, rest))), False
        for trial in combinations(useful, size):
            if rest <= set().union(*(covers[work] for work in trial)):
                return sorted(needed | set(trial)), True
    return sorted(needed), True


def _choose_greedily(works: Sequence[str], covers: Mapping[str, set[str]], rest: set[str]) -> list[str]:
    chosen, missing = [], set(rest)
    while missing:
        best = min(works, key=lambda work: (-len(covers[work] & missing), work))
        chosen.append(best)
        missing -= covers[best]
    return chosen
