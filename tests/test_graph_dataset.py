"""The graph of a paper: what each kind of record becomes."""

from dataclasses import replace
from typing import Any

import pytest

from kg.errors import BuildError, EvidenceError
from kg.graph.claims import to_negative, to_origin
from kg.graph.corpus import to_surname
from kg.graph.dataset import to_dataset
from kg.graph.evidence import to_evidence_path, to_text_directive
from kg.knowledge.evidence import EvidenceFinder, load_text
from kg.knowledge.ontology_files import load_project_concepts
from kg.knowledge.pointer import Pointer
from kg.knowledge.records import Notice, Paper
from kg.terms import BASE, expand
from tests.graph_fixtures import KEY, TEXTS, objects, of_class, tiny, tiny_quads, to_quads, with_first


def test_every_entity_has_exactly_one_label() -> None:
    """Whatever has a class of ours has one name, and only one."""
    quads = tiny_quads()
    ours = {
        q.subject
        for q in quads
        if q.predicate.value == expand("rdf:type") and expand("al:") in q.object.value
    }
    for subject in ours:
        labels = {
            q.object for q in quads if q.subject == subject and q.predicate.value == expand("rdfs:label")
        }
        assert len(labels) == 1, subject


def test_nothing_stands_outside_a_named_graph_or_without_address() -> None:
    """All statements are in named graphs, and no node is blank."""
    for quad in tiny_quads():
        assert quad.graph_name.value.startswith(BASE + "graph/")
        assert "BlankNode" not in type(quad.subject).__name__ + type(quad.object).__name__


def test_links_within_the_graph_lead_somewhere() -> None:
    """Every object below the base that is no concept of a list is described in the graph."""
    quads = tiny_quads()
    subjects = {quad.subject.value for quad in quads}
    pointed = {q.object.value for q in quads if type(q.object).__name__ == "NamedNode"}
    dangling = {iri for iri in pointed - subjects if iri.startswith(BASE)}
    assert dangling == set()


def test_a_listed_work_has_label_reference_and_citations() -> None:
    """A reference entry gives a work, a numbered entry and a link from the citing work."""
    quads = tiny_quads()
    assert objects(quads, "work/example-2022", "rdfs:label") == ["Example and Sample 2022"]
    assert objects(quads, "work/example-2022", "al:doi") == ["10.5555/jir.2022.30"]
    assert objects(quads, "work/example-2022", "rdfs:seeAlso") == ["https://doi.org/10.5555/jir.2022.30"]
    assert objects(quads, f"reference/{KEY}/2", "al:refersTo") == [BASE + "work/example-2022"]
    assert BASE + "work/sample-2023" in objects(quads, f"work/{KEY}", "cito:cites")
    assert objects(quads, f"work/{KEY}", "al:inCorpus") == ["true"]
    assert objects(quads, "work/sample-2023", "al:inCorpus") == ["false"]


def test_works_with_one_short_name_get_letters() -> None:
    """Two works that would have the same short name are told apart by a letter, in order of keys."""
    twin = tiny().references[0].model_copy(update={"key": "example-2020-b", "number": 9})
    quads = to_quads(replace(tiny(), references=(*tiny().references, twin)))
    assert objects(quads, "work/example-2020", "rdfs:label") == ["Example and Third 2020a"]
    assert objects(quads, "work/example-2020-b", "rdfs:label") == ["Example and Third 2020b"]


@pytest.mark.parametrize(
    ("printed", "surname"),
    [
        ("D. Jun", "Jun"),
        ("A. van der Berg", "van der Berg"),
        ("Jun, D.", "Jun"),
        ("J. Smith Jr.", "Smith"),
        ("Plato", "Plato"),
        ("D. Spencer-Jolly", "Spencer-Jolly"),
    ],
)
def test_surnames(printed: str, surname: str) -> None:
    """The surname is found in the forms in which by-lines print names."""
    assert to_surname(printed) == surname


def test_authorships_judged_the_same_are_one_person() -> None:
    """People with a record hold all their authorships; an undecided namesake stays a person of their own."""
    quads = tiny_quads()
    ada = [BASE + "person/ada-example"]
    assert objects(quads, "authorship/example-2022/1", "al:agent") == ada
    assert objects(quads, "authorship/sample-2023/1", "al:agent") == [BASE + "person/b-sample--sample-2023"]
    assert objects(quads, "person/ada-example", "al:affiliation") == [
        BASE + "organisation/nowhere",
        BASE + "organisation/nowhere-cells",
    ]
    assert objects(quads, "station/ada-example/1", "al:fromYear") == ["2011"]
    assert objects(quads, f"identity/{KEY}/bo-sample-2023", "rdfs:label") == [
        "Bo Sample / B. Sample: open whether one person in Example and Sample 2024, Sample and Fourth 2023"
    ]


