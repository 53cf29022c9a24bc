"""What must hold between records: every name leads somewhere, units fit, deviations have decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from kg.errors import IdentifierError, KnowledgeError, Problem, QuantityError, Severity
from kg.identifiers import to_doi
from kg.knowledge.cells import ASPECT_KINDS, COLUMN_NAMES, find_cell_fault, to_quantity_name
from kg.knowledge.clashes import find_clashes
from kg.knowledge.closed_lists import NO_NUMBER, NOT_REPORTED
from kg.knowledge.concepts import (
    CELL_FORMAT,
    CELL_KIND,
    MATERIAL,
    PROCESS,
    ROLE,
    STATEMENT_KINDS,
    ConceptIndex,
)
from kg.knowledge.hints import nearest_hint
from kg.knowledge.marks import to_numbers
from kg.knowledge.people_checks import find_people_problems
from kg.knowledge.records import Cell, MechanismStatement, NumberClaim, Paper, Place, System

# In which files a record of that kind may stand.
_HOMES: Final[Mapping[str, Sequence[str]]] = {
    "reference": ("references",),
    "decision": ("decisions",),
    "claim": ("claims", "systems", "mechanisms", "decisions", "citations"),
}


def find_problems(papers: Sequence[Paper], concepts: ConceptIndex) -> list[Problem]:
    """Return everything that is wrong between the records of these papers, paper by paper.

    Args:
        papers: whose records can be read; they may name each other's works, systems and organisations.
        concepts: resolves the names that the records use.
    """
    problems: list[Problem] = []
    for paper in papers:
        problems += _Checker(paper, papers, concepts).run()
    if not any(paper.unread for paper in papers):  # who is who depends on all records together
        problems += find_people_problems(papers)
    problems += find_clashes(papers)
    return problems


@dataclass
class _Checker:
    """Checks one paper; one object per paper."""

    paper: Paper
    papers: Sequence[Paper]
    concepts: ConceptIndex
    problems: list[Problem] = field(default_factory=list)
    used_decisions: set[str] = field(default_factory=set)

    def run(self) -> list[Problem]:
        self._check_work()
        self._check_references()
        self._check_citations()
        self._check_mechanisms()
        for index, system in enumerate(self.paper.systems):
            self._check_system(("systems", index), system)
        self._check_claims()
        self._check_discrepancies()
        self._check_decisions()
        return self.problems

    # -------------------------------------------------------------- what is known

    @cached_property
    def reference_numbers(self) -> Mapping[str, int]:
        return {reference.key: reference.number for reference in self.paper.references}

    @cached_property
    def works(self) -> set[str]:
        return {self.paper.key, *self.reference_numbers}

    @cached_property
    def systems(self) -> set[str]:
        return {system.key for paper in self.papers for system in paper.systems}

    @cached_property
    def decisions(self) -> set[str]:
        return {decision.key for decision in self.paper.decisions}

    @cached_property
    def statements(self) -> set[str]:
        """Keys of everything that a discrepancy or `same_finding_as` can name."""
        cells = {f"{system.key}#{cell.column}" for system in self.paper.systems for cell in system.cells}
        keys = {claim.key for claim in self.paper.claims} | {item.key for item in self.paper.mechanisms}
        return cells | keys

    # -------------------------------------------------------------- tools

    def add(self, place: Place, message: str, hint: str | None = None, severity: Severity = "error") -> None:
        self.problems.append(Problem(self.paper.where(*place), message, hint, severity))

    def check_key(self, place: Place, key: str | None, known: Iterable[str], what: str) -> None:
        names = known if isinstance(known, set | Mapping) else set(known)
        if key is None or key in names or self.paper.may_hold(key.partition("#")[0], *_HOMES.get(what, ())):
            return  # what could not be read is told once, where it stands
        self.add(place, f"there is no {what} '{key}'", nearest_hint(key, sorted(names)))

    def check_concept(self, place: Place, name: str | None, kinds: Iterable[str]) -> None:
        if name is None:
            return
        try:
            self.concepts.get_concept(name, kinds)
        except KnowledgeError as error:
            self.add(place, error.message, error.hint)

    def check_thing(self, place: Place, name: str | None) -> None:
        """A system by its key, or a concept that statements can be about."""
        if name is None or name in self.systems:
            return
        if not any(paper.may_hold(name, "systems") for paper in self.papers):
            before = len(self.problems)
            self.check_concept(place, name, STATEMENT_KINDS)
            near = nearest_hint(name, sorted(self.systems), most=0)
            if len(self.problems) > before and near and near.startswith("did"):
                self.problems[-1] = Problem(
                    self.paper.where(*place), f"there is no system or concept '{name}'", near
                )

    def check_decision(self, place: Place, key: str | None) -> None:
        if key is not None:
            self.used_decisions.add(key)
            self.check_key((*place, "decision"), key, self.decisions, "decision")

    def _may_be_unread(self, works: Iterable[str]) -> bool:
        return any(self.paper.may_hold(work, "references") for work in works)

    def _check_sources(self, place: Place, works: Iterable[str]) -> None:
        for position, work in enumerate(works):
            self.check_key((*place, "finding_of", position), work, self.works, "reference")

    def _check_finding(self, place: Place, record: MechanismStatement | NumberClaim) -> None:
        """Whose finding it is, and whether a deviating printed number has its decision."""
        works, printed = record.findings_of, record.printed_reference
        self._check_sources(place, works)
        self.check_decision(place, record.decision)
        if printed is None or record.decision is not None or self._may_be_unread(works):
            return
        if printed not in {self.reference_numbers.get(work) for work in works}:
            names = " or ".join(f"'{work}'" for work in works) or "any named work"
            message = f"the printed number {printed} is not that of {names}, and no decision says why"
            self.add((*place, "printed_reference"), message, "name the decision of decisions.yaml")

    # -------------------------------------------------------------- work.yaml, references.yaml

    def _check_work(self) -> None:
        work = self.paper.work
        self._check_doi(("work", "doi"), work.doi)
        if work.text is not None:
            steps = work.text.file.replace("\\", "/").split("/")
            if ".." in steps or not steps[0] or ":" in steps[0]:
                hint = "a path below the folder of texts, such as jeon-2025/paper.md"
                self.add(
                    ("work", "text", "file"), f"'{work.text.file}' leads out of the folder of texts", hint
                )
        numbers: dict[str, int] = {}
        columns = {*COLUMN_NAMES, *(concept.key for concept in self.concepts.of_kinds("QuantityKind"))}
        for index, layout in enumerate(work.tables):
            place: Place = ("work", "tables", index)
            if layout.number in numbers:
                self.add(place, f"table {layout.number} is described twice", "keep one")
            numbers[layout.number] = index
            for position, column in enumerate(layout.columns):
                at: Place = (*place, "columns", position)
                self.check_key(at, column, columns, "column")
                if column in layout.columns[:position]:
                    self.add(at, f"the column '{column}' stands twice in table {layout.number}")

    def _check_doi(self, place: Place, doi: str | None) -> None:
        if doi is None:
            return
        try:
            to_doi(doi)
        except IdentifierError as error:
            self.add(place, error.message, error.hint)

    def _check_references(self) -> None:
        numbers: dict[int, str] = {}
        for index, reference in enumerate(self.paper.references):
            place: Place = ("references", index)
            if reference.key == self.paper.key:
                self.add((*place, "key"), f"'{reference.key}' is the paper itself", "choose another key")
            if reference.number in numbers:
                other = numbers[reference.number]
                self.add((*place, "number"), f"the number {reference.number} stands twice", f"see '{other}'")
            numbers.setdefault(reference.number, reference.key)
            self._check_doi((*place, "doi"), reference.doi)

    # -------------------------------------------------------------- citations.yaml

    def _check_citations(self) -> None:
        for index, mark in enumerate(self.paper.citations):
            place: Place = ("citations", index)
            for position, key in enumerate(mark.references):
                self.check_key((*place, "references", position), key, self.works, "reference")
            self.check_decision(place, mark.decision)
            if mark.decision is not None or self._may_be_unread(mark.references):
                continue
            if not self.works.issuperset(mark.references):
                continue  # told above
            if not mark.references:
                hint = "name the decision of decisions.yaml that lists the candidates"
                self.add(
                    place, f"the mark '{mark.printed}' resolves to nothing, and no decision says why", hint
                )
                continue
            meant = sorted({self.reference_numbers.get(key, 0) for key in mark.references})
            stated = mark.printed_references
            printed = sorted(set(to_numbers(mark.printed) if stated is None else stated))
            if printed != meant:
                seen = ", ".join(map(str, printed)) or "no number"
                message = (
                    f"'{mark.printed}' prints {seen} but the references are {', '.join(map(str, meant))}"
                )
                self.add(place, message, "correct them, or name a decision of decisions.yaml")

    # -------------------------------------------------------------- mechanisms.yaml, claims.yaml

    def _check_mechanisms(self) -> None:
        for index, item in enumerate(self.paper.mechanisms):
            place: Place = ("mechanisms", index)
            for name in ("subject", "object", "through", "compared_with"):
                self.check_thing((*place, name), getattr(item, name))
            self._check_finding(place, item)
            self._check_same(place, item.key, item.same_finding_as)

    def _check_same(self, place: Place, own: str, keys: Iterable[str]) -> None:
        for position, key in enumerate(keys):
            at: Place = (*place, "same_finding_as", position)
            self.check_key(at, key, self.statements, "claim")
            if key == own:
                self.add(at, f"'{key}' is the record itself", "take it out")

    def _check_claims(self) -> None:
        for index, claim in enumerate(self.paper.claims):
            place: Place = ("claims", index)
            self.check_thing((*place, "about"), claim.about)
            self.check_thing((*place, "compared_with"), claim.compared_with)
            self._check_value(place, claim.quantity, "quantity", claim.value)
            self._check_conditions(place, claim)
            self._check_finding(place, claim)
            self._check_same(place, claim.key, claim.same_finding_as)

    def _check_value(self, place: Place, name: str, name_field: str, value: str) -> None:
        """One number whose unit fits the quantity; outside the plausible range it is questioned."""
        try:
            quantity = self.concepts.get_quantity(name)
        except KnowledgeError as error:
            self.add((*place, name_field), error.message, error.hint)
            return
        if value in NO_NUMBER:
            return
        at: Place = (*place, name_field if name_field == name else "value")
        try:
            parsed = self.concepts.parse_value(value, quantity)
        except QuantityError as error:
            self.add(at, error.message, error.hint)
            return
        if not self.concepts.is_plausible(parsed, quantity):
            bounds = f"{quantity.plausible_min} to {quantity.plausible_max}"
            message = f"'{value}' is outside the plausible range of {quantity.concept.label}"
            self.add(at, message, f"{bounds} in the preferred unit", "warning")

    def _check_conditions(self, place: Place, record: NumberClaim | Cell) -> None:
        inside: Place = (*place, "conditions")
        for name, value in record.conditions.items():
            if name in ASPECT_KINDS:
                self.check_concept((*inside, name), value, ASPECT_KINDS[name])
            else:
                self._check_value(inside, name, name, value)

    # -------------------------------------------------------------- systems.yaml

    def _check_system(self, place: Place, system: System) -> None:
        for index, layer in enumerate(system.layers):
            self.check_concept((*place, "layers", index, "material"), layer.material, (MATERIAL,))
            self.check_concept((*place, "layers", index, "role"), layer.role, (ROLE,))
        for name, kind in (("electrolyte", MATERIAL), ("additives", MATERIAL), ("process", PROCESS)):
            for index, value in enumerate(getattr(system, name)):
                self.check_concept((*place, name, index), value, (kind,))
        self.check_concept((*place, "cathode"), system.cathode, (MATERIAL,))
        self.check_concept((*place, "counter"), system.counter, (MATERIAL,))
        self.check_concept((*place, "cell_format"), system.cell_format, (CELL_FORMAT,))
        self.check_concept((*place, "cell_kind"), system.cell_kind, (CELL_KIND,))
        self._check_sources(place, system.findings_of)
        if system.row is None and not system.evidence:
            self.add(place, f"no passage backs the system '{system.key}'", "give it a row or evidence")
        self._check_columns(place, system)
        for index, cell in enumerate(system.cells):
            self._check_cell((*place, "cells", index), cell)

    def _check_columns(self, place: Place, system: System) -> None:
        """The cells are those of the table's layout without `references`, in order."""
        if system.row is None:
            if system.cells:
                self.add(
                    (*place, "cells"), "cells without a row of a table", "add row, or move them to claims"
                )
            return
        if system.row.table is None or system.row.column is not None:
            self.add((*place, "row"), "'row' is no row of a table", 'write {table: "1", row: "Mg powder"}')
            return
        layout = self.paper.work.find_table(system.row.table)
        if layout is None:
            known = [item.number for item in self.paper.work.tables]
            hint = nearest_hint(system.row.table, known)
            self.add((*place, "row"), f"work.yaml describes no table {system.row.table}", hint)
            return
        wanted = [column for column in layout.columns if column != "references"]
        given = [cell.column for cell in system.cells]
        if wanted == given:
            return
        missing = [column for column in wanted if column not in given]
        surplus = [column for column in given if column not in wanted or given.count(column) > 1]
        faults = [
            f"{word} {', '.join(dict.fromkeys(names))}"
            for word, names in (("missing", missing), ("too much", surplus))
            if names
        ] or ["another order"]
        message = f"the cells of '{system.key}' are not the columns of table {layout.number}"
        self.add((*place, "cells"), f"{message}: {'; '.join(faults)}", f"columns: {', '.join(wanted)}")

    def _check_cell(self, place: Place, cell: Cell) -> None:
        self.check_decision(place, cell.decision)
        before = len(self.problems)
        if cell.column in ASPECT_KINDS:
            if cell.value != NOT_REPORTED:
                self.check_concept((*place, "value"), cell.value, ASPECT_KINDS[cell.column])
        elif cell.column not in COLUMN_NAMES or to_quantity_name(cell.column) != cell.column:
            self._check_value(place, to_quantity_name(cell.column), "column", cell.value)
        self._check_conditions(place, cell)
        if len(self.problems) == before and cell.decision is None:
            fault = find_cell_fault(cell, self.concepts)
            if fault is not None:
                hint = "correct it, or name the decision of decisions.yaml that explains it"
                self.add((*place, "printed"), fault, hint)

    # -------------------------------------------------------------- discrepancies.yaml, decisions.yaml

    def _check_discrepancies(self) -> None:
        marks = {mark.key for mark in self.paper.citations}
        for index, discrepancy in enumerate(self.paper.discrepancies):
            for position, key in enumerate(discrepancy.claims):
                if key in self.decisions:
                    self.used_decisions.add(key)
                elif key not in marks:
                    at: Place = ("discrepancies", index, "claims", position)
                    self.check_key(at, key, self.statements, "claim")

    def _check_decisions(self) -> None:
        for index, decision in enumerate(self.paper.decisions):
            place: Place = ("decisions", index)
            if decision.status == "settled" and decision.resolved is None:
                self.add(place, f"'{decision.key}' is settled without 'resolved'", "say what it is read as")
            if decision.status == "open" and decision.resolved is not None:
                self.add((*place, "resolved"), f"'{decision.key}' is open and resolved at once", "choose")
            if decision.kind == "reference-number":
                for name in filter(None, (decision.resolved, *decision.candidates)):
                    self.check_key(place, name, self.works, "reference")
            if decision.key not in self.used_decisions and not self.paper.unread:
                # Damage to running text changes no record; marks and cells do.
                changes = decision.kind == "reference-number" or any(at.table for at in decision.passages)
                severity: Severity = "warning" if changes else "info"
                self.add(place, f"no record rests on the decision '{decision.key}'", None, severity)
