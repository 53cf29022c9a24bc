"""Pages of tested cells: the stack, the design, every value with its conditions, and what is not reported."""

from collections.abc import Iterator
from typing import Final

from kg.publish.asking import AskLinks
from kg.publish.cells import MEASURED, CellReader
from kg.publish.kinds import Kind
from kg.publish.page import Cell, ClaimGroup, Fact, Gap, Head, Page, Section, kept, make_section
from kg.publish.reader import Reader, Ref
from kg.publish.statements import (
    Statement,
    StatementReader,
    read_passages,
    read_remarks,
    to_polarity,
    to_verb,
)
from kg.publish.titles import to_crumbs, to_title
from kg.terms import PREFIXES

_DESIGN: Final = (
    ("al:cellKind", "kind of cell"),
    ("al:cellFormat", "format"),
    ("al:architecture", "architecture"),
    ("al:electrolyte", "electrolyte"),
    ("al:cathode", "cathode"),
    ("al:counterElectrode", "counter electrode"),
    ("al:additive", "additive"),
    ("al:process", "made by"),
)
_WANTED: Final = (
    "areal-capacity",
    "current-density",
    "test-temperature",
    "stack-pressure",
    "capacity-retention",
    "coulombic-efficiency",
)


class SystemPages:
    """Makes the page of one tested cell."""

    def __init__(
        self, reader: Reader, statements: StatementReader, cells: CellReader, asking: AskLinks
    ) -> None:
        self._reader = reader
        self._statements = statements
        self._asking = asking
        self._cells = cells

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a tested cell."""
        reader = self._reader
        ref = reader.ref(iri)
        works = reader.refs(iri, "al:findingOf")
        found = f"Cell of {', '.join(work.label for work in works)}" if works else "Tested cell"
        about = reader.incoming(iri, "al:about")
        values = tuple(claim for claim in about if reader.is_a(claim, "al:PerformanceClaim"))
        design = tuple(claim for claim in about if reader.is_a(claim, "al:DesignClaim"))
        return Page(
            path=ref.page,
            title=to_title(reader, iri, kind),
            heading=ref.label,
            kind=kind.name,
            word=kind.word,
            iri=iri,
            lead=f"{found}, as told by {self._tellers(about)}." if about else f"{found}.",
            crumbs=to_crumbs(kind),
            facts=self._facts(iri, works),
            sections=kept(
                self._layers(iri),
                self._values(values),
                self._gaps(values),
                self._asking.make_section(iri),
                make_section("said", "What it is said to show", "claims", self._said(iri)),
                make_section("design", "Design, as stated", "claims", self._whole(design)),
                make_section("remarks", "Discrepancies", "remarks", read_remarks(reader, iri)),
                make_section("passages", "Where it is described", "passages", read_passages(reader, iri)),
            ),
            description=f"{ref.label}: design, layers, test conditions and results, each with its source.",
        )

    def _tellers(self, claims: tuple[str, ...]) -> str:
        tellers = {self._reader.word(claim, "al:assertedBy") for claim in claims}
        return " and ".join(sorted(name for name in tellers if name))

    def _facts(self, iri: str, works: tuple[Ref, ...]) -> tuple[Fact, ...]:
        reader = self._reader
        found = [Fact("finding of", works)]
        found += [Fact(word, reader.refs(iri, predicate)) for predicate, word in _DESIGN]
        found.append(Fact("note", reader.all(iri, "al:note")))
        return tuple(fact for fact in found if fact.values)

    def _layers(self, iri: str) -> Section:
        reader = self._reader
        layers = sorted(reader.all(iri, "al:hasLayer"), key=lambda layer: reader.number(layer, "al:position"))
        items = [
            (
                reader.ref(reader.one(layer, "al:material")),
                reader.ref(reader.one(layer, "al:role")),
                reader.one(layer, "al:printedText"),
            )
            for layer in layers
            if reader.one(layer, "al:material")
        ]
        note = (
            "In the order recorded; what is mixed in one layer is told part by part."
            if len(items) > 1
            else ""
        )
        return make_section("layers", "Layers on the anode side", "layers", items, note=note)

    def _values(self, claims: tuple[str, ...]) -> Section:
        """Return the values as rows: one for each claim, those in the usual order first."""
        reader = self._reader
        order = {name: rank for rank, name in enumerate(MEASURED)}

        def rank(claim: str) -> tuple[int, str, str]:
            quantity = reader.one(claim, "al:quantity").rpartition("/")[2]
            return order.get(quantity, len(order)), quantity, claim

        rows = [self._row(self._statements.read(claim)) for claim in sorted(claims, key=rank)]
        heads = [
            Head("Quantity"),
            Head("Value", kind="number"),
            Head("Conditions"),
            Head("How it is known"),
            Head("Finding of"),
            Head("Where"),
        ]
        return make_section("values", "Values", "table", rows, heads=heads)

    def _row(self, statement: Statement) -> tuple[Cell, ...]:
        what = statement.what or Ref("", "", "", "")
        printed = (
            f"printed “{statement.printed}”"
            if statement.printed and statement.printed != statement.value
            else ""
        )
        first = statement.passages[0] if statement.passages else None
        marks = "; ".join(remark.heading for remark in statement.remarks)
        return (
            Cell(what.label, what.page),
            Cell(
                statement.value,
                statement.ref.page,
                printed,
                "number" if statement.reported else "number missing",
            ),
            Cell(
                "; ".join(f"{name} {value}" for name, value in statement.conditions), more=statement.context
            ),
            Cell(
                ", ".join(word for word in (statement.mode, statement.strength) if word),
                more=statement.origin,
            ),
            Cell(
                ", ".join(work.label for work in statement.finding_of) or statement.said_by.label,
                statement.finding_of[0].page if statement.finding_of else statement.said_by.page,
                f"told by {statement.said_by.label}" if statement.finding_of else "",
            ),
            Cell(first.place if first else "", first.link if first else "", marks),
        )

    def _said(self, iri: str) -> tuple[ClaimGroup, ...]:
        reader = self._reader
        grouped: dict[tuple[str, str, str], list[str]] = {}
        for end, other in (("al:subject", "al:object"), ("al:object", "al:subject")):
            for claim in reader.claims(iri, end):
                key = (to_verb(reader, claim), reader.one(claim, other), to_polarity(reader, claim))
                grouped.setdefault(key, []).append(claim)
        return tuple(
            ClaimGroup(
                verb, reader.ref(other) if other else None, False, polarity, tuple(claims), self._statements
            )
            for (verb, other, polarity), claims in sorted(grouped.items())
        )

    def _whole(self, claims: tuple[str, ...]) -> tuple[ClaimGroup, ...]:
        return (ClaimGroup("", None, False, "", claims, self._statements),) if claims else ()

    def _gaps(self, values: tuple[str, ...]) -> Section:
        return make_section("unknown", "What is not known", "gaps", self._iter_gaps(values))

    def _iter_gaps(self, values: tuple[str, ...]) -> Iterator[Gap]:
        reader = self._reader
        told: dict[str, set[bool]] = {}
        for claim in values:
            reported = not reader.one(claim, "al:valueStatus").endswith("/not-reported")
            told.setdefault(reader.one(claim, "al:quantity"), set()).add(reported)
        wanted = [f"{PREFIXES['alq']}{name}" for name in _WANTED]
        said_missing = [quantity for quantity in told if told[quantity] == {False}]
        never = [quantity for quantity in wanted if quantity not in told and reader.predicates(quantity)]
        if said_missing:
            yield Gap("The source itself says that it has no value of", reader.to_refs(said_missing))
        if never:
            yield Gap("No claim gives", reader.to_refs(never))
        if any(self._needs_cycles(claim) for claim in values):
            yield Gap("A capacity retention is given without the number of cycles, so it cannot be compared.")

    def _needs_cycles(self, claim: str) -> bool:
        reader = self._reader
        if not reader.one(claim, "al:quantity").endswith("/capacity-retention") or not reader.one(
            claim, "al:states"
        ):
            return False
        held = {
            reader.one(condition, "al:quantity").rpartition("/")[2]
            for condition in reader.all(claim, "al:condition")
        }
        return "cycles-completed" not in held