def test_an_authorship_of_two_people_is_refused() -> None:
    """Two records that claim one authorship are an error that names both."""
    ada, bo = tiny().people
    greedy = bo.model_copy(update={"authorships": ada.authorships})
    with pytest.raises(BuildError, match="belongs to both ada-example and bo-sample"):
        to_quads(replace(tiny(), people=(ada, greedy)))


def test_a_citation_knows_intent_order_and_whether_it_is_a_self_citation() -> None:
    """Printed and meant number are both kept, and shared persons make a self-citation."""
    quads = tiny_quads()
    path = f"citation/{KEY}/c-table-1-mg/example-2022"
    assert objects(quads, path, "al:printedNumber") == ["3"]
    assert objects(quads, path, "al:order") == ["5"]
    assert objects(quads, path, "al:selfCitation") == ["true"]
    assert objects(quads, path, "cito:hasCitationCharacterization") == [expand("cito:citesAsDataSource")]
    assert objects(quads, f"citation/{KEY}/c-2-sample/sample-2023", "al:selfCitation") == ["false"]


def test_an_open_mark_gives_no_citation() -> None:
    """A mark that resolves to no work adds no citation."""
    before, after = of_class(tiny_quads(), "al:Citation"), to_quads(with_first("citations", references=()))
    assert before - of_class(after, "al:Citation") == {f"citation/{KEY}/c-1-dendrites/example-2020"}


def test_a_mechanism_claim_is_a_sentence_in_our_words() -> None:
    """The label is made from the names of the concepts; a denial says so."""
    path = f"claim/{KEY}/mg-exhibits-gradient"
    assert objects(tiny_quads(), path, "rdfs:label") == ["magnesium exhibits lithium-concentration gradient"]
    assert objects(tiny_quads(), path, "al:negated") == ["false"]
    denied = to_quads(with_first("mechanisms", negated=True, through="Ag"))
    assert objects(denied, path, "rdfs:label") == [
        "magnesium does not exhibit lithium-concentration gradient through silver"
    ]
    assert len(objects(denied, path, "al:about")) == 3


@pytest.mark.parametrize(
    ("relation", "denial"),
    [
        ("suppresses", "does not suppress"),
        ("addresses", "does not address"),
        ("reduces", "does not reduce"),
        ("causes", "does not cause"),
        ("exhibits", "does not exhibit"),
    ],
)
def test_denials(relation: str, denial: str) -> None:
    """Each relation has a readable denial."""
    assert to_negative(relation) == denial


def test_a_retention_claim_points_to_the_conditions_of_its_row() -> None:
    """The value stands with unit and printed text, and the row's other numbers are its conditions."""
    quads = tiny_quads()
    path = f"{KEY}/mg-powder-example-2022/capacity-retention"
    assert objects(quads, f"stated/{path}", "qudt:numericValue") == ["80"]
    assert objects(quads, f"stated/{path}", "al:printedText") == ["500 cycles (80%)"]
    row = f"{BASE}stated/{KEY}/mg-powder-example-2022/"
    assert objects(quads, f"claim/{path}", "al:condition") == sorted(
        [
            row + "capacity-retention/cycles-completed",
            row + "areal-capacity",
            row + "stack-pressure",
            row + "test-temperature",
        ]
    )
    assert objects(quads, f"claim/{path}", "rdfs:label") == [
        "Mg powder anode, imagined cell (Example and Sample 2022): capacity retention 80 % (500 cycles)"
    ]


def test_a_value_that_is_not_reported_is_a_claim_without_value() -> None:
    """The table's N/A is kept as a claim that states nothing."""
    path = f"claim/{KEY}/agc-sample-2023/capacity-retention"
    assert objects(tiny_quads(), path, "al:valueStatus") == [expand("alv:not-reported")]
    assert objects(tiny_quads(), path, "al:states") == []


def test_a_number_of_the_text_has_comparator_and_named_conditions() -> None:
    """Comparator, cycles and cathode of a claim are kept apart."""
    quads = tiny_quads()
    assert objects(quads, f"stated/{KEY}/mg-retention-text", "al:comparator") == [">"]
    assert objects(quads, f"condition/{KEY}/mg-retention-text/cathode", "al:aspect") == [expand("al:cathode")]
    table_cell = BASE + f"claim/{KEY}/mg-powder-example-2022/capacity-retention"
    assert objects(quads, f"claim/{KEY}/mg-retention-text", "al:sameFindingAs") == [table_cell]
    assert f"claim/{KEY}/mg-price" in of_class(quads, "al:PriceClaim")


