"""Tables copied from a page: what a spreadsheet or Markdown would act on stays text, numbers stay numbers."""

import csv
import io
from typing import Any

import pytest

from tests.typescript import call_all


def to_cells(*texts: str) -> list[list[dict[str, Any]]]:
    """Return one row of cells as the page reads them, each with one value."""
    return [[{"words": [{"text": text, "low": False}], "marks": [], "conditions": []}] for text in texts]


def copy(function: str, *texts: str) -> str:
    """Return a table of one row under a heading as it is copied."""
    head = to_cells(*(f"column {number}" for number in range(len(texts))))
    [answer] = call_all("table_copies", function, [[[head, to_cells(*texts)]]])
    return str(answer["value"])


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("-5", "-5"),
        ("-0.25", "-0.25"),
        ("\N{MINUS SIGN}40", "-40"),
        ("\N{MINUS SIGN}0.5", "-0.5"),
        ("mA cm\u207b\u00b2", "mA cm\u207b\u00b2"),
        ("\N{MINUS SIGN}40; \N{MINUS SIGN}20", "\N{MINUS SIGN}40; \N{MINUS SIGN}20"),
        ("-1+HYPERLINK(1)", "'-1+HYPERLINK(1)"),
        ("-5-6", "'-5-6"),
        ("-.5", "'-.5"),
        ("-x", "'-x"),
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("@x", "'@x"),
    ],
)
def test_numbers_reach_a_spreadsheet_as_numbers_and_formulas_as_text(text: str, copied: str) -> None:
    """Only a cell that is a number and nothing else may begin with a minus."""
    assert list(csv.reader(io.StringIO(copy("toCsvText", text))))[1] == [copied]


def test_nothing_of_a_cell_is_set_or_linked_in_markdown() -> None:
    """Signs of Markdown are escaped, and addresses are no links."""
    row = copy(
        "toMarkdownText", "~~x~~ *y*", "see https://example.org", "www.example.org", "a|b <i>"
    ).splitlines()[2]
    assert r"\~\~x\~\~ \*y\*" in row
    assert "https&#58;//example.org" in row
    assert "www&#46;example.org" in row
    assert r"a\|b &lt;i&gt;" in row
