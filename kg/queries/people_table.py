"""Rows as people read them: words for identifiers, units in the headings, nothing that steers a terminal."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Rows, RowStream, Term, to_stream
from kg.queries.header import Column, ColumnKind
from kg.terms import shorten

TWIN: Final = "Label"  # a column `xLabel` names in words what the column `x` identifies
_BLOCK_ROWS: Final = 1000


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Rows as people read them: identifiers that a label explains are left out, units stand in the headings.

    Attributes:
        headings: one per column.
        kinds: what each column holds.
        lines: for each row one text per column.
    """

    headings: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    lines: tuple[tuple[str, ...], ...]


def to_value(term: Term | None) -> str:
    """Return the bare value of a term: the IRI, or the text of a literal."""
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.Triple) else str(term.value)


def to_display(term: Term | None) -> str:
    """Return a term as people read it: IRIs of the project shortened, control characters made visible."""
    if isinstance(term, ox.NamedNode):
        return to_safe_line(shorten(term.value))
    return to_safe_line(to_value(term))


def to_safe_line(text: str) -> str:
    """Return a text on one line, without characters that would steer a terminal."""
    line = " ".join(text.split())
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in ("Cc", "Cf") else c for c in line
    )


def to_people_table(rows: Rows, columns: Mapping[str, Column]) -> PeopleTable:
    """Return rows as people read them."""
    return next(iter_people_tables(to_stream(rows), columns, len(rows.rows) or 1))


def iter_people_tables(
    stream: RowStream, columns: Mapping[str, Column], first_rows: int = _BLOCK_ROWS
) -> Iterator[PeopleTable]:
    """Yield rows as people read them, many at a time; the first table comes even where there are no rows.

    Args:
        stream: the rows.
        columns: headings by column name.
        first_rows: the most rows of the first table.
    """
    shown = [
        name
        for name in stream.columns
        if not (name in columns and columns[name].kind == "entity" and name + TWIN in stream.columns)
    ]
    places = [stream.columns.index(name) for name in shown]
    kinds: tuple[ColumnKind, ...] = tuple(columns[n].kind if n in columns else "text" for n in shown)
    headings = tuple(_heading(name, columns) for name in shown)
    block = list(islice(stream.rows, first_rows))
    while True:
        lines = (
            tuple(
                to_value(row[place]) if kind == "link" else to_display(row[place])
                for place, kind in zip(places, kinds, strict=True)
            )
            for row in block
        )
        yield PeopleTable(headings, kinds, tuple(lines))
        block = list(islice(stream.rows, _BLOCK_ROWS))
        if not block:
            return


def _heading(name: str, columns: Mapping[str, Column]) -> str:
    if name not in columns:
        return to_safe_line(name)
    column = columns[name]
    return f"{column.label} ({column.unit})" if column.unit else column.label
