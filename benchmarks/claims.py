"""What a generated paper says: cells in tables, statements on mechanisms, numbers in the text, citations.

The shape is that of `papers/jeon-2025`, the names are those of the project's ontology, and how often each
occurs is skewed as in real literature: few mechanisms and materials are in most claims.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import starmap
from typing import Any, Final, get_args

from benchmarks.chance import Chance
from benchmarks.works import (
    WorkFacts,
    World,
    journal_name,
    list_references,
    make_name,
    make_work,
    organisation_key,
    organisation_name,
    organisation_of,
    person_key,
    to_doi,
    work_key,
)
from kg.knowledge.closed_lists import DecisionKind, DiscrepancyKind
from kg.knowledge.concepts import EFFECT, FAILURE, MECHANISM, PROCESS, ConceptIndex
from kg.knowledge.records import (
    CitationMark,
    Decision,
    DiscrepancyRecord,
    MechanismStatement,
    NumberClaim,
    Organisation,
    Paper,
    Person,
    Reference,
    System,
    Work,
)

_PAPER = 3  # stream of chance

_METALS: Final = (
    "ag",
    "mg",
    "zn",
    "au",
    "w",
    "al",
    "zno",
    "mgf2",
    "ag-c",
    "mgf2-c",
    "mxene-mg",
    "porous-zn",
    "zno-cu",
)
_ELECTROLYTES: Final = (
    "li6ps5cl",
    "li6ps5cl0-5br0-5",
    "llzto",
    "llzo-al",
    "llzo-ca-ta",
    "li3ps4",
    "peo-composite",
)
_CATHODES: Final = ("ncm811", "ncm90-05-05", "ncm712", "lifepo4", "ncm523", "ncm83-11-06")
_SUBJECTS: Final = (
    *_METALS,
    "li",
    "carbon",
    "carbon-black",
    "lif",
    "li3n",
    "mxene",
    "lithium-alloy",
    "mg-li-alloy",
)
_FORMATS: Final = (("pouch-cell", 5.0), ("coin-cell", 3.0), ("pellet-cell", 2.0))
_TO_MECHANISM: Final = (("exhibits", 6.0), ("forms", 1.5), ("enables", 1.5), ("requires", 0.5))
_TO_EFFECT: Final = (("enables", 2.0), ("promotes", 3.0), ("increases", 2.0))
_TO_FAILURE: Final = (
    ("suppresses", 3.0),
    ("prevents", 2.0),
    ("reduces", 2.0),
    ("causes", 2.0),
    ("hinders", 0.5),
)
_TEMPERATURES: Final = ((25, 4.0), (60, 4.0), (30, 1.0), (45, 1.0), (80, 0.5))  # °C
_STACK_PRESSURES: Final = ((2, 3.0), (5, 2.0), (10, 2.0), (30, 1.0), (1, 1.0), (50, 0.3))  # MPa
_ASSEMBLY_PRESSURES: Final = ((490, 4.0), (300, 2.0), (375, 1.0))  # MPa
_TEXT_QUANTITIES: Final = (
    ("coulombic-efficiency", 3.0),
    ("capacity-retention", 3.0),
    ("cycle-life", 2.0),
    ("energy-density", 1.0),
)
_LIMITS: Final = (
    ("cycles-completed", 0.6),
    ("test-temperature", 0.3),
    ("stack-pressure", 0.3),
    ("current-density", 0.3),
)
_MODES: Final = (("measured", 6.0), ("stated", 5.0), ("proposed", 2.0), ("calculated", 1.0), ("aim", 0.4))
_STRENGTHS: Final = (("asserted", 6.0), ("suggested", 2.0), ("confirmed", 1.5), ("possible", 1.0))
_INTENTS: Final = (
    ("obtainsBackgroundFrom", 8.0),
    ("containsAssertionFrom", 6.0),
    ("usesDataFrom", 3.0),
    ("citesAsAuthority", 2.0),
    ("citesAsEvidence", 2.0),
    ("extends", 1.0),
    ("usesMethodIn", 1.0),
    ("confirms", 0.7),
    ("disagreesWith", 0.3),
    ("qualifies", 0.2),
    ("corrects", 0.1),
)
_SECTIONS: Final = ("1", "2", "2.1", "2.2", "3", "3.1", "4", "abstract")
_WORDS: Final = (
    "anode",
    "cell",
    "layer",
    "current",
    "lithium",
    "stable",
    "under",
    "pressure",
    "cycle",
    "shows",
    "with",
    "after",
    "interface",
    "deposition",
    "uniform",
    "rate",
    "growth",
    "capacity",
    "during",
    "plating",
)
_COLUMNS: Final = (
    "architecture",
    "process",
    "electrolyte",
    "cathode",
    "areal-capacity",
    "current-density",
    "test-temperature",
    "capacity-retention",
    "cell-format",
    "assembly-pressure",
    "stack-pressure",
)


@dataclass(frozen=True)
class Vocabulary:
    """The names that claims use, most frequent first."""

    mechanisms: tuple[str, ...]
    effects: tuple[str, ...]
    failures: tuple[str, ...]
    processes: tuple[str, ...]


def to_vocabulary(concepts: ConceptIndex) -> Vocabulary:
    """Return the names that the project's ontology has for claims."""
    kinds = (MECHANISM, EFFECT, FAILURE, PROCESS)
    first = ("lithium-concentration-gradient", "uniform-lithium-deposition", "dendrite-growth", "sputtering")
    named = []
    for kind, head in zip(kinds, first, strict=True):
        keys = [concept.key for concept in concepts.of_kinds(kind)]
        named.append((head, *(key for key in keys if key != head)))
    return Vocabulary(*named)


