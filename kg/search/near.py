"""What comes nearest where nothing meets all that was asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from kg.engines.engine import Engine, Rows
from kg.engines.lookup import read_values
from kg.queries.header import NO_LIMIT
from kg.queries.people_table import to_display
from kg.search.amounts import Amount
from kg.search.filling import Filling
from kg.search.index import NameIndex, Thing
from kg.search.rank import Candidate
from kg.search.recognise import Mention
from kg.search.sieve import Miss, Sieve, Values

SHOWN: Final = 5
_MOST_KIN: Final = 6  # materials that are tried in place of the one that was named
_OTHER_MATERIAL: Final = Decimal(1)

Run = Callable[[Mapping[str, Filling]], Rows]
"""Asks the question with other values."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Something that misses what was asked: what it is, and each condition that it misses."""

    label: str
    misses: tuple[str, ...]


def find_near(best: Candidate, sieve: Sieve, run: Run, engine: Engine, index: NameIndex) -> list[NearMiss]:
    """Return what comes nearest, the nearest first: what misses fewest conditions, and those by least.

    The question is asked again without its bounds on quantities, and for a chemical element also for the
    materials that contain it, which is told as a condition missed. Of rows about the same thing the one that
    leaves least untold counts.

    Args:
        best: the canned question with its values.
        sieve: the conditions on its rows.
        run: asks it with other values.
        engine: the graph.
        index: its names.
    """
    if not sieve.amounts:
        return []
    opened = dict(best.fillings)
    for name, parameter in best.question.header.parameters.items():
        if name in opened and isinstance(opened[name].source, Amount) and parameter.bound:
            opened[name] = replace(opened[name], value=NO_LIMIT)
    found = list(sieve.sift(run(opened)).missed)
    for name, filling in best.fillings.items():
        if isinstance(filling.source, Mention):
            for kin in _find_kin(engine, index, filling.value):
                told = Miss(f"{kin.label}, asked {filling.source.text}", _OTHER_MATERIAL)
                rows = run({**opened, name: replace(filling, value=kin.iri)})
                sifted = sieve.sift(rows)
                found += [(values, (told, *misses)) for values, misses in sifted.missed]
                found += [(dict(zip(rows.columns, row, strict=True)), (told,)) for row in sifted.rows.rows]
    return _choose(found)


def _choose(found: Iterable[tuple[Values, tuple[Miss, ...]]]) -> list[NearMiss]:
    best: dict[str, tuple[tuple[int, int, Decimal], tuple[Miss, ...]]] = {}
    for values, misses in found:
        label = _label_of(values)
        gap = sum((miss.gap for miss in misses), Decimal(0))
        worth = (sum(miss.untold for miss in misses), len(misses), gap)
        if label not in best or worth < best[label][0]:
            best[label] = (worth, misses)
    nearest = sorted(best.items(), key=lambda item: (item[1][0][1:], item[0]))
    return [NearMiss(label, tuple(m.text for m in misses)) for label, (_, misses) in nearest[:SHOWN]]


def _find_kin(engine: Engine, index: NameIndex, iri: str) -> list[Thing]:
    """Return the simplest materials that contain a chemical element and do not count as it anyway."""
    told = read_values(engine, index.things, ("al:containsElement", "al:countsAs"))
    elements = told.get((iri, "al:containsElement"), [])
    if len(elements) != 1:
        return []
    kin = [
        other
        for (other, name), known in sorted(told.items())
        if name == "al:containsElement"
        and elements[0] in known
        and iri not in told.get((other, "al:countsAs"), [])
    ]
    simplest = [one for one in kin if set(told.get((one, "al:countsAs"), [])).isdisjoint({*kin} - {one})]
    return [index.things[one] for one in simplest[:_MOST_KIN]]


def _label_of(values: Values) -> str:
    """What a row is about: its first label, with the work whose finding it is."""
    labels = [name for name, term in values.items() if name.endswith("Label") and term is not None]
    labels += [name for name, term in values.items() if term is not None]
    label = to_display(values[labels[0]]) if labels else ""
    finder = values.get("findingOf")
    return f"{label} ({to_display(finder)})" if finder is not None else label
