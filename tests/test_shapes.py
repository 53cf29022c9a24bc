"""The shapes: a sound graph passes, and each shape fires on a broken record."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyshacl
import pytest
import rdflib
from pyoxigraph import Quad
from rdflib.namespace import RDF, SH

from kg.graph.ontology import SHAPES_FILE, load_ontology
from kg.graph.shacl import find_shape_problems, load_shapes, to_rdflib
from kg.resources import find_folder
from kg.terms import BASE, PREFIXES, expand, shorten
from tests.graph_fixtures import KEY, tiny, tiny_quads, turtle

# Things that broken records point to, so that nothing else is broken. "@" becomes the number of a case.
SOUND = """
:work/w@ a al:Work ; rdfs:label "W" ; al:key "w" ; al:year 2020 ; al:inCorpus true ;
    al:hasAuthorship :authorship/w@/1 .
:authorship/w@/1 a al:Authorship ; rdfs:label "A" ; al:agent :person/p ; al:position 1 ; al:printedName "P" .
:person/p a al:Person ; rdfs:label "P" .
:evidence/e@ a al:Evidence ; rdfs:label "E" ; al:inWork :work/w@ ; al:placeKind alv:table ;
    al:place "Table 1" .
"""
SECOND_AUTHOR = """:work/w@ al:hasAuthorship :authorship/w@/2 .
:authorship/w@/2 a al:Authorship ; rdfs:label "B" ; al:agent :person/p ; al:printedName "B" ; al:position """

# Whole records by the name of their kind, one property a line.
WHOLE = {
    "claim": """a al:Claim
        rdfs:label "c"
        al:assertedBy :work/w@
        al:evidence :evidence/e@
        al:about almat:mg
        al:mode alv:measured
        al:strength alv:asserted
        al:origin alv:own-view""",
    "stated": """a al:Value
        rdfs:label "v"
        al:quantity alq:stack-pressure
        qudt:numericValue 2.0
        qudt:hasUnit unit:MegaPA
        al:comparator "="
        al:printedText "2 MPa\"""",
    "decision": """a al:ReadingDecision
        rdfs:label "d"
        al:printedText "x"
        al:decisionKind alv:misprint
        al:certainty alv:open
        al:reason "r"
        al:evidence :evidence/e@""",
}


@dataclass(frozen=True)
class Case:
    """A broken record and a part of the message that must come of it.

    Attributes:
        kind: kind of the record; those in `WHOLE` start whole, others with class and label only.
        message: what must be found.
        put: properties instead of those of the same name, or further ones; an object of None takes them out.
        more: statements beside the record.
    """

    kind: str
    message: str
    put: Mapping[str, str | None] = field(default_factory=dict)
    more: str = ""

    def to_turtle(self, number: int) -> str:
        whole = WHOLE.get(self.kind, f'a al:{CLASSES.get(self.kind)}\n rdfs:label "x"')
        properties = dict(line.strip().split(" ", 1) for line in whole.splitlines())
        for name, value in self.put.items():
            properties[name] = f"{properties['a']}, {value}" if name == "a" else value
        stated = " ; ".join(f"{name} {value}" for name, value in properties.items() if value is not None)
        return f"{SOUND} :{self.kind}/x@ {stated} . {self.more}".replace("@", str(number))


CLASSES = {
    "condition": "Condition",
    "layer": "Layer",
    "system": "System",
    "evidence": "Evidence",
    "work": "Work",
    "reference": "Reference",
    "authorship": "Authorship",
    "station": "Station",
    "notice": "Notice",
    "identity": "IdentityDecision",
    "citation": "Citation",
    "discrepancy": "Discrepancy",
    "link": "DerivedLink",
    "person": "Person",
}
MECHANISM, PERFORMANCE = {"a": "al:MechanismClaim"}, {"a": "al:PerformanceClaim"}
DESIGN, PRICE = {"a": "al:DesignClaim"}, {"a": "al:PriceClaim"}
REPORTED = {"al:valueStatus": "alv:reported"}

