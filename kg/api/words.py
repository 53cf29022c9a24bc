"""A reply to plain words as an answer."""

import re
from typing import Final

from kg.api.answers import Answer, Understood
from kg.api.values import to_call, to_python_words
from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.search.ask import Command, Reply
from kg.search.reply import iter_understood

_COLUMNS: Final = re.compile(r"\s{2,}")  # of blanks, which set the lines of a terminal in columns


def to_answer(reply: Reply, engine: Engine) -> Answer:
    """Return the rows that a question in plain words found, with how it was understood.

    Raises:
        QueryError: no canned question fits; the hint tells what was recognised and which come nearest.
    """
    question = reply.best.question if reply.best else None
    how = tuple(
        to_python_words(_COLUMNS.sub(" – ", line.strip()), question) for line in iter_understood(reply)
    )
    others = tuple(command_to_call(other) for other in reply.others)
    if question is None or reply.command is None:
        told = f"recognised: {'; '.join(how)}" if how else "nothing in it was recognised"
        nearest = f"; nearest: {' or '.join(others)}" if others else ""
        raise QueryError(f"no canned question fits {reply.parsed.text!r}", hint=told + nearest)
    near = tuple(f"{miss.label}: {'; '.join(miss.misses)}" for miss in reply.near)
    return Answer(
        reply.rows,
        reply.columns,
        question.header.summary,
        question,
        reply.values,
        reply.query,
        command_to_call(reply.command),
        Understood(reply.parsed.text, how, near, others),
        engine,
    )


def command_to_call(command: Command) -> str:
    """Return a command as a call in Python."""
    names = {parameter.option: name for name, parameter in command.question.header.parameters.items()}
    words = command.words[3:]  # behind "kg query NAME"
    return to_call(command.question, {names[o]: v for o, v in zip(words[::2], words[1::2], strict=True)})
