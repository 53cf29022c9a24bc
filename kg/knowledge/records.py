"""The records of the knowledge files, one class per kind; `Paper` holds all records of one folder.

Records keep names as written ("Mg", "lithium-concentration gradient"); `ConceptIndex` tells what is meant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import Field, Strict

from kg.errors import Problem
from kg.knowledge.closed_lists import (
    Certainty,
    CheckStatus,
    DecisionKind,
    DiscrepancyKind,
    Intent,
    Mode,
    NoticeKind,
    Relation,
    Severity,
    StationKind,
    Status,
    Strength,
    Verdict,
    WorkType,
)
from kg.knowledge.pointer import ONE_OR_MANY, Count, Passages, Pointer, Record, SomePassages, Text, Words

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
AuthorshipKey = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[1-9][0-9]*$")]
Year = Annotated[int, Strict(), Field(ge=1500, le=2200)]
Flag = Annotated[bool, Strict()]


# ------------------------------------------------------------------ work.yaml


class Author(Record):
    """One author of the paper itself, in printed order."""

    name: Text
    corresponding: Flag = False
    equal_contribution: Flag = False
    affiliations: Words = ()
    evidence: Passages = ()


class Funding(Record):
    """One funder with the number of the grant."""

    funder: Text
    number: Text | None = None
    evidence: Passages = ()


class TextFile(Record):
    """The text file in which the pointers of the paper are found."""

    file: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class TableLayout(Record):
    """The columns of one table, left to right."""

    number: Text
    columns: Annotated[tuple[Key, ...], Field(min_length=1)]


class NotClaim(Record):
    """A number of the running text that states no claim, and why."""

    evidence: SomePassages
    reason: Text


class Notice(Record):
    """A published notice on a work: it was corrected, retracted or withdrawn, or is doubted.

    `source` says where the notice was found, and when; nothing is looked up.
    """

    kind: NoticeKind
    source: Text
    doi: Text | None = None
    year: Year | None = None
    note: Text | None = None


class Work(Record):
    """The paper itself."""

    key: Key
    type: WorkType
    title: Text
    title_status: CheckStatus | None = None
    doi: Text | None = None
    doi_status: CheckStatus | None = None
    journal: Text | None = None
    journal_printed: Text | None = None
    year: Year
    volume: Text | None = None
    pages: Text | None = None
    publisher: Text | None = None
    licence: Text | None = None
    received: date | None = None
    revised: date | None = None
    accepted: date | None = None
    published_online: date | None = None
    keywords: Words = ()
    funding: tuple[Funding, ...] = ()
    conflict_of_interest: Text | None = None
    authors: Annotated[tuple[Author, ...], Field(min_length=1)]
    text: TextFile | None = None
    tables: tuple[TableLayout, ...] = ()
    not_claims: tuple[NotClaim, ...] = ()
    notices: tuple[Notice, ...] = ()
    note: Text | None = None

    def find_table(self, number: str | None) -> TableLayout | None:
        """Return the layout of table `number`, None where the file does not describe it."""
        return next((layout for layout in self.tables if layout.number == number), None)


# ------------------------------------------------------------------ references.yaml


class Reference(Record):
    """One entry of the reference list; its key also names the work it refers to."""

    key: Key
    number: Count
    type: WorkType
    authors: Annotated[tuple[Text, ...], Field(min_length=1)]
    journal_printed: Text | None = None
    journal: Text | None = None
    year: Year | None = None
    volume: Text | None = None
    pages: Text | None = None
    title: Text | None = None
    title_status: CheckStatus | None = None
    doi: Text | None = None
    doi_status: CheckStatus | None = None
    oddities: Words = ()
    notices: tuple[Notice, ...] = ()
    note: Text | None = None


# ------------------------------------------------------------------ people.yaml


class Organisation(Record):
    """A university, institute, company, department or centre."""

    key: Key
    name: Text
    abbreviation: Text | None = None
    place: Text | None = None
    country: Text | None = None
    part_of: Key | None = None
    ror: Text | None = None
    note: Text | None = None


class Station(Record):
    """A post, degree, honour or membership in a career."""

    role: Text
    kind: StationKind = "post"
    organisation: Key | None = None
    from_year: Year | None = Field(None, alias="from")
    to_year: Year | None = Field(None, alias="to")
    evidence: Passages = ()
    note: Text | None = None


class Person(Record):
    """A human being with all authorships that are judged to be theirs."""

    key: Key
    name: Text
    orcid: Text | None = None
    authorships: tuple[AuthorshipKey, ...] = ()
    organisations: Words = ()
    stations: tuple[Station, ...] = ()
    note: Text | None = None


class IdentityRecord(Record):
    """A judgement whether several authorships, or several spellings at one, belong to one person."""

    key: Key
    verdict: Verdict
    authorships: Annotated[tuple[AuthorshipKey, ...], Field(min_length=1)]
    reason: Text
    certainty: Certainty
    evidence: Passages = ()
    decided_by: Key = "kg-curation"


# ------------------------------------------------------------------ citations.yaml


class CitationMark(Record):
    """One printed citation mark with the works it resolves to."""

    key: Key
    printed: Text
    references: Words
    printed_references: tuple[Count, ...] | None = None
    named: Text | None = None
    intents: Annotated[tuple[Intent, ...], Field(min_length=1)]
    decision: Key | None = None
    evidence: SomePassages
    note: Text | None = None


# ------------------------------------------------------------------ mechanisms.yaml


class Finding(Record):
    """What is a result of other works: `finding_of` is one key, or a list for a mark such as [5-7]."""

    findings_of: Annotated[tuple[Key, ...], *ONE_OR_MANY] = Field((), alias="finding_of")

    @property
    def finding_of(self) -> str | None:
        """The first of the works whose result it is, None where the paper names no source."""
        return self.findings_of[0] if self.findings_of else None


class Statement(Finding):
    """What the paper states: whose finding it is, how it is known, how it is worded and where it stands."""

    key: Key
    compared_with: Text | None = None
    context: Text | None = None
    printed_reference: Count | None = None
    decision: Key | None = None
    mode: Mode
    strength: Strength
    same_finding_as: Words = ()
    evidence: SomePassages
    note: Text | None = None


class MechanismStatement(Statement):
    """One statement that relates a material, system, process or mechanism to another thing."""

    subject: Text
    relation: Relation
    object: Text
    through: Text | None = None
    negated: Flag = False


# ------------------------------------------------------------------ systems.yaml


class Layer(Record):
    """One layer on the anode side of a system."""

    material: Text
    role: Text
    printed: Text | None = None


class Cell(Record):
    """One table cell of a system's row; each becomes a claim."""

    column: Key
    printed: str
    value: Text
    conditions: Mapping[Key, Text] = Field(default_factory=dict)
    decision: Key | None = None
    note: Text | None = None


