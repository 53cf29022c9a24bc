"""Values between Python and questions: keyword arguments to parameters, terms to Python values."""

import difflib
import keyword
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.engines.engine import Term
from kg.errors import QueryError
from kg.queries.catalogue import Question
from kg.queries.header import Parameter
from kg.queries.people_table import to_value as to_text
from kg.terms import PREFIXES

Cell: TypeAlias = str | int | float | bool | None
"""A value of a row: an IRI and a text are both a `str`."""
Given: TypeAlias = str | int | float | Decimal

# Source: XML Schema Part 2, section 3.4, https://www.w3.org/TR/xmlschema11-2/#ordinary-built-ins
_INTEGERS: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
_NUMBERS: Final = frozenset(PREFIXES["xsd"] + name for name in ("decimal", "double", "float"))
_BOOLEAN: Final = PREFIXES["xsd"] + "boolean"


def to_cell(term: Term | None) -> Cell:
    """Return a term as a Python value: numbers as numbers, booleans as such, anything else as its text."""
    if not isinstance(term, ox.Literal):
        return None if term is None else to_text(term)
    kind = term.datatype.value
    try:
        if kind in _INTEGERS:
            return int(term.value)
        if kind in _NUMBERS:
            return float(term.value)
    except ValueError:  # a literal may be ill-typed; its text is all there is
        return term.value
    return term.value in ("true", "1") if kind == _BOOLEAN else term.value


def to_argument(parameter: Parameter) -> str:
    """Return the keyword by which Python passes a parameter: `minWorks` is `min_works`, `from` is `from_`."""
    name = parameter.option.removeprefix("--").replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def to_call(question: Question, values: Mapping[str, str]) -> str:
    """Return how a question is asked in Python, such as `ask("materials-of-mechanism", mechanism="LCG")`."""
    parameters = question.header.parameters
    given = [f"{to_argument(parameters[name])}={_quote(value)}" for name, value in values.items()]
    return f"ask({', '.join([_quote(question.name), *given])})"


def match_values(question: Question, given: Mapping[str, Given]) -> dict[str, str]:
    """Return the text for each parameter that keyword arguments give.

    Case and underscores do not count, so `min_works`, `minWorks` and `minworks` are one.

    Args:
        question: the question that is asked.
        given: a text or number per keyword.

    Raises:
        QueryError: a keyword is no parameter, a required one is missing, or a value is neither text nor
            number.
    """
    parameters = question.header.parameters
    by_letters = {_letters(parameter.name): parameter for parameter in parameters.values()}
    values: dict[str, str] = {}
    for name, value in given.items():
        parameter = by_letters.get(_letters(name))
        if parameter is None:
            raise QueryError(
                f"{question.name} has no parameter {name!r}", hint=_suggest(name, [*parameters.values()])
            )
        values[parameter.name] = _to_typed(parameter, value)
    for parameter in parameters.values():
        if parameter.required and parameter.name not in values:
            raise QueryError(f"{question.name} needs {to_argument(parameter)}", hint=describe(parameter))
    return values


def describe(parameter: Parameter) -> str:
    """Return what a parameter means, with an example of its use in Python."""
    choices = f", one of {', '.join(parameter.choices)}" if parameter.choices else ""
    return (
        f"{parameter.description}{choices}; for example {to_argument(parameter)}={_quote(parameter.example)}"
    )


def reword(error: QueryError, question: Question) -> QueryError:
    """Return the error with Python's way to pass a parameter in place of the command line's."""
    hint = to_python_words(error.hint, question) if error.hint else None
    return QueryError(to_python_words(error.message, question), where=error.where, hint=hint)


def to_python_words(text: str, question: Question | None) -> str:
    """Return a text in which options of the command line have become keyword arguments."""
    text = text.replace("`kg query names-of-a-thing` looks a name up", "`find` looks a name up")
    text = text.replace("`kg query` lists", "`questions` lists")
    parameters = question.header.parameters.values() if question else ()
    for parameter in sorted(parameters, key=lambda p: -len(p.option)):
        argument, option = to_argument(parameter), re.escape(parameter.option)
        example = re.escape(parameter.example)
        call = f"{argument}={_quote(parameter.example)}".replace("\\", r"\\")
        text = re.sub(rf"{option} (?:'{example}'|{example})", call, text)
        text = re.sub(rf"{option}(?![\w-])", argument, text)
    return text


def _suggest(name: str, parameters: list[Parameter]) -> str:
    arguments = [to_argument(parameter) for parameter in parameters]
    if not arguments:
        return "it takes none"
    near = difflib.get_close_matches(name, arguments, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else f"it takes {', '.join(arguments)}"


def _to_typed(parameter: Parameter, value: Given) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise QueryError(
            f"{to_argument(parameter)}={value!r} is no text and no number", hint=describe(parameter)
        )
    if isinstance(value, int):
        return str(value)
    return format(Decimal(repr(value)) if isinstance(value, float) else value, "f")


def _letters(name: str) -> str:
    return name.replace("_", "").casefold()


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
