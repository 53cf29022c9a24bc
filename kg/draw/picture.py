"""What a picture is: things and links at their places, and the records behind every link.

A drawn link stands for all records of one pair and one stroke; its width grows with their number and every
one of them is listed behind it. Every view makes its picture with `kg.draw.assemble`.
"""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from kg.draw.layout import Heading

Shape = Literal[
    "dot", "square", "hexagon", "triangle", "fall", "diamond", "page", "ring", "house", "bar", "cross", "star"
]
Head = Literal["arrow", "bar", "circle", "crow", "none"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: the word for it, its sign, and the custom property of the style that colours it."""

    word: str
    shape: Shape
    colour: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A kind of link: the words for it, its colour, the pattern of its line and the head it ends in."""

    word: str
    colour: str
    dash: tuple[float, ...]
    head: Head


KINDS: Final[dict[str, Kind]] = {
    "material": Kind("material", "dot", "material"),
    "process": Kind("process", "square", "process"),
    "mechanism": Kind("mechanism", "hexagon", "mechanism"),
    "effect": Kind("effect wanted", "triangle", "effect"),
    "failure": Kind("failure", "fall", "failure"),
    "system": Kind("tested cell", "diamond", "system"),
    "quantity": Kind("quantity", "bar", "quantity"),
    "work": Kind("work", "page", "work"),
    "person": Kind("person", "ring", "person"),
    "organisation": Kind("institution", "house", "organisation"),
    "discrepancy": Kind("discrepancy", "cross", "discrepancy"),
    "decision": Kind("reading decision", "star", "process"),
    "value": Kind("value", "bar", "quantity"),
    "other": Kind("other", "star", "other"),
}
STROKES: Final[dict[str, Stroke]] = {
    "promoting": Stroke("promotes", "promoting", (), "arrow"),
    "suppressing": Stroke("works against", "suppressing", (6, 4), "bar"),
    "neutral": Stroke("shows, forms, requires", "neutral", (1.5, 3.5), "circle"),
    "denied": Stroke("denied", "denied", (12, 3, 2, 3), "crow"),
    "part": Stroke("built with", "material", (1.5, 3.5), "circle"),
    "value": Stroke("value reported", "quantity", (), "arrow"),
    "unreported": Stroke("not reported", "suppressing", (2, 5), "crow"),
    "data": Stroke("takes results from", "promoting", (), "arrow"),
    "support": Stroke("rests statements on", "mechanism", (6, 3), "arrow"),
    "solution": Stroke("sees a solution in", "material", (12, 3, 2, 3), "circle"),
    "background": Stroke("background", "neutral", (1.5, 3.5), "arrow"),
    "dispute": Stroke("disagrees with", "suppressing", (8, 3), "bar"),
    "author": Stroke("wrote", "person", (), "arrow"),
    "together": Stroke("wrote together", "person", (), "none"),
    "member": Stroke("works at, part of", "organisation", (6, 4), "circle"),
    "high": Stroke("high severity", "failure", (), "bar"),
    "medium": Stroke("medium severity", "denied", (6, 4), "circle"),
    "low": Stroke("low severity", "neutral", (1.5, 3.5), "circle"),
    "source": Stroke("is a source on", "neutral", (3, 3), "arrow"),
    "relation": Stroke("related", "mechanism", (), "arrow"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a layered picture: heading, x of its middle and width of its boxes, at scale 1."""

    title: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A thing of the picture.

    Attributes:
        id: "n" and its position in the list.
        key: the path of its IRI below the project's base, or the whole IRI of a foreign thing.
        label: its name in full.
        text: its name for a canvas, at most 200 characters, subscripts as characters.
        kind: one of the picture's kinds.
        group: the heading it stands under.
        column: its column; -1 in a picture without columns.
        x: x of its middle at scale 1, in pixels.
        y: y of its middle.
        width: width of its box; of its label where there are no columns.
        claims: number of records behind its links; 0: shown on request.
        words: other names.
        formula: chemical formula.
        definition: one sentence on it.
        address: web address, "" where there is none.
        year: year of a work, 0 where there is none.
        community: number of its community, counted from 0 by size; -1 where it has no link.
        between: betweenness centrality, 0 to 1.
        rank: PageRank, 0 to 1.
    """

    id: str
    key: str
    label: str
    text: str
    kind: str
    group: str
    column: int
    x: int
    y: int
    width: int
    claims: int
    words: tuple[str, ...] = ()
    formula: str = ""
    definition: str = ""
    address: str = ""
    year: int = 0
    community: int = -1
    between: float = 0.0
    rank: float = 0.0


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """A line of the picture, and the records (positions in `Picture.claims`) it stands for.

    `bend` counts the lines of the same two things that come before it, so that each runs another way.
    """

    id: str
    key: str
    start: str
    end: str
    stroke: str
    relations: tuple[str, ...]
    works: tuple[str, ...]
    claims: tuple[int, ...]
    bend: int = 0


@dataclass(frozen=True, slots=True)
class DrawnWork:
    """A publication behind the records; `claims` are positions in `Picture.claims`."""

    key: str
    label: str
    title: str
    address: str
    claims: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """Everything a page, an SVG file or an export needs; lists are in a stable order.

    Attributes:
        name: name of the view it was made by.
        title: its heading.
        summary: what it shows, in one sentence.
        record_word: what one record is called: "claim", "citation".
        nodes: the things.
        links: the lines.
        claims: the records behind the lines, as the page shows them.
        works: the publications the records rest on.
        columns: the columns of a layered picture; empty where things stand freely.
        headings: the headings within columns.
        width: width at scale 1, in pixels.
        height: height without the things of which nothing is said.
        height_with_empty: height with them.
        crossings: how many lines cross.
        opaque: whether a column hides the lines that run behind it, as where its boxes stand close together.
        first_column: the column that a narrow screen shows first, where no thing is the focus.
        focus: id of the thing that the picture is about, which a narrow screen shows first; "" for none.
        notes: what the reader must know, such as that only the most connected things are shown.
        kinds: the kinds that occur.
        strokes: the strokes that occur.
    """

    name: str
    title: str
    summary: str
    record_word: str
    nodes: tuple[DrawnNode, ...]
    links: tuple[DrawnLink, ...]
    claims: tuple[dict[str, Any], ...]
    works: tuple[DrawnWork, ...]
    columns: tuple[Column, ...]
    headings: tuple[Heading, ...]
    width: int
    height: int
    height_with_empty: int
    crossings: int = 0
    opaque: bool = False
    first_column: int = 0
    focus: str = ""
    notes: tuple[str, ...] = ()
    kinds: dict[str, Kind] = field(default_factory=dict)
    strokes: dict[str, Stroke] = field(default_factory=dict)
