"""The page tells the form of a query before the engine sees it: the engine knows neither updates nor FROM."""

import pytest

from tests.typescript import call_all

PROLOGUE = """#+ summary: what comes FROM where
# SELECT is only a word here
PREFIX al: <https://w3id.org/anodeless/ont#>
BASE <https://example.org/INSERT>
"""


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (PROLOGUE + "SELECT ?s WHERE { ?s a al:Claim }", "SELECT"),
        ("select*{?s ?p ?o}", "SELECT"),
        ("PREFIX select: <x:> PREFIX ask:<y:>ask{}", "ASK"),
        (PROLOGUE + "DESCRIBE<https://example.org/a>", "DESCRIBE"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT"),
        (PROLOGUE + "INSERT DATA { <x:a> <x:b> <x:c> }", "UPDATE"),
        ("PREFIX a: <x:> # SELECT\nDELETE WHERE { ?s ?p ?o }", "UPDATE"),
        ("PREFIX a\u00e9: <x:> WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "UPDATE"),
        ("selects ?s", None),
        ("", None),
    ],
)
def test_the_form_is_told_by_the_first_word(text: str, form: str | None) -> None:
    """Comments, IRIs and prefixes before it do not count, whatever words stand in them."""
    [told] = call_all("tokens", "findForm", [[text]])
    assert told == {"value": form}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (PROLOGUE + "SELECT ?s FROM <x:g> WHERE { ?s ?p ?o }", True),
        ("SELECT * from named <x:g> { GRAPH ?g { ?s ?p ?o } }", True),
        (PROLOGUE + 'SELECT ?from WHERE { ?s al:from ?from ; al:x "from", <x:from> }', False),
        ("SELECT ?s { ?s ?p 'FROM' } # FROM", False),
    ],
)
def test_a_data_set_is_named_by_the_word_itself(text: str, named: bool) -> None:
    """FROM in strings, comments, IRIs, names and variables names no graph."""
    [told] = call_all("tokens", "hasDataset", [[text]])
    assert told == {"value": named}