def test_a_half_cells_counter_electrode_is_no_cathode() -> None:
    """Where a row prints the counter electrode in the cathode column, the claim says so."""
    system = tiny().systems[0]
    cells = tuple(
        cell.model_copy(update={"value": "Li", "printed": "Li metal"}) if cell.column == "cathode" else cell
        for cell in system.cells
    )
    quads = to_quads(with_first("systems", cathode=None, counter="Li", cells=cells))
    path = f"claim/{KEY}/{system.key}/cathode"
    assert objects(quads, path, "al:aspect") == [expand("al:counterElectrode")]
    assert objects(quads, path, "al:statedEntity") == [BASE + "material/li"]


@pytest.mark.parametrize(
    ("findings_of", "mode", "kind", "origin"),
    [
        (("example-2022",), "measured", "journal-article", "second-hand"),
        ((KEY, "example-2022"), "measured", "journal-article", "second-hand"),
        ((), "measured", "journal-article", "first-hand"),
        ((), "measured", "perspective", "own-view"),
        ((), "stated", "journal-article", "own-view"),
        ((KEY,), "stated", "perspective", "first-hand"),
    ],
)
def test_origins(findings_of: tuple[str, ...], mode: str, kind: str, origin: str) -> None:
    """Who found it, how it is known and what kind of work tells of it decide the origin of a claim."""
    paper = replace(tiny(), work=tiny().work.model_copy(update={"type": kind}))
    assert to_origin(paper, findings_of, mode) == origin


def test_a_claim_can_tell_the_finding_of_several_works() -> None:
    """A mark such as [2,3] makes both works the source of the one claim."""
    quads = to_quads(with_first("claims", findings_of=("example-2022", "sample-2023")))
    path = f"claim/{KEY}/mg-retention-text"
    assert len(objects(quads, path, "al:findingOf")) == 2
    assert "(Example and Sample 2022; Sample and Fourth 2023)" in objects(quads, path, "rdfs:label")[0]


def test_equal_pointers_are_one_evidence_node() -> None:
    """The sentence on which a citation and two claims rest is one node, with a link to it."""
    quads = tiny_quads()
    (citation,) = objects(quads, f"citation/{KEY}/c-2-example/example-2022", "al:evidence")
    assert objects(quads, f"claim/{KEY}/mg-exhibits-gradient", "al:evidence") == [citation]
    path = citation.removeprefix(BASE)
    assert objects(quads, path, "rdfs:label") == ["section 2.1"]
    assert objects(quads, path, "al:link") == [
        "https://doi.org/10.5555/tiny.2024.1#:~:text="
        "pretended%20that%20magnesium%20powder,suppresses%20dendrite%20growth"
    ]


def test_cells_have_no_text_fragment() -> None:
    """Only running text and captions can be linked to; a cell is named by table, row and column."""
    cell = Pointer.model_validate({"table": "1", "row": "Mg powder", "column": "stack-pressure"})
    assert to_text_directive(cell) is None
    assert to_evidence_path(cell).startswith("table-1/mg-powder-")
    other = cell.model_copy(update={"nth": 2})
    assert to_evidence_path(other) != to_evidence_path(cell)


def test_quotes_come_only_when_asked_for() -> None:
    """Without texts no sentence of the paper is in the graph; with them quote and position are."""
    assert of_class(tiny_quads(), "oa:TextQuoteSelector") == set()
    text = load_text(tiny(), TEXTS)
    finder = EvidenceFinder(tiny(), text)
    quads = to_dataset([tiny()], load_project_concepts(), lambda paper: finder)
    (evidence,) = objects(quads, f"claim/{KEY}/mg-price", "al:evidence")
    path = evidence.removeprefix(BASE).replace("evidence/", "selector/")
    (start,) = objects(quads, f"{path}/position", "oa:start")
    (end,) = objects(quads, f"{path}/position", "oa:end")
    assert objects(quads, f"{path}/quote", "oa:exact") == [text.text[int(start) : int(end)]]
    assert objects(quads, f"text/{KEY}", "al:sha256") == [text.sha256]


def test_a_quote_that_is_not_there_is_an_error() -> None:
    """A pointer that does not resolve stops a build with quotes."""
    pointer = Pointer.model_validate({"section": "1", "from": "words that nobody wrote"})
    paper = with_first("mechanisms", evidence=(pointer,))
    finder = EvidenceFinder(paper, load_text(paper, TEXTS))
    with pytest.raises(EvidenceError):
        to_dataset([paper], load_project_concepts(), lambda _: finder)


def test_decisions_keep_print_and_meaning() -> None:
    """A settled decision has both texts and the work it means; open ones list their candidates."""
    path = f"decision/{KEY}/ref-table-1-mg"
    assert objects(tiny_quads(), path, "al:printedText") == ["[3]"]
    assert objects(tiny_quads(), path, "al:resolvedTo") == [BASE + "work/example-2022"]
    assert len(objects(tiny_quads(), path, "al:candidate")) == 2
    opened = to_quads(with_first("decisions", status="open", resolved=None, candidates=("60 °C", "90 °C")))
    path = f"decision/{KEY}/rotated-60-degc"
    assert objects(opened, path, "al:candidateText") == ["60 °C", "90 °C"]
    assert objects(opened, path, "rdfs:label") == ["“C° 09” left open"]


