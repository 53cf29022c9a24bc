"""The page of what is not known: of each question about gaps a row for each thing, and how many more."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.engines.engine import Rows, Term
from kg.publish.page import Cell, Head
from kg.publish.reader import CLAIMS, Reader, Ref

GAPS: Final = (
    "goals-and-open-questions",
    "contradictions",
    "only-second-hand",
    "claims-without-source",
    "single-reference-claims",
    "unreported-quantities",
    "untested-materials",
    "mechanism-material-gaps",
    "reading-list",
)
"""Questions whose answers make up the page of what is not known, in this order."""
GAPS_TOPIC: Final = "gaps"
"""The topic to which they all belong."""


class Picked(NamedTuple):
    """A row that stands for all rows about its thing.

    Attributes:
        row: the first of them, by column.
        thing: IRI of what they are about, "" where they name nothing.
        others: how many rows there are besides.
    """

    row: dict[str, Term | None]
    thing: str
    others: int


def pick_rows(rows: Rows, most: int, to_thing: Callable[[ox.NamedNode], str]) -> list[Picked]:
    """Return the first row about each thing, in their order, so that a few rows tell of many things.

    Args:
        rows: the answer; of one longer than its file the rows of the file.
        most: how many rows at most.
        to_thing: finds what a thing that stands first in a row is about.
    """
    first: dict[str, dict[str, Term | None]] = {}
    count: dict[str, int] = {}
    for place, row in enumerate(rows.rows):
        named = next((term for term in row if isinstance(term, ox.NamedNode)), None)
        key = to_thing(named) if named else f"row {place}"
        if key not in first and len(first) < most:
            first[key] = dict(zip(rows.columns, row, strict=True))
        if key in first:
            count[key] = count.get(key, 0) + 1
    return [Picked(row, "" if key.startswith("row ") else key, count[key] - 1) for key, row in first.items()]


def to_subject(reader: Reader, thing: str) -> str:
    """Return what a claim speaks of, or the thing itself where it is no claim."""
    if not thing.startswith(CLAIMS):
        return thing
    return reader.one(thing, "al:subject") or reader.one(thing, "al:about") or thing


def tell_others(cells: Iterable[Cell], reader: Reader, picked: Picked, *, counted: bool) -> tuple[Cell, ...]:
    """Return the cells of a row; the one that names a thing first tells how many more rows it stands for.

    Args:
        cells: the cells.
        reader: the graph.
        picked: the row.
        counted: whether all rows were looked at; else there may be more yet.
    """
    told = list(cells)
    place = next((place for place, cell in enumerate(told) if cell.iri), None)
    if not picked.others or place is None:
        return tuple(told)
    about = reader.ref(picked.thing)
    words = f"and {picked.others:,} more" if counted else f"and at least {picked.others:,} more"
    if told[place].iri != about.iri:
        words += f" about {about.label}"
    told[place] = told[place]._replace(notes=(Ref(words, about.page, "", about.iri),))
    return tuple(told)


def drop_empty(
    heads: tuple[Head, ...], rows: list[tuple[Cell, ...]]
) -> tuple[tuple[Head, ...], list[tuple[Cell, ...]]]:
    """Return headings and rows without the columns that hold nothing in any row."""
    used = [place for place in range(len(heads)) if not rows or any(row[place].text for row in rows)]
    return tuple(heads[place] for place in used), [tuple(row[place] for place in used) for row in rows]
