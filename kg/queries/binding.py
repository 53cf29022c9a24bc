"""Values put into a query in place of `$name`, as single terms that cannot change what the query is.

Engines bind values in three different ways, so it is done here: a `$name` token, never one inside an IRI, a
string or a comment, is replaced by one checked term.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

import pyoxigraph as ox

from kg.engines.tokens import iter_tokens
from kg.errors import EngineError, QuantityError, QueryError
from kg.queries.header import NO_LIMIT, Parameter
from kg.terms import PREFIXES

Resolve = Callable[[str, tuple[str, ...], str], str]
"""Gives the IRI for a value, the classes it may belong to and the parameter's name."""

Convert = Callable[[str, str], str | None]
"""Gives the number of a quantity in another unit; None, or a QuantityError that says why, where it cannot."""

# Source: the lexical forms of xsd:integer and xsd:decimal, https://www.w3.org/TR/xmlschema11-2/#decimal
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")
_QUANTITY: Final = re.compile(rf"({_DECIMAL.pattern})\s*(.*)")
_YEAR: Final = re.compile(r"[12][0-9]{3}")
_BEYOND: Final = {"lower": "-999999999999", "upper": "999999999999"}
"""What stands in a query for a bound without limit: numbers that every value passes, in any engine."""
_SHOWN: Final = 80  # characters of a value in an error
_INTEGER_TYPE: Final = ox.NamedNode(PREFIXES["xsd"] + "integer")
_DECIMAL_TYPE: Final = ox.NamedNode(PREFIXES["xsd"] + "decimal")


def bind(body: str, terms: Mapping[str, str]) -> str:
    """Return the query with every `$name` replaced by its term.

    Args:
        body: the query.
        terms: for each name without `$` the term as SPARQL writes it.

    Raises:
        QueryError: a `$name` has no term, or the query cannot be split into tokens.
    """
    parts = []
    try:
        for token in iter_tokens(body):
            if token.kind != "parameter":
                parts.append(token.text)
            elif token.text[1:] in terms:
                parts.append(terms[token.text[1:]])
            else:
                raise QueryError(f"no value for {token.text}")
    except EngineError as error:
        raise QueryError(error.message, where=error.where, hint=error.hint) from error
    return "".join(parts)


def to_term(parameter: Parameter, value: str, resolve: Resolve, convert: Convert | None = None) -> str:
    """Return a value as the one term that stands for it in a query, as SPARQL writes it; see `to_value`.

    Raises:
        QueryError: the value does not fit the parameter.
    """
    return str(to_value(parameter, value, resolve, convert))


def to_value(
    parameter: Parameter, value: str, resolve: Resolve, convert: Convert | None = None
) -> ox.NamedNode | ox.Literal:
    """Return a value as the one term that stands for it.

    Args:
        parameter: what the question expects.
        value: what was typed.
        resolve: finds the IRI of an entity.
        convert: brings a quantity into the parameter's unit; without it no other unit is accepted.

    Raises:
        QueryError: the value does not fit the parameter.
    """
    value = value.strip()
    if not value:
        raise misfit(parameter, value, "is empty")
    if parameter.choices and value not in parameter.choices:
        raise misfit(parameter, value, f"is not one of {', '.join(parameter.choices)}")
    if parameter.type == "entity":
        return _iri(parameter, resolve(value, parameter.classes, parameter.name))
    if parameter.type == "string":
        return _string(parameter, value)
    return _number(parameter, value, convert)


def to_no_limit(parameter: Parameter) -> ox.Literal:
    """Return the number that stands for a bound without limit.

    Raises:
        KeyError: the parameter is no bound.
    """
    datatype = _INTEGER_TYPE if parameter.type in ("integer", "year") else _DECIMAL_TYPE
    return ox.Literal(_BEYOND[parameter.bound or ""], datatype=datatype)


def misfit(parameter: Parameter, value: str, why: str) -> QueryError:
    """Return the error for a value that does not fit, with the description and an example as hint."""
    shown = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    return QueryError(f"{parameter.option}: {shown!r} {why}", hint=describe_use(parameter))


def describe_use(parameter: Parameter) -> str:
    """Return what a parameter means, with an example of its use."""
    no_limit = f", or {NO_LIMIT} for no limit" if parameter.bound else ""
    return f"{parameter.description}; for example {parameter.option} {_quoted(parameter.example)}{no_limit}"


def _quoted(example: str) -> str:
    return example if re.fullmatch(r"[\w.,/-]+", example) else f"'{example}'"


def _iri(parameter: Parameter, iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise misfit(parameter, iri, "is not an IRI") from None


def _string(parameter: Parameter, value: str) -> ox.Literal:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise misfit(parameter, value, "holds characters that are not text") from None
    return ox.Literal(value)


def _number(parameter: Parameter, value: str, convert: Convert | None) -> ox.Literal:
    if parameter.bound and value.lower() == NO_LIMIT:
        return to_no_limit(parameter)
    if parameter.type == "year":
        if not _YEAR.fullmatch(value):
            raise misfit(parameter, value, "is not a year")
        return ox.Literal(value, datatype=_INTEGER_TYPE)
    if parameter.type == "integer":
        if not _INTEGER.fullmatch(value):
            raise misfit(parameter, value, "is not a whole number")
        return ox.Literal(str(int(value)), datatype=_INTEGER_TYPE)
    number = value
    if parameter.type == "quantity":
        number = _without_unit(parameter, value, convert)
    if not _DECIMAL.fullmatch(number):
        raise misfit(parameter, value, "is not a number")
    return ox.Literal(number, datatype=_DECIMAL_TYPE)


def _without_unit(parameter: Parameter, value: str, convert: Convert | None) -> str:
    match = _QUANTITY.fullmatch(value)
    if match is None:
        raise misfit(parameter, value, "is not a number")
    number, unit = match.groups()
    if not unit or _plain_unit(unit) == _plain_unit(parameter.unit or ""):
        return str(number)
    try:
        converted = convert(value, parameter.unit or "") if convert is not None else None
    except QuantityError as error:
        why = f"is not in {parameter.unit}: {error.message}"
        raise misfit(parameter, value, f"{why}; {error.hint}" if error.hint else why) from error
    if converted is None:
        raise misfit(parameter, value, f"is not in {parameter.unit}")
    return converted


def _plain_unit(unit: str) -> str:
    return "".join(unicodedata.normalize("NFKC", unit).replace("\N{MINUS SIGN}", "-").split())
