"""What the pages that ask the graph bring along: as scripts, for a page opened from a file fetches nothing.

`site/README.md` lists the files; `site/src/data.ts` takes them.
"""

import base64
import gzip
import io
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import pyoxigraph as ox

from kg.engines.local import LocalEngine
from kg.publish.examples import Examples
from kg.queries.catalogue import Question
from kg.queries.header import Parameter
from kg.queries.run import find_terms
from kg.queries.units import read_units
from kg.terms import BASE, PREFIXES, expand, shorten

PageOf = Callable[[str], str]
"""Gives the page of a thing as path below the top of the site, "" where it has none."""

FOLDER: Final = "assets/data"
GRAPH: Final = f"{FOLDER}/graph.js"
THINGS_OFFERED: Final = 3000  # for completion in the editor; a list that nobody scrolls to its end
_TYPE: Final = expand("rdf:type")
_MEANINGS: Final = tuple(ox.NamedNode(expand(name)) for name in ("rdfs:label", "skos:prefLabel"))


def iter_engine_files(
    examples: Examples,
    questions: Collection[Question],
    page_of: PageOf,
    pages: Mapping[str, str],
    quads: Iterable[ox.Quad],
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every data file for the pages that ask the graph, besides the graph itself.

    Args:
        examples: what to ask the questions with, and the graph.
        questions: the catalogue.
        page_of: finds the page of a thing.
        pages: for each question, by name, its page.
        quads: all statements; read in a row they come ten times as fast as from a store on the disk.
    """
    engine = examples.engine
    classes = list_class_sets(questions)
    yield _to_file("terms", describe_terms(engine.store, page_of, quads))
    yield _to_file("units", describe_units(engine))
    yield _to_file("questions", describe_questions(examples, questions, pages))
    for number, names in enumerate(classes):
        yield _to_file(f"things-{number}", describe_things(examples, names))


def to_data_script(name: str, value: Any) -> str:
    """Return the script that hands a value to the pages under a name."""
    return f"kgData({json.dumps(name)},{json.dumps(value, ensure_ascii=False, separators=(',', ':'))});\n"


def _to_file(name: str, value: Any) -> tuple[str, bytes]:
    return f"{FOLDER}/{name}.js", to_data_script(name, value).encode("utf-8", "surrogatepass")


def iter_graph_script(trig: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the script with the graph for the engine in the page, piece by piece; it belongs to `GRAPH`.

    TriG packs to half of what N-Quads pack to; gzip as base64 is an eighth of the plain text, and browsers
    unpack it themselves.

    Args:
        trig: the graph as TriG, in pieces.
    """
    yield b'kgData("graph",{"format":"application/trig","packed":"'
    yield from _iter_base64(_iter_packed(trig))
    yield b'"});\n'


def _iter_packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as file:
        for piece in pieces:
            file.write(piece)
            yield packed.getvalue()
            packed.seek(0)
            packed.truncate()
    yield packed.getvalue()


def _iter_base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        rest += piece
        whole = len(rest) // 3 * 3  # bytes that give letters without filling
        yield base64.b64encode(rest[:whole])
        rest = rest[whole:]
    yield base64.b64encode(rest)


def describe_terms(store: ox.Store, page_of: PageOf, quads: Iterable[ox.Quad]) -> dict[str, Any]:
    """Return the graph's vocabulary for completion, and how IRIs lead to pages.

    Args:
        store: the graph.
        page_of: finds the page of a thing.
        quads: all statements, each once for each named graph that has it.

    Returns:
        `base`, `prefixes`; `classes` and `properties` as [short name, label, times used] and `things` as
        [short name, label], most used first; `folders` and `odd`, see `_map_pages`.
    """
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    typed: dict[str, None] = {}
    for quad in quads:
        predicate, thing = quad.predicate.value, quad.object
        properties[predicate] += 1
        if not isinstance(thing, ox.NamedNode):
            continue
        if predicate != _TYPE:
            mentions[thing.value] += 1
            continue
        classes[thing.value] += 1
        if isinstance(subject := quad.subject, ox.NamedNode):
            typed[subject.value] = None
    terms = {*classes, *properties}  # offered as such, so not as things again
    things = [iri for iri in typed if page_of(iri) and shorten(iri) != iri and iri not in terms]
    things.sort(key=lambda iri: (-mentions[iri], iri))
    folders, odd = _map_pages(typed, page_of)
    return {
        "base": BASE,
        "prefixes": PREFIXES,
        "folders": folders,
        "odd": odd,
        "classes": _list_terms(store, classes),
        "properties": _list_terms(store, properties),
        "things": [[shorten(iri), _label(store, iri)] for iri in things[:THINGS_OFFERED]],
    }


def _list_terms(store: ox.Store, counts: Counter[str]) -> list[list[Any]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [[shorten(iri), _label(store, iri), count] for iri, count in ordered if shorten(iri) != iri]


def _label(store: ox.Store, iri: str) -> str:
    node = ox.NamedNode(iri)
    for predicate in _MEANINGS:
        values = (quad.object for quad in store.quads_for_pattern(node, predicate, None, None))
        labels = [value.value for value in values if isinstance(value, ox.Literal)]
        if labels:
            return min(labels)
    return ""


def _map_pages(iris: Iterable[str], page_of: PageOf) -> tuple[list[str], dict[str, str]]:
    """Return how the pages of things follow from their IRIs.

    Returns:
        The first steps of paths below the base of which most things have the page PATH.html, and by path the
        pages of the exceptions, "" for none.
    """
    members: dict[str, list[tuple[str, str]]] = {}
    for iri in iris:
        if iri.startswith(BASE) and (path := iri.removeprefix(BASE).replace("#", "/")).count("/"):
            members.setdefault(path.partition("/")[0], []).append((path, page_of(iri)))
    folders = []
    odd: dict[str, str] = {}
    for folder, pages in sorted(members.items()):
        regular = sum(page == f"{path}.html" for path, page in pages)
        if regular * 2 > len(pages):
            folders.append(folder)
            odd.update((path, page) for path, page in pages if page != f"{path}.html")
        else:
            odd.update((path, page) for path, page in pages if page)
    return folders, dict(sorted(odd.items()))


def list_class_sets(questions: Iterable[Question]) -> list[tuple[str, ...]]:
    """Return the sets of classes of which questions take things, each once, sorted."""
    taken = {p.classes for question in questions for p in question.header.parameters.values() if p.classes}
    return sorted(taken)


def describe_things(examples: Examples, classes: tuple[str, ...]) -> list[list[Any]]:
    """Return the things of some classes as [path below the base, label, other names, formulas, mentions].

    IRIs outside the base are given whole.
    """
    return [
        [iri.removeprefix(BASE), names.label, names.others, names.formulas, examples.mentions(iri)]
        for iri, names in examples.names(classes).items()
    ]


def describe_units(engine: LocalEngine) -> list[dict[str, Any]]:
    """Return the units of the graph with their spellings, so that a page can convert what is typed."""
    return [
        {
            "symbol": unit.symbol,
            "spellings": [unit.key, *unit.spellings],
            "multiplier": str(unit.multiplier),
            "offset": str(unit.offset),
            "dimension": unit.dimension,
        }
        for unit in read_units(engine)
    ]


def describe_questions(
    examples: Examples, questions: Collection[Question], pages: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the canned questions with what their forms need.

    A parameter names its file of things by the place of its classes in `list_class_sets`.

    Args:
        examples: what to ask them with.
        questions: the catalogue.
        pages: for each question, by name, its page.
    """
    classes = list_class_sets(questions)
    return [_describe_question(examples, one, classes, pages.get(one.name, "")) for one in questions]


def _describe_question(
    examples: Examples, question: Question, classes: list[tuple[str, ...]], page: str
) -> dict[str, Any]:
    header = question.header
    values = examples.find(question)
    asked = values is not None and not question.function
    terms = find_terms(examples.engine, question, values or {}) if asked else {}
    return {
        "name": question.name,
        "topic": question.topic,
        "summary": header.summary,
        "description": header.description,
        "view": header.view,
        "page": page,
        "query": "" if question.function else question.body,
        "parameters": [
            _describe_parameter(p, classes, (values or {}).get(p.name, ""))
            for p in header.parameters.values()
        ],
        "columns": {
            name: {
                "label": column.label,
                "kind": column.kind,
                "unit": column.unit,
                "names": list(map(expand, column.names)),
            }
            for name, column in header.columns.items()
        },
        "example": {name: str(term) for name, term in terms.items()},
    }


def _describe_parameter(parameter: Parameter, classes: list[tuple[str, ...]], example: str) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "option": parameter.option,
        "type": parameter.type,
        "description": parameter.description,
        "example": example,
        "things": classes.index(parameter.classes) if parameter.classes else None,
        "unit": parameter.unit,
        "choices": list(parameter.choices),
        "default": parameter.default,
        "bound": parameter.bound,
    }
