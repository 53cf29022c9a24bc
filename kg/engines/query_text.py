"""A query taken apart: to count its rows, to fetch them page by page, to see which graphs it names.

Source: SPARQL 1.1 Query Language, section 19.8, https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kg.engines.tokens import Token, find_place, list_words
from kg.errors import EngineError
from kg.terms import PREFIXES

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_ENDS_OF_ORDER: Final = frozenset({"LIMIT", "OFFSET", "VALUES"})
_OPENING: Final = frozenset("({[")
_CLOSING: Final = frozenset(")}]")


@dataclass(frozen=True, slots=True)
class QueryText:
    """The parts of a query.

    Attributes:
        prologue: its prefixes and its base.
        form: one of `FORMS`.
        dataset: its FROM clauses.
        body: the rest, from the form's keyword on, without the FROM clauses.
        columns: what a SELECT projects, without "?"; empty for "*" and for other forms.
        order: the conditions behind ORDER BY, "" for none.
        order_variables: the variables in them, without "?".
        pattern: the text between the braces of WHERE.
        template: for CONSTRUCT, the text between the braces of the template.
        tail: what stands behind WHERE: groups, order, limit.
        is_distinct: whether it is a SELECT DISTINCT.
    """

    prologue: str
    form: str
    dataset: str
    body: str
    columns: tuple[str, ...]
    order: str
    order_variables: tuple[str, ...]
    pattern: str
    template: str
    tail: str
    is_distinct: bool

    def count_rows(self) -> str:
        """Return the query that counts the rows of this SELECT, in the column `n`."""
        return f"{self.prologue}SELECT (COUNT(*) AS ?n)\n{self.dataset}WHERE {{ {{ {self.body}\n}} }}"

    def without_slice(self) -> tuple["QueryText", int, int | None]:
        """Return this SELECT without OFFSET and LIMIT, and both numbers; None for no limit."""
        numbers: dict[str, int] = {}
        tail = self.tail
        for word, after in reversed(list(pairwise(list_words(self.tail)))):
            keyword = word.text.upper()
            if keyword in ("OFFSET", "LIMIT") and after.text.isdigit():
                numbers[keyword] = int(after.text)
                tail = tail[: word.start] + tail[after.start + len(after.text) :]
        body = self.body.removesuffix(self.tail) + tail
        return replace(self, body=body, tail=tail), numbers.get("OFFSET", 0), numbers.get("LIMIT")

    def to_columns(self) -> str:
        """Return the query whose answer has the columns of this SELECT and at most one row."""
        return f"{self.prologue}SELECT *\n{self.dataset}WHERE {{ {{ {self.body}\n}} }} LIMIT 1"

    def to_select(self) -> str:
        """Return the query for the solutions from which this CONSTRUCT makes its triples."""
        return f"{self.prologue}SELECT *\n{self.dataset}WHERE {{ {self.pattern}\n}} {self.tail}"

    def to_construct(self, variables: Sequence[str], solutions: Sequence[Sequence[object]]) -> str:
        """Return a CONSTRUCT that makes the triples of this one from solutions that are given."""
        names = " ".join(f"?{name}" for name in variables)
        rows = " ".join(f"({' '.join('UNDEF' if t is None else str(t) for t in row)})" for row in solutions)
        where = f"VALUES ({names}) {{ {rows} }}"
        return f"{self.prologue}CONSTRUCT {{ {self.template}\n}} WHERE {{ {where} }}"

    def page(self, columns: Sequence[str], limit: int, offset: int, is_nested: bool) -> str:
        """Return the query for one page of this SELECT, its order made total by all columns.

        Args:
            columns: the columns of the answer.
            limit: rows of a page.
            offset: rows before it.
            is_nested: whether the sorting stands in a query of its own, for a server that does not sort
                beyond its cap otherwise.
        """
        names = " ".join(f"?{name}" for name in columns)
        order = f"{self.order} {names}".strip()
        inner = f"SELECT {names} WHERE {{ {{ {self.body}\n}} }} ORDER BY {order}"
        if is_nested:
            inner = f"SELECT {names} WHERE {{ {{ {inner} }} }}"
        head, where, rest = inner.partition(" WHERE ")
        return f"{self.prologue}{head}\n{self.dataset}{where.strip()} {rest} LIMIT {limit} OFFSET {offset}"


def dissect(text: str) -> QueryText:
    """Return the parts of a query.

    Raises:
        EngineError: it is none, or cannot be split into tokens.
    """
    words = list_words(text)
    start = _find_form(words)
    if start is None:
        raise EngineError("this is no query: SELECT, ASK, CONSTRUCT or DESCRIBE is missing", where="query")
    form = words[start].text.upper()
    depths = _find_depths(words)
    top = [i for i in range(start, len(words)) if depths[i] == 0]
    dataset = _find_dataset(words, top)
    where = _find_where(words, top, form, dataset)
    order = _find_order(words, top, where)
    pieces = []
    place = words[start].start
    for first, last in dataset:
        pieces.append(text[place : words[first].start])
        place = words[last].start + len(words[last].text)
    body = "".join(pieces) + text[place:]
    named = "".join(f"{text[words[a].start : words[b].start + len(words[b].text)]}\n" for a, b in dataset)
    return QueryText(
        _end_line(text[: words[start].start]),
        form,
        named,
        body,
        _find_columns(words, start, dataset, where) if form == "SELECT" else (),
        text[words[order[0]].start : words[order[1]].start + len(words[order[1]].text)] if order else "",
        tuple(_list_variables(words[order[0] : order[1] + 1])) if order else (),
        _between(text, words, depths, where)[0],
        _find_template(text, words, depths, top, where) if form == "CONSTRUCT" else "",
        _between(text, words, depths, where)[1],
        form == "SELECT" and start + 1 < len(words) and words[start + 1].text.upper() == "DISTINCT",
    )


def set_dataset(text: str, clauses: str) -> str:
    """Return a query whose FROM clauses are these and no others.

    Source: SPARQL 1.1 Protocol, section 2.1.4, https://www.w3.org/TR/sparql11-protocol/#dataset

    Args:
        text: the query.
        clauses: FROM and FROM NAMED clauses.

    Raises:
        EngineError: it is no query, or cannot be split into tokens.
    """
    parts = dissect(text)
    words = list_words(parts.body)
    depths = _find_depths(words)
    top = [i for i in range(len(words)) if depths[i] == 0]
    where = _find_where(words, top, parts.form, [])
    if where is not None and where > 0 and words[where - 1].text.upper() == "WHERE":
        where -= 1
    place = words[where].start if where is not None else len(parts.body)
    return f"{parts.prologue}{parts.body[:place]}\n{clauses}\n{parts.body[place:]}"


def has_dataset(text: str) -> bool:
    """Return whether a query names the graphs to ask; an engine that reads all graphs must then not do so."""
    if "FROM" not in text.upper():
        return False
    try:
        return any(word.kind == "word" and word.text.upper() == "FROM" for word in list_words(text))
    except EngineError:  # the engine says better what is wrong with it
        return False


def list_graphs(text: str) -> list[tuple[str, Token]]:
    """Return the graphs that FROM clauses name, each with where it stands.

    Raises:
        EngineError: a clause names no graph, or by a prefix or a relative address that is not known.
    """
    words = list_words(text)
    prefixes = dict(PREFIXES)
    for before, name, iri in zip(words, words[1:], words[2:], strict=False):
        if before.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            prefixes[name.text[:-1]] = iri.text[1:-1]
    found = []
    for i, word in enumerate(words):
        if word.kind != "word" or not word.text.upper().startswith("FROM"):
            continue
        target = words[i + 1] if i + 1 < len(words) else word
        if target.text.upper() == "NAMED" and i + 2 < len(words):
            target = words[i + 2]
        graph = _to_iri(target, prefixes) if word.text.upper() == "FROM" else None
        if graph is None:
            raise EngineError(
                "FROM needs the whole address of a graph in angle brackets",
                where=find_place(text, word.start),
            )
        found.append((graph, target))
    return found


def declare_prefixes(text: str) -> str:
    """Return a query that declares the project's prefixes which it uses, on its first line."""
    words = list_words(text)
    used = {word.text.partition(":")[0] for word in words if word.kind == "name"}
    declared = {
        name.text[:-1]
        for before, name in pairwise(words)
        if before.text.upper() == "PREFIX" and name.kind == "name"
    }
    missing = [prefix for prefix in PREFIXES if prefix in used - declared]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing) + text


