"""Systems: tested cell designs, their layers, and the claims of their table rows, one per cell."""

from typing import Final

from pyoxigraph import NamedNode

from kg.graph.claims import start_claim, to_source
from kg.graph.corpus import Corpus
from kg.graph.evidence import EvidenceWriter
from kg.graph.iris import mint, outside, to_named_step
from kg.graph.statements import Statements
from kg.graph.values import (
    add_conditions,
    add_value,
    get_quantity,
    to_aspect,
    to_stated_words,
    to_status,
)
from kg.knowledge.cells import ASPECT_KINDS, to_quantity_name
from kg.knowledge.closed_lists import FREE_COLUMNS, NOT_REPORTED
from kg.knowledge.concepts import CELL_FORMAT, CELL_KIND, MATERIAL, PROCESS, ROLE
from kg.knowledge.pointer import Pointer
from kg.knowledge.records import Cell, Paper, System

# What an experiment finds; every other number of a row is set by those who do the experiment.
_RESULTS: Final = (
    "capacity-retention",
    "coulombic-efficiency",
    "cycle-life",
    "energy-density",
    "areal-capacity",
)
# A result says nothing without the conditions that the other cells of its row give.
_JUDGED_BY_THE_ROW: Final = ("capacity-retention", "coulombic-efficiency", "cycle-life")
_CONDITIONS: Final = (
    "areal-capacity",
    "current-density",
    "test-temperature",
    "assembly-pressure",
    "stack-pressure",
)


def add_systems(out: Statements, paper: Paper, corpus: Corpus, passages: EvidenceWriter) -> None:
    """Add every system of a paper with layers and cells."""
    for index, system in enumerate(paper.systems):
        writer = _SystemWriter(out, paper, corpus, passages, system, index)
        if corpus.describes(paper, "system", system.key):
            writer.add_design()
        writer.add_cells()