class System(Finding):
    """One tested cell design."""

    key: Key
    label: Text
    layers: tuple[Layer, ...] = ()
    electrolyte: Words = ()
    cathode: Text | None = None
    counter: Text | None = None
    additives: Words = ()
    process: Words = ()
    cell_format: Text | None = None
    cell_kind: Text | None = None
    row: Pointer | None = None
    evidence: Passages = ()
    cells: tuple[Cell, ...] = ()
    note: Text | None = None


# ------------------------------------------------------------------ claims.yaml


class NumberClaim(Statement):
    """One number of the running text or a caption."""

    about: Text
    quantity: Text
    value: Text
    printed: Text
    conditions: Mapping[Key, Text] = Field(default_factory=dict)


# ------------------------------------------------------------------ decisions.yaml, discrepancies.yaml


class Decision(Record):
    """What a damaged, misprinted or wrong passage is taken to mean, and why."""

    key: Key
    kind: DecisionKind
    printed: Text
    resolved: Text | None = None
    candidates: Words = ()
    status: Status
    certainty: Certainty
    reason: Text
    passages: SomePassages
    decided_by: Key = "kg-curation"
    note: Text | None = None


class DiscrepancyRecord(Record):
    """A place where the paper disagrees with itself or says what cannot be right."""

    key: Key
    kind: DiscrepancyKind
    severity: Severity
    summary: Text
    passages: SomePassages
    claims: Words = ()
    settled_by: Text | None = None
    note: Text | None = None


