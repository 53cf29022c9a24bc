"""A question and typed values become an answer."""

from collections.abc import Mapping
from functools import partial

from kg.engines.engine import Engine, to_stream
from kg.engines.local import LocalEngine
from kg.engines.order import run_ordered
from kg.queries.answer import Answer, AnswerStream, complete_values
from kg.queries.binding import Convert, bind, to_value
from kg.queries.catalogue import Question, load_question
from kg.queries.entities import get_entity
from kg.queries.python_questions import Ask, Value, call_function
from kg.queries.units import convert_with_graph

__all__ = [
    "Answer",
    "answer_question",
    "bind_question",
    "complete_values",
    "find_terms",
    "run_question",
    "stream_question",
]  # the first and the fourth stand apart, so that a remembered answer loads no more than them


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
    return stream_question(engine, question, values).collect()


def stream_question(engine: Engine, question: Question, values: Mapping[str, str]) -> AnswerStream:
    """Return the answer to a loaded question, whose rows come one by one.

    Raises:
        QueryError: a value is missing, unknown or does not fit.
        EngineError: the engine failed, at once or while rows are taken.
    """
    given = complete_values(question, values)
    if question.function:
        terms = find_terms(engine, question, given)
        found = call_function(_to_ask(engine, question.path), question, terms)
        return AnswerStream(question, given, f"# answered by {question.function}\n", to_stream(found))
    query = bind_question(engine, question, given)
    return AnswerStream(question, given, query, engine.stream(query, question.path))


def _to_ask(engine: Engine, path: str) -> Ask:
    """Return what runs the queries of a question in Python."""
    if isinstance(engine, LocalEngine):
        return lambda text: run_ordered(engine, text, path)
    return lambda text: engine.run(text, path)


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
