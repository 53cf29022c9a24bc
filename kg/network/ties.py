"""Everything the graph relates, as ties: two things, how they are related, and the record that says so.

A tie is never merged with another: two records that relate the same two things make two ties. What a tie
means is told by its stroke:

    promoting, suppressing, neutral, denied
        A mechanism claim, from its subject to its object; a denial is a stroke of its own.
    part
        A tested cell and a material it is built with; the record is the claim on its design, else the cell.
    value, unreported
        A tested cell or material and a quantity; the record is the claim that states the value, or that the
        source has none to give.
    data, support, solution, background, dispute
        A citation, from the citing to the cited work, by what it is cited for.
    author, together, member
        A person and a work of theirs; two people and a work of both; a person and an institution.
    high, medium, low
        A discrepancy, by severity, and a thing it concerns.
    source
        A work and a thing that one of its findings is about; the record is the claim.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from kg.network.columns import Columns

# Source: CiTO, the Citation Typing Ontology 2.8.1, http://purl.org/spar/cito; the first group that fits.
INTENTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("dispute", ("critiques", "disputes", "disagreesWith", "refutes", "corrects", "ridicules", "retracts")),
    (
        "data",
        ("includesExcerptFrom", "citesAsDataSource", "usesDataFrom", "usesMethodIn", "extends", "updates"),
    ),
    ("solution", ("citesAsPotentialSolution",)),
    (
        "support",
        (
            "containsAssertionFrom",
            "citesAsEvidence",
            "citesAsAuthority",
            "obtainsSupportFrom",
            "supports",
            "confirms",
            "agreesWith",
            "usesConclusionsFrom",
        ),
    ),
)
PARTS: Final = ("al:electrolyte", "al:cathode", "al:counterElectrode", "al:additive", "al:process")


@dataclass(frozen=True, slots=True)
class Tie:
    """Two things related by a record; all but `stroke` and `relation` are IRIs."""

    start: str
    end: str
    stroke: str
    relation: str
    record: str


def iter_mechanism_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per mechanism claim, from what acts to what it does, shows or works against."""
    for claim in columns.instances_of("al:MechanismClaim"):
        start, end = columns.one_of(claim, "al:subject"), columns.one_of(claim, "al:object")
        if start and end:
            yield Tie(start, end, _polarity(columns, claim), _relation(columns, claim), claim)


def iter_effect_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per mechanism and effect or failure: what a claim says of a mechanism or through it."""
    mechanisms = set(columns.instances_of("al:Mechanism"))
    ends = {*columns.instances_of("al:Effect"), *columns.instances_of("al:FailurePhenomenon")}
    for claim in columns.instances_of("al:MechanismClaim"):
        end = columns.one_of(claim, "al:object")
        starts = {columns.one_of(claim, "al:subject"), *columns.all_of(claim, "al:through")}
        if end not in ends:
            continue
        for start in sorted((starts & mechanisms) - ends - {end}):
            yield Tie(start, end, _polarity(columns, claim), _relation(columns, claim), claim)


def _polarity(columns: Columns, claim: str) -> str:
    if columns.one_of(claim, "al:negated") in {"true", "1"}:
        return "denied"
    relation = columns.one_of(claim, "al:relation")
    word = columns.one_of(relation, "al:polarity").rpartition("/")[2]
    return word if word in {"promoting", "suppressing"} else "neutral"


def _relation(columns: Columns, claim: str) -> str:
    return columns.name(columns.one_of(claim, "al:relation"))


def iter_part_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per tested cell and material (or process) that it is made with."""
    designs: dict[tuple[str, str], str] = {}
    for claim in columns.instances_of("al:DesignClaim"):
        for system in columns.all_of(claim, "al:about"):
            for entity in columns.all_of(claim, "al:statedEntity"):
                designs.setdefault((system, entity), claim)
    for system in columns.instances_of("al:System"):
        for layer in columns.all_of(system, "al:hasLayer"):
            material = columns.one_of(layer, "al:material")
            if material:
                role = columns.name(columns.one_of(layer, "al:role"))
                yield Tie(system, material, "part", role or "layer", designs.get((system, material), layer))
        for predicate in PARTS:
            for material in columns.all_of(system, predicate):
                record = designs.get((system, material), system)
                yield Tie(system, material, "part", predicate.removeprefix("al:"), record)


