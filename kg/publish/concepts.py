"""Pages of the things that papers speak of: mechanisms, effects, failures, materials and the like."""

from collections.abc import Iterable, Iterator
from typing import Final

from kg.network.columns import to_path
from kg.publish.asking import AskLinks
from kg.publish.cells import CellReader, to_cell_table
from kg.publish.kinds import Kind
from kg.publish.page import ClaimGroup, Fact, Gap, Page, Section, kept, make_section
from kg.publish.pictures import Pictures
from kg.publish.reader import Reader, Ref
from kg.publish.statements import StatementReader, to_polarity, to_verb
from kg.publish.titles import to_crumbs, to_title
from kg.terms import PREFIXES

_RANK: Final = {"promoting": 0, "suppressing": 1, "neutral": 2, "denied": 3, "": 4}
_USES: Final = (
    ("al:architecture", "as architecture"),
    ("al:electrolyte", "as electrolyte"),
    ("al:cathode", "as cathode"),
    ("al:counterElectrode", "as counter electrode"),
    ("al:additive", "as additive"),
    ("al:process", "as process"),
    ("al:cellFormat", "as format"),
    ("al:cellKind", "as kind of cell"),
)
_MATCHES: Final = (
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
)
_MECHANISMS: Final = ("mechanism", "effect", "failure")
_COUNTED: Final = 2_000  # claims looked at to say what is not known; of more than these something always is

Grouped = dict[tuple[str, str, str], list[str]]


