// The legend filters: the same buttons rule the picture and its table twin.

import { fit, repaint, showsLink, view } from "./board";
import { all, byId } from "./elements";
import { showPanel } from "./panel";
import { findLink } from "./picture_data";
import { writeState } from "./picture";

export const rows = all<HTMLTableRowElement>("tr[data-link]");
const buttons = all("button[data-filter]").map((button) => ({ button, name: button.dataset["filter"] ?? "" }));

export function applyFilters(): void {
  let shown = 0;
  for (const row of rows) {
    const link = findLink(row.dataset["link"]);
    row.hidden = !link || !showsLink(link);
    if (!row.hidden) shown += 1;
  }
  byId("twin-count").textContent = String(shown);
  for (const { button, name } of buttons) button.setAttribute("aria-pressed", String(!view.off.has(name)));
  byId("empty").setAttribute("aria-pressed", String(view.empty));
}

function toggleFilter(name: string): void {
  if (!view.off.delete(name)) view.off.add(name);
  applyFilters();
  repaint();
  showPanel(view.picked, false);
  writeState(false);
}

for (const { button, name } of buttons) button.addEventListener("click", () => toggleFilter(name));

byId("empty").addEventListener("click", () => {
  view.empty = !view.empty;
  applyFilters();
  fit();
  repaint();
  writeState(false);
});
