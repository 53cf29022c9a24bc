"""What the site says beside the picture: discrepancies, decisions, references, counts."""

from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from kg.draw.sentences import to_heading, to_passage_text
from kg.engines.local import LocalEngine
from kg.network.columns import Columns, to_path
from kg.network.mechanisms import Passage, read_passage
from kg.publish.cells import SystemRow, TableColumn, read_cells
from kg.terms import PREFIXES

SEVERITIES: Final = ("high", "medium", "low")
COUNTED: Final = (
    ("al:Work", "works"),
    ("al:MechanismClaim", "mechanism claims"),
    ("al:PerformanceClaim", "performance claims"),
    ("al:DesignClaim", "design claims"),
    ("al:System", "tested cells"),
    ("al:Citation", "citations"),
    ("al:Person", "people"),
    ("al:Evidence", "passages"),
    ("al:ReadingDecision", "reading decisions"),
    ("al:Discrepancy", "discrepancies"),
)


@dataclass(frozen=True)
class DiscrepancyNote:
    """A place where a work disagrees with itself; heading and summary together say it in full."""

    key: str
    heading: str
    kind: str
    severity: str
    rank: int
    summary: str
    settled_by: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class DecisionNote:
    """A reading decision: printed against meant."""

    key: str
    label: str
    kind: str
    printed: str
    resolved: str
    candidates: tuple[str, ...]
    status: str
    certainty: str
    reason: str
    decided_by: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ReferenceLine:
    """One entry of a reference list; `also_in` names key and label of the same work's entries elsewhere."""

    key: str
    work_key: str
    number: int
    list_of: str
    list_key: str
    also_in: tuple[tuple[str, str], ...]
    authors: str
    title: str
    journal: str
    year: str
    volume: str
    pages: str
    doi: str
    doi_status: str
    oddities: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A work of the corpus, for the heading of the page."""

    key: str
    label: str
    title: str
    address: str
    licence: str


@dataclass(frozen=True)
class Facts:
    """Everything that the page shows beside the picture and the answers."""

    papers: tuple[Paper, ...]
    counts: tuple[tuple[str, int], ...]
    columns: tuple[TableColumn, ...]
    systems: tuple[SystemRow, ...]
    discrepancies: tuple[DiscrepancyNote, ...]
    decisions: tuple[DecisionNote, ...]
    references: tuple[ReferenceLine, ...]


def gather_facts(store: ox.Store) -> Facts:
    """Return what the site shows of the graph; lists are in a stable order."""
    columns = Columns(LocalEngine(store))
    heads, rows = read_cells(columns)
    counts = ((word, len(columns.instances_of(kind))) for kind, word in COUNTED)
    return Facts(
        papers=_read_papers(columns),
        counts=tuple((word, number) for word, number in counts if number),
        columns=heads,
        systems=rows,
        discrepancies=_read_discrepancies(columns),
        decisions=_read_decisions(columns),
        references=_read_references(columns),
    )


def _read_papers(columns: Columns) -> tuple[Paper, ...]:
    corpus = [iri for iri in columns.instances_of("al:Work") if columns.one_of(iri, "al:inCorpus") == "true"]
    return tuple(
        Paper(
            key=to_path(iri),
            label=columns.name(iri),
            title=columns.one_of(iri, "dcterms:title"),
            address=_web(columns.one_of(iri, "rdfs:seeAlso")),
            licence=_web(columns.one_of(iri, "dcterms:license")),
        )
        for iri in corpus
    )


def _web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def read_passages(columns: Columns, iri: str) -> tuple[Passage, ...]:
    """Return the passages of a record, their quotes set for reading."""
    passages = (read_passage(columns, place) for place in columns.all_of(iri, "al:evidence"))
    return tuple(
        replace(passage, quote=to_passage_text(passage.quote, passage.place)) for passage in passages
    )


def _value_name(columns: Columns, iri: str) -> str:
    return columns.name(iri) if iri else ""


def _read_discrepancies(columns: Columns) -> tuple[DiscrepancyNote, ...]:
    rank = {word: index for index, word in enumerate(SEVERITIES)}
    notes = [
        DiscrepancyNote(
            key=to_path(iri),
            heading=to_heading(columns.one_of(iri, "al:summary"))[0] or columns.name(iri),
            kind=_value_name(columns, columns.one_of(iri, "al:discrepancyKind")),
            severity=(severity := columns.one_of(iri, "al:severity").rpartition("/")[2]),
            rank=rank.get(severity, len(SEVERITIES)),
            summary=to_heading(columns.one_of(iri, "al:summary"))[1],
            settled_by=columns.one_of(iri, "al:settledBy"),
            passages=read_passages(columns, iri),
        )
        for iri in columns.instances_of("al:Discrepancy")
    ]
    return tuple(sorted(notes, key=lambda note: (note.rank, note.kind, note.key)))


def _read_decisions(columns: Columns) -> tuple[DecisionNote, ...]:
    notes = [
        DecisionNote(
            key=to_path(iri),
            label=columns.name(iri),
            kind=_value_name(columns, columns.one_of(iri, "al:decisionKind")),
            printed=columns.one_of(iri, "al:printedText"),
            resolved=_value_name(columns, columns.one_of(iri, "al:resolvedTo"))
            or columns.one_of(iri, "al:resolvedText"),
            candidates=(
                *(columns.name(candidate) for candidate in columns.all_of(iri, "al:candidate")),
                *columns.all_of(iri, "al:candidateText"),
            ),
            status=_value_name(columns, columns.one_of(iri, "al:status")),
            certainty=_value_name(columns, columns.one_of(iri, "al:certainty")),
            reason=columns.one_of(iri, "al:reason"),
            decided_by=columns.name(columns.one_of(iri, "prov:wasAttributedTo")),
            passages=read_passages(columns, iri),
        )
        for iri in columns.instances_of("al:ReadingDecision")
    ]
    return tuple(sorted(notes, key=lambda note: (note.kind, note.key)))


def _read_references(columns: Columns) -> tuple[ReferenceLine, ...]:
    lines = []
    entries: dict[str, list[str]] = {}
    for iri in columns.instances_of("al:Reference"):
        entries.setdefault(columns.one_of(iri, "al:refersTo"), []).append(iri)
    for iri in columns.instances_of("al:Reference"):
        work = columns.one_of(iri, "al:refersTo")
        number = columns.one_of(iri, "al:number")
        lines.append(
            ReferenceLine(
                key=to_path(iri),
                work_key=to_path(work),
                number=int(number) if number.isdigit() else 0,
                list_of=columns.name(columns.one_of(iri, "al:inListOf")),
                list_key=to_path(columns.one_of(iri, "al:inListOf")),
                also_in=tuple(
                    (to_path(other), columns.name(other)) for other in entries[work] if work and other != iri
                ),
                authors=_authors(columns, work) or columns.name(work),
                title=columns.one_of(work, "dcterms:title"),
                journal=_value_name(columns, columns.one_of(work, "al:inJournal")),
                year=columns.one_of(work, "al:year"),
                volume=columns.one_of(work, "al:volume"),
                pages=columns.one_of(work, "al:pages"),
                doi=columns.one_of(work, "al:doi"),
                doi_status=_value_name(columns, columns.one_of(work, "al:doiStatus")),
                oddities=columns.all_of(iri, "al:oddity"),
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.list_of, line.list_key, line.number, line.key)))


def _authors(columns: Columns, work: str) -> str:
    places = []
    for authorship in columns.all_of(work, "al:hasAuthorship"):
        position = columns.one_of(authorship, "al:position")
        places.append(
            (int(position) if position.isdigit() else 0, columns.one_of(authorship, "al:printedName"))
        )
    return ", ".join(name for _, name in sorted(places) if name)


def is_project_iri(iri: str) -> bool:
    """Return whether an IRI is one of the graph's own, so that the page may know the thing."""
    return iri.startswith(PREFIXES["al"].removesuffix("ont#"))
