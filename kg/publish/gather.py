"""What the site says beside the picture: performance, discrepancies, decisions, references, counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

from kg.network.columns import Columns, to_path
from kg.network.mechanisms import Passage, read_passage
from kg.terms import PREFIXES

# Columns of the performance table in the order in which a reader compares cells; others follow.
DESIGN: Final = ("architecture", "process", "electrolyte", "cathode", "counterElectrode")
MEASURED: Final = (
    "areal-capacity",
    "current-density",
    "test-temperature",
    "capacity-retention",
    "coulombic-efficiency",
    "energy-density",
    "stack-pressure",
    "assembly-pressure",
)
LAST: Final = ("cellFormat", "metal-fraction")
COMPARATORS: Final = {"=": "", "": "", ">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}
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
class Mark:
    """A note mark on a cell: where the note stands on the page, and what it says in short."""

    anchor: str
    role: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One statement in a cell of the performance table."""

    text: str
    reported: bool
    from_table: bool
    place: str
    link: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class SystemRow:
    """One tested cell: its name, whose finding it is, and its entries by column name."""

    key: str
    label: str
    work: str
    work_key: str
    cells: dict[str, tuple[Entry, ...]]


@dataclass(frozen=True)
class TableColumn:
    """A column of the performance table: its name, heading, unit ("" where there is none)."""

    name: str
    label: str
    unit: str
    numeric: bool


