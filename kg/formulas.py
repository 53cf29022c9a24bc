"""Chemical formulas in running text, set with subscripts."""

import re
from collections.abc import Callable
from typing import Final

from markupsafe import Markup, escape

# Symbols of all elements up to plutonium. Source: IUPAC periodic table of the elements, 2022.
_SYMBOLS: Final = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br "
    "Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho "
    "Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu"
)
ELEMENTS: Final = frozenset(_SYMBOLS.split())
_WORD: Final = re.compile(r"(?<![A-Za-z0-9.])(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?)?){2,30}(?![A-Za-z0-9])")
_PART: Final = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?")
_SLASH: Final = re.compile(r"(?<=\w{3})/(?=\w{3})")  # between words, not in "N/A" nor in a tag
# A number with the usual unit behind it, as it stands in escaped text: "&gt; 80 %", "2.92 mAh cm⁻²".
_AMOUNT: Final = re.compile(
    r"(?<![\w.])(?:(?:&[gl]t;|[≥≤≈~]) ?)?\d[\d.,]*(?:[–-]\d[\d.,]*)? "
    r"(?:%|°[CF]|[kMGTmµμn]?(?:Ah?|Wh?|V|Pa|Hz|S|Ω|g|L)|[kcmµμn]?m|K|h|min|s|bar|psi|atm|\$)[⁻¹²³]*"
    r"(?:(?: |/)(?:[cmk]?m|k?g|L|h|t)[⁻¹²³]*)?(?!\w)"
)
_LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def find_formulas(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words that are formulas of two or more elements with at least one number.

    "Li6PS5Cl" and the "MgF2" of "MgF2/C" are found; "NCM811" (no element M) and "Table 2" are not.
    """
    return [match.span() for match in _WORD.finditer(text) if _is_formula(match.group())]


def _is_formula(word: str) -> bool:
    parts = _PART.findall(word)
    return (
        len(parts) > 1
        and any(number for _, number in parts)
        and all(symbol in ELEMENTS for symbol, _ in parts)
        and len({symbol for symbol, _ in parts}) > 1
    )


def to_html(text: str) -> Markup:
    """Return the text as safe markup in which the numbers of formulas stand in `<sub>`."""
    pieces: list[Markup] = []
    done = 0
    for start, end in find_formulas(text):
        pieces.append(escape(text[done:start]))
        for symbol, number in _PART.findall(text[start:end]):
            pieces.append(escape(symbol) + (Markup("<sub>{}</sub>").format(number) if number else Markup("")))
        done = end
    pieces.append(escape(text[done:]))
    return Markup("").join(pieces)


def to_breakable_html(text: str) -> Markup:
    """Return the same as `to_html`, with places to break between elements and after a slash."""
    parted = _SLASH.sub("/<wbr>", str(to_html(text)).replace("</sub>", "</sub><wbr>"))
    return Markup(parted)  # noqa: S704 - only fixed markup was added to what is escaped


def join_amounts(told: Markup) -> Markup:
    """Return markup in which no line breaks between a number and its unit; what is read or searched stays."""
    joined = _AMOUNT.sub(r'<span class="unbroken">\g<0></span>', str(told))
    return Markup(joined)  # noqa: S704 - only fixed markup was added to what is escaped


def to_latex(text: str, escape_text: Callable[[str], str]) -> str:
    """Return the text as LaTeX with the numbers of formulas set low.

    Args:
        text: plain text.
        escape_text: turns plain text into LaTeX.
    """
    pieces: list[str] = []
    done = 0
    for start, end in find_formulas(text):
        pieces.append(escape_text(text[done:start]))
        for symbol, number in _PART.findall(text[start:end]):
            pieces.append(symbol + (rf"\textsubscript{{{number}}}" if number else ""))
        done = end
    pieces.append(escape_text(text[done:]))
    return "".join(pieces)


def to_plain(text: str) -> str:
    """Return the text with subscript characters in formulas, for a canvas, which knows no markup."""
    pieces: list[str] = []
    done = 0
    for start, end in find_formulas(text):
        pieces.extend((text[done:start], text[start:end].translate(_LOWERED)))
        done = end
    pieces.append(text[done:])
    return "".join(pieces)