class ConceptPages:
    """Makes the page of one entry of the ontology.

    Args:
        reader: the graph.
        statements: reads claims.
        cells: reads tested cells.
        asking: finds questions about a thing.
    """

    def __init__(
        self, reader: Reader, statements: StatementReader, cells: CellReader, asking: AskLinks
    ) -> None:
        self._reader = reader
        self._statements = statements
        self._asking = asking
        self._cells = cells
        self._pictures = Pictures(reader)

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a mechanism, effect, failure, material, process, role, method or quantity."""
        reader = self._reader
        ref = reader.ref(iri)
        as_subject = reader.claims(iri, "al:subject")
        as_object = reader.claims(iri, "al:object")
        users = self._find_users(iri)
        outward = self._group(as_subject, "al:object", before=False)
        inward = self._group(as_object, "al:subject", before=True)
        definition = reader.one(iri, "skos:definition")
        return Page(
            path=ref.page,
            title=to_title(reader, iri, kind),
            heading=ref.label,
            kind=kind.name,
            word=kind.word,
            iri=iri,
            lead=definition,
            aliases=self._aliases(iri, ref.label),
            crumbs=(*to_crumbs(kind), *self._above(iri)),
            facts=self._facts(iri, kind),
            sections=kept(
                *self._claim_sections(iri, kind, inward, outward),
                self._values(iri),
                self._cell_section(kind, users),
                self._gaps(iri, kind, as_subject, as_object, users),
                self._asking.make_section(iri),
                make_section(
                    "below", "Narrower", "refs", reader.to_refs(reader.incoming(iri, "skos:broader"))
                ),
                make_section("related", "Related", "refs", self._related(iri)),
                self._members(iri, kind),
                self._behind(iri),
                self._decisions(iri),
            ),
            description=definition
            or f"{ref.label}: {kind.word}, with every claim about it and where it stands.",
            extra={"picture": self._pictures.draw(iri, inward, outward)},
        )

    def _aliases(self, iri: str, label: str) -> tuple[str, ...]:
        reader = self._reader
        names = [
            name
            for predicate in ("skos:notation", "al:formula", "skos:altLabel", "al:abbreviation")
            for name in reader.all(iri, predicate)
        ]
        return tuple(dict.fromkeys(name for name in names if name != label))

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
        for predicate in _MATCHES:
            words = {"skos:exactMatch": "same as", "skos:closeMatch": "close to"}.get(predicate, "compare")
            foreign = tuple(Ref(_short(match), match, "", match) for match in reader.all(iri, predicate))
            found.append(Fact(f"{words} (other vocabularies)", foreign))
        if kind.name not in _MECHANISMS:
            found = [fact for fact in found if fact.name != "broader"]
        return tuple(fact for fact in found if fact.values)

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
            "through", "What works through it", "claims", self._whole(reader.claims(iri, "al:through"))
        )
        compared = self._whole(reader.claims(iri, "al:comparedWith"))
        yield make_section("compared", "What is compared with it", "claims", compared)

    def _group(self, claims: Iterable[str], end: str, *, before: bool) -> tuple[ClaimGroup, ...]:
        reader = self._reader
        grouped: Grouped = {}
        for claim in claims:
            key = (to_verb(reader, claim), reader.one(claim, end), to_polarity(reader, claim))
            grouped.setdefault(key, []).append(claim)
        groups = [
            ClaimGroup(
                verb, reader.ref(other) if other else None, before, polarity, tuple(found), self._statements
            )
            for (verb, other, polarity), found in grouped.items()
        ]
        return tuple(sorted(groups, key=_group_order))

    def _whole(self, claims: tuple[str, ...]) -> tuple[ClaimGroup, ...]:
        return (ClaimGroup("", None, False, "", claims, self._statements),) if claims else ()

    def _values(self, iri: str) -> Section:
        about = self._reader.incoming(iri, "al:about")
        grouped: dict[str, list[str]] = {}
        for claim in about:
            if self._reader.is_a(claim, "al:PerformanceClaim"):
                grouped.setdefault(self._reader.word(claim, "al:quantity"), []).append(claim)
        groups = (
            ClaimGroup(quantity, None, False, "", tuple(claims), self._statements)
            for quantity, claims in sorted(grouped.items())
        )
        return make_section("values", "Values", "claims", groups)

    def _find_users(self, iri: str) -> tuple[str, ...]:
        """Return the tested cells that are built with a thing, use it, or are said to show it."""
        reader = self._reader
        layers = [layer for role in ("al:material", "al:role") for layer in reader.incoming(iri, role)]
        found = [system for layer in layers for system in reader.incoming(layer, "al:hasLayer")]
        found += [system for role, _ in _USES for system in reader.incoming(iri, role)]
        subjects = (reader.one(claim, "al:subject") for claim in reader.claims(iri, "al:object"))
        found += [system for system in subjects if system and reader.is_a(system, "al:System")]
        found += [
            system
            for claim in reader.incoming(iri, "al:quantity")
            for system in reader.all(claim, "al:about")
            if reader.is_a(system, "al:System")
        ]
        return tuple(dict.fromkeys(system for system in found if reader.is_a(system, "al:System")))

    def _cell_section(self, kind: Kind, users: tuple[str, ...]) -> Section:
        titles = {
            "mechanism": "Tested cells said to show it",
            "effect": "Tested cells said to show it",
            "failure": "Tested cells said to suffer from it",
            "quantity": "Tested cells with a value of it",
        }
        return to_cell_table(self._cells, users, titles.get(kind.name, "Tested cells built with it"))

    def _related(self, iri: str) -> tuple[Ref, ...]:
        reader = self._reader
        both = (*reader.all(iri, "skos:related"), *reader.incoming(iri, "skos:related"))
        return reader.to_refs(dict.fromkeys(thing for thing in both if thing != iri))

    def _members(self, iri: str, kind: Kind) -> Section | None:
        predicate = {"material-class": "al:materialClass", "role": "al:mayPlayRole"}.get(kind.name)
        if predicate is None:
            return None
        members = self._reader.to_refs(self._reader.incoming(iri, predicate))
        return make_section("members", "Materials", "refs", members)

    def _behind(self, iri: str) -> Section:
        works = self._reader.to_refs(self._reader.incoming(iri, "al:contributedTo"))
        return make_section("works", "Works whose findings are told", "refs", works)

    def _decisions(self, iri: str) -> Section:
        reader = self._reader
        touching = [
            record
            for predicate in ("al:concerns", "al:resolvedTo", "al:candidate")
            for record in reader.incoming(iri, predicate)
        ]
        return make_section(
            "records", "Reading decisions and discrepancies", "refs", reader.to_refs(dict.fromkeys(touching))
        )

    def _gaps(
        self,
        iri: str,
        kind: Kind,
        as_subject: tuple[str, ...],
        as_object: tuple[str, ...],
        users: tuple[str, ...],
    ) -> Section:
        reader = self._reader
        claims = tuple(dict.fromkeys((*as_subject, *as_object, *reader.incoming(iri, "al:about"))))
        gaps = list(self._claim_gaps(claims))
        if kind.name in _MECHANISMS and claims and not users:
            gaps.append(
                Gap("No tested cell is said to show it, so no performance value can be held against it.")
            )
        if kind.name == "material":
            gaps += self._material_gaps(as_subject, users)
        return make_section("unknown", "What is not known", "gaps", gaps)

    def _claim_gaps(self, claims: tuple[str, ...]) -> Iterator[Gap]:
        if not claims:
            yield Gap("No paper in this graph says anything about it yet.")
            return
        if len(claims) > _COUNTED:
            return
        reader = self._reader
        modes = {reader.one(claim, "al:mode").rpartition("/")[2] for claim in claims}
        if not modes & {"measured", "calculated"}:
            told = " or ".join(sorted(mode for mode in modes if mode)) or "without a mode"
            yield Gap(f"Nothing said of it is marked as measured or calculated: every claim is {told}.")
        backers = {
            work
            for claim in claims
            for work in (reader.all(claim, "al:findingOf") or reader.all(claim, "al:assertedBy"))
        }
        origins = {reader.one(claim, "al:origin").rpartition("/")[2] for claim in claims}
        if "first-hand" not in origins:
            originals = [work for work in backers if reader.one(work, "al:inCorpus") != "true"]
            text = (
                "No claim is first-hand: each is told by a paper about the work of others, or is "
                "its own view."
            )
            yield Gap(
                f"{text} First-hand it would be told by" if originals else text, reader.to_refs(originals)
            )
        if len(backers) == 1 and len(claims) > 1:
            yield Gap(f"All {len(claims)} claims go back to one work,", reader.to_refs(backers))

    def _material_gaps(self, as_subject: tuple[str, ...], users: tuple[str, ...]) -> Iterator[Gap]:
        reader = self._reader
        if not users:
            yield Gap("No tested cell in this graph is built with it.")
        kinds: set[str] = {
            reader.ref(reader.one(claim, "al:object")).kind
            for claim in as_subject
            if reader.one(claim, "al:object")
        }
        if as_subject and "mechanism" not in kinds:
            yield Gap("It is linked with effects or failures, but with no mechanism that would explain them.")
        reported = {
            reader.one(claim, "al:quantity") for user in users for claim in reader.incoming(user, "al:about")
        }
        wanted = ("capacity-retention", "coulombic-efficiency", "stack-pressure", "test-temperature")
        missing = [
            quantity
            for name in wanted
            for quantity in (f"{PREFIXES['alq']}{name}",)
            if quantity not in reported
        ]
        known = [quantity for quantity in missing if reader.predicates(quantity)]
        if users and known:
            yield Gap("For none of its cells a claim gives", reader.to_refs(known))


def _group_order(group: ClaimGroup) -> tuple[int, int, str, str, str]:
    other = group.other
    return (
        _RANK[group.polarity],
        -len(group.claims),
        group.verb,
        other.label.casefold() if other else "",
        other.iri if other else "",
    )


def _short(iri: str) -> str:
    """Return a name for a term of another vocabulary; of a long number its first part is enough."""
    parts = to_path(iri).rpartition("/")[2].rpartition("#")[2].split("_")
    return " ".join(parts[:2])
