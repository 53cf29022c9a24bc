"""The scripts that pages bring along to ask the graph: the graph itself, its terms, questions and things."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.engines.local import LocalEngine
from kg.publish.engine_data import GRAPH, describe_terms, iter_engine_files, iter_graph_script
from kg.publish.examples import Examples
from kg.publish.ordered import Ordered
from kg.queries.catalogue import load_catalogue
from kg.queries.entities import find_entities, list_names
from kg.terms import BASE, expand, shorten
from tests.small_graph import make_store


def page_of(iri: str) -> str:
    """Give every material a page by its path, and the metal magnesium an odd one."""
    path = iri.removeprefix(BASE)
    return "" if not path.startswith("material/") else "odd.html" if path.endswith("/mg") else f"{path}.html"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found = {}
    examples = Examples(LocalEngine(make_store()))
    pages = {"materials": "question/materials.html"}
    graph = (GRAPH, to_graph_script(make_store(), tmp_path_factory.mktemp("scratch")))
    for path, data in (
        graph,
        *iter_engine_files(examples, load_catalogue(), page_of, pages, examples.engine.store),
    ):
        text = data.decode()
        name = path.removeprefix("assets/data/").removesuffix(".js")
        start = f"kgData({json.dumps(name)},"
        assert text.startswith(start)
        assert text.endswith(");\n")
        found[name] = json.loads(text[len(start) : -3])
    return found


def to_graph_script(store: ox.Store, folder: Path) -> bytes:
    with Ordered(store, folder) as ordered:
        return b"".join(iter_graph_script(ordered.iter_serialised(ox.RdfFormat.TRIG)))


def test_the_packed_graph_is_the_graph(files: dict[str, Any], tmp_path: Path) -> None:
    """Unpacked and parsed it has the same statements, and the same graph packs to the same text."""
    text = gzip.decompress(base64.b64decode(files["graph"]["packed"]))
    store = ox.Store()
    store.load(text, format=ox.RdfFormat.from_media_type(files["graph"]["format"]))
    assert set(store) == set(make_store())
    again = to_graph_script(make_store(), tmp_path)
    assert files["graph"]["packed"].encode() in again


def test_iris_lead_to_pages_by_rule_with_exceptions(files: dict[str, Any]) -> None:
    """Folders whose things have pages are named once; a page that does not follow from its IRI is listed."""
    assert files["terms"]["folders"] == ["material"]
    assert files["terms"]["odd"] == {"material/mg": "odd.html"}


def test_terms_are_those_of_the_graph_most_used_first(files: dict[str, Any]) -> None:
    """Completion offers classes and properties that are in use, with how often."""
    counts = [count for _, _, count in files["terms"]["properties"]]
    assert counts == sorted(counts, reverse=True)
    store = make_store()
    for name, _, count in files["terms"]["classes"]:
        found = store.query(f"SELECT * WHERE {{ ?s a {name} }}", prefixes=files["terms"]["prefixes"],
                            use_default_graph_as_union=True)  # fmt: skip
        assert isinstance(found, ox.QuerySolutions)
        assert 0 < len({row["s"] for row in found}) <= count


def test_a_term_is_offered_once() -> None:
    """A property that the graph both uses and describes is a property to completion, and no thing besides."""
    store = ox.Store()
    about, kind = (ox.NamedNode(expand(name)) for name in ("al:about", "rdf:type"))
    thing = ox.NamedNode(f"{BASE}material/mg")
    store.add(ox.Quad(about, kind, ox.NamedNode(expand("owl:ObjectProperty"))))
    store.add(ox.Quad(thing, kind, ox.NamedNode(expand("al:Material"))))
    store.add(ox.Quad(thing, about, thing))
    told = describe_terms(store, lambda iri: "page.html", store)
    assert "al:about" in [name for name, _, _ in told["properties"]]
    assert [name for name, _ in told["things"]] == [shorten(thing.value)]


def test_every_question_is_told_with_what_its_form_needs(files: dict[str, Any]) -> None:
    """Each has its query (none where Python answers), its parameters, and the files of things they name."""
    told = {one["name"]: one for one in files["questions"]}
    assert set(told) == {question.name for question in load_catalogue()}
    for question in load_catalogue():
        one = told[question.name]
        assert bool(one["query"]) != bool(question.function)
        assert [p["name"] for p in one["parameters"]] == list(question.header.parameters)
        for parameter in one["parameters"]:
            assert (parameter["things"] is not None) == (parameter["type"] == "entity")
            if parameter["things"] is not None:
                assert f"things-{parameter['things']}" in files


def test_a_thing_is_listed_under_every_name_that_finds_it() -> None:
    """Each listed name leads to the thing on the command line; a formula may be the very name of another."""
    engine = LocalEngine(make_store())
    names = list_names(engine, ("al:Material",))
    assert names
    for iri, one in names.items():
        for name in (one.label, *one.others, *one.formulas):
            assert (
                iri in {entity.iri for entity in find_entities(engine, name, ("al:Material",))}
                or one.formulas
            )
