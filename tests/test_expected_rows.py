"""The questions answered as the paper has it: expected rows were written from the paper before any query ran.

`tests/data/expected/jeon-2025.yaml` says what a right answer must contain and must not. It was written by
somebody who saw only the paper and the list of questions. Where an answer departs from it, the paper decides
which of the two is mended.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.engines.local import LocalEngine
from kg.queries.people_table import to_display
from kg.queries.run import run_question
from tests.test_first_paper import EMPTY, QUESTIONS, paper

EXPECTED = Path(__file__).parent / "data" / "expected" / "jeon-2025.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))


def _name(case: dict[str, Any]) -> str:
    return " ".join([case["question"], *(f"{key}={value}" for key, value in case["parameters"].items())])


def _plain(text: object) -> str:
    folded = str(text).translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉–—−", "0123456789---"))
    return re.sub(r"[\s_{}^]+", "", folded).lower()


@cache
def _rows(question: str, parameters: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], ...]:
    rows = run_question(LocalEngine(paper()), question, {key: str(value) for key, value in parameters}).rows
    return tuple(tuple(_plain(to_display(term)) for term in row) for row in rows.rows)


def _has(row: tuple[str, ...], values: list[object]) -> bool:
    return all(any(_plain(value) in cell for cell in row) for value in values)


def _faults(case: dict[str, Any]) -> list[str]:
    rows = _rows(case["question"], tuple((key, str(value)) for key, value in case["parameters"].items()))
    faults = [
        f"no row has {wanted['values']}, read in {wanted['from']}"
        for wanted in case.get("contains") or ()
        if not any(_has(row, wanted["values"]) for row in rows)
    ]
    faults += [
        f"a row has {values}"
        for values in case.get("excludes") or ()
        if any(_has(row, values) for row in rows)
    ]
    if case.get("count") is not None and len(rows) != case["count"]:
        faults.append(f"{len(rows)} rows instead of {case['count']}")
    return faults


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_answer_holds_what_the_paper_says(case: dict[str, Any]) -> None:
    """The rows that must be there are there, those that must not are not, and the count is right."""
    assert _faults(case) == []


def test_every_query_has_expected_rows() -> None:
    """Each question in SPARQL has a case, but for those that one paper alone leaves empty."""
    without = {question.name for question in QUESTIONS if not question.function}
    without -= {case["question"] for case in CASES}
    assert without <= EMPTY
