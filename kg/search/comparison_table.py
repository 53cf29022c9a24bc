"""A comparison of cells as rows, and as text for people."""

from collections.abc import Iterator

import pyoxigraph as ox

from kg.engines.engine import Rows
from kg.queries.entities import Entity
from kg.queries.header import Column
from kg.queries.people_table import to_safe_line
from kg.search.comparison import Comparison, Line


def to_rows(comparison: Comparison, with_reasons: bool = True) -> tuple[Rows, dict[str, Column]]:
    """Return a line per row: what it is, whether it differs, and a column per system.

    Args:
        comparison: the comparison.
        with_reasons: whether a last column tells which values cannot be compared, and why.
    """
    keys = [_to_name(system, place) for place, system in enumerate(comparison.systems, start=1)]
    columns = {"aspect": Column("what"), "differs": Column("differs")}
    columns |= {key: Column(system.label) for key, system in zip(keys, comparison.systems, strict=True)}
    lines = [
        [ox.Literal(line.name), ox.Literal("≠") if line.differs else None, *map(ox.Literal, line.cells)]
        for line in comparison.lines
    ]
    if with_reasons:
        columns["notComparable"] = Column("not comparable")
        for cells, line in zip(lines, comparison.lines, strict=True):
            told = " | ".join(_iter_reasons(comparison, line))
            cells.append(ox.Literal(told) if told else None)
    return Rows(tuple(columns), tuple(map(tuple, lines))), columns


def _iter_reasons(comparison: Comparison, line: Line) -> Iterator[str]:
    for pair in comparison.pairs:
        if line.quantity and line.quantity == pair.quantity:
            reasons = "; ".join(reason.text for reason in pair.reasons)
            yield f"{pair.here.system} {pair.here.told} – {pair.there.system} {pair.there.told}: {reasons}"


def to_pair_rows(comparison: Comparison) -> tuple[Rows, dict[str, Column]]:
    """Return a row per reason: quantity, the two cells with their values, and what stands on either side."""
    columns = {
        "quantity": Column("quantity"),
        "cell": Column("cell"),
        "value": Column("value", "quantity"),
        "otherCell": Column("other cell"),
        "otherValue": Column("value", "quantity"),
        "reason": Column("why they cannot be compared"),
        "here": Column("here"),
        "there": Column("there"),
    }
    rows = tuple(
        tuple(
            ox.Literal(text)
            for text in (
                pair.here.name,
                pair.here.system,
                pair.here.told,
                pair.there.system,
                pair.there.told,
                reason.text,
                reason.here,
                reason.there,
            )
        )
        for pair in comparison.pairs
        for reason in pair.reasons
    )
    return Rows(tuple(columns), rows), columns


def to_reasons_text(comparison: Comparison) -> str:
    """Return which values cannot be compared and why, and what is missing for which system, for people."""
    parts, missing = [], dict[tuple[str, str], list[str]]()
    for pair in comparison.pairs:
        if pair.here.value is None or pair.there.value is None:
            for side in (pair.here, pair.there):
                if side.value is None:
                    missing.setdefault((side.system, side.status), []).append(side.name)
            continue
        other = f"{pair.there.name} " if pair.there.quantity != pair.here.quantity else ""
        parts.append(
            f"{pair.here.name}: {pair.here.system} {pair.here.told} – "
            f"{pair.there.system} {other}{pair.there.told}"
        )
        parts += [f"  {reason.text} ({reason.here} – {reason.there})" for reason in pair.reasons]
    head = ["these values cannot be compared:"] if parts else []
    for (system, status), names in missing.items():
        parts.append(f"{status} for {system}: {', '.join(dict.fromkeys(names))}")
    if not parts:
        return "nothing in the graph speaks against comparing these values\n"
    return "".join(_to_line(line) for line in [*head, *parts])


def _to_line(text: str) -> str:
    indent = "  " if text.startswith("  ") else ""
    return f"{indent}{to_safe_line(text)}\n"


def _to_name(system: Entity, place: int) -> str:
    """Return a column name that is a variable in SPARQL results."""
    key = "".join(c if c.isascii() and c.isalnum() else "_" for c in system.iri.rpartition("/")[2])
    return key or f"system_{place}"
