"""Answers as pandas tables whose numbers are numbers.

A column that holds quantities as people read them ("> 80 %") becomes three: `retention` the number,
`retentionComparator` the sign (`=` where none is printed) and `retentionUnit`. So nothing is lost, and 80 is
never taken for more than it says.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from kg.api.values import Cell
from kg.errors import KgError
from kg.queries.header import Column
from kg.queries.people_table import TWIN

if TYPE_CHECKING:
    import pandas as pd

COMPARATOR: Final = "Comparator"
UNIT: Final = "Unit"
# Source: `kg.graph.values.to_words`, which writes the label of every value in the graph.
_QUANTITY: Final = re.compile(r"(?:(>=|<=|[><~=≈≥≤]) ?)?([+-]?[0-9]+(?:\.[0-9]+)?) (\S.*)")
_LARGEST_INT64: Final = 2**63 - 1


def to_frame(
    columns: Mapping[str, Column], cells: Mapping[str, Sequence[Cell]], headings: bool = False
) -> "pd.DataFrame":
    """Return a table with the right type for every column.

    Whole numbers are `Int64`, other numbers `float64`, truth values `boolean`, everything else `string`;
    what is not known is missing, never 0 or "". `attrs["units"]` and `attrs["labels"]` tell the unit, where
    it is the same in all rows, and the heading of each column.

    Args:
        columns: what each column holds.
        cells: the values of each column, all of one length.
        headings: name the columns as people do, with units, and leave out identifiers that a name explains.

    Raises:
        KgError: pandas is not installed.
    """
    pandas = _import_pandas()
    data: dict[str, pd.Series[Any]] = {}
    units: dict[str, str] = {}
    for name, column in columns.items():
        split = _split_quantities(cells[name]) if column.kind == "quantity" else None
        if split is None:
            data[name] = _to_series(pandas, cells[name], column)
            if column.unit:
                units[name] = column.unit
            continue
        numbers, comparators, found = split
        data[name] = pandas.Series(numbers, dtype="float64")
        data[name + COMPARATOR] = pandas.Series(comparators, dtype="string")
        data[name + UNIT] = pandas.Series(found, dtype="string")
        if len(told := {unit for unit in found if unit is not None}) == 1:
            units[name] = told.pop()
    frame = pandas.DataFrame(data)
    labels = {name: column.label for name, column in columns.items()}
    if headings:
        frame = _with_headings(frame, columns, units)
    frame.attrs = {"units": units, "labels": labels}
    return frame


def _import_pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise KgError("pandas is not installed", hint="pip install 'kg-anodeless[pandas]'") from error
    return pandas


def _split_quantities(
    cells: Sequence[Cell],
) -> tuple[list[float | None], list[str | None], list[str | None]] | None:
    """Return numbers, comparators and units; None where some cell is no single value, which stays text."""
    numbers: list[float | None] = []
    comparators: list[str | None] = []
    units: list[str | None] = []
    for cell in cells:
        match = _QUANTITY.fullmatch(cell) if isinstance(cell, str) else None
        if match is None and cell is not None:
            return None
        comparator, number, unit = match.groups() if match else (None, None, None)
        numbers.append(float(number) if number else None)
        comparators.append((comparator or "=") if match else None)
        units.append(unit)
    return numbers, comparators, units


def _to_series(pandas: Any, cells: Sequence[Cell], column: Column) -> Any:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pandas.Series(cells, dtype="boolean")
    if kinds == {int} and all(cell is None or abs(int(cell)) <= _LARGEST_INT64 for cell in cells):
        return pandas.Series(cells, dtype="Int64")
    if (kinds and kinds <= {int, float}) or (not kinds and column.kind == "number"):
        return pandas.Series(cells, dtype="float64")
    return pandas.Series([None if cell is None else str(cell) for cell in cells], dtype="string")


def _with_headings(frame: Any, columns: Mapping[str, Column], units: Mapping[str, str]) -> Any:
    """Return the table as people read it: identifiers and what is the same in all rows left out."""
    names: dict[str, str] = {}
    for name, column in columns.items():
        if column.kind == "entity" and name + TWIN in columns:
            continue
        names[name] = f"{column.label} ({units[name]})" if name in units else column.label
        comparators = frame.get(name + COMPARATOR)
        if comparators is not None and set(comparators.dropna()) - {"="}:
            names[name + COMPARATOR] = f"{column.label}, comparator"
        if name + UNIT in frame and name not in units:
            names[name + UNIT] = f"{column.label}, unit"
    twice = {heading for heading in names.values() if list(names.values()).count(heading) > 1}
    return frame[list(names)].rename(
        columns={
            name: f"{heading} [{name}]" if heading in twice else heading for name, heading in names.items()
        }
    )
