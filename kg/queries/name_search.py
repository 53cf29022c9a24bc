"""Names looked for by a pattern, in two queries: on a server as on this disk, however many names there are.

The pattern is a coarse sieve that every engine understands; what is really alike is decided by the caller.
"""

from collections.abc import Collection, Iterator
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.engines.query_text import to_values
from kg.terms import expand

MOST_NAMES: Final = 5000
_LONGEST_PATTERN: Final = 100  # letters; what begins alike for so long is told apart by the caller
_GAP: Final = "[^A-Za-z0-9]*"
_RAISED_AND_LOWERED: Final = {
    plain: f"{plain}{low}{high}"
    for plain, low, high in zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)
}


def to_pattern(letters: str, gap: str = _GAP) -> str:
    """Return the regular expression for letters and digits in either case, whatever stands in between."""
    return gap.join(f"[{_RAISED_AND_LOWERED.get(c) or _both_cases(c)}]" for c in letters)


def find_whole_names(
    engine: Engine, classes: Collection[str], predicates: Collection[ox.NamedNode], letters: str
) -> Iterator[tuple[str, str]]:
    """Yield things with those of their names whose letters and digits are the given ones; see `_find_names`.

    Args:
        engine: the graph.
        classes: IRIs of classes.
        predicates: what gives names.
        letters: letters and digits, folded.
    """
    end = "" if len(letters) > _LONGEST_PATTERN else f"{_GAP}$"
    pattern = f"{_GAP}{to_pattern(letters[:_LONGEST_PATTERN])}{end}"
    return _find_names(engine, classes, predicates, f"^{pattern}", f"/{pattern}")


def find_names_with(
    engine: Engine, classes: Collection[str], predicates: Collection[ox.NamedNode], parts: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield things with those of their names in which one of some parts occurs; see `_find_names`.

    Args:
        engine: the graph.
        classes: IRIs of classes.
        predicates: what gives names.
        parts: letters and digits, folded.
    """
    pattern = "|".join(to_pattern(part, "") for part in parts)
    return _find_names(engine, classes, predicates, pattern, f"/[^/]*({pattern})[^/]*$")


def _find_names(
    engine: Engine, classes: Collection[str], predicates: Collection[ox.NamedNode], name: str, iri: str
) -> Iterator[tuple[str, str]]:
    """Yield things with those of their names that a pattern fits, at most `MOST_NAMES`.

    Names in lists of authors, numbers in reference lists, and the ends of IRIs count too.
    """
    kinds = to_values("class", [ox.NamedNode(class_iri) for class_iri in classes])
    found = engine.run(
        f"SELECT DISTINCT ?thing ?name WHERE {{ {kinds} ?thing {_node('rdf:type')} ?class . "
        f"{{ {to_values('predicate', predicates)} ?thing ?predicate ?name }} UNION "
        f"{{ ?authorship {_node('al:agent')} ?thing ; {_node('al:printedName')} ?name }} UNION "
        f"{{ ?entry {_node('al:refersTo')} ?thing ; {_node('al:number')} ?name }} "
        f"FILTER(REGEX(STR(?name), {ox.Literal(name)})) }} ORDER BY ?thing ?name LIMIT {MOST_NAMES}",
        "names",
    )
    for thing, text in found.rows:
        if isinstance(thing, ox.NamedNode) and isinstance(text, ox.Literal):
            yield thing.value, text.value
            if text.datatype.value == expand("xsd:integer"):
                yield thing.value, f"[{text.value}]"
    found = engine.run(
        f"SELECT DISTINCT ?thing WHERE {{ {kinds} ?thing {_node('rdf:type')} ?class . "
        f"FILTER(REGEX(STR(?thing), {ox.Literal(iri)})) }} ORDER BY ?thing LIMIT {MOST_NAMES}",
        "names",
    )
    for (thing,) in found.rows:
        if isinstance(thing, ox.NamedNode):
            local = thing.value.rpartition("/")[2]
            if not local.isdigit():  # "17" means the work behind entry 17, not the entry
                yield thing.value, local


def _both_cases(character: str) -> str:
    return "".join(dict.fromkeys(c for c in (character, *character.upper()) if c.isalnum()))


def _node(curie: str) -> ox.NamedNode:
    return ox.NamedNode(expand(curie))
