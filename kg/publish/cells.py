"""The table of tested cells: one row per cell, one entry per claim, each naming the claim behind it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from kg.draw.sentences import to_heading
from kg.network.columns import Columns, to_path
from kg.network.mechanisms import read_passage

# Columns in the order in which a reader compares cells; others follow. The pressures come early, because a
# retention means little without them.
DESIGN: Final = ("architecture", "electrolyte", "cathode", "counterElectrode")
MEASURED: Final = (
    "areal-capacity",
    "current-density",
    "test-temperature",
    "capacity-retention",
    "assembly-pressure",
    "stack-pressure",
    "coulombic-efficiency",
    "energy-density",
)
LAST: Final = ("cellFormat", "process", "metal-fraction")
COMPARATORS: Final = {"=": "", "": "", ">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True)
class Mark:
    """What stands against a value: role "decision" or "discrepancy", how many, and what they say in short."""

    role: str
    count: int
    text: str


@dataclass(frozen=True)
class Entry:
    """One statement in a cell of the table.

    Attributes:
        claim: key of the claim behind it.
        text: the value in the unit of the column, or the names of what is stated; "in words" or "not
            reported" where there is no number.
        printed: what the source prints where that is in words or no value, such as "RT" or "N/A".
        more: a second line, such as "500 cycles".
        sort: the number in the unit of the column, "" where there is none.
        reported: False where the source says that it has no value to give.
        valued: whether `text` is the value; else `printed` stands in its place.
        from_table: False where it is said in the running text or a caption only.
        place: where it stands, in words.
        marks: at most one per role.
    """

    claim: str
    text: str
    printed: str
    more: str
    sort: str
    reported: bool
    valued: bool
    from_table: bool
    place: str
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
    """A column of the table: its name, heading, unit ("" where there is none)."""

    name: str
    label: str
    unit: str
    numeric: bool


_Found = dict[str, dict[str, list[str]]]  # system -> column name -> claims


def read_cells(columns: Columns) -> tuple[tuple[TableColumn, ...], tuple[SystemRow, ...]]:
    """Return columns and rows of the table; rows are ordered by name."""
    found = _read_systems(columns)
    heads = _to_columns(columns, found)
    return heads, _to_rows(columns, found, heads)


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
    if "counterElectrode" in used:
        used = used - {"counterElectrode"} | {"cathode"}
    ordered: list[str] = [name for name in (*DESIGN, *MEASURED, *LAST) if name in used]
    ordered += sorted(used - set(ordered))
    made = []
    for name in ordered:
        claims = [claim for cells in found.values() for claim in cells.get(name, ())]
        quantity = next((iri for claim in claims if (iri := columns.one_of(claim, "al:quantity"))), "")
        term = quantity or next((iri for claim in claims if (iri := columns.one_of(claim, "al:aspect"))), "")
        label = columns.one_of(term, "al:columnLabel") or columns.name(term) or name
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
    touching = find_touching(columns)
    rows = []
    for system, cells in found.items():
        if not cells:
            continue
        work = columns.one_of(system, "al:findingOf")
        entries = {head.name: _to_entries(columns, cells, head, touching) for head in heads}
        rows.append(
            SystemRow(to_path(system), columns.name(system), columns.name(work), to_path(work), entries)
        )
    return tuple(sorted(rows, key=lambda row: (row.label.casefold(), row.key)))


def find_touching(columns: Columns) -> dict[str, list[str]]:
    """Return for each claim the discrepancies that concern it, in order."""
    touching: dict[str, list[str]] = {}
    for iri in columns.instances_of("al:Discrepancy"):
        for claim in columns.all_of(iri, "al:concerns"):
            touching.setdefault(claim, []).append(iri)
    return touching


def _to_entries(
    columns: Columns, cells: dict[str, list[str]], head: TableColumn, touching: dict[str, list[str]]
) -> tuple[Entry, ...]:
    entries = [_to_entry(columns, claim, head, touching) for claim in cells.get(head.name, ())]
    if head.name == "cathode":
        # a cell has one or the other: a counter electrode stands where the cathode would
        for claim in cells.get("counterElectrode", ()):
            entry = _to_entry(columns, claim, head, touching)
            short = [columns.one_of(iri, "al:formula") for iri in columns.all_of(claim, "al:statedEntity")]
            named = ", ".join(formula for formula in short if formula) or entry.text
            entries.append(replace(entry, text=f"{named} (counter)" if entry.reported else entry.text))
    return tuple(sorted(entries, key=lambda entry: (not entry.from_table, entry.text, entry.claim)))


def _to_entry(columns: Columns, claim: str, head: TableColumn, touching: dict[str, list[str]]) -> Entry:
    evidence = columns.all_of(claim, "al:evidence")
    kinds = {columns.one_of(iri, "al:placeKind").rpartition("/")[2] for iri in evidence}
    reported = not columns.one_of(claim, "al:valueStatus").endswith("/not-reported")
    printed = columns.one_of(claim, "al:printedText")
    in_words = head.numeric and not _DIGIT.search(printed)
    text = _entry_text(columns, claim, head) if reported else "not reported"
    return Entry(
        claim=to_path(claim),
        text=text or "in words",
        printed=printed if in_words or not reported else "",
        more=_cycles(columns, claim) if reported and head.numeric and "cycle" not in head.name else "",
        sort=_sort_number(columns, claim, head.unit) if head.numeric and reported else "",
        reported=reported,
        valued=bool(reported and text) or not printed,
        from_table="table" in kinds or not kinds,
        place="; ".join(read_passage(columns, iri).place for iri in evidence),
        marks=_to_marks(columns, claim, touching),
    )


def _entry_text(columns: Columns, claim: str, head: TableColumn) -> str:
    if not head.numeric:
        named = [columns.name(iri) for iri in columns.all_of(claim, "al:statedEntity")]
        return ", ".join(named) or columns.one_of(claim, "al:printedText")
    return ", ".join(_value_text(columns, value, head.unit) for value in columns.all_of(claim, "al:states"))


def _cycles(columns: Columns, claim: str) -> str:
    for value in columns.all_of(claim, "al:condition"):
        if columns.one_of(value, "al:quantity").endswith("/cycles-completed"):
            counted = columns.one_of(value, "rdfs:label")
            return counted if "cycle" in counted else f"{counted} cycles"
    return ""


def _value_text(columns: Columns, value: str, unit: str) -> str:
    number = columns.one_of(value, "qudt:numericValue")
    if not number:
        return columns.name(value)
    own = _unit_of(columns, value)
    suffix = f" {own}" if own and own != unit else ""
    sign = COMPARATORS.get(columns.one_of(value, "al:comparator"), "")
    return sign + _plain(number).replace("-", "−") + suffix


def _plain(number: str) -> str:
    try:
        return f"{Decimal(number).normalize():f}"
    except InvalidOperation:
        return number


def _sort_number(columns: Columns, claim: str, unit: str) -> str:
    """Return the first number in the unit of the column; numbers in other units cannot be ordered with it."""
    for value in columns.all_of(claim, "al:states"):
        number = columns.one_of(value, "qudt:numericValue")
        if number and _unit_of(columns, value) in {"", unit}:
            return _plain(number)
    return ""


def _to_marks(columns: Columns, claim: str, touching: dict[str, list[str]]) -> tuple[Mark, ...]:
    decisions = [read_reading(columns, decision) for decision in columns.all_of(claim, "al:hasDecision")]
    disputes = [
        to_heading(columns.one_of(iri, "al:summary"))[0] or columns.name(iri)
        for iri in touching.get(claim, ())
    ]
    told = (("decision", decisions), ("discrepancy", disputes))
    return tuple(Mark(role, len(texts), "; ".join(texts)) for role, texts in told if texts)


def read_reading(columns: Columns, decision: str) -> str:
    """Return a reading decision in few words: what is printed and what it is read as."""
    printed = columns.one_of(decision, "al:printedText")
    resolved = columns.name(columns.one_of(decision, "al:resolvedTo")) or columns.one_of(
        decision, "al:resolvedText"
    )
    return f"printed “{printed}”, " + (f"read as “{resolved}”" if resolved else "not settled")
