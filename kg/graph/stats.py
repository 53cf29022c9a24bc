"""How much of what a finished graph holds."""

from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal, QuerySolutions, Store

from kg.graph.store import current_store
from kg.terms import AL, BASE


class KindCount(NamedTuple):
    """How many things of one kind there are."""

    kind: str
    things: int


# Kind in words -> what is counted as ?x, with the prefixes al: and alv:.
_PATTERNS: Final[dict[str, str]] = {
    "papers read": "?x a al:Work ; al:inCorpus true",
    "works": "?x a al:Work",
    "references": "?x a al:Reference",
    "people": "?x a al:Person",
    "organisations": "?x a al:Organisation",
    "citations": "?x a al:Citation",
    "mechanisms": "?x a al:Mechanism . ?claim al:about ?x",
    "effects": "?x a al:Effect . ?claim al:about ?x",
    "failure phenomena": "?x a al:FailurePhenomenon . ?claim al:about ?x",
    "materials": "?x a al:Material . ?s al:about|al:material|al:electrolyte|al:cathode|al:additive ?x",
    "systems": "?x a al:System",
    "claims": "?x a al:Claim",
    "mechanism claims": "?x a al:MechanismClaim",
    "performance claims": "?x a al:PerformanceClaim",
    "price claims": "?x a al:PriceClaim",
    "design claims": "?x a al:DesignClaim",
    "first-hand claims": "?x a al:Claim ; al:origin alv:first-hand",
    "second-hand claims": "?x a al:Claim ; al:origin alv:second-hand",
    "own-view claims": "?x a al:Claim ; al:origin alv:own-view",
    "values": "?x a al:Value",
    "evidence": "?x a al:Evidence",
    "derived links": "?x a al:DerivedLink",
    "reading decisions": "?x a al:ReadingDecision",
    "open reading decisions": "?x a al:ReadingDecision ; al:status alv:open",
    "discrepancies": "?x a al:Discrepancy",
}


def count_build(build_dir: Path) -> list[KindCount]:
    """Return the counts of the finished graph in a build folder.

    Raises:
        KgError: nothing has been built there.
    """
    return count_store(Store.read_only(str(current_store(build_dir))))


def count_store(store: Store) -> list[KindCount]:
    """Return how many things of each kind a store holds: concepts only where a claim or system names them.

    The last entry is the number of triples, each counted once however many graphs have it.
    """
    counts = [
        KindCount(kind, _count(store, f"?x WHERE {{ {pattern} }}")) for kind, pattern in _PATTERNS.items()
    ]
    triples = {(quad.subject, quad.predicate, quad.object) for quad in store}
    return [*counts, KindCount("triples", len(triples))]


def _count(store: Store, pattern: str) -> int:
    query = (
        f"PREFIX al: <{AL}> PREFIX alv: <{BASE}value/> "
        f"SELECT (COUNT(*) AS ?count) WHERE {{ SELECT DISTINCT {pattern} }}"
    )
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    count = next(iter(answer))["count"]
    assert isinstance(count, Literal)
    return int(count.value)
