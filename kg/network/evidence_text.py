"""Chains of claims, asked for by names and told as text."""

from itertools import groupby
from typing import Final

from kg.engines.engine import Engine
from kg.errors import QueryError
from kg.queries.catalogue import load_question
from kg.queries.entities import get_entity
from kg.queries.people_table import to_safe_line, to_value
from kg.queries.run import Answer, answer_question

QUESTION: Final = "evidence-paths"


def connect(engine: Engine, start: str, end: str, max_length: int = 4, count: int = 3) -> Answer:
    """Return the shortest chains of claims between two things, as `evidence-paths` answers it.

    Args:
        engine: the graph.
        start: name, short form, formula, key or IRI of the thing at which chains begin.
        end: the same of the other one.
        max_length: the greatest number of steps of a chain.
        count: the greatest number of chains.

    Raises:
        QueryError: a name is unknown or can mean several things, or both mean the same.
        EngineError: the engine failed.
    """
    question = load_question(QUESTION)
    parameters = question.header.parameters
    things = [
        get_entity(engine, text, parameters[name].classes, told)
        for text, name, told in ((start, "from", "START"), (end, "to", "END"))
    ]
    if things[0] == things[1]:
        raise QueryError(f"{start!r} and {end!r} are the same: {things[0].label}", hint="name two things")
    values = {"from": things[0].iri, "to": things[1].iri, "maxLength": str(max_length), "count": str(count)}
    return answer_question(engine, question, values)


def to_chains(answer: Answer, is_terminal: bool = False) -> str:
    """Return an answer of `evidence-paths` as text: each chain with its steps, each step with its evidence.

    Args:
        answer: the answer.
        is_terminal: whether links may be clickable words instead of addresses.
    """
    names = answer.rows.columns
    steps = [dict(zip(names, map(to_value, row), strict=True)) for row in answer.rows.rows]
    if not steps:
        longest = int(answer.values["maxLength"])
        return f"no chain of at most {longest} step{'' if longest == 1 else 's'} connects the two\n"
    parts = []
    for number, group in groupby(steps, key=lambda step: step["chain"]):
        chain = list(group)
        told = " – ".join([chain[0]["fromLabel"], *(step["toLabel"] for step in chain)])
        parts.append(to_safe_line(f"{number}. {told}") + "\n")
        parts += [_to_step(step, is_terminal) for step in chain]
    return "\n".join("".join(part) for part in _by_chain(parts))


def _by_chain(parts: list[str]) -> list[list[str]]:
    chains: list[list[str]] = []
    for part in parts:
        if not part.startswith(" "):
            chains.append([])
        chains[-1].append(part)
    return chains


def _to_step(step: dict[str, str], is_terminal: bool) -> str:
    lines = [f"   {step['step']}  {to_safe_line(step['claimLabel'])}"]
    if step["claim"]:
        number = f" [{step['reference']}]" if step["reference"] else ""
        finder = f"finding of {step['findingOf']}{number}, " if step["findingOf"] else ""
        manner = [f"said by {step['saidBy']}", step["polarity"], step["mode"], step["strength"]]
        lines.append("      " + to_safe_line(finder + ", ".join(part for part in manner if part)))
        lines.append("      " + _to_place(step, is_terminal))
    if step.get("knownThrough"):
        lines.append(f"      known only through {to_safe_line(step['knownThrough'])}")
    if step["others"] not in ("", "0"):
        count = int(step["others"])
        lines.append(f"      and {count} further claim{'' if count == 1 else 's'} between the two")
    return "".join(line + "\n" for line in lines)


def _to_place(step: dict[str, str], is_terminal: bool) -> str:
    place, link = to_safe_line(step["evidenceLabel"]), to_safe_line(step["link"])
    if is_terminal and link:
        return f"\x1b]8;;{link}\x1b\\{place}\x1b]8;;\x1b\\"  # Source: OSC 8, as terminals show links
    return f"{place}  {link}".rstrip()
