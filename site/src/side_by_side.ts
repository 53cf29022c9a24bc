// Cells put side by side: what is told of each, line by line, and which of their values cannot be compared, and why.

import { type Cells, type Pair, type Reason, type Statement, findPairs, groupByCells } from "./comparability";
import { loadData, siteRoot } from "./data";
import { all, make } from "./elements";
import { toPlainText } from "./table_copies";
import { typeset } from "./text";

export interface Line { label: string; unit: string; place: number; shown: boolean }

export const MOST = 8; // more columns than that nobody reads side by side

/** Show rows of the comparison as columns in `panel`; fewer than two empty it. */
export async function showSides(panel: HTMLElement, table: HTMLTableElement, rows: HTMLTableRowElement[], lines: Line[]): Promise<void> {
  if (rows.length < 2) {
    panel.replaceChildren();
    panel.hidden = true;
    return;
  }
  const reasons = make("div", { class: "why" });
  panel.replaceChildren(make("h2", { id: "compare-side-title" }, "Side by side"),
    make("p", { class: "note" }, "In bold what is told differently. A value leads to the claim behind it."),
    make("div", { class: "beside" }, makeTable(rows, lines), reasons));
  panel.hidden = false;
  const part = table.dataset["part"] ?? "1";
  try {
    const data = await loadData<Cells>(`cells-${part}`);
    const pages = rows.map((row) => row.dataset["cell"] ?? "");
    const cells = pages.flatMap((page) => data.cells.filter((cell) => cell.page === page));
    reasons.replaceChildren(...tellReasons(findPairs(cells, data), data));
  } catch (error) {
    reasons.replaceChildren(make("p", { class: "fault" }, error instanceof Error ? error.message : String(error)));
  }
}

// --- the values

function makeTable(rows: HTMLTableRowElement[], lines: Line[]): HTMLElement {
  const told = lines.filter(({ shown, place }) => shown && rows.some((row) => row.cells[place]?.querySelector(".value")));
  const head = make("tr", {}, make("th", { scope: "col" }, make("span", { class: "quiet" }, "What is told")), ...rows.map((row) => copyCell(row.cells[0], "th")));
  const body = told.map(({ label, unit, place }) => {
    const cells = rows.map((row) => row.cells[place]);
    const differs = new Set(cells.map((cell) => (cell ? toPlainText(cell) : ""))).size > 1;
    const mark = differs ? make("span", { class: "quiet" }, " (differs)") : null;
    return make("tr", differs ? { class: "differs" } : {},
      make("th", { scope: "row" }, label, unit ? make("span", { class: "unit" }, ` ${unit}`) : null, mark), ...cells.map((cell) => copyCell(cell, "td")));
  });
  return make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Chosen cells side by side" },
    make("table", { class: "sides" }, make("thead", {}, head), make("tbody", {}, ...body)));
}

function copyCell(cell: HTMLTableCellElement | undefined, tag: "th" | "td"): HTMLElement {
  const made = make(tag, tag === "th" ? { scope: "col", dir: "auto" } : { dir: "auto" });
  for (const child of cell?.childNodes ?? []) {
    if (!(child instanceof Element) || !child.matches(".pick")) made.append(child.cloneNode(true));
  }
  return made;
}

// --- the reasons

function tellReasons(pairs: Pair[], data: Cells): HTMLElement[] {
  const valued = pairs.filter(({ here, there }) => here.value && there.value);
  const against = valued.filter(({ reasons }) => reasons.length);
  const told = against.length
    ? [make("h3", {}, "Values that cannot be compared, and why"), ...groupByQuantity(against, data).map(([name, group]) => tellQuantity(name, group, data))]
    : [make("p", {}, valued.length ? "Nothing in the graph speaks against comparing these values." : "There is no quantity of which both tell a value.")];
  const fine = [...new Set(valued.map(({ quantity }) => quantity))].filter((quantity) => !against.some((pair) => pair.quantity === quantity));
  if (against.length && fine.length) told.push(make("p", { class: "note" }, `Nothing speaks against comparing ${fine.map((quantity) => data.names[quantity] ?? quantity).join(", ")}.`));
  return [...told, ...tellMissing(pairs, data)];
}

function groupByQuantity(pairs: Pair[], data: Cells): [string, Pair[]][] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) groups.set(pair.quantity, [...groups.get(pair.quantity) ?? [], pair]);
  return [...groups].map(([quantity, group]) => [data.names[quantity] ?? quantity, group]);
}

function tellQuantity(name: string, pairs: Pair[], data: Cells): HTMLElement {
  return make("div", { class: "reasons" }, make("h4", {}, name), make("ul", {}, ...groupByCells(pairs).map(({ members, shared }) => {
    const before = members.length > 1 && shared.length ? make("p", {}, members.length > 2 ? "Against all of them:" : "Against both:") : null;
    return make("li", {}, ...members.flatMap(({ pair, own }) => [tellPair(pair, data), listReasons(own)]), before, listReasons(shared));
  })));
}

function tellPair(pair: Pair, data: Cells): HTMLElement {
  const value = (statement: Statement): HTMLElement =>
    make("b", {}, unbroken(statement.quantity === pair.quantity ? statement.told : `${data.names[statement.quantity]} ${statement.told}`));
  return make("p", { dir: "auto" }, typeset(pair.hereCell), " ", value(pair.here), " against ", typeset(pair.thereCell), " ", value(pair.there));
}

function listReasons(reasons: Reason[]): HTMLElement | null {
  if (!reasons.length) return null;
  return make("ul", {}, ...reasons.map(({ text, here, there, page }) => make("li", { dir: "auto" },
    page ? make("a", { href: siteRoot() + page }, typeset(text)) : typeset(text), make("span", { class: "note" }, " ", unbroken(here), " – ", unbroken(there)))));
}

function unbroken(text: string): HTMLElement {
  return make("span", { class: text.length < 30 ? "unbroken" : "" }, typeset(text.replace(/^~ /, "≈ "))); // as the table says it
}

function tellMissing(pairs: Pair[], data: Cells): HTMLElement[] {
  const missing = new Map<string, Set<string>>();
  for (const { here, there, hereCell, thereCell } of pairs) {
    for (const [statement, cell] of [[here, hereCell], [there, thereCell]] as const) {
      if (!statement.value) missing.set(`${statement.status} for ${cell}`, (missing.get(`${statement.status} for ${cell}`) ?? new Set()).add(data.names[statement.quantity] ?? statement.quantity));
    }
  }
  return [...missing].map(([where, names]) => make("p", { class: "note", dir: "auto" }, typeset(`${where[0]?.toUpperCase()}${where.slice(1)}: ${[...names].join(", ")}.`)));
}

/** The boxes that choose rows; `change` hears of every choice. */
export function addBoxes(table: HTMLTableElement, rows: HTMLTableRowElement[], change: () => void): Map<HTMLTableRowElement, HTMLInputElement> {
  table.classList.add("choosing");
  return new Map(rows.map((row) => {
    const head = row.cells[0];
    const box = make("input", { type: "checkbox", "aria-label": `Put ${head?.querySelector("a")?.textContent?.trim() ?? "this cell"} beside others`, title: "Put beside other cells" });
    box.addEventListener("change", change);
    head?.prepend(make("label", { class: "pick" }, box));
    return [row, box];
  }));
}

/** The rows whose boxes are ticked, in the order of the table. */
export function chosenRows(table: HTMLTableElement, boxes: Map<HTMLTableRowElement, HTMLInputElement>): HTMLTableRowElement[] {
  return all<HTMLTableRowElement>("tbody tr", table).filter((row) => boxes.get(row)?.checked);
}
