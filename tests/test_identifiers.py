"""Identifiers: the example lists beside this file may be extended by anyone; one line is one case."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import IdentifierError
from kg.identifiers import (
    KEY_MAX_CHARACTERS,
    check_key,
    doi_url,
    orcid_url,
    ror_url,
    slug,
    to_doi,
    to_orcid,
    to_ror,
)

LISTS = Path(__file__).parent / "identifiers"
TO_NORMAL: dict[str, Callable[[str], str]] = {
    "doi": to_doi,
    "orcid": to_orcid,
    "ror": to_ror,
    "key": check_key,
}


def read_list(name: str) -> list[tuple[str, ...]]:
    lines = (LISTS / f"{name}.txt").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("# ")]


VALID = [(kind, *case) for kind in TO_NORMAL for case in read_list(f"valid_{kind}")]
INVALID = [(kind, *case) for kind in TO_NORMAL for case in read_list(f"invalid_{kind}")]


@pytest.mark.parametrize("case", VALID, ids=" ".join)
def test_valid_identifiers_have_one_normal_form(case: tuple[str, ...]) -> None:
    """Every accepted spelling gives the normal form, and the normal form gives itself."""
    kind, typed, *normal = case
    expected = normal[0] if normal else typed
    assert TO_NORMAL[kind](typed) == expected
    assert TO_NORMAL[kind](expected) == expected


@pytest.mark.parametrize("case", INVALID, ids=" ".join)
def test_invalid_identifiers_are_refused(case: tuple[str, ...]) -> None:
    """A broken grammar or checksum is an error that names the identifier."""
    kind, typed = case
    with pytest.raises(IdentifierError) as caught:
        TO_NORMAL[kind](typed)
    assert typed in str(caught.value)


@given(position=st.integers(0, 14), digit=st.integers(0, 9))
def test_orcid_checksum_finds_every_wrong_digit(position: int, digit: int) -> None:
    """One changed digit never gives another valid ORCID iD."""
    digits = list("000000021825009")
    if digits[position] == str(digit):
        return
    digits[position] = str(digit)
    with pytest.raises(IdentifierError):
        to_orcid("".join(digits) + "7")


def test_urls_are_the_registries_own() -> None:
    """The IRI of an identifier is the one its registry publishes, unsafe characters escaped."""
    assert doi_url("10.1002/ADMI.202400953") == "https://doi.org/10.1002/admi.202400953"
    assert doi_url("10.1002/a<1::b>") == "https://doi.org/10.1002/a%3C1::b%3E"
    assert orcid_url("0000-0002-1694-233x") == "https://orcid.org/0000-0002-1694-233X"
    assert ror_url("046865Y68") == "https://ror.org/046865y68"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jürgen Höß", "juergen-hoess"),
        ("Ju\u0308rgen", "juergen"),
        ("Ærøskøbing, Ångström", "aeroeskoebing-aangstroem"),
        ("Łódź", "lodz"),
        ("β-Li3PS4", "beta-li3ps4"),
        ("MgF₂/C", "mgf2-c"),
        ("ZnO@Cu", "zno-cu"),
        ("Spencer\u2013Jolly", "spencer-jolly"),
        ("Editor\u2019s Choice", "editors-choice"),
        ("  a\u00a0b  ", "a-b"),
    ],
)
def test_slug_writes_letters_as_people_do(text: str, expected: str) -> None:
    """Umlauts, ligatures, Greek letters and subscripts become the ASCII people would type."""
    assert slug(text) == expected


@given(st.text(max_size=40))
def test_slug_is_a_key_or_an_error(text: str) -> None:
    """Whatever comes in, a slug follows the grammar of keys and is its own slug."""
    try:
        key = slug(text)
    except IdentifierError:
        return
    if len(key) <= KEY_MAX_CHARACTERS:
        assert check_key(key) == key
    assert slug(key) == key


def test_an_overlong_key_is_refused() -> None:
    """A key longer than the limit is an error, shown shortened."""
    with pytest.raises(IdentifierError, match="longer than"):
        check_key("a" * (KEY_MAX_CHARACTERS + 1))
