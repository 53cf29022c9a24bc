"""The questions answered as the paper has it: expected rows were written from the paper before any query ran.

`tests/data/expected/jeon-2025.yaml` says what a right answer must contain and must not. It was written by
somebody who saw only the paper and the list of questions. Cases on which paper and graph are not yet held
against each other are listed with the reason in `unsettled.yaml` and must fail until they are settled.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.engines.local import LocalEngine
from kg.queries.output import to_display
from kg.queries.run import run_question
from tests.test_first_paper import paper

FOLDER = Path(__file__).parent / "data" / "expected"
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "jeon-2025.yaml").read_text(encoding="utf-8"))
UNSETTLED: dict[str, str] = yaml.safe_load((FOLDER / "unsettled.yaml").read_text(encoding="utf-8"))


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
    faults = _faults(case)
    if _name(case) in UNSETTLED:
        assert faults, "settled by now: take it off tests/data/expected/unsettled.yaml"
    else:
        assert faults == []


def test_unsettled_cases_are_cases_with_a_reason() -> None:
    """The list of unsettled cases names cases that there are, each with a reason."""
    assert set(UNSETTLED) <= {_name(case) for case in CASES}
    assert all(reason.strip() for reason in UNSETTLED.values())
