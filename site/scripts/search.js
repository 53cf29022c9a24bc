// Live search over names, aliases, formulas and works, with suggestions that the keyboard reaches.

const findField = document.getElementById("find");
const foundList = document.getElementById("found");
const entries = [
  ...nodes.map((node) => ({ target: { type: "node", item: node }, name: node.label, kind: node.kind, weight: node.claims,
    words: [node.label, node.formula, ...node.words].filter(Boolean) })),
  ...details.works.map((work) => ({ target: { type: "work", item: work }, name: work.label, kind: "work", weight: work.claims.length,
    words: [work.label, work.title, work.key.replace(/^work\//, "")].filter(Boolean) })),
].map((entry) => ({ ...entry, folded: entry.words.map((word) => fold(word.slice(0, 300))) }));
let offered = [];
let marked = -1;

/** The entries that fit, best first: whole word, beginning, anywhere; then by number of claims. */
function lookUp(text) {
  const wanted = fold(text);
  if (!wanted) return [];
  const scored = [];
  for (const entry of entries) {
    let best = 9;
    let through = "";
    entry.folded.forEach((word, index) => {
      const at = word === wanted ? 0 : word.startsWith(wanted) ? 1 : word.includes(wanted) ? 2 : 9;
      if (at < best) { best = at; through = index ? entry.words[index] : ""; }
    });
    if (best < 9) scored.push({ entry, best, through });
  }
  scored.sort((a, b) => a.best - b.best || b.entry.weight - a.entry.weight || a.entry.name.localeCompare(b.entry.name));
  return scored.slice(0, 12);
}

function offer() {
  offered = lookUp(findField.value);
  marked = offered.length ? 0 : -1;
  foundList.replaceChildren(...offered.map(({ entry, through }, index) => {
    const row = make("li", { role: "option", id: `found-${index}`, "aria-selected": String(index === marked) },
      sign(entry.kind), make("span", { dir: "auto" }, set(entry.name.slice(0, 90))),
      make("small", {}, set(through ? through.slice(0, 60) : entry.kind === "work" ? "work" : entry.weight ? counted(entry.weight, "claim") : "no claim yet")));
    row.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
    return row;
  }));
  if (!offered.length && findField.value.trim()) foundList.replaceChildren(make("li", {}, "Nothing of that name."));
  foundList.hidden = !findField.value.trim();
  findField.setAttribute("aria-expanded", String(!foundList.hidden));
  mark(marked);
}

function mark(index) {
  marked = index;
  [...foundList.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === index)));
  if (index >= 0) {
    findField.setAttribute("aria-activedescendant", `found-${index}`);
    foundList.children[index].scrollIntoView({ block: "nearest" });
  } else findField.removeAttribute("aria-activedescendant");
}

function closeFound() {
  foundList.hidden = true;
  findField.setAttribute("aria-expanded", "false");
  findField.removeAttribute("aria-activedescendant");
}

function take(index) {
  const chosen = offered[index];
  if (!chosen) return;
  closeFound();
  findField.value = chosen.entry.name.slice(0, 90);
  const node = chosen.entry.target.type === "node" ? chosen.entry.target.item : null;
  if (node) {
    view.off.delete(node.kind);
    if (!node.claims && !view.empty) { view.empty = true; fit(); }
    applyFilters();
    bringIntoSight(node);
  }
  pick(chosen.entry.target, true);
}

findField.addEventListener("input", offer);
findField.addEventListener("focus", () => { if (findField.value.trim()) offer(); });
findField.addEventListener("blur", closeFound);
findField.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && foundList.hidden) offer();
  else if (event.key === "ArrowDown" && offered.length) mark((marked + 1) % offered.length);
  else if (event.key === "ArrowUp" && offered.length) mark((marked - 1 + offered.length) % offered.length);
  else if (event.key === "Enter") take(marked);
  else if (event.key === "Escape") { closeFound(); return; }
  else return;
  event.preventDefault();
});
