"""The home page and the pages that list all things of a kind."""

from collections.abc import Iterator
from typing import Final

from kg.draw.picture import Picture
from kg.draw.sentences import to_heading
from kg.publish.authors import find_works
from kg.publish.opening import open_overview
from kg.publish.page import Cell, Head, Page, Section, make_section, to_cell
from kg.publish.reader import NOTHING, Reader, Ref
from kg.publish.titles import SITE_NAME

_TOP: Final = 10  # things of a kind on the home page
_COUNTED: Final = (
    ("al:Work", "works"),
    ("al:Claim", "claims"),
    ("al:Mechanism", "mechanisms"),
    ("al:Material", "materials"),
    ("al:System", "tested cells"),
    ("al:Citation", "citations"),
    ("al:Person", "people"),
    ("al:Evidence", "passages"),
    ("al:ReadingDecision", "reading decisions"),
    ("al:Discrepancy", "discrepancies"),
)
_ENDS: Final = ("al:subject", "al:object", "al:through")


class Overviews:
    """Makes the pages that are about many things."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._told: dict[str, int] = {}

    def iter_pages(self) -> Iterator[Page]:
        """Yield the lists of mechanisms, materials, works and people."""
        yield self._make_mechanisms()
        yield self._make_materials()
        yield self._make_works()
        yield self._make_people()

    def make_home(self, picture: Picture | None, more: dict[str, object]) -> Page:
        """Return the home page.

        Args:
            picture: the things of which most is said.
            more: what only the template needs: questions to ask, whether there is a picture.
        """
        counts = tuple((word, number) for kind, word in _COUNTED if (number := self._count(kind)))
        return Page(
            path="index.html",
            title=f"{SITE_NAME}: what battery papers claim about mechanisms and materials",
            heading="What battery papers claim, claim by claim",
            kind="home",
            word="",
            template="home.html",
            description=(
                "Materials, mechanisms and cell performance of anodeless batteries: who says so, "
                "whose finding it is, and where to read it."
            ),
            picture=picture,
            extra={
                "counts": counts,
                "papers": self._papers(),
                "mechanisms": self._top(("al:Mechanism",)),
                "materials": self._top(("al:Material",)),
                "failures": self._top(("al:FailurePhenomenon",)),
                "effects": self._top(("al:Effect",)),
                "disputes": self._disputes(),
                "has_picture": False,
                "questions": (),
                **more,
            },
        )

    def _count(self, kind: str) -> int:
        return sum(1 for _ in self._reader.iter_instances(kind))

    def _papers(self) -> tuple[tuple[Ref, str, str, tuple[tuple[int, str], ...]], ...]:
        """Return the works that were read, newest first: work, title, journal and year, what was recorded."""
        reader = self._reader
        found = []
        for iri in reader.iter_instances("al:Work"):
            if reader.is_read(iri):
                where = ", ".join(
                    part for part in (reader.word(iri, "al:inJournal"), reader.one(iri, "al:year")) if part
                )
                found.append(
                    (
                        -reader.number(iri, "al:year"),
                        iri,
                        (reader.ref(iri), reader.one(iri, "dcterms:title"), where, self._held(iri)),
                    )
                )
        return tuple(row for _, _, row in sorted(found)[:_TOP])

    def _held(self, work: str) -> tuple[tuple[int, str], ...]:
        """Return how many claims, discrepancies and open decisions a work has, with the word for them."""
        reader = self._reader
        found = reader.incoming(work, "al:inWork")
        decisions = [iri for iri in found if reader.is_a(iri, "al:ReadingDecision")]
        counts = (
            (len(reader.incoming(work, "al:assertedBy")), "claim", "claims"),
            (
                sum(reader.is_a(iri, "al:Discrepancy") for iri in found),
                "discrepancy",
                "discrepancies",
            ),
            (
                sum(reader.one(iri, "al:status").endswith("/open") for iri in decisions),
                "open decision",
                "open decisions",
            ),
        )
        return tuple((number, one if number == 1 else many) for number, one, many in counts)

    def _claims(self, iri: str) -> int:
        if iri not in self._told:
            self._told[iri] = len({claim for end in _ENDS for claim in self._reader.claims(iri, end)})
        return self._told[iri]

    def _top(self, kinds: tuple[str, ...]) -> tuple[tuple[Ref, int], ...]:
        members = {iri for kind in kinds for iri in self._reader.iter_instances(kind)}
        best = sorted(members, key=lambda iri: (-self._claims(iri), iri))[:_TOP]
        return tuple((self._reader.ref(iri), self._claims(iri)) for iri in best if self._claims(iri))

    def _disputes(self) -> tuple[tuple[Ref, str], ...]:
        reader = self._reader
        grave = [
            iri
            for iri in reader.iter_instances("al:Discrepancy")
            if reader.one(iri, "al:severity").endswith("/high")
        ]
        return tuple(
            (reader.ref(iri), to_heading(reader.one(iri, "al:summary"))[0] or reader.name(iri))
            for iri in sorted(grave)[:5]
        )

    def _make_mechanisms(self) -> Page:
        sections = []
        for kind, title in (
            ("al:Mechanism", "Mechanisms"),
            ("al:Effect", "Effects wanted"),
            ("al:FailurePhenomenon", "What goes wrong"),
        ):
            sections.append(self._concepts(kind, title, "skos:broader", "Group"))
        return self._page(
            "mechanisms.html",
            "Mechanisms, effects and failures",
            (
                "How materials are said to work, what is gained, and what goes wrong. The number "
                "says how many claims speak of each."
            ),
            tuple(sections),
        )

    def _make_materials(self) -> Page:
        sections = (
            self._concepts("al:Material", "Materials", "al:materialClass", "Class"),
            self._concepts("al:Process", "Processes", "skos:broader", "Group"),
            make_section(
                "classes",
                "Classes of materials",
                "refs",
                self._reader.to_refs(self._reader.iter_instances("al:MaterialClass")),
            ),
            make_section(
                "roles",
                "Roles in a cell",
                "refs",
                self._reader.to_refs(self._reader.iter_instances("al:Role")),
            ),
        )
        return self._page(
            "materials.html",
            "Materials and processes",
            "What electrodes, interlayers and electrolytes are made of, and how.",
            sections,
        )

    def _concepts(self, kind: str, title: str, above: str, head: str) -> Section:
        reader = self._reader
        members = sorted(
            reader.iter_instances(kind),
            key=lambda iri: (-self._claims(iri), reader.name(iri).casefold(), iri),
        )
        rows = []
        for iri in members:
            ref = reader.ref(iri)
            group = next(iter(reader.refs(iri, above)), NOTHING)
            short = ", ".join((*reader.all(iri, "skos:notation"), *reader.all(iri, "al:formula"))[:2])
            rows.append(
                (
                    to_cell(ref, short if short != ref.label else ""),
                    Cell(reader.one(iri, "skos:definition")),
                    to_cell(group),
                    Cell(str(self._claims(iri)), kind="number"),
                )
            )
        heads = (Head(title), Head("What it means"), Head(head), Head("Claims", kind="number"))
        return make_section(title.split()[0].lower(), title, "table", rows, heads=heads)

    def _make_works(self) -> Page:
        reader = self._reader
        read: list[tuple[Cell, ...]] = []
        known: list[tuple[Cell, ...]] = []
        for iri in sorted(
            reader.iter_instances("al:Work"),
            key=lambda iri: (-reader.number(iri, "al:year"), reader.name(iri).casefold(), iri),
        ):
            ref = reader.ref(iri)
            row = (
                to_cell(ref, reader.one(iri, "dcterms:title"), work=iri),
                Cell(reader.word(iri, "al:inJournal")),
                Cell(reader.one(iri, "al:year"), kind="number"),
                Cell(_number(reader.count_claims(iri, "al:findingOf")), kind="number"),
                Cell(
                    _number(sum(1 for _ in reader.iter_incoming(iri, "cito:hasCitedEntity"))), kind="number"
                ),
            )
            (read if reader.is_read(iri) else known).append(row)
        heads = (
            Head("Work"),
            Head("Journal"),
            Head("Year", kind="number"),
            Head("Findings told", kind="number"),
            Head("Cited", kind="number"),
        )
        sections = (
            make_section("read", "Read for this graph", "table", read, heads=heads),
            make_section(
                "known",
                "Known through others",
                "table",
                known,
                heads=heads,
                note=(
                    "What these works found is told by the works above; none of them has been read "
                    "for this graph itself."
                ),
            ),
        )
        return self._page(
            "works.html", "Works", "Papers that were read, and papers that they cite.", sections
        )

    def _make_people(self) -> Page:
        reader = self._reader
        rows = []
        for iri in reader.iter_instances("al:Person"):
            ref = reader.ref(iri)
            works = find_works(reader, iri)
            places = ", ".join(place.label for place in reader.refs(iri, "al:affiliation"))
            rows.append(
                (
                    (-len(works), ref.label.casefold(), iri),
                    (
                        to_cell(ref),
                        Cell(str(len(works)), kind="number"),
                        Cell(", ".join(reader.names(works[:4]))),
                        Cell(places),
                    ),
                )
            )
        heads = (Head("Person"), Head("Works", kind="number"), Head("Which"), Head("Affiliation"))
        organisations = reader.to_refs(reader.iter_instances("al:Organisation"))
        sections = (
            make_section("organisations", "Organisations", "refs", organisations),
            make_section(
                "people",
                "People",
                "table",
                (row for _, row in sorted(rows, key=lambda pair: pair[0])),
                heads=heads,
            ),
            make_section(
                "identity",
                "Who is who: identity decisions",
                "refs",
                reader.to_refs(reader.iter_instances("al:IdentityDecision")),
            ),
        )
        return self._page(
            "people.html",
            "People and organisations",
            "Authors of all works, those of several works first.",
            sections,
        )

    def _page(self, path: str, heading: str, lead: str, sections: tuple[Section, ...]) -> Page:
        return open_overview(path, heading, kind="list", lead=lead, sections=sections, description=lead)


def _number(count: int) -> str:
    return str(count) if count else ""
