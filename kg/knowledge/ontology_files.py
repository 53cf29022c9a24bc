"""The ontology's Turtle files as plain statements, and what is made of them: concepts, quantities, units."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import pyoxigraph

from kg import terms
from kg.errors import OntologyError
from kg.files import kept_while_unchanged
from kg.knowledge.concepts import KINDS, QUANTITY, Concept, ConceptIndex, QuantityInfo, Statements
from kg.quantities import Unit, UnitTable
from kg.resources import find_folder

_TYPE: Final = terms.expand("rdf:type")
_LABEL: Final = terms.expand("skos:prefLabel")
_FORMULA: Final = terms.expand("al:formula")
_PREFERRED: Final = terms.expand("al:preferredUnit")
_ALLOWED: Final = terms.expand("al:allowedUnit")
_UNIT: Final = terms.expand("qudt:Unit")
_COUNT: Final = terms.expand("unit:CYC")  # the unit of a bare number: "500" of `cycles-completed`
_OTHER_NAMES: Final = tuple(map(terms.expand, ("skos:altLabel", "skos:notation", "al:formula")))
_KIND_OF_CLASS: Final = {terms.AL + kind: kind for kind in KINDS}


def _list_project_files() -> list[Path]:
    return sorted(find_folder("ontology").glob("*.ttl"))


@kept_while_unchanged(_list_project_files)
def load_project_concepts() -> ConceptIndex:
    """Return the concepts of the project's own ontology, loaded anew only when its files have changed.

    Raises:
        OntologyError: see `load_concepts`.
    """
    return load_concepts(find_folder("ontology"))


def load_concepts(folder: Path) -> ConceptIndex:
    """Return all concepts, quantities and units of the Turtle files in a folder.

    Raises:
        OntologyError: there is no Turtle file, one is not Turtle, or a concept is incomplete.
    """
    paths = sorted(folder.glob("*.ttl"))
    if not paths:
        raise OntologyError(f"there is no ontology file in {folder}/", hint="name a folder with *.ttl files")
    statements = read_statements(paths)
    concepts = {concept.iri: concept for concept in _to_concepts(statements)}
    quantities = {
        concept.iri: _to_quantity(concept, statements[concept.iri])
        for concept in concepts.values()
        if concept.kind == QUANTITY
    }
    units = tuple(_to_units(statements))
    counts = _COUNT if any(unit.key == _COUNT for unit in units) else None
    return ConceptIndex(concepts, quantities, UnitTable(units), UnitTable(units, bare=counts), statements)


def read_statements(paths: Iterable[Path]) -> Statements:
    """Return what the Turtle files state: subject, predicate, objects, in the order of the files.

    Raises:
        OntologyError: a file is not Turtle.
    """
    statements: Statements = {}
    for path in paths:
        try:
            for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
                subject, predicate, value = quad.subject, quad.predicate, quad.object
                if isinstance(subject, pyoxigraph.NamedNode) and not isinstance(value, pyoxigraph.Triple):
                    about = statements.setdefault(subject.value, {})
                    about.setdefault(predicate.value, []).append(value.value)
        except SyntaxError as error:
            where = f"{path.parent.name}/{path.name}:{error.lineno or 1}"
            raise OntologyError(f"not Turtle: {error.msg}", where=where) from error
    return statements


def _to_concepts(statements: Statements) -> Iterable[Concept]:
    for iri, about in statements.items():
        kinds = [_KIND_OF_CLASS[name] for name in about.get(_TYPE, ()) if name in _KIND_OF_CLASS]
        if not kinds:
            continue
        labels = about.get(_LABEL)
        if not labels or len(kinds) > 1:
            fault = f"is {' and '.join(kinds)} at once" if labels else "has no skos:prefLabel"
            raise OntologyError(f"{terms.shorten(iri)} {fault}", hint="mend it in ontology/")
        names = tuple(dict.fromkeys(name for predicate in _OTHER_NAMES for name in about.get(predicate, ())))
        formula = next(iter(about.get(_FORMULA, ())), None)
        yield Concept(iri, kinds[0], iri.rstrip("/#").rpartition("/")[2], labels[0], names, formula)


def _to_quantity(concept: Concept, about: dict[str, list[str]]) -> QuantityInfo:
    preferred = next(iter(about.get(_PREFERRED, ())), None)
    allowed = frozenset(about.get(_ALLOWED, ())) | ({preferred} if preferred else frozenset())
    return QuantityInfo(
        concept,
        preferred,
        allowed,
        _to_number(concept.iri, about, "al:plausibleMin"),
        _to_number(concept.iri, about, "al:plausibleMax"),
    )


def _to_units(statements: Statements) -> Iterable[Unit]:
    for iri, about in statements.items():
        if _UNIT not in about.get(_TYPE, ()):
            continue
        spellings = tuple(about.get(terms.expand("al:spelling"), ()))
        symbol = next(iter(about.get(terms.expand("qudt:symbol"), ())), terms.shorten(iri))
        yield Unit(
            key=iri,
            symbol=symbol,
            multiplier=_to_number(iri, about, "qudt:conversionMultiplier") or Decimal(1),
            offset=_to_number(iri, about, "qudt:conversionOffset") or Decimal(0),
            dimension=next(iter(about.get(terms.expand("qudt:unitForQuantityKind"), ())), iri),
            spellings=spellings,
        )


def _to_number(iri: str, about: dict[str, list[str]], curie: str) -> Decimal | None:
    text = next(iter(about.get(terms.expand(curie), ())), None)
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise OntologyError(f"{curie} of {terms.shorten(iri)} is no number: {text!r}") from error
