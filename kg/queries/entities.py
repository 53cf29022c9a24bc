"""What people type for a thing (name, short form, formula, key) becomes the IRI it has in the graph."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.engines.engine import Engine
from kg.engines.local import LocalEngine
from kg.engines.lookup import to_literals, to_nodes, to_subjects
from kg.errors import QueryError
from kg.queries.name_index import NAMES, find_spellings, save_names
from kg.queries.name_search import find_names_with, find_whole_names
from kg.terms import BASE, PREFIXES, expand

_TYPE: Final = ox.NamedNode(expand("rdf:type"))
_LABEL: Final = ox.NamedNode(expand("rdfs:label"))
_SUBCLASS: Final = ox.NamedNode(expand("rdfs:subClassOf"))
_NAMES: Final = tuple(
    ox.NamedNode(expand(name))
    for name in (
        "rdfs:label",
        "skos:prefLabel",
        "skos:altLabel",
        "skos:hiddenLabel",
        "skos:notation",
        "foaf:name",
        "dcterms:title",
        "al:key",
        "al:formula",
        "al:abbreviation",
        "al:doi",
        "al:printedName",
    )
)
_AUTHORSHIP_PERSON: Final = ox.NamedNode(expand("al:agent"))
_FORMULA: Final = ox.NamedNode(expand("al:formula"))
_NAMES_BUT_FORMULA: Final = tuple(predicate for predicate in _NAMES if predicate != _FORMULA)
_REFERENCE_NUMBER: Final = ox.NamedNode(expand("al:number"))
_REFERENCE_WORK: Final = ox.NamedNode(expand("al:refersTo"))
_PRINTED_NAME: Final = ox.NamedNode(expand("al:printedName"))
_BRACKETED_NUMBER: Final = re.compile(r"\[?([0-9]{1,4})\]?")
_CANDIDATES_SHOWN: Final = 6
_PART: Final = 3  # letters that a mistyped name and the right one have in common somewhere
_LONGEST_NAME: Final = 1000  # characters; titles of works are names too

SHOWN_CLASSES: Final = (
    "al:Phenomenon",
    "al:Material",
    "al:Person",
    "al:Work",
    "al:Reference",
    "al:System",
    "al:Claim",
    "al:Organisation",
    "al:Process",
    "al:QuantityKind",
    "al:ReadingDecision",
    "al:Discrepancy",
)
"""Classes of things that people ask for by name."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the graph with its label."""

    iri: str
    label: str


def get_entity(engine: Engine, text: str, classes: tuple[str, ...], option: str = "") -> Entity:
    """Return the one thing of the given classes that a text names.

    Exact names are tried before names that differ in case or typography, and those before names that differ
    in blanks and hyphens.

    Args:
        engine: the graph.
        text: label, other name, abbreviation, formula, key, DOI, reference number or IRI.
        classes: prefixed names of classes; their subclasses count too.
        option: the option for which it is wanted, for the error.

    Raises:
        QueryError: nothing or more than one thing has that name; the hint lists candidates.
    """
    prefix = f"{option}: " if option else ""
    if not _is_name(text):
        raise QueryError(f"{prefix}{text[:40]!r}{'...' if len(text) > 40 else ''} is no name of a thing")
    found = find_entities(engine, text, classes)
    if len(found) == 1:
        return found[0]
    if found:
        raise QueryError(f"{prefix}{text!r} can mean {len(found)} things", hint=f"say which: {_list(found)}")
    near = _find_near(engine, text, classes)
    kinds = " or ".join(c.partition(":")[2] for c in classes) if len(classes) <= 3 else "thing"
    hint = f"did you mean {_list(near)}?" if near else "`kg query names-of-a-thing` looks a name up"
    raise QueryError(f"{prefix}the graph has no {kinds} called {text!r}", hint=hint)


def find_entities(engine: Engine, text: str, classes: tuple[str, ...]) -> list[Entity]:
    """Return the things that a text names best: one for an unambiguous name, none for an unknown one."""
    text = text.strip()
    if not _is_name(text):
        return []
    wanted = _expand_classes(engine, classes)
    direct = _find_by_iri(engine, text, wanted)
    if direct is not None:
        return [direct]
    best = _find_exact(engine, text, wanted) or _find_folded(engine, text, wanted)
    return sorted(_to_entities(engine, best), key=lambda e: (e.label, e.iri))


def _is_name(text: str) -> bool:
    """Return whether a text can be a name at all: not a book, and without bytes that are no text."""
    return len(text) <= _LONGEST_NAME and not any("\ud800" <= character <= "\udfff" for character in text)


def find_label(engine: Engine, iri: str) -> str:
    """Return the label of a thing, or the end of its IRI where it has none."""
    return find_labels(engine, [iri])[iri]