def test_a_discrepancy_points_to_the_claims_it_concerns() -> None:
    """Text claim and table cell are both linked; a claim that is not there is an error."""
    path = f"discrepancy/{KEY}/mg-retention-text-table"
    assert len(objects(tiny_quads(), path, "al:concerns")) == 2
    with pytest.raises(BuildError, match="no claim, cell, system"):
        to_quads(with_first("discrepancies", claims=("nobody",)))


def test_a_key_for_two_claims_is_refused() -> None:
    """A mechanism statement and a number may not share a key: they would be one claim."""
    with pytest.raises(BuildError, match="names a mechanism statement and a claim"):
        to_quads(with_first("claims", key="mg-exhibits-gradient"))


def test_a_paper_cannot_take_the_name_of_a_built_in_graph() -> None:
    """The graphs of ontology, links and provenance are out of reach of papers."""
    paper = replace(tiny(), work=tiny().work.model_copy(update={"key": "derived"}))
    with pytest.raises(BuildError, match="cannot name this paper"):
        to_quads(paper)


def test_hostile_text_stays_text() -> None:
    """Markup in a name ends up in a literal, never in an IRI."""
    quads = to_quads(with_first("references", journal="<script>alert(1)</script>", oddities=('"> . ',)))
    assert objects(quads, "journal/script-alert-1-script", "rdfs:label") == ["<script>alert(1)</script>"]
    assert objects(quads, f"reference/{KEY}/1", "al:oddity") == ['"> . ']


def make_other(**changes: Any) -> Paper:
    """Return a second paper, one that the first lists, with little in it."""
    emptied = dict.fromkeys(
        (
            "references",
            "people",
            "identity",
            "citations",
            "mechanisms",
            "systems",
            "claims",
            "decisions",
            "discrepancies",
        ),
        (),
    )
    work = tiny().work.model_copy(update={"key": "example-2022", "doi": None, "title": "Read now"})
    return replace(tiny(), **{"work": work, **emptied, **changes})


def test_a_work_of_the_corpus_is_described_by_its_own_paper() -> None:
    """What another paper lists under the same key adds a reference entry and no second description."""
    other = make_other()
    quads = to_quads(tiny(), other)
    assert objects(quads, "work/example-2022", "dcterms:title") == ["Read now"]
    assert objects(quads, "work/example-2022", "al:inCorpus") == ["true"]
    assert to_quads(other, tiny()) == quads


def test_people_and_journals_of_several_papers_are_named_once() -> None:
    """A name stands in the graph of one paper, though both papers have a record of the person."""
    quads = to_quads(tiny(), make_other(people=tiny().people))
    for curie in ("al:Person", "al:Journal"):
        for iri in of_class(quads, curie):
            named = [
                q
                for q in quads
                if q.subject.value == BASE + iri and q.predicate.value == expand("rdfs:label")
            ]
            assert len(named) == 1, iri
    assert {q.graph_name.value for q in quads} > {BASE + f"graph/{KEY}", BASE + "graph/example-2022"}


def test_provenance_names_files_by_digest_and_no_date() -> None:
    """Each paper's graph says from which files it was made; no clock and no machine is in it."""
    quads = [quad for quad in tiny_quads() if quad.graph_name.value.endswith("graph/provenance")]
    assert objects(quads, f"file/{KEY}/claims.yaml", "al:path") == [f"papers/{KEY}/claims.yaml"]
    assert len(objects(quads, f"graph/{KEY}", "prov:wasDerivedFrom")) == 9
    assert not any("date" in str(quad).lower() or str(TEXTS.parent) in str(quad) for quad in quads)


def test_a_recorded_notice_becomes_a_thing_with_its_source() -> None:
    """A retraction that a curator recorded is told of the work, with kind, year and where it was found."""
    notice = Notice(kind="retraction", source="made up for this test", year=2026, doi="10.5555/jir.2026.1")
    quads = to_quads(with_first("references", notices=(notice,)))
    (path,) = of_class(quads, "al:Notice")
    assert path.startswith("notice/example-2020/retraction/")
    assert objects(quads, "work/example-2020", "al:hasNotice") == [BASE + path]
    assert objects(quads, path, "al:noticeKind") == [BASE + "value/retraction"]
    assert objects(quads, path, "al:noticeSource") == ["made up for this test"]
    assert objects(quads, path, "rdfs:label") == ["retraction of Example and Third 2020 (2026)"]
