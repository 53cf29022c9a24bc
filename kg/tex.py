r"""Marks of TeX and HTML that stand in the texts of papers, and the signs they stand for.

Text files of papers write "6.8 mAh cm $^{-2}$" where the page prints a raised figure, and "<mark>1</mark>"
where their maker saw a highlighted one.
"""

import re
from typing import Final

# Source: LaTeX2e mathematical symbols (https://ctan.org/pkg/comprehensive), those that papers print.
SIGNS: Final = {
    "approx": "≈", "sim": "~", "simeq": "≈", "pm": "±", "times": "×", "cdot": "·", "geq": "≥", "ge": "≥",
    "leq": "≤", "le": "≤", "gg": "≫", "ll": "≪", "neq": "≠", "circ": "°", "degree": "°", "rightarrow": "→",
    "to": "→", "infty": "∞", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "omega": "ω",
    "Omega": "Ω", "AA": "Å",
}  # fmt: skip
"""Commands that stand for one sign."""
FONTS: Final = (
    "mathrm", "mathbf", "mathit", "text", "textit", "textbf", "rm", "left", "right",
)  # fmt: skip
"""Commands that only say how the signs behind them are set."""

_MARK: Final = re.compile(r"[\\^<]|_\{")
_TAG: Final = re.compile(r"</?(?:sup|sub|b|i|em|strong|mark|u|small)>")
_SHIFT: Final = re.compile(r"\s*\$([^$]{0,200}[\\^_][^$]{0,200})(?<!\\)\$")  # a formula within dollar signs
_BARE_LOW: Final = re.compile(r"_([0-9])")
_FONT: Final = re.compile(rf"\\(?:{'|'.join(FONTS)})\b\s*")
_COMMAND: Final = re.compile(r"\\([A-Za-z]{1,20})(\s?)")
_ESCAPE: Final = re.compile(r"\\([%$&#_{},;! ])")
_RAISED: Final = re.compile(r"\s?\^(?:\{([^{}]{0,40})\}|([0-9+\-−]))")
_LOWERED: Final = re.compile(r"_\{([^{}]{0,40})\}")
_GROUP: Final = re.compile(r"(?<!\\)\{([^{}]{0,80})\}")
_HIGH: Final = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")


def to_printed(text: str) -> str:
    r"""Return a text with marks of TeX and HTML as the signs that the page prints; other text stays as it is.

    "6.8 mAh cm $^{-2}$" becomes "6.8 mAh cm⁻²", r"\approx 3" becomes "≈ 3". What is set low becomes plain, as
    formulas are plain text elsewhere: "LiNi_{0.8}O_{2}" becomes "LiNi0.8O2".
    """
    if not _MARK.search(text):
        return text
    plain = _SHIFT.sub(lambda found: _BARE_LOW.sub(r"\1", found.group(1)), _TAG.sub("", text))
    plain = _FONT.sub("", plain)
    plain = _COMMAND.sub(_to_sign, plain)
    plain = _LOWERED.sub(r"\1", _RAISED.sub(_raise, plain))
    if plain != text:
        plain = _GROUP.sub(r"\1", plain)
    return _ESCAPE.sub(lambda found: " " if found.group(1) in ",;! " else found.group(1), plain)


def _to_sign(found: re.Match[str]) -> str:
    name, blank = found.groups()
    return SIGNS[name] + blank if name in SIGNS else found.group()


def _raise(found: re.Match[str]) -> str:
    held = (found.group(1) if found.group(1) is not None else found.group(2)).strip()
    if held == "°":
        return held
    raised = held.translate(_HIGH)
    return raised if all(letter in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ" for letter in raised) else found.group()
