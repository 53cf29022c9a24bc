"""The shortest chains of claims that connect two things.

Nodes are materials, systems, processes, mechanisms, effects and failures, and the two ends where these
are works or people. A step is a claim that relates two of them, in either direction; what a composite
contains and what a cell is built with are steps as well, told as such. A claim stands for one step of a
chain only.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias

import networkx as nx
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.queries.python_questions import Ask, Value, ask_rows, to_number

# What lengthens a step without making it one more: that it tells of a make-up and not of a mechanism, or that
# few claims speak for it. So of chains with as many steps those come first that explain most.
_STRUCTURE: Final = 0.02
_LONELY: Final = 0.01
_MOST_TRIED: Final = 2000  # chains that are looked at before the search is given up
# Which claim stands for a step: how it is known, how firmly it is worded.
MODES: Final = ("measured", "calculated", "stated", "proposed", "aim")
STRENGTHS: Final = ("confirmed", "asserted", "suggested", "possible")
_OF_NUMBERS: Final = (1, 0, len(MODES), len(STRENGTHS))  # a claim that states a value

_CLAIMS: Final = """SELECT DISTINCT ?claim ?subject ?object ?through ?negated ?mode ?strength
WHERE {
  ?claim a al:MechanismClaim ; al:subject ?subject ; al:object ?object ; al:negated ?negated ;
         al:mode ?mode ; al:strength ?strength .
  OPTIONAL { ?claim al:through ?through }
}
ORDER BY ?claim ?subject ?object ?through"""
_DESIGNS: Final = """SELECT DISTINCT ?claim ?subject ?object ?mode ?strength
WHERE {
  ?claim a al:DesignClaim ; al:about ?subject ; al:statedEntity ?object ; al:mode ?mode ;
         al:strength ?strength .
  ?subject a al:System .
  { ?object a al:Material } UNION { ?object a al:Process }
}
ORDER BY ?claim ?subject ?object"""
_PARTS: Final = """SELECT DISTINCT ?whole ?part ?manner
WHERE {
  { ?whole al:hasConstituent ?part . BIND("contains" AS ?manner) }
  UNION
  { ?whole al:hasLayer ?layer . ?layer al:material ?part . BIND("is built with" AS ?manner) }
}
ORDER BY ?whole ?part ?manner"""
_FINDINGS: Final = """SELECT DISTINCT ?claim ?thing
WHERE {
  { ?claim al:findingOf $work }
  UNION
  { ?claim al:assertedBy $work . FILTER NOT EXISTS { ?claim al:findingOf ?other } }
  { ?claim al:subject|al:object|al:through|al:statedEntity ?thing }
  UNION
  { ?claim al:about ?thing . ?thing a al:System }
}
ORDER BY ?claim ?thing"""
_WORKS: Final = """SELECT DISTINCT ?work
WHERE { ?work al:hasAuthorship ?authorship . ?authorship al:agent $person }
ORDER BY ?work"""
_LABELS: Final = """SELECT DISTINCT ?thing ?label
WHERE { VALUES ?thing { THINGS } ?thing rdfs:label ?label }
ORDER BY ?thing ?label"""
_DETAILS: Final = """SELECT DISTINCT ?claim ?label ?negated ?polarity ?sayer ?found ?mode ?strength
       ?evidence ?place ?link
WHERE {
  VALUES ?claim { THINGS }
  ?claim rdfs:label ?label ; al:assertedBy ?asserter ; al:mode/rdfs:label ?mode ;
         al:strength/rdfs:label ?strength ; al:evidence ?evidence .
  ?asserter rdfs:label ?sayer .
  ?evidence rdfs:label ?place .
  OPTIONAL { ?evidence al:link ?link }
  OPTIONAL { ?claim al:negated ?negated }
  OPTIONAL { ?claim al:relation ?relation . ?relation al:polarity ?way . ?way rdfs:label ?polarity }
  OPTIONAL { ?claim al:findingOf ?work . ?work rdfs:label ?found }
}
ORDER BY ?claim ?evidence ?found ?label ?polarity ?mode ?strength ?place ?link"""
# A query of its own: as an optional part of the other Oxigraph would find the numbers of all references.
_NUMBERS: Final = """SELECT DISTINCT ?claim ?number
WHERE {
  VALUES ?claim { THINGS }
  ?claim al:findingOf ?listed ; al:assertedBy ?asserter .
  ?reference al:refersTo ?listed ; al:inListOf ?asserter ; al:number ?number .
}
ORDER BY ?claim ?number"""

Rank: TypeAlias = tuple[int, int, int, int]
Manner = Literal["claim", "contains", "is built with", "wrote"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain.

    Attributes:
        start: where it begins.
        end: where it ends.
        claim: the claim that stands for it, "" where it is a part of a whole or an author of a work.
        manner: "claim", or how the two belong together.
        holder: of the two the whole, or the author; "" for a claim.
        others: the number of further claims that relate the two.
    """

    start: str
    end: str
    claim: str
    manner: str
    holder: str
    others: int


