"""The portable subset in which questions are written, so that every SPARQL 1.1 engine gives the same rows.

Source: the same queries run on rdflib, Oxigraph and Virtuoso 7; where they differed, a rule stands here.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kg.engines.tokens import Token, find_place, list_words
from kg.errors import Problem
from kg.queries.catalogue import Question
from kg.queries.header import Column

_Fault = tuple[Token, str]

_CLOSING: Final = ("}", ")", "]")
_NAMING: Final = ("saidBy", "findingOf")
_COMPARING: Final = ("=", "!=", "<", ">", "<=", ">=", "!", "&&", "||")
_KEYWORDS: Final = {
    "SERVICE": "a question must not ask other servers",
    "GRAPH": "a question is asked of all graphs together",
    "FROM": "a question is asked of all graphs together",
    "MINUS": "engines differ where no variable is shared; write OPTIONAL and FILTER(!BOUND(...))",
    "LATERAL": "it is not SPARQL 1.1",
    "REDUCED": "how many rows come back is left to the engine",
    "SAMPLE": "which value comes back is left to the engine",
    "GROUP_CONCAT": "the order is left to the engine; derive the text at build time (ontology/rules)",
    "SUM": "a statement that stands in two graphs counts twice on some servers; count distinct things",
    "AVG": "a statement that stands in two graphs counts twice on some servers, and digits differ",
    "YEAR": "engines differ on dates; use al:year, an integer",
    "MONTH": "engines differ on dates",
    "DAY": "engines differ on dates",
    "NOW": "the answer would change from run to run",
    "RAND": "the answer would change from run to run",
    "UUID": "the answer would change from run to run",
    "STRUUID": "the answer would change from run to run",
    "BNODE": "blank nodes have other names on every engine",
    "ENCODE_FOR_URI": "Virtuoso encodes wrongly",
}
_LABELS: Final = frozenset(
    {
        "rdfs:label",
        "skos:prefLabel",
        "skos:altLabel",
        "skos:hiddenLabel",
        "skos:definition",
        "skos:scopeNote",
        "al:abbreviation",
        "dcterms:title",
    }
)  # their values carry language tags, which engines write in other ways
_TRUTHS: Final = frozenset({"al:negated", "al:inCorpus", "al:selfCitation"})
_DATES: Final = frozenset(
    f"xsd:{name}"
    for name in ("date", "dateTime", "gYear", "gYearMonth", "time", "duration", "dayTimeDuration")
)


def lint_question(question: Question) -> list[Problem]:
    """Return what in a question is not portable or not well ordered; empty for a good one."""
    if question.function:
        found = [*_lint_columns(question)]
        return [Problem(f"{question.path}:1", message) for _, message in found]
    words = list_words(question.body)
    found = [
        *_lint_order(question, words),
        *_lint_selection(question, words),
        *_lint_columns(question),
    ]
    return [*_to_problems(question.body, question.path, found), *lint_query(question.body, question.path)]


def lint_query(text: str, name: str) -> list[Problem]:
    """Return what in a query is not portable, whatever its rows are for.

    Args:
        text: the query.
        name: what to call it in a problem.
    """
    words = list_words(text)
    found = [
        *_lint_exists(words),
        *_lint_having(words),
        *_lint_paths(words),
        *_lint_keywords(words),
        *_lint_aggregates(words),
        *_lint_values(words),
        *_lint_numbers(words),
        *_lint_expressions(words),
    ]
    return _to_problems(text, name, found)


def _to_problems(text: str, name: str, found: list[_Fault]) -> list[Problem]:
    return [
        Problem(find_place(text, at.start, name).rpartition(":")[0], message)
        for at, message in sorted(found, key=lambda fault: fault[0].start)
    ]


def _lint_order(question: Question, words: list[Token]) -> Iterator[_Fault]:
    start = _find_last_at_depth_zero(words, "ORDER")
    if start is None:
        yield words[0], "the rows have no order: ORDER BY is missing"
        return
    ordered = [word.text[1:] for word in words[start:] if word.kind == "variable"]
    columns = question.header.columns
    for name in ordered:
        if name not in columns:
            yield words[start], f"ORDER BY ?{name} is no column, so the order cannot be checked"
    identifiers = [name for name, column in columns.items() if column.kind == "entity"]
    # A claim may tell the findings of several works, so its IRI does not decide that column.
    several = [name for name in ("findingOf",) if name in columns and identifiers]
    missing = [name for name in [*(identifiers or columns), *several] if name not in ordered]
    if missing:
        yield words[start], f"the order is not total: add {' '.join('?' + name for name in missing)}"


def _lint_selection(question: Question, words: list[Token]) -> Iterator[_Fault]:
    """Rows must be distinct, and plain text without language, in every engine."""
    start = next(i for i, word in enumerate(words) if _is_word(word, "SELECT"))
    distinct = _is_word(words[start + 1], "DISTINCT")
    if not distinct and _find_last_at_depth_zero(words, "GROUP") is None:
        yield words[start], "SELECT without DISTINCT or GROUP BY: a statement may stand in two graphs"
    selected = set(question.header.columns)
    for predicate, value in pairwise(words):
        if value.kind != "variable" or value.text[1:] not in selected:
            continue
        if predicate.text in _LABELS:
            yield value, f"{value.text} carries a language: select (STR({value.text}) AS ...)"
        elif predicate.text in _TRUTHS:
            yield value, f"{value.text} is a truth value, which Virtuoso gives as 1 or 0: select words"


def _lint_exists(words: list[Token]) -> Iterator[_Fault]:
    for i, word in enumerate(words):
        if _is_word(word, "EXISTS"):
            before = words[i - 2] if _is_word(words[i - 1], "NOT") else words[i - 1]
            if not _is_word(before, "FILTER"):
                yield word, "EXISTS inside an expression: rdflib cannot run it"


def _lint_having(words: list[Token]) -> Iterator[_Fault]:
    aliases = _list_select_aliases(words)
    inside = False
    depth = 0
    for word in words:
        if _is_word(word, "HAVING"):
            inside, depth = True, 0
        elif inside and ((depth == 0 and word.kind == "word") or word.text == "}"):
            inside = False
        if word.text == "(":
            depth += 1
        elif word.text == ")":
            depth -= 1
        if inside and word.kind == "variable" and word.text in aliases:
            yield word, f"{word.text} in HAVING: repeat the aggregate instead"


def _list_select_aliases(words: list[Token]) -> set[str]:
    """Return the variables that some SELECT names after AS; those of BIND are none."""
    aliases = set()
    selecting = False
    for word, after in pairwise(words):
        selecting = word.text != "{" and (selecting or _is_word(word, "SELECT"))
        if selecting and _is_word(word, "AS"):
            aliases.add(after.text)
    return aliases


def _lint_paths(words: list[Token]) -> Iterator[_Fault]:
    """No path of unknown length: Virtuoso refuses two free ends, and engines differ on cycles."""
    for word, is_expression in _mark_expressions(words):
        if is_expression or word.kind != "mark":
            continue
        if word.text in ("*", "+", "?"):
            yield (
                word,
                f"a path with {word.text}: engines differ; derive the link at build time (ontology/rules)",
            )
        elif word.text == "!":
            yield word, "a path of all predicates but some: every engine reads other triples"


def _lint_keywords(words: list[Token]) -> Iterator[_Fault]:
    for before, word in zip([None, *words], words, strict=False):
        keyword = word.text.upper()
        if word.kind == "word" and keyword in _KEYWORDS:
            yield word, f"{keyword}: {_KEYWORDS[keyword]}"
        if word.kind == "name" and word.text in _DATES:
            yield word, f"{word.text}: engines differ on dates; use al:year, an integer"
        if word.kind == "string" and "(?" in word.text and before is not None and before.text == ",":
            yield word, "a pattern with (?: Oxigraph drops rows without a word"


def _lint_aggregates(words: list[Token]) -> Iterator[_Fault]:
    """An aggregate is one of a variable, and stands alone: Virtuoso mistakes most others."""
    for i, word in enumerate(words[:-2]):
        if (
            word.kind != "word"
            or word.text.upper() not in ("COUNT", "MIN", "MAX")
            or words[i + 1].text != "("
        ):
            continue
        distinct = _is_word(words[i + 2], "DISTINCT")
        if _is_word(word, "COUNT") and not distinct:
            yield word, "COUNT without DISTINCT: a statement that stands in two graphs counts twice"
        of = words[i + 2 + distinct]
        if of.kind != "variable" or words[i + 3 + distinct].text != ")":
            yield word, f"{word.text} of an expression: Virtuoso mistakes it; BIND the expression first"
        clause = words[i - 2].text.upper() in ("SELECT", "DISTINCT", "HAVING")
        inside = words[i - 1].text != "(" or (words[i - 2].kind == "word" and not clause)
        if inside:
            yield word, f"{word.text} inside an expression: count in a query inside, and BIND outside of it"


def _lint_values(words: list[Token]) -> Iterator[_Fault]:
    place = _find_last_at_depth_zero(words, "VALUES")
    if place is not None:
        yield words[place], "VALUES after WHERE: Virtuoso fails; put it inside"


def _lint_numbers(words: list[Token]) -> Iterator[_Fault]:
    for word, after in pairwise(words):
        if word.text == "-" and after.kind == "number" and not after.text.isdigit():
            yield word, "a negative decimal: rdflib cannot parse it, write it as a typed string"


def _lint_expressions(words: list[Token]) -> Iterator[_Fault]:
    """Division fails otherwise on each engine, labels have no order of their own, truth is no column."""
    labels = {value.text for before, value in pairwise(words) if before.text in _LABELS}
    marked = list(_mark_expressions(words))
    for i, (word, is_expression) in enumerate(marked):
        if is_expression and word.text == "/":
            yield word, "a division: Virtuoso fails on zero even inside COALESCE or IF; divide elsewhere"
        if word.text.upper() in ("MIN", "MAX") and word.kind == "word":
            of = words[i + 2] if i + 2 < len(words) else word
            if of.text in labels:
                yield word, f"{word.text} of {of.text}, which carries a language: take STR first"
    yield from _lint_truths(words)


def _lint_truths(words: list[Token]) -> Iterator[_Fault]:
    """A comparison that is named after AS, and not inside a function such as IF, is a truth value."""
    open_at: list[int] = []
    for i, word in enumerate(words):
        if word.text == "(":
            open_at.append(i)
        elif word.text == ")" and open_at:
            start = open_at.pop()
            inner = list(_iter_at_depth_zero(words[start + 1 : i]))
            named = any(_is_word(token, "AS") for token in inner)
            if named and any(token.text in _COMPARING for token in inner):
                yield (
                    words[start],
                    "a truth value as a column: Virtuoso gives 1 or 0; write IF with words",
                )


def _lint_columns(question: Question) -> Iterator[_Fault]:
    start = Token("comment", "", 0)
    columns = question.header.columns
    for name, column in columns.items():
        if column.kind == "entity" and f"{name}Label" not in columns:
            yield start, f"the column {name} holds identifiers: add {name}Label for people"
        for fault in _iter_column_faults(name, column):
            yield start, f"the column {name} holds {fault}"
    if "claim" in columns:
        wanted = ("claimLabel", "saidBy", "findingOf", "evidenceLabel", "link")
        missing = [name for name in wanted if name not in columns]
        if missing:
            yield start, f"a claim without its origin: add {' '.join(missing)}"
    if "relation" in columns and not {"evidenceLabel", "link"} <= set(columns):
        yield start, "a statement without where it can be read: add evidenceLabel and link"
    quantities = [name for name, column in columns.items() if column.kind == "quantity"]
    if quantities and not {"saidBy", "evidenceLabel"} <= set(columns):
        yield start, f"the value {quantities[0]} without who says so and where: add saidBy and evidenceLabel"
    kinds = [column.kind for column in columns.values()]
    if question.header.view == "chart" and "number" not in kinds:
        yield start, "a chart needs a column of numbers"
    if question.header.view in ("graph", "matrix") and kinds.count("entity") < 2:
        yield start, f"a {question.header.view} needs two columns of things"


def _iter_column_faults(name: str, column: Column) -> Iterator[str]:
    if column.kind == "quantity" and column.unit:
        yield "values with their units: its unit must not be told again"
    if name in _NAMING and not column.names:
        yield "names of works: add `names: al:Work`, so that pages link them"


def _mark_expressions(words: list[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield each token with whether it stands in an expression; if not, it is part of a pattern."""
    stack: list[bool] = [True]  # the clauses around the patterns hold expressions only
    for before, word in zip([None, *words], words, strict=False):
        if word.text == "{":
            stack.append(False)
        elif word.text in ("(", "["):
            called = before is not None and before.kind == "word"
            stack.append(stack[-1] or called)
        if word.text in _CLOSING and len(stack) > 1:
            stack.pop()
        elif _is_word(word, "SELECT"):
            stack[-1] = True  # a query inside: up to its WHERE
        yield word, stack[-1]


def _iter_at_depth_zero(words: list[Token]) -> Iterator[Token]:
    depth = 0
    for word in words:
        if word.text in ("(", "{"):
            depth += 1
        elif word.text in (")", "}"):
            depth -= 1
        elif depth == 0:
            yield word


def _find_last_at_depth_zero(words: list[Token], keyword: str) -> int | None:
    depth = 0
    found = None
    for i, word in enumerate(words):
        if word.text in ("{", "("):
            depth += 1
        elif word.text in ("}", ")"):
            depth -= 1
        elif depth == 0 and _is_word(word, keyword):
            found = i
    return found


def _is_word(word: Token, keyword: str) -> bool:
    return word.kind == "word" and word.text.upper() == keyword
