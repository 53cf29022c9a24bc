// The legend is the filter: the same buttons rule the picture and its table twin.

import { all, byId } from "../elements";
import { details, links, nodes } from "./data";
import { fit } from "./camera";
import { showsNode } from "./visible";
import { hasMoved, keepLayout, onState, putBack, state, step, tell, write } from "./state";

const firstYear = document.getElementById("year-first") as HTMLInputElement | null;
const lastYear = document.getElementById("year-last") as HTMLInputElement | null;
const years = [...new Set(details.claims.flatMap((claim) => (claim.year ? [claim.year] : [])))].sort((a, b) => a - b);
const colouring = byId<HTMLSelectElement>("colouring");
const legend = byId<HTMLDetailsElement>("legend");
const sizing = byId<HTMLSelectElement>("sizing");

for (const button of all<HTMLButtonElement>("button[data-filter]")) {
  button.addEventListener("click", () => step(() => {
    const word = button.dataset["filter"] ?? "";
    if (!state.off.delete(word)) state.off.add(word);
  }));
}

byId("empty").addEventListener("click", () => step(() => { state.empty = !state.empty; }));
byId("physics").addEventListener("click", () => {
  const stops = state.physics;
  step(() => {
    if (stops) keepLayout();
    state.physics = !stops;
  });
  if (stops && !state.camera) fit();
});
byId("put-back").addEventListener("click", () => { step(putBack); fit(); });
colouring.addEventListener("change", () => step(() => { state.colour = colouring.value === "community" ? "community" : "kind"; }));
sizing.addEventListener("change", () => step(() => { const value = sizing.value; state.size = value === "between" || value === "rank" ? value : "claims"; }));
byId("all").addEventListener("click", () => step(() => {
  Object.assign(state, { off: new Set(), years: null, focus: null, hidden: new Set(), path: null });
}));

/** The years that the two sliders stand at; null where they leave everything. */
function chosenYears(moved: HTMLInputElement): [number, number] | null {
  let [first, last] = [Number(firstYear?.value), Number(lastYear?.value)];
  if (first > last) first = last = Number(moved.value); // the other one is pushed along
  if (first <= (years[0] ?? 0) && last >= (years.at(-1) ?? 0)) return null;
  return [first, last];
}

let sliding = false; // one way of a slider, from press to release, is one step
for (const slider of [firstYear, lastYear]) {
  slider?.addEventListener("input", () => {
    state.years = chosenYears(slider);
    write(!sliding);
    sliding = true;
    tell();
  });
  slider?.addEventListener("change", () => { sliding = false; });
}

/** Show a button only where it does something; the focus it may hold goes to the heading of the filters. */
function showButton(id: string, useful: boolean): void {
  const button = byId(id);
  if (!useful && button === document.activeElement) legend.querySelector("summary")?.focus({ preventScroll: true });
  button.hidden = !useful;
}

function showFilters(): void {
  for (const button of all<HTMLButtonElement>("button[data-filter]")) button.setAttribute("aria-pressed", String(!state.off.has(button.dataset["filter"] ?? "")));
  byId("empty").setAttribute("aria-pressed", String(state.empty));
  byId("physics").setAttribute("aria-pressed", String(state.physics));
  colouring.value = state.colour;
  sizing.value = state.size;
  const [first, last] = state.years ?? [years[0] ?? 0, years.at(-1) ?? 0];
  if (firstYear && lastYear) {
    firstYear.value = String(first);
    lastYear.value = String(last);
    byId("years-told").textContent = state.years ? (first === last ? String(first) : `${first}–${last}`) : "all years";
  }
  const narrowed = state.off.size + state.hidden.size + Number(Boolean(state.years)) + Number(Boolean(state.focus));
  showButton("all", narrowed > 0);
  byId("none-left").hidden = links.length === 0 || nodes.some(showsNode);
  showButton("put-back", hasMoved() || state.pins.size > 0);
  byId("narrowed").textContent = narrowed ? ` (${narrowed} on)` : "";
}

showFilters();
onState(showFilters);
if (matchMedia("(max-width: 40rem)").matches) legend.open = false;
