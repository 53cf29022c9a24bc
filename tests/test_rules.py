"""The rules: what they derive, what they leave alone, and that two engines derive the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
import rdflib.paths
from rdflib.plugins.sparql import prepareQuery

from kg.errors import OntologyError
from kg.graph.rules import derive_links, find_predicates, load_rules
from kg.graph.shacl import to_rdflib
from kg.terms import BASE, expand
from tests.graph_fixtures import KEY, objects, of_class, tiny, tiny_quads, to_quads, turtle, with_first

LINK = "link/material.mg--exhibits--mechanism.lithium-concentration-gradient"
MG, GRADIENT = "material/mg", BASE + "mechanism/lithium-concentration-gradient"


def test_a_claim_gives_a_direct_link_and_a_node_that_points_back() -> None:
    """The short link, its label, its count and its claims are there."""
    quads = tiny_quads()
    assert objects(quads, MG, "al:exhibits") == [GRADIENT]
    assert objects(quads, LINK, "rdfs:label") == ["magnesium exhibits lithium-concentration gradient"]
    assert objects(quads, LINK, "al:claimCount") == ["1"]
    assert objects(quads, LINK, "prov:wasDerivedFrom") == [f"{BASE}claim/{KEY}/mg-exhibits-gradient"]
    assert objects(quads, LINK, "al:relation") == [expand("al:exhibits")]


def test_a_denied_claim_gives_no_link() -> None:
    """What a paper denies is derived by no rule."""
    quads = to_quads(with_first("mechanisms", negated=True))
    assert objects(quads, MG, "al:exhibits") == []
    assert LINK not in of_class(quads, "al:DerivedLink")
    work_link = f"link/work.{KEY}--discusses--mechanism.lithium-concentration-gradient"
    assert objects(quads, work_link, "al:claimCount") == ["1"]  # the other claim, which denies nothing


def test_claims_of_one_link_are_counted_once_each() -> None:
    """Two claims of the same relation share a link, which counts two."""
    first = tiny().mechanisms[0]
    again = first.model_copy(update={"key": "mg-exhibits-gradient-again", "mode": "proposed"})
    quads = to_quads(replace(tiny(), mechanisms=(*tiny().mechanisms, again)))
    assert objects(quads, LINK, "al:claimCount") == ["2"]
    assert len(objects(quads, LINK, "prov:wasDerivedFrom")) == 2


def test_a_system_lends_its_claim_to_the_material_that_names_it() -> None:
    """What a system is said to exhibit holds of its architecture too, with the claim behind it."""
    paper = with_first("mechanisms", subject="mg-powder-example-2022")
    quads = to_quads(paper)
    assert objects(quads, "system/mg-powder-example-2022", "al:exhibits") == [GRADIENT]
    assert objects(quads, MG, "al:exhibits") == [GRADIENT]
    assert objects(quads, LINK, "prov:wasDerivedFrom") == [f"{BASE}claim/{KEY}/mg-exhibits-gradient"]


def test_other_relations_stay_with_their_subject() -> None:
    """What a system suppresses is not said of its material."""
    quads = to_quads(with_first("mechanisms", subject="mg-powder-example-2022", relation="suppresses"))
    assert objects(quads, "system/mg-powder-example-2022", "al:suppresses") == [GRADIENT]
    assert objects(quads, MG, "al:suppresses") == []


def test_works_discuss_and_contribute() -> None:
    """The asserting work discusses; the work whose finding it is has contributed."""
    quads = tiny_quads()
    assert GRADIENT in objects(quads, f"work/{KEY}", "al:discusses")
    assert GRADIENT in objects(quads, "work/example-2022", "al:contributedTo")
    assert objects(quads, "work/example-2022", "al:discusses") == []
    assert objects(quads, f"work/{KEY}", "al:contributedTo") == []


def test_a_finding_of_ones_own_is_a_contribution() -> None:
    """A work that reports its own measurement contributes to what it is about."""
    quads = to_quads(with_first("mechanisms", findings_of=()))
    assert GRADIENT in objects(quads, f"work/{KEY}", "al:contributedTo")


def test_derived_statements_stand_in_their_own_graph() -> None:
    """No rule writes into a paper's graph, and every link is in the graph of derived links."""
    derived = {quad for quad in tiny_quads() if quad.graph_name.value == BASE + "graph/derived"}
    links = of_class(tiny_quads(), "al:DerivedLink")
    assert links
    assert of_class(derived, "al:DerivedLink") == links


