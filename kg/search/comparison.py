"""Tested cells side by side: what differs, and which of their values cannot be compared, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product
from typing import Final

import pyoxigraph as ox

from kg.engines.as_of import AsOfView
from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.queries.entities import Entity, get_entity
from kg.queries.python_questions import ask_rows
from kg.search.comparability import DEPENDS_ON, REPORTED, SAME_PURPOSE, Reason, Statement, Value, find_reasons
from kg.terms import shorten

CLASSES: Final = ("al:System", "al:Material", "al:Work")
MOST_SYSTEMS: Final = 20  # more columns than that nobody reads side by side
NOTHING_TOLD: Final = "not told"

# How a cell is made, in the order of the rows: property, heading.
_DESIGN: Final = (
    ("al:findingOf", "finding of"),
    ("al:architecture", "architecture"),
    ("al:electrolyte", "electrolyte"),
    ("al:cathode", "cathode"),
    ("al:counterElectrode", "counter electrode"),
    ("al:additive", "additive"),
    ("al:process", "process"),
    ("al:cellFormat", "cell format"),
    ("al:cellKind", "kind of cell"),
)
# Conditions before results; quantities that are not listed follow by name.
ORDER: Final = (
    "alq:metal-fraction",
    "alq:areal-capacity",
    "alq:current-density",
    "alq:test-temperature",
    "alq:assembly-pressure",
    "alq:stack-pressure",
    "alq:cycles-completed",
    "alq:capacity-retention",
    "alq:coulombic-efficiency",
)
_CELLS_OF: Final = """SELECT DISTINCT ?system ?label
WHERE {
  { ?system al:hasLayer ?layer . ?layer al:material ?holder . ?holder al:hasConstituent* $thing }
  UNION
  { ?system al:architecture ?built . ?built al:hasConstituent* $thing }
  UNION
  { ?system al:electrolyte|al:cathode|al:counterElectrode|al:additive|al:findingOf $thing }
  UNION
  { VALUES ?system { $thing } }
  ?system a al:System ; rdfs:label ?label .
}
ORDER BY ?label ?system"""
_CELLS: Final = """SELECT DISTINCT ?system ?label
WHERE { ?system a al:System ; rdfs:label ?label }
ORDER BY ?label ?system"""
# Filters and single patterns, for engines join lists of values, and groups of patterns, with the whole graph.
_MADE_OF: Final = """SELECT DISTINCT ?system ?property ?value ?label
WHERE {
  VALUES ?system { SYSTEMS }
  ?system ?property ?value .
  FILTER(?property IN (PROPERTIES))
  ?value rdfs:label ?label .
}
ORDER BY ?system ?property ?label ?value"""
_LAYERS: Final = """SELECT DISTINCT ?system ?position ?material ?role
WHERE {
  VALUES ?system { SYSTEMS }
  ?system al:hasLayer ?layer .
  ?layer al:position ?position ; al:material/rdfs:label ?material .
  OPTIONAL { ?layer al:role/rdfs:label ?role }
}
ORDER BY ?system ?position ?material ?role"""
_STATED: Final = """SELECT DISTINCT ?system ?claim ?quantity ?name ?status ?value ?number ?sign ?unit
WHERE {
  VALUES ?system { SYSTEMS }
  ?claim a al:PerformanceClaim ; al:about ?system ; al:quantity ?quantity ;
         al:valueStatus/rdfs:label ?status .
  ?quantity rdfs:label ?name .
  OPTIONAL {
    ?claim al:states ?stated
    OPTIONAL { ?stated rdfs:label ?value }
    OPTIONAL { ?stated qudt:numericValue ?number }
    OPTIONAL { ?stated al:comparator ?sign }
    OPTIONAL { ?stated qudt:hasUnit ?unit }
  }
}
ORDER BY ?system ?quantity ?claim ?value ?number ?sign ?unit"""
_CONDITIONS: Final = """SELECT DISTINCT ?claim ?quantity ?name ?value ?number ?sign ?unit
WHERE {
  VALUES ?system { SYSTEMS }
  ?claim a al:PerformanceClaim ; al:about ?system ; al:condition ?condition .
  ?condition al:quantity ?quantity ; rdfs:label ?value ; qudt:numericValue ?number ; al:comparator ?sign ;
             qudt:hasUnit ?unit .
  ?quantity rdfs:label ?name .
}
ORDER BY ?claim ?quantity ?value ?number ?sign ?unit"""
# Parts of the cell that a claim states for itself, such as the cathode of one of several tests.
_PARTS: Final = """SELECT DISTINCT ?claim ?aspect ?label
WHERE {
  VALUES ?system { SYSTEMS }
  ?claim a al:PerformanceClaim ; al:about ?system ; al:condition ?condition .
  ?condition al:aspect ?aspect ; al:statedEntity/rdfs:label ?label .
  FILTER(?aspect IN (al:cathode, al:electrolyte, al:cellFormat))
}
ORDER BY ?claim ?aspect ?label"""
_DOUBTS: Final = """SELECT DISTINCT ?claim ?label ?doubt
WHERE {
  VALUES ?system { SYSTEMS }
  ?claim a al:PerformanceClaim ; al:about ?system .
  ?doubt al:concerns ?claim ; al:discrepancyKind alv:wrong-metric ; al:summary ?label .
}
ORDER BY ?claim ?label ?doubt"""
_QUANTITIES: Final = """SELECT DISTINCT ?quantity ?name
WHERE { VALUES ?quantity { QUANTITIES } ?quantity rdfs:label ?name }
ORDER BY ?quantity ?name"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison.

    Attributes:
        name: layers, a part of the design, or a quantity with its unit.
        quantity: prefixed name of the quantity, "" for the design.
        cells: for each system what is told, NOTHING_TOLD where nothing is.
    """

    name: str
    quantity: str
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the systems are not all told to be the same here."""
        return len(set(self.cells)) > 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements that cannot be compared, and all reasons why.

    Attributes:
        quantity: prefixed name of the quantity that is compared.
        here: what is said of one system.
        there: what is said of the other one, perhaps on another quantity.
        reasons: all reasons; never empty.
    """

    quantity: str
    here: Statement
    there: Statement
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Systems side by side.

    Attributes:
        systems: the systems, in the order in which they were named.
        lines: layers, design, conditions and results.
        pairs: values that cannot be compared, in the order of the lines.
        remarks: how each name was understood that stands for more than one cell.
    """

    systems: tuple[Entity, ...]
    lines: tuple[Line, ...]
    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...] = ()


