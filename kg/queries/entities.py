"""What people type for a thing (name, short form, formula, key) becomes the IRI it has in the graph."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.errors import QueryError
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
_REFERENCE_NUMBER: Final = ox.NamedNode(expand("al:number"))
_REFERENCE_WORK: Final = ox.NamedNode(expand("al:refersTo"))
_PRINTED_NAME: Final = ox.NamedNode(expand("al:printedName"))
_BRACKETED_NUMBER: Final = re.compile(r"\[?([0-9]{1,4})\]?")
_CANDIDATES_SHOWN: Final = 6
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


def get_entity(store: ox.Store, text: str, classes: tuple[str, ...], option: str = "") -> Entity:
    """Return the one thing of the given classes that a text names.

    Exact names are tried before names that differ in case or typography, and those before names that differ
    in blanks and hyphens.

    Args:
        store: the graph.
        text: label, other name, abbreviation, formula, key, DOI, reference number or IRI.
        classes: prefixed names of classes; their subclasses count too.
        option: the option for which it is wanted, for the error.

    Raises:
        QueryError: nothing or more than one thing has that name; the hint lists candidates.
    """
    prefix = f"{option}: " if option else ""
    if not _is_name(text):
        raise QueryError(f"{prefix}{text[:40]!r}{'...' if len(text) > 40 else ''} is no name of a thing")
    found = find_entities(store, text, classes)
    if len(found) == 1:
        return found[0]
    if found:
        raise QueryError(f"{prefix}{text!r} can mean {len(found)} things", hint=f"say which: {_list(found)}")
    near = _find_near(store, text, classes)
    kinds = " or ".join(c.partition(":")[2] for c in classes) if len(classes) <= 3 else "thing"
    hint = f"did you mean {_list(near)}?" if near else "`kg query names-of-a-thing` looks a name up"
    raise QueryError(f"{prefix}the graph has no {kinds} called {text!r}", hint=hint)


def find_entities(store: ox.Store, text: str, classes: tuple[str, ...]) -> list[Entity]:
    """Return the things that a text names best: one for an unambiguous name, none for an unknown one."""
    text = text.strip()
    if not _is_name(text):
        return []
    wanted = _expand_classes(store, classes)
    direct = _find_by_iri(store, text, wanted)
    if direct is not None:
        return [direct]
    best = _find_exact(store, text, wanted) or _find_folded(store, text, wanted)
    return sorted((Entity(iri, find_label(store, iri)) for iri in best), key=lambda e: (e.label, e.iri))


def _is_name(text: str) -> bool:
    """Return whether a text can be a name at all: not a book, and without bytes that are no text."""
    return len(text) <= _LONGEST_NAME and not any("\ud800" <= character <= "\udfff" for character in text)


def find_label(store: ox.Store, iri: str) -> str:
    """Return the label of a thing, or the end of its IRI where it has none."""
    labels = sorted(_values(store, iri, _LABEL))
    return labels[0] if labels else iri.removeprefix(BASE)


def fold(text: str) -> str:
    """Return a name without differences of case, typography and blanks: "Ag–C", "ag-c" and "AG-C" agree."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return " ".join(plain.casefold().split())


def squash(text: str) -> str:
    """Return the letters and digits of a name only, folded: "Ag/C" and "ag-c" agree."""
    return "".join(c for c in fold(text) if c.isalnum())


_DASHES: Final = {ord(c): "-" for c in "‐‑‒–—−"}


def _expand_classes(store: ox.Store, classes: tuple[str, ...]) -> list[str]:
    found = [expand(c) for c in classes]
    for iri in found:  # grows while it is walked: subclasses of subclasses
        for quad in store.quads_for_pattern(None, _SUBCLASS, ox.NamedNode(iri)):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in found:
                found.append(quad.subject.value)
    return found


def _find_by_iri(store: ox.Store, text: str, wanted: list[str]) -> Entity | None:
    prefix, colon, local = text.partition(":")
    candidates = [text.strip("<>")] if "://" in text else []
    if colon and prefix in PREFIXES:
        candidates.append(PREFIXES[prefix] + local)
    if not colon and "/" in text:
        candidates.append(BASE + text)
    for candidate in candidates:
        try:
            types = _types(store, candidate)
        except ValueError:
            continue
        if types.intersection(wanted):
            return Entity(candidate, find_label(store, candidate))
    return None


