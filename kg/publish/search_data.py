"""What the search field looks through: names and statements, in files of bounded size."""

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from kg.publish.asking import question_page
from kg.publish.engine_data import to_data_script
from kg.publish.kinds import KINDS, Kind
from kg.publish.overview_list import Way, list_ways
from kg.publish.reader import Reader
from kg.publish.statements import to_typographic
from kg.queries.catalogue import load_catalogue

FIRST: Final = 20_000  # names that are read at once: those of which most is said
NAMES_A_FILE: Final = 20_000
STATEMENTS_A_FILE: Final = 5_000
FOLDER: Final = "assets/data"
_SENTENCES: Final = ("claim", "discrepancy", "decision", "identity")  # found by their words, not by a name
_UNWEIGHED: Final = ("list-value", "scheme", "term")  # every record mentions these
_OTHER_NAMES: Final = (
    "skos:notation",
    "al:formula",
    "skos:altLabel",
    "skos:hiddenLabel",
    "al:abbreviation",
    "dcterms:title",
    "al:doi",
)
_MOST_NAMES: Final = 40  # of one thing
_LONGEST: Final = 300  # characters of one text; what is longer is found by its beginning

Row = list[Any]


def iter_search_files(reader: Reader, *, live: bool) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the data files of the search, as `site/README.md` tells them.

    Memory holds the names of one file at a time, besides the weights of the first ones.

    Args:
        reader: the graph.
        live: whether the site has the page for SPARQL.
    """
    first = dict.fromkeys(iri for _, iri in heapq.nlargest(FIRST, _iter_weights(reader), key=_heaviest))
    more: list[str] = []
    others = (iri for _, iri in _iter_weights(reader) if iri not in first)
    while rows := [_to_name(reader, iri, 0) for iri in islice(others, NAMES_A_FILE)]:
        more.append(f"names-{len(more)}")
        yield _file(more[-1], rows)
    statements: list[str] = []
    sentences = _iter_statements(reader)
    while rows := list(islice(sentences, STATEMENTS_A_FILE)):
        statements.append(f"statements-{len(statements)}")
        yield _file(statements[-1], rows)
    weighed = [_to_name(reader, iri, _weigh(reader, iri)) for iri in first]
    weighed.extend(_iter_questions())
    weighed.extend(_to_way(way) for way in list_ways(live=live))
    kinds = [*(kind.word for kind in _NAMED), "question", "overview"]
    yield _file("names", {"kinds": kinds, "rows": weighed, "statements": statements, "more": more})


_NAMED: Final = tuple(kind for kind in KINDS if kind.name not in _SENTENCES)


def _heaviest(pair: tuple[int, str]) -> tuple[int, str]:
    return pair


def _iter_weights(reader: Reader) -> Iterator[tuple[int, str]]:
    for iri, _ in reader.iter_paged(_NAMED):
        yield _weigh(reader, iri), iri


def _weigh(reader: Reader, iri: str) -> int:
    """Return how often a thing is mentioned; words of the vocabulary come last."""
    kind = reader.kind(iri)
    if kind is None or kind.name in _UNWEIGHED:
        return 0
    return reader.count_mentions(iri)


def _to_name(reader: Reader, iri: str, weight: int) -> Row:
    ref = reader.ref(iri)
    kind = reader.kind(iri)
    found = [name for predicate in _OTHER_NAMES for name in reader.all(iri, predicate)]
    if kind is not None and kind.name == "person":
        found += [
            reader.one(place, "al:printedName")
            for place in islice(reader.iter_incoming(iri, "al:agent"), _MOST_NAMES)
        ]
    others = [name[:_LONGEST] for name in dict.fromkeys(found) if name and name != ref.label]
    return [
        ref.label[:_LONGEST],
        _number(kind),
        ref.page,
        sorted(others)[:_MOST_NAMES],
        _hint(reader, iri, kind),
        weight,
    ]


def _number(kind: Kind | None) -> int:
    return _NAMED.index(kind) if kind in _NAMED else 0


def _iter_questions() -> Iterator[Row]:
    """Yield the canned questions, which are found by their words and by their names."""
    for question in load_catalogue():
        page, words = question_page(question.name), question.name.replace("-", " ")
        yield [question.header.summary, len(_NAMED), page, [words], question.topic, 0]


def _to_way(way: Way) -> Row:
    """Return an overview, which is found by its name, its short name and what it tells."""
    return [way.name, len(_NAMED) + 1, way.path, [way.short] if way.short else [], way.words, 0]


def _hint(reader: Reader, iri: str, kind: Kind | None) -> str:
    """Return a few words that tell things of one name apart."""
    name = kind.name if kind else ""
    if name == "work":
        return ", ".join(
            part for part in (reader.word(iri, "al:inJournal"), reader.one(iri, "al:year")) if part
        )
    if name == "person":
        return ", ".join(place.label for place in reader.refs(iri, "al:affiliation")[:1])
    if name == "system":
        return ", ".join(work.label for work in reader.refs(iri, "al:findingOf"))
    if name == "material":
        return reader.one(iri, "al:formula") or reader.word(iri, "al:materialClass")
    return (reader.word(iri, "skos:broader") if reader.one(iri, "skos:broader") else "")[:_LONGEST]


def _iter_statements(reader: Reader) -> Iterator[Row]:
    for iri in reader.iter_claims():
        ref = reader.ref(iri)
        finders = [work.label for work in reader.refs(iri, "al:findingOf")] or [
            reader.word(iri, "al:assertedBy")
        ]
        context = reader.one(iri, "al:context")
        text = to_typographic(ref.label) + (f" ({context})" if context else "")
        yield [text[:_LONGEST], ref.page, ", ".join(finders)]
    for iri in reader.iter_instances("al:Discrepancy"):
        severity = reader.word(iri, "al:severity")
        yield [reader.name(iri)[:_LONGEST], reader.ref(iri).page, f"discrepancy, {severity}"]
    for iri in reader.iter_instances("al:ReadingDecision"):
        yield [reader.name(iri)[:_LONGEST], reader.ref(iri).page, "reading decision"]
    for iri in reader.iter_instances("al:IdentityDecision"):
        yield [reader.name(iri)[:_LONGEST], reader.ref(iri).page, "who is who"]


def _file(name: str, value: object) -> tuple[str, bytes]:
    return f"{FOLDER}/{name}.js", to_data_script(name, value).encode("utf-8", "surrogatepass")
