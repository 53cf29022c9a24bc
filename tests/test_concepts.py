"""Finding concepts by any of their names, and values of quantities."""

from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from kg import terms
from kg.errors import KnowledgeError, OntologyError, QuantityError
from kg.knowledge import closed_lists
from kg.knowledge.cells import ASPECT_KINDS
from kg.knowledge.concepts import (
    CELL_FORMAT,
    KINDS,
    MATERIAL,
    MATERIAL_CLASS,
    PHENOMENA,
    QUANTITY,
    STATEMENT_KINDS,
)
from kg.knowledge.ontology_files import load_concepts, load_project_concepts

PREFIXES = """
@prefix al: <https://w3id.org/anodeless/ont#> .
@prefix almat: <https://w3id.org/anodeless/material/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("mg", "almat:mg"),
        ("Mg", "almat:mg"),
        ("MAGNESIUM", "almat:mg"),
        ("almat:mg", "almat:mg"),
        (terms.expand("almat:mg"), "almat:mg"),
        ("lithium-concentration gradient", "alm:lithium-concentration-gradient"),
        ("Lithium concentration–gradient", "alm:lithium-concentration-gradient"),
        ("LCG", "alm:lithium-concentration-gradient"),
        ("Li₆PS₅Cl", "almat:li6ps5cl"),
        ("Li ₆ PS ₅ Cl", "almat:li6ps5cl"),
        ("LiNi _{0.8} Co _{0.1} Mn _{0.1} O ₂", "almat:ncm811"),
        ("Ag–C", "almat:ag-c"),
        ("carbon", "almat:carbon"),
    ],
)
def test_any_name_finds_its_concept(name: str, iri: str) -> None:
    """Keys, IRIs, labels, abbreviations and formulas lead to one concept, however they are typed."""
    found = load_project_concepts().get_concept(name, STATEMENT_KINDS)
    assert found.iri == terms.expand(iri)


def test_kinds_tell_equal_names_apart() -> None:
    """A name of a material and of a class means the one of the wanted kind."""
    index = load_project_concepts()
    assert index.get_concept("carbon", (MATERIAL,)).kind == MATERIAL
    assert index.get_concept("carbon", (MATERIAL_CLASS,)).kind == MATERIAL_CLASS


def test_an_ambiguous_name_lists_its_candidates() -> None:
    """A formula of several materials is refused with their keys."""
    with pytest.raises(KnowledgeError, match="can mean more than one") as caught:
        load_project_concepts().get_concept("C", (MATERIAL,), where="papers/x/claims.yaml:4")
    assert caught.value.where == "papers/x/claims.yaml:4"
    assert "carbon-black" in str(caught.value.hint)
    assert "graphite" in str(caught.value.hint)
    assert load_project_concepts().find_concept("C", (MATERIAL,)) is None


def test_an_unknown_name_is_told_the_nearest() -> None:
    """A typing error is answered with the names that look like it."""
    with pytest.raises(KnowledgeError, match="no concept 'dendrite grwoth'") as caught:
        load_project_concepts().get_concept("dendrite grwoth", STATEMENT_KINDS)
    assert "dendrite growth" in str(caught.value.hint)


def test_a_name_of_another_kind_is_told_so() -> None:
    """Who writes a mechanism where a material belongs learns what it is."""
    with pytest.raises(KnowledgeError) as caught:
        load_project_concepts().get_concept("dendrite growth", (MATERIAL,))
    assert caught.value.hint == "'lithium dendrite growth' is a failure phenomenon"


def test_hidden_labels_resolve_nothing() -> None:
    """Labels for recognition in running text are no names for records."""
    index = load_project_concepts()
    hidden = [
        (iri, label)
        for iri in index.concepts
        for label in index.statements[iri].get(terms.expand("skos:hiddenLabel"), ())
    ]
    assert hidden
    found = [index.find_concept(label, (index.concepts[iri].kind,)) for iri, label in hidden]
    assert None in found


def test_statement_kinds_share_only_formulas() -> None:
    """No label of a concept that statements can be about belongs to another one as well."""
    index = load_project_concepts()
    for concept in index.of_kinds(*STATEMENT_KINDS):
        for name in (concept.label, *concept.names):
            found = index.find_all(name, STATEMENT_KINDS)
            assert len(found) == 1 or name == concept.formula, f"{name} means {[c.key for c in found]}"


def test_every_kind_has_concepts() -> None:
    """The kinds known here are those of the ontology."""
    index = load_project_concepts()
    assert all(index.of_kinds(kind) for kind in KINDS)
    assert set(PHENOMENA) < set(STATEMENT_KINDS)
    assert index.get_concept("pellet-cell", (CELL_FORMAT,)).label == "pellet cell"


@pytest.mark.parametrize(
    ("quantity", "text", "number", "unit"),
    [
        ("areal-capacity", "2.5 mAh cm-2", "2.5", "alu:MilliA-HR-PER-CentiM2"),
        ("capacity-retention", "> 90 %", "90", "unit:PERCENT"),
        ("cycles-completed", "500", "500", "unit:CYC"),
        ("cycles-completed", "500 cycles", "500", "unit:CYC"),
        ("stack-pressure", "2 MPa", "2", "unit:MegaPA"),
        ("test-temperature", "60 °C", "60", "unit:DEG_C"),
    ],
)
def test_values_have_the_unit_of_their_quantity(quantity: str, text: str, number: str, unit: str) -> None:
    """A value is read with its unit; only counts may do without."""
    index = load_project_concepts()
    value = index.parse_value(text, index.get_quantity(quantity))
    assert value.value == Decimal(number)
    assert value.unit == terms.expand(unit)


@pytest.mark.parametrize(("quantity", "text"), [("stack-pressure", "2 %"), ("stack-pressure", "2")])
def test_a_unit_that_does_not_fit_is_refused(quantity: str, text: str) -> None:
    """A percentage is no pressure, and a bare number neither."""
    index = load_project_concepts()
    with pytest.raises(QuantityError):
        index.parse_value(text, index.get_quantity(quantity))


def test_plausible_ranges() -> None:
    """A retention above 100 % is questioned, one below is not."""
    index = load_project_concepts()
    retention = index.get_quantity("capacity-retention")
    assert index.is_plausible(index.parse_value("99 %", retention), retention)
    assert not index.is_plausible(index.parse_value("130 %", retention), retention)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """Without Turtle files there is no ontology."""
    with pytest.raises(OntologyError, match="no ontology file"):
        load_concepts(tmp_path)


@pytest.mark.parametrize(
    ("turtle", "words"),
    [
        ("almat:x a al:Material", "not Turtle"),
        ("almat:x a al:Material .", "almat:x has no skos:prefLabel"),
        ("almat:x a al:Material , al:Process ; skos:prefLabel 'x'@en .", "at once"),
        ("almat:x a al:QuantityKind ; skos:prefLabel 'x' ; al:plausibleMin 'low' .", "no number"),
    ],
)
def test_broken_ontology_files_are_named(tmp_path: Path, turtle: str, words: str) -> None:
    """A mistake in the ontology is told in one line."""
    (tmp_path / "broken.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    with pytest.raises(OntologyError, match=words):
        load_concepts(tmp_path)


# ------------------------------------------------------------------ closed lists


@pytest.mark.parametrize(
    ("values", "scheme"),
    [
        (closed_lists.CheckStatus, "doi-statuses"),
        (closed_lists.Verdict, "verdicts"),
        (closed_lists.Certainty, "certainties"),
        (closed_lists.Status, "statuses"),
        (closed_lists.Mode, "modes"),
        (closed_lists.Strength, "strengths"),
        (closed_lists.PlaceKind, "place-kinds"),
        (closed_lists.StationKind, "station-kinds"),
        (closed_lists.Severity, "severities"),
        (closed_lists.NoticeKind, "notice-kinds"),
        (closed_lists.DecisionKind, "decision-kinds"),
        (closed_lists.DiscrepancyKind, "discrepancy-kinds"),
    ],
)
def test_closed_lists_are_those_of_the_ontology(values: object, scheme: str) -> None:
    """The values that records accept are the members of the ontology's list."""
    in_scheme, wanted = terms.expand("skos:inScheme"), terms.expand(f"alv:{scheme}")
    members = {
        iri.rpartition("/")[2]
        for iri, about in load_project_concepts().statements.items()
        if wanted in about.get(in_scheme, ())
    }
    assert set(get_args(values)) == members


def test_relations_are_those_of_the_ontology() -> None:
    """Every relation of a statement is a property of the ontology, and the other way round."""
    relation = terms.expand("al:Relation")
    found = {
        iri.removeprefix(terms.AL)
        for iri, about in load_project_concepts().statements.items()
        if relation in about.get(terms.expand("rdf:type"), ())
    }
    assert set(get_args(closed_lists.Relation)) == found


def test_columns_and_aspects_are_known() -> None:
    """Aspects have kinds of concepts, and columns with another name lead to a quantity."""
    assert set(ASPECT_KINDS) == set(closed_lists.ASPECTS)
    index = load_project_concepts()
    for quantity in closed_lists.COLUMN_QUANTITIES.values():
        assert index.get_concept(quantity, (QUANTITY,)).key == quantity
