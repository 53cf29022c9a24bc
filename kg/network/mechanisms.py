"""The graph of claims about materials, mechanisms, effects and failures, as a networkx multigraph.

Meaning of the nodes (the node is the IRI; attributes `kind`, `label`, `aliases`, `formula`, `group`,
`definition`, `shown_as`, `address`):
    material, process, mechanism, effect, failure
        An entry of the ontology. All entries are nodes, with or without claims.
    system
        A tested cell design that is subject or object of a claim. `shown_as` names the material
        of its architecture or, where none is told, of its first layer.
    work
        A publication that makes one of the claims or whose finding one of them is.
    other
        Anything else that a claim relates.

Meaning of the edges (the key is unique, the attribute `role` tells them apart):
    role "claim", subject -> object, key = the claim's IRI, attribute `claim` a `ClaimRecord`, weight 1
        One mechanism claim. No claim is ever merged with another or dropped: two works that say the same make
        two edges.
    role "backs", work -> subject or object, key = "backs", weight = number of claims
        The claims at that end whose finding is the work's, or which the work makes without naming a source.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import networkx as nx

from kg.engines.engine import Engine
from kg.network.columns import Columns
from kg.network.things import Things

Polarity = Literal["promoting", "suppressing", "neutral"]


@dataclass(frozen=True)
class Passage:
    """Where a claim can be read.

    Attributes:
        iri: the evidence node.
        work: label of the work in which the passage stands.
        place: "section 4", "caption of Figure 3", "Table 2, row Mg powder".
        from_words: first words of the passage; "" for tables and reference lists.
        to_words: last words of the passage.
        quote: the full passage, "" where the graph was built without texts.
        link: address that opens the publisher's page at the passage, "" where there is none.
    """

    iri: str
    work: str
    place: str
    from_words: str
    to_words: str
    quote: str
    link: str


@dataclass(frozen=True)
class Remark:
    """A reading decision or a discrepancy that touches a claim.

    Attributes:
        iri: the decision or discrepancy.
        role: "decision" or "discrepancy".
        label: its short name.
        text: printed and resolved reading with the reason, or the summary of the discrepancy.
        weight: certainty of a decision, severity of a discrepancy.
    """

    iri: str
    role: Literal["decision", "discrepancy"]
    label: str
    text: str
    weight: str


@dataclass(frozen=True)
class ClaimRecord:
    """One mechanism claim with everything a reader needs to judge it; names are labels, `*_iri` are IRIs."""

    iri: str
    label: str
    subject_iri: str
    relation: str
    object_iri: str
    polarity: Polarity
    negated: bool
    through: tuple[str, ...]
    compared_with: tuple[str, ...]
    context: str
    mode: str
    strength: str
    origin: str
    asserted_by_iri: str
    asserted_by: str
    finding_of_iris: tuple[str, ...]
    finding_of: tuple[str, ...]
    passages: tuple[Passage, ...]
    remarks: tuple[Remark, ...]


def read_mechanism_network(graph: Engine | Columns) -> "nx.MultiDiGraph[str]":
    """Return the multigraph of claims; the module's docstring says what nodes, edges and weights mean.

    Cost: one scan per predicate and one pass over the claims.

    Args:
        graph: an engine, or its columns where somebody reads them already.
    """
    columns = graph if isinstance(graph, Columns) else Columns(graph)
    things = Things(columns)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in things.entries():
        network.add_node(iri, **_node(things, iri))
    backing: Counter[tuple[str, str]] = Counter()
    for claim in read_claims(columns):
        for iri in (claim.subject_iri, claim.object_iri):
            if iri not in network:
                network.add_node(iri, **_node(things, iri))
        network.add_edge(
            claim.subject_iri, claim.object_iri, key=claim.iri, role="claim", claim=claim, weight=1
        )
        for work_iri in backers(claim):
            backing.update({(work_iri, claim.subject_iri), (work_iri, claim.object_iri)})
    for (work_iri, end_iri), count in sorted(backing.items()):
        if work_iri not in network:
            network.add_node(work_iri, **_node(things, work_iri))
        network.add_edge(work_iri, end_iri, key="backs", role="backs", weight=count)
    return network


def read_claims(columns: Columns) -> Iterator[ClaimRecord]:
    """Yield every mechanism claim that has a subject and an object, ordered by IRI."""
    touching = read_discrepancies(columns)
    for iri in columns.instances_of("al:MechanismClaim"):
        claim = _read_claim(columns, iri, touching)
        if claim.subject_iri and claim.object_iri:
            yield claim  # the shapes refuse any other claim; a graph never checked may hold one


def _node(things: Things, iri: str) -> dict[str, Any]:
    thing = asdict(things.get(iri))
    del thing["iri"], thing["year"]
    return thing


def backers(claim: ClaimRecord) -> tuple[str, ...]:
    """Return the works whose finding the claim is, or the work that makes it where it names no source."""
    return claim.finding_of_iris or ((claim.asserted_by_iri,) if claim.asserted_by_iri else ())


def iter_claims(network: "nx.MultiDiGraph[str]") -> list[ClaimRecord]:
    """Return every claim of the network, ordered by IRI."""
    records = [data["claim"] for _, _, data in network.edges(data=True) if data["role"] == "claim"]
    return sorted(records, key=lambda claim: claim.iri)


def _read_claim(columns: Columns, iri: str, touching: dict[str, list[Remark]]) -> ClaimRecord:
    relation = columns.one_of(iri, "al:relation")
    polarity = columns.one_of(relation, "al:polarity").rpartition("/")[2]
    finding_of = columns.all_of(iri, "al:findingOf")
    asserted_by = columns.one_of(iri, "al:assertedBy")
    decisions = [read_decision(columns, decision) for decision in columns.all_of(iri, "al:hasDecision")]

    def names(predicate: str) -> tuple[str, ...]:
        return tuple(columns.name(value) for value in columns.all_of(iri, predicate))

    return ClaimRecord(
        iri=iri,
        label=columns.name(iri),
        subject_iri=columns.one_of(iri, "al:subject"),
        relation=columns.name(relation),
        object_iri=columns.one_of(iri, "al:object"),
        polarity=_to_polarity(polarity),
        negated=columns.one_of(iri, "al:negated") in {"true", "1"},
        through=names("al:through"),
        compared_with=names("al:comparedWith"),
        context=columns.one_of(iri, "al:context"),
        mode=columns.name(columns.one_of(iri, "al:mode")),
        strength=columns.name(columns.one_of(iri, "al:strength")),
        origin=columns.name(columns.one_of(iri, "al:origin")),
        asserted_by_iri=asserted_by,
        asserted_by=columns.name(asserted_by),
        finding_of_iris=finding_of,
        finding_of=tuple(columns.name(work) for work in finding_of),
        passages=tuple(read_passage(columns, place) for place in columns.all_of(iri, "al:evidence")),
        remarks=(*decisions, *touching.get(iri, ())),
    )


def _to_polarity(word: str) -> Polarity:
    if word == "promoting":
        return "promoting"
    return "suppressing" if word == "suppressing" else "neutral"


def read_passage(columns: Columns, iri: str) -> Passage:
    """Return the passage that an evidence node points to, with the quote where the graph holds it."""
    quotes = [
        quote
        for selector in columns.all_of(iri, "oa:hasSelector")
        for quote in columns.all_of(selector, "oa:exact")
    ]
    link = columns.one_of(iri, "al:link")
    return Passage(
        iri=iri,
        work=columns.name(columns.one_of(iri, "al:inWork")),
        place=columns.one_of(iri, "al:place") or columns.name(iri),
        from_words=columns.one_of(iri, "al:fromWords"),
        to_words=columns.one_of(iri, "al:toWords"),
        quote=quotes[0] if quotes else "",
        link=link if link.startswith(("https://", "http://")) else "",
    )


def read_decision(columns: Columns, iri: str) -> Remark:
    """Return a reading decision as a remark: printed and resolved reading, and the reason."""
    printed = columns.one_of(iri, "al:printedText")
    resolved = columns.name(columns.one_of(iri, "al:resolvedTo")) or columns.one_of(iri, "al:resolvedText")
    reading = f"Printed “{printed}”, " + (f"read as “{resolved}”. " if resolved else "not settled. ")
    return Remark(
        iri=iri,
        role="decision",
        label=columns.name(iri),
        text=reading + columns.one_of(iri, "al:reason"),
        weight=columns.name(columns.one_of(iri, "al:certainty")),
    )


def read_discrepancies(columns: Columns) -> dict[str, list[Remark]]:
    """Return the discrepancies that concern a record, by the record's IRI."""
    touching: dict[str, list[Remark]] = {}
    for iri in columns.instances_of("al:Discrepancy"):
        remark = Remark(
            iri=iri,
            role="discrepancy",
            label=columns.name(iri),
            text=columns.one_of(iri, "al:summary"),
            weight=columns.name(columns.one_of(iri, "al:severity")),
        )
        for touched in columns.all_of(iri, "al:concerns"):
            touching.setdefault(touched, []).append(remark)
    return touching
