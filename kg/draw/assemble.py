"""From ties to a picture: which things and links are drawn, where, and what stands behind each."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final, Protocol

from kg.draw.curves import count_bends
from kg.draw.fonts import measure_text
from kg.draw.free import place_freely
from kg.draw.groups import Grouping, to_groups
from kg.draw.layout import LABEL, ROW, TOP, Heading, Item, Layout, count_rows, place, stagger, wrap
from kg.draw.measures import Measures, measure
from kg.draw.picture import KINDS, STROKES, Column, DrawnLink, DrawnNode, DrawnWork, Picture
from kg.draw.sentences import to_heading, to_passage_text
from kg.engines.engine import Engine
from kg.formulas import to_plain
from kg.network.columns import Columns, to_path
from kg.network.records import Record, Records
from kg.network.things import Thing, Things
from kg.network.ties import Tie

MOST_STAGGERED: Final = 60  # things; above that a row for each makes the picture too tall
MOST_ROWS: Final = 400  # of a column; a longer one is cut into lanes, as the whole would be a narrow strip
LANE: Final = 20  # room between two lanes of a column, in pixels at scale 1
WIDE: Final = 1.6  # width by height of a picture in lanes: about that of a screen
MOST_THINGS: Final = 20_000
MOST_LINKS: Final = 60_000
MARGIN: Final = 10
LEAST_HEIGHT: Final = 420  # of a picture in columns, as far as rows may be spread
ROOMY: Final = 2.4  # how far they may
BESIDE: Final = 24  # room that a free label has beside it: for the sign, and to keep apart from the next
IN_BOX: Final = 40  # room that a label leaves in its box: for the sign and the number of records
_NARROWEST: Final = 90  # box of a column
LONGEST: Final = 34  # letters of a free label; longer ones are cut, and told in full on request


class _Readable(Protocol):
    def get(self, iri: str, /) -> Record: ...


class _Known(Protocol):
    def get(self, iri: str, /) -> Thing: ...


class Source:
    """A graph as the views read it: its things, records and predicates.

    Args:
        graph: an engine, or its columns where somebody reads them already.
    """

    def __init__(self, graph: Engine | Columns) -> None:
        self.columns = graph if isinstance(graph, Columns) else Columns(graph)

    @cached_property
    def things(self) -> Things:
        """The things of the graph."""
        return Things(self.columns)

    @cached_property
    def records(self) -> Records:
        """The records of the graph."""
        return Records(self.columns)


@dataclass(frozen=True)
class ColumnPlan:
    """A column to come: its heading and the greatest width of its boxes."""

    title: str
    width: int


@dataclass(frozen=True)
class Plan:
    """How a view draws its ties.

    Attributes:
        name: name of the view.
        title: heading of the picture.
        summary: what it shows, in one sentence.
        record_word: what one record is called.
        columns: the columns from left to right; none where things stand freely.
        column_of: the column of a thing.
        focus: IRI of the thing that the picture is about, which a narrow screen shows first.
        first_column: the column that a narrow screen shows first, where no thing is the focus.
        between: room between two columns, where the links run, in pixels at scale 1.
        grouped: what things stand under within their column: headings of the ontology, kinds, or nothing.
        staggered: whether no two things stand in one row, as long as the picture stays of a readable height.
        limit: how many things are drawn at most; those with most records stay.
    """

    name: str
    title: str
    summary: str
    record_word: str = "claim"
    columns: tuple[ColumnPlan, ...] = ()
    column_of: Callable[[Thing], int] = lambda _: 0
    grouped: Grouping = "headings"
    staggered: bool = False
    focus: str = ""
    first_column: int = 0
    between: int = 84
    limit: int = MOST_THINGS


Ends = tuple[str, str, str]


def assemble(
    plan: Plan,
    ties: Iterable[Tie],
    things: _Known,
    records: _Readable,
    extra: Iterable[str] = (),
    notes: Sequence[str] = (),
) -> Picture:
    """Return the picture of the ties; the same ties give the same picture.

    Args:
        plan: how to draw.
        ties: what to draw.
        things: what the ends of the ties are.
        records: what stands behind the ties.
        extra: IRIs of things that are shown on request even without a tie.
        notes: what the reader must know of how the ties were chosen.
    """
    pairs: dict[Ends, list[str]] = defaultdict(list)
    for tie in ties:
        pairs[tie.start, tie.end, tie.stroke].append(f"{tie.record}\n{tie.relation}")
    tied = {end for ends in pairs for end in ends[:2]}
    pairs, kept, cut = _cut(pairs, plan.limit)
    behind: dict[str, set[str]] = defaultdict(set)
    for (start, end, _), members in pairs.items():
        told = {member.partition("\n")[0] for member in members}
        behind[start] |= told
        behind[end] |= told
    counts = {iri: len(members) for iri, members in behind.items()}
    left = [iri for iri in extra if iri not in tied]  # a thing that was cut off is none without a tie
    known = {iri: things.get(iri) for iri in dict.fromkeys([*counts, *kept, *left])}
    names = sorted(known, key=lambda iri: (known[iri].label.casefold(), iri))
    numbers = {iri: index for index, iri in enumerate(names)}
    edges = [
        (numbers[start], numbers[end], float(len(members))) for (start, end, _), members in pairs.items()
    ]
    measures = measure(len(names), edges)
    behind_all = sorted({member.partition("\n")[0] for members in pairs.values() for member in members})
    positions = {iri: index for index, iri in enumerate(behind_all)}
    read = [records.get(iri) for iri in behind_all]
    things_drawn = [known[iri] for iri in names]
    if plan.columns:
        shape = _in_columns(plan, things_drawn, counts, pairs, numbers)
    else:
        shape = _freely(things_drawn, edges, measures)
    nodes = tuple(
        _to_node(index, thing, counts.get(thing.iri, 0), shape, measures)
        for index, thing in enumerate(things_drawn)
    )
    ordered = sorted(pairs.items())
    bends = count_bends(ends[:2] for ends, _ in ordered)
    links = tuple(
        _to_link(index, ends, members, numbers, positions, read, bends[index])
        for index, (ends, members) in enumerate(ordered)
    )
    return Picture(
        name=plan.name,
        title=plan.title,
        summary=plan.summary,
        record_word=plan.record_word,
        nodes=nodes,
        links=links,
        claims=tuple(to_shown(record) for record in read),
        works=_to_works(things, read),
        columns=shape.columns,
        headings=shape.headings,
        width=shape.width,
        height=shape.height,
        height_with_empty=shape.height_with_empty,
        crossings=shape.crossings,
        opaque=shape.opaque,
        first_column=shape.first_column,
        focus=f"n{numbers[plan.focus]}" if plan.focus in numbers else "",
        notes=(*notes, *cut),
        kinds={kind: KINDS[kind] for kind in KINDS if any(node.kind == kind for node in nodes)},
        strokes={name: STROKES[name] for name in STROKES if any(link.stroke == name for link in links)},
    )


def _cut(
    pairs: dict[Ends, list[str]], limit: int
) -> tuple[dict[Ends, list[str]], tuple[str, ...], tuple[str, ...]]:
    """Return the pairs between the things with most records, these things, and what to tell of it.

    Where nothing is cut, there are no things that need to be named, and there is nothing to tell.

    Of links with equally many records those stay whose ends have most, so that not the alphabet decides.
    """
    counts: Counter[str] = Counter()
    for (start, end, _), members in pairs.items():
        counts[start] += len(members)
        counts[end] += len(members)
    if len(counts) <= limit and len(pairs) <= MOST_LINKS:
        return pairs, (), ()
    ranked = sorted(counts, key=lambda iri: (-counts[iri], iri))
    kept = set(ranked[:limit])
    inside = [(ends, members) for ends, members in pairs.items() if ends[0] in kept and ends[1] in kept]

    def worth(pair: tuple[Ends, list[str]]) -> tuple[int, int, int]:
        one, other = (counts[end] for end in pair[0][:2])
        return len(pair[1]), min(one, other), max(one, other)

    inside.sort(key=lambda pair: pair[0])
    inside.sort(key=worth, reverse=True)
    inside = inside[:MOST_LINKS]
    drawn = {end for ends, _ in inside for end in ends[:2]} or kept
    whole, most = (
        f"{len(counts):,} things and {len(pairs):,} links",
        f"{_the(len(drawn), 'thing')} with most records",
    )
    note = (
        f"Of {whole}, {most} and {_the(len(inside), 'strongest link')} between them are drawn."
        if inside
        else f"Of {whole}, no link is drawn and only {most}."
    )
    return dict(inside), tuple(sorted(drawn)), (note,)


def _the(count: int, word: str) -> str:
    return f"the {word}" if count == 1 else f"the {count:,} {word}s"


@dataclass
class _Shape:
    places: list[tuple[int, int, int, int]]  # x, y, width, column by thing
    groups: list[str]
    columns: tuple[Column, ...]
    headings: tuple[Heading, ...]
    width: int
    height: int
    height_with_empty: int
    crossings: int
    opaque: bool
    first_column: int


def _in_columns(
    plan: Plan,
    things: list[Thing],
    counts: dict[str, int],
    pairs: dict[Ends, list[str]],
    numbers: dict[str, int],
) -> _Shape:
    column_of = [min(plan.column_of(thing), len(plan.columns) - 1) for thing in things]
    groups = to_groups(things, column_of, counts, plan.grouped)
    spoken = [index for index, thing in enumerate(things) if thing.iri in counts]
    items = [Item(str(index), column_of[index], groups[index]) for index in spoken]
    layout = place(
        items,
        [
            (str(numbers[start]), str(numbers[end]), float(len(members)))
            for (start, end, _), members in pairs.items()
        ],
    )
    apart = plan.staggered and len(spoken) <= MOST_STAGGERED
    if apart:
        layout = stagger(layout)
    widths = [
        _fit_width(column, [thing for thing, place in zip(things, column_of, strict=True) if place == number])
        for number, column in enumerate(plan.columns)
    ]
    layout, column_of, owners = _to_lanes(layout, items, column_of, widths)
    columns, left = [], MARGIN
    for lane, owner in enumerate(owners):
        first = lane == 0 or owners[lane - 1] != owner
        if lane:
            left += plan.between if first else LANE
        title = plan.columns[owner].title if first else ""
        columns.append(Column(title, left + widths[owner] // 2, widths[owner]))
        left += widths[owner]
    stretch = max(1.0, min(ROOMY, LEAST_HEIGHT / layout.height))
    rows, lowest = _rows(layout, column_of, len(columns))
    rows = [round(TOP + (y - TOP) * stretch) for y in rows]
    return _Shape(
        places=[
            (columns[column].x, y, columns[column].width, column)
            for column, y in zip(column_of, rows, strict=True)
        ],
        groups=groups,
        columns=tuple(columns),
        headings=tuple(
            Heading(line.text, line.column, round(TOP + (line.y - TOP) * stretch + (stretch - 1) * ROW / 2))
            for line in layout.headings
            if line.text
        ),
        width=left + MARGIN,
        height=round(layout.height * stretch),
        height_with_empty=round((lowest + ROW) * stretch),
        crossings=layout.crossings,
        opaque=not apart,
        first_column=owners.index(min(plan.first_column, len(plan.columns) - 1)),
    )


def _to_lanes(
    layout: Layout, items: list[Item], column_of: list[int], widths: list[int]
) -> tuple[Layout, list[int], list[int]]:
    """Return layout, lane of every thing and column of every lane; columns of common length stay one lane."""
    counts = Counter(item.column for item in items)
    if max(counts.values(), default=0) <= MOST_ROWS:
        return layout, column_of, list(range(len(widths)))
    rows = count_rows([counts[number] for number in range(len(widths))], [one + LANE for one in widths], WIDE)
    layout, lane_of, owners = wrap(layout, items, rows)
    last = max(item.column for item in items)
    owners += range(last + 1, len(widths))  # columns in which nothing has a link
    lanes: dict[int, list[int]] = defaultdict(list)
    for lane, owner in enumerate(owners):
        lanes[owner].append(lane)
    return (
        layout,
        # things without a link are dealt out to the lanes of their column
        [
            lane_of.get(str(index), lanes[column][index % len(lanes[column])])
            for index, column in enumerate(column_of)
        ],
        owners,
    )


def _fit_width(column: ColumnPlan, members: list[Thing]) -> int:
    """Return the width of the boxes of a column: no wider than its longest label needs."""
    needed = [measure_text(to_plain(_label(thing)[:200]), LABEL) + IN_BOX for thing in members]
    return min(column.width, max([_NARROWEST, *map(math.ceil, needed)]))


def _rows(layout: Layout, column_of: list[int], columns: int) -> tuple[list[int], int]:
    """Return the y of every thing; those without a tie stand below the others of their column."""
    lowest = [layout.height + ROW] * columns
    rows = []
    for index, column in enumerate(column_of):
        y = layout.y.get(str(index))
        if y is None:
            lowest[column] += ROW
            y = lowest[column]
        rows.append(y)
    return rows, max(lowest) if len(rows) > len(layout.y) else layout.height


def _freely(things: list[Thing], edges: Sequence[tuple[int, int, float]], measures: Measures) -> _Shape:
    widths = [measure_text(_cut_label(thing), LABEL) + BESIDE for thing in things]
    places = place_freely(len(things), edges, measures.communities, widths)
    width = max((x + w for (x, _), w in zip(places, widths, strict=True)), default=0.0)
    height = max((y for _, y in places), default=0.0)
    margin = 3 * MARGIN
    return _Shape(
        places=[
            (round(x) + margin, round(y) + margin, round(w), -1)
            for (x, y), w in zip(places, widths, strict=True)
        ],
        groups=[thing.group for thing in things],
        columns=(),
        headings=(),
        width=round(width) + 2 * margin,
        height=round(height) + 2 * margin,
        height_with_empty=round(height) + 2 * margin,
        crossings=0,
        opaque=False,
        first_column=0,
    )


def _cut_label(thing: Thing) -> str:
    text = to_plain(_label(thing)[:200])
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _label(thing: Thing) -> str:
    return (
        to_heading(thing.definition)[0] if thing.kind == "discrepancy" and thing.definition else thing.label
    )


def _to_node(index: int, thing: Thing, claims: int, shape: _Shape, measures: Measures) -> DrawnNode:
    x, y, width, column = shape.places[index]
    label = _label(thing)
    return DrawnNode(
        id=f"n{index}",
        key=to_path(thing.iri),
        label=label,
        text=to_plain(label[:200]),
        kind=thing.kind if thing.kind in KINDS else "other",
        group=shape.groups[index],
        column=column,
        x=x,
        y=y,
        width=width,
        claims=claims,
        words=thing.aliases,
        formula=thing.formula,
        definition=thing.definition,
        address=_web_address(thing.address),
        year=thing.year,
        community=measures.communities[index],
        between=measures.between[index],
        rank=measures.ranks[index],
    )


def _to_link(
    index: int,
    ends: Ends,
    members: list[str],
    numbers: dict[str, int],
    positions: dict[str, int],
    read: list[Record],
    bend: int,
) -> DrawnLink:
    start, end, stroke = ends
    parts = [member.partition("\n") for member in members]
    claims = sorted({positions[record] for record, _, _ in parts})
    works = {
        work for claim in claims for work in (read[claim].finding_of or (read[claim].asserted_by,)) if work
    }
    return DrawnLink(
        id=f"e{index}",
        key=f"{to_path(start)}~{stroke}~{to_path(end)}",
        start=f"n{numbers[start]}",
        end=f"n{numbers[end]}",
        stroke=stroke,
        relations=tuple(sorted({relation for _, _, relation in parts if relation})),
        works=tuple(sorted(works)),
        claims=tuple(claims),
        bend=bend,
    )


def to_shown(record: Record) -> dict[str, Any]:
    """Return a record as the page shows it: keys instead of IRIs, quotes and headings set for reading."""
    shown = asdict(record)
    shown["key"] = to_path(shown.pop("iri"))
    del shown["works"]
    for part in (*shown["passages"], *shown["remarks"]):
        part["key"] = to_path(part.pop("iri"))
    for passage in shown["passages"]:
        passage["quote"] = to_passage_text(passage["quote"], passage["place"])
    for remark in shown["remarks"]:
        if remark["role"] == "discrepancy" and remark["text"]:
            remark["label"], remark["text"] = to_heading(remark["text"])
    return shown


def _to_works(things: _Known, read: list[Record]) -> tuple[DrawnWork, ...]:
    behind: dict[str, list[int]] = {}
    for index, record in enumerate(read):
        for work in record.works:
            behind.setdefault(work, []).append(index)
    works = []
    for iri, members in behind.items():
        thing = things.get(iri)
        address = _web_address(thing.address)
        works.append(DrawnWork(to_path(iri), thing.label, thing.definition, address, tuple(members)))
    return tuple(sorted(works, key=lambda work: (work.label.casefold(), work.key)))


def _web_address(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""
