"""Rows become text: tables for people, CSV, TSV, JSON for programs, Markdown, LaTeX, HTML for documents.

All formats are written while rows arrive, so that memory stays flat however many there are; only a table on a
terminal wants them all at once.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyoxigraph as ox

from kg.engines.engine import Rows, RowStream, Term, to_stream
from kg.errors import measure_width
from kg.queries.header import Column
from kg.queries.people_table import PeopleTable, iter_people_tables, to_people_table, to_value

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
NOTHING: Final = "nothing found\n"
_BLOCK_ROWS: Final = 1000
_LONG_WORD: Final = 24
_BORDER: Final = 3  # blanks and rule between two columns
_LEAST_HEADING: Final = 12
_MEASURED_ROWS: Final = 10_000  # the rows that decide how wide the columns of a table are


def to_text(rows: Rows, columns: Mapping[str, Column], output_format: str, width: int | None = None) -> str:
    """Return rows in one of `FORMATS`, ending in a line feed.

    Args:
        rows: what a query found.
        columns: headings by column name; columns without an entry go by their names.
        output_format: one of `FORMATS`.
        width: for `table`, the width of a terminal in characters; None gives plain aligned text.
    """
    if output_format == "table" and width is not None:
        return to_terminal_table(rows, columns, width)
    return "".join(FORMATS[output_format](to_stream(rows), columns))


def to_plain_table(rows: Rows, columns: Mapping[str, Column]) -> str:
    """Return aligned columns for people; see `iter_plain_table`."""
    return "".join(iter_plain_table(to_stream(rows), columns))


def iter_plain_table(stream: RowStream, columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield aligned columns for people, without colour; identifiers that a label explains are left out.

    The first ten thousand rows decide how wide the columns are; a longer cell further down juts out.
    """
    tables = iter_people_tables(stream, columns, _MEASURED_ROWS)
    first = next(tables)
    if not first.lines:
        yield NOTHING
        return
    texts = [first.headings, *first.lines]
    widths = [max(measure_width(line[i]) for line in texts) for i in range(len(first.headings))]
    yield _align([first.headings, ["-" * width for width in widths], *first.lines], widths)
    for table in tables:
        yield _align(table.lines, widths)


