"""The word that breaks a query is found, where the engine itself names the end of the text."""

import pytest

from tests.typescript import call_all

PREFIXES = {"al": "https://w3id.org/anodeless/ont#"}


@pytest.mark.parametrize(
    ("query", "line", "column", "told"),
    [
        ("SELECT ?x WHERE { ?x a } ?y ?z", 1, 24, "“}” cannot stand here"),
        ("SELECT ?x WHER { ?x a al:Claim }", 1, 11, "“WHER” cannot stand here"),
        ("SELECT ?x WHERE {\n  ?x a al:Claim . FILTER( }", 2, 27, "“}” cannot stand here"),
        ("SELECT ?x\nWHERE { # } is a comment\n  ?x a al:Claim", 3, 16, "the query ends too early"),
        ("SELECT ?x WHERE { ?x zz:a ?y }", 1, 22, "the prefix zz: is not declared"),
        ("PREFIX zz: <urn:z> SELECT ?x WHERE { ?x zz:a ?y ", 1, 49, "the query ends too early"),
        ("SELECT ?x WHERE { ?x a 'open }", 1, 24, "the string that starts here does not end"),
    ],
)
def test_the_word_at_fault_is_named(query: str, line: int, column: int, told: str) -> None:
    """Line and column, counted from 1, are those of the first word that cannot stand where it does."""
    [answer] = call_all("faults", "findFault", [[query, PREFIXES]])
    fault = answer["value"]
    assert (fault["line"], fault["column"]) == (line, column)
    assert fault["message"].startswith(told)


def test_a_sound_query_has_no_fault() -> None:
    """Declared prefixes of the project need no line of their own."""
    [answer] = call_all("faults", "findFault", [["SELECT ?x WHERE { ?x a al:Claim }", PREFIXES]])
    assert answer["value"] is None
