"""Plain data to records; every mistake as a problem with its line, what was expected and the nearest name."""

from collections.abc import Mapping
from typing import Any, Final, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kg.errors import Problem
from kg.knowledge.hints import nearest_hint, shown
from kg.knowledge.pointer import Record
from kg.knowledge.records import Place, find_line

R = TypeVar("R", bound=Record)

# pydantic's error types in the words of somebody who writes YAML.
# Source: https://docs.pydantic.dev/latest/errors/validation_errors/
_EXPECTED: Final[Mapping[str, str]] = {
    "int_type": "an integer without quotes",
    "bool_type": "true or false without quotes",
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "string_too_long": "a shorter text",
    "tuple_type": "a list in brackets",
    "list_type": "a list in brackets",
    "too_short": "at least {min_length} in the list",
    "mapping_type": "fields with values",
    "model_type": "fields with values",
    "model_attributes_type": "fields with values",
    "date_from_datetime_parsing": "a day such as 2024-11-28",
    "date_type": "a day such as 2024-11-28",
    "date_from_datetime_inexact": "a day such as 2024-11-28",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "none_required": "null",
}


def to_record(
    record_class: type[R],
    data: Any,
    list_name: str,
    place: Place,
    lines: Mapping[Place, str],
    problems: list[Problem],
) -> R | None:
    """Return the record that the data stand for; where they stand for none, add the problems and return None.

    Args:
        record_class: what is wanted.
        data: one entry of a knowledge file.
        list_name: of the list in which the entry stands, for messages.
        place: where the entry stands below the list: its index.
        lines: file and line by place.
        problems: is extended.
    """
    try:
        return record_class.model_validate(data)
    except ValidationError as error:
        faults = _without_echoes(error.errors(include_url=False))
        problems.extend(_to_problem(record_class, details, list_name, place, lines) for details in faults)
    return None


def _without_echoes(faults: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return the faults without lists that are too short only because an entry of theirs is at fault."""
    places = [fault["loc"] for fault in faults]
    return [
        fault
        for fault in faults
        if fault["type"] != "too_short"
        or not any(len(at) > len(fault["loc"]) and at[: len(fault["loc"])] == fault["loc"] for at in places)
    ]


def _to_problem(
    record_class: type[Record],
    details: ErrorDetails,
    list_name: str,
    place: Place,
    lines: Mapping[Place, str],
) -> Problem:
    steps = tuple(step for step in details["loc"] if step != "[key]")
    kind = details["type"]
    where = find_line(lines, (*place, *steps)) or list_name
    name = next((str(step) for step in reversed(steps) if isinstance(step, str)), "record")
    given = shown(details["input"])
    context = details.get("ctx", {})
    if kind == "extra_forbidden":
        known = field_names(_find_class(record_class, steps[:-1]))
        return Problem(where, f"unknown field '{steps[-1]}'", nearest_hint(str(steps[-1]), known))
    if kind == "missing":
        owner = _find_class(record_class, steps[:-1])
        needed = [name for name, item in _fields(owner).items() if item.is_required()]
        return Problem(where, f"the field '{name}' is missing", f"needed here: {', '.join(needed)}")
    if kind == "literal_error":
        choices = _find_choices(record_class, steps)
        hint = nearest_hint(str(details["input"]), choices, most=40)
        return Problem(where, f"{given} is no value of '{name}'", hint)
    if kind == "string_pattern_mismatch":
        return Problem(
            where, f"'{name}': {given} has the wrong form", _form(name, str(context.get("pattern")))
        )
    if kind.startswith(("pointer_", "text_")):
        return Problem(where, details["msg"], context.get("hint"))
    expected = _EXPECTED.get(kind, details["msg"]).format(**context)
    return Problem(where, f"'{name}' is {given}", f"expected {expected}")


def field_names(record_class: type[Record] | None) -> list[str]:
    """Return the field names of a record as the files spell them."""
    return list(_fields(record_class))


def _fields(record_class: type[Record] | None) -> dict[str, Any]:
    if record_class is None:
        return {}
    return {item.alias or name: item for name, item in record_class.model_fields.items()}


def _form(name: str, pattern: str) -> str:
    if name == "authorships":
        return "expected work key / position, such as jun-2024/9"
    if name == "sha256":
        return "expected 64 hexadecimal digits, as sha256sum prints them"
    if "A-Z" not in pattern:
        return "expected lower-case letters, digits and single hyphens, such as mg-powder-2024"
    return f"expected the form {pattern}"


def _find_class(record_class: type[Record], steps: tuple[int | str, ...]) -> type[Record] | None:
    """Return the record class that stands at the end of the steps."""
    current: type[Record] | None = record_class
    for step in steps:
        if isinstance(step, str):
            item = _fields(current).get(step)
            current = next(iter(_record_classes(item.annotation)), None) if item else None
    return current


def _record_classes(annotation: Any) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [found for part in get_args(annotation) for found in _record_classes(part)]


def _find_choices(record_class: type[Record], steps: tuple[int | str, ...]) -> list[str]:
    """Return the values of the closed list that the field at the end of the steps chooses from."""
    names = [index for index, step in enumerate(steps) if isinstance(step, str)]
    owner = _find_class(record_class, steps[: names[-1]])
    return _literals(_fields(owner)[str(steps[names[-1]])].annotation)


def _literals(annotation: Any) -> list[str]:
    if isinstance(annotation, str):
        return [annotation]
    return [value for part in get_args(annotation) for value in _literals(part)]
