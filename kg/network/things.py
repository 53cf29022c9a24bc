"""What the things of the graph are: kind, name, other names, the heading they stand under."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.network.columns import Columns

# More specific classes first: the kind of a thing is the first that fits.
CLASSES: Final[tuple[tuple[str, str], ...]] = (
    ("al:FailurePhenomenon", "failure"),
    ("al:Effect", "effect"),
    ("al:Mechanism", "mechanism"),
    ("al:Material", "material"),
    ("al:Process", "process"),
    ("al:System", "system"),
    ("al:Work", "work"),
    ("al:Person", "person"),
    ("al:Organisation", "organisation"),
    ("al:Discrepancy", "discrepancy"),
    ("al:ReadingDecision", "decision"),
    ("al:QuantityKind", "quantity"),
    ("qudt:QuantityKind", "quantity"),
)
ENTRIES: Final = ("material", "process", "mechanism", "effect", "failure")


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as a reader knows it.

    Attributes:
        iri: its IRI.
        kind: one of the words of `CLASSES`, or "other".
        label: its name.
        aliases: its other names, without the label.
        formula: its chemical formula, "" where it has none.
        group: the heading it stands under, "" where there is none.
        definition: one sentence on it; the title of a work, the summary of a discrepancy.
        shown_as: for a tested cell the material by which it is known.
        address: web address of a work, "" where there is none.
        year: year of a work, 0 where it is unknown.
    """

    iri: str
    kind: str
    label: str
    aliases: tuple[str, ...]
    formula: str
    group: str
    definition: str
    shown_as: str
    address: str
    year: int


class Things:
    """The things of a graph by IRI, each read once when it is first asked for.

    Args:
        columns: the graph.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._read: dict[str, Thing] = {}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every thing of a known class."""
        columns = self.columns
        kinds: dict[str, str] = {}
        for class_name, kind in CLASSES:
            for iri in columns.instances_of(class_name):
                kinds.setdefault(iri, kind)
        return dict(sorted(kinds.items()))

    def get(self, iri: str) -> Thing:
        """Return the thing; one of which the graph says nothing has the last part of its IRI as label."""
        if iri not in self._read:
            self._read[iri] = self._make(iri, self.kinds.get(iri, "other"))
        return self._read[iri]

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the IRIs of all things of the kinds, sorted."""
        return [iri for iri, kind in self.kinds.items() if kind in kinds]

    def entries(self) -> list[str]:
        """Return the entries of the ontology, sorted, without those that are only headings over others."""
        columns = self.columns
        claims = columns.instances_of("al:MechanismClaim")
        used = {columns.one_of(claim, end) for claim in claims for end in ("al:subject", "al:object")}
        return [
            iri
            for iri in self.of_kind(*ENTRIES)
            if iri in used or not columns.all_of(iri, "skos:topConceptOf")
        ]

    def _make(self, iri: str, kind: str) -> Thing:
        columns = self.columns
        label = columns.name(iri)
        aliases = [
            value
            for predicate in ("skos:altLabel", "skos:hiddenLabel", "skos:notation", "al:formula", "foaf:name")
            for value in columns.all_of(iri, predicate)
        ]
        year = columns.one_of(iri, "al:year")
        told = ("skos:definition", "dcterms:title", "al:summary", "al:note")
        return Thing(
            iri=iri,
            kind=kind,
            label=label,
            aliases=tuple(dict.fromkeys(alias for alias in aliases if alias != label)),
            formula=columns.one_of(iri, "al:formula"),
            group=self._group(iri, kind),
            definition=next((text for name in told if (text := columns.one_of(iri, name))), ""),
            shown_as=self._main_material(iri) if kind == "system" else "",
            address=columns.one_of(iri, "rdfs:seeAlso"),
            year=int(year) if year.isdigit() else 0,
        )

    def _main_material(self, system: str) -> str:
        """Return the material by which a tested cell is known: its architecture, else its first layer."""
        columns = self.columns
        named = columns.one_of(system, "al:architecture")
        layers = sorted(
            columns.all_of(system, "al:hasLayer"),
            key=lambda layer: int(columns.one_of(layer, "al:position") or 0),
        )
        return named or (columns.one_of(layers[0], "al:material") if layers else "")

    def _group(self, iri: str, kind: str) -> str:
        """Return the heading under which a thing stands: the topmost class that says more than the kind."""
        columns = self.columns
        direct = {
            "work": "al:inJournal",
            "person": "al:affiliation",
            "organisation": "al:partOf",
            "discrepancy": "al:discrepancyKind",
            "decision": "al:decisionKind",
            "system": "al:findingOf",
        }
        if kind in direct:
            return columns.name(columns.one_of(iri, direct[kind]))
        start = columns.one_of(iri, "al:materialClass") if kind == "material" else iri
        chain = [start] if start else []
        while chain and (broader := columns.one_of(chain[-1], "skos:broader")) and broader not in chain:
            chain.append(broader)
        if kind in {"effect", "failure"} and len(chain) > 2:
            return columns.name(chain[-2])
        alone = kind != "material" and len(chain) == 1 and not columns.all_of(iri, "skos:topConceptOf")
        return "" if not chain or alone else columns.name(chain[-1])
