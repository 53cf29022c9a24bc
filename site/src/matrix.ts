// The matrix of mechanisms and materials: every cell opens what is told of its pair, or what is near it.

import { isAnchor } from "./address";
import { siteRoot } from "./data";
import { all, byId, counted, make, readData } from "./elements";
import type { Claim } from "./picture/data";
import { claimView } from "./picture/record_view";
import { typeset } from "./text";

interface Thing { key: string; label: string; short?: string; page?: string }
interface Told { p: number; m: number; words: string; total: number; claims: number[] }
type Lead = [kind: string, phenomenon: number, material: number, via: string, claims: number[], total: number];
interface Source {
  told: Record<string, string>; things: Thing[]; rows: number[]; columns: number[]; cells: Told[];
  leads: { p: number; m: number; near: Lead[] }[]; known: [number, number][][]; records: (Claim & { page?: string })[];
}
interface Place { row: number; column: number }

const section = byId("matrix");
const table = section.querySelector<HTMLTableElement>("#matrix-table");
if (table) start(table);

function start(table: HTMLTableElement): void {
  const source = readData<Source>("matrix-data");
  const { things, records } = source;
  const panel = byId("matrix-panel");
  const tools = byId("matrix-tools");
  const find = byId<HTMLInputElement>("matrix-find");
  const none = make("p", { role: "status", hidden: "" }, "Nothing fits. Clear the search, or show a kind again.");
  table.before(none);
  const order = byId<HTMLSelectElement>("matrix-order");
  const large = section.querySelector<HTMLButtonElement>("#matrix-large");  // only where many columns make cells small
  const kinds = all<HTMLButtonElement>("[data-kind]", tools);
  const bodies = [...table.tBodies];
  const families = table.tHead!.rows[0]!;
  const heads = [...table.tHead!.rows[1]!.cells].slice(1);
  const lines = bodies.flatMap((body) => [...body.rows].slice(1));
  const cells = lines.map((line) => [...line.cells].slice(1));
  const places = new Map<HTMLTableCellElement, Place>();
  cells.forEach((line, row) => line.forEach((cell, column) => { places.set(cell, { row, column }); cell.tabIndex = -1; }));
  const [told, near] = [pairs(source.cells), pairs(source.leads)];
  const numbers = new Map(things.map((thing, number) => [thing.key, number]));
  let current = cells[0]?.[0];
  let opened: HTMLTableCellElement | undefined;
  let marked: HTMLElement[] = [];

  table.setAttribute("role", "grid");
  for (const link of all<HTMLAnchorElement>("a.cell", table)) link.tabIndex = -1;
  if (current) current.tabIndex = 0;
  tools.hidden = false;

  const thingsOf = (cell: HTMLTableCellElement): [number, number] => {
    const { row, column } = places.get(cell)!;
    return [source.rows[row]!, source.columns[column]!];
  };
  const name = (number: number): string => things[number]!.label;

  /** What stands in a cell, in a sentence. */
  function tell(cell: HTMLTableCellElement): string {
    const [p, m] = thingsOf(cell);
    const claims = told.get(`${p} ${m}`)?.words;
    const lead = near.get(`${p} ${m}`)?.near[0];
    return `${name(m)}, ${name(p)}: ${claims ?? (lead ? `nothing told. Near: ${sentence(lead, p, m)}` : "nothing told, and nothing connects them")}`;
  }

  function sentence([kind, q, n, via]: Lead, p: number, m: number): string {
    const words: Record<string, string> = { p: name(p), m: name(m), q: name(q), n: name(n), v: via };
    const text = (source.told[kind] ?? "").replace(/\{([pmqnv])\}/g, (_, letter: string) => words[letter] ?? "");
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  // --- the panel

  const linkTo = (number: number): Node => {
    const { label, page } = things[number]!;
    return page ? make("a", { href: siteRoot() + page, dir: "auto" }, typeset(label)) : make("span", { dir: "auto" }, typeset(label));
  };

  /** A way to another pair, where the matrix has it. */
  function pairButton(p: number, m: number, text: string, count: number): Node {
    const cell = cellOf(p, m);
    const content = [typeset(text), count ? ` (${count})` : ""];
    return cell ? make("button", { type: "button", class: "pair", dir: "auto", onclick: () => open(cell) }, ...content) : make("span", { dir: "auto" }, ...content);
  }

  function cellOf(p: number, m: number): HTMLTableCellElement | undefined {
    return cells[source.rows.indexOf(p)]?.[source.columns.indexOf(m)];
  }

  const claim = (number: number): HTMLElement => {
    const record = records[number]!;
    const view = claimView(record);
    if (record.page) view.append(make("p", {}, make("a", { href: siteRoot() + record.page }, "The page of this claim")));
    return view;
  };

  const brief = (number: number): HTMLElement => {
    const record = records[number]!;
    return make("details", {}, make("summary", { dir: "auto" }, typeset(record.label), make("small", {}, ` ${record.finding_of?.join(", ") || record.asserted_by || ""}`)), claim(number));
  };

  function viewTold({ words, total, claims }: Told): Node[] {
    const more = total - claims.length;
    return [make("p", { class: "count" }, words), ...claims.map(claim), ...(more > 0 ? [make("p", {}, `and ${counted(more, "more claim")}`)] : [])];
  }

  function viewEmpty(p: number, m: number): Node[] {
    const leads = near.get(`${p} ${m}`)?.near ?? [];
    const nothing = "Nothing connects them: no broader, narrower or related mechanism and no kindred material of which something is told, and nothing that claims link with both.";
    return [
      make("p", { class: "count" }, "No claim tells of this pair."),
      ...(leads.length ? [make("h3", {}, "What is near")] : [make("p", {}, nothing)]),
      ...leads.flatMap((lead) => {
        const [kind, q, n, , claims, total] = lead;
        const text = sentence(lead, p, m);
        const there = kind !== "chain" && kind !== "shared" && cellOf(q, n) ? pairButton(q, n, "See that pair", 0) : null;
        const words = make("p", { dir: "auto" }, typeset(text), there && " ", there);
        return [words, ...claims.map(brief), ...(total > claims.length ? [make("p", { class: "count" }, `and ${counted(total - claims.length, "more claim")}`)] : [])];
      }),
      ...[p, m].flatMap((one) => viewKnown(one, one === p)),
    ];
  }

  function viewKnown(one: number, isPhenomenon: boolean): Node[] {
    const known = source.known[one] ?? [];
    if (!known.length) return [];
    const items = known.map(([other, count]) => make("li", {}, pairButton(isPhenomenon ? one : other, isPhenomenon ? other : one, name(other), count)));
    return [make("h3", { dir: "auto" }, typeset(name(one)), isPhenomenon ? " is best known of" : " is best known for"), make("ul", {}, ...items)];
  }

  function open(cell: HTMLTableCellElement, writes = true): void {
    const [p, m] = thingsOf(cell);
    const claims = told.get(`${p} ${m}`);
    opened?.removeAttribute("aria-selected");
    opened = cell;
    cell.setAttribute("aria-selected", "true");
    panel.replaceChildren(
      make("button", { type: "button", class: "chip close", onclick: close }, "Close"),
      make("h2", {}, linkTo(m), " × ", linkTo(p)),
      ...(claims ? viewTold(claims) : viewEmpty(p, m)));
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus();
    setCurrent(cell);
    if (!cell.closest("tr")!.hidden) cell.scrollIntoView({ block: "nearest", inline: "center" });
    if (writes) write(`${things[p]!.key}~${things[m]!.key}`);
  }

  function close(): void {
    if (panel.hidden) return;
    panel.hidden = true;
    opened?.removeAttribute("aria-selected");
    opened = undefined;
    current?.focus({ preventScroll: true });
    write("");
  }

  // --- the address carries the pair, the order, what is searched, the size of cells and which kinds are hidden

  function write(pair: string): void {
    const hidden = kinds.filter((button) => button.getAttribute("aria-pressed") === "false").map((button) => button.dataset["kind"]);
    const entries = [["pair", pair], ["find", find.value], ["order", order.value === "class" ? "" : order.value], ["cells", isLarge() ? "large" : ""], ["hide", hidden.join(",")]];
    const hash = entries.filter(([, value]) => value).map(([key, value]) => `${key}=${encodeURIComponent(value!)}`).join("&");
    if (hash === location.hash.slice(1)) return;
    const address = location.pathname + location.search + (hash ? `#${hash}` : "");
    const before = new URLSearchParams(location.hash.slice(1)).get("pair") ?? "";
    if (pair !== before) history.pushState(null, "", address); // a pair opened or closed is a step, a letter typed is none
    else history.replaceState(null, "", address);
  }

  const openPair = (): string => (opened ? thingsOf(opened).map((number) => things[number]!.key).join("~") : "");

  const isLarge = (): boolean => large?.getAttribute("aria-pressed") === "true";

  function enlarge(whether: boolean): void {
    large?.setAttribute("aria-pressed", String(whether));
    if (large) table.classList.toggle("roomy", whether);
  }

  function read(): void {
    const state = new URLSearchParams(location.hash.slice(1));
    find.value = state.get("find") ?? "";
    order.value = state.get("order") === "claims" ? "claims" : "class";
    enlarge(state.get("cells") === "large");
    const hidden = (state.get("hide") ?? "").split(",");
    for (const button of kinds) button.setAttribute("aria-pressed", String(!hidden.includes(button.dataset["kind"]!)));
    arrange();
    narrow();
    const [p, m] = (state.get("pair") ?? "").split("~").map((key) => numbers.get(key));
    const cell = p !== undefined && m !== undefined ? cellOf(p, m) : undefined;
    if (cell) open(cell, false);
    else if (!panel.hidden) { panel.hidden = true; opened?.removeAttribute("aria-selected"); opened = undefined; }
  }

  // --- what is shown, and in which order

  const claimsOf = (number: number): number => source.cells.reduce((sum, cell) => (cell.p === number || cell.m === number ? sum + cell.total : sum), 0);
  const weight = { rows: source.rows.map(claimsOf), columns: source.columns.map(claimsOf) };
  let shown = { rows: lines.map((_, index) => index), columns: heads.map((_, index) => index) };

  function arrange(): void {
    const byClaims = order.value === "claims";
    const rank = (weights: number[]) => (a: number, b: number): number => (byClaims ? weights[b]! - weights[a]! : 0) || a - b;
    const columns = heads.map((_, index) => index).sort(rank(weight.columns));
    const rows = lines.map((_, index) => index).sort(rank(weight.rows));
    families.hidden = byClaims;
    columns.forEach((column) => heads[column]!.parentElement!.append(heads[column]!));
    lines.forEach((line, row) => columns.forEach((column) => line.append(cells[row]![column]!)));
    for (const row of rows) lines[row]!.parentElement!.append(lines[row]!);
    shown = { rows: bodies.flatMap((body) => rows.filter((row) => lines[row]!.parentElement === body)), columns };
  }

  function narrow(): void {
    const wanted = find.value.trim().toLowerCase();
    const fits = (number: number): boolean => { const { label, short } = things[number]!; return `${label} ${short ?? ""}`.toLowerCase().includes(wanted); };
    const [rows, columns] = [source.rows.map(fits), source.columns.map(fits)];
    const [anyRow, anyColumn] = [rows.includes(true), columns.includes(true)];
    find.setAttribute("aria-invalid", String(!anyRow && !anyColumn));
    const hiddenKinds = new Set(kinds.filter((button) => button.getAttribute("aria-pressed") === "false").map((button) => button.dataset["kind"]));
    lines.forEach((line, row) => { line.hidden = anyRow && !rows[row]; });
    for (const body of bodies) body.hidden = hiddenKinds.has(body.dataset["kind"]) || [...body.rows].slice(1).every((line) => line.hidden);
    const off = (column: number): boolean => anyColumn && !columns[column];
    heads.forEach((head, column) => { head.hidden = off(column); });
    cells.forEach((line) => line.forEach((cell, column) => { cell.hidden = off(column); }));
    if (order.value === "class") families.hidden = heads.some((head) => head.hidden);
    const left = cells.some((line) => line.some((cell) => !cell.closest("[hidden]")));
    none.hidden = left && (anyRow || anyColumn);
    if (current?.closest("[hidden]")) { // the keys must get into the table by a cell that is shown
      const first = shown.rows.flatMap((row) => shown.columns.map((column) => cells[row]![column]!)).find((cell) => !cell.closest("[hidden]"));
      if (first) setCurrent(first);
    }
  }

  // --- keys and the pointer

  function setCurrent(cell: HTMLTableCellElement): void {
    if (current) current.tabIndex = -1;
    current = cell;
    cell.tabIndex = 0;
  }

  function point(cell: HTMLTableCellElement | undefined): void {
    for (const element of marked) element.removeAttribute("data-on");
    marked = [];
    if (!cell) return;
    const { row, column } = places.get(cell)!;
    marked = [heads[column]!, lines[row]!.cells[0]!, ...cells.map((line) => line[column]!)];
    for (const element of marked) element.setAttribute("data-on", "");
    cell.title = tell(cell);
    cell.setAttribute("aria-label", cell.title);
  }

  const visible = (): { rows: number[]; columns: number[] } => ({
    rows: shown.rows.filter((row) => !lines[row]!.hidden && !lines[row]!.parentElement!.hidden),
    columns: shown.columns.filter((column) => !heads[column]!.hidden),
  });

  /** The cell a step away, which stays within the matrix. */
  function step(from: HTMLTableCellElement, down: number, right: number): HTMLTableCellElement | undefined {
    const { rows, columns } = visible();
    const { row, column } = places.get(from)!;
    const clamp = (list: number[], at: number, by: number): number | undefined => list[Math.min(list.length - 1, Math.max(0, Math.max(0, list.indexOf(at)) + by))];
    const [nextRow, nextColumn] = [clamp(rows, row, down), clamp(columns, column, right)];
    return nextRow === undefined || nextColumn === undefined ? undefined : cells[nextRow]![nextColumn];
  }

  const STEPS: Record<string, [number, number]> = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -Infinity], End: [0, Infinity], PageUp: [-10, 0], PageDown: [10, 0],
  };

  const cellAt = (event: Event): HTMLTableCellElement | undefined => {
    const cell = (event.target as Element).closest("td");
    return cell && places.has(cell) ? cell : undefined;
  };

  table.addEventListener("click", (event) => {
    const cell = cellAt(event);
    if (!cell || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(cell);
  });
  table.addEventListener("mouseover", (event) => point(cellAt(event)));
  table.addEventListener("mouseleave", () => point(undefined));
  table.addEventListener("focusin", (event) => point(cellAt(event)));
  table.addEventListener("keydown", (event) => {
    const cell = cellAt(event);
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    const way = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    if (way) {
      const next = step(cell, ...way);
      if (next) { setCurrent(next); next.focus(); }
    } else if (event.key === "Enter" || event.key === " ") open(cell);
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    const { target } = event;
    const elsewhere = target instanceof Element && target !== document.body && !section.contains(target); // a field of the head has its own Escape
    if (event.key === "Escape" && !event.defaultPrevented && !elsewhere) close();
  });
  for (const change of ["popstate", "hashchange"]) addEventListener(change, () => { if (!isAnchor()) read(); });
  find.addEventListener("input", () => { narrow(); write(openPair()); });
  order.addEventListener("change", () => { arrange(); narrow(); write(openPair()); });
  large?.addEventListener("click", () => { enlarge(!isLarge()); write(openPair()); });
  for (const button of kinds) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") === "false"));
      narrow();
      write(openPair());
    });
  }
  read();
}

/** What is known of pairs, by their two numbers. */
function pairs<Value extends { p: number; m: number }>(values: readonly Value[]): Map<string, Value> {
  return new Map(values.map((value) => [`${value.p} ${value.m}`, value]));
}
