// The comparison of tested cells: order, filter by ranges in any unit, choose columns, copy. The table stands in the page;
// without this script it is whole and readable. The address carries what is chosen.

import { isAnchor } from "./address";
import { rangeOf } from "./comparability";
import { all, byId, counted, make } from "./elements";
import { copyText } from "./result_files";
import { MOST, addBoxes, chosenRows, showSides } from "./side_by_side";
import { type CopiedCell, readTable, toCsvText, toLatexText, toMarkdownText } from "./table_copies";
import { fold } from "./text";
import { convert, foldSpelling, listAlike, loadUnits, splitNumber } from "./units";

interface Column { name: string; label: string; unit: string; numeric: boolean; place: number; heading: HTMLTableCellElement }
const COMPARATORS: Record<string, string> = { ">": ">", "≥": ">=", "<": "<", "≤": "<=", "≈": "~" };

const RANGE = /^(.*?)\.\.(?!\.(?!\d))(.*)$/; // "5..9"; of "5..." the first dot belongs to the number, of "5...9" the last

interface Range { from: number | null; to: number | null }

/** What the address calls a cell: its page without folder and ending. */
function keyOfRow(row: HTMLTableRowElement): string {
  return (row.dataset["cell"] ?? "").replace(/^system\/|\.html$/g, "");
}

const table = document.getElementById("compare");
if (table instanceof HTMLTableElement) setUp(table);

