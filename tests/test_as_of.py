"""What was known in a year: by the year of the work whose finding it is, before the question runs."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.cli.main import cli
from kg.engines.as_of import AsOfView, view_as_of
from kg.engines.local import LocalEngine
from kg.errors import EngineError
from kg.graph.rules import derive_links
from kg.queries.as_of import describe_view, mark_through
from kg.queries.python_questions import ask_rows
from kg.queries.run import run_question
from kg.terms import BASE, PREFIXES
from tests.loopback import NO_ROWS, Answer, serve
from tests.phrasings import make_first_paper
from tests.small_graph import SECOND_TRIG, TRIG, make_build

# Two papers: one of 2020 that speaks for itself, one of 2024 that also tells what works of 2018 and 2022,
# one of an unknown year, and the one of 2020 found.
PAPERS = """
<graph/early-2020> {
  <work/early-2020> a al:Work ; rdfs:label "Early 2020" ; al:key "early-2020" ; al:year 2020 .
  <claim/early-2020/own> a al:Claim, al:MechanismClaim ; rdfs:label "a exhibits b" ;
    al:subject <material/a> ; al:relation al:exhibits ; al:object <mechanism/b> ;
    al:about <material/a>, <mechanism/b> ; al:negated false ;
    al:assertedBy <work/early-2020> .
}
<graph/late-2024> {
  <work/late-2024> a al:Work ; rdfs:label "Late 2024" ; al:key "late-2024" ; al:year 2024 ;
    cito:cites <work/old-2018> ; al:hasAuthorship <authorship/late-2024/1> .
  <authorship/late-2024/1> a al:Authorship ; rdfs:label "L" ; al:agent <person/l> ; al:position 1 .
  <person/l> a al:Person ; rdfs:label "L" .
  <work/old-2018> a al:Work ; rdfs:label "Old 2018" ; al:key "old-2018" ; al:year 2018 ;
    al:hasAuthorship <authorship/old-2018/1> .
  <authorship/old-2018/1> a al:Authorship ; rdfs:label "O" ; al:agent <person/o> ; al:position 1 .
  <person/o> a al:Person ; rdfs:label "O" .
  <work/new-2022> a al:Work ; rdfs:label "New 2022" ; al:key "new-2022" ; al:year 2022 .
  <work/undated> a al:Work ; rdfs:label "Undated" ; al:key "undated" .
  <reference/late-2024/1> a al:Reference ; rdfs:label "[1]" ; al:number 1 ; al:refersTo <work/old-2018> .
  <reference/late-2024/2> a al:Reference ; rdfs:label "[2]" ; al:number 2 ; al:refersTo <work/new-2022> .
  <claim/late-2024/of-old> a al:Claim, al:MechanismClaim ; rdfs:label "a exhibits b, says old" ;
    al:subject <material/a> ; al:relation al:exhibits ; al:object <mechanism/b> ;
    al:about <material/a>, <mechanism/b> ; al:negated false ; al:assertedBy <work/late-2024> ;
    al:findingOf <work/old-2018> ; al:evidence <evidence/late-2024/1> ;
    al:hasDecision <decision/late-2024/1> ;
    al:sameFindingAs <claim/late-2024/of-new> .
  <evidence/late-2024/1> a al:Evidence ; rdfs:label "section 1" ; al:inWork <work/late-2024> .
  <decision/late-2024/1> a al:ReadingDecision ; rdfs:label "printed 2" ; al:inWork <work/late-2024> .
  <claim/late-2024/of-new> a al:Claim, al:MechanismClaim ; rdfs:label "a exhibits b, says new" ;
    al:subject <material/a> ; al:relation al:exhibits ; al:object <mechanism/b> ;
    al:about <material/a>, <mechanism/b> ; al:negated false ; al:assertedBy <work/late-2024> ;
    al:findingOf <work/new-2022> .
  <claim/late-2024/of-early> a al:Claim, al:MechanismClaim ; rdfs:label "c exhibits b, says early" ;
    al:subject <material/c> ; al:relation al:exhibits ; al:object <mechanism/b> ;
    al:about <material/c>, <mechanism/b> ; al:negated false ; al:assertedBy <work/late-2024> ;
    al:findingOf <work/early-2020> .
  <claim/late-2024/of-undated> a al:Claim, al:MechanismClaim ; rdfs:label "c exhibits d, says undated" ;
    al:subject <material/c> ; al:relation al:exhibits ; al:object <mechanism/d> ;
    al:about <material/c>, <mechanism/d> ; al:negated false ; al:assertedBy <work/late-2024> ;
    al:findingOf <work/undated> .
  <claim/late-2024/own> a al:Claim, al:MechanismClaim ; rdfs:label "c exhibits b, says late" ;
    al:subject <material/c> ; al:relation al:exhibits ; al:object <mechanism/b> ;
    al:about <material/c>, <mechanism/b> ; al:negated false ; al:assertedBy <work/late-2024> .
  <system/old> a al:System ; rdfs:label "cell of old" ; al:findingOf <work/old-2018> ;
    al:hasLayer <layer/old/1> .
  <layer/old/1> a al:Layer ; rdfs:label "layer" ; al:material <material/a> .
  <system/new> a al:System ; rdfs:label "cell of new" ; al:findingOf <work/new-2022> .
}
<graph/ontology> {
  <material/a> a al:Material ; rdfs:label "a" . <material/c> a al:Material ; rdfs:label "c" .
  <mechanism/b> a al:Mechanism ; rdfs:label "b" . <mechanism/d> a al:Mechanism ; rdfs:label "d" .
}
"""


def make_engine() -> LocalEngine:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    store = ox.Store()
    store.load(f"@base <{BASE}> .\n{head}{PAPERS}".encode(), format=ox.RdfFormat.TRIG)
    store.extend(derive_links(set(store)))
    return LocalEngine(store, "abc")


@pytest.fixture(scope="module")
def engine() -> LocalEngine:
    """The two made-up papers with their derived links."""
    return make_engine()


def claims(view: AsOfView) -> set[str]:
    rows = ask_rows(view.engine.run, "SELECT ?claim WHERE { ?claim a al:Claim } ORDER BY ?claim")
    return {row["claim"].removeprefix(BASE + "claim/") for row in rows}


def labels(view: AsOfView, kind: str) -> set[str]:
    query = f"SELECT ?label WHERE {{ ?thing a al:{kind} ; rdfs:label ?label }} ORDER BY ?label"
    return {row["label"] for row in ask_rows(view.engine.run, query)}


def test_a_finding_is_known_from_the_year_of_its_work(engine: LocalEngine) -> None:
    """What a review of 2024 tells of 2018 was known in 2019, what it tells of 2022 was not."""
    assert claims(view_as_of(engine, 2017)) == set()
    assert claims(view_as_of(engine, 2019)) == {"late-2024/of-old"}
    assert claims(view_as_of(engine, 2020)) == {"late-2024/of-old", "early-2020/own", "late-2024/of-early"}
    assert "late-2024/of-new" in claims(view_as_of(engine, 2022))


def test_an_own_view_is_known_from_the_year_of_its_paper(engine: LocalEngine) -> None:
    """A claim without another source counts as found by the paper that makes it."""
    assert "late-2024/own" not in claims(view_as_of(engine, 2023))
    assert "late-2024/own" in claims(view_as_of(engine, 2024))


def test_what_only_a_later_work_tells_is_marked(engine: LocalEngine) -> None:
    """The finding of 2018 is known in 2020 through the review of 2024, that of 2020 by itself."""
    through = {iri.removeprefix(BASE): label for iri, label in view_as_of(engine, 2020).through.items()}
    assert through == {
        "claim/late-2024/of-old": "Late 2024",
        "claim/late-2024/of-early": "Late 2024",
        "system/old": "Late 2024",
        "reference/late-2024/1": "Late 2024",
    }
    assert view_as_of(engine, 2024).through == {}


def test_a_finding_without_a_year_is_known_with_the_work_that_tells_it(engine: LocalEngine) -> None:
    """Nobody knows when it was found: it is left out and counted, until the work that tells it appears."""
    before, after = view_as_of(engine, 2023), view_as_of(engine, 2024)
    assert "late-2024/of-undated" not in claims(before)
    assert (before.undated, after.undated) == (1, 0)
    assert "late-2024/of-undated" in claims(after)
    assert "1 without a known year are left out" in describe_view(before)


def test_derived_links_and_counts_are_those_of_the_year(engine: LocalEngine) -> None:
    """The link from a to b rests on one claim in 2019, on two in 2020, on three in 2022."""
    query = f"""SELECT ?count WHERE {{ ?link a al:DerivedLink ; al:subject <{BASE}material/a> ;
      al:relation al:exhibits ; al:claimCount ?count }} ORDER BY ?count"""
    found = {year: ask_rows(view_as_of(engine, year).engine.run, query) for year in (2017, 2019, 2020, 2022)}
    assert {year: [row["count"] for row in rows] for year, rows in found.items()} == {
        2017: [],
        2019: ["1"],
        2020: ["2"],
        2022: ["3"],
    }


def test_later_works_people_and_cells_are_not_there(engine: LocalEngine) -> None:
    """Of the review of 2024 there is a name to find it by; no authors, citations or decisions."""
    view = view_as_of(engine, 2020)
    assert labels(view, "Work") == {"Early 2020", "Old 2018"}
    assert labels(view, "Person") == {"O"}
    assert labels(view, "System") == {"cell of old"}
    assert labels(view, "Layer") == {"layer"}
    assert labels(view, "Reference") == {"[1]"}
    assert labels(view, "ReadingDecision") == set()
    assert not list(view.engine.find_triples(None, [ox.NamedNode(PREFIXES["cito"] + "cites")]))
    told = ask_rows(
        view.engine.run, "SELECT ?label WHERE { ?c al:assertedBy/rdfs:label ?label } ORDER BY ?label"
    )
    assert {row["label"] for row in told} == {"Early 2020", "Late 2024"}


def test_nothing_points_to_what_is_not_known(engine: LocalEngine) -> None:
    """No statement of the view names a claim, work, cell or decision that the view does not hold."""
    whole = {triple.subject for triple in engine.find_triples()}
    for year in (2018, 2020, 2022):
        view = view_as_of(engine, year)
        held = {triple.subject for triple in view.engine.find_triples()}
        dangling = {
            t.object for t in view.engine.find_triples() if t.object in whole and t.object not in held
        }
        assert dangling == set()


def test_in_its_last_year_the_view_is_the_whole_graph() -> None:
    """On the first paper, 2025: not a statement more or less."""
    made = make_first_paper()
    engine = made if isinstance(made, LocalEngine) else LocalEngine(made)
    view = view_as_of(engine, 2025)
    assert set(view.engine.store) == set(engine.store)
    assert (view.later, view.undated, view.through) == (0, 0, {})


def test_years_only_add_claims() -> None:
    """What is known in a year is known in all later ones; names were there from the start."""
    made = make_first_paper()
    engine = made if isinstance(made, LocalEngine) else LocalEngine(made)
    views = [view_as_of(engine, year) for year in (2018, 2020, 2022, 2024)]
    known = [claims(view) for view in views]
    assert known[0] == set()
    assert all(a < b for a, b in pairwise(known))
    assert all(len(labels(view, "Mechanism")) == len(labels(views[0], "Mechanism")) > 20 for view in views)
    for view in views:
        total = view.known + view.later + view.undated
        assert (view.known, total) == (len(claims(view)), 544)


def test_rows_say_through_which_later_work_they_are_known() -> None:
    """A column more, filled where a claim of the row is told by later works only."""
    made = make_first_paper()
    engine = made if isinstance(made, LocalEngine) else LocalEngine(made)
    view = view_as_of(engine, 2021)
    answer = run_question(view.engine, "mechanisms-of-material", {"material": "Ag"})
    rows, columns = mark_through(answer.rows, answer.question.header.columns, view)
    assert rows.columns[-1] == "knownThrough"
    assert columns["knownThrough"].label == "known through"
    assert rows.rows
    for row in rows.rows:
        assert str(row[rows.columns.index("findingOf")].value) < "Z"  # type: ignore[union-attr]
        assert row[-1] == ox.Literal("Jeon et al. 2025")


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with both small graphs: papers of 2023, 2025 and 2026."""
    return make_build(tmp_path_factory.mktemp("as-of"), TRIG, SECOND_TRIG)


