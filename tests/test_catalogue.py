"""Every question loads, is portable, finds rows on the small graph, and means the same to two engines.

Those that one paper cannot answer are asked on the small graph together with `tests/data/second-graph.trig`.
"""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.engines.engine import Rows
from kg.engines.local import LocalEngine
from kg.errors import QueryError
from kg.queries.catalogue import TOPICS, Question, find_questions, load_question, read_question
from kg.queries.lint import lint_query, lint_question
from kg.queries.python_questions import call_function
from kg.queries.run import answer_question, complete_values, find_terms
from tests.engines import ask_rdflib, by_value, examples, to_rdflib
from tests.small_graph import NEEDS_SECOND, SECOND_TRIG, TRIG, make_store

QUESTIONS = [read_question(path) for path in find_questions().values()]
STORE = make_store()
BOTH = make_store(TRIG, SECOND_TRIG)
by_name = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)


def store_of(question: Question) -> ox.Store:
    return BOTH if question.name in NEEDS_SECOND else STORE


@cache
def other_engine(needs_second: bool) -> rdflib.Graph:
    """Return the graph in rdflib, all named graphs together."""
    return to_rdflib(BOTH if needs_second else STORE)


def test_all_topics_have_questions() -> None:
    """There are at least 68 questions, and each topic has some."""
    assert len(QUESTIONS) >= 68
    assert {question.topic for question in QUESTIONS} == set(TOPICS)


@by_name
def test_question_is_portable(question: Question) -> None:
    """The question keeps to the subset that engines agree on."""
    assert [str(problem) for problem in lint_question(question)] == []


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.function], ids=lambda question: question.name)
def test_queries_of_functions_are_portable(question: Question) -> None:
    """What Python asks of the graph keeps to the subset too, for it may be asked of a server."""
    engine, asked = LocalEngine(store_of(question)), []

    def ask(text: str) -> Rows:
        asked.append(text)
        return engine.run(text)

    call_function(ask, question, find_terms(engine, question, examples(question)))
    assert asked
    assert [str(problem) for text in asked for problem in lint_query(text, question.name)] == []


@by_name
def test_question_finds_rows_with_its_examples(question: Question) -> None:
    """The examples of the header are good examples."""
    answer = answer_question(LocalEngine(store_of(question)), question, examples(question))
    assert answer.rows.columns == tuple(question.header.columns)
    assert answer.rows.rows
    assert len(set(map(str, answer.rows.rows))) == len(answer.rows.rows), "a row stands twice"


@by_name
def test_two_engines_give_the_same_rows(question: Question) -> None:
    """Oxigraph and rdflib give the same rows in the same order, compared by value."""
    store = store_of(question)
    values = examples(question)
    answer = answer_question(LocalEngine(store), question, values)
    graph = other_engine(question.name in NEEDS_SECOND)
    if question.function:
        terms = find_terms(LocalEngine(store), question, values)
        theirs = call_function(lambda text: ask_rdflib(graph, text), question, terms)
    else:
        theirs = ask_rdflib(graph, answer.query)
    assert by_value(theirs) == by_value(answer.rows)


def test_composites_count_for_their_constituents() -> None:
    """A question about Mg finds claims on MgF2/C too, and says which material they are about."""
    rows = answer_question(
        LocalEngine(STORE), load_question("mechanisms-of-material"), {"material": "Mg"}
    ).rows
    at = rows.columns.index("componentLabel")
    assert {row[at].value for row in rows.rows if isinstance(row[at], ox.Literal)} == {
        "magnesium",
        "MgF2/C composite",
    }  # type: ignore[union-attr]


def test_discrepancies_in_numbers_are_seen() -> None:
    """The retention of MgF2/C differs between text and table; that of Mg only in its bound."""
    rows = answer_question(LocalEngine(STORE), load_question("text-against-table"), {}).rows
    assert [str(row[0].value) for row in rows.rows if row[0]] == ["numbers differ", "bounds differ"]  # type: ignore[union-attr]


def test_an_unknown_question_suggests_near_names() -> None:
    """A misspelt name is answered with the nearest ones."""
    with pytest.raises(QueryError, match="mechanisms-of-material"):
        load_question("mechanism-of-materials")


def test_a_missing_value_is_told_with_description_and_example() -> None:
    """Nothing is guessed."""
    with pytest.raises(QueryError, match=r"--material is missing .*for example --material Mg"):
        complete_values(load_question("mechanisms-of-material"), {})


