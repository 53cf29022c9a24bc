"""A portrait as text for people or as JSON for programs."""

from collections.abc import Iterator
from dataclasses import asdict

from kg.queries.people_table import to_safe_line
from kg.search.show import Portrait, Statement
from kg.terms import BASE


def to_text(portrait: Portrait) -> str:
    """Return a portrait as plain text: facts first, then each group with evidence under each statement."""
    return "".join(line + "\n" for line in _iter_lines(portrait))


def to_json(portrait: Portrait) -> str:
    """Return a portrait as one JSON object with the names of `Portrait`."""
    import json

    told = asdict(portrait)
    told["facts"] = dict(portrait.facts)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _iter_lines(portrait: Portrait) -> Iterator[str]:
    yield f"{to_safe_line(portrait.label)}  ({portrait.kind}, {portrait.iri.removeprefix(BASE)})"
    for name, values in portrait.facts:
        yield f"  {name}: {to_safe_line('; '.join(values))}"
    for group in portrait.groups:
        yield ""
        yield f"{group.title} ({len(group.statements)})"
        for statement in group.statements:
            yield from _iter_statement(statement)


def _iter_statement(statement: Statement) -> Iterator[str]:
    own = len(statement.passages) == 1 and statement.text == statement.passages[0].place
    if not own:
        yield f"  {to_safe_line(statement.text)}"
        origin = _origin(statement)
        if origin:
            yield f"      {to_safe_line(origin)}"
    for passage in statement.passages:
        indent = "  " if own else "      "
        yield f"{indent}{to_safe_line(passage.place)}  {passage.link or ''}".rstrip()


def _origin(statement: Statement) -> str:
    who = []
    if statement.finding_of:
        who.append(f"finding of {statement.finding_of}")
    if statement.said_by:
        who.append(f"said by {statement.said_by}")
    return "; ".join([", ".join(who), ", ".join(statement.manner)]).strip("; ")
