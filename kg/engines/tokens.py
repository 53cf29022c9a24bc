"""The words of a SPARQL query: enough of its grammar to bind parameters and to refuse what must not run.

Source: SPARQL 1.1 Query Language, section 19.8, https://www.w3.org/TR/sparql11-query/#sparqlGrammar; comments
end at a line feed or a carriage return (section 19.4).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from kg.errors import EngineError, QuerySyntaxError, measure_width, to_printable

_UNICODE_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL_ESCAPE: Final = r"\\[_~.\-!$&'()*+,;=/?#@%]|%[0-9A-Fa-f]{2}"  # PLX

# The order matters: what stands first wins where two could match.
_TOKEN: Final = re.compile(
    "|".join(
        (
            r"(?P<space>[ \t\r\n]+)",
            r"(?P<comment>\#[^\r\n]*)",
            rf'(?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_UNICODE_ESCAPE})*>)',
            r'(?P<string>"""(?:"{0,2}(?:[^"\\]|\\[\s\S]))*"""|'
            r"'''(?:'{0,2}(?:[^'\\]|\\[\s\S]))*'''|"
            r'"(?:[^"\\\r\n]|\\[^\r\n])*"|'
            r"'(?:[^'\\\r\n]|\\[^\r\n])*')",
            r"(?P<parameter>\$\w+)",
            r"(?P<variable>\?\w+)",
            r"(?P<blank>_:\w(?:[\w.\-]*[\w\-])?)",
            r"(?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:"
            rf"(?:(?:[\w:]|{_LOCAL_ESCAPE})(?:(?:[\w:.\-]|{_LOCAL_ESCAPE})*(?:[\w:\-]|{_LOCAL_ESCAPE}))?)?)",
            r"(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
            r"(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)",
            r"(?P<word>[^\W\d]\w*)",
            r"(?P<mark>\^\^|&&|\|\||<=|>=|!=|[{}()\[\].,;=<>!|/^*+?\-&$])",
        )
    )
)

# Source: SPARQL 1.1 Query Language, section 19.4: a carriage return ends a line too.
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_SILENT: Final = frozenset({"space", "comment"})
_OPERANDS: Final = frozenset(
    {"variable", "parameter", "iri", "string", "name", "number", "language", "blank"}
)
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"}
)  # Source: SPARQL 1.1 Update, https://www.w3.org/TR/sparql11-update/#grammar
MAX_QUERY_BYTES: Final = 100_000
_EXCERPT_CHARACTERS: Final = 76


class Token(NamedTuple):
    """One word of a query with its kind and the offset at which it starts."""

    kind: str
    text: str
    start: int


def iter_tokens(text: str, name: str = "query") -> Iterator[Token]:
    """Yield every token of a query, blanks and comments included, so that their texts joined give the query.

    Args:
        text: the query.
        name: what to call it in an error.

    Raises:
        EngineError: a character cannot stand where it does, or a string does not end.
    """
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise to_syntax_error(_misfit(text[position]), text, position, name)
        yield Token(match.lastgroup, match.group(), position)
        position = match.end()


def list_words(text: str, name: str = "query") -> list[Token]:
    """Return the tokens of a query without blanks and comments; see `iter_tokens`.

    Raises:
        EngineError: see `iter_tokens`.
    """
    return [token for token in iter_tokens(text, name) if token.kind not in _SILENT]


def to_syntax_error(message: str, text: str, position: int, name: str = "query") -> QuerySyntaxError:
    """Return the error for a fault at an offset of a query, with the line in which it stands."""
    line, column = _find_line(text, position)
    excerpt = to_excerpt(text, line, column)
    return QuerySyntaxError(f"not valid SPARQL: {message}", where=f"{name}:{line}:{column}", excerpt=excerpt)


def find_place(text: str, position: int, name: str = "query") -> str:
    """Return "query:line:column" of an offset, both counted from 1."""
    line, column = _find_line(text, position)
    return f"{name}:{line}:{column}"


def _find_line(text: str, position: int) -> tuple[int, int]:
    ends = [end.end() for end in _LINE_END.finditer(text) if end.end() <= position]
    return len(ends) + 1, position - (ends[-1] if ends else 0) + 1


def to_excerpt(text: str, line: int, column: int) -> str:
    """Return a line of a query and under it a mark at a column, both counted from 1; "" where there is none.

    A long line is cut around the place.
    """
    lines = _LINE_END.split(text)
    if not 0 < line <= len(lines):
        return ""
    shown = to_printable(lines[line - 1].expandtabs(1))
    at = len(to_printable(lines[line - 1].expandtabs(1)[: column - 1]))
    start = max(0, at - _EXCERPT_CHARACTERS // 2)
    window = shown[start : start + _EXCERPT_CHARACTERS]
    lead = "…" if start else ""
    return f"{lead}{window}\n{' ' * measure_width(lead + shown[start:at])}^"


def check_free_query(text: str, services: Collection[str] | None = (), name: str = "query") -> None:
    """Return nothing for a query that may be tried: not too long, no update, no call of a server not allowed.

    Oxigraph reads `SERVICESILENT` as two keywords and `?a<?b#>` as a comparison before a comment, so SERVICE
    is refused wherever it stands in a word, and what can be read in both ways wherever it might hide one.

    Args:
        text: the query.
        services: addresses that SERVICE may call; None where there is no way to allow one.
        name: what to call the query in an error.

    Raises:
        EngineError: the text is too long, changes data, calls a service, or cannot be split into tokens.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_QUERY_BYTES:
        raise EngineError(f"the query is longer than {MAX_QUERY_BYTES // 1000} kB", hint="split it")
    if not text.strip():
        raise EngineError("the query is empty", hint="see `kg sparql --help`")
    words = list_words(text, name)
    _refuse_update(text, words, name)
    suspicious = "service" in text.lower()
    brackets: list[str] = []
    for place, (before, word) in enumerate(zip([None, *words], words, strict=False)):
        if not _is_allowed_service(words, place, services or ()):
            _refuse_service(text, word, name, can_be_allowed=services is not None)
        if suspicious and brackets[-1:] == ["("] and _reads_twice(before, word):
            raise EngineError(
                "'<' can be read as a comparison or as the start of an IRI here",
                where=find_place(text, word.start, name),
                hint="put a blank after '<'",
            )
        if word.text in ("(", "{", "["):
            brackets.append(word.text)
        elif word.text in (")", "}", "]") and brackets:
            brackets.pop()


