"""Groups of people and works by shared authorship, and how many of them stand behind a statement.

Two works belong to one group when they share an author, directly or through further works that are looked at;
a group is a connected component of that relation. Who is one author is what the identity decisions of the
graph say.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import networkx as nx
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.network.projections import AUTHORS
from kg.queries.python_questions import Ask, Value, ask_rows, to_decimal, to_number

_LABELS: Final = """SELECT DISTINCT ?thing ?label
WHERE { ?thing a ?class ; rdfs:label ?label . VALUES ?class { al:Work al:Person } }
ORDER BY ?thing ?label"""
_STATEMENTS: Final = """SELECT DISTINCT ?claim ?claimLabel ?saidBy ?work ?subject ?subjectLabel ?relation
       ?relationLabel ?object ?objectLabel ?evidence ?evidenceLabel ?link
WHERE {
  ?claim al:negated false ; al:findingOf ?work ; al:subject ?subject ; al:relation ?relation ;
         al:object ?object ; rdfs:label ?claimLabel ; al:assertedBy ?asserter ; al:evidence ?evidence .
  ?subject rdfs:label ?subjectLabel .
  ?relation rdfs:label ?relationLabel .
  ?object rdfs:label ?objectLabel .
  ?asserter rdfs:label ?saidBy .
  ?evidence rdfs:label ?evidenceLabel .
  OPTIONAL { ?evidence al:link ?link }
}
ORDER BY ?subject ?relation ?object ?claim ?evidence ?work"""
_PHENOMENA: Final = """SELECT DISTINCT ?phenomenon ?label ?claim ?work
WHERE {
  ?claim al:about ?phenomenon .
  ?phenomenon a ?class ; rdfs:label ?label .
  VALUES ?class { al:Mechanism al:Effect al:FailurePhenomenon }
  OPTIONAL { ?claim al:findingOf ?work }
}
ORDER BY ?phenomenon ?claim ?work"""
_MECHANISMS: Final = """SELECT DISTINCT ?mechanism ?label ?claim ?work
WHERE {
  ?claim al:about ?mechanism ; al:findingOf ?work .
  ?mechanism a al:Mechanism ; rdfs:label ?label .
}
ORDER BY ?mechanism ?claim ?work"""


def count_support(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per statement on a mechanism: groups, works, claims, the statement, its first claim.

    Most groups first, then most works, then by name. Cost: O(works x authors) per statement.
    """
    authors, labels = _read_authors(ask), _read_labels(ask)
    claims: dict[tuple[str, ...], set[str]] = defaultdict(set)
    works: dict[tuple[str, ...], set[str]] = defaultdict(set)
    first: dict[tuple[str, ...], dict[str, str]] = {}
    for row in ask_rows(ask, _STATEMENTS):
        names = ("subject", "subjectLabel", "relationLabel", "object", "objectLabel")
        statement = tuple(row[name] for name in names)
        claims[statement].add(row["claim"])
        works[statement].add(row["work"])
        first.setdefault(statement, row)
    groups = {statement: count_independent(found, authors) for statement, found in works.items()}
    for statement in sorted(works, key=lambda s: (-groups[s], -len(works[s]), s[1], s[4], s[2], s)):
        subject, subject_label, relation, target, target_label = statement
        told = first[statement]
        yield (
            to_number(groups[statement]),
            to_number(len(works[statement])),
            to_number(len(claims[statement])),
            ox.NamedNode(subject),
            ox.Literal(subject_label),
            ox.Literal(relation),
            ox.NamedNode(target),
            ox.Literal(target_label),
            ox.NamedNode(told["claim"]),
            ox.Literal(told["claimLabel"]),
            ox.Literal(told["saidBy"]),
            ox.Literal("; ".join(sorted(labels.get(work, work) for work in works[statement]))),
            ox.NamedNode(told["evidence"]),
            ox.Literal(told["evidenceLabel"]),
            ox.NamedNode(told["link"]) if "link" in told else None,
        )


