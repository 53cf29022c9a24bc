"""Whether what a table cell prints is what its record says it means."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from kg.errors import QuantityError
from kg.knowledge.closed_lists import COLUMN_QUANTITIES, FREE_COLUMNS, IN_WORDS, NOT_REPORTED
from kg.knowledge.concepts import CELL_FORMAT, MATERIAL, PROCESS, ConceptIndex, QuantityInfo
from kg.knowledge.records import Cell
from kg.passages import to_match_key
from kg.quantities import Quantity

# Which concepts the value of a design column or of a condition may name.
ASPECT_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "architecture": (MATERIAL,),
    "electrolyte": (MATERIAL,),
    "cathode": (MATERIAL,),
    "counter-electrode": (MATERIAL,),
    "additive": (MATERIAL,),
    "process": (PROCESS,),
    "cell-format": (CELL_FORMAT,),
}
COLUMN_NAMES: Final = (*ASPECT_KINDS, *COLUMN_QUANTITIES, *FREE_COLUMNS)  # besides the quantities

_NOTHING_PRINTED: Final = ("", "n/a", "na", "n.a.", "-", "--", "not reported", "n.r.", "not available")
_PART: Final = re.compile(r"[^()\[\]]+")
_RATIO: Final = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?:\s?(\d{1,3}(?:\.\d{1,4})?)")
_PERCENT: Final = "%"


def to_quantity_name(column: str) -> str:
    """Return the quantity that a column states: `metal-fraction` for `contents`, else its own name."""
    return COLUMN_QUANTITIES.get(column, column)


def find_cell_fault(cell: Cell, concepts: ConceptIndex) -> str | None:
    """Return in what the printed text differs from value and conditions, None where spelling alone differs.

    A cell may print several things at once, such as "500 cycles (80%)": its parts outside and inside brackets
    count singly. A ratio such as "25:75" also counts as the percentage of its first number.

    Args:
        cell: its value and conditions are known to be valid.
        concepts: tells which spellings mean the same.
    """
    if cell.value == NOT_REPORTED:
        if _fold(cell.printed) in _NOTHING_PRINTED:
            return None
        return f"'{cell.printed}' is printed where the value is not-reported"
    if cell.value == IN_WORDS:
        numbers = any(character.isdigit() for character in cell.printed)
        return f"'{cell.printed}' gives a number where the value is in-words" if numbers else None
    if not _prints(cell.printed, cell.column, cell.value, concepts):
        return f"'{cell.printed}' does not read as '{cell.value}'"
    for name, value in cell.conditions.items():
        if name not in ASPECT_KINDS and not _prints(cell.printed, name, value, concepts):
            return f"'{cell.printed}' does not read as {name} '{value}'"
    return None


def _prints(printed: str, column: str, value: str, concepts: ConceptIndex) -> bool:
    if to_match_key(printed) == to_match_key(value):
        return True
    parts = list(_iter_parts(printed))
    if column in ASPECT_KINDS:
        kinds = ASPECT_KINDS[column]
        wanted = concepts.find_all(value, kinds)
        return any(concepts.find_all(part, kinds) == wanted for part in parts)
    if column in FREE_COLUMNS:
        return False
    quantity = concepts.get_quantity(to_quantity_name(column))
    stated = concepts.parse_value(value, quantity)
    return any(_is_same(part, stated, quantity, concepts) for part in (*parts, *_iter_percentages(printed)))


def _iter_parts(printed: str) -> Iterator[str]:
    """Yield the whole text, and what stands outside and inside of brackets."""
    yield printed
    for part in _PART.findall(printed):
        if part.strip():
            yield part.strip()


def _iter_percentages(printed: str) -> Iterator[str]:
    for first, second in _RATIO.findall(printed):
        whole = Decimal(first) + Decimal(second)
        if whole:
            yield f"{(Decimal(first) / whole * 100).normalize():f} {_PERCENT}"


def _is_same(part: str, stated: Quantity, quantity: QuantityInfo, concepts: ConceptIndex) -> bool:
    try:
        read = concepts.parse_value(part, quantity)
        read = concepts.units.convert(read, stated.unit)
    except QuantityError:
        return False
    return (read.value, read.comparator) == (stated.value, stated.comparator)


def _fold(printed: str) -> str:
    return to_match_key(printed).casefold() if " " not in printed else " ".join(printed.split()).casefold()
