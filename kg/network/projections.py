"""Works, people, materials and mechanisms as networks of what they share.

`kg.network.networks` tells what nodes, edges and weights mean.

Nodes and edges come in the order of their IRIs, so that the same graph always gives the same network.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import networkx as nx
import numpy as np

from kg.network.arrays import count_pairs, number_edges
from kg.network.rows import add_pairs
from kg.queries.python_questions import Ask, ask_rows

_WORKS: Final = """SELECT DISTINCT ?work ?label ?year ?inCorpus
WHERE {
  ?work a al:Work ; rdfs:label ?label .
  OPTIONAL { ?work al:year ?year }
  OPTIONAL { ?work al:inCorpus ?inCorpus }
}
ORDER BY ?work ?label ?year ?inCorpus"""
CITES: Final = (
    """SELECT DISTINCT ?citing ?cited WHERE { ?citing cito:cites ?cited } ORDER BY ?citing ?cited"""
)
_MARKS: Final = """SELECT ?citing ?cited (COUNT(DISTINCT ?citation) AS ?marks)
WHERE { ?citation cito:hasCitingEntity ?citing ; cito:hasCitedEntity ?cited }
GROUP BY ?citing ?cited
ORDER BY ?citing ?cited"""
_PASSAGES: Final = """SELECT DISTINCT ?evidence ?cited
WHERE { ?citation cito:hasCitedEntity ?cited ; al:evidence ?evidence }
ORDER BY ?evidence ?cited"""
_PEOPLE: Final = """SELECT DISTINCT ?person ?label
WHERE { ?authorship al:agent ?person . ?person rdfs:label ?label }
ORDER BY ?person ?label"""
AUTHORS: Final = """SELECT DISTINCT ?work ?person
WHERE { ?work al:hasAuthorship ?authorship . ?authorship al:agent ?person }
ORDER BY ?work ?person"""
_THINGS: Final = """SELECT DISTINCT ?thing ?label ?class
WHERE {
  ?thing a ?class ; rdfs:label ?label .
  FILTER(?class IN (al:Material, al:Mechanism))
}
ORDER BY ?thing ?label ?class"""
_SUBJECTS: Final = """SELECT DISTINCT ?claim ?subject
WHERE { ?claim al:subject ?subject }
ORDER BY ?claim ?subject"""
_STANDS_FOR: Final = """SELECT DISTINCT ?system ?material
WHERE {
  { ?system al:architecture ?material }
  UNION
  {
    ?system al:hasLayer ?layer .
    ?layer al:material ?material ; al:role ?role .
    FILTER(?role IN (alr:interlayer-metal, alr:interlayer-carbon, alr:interlayer))
  }
}
ORDER BY ?system ?material"""
_SHOWS: Final = """SELECT DISTINCT ?claim ?phenomenon ?class ?negated ?origin ?work
WHERE {
  ?claim al:object|al:through ?phenomenon ; al:negated ?negated ; al:origin ?origin .
  ?phenomenon a ?class .
  FILTER(?class IN (al:Mechanism, al:Effect, al:FailurePhenomenon))
  { ?claim al:findingOf ?work }
  UNION
  { ?claim al:assertedBy ?work . FILTER NOT EXISTS { ?claim al:findingOf ?other } }
}
ORDER BY ?claim ?phenomenon ?class ?negated ?origin ?work"""


@dataclass(frozen=True, slots=True)
class PairClaim:
    """A claim that tells of a material and a phenomenon, the object of the claim or what it acts through.

    Attributes:
        claim: its IRI.
        material: the material of which it tells, by `read_holders`.
        phenomenon: a mechanism, effect or failure.
        denied: whether it says that this is not so.
        origin: "first-hand", "second-hand" or "own-view".
        works: the works whose finding it is, or the one that makes it where it names no source.
    """

    claim: str
    material: str
    phenomenon: str
    denied: bool
    origin: str
    works: tuple[str, ...]


def read_citations(ask: Ask) -> "nx.DiGraph[str]":
    """Return who cites whom, with the number of citation marks as weight."""
    network: nx.DiGraph[str] = nx.DiGraph()
    _add_works(ask, network)
    marks = {(row["citing"], row["cited"]): int(row["marks"]) for row in ask_rows(ask, _MARKS)}
    for row in ask_rows(ask, CITES):
        ends = (row["citing"], row["cited"])
        network.add_edge(*ends, weight=marks.get(ends, 1))
    return network


def read_cocitation(ask: Ask, least: int = 1) -> "nx.Graph[str]":
    """Return works that are cited by the same works, with the number of these as weight.

    Source: H. Small, J. Am. Soc. Inf. Sci. 24 (1973) 265, https://doi.org/10.1002/asi.4630240406
    """
    network: nx.Graph[str] = nx.Graph()
    _add_works(ask, network)
    _add_shared(network, ((row["citing"], row["cited"]) for row in ask_rows(ask, CITES)), least)
    return network


def read_passage_cocitation(ask: Ask, least: int = 1) -> "nx.Graph[str]":
    """Return works that are cited in the same passages, with the number of these as weight."""
    network: nx.Graph[str] = nx.Graph()
    _add_works(ask, network)
    _add_shared(network, ((row["evidence"], row["cited"]) for row in ask_rows(ask, _PASSAGES)), least)
    return network


def read_coupling(ask: Ask, least: int = 1) -> "nx.Graph[str]":
    """Return works that cite the same works, with the number of these as weight.

    Source: M. M. Kessler, Am. Doc. 14 (1963) 10, https://doi.org/10.1002/asi.5090140103
    """
    network: nx.Graph[str] = nx.Graph()
    _add_works(ask, network)
    _add_shared(network, ((row["cited"], row["citing"]) for row in ask_rows(ask, CITES)), least)
    return network


def read_coauthors(ask: Ask, least: int = 1) -> "nx.Graph[str]":
    """Return people who wrote together, with the number of shared works as weight."""
    network: nx.Graph[str] = nx.Graph()
    written = [(row["work"], row["person"]) for row in ask_rows(ask, AUTHORS)]
    works: dict[str, set[str]] = defaultdict(set)
    for work, person in written:
        works[person].add(work)
    labels: dict[str, str] = {}
    for row in ask_rows(ask, _PEOPLE):
        labels.setdefault(row["person"], row["label"])
    for person in sorted(works):
        network.add_node(person, kind="person", label=labels.get(person, person), works=len(works[person]))
    _add_shared(network, written, least)
    return network


def read_mechanisms_of_materials(ask: Ask, least: int = 1) -> "nx.Graph[str]":
    """Return materials and the mechanisms that they are said to show, with the number of claims as weight."""
    network: nx.Graph[str] = nx.Graph()
    kinds: dict[str, dict[str, str]] = {}
    for row in ask_rows(ask, _THINGS):
        kind = row["class"].rpartition("#")[2].lower()
        kinds.setdefault(row["thing"], {"kind": kind, "label": row["label"]})
    network.add_nodes_from((iri, dict(told)) for iri, told in sorted(kinds.items()))
    edges: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    materials = {iri for iri, told in kinds.items() if told["kind"] == "material"}
    for told in read_pairs(ask, materials, ("Mechanism",)):
        found = edges[told.material, told.phenomenon]
        if told.denied:
            found["denied"].add(told.claim)
            continue
        found["claims"].add(told.claim)
        found["works"].update(told.works)
        if told.origin == "first-hand":
            found["first_hand"].add(told.claim)
    for ends, found in sorted(edges.items()):
        if len(found["claims"]) >= max(least, 1):
            network.add_edge(*ends, **_to_counts(found))
    return network


def read_pairs(ask: Ask, materials: Collection[str], classes: Collection[str]) -> list[PairClaim]:
    """Return every claim on a pair of a material and a phenomenon, once per pair, in the order of the claims.

    Args:
        ask: runs a query.
        materials: the materials that count.
        classes: the classes of phenomena that count: "Mechanism", "Effect", "FailurePhenomenon".
    """
    holders = read_holders(ask, materials)
    works: dict[tuple[str, str, bool, str], dict[str, None]] = defaultdict(dict)
    for row in ask_rows(ask, _SHOWS):
        if row["class"].rpartition("#")[2] in classes:
            denied, origin = row["negated"] in ("true", "1"), row["origin"].rpartition("/")[2]
            works[row["claim"], row["phenomenon"], denied, origin][row["work"]] = None
    return [
        PairClaim(claim, material, phenomenon, denied, origin, tuple(found))
        for (claim, phenomenon, denied, origin), found in works.items()
        for material in holders.get(claim, ())
    ]


def read_holders(ask: Ask, materials: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return for each claim the materials of which it tells how they work, sorted.

    These are the subject itself, or the architecture and the interlayers of the cell that is the subject.
    """
    stands_for: dict[str, set[str]] = defaultdict(set)
    for row in ask_rows(ask, _STANDS_FOR):
        stands_for[row["system"]].add(row["material"])
    holders: dict[str, set[str]] = defaultdict(set)
    for row in ask_rows(ask, _SUBJECTS):
        meant = {row["subject"], *stands_for.get(row["subject"], ())}
        holders[row["claim"]].update(iri for iri in meant if iri in materials)
    return {claim: tuple(sorted(found)) for claim, found in holders.items() if found}


def _to_counts(found: Mapping[str, set[str]]) -> dict[str, Any]:
    counts = {name: len(found.get(name, ())) for name in ("works", "first_hand", "denied")}
    return {"weight": len(found["claims"]), **counts, "claims": tuple(sorted(found["claims"]))}


def _add_works(ask: Ask, network: "nx.Graph[str]") -> None:
    for row in ask_rows(ask, _WORKS):
        if row["work"] not in network:
            year = int(row["year"]) if "year" in row else None
            read = row.get("inCorpus") in ("true", "1")
            network.add_node(row["work"], kind="work", label=row["label"], year=year, read_in_full=read)


def _add_shared(network: "nx.Graph[str]", memberships: Iterable[tuple[str, str]], least: int) -> None:
    """Add an edge for each two members that share groups; nodes that are not there yet are no members."""
    edges = number_edges(memberships)
    first, second, shared = count_pairs(edges.sources, edges.targets, len(edges.nodes))
    known = np.array([name in network for name in edges.nodes], dtype=bool)
    kept = (shared >= least) & known[first] & known[second]
    add_pairs(network, edges.nodes, first[kept], second[kept], shared[kept])
