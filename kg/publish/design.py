"""The parts of a tested cell's design: the properties that tell of them, and what they are called."""

from typing import Final

DESIGN: Final = (
    ("al:cellKind", "kind of cell"),
    ("al:cellFormat", "cell format"),
    ("al:architecture", "architecture"),
    ("al:electrolyte", "electrolyte"),
    ("al:cathode", "cathode"),
    ("al:counterElectrode", "counter electrode"),
    ("al:additive", "additive"),
    ("al:process", "made by"),
)
PARTS: Final = tuple(predicate for predicate, _ in DESIGN)
"""The properties that lead from a cell to what it is, or is made with or of."""
EXPECTED: Final = ("al:cellKind", "al:cellFormat", "al:electrolyte", "al:cathode")
"""Those of which every report should tell."""
