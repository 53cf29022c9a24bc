"""Tested cells as rows: one entry for each claim, in the unit of its column, with what stands against it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, NamedTuple

from kg.engines.local import LocalEngine
from kg.errors import QuantityError
from kg.publish.page import Cell, Head, Section, make_section, to_cell
from kg.publish.reader import Reader, Ref
from kg.publish.statements import COMPARATORS, Remark, read_passages, read_remarks
from kg.quantities import Quantity, UnitTable
from kg.queries.units import read_units
from kg.terms import expand
from kg.tex import to_printed

# Columns in the order in which a reader compares cells; others follow. The pressures come early, because a
# retention means little without them.
DESIGN: Final = ("architecture", "electrolyte", "cathode")
MEASURED: Final = (
    "areal-capacity",
    "current-density",
    "test-temperature",
    "capacity-retention",
    "cycle-life",
    "assembly-pressure",
    "stack-pressure",
    "coulombic-efficiency",
    "energy-density",
)
LAST: Final = ("counterElectrode", "additive", "process", "cellFormat", "cellKind")
SHORT: Final = (
    "areal-capacity",
    "current-density",
    "test-temperature",
    "stack-pressure",
    "capacity-retention",
)
"""Columns of the small tables on pages of materials and mechanisms."""
SHOWN: Final = 40  # rows of such a table
_RANKED: Final = 400  # cells among which those with values come first; of more the names alone rule
_PLACES: Final = 6
_REMEMBERED: Final = 5_000
_DIGIT: Final = re.compile(r"\d")


class Column(NamedTuple):
    """A column: name, heading, unit ("" where there is none), whether its entries are numbers, its page."""

    name: str
    label: str
    unit: str
    numeric: bool
    page: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement in a cell of the table.

    Attributes:
        text: the value in the unit of the column, or the name of what is stated; "in words" or "not reported"
            where there is no number.
        link: page of the claim behind it, or of the thing where no claim states it.
        number: the number in the unit of the column, "" where there is none.
        sign: comparator in front of the number, "" for a plain value.
        printed: what the source prints where that is in words or no value, such as "RT" or "N/A".
        cycles: number of cycles after which it holds, "" where none is told.
        reported: False where the source says that it has no value to give.
        from_table: False where it is said in the running text or a caption only.
        place: where it stands, in words.
        remarks: reading decisions and discrepancies that touch it.
        claim: IRI of the claim, "" where there is none.
    """

    text: str
    link: str
    number: str
    sign: str
    printed: str
    cycles: str
    reported: bool
    from_table: bool
    place: str
    remarks: tuple[Remark, ...]
    claim: str