def _iter_names(store: ox.Store, wanted: list[str]) -> Iterator[tuple[str, str]]:
    for iri in dict.fromkeys(_iter_instances(store, wanted)):
        local = iri.rpartition("/")[2]
        if not local.isdigit():  # "17" means the work behind entry 17, not the entry
            yield iri, local
        node = ox.NamedNode(iri)
        for predicate in _NAMES:
            for name in _values(store, iri, predicate):
                yield iri, name
        for quad in store.quads_for_pattern(None, _AUTHORSHIP_PERSON, node):
            for name in _values(store, _iri_of(quad.subject), _PRINTED_NAME):
                yield iri, name
        for quad in store.quads_for_pattern(None, _REFERENCE_WORK, node):
            yield from _iter_numbers(store, iri, _iri_of(quad.subject))


def _iter_numbers(store: ox.Store, iri: str, reference: str) -> Iterator[tuple[str, str]]:
    for number in _values(store, reference, _REFERENCE_NUMBER):
        yield iri, number
        yield iri, f"[{number}]"


def _iter_instances(store: ox.Store, wanted: list[str]) -> Iterator[str]:
    for class_iri in wanted:
        for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(class_iri)):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value


def _find_exact(store: ox.Store, text: str, wanted: list[str]) -> set[str]:
    """Return what bears the very name, else the formula: "Zn" is zinc, and not porous zinc as well."""
    names = [predicate for predicate in _NAMES if predicate != _FORMULA]
    return _find_by_names(store, text, wanted, names) or _find_by_names(store, text, wanted, [_FORMULA])


def _find_by_names(
    store: ox.Store, text: str, wanted: list[str], predicates: Iterable[ox.NamedNode]
) -> set[str]:
    """Ask the store's index, which is quick however many names there are."""
    try:
        spellings = (ox.Literal(text), ox.Literal(text, language="en"))
    except UnicodeEncodeError:  # a lone surrogate is in no graph
        return set()
    found = set()
    for predicate in predicates:
        for spelling in spellings:
            for quad in store.quads_for_pattern(None, predicate, spelling):
                holder = _iri_of(quad.subject)
                people = store.quads_for_pattern(quad.subject, _AUTHORSHIP_PERSON, None)
                found.update([holder, *(_iri_of(person.object) for person in people)])
    return {iri for iri in found if _types(store, iri).intersection(wanted)}


def _find_folded(store: ox.Store, text: str, wanted: list[str]) -> set[str]:
    folded, squashed = fold(text), squash(text)
    alike: set[str] = set()
    similar: set[str] = set()
    for iri, name in _iter_names(store, wanted):
        if fold(name) == folded:
            alike.add(iri)
        elif squashed and squash(name) == squashed:
            similar.add(iri)
    return alike or similar


def _types(store: ox.Store, iri: str) -> set[str]:
    quads = store.quads_for_pattern(ox.NamedNode(iri), _TYPE, None)
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}


def _find_near(store: ox.Store, text: str, classes: tuple[str, ...]) -> list[Entity]:
    import difflib  # here, because only a name that is not found needs it

    if _BRACKETED_NUMBER.fullmatch(text):
        return []
    names: dict[str, str] = {}
    for iri, name in _iter_names(store, _expand_classes(store, classes)):
        names.setdefault(fold(name), iri)
    folded = fold(text)
    near = difflib.get_close_matches(folded, names, n=_CANDIDATES_SHOWN, cutoff=0.7)
    near += [name for name in names if len(folded) > 2 and folded in name]
    iris = list(dict.fromkeys(names[name] for name in near))[:_CANDIDATES_SHOWN]
    return [Entity(iri, find_label(store, iri)) for iri in iris]


def _list(entities: list[Entity]) -> str:
    shown = [f"{e.label} ({e.iri.removeprefix(BASE)})" for e in entities[:_CANDIDATES_SHOWN]]
    more = len(entities) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")


def _values(store: ox.Store, iri: str, predicate: ox.NamedNode) -> list[str]:
    quads = store.quads_for_pattern(ox.NamedNode(iri), predicate, None)
    return [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]


def _iri_of(term: object) -> str:
    assert isinstance(term, ox.NamedNode)  # the graph has no blank nodes
    return term.value
