"""What is wrong with a query that the engine refuses: the word at fault, and what would mend it.

The engine says that a query breaks the grammar, but seldom where. Here the query is read once more for the
faults that people make: a misspelt keyword, a bracket too few or too many, a prefix that nobody declared, an
IRI that is none, a name that is given twice or selected without being grouped by.
"""

import difflib
import re
from collections.abc import Collection, Iterator
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from kg.engines.grammar import describe_expected, find_misfit, list_keywords
from kg.engines.query_text import dissect
from kg.engines.tokens import Token, list_words
from kg.errors import EngineError
from kg.terms import PREFIXES

_CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")  # Source: RFC 3986, section 3.1
_BROKEN_IRI: Final = re.compile(r"<[^<>\n]*>")
_COUNTING: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_SHOWN: Final = 40  # characters of a word in a message


class Fault(NamedTuple):
    """A fault of a query: what is wrong, and the offset at which it is."""

    message: str
    start: int


def find_fault(text: str) -> Fault | None:
    """Return the first fault of a query that the engine refuses, None where none can be told.

    Args:
        text: the query, which may use the project's prefixes undeclared.
    """
    try:
        words = list_words(text)
    except EngineError:
        return None  # told already, with its place
    found = [*_find_misfit(text, words), *_find_unknown_prefixes(words), *_find_broken_iris(words)]
    if found:
        return min(found, key=lambda fault: fault.start)
    return next(_find_misused_names(text, words), None)


def _find_misfit(text: str, words: list[Token]) -> Iterator[Fault]:
    misfit = find_misfit(words)
    if misfit is None:
        return
    wanted = describe_expected(misfit.expected)
    if misfit.place == len(words):
        opening = _find_unclosed(words)
        if opening is not None and f"'{_CLOSING[opening.text]}'" in misfit.expected:
            yield Fault(f"the '{opening.text}' that opens here is not closed", opening.start)
        else:
            yield Fault(f"the query ends too early: {wanted} should follow", len(text.rstrip()))
        return
    word = words[misfit.place]
    yield Fault(_describe_misfit(text, word, misfit.expected, wanted), word.start)


def _describe_misfit(text: str, word: Token, expected: Collection[str], wanted: str) -> str:
    if word.text == "<" and (broken := _BROKEN_IRI.match(text, word.start)):
        return f"{_shorten(broken.group())} is no IRI: blanks, quotes and braces cannot stand in one"
    if word.kind == "word" and word.text.upper() not in list_keywords():
        near = _find_near(word.text, expected)
        hint = f"; did you mean {near}?" if near else f"; {wanted} should stand here"
        return f"{_shorten(word.text)!r} is no word of SPARQL{hint}"
    if word.text in _CLOSING.values() and "<end>" in expected:
        return f"this {word.text!r} closes nothing"
    return f"{_shorten(word.text)!r} cannot stand here; {wanted} should"


def _find_near(typed: str, expected: Collection[str]) -> str | None:
    """Return the keyword that was most likely meant, first among those that could stand here."""
    for words in ([word for word in expected if word.isupper()], list_keywords()):
        near = difflib.get_close_matches(typed.upper(), words, n=1, cutoff=0.7)
        if near:
            return near[0]
    return None


def _find_unclosed(words: list[Token]) -> Token | None:
    """Return the innermost bracket that is still open at the end."""
    opened: list[Token] = []
    for word in words:
        if word.text in _CLOSING:
            opened.append(word)
        elif opened and word.text == _CLOSING[opened[-1].text]:
            opened.pop()
    return opened[-1] if opened else None


def _find_unknown_prefixes(words: list[Token]) -> Iterator[Fault]:
    known = set(PREFIXES)
    for before, word in pairwise([Token("mark", "", 0), *words]):
        if word.kind != "name":
            continue
        prefix = word.text.partition(":")[0]
        if before.text.upper() == "PREFIX":
            known.add(prefix)
        elif prefix not in known:
            near = difflib.get_close_matches(prefix, known, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]}:?" if near else f"write PREFIX {prefix}: <…> before the query"
            yield Fault(f"the prefix {_shorten(prefix)}: is not declared; {hint}", word.start)
            return


def _find_broken_iris(words: list[Token]) -> Iterator[Fault]:
    has_base = any(word.kind == "word" and word.text.upper() == "BASE" for word in words)
    for word in words:
        if word.kind == "iri" and not has_base and not _ABSOLUTE.match(word.text, 1):
            yield Fault(f"{_shorten(word.text)} is no whole IRI, and no BASE is declared", word.start)
            return


def _find_misused_names(text: str, words: list[Token]) -> Iterator[Fault]:
    """Yield what the grammar allows and SPARQL does not: names given twice, not grouped by, in two groups."""
    yield from _find_given_twice(words)
    yield from _find_ungrouped(text, words)
    yield from _find_shared_blanks(words)


def _find_given_twice(words: list[Token]) -> Iterator[Fault]:
    """Yield the variables of BIND that stand before it, and those of the outermost SELECT that WHERE uses."""
    opening = next((place for place, word in enumerate(words) if word.text == "{"), len(words))
    used = {word.text for word in words[opening:] if word.kind == "variable"}
    seen: set[str] = set()
    binding = False
    for place, (before, word) in enumerate(pairwise(words)):
        binding = binding or before.text.upper() == "BIND"
        if word.kind != "variable":
            continue
        taken = used if place < opening else seen if binding else set[str]()
        if before.text.upper() == "AS" and word.text in taken:
            yield Fault(f"AS gives {word.text} a value, but it has one from elsewhere", word.start)
        binding = binding and before.text.upper() != "AS"
        if place >= opening:
            seen.add(word.text)


def _find_ungrouped(text: str, words: list[Token]) -> Iterator[Fault]:
    """Yield the first column of a query with groups or counts that it does not group by."""
    query = dissect(text)
    tail = list_words(query.tail)
    starts = [place for place, word in enumerate(tail) if word.text.upper() == "GROUP"]
    if not starts and not any(word.text.upper() in _COUNTING for word in (*_list_head(words), *tail)):
        return
    ends = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
    grouped: set[str] = set()
    for word in tail[starts[0] :] if starts else ():
        if word.text.upper() in ends:
            break
        grouped.add(word.text)
    for before, word in pairwise(_list_head(words)):
        is_column = word.kind == "variable" and word.text[1:] in query.columns and before.text.upper() != "AS"
        if is_column and word.text not in grouped and _is_outside(words, word):
            yield Fault(f"{word.text} is selected, but neither counted nor grouped by", word.start)


def _list_head(words: list[Token]) -> list[Token]:
    """Return the words before the outermost pattern."""
    return list(takewhile(lambda word: word.text != "{" and word.text.upper() != "FROM", words))


def _is_outside(words: list[Token], wanted: Token) -> bool:
    """Whether a word stands in no brackets."""
    before = [word.text for word in words if word.start < wanted.start]
    return before.count("(") == before.count(")")


def _find_shared_blanks(words: list[Token]) -> Iterator[Fault]:
    """Yield the first blank node that is named in two groups, which SPARQL does not allow."""
    groups: list[int] = []
    number = 0
    homes: dict[str, int] = {}
    for word in words:
        if word.text == "{":
            number += 1
            groups.append(number)
        elif word.text == "}" and groups:
            groups.pop()
        elif word.kind == "blank" and groups and homes.setdefault(word.text, groups[-1]) != groups[-1]:
            yield Fault(f"the blank node {word.text} stands in two groups; use a variable", word.start)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
