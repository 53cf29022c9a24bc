"""Values are bound as single terms that cannot change what a query is."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.engines.local import LocalEngine
from kg.engines.tokens import iter_tokens, list_words
from kg.errors import QueryError
from kg.queries.binding import bind, to_term
from kg.queries.entities import find_entities, get_entity
from kg.queries.header import Parameter
from tests.small_graph import make_store

BODY = """
SELECT ?x WHERE { # a comment about $value
  ?x <https://example.org/$value> $value ; <p:q> "a text with $value" , 'and $value' ,
     \"\"\"long $value\"\"\" .
  FILTER(?value2 > $value && $value2 = 1)
}
"""


def parameter(kind: str, **more: object) -> Parameter:
    return Parameter("value", kind, "1", "a value", **more)  # type: ignore[arg-type]


def never(text: str, classes: tuple[str, ...], option: str) -> str:
    return text


def shape(query: str) -> list[str]:
    """Return the kinds of all tokens, a term with its datatype counted as one."""
    kinds = []
    words = list_words(query)
    for before, word in zip([None, *words], words, strict=False):
        if word.text == "^^" or (before is not None and before.text == "^^"):
            continue
        kinds.append("term" if word.kind in ("string", "iri", "parameter") else word.text)
    return kinds


def test_only_the_token_itself_is_replaced() -> None:
    """`$value` is replaced outside IRIs, strings and comments, and `$value2` is another name."""
    bound = bind(BODY, {"value": "<urn:v>", "value2": "2"})
    assert bound == BODY.replace("> $value ;", "> <urn:v> ;").replace(
        "> $value && $value2 =", "> <urn:v> && 2 ="
    )


def test_a_name_without_value_is_an_error() -> None:
    """A query is never run with a parameter left in it."""
    with pytest.raises(QueryError, match="no value for \\$value2"):
        bind(BODY, {"value": "1"})


@given(st.text())
def test_tokens_joined_give_the_query(text: str) -> None:
    """Splitting loses nothing: a string literal of any text comes back in one token."""
    query = f"SELECT * WHERE {{ ?s ?p {ox.Literal(text.encode('utf-8', 'ignore').decode())} }}"
    assert "".join(token.text for token in iter_tokens(query)) == query


@given(st.text(min_size=1))
def test_no_string_changes_the_shape_of_a_query(value: str) -> None:
    """Whatever is typed for a string is one term, with the same meaning to the engine."""
    try:
        term = to_term(parameter("string"), value, never)
    except QueryError:
        assert not value.strip() or any("\ud800" <= c <= "\udfff" for c in value)
        return
    assert shape(bind(BODY, {"value": term, "value2": "1"})) == shape(BODY.replace("$value2", "1"))
    solutions = ox.Store().query(bind("SELECT ?x WHERE { BIND($value AS ?x) }", {"value": term}))
    assert isinstance(solutions, ox.QuerySolutions)
    assert [solution["x"] for solution in solutions] == [ox.Literal(value.strip())]


@given(st.text(min_size=1), st.sampled_from(["integer", "decimal", "quantity", "year"]))
def test_no_number_changes_the_shape_of_a_query(value: str, kind: str) -> None:
    """Whatever is typed for a number is refused or becomes one typed literal."""
    unit = "MPa" if kind == "quantity" else None
    try:
        term = to_term(parameter(kind, unit=unit), value, never)
    except QueryError:
        return
    assert shape(bind(BODY, {"value": term, "value2": "1"})) == shape(BODY.replace("$value2", "1"))


@given(st.text(min_size=1))
def test_no_iri_changes_the_shape_of_a_query(value: str) -> None:
    """Even an IRI that came from the graph is checked before it is written."""
    try:
        term = to_term(parameter("entity", classes=("al:Material",)), value, never)
    except QueryError:
        return
    assert shape(bind(BODY, {"value": term, "value2": "1"})) == shape(BODY.replace("$value2", "1"))


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("integer", "07", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("decimal", "-.5", '"-.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("quantity", "5 MPa", '"5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("quantity", "5", '"5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("year", "2024", '"2024"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("string", 'a "b"\\', r'"a \"b\"\\"'),
    ],
)
def test_values_become_typed_terms(kind: str, value: str, term: str) -> None:
    """Each type has its own form in the query."""
    assert to_term(parameter(kind, unit="MPa" if kind == "quantity" else None), value, never) == term


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1.5"),
        ("integer", "²"),
        ("decimal", "1e5"),
        ("quantity", "5 bar"),
        ("quantity", "MPa"),
        ("year", "24"),
        ("year", "٢٠٢٤"),
        ("string", "  "),
        ("entity", "a> <b"),
    ],
)
def test_misfits_are_told_with_an_example(kind: str, value: str) -> None:
    """The error names the option, and its hint says what is expected."""
    with pytest.raises(QueryError) as caught:
        to_term(parameter(kind, unit="MPa" if kind == "quantity" else None), value, never)
    assert caught.value.message.startswith("--value")
    assert caught.value.hint == "a value; for example --value 1"


@pytest.mark.parametrize(
    "name", ["Mg", "magnesium", "MAGNESIUM", "mg", "almat:mg", "https://w3id.org/anodeless/material/mg"]
)
def test_a_material_is_found_under_each_of_its_names(name: str) -> None:
    """Label, other name, formula, key, prefixed name and IRI lead to one thing."""
    assert (
        get_entity(LocalEngine(make_store()), name, ("al:Material",)).iri
        == "https://w3id.org/anodeless/material/mg"
    )


@pytest.mark.parametrize("name", ["Ag/C", "Ag–C", "ag-c", "AG/C"])
def test_typography_does_not_matter(name: str) -> None:
    """Dashes, slashes and case lead to the same material."""
    assert get_entity(LocalEngine(make_store()), name, ("al:Material",)).label == "silver/carbon composite"


@pytest.mark.parametrize("name", ["17", "[17]", "jun-2024", "Jun et al. 2024", "10.1002/adfm.202310259"])
def test_a_work_is_found_by_number_key_and_doi(name: str) -> None:
    """A reference number leads to the work that the entry names."""
    assert (
        get_entity(LocalEngine(make_store()), name, ("al:Work",)).iri
        == "https://w3id.org/anodeless/work/jun-2024"
    )


def test_subclasses_count() -> None:
    """A failure phenomenon is a phenomenon."""
    assert (
        get_entity(LocalEngine(make_store()), "dendrites", ("al:Phenomenon",)).label
        == "lithium dendrite growth"
    )


def test_an_ambiguous_name_lists_the_candidates() -> None:
    """Two persons printed alike cannot be told apart by that name."""
    store = make_store()
    second = ox.NamedNode("https://w3id.org/anodeless/person/another-lee")
    graph = ox.NamedNode("https://w3id.org/anodeless/graph/jeon-2025")
    for predicate, value in (("rdf:type", "al:Person"), ("rdfs:label", "Y. J. Lee")):
        from kg.terms import expand

        term = ox.NamedNode(expand(value)) if predicate == "rdf:type" else ox.Literal(value)
        store.add(ox.Quad(second, ox.NamedNode(expand(predicate)), term, graph))
    with pytest.raises(QueryError, match="can mean 2 things") as caught:
        get_entity(LocalEngine(store), "Y. J. Lee", ("al:Person",))
    assert "another-lee" in str(caught.value.hint)
    assert "yun-jung-lee" in str(caught.value.hint)


def test_an_unknown_name_suggests_near_ones() -> None:
    """A slip of the finger is answered with what was probably meant."""
    with pytest.raises(QueryError, match="no Material called 'magnesum'") as caught:
        get_entity(LocalEngine(make_store()), "magnesum", ("al:Material",))
    assert "magnesium (material/mg)" in str(caught.value.hint)


@pytest.mark.parametrize("text", ["\udcff", "Mg\ud800", "x" * 100_000])
def test_what_can_be_no_name_is_told_shortly(text: str) -> None:
    """Bytes that are no text, as a terminal may pass them on, and whole books are refused in one line."""
    with pytest.raises(QueryError, match="no name of a thing") as caught:
        get_entity(LocalEngine(STORE), text, ("al:Material",))
    assert len(str(caught.value)) < 200
    assert find_entities(LocalEngine(STORE), text, ("al:Material",)) == []


@given(st.text())
def test_no_text_breaks_the_lookup(text: str) -> None:
    """Whatever is typed, the lookup answers."""
    assert len(find_entities(LocalEngine(STORE), text, ("al:Material",))) <= 3


STORE = make_store()
