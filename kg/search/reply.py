"""What became of a question, as text for people or as JSON for programs."""

import json
import shlex
from collections.abc import Iterator
from typing import Any, Final

from kg.queries.header import NO_LIMIT
from kg.queries.output import to_json as rows_to_json
from kg.queries.output import to_text as rows_to_text
from kg.queries.people_table import to_safe_line
from kg.search.amounts import Amount
from kg.search.ask import Command, Reply
from kg.search.bounds import find_direction
from kg.search.counts import Count
from kg.search.rank import Candidate
from kg.search.recognise import Mention, Parsed, Part, Place
from kg.search.sieve import bind_sign, describe_amount
from kg.search.words import stem, tokenise

_OTHERS_SHOWN: Final = 3
_YEAR_SIGNS: Final = {
    ">": ", later than",
    ">=": ", from",
    "<": ", before",
    "<=": ", until",
    "~": ", about",
}


def to_rows_text(reply: Reply, output_format: str, width: int | None = None) -> str:
    """Return the rows alone in one of the formats of `kg query`."""
    if not reply.rows.rows and output_format == "table":
        return ""
    return rows_to_text(reply.rows, reply.columns, output_format, width)


def to_opening(reply: Reply) -> str:
    """Return how a question was understood and what is run, for people."""
    lines = list(iter_understood(reply))
    if reply.best is not None and reply.command is not None:
        lines = [f"understood as: {reply.best.question.header.summary}", *lines]
        left_out = list_left_out(reply)
        for told, parts in (("understood", list_strange(reply.parsed)), ("taken into account", left_out)):
            if parts:
                lines.insert(1, f"not {told}: {', '.join(parts)}")
        lines.append(f"command: {_join(reply.command)}")
    return "".join(to_safe_line(line) + "\n" if not line.startswith("  ") else line + "\n" for line in lines)


def to_closing(reply: Reply) -> str:
    """Return near misses and the next two questions, for people."""
    lines = list(to_remarks(reply))
    if reply.others:
        lines.append("perhaps you meant:" if reply.best else "nearest canned questions:")
        lines += [_describe_other(other) for other in reply.others]
    if reply.named:
        shown = "; ".join(f"kg show {shlex.quote(name)}" for name in dict.fromkeys(n for _, n in reply.named))
        lines.append(f"all that is known: {shown}")
    return "".join(line + "\n" for line in lines)


def to_remarks(reply: Reply) -> tuple[str, ...]:
    """Return how far the rows meet what was asked, and where none does, the nearest with what they miss."""
    if reply.best is None:
        return ()
    if not reply.rows.rows:
        near = (f"  {to_safe_line(near.label)}: {'; '.join(near.misses)}" for near in reply.near)
        return (_say_none(reply), *near)
    if reply.found > len(reply.rows.rows):
        return (f"{len(reply.rows.rows)} of {reply.found} rows meet what was asked",)
    return ()


def to_refusal(reply: Reply) -> str:
    """Return what is said where no canned question fits."""
    lines = ["no canned question fits this one"]
    understood = list(iter_understood(reply))
    lines += ["recognised:", *understood] if understood else ["nothing in it was recognised"]
    return "".join(line + "\n" for line in lines) + to_closing(reply)