def test_an_unknown_parameter_is_told() -> None:
    """A value that belongs to no parameter is an error."""
    with pytest.raises(QueryError, match=r"no parameter 'metal'.*--material"):
        complete_values(load_question("mechanisms-of-material"), {"metal": "Mg"})


HEADER = """#+ summary: Which?
#+ description: All of them.
#+ parameters:
#+   thing: {type: string, example: a, description: a thing, required: true}
#+ columns:
#+   x: {label: x}
"""
BODY = "SELECT ?x WHERE { ?x ?p $thing } ORDER BY ?x\n"
START = "SELECT DISTINCT ?x WHERE { ?x ?p $thing . ?x ?q ?y"


def write(folder: Path, text: str | bytes, name: str = "broken.rq") -> Path:
    path = folder / "gaps" / name
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BODY, "broken.rq:1: the header is missing"),
        ("#+ summary: [\n" + BODY, "the header is not YAML"),
        ("#+ - a\n" + BODY, "broken.rq:1: the header must be a mapping"),
        ("#+\n" + BODY, "the header is empty"),
        (HEADER.replace("summary", "sumary") + BODY, "broken.rq:1: the header has the unknown key 'sumary'"),
        (HEADER.replace("type: string", "type: text") + BODY, "broken.rq:4: 'text' is not one of"),
        (
            HEADER.replace(", required: true", "") + BODY,
            "broken.rq:4: thing: either required or with a default",
        ),
        (HEADER.replace("type: string", "type: entity") + BODY, "broken.rq:4: thing: an entity"),
        (
            HEADER.replace("required: true", "required: true, bound: lower") + BODY,
            "broken.rq:4: thing: only a number can be a bound",
        ),
        (
            HEADER.replace("type: string", "type: integer").replace("required: true", "default: any") + BODY,
            "broken.rq:4: thing: only a bound can be 'any'",
        ),
        (HEADER.replace("#+   x:", "#+   X-1:") + BODY, "'X-1' is not a name"),
        (HEADER + BODY.replace("$thing", "$thong"), "broken.rq:7: \\$thong is not declared"),
        (HEADER + BODY.replace("$thing", "?y"), "thing is declared but not used"),
        (HEADER + BODY.replace("?p", "?thing"), "broken.rq:7: \\?thing is easily taken for"),
        (HEADER + BODY.replace("SELECT ?x", "SELECT ?x ?p"), "columns of header and SELECT disagree: p"),
        (HEADER + BODY.replace("SELECT ?x", "SELECT *"), "columns of header and SELECT disagree: x"),
        (HEADER + BODY.replace("SELECT ?x", "SELECT ?x (1 AS $thing)"), "cannot stand after AS"),
        (HEADER + BODY.replace("?x\n", "?x LIMIT $thing\n"), "cannot stand after LIMIT"),
        (HEADER + BODY.replace("$thing", "'open"), "broken.rq:7:.* the string that starts here does not end"),
        (b"#+ summary: \xff\n", "not UTF-8"),
        ("#+ summary: " + "[" * 90_000 + "\n" + BODY, "broken.rq:1: the header nests deeper"),
        (HEADER + BODY + " " * 100_000, "broken.rq: the file has more than 100 kB"),
        ("", "the header is missing"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str | bytes, message: str) -> None:
    """Whoever writes a question is told where it is wrong."""
    with pytest.raises(QueryError, match=message):
        read_question(write(tmp_path, text))


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A folder or a device in place of a question is neither read nor waited for."""
    folder = tmp_path / "gaps" / "folder.rq"
    folder.mkdir(parents=True)
    device = tmp_path / "gaps" / "device.rq"
    device.symlink_to("/dev/null")
    for path in (folder, device):
        with pytest.raises(QueryError, match="this is no file"):
            read_question(path)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("SELECT DISTINCT ?x WHERE { ?x ?p $thing }", "ORDER BY is missing"),
        ("SELECT DISTINCT ?x WHERE { ?x ?p $thing } ORDER BY ?p", "?p is no column"),
        ("SELECT ?x WHERE { ?x ?p $thing } ORDER BY ?x", "SELECT without DISTINCT"),
        (f"{START} BIND(EXISTS {{ ?x a ?y }} AS ?z) }} ORDER BY ?x", "EXISTS inside"),
        (
            "SELECT (COUNT(DISTINCT ?y) AS ?x) WHERE { ?y ?p $thing } GROUP BY ?p HAVING(?x > 1) ORDER BY ?x",
            "?x in HAVING: repeat the aggregate",
        ),
        ("SELECT DISTINCT ?x WHERE { ?x <a:b>+ ?y . ?y ?p $thing } ORDER BY ?x", "a path with +"),
        ("SELECT DISTINCT ?x WHERE { ?x <a:b>* $thing } ORDER BY ?x", "a path with *"),
        ("SELECT DISTINCT ?x WHERE { ?x (<a:b>|<a:c>)? $thing } ORDER BY ?x", "a path with ?"),
        ("SELECT DISTINCT ?x WHERE { ?x !<a:b> $thing } ORDER BY ?x", "all predicates but some"),
        (f"{START} SERVICE <a:b> {{ ?x ?p ?y }} }} ORDER BY ?x", "SERVICE"),
        (f"{START} GRAPH ?g {{ ?x ?p ?y }} }} ORDER BY ?x", "GRAPH"),
        (f"{START} MINUS {{ ?x a ?y }} }} ORDER BY ?x", "MINUS"),
        (f"{START} FILTER(?x > -1.5) }} ORDER BY ?x", "a negative decimal"),
        (f"{START} }} ORDER BY ?x VALUES ?x {{ 1 }}", "VALUES after WHERE"),
        (f"{START} BIND(COALESCE(1 / ?z, 0) AS ?y) }} ORDER BY ?x", "a division"),
        (f"{START} FILTER(YEAR(?y) > 2000) }} ORDER BY ?x", "YEAR: engines differ on dates"),
        (f"{START} FILTER(?y > '2000'^^xsd:gYear) }} ORDER BY ?x", "xsd:gYear: engines differ on dates"),
        (f"{START} FILTER(REGEX(?y, '^(?=a)b')) }} ORDER BY ?x", "Oxigraph drops rows"),
        (f"{START} FILTER(RAND() > 0.5) }} ORDER BY ?x", "RAND: the answer would change"),
        (
            "SELECT (COUNT(?y) AS ?x) WHERE { ?y ?p $thing } GROUP BY ?p ORDER BY ?x",
            "COUNT without DISTINCT",
        ),
        (
            "SELECT (MIN(STR(?y)) AS ?x) WHERE { ?y ?p $thing } GROUP BY ?p ORDER BY ?x",
            "MIN of an expression",
        ),
        (
            "SELECT (IF(COUNT(DISTINCT ?y) > 1, 2, 1) AS ?x) WHERE { ?y ?p $thing } GROUP BY ?p ORDER BY ?x",
            "COUNT inside an expression",
        ),
        ("SELECT (SUM(?y) AS ?x) WHERE { ?y ?p $thing } GROUP BY ?p ORDER BY ?x", "SUM: a statement"),
        (
            "SELECT (GROUP_CONCAT(?y) AS ?x) WHERE { ?y ?p $thing } GROUP BY ?p ORDER BY ?x",
            "GROUP_CONCAT: the order",
        ),
        (
            "SELECT (MIN(?y) AS ?x) WHERE { ?z ?p $thing ; rdfs:label ?y } GROUP BY ?p ORDER BY ?x",
            "MIN of ?y, which carries a language",
        ),
        ("SELECT DISTINCT ?x WHERE { ?y ?p $thing ; rdfs:label ?x } ORDER BY ?x", "carries a language"),
        ("SELECT DISTINCT ?x WHERE { ?y ?p $thing ; al:negated ?x } ORDER BY ?x", "?x is a truth value"),
        ("SELECT DISTINCT (?y = 1 AS ?x) WHERE { ?y ?p $thing } ORDER BY ?x", "a truth value as a column"),
    ],
)
def test_each_rule_of_the_lint_can_fail(tmp_path: Path, body: str, message: str) -> None:
    """A rule that never fires would be worth nothing."""
    problems = lint_question(read_question(write(tmp_path, HEADER + body + "\n")))
    assert any(message in problem.message for problem in problems)
    assert all(problem.where.startswith("queries/gaps/broken.rq:7") for problem in problems)


FUNCTION = "function: kg.network.reviewers:find_reviewers\n" + HEADER.replace("#+ ", "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FUNCTION.replace("function: kg", "function: os"), "broken.yaml:1: 'os.network.*is not like"),
        (FUNCTION.replace("find_reviewers", "__import__"), "broken.yaml:1: .*is not like"),
        (FUNCTION.partition("\n")[2], "broken.yaml:1: the header lacks 'function'"),
        (FUNCTION + "query: SELECT\n", "unknown key 'query'"),
        ("- [", "the header is not YAML"),
    ],
)
def test_a_broken_header_of_a_function_is_named(tmp_path: Path, text: str, message: str) -> None:
    """A function is only taken from the project itself."""
    with pytest.raises(QueryError, match=message):
        read_question(write(tmp_path, text, "broken.yaml"))


def test_a_function_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A header may outlive its function."""
    text = FUNCTION.replace("find_reviewers", "find_nobody")
    question = read_question(write(tmp_path, text, "broken.yaml"))
    with pytest.raises(QueryError, match=r"there is no function kg\.network\.reviewers:find_nobody"):
        answer_question(LocalEngine(STORE), question, {"thing": "x"})


