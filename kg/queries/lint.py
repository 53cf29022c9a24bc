"""The portable subset in which questions are written, so that every SPARQL 1.1 engine gives the same rows.

Source: the same queries run on rdflib, Oxigraph and Virtuoso; where they differed, a rule stands here.
"""

from collections.abc import Iterator
from itertools import pairwise

from kg.engines.tokens import Token, find_place, list_words
from kg.errors import Problem
from kg.queries.catalogue import Question

_NODES = frozenset({"iri", "name", "parameter", "string", "number"})


def lint_question(question: Question) -> list[Problem]:
    """Return what in a question is not portable or not well ordered; empty for a good one."""
    if question.function:
        found = [*_lint_columns(question)]
        return [Problem(f"{question.path}:1", message) for _, message in found]
    words = list_words(question.body)
    found = [
        *_lint_order(question, words),
        *_lint_exists(words),
        *_lint_having(words),
        *_lint_paths(words),
        *_lint_keywords(words),
        *_lint_numbers(words),
        *_lint_columns(question),
    ]
    return [
        Problem(find_place(question.body, at.start, question.path).rpartition(":")[0], message)
        for at, message in found
    ]


def _lint_order(question: Question, words: list[Token]) -> Iterator[tuple[Token, str]]:
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
    missing = [name for name in identifiers or columns if name not in ordered]
    if missing:
        yield words[start], f"the order is not total: add {' '.join('?' + name for name in missing)}"


def _lint_exists(words: list[Token]) -> Iterator[tuple[Token, str]]:
    for i, word in enumerate(words):
        if _is_word(word, "EXISTS"):
            before = words[i - 2] if _is_word(words[i - 1], "NOT") else words[i - 1]
            if not _is_word(before, "FILTER"):
                yield word, "EXISTS inside an expression: rdflib cannot run it"


def _lint_having(words: list[Token]) -> Iterator[tuple[Token, str]]:
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


def _lint_paths(words: list[Token]) -> Iterator[tuple[Token, str]]:
    subject: Token | None = None
    brackets: list[str] = []
    starts = False
    for i, word in enumerate(words):
        inside_pattern = brackets[-1:] == ["{"]
        if starts and inside_pattern and word.kind != "mark":
            subject, starts = word, False
        if inside_pattern and word.text in ("*", "+") and subject is not None:
            target = words[i + 1] if i + 1 < len(words) else word
            if subject.kind not in _NODES and target.kind not in _NODES:
                yield word, "a path of any length with both ends free: give one end or count the steps"
        if word.text in ("{", "(", "["):
            brackets.append(word.text)
        elif word.text in ("}", ")", "]") and brackets:
            brackets.pop()
        starts = starts or word.text in ("{", "}", ".") or (word.text == ")" and brackets[-1:] == ["{"])
        if word.text == ";":
            starts = False


def _lint_keywords(words: list[Token]) -> Iterator[tuple[Token, str]]:
    for word in words:
        if _is_word(word, "SERVICE"):
            yield word, "SERVICE: a question must not ask other servers"
        if _is_word(word, "MINUS"):
            yield word, "MINUS: engines differ where no variable is shared; write FILTER NOT EXISTS"
        if _is_word(word, "LATERAL"):
            yield word, "LATERAL is not SPARQL 1.1"
        if _is_word(word, "REDUCED"):
            yield word, "REDUCED: how many rows come back is left to the engine"


def _lint_numbers(words: list[Token]) -> Iterator[tuple[Token, str]]:
    for word, after in pairwise(words):
        if word.text == "-" and after.kind == "number" and not after.text.isdigit():
            yield word, "a negative decimal: rdflib cannot parse it, write it as a typed string"


def _lint_columns(question: Question) -> Iterator[tuple[Token, str]]:
    start = Token("comment", "", 0)
    columns = question.header.columns
    for name, column in columns.items():
        if column.kind == "entity" and f"{name}Label" not in columns:
            yield start, f"the column {name} holds identifiers: add {name}Label for people"


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
