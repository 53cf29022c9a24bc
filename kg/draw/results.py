"""The view of a query's result: rows or triples as things and links."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from kg.draw.assemble import MOST_THINGS, ColumnPlan, Plan, Source, assemble
from kg.draw.picture import Picture
from kg.engines.engine import Rows, Term
from kg.errors import QueryError
from kg.network.records import Record, to_words
from kg.network.things import Thing
from kg.network.ties import Tie
from kg.terms import expand

_TRIPLE: Final = ("subject", "predicate", "object")
_LITERAL: Final = "value/"  # before the text of a literal that is drawn as a thing
_LABELS: Final = frozenset(expand(name) for name in ("rdfs:label", "skos:prefLabel", "foaf:name"))
_REPEATED: Final = 0.25  # share of things in more than one column, from which on columns say nothing


class _Result:
    """Things and records of a result: what the graph knows of them, and what only the result tells."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.labels: dict[str, str] = {}
        self.told: dict[str, list[str]] = {}
        self.rows: dict[str, Record] = {}
        self.things = _ResultThings(self)

    def get(self, iri: str) -> Record:
        """Return the record of a row or triple."""
        return self.rows[iri]

    def add_row(self, number: int, label: str, facts: tuple[tuple[str, str], ...]) -> str:
        """Keep a row as a record and return its name."""
        name = f"row/{number}"
        self.rows[name] = Record(
            name, label, "", "", facts, "", (), (), 0, "", "", "", "", passages=(), remarks=()
        )
        return name

    def name(self, term: Term) -> str:
        """Return the name under which a term is a thing of the picture."""
        if isinstance(term, ox.NamedNode):
            return term.value
        if isinstance(term, ox.Literal):
            return _LITERAL + term.value
        return f"value/{term}"


class _ResultThings:
    def __init__(self, result: _Result) -> None:
        self._result = result

    def get(self, iri: str) -> Thing:
        """Return a thing of the graph, a literal, or a thing that only the result knows."""
        result = self._result
        told = "; ".join(result.told.get(iri, ()))
        if iri.startswith(_LITERAL):
            text = iri.removeprefix(_LITERAL)
            return Thing(iri, "value", text or "(empty)", (), "", "", told, "", "", 0)
        known = result.source.things.get(iri)
        label = result.labels.get(iri, known.label or iri)
        if label == known.label and not told:
            return known
        return Thing(
            iri,
            known.kind,
            label,
            known.aliases,
            known.formula,
            known.group,
            known.definition or told,
            known.shown_as,
            known.address,
            known.year,
        )


def draw_rows(source: Source, rows: Rows, title: str, limit: int = MOST_THINGS) -> Picture:
    """Return the picture of a result: triples as links, rows as chains of the things in them.

    Of a row, each thing is linked to the next one; a column `xLabel` names the things of column `x`; the
    other literals are told of the row. Where fewer than two columns hold things, literals take their place.

    Args:
        source: the graph that was asked.
        rows: what the query found.
        title: the heading, such as the name of the query's file.
        limit: the greatest number of things.

    Raises:
        QueryError: it was an ASK query, whose answer is no picture.
    """
    if rows.columns == ("answer",):
        raise QueryError(
            "the answer to an ASK query is yes or no, not a picture", hint="use SELECT or CONSTRUCT"
        )
    result = _Result(source)
    if rows.columns == _TRIPLE:
        ties, singles = _read_triples(result, rows)
        plans: tuple[ColumnPlan, ...] = ()
        column_of: dict[str, int] = {}
    else:
        drawn = _drawn_columns(rows)
        ties, singles = _read_rows(result, rows, drawn)
        column_of, plans = _to_columns(result, rows, drawn)
    word = "triple" if rows.columns == _TRIPLE else "row"
    plan = Plan(
        name="query",
        title=title,
        summary=f"what the query found: {len(rows.rows):,} {word}{'' if len(rows.rows) == 1 else 's'}",
        record_word=word,
        columns=plans,
        column_of=lambda thing: column_of.get(thing.iri, 0),
        grouped="nothing",
        limit=limit,
    )
    return assemble(plan, ties, result.things, result, singles, tuple(_iter_notes(rows)))