def iter_value_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per tested cell or material and quantity that a claim states a value of."""
    for claim in columns.instances_of("al:PerformanceClaim"):
        quantity = columns.one_of(claim, "al:quantity")
        missing = columns.one_of(claim, "al:valueStatus").endswith("/not-reported")
        stroke, relation = ("unreported", "not reported") if missing else ("value", "reported")
        for thing in columns.all_of(claim, "al:about"):
            if quantity:
                yield Tie(thing, quantity, stroke, relation, claim)


def iter_citation_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per citation, from the citing to the cited work."""
    for citation in columns.instances_of("al:Citation"):
        citing = columns.one_of(citation, "cito:hasCitingEntity")
        cited = columns.one_of(citation, "cito:hasCitedEntity")
        if citing and cited:
            intents = columns.all_of(citation, "cito:hasCitationCharacterization")
            yield Tie(citing, cited, to_stroke(intents), "cites", citation)


def to_stroke(intents: tuple[str, ...]) -> str:
    """Return the stroke of a citation by the IRIs of its intents."""
    words = {iri.rpartition("/")[2] for iri in intents}
    return next((stroke for stroke, members in INTENTS if words & set(members)), "background")


def iter_author_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per authorship, from the person to the work."""
    for work in columns.subjects_with("al:hasAuthorship"):
        for authorship in columns.all_of(work, "al:hasAuthorship"):
            person = columns.one_of(authorship, "al:agent")
            if person:
                yield Tie(person, work, "author", "wrote", authorship)


def iter_coauthor_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per pair of people and work they wrote together; cost is quadratic in authors of a work."""
    for work in columns.subjects_with("al:hasAuthorship"):
        authorships = columns.all_of(work, "al:hasAuthorship")
        people = sorted({columns.one_of(authorship, "al:agent") for authorship in authorships} - {""})
        for one, other in combinations(people, 2):
            yield Tie(one, other, "together", "wrote with", work)


def iter_member_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per person and institution: printed in a byline, told in a biography, or recorded."""
    told = list(_iter_told_members(columns))
    yield from told
    seen = {(tie.start, tie.end) for tie in told}
    for person in columns.instances_of("al:Person"):
        for place in columns.all_of(person, "al:affiliation"):
            if (person, place) not in seen:
                yield Tie(person, place, "member", "works at", person)
    for place in columns.instances_of("al:Organisation"):
        for whole in columns.all_of(place, "al:partOf"):
            yield Tie(place, whole, "member", "part of", place)


def _iter_told_members(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per institution printed with an author, and per station of a career."""
    for work in columns.subjects_with("al:hasAuthorship"):
        for authorship in columns.all_of(work, "al:hasAuthorship"):
            person = columns.one_of(authorship, "al:agent")
            for place in columns.all_of(authorship, "al:affiliation"):
                yield Tie(person, place, "member", "works at", authorship)
    for person in columns.instances_of("al:Person"):
        for station in columns.all_of(person, "al:hasStation"):
            for place in columns.all_of(station, "al:affiliation"):
                yield Tie(person, place, "member", columns.one_of(station, "al:stationRole"), station)


def iter_discrepancy_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per discrepancy and thing it concerns: what its claims are about, cited works, the work."""
    for discrepancy in columns.instances_of("al:Discrepancy"):
        severity = columns.one_of(discrepancy, "al:severity").rpartition("/")[2]
        ends: set[str] = set()
        for record in columns.all_of(discrepancy, "al:concerns"):
            about = columns.all_of(record, "al:about") or columns.all_of(record, "cito:hasCitedEntity")
            ends.update(about or ())
        systems = set(columns.instances_of("al:System"))
        ends = ends & systems or ends or set(columns.all_of(discrepancy, "al:inWork"))
        for end in sorted(ends):
            stroke = severity if severity in {"high", "medium", "low"} else "low"
            yield Tie(discrepancy, end, stroke, "concerns", discrepancy)


def iter_source_ties(columns: Columns) -> Iterator[Tie]:
    """Yield a tie per work and thing that one of its findings is about."""
    for claim in columns.instances_of("al:Claim"):
        works = columns.all_of(claim, "al:findingOf") or columns.all_of(claim, "al:assertedBy")
        for work in works:
            for thing in columns.all_of(claim, "al:about"):
                yield Tie(work, thing, "source", "is source on", claim)


SOURCES: Final[tuple[Callable[[Columns], Iterator[Tie]], ...]] = (
    iter_mechanism_ties,
    iter_part_ties,
    iter_value_ties,
    iter_citation_ties,
    iter_author_ties,
    iter_member_ties,
    iter_discrepancy_ties,
    iter_source_ties,
)


def iter_all_ties(columns: Columns) -> Iterator[Tie]:
    """Yield every tie of the graph; two authors of a work are tied by the work, not to each other."""
    for source in SOURCES:
        yield from source(columns)
