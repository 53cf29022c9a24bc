"""How far two independent readings of the first paper agree with each other and with the settled files.

Run as `python -m tests.agreement`; it counts by kind of fact. With `--write FOLDER`, where the papers'
texts lie, it writes the agreement of the readings and the state of the pointers into `quality.yaml` of the
paper.

A fact is reduced to what two readers must
have in common when they saw the same thing: keys and explanations of their own are left out. Readings
are files of the format described in CONTRIBUTING.md, written before the settled files existed.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rdflib import RDFS, SKOS, Graph, Literal, URIRef

from kg.knowledge.evidence import EvidenceFinder, load_text
from kg.knowledge.files import load_paper
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.quality import FILE, Agreement, PointerCheck, check_pointers
from kg.resources import find_folder
from kg.terms import AL

READINGS = Path(__file__).parent / "data" / "readings"
SETTLED = Path(__file__).parent.parent / "papers" / "jeon-2025"

Fact = tuple[Any, ...]
Reading = dict[str, Any]


def load_reading(folder: Path) -> Reading:
    """Return the plain content of every YAML file of a folder, by file name without suffix."""
    return {
        path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for path in sorted(folder.glob("*.yaml"))
    }


def to_facts(reading: Reading) -> dict[str, Counter[Fact]]:
    """Return the comparable facts of a reading, a multiset per kind."""
    return {kind: Counter(extract(reading)) for kind, extract in EXTRACTORS.items()}


def compare(first: Reading, second: Reading) -> list[Agreement]:
    """Return the agreement of two readings, one entry per kind of fact."""
    a, b = to_facts(first), to_facts(second)
    return [
        Agreement(kind=kind, first=a[kind].total(), second=b[kind].total(), both=(a[kind] & b[kind]).total())
        for kind in EXTRACTORS
    ]


# ------------------------------------------------------------------ normal forms


def _plain(text: object) -> str:
    """Lower case without spaces, sub- and superscript marks, LaTeX and punctuation."""
    folded = str(text).translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉⁻–—−", "0123456789----"))
    folded = folded.replace("\\approx", "~").replace("≈", "~")
    return re.sub(r"[\s_{}^$\\'\"“”‘’.,;]+", "", folded).lower()


@cache
def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("materials", "mechanisms", "cells"):
        graph = Graph().parse(find_folder("ontology") / f"{name}.ttl")
        properties = (
            SKOS.hiddenLabel,
            SKOS.altLabel,
            SKOS.notation,
            URIRef(AL + "formula"),
            SKOS.prefLabel,
            RDFS.label,
        )
        for label_property in properties:
            for subject, label in graph.subject_objects(label_property):
                if isinstance(subject, URIRef) and isinstance(label, Literal):
                    found[_plain(str(label).replace("-", " "))] = str(subject).rsplit("/", 1)[-1]
        for subject in graph.subjects(SKOS.prefLabel):
            key = str(subject).rsplit("/", 1)[-1]
            found[_plain(key.replace("-", " "))] = key
    return found


def _concept(label: object) -> str:
    """The key of the concept that a label names, or the label itself in plain form."""
    text = re.sub(r"^new:\s*", "", str(label))
    return _labels().get(_plain(text.replace("-", " ")), _plain(text))


def _pointers(record: dict[str, Any], field: str = "evidence") -> list[dict[str, Any]]:
    found = record.get(field) or []
    return [found] if isinstance(found, dict) else list(found)


def _place(pointer: dict[str, Any]) -> Fact:
    """Section, caption, table row or reference: where a passage stands, without its words."""
    for kind in ("section", "figure", "caption_of_table", "reference"):
        if kind in pointer:
            return (kind, str(pointer[kind]).lower())
    row = pointer.get("row")
    return ("table", str(pointer.get("table")), _plain(row) if row else "", int(pointer.get("nth") or 1))


def _first_place(record: dict[str, Any], field: str = "evidence") -> Fact:
    pointers = _pointers(record, field)
    return _place(pointers[0]) if pointers else ()


def _works(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(sorted(value or ()))


def _amount(value: object) -> str:
    """A value with comparator and unit, however it is spelled."""
    text = _plain(str(value).replace("·", "")).replace("usd", "$").replace("/", "").replace("ozt-1", "oz-1")
    return re.sub(r"(?<=\D)-?1$|mt-1$|t-1$", "", text).replace("oztr", "oz").replace("$mt", "$t")


# ------------------------------------------------------------------ kinds of fact


def _iter_reference_authors(reading: Reading) -> Iterator[Fact]:
    for entry in reading["references"]:
        for position, name in enumerate(entry["authors"], 1):
            yield entry["number"], position, str(name).replace("–", "-")


def _iter_reference_fields(reading: Reading) -> Iterator[Fact]:
    for entry in reading["references"]:
        for field in ("type", "journal_printed", "journal", "year", "volume", "pages"):
            if entry.get(field) is not None:
                yield entry["number"], field, _plain(entry[field])


def _iter_authors(reading: Reading) -> Iterator[Fact]:
    for position, author in enumerate(reading["work"]["authors"], 1):
        yield (
            position,
            author["name"],
            bool(author.get("corresponding")),
            bool(author.get("equal_contribution")),
            len(author.get("affiliations") or ()),
        )


def _iter_same_people(reading: Reading) -> Iterator[Fact]:
    """Pairs of authorships that are taken for one person."""
    for person in reading["people"].get("people") or ():
        authorships = sorted(person.get("authorships") or ())
        for index, first in enumerate(authorships):
            for second in authorships[index + 1 :]:
                yield first, second


def _iter_citations(reading: Reading) -> Iterator[Fact]:
    for mark in reading["citations"]:
        for reference in mark["references"]:
            yield (*_first_place(mark), reference)


def _iter_intents(reading: Reading) -> Iterator[Fact]:
    for mark in reading["citations"]:
        for reference in mark["references"]:
            for intent in mark["intents"]:
                yield (*_first_place(mark), reference, intent)


def _iter_cells(reading: Reading) -> Iterator[Fact]:
    for system in reading["systems"]:
        if system.get("row"):
            for cell in system.get("cells") or ():
                yield (*_place(system["row"]), cell["column"], _cell_value(cell))


def _cell_value(cell: dict[str, Any]) -> str:
    if cell["column"] in {"architecture", "process", "electrolyte", "cathode", "cell-format"}:
        return _concept(cell["value"])
    value = _told(cell)
    ratio = re.search(r"(\d+):\d+", value)
    if ratio:
        value = f"{ratio[1]} %"
    return _amount("not-reported" if value in {"N/A", "not reported"} else value)


def _told(record: dict[str, Any]) -> str:
    """The value of a record, or the printed words where it is told in words."""
    return str(record["printed"] if record["value"] == "in-words" else record["value"])


def _iter_row_findings(reading: Reading) -> Iterator[Fact]:
    for system in reading["systems"]:
        if system.get("row"):
            yield (*_place(system["row"]), system.get("finding_of"))


def _iter_numbers(reading: Reading) -> Iterator[Fact]:
    for claim in reading["claims"]:
        yield (
            *_first_place(claim),
            claim["quantity"],
            _amount(_told(claim)),
            _works(claim.get("finding_of")),
        )


def _iter_statements(reading: Reading) -> Iterator[Fact]:
    """Statements in full: place, subject, relation, object, denial."""
    for record in reading["mechanisms"]:
        yield (
            *_first_place(record),
            _concept(record["subject"]),
            record["relation"],
            _concept(record["object"]),
            bool(record.get("negated")),
        )


POLARITY = {
    **dict.fromkeys(("enables", "promotes", "increases", "causes"), "promotes"),
    **dict.fromkeys(("prevents", "suppresses", "reduces", "hinders", "addresses"), "suppresses"),
    **dict.fromkeys(("exhibits", "forms", "requires"), "relates"),
}


def _iter_links(reading: Reading) -> Iterator[Fact]:
    """What is linked with what and in which direction, each pair once: the shape of the picture."""
    seen = set()
    for record in reading["mechanisms"]:
        if not record.get("negated"):
            seen.add((_concept(record["subject"]), POLARITY[record["relation"]], _concept(record["object"])))
    yield from seen


def _iter_objects_by_place(reading: Reading) -> Iterator[Fact]:
    """Which phenomena are spoken of in which section or caption."""
    yield from {(*_first_place(record), _concept(record["object"])) for record in reading["mechanisms"]}


def _iter_decisions(reading: Reading) -> Iterator[Fact]:
    """Places on which a reading decision was taken."""
    seen = {
        (*_place(pointer), pointer.get("column"))
        for record in reading["decisions"]
        for pointer in _pointers(record, "passages")
        if "table" in pointer
    }
    yield from seen


def _iter_discrepancies(reading: Reading) -> Iterator[Fact]:
    """Pairs of places that are held against each other, or the single place with the kind of fault."""
    for record in reading["discrepancies"]:
        places = sorted({_place(pointer) for pointer in _pointers(record, "passages")}, key=str)
        yield (record["kind"], *places)


EXTRACTORS: dict[str, Any] = {
    "reference authors": _iter_reference_authors,
    "reference fields": _iter_reference_fields,
    "authors of the paper": _iter_authors,
    "pairs of authorships taken for one person": _iter_same_people,
    "citations": _iter_citations,
    "citation intents": _iter_intents,
    "table cells": _iter_cells,
    "works behind table rows": _iter_row_findings,
    "numbers of the text": _iter_numbers,
    "mechanism statements, word for word": _iter_statements,
    "links between things": _iter_links,
    "phenomena by place": _iter_objects_by_place,
    "table places with a reading decision": _iter_decisions,
    "discrepancies": _iter_discrepancies,
}


def to_table(rows: Iterable[Agreement]) -> str:
    """Return agreements as aligned text."""
    lines = [f"{'kind of fact':<44}{'first':>8}{'second':>8}{'both':>8}{'agree':>8}"]
    lines += [f"{row.kind:<44}{row.first:>8}{row.second:>8}{row.both:>8}{row.share:>8.0%}" for row in rows]
    return "\n".join(lines)


def to_quality_file(readings: Iterable[Agreement], pointers: PointerCheck) -> str:
    """Return the content of `quality.yaml`."""
    lines = [
        "# How the records of this paper hold: against its text, and two readings of it against each other.",
        "# Written by: python -m tests.agreement --write FOLDER; a test measures again.",
        "",
        f"pointers: {{text: {pointers.text}, given: {pointers.given}, resolved: {pointers.resolved}}}",
        "",
        "readings:",
    ]
    lines += [
        f'  - {{kind: "{row.kind}", first: {row.first}, second: {row.second}, both: {row.both}}}'
        for row in readings
    ]
    return "\n".join(lines) + "\n"


def measure(texts: Path) -> str:
    """Return the content of `quality.yaml` of the first paper, measured now.

    Args:
        texts: the folder of the papers' texts.
    """
    paper = load_paper(SETTLED, load_project_concepts())
    finder = EvidenceFinder(paper, load_text(paper, texts))
    readings = compare(load_reading(READINGS / "a"), load_reading(READINGS / "b"))
    return to_quality_file(readings, check_pointers(paper, finder))


def main() -> None:
    """Print the agreement of the two readings, and of each with the settled files."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="folder of the papers' texts")
    if texts := parser.parse_args().write:
        (SETTLED / FILE).write_text(measure(texts), encoding="utf-8")
        return
    first, second, settled = (load_reading(path) for path in (READINGS / "a", READINGS / "b", SETTLED))
    for title, one, other in (
        ("first reading against second reading", first, second),
        ("first reading against settled files", first, settled),
        ("second reading against settled files", second, settled),
    ):
        sys.stdout.write(f"{title}\n{to_table(compare(one, other))}\n\n")


if __name__ == "__main__":
    main()
