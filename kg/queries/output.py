"""Rows become text: tables for people, CSV, TSV, JSON for programs, Markdown, LaTeX, HTML for documents."""

import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from kg.engines.engine import Rows, RowStream, Term, to_stream
from kg.queries.header import Column, ColumnKind
from kg.terms import shorten

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
NOTHING: Final = "nothing found\n"
TWIN: Final = "Label"  # a column `xLabel` names in words what the column `x` identifies


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
    return FORMATS[output_format](rows, columns)


def to_plain_table(rows: Rows, columns: Mapping[str, Column]) -> str:
    """Return aligned columns for people, without colour; identifiers that a label explains are left out."""
    table = to_people_table(rows, columns)
    if not table.lines:
        return NOTHING
    texts = [table.headings, *table.lines]
    widths = [max(_width(line[i]) for line in texts) for i in range(len(table.headings))]
    lines = [table.headings, ["-" * width for width in widths], *table.lines]
    return "".join("  ".join(map(_pad, line, widths)).rstrip() + "\n" for line in lines)


def to_terminal_table(rows: Rows, columns: Mapping[str, Column], width: int) -> str:
    """Return a table with rules and clickable links for a terminal of the given width in characters."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    told = to_people_table(rows, columns)
    if not told.lines:
        return NOTHING
    table = Table(show_lines=any(len(cell) > width // 3 for line in told.lines for cell in line))
    for heading, kind in zip(told.headings, told.kinds, strict=True):
        table.add_column(Text(heading), overflow="fold", min_width=4 if kind == "link" else None)
    for line in told.lines:
        parts = zip(line, told.kinds, strict=True)
        table.add_row(
            *(Text("open", style=f"link {c}") if kind == "link" and c else Text(c) for c, kind in parts)
        )
    stream = io.StringIO()
    Console(file=stream, force_terminal=True, width=width).print(table)
    return stream.getvalue()


def to_markdown(rows: Rows, columns: Mapping[str, Column]) -> str:
    """Return a Markdown table for people; everything that Markdown or HTML would act on is escaped.

    Source: GitHub Flavored Markdown, section 4.10, https://github.github.com/gfm/#tables-extension-
    """
    table = to_people_table(rows, columns)
    lines = [
        [to_markdown_cell(heading, "text") for heading in table.headings],
        ["---"] * len(table.headings),
        *(
            [to_markdown_cell(cell, kind) for cell, kind in zip(line, table.kinds, strict=True)]
            for line in table.lines
        ),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


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


STREAMED: Final[dict[str, Callable[[RowStream], Iterator[str]]]] = {
    "csv": iter_csv,
    "tsv": iter_tsv,
    "json": iter_json,
}
"""Formats that are written while rows arrive, so that memory stays flat."""
_BLOCK_ROWS: Final = 1000


def to_csv(rows: Rows, _columns: Mapping[str, Column]) -> str:
    """Return CSV; see `iter_csv`."""
    return "".join(iter_csv(to_stream(rows)))


def to_tsv(rows: Rows, _columns: Mapping[str, Column]) -> str:
    """Return TSV; see `iter_tsv`."""
    return "".join(iter_tsv(to_stream(rows)))


def to_json(rows: Rows, _columns: Mapping[str, Column]) -> str:
    """Return SPARQL results in JSON; see `iter_json`."""
    return "".join(iter_json(to_stream(rows)))


def _iter_blocks(stream: RowStream) -> Iterator[list[tuple[Term | None, ...]]]:
    while block := list(islice(stream.rows, _BLOCK_ROWS)):
        yield block


def _to_latex(rows: Rows, columns: Mapping[str, Column]) -> str:
    from kg.queries.typeset import to_latex  # here, because most answers are tables for people

    return to_latex(to_people_table(rows, columns))


def _to_html(rows: Rows, columns: Mapping[str, Column]) -> str:
    from kg.queries.typeset import to_html  # as above

    return to_html(to_people_table(rows, columns))


FORMATS: Final[dict[str, Callable[[Rows, Mapping[str, Column]], str]]] = {
    "table": to_plain_table,
    "csv": to_csv,
    "tsv": to_tsv,
    "json": to_json,
    "markdown": to_markdown,
    "latex": _to_latex,
    "html": _to_html,
}


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
    shown = [
        name
        for name in rows.columns
        if not (name in columns and columns[name].kind == "entity" and name + TWIN in rows.columns)
    ]
    places = [rows.columns.index(name) for name in shown]
    kinds: tuple[ColumnKind, ...] = tuple(columns[n].kind if n in columns else "text" for n in shown)
    lines = tuple(
        tuple(
            to_value(row[place]) if kind == "link" else to_display(row[place])
            for place, kind in zip(places, kinds, strict=True)
        )
        for row in rows.rows
    )
    return PeopleTable(tuple(_heading(name, columns) for name in shown), kinds, lines)


def _heading(name: str, columns: Mapping[str, Column]) -> str:
    if name not in columns:
        return to_safe_line(name)
    column = columns[name]
    return f"{column.label} ({column.unit})" if column.unit else column.label


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


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(c) in ("W", "F") for c in text)
    marks = sum(unicodedata.category(c) in ("Mn", "Me") for c in text)
    return len(text) + wide - marks


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
