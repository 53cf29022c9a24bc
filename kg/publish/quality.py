"""How far the graph can be relied on, in figures.

Some are counted in the graph, some come from the checks that run when the site is made, and some were
measured once and lie beside the knowledge files of a paper (`kg.knowledge.quality`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import Problem
from kg.knowledge.quality import Agreement, PointerCheck, Quality
from kg.publish.reader import Reader, Ref
from kg.terms import BASE, expand


class Share(NamedTuple):
    """A part of something: its name for machines, what is counted, the part, the whole, how it was found."""

    name: str
    words: str
    part: int
    whole: int
    how: str = ""

    @property
    def percent(self) -> float:
        """The part in percent of the whole, from 0 to 100; 100 of nothing."""
        return 100 * self.part / self.whole if self.whole else 100.0


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What is told of the graph's quality.

    Attributes:
        shares: parts of the records that have what they should have.
        checks: errors and warnings that the checks found when the site was made; None where they did not run.
        readings: for each paper that two people read independently, what both found.
    """

    shares: tuple[Share, ...]
    checks: tuple[int, int] | None
    readings: tuple[tuple[Ref, tuple[Agreement, ...]], ...]


def make_report(
    reader: Reader,
    measured: dict[str, Quality],
    problems: Iterable[Problem] | None = None,
) -> QualityReport:
    """Return the figures of a graph.

    Args:
        reader: the graph.
        measured: what was measured of papers, by their keys.
        problems: what the checks found while the site was made, None where they did not run.
    """
    checks = None
    if problems is not None:
        severities = [problem.severity for problem in problems]
        checks = (severities.count("error"), severities.count("warning"))
    pointers = [one.pointers for one in measured.values() if one.pointers is not None]
    readings = tuple(
        (reader.ref(f"{BASE}work/{key}"), one.readings)
        for key, one in sorted(measured.items())
        if one.readings
    )
    shares = (*_iter_pointer_shares(reader, pointers), *_iter_shares(reader))
    return QualityReport(tuple(share for share in shares if share.whole), checks, readings)


def _iter_pointer_shares(reader: Reader, measured: list[PointerCheck]) -> Iterator[Share]:
    """Yield how many pointers lead to a passage: in a graph with texts as it is, else as it was measured."""
    words = "pointers that were held against the paper's text and lead to exactly one passage"
    exact = ox.NamedNode(expand("oa:exact"))
    if found := len({quad.subject for quad in reader.store.quads_for_pattern(None, exact, None, None)}):
        yield Share("pointers", words, found, _count(reader, "al:Evidence"), "when this site was made")
    elif measured:
        given, resolved = sum(one.given for one in measured), sum(one.resolved for one in measured)
        texts = ", ".join(one.text[:12] for one in measured[:3])
        yield Share("pointers", words, resolved, given, f"in the text with SHA-256 {texts}…")


def _iter_shares(reader: Reader) -> Iterator[Share]:
    claims = _count(reader, "al:Claim")
    with_passage = sum(1 for iri in reader.iter_instances("al:Claim") if _has(reader, iri, "al:evidence"))
    yield Share("claims-with-passage", "claims that name the passage where they stand", with_passage, claims)
    first = _incoming(reader, "alv:first-hand", "al:origin")
    sourced = first + _incoming(reader, "alv:second-hand", "al:origin")
    yield Share("claims-with-source", "claims whose finding belongs to a named work", sourced, claims)
    yield Share("claims-first-hand", "claims read in the very work whose finding they tell", first, claims)
    told = claims - _incoming(reader, "alv:stated", "al:mode")
    yield Share("claims-with-mode", "claims of which the paper says how it is known", told, claims)
    citations = _count(reader, "al:Citation")
    reasoned = sum(
        1
        for iri in reader.iter_instances("al:Citation")
        if _has(reader, iri, "cito:hasCitationCharacterization")
    )
    yield Share("citations-with-reason", "citations whose reason is recorded", reasoned, citations)
    works = _count(reader, "al:Work")
    doi = _incoming(reader, "alv:verified", "al:doiStatus")
    title = _incoming(reader, "alv:verified", "al:titleStatus")
    yield Share("works-with-doi", "works with a DOI that was verified", doi, works)
    yield Share("works-with-title", "works with a title that was verified", title, works)
    decisions = _count(reader, "al:ReadingDecision")
    still_open = _incoming(reader, "alv:open", "al:status")
    yield Share("decisions-settled", "reading decisions that are settled", decisions - still_open, decisions)


def _count(reader: Reader, class_name: str) -> int:
    return sum(1 for _ in reader.iter_instances(class_name))


def _incoming(reader: Reader, value: str, predicate: str) -> int:
    return sum(1 for _ in reader.iter_incoming(expand(value), predicate))


def _has(reader: Reader, iri: str, predicate: str) -> bool:
    return bool(reader.all(iri, predicate))