def run(build: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "-b", str(build)])


def test_query_ask_and_path_take_a_year(build: Path) -> None:
    """All three answer from the view and say how much was known."""
    asked = ("query", "mechanisms-of-material", "--material", "Mg", "--as-of", "2024", "-f", "csv")
    result = run(build, *asked)
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert result.stderr.startswith("as of 2024: ")
    assert {row["findingOf"] for row in rows} <= {"Jun et al. 2024", "Jeon et al. 2024", "Song et al. 2023"}
    assert {row["knownThrough"] for row in rows} == {"Jeon et al. 2025"}
    told = run(build, "ask", "which mechanisms are reported for magnesium?", "--as-of", "2024", "-f", "json")
    assert len(json.loads(told.stdout)["answer"]["results"]["bindings"]) == len(rows)
    chain = run(build, "path", "Mg", "LCG", "-n", "1", "--as-of", "2024", "-f", "csv")
    assert next(csv.DictReader(chain.stdout.splitlines()))["knownThrough"] == "Jeon et al. 2025"
    told = run(build, "path", "Mg", "LCG", "-n", "1", "--as-of", "2024").stdout
    assert "      known only through Jeon et al. 2025\n" in told
    assert "known only through" not in run(build, "path", "Mg", "LCG", "-n", "1", "--as-of", "2026").stdout


