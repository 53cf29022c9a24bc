"""What a question gives in Python: rows to loop over, a pandas table, a table with evidence in a notebook."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias, overload

from kg.api.values import Cell, to_cell
from kg.engines.engine import Engine, Rows
from kg.queries.catalogue import Question
from kg.queries.header import Column
from kg.queries.output import to_markdown, to_markdown_cell, to_plain_table
from kg.queries.people_table import to_safe_line

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = dict[str, Cell]
PLAIN_ROWS: Final = 10  # of `repr`
NOTEBOOK_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Understood:
    """How a question in plain words was taken.

    Attributes:
        words: the question as it was asked.
        how: a line for each part that was recognised, and what became of it.
        near: rows that come nearest, with what they miss, where no row meets everything.
        others: further questions that may be meant, as calls.
    """

    words: str
    how: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer(Sequence[Row]):
    """The rows that a question found, each a mapping from column to value.

    A notebook shows it as a table with its evidence. `len`, `for`, `answer[0]` and `answer[:5]` work as for
    any sequence, so an answer without rows is false.

    Attributes:
        terms: the rows as RDF terms.
        columns: label, unit and kind of each column.
        summary: the question as people ask it, "" for a query of one's own.
        question: the canned question, None for a query of one's own.
        values: what the question was asked with, defaults included, as typed.
        query: the complete SPARQL query, or which function answered.
        call: how the same answer is had again, "" for a query of one's own.
        understood: how plain words were taken, None where the question was named.
        engine: the graph that gave the answer.
    """

    terms: Rows
    columns: Mapping[str, Column]
    summary: str = ""
    question: Question | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    call: str = ""
    understood: Understood | None = None
    engine: Engine | None = field(default=None, repr=False)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows; numbers are numbers, IRIs and texts are `str`, what is not known is None."""
        names = self.terms.columns
        return tuple(dict(zip(names, map(to_cell, row), strict=True)) for row in self.terms.rows)

    def to_pandas(self, headings: bool = False) -> "pd.DataFrame":
        """Return the rows as a table with the right type for every column; see `kg.api.frames`.

        Args:
            headings: name the columns as people do, with units, and leave out identifiers that a name
                explains.

        Raises:
            KgError: pandas is not installed.
        """
        from kg.api.frames import to_frame

        names = self.terms.columns
        frame = to_frame(
            {name: self.columns.get(name, Column(name)) for name in names},
            {name: [row[name] for row in self.rows] for name in names},
            headings,
        )
        frame.attrs |= {"question": self.question.name if self.question else "", "summary": self.summary}
        frame.attrs["values"] = dict(self.values)
        return frame

    def bibtex(self) -> str:
        """Return the works behind the rows as BibTeX: those named, and those that found or said what is told.

        Raises:
            EngineError: the engine failed.
        """
        return self._cite("bibtex")

    def ris(self) -> str:
        """Return the works behind the rows as RIS; see `bibtex`."""
        return self._cite("ris")

    def csl_json(self) -> str:
        """Return the works behind the rows as CSL-JSON; see `bibtex`."""
        return self._cite("csl-json")

    def _cite(self, output_format: str) -> str:
        from kg.queries.bibliography import FORMATS, find_works_behind, read_works

        if self.engine is None:
            return ""
        return FORMATS[output_format](read_works(self.engine, find_works_behind(self.engine, self.terms)))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Answer": ...
    def __getitem__(self, index: int | slice) -> "Row | Answer":
        if isinstance(index, int):
            return self.rows[index]
        return Answer(
            Rows(self.terms.columns, self.terms.rows[index]),
            self.columns,
            self.summary,
            self.question,
            self.values,
            self.query,
            self.call,
            self.understood,
            self.engine,
        )

    def __len__(self) -> int:
        return len(self.terms.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __repr__(self) -> str:
        table = to_plain_table(_without_links(self[:PLAIN_ROWS].terms, self.columns), self.columns)
        return "\n".join([*self._head(), table.rstrip("\n"), *self._foot(PLAIN_ROWS)])

    def _repr_markdown_(self) -> str:
        table = to_markdown(self[:NOTEBOOK_ROWS].terms, self.columns) if self else "*nothing found*\n"
        head = [to_markdown_cell(to_safe_line(line), "text") for line in self._head()]
        foot = [to_markdown_cell(to_safe_line(line), "text") for line in self._foot(NOTEBOOK_ROWS)]
        return "\n\n".join([*(f"**{line}**" for line in head), table, *foot])

    def _repr_html_(self) -> str:
        from kg.api.notebook import answer_to_html

        return answer_to_html(self, NOTEBOOK_ROWS)

    def _head(self) -> list[str]:
        return [line for line in (self.summary, self.call) if line]

    def _foot(self, shown: int) -> list[str]:
        left = len(self) - shown
        lines = [f"... and {left} more row{'' if left == 1 else 's'}"] if left > 0 else []
        if self.understood and self.understood.near and not self:
            lines += ["nearest:", *(f"  {line}" for line in self.understood.near)]
        return lines


def _without_links(rows: Rows, columns: Mapping[str, Column]) -> Rows:
    """Return rows without addresses, which say nothing to people that the place beside them does not."""
    kept = [i for i, name in enumerate(rows.columns) if name not in columns or columns[name].kind != "link"]
    return Rows(tuple(rows.columns[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in rows.rows))