def to_json(reply: Reply) -> str:
    """Return everything as one JSON object."""
    best, parsed = reply.best, reply.parsed
    told: dict[str, Any] = {
        "asked": parsed.text,
        "fits": best is not None,
        "question": best.question.name if best else None,
        "summary": best.question.header.summary if best else None,
        "parameters": dict(reply.values),
        "command": _join(reply.command) if reply.command else None,
        "recognised": {
            "things": [_thing(mention) for mention in parsed.mentions],
            "quantities": [_amount(amount) for amount in parsed.amounts],
            "numbers": [_typed(count, parsed) for count in parsed.counts],
            "places": [place.label for place in parsed.places],
            "respelled": dict(parsed.respelled),
        },
        "filters": [_typed(part, parsed) for part in reply.filters],
        "notUnderstood": list_strange(parsed),
        "unused": list_left_out(reply),
        "answer": json.loads(rows_to_json(reply.rows)),
        "found": reply.found,
        "nearest": [{"label": near.label, "misses": list(near.misses)} for near in reply.near],
        "others": [
            {"question": other.question.name, "command": _join(other), "example": not other.fits}
            for other in reply.others
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def list_left_out(reply: Reply) -> list[str]:
    """Return what was asked for, as typed, but could not be held against the rows."""
    if reply.best is None:
        return []
    parts = [part for part in reply.best.unused if _matters(part)]
    told = [_typed(part, reply.parsed) for part in sorted(parts, key=lambda part: part.start)]
    told += reply.parsed.fragments
    return [*told, reply.parsed.negation] if reply.best.negated else told


def list_strange(parsed: Parsed) -> list[str]:
    """Return the words, as typed, that neither the graph nor the canned questions know."""
    numbers = [(count.start, count.end) for count in parsed.counts]
    words = [
        token.text
        for token in tokenise(parsed.text)
        if stem(token.folded) in parsed.strange
        and not any(start <= token.start < end for start, end in numbers)
    ]
    return list(dict.fromkeys(words))


def iter_understood(reply: Reply) -> Iterator[str]:
    """Yield a line for each part of a question that was recognised: what it means, and what takes it."""
    best, parsed = reply.best, reply.parsed
    takes = _list_takes(best) if best else {}
    parts: list[Part] = [*parsed.mentions, *parsed.amounts, *parsed.counts, *parsed.places]
    held = best.filters if best else ()
    parts = [part for part in parts if part.start in takes or part in held or _matters(part)]
    for part in sorted(parts, key=lambda part: part.start):
        use = ""
        if best is not None:
            use = takes.get(part.start) or ("held against the rows" if part in held else "not used")
        told = to_safe_line(_describe(part, best))
        yield f"  {to_safe_line(_typed(part, parsed)):<20}  {told}{': ' if use else ''}{use}"
    if best is not None:
        yield from _iter_taken(best)
    for typed, meant in parsed.respelled:
        yield f"  {to_safe_line(typed):<20}  read as {meant}"


def _iter_taken(best: Candidate) -> Iterator[str]:
    """Yield a line for each value that was not named: for a word, by default, or no limit."""
    for name, filling in best.fillings.items():
        if isinstance(filling.source, str):
            option = best.question.header.parameters[name].option
            yield f"  {to_safe_line(filling.shown):<20}  {to_safe_line(filling.source)}: {option}"
    for name, parameter in best.question.header.parameters.items():
        if name in best.fillings or parameter.default in (None, NO_LIMIT):
            continue
        if parameter.bound:
            yield f"  {parameter.default:<20}  taken because no bound was given: {parameter.option}"
        elif parameter.type == "string":
            yield f"  {parameter.default:<20}  taken because nothing else was said: {parameter.option}"


def _list_takes(best: Candidate) -> dict[int, str]:
    """Return for each part of the question, by its place, the options that take it."""
    takes: dict[int, list[str]] = {}
    for name, filling in best.fillings.items():
        if not isinstance(filling.source, str):
            option = best.question.header.parameters[name].option
            takes.setdefault(filling.source.start, []).append(option)
    return {start: " and ".join(options) for start, options in takes.items()}


def _describe(part: Part, best: Candidate | None) -> str:
    if isinstance(part, Amount):
        return describe_amount(_as_taken(part, best))
    if isinstance(part, Place):
        return "part of a paper"
    if isinstance(part, Count):
        if part.is_year:
            return f"{'not this ' if part.left_out else ''}year{_YEAR_SIGNS.get(part.sign, '')}"
        return "number with a unit of no quantity here" if part.unit else "number"
    thing = part.things[0]
    for filling in best.fillings.values() if best else ():
        if filling.source is part:
            thing = next((other for other in part.things if other.iri == filling.value), thing)
    others = [other.label for other in part.things if other != thing and other.kind == thing.kind]
    more = f", or {' or '.join(others[:_OTHERS_SHOWN])}" if others else ""
    more += f" or {len(others) - _OTHERS_SHOWN} more" if len(others) > _OTHERS_SHOWN else ""
    role = f", as {part.role.replace('-', ' ')}" if part.role else ""
    return f"{'not ' if part.left_out else ''}{thing.label} ({thing.kind}{role}){more}"


def _as_taken(amount: Amount, best: Candidate | None) -> Amount:
    """Return an amount with the bound that its parameter makes of it; one that fills both ends stays."""
    if best is None:
        return amount
    names = [name for name, filling in best.fillings.items() if filling.source is amount]
    if len(names) != 1:
        return amount
    return bind_sign(amount, find_direction(best.question.header.parameters[names[0]]))


def _matters(part: Part) -> bool:
    return not isinstance(part, Mention) or not part.is_weak


def _typed(part: Part, parsed: Parsed) -> str:
    return parsed.text[part.start : part.end]


def _say_none(reply: Reply) -> str:
    if reply.strangers:
        things = ", ".join(_typed(p, reply.parsed) for p in reply.filters if not isinstance(p, Amount))
        return f"none: no row of the {reply.found} has to do with {to_safe_line(things)}"
    return "none; nearest:" if reply.near else "none"


def _describe_other(other: Command) -> str:
    example = "" if other.fits else " (values are examples)"
    return f"  {to_safe_line(_join(other))}\n      {other.question.header.summary}{example}"


def _join(command: Command) -> str:
    return shlex.join(command.words)


def _thing(mention: Mention) -> dict[str, Any]:
    return {
        "text": mention.text,
        "meant": [thing.iri for thing in mention.things],
        "label": mention.things[0].label,
        "kind": mention.things[0].kind,
        "certain": not mention.is_weak,
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "text": amount.text,
        "quantity": amount.kind.iri,
        "label": amount.kind.label,
        "comparator": amount.sign,
        "value": format(amount.value, "f"),
        "unit": amount.unit,
    }