function setUp(found: HTMLTableElement): void {
  const body = found.tBodies[0];
  const tools = byId("compare-tools");
  const columns = [...found.querySelectorAll<HTMLTableCellElement>("thead th")].map((heading, place): Column => ({
    name: heading.dataset["name"] ?? "", unit: heading.dataset["unit"] ?? "", numeric: heading.classList.contains("number"), place, heading,
    label: (heading.querySelector("a") ?? heading.firstChild)?.textContent?.trim() ?? "",
  }));
  const rows = [...body?.rows ?? []];
  const whole = Number(found.dataset["whole"] ?? rows.length); // with the cells on the other pages of a long comparison
  const state = { words: "", sort: "", down: false, hidden: new Set<string>(), ranges: new Map<string, Range>() };
  let typed = new Map<string, [string, string]>(); // what stands in the fields of a range
  if (!body || !rows.length) return;

  const words = make("input", { type: "search", id: "compare-words", autocomplete: "off", spellcheck: "false" });
  const status = make("p", { class: "asking", role: "status" });
  const fault = make("p", { class: "fault", role: "alert" });
  const boxes = new Map<string, HTMLInputElement>();
  const fields = new Map<string, [HTMLInputElement, HTMLInputElement]>();

  // --- the numbers of a cell

  function numbersOf(row: HTMLTableRowElement, column: Column): number[] {
    return all("[data-number]", row.cells[column.place]).map((value) => Number(value.dataset["number"])).filter((number) => !Number.isNaN(number));
  }

  /** What the statements of a cell leave open: "> 900" may be 1,200 and cannot be 800. */
  function rangesOf(row: HTMLTableRowElement, column: Column): [number, number][] {
    return all("[data-number]", row.cells[column.place]).map(({ dataset }): [number, number] => {
      const number = Number(dataset["number"]);
      const sign = dataset["sign"] ?? "";
      const [least, most] = rangeOf(number, COMPARATORS[sign] ?? "=");
      const little = Number.EPSILON * Math.max(1, Math.abs(number)); // a bound that is not reached leaves the number itself out
      return [sign === ">" ? least + little : least, sign === "<" ? most - little : most];
    });
  }

  function keyOf(row: HTMLTableRowElement, column: Column, down: boolean): number | string | null {
    if (column.numeric) {
      const numbers = numbersOf(row, column);
      return numbers.length ? (down ? Math.max(...numbers) : Math.min(...numbers)) : null;
    }
    const cell = row.cells[column.place];
    return cell?.querySelector(".missing") && !cell.querySelector(".value") ? null : cell?.textContent?.trim() || null;
  }

  // --- cells side by side

  const panel = make("section", { id: "compare-side", "aria-labelledby": "compare-side-title", hidden: "" });
  const bar = make("div", { class: "picked", role: "status", hidden: "" });
  for (const { place, label, unit } of columns) for (const row of rows) row.cells[place]?.setAttribute("data-label", unit ? `${label}, ${unit}` : label); // on a phone a row is a record
  const picks = addBoxes(found, rows, () => { beside(); write(); });

  function beside(): void {
    const chosen = chosenRows(found, picks);
    const full = chosen.length >= MOST;
    for (const box of picks.values()) box.disabled = full && !box.checked;
    const clear = make("button", { type: "button", class: "chip" }, "Clear");
    clear.addEventListener("click", () => {
      for (const box of picks.values()) box.checked = false;
      beside();
      write();
      const first = chosen.find((row) => !row.hidden);
      ((first && picks.get(first)) ?? words).focus(); // the bar that held the focus is gone
    });
    const told = chosen.length === 1 ? "Tick another cell to see both side by side." : `${chosen.length} cells chosen${full ? ", as many as fit" : ""}`;
    bar.hidden = !chosen.length;
    bar.replaceChildren(make("span", {}, told), ...(chosen.length > 1 ? [make("a", { href: "#compare-side", class: "chip", onclick: jump }, "Side by side ↑")] : []), clear);
    void showSides(panel, found, chosen, columns.slice(1).map((column) => ({ ...column, shown: !state.hidden.has(column.name) })));
  }

  /** Go to the panel without touching the address, which holds what is chosen. */
  function jump(event: Event): void {
    event.preventDefault();
    panel.scrollIntoView();
    panel.tabIndex = -1;
    panel.focus();
  }

  // --- applying what is chosen

  function fits(row: HTMLTableRowElement): boolean {
    if (state.words && !fold(row.textContent).includes(fold(state.words))) return false;
    return columns.every((column) => {
      const range = state.ranges.get(column.name);
      if (!range) return true;
      return rangesOf(row, column).some(([least, most]) => (range.from === null || most >= range.from) && (range.to === null || least <= range.to));
    });
  }

  function apply(): void {
    for (const row of rows) row.hidden = !fits(row);
    for (const column of columns) {
      const gone = state.hidden.has(column.name);
      column.heading.hidden = gone;
      for (const row of rows) { const cell = row.cells[column.place]; if (cell) cell.hidden = gone; }
      const box = boxes.get(column.name);
      if (box) box.checked = !gone;
      column.heading.setAttribute("aria-sort", state.sort !== column.name ? "none" : state.down ? "descending" : "ascending");
    }
    const shown = rows.filter((row) => !row.hidden).length;
    const here = counted(rows.length, "cell") + (whole > rows.length ? ` on this page, ${whole.toLocaleString("en")} in all` : "");
    status.textContent = shown === rows.length ? here : `${shown} of ${here}`;
    byOrder.value = state.sort ? `${state.sort}${state.down ? ".desc" : ""}` : "";
    reset.disabled = !address() && [...fields.values()].every((pair) => pair.every((field) => !field.value));
  }

  function order(): void {
    const column = columns.find(({ name }) => name === state.sort);
    const turn = state.down ? -1 : 1;
    const keyed = rows.map((row, index) => ({ row, index, key: column ? keyOf(row, column, state.down) : null }));
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null ? 1 : 0) - (b.key === null ? 1 : 0) || a.index - b.index;
      if (typeof a.key === "number" && typeof b.key === "number") return (a.key - b.key) * turn || a.index - b.index;
      return String(a.key).localeCompare(String(b.key), "en", { numeric: true }) * turn || a.index - b.index;
    });
    body?.append(...keyed.map(({ row }) => row));
  }

  // --- the address

  function address(): string {
    const values = new URLSearchParams();
    if (state.words) values.set("find", state.words);
    if (state.sort) values.set("sort", `${state.sort}${state.down ? ".desc" : ""}`);
    if (state.hidden.size) values.set("hide", [...state.hidden].join(" "));
    const chosen = chosenRows(found, picks).map((row) => keyOfRow(row));
    if (chosen.length) values.set("cells", chosen.join(" "));
    for (const [name, [from, to]] of typed) if (state.ranges.has(name)) values.set(name, `${from}..${to}`);
    return values.toString();
  }

  function write(): void {
    const hash = address();
    history.replaceState(null, "", hash ? `#${hash}` : location.href.replace(/#.*$/, ""));
  }

  async function read(): Promise<void> {
    const values = new URLSearchParams(location.hash.slice(1));
    state.words = words.value = values.get("find") ?? "";
    const [, name = "", down] = /^(.*?)(\.desc)?$/.exec(values.get("sort") ?? "") ?? [];
    state.sort = columns.some((column) => column.name === name) ? name : "";
    state.down = down !== undefined;
    state.hidden = new Set((values.get("hide") ?? "").split(" ").filter((one) => columns.some((column) => column.name === one)));
    for (const [one, [from, to]] of fields) [, from.value = "", to.value = ""] = RANGE.exec(values.get(one) ?? "") ?? [];
    const chosen = (values.get("cells") ?? "").split(" ").slice(0, MOST);
    for (const [row, box] of picks) box.checked = chosen.includes(keyOfRow(row));
    await readRanges();
    order();
    apply();
    beside();
  }

  // --- ranges: typed in any unit, compared in that of the column

  async function toNumber(field: HTMLInputElement, column: Column): Promise<number | null> {
    const text = field.value.trim();
    field.removeAttribute("aria-invalid");
    if (!text) return null;
    const typed = splitNumber(text);
    const own = typed && (!typed.rest || foldSpelling(typed.rest) === foldSpelling(column.unit));
    const units = own ? [] : await loadUnits().catch((error: Error) => { fault.textContent = error.message; });
    if (!units) return null;
    const number = own ? typed.number : convert(text, column.unit, units);
    if (number !== null) return Number(number);
    field.setAttribute("aria-invalid", "true");
    const alike = listAlike(column.unit, units);
    fault.textContent = `${column.label}: “${text}” is no amount in ${alike.length > 1 ? `any of ${alike.join(", ")}` : column.unit || "numbers"}.`;
    return null;
  }

  let reading = 0;

  /** Take the ranges from their fields; a later call wins over one that still waits for the units. */
  async function readRanges(): Promise<void> {
    reading += 1;
    const mine = reading;
    fault.textContent = "";
    const ranges = new Map<string, Range>();
    const told = new Map<string, [string, string]>();
    for (const column of columns) {
      const pair = fields.get(column.name);
      if (!pair) continue;
      const [from, to] = [await toNumber(pair[0], column), await toNumber(pair[1], column)];
      if (mine !== reading) return;
      if (from === null && to === null) continue;
      if (from !== null && to !== null && from > to) fault.textContent = `${column.label}: no value is from ${from} to ${to}${column.unit ? ` ${column.unit}` : ""}; the first must be the smaller one.`;
      ranges.set(column.name, { from, to });
      told.set(column.name, [pair[0].value.trim(), pair[1].value.trim()]);
    }
    state.ranges = ranges;
    typed = told;
  }

  // --- the tools

  const reset = make("button", { type: "button", class: "chip" }, "Reset");
  reset.addEventListener("click", () => {
    history.replaceState(null, "", location.href.replace(/#.*$/, ""));
    void read();
    words.focus();
  });

  /** On a phone there are no headings to order by. */
  const byOrder = make("select", { id: "compare-order" }, make("option", { value: "" }, "Cell"), ...columns.slice(1).flatMap(({ name, label, numeric }) => (numeric
    ? [make("option", { value: `${name}.desc` }, `${label}, most first`), make("option", { value: name }, `${label}, least first`)]
    : [make("option", { value: name }, label)])));
  byOrder.addEventListener("change", () => {
    state.down = byOrder.value.endsWith(".desc");
    state.sort = byOrder.value.replace(/\.desc$/, "");
    order();
    apply();
    write();
  });

  function rangeFields(): HTMLElement {
    const grid = make("div", { class: "ranges" });
    for (const column of columns.filter(({ numeric }) => numeric)) {
      const numbers = rows.flatMap((row) => numbersOf(row, column));
      if (!numbers.length) continue;
      const field = (end: "from" | "to", hint: number): HTMLInputElement => make("input", {
        id: `compare-${column.name}-${end}`, "aria-label": `${column.label} ${end}${column.unit ? `, in ${column.unit} or another unit` : ""}`,
        placeholder: String(hint), inputmode: "text", autocomplete: "off", spellcheck: "false",
      });
      const pair: [HTMLInputElement, HTMLInputElement] = [field("from", Math.min(...numbers)), field("to", Math.max(...numbers))];
      fields.set(column.name, pair);
      for (const one of pair) one.addEventListener("change", () => void readRanges().then(() => { apply(); write(); }));
      grid.append(make("div", { class: "range", role: "group", "aria-label": column.label },
        make("span", { class: "range-name" }, column.label), pair[0], "–", pair[1], make("span", { class: "unit" }, column.unit)));
    }
    return grid;
  }

  function columnBoxes(): HTMLElement {
    const list = make("div", { class: "boxes" });
    for (const column of columns.slice(1)) {
      const box = make("input", { type: "checkbox", checked: "" });
      boxes.set(column.name, box);
      box.addEventListener("change", () => {
        if (box.checked) state.hidden.delete(column.name);
        else state.hidden.add(column.name);
        apply();
        beside();
        write();
      });
      list.append(make("label", {}, box, ` ${column.label}`));
    }
    return list;
  }

  function copyButton(name: string, write_: (cells: CopiedCell[][]) => string): HTMLElement {
    const button = make("button", { type: "button", class: "chip" }, name);
    button.addEventListener("click", async () => {
      const done = await copyText(write_(readTable(found)));
      status.textContent = done ? `The table is on the clipboard as ${name}.` : "This browser does not let the page copy.";
    });
    return button;
  }

  words.addEventListener("input", () => { state.words = words.value.trim(); apply(); write(); });
  tools.append(
    make("div", { class: "ask-bar" }, make("label", { for: words.id }, "Show cells with"), words, status, reset,
      make("span", { class: "by-order" }, make("label", { for: byOrder.id }, "Order by"), byOrder),
      make("span", { class: "ask-bar", role: "group", "aria-label": "Copy what is shown" }, "Copy as",
        copyButton("CSV", toCsvText), copyButton("LaTeX", toLatexText), copyButton("Markdown", toMarkdownText))),
    ...(whole > rows.length ? [make("p", { class: "note" }, "What is searched, filtered, ordered or put side by side are the cells on this page.")] : []),
    make("details", { class: "tools" }, make("summary", {}, "Filter by ranges, in any unit"), rangeFields()),
    make("details", { class: "tools" }, make("summary", {}, "Choose columns"), columnBoxes()),
    fault, panel,
  );
  document.body.append(bar);
  for (const column of columns) {
    const button = make("button", { type: "button", class: "sort", "aria-label": `Order by ${column.label}`, title: `Order by ${column.label}` });
    button.addEventListener("click", () => {
      state.down = state.sort === column.name && !state.down;
      state.sort = column.name;
      order();
      apply();
      write();
    });
    column.heading.append(make("span", { class: "tail" }, column.heading.querySelector(".unit"), button));
  }
  const opened = new URLSearchParams(location.hash.slice(1));
  const details = tools.querySelectorAll("details");
  if (details[0] && [...fields.keys()].some((name) => opened.has(name))) details[0].open = true;
  window.addEventListener("hashchange", () => { if (!isAnchor()) void read(); });
  void read();
}
