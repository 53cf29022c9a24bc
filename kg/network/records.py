"""What stands behind a tie of the graph: a claim, citation, authorship or discrepancy, told for a reader."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.network.columns import Columns
from kg.network.mechanisms import Passage, Remark, read_decision, read_discrepancies, read_passage

COMPARATORS: Final = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ "}
# What is told of a record beside who says so, in this order: predicate, and the word before the value.
_TOLD: Final = (
    ("al:printedText", "printed"),
    ("al:through", "through"),
    ("al:comparedWith", "against"),
    ("al:context", "when"),
    ("cito:hasCitationCharacterization", "cited for"),
    ("al:printedMark", "mark"),
    ("al:discrepancyKind", "kind"),
    ("al:severity", "severity"),
    ("al:settledBy", "settled by"),
    ("al:printedName", "printed as"),
    ("al:position", "position"),
    ("al:stationRole", "as"),
    ("al:fromYear", "from"),
    ("al:untilYear", "until"),
    ("al:inJournal", "journal"),
    ("al:doi", "DOI"),
    ("al:note", "remark"),
)
_INTENT_WORDS: Final = {"includesExcerptFrom": "excerpt", "containsAssertionFrom": "assertion"}


@dataclass(frozen=True, slots=True)
class Record:
    """One record as a reader needs it to judge what it says; names are labels.

    Attributes:
        iri: the record.
        label: the statement in our words.
        text: more on it, such as the summary of a discrepancy; "" where the label says it all.
        value: the value with comparator and unit, "" where it states none.
        facts: what else is told, as name and value.
        asserted_by: the work that says so.
        finding_of: the works whose finding it is; empty where the work speaks for itself.
        works: IRIs of the works it rests on: those whose finding it is, else the one that says so.
        year: year of the first of these works, of a citation that of the cited work; 0 where it is unknown.
        origin: "first-hand", "second-hand" or "own view"; "" where the record is no claim.
        mode: how it is known: "measured", "calculated" and the like; "" where the record is no claim.
        strength: how firmly it is worded.
        address: web address of what the record is about, "" where there is none.
        passages: where it can be read.
        remarks: reading decisions and discrepancies that touch it.
    """

    iri: str
    label: str
    text: str
    value: str
    facts: tuple[tuple[str, str], ...]
    asserted_by: str
    finding_of: tuple[str, ...]
    works: tuple[str, ...]
    year: int
    origin: str
    mode: str
    strength: str
    address: str
    passages: tuple[Passage, ...]
    remarks: tuple[Remark, ...]


class Records:
    """The records of a graph by IRI.

    Args:
        columns: the graph.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    @cached_property
    def _touching(self) -> dict[str, list[Remark]]:
        return read_discrepancies(self.columns)

    def get(self, iri: str) -> Record:
        """Return the record; one of which the graph says little has empty fields."""
        columns = self.columns
        asserted_by = (
            columns.one_of(iri, "al:assertedBy")
            or columns.one_of(iri, "cito:hasCitingEntity")
            or columns.one_of(iri, "al:inWork")
        )
        finding_of = columns.all_of(iri, "al:findingOf")
        own = (iri,) if columns.one_of(iri, "al:doi") or columns.one_of(iri, "al:year") else ()
        works = finding_of or ((asserted_by,) if asserted_by else own)
        decisions = [read_decision(columns, decision) for decision in columns.all_of(iri, "al:hasDecision")]
        address = columns.one_of(iri, "rdfs:seeAlso")
        return Record(
            iri=iri,
            label=to_typographic(columns.name(iri)),
            text=columns.one_of(iri, "al:summary") or columns.one_of(iri, "dcterms:title"),
            value=read_value(columns, iri),
            facts=(*read_conditions(columns, iri), *self._read_polarity(iri), *self._told(iri)),
            asserted_by=columns.name(asserted_by),
            finding_of=tuple(columns.name(work) for work in finding_of),
            works=works,
            year=self._year(columns.one_of(iri, "cito:hasCitedEntity") or next(iter(works), "")),
            origin=columns.name(columns.one_of(iri, "al:origin")),
            mode=columns.name(columns.one_of(iri, "al:mode")),
            strength=columns.name(columns.one_of(iri, "al:strength")),
            address=address if address.startswith(("https://", "http://")) else "",
            passages=tuple(read_passage(columns, place) for place in columns.all_of(iri, "al:evidence")),
            remarks=(*decisions, *self._touching.get(iri, ())),
        )

    def _year(self, work: str) -> int:
        year = self.columns.one_of(work, "al:year") if work else ""
        return int(year) if year.isdigit() else 0

    def _read_polarity(self, iri: str) -> list[tuple[str, str]]:
        """Return whether a claim says that its subject promotes or suppresses the object, or denies it."""
        polarity = self.columns.name(
            self.columns.one_of(self.columns.one_of(iri, "al:relation"), "al:polarity")
        )
        denied = ", denied" if self.columns.one_of(iri, "al:negated") in {"true", "1"} else ""
        return [("polarity", polarity + denied)] if polarity else []

    def _told(self, iri: str) -> list[tuple[str, str]]:
        found = []
        for predicate, word in _TOLD:
            values = self.columns.all_of(iri, predicate)
            if values:
                named = (self.columns.name(v) if v.startswith(("https://", "http://")) else v for v in values)
                found.append((word, ", ".join(to_words(name) for name in named)))
        return found


def to_words(name: str) -> str:
    """Return a name in words: the last part of an IRI in camel case ("citesAsEvidence") is taken apart."""
    if not name.isalpha() or name.islower() or name.isupper() or not name[0].islower():
        return name
    if name in _INTENT_WORDS:
        return _INTENT_WORDS[name]
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def to_typographic(text: str) -> str:
    """Return a label with typographic signs of comparison: "≥ 5", not ">= 5"."""
    for sign, shown in COMPARATORS.items():
        text = text.replace(f" {sign} ", f" {shown}")
        text = shown + text.removeprefix(f"{sign} ") if text.startswith(f"{sign} ") else text
    return text


def read_value(columns: Columns, claim: str) -> str:
    """Return what a claim states: values with comparator and unit, or names; "" where it states nothing."""
    if columns.one_of(claim, "al:valueStatus").endswith("/not-reported"):
        return "not reported"
    stated = [to_typographic(columns.name(iri)) for iri in columns.all_of(claim, "al:states")]
    named = stated or [columns.name(iri) for iri in columns.all_of(claim, "al:statedEntity")]
    printed = columns.one_of(claim, "al:printedText") if columns.one_of(claim, "al:valueStatus") else ""
    return ", ".join(named) or (f"“{printed}”, in words" if printed else "")


def read_conditions(columns: Columns, claim: str) -> tuple[tuple[str, str], ...]:
    """Return what held when a value was found; the count of cycles, which belongs closest to it, first."""
    found = []
    for iri in columns.all_of(claim, "al:condition"):
        quantity = columns.one_of(iri, "al:quantity")
        if quantity:
            rank = 0 if quantity.endswith("/cycles-completed") else 1
            found.append((rank, columns.name(quantity), to_typographic(columns.name(iri))))
            continue
        stated = ", ".join(columns.name(entity) for entity in columns.all_of(iri, "al:statedEntity"))
        aspect = columns.name(columns.one_of(iri, "al:aspect"))
        found.append((2, aspect, stated or columns.one_of(iri, "al:printedText") or columns.name(iri)))
    return tuple((name, value) for _, name, value in sorted(found) if value)