def find_paths(ask: Ask, values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per step of the shortest chains, those with fewest steps first.

    Of chains with as many steps those come first for whose steps most claims speak. Cost: Yen's algorithm,
    O(chains x length x claims), over the things that lie on some chain that is short enough.

    Args:
        ask: runs a query.
        values: the things `from` and `to`, the greatest number of steps `maxLength`, the number of chains
            `count`.

    Source: J. Y. Yen, Manage. Sci. 17 (1971) 712, as in `networkx.shortest_simple_paths`.
    """
    start, end = values["from"].value, values["to"].value
    longest, wanted = max(int(values["maxLength"].value), 0), max(int(values["count"].value), 0)
    network = read_network(ask, (start, end))
    chains = list(find_chains(network, start, end, longest, wanted))
    labels = read_labels(ask, {iri for chain in chains for step in chain for iri in (step.start, step.end)})
    details = read_details(ask, {step.claim for chain in chains for step in chain if step.claim})
    for number, chain in enumerate(chains, start=1):
        for place, step in enumerate(chain, start=1):
            yield (
                to_number(number),
                to_number(place),
                ox.NamedNode(step.start),
                ox.Literal(labels[step.start]),
                ox.NamedNode(step.end),
                ox.Literal(labels[step.end]),
                *_to_terms(step, details.get(step.claim, {}), labels),
            )


def read_network(ask: Ask, ends: Iterable[str] = ()) -> "nx.Graph[str]":
    """Return the things that claims relate; an edge holds `claims` (IRI to rank, best first) and `manner`.

    Args:
        ask: runs a query.
        ends: works and people are part of the network only where they are one of these.
    """
    network: nx.Graph[str] = nx.Graph()
    ranks: dict[str, Rank] = {}
    for row in [*ask_rows(ask, _CLAIMS), *ask_rows(ask, _DESIGNS)]:
        claim = row["claim"]
        ranks[claim] = _rank(row)
        stops = [row["subject"], *([row["through"]] if "through" in row else []), row["object"]]
        for start, end in {(stops[0], stops[-1]), *pairwise(stops)}:
            _add_claim(network, start, end, claim, ranks[claim])
    for row in ask_rows(ask, _PARTS):
        _add_part(network, row["whole"], row["part"], row["manner"])
    for end in sorted(set(ends)):
        _add_works(ask, network, ranks, end)
    for _, _, edge in network.edges(data=True):
        telling = sum(rank[0] == 0 for rank in edge["claims"].values())
        edge["length"] = 1 + (_LONELY / telling if telling else _STRUCTURE)
    return network


def find_chains(
    network: "nx.Graph[str]", start: str, end: str, longest: int, wanted: int
) -> Iterator[tuple[Step, ...]]:
    """Yield chains from one node of `read_network` to another, the shortest first.

    Args:
        network: what `read_network` gives.
        start: where chains begin.
        end: where they end.
        longest: the greatest number of steps.
        wanted: the greatest number of chains.
    """
    if start == end or start not in network or end not in network or not wanted:
        return
    near = nx.single_source_shortest_path_length(network, start, cutoff=longest)
    far = nx.single_source_shortest_path_length(network, end, cutoff=longest)
    between = network.subgraph(
        node for node, steps in near.items() if steps + far.get(node, longest) <= longest
    )
    if end not in between:
        return
    found = 0
    ordered: nx.Graph[str] = nx.Graph()  # in one order, so that equals come in the same order every time
    ordered.add_nodes_from(sorted(between))
    ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in between.edges))
    for a, b in ordered.edges:
        ordered.edges[a, b].update(network.edges[a, b])
    paths = nx.shortest_simple_paths(ordered, start, end, weight="length")
    for tried, path in enumerate(paths):
        if len(path) - 1 > longest or tried == _MOST_TRIED:
            return
        chain = _to_chain(network, path)
        if chain:
            yield chain
            found += 1
        if found == wanted:
            return


def _to_chain(network: "nx.Graph[str]", path: Sequence[str]) -> tuple[Step, ...]:
    """Return the steps of a path, a claim of its own for each; empty where there are too few claims."""
    edges = [(a, b, network.edges[a, b]) for a, b in pairwise(path)]
    used: dict[int, str] = {}
    for place in sorted(range(len(edges)), key=lambda i: len(edges[i][2]["claims"])):
        edge = edges[place][2]
        free = [claim for claim in edge["claims"] if claim not in used.values()]
        if free:
            used[place] = min(free, key=lambda claim: (edge["claims"][claim], claim))
        elif not edge["manner"]:
            return ()
    return tuple(
        Step(
            a,
            b,
            used.get(place, ""),
            "claim" if place in used else edge["manner"],
            "" if place in used else edge["holder"],
            max(len(edge["claims"]) - 1, 0),
        )
        for place, (a, b, edge) in enumerate(edges)
    )


def _add_claim(network: "nx.Graph[str]", start: str, end: str, claim: str, rank: Rank) -> None:
    if start != end:
        if not network.has_edge(start, end):
            network.add_edge(start, end, claims={}, manner="", holder="")
        network.edges[start, end]["claims"][claim] = rank


def _add_part(network: "nx.Graph[str]", whole: str, part: str, manner: str) -> None:
    if whole != part:
        if not network.has_edge(whole, part):
            network.add_edge(whole, part, claims={}, manner="", holder="")
        network.edges[whole, part].update(manner=manner, holder=whole)


def _add_works(ask: Ask, network: "nx.Graph[str]", ranks: Mapping[str, Rank], end: str) -> None:
    """Add the findings of an end that is a work, or of the works of an end that is a person."""
    works = [row["work"] for row in ask_rows(ask, _WORKS, {"person": ox.NamedNode(end)})]
    for work in works:
        _add_part(network, end, work, "wrote")
    for work in works or [end]:
        for row in ask_rows(ask, _FINDINGS, {"work": ox.NamedNode(work)}):
            if row["thing"] in network:
                _add_claim(network, work, row["thing"], row["claim"], ranks.get(row["claim"], _OF_NUMBERS))


def _rank(row: Mapping[str, str]) -> Rank:
    """Return what puts the claim first that says most: of a mechanism, not denied, measured, confirmed."""
    mode, strength = (row[name].rpartition("/")[2] for name in ("mode", "strength"))
    denied = row.get("negated") in ("true", "1")
    return (
        int("negated" not in row),  # a claim of what a cell is made of cannot be denied
        int(denied),
        MODES.index(mode) if mode in MODES else len(MODES),
        STRENGTHS.index(strength) if strength in STRENGTHS else len(STRENGTHS),
    )


def read_labels(ask: Ask, things: set[str]) -> dict[str, str]:
    """Return the name of each thing, its IRI where it has none."""
    labels = {iri: iri for iri in things}
    for row in _ask_about(ask, _LABELS, things):
        if labels[row["thing"]] == row["thing"]:
            labels[row["thing"]] = row["label"]
    return labels


def read_details(ask: Ask, claims: set[str]) -> dict[str, dict[str, str]]:
    """Return for each claim the row of its first passage, with all works whose finding it is."""
    found: dict[str, dict[str, str]] = {}
    for row in _ask_about(ask, _DETAILS, claims):
        _add_value(found.setdefault(row["claim"], row), row, "found")
    for row in _ask_about(ask, _NUMBERS, set(found)):
        _add_value(found[row["claim"]], row, "number")
    return found


def _add_value(told: dict[str, str], row: Mapping[str, str], name: str) -> None:
    """Add what a further row tells under a name to what is told there already."""
    if name in row and row[name] not in told.setdefault(name, row[name]).split(", "):
        told[name] += f", {row[name]}"


def _ask_about(ask: Ask, query: str, things: set[str]) -> list[dict[str, str]]:
    if not things:
        return []
    listed = " ".join(str(ox.NamedNode(iri)) for iri in sorted(things))
    return ask_rows(ask, query.replace("THINGS", listed))


def _to_terms(step: Step, told: Mapping[str, str], labels: Mapping[str, str]) -> Iterator[Term | None]:
    if not step.claim:
        whole, part = step.holder, step.end if step.holder == step.start else step.start
        yield from (None, ox.Literal(f"{labels[whole]} {step.manner} {labels[part]}"))
        yield from [None] * 9
        yield to_number(step.others)
        return
    denied = told.get("negated") in ("true", "1")
    yield from (ox.NamedNode(step.claim), ox.Literal(told["label"]))
    yield (
        ox.Literal(f"{told['polarity']}, denied" if denied else told["polarity"])
        if "polarity" in told
        else None
    )
    yield from (_literal(told, name) for name in ("sayer", "found", "number", "strength", "mode"))
    yield ox.NamedNode(told["evidence"])
    yield ox.Literal(told["place"])
    yield ox.NamedNode(told["link"]) if "link" in told else None
    yield to_number(step.others)


def _literal(told: Mapping[str, str], name: str) -> ox.Literal | None:
    return ox.Literal(told[name]) if name in told else None
