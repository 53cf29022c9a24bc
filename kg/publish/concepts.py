"""Pages of the things that papers speak of: mechanisms, effects, failures, materials and the like."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from kg.formulas import to_plain
from kg.publish.cells import to_cell_table
from kg.publish.claim_groups import ClaimGrouper
from kg.publish.design import PARTS
from kg.publish.kinds import Kind
from kg.publish.matches import to_match_facts
from kg.publish.opening import open_thing
from kg.publish.page import ClaimGroup, Fact, Page, Section, make_section
from kg.publish.reader import Ref
from kg.publish.sources import PageSources
from kg.publish.statements import read_touching, to_polarity
from kg.publish.unknown import PHENOMENA, Unknown, to_gaps

_MATERIALS_KEPT: Final = 128  # whose cells are remembered: every mechanism asks for those of its materials
_SHOWS: Final = frozenset({"promoting", "neutral"})


class _Cells(NamedTuple):
    """Tested cells: said to show a thing or built with it, against it, built with what is said to show it."""

    told: tuple[str, ...]
    against: tuple[str, ...]
    built: tuple[str, ...]


class ConceptPages:
    """Makes the page of one entry of the ontology.

    Args:
        sources: what pages are made from.
    """

    def __init__(self, sources: PageSources) -> None:
        self._reader = sources.reader
        self._claims = ClaimGrouper(sources.reader, sources.statements)
        self._asking = sources.asking
        self._cells = sources.cells
        self._neighbours = sources.neighbours
        self._charts = sources.charts
        self._unknown = Unknown(sources.reader)
        self._users = lru_cache(maxsize=_MATERIALS_KEPT)(self._find_users)

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a mechanism, effect, failure, material, process, role, method or quantity."""
        reader = self._reader
        label = reader.name(iri)
        as_subject = reader.claims(iri, "al:subject")
        as_object = reader.claims(iri, "al:object")
        cells = self._find_cells(iri, kind, as_object)
        outward = self._claims.group(as_subject, "al:object", before=False)
        inward = self._claims.group(as_object, "al:subject", before=True)
        narrower = reader.incoming(iri, "skos:broader")
        members = self._find_members(iri, kind)
        below = tuple(dict.fromkeys((*narrower, *members)))
        about = (*reader.incoming(iri, "al:about"), *reader.claims(iri, "al:quantity"))
        claims = tuple(dict.fromkeys((*as_subject, *as_object, *about)))
        definition = reader.one(iri, "skos:definition")
        return open_thing(
            reader,
            iri,
            kind,
            lead=definition,
            aliases=self._aliases(iri, label),
            above=self._above(iri),
            facts=self._facts(iri, kind),
            sections=(
                *self._claim_sections(iri, kind, inward, outward),
                self._values(iri),
                *self._cell_sections(kind, cells),
                self._charts.of_quantity(iri)
                if kind.name == "quantity"
                else self._charts.of_cells((*cells.told, *cells.built)),
                to_gaps(self._unknown.iter_concept(iri, kind, claims, cells.told, below)),
                make_section("below", "Narrower", "refs", reader.to_refs(narrower)),
                make_section("related", "Related", "refs", self._related(iri)),
                make_section("members", "Materials", "refs", reader.to_refs(members)),
                self._behind(iri),
                make_section(
                    "records", "Reading decisions and discrepancies", "remarks", read_touching(reader, iri)
                ),
                self._asking.make_section(iri),
            ),
            description=definition or f"{label}: {kind.word}, with every claim about it and where it stands.",
            picture=self._neighbours.draw_concept(iri, inward, outward, cells.told),
        )

    def _aliases(self, iri: str, label: str) -> tuple[str, ...]:
        reader = self._reader
        names = [
            name
            for predicate in ("skos:notation", "al:formula", "skos:altLabel", "al:abbreviation")
            for name in reader.all(iri, predicate)
        ]
        shown: dict[str, str] = {}  # one of those that look the same when set, as Li3N and Li₃N do
        for name in names:
            shown.setdefault(to_plain(name), name)
        shown.pop(to_plain(label), None)
        return tuple(shown.values())

    def _above(self, iri: str) -> tuple[Ref, ...]:
        chain: list[str] = []
        above = self._reader.one(iri, "skos:broader") or self._reader.one(iri, "al:materialClass")
        while above and above not in chain and above != iri:
            chain.append(above)
            above = self._reader.one(above, "skos:broader")
        return tuple(self._reader.ref(step) for step in reversed(chain))

    def _facts(self, iri: str, kind: Kind) -> tuple[Fact, ...]:
        reader = self._reader
        found = [
            Fact("formula", reader.all(iri, "al:formula")),
            Fact("class", reader.refs(iri, "al:materialClass")),
            Fact("elements", reader.all(iri, "al:containsElement")),
            Fact("consists of", reader.refs(iri, "al:hasConstituent")),
            Fact("part of", reader.to_refs(reader.incoming(iri, "al:hasConstituent"))),
            Fact("role in a cell", reader.refs(iri, "al:mayPlayRole")),
            Fact("broader", reader.refs(iri, "skos:broader")),
            Fact(
                "unit",
                tuple(
                    reader.one(unit, "qudt:symbol") or reader.name(unit)
                    for unit in reader.all(iri, "al:preferredUnit")
                ),
            ),
            Fact("note", reader.all(iri, "skos:scopeNote")),
        ]
        if kind.name not in PHENOMENA:
            found = [fact for fact in found if fact.name != "broader"]
        return (*found, *to_match_facts(reader, iri))

    def _claim_sections(
        self, iri: str, kind: Kind, inward: tuple[ClaimGroup, ...], outward: tuple[ClaimGroup, ...]
    ) -> Iterator[Section]:
        reader = self._reader
        label = reader.name(iri)
        shown = tuple(group for group in inward if group.polarity == "neutral")
        moved = tuple(group for group in inward if group.polarity in {"promoting", "suppressing"})
        denied = tuple(group for group in inward if group.polarity == "denied")
        if kind.name in {"mechanism", "effect"}:
            yield make_section("where", "Where it is reported", "claims", shown)
            yield make_section("does", "What it leads to", "claims", outward)
            yield make_section("causes", "What brings it about, and what works against it", "claims", moved)
        elif kind.name == "failure":
            yield make_section(
                "against",
                "What works against it, and what brings it about",
                "claims",
                sorted(moved, key=lambda group: group.polarity != "suppressing"),
            )
            yield make_section("where", "Where it is reported", "claims", shown)
            yield make_section("does", "What it leads to", "claims", outward)
        else:
            yield make_section("does", f"What is said of {label}", "claims", outward)
            yield make_section(
                "causes", f"What acts on {label}, forms or needs it", "claims", (*moved, *shown)
            )
        yield make_section("denied", "Denied", "claims", denied)
        yield make_section(
            "through", "What works through it", "claims", self._claims.whole(reader.claims(iri, "al:through"))
        )
        compared = self._claims.whole(reader.claims(iri, "al:comparedWith"))
        yield make_section("compared", "What is compared with it", "claims", compared)

    def _values(self, iri: str) -> Section:
        about = self._reader.incoming(iri, "al:about")
        grouped: dict[str, list[str]] = {}
        for claim in about:
            if self._reader.is_a(claim, "al:PerformanceClaim"):
                grouped.setdefault(self._reader.word(claim, "al:quantity"), []).append(claim)
        groups = (group for name in sorted(grouped) for group in self._claims.whole(grouped[name], name))
        return make_section("values", "Values", "claims", groups)

    def _find_cells(self, iri: str, kind: Kind, as_object: tuple[str, ...]) -> _Cells:
        """Return the tested cells that have to do with a thing, by what they have to do with it."""
        reader = self._reader
        told: dict[str, list[str]] = {"shown": [], "against": [], "denied": []}
        materials = []
        for claim in as_object:
            subject, polarity = reader.one(claim, "al:subject"), to_polarity(reader, claim)
            place = "shown" if polarity in _SHOWS else "denied" if polarity == "denied" else "against"
            if reader.is_a(subject, "al:System"):
                told[place].append(subject)
            elif place == "shown" and reader.is_a(subject, "al:Material"):
                materials.append(subject)
        shown = dict.fromkeys((*told["shown"], *self._users(iri)))
        against = dict.fromkeys(cell for cell in told["against"] if cell not in shown)
        built: dict[str, None] = {}
        if kind.name == "mechanism":
            every = (self._users(material) for material in dict.fromkeys(materials))
            built = dict.fromkeys(user for some in every for user in some if user not in shown)
        return _Cells(tuple(shown), tuple(against), tuple(built))

    def _find_users(self, iri: str) -> tuple[str, ...]:
        """Return the tested cells that are built with a thing, use it, or have a value of it."""
        reader = self._reader
        layers = [layer for role in ("al:material", "al:role") for layer in reader.incoming(iri, role)]
        found = [system for layer in layers for system in reader.incoming(layer, "al:hasLayer")]
        found += [system for role in PARTS for system in reader.incoming(iri, role)]
        found += [
            system
            for claim in reader.claims(iri, "al:quantity")
            for system in reader.all(claim, "al:about")
            if reader.is_a(system, "al:System")
        ]
        return tuple(dict.fromkeys(system for system in found if reader.is_a(system, "al:System")))

    def _cell_sections(self, kind: Kind, cells: _Cells) -> Iterator[Section]:
        titles = {
            "mechanism": "Tested cells said to show it",
            "effect": "Tested cells said to show it",
            "failure": "Tested cells said to suffer from it",
            "quantity": "Tested cells with a value of it",
        }
        title = titles.get(kind.name, "Tested cells built with it")
        yield to_cell_table(self._cells, cells.told, title)
        yield to_cell_table(
            self._cells, cells.against, "Tested cells said to work against it", id="against-it"
        )
        yield to_cell_table(
            self._cells,
            cells.built,
            "Tested cells built with what is said to show it",
            id="built",
            note="Of the materials it is said, not of these cells themselves.",
        )

    def _related(self, iri: str) -> tuple[Ref, ...]:
        reader = self._reader
        both = (*reader.all(iri, "skos:related"), *reader.incoming(iri, "skos:related"))
        return reader.to_refs(dict.fromkeys(thing for thing in both if thing != iri))

    def _find_members(self, iri: str, kind: Kind) -> tuple[str, ...]:
        predicate = {"material-class": "al:materialClass", "role": "al:mayPlayRole"}.get(kind.name)
        return self._reader.incoming(iri, predicate) if predicate else ()

    def _behind(self, iri: str) -> Section:
        works = self._reader.to_refs(self._reader.incoming(iri, "al:contributedTo"))
        return make_section("works", "Works whose findings are told", "refs", works)
