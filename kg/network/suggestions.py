"""Untested pairs of material and mechanism that look likely, each with the evidence that suggests it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Term
from kg.network.evidence_paths import MODES, STRENGTHS, read_details, read_labels
from kg.network.link_prediction import (
    CHANCE,
    LEVELS,
    PATHS,
    Ties,
    find_strongest,
    find_suggestions,
    measure,
    read_ties,
)
from kg.queries.python_questions import Ask, Value, ask_rows, to_decimal, to_number

_MOST: Final = 200  # pairs; nobody reads further, and each asks for its claims
_PARTS: Final = "SELECT DISTINCT ?whole ?part WHERE { ?whole al:hasConstituent ?part } ORDER BY ?whole ?part"


def find_untested_pairs(ask: Ask, values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield three rows per suggested pair: a row per step of the path that adds most to its score.

    Highest score first. The first row of a pair says how often such suggestions are right where the answer is
    known.

    Args:
        ask: runs a query.
        values: `count`, the number of pairs.
    """
    ties = read_ties(ask)
    wanted = min(max(int(values["count"].value), 0), _MOST)
    chosen = find_suggestions(ask, ties)[:wanted]
    if not chosen:
        return
    paths = [_to_steps(ties, material, mechanism) for _, material, mechanism in chosen]
    things = {iri for path in paths for step in path for iri in step}
    labels = read_labels(ask, things)
    wholes = {(row["whole"], row["part"]) for row in ask_rows(ask, _PARTS)}
    details = read_details(
        ask, {claim for path in paths for step in path for claim in ties.of[step[0]][step[1]]}
    )
    trust = ox.Literal(_describe_trust(ties))
    for rank, ((score, material, mechanism), path) in enumerate(zip(chosen, paths, strict=True), start=1):
        for number, (holder, neighbour) in enumerate(path, start=1):
            yield (
                to_number(rank),
                ox.NamedNode(material),
                ox.Literal(labels[material]),
                ox.NamedNode(mechanism),
                ox.Literal(labels[mechanism]),
                to_decimal(score),
                to_number(number),
                *_to_evidence(
                    ties.of[holder][neighbour], details, _say_tie(holder, neighbour, wholes, labels)
                ),
                trust if number == 1 else None,
            )


def _to_steps(ties: Ties, material: str, mechanism: str) -> tuple[tuple[str, str], ...]:
    """Return the ties of the path: material to what is shared, another material to that, to the mechanism."""
    shared, known = find_strongest(ties, material, mechanism)
    return (material, shared), (known, shared), (known, mechanism)


def _say_tie(holder: str, neighbour: str, wholes: set[tuple[str, str]], labels: Mapping[str, str]) -> str:
    """Return in words what the ontology says of two things; of no use where claims tie them."""
    if (holder, neighbour) in wholes:
        return f"{labels[holder]} contains {labels[neighbour]}"
    if (neighbour, holder) in wholes:
        return f"{labels[neighbour]} contains {labels[holder]}"
    return f"{labels[holder]} is of the class {labels[neighbour]}"


def _to_evidence(
    claims: frozenset[str], details: Mapping[str, Mapping[str, str]], otherwise: str
) -> Iterator[Term | None]:
    """Yield statement and origin of the claim that says most, or what the ontology says."""
    told = [(claim, details[claim]) for claim in sorted(claims) if claim in details]
    if not told:
        yield from (None, ox.Literal(otherwise), *[None] * 7)
        return
    claim, best = min(told, key=lambda pair: (_rank(pair[1]), pair[0]))
    yield from (ox.NamedNode(claim), ox.Literal(best["label"]))
    for name in ("sayer", "found", "strength", "mode"):
        yield ox.Literal(best[name]) if name in best else None
    yield from (ox.NamedNode(best["evidence"]), ox.Literal(best["place"]))
    yield ox.NamedNode(best["link"]) if "link" in best else None


def _rank(told: Mapping[str, str]) -> tuple[int, int]:
    mode, strength = told["mode"], told["strength"]
    return (
        MODES.index(mode) if mode in MODES else len(MODES),
        STRENGTHS.index(strength) if strength in STRENGTHS else len(STRENGTHS),
    )


def _describe_trust(ties: Ties) -> str:
    """Return in few words how often such suggestions are right; `prediction-quality` tells it in full."""
    found = next(q for q in measure(ties) if q.method == PATHS and q.level == LEVELS[-1])
    share = (
        f"{found.share:.2f} ({found.low:.2f} to {found.high:.2f}) of {found.pairs} known pairs found again"
    )
    return f"{share}; {_judge(found.verdict.split(', '))}"


def _judge(comparisons: Sequence[str]) -> str:
    """Return what comparisons with simpler rankings and chance come to, the least flattering first."""
    if f"better than {CHANCE}" not in comparisons:
        return "no better than chance"
    if any(told.startswith("worse") for told in comparisons):
        return "simpler rankings do better"
    if any(told.startswith("no better") for told in comparisons):
        return "simpler rankings do as well"
    return "better than simpler rankings"