class _SystemWriter:
    """Adds one system."""

    def __init__(
        self,
        out: Statements,
        paper: Paper,
        corpus: Corpus,
        passages: EvidenceWriter,
        system: System,
        index: int,
    ) -> None:
        self._out = out
        self._paper = paper
        self._corpus = corpus
        self._passages = passages
        self._record = system
        self._system = mint("system", system.key)
        self._index = index
        self._where = paper.where("systems", index)
        self._label = f"{system.label}{to_source(system.findings_of, corpus)}"

    def add_design(self) -> None:
        """Add what the system is made of and where it is described."""
        out, record, system = self._out, self._record, self._system
        out.start(system, "al:System", label=record.label)
        out.text(system, "al:key", record.key)
        out.text(system, "al:note", record.note)
        out.link(system, "al:findingOf", *(mint("work", work) for work in record.findings_of))
        named = (cell.value for cell in record.cells if cell.column == "architecture")
        self._link("al:architecture", MATERIAL, *(value for value in named if value != NOT_REPORTED))
        self._link("al:electrolyte", MATERIAL, *record.electrolyte)
        self._link("al:cathode", MATERIAL, record.cathode)
        self._link("al:counterElectrode", MATERIAL, record.counter)
        self._link("al:additive", MATERIAL, *record.additives)
        self._link("al:process", PROCESS, *record.process)
        self._link("al:cellFormat", CELL_FORMAT, record.cell_format)
        self._link("al:cellKind", CELL_KIND, record.cell_kind if record.cell_kind != "unknown" else None)
        self._passages.back(system, [*([record.row] if record.row else []), *record.evidence])
        for position, layer in enumerate(record.layers, 1):
            material = self._corpus.concepts.get_concept(layer.material, (MATERIAL,), self._where)
            role = self._corpus.concepts.get_concept(layer.role, (ROLE,), self._where)
            node = mint("layer", record.key, position)
            out.start(
                node,
                "al:Layer",
                label=f"{material.label} as {role.label}, layer {position} of {record.label}",
            )
            out.link(system, "al:hasLayer", node)
            out.integer(node, "al:position", position)
            out.link(node, "al:material", outside(material.iri))
            out.link(node, "al:role", outside(role.iri))
            out.text(node, "al:printedText", layer.printed)

    def add_cells(self) -> None:
        """Add one claim per table cell; results point to the conditions in the other cells."""
        row: list[NamedNode] = []
        judged: list[NamedNode] = []
        for index, cell in enumerate(self._record.cells):
            where = self._paper.where("systems", self._index, "cells", index)
            if cell.column in ASPECT_KINDS:
                self._add_design_claim(cell, where)
            elif cell.column not in FREE_COLUMNS:
                claim, stated = self._add_number_claim(cell, where)
                if cell.column in _JUDGED_BY_THE_ROW:
                    judged.append(claim)
                elif stated is not None and cell.column in _CONDITIONS:
                    row.append(stated)
        for claim in judged:
            self._out.link(claim, "al:condition", *row)

    def _link(self, predicate: str, kind: str, *names: str | None) -> None:
        for name in names:
            if name is not None:
                concept = self._corpus.concepts.get_concept(name, (kind,), self._where)
                self._out.link(self._system, predicate, outside(concept.iri))

    def _start(self, cell: Cell, kind: str, label: str, mode: str) -> NamedNode:
        path = f"{self._record.key}/{to_named_step(cell.column)}"
        claim = start_claim(
            self._out,
            self._paper,
            path,
            (kind,),
            label=label,
            findings_of=self._record.findings_of,
            mode=mode,
            strength="asserted",
        )
        self._out.link(claim, "al:about", self._system)
        self._out.text(claim, "al:printedText", cell.printed)
        self._out.name(claim, "al:valueStatus", to_status(cell.value))
        self._out.text(claim, "al:note", cell.note)
        if cell.decision:
            self._out.link(claim, "al:hasDecision", mint("decision", self._paper.key, cell.decision))
        self._passages.back(claim, self._find_passages(cell))
        return claim

    def _find_passages(self, cell: Cell) -> list[Pointer]:
        row = self._record.row
        return [row.model_copy(update={"column": cell.column})] if row else list(self._record.evidence)

    def _add_design_claim(self, cell: Cell, where: str) -> None:
        record = self._record
        # A half cell's table row prints the counter electrode where full cells have their cathode.
        counter = cell.column == "cathode" and record.cathode is None and record.counter is not None
        name = "counter-electrode" if counter else cell.column
        entity = None
        if cell.value != NOT_REPORTED:
            entity = self._corpus.concepts.get_concept(cell.value, ASPECT_KINDS[name], where)
        words = entity.label if entity else "not reported"
        claim = self._start(
            cell, "al:DesignClaim", f"{self._label}: {name.replace('-', ' ')} {words}", "stated"
        )
        self._out.name(claim, "al:aspect", to_aspect(name))
        if entity is not None:
            self._out.link(claim, "al:statedEntity", outside(entity.iri))
            self._out.link(claim, "al:about", outside(entity.iri))

    def _add_number_claim(self, cell: Cell, where: str) -> tuple[NamedNode, NamedNode | None]:
        concept, quantity = get_quantity(to_quantity_name(cell.column), cell.value, self._corpus, where)
        path = f"{self._record.key}/{to_named_step(cell.column)}"
        conditions = add_conditions(self._out, self._paper, path, cell.conditions, self._corpus, where)
        words = to_stated_words(cell.value, cell.printed, quantity, self._corpus)
        limits = f" ({', '.join(conditions.words)})" if conditions.words else ""
        label = f"{self._label}: {concept.label} {words}{limits}"
        mode = "measured" if concept.key in _RESULTS else "stated"
        claim = self._start(cell, "al:PerformanceClaim", label, mode)
        self._out.link(claim, "al:quantity", outside(concept.iri))
        self._out.link(claim, "al:condition", *conditions.nodes)
        if quantity is None:
            return claim, None
        node = mint("stated", self._paper.key, path)
        add_value(self._out, node, concept, quantity, cell.printed, self._corpus)
        self._out.link(claim, "al:states", node)
        return claim, node
