"""The views of a place in the graph: what lies around one thing, and the chains that join two."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import Final

from kg.draw.assemble import ColumnPlan, Plan, Source, assemble
from kg.draw.picture import Picture
from kg.network.evidence_paths import Step, find_chains, read_network
from kg.network.things import Thing
from kg.network.ties import Tie, iter_all_ties
from kg.queries.python_questions import Ask

MOST_AROUND: Final = 160  # things around one; more make no picture that can be read
_CHAINS: Final = 8
_HUBS: Final = frozenset(("source", "value", "unreported", "author"))
_PEOPLE: Final = frozenset(("person", "organisation"))
_LONGEST: Final = 5
_WIDTH: Final = 230
_MANY_COLUMNS: Final = 4


def draw_around(source: Source, iri: str, depth: int = 1, limit: int = MOST_AROUND) -> Picture:
    """Return the picture of what is related to a thing, by at most `depth` steps.

    What leads to the thing stands to its left, what it leads to to its right, each step in a column.

    Args:
        source: the graph.
        iri: the thing.
        depth: the greatest number of steps.
        limit: the greatest number of things; of those equally far the ones with most ties stay.
    """
    thing = source.things.get(iri)
    through = thing.kind in _PEOPLE
    # a work leads to all it speaks of, and a quantity to all cells: no way from one thing to another
    ties = [
        tie
        for tie in iter_all_ties(source.columns)
        if tie.stroke not in _HUBS or through or iri in (tie.start, tie.end)
    ]
    stops = set() if through or thing.kind == "work" else set(source.things.of_kind("work", "quantity"))
    sides, left_out = _walk(ties, iri, depth, limit, stops)
    lowest, highest = min(sides.values()), max(sides.values())

    def column_of(other: Thing) -> int:
        return sides[other.iri] - lowest

    # many columns are narrower and nearer, so that their labels stay large enough to read
    width, between = (_WIDTH, 110) if highest - lowest < _MANY_COLUMNS else (205, 56)
    notes = (f"{left_out:,} more things lie within {depth} steps.",) if left_out else ()
    plan = Plan(
        name="around",
        title=f"Around {thing.label}",
        summary=f"what is related to {thing.label} in at most {depth} {'step' if depth == 1 else 'steps'}",
        record_word="record",
        columns=tuple(ColumnPlan(_title(side, thing), width) for side in range(lowest, highest + 1)),
        column_of=column_of,
        grouped="kinds",
        focus=iri,
        between=between,
    )
    inside = (tie for tie in ties if tie.start in sides and tie.end in sides)
    # at the rim only what leads inward: ties among the farthest things are the next step
    shown = (
        tie
        for tie in inside
        if min(abs(sides[tie.start]), abs(sides[tie.end])) < depth or tie.start == tie.end
    )
    return assemble(plan, shown, source.things, source.records, (iri,), notes)


def _title(side: int, thing: Thing) -> str:
    if side == 0:
        return thing.label[:60]
    if abs(side) == 1:
        return "Leads to it" if side < 0 else "It leads to"
    return f"{abs(side)} steps away"  # on either side links run both ways


def _walk(
    ties: Iterable[Tie], start: str, depth: int, limit: int, stops: set[str]
) -> tuple[dict[str, int], int]:
    """Return the side of each thing within reach (below 0: it leads to the start), and how many are left out.

    A thing that is reached on both sides stands on the side of which more is said; no way leads on from one
    of `stops`.
    """
    onward: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    back: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for tie in ties:
        onward[tie.start][tie.end] += 1
        back[tie.end][tie.start] += 1
    sides = {start: 0}
    rim = [start]
    left_out = 0
    for step in range(1, depth + 1):
        found: dict[str, tuple[int, int]] = {}
        for one in rim:
            if one in stops:
                continue
            side = sides[one]
            ways = (
                ((onward, 1), (back, -1))
                if side == 0
                else (((onward, back)[side < 0], 1 if side > 0 else -1),)
            )
            both = ways if side == 0 else (*ways, ((back, onward)[side < 0], 1 if side > 0 else -1))
            for neighbours, sign in both:
                for other, weight in neighbours.get(one, {}).items():
                    if other not in sides and (other not in found or found[other][0] < weight):
                        found[other] = (weight, sign * step)
        ranked = sorted(found, key=lambda other: (-found[other][0], other))
        room = max(limit - len(sides), 0)
        left_out += max(len(ranked) - room, 0)
        rim = ranked[:room]
        sides.update((other, found[other][1]) for other in rim)
    return sides, left_out


def draw_path(source: Source, ask: Ask, start: str, end: str) -> Picture:
    """Return the picture of the shortest chains of claims from one thing to another.

    Args:
        source: the graph.
        ask: runs a query on the same graph.
        start: where chains begin.
        end: where they end.
    """
    network = read_network(ask, (start, end))
    chains = list(find_chains(network, start, end, _LONGEST, _CHAINS))
    steps = list(dict.fromkeys(chain.from_iterable(chains)))
    things = source.things
    place = {start: 0}
    for found in chains:
        for number, step in enumerate(found):
            place[step.end] = max(place.get(step.end, 0), number + 1)
    place[end] = max([*place.values(), 1])
    names = things.get(start).label, things.get(end).label
    plan = Plan(
        name="path",
        title=f"From {names[0]} to {names[1]}",
        summary=f"the shortest chains of claims that connect {names[0]} and {names[1]}, read either way",
        columns=tuple(
            ColumnPlan("" if 0 < column < place[end] else names[column > 0][:60], _WIDTH)
            for column in range(place[end] + 1)
        ),
        column_of=lambda thing: place[thing.iri],
        grouped="nothing",
        focus=start,
        between=120,
    )
    notes = () if chains else (f"No chain of at most {_LONGEST} steps leads from one to the other.",)
    ties = _to_ties(source, steps)
    return assemble(plan, ties, things, source.records, (start, end), notes)


def _to_ties(source: Source, steps: list[Step]) -> list[Tie]:
    """Return every tie between the ends of a step; where a claim relates them indirectly, that claim."""
    wanted = {frozenset((step.start, step.end)): step for step in steps}
    found: dict[frozenset[str], list[Tie]] = defaultdict(list)
    for tie in iter_all_ties(source.columns):
        ends = frozenset((tie.start, tie.end))
        if ends in wanted:
            found[ends].append(tie)
    for ends, step in wanted.items():
        if not found[ends]:
            record = step.claim or step.start
            found[ends].append(Tie(step.start, step.end, "neutral", step.manner, record))
    return [tie for ties in found.values() for tie in ties]