def mark_through(comparison: Comparison, view: AsOfView) -> Comparison:
    """Return a comparison with a line for the later works through which alone a cell is known, if any is."""
    cells = tuple(view.through.get(system.iri, "its own work") for system in comparison.systems)
    if not any(system.iri in view.through for system in comparison.systems):
        return comparison
    return replace(comparison, lines=(*comparison.lines, Line("known through", "", cells)))


def compare_systems(engine: Engine, names: Sequence[str]) -> Comparison:
    """Return systems side by side.

    Args:
        engine: the graph.
        names: systems, or materials and works that stand for all their cells: name, formula, key or IRI; two
            or more words with which the label of just one system begins name that one.

    Raises:
        QueryError: a name is unknown or can mean several things, has no cell, or there are too few or too
            many cells.
        EngineError: the engine failed.
    """
    named = find_systems(engine, names)
    systems = tuple({system.iri: system for found in named for system in found.systems}.values())
    if len(systems) < 2:
        raise QueryError(
            f"there is only {systems[0].label} to compare", hint="name two cells, or what has several"
        )
    if len(systems) > MOST_SYSTEMS:
        raise QueryError(
            f"{len(systems)} cells are too many to compare side by side",
            hint=f"name at most {MOST_SYSTEMS} cells by their keys",
        )
    reader = _Reader(engine, systems)
    lines, pairs = tuple(reader.iter_lines()), tuple(reader.iter_pairs())
    remarks = tuple(found.remark for found in named if len(found.systems) > 1)
    return Comparison(systems, lines, pairs, remarks)