class CellReader:
    """Reads tested cells row by row; those read last are remembered."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._units = UnitTable(read_units(LocalEngine(reader.store)))
        self.entries = lru_cache(maxsize=_REMEMBERED)(self._read_entries)
        self.column = lru_cache(maxsize=None)(self._read_column)

    def list_all(self) -> list[str]:
        """Return all cells: those with a value first, then by name."""
        reader = self._reader

        def order(iri: str) -> tuple[bool, str, str]:
            valued = any(entry.number for entries in self.entries(iri).values() for entry in entries)
            return not valued, reader.name(iri).casefold(), iri

        return sorted(reader.iter_instances("al:System"), key=order)

    def name(self, system: str) -> Ref:
        """Return the cell by its name."""
        return self._reader.ref(system)

    def works(self, system: str) -> tuple[Ref, ...]:
        """Return the works whose finding the cell is."""
        return self._reader.refs(system, "al:findingOf")

    def columns(self, systems: Iterable[str]) -> tuple[Column, ...]:
        """Return the columns that these cells have entries in, in reading order."""
        used = {name for system in systems for name in self.entries(system)}
        ordered = [name for name in (*DESIGN, *MEASURED) if name in used]
        last = [name for name in LAST if name in used]
        return tuple(self.column(name) for name in (*ordered, *sorted(used - {*ordered, *last}), *last))

    def _read_column(self, name: str) -> Column:
        reader = self._reader
        quantity = f"{expand('alq:')}{name}"
        numeric = bool(reader.predicates(quantity))
        term = quantity if numeric else f"{expand('al:')}{name}"
        unit = reader.one(reader.one(quantity, "al:preferredUnit"), "qudt:symbol") if numeric else ""
        label = reader.one(term, "al:columnLabel") or reader.name(term)
        return Column(name, label[:1].upper() + label[1:], unit, numeric, reader.ref(term).page)

    def _read_entries(self, system: str) -> dict[str, tuple[Entry, ...]]:
        reader = self._reader
        found: dict[str, list[Entry]] = {}
        for claim in reader.incoming(system, "al:about"):
            if reader.is_a(claim, "al:PerformanceClaim"):
                term = reader.one(claim, "al:quantity")
                found.setdefault(_last(term), []).append(self._read_number(claim, term))
            elif reader.is_a(claim, "al:DesignClaim"):
                found.setdefault(_last(reader.one(claim, "al:aspect")), []).append(self._read_design(claim))
        for name in (*DESIGN, *LAST):
            if name not in found and (things := reader.refs(system, f"al:{name}")):
                found[name] = [_plain_entry(thing) for thing in things]
        return {name: tuple(sorted(entries, key=_entry_order)) for name, entries in found.items() if name}

    def _read_design(self, claim: str) -> Entry:
        named = ", ".join(self._reader.names(self._reader.all(claim, "al:statedEntity")))
        return self._to_entry(
            claim, named or self._reader.one(claim, "al:printedText"), "", "", numeric=False
        )

    def _read_number(self, claim: str, quantity: str) -> Entry:
        reader = self._reader
        wanted = reader.one(quantity, "al:preferredUnit")
        texts, number, sign = [], "", ""
        for value in reader.all(claim, "al:states"):
            read = self._convert(value, wanted)
            if read is None:
                texts.append(reader.name(value))
                continue
            shown = COMPARATORS.get(read.comparator, "")
            plain = to_plain_number(read.value)
            texts.append(shown + plain.replace("-", "−"))
            if not number:  # of several values the first, with its own sign
                number, sign = plain, shown.strip()
        return self._to_entry(claim, ", ".join(texts), number, sign, numeric=True)

    def _convert(self, value: str, wanted: str) -> Quantity | None:
        """Return the value in the wanted unit, None where it is no number or of another dimension."""
        reader = self._reader
        unit = reader.one(value, "qudt:hasUnit")
        try:
            number = Decimal(reader.one(value, "qudt:numericValue"))
        except InvalidOperation:
            return None
        read = Quantity(number, reader.one(value, "al:comparator") or "=", unit, "")
        try:
            return read if unit == wanted or not wanted else self._units.convert(read, wanted)
        except QuantityError:
            return None

    def _to_entry(self, claim: str, text: str, number: str, sign: str, *, numeric: bool) -> Entry:
        reader = self._reader
        reported = not reader.one(claim, "al:valueStatus").endswith("/not-reported")
        printed = to_printed(reader.one(claim, "al:printedText"))
        in_words = numeric and not _DIGIT.search(printed)
        passages = read_passages(reader, claim)
        evidence = reader.all(claim, "al:evidence")
        places = {reader.one(iri, "al:placeKind").rpartition("/")[2] for iri in evidence}
        return Entry(
            text=(text or "in words") if reported else "not reported",
            link=reader.ref(claim).page,
            number=number if reported else "",
            sign=sign,
            printed=printed if in_words or not reported else "",
            cycles=self._cycles(claim) if reported and numeric else "",
            reported=reported,
            from_table="table" in places or not places,
            place="; ".join(passage.place for passage in passages),
            remarks=read_remarks(reader, claim),
            claim=claim,
        )

    def _cycles(self, claim: str) -> str:
        for value in self._reader.all(claim, "al:condition"):
            if self._reader.one(value, "al:quantity").endswith("/cycles-completed"):
                return to_plain_number(self._reader.one(value, "qudt:numericValue"))
        return ""


@dataclass(frozen=True, slots=True)
class CellRow:
    """A tested cell as a row of the comparison, read only when its page is set.

    It gives the cell, the works whose finding it is, and its entries by column.
    """

    iri: str
    reader: CellReader

    def __iter__(self) -> Iterator[Any]:
        """Yield the three."""
        yield self.reader.name(self.iri)
        yield self.reader.works(self.iri)
        yield self.reader.entries(self.iri)


def to_plain_number(number: Decimal | str) -> str:
    """Return a number without exponent and without zeros that say nothing: "30.00" gives "30"."""
    try:
        return f"{round(Decimal(number), _PLACES).normalize():f}"
    except InvalidOperation:
        return str(number)


def to_cell_table(
    cells: CellReader,
    systems: Iterable[str],
    title: str,
    *,
    id: str = "cells",  # noqa: A002 - as in `make_section`
    note: str = "",
) -> Section:
    """Return a small table of tested cells with what a reader looks for first.

    Args:
        cells: reads cells.
        systems: the cells.
        title: heading of the table.
        id: anchor of the section.
        note: a sentence below the heading.
    """

    def rank(system: str) -> tuple[bool, str, str]:
        valued = few and any(e.reported for name in SHORT for e in cells.entries(system).get(name, ()))
        return not valued, cells.name(system).label.casefold(), system

    found = tuple(systems)
    few = len(found) <= _RANKED
    ordered = sorted(found, key=rank)
    shown = ordered[:SHOWN]
    columns = [column for column in cells.columns(shown) if column.name in SHORT]
    columns.sort(key=lambda column: SHORT.index(column.name))
    heads = [Head("Cell"), *(Head(column.label, column.unit, "number") for column in columns)]
    rows = [
        (
            to_cell(cells.name(system), ", ".join(work.label for work in cells.works(system))),
            *(_to_cell(cells.entries(system).get(column.name, ())) for column in columns),
        )
        for system in shown
    ]
    if len(ordered) > len(shown):
        note = f"{note} The first {len(shown)} of {len(ordered):,}.".lstrip()
    return make_section(id, title, "table", rows, heads=heads, note=note)


def _to_cell(entries: tuple[Entry, ...]) -> Cell:
    entry = next((entry for entry in entries if entry.reported), entries[0] if entries else None)
    if entry is None:
        return Cell("–", kind="missing")
    more = f"{entry.cycles} cycles" if entry.cycles else ""
    others = len(entries) - 1
    if others:
        told = f"and {others} more {'value' if others == 1 else 'values'}"
        more = f"{more}, {told}" if more else told
    text = entry.text if entry.number or not entry.printed else entry.printed
    return Cell(text, entry.link, more, "number" if entry.reported else "number missing")


def _plain_entry(thing: Ref) -> Entry:
    return Entry(thing.label, thing.page, "", "", "", "", True, True, "", (), "")


def _entry_order(entry: Entry) -> tuple[bool, str, str]:
    return (not entry.from_table, entry.text, entry.claim)


def _last(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]