def make_paper(world: World, index: int, words: Vocabulary, own_works: list[int]) -> Paper:
    """Return all records of one paper.

    Args:
        world: the literature.
        index: the number of the paper among all works.
        words: the names that claims use.
        own_works: numbers of the works that this paper describes: itself and those it lists first of all.
    """
    return _PaperMaker(world, make_work(world, index), words).make(own_works)


class _PaperMaker:
    """Makes the records of one paper from one source of chance."""

    def __init__(self, world: World, facts: WorkFacts, words: Vocabulary) -> None:
        self._world = world
        self._facts = facts
        self._words = words
        self._chance = Chance(world.seed, _PAPER, facts.index)
        self._references = list_references(world, facts.index)
        self._scale = 3 if facts.is_review else 1

    def make(self, own_works: list[int]) -> Paper:
        systems = [self._make_system(number) for number in self._some(1, 4, self._scale)]
        people = self._list_people(own_works)
        return Paper(
            work=self._make_work(),
            references=tuple(starmap(self._make_reference, enumerate(self._references, 1))),
            organisations=tuple(self._make_organisation(number) for number in self._list_organisations()),
            people=tuple(people),
            citations=tuple(self._iter_citations()),
            mechanisms=tuple(
                self._make_statement(number, systems) for number in self._some(8, 20, self._scale)
            ),
            systems=tuple(systems),
            claims=tuple(self._make_number(number, systems) for number in self._some(2, 7, self._scale)),
            decisions=tuple(self._make_decision(number) for number in self._some(0, 2)),
            discrepancies=tuple(self._make_discrepancy(number, systems) for number in self._some(0, 2)),
        )

    def _some(self, low: int, high: int, scale: int = 1) -> range:
        """Return the numbers from 1 on of `low` to `high` records, times `scale`."""
        return range(1, 1 + self._chance.between(low, high) * scale)

    def _make_work(self) -> Work:
        facts = self._facts
        return Work.model_validate(
            {
                "key": work_key(facts.index),
                "type": "review-article" if facts.is_review else "journal-article",
                "title": f"Generated paper {facts.index}",
                "doi": to_doi(facts.index),
                "journal": journal_name(facts.journal),
                "year": facts.year,
                "authors": [
                    {
                        "name": make_name(self._world, person),
                        "corresponding": position == len(facts.authors) - 1,
                        "affiliations": [organisation_key(organisation_of(person))],
                        "evidence": {"section": "byline", **self._words_of_passage()},
                    }
                    for position, person in enumerate(facts.authors)
                ],
            }
        )

    def _make_reference(self, number: int, work: int) -> Reference:
        facts = make_work(self._world, work)
        return Reference.model_validate(
            {
                "key": work_key(work),
                "number": number,
                "type": "journal-article",
                "authors": [make_name(self._world, person) for person in facts.authors],
                "journal": journal_name(facts.journal),
                "journal_printed": f"Gen. J. {facts.journal}",
                "year": facts.year,
                "volume": str(facts.year - 1990),
                "pages": str(1000 + work % 9000),
                "doi": to_doi(work),
            }
        )

    def _list_organisations(self) -> list[int]:
        return sorted({organisation_of(person) for person in self._facts.authors})

    def _make_organisation(self, number: int) -> Organisation:
        record = {"key": organisation_key(number), "name": organisation_name(number)}
        return Organisation.model_validate(record)

    def _list_people(self, own_works: list[int]) -> list[Person]:
        places: dict[int, list[str]] = {}
        for work in own_works:
            for position, person in enumerate(make_work(self._world, work).authors, 1):
                places.setdefault(person, []).append(f"{work_key(work)}/{position}")
        return [
            Person.model_validate(
                {"key": person_key(person), "name": make_name(self._world, person), "authorships": there}
            )
            for person, there in sorted(places.items())
        ]

    def _iter_citations(self) -> Iterator[CitationMark]:
        for number, work in enumerate(self._references, 1):
            for mention in range(1, 1 + self._chance.weighted(((1, 7.0), (2, 2.0), (3, 1.0)))):
                together = [work_key(work)]
                if number < len(self._references) and self._chance.whether(0.25):
                    together.append(work_key(self._references[number]))
                intents = {self._chance.weighted(_INTENTS), self._chance.weighted(_INTENTS)}
                yield CitationMark.model_validate(
                    {
                        "key": f"c-{number}-{mention}",
                        "printed": f"[{number}]",
                        "references": together,
                        "intents": sorted(intents),
                        "evidence": self._passage(),
                    }
                )

    def _make_system(self, number: int) -> System:
        chance = self._chance
        metal = chance.zipf(_METALS)
        key = f"{work_key(self._facts.index)}-cell-{number}"
        design = {
            "architecture": metal,
            "process": chance.zipf(self._words.processes),
            "electrolyte": chance.zipf(_ELECTROLYTES),
            "cathode": chance.zipf(_CATHODES),
            "cell-format": chance.weighted(_FORMATS),
        }
        return System.model_validate(
            {
                "key": key,
                "label": f"generated cell {number} of paper {self._facts.index}",
                "layers": [
                    {"material": "current-collector", "role": "current-collector"},
                    {"material": metal, "role": "interlayer-metal", "printed": metal},
                    *([{"material": "carbon", "role": "interlayer-carbon"}] if chance.whether(0.4) else []),
                ],
                "electrolyte": [design["electrolyte"]],
                "cathode": design["cathode"],
                "process": [design["process"]],
                "cell_format": design["cell-format"],
                "cell_kind": "half-cell" if chance.whether(0.2) else "full-cell",
                "finding_of": self._find_source(0.9 if self._facts.is_review else 0.1),
                "row": {"table": "1", "row": f"cell {number}"},
                "evidence": [self._passage()],
                "cells": [self._make_cell(column, design) for column in _COLUMNS],
            }
        )

    def _make_cell(self, column: str, design: dict[str, str]) -> dict[str, Any]:
        if column in design:
            return {"column": column, "printed": design[column], "value": design[column]}
        if self._chance.whether(0.12):
            return {"column": column, "printed": "N/A", "value": "not-reported"}
        value = self._value(column)
        limits = ("cycles-completed",) if column == "capacity-retention" else ()
        conditions = {name: self._value(name) for name in limits}
        return {"column": column, "printed": value, "value": value, "conditions": conditions}

    def _value(self, quantity: str) -> str:
        chance = self._chance
        match quantity:
            case "areal-capacity":
                return f"{chance.real(0.5, 7):.1f} mAh cm-2"
            case "current-density":
                return f"{chance.real(0.1, 5):.1f} mA cm-2"
            case "test-temperature":
                return f"{chance.weighted(_TEMPERATURES)} °C"
            case "stack-pressure":
                return f"{chance.weighted(_STACK_PRESSURES)} MPa"
            case "assembly-pressure":
                return f"{chance.weighted(_ASSEMBLY_PRESSURES)} MPa"
            case "capacity-retention":
                return f"{100 - chance.real(0.2, 7) ** 2:.1f} %"
            case "coulombic-efficiency":
                return f"{100 - chance.real(0.05, 1.6) ** 3:.2f} %"
            case "energy-density":
                return f"{chance.between(350, 1100)} Wh L-1"
            case _:
                return f"{chance.between(1, 20) * 50} cycles"

    def _make_statement(self, number: int, systems: list[System]) -> MechanismStatement:
        chance, words = self._chance, self._words
        target, relation = chance.weighted(
            (
                ((words.mechanisms, _TO_MECHANISM), 5.0),
                ((words.effects, _TO_EFFECT), 3.0),
                ((words.failures, _TO_FAILURE), 3.0),
            )
        )
        subject = chance.weighted((("material", 5.0), ("system", 2.0), ("mechanism", 3.0)))
        concepts = _SUBJECTS if subject == "material" else words.mechanisms
        return MechanismStatement.model_validate(
            {
                **self._common(f"s-{number}"),
                "subject": chance.pick(systems).key if subject == "system" else chance.zipf(concepts),
                "relation": chance.weighted(relation),
                "object": chance.zipf(target),
                "through": chance.zipf(words.mechanisms) if chance.whether(0.05) else None,
                "negated": chance.whether(0.03),
                "context": self._phrase() if chance.whether(0.5) else None,
            }
        )

    def _make_number(self, number: int, systems: list[System]) -> NumberClaim:
        chance = self._chance
        quantity = chance.weighted(_TEXT_QUANTITIES)
        system = chance.pick(systems)
        value = ("> " if chance.whether(0.2) else "") + self._value(quantity)
        twin = quantity == "capacity-retention" and chance.whether(0.5)
        return NumberClaim.model_validate(
            {
                **self._common(f"n-{number}"),
                "about": system.key if chance.whether(0.8) else chance.zipf(_METALS),
                "quantity": quantity,
                "value": value,
                "printed": f"{value} generated",
                "conditions": self._make_limits(),
                "same_finding_as": [f"{system.key}#capacity-retention"] if twin else [],
            }
        )

    def _make_limits(self) -> dict[str, str]:
        return {name: self._value(name) for name, share in _LIMITS if self._chance.whether(share)}

    def _common(self, key: str) -> dict[str, Any]:
        return {
            "key": key,
            "mode": self._chance.weighted(_MODES),
            "strength": self._chance.weighted(_STRENGTHS),
            "finding_of": self._find_source(0.85 if self._facts.is_review else 0.3),
            "evidence": [self._passage() for _ in range(self._chance.weighted(((1, 6.0), (2, 1.0))))],
        }

    def _find_source(self, share: float) -> list[str]:
        if not self._references or not self._chance.whether(share):
            return []
        return [work_key(self._references[self._chance.zipf_rank(len(self._references), 0.6)])]

    def _make_decision(self, number: int) -> Decision:
        works = [work_key(self._facts.index), *map(work_key, self._references[:3])]
        kinds = get_args(DecisionKind)
        is_open = self._chance.whether(0.2)
        return Decision.model_validate(
            {
                "key": f"d-{number}",
                "kind": self._chance.pick(kinds),
                "printed": self._phrase(),
                "resolved": None if is_open else self._phrase(),
                "candidates": works if is_open else [],
                "status": "open" if is_open else "settled",
                "certainty": "open" if is_open else "likely",
                "reason": self._phrase(),
                "passages": [self._passage()],
            }
        )

    def _make_discrepancy(self, number: int, systems: list[System]) -> DiscrepancyRecord:
        return DiscrepancyRecord.model_validate(
            {
                "key": f"x-{number}",
                "kind": self._chance.pick(get_args(DiscrepancyKind)),
                "severity": self._chance.weighted((("high", 1.0), ("medium", 2.0), ("low", 3.0))),
                "summary": self._phrase(),
                "passages": [self._passage(), self._passage()],
                "claims": [f"{self._chance.pick(systems).key}#capacity-retention", "s-1"],
            }
        )

    def _passage(self) -> dict[str, str]:
        if self._chance.whether(0.1):
            return {"figure": str(self._chance.between(1, 5)), **self._words_of_passage()}
        return {"section": self._chance.pick(_SECTIONS), **self._words_of_passage()}

    def _words_of_passage(self) -> dict[str, str]:
        return {"from": self._phrase(), "to": self._phrase()}

    def _phrase(self) -> str:
        return " ".join(self._chance.pick(_WORDS) for _ in range(self._chance.between(3, 6)))
