"""IRIs: minted from keys, encoded by the grammar of text fragments, never invalid."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BuildError
from kg.graph.iris import mint, outside, percent_encode, to_named_step, to_step


def test_an_entity_is_its_kind_and_its_keys() -> None:
    """Kind and keys make the path below the base; a key with a slash gives two steps."""
    assert mint("work", "jun-2024").value == "https://w3id.org/anodeless/work/jun-2024"
    assert mint("authorship", "jun-2024/9").value.endswith("authorship/jun-2024/9")
    assert mint("section", "jun-2024", "2.1").value.endswith("section/jun-2024/2.1")
    assert mint("person", "d-jun--jun-2024").value.endswith("person/d-jun--jun-2024")


@pytest.mark.parametrize("step", ["", "a b", "../x", "<script>", "a//b", "A", "é", "-a", "a>"])
def test_what_is_no_key_makes_no_address(step: str) -> None:
    """Hostile and empty steps are refused instead of being put into an IRI."""
    with pytest.raises(BuildError, match="cannot be part"):
        mint("work", step)


def test_an_invalid_outside_iri_is_refused() -> None:
    """An IRI with a blank does not get into the graph."""
    with pytest.raises(BuildError, match="not an IRI"):
        outside("https://example.org/a b")


@given(st.text(min_size=1, max_size=200))
def test_any_words_make_a_step(words: str) -> None:
    """Whatever is printed gives a step that an IRI can hold, the same each time."""
    step = to_named_step(words)
    assert mint("journal", step).value.endswith(f"journal/{step}")
    assert step == to_named_step(words)


def test_words_without_ascii_get_a_digest() -> None:
    """Two names without any ASCII letter stay apart."""
    assert to_step("電池") == ""
    assert to_named_step("電池") != to_named_step("電解質")


@given(st.text(max_size=60))
def test_encoded_words_hold_nothing_reserved(words: str) -> None:
    """No separator of a text directive survives, and decoding gives the words back."""
    encoded = percent_encode(words)
    assert not set(encoded) & set("-,&# :/?=")
    assert unquote(encoded) == words


def test_a_hyphen_a_comma_and_an_ampersand_are_encoded() -> None:
    """The three characters that the grammar reserves are percent-encoded."""
    assert percent_encode("Mg-Li, Ag & C") == "Mg%2DLi%2C%20Ag%20%26%20C"