def to_values(variable: str, terms: Collection[object]) -> str:
    """Return the VALUES block that binds a variable to each of some terms."""
    return f"VALUES ?{variable} {{ {' '.join(map(str, terms))} }}"


def _find_form(words: list[Token]) -> int | None:
    for i, word in enumerate(words):
        if word.kind == "word" and word.text.upper() in FORMS:
            return i
    return None


def _find_depths(words: list[Token]) -> list[int]:
    """Return how many brackets are open before each token; a bracket lies outside itself."""
    depths = []
    depth = 0
    for word in words:
        if word.text in _CLOSING:
            depth -= 1
        depths.append(depth)
        if word.text in _OPENING:
            depth += 1
    return depths


def _find_dataset(words: list[Token], top: list[int]) -> list[tuple[int, int]]:
    found = []
    for i in top:
        if words[i].kind == "word" and words[i].text.upper() == "FROM" and i + 1 < len(words):
            last = i + 2 if words[i + 1].text.upper() == "NAMED" and i + 2 < len(words) else i + 1
            found.append((i, last))
    return found


def _find_where(words: list[Token], top: list[int], form: str, dataset: list[tuple[int, int]]) -> int | None:
    """Return the place of the brace that opens WHERE."""
    braces = [i for i in top if words[i].text == "{"]
    if form == "CONSTRUCT" and len(braces) > 1:
        return braces[1]
    after = dataset[-1][1] if dataset else 0
    return next((i for i in braces if i > after), None)


