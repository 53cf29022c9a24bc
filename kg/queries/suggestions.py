"""Names of things that begin as what was typed so far, for the completion of a shell."""

from typing import Final

from kg.engines.engine import Engine
from kg.queries.entities import SHOWN_CLASSES
from kg.queries.python_questions import ask_rows
from kg.terms import BASE

MOST: Final = 60  # what a person still looks through
_MOST_READ: Final = 2000  # names looked at, several of one thing among them
# The order of preference: what is typed fastest first.
_FIELDS: Final = ("skos:notation", "al:abbreviation", "al:formula", "al:key", "rdfs:label", "skos:altLabel")
_NAMES: Final = """SELECT DISTINCT ?thing ?field ?name ?label
WHERE {
  VALUES ?class { CLASSES }
  ?kind rdfs:subClassOf* ?class .
  ?thing a ?kind .
  VALUES ?field { FIELDS }
  ?thing ?field ?name ; rdfs:label ?label .
  FILTER(STRSTARTS(LCASE(STR(?name)), PREFIX))
}
ORDER BY ?name ?thing ?field ?label
LIMIT MOST"""


def find_suggestions(
    engine: Engine, typed: str, classes: tuple[str, ...] = SHOWN_CLASSES
) -> list[tuple[str, str]]:
    """Return values that name things and begin as what was typed, each with the label of its thing.

    A value is one word, since shells take words apart: where a label of several words was begun, the thing's
    shortest one-word name or its path stands for it.

    Args:
        engine: the graph.
        typed: the beginning of a name, capitals or not; "" for any.
        classes: prefixed names of classes; their subclasses count too.
    """
    import pyoxigraph as ox

    beginning = typed.strip("'\"").lower()
    query = (
        _NAMES.replace("CLASSES", " ".join(classes))
        .replace("FIELDS", " ".join(_FIELDS))
        .replace("PREFIX", str(ox.Literal(beginning)), 1)
        .replace("MOST", str(_MOST_READ))
    )
    found: dict[str, str] = {}
    begun: dict[str, str] = {}
    for row in ask_rows(engine.run, query):
        if not any(character.isspace() for character in row["name"]):
            found.setdefault(row["name"], row["label"])
        else:
            begun.setdefault(row["thing"].removeprefix(BASE), row["label"])
    told = set(found.values())
    found |= {path: label for path, label in begun.items() if label not in told}
    ranked = sorted(found.items(), key=lambda item: (len(item[0]), item[0].lower(), item[0]))
    return ranked[:MOST]
