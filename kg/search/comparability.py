"""Why two stated values cannot be compared: the one place for these rules.

A rule gets two statements on the same quantity (or on what is wanted of the same quantity) and gives reasons.
None means that nothing in the graph speaks against comparing them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

# What a value depends on, so that two values are only told apart by the design where these agree. Quantities
# that are settings of a test, such as its temperature, depend on nothing.
# Source: the conditions that comparison tables of this field carry beside a value; those of the first paper
# are areal capacity, current density, temperature, cycles, assembly and stack pressure.
_TEST: Final = ("alq:test-temperature", "alq:stack-pressure", "alq:current-density", "alq:areal-capacity")
DEPENDS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "alq:capacity-retention": ("alq:cycles-completed", *_TEST),
    "alq:coulombic-efficiency": ("alq:cycles-completed", *_TEST),
    "alq:cycle-life": _TEST,
    "alq:cycles-completed": _TEST,
    "alq:energy-density": ("alq:cycles-completed",),
}
# Quantities that are told in place of each other to show that a cell lasts.
SAME_PURPOSE: Final = ("alq:capacity-retention", "alq:coulombic-efficiency", "alq:cycle-life")

REPORTED: Final = "reported"
UNKNOWN_KINDS: Final = frozenset({"", "alk:unknown"})


@dataclass(frozen=True, slots=True)
class Value:
    """A number with what it was printed as.

    Attributes:
        text: as people read it, with unit.
        number: in `unit`; None where the source tells it in words.
        unit: IRI or prefixed name of the unit.
        comparator: "=", ">", ">=", "<", "<=" or "~".
    """

    text: str
    number: Decimal | None = None
    unit: str = ""
    comparator: str = "="


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says of one quantity of one cell.

    Attributes:
        system: label of the cell.
        quantity: prefixed name of the quantity.
        name: the quantity in words.
        value: what is stated; None where nothing is.
        status: "reported", "not reported" or "in words".
        cell_kind: prefixed name of the kind of cell.
        cell_kind_name: the same in words.
        cathode: the cathode, or the counter electrode of a half cell, in words; "" where it is not told.
        electrolyte: the electrolyte in words, "" where it is not told.
        cell_format: the format, such as a pouch cell, in words, "" where it is not told.
        conditions: by prefixed name of a quantity, under which value of it the statement holds.
        condition_names: the quantities of conditions in words.
        doubt: why the quantity may be another one than is said, "" where nothing is known of that.
        doubt_iri: the discrepancy that says so.
    """

    system: str
    quantity: str
    name: str
    value: Value | None
    status: str = REPORTED
    cell_kind: str = ""
    cell_kind_name: str = ""
    cathode: str = ""
    electrolyte: str = ""
    cell_format: str = ""
    conditions: Mapping[str, Value] = field(default_factory=dict)
    condition_names: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""
    doubt_iri: str = ""

    @property
    def told(self) -> str:
        """The value with its unit, or that there is none."""
        if self.value is not None:
            return self.value.text
        return "not reported" if self.status == REPORTED else self.status


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against a comparison: in words, and what stands on either side ("" where nothing does)."""

    text: str
    here: str
    there: str


def find_reasons(here: Statement, there: Statement) -> tuple[Reason, ...]:
    """Return all reasons why two statements cannot be compared; none where they can.

    Where a value is missing, or is of another metric, that is the only reason: the others would be idle.
    """
    for rule in _FIRST:
        reasons = tuple(rule(here, there))
        if reasons:
            return reasons
    return tuple(reason for rule in _RULES for reason in rule(here, there))


def _not_reported(here: Statement, there: Statement) -> Iterator[Reason]:
    """A value that the source does not give, or gives in words only."""
    if here.value is not None and there.value is not None:
        return
    told = [statement.told for statement in (here, there)]
    missing = here if here.value is None else there
    if here.value is None and there.value is None:
        yield Reason("reported for neither", *told)
    else:
        yield Reason(f"{missing.told} for {missing.system}", *told)


def _other_metric(here: Statement, there: Statement) -> Iterator[Reason]:
    """Another quantity that is told for the same purpose, or a value under a wrong name."""
    if here.quantity != there.quantity:
        yield Reason(f"another metric: {here.name} against {there.name}", here.told, there.told)


def _doubtful_metric(here: Statement, there: Statement) -> Iterator[Reason]:
    """A value that the source gives under the name of another quantity."""
    for statement in (here, there):
        if statement.doubt:
            yield Reason(
                f"perhaps another metric for {statement.system}: {statement.doubt}", here.told, there.told
            )


def _other_unit(here: Statement, there: Statement) -> Iterator[Reason]:
    """Numbers in units that measure different things, such as a current density and a rate."""
    assert here.value is not None
    assert there.value is not None
    if here.value.unit and there.value.unit and here.value.unit != there.value.unit:
        yield Reason("another unit", here.value.text, there.value.text)


def _other_cell_kind(here: Statement, there: Statement) -> Iterator[Reason]:
    """A half cell, whose lithium never runs out, against a full cell."""
    if here.quantity not in DEPENDS_ON:
        return
    names = [s.cell_kind_name if s.cell_kind not in UNKNOWN_KINDS else "not told" for s in (here, there)]
    if here.cell_kind in UNKNOWN_KINDS or there.cell_kind in UNKNOWN_KINDS:
        yield Reason("kind of cell not told", *names)
    elif here.cell_kind != there.cell_kind:
        yield Reason("another kind of cell", *names)


def _other_conditions(here: Statement, there: Statement) -> Iterator[Reason]:
    """Another temperature, pressure, current density, capacity or cycle number, or one that is not told."""
    for quantity in DEPENDS_ON.get(here.quantity, ()):
        one, other = here.conditions.get(quantity), there.conditions.get(quantity)
        name = here.condition_names.get(quantity) or there.condition_names.get(quantity) or quantity
        told = tuple(value.text if value is not None else "not told" for value in (one, other))
        if one is None and other is None:
            yield Reason(f"{name} told for neither", *told)
        elif one is None or other is None:
            yield Reason(f"{name} not told for {here.system if one is None else there.system}", *told)
        elif not _agree(one, other):
            yield Reason(f"other {name}", *told)


def _other_parts(here: Statement, there: Statement) -> Iterator[Reason]:
    """Another active material on the other side, another electrolyte, or a pellet against a pouch."""
    if here.quantity not in DEPENDS_ON:
        return
    for name, one, other in (
        ("cathode", here.cathode, there.cathode),
        ("electrolyte", here.electrolyte, there.electrolyte),
        ("cell format", here.cell_format, there.cell_format),
    ):
        if one != other:
            yield Reason(f"other {name}" if one and other else f"{name} not told", *_fill(one, other))


def _fill(one: str, other: str) -> tuple[str, str]:
    return (one or "not told", other or "not told")


def _only_bounds(here: Statement, there: Statement) -> Iterator[Reason]:
    """Bounds that leave open which value is the larger one: more than 80 % against 90 %."""
    assert here.value is not None
    assert there.value is not None
    one, other = _to_range(here.value), _to_range(there.value)
    if one is None or other is None or (here.value.comparator == "=" and there.value.comparator == "="):
        return
    if one[0] < other[1] and other[0] < one[1]:
        yield Reason("only a bound is told, either may be larger", here.value.text, there.value.text)


Rule = Callable[[Statement, Statement], Iterator[Reason]]
_FIRST: Final[tuple[Rule, ...]] = (_other_metric, _not_reported, _other_unit)
_RULES: Final[tuple[Rule, ...]] = (
    _doubtful_metric,
    _other_cell_kind,
    _other_conditions,
    _other_parts,
    _only_bounds,
)


def _agree(one: Value, other: Value) -> bool:
    if one.number is None or other.number is None:
        return one.text.casefold() == other.text.casefold()
    return (one.number, one.unit, one.comparator) == (other.number, other.unit, other.comparator)


def _to_range(value: Value) -> tuple[Decimal, Decimal] | None:
    if value.number is None:
        return None
    low = value.number if value.comparator in ("=", ">", ">=", "~") else Decimal("-Infinity")
    high = value.number if value.comparator in ("=", "<", "<=", "~") else Decimal("Infinity")
    return low, high
