"""What an error message says of names: which one was probably meant, and what was written instead."""

import difflib
from collections.abc import Iterable
from typing import Any


def nearest_hint(name: str, known: Iterable[str], most: int = 12) -> str | None:
    """Return "did you mean 'x'?" where a known name is near, else the first of the known names."""
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(name, names, 3, 0.6)
    if not close:
        folded = {item.casefold(): item for item in names}
        close = [folded[c] for c in difflib.get_close_matches(name.casefold(), folded, 3, 0.6)]
    if close:
        return "did you mean " + " or ".join(f"'{item}'" for item in close) + "?"
    if not names:
        return "there is none at all"
    return "known: " + ", ".join(names[:most]) + (", ..." if len(names) > most else "")


def shown(value: Any, most: int = 60) -> str:
    """Return the value as a person wrote it, shortened, for use in a message."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = " ".join(str(value).split())
    return f"'{text[:most]}...'" if len(text) > most else f"'{text}'"
