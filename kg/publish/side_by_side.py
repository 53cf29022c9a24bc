"""What the comparison page needs to put cells side by side and to say which values cannot be compared.

The rules are those of `kg.search.comparability`; `site/src/comparability.ts` follows them.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from kg.engines.local import LocalEngine
from kg.publish.engine_data import FOLDER, to_data_script
from kg.publish.page import ROWS
from kg.publish.reader import Reader
from kg.queries.entities import Entity
from kg.search.comparability import DEPENDS_ON, SAME_PURPOSE, UNKNOWN_KINDS, Statement, Value
from kg.search.comparison import ORDER, read_statements

NAME: Final = "cells"


def iter_cell_files(reader: Reader, systems: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of a data file for each page of the comparison.

    Args:
        reader: the graph.
        systems: the cells in the order of the pages.
    """
    engine = LocalEngine(reader.store)
    for number, first in enumerate(range(0, len(systems), ROWS), 1):
        told = describe_cells(engine, reader, systems[first : first + ROWS])
        yield f"{FOLDER}/{NAME}-{number}.js", to_data_script(f"{NAME}-{number}", told).encode()


def describe_cells(engine: LocalEngine, reader: Reader, systems: Sequence[str]) -> dict[str, Any]:
    """Return the rules' constants and what is said of each cell, as `site/src/comparability.ts` reads it."""
    statements = read_statements(engine, [Entity(iri, reader.name(iri)) for iri in systems])
    held = [one for iri in systems for one in statements.get(iri, ())]
    names = {one.quantity: one.name for one in held}
    for one in held:
        names.update(one.condition_names)
    return {
        "dependsOn": DEPENDS_ON,
        "samePurpose": SAME_PURPOSE,
        "unknownKinds": sorted(UNKNOWN_KINDS),
        "order": ORDER,
        "names": dict(sorted(names.items())),
        "cells": [
            {
                "page": reader.ref(iri).page,
                "label": reader.name(iri),
                "statements": [_to_data(one, reader) for one in statements.get(iri, ())],
            }
            for iri in systems
        ],
    }


def _to_data(one: Statement, reader: Reader) -> dict[str, Any]:
    depends = DEPENDS_ON.get(one.quantity, ())
    return {
        "quantity": one.quantity,
        "value": _to_value(one.value) if one.value else None,
        "told": one.told,
        "status": one.status,
        "kind": one.cell_kind,
        "kindName": one.cell_kind_name,
        "parts": {"cathode": one.cathode, "electrolyte": one.electrolyte, "cell format": one.cell_format},
        "conditions": {name: _to_value(one.conditions[name]) for name in depends if name in one.conditions},
        "doubt": one.doubt,
        "doubtPage": reader.ref(one.doubt_iri).page if one.doubt_iri else "",
    }


def _to_value(value: Value) -> tuple[str, str | None, str, str]:
    """Return text, number in plain digits, unit and comparator."""
    number = None if value.number is None else _to_digits(value.number)
    return (value.text, number, value.unit, value.comparator)


def _to_digits(number: Decimal) -> str:
    """Return digits that are the same for equal numbers, so that texts can be compared for them."""
    return f"{number.normalize() + 0:f}"
