"""What a server answers, held against what the built graph answers: every canned question, by value."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kg.engines.engine import Engine, Rows
from kg.engines.values import to_values
from kg.errors import KgError
from kg.queries.catalogue import Question
from kg.queries.run import answer_question

Verdict = Literal["same", "differs", "fails"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one question.

    Attributes:
        question: its name.
        verdict: whether the server answers it as the built graph does.
        detail: what differs, or the error; "" where nothing does.
    """

    question: str
    verdict: Verdict
    detail: str = ""


def compare_answers(server: Engine, local: Engine, questions: Iterable[Question]) -> Iterator[Finding]:
    """Yield for each question, asked with its examples, whether two engines answer alike.

    A question that the local engine cannot answer with its examples is left out.
    """
    for question in questions:
        values = {name: parameter.example for name, parameter in question.header.parameters.items()}
        try:
            expected = answer_question(local, question, values).rows
        except KgError:
            continue
        try:
            found = answer_question(server, question, values).rows
        except KgError as error:
            yield Finding(question.name, "fails", str(error))
            continue
        detail = describe_difference(expected, found)
        yield Finding(question.name, "differs" if detail else "same", detail)


def describe_difference(expected: Rows, found: Rows) -> str:
    """Return in words how two answers differ, "" where they are the same row for row."""
    if expected.columns != found.columns:
        return f"columns {', '.join(found.columns)} instead of {', '.join(expected.columns)}"
    ours, theirs = to_values(expected), to_values(found)
    if ours == theirs:
        return ""
    if len(ours) != len(theirs):
        return f"{len(theirs)} rows instead of {len(ours)}"
    if sorted(map(repr, ours)) == sorted(map(repr, theirs)):
        return "the same rows in another order"
    number = next(i for i, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other)
    column = next(i for i, (a, b) in enumerate(zip(ours[number], theirs[number], strict=True)) if a != b)
    return (
        f"row {number + 1}, {expected.columns[column]}: {theirs[number][column]!r} "
        f"instead of {ours[number][column]!r}"
    )