def read_statements(engine: Engine, systems: Sequence[Entity]) -> dict[str, list[Statement]]:
    """Return what is said of the quantities of each system, by its IRI.

    A condition that a statement leaves out is that of the cell, where all its other statements agree on one.

    Raises:
        EngineError: the engine failed.
    """
    return _Reader(engine, systems).statements if systems else {}


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for.

    Attributes:
        name: the name as it was given.
        thing: what it names.
        systems: that system, or the systems of that material or work; never empty.
    """

    name: str
    thing: Entity
    systems: tuple[Entity, ...]

    @property
    def remark(self) -> str:
        """How the name was understood, on one line."""
        cells = "; ".join(system.label for system in self.systems)
        return f"{self.name!r} is read as {self.thing.label}, with {len(self.systems)} cells: {cells}"


def find_systems(engine: Engine, names: Sequence[str]) -> list[Named]:
    """Return the systems that each name stands for.

    Raises:
        QueryError: a name is unknown or can mean several things, or has no cell.
    """
    found: list[Named] = []
    for name in names:
        begun = _find_begun(engine, name)
        if begun is not None:
            found.append(Named(name, begun, (begun,)))
            continue
        thing = get_entity(engine, name, CLASSES)
        rows = ask_rows(engine.run, _CELLS_OF, {"thing": ox.NamedNode(thing.iri)})
        own = tuple(Entity(row["system"], row["label"]) for row in rows)
        own = (thing,) if any(system.iri == thing.iri for system in own) else own
        if not own:
            raise QueryError(
                f"the graph tells of no cell with {thing.label}", hint="`kg find` looks for cells"
            )
        found.append(Named(name, thing, own))
    return found


def _find_begun(engine: Engine, name: str) -> Entity | None:
    """Return the only system whose label begins with the words of a name, None where it is not one.

    A single word, such as Mg, stays the name of a material.
    """
    words = _split(name)
    if len(words) < 2:
        return None
    rows = ask_rows(engine.run, _CELLS)
    begun = [row for row in rows if _split(row["label"])[: len(words)] == words]
    return Entity(begun[0]["system"], begun[0]["label"]) if len(begun) == 1 else None


def _split(label: str) -> list[str]:
    """Return the words of a label, without case and commas."""
    return [word.strip(",;") for word in label.casefold().split()]


class _Reader:
    """What the graph tells of some systems."""

    def __init__(self, engine: Engine, systems: Sequence[Entity]) -> None:
        self._engine = engine
        self._systems = systems
        self._made_of: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for row in self._ask(_MADE_OF.replace("PROPERTIES", ", ".join(name for name, _ in _DESIGN))):
            place = (row["system"], shorten(row["property"]))
            self._made_of[place].append((row["value"], row["label"]))
        self.statements = self._read_statements()
        self._names = {s.quantity: s.name for held in self.statements.values() for s in held}

    def iter_lines(self) -> Iterator[Line]:
        layers: dict[str, list[str]] = defaultdict(list)
        for row in self._ask(_LAYERS):
            layers[row["system"]].append(
                f"{row['material']} ({row['role']})" if "role" in row else row["material"]
            )
        yield self._line("layers", "", layers)
        for name, heading in _DESIGN:
            told = {
                s.iri: [label for _, label in self._made_of.get((s.iri, name), ())] for s in self._systems
            }
            if any(told.values()):
                yield self._line(heading, "", told)
        for quantity in self._quantities():
            yield self._to_quantity_line(quantity)

    def iter_pairs(self) -> Iterator[Pair]:
        for quantity in self._quantities():
            for one, other in combinations(self._systems, 2):
                for here, there in self._to_pairs(one, other, quantity):
                    reasons = find_reasons(here, there)
                    if reasons:
                        yield Pair(quantity, here, there, reasons)

    def _to_pairs(self, one: Entity, other: Entity, quantity: str) -> Iterator[tuple[Statement, Statement]]:
        """Yield what is said of two systems; where one has no value, another quantity of the same purpose."""
        both = [self._statements_on(system, quantity) for system in (one, other)]
        given = [any(statement.value is not None for statement in held) for held in both]
        if any(given) and not all(given) and quantity in SAME_PURPOSE:
            place = given.index(False)
            others = self.statements[(one, other)[place].iri]
            both[place] = [s for s in others if s.quantity in SAME_PURPOSE and s.value] or both[place]
        yield from product(*both)

    def _statements_on(self, system: Entity, quantity: str) -> list[Statement]:
        own = [s for s in self.statements[system.iri] if s.quantity == quantity]
        missing = Statement(system.label, quantity, self._names[quantity], None, NOTHING_TOLD)
        return [s for s in own if s.value is not None] or own[:1] or [missing]

    def _quantities(self) -> list[str]:
        known = sorted(self._names, key=lambda quantity: (self._names[quantity], quantity))
        return sorted(known, key=lambda q: ORDER.index(q) if q in ORDER else len(ORDER))

    def _line(self, name: str, quantity: str, told: Mapping[str, Iterable[str]]) -> Line:
        cells = (", ".join(dict.fromkeys(told.get(s.iri, ()))) or NOTHING_TOLD for s in self._systems)
        return Line(name, quantity, tuple(cells))

    def _to_quantity_line(self, quantity: str) -> Line:
        stated = [s for held in self.statements.values() for s in held if s.quantity == quantity]
        symbols = {_symbol(s.value.text) for s in stated if s.value is not None}
        unit = symbols.pop() if len(symbols) == 1 else ""
        told: dict[str, list[str]] = {}
        for system in self._systems:
            own = [s for s in self.statements[system.iri] if s.quantity == quantity]
            told[system.iri] = [self._to_cell(statement, unit) for statement in own]
        return self._line(
            f"{self._names[quantity]} ({unit})" if unit else self._names[quantity], quantity, told
        )

    def _to_cell(self, statement: Statement, unit: str) -> str:
        if statement.value is None:
            return statement.status
        text = statement.value.text.removesuffix(unit).strip() if unit else statement.value.text
        cycles = statement.conditions.get("alq:cycles-completed")
        shown = cycles is not None and statement.quantity in DEPENDS_ON and "cycle" not in statement.quantity
        return f"{text} ({cycles.text})" if cycles is not None and shown else text

    def _read_statements(self) -> dict[str, list[Statement]]:
        """Return what is said of each system; a condition that a claim leaves out is taken from its cell."""
        conditions: dict[str, dict[str, Value]] = defaultdict(dict)
        names: dict[str, str] = self._read_names()
        for row in self._ask(_CONDITIONS):
            conditions[row["claim"]].setdefault(shorten(row["quantity"]), _to_value(row))
        parts = {(row["claim"], shorten(row["aspect"])): row["label"] for row in self._ask(_PARTS)}
        doubts = {row["claim"]: (row["label"].partition(". ")[0], row["doubt"]) for row in self._ask(_DOUBTS)}
        labels = {system.iri: system.label for system in self._systems}
        found: dict[str, list[Statement]] = {system.iri: [] for system in self._systems}
        seen: set[tuple[str, str]] = set()
        for row in self._ask(_STATED):
            if (row["system"], row["claim"]) in seen:
                continue
            seen.add((row["system"], row["claim"]))
            kind = self._made_of.get((row["system"], "al:cellKind"), [("", "")])[0]
            doubt, doubt_iri = doubts.get(row["claim"], ("", ""))
            cathode, electrolyte, cell_format = (
                parts.get((row["claim"], part)) or self._tell(row["system"], part)
                for part in ("al:cathode", "al:electrolyte", "al:cellFormat")
            )
            found[row["system"]].append(
                Statement(
                    system=labels[row["system"]],
                    quantity=shorten(row["quantity"]),
                    name=row["name"],
                    value=_to_value(row) if "value" in row else None,
                    status=row["status"] if "value" in row or row["status"] != REPORTED else "told in words",
                    cell_kind=shorten(kind[0]) if kind[0] else "",
                    cell_kind_name=kind[1],
                    cathode=cathode or self._tell(row["system"], "al:counterElectrode"),
                    electrolyte=electrolyte,
                    cell_format=cell_format,
                    conditions=conditions.get(row["claim"], {}),
                    condition_names=names,
                    doubt=doubt,
                    doubt_iri=doubt_iri,
                )
            )
        return {iri: _merge(_complete(statements)) for iri, statements in found.items()}

    def _tell(self, system: str, part: str) -> str:
        """Return what a cell is told to have as a part, in words."""
        return ", ".join(label for _, label in self._made_of.get((system, part), ()))

    def _read_names(self) -> dict[str, str]:
        wanted = sorted({quantity for group in DEPENDS_ON.values() for quantity in group})
        rows = ask_rows(self._engine.run, _QUANTITIES.replace("QUANTITIES", " ".join(wanted)))
        return {shorten(row["quantity"]): row["name"] for row in rows}

    def _ask(self, query: str) -> list[dict[str, str]]:
        listed = " ".join(str(ox.NamedNode(system.iri)) for system in self._systems)
        return ask_rows(self._engine.run, query.replace("SYSTEMS", listed))


def _complete(statements: list[Statement]) -> list[Statement]:
    """Return statements with the settings that the cell has in all its other statements, marked as such."""
    settings: dict[str, dict[str, Value]] = defaultdict(dict)
    for statement in statements:
        if statement.value is not None and statement.quantity not in DEPENDS_ON:
            settings[statement.quantity][statement.value.text] = statement.value
    usual = {
        quantity: replace(next(iter(values.values())), text=f"{next(iter(values))} for the cell")
        for quantity, values in settings.items()
        if len(values) == 1
    }
    return [replace(s, conditions={**usual, **s.conditions}) for s in statements]


def _merge(statements: list[Statement]) -> list[Statement]:
    """Return statements, each once that says the same of a quantity under the same conditions."""
    kept: dict[tuple[str, ...], Statement] = {}
    for statement in statements:
        depends = DEPENDS_ON.get(statement.quantity, ())
        held = {q: value.text for q, value in statement.conditions.items() if q in depends}
        conditions = {q: text.removesuffix(" for the cell") for q, text in held.items()}
        text = statement.value.text if statement.value is not None else statement.status
        built = (statement.cathode, statement.electrolyte, statement.cell_format)
        place = (statement.quantity, text, *built, str(sorted(conditions.items())))
        kept.setdefault(place, statement)
    return sorted(kept.values(), key=lambda s: (s.quantity, s.value is None, s.told))


def _to_value(row: Mapping[str, str]) -> Value:
    return Value(row["value"], Decimal(row["number"]), row["unit"], row["sign"])


def _symbol(text: str) -> str:
    """Return the unit that the text of a value ends in, such as "mAh cm⁻²"."""
    return text.lstrip("<>=≤≥≈~ −-0123456789.,\u202f\u00a0").strip()
