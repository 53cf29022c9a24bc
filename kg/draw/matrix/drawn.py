"""The matrix of a graph with what stands near its empty cells, and the records that a page can hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from kg.draw.assemble import Source, to_shown
from kg.engines.engine import Engine
from kg.network.matrix import KINDS, Cell, Entry, Lead, Matrix, Pair, read_matrix
from kg.queries.entities import get_entity

NAME: Final = "matrix"
TITLE: Final = "Which material, which mechanism"
SUMMARY: Final = (
    "how many claims link each pair, whose findings they are, and what is near where there are none"
)
MOST_RECORDS: Final = 4000  # that a page carries in full; more take too long to load
MOST_OF_CELL: Final = 12  # claims of a cell that a page carries
MOST_PAIRS: Final = 2000  # of the table that says the same in words
WORDS: Final = "matrix-words"  # the anchor of that table


@dataclass(frozen=True)
class TwinRow:
    """A told pair in words: its claims as pages show them, and how many are not shown."""

    row: Entry
    column: Entry
    cell: Cell
    records: tuple[dict[str, Any], ...]
    more: int


@dataclass(frozen=True)
class DrawnMatrix:
    """The matrix of a graph.

    Attributes:
        matrix: what is told of which pair.
        leads: what is near each pair of which nothing is told, also where that is nothing.
        records: the claims that a page carries, by IRI, as pages show them.
        names: labels of the things that leads name and that are neither row nor column.
    """

    matrix: Matrix
    leads: Mapping[Pair, tuple[Lead, ...]]
    records: Mapping[str, dict[str, Any]]
    names: Mapping[str, str]

    @property
    def groups(self) -> list[tuple[str, str, list[Entry]]]:
        """Rows by kind: its name, its heading and its rows."""
        rows = groupby(self.matrix.rows, key=lambda row: row.kind)
        return [(kind, KINDS[kind], list(members)) for kind, members in rows]

    @property
    def families(self) -> list[tuple[str, int]]:
        """Groups of columns and how many columns each has."""
        groups = groupby(self.matrix.columns, key=lambda column: column.group)
        return [(group, sum(1 for _ in members)) for group, members in groups]

    def cell(self, row: Entry, column: Entry) -> Cell | None:
        """Return what is told of a pair, None where nothing is."""
        return self.matrix.cells.get((row.iri, column.iri))

    def place(self, row: Entry, column: Entry) -> str:
        """Return a name for a pair that is unique on a page: the numbers of its row and column."""
        return f"{self._numbers[row.iri]}-{self._numbers[column.iri]}"

    @cached_property
    def _numbers(self) -> dict[str, int]:
        entries = [
            (number, entry)
            for part in (self.matrix.rows, self.matrix.columns)
            for number, entry in enumerate(part)
        ]
        return {entry.iri: number for number, entry in entries}

    @property
    def told(self) -> int:
        """Number of the pairs of which something is told."""
        return sum(1 for _ in iter_told(self.matrix))

    def nearness(self, row: Entry, column: Entry) -> str:
        """Return how near evidence is to an empty pair: "kin", "path" or "none"."""
        leads = self.leads.get((row.iri, column.iri), ())
        if any(lead.is_kinship for lead in leads):
            return "kin"
        return "path" if leads else "none"

    @property
    def twin(self) -> list[TwinRow]:
        """The told pairs in words, row by row; of more than `MOST_PAIRS` those of most claims."""
        return [self._to_twin(*pair) for pair in self._in_words.values()]

    def find_anchor(self, row: Entry, column: Entry) -> str:
        """Return where on the page a told pair stands in words: its row, else the whole table."""
        place = self.place(row, column)
        return f"told-{place}" if place in self._in_words else WORDS

    @cached_property
    def _in_words(self) -> dict[str, tuple[Entry, Entry, Cell]]:
        pairs = list(iter_told(self.matrix))
        if len(pairs) > MOST_PAIRS:
            least = sorted((len(cell.claims) for _, _, cell in pairs), reverse=True)[MOST_PAIRS - 1]
            pairs = [pair for pair in pairs if len(pair[2].claims) >= least][:MOST_PAIRS]
        return {self.place(row, column): (row, column, cell) for row, column, cell in pairs}

    def _to_twin(self, row: Entry, column: Entry, cell: Cell) -> TwinRow:
        shown = [self.records[claim] for claim in cell.claims[:MOST_OF_CELL] if claim in self.records]
        return TwinRow(row, column, cell, tuple(shown), len(cell.claims) - len(shown))


def draw_matrix(engine: Engine, source: Source, mechanisms: Sequence[str] = ()) -> DrawnMatrix:
    """Return the matrix of a graph.

    Args:
        engine: the graph.
        source: the same graph as things and records.
        mechanisms: names of mechanisms, effects or failures; only these and what is narrower become rows.

    Raises:
        QueryError: there is no such thing.
    """
    classes = ("al:Mechanism", "al:Effect", "al:FailurePhenomenon")
    wanted = [get_entity(engine, text, classes, "--mechanism").iri for text in mechanisms]
    matrix = read_matrix(engine, source.things, wanted)
    leads = {
        (row.iri, column.iri): matrix.find_leads(row.iri, column.iri)
        for row in matrix.rows
        for column in matrix.columns
        if (row.iri, column.iri) not in matrix.cells
    }
    found = [lead for near in leads.values() for lead in near]
    claims = [*_iter_chosen(matrix), *(claim for lead in found for claim in lead.claims)]
    entries = {entry.iri for entry in (*matrix.rows, *matrix.columns)}
    named = {iri for lead in found for iri in (lead.phenomenon, lead.material)}
    named.update(iri for one in entries for pair in matrix.find_known(one) for iri in pair)
    return DrawnMatrix(
        matrix,
        leads,
        {claim: to_shown(source.records.get(claim)) for claim in list(dict.fromkeys(claims))[:MOST_RECORDS]},
        {iri: source.things.get(iri).label for iri in sorted(named - entries)},
    )


def iter_told(matrix: Matrix) -> Iterator[tuple[Entry, Entry, Cell]]:
    """Yield the pairs of which something is told, row by row."""
    for row in matrix.rows:
        for column in matrix.columns:
            cell = matrix.cells.get((row.iri, column.iri))
            if cell:
                yield row, column, cell


def _iter_chosen(matrix: Matrix) -> Iterator[str]:
    """Yield the claims of the cells: the first of each, the second of each, and so on."""
    shown = [cell.claims for _, _, cell in iter_told(matrix)]
    for place in range(MOST_OF_CELL):
        yield from (claims[place] for claims in shown if place < len(claims))
