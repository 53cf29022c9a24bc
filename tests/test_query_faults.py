"""A query with a fault: the word at fault, its line and column, a caret under it, and what would mend it."""

import random
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.engines.faults import find_fault
from kg.engines.grammar import find_misfit
from kg.engines.tokens import iter_tokens, list_words
from kg.errors import EngineError
from kg.queries.binding import bind
from kg.queries.catalogue import load_catalogue
from kg.terms import PREFIXES
from tests.small_graph import make_build

# A query, the line and the column of the fault, what stands at the caret, and what is said.
FAULTS = {
    "keyword": ("SELEC ?x WHERE {}", 1, 1, "SELEC", "no word of SPARQL; did you mean SELECT?"),
    "second keyword": ("SELECT ?x\nWHER { ?x ?y ?z }", 2, 1, "WHER", "did you mean WHERE?"),
    "no closing brace": ("SELECT ?x\nWHERE {\n  ?x ?y ?z .\n", 2, 7, "{", "opens here is not closed"),
    "inner brace": ("SELECT ?x { ?x ?y ?z OPTIONAL { ?x ?y ?z }", 1, 11, "{", "is not closed"),
    "brace in a comment": ("SELECT ?x { ?x ?y ?z # }", 1, 11, "{", "is not closed"),
    "closing brace": ("SELECT ?x { ?x ?y ?z } }", 1, 24, "}", "this '}' closes nothing"),
    "no opening brace": ("SELECT ?x WHERE ?x ?y ?z", 1, 17, "?x", "'{' should"),
    "prefix": ("SELECT ?x {\n ?x foo:bar ?y }", 2, 5, "foo:bar", "write PREFIX foo: <…> before the query"),
    "mistyped prefix": ("SELECT ?x { ?x rfds:label ?y }", 1, 16, "rfds:label", "did you mean rdfs:?"),
    "blank in an IRI": ("SELECT ?x { ?x <http://a b> ?y }", 1, 16, "<http://a b>", "is no IRI"),
    "relative IRI": ("SELECT ?x { ?x <rel> ?y }", 1, 16, "<rel>", "no whole IRI"),
    "string": ("SELECT ?x { ?x ?y 'open }", 1, 19, "'open", "the string that starts here does not end"),
    "string over lines": ('SELECT ?x {\n ?x ?y "open\n }', 2, 8, '"open', "does not end"),
    "long string": ('SELECT ?x {\n ?x ?y """open\n }', 2, 10, '"', "does not end"),
    "object": ("SELECT ?x { ?x ?y }", 1, 19, "}", "'}' cannot stand here; a literal, a variable or an IRI"),
    "full stop": ("SELECT ?x { ?x ?y ?z ?a ?b }", 1, 22, "?a", "',', '.', ';'"),
    "function": ("SELECT ?x { ?x ?y ?z FILTER(STRSTART(?z, 'a')) }", 1, 29, "STRSTART", "mean STRSTARTS?"),
    "number": ("SELECT ?x { ?x ?y ?z } LIMIT ten", 1, 30, "ten", "a number should stand here"),
    "quotes": ("SELECT ?x { ?x ?y “a” }", 1, 19, "“", "left double quotation mark"),
    "no-break space": ("SELECT ?x {\u00a0?x ?y ?z }", 1, 12, "\u00a0", "no-break space cannot stand here"),
    "not grouped": ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", 1, 8, "?x", "neither counted nor grouped by"),
    "given twice": ("SELECT * { ?x ?y ?z BIND(1 AS ?x) }", 1, 31, "?x", "it has one from elsewhere"),
    "blank node": ("SELECT * { _:a ?p ?x OPTIONAL { _:a ?q ?y } }", 1, 33, "_:a", "in two groups"),
    "tabs": ("SELECT ?x {\n\t\t?x\t?y\t}", 2, 9, "}", "cannot stand here"),
    "CRLF": ("SELECT ?x\r\nWHERE {\r\n  ?x ?y\r\n}\r\n", 4, 1, "}", "cannot stand here"),
    "CR": ("SELECT ?x\rWHERE {\r  ?x ?y }", 3, 9, "}", "cannot stand here"),
    "wide": ("SELECT ?x { ?x ?y '電池電池' . ?z }", 1, 31, "}", "cannot stand here"),
    "emoji": ("SELECT ?x { ?x ?y '😀' . ?z }", 1, 28, "}", "cannot stand here"),
    "combining": ("SELECT ?x { ?x ?y 'e\u0301' . ?z }", 1, 29, "}", "cannot stand here"),
    "two faults": ("SELECT ?x { ?x foo:bar ?y . ?z }", 1, 16, "foo:bar", "not declared"),
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build folder with the small graph."""
    return make_build(tmp_path_factory.mktemp("faults"))


def to_columns(text: str) -> list[str]:
    """Return what stands in each column of a terminal: wide signs take two, combining marks none."""
    columns: list[str] = []
    for sign in text:
        if sign == "\u0301":
            columns[-1] += sign
        else:
            columns += [sign, ""] if sign in "電池😀" else [sign]
    return columns


@pytest.mark.parametrize(("query", "line", "column", "word", "told"), FAULTS.values(), ids=FAULTS)
def test_the_caret_stands_under_the_word_at_fault(
    build: Path, tmp_path: Path, query: str, line: int, column: int, word: str, told: str
) -> None:
    """Line and column count from 1 in the file as it is written, and the mark is where people look for it."""
    file = tmp_path / "mine.rq"
    file.write_bytes(query.encode())
    result = CliRunner().invoke(cli, ["sparql", str(file), "-b", str(build)])
    assert result.exit_code == 1
    first, shown, mark = result.stderr.split("\n")[:3]
    assert first.startswith(f"Error: {file}:{line}:{column}: not valid SPARQL: ")
    assert told in first
    assert first.isprintable()
    assert mark.strip() == "^"
    assert "".join(to_columns(shown)[mark.index("^") :]).startswith(word[:1])


def test_a_byte_order_mark_is_no_fault(build: Path, tmp_path: Path) -> None:
    """Some editors put one before the text."""
    (tmp_path / "mine.rq").write_bytes(b"\xef\xbb\xbfASK { ?s ?p ?o }")
    result = CliRunner().invoke(cli, ["sparql", str(tmp_path / "mine.rq"), "-b", str(build), "-f", "csv"])
    assert (result.exit_code, result.stdout) == (0, "answer\ntrue\n")


@cache
def make_queries() -> list[str]:
    questions = [question for question in load_catalogue() if not question.function]
    return [bind(q.body, dict.fromkeys(q.header.parameters, "<urn:x>")) for q in questions]


def test_the_grammar_holds_every_canned_query() -> None:
    """What the engine runs has no fault."""
    queries = make_queries()
    assert len(queries) > 60
    assert [query for query in queries if find_misfit(list_words(query)) is not None] == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {}",
        "SELECT REDUCED ?x $y FROM <urn:a> FROM NAMED <urn:b> { GRAPH ?g { ?x ?y [] } }",
        "BASE <http://a/> PREFIX : <urn:> ASK { :a :b 'x'@en, 'y'^^:c, true, (1 +2.5 (-3e3)), [ :p () ] . }",
        "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5 OFFSET 2",
        "CONSTRUCT { ?s ?p _:b } WHERE { ?s ?p ?o } ORDER BY DESC(?s) ASC(?p) STR(?o) ?o",
        "DESCRIBE <urn:a> ?x WHERE { ?x ?p ?o }",
        "DESCRIBE <urn:a>",
        "SELECT * { ?a ^<urn:p>/(<urn:q>|!(a|^<urn:r>))+/<urn:s>? ?b ; !a ?c ; <urn:t>* [] ; . }",
        "SELECT * { { ?a ?b ?c } UNION { } MINUS { ?a ?b 1 } . OPTIONAL { } FILTER NOT EXISTS { ?a ?b ?c } }",
        "SELECT (GROUP_CONCAT(DISTINCT ?x; SEPARATOR=', ') AS ?y) (COUNT(*) AS ?n) {} GROUP BY (1+1 AS ?z)",
        "SELECT * { VALUES (?a ?b) { (1 UNDEF) } VALUES ?c { <urn:x> 'y' } VALUES () { () } }",
        "SELECT * { BIND(IF(?a IN (1, 2) && ?b NOT IN (), -?c * 2 / 3, COALESCE()) AS ?d) } VALUES ?x { }",
        "SELECT * { { SELECT (COUNT(?a) AS ?n) { } HAVING (COUNT(?a) > 1) (2 > 1) VALUES ?b { 1 } } }",
        "SELECT * { FILTER xsd:string(?x) FILTER(BOUND(?x) || EXISTS { ?x a ?y }) FILTER REGEX(NOW(), '') }",
        "SELECT ?x { SERVICE SILENT ?s { ?x ?y ?z } }",
    ],
)
def test_the_grammar_is_as_wide_as_the_standard(query: str) -> None:
    """Each form that SPARQL 1.1 has, and that the engine reads too."""
    assert find_misfit(list_words(query)) is None
    ox.Store().query(query, prefixes=PREFIXES)


WORDS = (
    *("{", "}", "(", ")", "[", "]", ".", ";", ",", "*", "+", "/", "|", "^", "!", "=", "<", "&&", "||", "^^"),
    *("?x", "5", "1.5", "'s'", "@en", "<urn:y>", "al:z", "_:b", "a", "true", "UNDEF", "AS", "BIND", "VALUES"),
    *("FILTER", "OPTIONAL", "UNION", "MINUS", "SELECT", "WHERE", "GROUP", "BY", "ORDER", "LIMIT", "HAVING"),
    *("NOT", "EXISTS", "IN", "COUNT", "STR", "DISTINCT"),
)


@pytest.mark.parametrize("seed", range(150))
def test_what_the_engine_refuses_has_a_fault_that_is_told(seed: int) -> None:
    """Take a word out of a canned query, put one in, change one: what the engine refuses has a fault."""
    chance = random.Random(seed)
    store = ox.Store()
    words = list(iter_tokens(chance.choice(make_queries())))
    place = chance.randrange(len(words))
    new = words[place]._replace(text=f" {chance.choice(WORDS)} ")
    words[place : place + chance.choice((0, 1))] = [new] * chance.choice((0, 1))
    query = "".join(word.text for word in words)
    try:
        list_words(query)
        store.query(query, prefixes=PREFIXES)
    except SyntaxError:
        fault = find_fault(query)
        assert fault is not None
        assert 0 <= fault.start <= len(query)
    except EngineError:
        pass  # told with its place when the query is split into words


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { FILTER" + "(" * 30_000,
        "SELECT * WHERE { ?s <urn:p>" + "/<urn:p>" * 10_000 + " }",
        "SELECT * WHERE { " + "?s ?p ?o . " * 9_000 + " ?x }",
        "{" * 90_000,
    ],
)
def test_a_very_long_fault_does_not_exhaust_the_stack(query: str) -> None:
    """The walk along the grammar needs no recursion."""
    assert find_fault(query) is not None
