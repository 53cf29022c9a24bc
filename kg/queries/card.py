"""An answer card: one file with a question, what was asked with, the query, the rows and their evidence.

The card of one graph is the same every time but for its date, which SOURCE_DATE_EPOCH can set.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pyoxigraph as ox
from markupsafe import Markup

from kg import __version__
from kg.engines.engine import Engine, Rows
from kg.errors import KgError
from kg.formulas import to_html as formulas_to_html
from kg.queries.header import Column
from kg.queries.output import to_json as rows_to_json
from kg.queries.output import to_markdown
from kg.queries.people_table import to_people_table, to_safe_line
from kg.queries.python_questions import ask_rows
from kg.queries.run import Answer
from kg.queries.typeset import to_html as table_to_html
from kg.terms import BASE

_EPOCH: Final = "SOURCE_DATE_EPOCH"  # Source: https://reproducible-builds.org/specs/source-date-epoch/
_ASKED_PER_QUERY: Final = 500  # IRIs in one query
_EVIDENCE: Final = """SELECT DISTINCT ?evidence ?work ?place ?from ?to ?link
WHERE {
  VALUES ?evidence { THINGS }
  ?evidence a al:Evidence ; rdfs:label ?place ; al:inWork ?source .
  ?source rdfs:label ?work .
  OPTIONAL { ?evidence al:fromWords ?from }
  OPTIONAL { ?evidence al:toWords ?to }
  OPTIONAL { ?evidence al:link ?link }
}
ORDER BY ?work ?place ?from ?to ?link ?evidence"""
_STYLE: Final = """
:root { color-scheme: light dark; --line: #c9ced6; --soft: #f4f6f8; --ink: #1b1f24; --link: #0b5cad }
@media (prefers-color-scheme: dark) {
  :root { --line: #3c444d; --soft: #1c2128; --ink: #e6edf3; --link: #6cb2ff } body { background: #0f1216 }
}
body { color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem;
       padding: 0 1.25rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
a { color: var(--link) } .scroll { overflow-x: auto }
table { border-collapse: collapse; font-size: .875rem } caption { text-align: left }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .9rem .4rem 0; text-align: left;
         vertical-align: top }
td:first-child { min-width: 9rem } sub { line-height: 0 }
.kg-number { font-variant-numeric: tabular-nums; text-align: right }
pre { background: var(--soft); border-radius: .4rem; overflow-x: auto; padding: .8rem 1rem }
dl { display: grid; gap: .2rem 1rem; grid-template-columns: max-content 1fr; margin: 0 } dd { margin: 0 }
li { margin: .3rem 0 } footer { border-top: 1px solid var(--line); font-size: .875rem; margin-top: 2.5rem;
                                padding-top: .8rem }
code { overflow-wrap: anywhere }
"""


_HEAD: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a row can be read: work, place, first and last words, and a link; "" for what is not told."""

    work: str
    place: str
    first_words: str
    last_words: str
    link: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that is on an answer card.

    Attributes:
        asked: the question in the words of whoever asked, "" where a canned question was called by name.
        name: name of the canned question.
        summary: the question as people ask it.
        description: what its answer holds.
        parameters: option and value of each parameter.
        query: the complete query, or the function that answers.
        rows: the rows.
        columns: their columns.
        remarks: what is to say about the rows, such as near misses.
        evidence: the passages behind the rows.
        as_of: how much was known in the year that was asked for, "" where the whole graph was asked.
        graph: hash of the graph.
        date: the day on which the card was made, as 2026-11-25.
    """

    asked: str
    name: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str], ...]
    query: str
    rows: Rows
    columns: Mapping[str, Column]
    remarks: tuple[str, ...]
    evidence: tuple[Passage, ...]
    as_of: str
    graph: str
    date: str


def make_card(
    engine: Engine,
    answer: Answer,
    graph: str,
    columns: Mapping[str, Column] | None = None,
    asked: str = "",
    as_of: str = "",
    remarks: Sequence[str] = (),
) -> Card:
    """Return the card of an answer.

    Args:
        engine: the graph that was asked; it tells of the evidence.
        answer: the answer.
        graph: hash of the graph.
        columns: the columns of the rows, by default those of the question.
        asked: the question in somebody's own words.
        as_of: how much was known in the year that was asked for.
        remarks: what is to say about the rows, such as near misses.

    Raises:
        KgError: SOURCE_DATE_EPOCH is no time.
    """
    header = answer.question.header
    options = {name: parameter.option for name, parameter in header.parameters.items()}
    return Card(
        asked=" ".join(asked.split()),
        name=answer.question.name,
        summary=header.summary,
        description=header.description,
        parameters=tuple((options[name], value.removeprefix(BASE)) for name, value in answer.values.items()),
        query=_without_header(answer.query),
        rows=answer.rows,
        columns=header.columns if columns is None else columns,
        remarks=tuple(remarks),
        evidence=_read_evidence(engine, answer.rows),
        as_of=as_of,
        graph=graph,
        date=_today(),
    )


def to_html(card: Card) -> str:
    """Return a card as one page without scripts that asks nobody for anything."""
    table = to_people_table(card.rows, card.columns)
    title = to_safe_line(card.asked or card.summary)
    parts = [
        Markup(_HEAD).format(title=title, style=Markup(_STYLE)),  # noqa: S704 - fixed words only
        Markup("<h1>{}</h1>\n").format(formulas_to_html(title)),
    ]
    if card.asked:
        parts.append(Markup("<p>understood as: {}</p>\n").format(card.summary))
    parts.append(Markup("<p>{}</p>\n").format(card.description))
    parts.append(_to_definitions(_list_facts(card)))
    parts.append(Markup("<h2>Answer: {}</h2>\n").format(_count(len(card.rows.rows), "row")))
    parts.append(Markup('<div class="scroll">\n{}</div>\n').format(Markup(table_to_html(table))))  # noqa: S704 - escaped there
    if card.remarks:
        remarks = (
            Markup("<li>{}</li>\n").format(formulas_to_html(remark.strip())) for remark in card.remarks
        )
        parts.append(Markup("<ul>\n{}</ul>\n").format(Markup("").join(remarks)))
    if card.evidence:
        parts.append(Markup("<h2>Evidence: {}</h2>\n<ol>\n").format(_count(len(card.evidence), "passage")))
        parts += [Markup("<li>{}</li>\n").format(_passage_to_html(passage)) for passage in card.evidence]
        parts.append(Markup("</ol>\n"))
    parts.append(Markup("<h2>Query</h2>\n<pre><code>{}</code></pre>\n").format(card.query.strip()))
    parts.append(Markup("<footer>{}</footer>\n</body>\n</html>\n").format(_to_origin(card)))
    return str(Markup("").join(parts))


def to_markdown_card(card: Card) -> str:
    """Return a card as Markdown."""
    facts = Rows(("what", "value"), tuple((ox.Literal(n), ox.Literal(v)) for n, v in _list_facts(card)))
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", card.query)), 3)
    lines = [f"# {_plain(card.asked or card.summary)}", ""]
    lines += [f"understood as: {_plain(card.summary)}", ""] if card.asked else []
    lines += [_plain(card.description), "", to_markdown(facts, {}).rstrip(), ""]
    lines += [f"## Answer: {_count(len(card.rows.rows), 'row')}", ""]
    lines += [to_markdown(card.rows, card.columns).rstrip(), ""]
    lines += [f"- {_plain(remark)}" for remark in card.remarks] + [""] * bool(card.remarks)
    if card.evidence:
        lines += [f"## Evidence: {_count(len(card.evidence), 'passage')}", ""]
        lines += [f"{number}. {_passage_to_markdown(p)}" for number, p in enumerate(card.evidence, start=1)]
        lines.append("")
    lines += ["## Query", "", f"{fence}sparql", card.query.strip(), fence, "", _to_origin(card)]
    return "\n".join(lines) + "\n"


def to_json_card(card: Card) -> str:
    """Return a card as one JSON object; `answer` is in the format of SPARQL results."""
    told: dict[str, Any] = {
        "asked": card.asked or None,
        "question": {"name": card.name, "summary": card.summary, "description": card.description},
        "parameters": {option.removeprefix("--"): value for option, value in card.parameters},
        "asOf": card.as_of or None,
        "query": card.query,
        "columns": {
            name: {"label": column.label, "unit": column.unit, "kind": column.kind}
            for name, column in card.columns.items()
        },
        "answer": json.loads(rows_to_json(card.rows)),
        "remarks": [remark.strip() for remark in card.remarks],
        "evidence": [
            {
                "work": passage.work,
                "place": passage.place,
                "from": passage.first_words or None,
                "to": passage.last_words or None,
                "link": passage.link or None,
            }
            for passage in card.evidence
        ],
        "graph": card.graph or None,
        "version": __version__,
        "date": card.date,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


CARD_FORMATS: Final[Mapping[str, Callable[[Card], str]]] = {
    "html": to_html,
    "markdown": to_markdown_card,
    "json": to_json_card,
}


def _read_evidence(engine: Engine, rows: Rows) -> tuple[Passage, ...]:
    iris = sorted({t.value for row in rows.rows for t in row if isinstance(t, ox.NamedNode)})
    evidence = [iri for iri in iris if "/evidence/" in iri]
    found: list[Passage] = []
    for start in range(0, len(evidence), _ASKED_PER_QUERY):
        things = " ".join(f"<{iri}>" for iri in evidence[start : start + _ASKED_PER_QUERY])
        found += map(_to_passage, ask_rows(engine.run, _EVIDENCE.replace("THINGS", things)))
    return tuple(dict.fromkeys(found))


def _to_passage(row: Mapping[str, str]) -> Passage:
    first, last = row.get("from", ""), row.get("to", "")
    return Passage(row["work"], row["place"], first, last, row.get("link", ""))


def _list_facts(card: Card) -> list[tuple[str, str]]:
    facts = [
        ("question", card.name),
        *((option.removeprefix("--"), value) for option, value in card.parameters),
    ]
    return [*facts, ("as of", card.as_of.removeprefix("as of "))] if card.as_of else facts


def _without_header(query: str) -> str:
    """Return a query without the lines that tell of its file, which the card tells already."""
    return "".join(line for line in query.splitlines(keepends=True) if not line.startswith("#+"))


def _to_definitions(facts: Iterable[tuple[str, str]]) -> Markup:
    parts = [Markup("<dt>{}</dt><dd><code>{}</code></dd>\n").format(name, value) for name, value in facts]
    return Markup("<dl>\n{}</dl>\n").format(Markup("").join(parts))


def _passage_to_html(passage: Passage) -> Markup:
    place = Markup("{}, {}").format(passage.work, passage.place)
    if passage.link.startswith("https://"):
        place = Markup('<a href="{}" rel="noopener">{}</a>').format(passage.link, place)
    words = _to_words(passage)
    return Markup("{}: {}").format(place, words) if words else place


def _passage_to_markdown(passage: Passage) -> str:
    place = f"{_plain(passage.work)}, {_plain(passage.place)}"
    if passage.link.startswith("https://"):
        place = f"[{place}](<{passage.link.replace('<', '%3C').replace('>', '%3E')}>)"
    words = _to_words(passage)
    return f"{place}: {_plain(words)}" if words else place


def _to_words(passage: Passage) -> str:
    if not passage.first_words:
        return ""
    return (
        f"“{passage.first_words} … {passage.last_words}”"
        if passage.last_words
        else f"“{passage.first_words}”"
    )


def _to_origin(card: Card) -> str:
    graph = f"graph {card.graph}, " if card.graph else ""
    return f"{graph}kg {__version__}, {card.date}"


def _plain(text: str) -> str:
    """Return a text in which Markdown and HTML find nothing to act on."""
    return re.sub(r"([\\`*_{}\[\]()#+!|~>&<-])", r"\\\1", to_safe_line(text)).replace("\\-", "-")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _today() -> str:
    epoch = os.environ.get(_EPOCH)
    if epoch is None:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise KgError(f"{_EPOCH}={epoch!r} is no number of seconds since 1970") from error
