"""Who knows a subject and has not written with the authors of a paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import networkx as nx
import pyoxigraph as ox

from kg.engines.engine import Term
from kg.network.projections import AUTHORS
from kg.queries.python_questions import Ask, Value, ask_rows, to_number

_EXPERTS: Final = """SELECT DISTINCT ?person ?label ?work ?year
WHERE {
  ?concept al:countsAs $mechanism .
  ?claim al:about ?concept ; al:findingOf ?work .
  ?work al:hasAuthorship ?authorship ; al:year ?year .
  ?authorship al:agent ?person .
  ?person rdfs:label ?label .
}
ORDER BY ?person ?work"""


def find_reviewers(ask: Ask, values: Mapping[str, Value]) -> Iterator[tuple[Term | None, ...]]:
    """Yield a row per possible reviewer: person, works on the mechanism, last year, distance to the authors.

    Most works first, then the most distant. The distance is the number of shared works on the shortest way
    to an author of the paper (2: shares a work with somebody who shares one with an author); those at 0 and 1
    are left out. Cost: one breadth-first search, O(authorships).

    Args:
        ask: runs a query.
        values: the `mechanism`, and the `work` to review.
    """
    paper = values["work"].value
    network: nx.Graph[str] = nx.Graph()
    for row in ask_rows(ask, AUTHORS):
        network.add_edge(row["work"], row["person"])
    authors = set(network[paper]) if paper in network else set()
    steps = nx.multi_source_dijkstra_path_length(network, authors, weight=None) if authors else {}
    works: dict[str, set[str]] = defaultdict(set)
    last: dict[str, int] = {}
    labels: dict[str, str] = {}
    for row in ask_rows(ask, _EXPERTS, {"mechanism": values["mechanism"]}):
        person = row["person"]
        labels[person] = row["label"]
        works[person].add(row["work"])
        last[person] = max(last.get(person, 0), int(row["year"]))
    # People and works alternate on a path, so two steps are one shared work.
    distance = {person: int(steps[person]) // 2 for person in works if person in steps}
    far = len(network)
    able = [person for person in works if distance.get(person, far) > 1]
    for person in sorted(able, key=lambda p: (-len(works[p]), -distance.get(p, far), labels[p], p)):
        yield (
            ox.NamedNode(person),
            ox.Literal(labels[person]),
            to_number(len(works[person])),
            to_number(last[person]),
            to_number(distance[person]) if person in distance else None,
        )