CASES = [
    Case("person", "exactly one label", {"rdfs:label": None}),
    Case("person", "exactly one label", {"rdfs:label": '"a", "b"'}),
    Case("claim", "asserted by exactly one work", {"al:assertedBy": None}),
    Case("claim", "at least one passage as evidence", {"al:evidence": None}),
    Case("claim", "about at least one thing", {"al:about": None}),
    Case("claim", "exactly one mode", {"al:mode": "alv:measured, alv:stated"}),
    Case("claim", "exactly one mode", {"al:mode": "alv:confirmed"}),
    Case("claim", "exactly one strength", {"al:strength": "alv:measured"}),
    Case("claim", "exactly one origin", {"al:origin": "alv:open"}),
    Case("claim", "whose finding a claim tells is missing", {"al:findingOf": ":work/nobody"}),
    Case("claim", "decision on which a claim rests is missing", {"al:hasDecision": ":decision/none"}),
    Case("claim", "same finding is missing", {"al:sameFindingAs": ":claim/none"}),
    Case("claim", "whose finding it is", {"al:origin": "alv:second-hand"}),
    Case("claim", "exactly one subject", MECHANISM),
    Case("claim", "exactly one object", MECHANISM),
    Case("claim", "exactly one relation", MECHANISM | {"al:relation": "al:about"}),
    Case("claim", "denies the relation", MECHANISM | {"al:negated": '"no"'}),
    Case("claim", "speaks of exactly one quantity", PERFORMANCE),
    Case("claim", "whether its value is reported", PERFORMANCE),
    Case("claim", "at most one value", PERFORMANCE | {"al:states": ":stated/a, :stated/b"}),
    Case("claim", "reported performance claim states its value", PRICE | REPORTED),
    Case(
        "claim",
        "not reported states none",
        PERFORMANCE | {"al:valueStatus": "alv:not-reported", "al:states": ":stated/a"},
    ),
    Case("claim", "claim speaks of exactly one property", DESIGN),
    Case("claim", "whether the property is reported", DESIGN),
    Case("claim", "names a material", DESIGN | REPORTED),
    Case("stated", "belongs to exactly one quantity", {"al:quantity": None}),
    Case("stated", "one number, a decimal", {"qudt:numericValue": "2.0e0"}),
    Case("stated", "the unit is known", {"qudt:hasUnit": "unit:Furlong"}),
    Case("stated", "is not allowed for the quantity", {"qudt:hasUnit": "unit:DEG_C"}),
    Case("stated", "exactly one comparator", {"al:comparator": '"=="'}),
    Case("stated", "keeps the text as printed", {"al:printedText": None}),
    Case("stated", "outside what is plausible", {"qudt:numericValue": "2000000.0"}),
    Case("condition", "condition speaks of exactly one property"),
    Case("condition", "condition names exactly one"),
    Case("layer", "exactly one material"),
    Case("layer", "exactly one role"),
    Case("layer", "exactly one position", {"al:position": "0"}),
    Case("system", "passage that describes it"),
    Case("evidence", "stands in exactly one work"),
    Case("evidence", "running text, a caption, a table", {"al:placeKind": "alv:open"}),
    Case("evidence", "exactly one place in words"),
    Case("evidence", "named by its first words", {"al:placeKind": "alv:caption"}),
    Case("work", "exactly one key"),
    Case("work", "between 1800 and 2100", {"al:year": "1066"}),
    Case("work", "cannot be placed in time"),
    Case("work", "at most one DOI", {"al:doi": '"https://doi.org/10.5555/x"'}),
    Case("work", "at most one DOI", {"al:doi": '"10.5555/ABC"'}),
    Case("work", "whether it was itself read"),
    Case("work", "at least one author"),
    Case("person", "author list has a gap before place", more=SECOND_AUTHOR + "3 ."),
    Case("person", "Two authors have place", more=SECOND_AUTHOR + "1 ."),
    Case("reference", "exactly one number", {"al:number": "0"}),
    Case("reference", "stands in the list of exactly one work"),
    Case("reference", "refers to exactly one work"),
    Case("authorship", "belongs to exactly one person"),
    Case("authorship", "keeps the name as printed"),
    Case("authorship", "exactly one place in the author list"),
    Case("authorship", "authorship belongs to exactly one work"),
    Case("notice", "about exactly one work"),
    Case("notice", "corrects, doubts, retracts", {"al:noticeKind": "alv:post"}),
    Case("notice", "tells where it was found", {"al:noticeSource": None}),
    Case("station", "ends before it begins", {"al:fromYear": "2011", "al:untilYear": "2009"}),
    Case("identity", "says same, different or open"),
    Case("identity", "decision concerns authorships"),
    Case("identity", "identity decision gives its reason"),
    Case(
        "identity",
        "of one person belong to two",
        {"al:verdict": "alv:same", "al:concerns": ":authorship/w@/1, :authorship/y@"},
        ":authorship/y@ al:agent :person/q .",
    ),
    Case("citation", "exactly one citing work"),
    Case("citation", "exactly one cited work"),
    Case("citation", "taken from CiTO", {"cito:hasCitationCharacterization": "al:about"}),
    Case("citation", "in which its mark stands"),
    Case("decision", "keeps what is printed", {"al:printedText": None}),
    Case("decision", "reading decision has exactly one kind", {"al:decisionKind": None}),
    Case("decision", "either settled or open"),
    Case("decision", "how sure it is", {"al:certainty": None}),
    Case("decision", "reading decision gives its reason", {"al:reason": None}),
    Case("decision", "the passage that it is about", {"al:evidence": None}),
    Case("decision", "what the passage is taken to mean", {"al:status": "alv:settled"}),
    Case("decision", "lists its candidates", {"al:status": "alv:open"}),
    Case("discrepancy", "discrepancy needs at least one passage"),
    Case("discrepancy", "exactly one summary"),
    Case("discrepancy", "discrepancy has exactly one kind"),
    Case("discrepancy", "high, medium or low"),
    Case("link", "from how many claims"),
    Case("link", "points to the claims"),
]


