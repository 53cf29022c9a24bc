"""What several papers say differently of one thing: keys of systems, keys and DOIs of works.

Keys of systems and works hold for all papers together: what two papers call `jun-2024` becomes one work.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.errors import Problem
from kg.knowledge.records import Paper


@dataclass(frozen=True)
class _Named:
    """A work as one paper names it: itself, or an entry of its reference list."""

    key: str
    doi: str | None
    first_author: str
    year: int | None
    where: str
    doi_where: str


def find_clashes(papers: Sequence[Paper]) -> Iterator[Problem]:
    """Yield what these papers say differently of one thing."""
    yield from _find_system_clashes(papers)
    yield from _find_doi_clashes(papers)
    yield from _find_key_clashes(papers)


def _find_system_clashes(papers: Sequence[Paper]) -> Iterator[Problem]:
    systems: dict[str, str] = {}
    for paper in papers:
        for index, system in enumerate(paper.systems):
            where = paper.where("systems", index)
            if system.key in systems:
                hint = f"the other is at {systems[system.key]}"
                yield Problem(where, f"the system key '{system.key}' is used in two papers", hint)
            systems.setdefault(system.key, where)


def _find_doi_clashes(papers: Sequence[Paper]) -> Iterator[Problem]:
    dois: dict[str, tuple[str, str]] = {}
    works: dict[str, tuple[str, str]] = {}
    for named in _iter_works(papers):
        if named.doi is None:
            continue
        other, there = dois.setdefault(named.doi, (named.key, named.doi_where))
        if other != named.key:
            hint = f"use one key; the other is at {there}"
            yield Problem(named.doi_where, f"'{named.key}' and '{other}' have the same DOI", hint)
        other, there = works.setdefault(named.key, (named.doi, named.doi_where))
        if other != named.doi:
            message = f"'{named.key}' has two DOIs, {named.doi} and {other}"
            yield Problem(named.doi_where, message, f"the other is at {there}")


def _find_key_clashes(papers: Sequence[Paper]) -> Iterator[Problem]:
    """Yield the keys under which two papers seem to mean two works; one DOI makes them one work."""
    first: dict[str, _Named] = {}
    for named in _iter_works(papers):
        other = first.setdefault(named.key, named)
        if named.doi is not None and named.doi == other.doi:
            continue
        hint = f"the other is at {other.where}; choose another key, or give both the same DOI"
        if to_surname(named.first_author) != to_surname(other.first_author):
            message = (
                f"'{named.key}' is by '{named.first_author}' here and by '{other.first_author}' elsewhere"
            )
            yield Problem(named.where, message, hint)
        elif None not in (named.year, other.year) and named.year != other.year:
            message = f"'{named.key}' is of {named.year} here and of {other.year} elsewhere"
            yield Problem(named.where, message, hint, "warning")


def _iter_works(papers: Sequence[Paper]) -> Iterator[_Named]:
    for paper in papers:
        work = paper.work
        doi = work.doi.casefold() if work.doi else None
        author = work.authors[0].name
        yield _Named(work.key, doi, author, work.year, paper.where("work", "key"), paper.where("work", "doi"))
        for index, item in enumerate(paper.references):
            doi = item.doi.casefold() if item.doi else None
            where, doi_where = (paper.where("references", index, name) for name in ("key", "doi"))
            yield _Named(item.key, doi, item.authors[0], item.year, where, doi_where)


def to_surname(name: str) -> str:
    """Return the surname without accents and capitals: "J. Müller" gives "muller"."""
    surname = name.partition(",")[0] if "," in name else (name.split() or [""])[-1]
    letters = unicodedata.normalize("NFKD", surname)
    return "".join(letter for letter in letters if letter.isalpha()).casefold()
