"""The page reads what the engine writes: its TSV and N-Triples give the same terms as its JSON."""

import json
from typing import Any

import pyoxigraph as ox
import pytest

from kg.terms import PREFIXES
from tests.typescript import call_all

XSD = PREFIXES["xsd"]
SELECTIONS = (
    r"""SELECT * { VALUES (?a ?b ?c) { ("x\ty\n\r\"q\\z'" "Maß"@de-CH UNDEF) (UNDEF UNDEF UNDEF) } }""",
    r'SELECT * { VALUES (?a ?b ?c) { ("" <urn:ä> "\\n") } }',
    f'SELECT * {{ VALUES (?a ?b ?c) {{ (1 1.5 1.5e0) (-3 +5 .5) (true false "1e5"^^<{XSD}double>) }} }}',
    f'SELECT * {{ VALUES (?a ?b ?c) {{ ("x"^^<urn:t> "abc"^^<{XSD}integer> "INF"^^<{XSD}double>) }} }}',
    f'SELECT * {{ VALUES (?a ?b) {{ ("1"^^<{XSD}boolean> "Y"^^<{XSD}boolean>) ("5"^^<{XSD}int> "@en") }} }}',
    'SELECT ("\\u2028\\u0001\\b\\f\U0001f600" AS ?a) ("<<( 1" AS ?b) ("\\"^^<urn:t>" AS ?ä) {}',
    "SELECT ?a { VALUES ?a { UNDEF UNDEF } }",
    "SELECT ?a { FILTER(false) }",
    "SELECT * {}",
    "SELECT * { FILTER(false) }",
)


def to_rows(told: dict[str, Any]) -> list[list[Any]]:
    """Return the rows of SPARQL results in JSON, a cell that is empty as None."""
    return [[row.get(name) for name in told["head"]["vars"]] for row in told["results"]["bindings"]]


@pytest.mark.parametrize("query", SELECTIONS)
def test_rows_are_those_that_the_engine_tells_as_json(query: str) -> None:
    """Every kind of term, every escaped character, and rows in which nothing stands."""
    formats = ox.QueryResultsFormat.TSV, ox.QueryResultsFormat.JSON
    tsv, told = (ox.Store().query(query).serialize(format=form).decode() for form in formats)
    [answer] = call_all("answers", "readRows", [[tsv]])
    assert answer["value"]["columns"] == json.loads(told)["head"]["vars"]
    assert answer["value"]["rows"] == to_rows(json.loads(told))


def test_yes_and_no_are_a_row() -> None:
    """ASK gives one row that tells true or false."""
    texts = [
        ox.Store().query(query).serialize(format=ox.QueryResultsFormat.TSV).decode()
        for query in ("ASK {}", "ASK { FILTER(false) }")
    ]
    answers = call_all("answers", "readAnswer", [["ASK", text] for text in texts])
    assert [answer["value"]["rows"][0][0]["value"] for answer in answers] == ["true", "false"]


def test_triples_are_those_of_the_graph() -> None:
    """Blanks, dots and marks within a literal end no term; a triple term is kept as it is written."""
    subject = ox.NamedNode("urn:s")
    triples = [
        ox.Triple(subject, ox.NamedNode("urn:p"), ox.Literal('a "b" . c\n\t\\ü\U0001f600')),
        ox.Triple(ox.BlankNode("b1"), ox.NamedNode("urn:p"), ox.Literal("x .", language="en")),
        ox.Triple(subject, ox.NamedNode("urn:p"), ox.Literal("1.50", datatype=ox.NamedNode(XSD + "decimal"))),
        ox.Triple(subject, ox.NamedNode("urn:p"), ox.Triple(subject, subject, ox.Literal("y z"))),
    ]
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES).decode()
    [answer] = call_all("answers", "readTriples", [[text]])
    uri = {"type": "uri", "value": "urn:s"}
    assert [row[0] for row in answer["value"]] == [uri, {"type": "bnode", "value": "b1"}, uri, uri]
    assert [row[2] for row in answer["value"]] == [
        {"type": "literal", "value": 'a "b" . c\n\t\\ü\U0001f600'},
        {"type": "literal", "value": "x .", "xml:lang": "en"},
        {"type": "literal", "value": "1.50", "datatype": XSD + "decimal"},
        {"type": "triple", "value": '<<( <urn:s> <urn:s> "y z" )>>'},
    ]


@pytest.mark.parametrize(
    ("query", "declared"),
    [
        ("SELECT * { ?x a al:Claim }", True),
        ("PREFIX al: <urn:x#>\nSELECT * { ?x a al:Claim }", False),
        ("# asks\nPREFIX al: <urn:x#> PREFIX oa: <urn:o#> SELECT * { ?x a al:Claim ; oa:x ?y }", False),
        ("# PREFIX al: <urn:x#>\nSELECT * { ?x a al:Claim }", True),
        ("#+ unit: {label: al:x}\nSELECT * { ?x ?y ?z }", False),
        ("SELECT * { ?x ?y '''\nPREFIX al: <urn:x#>''' ; a al:Claim }", True),
        ("SELECT * { ?x ?y 'al:Claim' }", False),
    ],
)
def test_prefixes_that_lack_are_declared(query: str, declared: bool) -> None:
    """A declaration in a comment or a string is none, and a name there needs none."""
    [answer] = call_all("prologue", "completeQuery", [[query, {"al": "urn:al#", "unit": "urn:u#"}]])
    assert answer["value"] == (f"PREFIX al: <urn:al#> {query}" if declared else query)
