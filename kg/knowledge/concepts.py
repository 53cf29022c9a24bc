"""The concepts of the ontology, found by any of the names that a curator or a paper may write.

`ConceptIndex` resolves a key, an IRI, a label, an alternative label, an abbreviation or a formula to one
concept of the wanted kinds. Case, hyphens, dashes, spaces and subscripts make no difference; an
exact key comes before a preferred label, and that before all other names. Hidden labels are for finding words
in running text only and resolve nothing.
"""

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from kg import terms
from kg.errors import KnowledgeError, QuantityError
from kg.knowledge.hints import nearest_hint
from kg.passages import to_match_key
from kg.quantities import Quantity, UnitTable, parse_quantity

MECHANISM: Final = "Mechanism"
EFFECT: Final = "Effect"
FAILURE: Final = "FailurePhenomenon"
MATERIAL: Final = "Material"
MATERIAL_CLASS: Final = "MaterialClass"
ROLE: Final = "Role"
CELL_FORMAT: Final = "CellFormat"
CELL_KIND: Final = "CellKind"
PROCESS: Final = "Process"
METHOD: Final = "Method"
QUANTITY: Final = "QuantityKind"

PHENOMENA: Final = (MECHANISM, EFFECT, FAILURE)
# What a mechanism statement can relate, besides systems.
STATEMENT_KINDS: Final = (MATERIAL, *PHENOMENA, PROCESS)
KINDS: Final = (
    MATERIAL, *PHENOMENA, PROCESS, METHOD, QUANTITY, ROLE, CELL_FORMAT, CELL_KIND, MATERIAL_CLASS,
)  # fmt: skip

# Kinds in the words of an error message.
KIND_WORDS: Final[Mapping[str, str]] = {
    MECHANISM: "mechanism",
    EFFECT: "effect",
    FAILURE: "failure phenomenon",
    MATERIAL: "material",
    MATERIAL_CLASS: "material class",
    ROLE: "role",
    CELL_FORMAT: "cell format",
    CELL_KIND: "cell kind",
    PROCESS: "process",
    METHOD: "method",
    QUANTITY: "quantity",
}

_DASHES: Final = dict.fromkeys(map(ord, "-_\u2010\u2011\u2012\u2013\u2014\u2212"))  # removed by str.translate
_BRACES: Final = frozenset("\\${}^")


@dataclass(frozen=True)
class Concept:
    """One concept of the ontology.

    Attributes:
        iri: its IRI.
        kind: local name of its class, one of `KINDS`.
        key: the last step of the IRI.
        label: preferred label.
        names: every other name: alternative labels, abbreviations, formula.
        formula: chemical formula without markup, of materials only.
    """

    iri: str
    kind: str
    key: str
    label: str
    names: tuple[str, ...] = ()
    formula: str | None = None


@dataclass(frozen=True)
class QuantityInfo:
    """What the ontology says of a quantity; the bounds are in the preferred unit."""

    concept: Concept
    preferred_unit: str | None
    allowed_units: frozenset[str]
    plausible_min: Decimal | None = None
    plausible_max: Decimal | None = None


Statements = dict[str, dict[str, list[str]]]  # subject -> predicate -> objects, as plain strings


def to_name_key(name: str) -> str:
    """Return the form in which the spellings of one name are equal: "Ag–C" and "ag c"."""
    if not _BRACES.isdisjoint(name):
        name = to_match_key(name)
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_DASHES)
    return "".join(folded.split())


