"""Pages of tested cells: the stack, the design, every value with its conditions, and what is not reported."""

from kg.publish.claim_groups import ClaimGrouper
from kg.publish.design import DESIGN
from kg.publish.kinds import Kind
from kg.publish.opening import open_thing
from kg.publish.page import Fact, Page, Section, make_section
from kg.publish.reader import Ref
from kg.publish.sources import PageSources
from kg.publish.statements import read_passages, read_remarks
from kg.publish.unknown import Unknown, to_gaps
from kg.publish.values import ValueTables


class SystemPages:
    """Makes the page of one tested cell."""

    def __init__(self, sources: PageSources) -> None:
        self._reader = sources.reader
        self._neighbours = sources.neighbours
        self._claims = ClaimGrouper(sources.reader, sources.statements)
        self._asking = sources.asking
        self._charts = sources.charts
        self._unknown = Unknown(sources.reader)
        self._values = ValueTables(sources.reader, sources.statements)

    def make(self, iri: str, kind: Kind) -> Page:
        """Return the page of a tested cell."""
        reader = self._reader
        works = reader.refs(iri, "al:findingOf")
        found = f"Cell of {', '.join(work.label for work in works)}" if works else "Tested cell"
        about = reader.incoming(iri, "al:about")
        values = tuple(claim for claim in about if reader.is_a(claim, "al:PerformanceClaim"))
        said = self._claims.group(reader.claims(iri, "al:subject"), "al:object", before=False)
        acting = self._claims.group(reader.claims(iri, "al:object"), "al:subject", before=True)
        design = tuple(claim for claim in about if reader.is_a(claim, "al:DesignClaim"))
        return open_thing(
            reader,
            iri,
            kind,
            lead=f"{found}, as told by {self._tellers(about)}." if about else f"{found}.",
            facts=self._facts(iri, works),
            sections=(
                self._layers(iri),
                self._values.make(values, "values", "Values"),
                self._charts.of_cells((iri,), 1),
                make_section("said", "What it is said to show", "claims", said),
                make_section("acting", "What is said to act on it", "claims", acting),
                make_section("design", "Design, as stated", "claims", self._claims.whole(design)),
                make_section("remarks", "Discrepancies", "remarks", read_remarks(reader, iri)),
                to_gaps(self._unknown.iter_system(iri, about, reader.claims(iri, "al:subject"))),
                make_section("passages", "Where it is described", "passages", read_passages(reader, iri)),
                self._asking.make_section(iri),
            ),
            picture=self._neighbours.draw_system(iri, said, acting, values),
            description=(
                f"{reader.name(iri)}: design, layers, test conditions and results, each with its source."
            ),
        )

    def _tellers(self, claims: tuple[str, ...]) -> str:
        tellers = {self._reader.word(claim, "al:assertedBy") for claim in claims}
        return " and ".join(sorted(name for name in tellers if name))

    def _facts(self, iri: str, works: tuple[Ref, ...]) -> tuple[Fact, ...]:
        reader = self._reader
        found = [Fact("finding of", works)]
        found += [Fact(word, reader.refs(iri, predicate)) for predicate, word in DESIGN]
        found.append(Fact("note", reader.all(iri, "al:note")))
        return tuple(found)

    def _layers(self, iri: str) -> Section:
        reader = self._reader
        layers = sorted(reader.all(iri, "al:hasLayer"), key=lambda layer: reader.number(layer, "al:position"))
        items = [
            (
                reader.ref(reader.one(layer, "al:material")),
                reader.ref(reader.one(layer, "al:role")),
                reader.one(layer, "al:printedText"),
            )
            for layer in layers
            if reader.one(layer, "al:material")
        ]
        note = (
            "In the order recorded; what is mixed in one layer is told part by part."
            if len(items) > 1
            else ""
        )
        return make_section("layers", "Layers on the anode side", "layers", items, note=note)
