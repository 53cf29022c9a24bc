"""The views of one subject each: which ties a view draws, in which columns."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kg.draw.assemble import MOST_THINGS, ColumnPlan, Plan, Source, assemble
from kg.draw.picture import Picture
from kg.network.things import Thing
from kg.network.ties import (
    Tie,
    iter_citation_ties,
    iter_coauthor_ties,
    iter_discrepancy_ties,
    iter_effect_ties,
    iter_mechanism_ties,
    iter_member_ties,
    iter_part_ties,
    iter_value_ties,
)

_MOST_YEARS: Final = 10  # columns of the time axis; more years are drawn as spans
_UNDATED: Final = "Year unknown"
_WORK_WIDTH: Final = 138


def draw_mechanisms(source: Source, limit: int = MOST_THINGS) -> Picture:
    """Return the picture of what materials do, by which mechanisms, to which effects and failures.

    A tested cell is drawn as the material by which it is known; what nobody speaks of is shown on request.
    """
    sides = {"failure": 0, "mechanism": 2, "effect": 3}
    things = source.things
    entries = things.entries()
    headings = {(thing.kind, thing.group) for thing in map(things.get, entries)}
    named = {iri for iri in entries if things.kinds[iri] == "material"}

    def shown_as(iri: str) -> str:
        material = things.get(iri).shown_as
        return material if material in named else iri

    ties = (
        Tie(shown_as(tie.start), shown_as(tie.end), tie.stroke, tie.relation, tie.record)
        for tie in iter_mechanism_ties(source.columns)
    )
    extra = [
        iri
        for iri in entries
        # what only stands as heading over others is no thing to show
        if (things.kinds[iri], things.get(iri).label) not in headings
    ]
    plan = Plan(
        name="mechanisms-materials",
        limit=limit,
        first_column=1,
        title="Mechanisms and materials",
        summary="what materials do, by which mechanisms, to which effects and failures, and who says so",
        columns=(
            ColumnPlan("What goes wrong", 214),
            ColumnPlan("Materials and processes", 196),
            ColumnPlan("Mechanisms", 262),
            ColumnPlan("What is gained", 214),
        ),
        column_of=lambda thing: sides.get(thing.kind, 1),
        between=76,
    )
    return assemble(plan, ties, things, source.records, extra)


def draw_effects(source: Source, limit: int = MOST_THINGS) -> Picture:
    """Return the picture of what each mechanism gains and what it works against."""
    sides = {"failure": 0, "effect": 2}
    plan = Plan(
        name="effects",
        limit=limit,
        first_column=1,
        title="Mechanisms and their effects",
        summary="which mechanism promotes or suppresses which effect and which failure",
        columns=(
            ColumnPlan("What goes wrong", 230),
            ColumnPlan("Mechanisms", 260),
            ColumnPlan("What is gained", 230),
        ),
        column_of=lambda thing: sides.get(thing.kind, 1),
        between=150,
    )
    return assemble(plan, iter_effect_ties(source.columns), source.things, source.records)


def draw_citations(source: Source, limit: int = MOST_THINGS) -> Picture:
    """Return the picture of who builds on whom and what for, the works along a time axis."""
    ties = list(iter_citation_ties(source.columns))
    works = {iri for tie in ties for iri in (tie.start, tie.end)}
    spans = to_spans({source.things.get(iri).year for iri in works})

    def column_of(thing: Thing) -> int:
        return next(
            (index for index, (first, last) in enumerate(spans) if first <= thing.year <= last), len(spans)
        )

    columns = [
        ColumnPlan(str(first) if first == last else f"{first}–{last}", _WORK_WIDTH) for first, last in spans
    ]
    if any(not source.things.get(iri).year for iri in works):
        columns.append(ColumnPlan(_UNDATED, _WORK_WIDTH))
    plan = Plan(
        name="citations",
        limit=limit,
        title="Citations through time",
        summary="which work builds on which, and what it is cited for",
        record_word="citation",
        columns=tuple(columns) or (ColumnPlan(_UNDATED, _WORK_WIDTH),),
        column_of=column_of,
        grouped="nothing",
        staggered=True,
        focus=max(sorted(works), key=Counter(tie.start for tie in ties).__getitem__, default=""),
        between=44,
    )
    return assemble(plan, ties, source.things, source.records)


def to_spans(years: set[int]) -> list[tuple[int, int]]:
    """Return the columns of a time axis: each year by itself, or spans of equally many years."""
    known = sorted(years - {0})
    if len(known) <= _MOST_YEARS:
        return [(year, year) for year in known]
    step = -(-(known[-1] - known[0] + 1) // _MOST_YEARS)
    spans = [(first, first + step - 1) for first in range(known[0], known[-1] + 1, step)]
    return [span for span in spans if any(span[0] <= year <= span[1] for year in known)]


def draw_people(source: Source, limit: int = MOST_THINGS) -> Picture:
    """Return the picture of who wrote with whom, and at which institutions they work."""

    def ties() -> Iterator[Tie]:
        yield from iter_coauthor_ties(source.columns)
        yield from iter_member_ties(source.columns)

    plan = Plan(
        name="people",
        limit=limit,
        title="People and institutions",
        summary="who wrote with whom, and where they work",
        record_word="record",
    )
    return assemble(plan, ties(), source.things, source.records, source.things.of_kind("person"))


def draw_systems(source: Source, limit: int = MOST_THINGS) -> Picture:
    """Return the picture of the tested cells: what they are built with, what was measured, what they show."""
    sides = {"material": 0, "process": 0, "system": 1, "quantity": 2}
    columns = source.columns
    systems = set(source.things.of_kind("system"))

    def ties() -> Iterator[Tie]:
        yield from iter_part_ties(columns)
        yield from (tie for tie in iter_value_ties(columns) if tie.start in systems)
        yield from (tie for tie in iter_mechanism_ties(columns) if tie.start in systems)

    plan = Plan(
        name="systems",
        limit=limit,
        first_column=1,
        title="Tested cells",
        summary="the tested cells, what they are built with, which values are reported, and what they show",
        record_word="statement",
        columns=(
            ColumnPlan("Built with", 190),
            ColumnPlan("Tested cells", 330),
            ColumnPlan("Values and what is shown", 230),
        ),
        column_of=lambda thing: sides.get(thing.kind, 2),
        between=110,
    )
    return assemble(plan, ties(), source.things, source.records, systems)


def draw_discrepancies(source: Source, limit: int = MOST_THINGS) -> Picture:
    """Return the picture of where a work disagrees with itself, and what that concerns."""
    plan = Plan(
        name="discrepancies",
        limit=limit,
        title="Discrepancies",
        summary="where a work disagrees with itself, how severely, and what that concerns",
        record_word="discrepancy",
        columns=(ColumnPlan("Discrepancies", 520), ColumnPlan("What they concern", 340)),
        column_of=lambda thing: 0 if thing.kind == "discrepancy" else 1,
        between=130,
    )
    extra = source.things.of_kind("discrepancy")
    return assemble(plan, iter_discrepancy_ties(source.columns), source.things, source.records, extra)
