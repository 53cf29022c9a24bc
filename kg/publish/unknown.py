"""What is not known of a mechanism, material, tested cell or claim, as sentences computed from the graph."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from kg.publish.design import DESIGN, EXPECTED
from kg.publish.kinds import Kind
from kg.publish.page import Gap, Section, make_section
from kg.publish.reader import Reader
from kg.publish.statements import Statement
from kg.terms import expand

PHENOMENA: Final = ("mechanism", "effect", "failure")
_COUNTED: Final = 2_000  # claims looked at to say what is not known; of more than these something always is
_NAMED: Final = 8  # things of which each one is named
_MODES: Final = {"stated": "merely stated", "proposed": "proposed", "aim": "an aim", "": "without a mode"}
_OF_CELLS: Final = ("capacity-retention", "coulombic-efficiency", "stack-pressure", "test-temperature")
_OF_A_CELL: Final = (
    "areal-capacity",
    "current-density",
    "test-temperature",
    "stack-pressure",
    "capacity-retention",
    "coulombic-efficiency",
)
# Without these a value cannot be held against another one.
_NEEDED: Final = {
    "capacity-retention": ("cycles-completed", "test-temperature", "current-density", "stack-pressure"),
    "coulombic-efficiency": ("cycles-completed", "test-temperature", "current-density"),
    "cycle-life": ("test-temperature", "current-density"),
    "areal-capacity": ("test-temperature",),
}


def to_gaps(gaps: Iterable[Gap]) -> Section:
    """Return the section that says what is not known; one without gaps is left out with other empty ones."""
    return make_section("unknown", "What is not known", "gaps", gaps)


class Unknown:
    """Finds what the graph does not tell of a thing.

    Args:
        reader: the graph.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def iter_concept(
        self, iri: str, kind: Kind, claims: Sequence[str], cells: Sequence[str], below: Sequence[str]
    ) -> Iterator[Gap]:
        """Yield what is not known of an entry of the ontology.

        Args:
            iri: the entry.
            kind: its kind.
            claims: the claims that name it.
            cells: the tested cells that have to do with it.
            below: narrower entries, or the members of a class or role.
        """
        reader = self._reader
        if not reader.one(iri, "skos:definition"):
            yield Gap("What it is: no definition is recorded")
        if not claims:
            yield self._tell_silence(cells, below)
        elif len(claims) <= _COUNTED:
            yield from self._iter_claim_gaps(claims)
        if kind.name in PHENOMENA:
            yield from self._iter_phenomenon(kind, claims, cells)
        if kind.name == "material":
            yield from self._iter_material(iri, claims, cells)

    def _tell_silence(self, cells: Sequence[str], below: Sequence[str]) -> Gap:
        if below:
            shown = self._reader.to_refs(below)
            if len(shown) <= _NAMED:
                return Gap("Nothing is said of it as a whole; what is known stands with", shown)
            return Gap(
                f"Nothing is said of it as a whole; what is known stands with its {len(shown)} members"
            )
        if cells:
            return Gap("No claim speaks of it by itself; it is known from tested cells only")
        return Gap("No paper in this graph says anything about it yet")

    def _iter_claim_gaps(self, claims: Sequence[str]) -> Iterator[Gap]:
        reader = self._reader
        modes = {reader.one(claim, "al:mode").rpartition("/")[2] for claim in claims}
        if not modes & {"measured", "calculated"}:
            told = " or ".join(sorted(_MODES.get(mode, mode) for mode in modes))
            subject = "The one claim on it is" if len(claims) == 1 else "Every claim on it is"
            yield Gap(f"{subject} {told}; none is marked as measured or calculated")
        backers = {
            work
            for claim in claims
            for work in (reader.all(claim, "al:findingOf") or reader.all(claim, "al:assertedBy"))
        }
        origins = {reader.one(claim, "al:origin").rpartition("/")[2] for claim in claims}
        if "first-hand" not in origins:
            originals = reader.to_refs(work for work in backers if not reader.is_read(work))
            text = "No claim is first-hand: each tells of the work of others, or is a paper's own view"
            yield Gap(f"{text}. First-hand it would be told by", originals) if originals else Gap(text)
        if len(backers) == 1 and len(claims) > 1:
            yield Gap(f"All {len(claims)} claims go back to one work,", reader.to_refs(backers))

    def _iter_phenomenon(self, kind: Kind, claims: Sequence[str], cells: Sequence[str]) -> Iterator[Gap]:
        reader = self._reader
        if not claims:
            return
        if kind.name != "mechanism" and not any(reader.one(claim, "al:states") for claim in claims):
            yield Gap("By how much: no claim on it states a number")
        if not cells:
            told = "suffer from it" if kind.name == "failure" else "show it"
            yield Gap(f"No tested cell is said to {told}, so no performance value can be held against it")
        denied = [claim for claim in claims if reader.is_denied(claim)]
        if denied and len(denied) < len(claims):
            number = f"{len(denied)} of the {len(claims)} claims {'denies' if len(denied) == 1 else 'deny'}"
            yield Gap(f"Who is right: {number} what others say")

    def _iter_material(self, iri: str, claims: Sequence[str], cells: Sequence[str]) -> Iterator[Gap]:
        reader = self._reader
        if not cells:
            yield Gap("No tested cell in this graph is built with it")
        kinds = {
            reader.ref(reader.one(claim, "al:object")).kind
            for claim in claims
            if reader.one(claim, "al:subject") == iri and reader.one(claim, "al:object")
        }
        if kinds and "mechanism" not in kinds:
            yield Gap("It is linked with effects or failures, but with no mechanism that would explain them")
        if not cells:
            return
        missing = dict.fromkeys(self._find_missing(_OF_CELLS, ()))
        for claim in self._iter_reported(cells):
            missing.pop(reader.one(claim, "al:quantity"), None)
            if not missing:
                break
        if missing:
            yield Gap("For none of its tested cells a value is given of", reader.to_refs(missing))
        if not any(reader.one(cell, "al:cellKind").endswith("/full-cell") for cell in cells):
            yield Gap("No full cell is known to be built with it: what is reported are other kinds of cell")
        if reader.incoming(iri, "al:material"):
            used = {one for cell in cells for one in reader.all(cell, "al:electrolyte")}
            others = [one for one in self._electrolytes if one not in used][:_NAMED]
            if used and others:
                yield Gap(
                    "It was never tested with other electrolytes of this graph:", reader.to_refs(others)
                )

    def _iter_reported(self, cells: Iterable[str]) -> Iterator[str]:
        """Yield the claims about cells for which the source has a value."""
        for cell in cells:
            for claim in self._reader.incoming(cell, "al:about"):
                if not self._reader.one(claim, "al:valueStatus").endswith("/not-reported"):
                    yield claim

    @cached_property
    def _electrolytes(self) -> dict[str, int]:
        """The electrolytes of tested cells with the number of cells, the most used first."""
        reader = self._reader
        counts = Counter(
            one for cell in reader.iter_instances("al:System") for one in reader.all(cell, "al:electrolyte")
        )
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _find_missing(self, names: Iterable[str], known: Iterable[str]) -> list[str]:
        """Return the quantities of these names that are not among the known ones, if the graph has them."""
        held = set(known)
        wanted = (expand(f"alq:{name}") for name in names)
        return [quantity for quantity in wanted if quantity not in held and self._reader.predicates(quantity)]

    def iter_system(self, iri: str, claims: Sequence[str], shown: Sequence[str]) -> Iterator[Gap]:
        """Yield what is not known of a tested cell.

        Args:
            iri: the cell.
            claims: all claims about it.
            shown: the claims that say which mechanisms and effects it shows.
        """
        reader = self._reader
        values = [claim for claim in claims if reader.is_a(claim, "al:PerformanceClaim")]
        told: dict[str, set[bool]] = {}
        for claim in values:
            reported = not reader.one(claim, "al:valueStatus").endswith("/not-reported")
            told.setdefault(reader.one(claim, "al:quantity"), set()).add(reported)
        said_missing = [quantity for quantity in told if told[quantity] == {False}]
        if said_missing:
            yield Gap("The source itself says that it has no value of", reader.to_refs(said_missing))
        never = self._find_missing(_OF_A_CELL, told)
        if never:
            yield Gap(
                "No claim gives" if told else "No value is reported of it, neither", reader.to_refs(never)
            )
        words = dict(DESIGN)
        plain = [words[predicate] for predicate in EXPECTED if not reader.all(iri, predicate)]
        if plain:
            yield Gap(f"Not told of its design: {', '.join(plain)}")
        if not reader.all(iri, "al:hasLayer"):
            yield Gap("No layer of its anode side is recorded")
        if any(self._needs_cycles(claim) for claim in values):
            yield Gap("A capacity retention is given without the number of cycles, so it cannot be compared")
        if not any(self._reader.ref(reader.one(claim, "al:object")).kind == "mechanism" for claim in shown):
            yield Gap("No mechanism is said to be at work in the cell itself")
        originals = [work for work in reader.refs(iri, "al:findingOf") if not reader.is_read(work.iri)]
        if originals:
            yield Gap("Everything here is second-hand; not read for this graph is", tuple(originals))

    def _needs_cycles(self, claim: str) -> bool:
        reader = self._reader
        return (
            reader.one(claim, "al:quantity").endswith("/capacity-retention")
            and bool(reader.one(claim, "al:states"))
            and "cycles-completed" not in self._find_conditions(claim)
        )

    def _find_conditions(self, claim: str) -> set[str]:
        reader = self._reader
        return {
            reader.one(condition, "al:quantity").rpartition("/")[2]
            for condition in reader.all(claim, "al:condition")
        }

    def iter_claim(self, told: Statement) -> Iterator[Gap]:
        """Yield what is not known of a claim."""
        reader = self._reader
        originals = tuple(work for work in told.finding_of if not reader.is_read(work.iri))
        if originals:
            yield Gap("It is second-hand: not read for this graph is the work that found it,", originals)
        if told.origin == "own view" and not told.finding_of:
            yield Gap("No source is named: the paper speaks for itself")
        if told.mode == "stated":
            yield Gap("The text does not tell whether this was measured, calculated or proposed")
        if told.sort == "value" and told.what is not None and reader.one(told.ref.iri, "al:states"):
            name = told.what.iri.rpartition("/")[2]
            missing = self._find_missing(
                _NEEDED.get(name, ()),
                map(expand, (f"alq:{one}" for one in self._find_conditions(told.ref.iri))),
            )
            if missing:
                yield Gap("Not told together with the value:", reader.to_refs(missing))
        elif told.sort == "value" and told.reported:
            yield Gap("It is told in words; no number is put in their place")
        if not any(passage.exact for passage in told.passages):
            yield Gap("There is no link to the sentence itself; the place is told in words")
