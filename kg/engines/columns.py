"""The columns of SELECT *: SPARQL leaves their order open, so they stand as the query names them.

Source: SPARQL 1.1 Query Language, section 16.1, https://www.w3.org/TR/sparql11-query/#modProjection
"""

import re
from typing import Final

from kg.engines.engine import RowStream
from kg.engines.tokens import Token, list_words
from kg.errors import EngineError

# most queries name their columns; those need not be split into words
_MAY_BE_ALL: Final = re.compile(r"SELECT\s*(?:(?:DISTINCT|REDUCED)\s*)?[*#]", re.IGNORECASE)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_MODIFIERS: Final = frozenset({"DISTINCT", "REDUCED"})


def order_columns(stream: RowStream, text: str) -> RowStream:
    """Return the rows of a query with their columns in the order in which its SELECT * first names them.

    Args:
        stream: what the query finds, its columns in the order of the engine.
        text: the query; one of another form, or with columns of its own, keeps the engine's order.
    """
    named = find_named(text)
    columns = tuple(sorted(stream.columns, key=lambda column: named.get(column, len(named))))
    if not named or columns == stream.columns:
        return stream
    places = [stream.columns.index(column) for column in columns]
    return RowStream(columns, (tuple(row[place] for place in places) for row in stream.rows))


def find_named(text: str) -> dict[str, int]:
    """Return the variables that a SELECT * names, each with its rank; none for any other query."""
    if not _MAY_BE_ALL.search(text):
        return {}
    try:
        words = list_words(text)
    except EngineError:  # the engine knows better what is wrong with it
        return {}
    start = next((i for i, word in enumerate(words) if _is_one_of(word, _FORMS)), len(words))
    rest = words[start + 1 :]
    if rest and _is_one_of(rest[0], _MODIFIERS):
        rest = rest[1:]
    if not rest or rest[0].text != "*" or words[start].text.upper() != "SELECT":
        return {}
    names = (word.text[1:] for word in rest if word.kind in ("variable", "parameter"))
    return {name: rank for rank, name in enumerate(dict.fromkeys(names))}


def _is_one_of(word: Token, keywords: frozenset[str]) -> bool:
    return word.kind == "word" and word.text.upper() in keywords
