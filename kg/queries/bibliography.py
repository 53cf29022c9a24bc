"""The works behind an answer or a thing, as BibTeX, RIS or CSL-JSON.

What the graph does not hold is left out: a work without a known title or DOI comes without one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from kg.engines.engine import Engine, Rows
from kg.engines.lookup import to_subjects
from kg.errors import QueryError
from kg.formulas import ELEMENTS
from kg.queries.entities import SHOWN_CLASSES, get_entity
from kg.queries.people_table import to_safe_line
from kg.queries.python_questions import ask_rows
from kg.terms import expand

# Words that begin a family name although they are written with a capital letter.
_PARTICLES: Final = frozenset({"Da", "De", "Del", "Della", "Den", "Der", "Dos", "Ten", "Ter", "Van", "Von"})
_SUFFIX: Final = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_NO_KEY: Final = re.compile(r"[^A-Za-z0-9:+_-]+")
_PARTS_NAMES: Final = re.compile(r",|\band\b", re.IGNORECASE)  # what ends a name, or a part of it
_DOI_SAFE: Final = "/:;()<>.,-_+$&#~!'*=@[]|"  # all but braces, backslashes and the like
_PARTS: Final = re.compile(r"[^\W\d_]+[\d.]*")  # "Li" and "Mg" of "Li-Mg"
_ASKED_PER_QUERY: Final = 500  # IRIs in one query

_BEHIND_THING: Final = """SELECT DISTINCT ?work
WHERE {
  { BIND($thing AS ?work) }
  UNION
  { $thing al:refersTo ?work }
  UNION
  { ?work al:hasAuthorship ?authorship . ?authorship al:agent|al:affiliation $thing }
  UNION
  { $thing al:findingOf|al:assertedBy|al:inWork ?work }
  UNION
  { ?claim al:about $thing ; al:findingOf|al:assertedBy ?work }
  UNION
  { ?holder al:hasConstituent+ $thing . ?claim al:about ?holder ; al:findingOf|al:assertedBy ?work }
  ?work a al:Work .
}
ORDER BY ?work"""
# By which a claim, cell, passage, citation or entry of a reference list leads to works.
_LEADS_TO_WORK: Final = (
    "al:findingOf",
    "al:assertedBy",
    "al:inWork",
    "al:refersTo",
    "cito:hasCitedEntity",
    "cito:hasCitingEntity",
)
_WORKS: Final = """SELECT DISTINCT ?work ?name ?value
WHERE {
  {
    VALUES ?work { THINGS }
    ?work ?name ?value
    FILTER(?name IN (
      al:key, dcterms:title, al:year, al:volume, al:pages, al:doi, dcterms:publisher, rdf:type
    ))
  }
  UNION
  {
    VALUES ?work { THINGS }
    ?work ?name ?held .
    FILTER(?name IN (al:inJournal, al:titleStatus, al:doiStatus))
    ?held rdfs:label ?value
  }
}
ORDER BY ?work ?name ?value"""
_AUTHORS: Final = """SELECT DISTINCT ?work ?position ?name
WHERE {
  VALUES ?work { THINGS }
  ?work al:hasAuthorship ?authorship .
  ?authorship al:position ?position ; al:printedName ?name .
}
ORDER BY ?work ?position ?name"""


@dataclass(frozen=True, slots=True)
class Author:
    """A name as author lists print it, taken apart: "M. De Volder" has the family name "De Volder"."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """What a bibliography tells of a work; "" and None for what the graph does not hold.

    Attributes:
        key: the short name of the work, as its citation key.
        is_preprint: whether it is known to be a preprint.
        title: the title.
        authors: the authors in the order of the author list.
        journal: journal, series or preprint server.
        year: year of publication.
        volume: volume as printed.
        pages: first page or article number as printed.
        doi: without resolver address.
        publisher: the publisher.
        remarks: what is not certain of these.
    """

    key: str
    is_preprint: bool
    title: str
    authors: tuple[Author, ...]
    journal: str
    year: int | None
    volume: str
    pages: str
    doi: str
    publisher: str
    remarks: tuple[str, ...]


def find_works_of(engine: Engine, name: str) -> list[str]:
    """Return the IRIs of the works behind what a name means, sorted.

    A work stands for itself, a reference for the work it names, a person for what he or she wrote, and
    anything else for the works that say something of it, or whose findings these are.

    Raises:
        QueryError: the name is unknown or can mean several things, or no work is behind it.
        EngineError: the engine failed.
    """
    thing = get_entity(engine, name, SHOWN_CLASSES)
    rows = ask_rows(engine.run, _BEHIND_THING, {"thing": ox.NamedNode(thing.iri)})
    if not rows:
        raise QueryError(f"no work of the graph is behind {thing.label}")
    own = [row["work"] for row in rows if row["work"] == thing.iri]
    return own or [row["work"] for row in rows]


def find_works_behind(engine: Engine, rows: Rows) -> list[str]:
    """Return the IRIs of the works behind an answer, sorted.

    These are the works in its rows, those whose findings its claims and cells are, and those that say so.
    """
    things = {term for row in rows.rows for term in row if isinstance(term, ox.NamedNode)}
    if not things:
        return []
    leads = [ox.NamedNode(expand(name)) for name in _LEADS_TO_WORK]
    told = {triple.object for triple in engine.find_triples(things, leads)}
    candidates = {*things, *(term for term in told if isinstance(term, ox.NamedNode))}
    kind = engine.find_triples(
        candidates, [ox.NamedNode(expand("rdf:type"))], [ox.NamedNode(expand("al:Work"))]
    )
    return sorted(set(to_subjects(kind)))


def read_works(engine: Engine, iris: Iterable[str]) -> list[WorkRecord]:
    """Return what the graph holds of works, by key."""
    wanted = set(iris)
    told: dict[str, dict[str, list[str]]] = {iri: {} for iri in wanted}
    for row in _ask_about(engine, _WORKS, wanted):
        told[row["work"]].setdefault(re.split(r"[#/]", row["name"])[-1], []).append(row["value"])
    authors: dict[str, list[tuple[int, str]]] = {iri: [] for iri in wanted}
    for row in _ask_about(engine, _AUTHORS, wanted):
        authors[row["work"]].append((int(row["position"]), row["name"]))
    works = [_to_work(iri, told[iri], sorted(authors[iri])) for iri in sorted(wanted)]
    return _with_own_keys(sorted(works, key=lambda work: work.key))


def to_bibtex(works: Iterable[WorkRecord]) -> str:
    """Return BibTeX in UTF-8 in which no text is a command; remarks stand in `annote`, which styles ignore.

    Source: O. Patashnik, BibTeXing, 1988, http://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf
    """
    from pybtex.database import BibliographyData, Entry, Person
    from pybtex.database.output.bibtex import Writer

    class EscapedWriter(Writer):  # type: ignore[misc] # pybtex is not typed
        def _encode(self, text: str) -> str:
            return text  # already LaTeX; the writer would escape it once more

    entries = {}
    for work in works:
        names = {
            "title": _protect(work.title),
            "journal": _escape(work.journal),
            "year": str(work.year or ""),
            "volume": _escape(work.volume),
            "pages": _escape(work.pages),
            "doi": quote(work.doi, safe=_DOI_SAFE),
            "publisher": _escape(work.publisher),
            "annote": _escape("; ".join(work.remarks)),
        }
        people = []
        for author in work.authors:
            person = Person()
            person.first_names = [_keep_whole(_escape(author.given))] if author.given else []
            person.last_names = [_keep_whole(_escape(author.family), " ")]
            person.lineage_names = [_keep_whole(_escape(author.suffix))] if author.suffix else []
            people.append(person)
        kind = "misc" if work.is_preprint or not work.journal else "article"
        if kind == "misc" and work.journal:
            names["howpublished"] = names.pop("journal")
        fields = {name: value for name, value in names.items() if value}
        entries[work.key] = Entry(kind, fields=fields, persons={"author": people} if people else {})
    return str(EscapedWriter(encoding="UTF-8").to_string(BibliographyData(entries=entries)))


def to_ris(works: Iterable[WorkRecord]) -> str:
    """Return RIS in UTF-8; remarks stand in N1.

    Source: Research Information Systems format, as `rispy` writes it, https://pypi.org/project/rispy/
    """
    from rispy import RisWriter

    class PlainWriter(RisWriter):  # type: ignore[misc] # rispy is not typed
        def set_header(self, _count: int) -> str:
            return ""  # by default a running number, which the format does not know

    records = []
    for work in works:
        record: dict[str, Any] = {
            "type_of_reference": "JOUR" if work.journal and not work.is_preprint else "UNPB",
            "id": work.key,
            "authors": [", ".join(p for p in (a.family, a.given, a.suffix) if p) for a in work.authors],
            "title": to_safe_line(work.title),
            "journal_name": to_safe_line(work.journal),
            "year": str(work.year or ""),
            "volume": to_safe_line(work.volume),
            "start_page": to_safe_line(work.pages),
            "doi": to_safe_line(work.doi),
            "publisher": to_safe_line(work.publisher),
            "notes": [to_safe_line(remark) for remark in work.remarks],
        }
        records.append({name: value for name, value in record.items() if value})
    return str(PlainWriter().formats(records)).lstrip() if records else ""


def to_csl_json(works: Iterable[WorkRecord]) -> str:
    """Return CSL-JSON; remarks stand in `note`.

    Source: Citation Style Language 1.0.2, https://docs.citationstyles.org/en/stable/specification.html and
    https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json
    """
    import json

    records = []
    for work in works:
        record: dict[str, Any] = {
            "id": work.key,
            "type": "article-journal" if work.journal and not work.is_preprint else "article",
            "title": work.title,
            "author": [
                {k: v for k, v in (("family", a.family), ("given", a.given), ("suffix", a.suffix)) if v}
                for a in work.authors
            ],
            "container-title": work.journal,
            "issued": {"date-parts": [[work.year]]} if work.year else None,
            "volume": work.volume,
            "page": work.pages,
            "DOI": work.doi,
            "publisher": work.publisher,
            "note": "; ".join(work.remarks),
        }
        records.append({name: value for name, value in record.items() if value})
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


FORMATS: Final[Mapping[str, Callable[[Iterable[WorkRecord]], str]]] = {
    "bibtex": to_bibtex,
    "ris": to_ris,
    "csl-json": to_csl_json,
}


def to_author(printed: str) -> Author:
    """Return a printed name taken apart; a name of one word, or with a comma, is all family name."""
    words = to_safe_line(printed).split()
    if len(words) < 2 or "," in printed:
        return Author(" ".join(words))
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    start = len(words) - 1
    while start > 1 and (words[start - 1] in _PARTICLES or words[start - 1].islower()):
        start -= 1
    return Author(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _to_work(iri: str, told: Mapping[str, list[str]], authors: list[tuple[int, str]]) -> WorkRecord:
    def first(name: str) -> str:
        return told.get(name, [""])[0]

    remarks = [
        f"{what} {first(status)}, not verified"
        for what, status in (("title", "titleStatus"), ("DOI", "doiStatus"))
        if first(status) not in ("", "verified")
    ]
    year = first("year")
    return WorkRecord(
        key=_NO_KEY.sub("-", first("key") or iri.rpartition("/")[2]).strip("-") or "work",
        is_preprint=any(value.endswith("/Preprint") for value in told.get("type", ())),
        title=first("title"),
        authors=tuple(to_author(name) for _, name in authors),
        journal=first("inJournal"),
        year=int(year) if year else None,
        volume=first("volume"),
        pages=first("pages"),
        doi=first("doi"),
        publisher=first("publisher"),
        remarks=tuple(remarks),
    )


def _with_own_keys(works: list[WorkRecord]) -> list[WorkRecord]:
    """Return works with numbers behind keys that occur twice; BibTeX does not tell apart large and small."""
    seen: dict[str, int] = {}
    kept = []
    for work in works:
        count = seen[work.key.lower()] = seen.get(work.key.lower(), 0) + 1
        kept.append(work if count == 1 else replace(work, key=f"{work.key}-{count}"))
    return kept


def _ask_about(engine: Engine, query: str, iris: Iterable[str]) -> list[dict[str, str]]:
    listed = [str(ox.NamedNode(iri)) for iri in sorted(set(iris))]
    rows = []
    for start in range(0, len(listed), _ASKED_PER_QUERY):
        things = " ".join(listed[start : start + _ASKED_PER_QUERY])
        rows += ask_rows(engine.run, query.replace("THINGS", things))
    return rows


def _escape(text: str) -> str:
    from kg.queries.typeset import escape_latex

    return escape_latex(" ".join(text.split()))


def _protect(text: str) -> str:
    """Return a title in which braces keep the capitals that must stay: styles set titles in small letters.

    In a title in small letters every capital counts, in one with Capitals On All Words those inside of words
    and those of elements do.
    """
    words = " ".join(text.split()).split(" ")
    long = [
        word for word in words[1:] if len(word) > 3 and word[0].isalpha() and word[1:] == word[1:].lower()
    ]
    is_small = sum(word[0].islower() for word in long) * 2 >= len(long)
    return " ".join(
        f"{{{_escape(word)}}}" if _keeps_capitals(word, is_small and place > 0) else _escape(word)
        for place, word in enumerate(words)
    )


def _keeps_capitals(word: str, is_small: bool) -> bool:
    parts = _PARTS.findall(word)
    inner = any(part[1:] != part[1:].lower() for part in parts)
    elements = any(part.rstrip("0123456789.") in ELEMENTS for part in parts)
    return inner or elements or (is_small and word != word.lower())


def _keep_whole(name: str, marks: str = "") -> str:
    """Return a part of a name in which BibTeX finds no comma, no "and" and none of the given marks."""
    return f"{{{name}}}" if _PARTS_NAMES.search(name) or any(mark in name for mark in marks) else name
