"""The table of 68 questions keeps its promise: each number once, and every question it names exists."""

import re
from pathlib import Path

from kg.cli.main import COMMANDS
from kg.queries.catalogue import find_questions

PAGE = Path(__file__).parent.parent / "docs" / "coverage-of-questions.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)


def rows() -> list[tuple[str, ...]]:
    return [match.groups() for match in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


def test_each_number_stands_once() -> None:
    """The questions are numbered from 1 to 68, in order."""
    assert [int(number) for number, *_ in rows()] == list(range(1, 69))


def test_every_named_question_exists() -> None:
    """What answers a question is in the catalogue or a command; where nothing does, a reason stands."""
    known = {*find_questions(), *(f"kg {name}" for name in COMMANDS)}
    for number, _, answered_by, remark in rows():
        names = re.findall(r"`([\w -]+)`", answered_by)
        assert [name for name in names if name not in known] == [], number
        assert names or len(remark) > 40, number


def test_the_totals_are_true() -> None:
    """The page counts its own rows right."""
    answered = sum("`" in answered_by for _, _, answered_by, _ in rows())
    told = re.search(r"^(\d+) of the 68 are answered, (\d+) (?:is|are) not", PAGE.read_text(), re.MULTILINE)
    assert told is not None
    assert (int(told[1]), int(told[2])) == (answered, 68 - answered)
