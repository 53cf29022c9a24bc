"""What a material is in a cell: told by the words beside it, else by what it is known to serve as."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from kg.search.words import clean

# The roles as canned questions name them, and the words that tell each; longer ones first.
_WORDS: Final = (
    ("counter-electrode", r"counter[ -]?electrodes?|counters?"),
    ("current-collector", r"current[ -]collectors?|substrates?|foils?"),
    ("cathode", r"cathodes?|positive electrodes?|CAMs?|cathode active materials?"),
    ("electrolyte", r"(?:solid[ -](?:state )?)?electrolytes?|separators?|catholytes?|SSEs?|SEs?"),
    ("additive", r"(?:sacrificial )?additives?"),
    (
        "interlayer",
        r"anodes?|negative electrodes?|interlayers?|(?:buffer |protective )?layers?|coatings?|seeds?"
        r"|bilayers?",
    ),
)
_BEHIND: Final = tuple(
    (role, re.compile(rf"[ -]*(?:based |type |solid |as (?:an? |the )?|for the |is the )?(?:{words})\b"))
    for role, words in _WORDS
)
_BEFORE: Final = tuple(
    (
        role,
        re.compile(
            rf"\b(?:{words})(?: (?:is|are|was|made of|made from|of|like|such as|named))?(?:[:=] ?| )$"
        ),
    )
    for role, words in _WORDS
)
_AT_END: Final = tuple((role, re.compile(rf"[\w)][ -](?:{words})$", re.IGNORECASE)) for role, words in _WORDS)
_SOLID: Final = re.compile(r"\b(?:electrolytes?|cathodes?|current collectors?|anodes?|interlayers?)\b")
# What the graph says a material may serve as, by the role under which questions know it.
_KNOWN: Final[Mapping[str, str]] = {
    "solid-electrolyte": "electrolyte",
    "liquid-electrolyte": "electrolyte",
    "cathode": "cathode",
    "counter-electrode": "counter-electrode",
    "current-collector": "current-collector",
    "sacrificial-source": "additive",
}
_ANODE_SIDE: Final = "interlayer"  # every other role is one on the anode side


def find_role(text: str, start: int, end: int) -> str:
    """Return the role that the words beside the name of a material tell, or ""."""
    for role, pattern in _BEHIND:
        if pattern.match(text, end):
            return role
    lead = text[max(0, start - 40) : start]
    return next((role for role, pattern in _BEFORE if pattern.search(lead)), "")


def find_own_role(name: str) -> str:
    """Return the role with which the name of a class ends, as "sulfide electrolytes" does, or ""."""
    return next((role for role, pattern in _AT_END if pattern.search(name)), "")


def list_roles(told: Iterable[str]) -> frozenset[str]:
    """Return the roles of questions for the roles that a graph tells, by the ends of their IRIs."""
    return frozenset(_KNOWN.get(name, _ANODE_SIDE) for name in told)


def find_wanted_role(description: str) -> str:
    """Return the role of the material that a parameter takes, by its description, or ""."""
    if not _SOLID.search(clean(description)):
        return ""
    return next((role for role, words in _WORDS if re.search(rf"\b(?:{words})\b", description)), "")