@dataclass(frozen=True)
class DiscrepancyNote:
    """A place where a work disagrees with itself."""

    key: str
    label: str
    kind: str
    severity: str
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
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ReferenceLine:
    """One entry of a reference list."""

    key: str
    work_key: str
    number: int
    list_of: str
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
    columns = Columns(store)
    found = _read_systems(columns)
    heads = _to_columns(columns, found)
    counts = ((word, len(columns.instances_of(kind))) for kind, word in COUNTED)
    return Facts(
        papers=_read_papers(columns),
        counts=tuple((word, number) for word, number in counts if number),
        columns=heads,
        systems=_to_rows(columns, found, heads),
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


# ---------------------------------------------------------------- performance table

_Found = dict[str, dict[str, list[str]]]  # system -> column name -> claims


def _read_systems(columns: Columns) -> _Found:
    found: _Found = {system: {} for system in columns.instances_of("al:System")}
    for kind, predicate in (("al:PerformanceClaim", "al:quantity"), ("al:DesignClaim", "al:aspect")):
        for claim in columns.instances_of(kind):
            name = columns.one_of(claim, predicate).rpartition("/")[2].rpartition("#")[2]
            for about in columns.all_of(claim, "al:about"):
                if about in found and name:
                    found[about].setdefault(name, []).append(claim)
    return found


def _to_columns(columns: Columns, found: _Found) -> tuple[TableColumn, ...]:
    used = {name for cells in found.values() for name in cells}
    ordered: list[str] = [name for name in (*DESIGN, *MEASURED, *LAST) if name in used]
    ordered += sorted(used - set(ordered))
    made = []
    for name in ordered:
        claims = [claim for cells in found.values() for claim in cells.get(name, ())]
        quantity = next((iri for claim in claims if (iri := columns.one_of(claim, "al:quantity"))), "")
        term = quantity or next((iri for claim in claims if (iri := columns.one_of(claim, "al:aspect"))), "")
        label = columns.one_of(term, "al:columnLabel") or columns.name(term)
        made.append(TableColumn(name, label, _usual_unit(columns, claims), bool(quantity)))
    return tuple(made)


def _usual_unit(columns: Columns, claims: Iterable[str]) -> str:
    units = Counter(
        unit
        for claim in claims
        for value in columns.all_of(claim, "al:states")
        if (unit := _unit_of(columns, value))
    )
    return min(units, key=lambda unit: (-units[unit], unit)) if units else ""


def _unit_of(columns: Columns, value: str) -> str:
    """Return the unit that the label of a value ends in, such as "mAh cm⁻²"."""
    label = columns.one_of(value, "rdfs:label")
    return label.lstrip("<>=≤≥≈~ −-0123456789.,\u202f\u00a0").strip()


def _to_rows(columns: Columns, found: _Found, heads: tuple[TableColumn, ...]) -> tuple[SystemRow, ...]:
    touching = _marks_of_discrepancies(columns)
    rows = []
    for system, cells in found.items():
        if not cells:
            continue
        work = columns.one_of(system, "al:findingOf")
        entries = {
            head.name: tuple(
                sorted(
                    (_to_entry(columns, claim, head, touching) for claim in cells.get(head.name, ())),
                    key=lambda entry: (not entry.from_table, entry.text),
                )
            )
            for head in heads
        }
        rows.append(
            SystemRow(to_path(system), columns.name(system), columns.name(work), to_path(work), entries)
        )
    return tuple(sorted(rows, key=lambda row: (row.label.casefold(), row.key)))


def _to_entry(columns: Columns, claim: str, head: TableColumn, touching: dict[str, list[Mark]]) -> Entry:
    evidence = columns.all_of(claim, "al:evidence")
    passages = [read_passage(columns, iri) for iri in evidence]
    kinds = {columns.one_of(iri, "al:placeKind").rpartition("/")[2] for iri in evidence}
    reported = not columns.one_of(claim, "al:valueStatus").endswith("/not-reported")
    return Entry(
        text=_entry_text(columns, claim, head) if reported else "not reported",
        reported=reported,
        from_table="table" in kinds or not kinds,
        place="; ".join(passage.place for passage in passages),
        link=next((passage.link for passage in passages if passage.link), ""),
        marks=(
            *(_to_mark(columns, decision) for decision in columns.all_of(claim, "al:hasDecision")),
            *touching.get(claim, ()),
        ),
    )


def _entry_text(columns: Columns, claim: str, head: TableColumn) -> str:
    if not head.numeric:
        named = [columns.name(iri) for iri in columns.all_of(claim, "al:statedEntity")]
        return ", ".join(named) or columns.one_of(claim, "al:printedText")
    stated = [_value_text(columns, value, head.unit) for value in columns.all_of(claim, "al:states")]
    text = ", ".join(stated)
    cycles = [
        columns.one_of(value, "rdfs:label")
        for value in columns.all_of(claim, "al:condition")
        if columns.one_of(value, "al:quantity").endswith("/cycles-completed")
    ]
    if cycles and not head.name.startswith("cycle"):
        counted = cycles[0] if "cycle" in cycles[0] else f"{cycles[0]} cycles"
        text += f" ({counted})"
    return text


def _value_text(columns: Columns, value: str, unit: str) -> str:
    number = columns.one_of(value, "qudt:numericValue")
    if not number:
        return columns.name(value)
    try:
        plain = f"{Decimal(number).normalize():f}"
    except InvalidOperation:
        plain = number
    own = _unit_of(columns, value)
    suffix = f" {own}" if own and own != unit else ""
    return COMPARATORS.get(columns.one_of(value, "al:comparator"), "") + plain.replace("-", "−") + suffix


def _to_mark(columns: Columns, decision: str) -> Mark:
    printed = columns.one_of(decision, "al:printedText")
    resolved = columns.name(columns.one_of(decision, "al:resolvedTo")) or columns.one_of(
        decision, "al:resolvedText"
    )
    told = f"printed “{printed}”, " + (f"read as “{resolved}”" if resolved else "not settled")
    return Mark(to_path(decision), "decision", told)


def _marks_of_discrepancies(columns: Columns) -> dict[str, list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    for iri in columns.instances_of("al:Discrepancy"):
        for claim in columns.all_of(iri, "al:concerns"):
            marks.setdefault(claim, []).append(Mark(to_path(iri), "discrepancy", columns.name(iri)))
    return marks


# ---------------------------------------------------------------- notes and references


def _value_name(columns: Columns, iri: str) -> str:
    return columns.name(iri) if iri else ""


def _read_discrepancies(columns: Columns) -> tuple[DiscrepancyNote, ...]:
    notes = [
        DiscrepancyNote(
            key=to_path(iri),
            label=columns.name(iri),
            kind=_value_name(columns, columns.one_of(iri, "al:discrepancyKind")),
            severity=columns.one_of(iri, "al:severity").rpartition("/")[2],
            summary=columns.one_of(iri, "al:summary"),
            settled_by=columns.one_of(iri, "al:settledBy"),
            passages=tuple(read_passage(columns, place) for place in columns.all_of(iri, "al:evidence")),
        )
        for iri in columns.instances_of("al:Discrepancy")
    ]
    rank = {word: index for index, word in enumerate(SEVERITIES)}
    return tuple(sorted(notes, key=lambda note: (rank.get(note.severity, 9), note.kind, note.key)))


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
            passages=tuple(read_passage(columns, place) for place in columns.all_of(iri, "al:evidence")),
        )
        for iri in columns.instances_of("al:ReadingDecision")
    ]
    return tuple(sorted(notes, key=lambda note: (note.kind, note.key)))


def _read_references(columns: Columns) -> tuple[ReferenceLine, ...]:
    lines = []
    for iri in columns.instances_of("al:Reference"):
        work = columns.one_of(iri, "al:refersTo")
        number = columns.one_of(iri, "al:number")
        lines.append(
            ReferenceLine(
                key=to_path(iri),
                work_key=to_path(work),
                number=int(number) if number.isdigit() else 0,
                list_of=columns.name(columns.one_of(iri, "al:inListOf")),
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
    return tuple(sorted(lines, key=lambda line: (line.list_of, line.number, line.key)))


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