def test_what_was_not_known_yet_is_told_so(build: Path) -> None:
    """A paper of 2025 asked for in 2024 is no mistyped name."""
    result = run(build, "query", "references-in-order", "--work", "jeon-2025", "--as-of", "2024")
    assert result.exit_code == 2
    assert "in 2024 it was not known yet" in " ".join(result.stderr.split())
    strange = run(build, "query", "references-in-order", "--work", "nobody-1999", "--as-of", "2024")
    assert "not known yet" not in strange.stderr


@pytest.mark.parametrize("year", ["soon", "20", "99999", "-1"])
def test_a_year_has_four_digits(build: Path, year: str) -> None:
    """What is no year is wrong usage."""
    assert run(build, "query", "prices", f"--as-of={year}").exit_code == 2


def test_a_server_that_kg_never_wrote_to_is_not_asked_what_was_known() -> None:
    """A view needs to know what belongs to which paper, which only the list of pushed graphs tells."""
    with serve(lambda _: Answer(NO_ROWS)) as server:
        given = ["--endpoint", server.url, "query", "prices", "--as-of", "2020"]
        result = CliRunner(env={"NETRC": "/dev/null"}).invoke(cli, given)
    assert result.exit_code == 1
    assert "does not tell which statements are of which paper" in result.stderr
    assert "kg push" in result.stderr