def _misfit(character: str) -> str:
    if character in "\"'":
        return "the string that starts here does not end"
    name = unicodedata.name(character, "a control character").lower()
    shown = f"{character} ({name})" if character.isprintable() and not character.isspace() else name
    return f"the character {shown} cannot stand here"


def _refuse_update(text: str, words: list[Token], name: str) -> None:
    for before, word in zip([None, *words], words, strict=False):
        if word.kind != "word" or (before is not None and before.text.upper() == "PREFIX"):
            continue
        keyword = word.text.upper()
        if keyword in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            return
        if keyword in _UPDATES:
            raise EngineError(
                f"{keyword} would change data; queries only read",
                where=find_place(text, word.start, name),
                hint="change the knowledge files and run `kg build`",
            )


def _is_allowed_service(words: list[Token], place: int, services: Collection[str]) -> bool:
    """Return whether a plain SERVICE [SILENT] with an address that may be called stands at a place."""
    if not services or words[place].kind != "word" or words[place].text.upper() != "SERVICE":
        return False
    targets = words[place + 1 : place + 3]
    if targets and targets[0].text.upper() == "SILENT":
        targets = targets[1:]
    return bool(targets) and targets[0].kind == "iri" and targets[0].text[1:-1] in services


def _refuse_service(text: str, word: Token, name: str, *, can_be_allowed: bool) -> None:
    lowered = word.text.lower()
    inside_word = word.kind in ("word", "language", "mark") and "service" in lowered
    after_dot = word.kind in ("name", "blank") and ".service" in lowered
    if inside_word or after_dot:
        allow = "allow that server by its address with --allow-service, or " if can_be_allowed else ""
        raise EngineError(
            "SERVICE would send the query to another server; it is refused",
            where=find_place(text, word.start, name),
            hint=f"{allow}ask it directly",
        )


def _reads_twice(before: Token | None, word: Token) -> bool:
    if word.kind != "iri" or "#" not in word.text or before is None:
        return False
    return before.kind in _OPERANDS or before.text in (")", "true", "false")
