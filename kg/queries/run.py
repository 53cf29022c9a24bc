"""A question and typed values become an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from kg.engines.engine import Engine, Rows
from kg.errors import QueryError
from kg.queries.binding import Convert, bind, describe_use, to_value
from kg.queries.catalogue import Question, load_question
from kg.queries.entities import get_entity
from kg.queries.python_questions import Value, call_function
from kg.queries.units import convert_with_graph


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


def run_question(engine: Engine, name: str, values: Mapping[str, str] | None = None) -> Answer:
    """Return the answer to the canned question of that name.

    Args:
        engine: the graph.
        name: the question's name.
        values: for each parameter what a person would type; those with a default may be left out.

    Raises:
        QueryError: there is no such question, or a value is missing, unknown or does not fit.
        EngineError: the engine failed.
    """
    return answer_question(engine, load_question(name), values or {})


def answer_question(engine: Engine, question: Question, values: Mapping[str, str]) -> Answer:
    """Return the answer to a loaded question.

    Raises:
        QueryError: a value is missing, unknown or does not fit.
        EngineError: the engine failed.
    """
    given = complete_values(question, values)
    if question.function:
        terms = find_terms(engine, question, given)
        found = call_function(lambda text: engine.run(text, question.path), question, terms)
        return Answer(question, given, f"# answered by {question.function}\n", found)
    query = bind_question(engine, question, given)
    return Answer(question, given, query, engine.run(query, question.path))


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
            raise QueryError(f"{parameter.option} is missing", hint=describe_use(parameter))
        complete[name] = value
    return complete


def bind_question(engine: Engine, question: Question, values: Mapping[str, str]) -> str:
    """Return the question's query with checked terms in place of its parameters.

    Raises:
        QueryError: a value is unknown, ambiguous or does not fit.
    """
    terms = find_terms(engine, question, values)
    return bind(question.body, {name: str(term) for name, term in terms.items()})


def find_terms(engine: Engine, question: Question, values: Mapping[str, str]) -> dict[str, Value]:
    """Return for each parameter the checked term that its value stands for.

    Raises:
        QueryError: a value is unknown, ambiguous or does not fit.
    """
    parameters = question.header.parameters

    def resolve(text: str, classes: tuple[str, ...], name: str) -> str:
        return get_entity(engine, text, classes, parameters[name].option).iri

    convert: Convert = partial(convert_with_graph, engine)
    return {
        name: to_value(parameter, values[name], resolve, convert) for name, parameter in parameters.items()
    }
