"""What the parameters and columns of a canned question can take, told by their own words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from kg.queries.catalogue import Question
from kg.queries.header import Column, Parameter
from kg.search.amounts import Amount
from kg.search.index import Thing
from kg.search.words import find_notions, stem, to_stems, tokenise

OPEN_ENDS: Final[Mapping[str, str]] = {">": "-1000000", "<": "1000000"}
"""Bounds that nothing passes, by the direction of a parameter."""
# Words in the heading of a column that say that things of a class, or something built of them, stand in it.
COLUMNS_OF: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(stem(word) for word in words.split())
    for name, words in {
        "al:Material": "material cell system electrolyte cathode subject interlayer statement claim",
        "al:System": "cell system subject statement claim",
        "al:CellFormat": "format cell system subject",
        "al:CellKind": "kind cell system subject",
        "al:Phenomenon": "mechanism effect failure phenomenon subject object statement claim",
        "al:Work": "work finding said reference source paper",
        "al:Person": "author person",
        "al:Organisation": "institution organisation affiliation",
    }.items()
}


def find_direction(question: Question, parameter: Parameter) -> str:
    """Return ">" for a lower bound, "<" for an upper bound, "=" for neither.

    The parameter's own words decide, and where they are silent those of the question's name.
    """
    own = f"{' '.join(split_camel(parameter.name))} {parameter.description}"
    return _direction_of(own) or _direction_of(question.name) or "="


def _direction_of(text: str) -> str:
    words = {token.text.lower() for token in tokenise(text)}
    if words & {
        "least",
        "lowest",
        "min",
        "minimum",
        "above",
        "from",
        "more",
        "over",
        "exceeds",
        "after",
        "since",
    }:
        return ">"
    if words & {"most", "highest", "max", "maximum", "below", "to", "under", "less", "until", "before"}:
        return "<"
    return ""


def find_amount_column(amount: Amount, columns: Mapping[str, Column]) -> str | None:
    """Return the name of the column in which values of an amount's quantity stand, or None."""
    for name, column in columns.items():
        if column.kind in ("entity", "link", "passage"):
            continue
        heading = frozenset(to_stems(column.label))
        if heading and (heading <= amount.kind.heading or amount.kind.heading <= heading):
            return name
    return None


def find_thing_columns(thing: Thing, columns: Mapping[str, Column]) -> list[str]:
    """Return the names of the columns in which a thing, or something built of it, can stand."""
    wanted = frozenset().union(*(words for name, words in COLUMNS_OF.items() if name in thing.classes))
    return [
        name
        for name, column in columns.items()
        if column.kind in ("entity", "text") and wanted.intersection(to_stems(column.label))
    ]


def fits_noun(noun: str, parameter: Parameter, question: Question) -> bool:
    """Whether the word behind a number is what a parameter counts: "3 works", but not "table 2: pressure"."""
    told = to_stems(f"{parameter.description} {question.header.summary}")
    notions = {number for word in told for number in find_notions(word)}
    asked = to_stems(noun)
    return not asked or any(word in told or notions & find_notions(word) for word in asked)


def bounds_nothing(side: str, default: str) -> bool:
    """Whether a default lets everything pass: at least 0 cycles, at most 1000 MPa."""
    value = Decimal(default)
    return value <= 0 if side == ">" else value >= 1000


def heading_of(parameter: Parameter) -> frozenset[str]:
    """Return the stems of a parameter's name and description."""
    return frozenset(to_stems(f"{' '.join(split_camel(parameter.name))} {parameter.description}"))


def agrees(direction: str, sign: str) -> bool:
    """Whether an amount with a comparator can be the value of a bound in a direction."""
    return sign in ("=", "~") or direction == "=" or sign.startswith(direction)


def split_camel(name: str) -> list[str]:
    """Return the words of a name such as "minRetention" or "min-retention"."""
    words: list[str] = []
    for part in name.replace("-", " ").split():
        start = 0
        for place in range(1, len(part)):
            if part[place].isupper() and part[place - 1].islower():
                words.append(part[start:place])
                start = place
        words.append(part[start:])
    return words
