r"""Marks of TeX in the texts of papers become the signs that the page prints; other text stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.tex import to_printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("6.8 mAh cm $^{-2}$", "6.8 mAh cm⁻²"),
        (r"\approx 3 mAh cm $^{-2}$", "≈ 3 mAh cm⁻²"),
        (r"$\approx$ 62\%", "≈ 62%"),
        ("LiNi_{0.8}Mn_{0.1}Co_{0.1}O₂", "LiNi0.8Mn0.1Co0.1O₂"),
        (r"$\mathrm{Li_6PS_5Cl}$", "Li6PS5Cl"),
        (r"60 $^{\circ}$C", "60°C"),
        (r"M \$/MT", "M $/MT"),
        (r"\$31.1/oz", "$31.1/oz"),
        ("10^6 cycles", "10⁶ cycles"),
        ("[<mark>1</mark>]", "[1]"),
        ("H<sub>2</sub>O", "H2O"),
    ],
)
def test_marks_become_signs(text: str, printed: str) -> None:
    """Raised figures, signs, fonts and escapes read as on the page; low figures are plain, as in formulas."""
    assert to_printed(text) == printed


@pytest.mark.parametrize(
    "text",
    [
        "31.1 $/oz t",
        "$5 and $6",
        "a_b_c",
        "x_1 y",
        r"C:\new",
        "{a} b",
        "x^{foo}",
        "USD oz_tr-1",
        r"\unknown{x}",
    ],
)
def test_other_text_stays(text: str) -> None:
    """Prices, names with underscores, paths and braces are no TeX."""
    assert to_printed(text) == text


@given(st.text(alphabet="a1 $\\^_{}%-x", max_size=300))
def test_any_text_has_an_answer_no_longer_than_itself(text: str) -> None:
    """Whatever stands there, the answer comes, and nothing is added to the text."""
    assert len(to_printed(text)) <= len(text)
