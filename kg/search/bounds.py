"""What the parameters and columns of a canned question can take, told by their own words."""

from collections.abc import Mapping
from typing import Final

from kg.queries.catalogue import Question
from kg.queries.header import Column, Parameter
from kg.search.amounts import Amount
from kg.search.recognise import Mention
from kg.search.words import find_notions, stem, to_stems

_SIDES: Final[Mapping[str | None, str]] = {"lower": ">", "upper": "<"}
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
        "al:Person": "author person printed",
        "al:Organisation": "institution organisation affiliation",
        "al:Journal": "journal",
        "al:QuantityKind": "quantity metric",
    }.items()
}
_ROLE_WORDS: Final = frozenset(map(stem, ("electrolyte", "cathode", "interlayer", "counter", "additive")))


def find_direction(parameter: Parameter) -> str:
    """Return ">" for a lower bound, "<" for an upper bound, "=" for neither."""
    return _SIDES.get(parameter.bound, "=")


def find_amount_column(amount: Amount, columns: Mapping[str, Column]) -> str | None:
    """Return the name of the column in which values of an amount's quantity stand, or None."""
    for name, column in columns.items():
        if column.kind in ("entity", "link", "passage"):
            continue
        heading = frozenset(to_stems(column.label))
        if heading and (heading <= amount.kind.heading or amount.kind.heading <= heading):
            return name
    return None


def find_thing_columns(mention: Mention, columns: Mapping[str, Column]) -> list[str]:
    """Return the names of the columns in which a thing, or something built of it, can stand.

    A material that is named in a role stands in the columns of that role and of cells.
    """
    thing = mention.things[0]
    wanted = frozenset().union(*(words for name, words in COLUMNS_OF.items() if name in thing.classes))
    if mention.role:
        wanted = (wanted - _ROLE_WORDS) | frozenset(map(stem, mention.role.split("-")[:1]))
    return [
        name
        for name, column in columns.items()
        if column.kind in ("entity", "text") and wanted.intersection(to_stems(column.label))
    ]


def find_year_column(columns: Mapping[str, Column]) -> str | None:
    """Return the name of the column in which the year of a work stands, or None."""
    return next((name for name, c in columns.items() if c.kind == "number" and c.label == "year"), None)


def find_place_column(columns: Mapping[str, Column]) -> str | None:
    """Return the name of the column that tells in words where a row can be read, or None."""
    return next((name for name, column in columns.items() if column.kind == "passage"), None)


def fits_noun(noun: str, parameter: Parameter, question: Question) -> bool:
    """Whether the word behind a number is what a parameter counts: "3 works", but not "table 2: pressure"."""
    told = to_stems(f"{parameter.description} {question.header.summary}")
    notions = {number for word in told for number in find_notions(word)}
    asked = to_stems(noun)
    return not asked or any(word in told or notions & find_notions(word) for word in asked)


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
