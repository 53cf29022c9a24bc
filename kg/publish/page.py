"""What a page is before it is set: heading, facts, and sections in the order a reader wants."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, NamedTuple

from kg.draw.picture import Picture
from kg.publish.reader import Ref
from kg.publish.statements import Passage, Statement, StatementReader

ROWS: Final = 250  # statements or rows on one page; what has more goes on, on further pages
Shape = Literal[
    "claims",
    "table",
    "refs",
    "prose",
    "gaps",
    "layers",
    "passages",
    "remarks",
    "citations",
    "charts",
]


class Fact(NamedTuple):
    """A property of the thing: its name, and its values as words or things."""

    name: str
    values: tuple[Ref | str, ...]


class Gap(NamedTuple):
    """Something that is not known, and things to which one would turn."""

    text: str
    refs: tuple[Ref, ...] = ()


class Cell(NamedTuple):
    """A cell of a table.

    Attributes:
        text: its words.
        link: where they lead, "" for nowhere.
        more: a second line.
        kind: how it is set.
        work: the work whose row it begins, for reference managers; "" in other rows.
        iri: the thing it names, "" where it names none that has a page.
        refs: where it names several, each of them; their names make up the words.
        notes: further lines, each with where it leads.
    """

    text: str
    link: str = ""
    more: str = ""
    kind: str = ""
    work: str = ""
    iri: str = ""
    refs: tuple[Ref, ...] = ()
    notes: tuple[Ref, ...] = ()


def to_cell(ref: Ref, more: str = "", *, work: str = "") -> Cell:
    """Return the cell that names a thing and leads to its page."""
    return Cell(ref.label, ref.page, more, work=work, iri=ref.iri if ref.page else "")


class Head(NamedTuple):
    """The heading of a column: its words, its unit, how its cells are set."""

    label: str
    unit: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims that say the same kind of thing, read only when the page is set.

    Attributes:
        verb: the relation in words; the name of the quantity for values.
        other: the thing at the other end, None where there is none.
        before: whether the other thing comes first, as in "magnesium exhibits (this)".
        polarity: see `Statement.polarity`.
        claims: IRIs of the claims.
        reader: reads them.
    """

    verb: str
    other: Ref | None
    before: bool
    polarity: str
    claims: tuple[str, ...]
    reader: StatementReader

    def read(self) -> tuple[Statement, ...]:
        """Return the claims as statements."""
        return self.reader.read_all(self.claims)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Attributes:
        id: its anchor.
        title: its heading.
        shape: how its items are set, and so what they are: `ClaimGroup` for "claims", tuples of `Cell` for
            "table", `Ref` for "refs", text for "prose", `Gap` for "gaps", tuples of `Ref` and words for
            "layers", `Passage` for "passages", `Remark` for "remarks", `SmallChart` for "charts".
        items: what it holds.
        note: a sentence below the heading.
        heads: headings of the columns of a table.
        more: page with the rest, as `Ref`.
        whole: number of statements or rows, where some of them stand on other pages or nowhere; else 0.
    """

    id: str
    title: str
    shape: Shape
    items: tuple[Any, ...]
    note: str = ""
    heads: tuple[Head, ...] = ()
    more: Ref | None = None
    whole: int = 0

    @property
    def size(self) -> int:
        """The number of statements or rows, with those that stand elsewhere."""
        return self.whole or sum(map(_weight, self.items))


class Later(NamedTuple):
    """A section that begins on a later page than the first: its anchor, its heading, and where."""

    id: str
    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page ready to be set.

    Attributes:
        path: where it lies below the top of the site.
        title: what the browser shows; no two pages have the same.
        heading: what stands at the top.
        kind: name of the kind of thing, or of the page.
        word: what the thing is called, such as "mechanism".
        template: the file of `site/templates`.
        iri: the thing of which it tells, "" for other pages.
        lead: definition or first sentence.
        aliases: other names.
        crumbs: the pages above it.
        facts: properties of the thing.
        sections: what is said.
        description: one sentence for search engines.
        passages: where the thing itself can be read.
        picture: what stands around it, None where there is too little to draw.
        extra: what only its own template knows; "files" are paths and contents of what lies beside it.
        part: number of this page where the sections go over several, and how many there are.
        policy: "" or "engine", see `site/README.md`.
    """

    path: str
    title: str
    heading: str
    kind: str
    word: str
    template: str = "entity.html"
    iri: str = ""
    lead: str = ""
    aliases: tuple[str, ...] = ()
    crumbs: tuple[Ref, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    description: str = ""
    passages: tuple[Passage, ...] = ()
    picture: Picture | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    part: tuple[int, int] = (1, 1)
    policy: str = ""


def make_section(
    id: str,  # noqa: A002 - the attribute is called so
    title: str,
    shape: Shape,
    items: Iterable[Any],
    *,
    note: str = "",
    heads: Sequence[Head] = (),
    more: Ref | None = None,
) -> Section:
    """Return a section; one without items is left out by `kept`."""
    return Section(id, title, shape, tuple(items), note, tuple(heads), more)


def kept(*sections: Section | None) -> tuple[Section, ...]:
    """Return the sections that hold something."""
    return tuple(section for section in sections if section is not None and section.items)


def iter_parts(page: Page) -> Iterator[Page]:
    """Yield the page, and where its sections are too long for one page, the pages on which they go on.

    The first one has the anchors of all sections: those that begin on later pages are named there.
    """
    parts = list(_split(page.sections))
    extra = page.extra | {"first_path": page.path}
    begun = {section.id for section in parts[0]}
    later: list[Later] = []
    for number, sections in enumerate(parts, 1):
        for section in sections:
            if section.id not in begun:
                begun.add(section.id)
                later.append(Later(section.id, section.title, f"{part_path(page.path, number)}#{section.id}"))
    for number, sections in enumerate(parts, 1):
        if number == 1:
            yield replace(page, sections=sections, part=(1, len(parts)), extra=extra | {"later": later})
            continue
        yield replace(
            page,
            path=part_path(page.path, number),
            title=f"{page.title}, page {number}",
            sections=sections,
            part=(number, len(parts)),
            extra=extra,
            facts=(),
            passages=(),
            picture=None,
        )


def part_path(path: str, number: int) -> str:
    """Return the path of a further page: "material/mg.html" goes on in "material/mg~2.html"."""
    return path if number == 1 else f"{path.removesuffix('.html')}~{number}.html"


def _split(sections: tuple[Section, ...]) -> Iterator[tuple[Section, ...]]:
    """Yield runs of sections of at most `ROWS` statements or rows each; what is not known stays in front."""
    here: list[Section] = []
    room = ROWS
    for section in sections:
        items = deque(section.items)
        if not items:
            continue
        while items:
            taken: list[Any] = []
            while items and room > 0:
                item = items.popleft()
                weight = _weight(item)
                if weight > room and isinstance(item, ClaimGroup):
                    taken.append(replace(item, claims=item.claims[:room]))
                    items.appendleft(replace(item, claims=item.claims[room:]))
                    room = 0
                else:
                    taken.append(item)
                    room -= weight
            if taken:
                here.append(replace(section, items=tuple(taken), whole=section.size))
            if items:
                yield tuple(here)
                here, room = [], ROWS
    yield tuple(here)


def _weight(item: object) -> int:
    return len(item.claims) if isinstance(item, ClaimGroup) else 1
