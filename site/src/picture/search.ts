// Live search over names, aliases, formulas and works, with suggestions that the keyboard reaches.

import { all, byId, make } from "../elements";
import { details, nodes } from "./data";
import { bringIntoSight } from "./camera";
import { recordsOf, select, sign } from "./panel";
import { type Target, state } from "./state";
import { fold, typeset } from "../text";

interface Entry { target: Target; name: string; kind: string; weight: number; words: string[]; folded: string[] }
interface Found { entry: Entry; best: number; through: string }

const field = byId<HTMLInputElement>("find");
const list = byId("found");
let entries: Entry[] | null = null;

/** What can be found; made at the first letter, so that the page opens without waiting for it. */
function readEntries(): Entry[] {
  const things = nodes.map((node) => ({ target: { type: "node", item: node } as Target, name: node.label, kind: node.kind, weight: node.claims, words: [node.label, node.formula ?? "", ...(node.words ?? [])].filter(Boolean) }));
  const known = new Set(nodes.map((node) => node.key));
  const works = details.works.filter((work) => !known.has(work.key)).map((work) => ({ target: { type: "work", item: work } as Target, name: work.label, kind: "work", weight: work.claims.length, words: [work.label, work.title ?? "", work.key.replace(/^work\//, "")].filter(Boolean) }));
  return [...things, ...works].map((entry) => ({ ...entry, folded: entry.words.map((word) => fold(word.slice(0, 300))) }));
}

/** The entries that fit, best first: whole word, beginning, anywhere; then by number of records. */
export function lookUp(text: string): Found[] {
  const wanted = fold(text);
  if (!wanted) return [];
  entries ??= readEntries();
  const scored: Found[] = [];
  for (const entry of entries) {
    let best = 9;
    let through = "";
    for (const [index, word] of entry.folded.entries()) {
      const at = word === wanted ? 0 : word.startsWith(wanted) ? 1 : word.includes(wanted) ? 2 : 9;
      if (at < best) { best = at; through = index ? (entry.words[index] ?? "") : ""; }
    }
    if (best < 9) scored.push({ entry, best, through });
  }
  scored.sort((a, b) => a.best - b.best || b.entry.weight - a.entry.weight || a.entry.name.localeCompare(b.entry.name));
  return scored.slice(0, 12);
}

let offered: Found[] = [];
let marked = -1;

function offer(): void {
  offered = lookUp(field.value);
  list.replaceChildren(...offered.map(({ entry, through }, index) => {
    const row = make("li", { role: "option", id: `found-${index}` }, sign(entry.kind), make("span", { dir: "auto" }, typeset(entry.name.slice(0, 90))),
      make("small", {}, typeset(through ? through.slice(0, 60) : entry.weight ? recordsOf(entry.weight) : "nothing said yet")));
    row.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
    return row;
  }));
  if (!offered.length && field.value.trim()) list.replaceChildren(make("li", { role: "option", "aria-disabled": "true" }, "Nothing of that name."));
  list.hidden = !field.value.trim();
  field.setAttribute("aria-expanded", String(!list.hidden));
  mark(offered.length ? 0 : -1);
}

function mark(index: number): void {
  marked = index;
  const rows = all("[role=option]", list);
  rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === index)));
  if (index >= 0) {
    field.setAttribute("aria-activedescendant", `found-${index}`);
    rows[index]?.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function close(): void {
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function take(index: number): void {
  const chosen = offered[index]?.entry;
  if (!chosen) return;
  close();
  field.value = chosen.name.slice(0, 90);
  const { target } = chosen;
  if (target.type === "node") {
    state.off.delete(target.item.kind);
    state.hidden.delete(target.item);
    state.focus?.add(target.item);
  }
  select(target, true);
  if (target.type === "node") bringIntoSight(target.item);
}

field.addEventListener("input", offer);
field.addEventListener("focus", () => { if (field.value.trim()) offer(); });
field.addEventListener("blur", close);
field.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && list.hidden) offer();
  else if (event.key === "ArrowDown" && offered.length) mark((marked + 1) % offered.length);
  else if (event.key === "ArrowUp" && offered.length) mark((marked - 1 + offered.length) % offered.length);
  else if (event.key === "Enter") take(marked);
  else if (event.key === "Escape") { close(); return; }
  else return;
  event.preventDefault();
});