@dataclass(frozen=True)
class ConceptIndex:
    """All concepts, with the ways to find them.

    Attributes:
        concepts: by IRI, in the order of the ontology's files.
        quantities: what is known of the concepts of kind `QUANTITY`, by IRI.
        units: all units.
        count_units: the same, but a number without unit counts cycles.
        statements: subject -> predicate -> objects, all plain strings, of all files.
    """

    concepts: Mapping[str, Concept]
    quantities: Mapping[str, QuantityInfo]
    units: UnitTable
    count_units: UnitTable
    statements: Statements = field(default_factory=dict, repr=False)
    _found: dict[tuple[str, tuple[str, ...]], tuple[Concept, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    _nearest: dict[tuple[str, tuple[str, ...], int], list[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _spellings: dict[tuple[str, ...], Mapping[str, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def _by_key(self) -> Mapping[str, list[Concept]]:
        index = defaultdict(list)
        for concept in self.concepts.values():
            for name in (concept.key, concept.iri, terms.shorten(concept.iri)):
                index[name.casefold()].append(concept)
        return index

    @cached_property
    def _by_label(self) -> Mapping[str, list[Concept]]:
        index = defaultdict(list)
        for concept in self.concepts.values():
            index[to_name_key(concept.label)].append(concept)
        return index

    @cached_property
    def _by_name(self) -> Mapping[str, list[Concept]]:
        index = defaultdict(list)
        for concept in self.concepts.values():
            for key in dict.fromkeys(map(to_name_key, (concept.key, *concept.names))):
                index[key].append(concept)
        return index

    def find_all(self, name: str, kinds: Iterable[str] = KINDS) -> tuple[Concept, ...]:
        """Return the concepts that `name` may mean: none when unknown, several when ambiguous.

        Where a key fits, labels are not looked at, and where a preferred label fits, other names are not.
        """
        asked = (name, tuple(kinds))
        if asked not in self._found:
            self._found[asked] = self._look_up(*asked)
        return self._found[asked]

    def _look_up(self, name: str, kinds: tuple[str, ...]) -> tuple[Concept, ...]:
        folded = to_name_key(name)
        for index, key in (
            (self._by_key, name.strip().casefold()),
            (self._by_label, folded),
            (self._by_name, folded),
        ):
            found = [concept for concept in index.get(key, ()) if concept.kind in kinds]
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    def find_concept(self, name: str, kinds: Iterable[str] = KINDS) -> Concept | None:
        """Return the one concept of these kinds that `name` means, None when there is not exactly one."""
        found = self.find_all(name, kinds)
        return found[0] if len(found) == 1 else None

    def get_concept(self, name: str, kinds: Iterable[str] = KINDS, where: str | None = None) -> Concept:
        """Return the one concept of these kinds that `name` means.

        Raises:
            KnowledgeError: none or more than one has that name; the hint has candidates or the nearest names.
        """
        kinds = tuple(kinds)
        found = self.find_all(name, kinds)
        if len(found) == 1:
            return found[0]
        wanted = " or ".join(KIND_WORDS[kind] for kind in kinds) if len(kinds) < 4 else "concept"
        if found:
            candidates = ", ".join(f"{concept.key} ({concept.label})" for concept in found)
            raise KnowledgeError(
                f"'{name}' can mean more than one {wanted}", where=where, hint=f"write one of {candidates}"
            )
        other = self.find_all(name)
        if other:
            hint: str | None = f"'{other[0].label}' is a {KIND_WORDS[other[0].kind]}"
        else:
            near = self.find_nearest(name, kinds)
            hint = nearest_hint(name, near) if near else "the ontology has nothing that looks like it"
        raise KnowledgeError(f"there is no {wanted} '{name}'", where=where, hint=hint)

    def find_nearest(self, name: str, kinds: Iterable[str] = KINDS, count: int = 3) -> list[str]:
        """Return the names of concepts of these kinds that look most like `name`, best first."""
        asked = (name, tuple(kinds), count)
        if asked not in self._nearest:  # comparing with a thousand names takes a while, and mistakes recur
            spelled = self._get_spellings(tuple(kinds))
            close = difflib.get_close_matches(to_name_key(name), spelled, count, 0.6)
            self._nearest[asked] = [spelled[key] for key in close]
        return self._nearest[asked]

    def _get_spellings(self, kinds: tuple[str, ...]) -> Mapping[str, str]:
        """All names of concepts of these kinds, by folded name."""
        if kinds not in self._spellings:
            self._spellings[kinds] = {
                to_name_key(spelling): spelling
                for concept in self.of_kinds(*kinds)
                for spelling in (concept.key, *concept.names, concept.label)
            }
        return self._spellings[kinds]

    def get_quantity(self, name: str, where: str | None = None) -> QuantityInfo:
        """Return what the ontology says of the quantity that `name` means.

        Raises:
            KnowledgeError: see `get_concept`.
        """
        return self.quantities[self.get_concept(name, (QUANTITY,), where).iri]

    def parse_value(self, text: str, quantity: QuantityInfo) -> Quantity:
        """Return the value that `text` states of the quantity; the unit is one that the quantity allows.

        A number without unit is accepted where the quantity counts cycles.

        Raises:
            QuantityError: it is no single value, or its unit does not fit the quantity.
        """
        table = self.units
        counted = self.count_units.find("")
        if counted is not None and counted.key in quantity.allowed_units:
            table = self.count_units
        value = parse_quantity(text, table)
        if value.unit not in quantity.allowed_units:
            symbols = ", ".join(sorted(table.get(unit).symbol for unit in quantity.allowed_units))
            raise QuantityError(
                f"the unit of '{text}' does not fit {quantity.concept.label}", hint=f"expected {symbols}"
            )
        return value

    def is_plausible(self, value: Quantity, quantity: QuantityInfo) -> bool:
        """Return whether the value lies within the bounds of the quantity, which are in its preferred unit.

        Raises:
            QuantityError: its unit does not convert to the preferred one.
        """
        number = value.value
        if quantity.preferred_unit is not None:
            number = self.units.convert(value, quantity.preferred_unit).value
        low, high = quantity.plausible_min, quantity.plausible_max
        return (low is None or number >= low) and (high is None or number <= high)

    def of_kinds(self, *kinds: str) -> list[Concept]:
        """Return all concepts of these kinds in the order of the ontology's files."""
        return [concept for concept in self.concepts.values() if concept.kind in kinds]

    def find_shared_names(self) -> list[tuple[str, tuple[Concept, ...]]]:
        """Return the names under which `find_all` has more than one concept of one kind."""
        shared = []
        for concept in self.concepts.values():
            for name in (concept.label, *concept.names):
                found = self.find_all(name, (concept.kind,))
                if len(found) > 1 and found[0] == concept:
                    shared.append((name, found))
        return shared
