"""Rows set for print and for the web: a LaTeX table with rules of `booktabs`, and an HTML table.

Both are fragments, to be put into a paper or a page. Formulas get their subscripts.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from kg.formulas import to_html as formulas_to_html
from kg.formulas import to_latex as formulas_to_latex
from kg.queries.people_table import PeopleTable, to_safe_line

_LATEX_HEAD: Final = r"""% \usepackage[T1]{fontenc}
% \usepackage{array,booktabs,longtable,hyperref}
"""
_LINE_CHARACTERS: Final = (
    80  # what fits side by side on a page in small type; wider tables get wrapped columns
)
_NARROWEST: Final = 6  # characters of a wrapped column
_WIDEST: Final = 40
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f<>\"]+", re.IGNORECASE)
_NOT_XML: Final = re.compile("[\ufffe\uffff]")  # Source: XML 1.0, https://www.w3.org/TR/xml/#charsets
_URL_SAFE: Final = "/:?=&;,@+$!'()*-._%#"
_HYPHENS: Final = re.compile("-(?=-)")  # side by side they would become a dash
_NUMBERS: Final = frozenset({"number"})
# What the encoder does not know, or sets otherwise than a table of units wants it.
_LATEX_SIGNS: Final = {
    0x00A0: r"~",
    0x2009: r"\,",
    0x200A: r"\,",
    0x202F: r"\,",
    0xFFFD: r"{?}",
    ord("["): "{[}",  # at the head of a row LaTeX would take it for an option of the row before
    ord("*"): "{*}",  # the same
    ord("{"): r"{\textbraceleft}",  # BibTeX counts braces even behind a backslash
    ord("}"): r"{\textbraceright}",
    ord("`"): r"{\textasciigrave}",
    ord("'"): r"{\textquotesingle}",
    ord('"'): r"{\textquotedbl}",
    ord("|"): r"{\textbar}",
    ord("<"): r"{\textless}",
    ord(">"): r"{\textgreater}",
    **{
        ord(sign): rf"\textsuperscript{{{plain}}}"
        for sign, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True)
    },
    **{
        ord(sign): rf"\textsubscript{{{plain}}}"
        for sign, plain in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)
    },
    ord("⁻"): r"\textsuperscript{\ensuremath{-}}",
    ord("⁺"): r"\textsuperscript{+}",
    ord("₋"): r"\textsubscript{\ensuremath{-}}",
    ord("₊"): r"\textsubscript{+}",
}


def escape_latex(text: str) -> str:
    r"""Return a text as LaTeX in which nothing is a command: "50 % & more" becomes "50 \% \& more".

    Characters that no command of LaTeX stands for are kept; XeLaTeX and LuaLaTeX set them, pdfLaTeX does not.
    """
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] != "C")
    return _HYPHENS.sub("-{}", str(_latex_encoder().unicode_to_latex(kept)))


def iter_latex(tables: Iterator[PeopleTable]) -> Iterator[str]:
    """Yield a LaTeX table that may run over pages; its first lines name the packages that it needs.

    Args:
        tables: one table in pieces, at least one; the first decides how wide the columns are.
    """
    first = next(tables)
    yield _LATEX_HEAD
    if not first.headings:
        return
    headings = " & ".join(rf"{formulas_to_latex(heading, escape_latex)}" for heading in first.headings)
    yield rf"\begin{{longtable}}{{@{{}}{_column_types(first)}@{{}}}}" + "\n"
    yield f"\\toprule\n{headings} \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endlastfoot\n"
    if not first.lines:
        yield rf"\multicolumn{{{len(first.headings)}}}{{@{{}}l@{{}}}}{{nothing found}} \\" + "\n"
    for table in chain([first], tables):
        cells = ([_latex_cell(*cell) for cell in zip(line, table.kinds, strict=True)] for line in table.lines)
        yield "".join(" & ".join(line) + " \\\\\n" for line in cells)
    yield "\\end{longtable}\n"


def to_html(table: PeopleTable) -> str:
    """Return an HTML table; see `iter_html`."""
    return "".join(iter_html(iter([table])))


def iter_html(tables: Iterator[PeopleTable]) -> Iterator[str]:
    """Yield an HTML table part by part, in which everything that came from the graph is escaped.

    Args:
        tables: one table in pieces, at least one.
    """
    first = next(tables)
    yield '<table class="kg-rows">\n<thead>\n<tr>'
    for heading in first.headings:
        yield Markup('<th scope="col">{}</th>').format(formulas_to_html(heading))
    yield "</tr>\n</thead>\n<tbody>\n"
    if not first.lines:
        yield f'<tr><td colspan="{len(first.headings) or 1}">nothing found</td></tr>\n'
    for table in chain([first], tables):
        cells = ([_html_cell(*cell) for cell in zip(line, table.kinds, strict=True)] for line in table.lines)
        yield "".join(f"<tr>{''.join(line)}</tr>\n" for line in cells)
    yield "</tbody>\n</table>\n"


def _html_cell(text: str, kind: str) -> Markup:
    if kind == "link" and _WEB_ADDRESS.fullmatch(text):
        return Markup('<td><a href="{}" rel="noopener">open</a></td>').format(text)
    text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    if kind == "link":
        return Markup("<td>{}</td>").format(to_safe_line(text))
    if kind in _NUMBERS:
        return Markup('<td class="kg-number">{}</td>').format(text)
    return Markup("<td>{}</td>").format(formulas_to_html(text))


def _latex_cell(text: str, kind: str) -> str:
    if kind == "link" and _WEB_ADDRESS.fullmatch(text):
        address = quote(text, safe=_URL_SAFE)
        for sign in "%#&_$":
            address = address.replace(sign, "\\" + sign)
        return rf"\href{{{address}}}{{open}}"
    return formulas_to_latex(text, escape_latex)


def _column_types(table: PeopleTable) -> str:
    """Return a plain column each where all fit on a page, else wrapped ones with widths by their contents."""
    longest = [max(map(len, texts)) for texts in _by_column(table)]
    if sum(longest) + 2 * len(longest) <= _LINE_CHARACTERS:
        return "".join("r" if kind in _NUMBERS else "l" for kind in table.kinds)
    wished = [min(max(length, _NARROWEST), _WIDEST) for length in longest]
    room = 0.98 - 0.02 * len(wished) if len(wished) < 25 else 0.5  # what the gaps between columns leave
    return "".join(
        rf">{{\raggedright\arraybackslash}}p{{{room * wish / sum(wished):.3f}\linewidth}}" for wish in wished
    )


def _by_column(table: PeopleTable) -> list[Sequence[str]]:
    open_word = "open"
    return [
        [heading, *(open_word if kind == "link" else line[place] for line in table.lines)]
        for place, (heading, kind) in enumerate(zip(table.headings, table.kinds, strict=True))
    ]


@cache
def _latex_encoder() -> Any:
    from pylatexenc.latexencode import RULE_DICT, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

    own = UnicodeToLatexConversionRule(RULE_DICT, dict(_LATEX_SIGNS), replacement_latex_protection="none")
    return UnicodeToLatexEncoder(
        conversion_rules=[own, "defaults"],
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )
