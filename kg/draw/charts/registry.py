"""The charts of reported values by name: what each shows, and the quantities on its axes."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of reported values.

    Attributes:
        title: its heading.
        summary: what it shows, as the rest of a sentence.
        y: prefixed name of the charted quantity; each of its claims is a point.
        y_name: what the vertical axis is called.
        x: prefixed name of the quantity on the horizontal axis, "" where there is none.
        x_name: what the horizontal axis is called.
    """

    title: str
    summary: str
    y: str
    y_name: str
    x: str = ""
    x_name: str = ""


CHARTS: Final[dict[str, Chart]] = {
    "retention-cycles": Chart(
        "Capacity retention against cycles",
        "how much capacity each cell keeps, after how many cycles",
        "alq:capacity-retention",
        "capacity retention",
        "alq:cycles-completed",
        "cycles",
    ),
    "capacity-current": Chart(
        "Areal capacity against current density",
        "how much capacity per area is cycled, at which current",
        "alq:areal-capacity",
        "areal capacity",
        "alq:current-density",
        "current density",
    ),
    "retention-pressure": Chart(
        "Capacity retention against stack pressure",
        "what a cell keeps, and the pressure it needs while it is cycled",
        "alq:capacity-retention",
        "capacity retention",
        "alq:stack-pressure",
        "stack pressure while cycling",
    ),
    "retention-temperature": Chart(
        "Capacity retention against temperature",
        "what a cell keeps, at which temperature",
        "alq:capacity-retention",
        "capacity retention",
        "alq:test-temperature",
        "test temperature",
    ),
    "coulombic-efficiency": Chart(
        "Coulombic efficiency against cycles",
        "how much of the charge comes back, over how many cycles",
        "alq:coulombic-efficiency",
        "Coulombic efficiency",
        "alq:cycles-completed",
        "cycles",
    ),
    "prices": Chart("Prices of materials", "what the materials cost, a panel per unit", "alq:price", "price"),
}