def test_no_rule_needs_what_another_derived() -> None:
    """Running the rules over a graph with derived links adds nothing."""
    plain = {quad for quad in tiny_quads() if quad.graph_name.value != BASE + "graph/derived"}
    derived = derive_links(plain)
    assert derive_links(plain | derived) == derived


@pytest.mark.parametrize("name", sorted(load_rules()))
def test_two_engines_derive_the_same(name: str) -> None:
    """Each rule gives the same statements in rdflib and in Oxigraph."""
    plain = {quad for quad in tiny_quads() if not quad.graph_name.value.endswith(("derived", "provenance"))}
    rule = load_rules()[name]
    ours = set(to_rdflib(derive_links(plain, {name: rule})))
    theirs = to_rdflib(plain).query(rule).graph
    assert theirs is not None
    assert ours
    assert {tuple(map(_plain, triple)) for triple in theirs} == {
        tuple(map(_plain, triple)) for triple in ours
    }


def _plain(term: object) -> str:
    return term.n3() if isinstance(term, rdflib.URIRef) else str(term)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# x\nSELECT * WHERE { ?s ?p ?o }", "no CONSTRUCT"),
        ("# x\nCONSTRUCT { ?s ?p ?o", "does not parse"),
        ("# x\nCONSTRUCT { _:b ?p ?o } WHERE { ?s ?p ?o }", "without address"),
    ],
)
def test_a_bad_rule_is_named(text: str, message: str) -> None:
    """A rule that is no CONSTRUCT, does not parse or makes blank nodes is an error with its file."""
    with pytest.raises(OntologyError, match=message) as caught:
        derive_links(turtle(":work/a al:exhibits :work/b ."), {"bad": text})
    assert caught.value.where == "ontology/rules/bad.rq"


def test_a_rule_says_what_it_derives(tmp_path: Path) -> None:
    """A rule without a comment at its head is refused."""
    (tmp_path / "bare.rq").write_text("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(OntologyError, match="begin with a comment"):
        load_rules(tmp_path)


def test_a_rule_of_somebody_else_is_handed_everything() -> None:
    """Nothing is left out where a variable stands in a predicate's place."""
    rule = "# x\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    plain = {quad for quad in tiny_quads() if not quad.graph_name.value.endswith("derived")}
    derived = derive_links(plain, {"all": rule})
    assert {quad.predicate for quad in derived} == {quad.predicate for quad in plain}


@pytest.mark.parametrize("name", sorted(load_rules()))
def test_a_rule_reads_no_statement_whose_predicate_it_does_not_name(name: str) -> None:
    """Only statements with these predicates are handed to the rules."""
    read: set[rdflib.term.Node] = set()

    def gather(part: object) -> None:
        if isinstance(part, dict):
            for triples in dict.get(part, "triples") or ():
                for predicate in triples[1::3]:  # what stands in EXISTS is a flat list
                    read.update(_iter_predicates(predicate))
        if isinstance(part, dict | list):
            for inner in part.values() if isinstance(part, dict) else part:
                gather(inner)

    text = load_rules()[name]
    gather(prepareQuery(text).algebra["p"])
    assert read
    assert {str(predicate) for predicate in read} <= find_predicates({name: text})


def _iter_predicates(path: object) -> Iterator[rdflib.term.Node]:
    """Yield what stands in a predicate's place, the parts of a path one by one."""
    if isinstance(path, rdflib.paths.MulPath | rdflib.paths.InvPath):
        yield from _iter_predicates(path.path if isinstance(path, rdflib.paths.MulPath) else path.arg)
    elif isinstance(path, rdflib.paths.SequencePath | rdflib.paths.AlternativePath):
        for part in path.args:
            yield from _iter_predicates(part)
    else:
        assert isinstance(path, rdflib.term.Node)
        yield path
