"""Messages: one line that can be shown anywhere."""

import pytest

from kg.errors import KgError, Problem, to_printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("name\u202etxt", r"name\u202etxt"),
        ("\udcff", r"\udcff"),
        ("Li₆PS₅Cl – 20 °C, Ångström, 锂", "Li₆PS₅Cl – 20 °C, Ångström, 锂"),
    ],
)
def test_control_characters_are_written_out(text: str, shown: str) -> None:
    """What would colour, break or turn the line is spelled; letters of any script stay."""
    assert to_printable(text) == shown


def test_errors_and_problems_are_one_line() -> None:
    """Place, message and hint stand on one line, whatever a file put into them."""
    assert str(KgError("no 'a\nb'", where="papers/\x07x", hint="c\nd")) == r"papers/\x07x: no 'a\nb' (c\nd)"
    assert str(Problem("x:1", "a\nb")) == r"x:1: error: a\nb"
