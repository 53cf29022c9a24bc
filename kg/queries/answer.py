"""What an answer is, and the values with which a question is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.engines.engine import Rows, RowStream, collect, to_stream
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

    def to_stream(self) -> "AnswerStream":
        """Return the same with rows that come one by one."""
        return AnswerStream(self.question, self.values, self.query, to_stream(self.rows))


@dataclass(frozen=True, slots=True)
class AnswerStream:
    """What a question finds, row by row: an `Answer` whose rows come as they are taken, once."""

    question: Question
    values: Mapping[str, str]
    query: str
    rows: RowStream

    def collect(self) -> Answer:
        """Return the answer with all its rows.

        Raises:
            EngineError: the engine fails before the last row.
        """
        return Answer(self.question, self.values, self.query, collect(self.rows))


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
