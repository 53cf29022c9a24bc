// Live search over names, aliases, formulas and works, with suggestions that the keyboard reaches.

import { bringIntoSight, fit, view } from "./board";
import { byId, counted, make } from "./elements";
import { applyFilters } from "./filters";
import { sign } from "./panel";
import { type Target, details, nodes } from "./picture_data";
import { pick } from "./picture";
import { fold, typeset } from "./text";

interface Entry { target: Target; name: string; kind: string; weight: number; words: string[]; folded: string[] }
interface Hit { entry: Entry; best: number; through: string }

const field = byId<HTMLInputElement>("find");
const list = byId("found");

function toEntry(target: Target, kind: string, weight: number, words: string[]): Entry {
  const named = words.filter(Boolean);
  return { target, name: named[0] ?? "", kind, weight, words: named, folded: named.map((word) => fold(word.slice(0, 300))) };
}

const entries: Entry[] = [
  ...nodes.map((node) => toEntry({ type: "node", item: node }, node.kind, node.claims, [node.label, node.formula, ...node.words])),
  ...details.works.map((work) => toEntry({ type: "work", item: work }, "work", work.claims.length, [work.label, work.title, work.key.replace(/^work\//, "")])),
];
let offered: Hit[] = [];
let marked = -1;

/** The entries that fit, best first: whole word, beginning, anywhere; then by number of claims. */
function lookUp(text: string): Hit[] {
  const wanted = fold(text);
  if (!wanted) return [];
  const scored: Hit[] = [];
  for (const entry of entries) {
    let best = 9;
    let through = "";
    entry.folded.forEach((word, index) => {
      const at = word === wanted ? 0 : word.startsWith(wanted) ? 1 : word.includes(wanted) ? 2 : 9;
      if (at < best) { best = at; through = index ? entry.words[index] ?? "" : ""; }
    });
    if (best < 9) scored.push({ entry, best, through });
  }
  scored.sort((a, b) => a.best - b.best || b.entry.weight - a.entry.weight || a.entry.name.localeCompare(b.entry.name));
  return scored.slice(0, 12);
}

function offer(): void {
  offered = lookUp(field.value);
  marked = offered.length ? 0 : -1;
  list.replaceChildren(...offered.map(({ entry, through }, index) => {
    const row = make("li", { role: "option", id: `found-${index}`, "aria-selected": String(index === marked) },
      sign(entry.kind), make("span", { dir: "auto" }, typeset(entry.name.slice(0, 90))),
      make("small", {}, typeset(through ? through.slice(0, 60) : entry.kind === "work" ? "work" : entry.weight ? counted(entry.weight, "claim") : "no claim yet")));
    row.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
    return row;
  }));
  if (!offered.length && field.value.trim()) list.replaceChildren(make("li", {}, "Nothing of that name."));
  list.hidden = !field.value.trim();
  field.setAttribute("aria-expanded", String(!list.hidden));
  mark(marked);
}

function mark(index: number): void {
  marked = index;
  [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === index)));
  if (index >= 0) {
    field.setAttribute("aria-activedescendant", `found-${index}`);
    list.children[index]?.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function closeFound(): void {
  list.hidden = true;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function take(index: number): void {
  const chosen = offered[index];
  if (!chosen) return;
  closeFound();
  field.value = chosen.entry.name.slice(0, 90);
  const node = chosen.entry.target.type === "node" ? chosen.entry.target.item : null;
  if (node) {
    view.off.delete(node.kind);
    if (!node.claims && !view.empty) { view.empty = true; fit(); }
    applyFilters();
    bringIntoSight(node);
  }
  pick(chosen.entry.target, true);
}

field.addEventListener("input", offer);
field.addEventListener("focus", () => { if (field.value.trim()) offer(); });
field.addEventListener("blur", closeFound);
field.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && list.hidden) offer();
  else if (event.key === "ArrowDown" && offered.length) mark((marked + 1) % offered.length);
  else if (event.key === "ArrowUp" && offered.length) mark((marked - 1 + offered.length) % offered.length);
  else if (event.key === "Enter") take(marked);
  else if (event.key === "Escape") { closeFound(); return; }
  else return;
  event.preventDefault();
});