def _iter_notes(rows: Rows) -> Iterator[str]:
    """Yield what of a result is not drawn as a link."""
    if not rows.rows:
        yield "The query found nothing, so there is nothing to draw."
    texts = sum(isinstance(row[2], ox.Literal) for row in rows.rows) if rows.columns == _TRIPLE else 0
    if texts:
        told = "1 triple ends" if texts == 1 else f"{texts:,} triples end"
        yield (
            f"{told} in a text or a number and not in a thing: these are told of the things that they begin "
            "with, and are no lines."
        )


def _read_triples(result: _Result, rows: Rows) -> tuple[list[Tie], list[str]]:
    """Return the ties of triples that end in things, and the things of which the other triples tell."""
    columns = result.source.columns
    ties: list[Tie] = []
    singles: list[str] = []
    for number, (subject, predicate, found) in enumerate(rows.rows):
        if subject is None or found is None or not isinstance(predicate, ox.NamedNode):
            continue
        start = result.name(subject)
        relation = to_words(columns.name(predicate.value))
        if isinstance(found, ox.Literal):
            if predicate.value in _LABELS:
                result.labels[start] = found.value
            else:
                result.told.setdefault(start, []).append(f"{relation}: {found.value}")
            singles.append(start)
            continue
        polarity = columns.one_of(predicate.value, "al:polarity").rpartition("/")[2]
        stroke = polarity if polarity in {"promoting", "suppressing", "neutral"} else "relation"
        label = f"{_name(result, subject)} {relation} {_name(result, found)}"
        ties.append(Tie(start, result.name(found), stroke, relation, result.add_row(number, label, ())))
    return ties, singles


def _name(result: _Result, term: Term) -> str:
    return result.things.get(result.name(term)).label


def _drawn_columns(rows: Rows) -> list[int]:
    """Return the columns that are drawn as things: those with IRIs, else the first two."""
    held = [
        index
        for index in range(len(rows.columns))
        if any(isinstance(row[index], ox.NamedNode | ox.BlankNode) for row in rows.rows)
    ]
    if len(held) >= 2:
        return held
    names = {f"{rows.columns[index]}Label" for index in held} | ({"label"} if held else set())
    others = [index for index, name in enumerate(rows.columns) if index not in held and name not in names]
    return sorted((held + others)[:2])


def _read_rows(result: _Result, rows: Rows, drawn: list[int]) -> tuple[list[Tie], list[str]]:
    names = [rows.columns[index] for index in drawn]
    label_of = {
        index: rows.columns.index(f"{rows.columns[index]}Label")
        for index in drawn
        if f"{rows.columns[index]}Label" in rows.columns
    }
    if len(drawn) <= 2 and drawn and "label" in rows.columns and not label_of:
        label_of[drawn[0]] = rows.columns.index("label")
    ties, singles = [], []
    for number, row in enumerate(rows.rows):
        here = [(index, term) for index in drawn if (term := row[index]) is not None]
        for index, term in here:
            label = row[label_of[index]] if index in label_of else None
            if isinstance(label, ox.Literal):
                result.labels.setdefault(result.name(term), label.value)
        facts = tuple(
            (rows.columns[index], term.value if isinstance(term, ox.Literal | ox.NamedNode) else str(term))
            for index, term in enumerate(row)
            if term is not None and index not in drawn and index not in label_of.values()
        )
        told = " – ".join(_name(result, term) for _, term in here)
        record = result.add_row(number, told, facts)
        singles += [result.name(term) for _, term in here]
        for (_, one), (after, other) in pairwise(here):
            ties.append(
                Tie(result.name(one), result.name(other), "relation", names[drawn.index(after)], record)
            )
    return ties, singles


def _to_columns(
    result: _Result, rows: Rows, drawn: list[int]
) -> tuple[dict[str, int], tuple[ColumnPlan, ...]]:
    """Return the column of each thing; none where many things occur in several columns."""
    first: dict[str, int] = {}
    places: Counter[str] = Counter()
    for place, index in enumerate(drawn):
        for name in {result.name(term) for row in rows.rows if (term := row[index]) is not None}:
            first.setdefault(name, place)
            places[name] += 1
    repeated = sum(1 for count in places.values() if count > 1)
    if len(drawn) < 2 or repeated > _REPEATED * len(first):
        return {}, ()
    return first, tuple(ColumnPlan(to_words(rows.columns[index]), 230) for index in drawn)
