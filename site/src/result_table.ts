// An answer as a table: things lead to their pages, columns can be ordered, long answers are shown by and by.

import { counted, make, webAddress } from "./elements";
import type { Rows, Term } from "./engine";
import { type GraphTerms, display, pageOf, shorten } from "./graph_terms";
import type { Known } from "./known";
import type { ResultColumn } from "./result_columns";
import { typeset } from "./text";

const FIRST = 200;
const MORE = 1000;
const NUMERIC = /#(?:integer|decimal|double|float|int|long|short|nonNegativeInteger|positiveInteger)$/;

const WORDS = new Intl.Collator("en", { numeric: true }); // made once: localeCompare would make one for each comparison

export function isNumber(term: Term | undefined): boolean {
  return term?.type === "literal" && NUMERIC.test(term.datatype ?? "");
}

/** Order two terms: nothing last, numbers by value, else by words. */
function compareTerms(a: Term | undefined, b: Term | undefined, turn: 1 | -1): number {
  if (!a || !b) return a === b ? 0 : a ? -1 : 1;
  if (isNumber(a) && isNumber(b)) return (Number(a.value) - Number(b.value)) * turn;
  return WORDS.compare(a.value, b.value) * turn;
}

/** A table element for an answer, with a button for further rows where there are many. */
export function makeTable(
  found: Rows, shown: ResultColumn[], terms: GraphTerms, { labels, things }: Known, caption: string,
): HTMLElement {
  let rows = found.rows;
  const body = make("tbody", {});
  const more = make("button", { type: "button", class: "chip", hidden: "" });
  const many = shown.length > 3; // on a phone the rows are records, as in table() of site/templates/_parts.html
  const numeric = shown.map(({ place }) => rows.length > 0 && rows.every((row) => !row[place] || isNumber(row[place])));

  function cell(row: (Term | undefined)[], column: ResultColumn, at: number): HTMLElement {
    const term = row[column.place];
    const label = column.unit ? `${column.label}, ${column.unit}` : column.label;
    const element = make("td", { dir: "auto", class: numeric[at] ? "number" : null, "data-label": many ? label : null });
    if (!term) return element;
    const thing = row[column.thing];
    const target = column.link === null ? undefined : row[column.link];
    const iri = thing?.type === "uri" ? thing.value : things.get(column.name)?.get(term.value) ?? null;
    const named = term.type === "uri" ? labels.get(term.value) : undefined;
    const text = typeset(named ?? display(term, terms.prefixes));
    const page = iri && pageOf(iri, terms);
    const outside = webAddress(target?.value) ?? (page ? null : webAddress(iri ?? undefined));
    if (page) element.append(make("a", { href: page }, text));
    else if (outside) element.append(make("a", { href: outside, rel: "noopener noreferrer" }, text));
    else element.append(text);
    const short = term.type === "uri" ? shorten(term.value, terms.prefixes) : "";
    if (named !== undefined && short !== term.value) element.append(" ", make("code", {}, short));
    if (term["xml:lang"] && term["xml:lang"] !== "en") element.append(" ", make("small", {}, term["xml:lang"]));
    return element;
  }

  function extend(count: number): void {
    const start = body.rows.length;
    body.append(...rows.slice(start, start + count).map((row) => make("tr", {}, ...shown.map((column, at) => cell(row, column, at)))));
    const left = rows.length - body.rows.length;
    more.hidden = left <= 0;
    more.textContent = `Show ${counted(Math.min(left, MORE), "more row")} of ${left.toLocaleString("en")}`;
  }

  function sortBy(heading: HTMLTableCellElement, place: number): void {
    const down = heading.getAttribute("aria-sort") === "ascending";
    head.querySelectorAll("th").forEach((other) => other.setAttribute("aria-sort", "none"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows = found.rows.map((row, index) => ({ row, index }))
      .sort((a, b) => compareTerms(a.row[place], b.row[place], down ? -1 : 1) || a.index - b.index).map(({ row }) => row);
    const count = body.rows.length;
    body.replaceChildren();
    extend(Math.max(FIRST, count));
  }

  const head = make("tr", {}, ...shown.map((column, at) => {
    const heading = make("th", { scope: "col", "aria-sort": "none", class: numeric[at] ? "number" : null });
    const button = make("button", { type: "button", class: "sort" }, typeset(column.label), column.unit ? make("span", { class: "unit" }, ` ${column.unit}`) : null);
    button.addEventListener("click", () => sortBy(heading, column.place));
    heading.append(button);
    return heading;
  }));
  more.addEventListener("click", () => {
    const start = body.rows.length;
    const focused = document.activeElement === more;
    extend(MORE);
    const first = body.rows[start];
    if (!focused || !more.hidden || !first) return;
    first.tabIndex = -1; // with the last rows the button goes
    first.focus();
  });
  extend(FIRST);
  return make("div", { class: "answer" },
    make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
      make("table", { class: many ? "rows records" : "rows" }, make("caption", { class: "quiet" }, caption), make("thead", {}, head), body)), more);
}
