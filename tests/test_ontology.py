"""The ontology files: every term is declared and explained, every name is one, nothing is left hanging."""

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from typing import get_args

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from kg.graph.ontology import load_ontology
from kg.knowledge import closed_lists
from kg.resources import find_folder
from kg.terms import BASE, ENTITY_KINDS, PREFIXES, expand, shorten
from tests.conftest import CHECKOUT
from tests.graph_fixtures import tiny_quads

FILES = sorted(find_folder("ontology").glob("*.ttl"))
CONCEPTS = ("alm", "almat", "alc", "alr", "alf", "alk", "alp", "alme", "alq", "alu", "alv")


@cache
def ontology() -> frozenset[Quad]:
    return frozenset(load_ontology())


def values(curie: str) -> dict[str, list[str]]:
    found = defaultdict(list)
    for quad in ontology():
        if quad.predicate.value == expand(curie):
            found[quad.subject.value].append(quad.object.value)
    return found


def is_ours(iri: str) -> bool:
    return iri.startswith(tuple(PREFIXES[prefix] for prefix in ("al", *CONCEPTS)))


def test_every_term_of_the_built_graph_is_declared() -> None:
    """Every predicate, every class and every term of ours that the graph points to has a definition."""
    used = set()
    for quad in tiny_quads():
        used.add(quad.predicate.value)
        if quad.predicate.value == expand("rdf:type") or (
            isinstance(quad.object, NamedNode) and is_ours(quad.object.value)
        ):
            used.add(quad.object.value)
    declared = values("skos:definition")
    assert {
        shorten(iri) for iri in used if iri not in declared and not iri.startswith(PREFIXES["xsd"])
    } == set()


def test_every_intent_that_a_record_may_choose_is_declared() -> None:
    """The closed list of intents holds CiTO properties that external.ttl explains."""
    declared = values("skos:definition")
    assert [name for name in get_args(closed_lists.Intent) if expand(f"cito:{name}") not in declared] == []


def test_every_declared_term_has_label_and_definition() -> None:
    """Whatever has a type has one name and one definition."""
    labels, definitions = values("rdfs:label"), values("skos:definition")
    for iri in values("rdf:type"):
        assert len(labels[iri]) == 1, iri
        assert len(definitions[iri]) == 1, iri


def test_prefixes_of_the_files_agree_with_the_code() -> None:
    """A prefix means the same in every ontology file, every rule and in kg/terms.py."""
    rules = sorted(find_folder("ontology").glob("rules/*.rq"))
    for path in (*FILES, *rules):
        text = path.read_text(encoding="utf-8")
        for prefix, iri in re.findall(r"(?im)^@?prefix\s+(\w+):\s*<([^>]*)>", text):
            assert PREFIXES.get(prefix, iri) == iri, f"{path.name}: {prefix}"


def test_entity_kinds_are_no_concept_namespaces() -> None:
    """Entities and concepts cannot get the same IRI."""
    namespaces = {PREFIXES[prefix].removeprefix(BASE).rstrip("/") for prefix in CONCEPTS}
    assert namespaces & set(ENTITY_KINDS) == set()


def test_there_are_no_blank_nodes() -> None:
    """Every node of the ontology has an address; only the shapes may do without."""
    for path in FILES:
        if path.name != "shapes.ttl":
            quads = list(parse(path=str(path), format=RdfFormat.TURTLE))
            assert quads
            assert not [q for q in quads if BlankNode in (type(q.subject), type(q.object))], path.name


def test_no_concept_is_broader_than_itself() -> None:
    """Going up from any concept comes to an end."""
    broader = values("skos:broader")
    for start in broader:
        seen, above = set(), set(broader[start])
        while above:
            assert start not in above, shorten(start)
            seen |= above
            above = {up for iri in above for up in broader.get(iri, ())} - seen


def test_no_two_concepts_of_a_kind_share_a_preferred_label() -> None:
    """Within a namespace a name stands for one concept."""
    for prefix in CONCEPTS:
        names = Counter(
            labels[0].casefold()
            for iri, labels in values("rdfs:label").items()
            if iri.startswith(PREFIXES[prefix])
        )
        assert [name for name, count in names.items() if count > 1] == [], prefix


def test_no_two_terms_of_the_core_share_a_label_within_their_kind() -> None:
    """A class and a property may share a name, two classes or two properties may not."""
    kinds = values("rdf:type")
    names = Counter(
        (expand("owl:Class") in kinds[iri], labels[0].casefold())
        for iri, labels in values("rdfs:label").items()
        if iri.startswith(PREFIXES["al"])
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_every_concept_belongs_to_a_scheme() -> None:
    """A concept of ours names the collection to which it belongs, and the collection is declared."""
    schemes = values("skos:inScheme")
    types = values("rdf:type")
    for iri, kinds in types.items():
        if expand("skos:Concept") in kinds:
            assert schemes[iri], shorten(iri)
            assert all(expand("skos:ConceptScheme") in types[scheme] for scheme in schemes[iri])


def test_each_concept_is_of_one_kind() -> None:
    """A mechanism is no effect, and a failure is neither."""
    kinds = {
        expand(f"al:{name}") for name in ("Mechanism", "Effect", "FailurePhenomenon", "Material", "Process")
    }
    for iri, types in values("rdf:type").items():
        assert len(kinds & set(types)) < 2, shorten(iri)


def test_preferred_units_are_allowed_and_declared() -> None:
    """Each quantity's preferred unit is among its allowed ones, and all are units of the ontology."""
    allowed, types = values("al:allowedUnit"), values("rdf:type")
    for quantity, units in values("al:preferredUnit").items():
        assert len(units) == 1
        assert units[0] in allowed[quantity]
        assert all(expand("qudt:Unit") in types[unit] for unit in allowed[quantity])


def test_outside_terms_were_read_in_their_vocabularies() -> None:
    """Every outside IRI of alignments.ttl is verified in the list of terms, where that is at hand."""
    listing = CHECKOUT.parent / "shared" / "reference" / "vocab_iris.csv"
    if not listing.is_file():
        pytest.skip("the list of vocabulary terms is not part of the project")
    with listing.open(encoding="utf-8", newline="") as file:
        verified = {row["preferred_iri"] for row in csv.DictReader(file) if row["status"] == "verified"}
    alignments = find_folder("ontology") / "alignments.ttl"
    outside = {
        quad.object.value
        for quad in parse(path=str(alignments), format=RdfFormat.TURTLE)
        if isinstance(quad.object, NamedNode) and not quad.object.value.startswith(BASE)
    }
    trusted = tuple(PREFIXES[prefix] for prefix in ("owl", "skos", "rdfs", "dcterms", "foaf", "prov", "oa"))
    trusted = (*trusted, "http://www.w3.org/", "https://creativecommons.org/")
    assert {iri for iri in outside - verified if not iri.startswith(trusted)} == set()