def _align(lines: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    return "".join("  ".join(map(_pad, line, widths)).rstrip() + "\n" for line in lines)


def to_terminal_table(rows: Rows, columns: Mapping[str, Column], width: int) -> str:
    """Return a table with rules and clickable links for a terminal of the given width in characters.

    Where the terminal is too narrow for the words of the columns, each row is a record: a line per column.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    told = to_people_table(rows, columns)
    if not told.lines:
        return NOTHING
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=width)
    if _breaks_words(told, width):
        for record in _iter_records(told, width):
            console.print(record, end="\n\n")
        return stream.getvalue()
    table = Table(show_lines=any(len(cell) > width // 3 for line in told.lines for cell in line))
    for heading, kind in zip(told.headings, told.kinds, strict=True):
        table.add_column(Text(heading), overflow="fold", min_width=4 if kind == "link" else None)
    for line in told.lines:
        table.add_row(*map(_to_rich, line, told.kinds))
    console.print(table)
    return stream.getvalue()


def _iter_records(told: PeopleTable, width: int) -> "Iterator[Table]":
    """Yield for each row headings and cells below each other; empty cells are left out."""
    from rich.table import Table
    from rich.text import Text

    for line in told.lines:
        record = Table.grid(padding=(0, 2))
        record.add_column(max_width=max(_LEAST_HEADING, width // 3), overflow="fold", style="bold")
        record.add_column(overflow="fold")
        for heading, cell, kind in zip(told.headings, line, told.kinds, strict=True):
            if cell:
                record.add_row(Text(heading), _to_rich(cell, kind))
        yield record


def _to_rich(cell: str, kind: str) -> "Text":
    from rich.text import Text

    return Text("open", style=f"link {cell}") if kind == "link" and cell else Text(cell)


def _breaks_words(told: PeopleTable, width: int) -> bool:
    """Return whether a table of so many characters would break words of up to `_LONG_WORD` characters."""
    needed = 1
    for number, (heading, kind) in enumerate(zip(told.headings, told.kinds, strict=True)):
        cells = ["open"] if kind == "link" else [line[number] for line in told.lines]
        words = (measure_width(word) for cell in (heading, *cells) for word in cell.split())
        needed += min(max(words, default=0), _LONG_WORD) + _BORDER
    return needed > width


def to_markdown(rows: Rows, columns: Mapping[str, Column]) -> str:
    """Return a Markdown table for people; see `iter_markdown`."""
    return "".join(iter_markdown(to_stream(rows), columns))


def iter_markdown(stream: RowStream, columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield a Markdown table for people; everything that Markdown or HTML would act on is escaped.

    Source: GitHub Flavored Markdown, section 4.10, https://github.github.com/gfm/#tables-extension-
    """
    for number, table in enumerate(iter_people_tables(stream, columns)):
        lines = [
            [to_markdown_cell(cell, kind) for cell, kind in zip(line, table.kinds, strict=True)]
            for line in table.lines
        ]
        if number == 0:
            headings = [to_markdown_cell(heading, "text") for heading in table.headings]
            lines = [headings, ["---"] * len(headings), *lines]
        yield "".join(f"| {' | '.join(line)} |\n" for line in lines)


def iter_csv(stream: RowStream) -> Iterator[str]:
    """Yield CSV, many lines at a time, with column names and plain values.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3, https://www.w3.org/TR/sparql11-results-csv-tsv/
    """
    import csv  # here, because most answers are tables for people

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(stream.columns)
    yield buffer.getvalue()
    for block in _iter_blocks(stream):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerows([to_value(term) for term in row] for row in block)
        yield buffer.getvalue()


def iter_tsv(stream: RowStream) -> Iterator[str]:
    """Yield TSV, many lines at a time, whose cells are complete terms, so that nothing is lost.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4, https://www.w3.org/TR/sparql11-results-csv-tsv/
    """
    yield "\t".join(f"?{name}" for name in stream.columns) + "\n"
    for block in _iter_blocks(stream):
        yield "".join("\t".join("" if t is None else str(t) for t in row) + "\n" for row in block)


def iter_json(stream: RowStream) -> Iterator[str]:
    """Yield SPARQL results in JSON, many rows at a time, one row a line.

    Source: SPARQL 1.1 Query Results JSON Format, https://www.w3.org/TR/sparql11-results-json/
    """
    import json  # here, because most answers are tables for people

    encode = json.JSONEncoder(ensure_ascii=False).encode
    yield f'{{"head": {{"vars": {encode(list(stream.columns))}}},\n "results": {{"bindings": ['
    lead = "\n  "
    for block in _iter_blocks(stream):
        bindings = (
            {
                name: _json_term(term)
                for name, term in zip(stream.columns, row, strict=True)
                if term is not None
            }
            for row in block
        )
        yield lead + ",\n  ".join(map(encode, bindings))
        lead = ",\n  "
    yield "]}}\n"


def to_json(rows: Rows) -> str:
    """Return SPARQL results in JSON; see `iter_json`."""
    return "".join(iter_json(to_stream(rows)))


def _iter_latex(stream: RowStream, columns: Mapping[str, Column]) -> Iterator[str]:
    from kg.queries.typeset import iter_latex  # here, because most answers are tables for people

    return iter_latex(iter_people_tables(stream, columns, _MEASURED_ROWS))


def _iter_html(stream: RowStream, columns: Mapping[str, Column]) -> Iterator[str]:
    from kg.queries.typeset import iter_html  # as above

    return iter_html(iter_people_tables(stream, columns))


Write: TypeAlias = Callable[[RowStream, Mapping[str, Column]], Iterator[str]]
"""Gives a text part by part while rows arrive."""

FORMATS: Final[dict[str, Write]] = {
    "table": iter_plain_table,
    "csv": lambda stream, _: iter_csv(stream),
    "tsv": lambda stream, _: iter_tsv(stream),
    "json": lambda stream, _: iter_json(stream),
    "markdown": iter_markdown,
    "latex": _iter_latex,
    "html": _iter_html,
}


def _iter_blocks(stream: RowStream) -> Iterator[list[tuple[Term | None, ...]]]:
    while block := list(islice(stream.rows, _BLOCK_ROWS)):
        yield block


def to_markdown_cell(text: str, kind: str) -> str:
    """Return a text as Markdown that does nothing but show it; of kind "link" as a link."""
    if kind == "link" and text.startswith("https://"):
        return f"[open](<{text.replace('|', '%7C')}>)"
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for character in "\\`*_[]|":
        escaped = escaped.replace(character, "\\" + character)
    return escaped


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    told: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        told["xml:lang"] = term.language
    elif term.datatype.value != _XSD_STRING:
        told["datatype"] = term.datatype.value
    return told


def _pad(text: str, width: int) -> str:
    return text + " " * (width - measure_width(text))


def to_xml_characters(text: str) -> str:
    """Return a text without the characters that XML cannot hold. Source: XML 1.0, production 2 (Char)."""
    return "".join(
        letter for letter in text if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff")
    )