def count_groups(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per mechanism, effect and failure: claims, works, groups, claims per group.

    Most claims per group first. Where no claim names a work, there is no group and no ratio, and the row is
    among the last.
    """
    authors = _read_authors(ask)
    labels: dict[str, str] = {}
    claims: dict[str, set[str]] = defaultdict(set)
    works: dict[str, set[str]] = defaultdict(set)
    for row in ask_rows(ask, _PHENOMENA):
        labels[row["phenomenon"]] = row["label"]
        claims[row["phenomenon"]].add(row["claim"])
        if "work" in row:
            works[row["phenomenon"]].add(row["work"])
    groups = {iri: count_independent(works.get(iri, ()), authors) for iri in labels}

    def rank(iri: str) -> tuple[float, int, str, str]:
        ratio = len(claims[iri]) / groups[iri] if groups[iri] else 0.0
        return -ratio, -len(claims[iri]), labels[iri], iri

    for iri in sorted(labels, key=rank):
        yield (
            ox.NamedNode(iri),
            ox.Literal(labels[iri]),
            to_number(len(claims[iri])),
            to_number(len(works.get(iri, ()))),
            to_number(groups[iri]),
            to_decimal(len(claims[iri]) / groups[iri]) if groups[iri] else None,
        )


def find_clusters(ask: Ask, _values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per cluster of co-authors: best-known member, size, works, favoured mechanism, its claims.

    Largest first. The favoured mechanism is the one on which most claims tell of the cluster's findings, of
    equals the first by name; blank where there is none.
    """
    authors, labels = _read_authors(ask), _read_labels(ask)
    told: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for row in ask_rows(ask, _MECHANISMS):
        told[row["work"]].add((row["mechanism"], row["label"], row["claim"]))
    written = Counter(person for people in authors.values() for person in people)
    clusters = []
    for works in find_independent(authors, authors):
        people = set().union(*(authors[work] for work in works))
        clusters.append((people, works))
    for people, works in sorted(clusters, key=lambda pair: (-len(pair[0]), -len(pair[1]), min(pair[0]))):
        best = min(people, key=lambda person: (-written[person], labels.get(person, person), person))
        favoured = _find_favoured({entry for work in works for entry in told.get(work, ())})
        yield (
            ox.NamedNode(best),
            ox.Literal(labels.get(best, best)),
            to_number(len(people)),
            to_number(len(works)),
            *favoured,
        )


def _find_favoured(entries: set[tuple[str, str, str]]) -> tuple[Term | None, Term | None, Term | None]:
    counts = Counter((label, mechanism) for mechanism, label, _ in entries)
    if not counts:
        return None, None, None
    label, mechanism = min(counts, key=lambda key: (-counts[key], key))
    return ox.NamedNode(mechanism), ox.Literal(label), to_number(counts[label, mechanism])


def count_independent(works: Collection[str], authors: Mapping[str, frozenset[str]]) -> int:
    """Return into how many groups the works fall; see `find_independent`."""
    return len(find_independent(works, authors))


def find_independent(works: Collection[str], authors: Mapping[str, frozenset[str]]) -> list[set[str]]:
    """Return the groups of works that share no author with a work of another group, ordered by first IRI.

    Args:
        works: IRIs of works; a work without known authors is a group of its own.
        authors: the authors of each work.
    """
    network: nx.Graph[tuple[str, str]] = nx.Graph()
    for work in works:
        network.add_node(("work", work))
        network.add_edges_from((("work", work), ("person", person)) for person in authors.get(work, ()))
    found = [
        {iri for kind, iri in component if kind == "work"} for component in nx.connected_components(network)
    ]
    return sorted(found, key=min)


def _read_authors(ask: Ask) -> dict[str, frozenset[str]]:
    people: dict[str, set[str]] = defaultdict(set)
    for row in ask_rows(ask, AUTHORS):
        people[row["work"]].add(row["person"])
    return {work: frozenset(found) for work, found in people.items()}


def _read_labels(ask: Ask) -> dict[str, str]:
    return {row["thing"]: row["label"] for row in ask_rows(ask, _LABELS)}
