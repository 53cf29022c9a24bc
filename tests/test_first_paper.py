"""Every question of the catalogue on the graph of the first paper, asked of Oxigraph and of rdflib."""

from functools import cache

import pyoxigraph as ox
import pytest
import rdflib

from kg.engines.local import LocalEngine
from kg.graph.dataset import to_dataset
from kg.knowledge.files import load_papers
from kg.knowledge.ontology_files import load_project_concepts
from kg.queries.catalogue import Question, load_catalogue
from kg.queries.python_questions import call_function
from kg.queries.run import answer_question, find_terms, run_question
from kg.resources import find_folder
from tests.engines import ask_rdflib, by_value, examples, to_rdflib

# One paper alone has no row: it takes no stance, contradicts nobody, is the only one that cites, and its text
# cites each of its references. No notice on its works is recorded.
EMPTY = frozenset(
    {
        "citations-by-stance",
        "claims-under-notice",
        "contradictions",
        "coupled-works",
        "missing-works",
        "review-against-original",
        "uncited-references",
    }
)
QUESTIONS = load_catalogue()
by_name = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)


@cache
def paper() -> ox.Store:
    concepts = load_project_concepts()
    papers = [one for one in load_papers(find_folder("papers"), concepts) if one.key == "jeon-2025"]
    store = ox.Store()
    store.extend(to_dataset(papers, concepts))
    return store


@cache
def paper_in_rdflib() -> rdflib.Graph:
    return to_rdflib(paper())


@by_name
def test_question_finds_rows_on_the_first_paper(question: Question) -> None:
    """The examples of the header find rows, or the question is known to need a second paper."""
    rows = answer_question(LocalEngine(paper()), question, examples(question)).rows.rows
    assert bool(rows) != (question.name in EMPTY)
    assert len(set(map(str, rows))) == len(rows), "a row stands twice"


@by_name
def test_two_engines_agree_on_the_first_paper(question: Question) -> None:
    """Oxigraph and rdflib give the same rows in the same order, compared by value."""
    engine, values = LocalEngine(paper()), examples(question)
    answer = answer_question(engine, question, values)
    if question.function:
        terms = find_terms(engine, question, values)
        theirs = call_function(lambda text: ask_rdflib(paper_in_rdflib(), text), question, terms)
    else:
        theirs = ask_rdflib(paper_in_rdflib(), answer.query)
    assert by_value(theirs) == by_value(answer.rows)


def ask(name: str, **values: str) -> list[dict[str, str]]:
    rows = run_question(LocalEngine(paper()), name, values).rows
    return [
        {column: str(term.value) for column, term in zip(rows.columns, row, strict=True) if term is not None}  # type: ignore[union-attr]
        for row in rows.rows
    ]


def test_no_magnesium_cell_meets_all_three_conditions() -> None:
    """80 % after 500 cycles below 5 MPa: none; the powder (Table 2) misses only the pressure, at 30 MPa."""
    rows = ask("cells-of-material", material="Mg", minRetention="80 %", minCycles="500", maxPressure="5MPa")
    assert "meets all" not in {row["verdict"] for row in rows}
    nearest = [row for row in rows if row["verdict"] == "pressure too high"]
    assert {row["system"].rpartition("/")[2] for row in nearest} == {"mg-powder-jun-2024"}
    assert {(float(row["cycles"]), float(row["pressure"])) for row in nearest} == {(500.0, 30.0)}


def test_a_bound_without_limit_lets_pass_what_is_not_told() -> None:
    """Nobody asked for cycles or pressure, so a value that does not tell them misses nothing."""
    verdicts = {row["verdict"] for row in ask("cells-of-material", material="Mg")}
    assert verdicts == {"meets all", "retention too low"}
    limited = {row["verdict"] for row in ask("cells-of-material", material="Mg", minCycles="0")}
    assert "cycles not told" in limited
    everything = ask("retention-above", minRetention="any")
    assert {row["value"] for row in everything} > {row["value"] for row in ask("retention-above")}
    assert ask("by-temperature", minTemperature="any", maxTemperature="ANY") != ask("by-temperature")


@pytest.mark.parametrize("pressure", ["5", "5 MPa", "5000 kPa", "5,000 kPa", "50 bar", "5.0MPa"])
def test_a_pressure_means_the_same_in_every_unit(pressure: str) -> None:
    """Quantities are converted by the units of the graph."""
    assert ask("needs-pressure-above", minPressure=pressure) == ask("needs-pressure-above", minPressure="5")


def test_the_chain_of_citations_goes_through_the_review() -> None:
    """The first paper cites both, so two of its references are two steps apart."""
    steps = ask("citation-chain", **{"from": "jun-2024", "to": "lee-2020"})
    assert [(row["workLabel"], row["relation"], row["nextLabel"]) for row in steps] == [
        ("Jun et al. 2024", "is cited by", "Jeon et al. 2025"),
        ("Jeon et al. 2025", "cites", "Lee et al. 2020"),
    ]


def test_all_evidence_for_the_gradient_is_in_one_work() -> None:
    """Section 4 and Figure 3 tell of the gradient from reference 17 only."""
    assert [row["workLabel"] for row in ask("reading-list", mechanism="LCG")] == ["Jun et al. 2024"]


def test_reviewers_are_not_the_authors() -> None:
    """Nobody who wrote the paper, or wrote with its authors, is proposed."""
    proposed = {
        row["person"]
        for row in ask("possible-reviewers", mechanism="solid-solution formation", work="jeon-2025")
    }
    own = {row["other"] for row in ask("co-authors", person="Yun-Chae Jung")}
    assert proposed
    assert not proposed & own