def find_labels(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """Return the label of each thing, or the end of its IRI where it has none."""
    nodes = to_nodes(iris)
    told: dict[str, str] = {}
    for iri, label in to_literals(engine.find_triples(nodes, [_LABEL])):
        told[iri] = min(label, told.get(iri, label))
    return {node.value: told.get(node.value, node.value.removeprefix(BASE)) for node in nodes}


def list_instances(engine: Engine, classes: tuple[str, ...]) -> list[str]:
    """Return the IRIs of all things of the classes and of their subclasses, sorted.

    Args:
        engine: the graph.
        classes: prefixed names.
    """
    return _list_instances(engine, _expand_classes(engine, classes))


def _list_instances(engine: Engine, wanted: list[str]) -> list[str]:
    return sorted(set(to_subjects(engine.find_triples(None, [_TYPE], to_nodes(wanted)))))


@dataclass(slots=True)
class Names:
    """What a thing can be called: its label, its other names, its formulas; "Zn" is both for zinc."""

    label: str
    others: list[str]
    formulas: list[str]


def list_names(engine: Engine, classes: tuple[str, ...]) -> dict[str, Names]:
    """Return for every thing of the classes, by IRI, all names under which `get_entity` finds it, sorted.

    The last part of the IRI, by which a thing is found as well, is left out.

    Args:
        engine: the graph.
        classes: prefixed names of classes; their subclasses count too.
    """
    wanted = _expand_classes(engine, classes)
    iris = _list_instances(engine, wanted)
    labels = find_labels(engine, iris)
    formulas: dict[str, set[str]] = {}
    for iri, formula in to_literals(engine.find_triples(to_nodes(iris), [_FORMULA])):
        formulas.setdefault(iri, set()).add(formula)
    others: dict[str, set[str]] = {}
    for iri, name in _iter_told_names(engine, to_nodes(iris), _NAMES_BUT_FORMULA):
        others.setdefault(iri, set()).add(name)
    return {
        iri: Names(
            labels[iri],
            sorted(others.get(iri, set()) - {labels[iri], iri.rpartition("/")[2]}),
            sorted(formulas.get(iri, ())),
        )
        for iri in iris
    }


def fold(text: str) -> str:
    """Return a name without differences of case, typography and blanks: "Ag–C", "ag-c" and "AG-C" agree."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return " ".join(plain.casefold().split())


def squash(text: str) -> str:
    """Return the letters and digits of a name only, folded: "Ag/C" and "ag-c" agree."""
    return "".join(c for c in fold(text) if c.isalnum())


_DASHES: Final = {ord(c): "-" for c in "‐‑‒–—−"}


def _expand_classes(engine: Engine, classes: tuple[str, ...]) -> list[str]:
    found = dict.fromkeys(expand(c) for c in classes)
    fresh = list(found)
    while fresh:  # subclasses of subclasses
        below = engine.find_triples(None, [_SUBCLASS], [ox.NamedNode(iri) for iri in fresh])
        subclasses = dict.fromkeys(t.subject.value for t in below if isinstance(t.subject, ox.NamedNode))
        fresh = [iri for iri in subclasses if iri not in found]
        found.update(dict.fromkeys(fresh))
    return list(found)


def _find_by_iri(engine: Engine, text: str, wanted: list[str]) -> Entity | None:
    prefix, colon, local = text.partition(":")
    candidates = [text.strip("<>")] if "://" in text else []
    if colon and prefix in PREFIXES:
        candidates.append(PREFIXES[prefix] + local)
    if not colon and "/" in text:
        candidates.append(BASE + text)
    nodes = list(_iter_nodes(candidates))
    holders = _keep_instances(engine, nodes, wanted)
    for node in nodes:
        if node.value in holders:
            return Entity(node.value, find_label(engine, node.value))
    return None


def _iter_nodes(candidates: Iterable[str]) -> Iterator[ox.NamedNode]:
    for candidate in candidates:
        with suppress(ValueError):  # no IRI
            yield ox.NamedNode(candidate)


def _iter_names(engine: Engine, wanted: list[str]) -> Iterator[tuple[str, str]]:
    """Yield every thing of the wanted classes with each of its names, also those in lists of authors."""
    instances = dict.fromkeys(to_subjects(engine.find_triples(None, [_TYPE], to_nodes(wanted))))
    for iri in instances:
        local = iri.rpartition("/")[2]
        if not local.isdigit():  # "17" means the work behind entry 17, not the entry
            yield iri, local
    yield from _iter_told_names(engine, to_nodes(instances), _NAMES)


def _iter_told_names(
    engine: Engine, nodes: list[ox.NamedNode], predicates: Collection[ox.NamedNode]
) -> Iterator[tuple[str, str]]:
    """Yield things with each name that the graph tells of them."""
    yield from to_literals(engine.find_triples(nodes, predicates))
    for iri, name in _iter_values_behind(engine, nodes, _AUTHORSHIP_PERSON, _PRINTED_NAME):
        yield iri, name
    for iri, number in _iter_values_behind(engine, nodes, _REFERENCE_WORK, _REFERENCE_NUMBER):
        yield iri, number
        yield iri, f"[{number}]"


def _iter_values_behind(
    engine: Engine, things: list[ox.NamedNode], link: ox.NamedNode, value: ox.NamedNode
) -> Iterator[tuple[str, str]]:
    """Yield things with the values of what points at them: a person with the names in lists of authors."""
    pointing: dict[str, list[str]] = {}
    for triple in engine.find_triples(None, [link], things):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            pointing.setdefault(triple.subject.value, []).append(triple.object.value)
    for holder, text in to_literals(engine.find_triples(to_nodes(pointing), [value])):
        for iri in pointing[holder]:
            yield iri, text


def _find_exact(engine: Engine, text: str, wanted: list[str]) -> set[str]:
    """Return what bears the very name, else the formula: "Zn" is zinc, and not porous zinc as well."""
    return _find_by_names(engine, text, wanted, _NAMES_BUT_FORMULA) or _find_by_names(
        engine, text, wanted, [_FORMULA]
    )


def _find_by_names(
    engine: Engine, text: str, wanted: list[str], predicates: Collection[ox.NamedNode]
) -> set[str]:
    """Ask the store's index, which is quick however many names there are."""
    try:
        spellings = (ox.Literal(text), ox.Literal(text, language="en"))
    except UnicodeEncodeError:  # a lone surrogate is in no graph
        return set()
    found = set(to_subjects(engine.find_triples(None, predicates, spellings)))
    if found:
        authorships = engine.find_triples(to_nodes(found), [_AUTHORSHIP_PERSON])
        found.update(t.object.value for t in authorships if isinstance(t.object, ox.NamedNode))
    return _keep_instances(engine, to_nodes(found), wanted)


def _find_folded(engine: Engine, text: str, wanted: list[str]) -> set[str]:
    folded, squashed = fold(text), squash(text)
    alike: set[str] = set()
    similar: set[str] = set()
    if not squashed:
        return set()
    for iri, name in _iter_spellings(engine, wanted, squashed):
        if fold(name) == folded:
            alike.add(iri)
        elif squash(name) == squashed:
            similar.add(iri)
    return _prefer_names(engine, alike, fold, folded) or _prefer_names(engine, similar, squash, squashed)


def _prefer_names(engine: Engine, things: set[str], to_form: Callable[[str], str], form: str) -> set[str]:
    """Return those that bear a name of that form, else those with such a formula: "zn" is zinc as "Zn" is."""
    if len(things) < 2:
        return things
    told = [(iri, local) for iri in things if not (local := iri.rpartition("/")[2]).isdigit()]
    told += _iter_told_names(engine, to_nodes(things), _NAMES_BUT_FORMULA)
    return {iri for iri, name in told if to_form(name) == form} or things


def _iter_spellings(engine: Engine, wanted: list[str], letters: str) -> Iterable[tuple[str, str]]:
    """Return things of the wanted classes with those of their names that have these letters and digits."""
    beside = engine.beside if isinstance(engine, LocalEngine) else None
    if beside is not None and set(wanted) <= set(_expand_classes(engine, SHOWN_CLASSES)):
        indexed = find_spellings(beside / NAMES, letters)
        if indexed is not None:
            there = _keep_instances(engine, to_nodes(iri for iri, _ in indexed), wanted)
            return [(iri, name) for iri, name in indexed if iri in there]
    return find_whole_names(engine, wanted, _NAMES, letters)


def compile_names(engine: LocalEngine) -> None:
    """Write the index of names beside a built graph, for all things that people ask for by name.

    Raises:
        OSError: the folder cannot be written.
    """
    if engine.beside is not None and not (engine.beside / NAMES).is_file():
        names = dict.fromkeys(_iter_names(engine, _expand_classes(engine, SHOWN_CLASSES)))
        save_names(engine.beside / NAMES, ((squash(name), iri, name) for iri, name in names))


def _keep_instances(engine: Engine, things: list[ox.NamedNode], wanted: list[str]) -> set[str]:
    """Return those of the things that belong to one of the wanted classes."""
    if not things:
        return set()
    return set(to_subjects(engine.find_triples(things, [_TYPE], to_nodes(wanted))))


def _find_near(engine: Engine, text: str, classes: tuple[str, ...]) -> list[Entity]:
    import difflib  # here, because only a name that is not found needs it

    if _BRACKETED_NUMBER.fullmatch(text):
        return []
    letters = squash(text)
    if not letters:
        return []
    size = min(_PART, max(1, len(letters) // 2))
    parts = dict.fromkeys(letters[i : i + size] for i in (0, len(letters) // 2, len(letters) - size))
    names: dict[str, str] = {}
    for iri, name in find_names_with(engine, _expand_classes(engine, classes), _NAMES, parts):
        names.setdefault(fold(name), iri)
    folded = fold(text)
    near = difflib.get_close_matches(folded, names, n=_CANDIDATES_SHOWN, cutoff=0.7)
    near += [name for name in names if len(folded) > 2 and folded in name]
    iris = list(dict.fromkeys(names[name] for name in near))[:_CANDIDATES_SHOWN]
    return _to_entities(engine, iris)


def _to_entities(engine: Engine, iris: Collection[str]) -> list[Entity]:
    labels = find_labels(engine, iris)
    return [Entity(iri, labels[iri]) for iri in iris]


def _list(entities: list[Entity]) -> str:
    shown = [f"{e.label} ({e.iri.removeprefix(BASE)})" for e in entities[:_CANDIDATES_SHOWN]]
    more = len(entities) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
