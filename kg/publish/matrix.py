"""The matrix of mechanisms and materials: claims for each pair, for an empty cell the nearest evidence."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.publish.page import Page
from kg.publish.reader import Reader, Ref
from kg.publish.titles import HOME, SITE_NAME

_KINDS: Final = (
    ("al:Mechanism", "Mechanisms"),
    ("al:Effect", "Effects wanted"),
    ("al:FailurePhenomenon", "What goes wrong"),
)
_MOST_COLUMNS: Final = 60  # materials; of more than these the table can no longer be read

DENIED: Final = "denied"

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell: number of claims (0 for none), what they are, where they lead, and how the cell is tinted."""

    count: int
    words: str
    page: str
    tone: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row: the mechanism, and one cell per material."""

    ref: Ref
    cells: tuple[MatrixCell, ...]


def _to_tone(counted: Counter[str]) -> str:
    """Return how a cell is tinted, by who found what its claims tell; claims that deny it go before all."""
    if counted[DENIED]:
        return "denied" if counted[DENIED] == counted.total() else "disputed"
    return next((tone for tone in ("first-hand", "second-hand") if counted[tone]), "own-view")


def _spell(counted: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))


class MatrixPage:
    """Makes the page with the matrix."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._told: dict[Pair, Counter[str]] = {}
        self._modes: dict[Pair, Counter[str]] = {}
        self._claims: dict[Pair, str] = {}
        self._materials_of: dict[str, list[str]] = {}

    def make(self) -> Page:
        """Return the page; rows stand in groups by kind, columns by class of material."""
        reader = self._reader
        groups = []
        for kind, title in _KINDS:
            members = [iri for iri in reader.instances_of(kind) if self._read(iri)]
            groups.append((title, members))
        weight: Counter[str] = Counter()
        for (_, material), counted in self._told.items():
            weight[material] += counted.total()
        shown = sorted(weight, key=lambda iri: (-weight[iri], iri))[:_MOST_COLUMNS]
        materials = sorted(shown, key=lambda iri: (self._class(iri), reader.name(iri).casefold(), iri))
        tables = [
            (
                title,
                [
                    MatrixRow(reader.ref(iri), tuple(self._iter_cells(iri, materials)))
                    for iri in self._order(members)
                ],
            )
            for title, members in groups
            if members
        ]
        heads = tuple(
            (
                reader.ref(iri),
                reader.one(iri, "al:formula") or reader.one(iri, "skos:notation"),
                self._class(iri),
            )
            for iri in materials
        )
        shorts = Counter(short for _, short, _ in heads)
        heads = tuple((ref, short if shorts[short] == 1 else "", group) for ref, short, group in heads)
        left_out = len(weight) - len(shown)
        return Page(
            path="matrix.html",
            title=f"Which material, which mechanism · {SITE_NAME}",
            heading="Which material, which mechanism",
            kind="matrix",
            word="overview",
            template="matrix.html",
            lead=(
                "How many claims link each pair, counted also for cells built with the material. "
                "A dot leads to the nearest evidence: what is said of a similar material, or of "
                "a related mechanism."
            ),
            crumbs=(HOME,),
            description=(
                "Matrix of mechanisms, effects and failures against materials, with the number "
                "of claims for each pair."
            ),
            extra={"tables": tables, "materials": heads, "left_out": left_out},
        )

    def _class(self, material: str) -> str:
        return self._reader.word(material, "al:materialClass")

    def _order(self, members: list[str]) -> list[str]:
        reader = self._reader
        return sorted(
            members, key=lambda iri: (reader.word(iri, "skos:broader"), reader.name(iri).casefold(), iri)
        )

    def _read(self, phenomenon: str) -> bool:
        """Count the claims that link a phenomenon with materials; return whether there are any."""
        reader = self._reader
        found = False
        for end in ("al:object", "al:through"):
            for claim in reader.claims(phenomenon, end):
                denied = reader.one(claim, "al:negated") in {"true", "1"}
                for material in self._materials(reader.one(claim, "al:subject")):
                    pair = (phenomenon, material)
                    if pair not in self._told:
                        self._materials_of.setdefault(phenomenon, []).append(material)
                    mode = reader.one(claim, "al:mode").rpartition("/")[2] or "stated"
                    origin = reader.one(claim, "al:origin").rpartition("/")[2]
                    self._told.setdefault(pair, Counter())[DENIED if denied else origin] += 1
                    self._modes.setdefault(pair, Counter())[mode] += 1
                    self._claims.setdefault(pair, claim)
                    found = True
        return found

    def _materials(self, subject: str) -> tuple[str, ...]:
        """Return the materials for which a subject stands: itself, or those of a cell's layers."""
        reader = self._reader
        if reader.is_a(subject, "al:System"):
            layers = (reader.one(layer, "al:material") for layer in reader.all(subject, "al:hasLayer"))
            return tuple(dict.fromkeys(material for material in layers if material))
        return (subject,) if reader.is_a(subject, "al:Material") else ()

    def _iter_cells(self, phenomenon: str, materials: list[str]) -> Iterator[MatrixCell]:
        for material in materials:
            counted = self._told.get((phenomenon, material))
            if counted is None:
                yield self._nearest(phenomenon, material)
                continue
            total = counted.total()
            kinds = f"{_spell(counted)}; {_spell(self._modes[phenomenon, material])}"
            names = f"{self._reader.name(material)} and {self._reader.name(phenomenon)}"
            page = (
                self._reader.ref(self._claims[phenomenon, material]).page
                if total == 1
                else self._reader.ref(phenomenon).page
            )
            words = f"{names}: {total} {'claim' if total == 1 else 'claims'} ({kinds})"
            yield MatrixCell(total, words, page, _to_tone(counted))

    def _nearest(self, phenomenon: str, material: str) -> MatrixCell:
        """Return for a pair of which nothing is said where something similar is said."""
        reader = self._reader
        own = reader.one(material, "al:materialClass")
        if own:
            known = self._materials_of.get(phenomenon, [])
            similar = [other for other in known if reader.one(other, "al:materialClass") == own]
            if similar:
                best = max(similar, key=lambda other: (self._told[phenomenon, other].total(), other))
                words = f"nothing on {reader.name(material)}; nearest: {reader.name(best)}"
                return MatrixCell(0, words, reader.ref(self._claims[phenomenon, best]).page, "near")
        related = (*reader.all(phenomenon, "skos:broader"), *reader.all(phenomenon, "skos:related"))
        for other in related:
            if (other, material) in self._told:
                words = f"nothing on {reader.name(material)}; nearest: {reader.name(other)}"
                return MatrixCell(0, words, reader.ref(self._claims[other, material]).page, "near")
        return MatrixCell(0, "", "", "")