def test_a_function_whose_rows_do_not_fit_is_told(tmp_path: Path) -> None:
    """The columns of the header are a promise."""
    text = FUNCTION.replace("reviewers:find_reviewers", "author_groups:count_groups")
    question = read_question(write(tmp_path, text, "broken.yaml"))
    with pytest.raises(QueryError, match="rows that do not fit the columns"):
        answer_question(LocalEngine(STORE), question, {"thing": "x"})


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("x: {label: x, kind: entity}", "the column x holds identifiers: add xLabel"),
        (
            "claim: {label: c, kind: entity}, claimLabel: {label: c}, saidBy: {label: s}",
            "a claim without its origin: add findingOf evidenceLabel link",
        ),
        ("value: {label: v, kind: quantity}", "the value value without who says so"),
        ("value: {label: v, kind: quantity, unit: MPa}", "its unit must not be told again"),
        ("findingOf: {label: f}", "the column findingOf holds names of works: add `names: al:Work`"),
        ("relation: {label: r}, evidenceLabel: {label: e}", "a statement without where it can be read"),
    ],
)
def test_each_rule_on_columns_can_fail(tmp_path: Path, columns: str, message: str) -> None:
    """Whoever states a claim or a value shows who says so, whose finding it is, and where to read it."""
    header = FUNCTION[: FUNCTION.index("columns:")] + f"columns: {{{columns}}}\n"
    problems = lint_question(read_question(write(tmp_path, header, "broken.yaml")))
    assert any(message in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ("chart", "a chart needs a column of numbers"),
        ("graph", "a graph needs two columns of things"),
        ("matrix", "a matrix needs two columns of things"),
    ],
)
def test_a_view_needs_what_it_draws(tmp_path: Path, view: str, message: str) -> None:
    """Nothing can be drawn from words."""
    problems = lint_question(read_question(write(tmp_path, FUNCTION + f"view: {view}\n", "broken.yaml")))
    assert [problem.message for problem in problems] == [message]


def test_what_is_portable_passes(tmp_path: Path) -> None:
    """Multiplication, fixed paths, aggregates over BIND and comparisons inside IF are all allowed."""
    body = (
        "SELECT (COUNT(DISTINCT ?y) AS ?x) WHERE { ?y <a:b>/<a:c>|^<a:d> ?z . "
        "?z ?p $thing . BIND(IF(?z = 2 * 3, 1, 0) AS ?own) } GROUP BY ?z HAVING(MAX(?own) = 0) ORDER BY ?x\n"
    )
    assert lint_question(read_question(write(tmp_path, HEADER + body))) == []


def test_bounds_are_called_by_what_they_bound() -> None:
    """Least values are options --min-…, greatest ones --max-…; quantities and years are always bounds."""
    sides = {"lower": "--min-", "upper": "--max-"}
    questions = map(load_question, find_questions())
    parameters = [p for question in questions for p in question.header.parameters.values()]
    bounds = [parameter for parameter in parameters if parameter.bound is not None]
    assert len(bounds) > 10
    assert all(p in bounds for p in parameters if p.type in ("quantity", "year"))
    assert [p.option for p in bounds if not p.option.startswith(sides[p.bound or ""])] == []
