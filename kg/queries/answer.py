"""What an answer is, and the values with which a question is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.engines.engine import Rows
from kg.errors import QueryError
from kg.queries.catalogue import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found.

    Attributes:
        question: the question that was asked.
        values: the values it was asked with, defaults included.
        query: the complete query that was run; a comment that names the function where Python answers.
        rows: what was found; columns are those of the question's header.
    """

    question: Question
    values: Mapping[str, str]
    query: str
    rows: Rows


def complete_values(question: Question, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values with defaults filled in, in the order of the header.

    Raises:
        QueryError: a value is missing, or belongs to no parameter.
    """
    parameters = question.header.parameters
    for name in values:
        if name not in parameters:
            known = ", ".join(p.option for p in parameters.values()) or "none"
            raise QueryError(f"{question.name} has no parameter {name!r}", hint=f"it takes: {known}")
    complete = {}
    for name, parameter in parameters.items():
        value = values.get(name, parameter.default)
        if value is None:
            from kg.queries.binding import describe_use  # here, because it takes long to load

            raise QueryError(f"{parameter.option} is missing", hint=describe_use(parameter))
        complete[name] = value
    return complete
