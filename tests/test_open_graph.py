"""`from kg import open_graph`: a graph is found or built, asked in keywords or words, handed out whole."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

import kg
from kg import open_graph
from kg.api.graph import KnowledgeGraph
from kg.api.values import Given, to_argument
from kg.engines.engine import Rows
from kg.errors import EngineError, QueryError
from kg.graph.build import build_graph
from kg.queries.catalogue import load_catalogue
from kg.resources import find_folder
from tests.servers import run_oxigraph
from tests.small_graph import SECOND_TRIG, TRIG, make_build

TINY = Path(__file__).parent / "data" / "papers"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return open_graph(make_build(tmp_path_factory.mktemp("api"), TRIG, SECOND_TRIG))


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import kg` brings in neither the engine nor rdflib nor networkx; asking for open_graph still works."""
    code = (
        "import sys, kg; "
        "print(sorted({'pyoxigraph', 'rdflib', 'networkx', 'click', 'pandas', 'yaml'} & set(sys.modules))); "
        "print(callable(kg.open_graph), 'open_graph' in dir(kg), hasattr(kg, 'no_such_name'))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["[]", "True True False"]
    assert kg.__version__


def test_the_build_folder_here_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an argument the graph in `build/` is taken, and the graph says where it came from."""
    make_build(tmp_path)
    monkeypatch.chdir(tmp_path)
    graph = open_graph()
    assert len(graph) > 400
    assert repr(graph).startswith("<graph of build, ")


def test_a_folder_of_papers_is_built_for_the_time_being(tmp_path: Path) -> None:
    """Nothing is written beside the papers, and the build goes with the graph."""
    before = sorted(TINY.rglob("*"))
    graph = open_graph(TINY)
    place = graph.build
    assert place is not None
    assert place.is_dir()
    assert graph.source == str(TINY)
    assert len(graph.ask("references-in-order", work="tiny-2024")) > 0
    assert sorted(TINY.rglob("*")) == before
    del graph
    assert not place.exists()


def test_papers_here_are_built_where_there_is_no_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `build/` the papers of this folder are asked, and no folder is left behind here."""
    (tmp_path / "papers").symlink_to(TINY)
    monkeypatch.chdir(tmp_path)
    assert open_graph().source == str(tmp_path / "papers")
    assert [path.name for path in tmp_path.iterdir()] == ["papers"]


@pytest.mark.parametrize("source", ["nowhere", "."])
def test_where_there_is_no_graph_the_error_says_so(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without a graph and papers, is one clear error with a hint."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EngineError) as caught:
        open_graph(source)
    assert caught.value.hint


def test_every_question_can_be_asked_by_keywords(small: KnowledgeGraph) -> None:
    """Every parameter of every question is a keyword that Python accepts, and the header's example fits."""
    asked = 0
    for name, question in small.questions.items():
        parameters = question.header.parameters.values()
        values: dict[str, Given] = {to_argument(p): p.example for p in parameters if p.type != "entity"}
        if any(p.type == "entity" for p in parameters):
            continue
        answer = small.ask(name, **values)
        assert list(answer.columns) == list(answer.terms.columns)
        assert answer.summary == question.header.summary
        asked += 1
    assert asked > 40
    arguments = {to_argument(p) for q in load_catalogue() for p in q.header.parameters.values()}
    assert all(argument.isidentifier() for argument in arguments)
    assert {"from_", "to", "min_retention"} <= arguments


def test_values_may_be_numbers_or_text_in_any_spelling_of_the_keyword(small: KnowledgeGraph) -> None:
    """`min_retention`, `minRetention` and a plain number give the same rows as "80 %" does."""
    typed = small.ask("cells-of-material", material="Mg", min_retention="80 %")
    assert [*typed] == [*small.ask("cells-of-material", material="Mg", minRetention=80)]
    assert [*typed] == [*small.ask("cells-of-material", material="Mg", min_retention=80.0)]
    assert typed.call == 'ask("cells-of-material", material="Mg", min_retention="80 %")'


def test_keywords_of_python_end_in_an_underscore(small: KnowledgeGraph) -> None:
    """`from_` is the parameter `from`."""
    rows = small.ask("citation-chain", from_="kim-2026", to="jeon-2025")
    assert [row["relation"] for row in rows] == ["cites"]


@pytest.mark.parametrize(
    ("question", "values", "told"),
    [
        ("mechanism-of-material", {}, "did you mean mechanisms-of-material"),
        ("zzz", {}, "`questions` lists all"),
        ("mechanisms-of-material", {}, 'for example material="Mg"'),
        ("mechanisms-of-material", {"materiel": "Mg"}, "did you mean material?"),
        ("mechanisms-of-material", {"x": "Mg"}, "it takes material"),
        ("most-cited", {"x": "Mg"}, "it takes none"),
        ("mechanisms-of-material", {"material": "Magnesum"}, "did you mean magnesium"),
        ("mechanisms-of-material", {"material": "qqqqq"}, "`find` looks a name up"),
        ("mechanisms-of-material", {"material": True}, 'for example material="Mg"'),
        ("mechanisms-of-material", {"material": None}, 'for example material="Mg"'),
        ("cells-of-material", {"material": "Mg", "min_retention": "80 apples"}, "for example min_retention="),
        ("what is the moon made of", {}, "nothing in it was recognised"),
        ("what prevents dendrites?", {"material": "Mg"}, "say them in the question"),
    ],
)
def test_mistakes_are_answered_with_what_would_mend_them(
    small: KnowledgeGraph, question: str, values: dict[str, Given], told: str
) -> None:
    """Unknown questions, parameters and things come with the nearest ones, in the words of Python."""
    with pytest.raises(QueryError) as caught:
        small.ask(question, **values)
    assert told in (caught.value.hint or "")
    assert "--" not in str(caught.value)


def test_plain_words_are_answered_by_the_question_that_fits(small: KnowledgeGraph) -> None:
    """The answer tells how it was understood, and the same answer can be had by name."""
    answer = small.ask("which mechanisms are reported for magnesium?")
    assert answer.understood is not None
    assert any("magnesium" in line for line in answer.understood.how)
    assert all("--" not in line for line in answer.understood.how)
    assert answer.question is not None
    assert answer.call == f'ask("{answer.question.name}", material="magnesium")'
    assert [*answer] == [*small.ask(answer.question.name, material="magnesium")]


def test_a_query_of_ones_own_runs_apart(small: KnowledgeGraph) -> None:
    """Rows come with the project's prefixes known; what does not end is ended; SERVICE is refused."""
    rows = small.sparql("SELECT ?m WHERE { ?m a al:Mechanism } ORDER BY ?m LIMIT 2")
    assert [list(row) for row in rows] == [["m"], ["m"]]
    with pytest.raises(EngineError, match="ended after"):
        small.sparql("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout_seconds=0.2)
    with pytest.raises(EngineError, match="SERVICE"):
        small.sparql("SELECT * WHERE { SERVICE <https://example.org/> { ?a ?b ?c } }")


def test_find_and_show_give_what_the_commands_give(small: KnowledgeGraph) -> None:
    """A mistyped name finds the thing, whose portrait holds its facts and statements."""
    assert small.find("lithum gradient")[0].label == "lithium-concentration gradient"
    assert len(small.find("lithium")[:2]) == 2
    shown = small.show("LCG")
    assert shown.label == "lithium-concentration gradient"
    assert "LCG" in shown.facts["notation"]
    assert any(statement.passages for group in shown.groups for statement in group.statements)


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib 7.6 uses it itself
def test_rdflib_holds_the_same_statements_in_terms_of_its_own(tmp_path: Path) -> None:
    """The dataset is as large as the store, keeps the graph per paper, and its literals equal rdflib's."""
    build_graph(find_folder("papers"), tmp_path / "build")
    graph = open_graph(tmp_path / "build")
    dataset = graph.rdflib
    assert isinstance(dataset, rdflib.Dataset)
    assert len(dataset) == len({quad.triple for quad in ox.parse(path=str(tmp_path / "build" / "graph.nq"))})
    assert {str(g.identifier) for g in dataset.graphs()} >= {"https://w3id.org/anodeless/graph/jeon-2025"}
    query = "SELECT ?label WHERE { almat:mg rdfs:label ?label }"
    labels = [row[0] for row in dataset.query(query)]  # type: ignore[index]
    assert labels == [rdflib.Literal("magnesium", lang="en")]
    assert graph.rdflib is dataset
    plain = set(dataset.objects(None, rdflib.URIRef("https://w3id.org/anodeless/ont#key")))
    assert rdflib.Literal("jeon-2025") in plain


def test_networks_are_networkx_graphs(small: KnowledgeGraph) -> None:
    """Every network that is listed is handed out; one that is not names those that are."""
    assert small.networks
    for name in small.networks:
        assert isinstance(small.networkx(name), nx.Graph)
    with pytest.raises(QueryError) as caught:
        small.networkx("clams")
    assert "claims" in (caught.value.hint or "")


def test_terms_of_an_answer_are_those_of_the_engine(small: KnowledgeGraph) -> None:
    """The RDF terms stay at hand behind the rows."""
    answer = small.ask("most-cited")
    assert isinstance(answer.terms, Rows)
    assert isinstance(answer.terms.rows[0][0], ox.NamedNode)


def test_a_server_is_asked_as_this_machine_is(small: KnowledgeGraph, tmp_path: Path) -> None:
    """With an address questions, words, searches, queries and networks give the same; rdflib is refused."""
    with run_oxigraph(tmp_path, "--union-default-graph") as server:
        data = b"".join(f"{quad} .\n".encode() for quad in small.engine.store)  # type: ignore[attr-defined]
        request = urllib.request.Request(
            server.store_url, data, {"Content-Type": "application/n-quads"}, method="POST"
        )
        urllib.request.urlopen(request).close()
        graph = open_graph(server.query_url, engine="oxigraph")
        assert len(graph) > 400
        for ask in (
            lambda g: g.ask("mechanisms-of-material", material="Mg"),
            lambda g: g.ask("which mechanisms are reported for magnesium?"),
            lambda g: g.ask("untested-materials", mechanism="LCG"),
            lambda g: g.sparql("SELECT ?m WHERE { ?m a al:Mechanism } ORDER BY ?m"),
        ):
            assert [*ask(graph)] == [*ask(small)]
        assert graph.find("lithum gradient")[0].label == "lithium-concentration gradient"
        assert graph.show("LCG").portrait == small.show("LCG").portrait
        for name in small.networks:
            ours, theirs = small.networkx(name), graph.networkx(name)
            assert [*ours.nodes(data=True)] == [*theirs.nodes(data=True)]
            assert [*ours.edges(data=True)] == [*theirs.edges(data=True)]
        with pytest.raises(EngineError, match="does not tell which statements are of which paper"):
            assert graph.rdflib
        graph.engine.close()  # type: ignore[attr-defined]


def test_a_folder_is_of_no_kind_of_server(tmp_path: Path) -> None:
    """`engine` goes with an address only."""
    with pytest.raises(EngineError, match="is no server"):
        open_graph(tmp_path, engine="virtuoso")


def test_the_works_behind_an_answer_are_cited(small: KnowledgeGraph) -> None:
    """BibTeX, RIS and CSL-JSON name who found and who said what the rows tell, and nobody else."""
    answer = small.ask("mechanisms-of-material", material="Mg")
    bibtex = answer.bibtex()
    behind = {row[name] for row in answer for name in ("saidBy", "findingOf") if row[name]}
    assert len(behind) > 2
    assert bibtex.count("@") == len(behind)
    assert "jun-2024" in bibtex
    assert answer[:0].bibtex() == ""
    assert answer.ris().count("TY  - ") == bibtex.count("@")
    assert len(json.loads(answer.csl_json())) == bibtex.count("@")


def test_the_graph_of_a_year_holds_what_was_known_then(small: KnowledgeGraph) -> None:
    """Findings of later works are gone, and a row tells through which later work it is known."""
    past = small.as_of(2024)
    now, then = (
        small.ask("mechanisms-of-material", material="Mg"),
        past.ask("mechanisms-of-material", material="Mg"),
    )
    assert 0 < len(then) < len(now)
    assert "Kim et al. 2026" not in {row["findingOf"] for row in then}
    assert {row["knownThrough"] for row in then} == {"Jeon et al. 2025"}
    assert "as of 2024" in repr(past)
    assert [*past.ask("which mechanisms are reported for magnesium?")] == [*then]
    assert len(past.networkx("citation").edges) < len(small.networkx("citation").edges)
    with pytest.raises(EngineError, match="see the whole graph"):
        past.sparql("SELECT ?m WHERE { ?m a al:Mechanism }")
    with pytest.raises(QueryError, match="needs material"):
        past.ask("mechanisms-of-material")
