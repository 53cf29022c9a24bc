"""What the records leave out: numbers without a claim, uncited references, undecided look-alikes.

Nothing here is an error. Warnings are gaps to be closed or declared; infos are for orientation.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from kg import terms
from kg.errors import EvidenceError, Problem
from kg.knowledge.cells import ASPECT_KINDS, to_quantity_name
from kg.knowledge.concepts import (
    CELL_FORMAT,
    CELL_KIND,
    KINDS,
    MATERIAL,
    PROCESS,
    QUANTITY,
    ROLE,
    STATEMENT_KINDS,
    ConceptIndex,
)
from kg.knowledge.evidence import EvidenceFinder
from kg.knowledge.pointer import Pointer
from kg.knowledge.records import Authorship, NumberClaim, Paper, System
from kg.passages import Span

# Sections whose numbers are addresses, dates and reference numbers.
_PASSED_OVER: Final = ("byline", "references", "keywords")

# What looks like a number and states none. Every repetition is bounded.
_NO_STATEMENT: Final = re.compile(
    r"""
      \^\{?\[[^\[\]]{0,80}\]\}?                                  # citation marks
    | <su[bp]>[^<>]{0,80}</su[bp]> | [_^]\{[^{}]{0,40}\}         # sub- and superscripts, exponents
    | https?://\S{1,300} | \b10\.\d{4,9}/\S{1,200}               # addresses
    | (?:©|\(c\)|Copyright)[^.\n]{0,80}                          # copyright lines
    | \b(?:Fig(?:ure|s|ures)?|Tables?|Sections?|Schemes?|Eqs?|Equations?|Refs?|References?)\b\.?\s{0,3}
      [\[(]?\d{1,3}[a-z]?(?:[\s*]{0,4}(?:,|and|&|-|\u2013)[\s*]{0,4}\d{0,3}[a-z]?\b){0,6}
    | \b\d{1,2}D\b                                               # dimensions of space
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A digit behind a letter is part of a formula or name, behind letter and hyphen an exponent or part number.
_NUMBER: Final = re.compile(r"(?<![\w.])(?<![A-Za-z][-\u2010-\u2015\u2212])\d+(?:[.,]\d+)*")
_ANY_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_CONTEXT: Final = 30


def find_gaps(paper: Paper, finder: EvidenceFinder | None = None) -> list[Problem]:
    """Return what one paper's records leave out, as warnings.

    Args:
        paper: the records.
        finder: the paper's text; without it the numbers of the text are not looked at.
    """
    gaps = [*_iter_uncited(paper), *_iter_silent_systems(paper)]
    if finder is not None:
        gaps += _iter_unclaimed_numbers(paper, finder)
    return gaps


def find_corpus_gaps(papers: Sequence[Paper], concepts: ConceptIndex) -> list[Problem]:
    """Return what the records of all papers together leave open.

    Warnings: authors who look alike, and names shared by two concepts of a kind. Infos: concepts nobody uses.
    """
    return [*_iter_look_alikes(papers), *_iter_shared_names(concepts), *_iter_unused(papers, concepts)]


# ------------------------------------------------------------------ one paper


def _iter_uncited(paper: Paper) -> Iterator[Problem]:
    cited = {key for mark in paper.citations for key in mark.references}
    for index, reference in enumerate(paper.references):
        if reference.key not in cited:
            yield Problem(
                paper.where("references", index),
                f"no citation mark resolves to '{reference.key}'",
                "add the mark to citations.yaml, or decide on an unreadable one",
                "warning",
            )


def _iter_silent_systems(paper: Paper) -> Iterator[Problem]:
    spoken_of = {claim.about for claim in paper.claims}
    for item in paper.mechanisms:
        spoken_of |= {item.subject, item.object, item.through or "", item.compared_with or ""}
    for index, system in enumerate(paper.systems):
        if not system.cells and system.key not in spoken_of:
            yield Problem(
                paper.where("systems", index),
                f"no claim is about the system '{system.key}'",
                "add its results, or take it out",
                "warning",
            )


def _iter_unclaimed_numbers(paper: Paper, finder: EvidenceFinder) -> Iterator[Problem]:
    """Yield the numbers of running text and captions that no claim, career, grant or exclusion rests on.

    A passage that several claims share covers only the numbers that they state: one claim less leaves a gap.
    """
    document = finder.document
    covered = _Cover(_iter_covered(paper, finder))
    stated = [(_Cover(_iter_spans(claim.evidence, finder)), _to_numbers(claim)) for claim in paper.claims]
    file = paper.work.text.file if paper.work.text else document.path
    parts = [
        *(section.segments for section in document.sections if section.key not in _PASSED_OVER),
        *(caption.segments for caption in document.captions),
    ]
    for start, end in sorted({span for segments in parts for span in segments}):
        text = document.text[start:end]
        blanked = _NO_STATEMENT.sub(lambda match: " " * len(match.group()), text)
        for match in _NUMBER.finditer(blanked):
            offset, number = start + match.start(), _to_plain(match.group())
            if covered.holds(offset) or any(
                number in numbers and cover.holds(offset) for cover, numbers in stated
            ):
                continue
            line = document.text.count("\n", 0, start + match.start()) + 1
            context = text[max(match.start() - _CONTEXT, 0) : match.end() + _CONTEXT]
            yield Problem(
                f"{file}:{line}",
                f"the number {match.group()} stands in no claim: '... {' '.join(context.split())} ...'",
                "add a claim, or an entry under not_claims of work.yaml",
                "warning",
            )


def _iter_covered(paper: Paper, finder: EvidenceFinder) -> Iterator[Span]:
    pointers: list[Pointer] = [pointer for entry in paper.work.not_claims for pointer in entry.evidence]
    pointers += [pointer for funding in paper.work.funding for pointer in funding.evidence]
    for person in paper.people:
        pointers += [pointer for station in person.stations for pointer in station.evidence]
    yield from _iter_spans(pointers, finder)


def _iter_spans(pointers: Iterable[Pointer], finder: EvidenceFinder) -> Iterator[Span]:
    for pointer in pointers:
        try:
            yield from finder(pointer).segments
        except EvidenceError:  # told as an error where evidence is checked
            continue


def _to_numbers(claim: NumberClaim) -> frozenset[str]:
    """Return the numbers that a claim states: as value, as condition, or as printed words tell them."""
    told = (claim.value, claim.printed, *claim.conditions.values())
    return frozenset(_to_plain(number) for text in told for number in _ANY_NUMBER.findall(text))


def _to_plain(number: str) -> str:
    """Return a number without marks of thousands: "1,000" and "1000" are one."""
    return number.replace(",", "")


class _Cover:
    """A set of spans that can be asked whether one of them holds an offset."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def holds(self, offset: int) -> bool:
        place = bisect_right(self._starts, offset) - 1
        return place >= 0 and offset < self._ends[place]


# ------------------------------------------------------------------ all papers


def to_initials(name: str) -> str:
    """Return a name as initials and surname in lower case: "Yun-Jung Lee" and "Y. J. Lee" give "yj lee"."""
    *given, surname = name.replace(".", " ").split() or [""]
    initials = "".join(part[0] for word in given for part in re.split(r"[-\u2010-\u2015]", word) if part)
    return f"{initials} {surname}".casefold().strip()


def _iter_look_alikes(papers: Sequence[Paper]) -> Iterator[Problem]:
    """Yield the authors who look alike in two works and are neither merged nor decided on."""
    owners = {key: person.key for paper in papers for person in paper.people for key in person.authorships}
    decided: set[frozenset[str]] = set()
    for paper in papers:
        for identity in paper.identity:
            holders = {owners.get(key, key) for key in identity.authorships}
            decided |= {frozenset(pair) for pair in combinations(sorted(holders), 2)}
    groups: dict[str, dict[str, Authorship]] = defaultdict(dict)
    homes: dict[str, str] = {}
    for paper in papers:
        for authorship in paper.iter_authorships():
            groups[to_initials(authorship.printed_name)].setdefault(authorship.key, authorship)
            homes.setdefault(authorship.key, _find_home(paper, authorship))
    for group in groups.values():
        for one, other in combinations(group.values(), 2):
            holders = {owners.get(one.key, one.key), owners.get(other.key, other.key)}
            if one.work == other.work or len(holders) == 1 or frozenset(holders) in decided:
                continue
            decided.add(frozenset(holders))  # told once for two people, however many works they share
            yield Problem(
                homes[other.key],
                f"'{one.printed_name}' ({one.key}) and '{other.printed_name}' ({other.key}) look alike, "
                "and no identity decision is on both",
                "add one to people.yaml: same, different or open",
                "warning",
            )


def _find_home(paper: Paper, authorship: Authorship) -> str:
    if authorship.work == paper.key:
        return paper.where("work", "authors", authorship.position - 1)
    keys = [reference.key for reference in paper.references]
    return paper.where("references", keys.index(authorship.work), "authors", authorship.position - 1)


def _iter_shared_names(concepts: ConceptIndex) -> Iterator[Problem]:
    for name, sharing in concepts.find_shared_names():
        if name not in {concept.formula for concept in sharing}:
            keys = " and ".join(terms.shorten(concept.iri) for concept in sharing)
            yield Problem(
                terms.shorten(sharing[0].iri),
                f"'{name}' is a name of {keys}",
                "leave it to one of them",
                "warning",
            )


def _iter_unused(papers: Sequence[Paper], concepts: ConceptIndex) -> Iterator[Problem]:
    used = {
        concept.iri
        for paper in papers
        for name, kinds in _iter_names(paper)
        for concept in concepts.find_all(name, kinds)
    }
    for concept in concepts.concepts.values():
        if concept.iri not in used:
            yield Problem(
                terms.shorten(concept.iri), f"no record uses the concept '{concept.label}'", None, "info"
            )


def _iter_names(paper: Paper) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield every name of a concept that the records use, with the kinds it may be of."""
    for item in paper.mechanisms:
        for name in (item.subject, item.object, item.through, item.compared_with):
            if name is not None:
                yield name, STATEMENT_KINDS
    for claim in paper.claims:
        yield claim.about, STATEMENT_KINDS
        yield claim.quantity, (QUANTITY,)
        yield from _iter_condition_names(claim.conditions)
    for system in paper.systems:
        yield from _iter_system_names(system)


def _iter_system_names(system: System) -> Iterator[tuple[str, Sequence[str]]]:
    for layer in system.layers:
        yield layer.material, (MATERIAL,)
        yield layer.role, (ROLE,)
    for name in (*system.electrolyte, *system.additives, system.cathode, system.counter):
        if name is not None:
            yield name, (MATERIAL,)
    for name in system.process:
        yield name, (PROCESS,)
    yield system.cell_format or "", (CELL_FORMAT,)
    yield system.cell_kind or "", (CELL_KIND,)
    for cell in system.cells:
        yield to_quantity_name(cell.column), (QUANTITY,)
        yield cell.value, ASPECT_KINDS.get(cell.column, KINDS)
        yield from _iter_condition_names(cell.conditions)


def _iter_condition_names(conditions: Mapping[str, str]) -> Iterator[tuple[str, Sequence[str]]]:
    for name, value in conditions.items():
        yield (value, ASPECT_KINDS[name]) if name in ASPECT_KINDS else (name, (QUANTITY,))
