"""Answers, portraits and lists as the HTML that a notebook shows.

Every text is escaped; only http(s) addresses become links. Colours are the notebook's own (JupyterLab and VS
Code hand them over as CSS variables), lines are grey with transparency, so that one page fits light and dark.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from markupsafe import escape

from kg.formulas import to_html as formulas_to_html
from kg.queries.catalogue import Question
from kg.queries.header import ColumnKind
from kg.queries.people_table import PeopleTable, to_people_table, to_safe_line
from kg.search.find import Hit
from kg.search.show import Passage, Portrait, Statement
from kg.terms import BASE

if TYPE_CHECKING:
    from kg.api.answers import Answer

_STYLE: Final = """<style>
.kg{font-size:13px;line-height:1.45;color:inherit;max-width:100%;text-align:left}
.kg a{color:var(--jp-content-link-color,var(--vscode-textLink-foreground,inherit));text-decoration:underline}
.kg-title{font-size:15px;font-weight:600;margin:0 0 2px}
.kg-call{opacity:.8;margin:0 0 8px}
.kg code{font-size:12px;background:rgba(127,127,127,.14);color:inherit;padding:1px 5px;border-radius:3px}
.kg-scroll{overflow-x:auto;margin:8px 0}
.kg table{border-collapse:collapse;margin:0;border:0;color:inherit;table-layout:auto}
.kg thead tr,.kg tbody tr,.kg tbody tr:nth-child(odd){background:transparent}
.kg tbody tr:hover{background:rgba(127,127,127,.10)}
.kg th,.kg td{border:0;border-bottom:1px solid rgba(127,127,127,.28);padding:5px 12px 5px 0;text-align:left;
vertical-align:top;max-width:30em;min-width:5em;white-space:normal;overflow-wrap:break-word;color:inherit}
.kg th{border-bottom:2px solid rgba(127,127,127,.55);font-weight:600;white-space:nowrap}
.kg th.kg-number,.kg td.kg-number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.kg td:first-child{min-width:14em}.kg td.kg-number:first-child{min-width:3em}
.kg td.kg-long{min-width:24em}
.kg td.kg-quantity,.kg td.kg-where{white-space:nowrap}
.kg .kg-none{opacity:.7}
.kg details{margin:6px 0}.kg summary{cursor:pointer;opacity:.85}
.kg pre{white-space:pre-wrap;font-size:12px;margin:6px 0;padding:8px;color:inherit;
background:rgba(127,127,127,.10)}
.kg ul{margin:2px 0 6px;padding-left:20px}.kg h4{font-size:13px;margin:12px 0 2px}
.kg dl{display:grid;grid-template-columns:max-content 1fr;gap:1px 14px;margin:6px 0}
.kg dt{opacity:.8}.kg dd{margin:0}
</style>"""
_LONG: Final = 80  # characters of a text that gets a wide column
_CLASSES: Final[Mapping[ColumnKind, str]] = {
    "number": ' class="kg-number"',
    "quantity": ' class="kg-quantity"',
    "passage": ' class="kg-where"',
    "link": ' class="kg-where"',
}


def answer_to_html(answer: "Answer", most_rows: int) -> str:
    """Return an answer as a table: who says so, and where, with a link that opens the passage.

    Args:
        answer: the rows with their columns.
        most_rows: rows beyond these are counted, not shown.
    """
    parts = [f'<p class="kg-title">{_text(answer.summary)}</p>'] if answer.summary else []
    if answer.call:
        parts.append(f'<p class="kg-call"><code>{_text(answer.call)}</code></p>')
    parts.append(_to_table(answer, most_rows) if answer else '<p class="kg-none">Nothing found.</p>')
    left = len(answer) - most_rows
    count = f"{len(answer)} row{'' if len(answer) == 1 else 's'}"
    more = f", {left} of them not shown; <code>.to_pandas()</code> holds all" if left > 0 else ""
    if answer:
        parts.append(f'<p class="kg-none">{count}{more}.</p>')
    parts += _iter_understood(answer)
    if answer.query:
        query = f"<pre>{escape(answer.query)}</pre>"
        parts.append(f"<details><summary>The query behind it</summary>{query}</details>")
    return _wrap(parts)


def portrait_to_html(portrait: Portrait) -> str:
    """Return all that is known of one thing: facts, then each group of statements with its evidence."""
    path = portrait.iri.removeprefix(BASE)
    parts = [
        f'<p class="kg-title">{_words(portrait.label)}</p>',
        f'<p class="kg-call">{_text(portrait.kind)} <code>{_text(path)}</code></p>',
    ]
    if portrait.facts:
        facts = "".join(f"<dt>{_text(n)}</dt><dd>{_words('; '.join(v))}</dd>" for n, v in portrait.facts)
        parts.append(f"<dl>{facts}</dl>")
    for index, group in enumerate(portrait.groups):
        items = "".join(f"<li>{_to_item(statement)}</li>" for statement in group.statements)
        head = f"<summary>{_text(group.title)} ({len(group.statements)})</summary>"
        parts.append(f"<details{'' if index else ' open'}>{head}<ul>{items}</ul></details>")
    return _wrap(parts)


def hits_to_html(hits: Sequence[Hit]) -> str:
    """Return what a text may mean, the most alike first."""
    if not hits:
        return _wrap(['<p class="kg-none">Nothing in the graph has a name like that.</p>'])
    rows = [[hit.label, hit.kind, hit.why, hit.key] for hit in hits]
    return _wrap([_to_plain_table(["name", "kind", "matched", "key"], rows)])


def questions_to_html(questions: Mapping[str, Question], calls: Mapping[str, str]) -> str:
    """Return the canned questions by topic, each with a call to try."""
    parts: list[str] = []
    for topic in dict.fromkeys(question.topic for question in questions.values()):
        chosen = [question for question in questions.values() if question.topic == topic]
        rows = [[question.header.summary, calls[question.name]] for question in chosen]
        table = _to_plain_table(["question", "for example"], rows)
        parts.append(f"<details><summary>{_text(topic)} ({len(chosen)})</summary>{table}</details>")
    return _wrap([f'<p class="kg-title">{len(questions)} questions</p>', *parts])


def _wrap(parts: Iterable[str]) -> str:
    return f'{_STYLE}<div class="kg">{"".join(parts)}</div>'


def _text(text: str) -> str:
    return str(escape(to_safe_line(text)))


def _words(text: str) -> str:
    """Return a text of the graph with the subscripts of its formulas."""
    return str(formulas_to_html(to_safe_line(text)))


def _link(address: str, words: str) -> str:
    if not address.startswith(("https://", "http://")):
        return _text(words)
    return f'<a href="{escape(address)}" target="_blank" rel="noopener">{_text(words)}</a>'


def _iter_understood(answer: "Answer") -> Iterator[str]:
    told = answer.understood
    if told is None:
        return
    how = "".join(f"<li>{_text(line)}</li>" for line in told.how)
    yield f"<details><summary>How “{_text(told.words)}” was understood</summary><ul>{how}</ul></details>"
    if not answer and told.near:
        near = "".join(f"<li>{_text(line)}</li>" for line in told.near)
        yield f"<h4>Nearest to what was asked</h4><ul>{near}</ul>"
    if told.others:
        others = "".join(f"<li><code>{_text(call)}</code></li>" for call in told.others)
        yield f"<details><summary>Perhaps you meant</summary><ul>{others}</ul></details>"


def _to_table(answer: "Answer", most_rows: int) -> str:
    table = to_people_table(answer[:most_rows].terms, answer.columns)
    link = table.kinds.index("link") if _has_one_link(table) else None
    shown = [place for place in range(len(table.headings)) if place != link]
    heads = "".join(
        f'<th scope="col"{_CLASSES.get(table.kinds[i], "")}>{_words(table.headings[i])}</th>' for i in shown
    )
    lines = []
    for line in table.lines:
        address = "" if link is None else line[link]
        cells = (_to_cell(line[i], table.kinds[i], address) for i in shown)
        lines.append(f"<tr>{''.join(cells)}</tr>")
    body = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody>"
    return f'<div class="kg-scroll"><table>{body}</table></div>'


def _has_one_link(table: PeopleTable) -> bool:
    """Return whether the link can stand on the name of the passage to which it leads."""
    return table.kinds.count("link") == 1 and table.kinds.count("passage") == 1


def _to_cell(text: str, kind: ColumnKind, address: str) -> str:
    style = _CLASSES.get(kind, "")
    if not text:
        return f'<td{style}><span class="kg-none" title="not told">–</span></td>'
    if kind == "link":
        return f"<td{style}>{_link(text, 'open')}</td>"
    if kind == "passage":
        return f"<td{style}>{_link(address, text)}</td>"
    wide = ' class="kg-long"' if not style and len(text) > _LONG else style
    return f"<td{wide}>{_words(text)}</td>"


def _to_plain_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_text(text)}</th>' for text in heads)
    *plain, last = range(len(heads))
    lines = "".join(
        f"<tr>{''.join(f'<td>{_text(row[i])}</td>' for i in plain)}"
        f"<td><code>{_text(row[last])}</code></td></tr>"
        for row in rows
    )
    return f'<div class="kg-scroll"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'


def _to_item(statement: Statement) -> str:
    own = len(statement.passages) == 1 and statement.text == statement.passages[0].place
    words = [] if own else [_words(statement.text)]
    who = f"finding of {statement.finding_of}" if statement.finding_of else ""
    sayer = f"said by {statement.said_by}" if statement.said_by else ""
    about = "; ".join(part for part in (who, sayer, ", ".join(statement.manner)) if part)
    if about:
        words.append(f'<span class="kg-none">– {_text(about)}</span>')
    words += [_to_place(passage) for passage in statement.passages]
    return " ".join(words)


def _to_place(passage: Passage) -> str:
    return _link(passage.link or "", passage.place)