def _find_order(words: list[Token], top: list[int], where: int | None) -> tuple[int, int] | None:
    if where is None:
        return None
    tail = [i for i in top if i > where and words[i].kind == "word"]
    start = next((i for i in tail if words[i].text.upper() == "ORDER"), None)
    if start is None or start + 2 >= len(words):
        return None
    end = next((i for i in tail if i > start and words[i].text.upper() in _ENDS_OF_ORDER), len(words))
    return (start + 2, end - 1) if end > start + 2 else None


def _find_columns(
    words: list[Token], start: int, dataset: list[tuple[int, int]], where: int | None
) -> tuple[str, ...]:
    ends = [i for i in (where, dataset[0][0] if dataset else None) if i is not None]
    columns = []
    depth = 0
    inner: list[str] = []
    for word in words[start + 1 : min(ends, default=len(words))]:
        if word.text == "(":
            depth += 1
        elif word.text == ")":
            depth -= 1
            if depth == 0 and inner:
                columns.append(inner[-1])
                inner = []
        elif word.kind in ("variable", "parameter"):
            (inner if depth else columns).append(word.text[1:])
        elif depth == 0 and word.text == "*":
            return ()
    return tuple(columns)


def _find_template(
    text: str, words: list[Token], depths: list[int], top: list[int], where: int | None
) -> str:
    """Return the template of a CONSTRUCT; in the short form the pattern is the template."""
    first = next((i for i in top if words[i].text == "{"), None)
    return _between(text, words, depths, first if first is not None else where)[0]


def _between(text: str, words: list[Token], depths: list[int], opening: int | None) -> tuple[str, str]:
    """Return what stands in a pair of braces, and what follows it."""
    if opening is None:
        return "", ""
    inside = words[opening].start + 1
    for i in range(opening + 1, len(words)):
        if words[i].text == "}" and depths[i] == depths[opening]:
            return text[inside : words[i].start], text[words[i].start + 1 :]
    return text[inside:], ""


def _list_variables(words: list[Token]) -> list[str]:
    names = (word.text[1:] for word in words if word.kind in ("variable", "parameter"))
    return list(dict.fromkeys(names))


def _to_iri(word: Token, prefixes: dict[str, str]) -> str | None:
    if word.kind == "iri":
        iri = word.text[1:-1]
        return iri if ":" in iri and "\\" not in iri else None
    prefix, _, local = word.text.partition(":")
    if word.kind == "name" and prefix in prefixes and "\\" not in local and "%" not in local:
        return prefixes[prefix] + local
    return None


def _end_line(prologue: str) -> str:
    """Return the text before the query proper, closed so that a comment in it ends."""
    return prologue + "\n" if "#" in prologue and not prologue.endswith("\n") else prologue