def test_a_graph_that_is_neither_here_nor_on_a_server_has_no_past() -> None:
    """Only what is a store, or can be fetched, is copied."""

    class Strange:
        identity = ""

    with pytest.raises(EngineError, match="cannot be fetched"):
        view_as_of(Strange(), 2020)  # type: ignore[arg-type] # it never gets as far as to ask


def test_compare_show_and_cite_take_a_year(build: Path) -> None:
    """All three answer from the view, say how much was known, and tell what was not known yet."""
    cells = ("mg-powder-jun-2024", "mgf2-c-jeon-2024")
    told = run(build, "compare", *cells, "--as-of", "2024", "-f", "csv")
    assert told.exit_code == 0, told.stderr
    assert told.stderr.startswith("as of 2024: ")
    rows = {row["aspect"]: row for row in csv.DictReader(told.stdout.splitlines())}
    assert set(rows["known through"].values()) >= {"Jeon et al. 2025"}
    assert "known through" not in run(build, "compare", *cells, "-f", "csv").stdout
    shown = run(build, "show", "jun-2024", "--as-of", "2024")
    assert (shown.exit_code, shown.stderr[:12]) == (0, "as of 2024: ")
    cited = run(build, "cite", "--question", "mechanisms-of-material", "--material", "Mg", "--as-of", "2024")
    assert (cited.exit_code, cited.stderr[:12]) == (0, "as of 2024: ")
    assert "jeon-2025" in run(build, "cite", "LCG").stdout
    for command in (
        ("compare", *cells),
        ("show", "jun-2024"),
        ("cite", "jun-2024"),
        ("path", "jun-2024", "LCG"),
    ):
        late = run(build, *command, "--as-of", "2020")
        assert late.exit_code == 2
        assert "in 2020 it was not known yet" in late.stderr


def test_an_empty_graph_knew_nothing() -> None:
    """No papers, no claims, no error."""
    view = view_as_of(LocalEngine(ox.Store()), 2020)
    assert (view.known, view.later, len(view.engine.store)) == (0, 0, 0)
    assert describe_view(view) == "as of 2020: 0 of 0 claims were known"