# ------------------------------------------------------------------ one folder

Place = tuple[str | int, ...]


class Authorship(NamedTuple):
    """One place in the author list of the paper or of a work it lists."""

    work: str
    position: int
    printed_name: str

    @property
    def key(self) -> str:
        """The authorship as people.yaml names it, such as `jun-2024/9`."""
        return f"{self.work}/{self.position}"


@dataclass(frozen=True)
class SourceFile:
    """One knowledge file that was read: its path from the parent of `papers/` and its SHA-256."""

    where: str
    path: Path
    sha256: str


@dataclass(frozen=True)
class Paper:
    """All records of one folder, in the order of the files.

    Attributes:
        files: the files they were read from.
        lines: file and line of every node, by name of the list, index of the record, field and so on.
        warnings: what was found questionable in loading.
        unread: keys of records that are there but invalid, and names of files that could not be read, such as
            "claims.yaml"; empty in every paper that `load_papers` returns.
    """

    work: Work
    references: tuple[Reference, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    identity: tuple[IdentityRecord, ...] = ()
    citations: tuple[CitationMark, ...] = ()
    mechanisms: tuple[MechanismStatement, ...] = ()
    systems: tuple[System, ...] = ()
    claims: tuple[NumberClaim, ...] = ()
    decisions: tuple[Decision, ...] = ()
    discrepancies: tuple[DiscrepancyRecord, ...] = ()
    files: tuple[SourceFile, ...] = ()
    lines: Mapping[Place, str] = field(default_factory=dict, repr=False, compare=False)
    warnings: tuple[Problem, ...] = field(default=(), repr=False, compare=False)
    unread: frozenset[str] = field(default=frozenset(), repr=False, compare=False)

    @property
    def key(self) -> str:
        """The key of the paper, which is also the name of its folder."""
        return self.work.key

    def where(self, *place: str | int) -> str:
        """Return `papers/x/claims.yaml:41` of the nearest known node of `where("claims", 3, "evidence")`."""
        return find_line(self.lines, place) or f"papers/{self.key}/{place[0] if place else 'work'}.yaml"

    def may_hold(self, key: str, *files: str) -> bool:
        """Return whether a record of that key may stand in what could not be read.

        Args:
            key: of a record.
            files: names of the files, without ending, in which it may stand.
        """
        return key in self.unread or not self.unread.isdisjoint(f"{name}.yaml" for name in files)

    def find_system(self, key: str) -> System | None:
        """Return the system of that key, None where there is none."""
        return next((system for system in self.systems if system.key == key), None)

    def find_reference(self, key: str) -> Reference | None:
        """Return the reference of that key, None where there is none."""
        return next((reference for reference in self.references if reference.key == key), None)

    def iter_authorships(self) -> Iterator[Authorship]:
        """Yield every place in an author list: the paper's own first, then those of its references."""
        for position, author in enumerate(self.work.authors, 1):
            yield Authorship(self.work.key, position, author.name)
        for reference in self.references:
            for position, name in enumerate(reference.authors, 1):
                yield Authorship(reference.key, position, name)


def find_line(lines: Mapping[Place, str], place: Place) -> str | None:
    """Return the file and line of the node at `place`, or of its nearest parent that is known.

    A single entry that stands where a list may stand has no index of its own, so index 0 may be missing.
    """
    found: Place = ()
    for step in place:
        if (*found, step) in lines:
            found = (*found, step)
        elif step != 0 or not found:
            break
    return lines.get(found)


# File name (without .yaml) -> the record lists it holds, each with its class.
FILE_RECORDS: Final[Mapping[str, Mapping[str, type[Record]]]] = {
    "work": {"work": Work},
    "references": {"references": Reference},
    "people": {"organisations": Organisation, "people": Person, "identity": IdentityRecord},
    "citations": {"citations": CitationMark},
    "mechanisms": {"mechanisms": MechanismStatement},
    "systems": {"systems": System},
    "claims": {"claims": NumberClaim},
    "decisions": {"decisions": Decision},
    "discrepancies": {"discrepancies": DiscrepancyRecord},
}
