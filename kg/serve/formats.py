"""What the endpoint answers with: formats of results and of graphs, and the choice among them."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from kg.engines.engine import RowStream, Term
from kg.queries.output import iter_csv, iter_json, iter_tsv, to_xml_characters
from kg.terms import PREFIXES

_SRX: Final = "http://www.w3.org/2005/sparql-results#"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: media type as sent, others by which it is asked for, and what writes an answer in it."""

    media_type: str
    also: tuple[str, ...]
    write: Callable[[RowStream], Iterator[str]]


def _write_boolean_json(stream: RowStream) -> Iterator[str]:
    yield json.dumps({"head": {}, "boolean": _is_true(stream)}) + "\n"


def _write_boolean_text(stream: RowStream) -> Iterator[str]:
    yield "true\n" if _is_true(stream) else "false\n"


def _write_boolean_xml(stream: RowStream) -> Iterator[str]:
    told = "true" if _is_true(stream) else "false"
    yield f'<?xml version="1.0"?>\n<sparql xmlns="{_SRX}"><head/><boolean>{told}</boolean></sparql>\n'


def _is_true(stream: RowStream) -> bool:
    (row,) = stream.rows
    return isinstance(row[0], ox.Literal) and row[0].value == "true"


def _write_xml(stream: RowStream) -> Iterator[str]:
    """Yield SPARQL results in XML. Source: https://www.w3.org/TR/rdf-sparql-XMLres/."""
    names = "".join(f"<variable name={quoteattr(name)}/>" for name in stream.columns)
    yield f'<?xml version="1.0"?>\n<sparql xmlns="{_SRX}">\n<head>{names}</head>\n<results>\n'
    for row in stream.rows:
        bindings = (
            f"<binding name={quoteattr(name)}>{_to_xml(term)}</binding>"
            for name, term in zip(stream.columns, row, strict=True)
            if term is not None
        )
        yield f"<result>{''.join(bindings)}</result>\n"
    yield "</results>\n</sparql>\n"


def _to_xml(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{_escape(term.value)}</bnode>"
    if isinstance(term, ox.Triple):
        return f"<literal>{_escape(str(term))}</literal>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{_escape(term.value)}</literal>"
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return f"<literal>{_escape(term.value)}</literal>"
    return f"<literal datatype={quoteattr(term.datatype.value)}>{_escape(term.value)}</literal>"


def _escape(text: str) -> str:
    """Return a text for XML; a carriage return as a reference, else parsers read it as a line feed."""
    return escape(to_xml_characters(text), {"\r": "&#13;"})


def _graph_writer(form: ox.RdfFormat) -> Callable[[RowStream], Iterator[str]]:
    def write(stream: RowStream) -> Iterator[str]:
        triples = sorted({ox.Triple(*row) for row in stream.rows}, key=str)  # type: ignore[arg-type] # rows of a CONSTRUCT
        prefixes = PREFIXES if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML) else None
        text = ox.serialize(triples, format=form, prefixes=prefixes)
        assert text is not None
        yield text.decode("utf-8")

    return write


ROWS: Final = (
    Format("application/sparql-results+json", ("application/json",), iter_json),
    Format("application/sparql-results+xml", ("application/xml", "text/xml"), _write_xml),
    Format("text/csv; charset=utf-8", (), iter_csv),
    Format("text/tab-separated-values; charset=utf-8", (), iter_tsv),
)
BOOLEAN: Final = (
    Format("application/sparql-results+json", ("application/json",), _write_boolean_json),
    Format("application/sparql-results+xml", ("application/xml", "text/xml"), _write_boolean_xml),
    Format("text/plain; charset=utf-8", ("text/csv", "text/tab-separated-values"), _write_boolean_text),
)
GRAPH: Final = (
    Format("text/turtle; charset=utf-8", ("application/x-turtle",), _graph_writer(ox.RdfFormat.TURTLE)),
    Format("application/n-triples", ("text/plain",), _graph_writer(ox.RdfFormat.N_TRIPLES)),
    Format("application/ld+json", ("application/json",), _graph_writer(ox.RdfFormat.JSON_LD)),
    Format("application/rdf+xml", ("application/xml", "text/xml"), _graph_writer(ox.RdfFormat.RDF_XML)),
)


def find_formats(form: str) -> tuple[Format, ...]:
    """Return the formats for an answer to a query of this form, the usual one first."""
    if form == "ASK":
        return BOOLEAN
    return ROWS if form == "SELECT" else GRAPH


def choose(formats: Iterable[Format], accept: str) -> Format | None:
    """Return the format that an Accept header prefers, None where it allows none of them.

    Source: RFC 9110, section 12.5.1
    """
    offered = tuple(formats)
    if not accept.strip():
        return offered[0]
    wishes = [_read_range(part) for part in accept.split(",") if part.strip()]
    best: tuple[float, int] = (0.0, 0)
    chosen = None
    for place, one in enumerate(offered):
        # ranges are judged by what would be sent, the other names only where they are asked for as such
        named = [quality for name, quality in wishes if name in one.also]
        quality = max(_judge(one.media_type.partition(";")[0], wishes), *named, 0.0)
        if (quality, -place) > best and quality > 0:
            best, chosen = (quality, -place), one
    return chosen


def _read_range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, min(1.0, max(0.0, float(value)))
            except ValueError:
                return name, 0.0
    return name, 1.0


def _judge(media_type: str, wishes: list[tuple[str, float]]) -> float:
    """Return the quality that the most specific range gives a media type."""
    main = media_type.partition("/")[0]
    for pattern in (media_type, f"{main}/*", "*/*"):
        found = [quality for name, quality in wishes if name == pattern]
        if found:
            return max(found)
    return 0.0