@pytest.fixture(scope="module")
def vocabulary() -> set[Quad]:
    """The ontology without most of its concepts: what the shapes and the cases refer to."""
    concepts = tuple(PREFIXES[prefix] for prefix in ("alm", "almat", "alp", "alme", "alc"))
    return {
        quad
        for quad in load_ontology()
        if not quad.subject.value.startswith(concepts) or quad.subject.value == BASE + "material/mg"
    }


@pytest.fixture(scope="module")
def findings(vocabulary: set[Quad]) -> dict[int, set[str]]:
    """The messages that each case gives, by its number; all are checked in one run."""
    quads = set(vocabulary)
    for number, case in enumerate(CASES):
        quads |= set(turtle(case.to_turtle(number)))
    found: dict[int, set[str]] = defaultdict(set)
    for problem in find_shape_problems(quads):
        number = re.search(r"/[a-z](\d+)", problem.where)
        if number:
            found[int(number[1])].add(problem.message)
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.message.replace(" ", "-") for case in CASES])
def test_each_shape_fires_on_a_broken_record(number: int, findings: dict[int, set[str]]) -> None:
    """The broken record gives the message that is meant for it."""
    assert any(CASES[number].message in message for message in findings[number]), findings[number]


def test_whole_records_pass(vocabulary: set[Quad]) -> None:
    """What the broken records are made from breaks nothing itself."""
    sound = Case("claim", "").to_turtle(1) + Case("stated", "").to_turtle(2)
    sound += Case("decision", "", {"al:status": "alv:settled", "al:resolvedText": '"y"'}).to_turtle(3)
    assert find_shape_problems({*vocabulary, *turtle(sound)}) == []


def test_every_message_has_a_case() -> None:
    """No constraint is without a record that breaks it, and no two cases hide behind one message."""
    for message in load_shapes().objects(None, SH.message):
        assert any(case.message in str(message) for case in CASES), message


def test_the_made_up_paper_has_no_faults() -> None:
    """The whole graph of the fixture passes."""
    assert find_shape_problems(tiny_quads(), [tiny()]) == []


def test_findings_name_file_and_line() -> None:
    """A fault in a claim or in its value leads to the line of the record."""
    cut = {
        (f"{BASE}claim/{KEY}/mg-price", expand("al:assertedBy")),
        (f"{BASE}stated/{KEY}/mg-price", expand("al:comparator")),
    }
    broken = {quad for quad in tiny_quads() if (quad.subject.value, quad.predicate.value) not in cut}
    problems = find_shape_problems(broken, [tiny()])
    assert len(problems) == 2
    assert {problem.where for problem in problems} == {tiny().where("claims", 1)}
    assert {problem.severity for problem in problems} == {"error"}
    assert re.fullmatch(r"papers/tiny-2024/claims\.yaml:\d+", problems[0].where)


def test_pyshacl_finds_the_same_with_constraints_in_sparql(vocabulary: set[Quad]) -> None:
    """Running a SPARQL constraint once for all its targets finds what running it once per node finds."""
    chosen = ("whose finding it is", "outside what is plausible", "has a gap", "ends before", "belong to two")
    cases = [case for case in CASES if any(words in case.message for words in chosen)]
    text = "".join(case.to_turtle(number) for number, case in enumerate(cases))
    quads = {*vocabulary, *turtle(text)}
    _, results, _ = pyshacl.validate(to_rdflib(quads), shacl_graph=load_shapes(), inference="none")
    assert isinstance(results, rdflib.Graph)
    theirs = {
        (shorten(str(results.value(result, SH.focusNode))), _cut(message))
        for result in results.subjects(RDF.type, SH.ValidationResult)
        for message in results.objects(result, SH.resultMessage)
    }
    assert len(theirs) > len(cases)
    assert theirs == {(problem.where, _cut(problem.message)) for problem in find_shape_problems(quads)}


def _cut(message: object) -> str:
    """A message without the value, which the two write differently."""
    return re.split(r"\d|\{| lies", str(message))[0].rstrip(". ")


def test_the_shapes_file_is_no_part_of_the_graph() -> None:
    """Shapes are for checking; the ontology's graph does not hold them."""
    assert (find_folder("ontology") / SHAPES_FILE).is_file()
    assert not any("shacl" in quad.predicate.value for quad in load_ontology())
