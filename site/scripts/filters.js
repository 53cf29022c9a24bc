// The legend filters: the same buttons rule the picture and its table twin.

const rows = [...document.querySelectorAll("tr[data-link]")];

function applyFilters() {
  let shown = 0;
  for (const row of rows) {
    row.hidden = !showsLink(linkById.get(row.dataset.link));
    if (!row.hidden) shown += 1;
  }
  document.getElementById("twin-count").textContent = String(shown);
  for (const button of document.querySelectorAll("button[data-filter]")) {
    button.setAttribute("aria-pressed", String(!view.off.has(button.dataset.filter)));
  }
  document.getElementById("empty").setAttribute("aria-pressed", String(view.empty));
}

function toggleFilter(name) {
  if (!view.off.delete(name)) view.off.add(name);
  applyFilters();
  repaint();
  showPanel(view.picked, false);
  writeState(false);
}

for (const button of document.querySelectorAll("button[data-filter]")) {
  button.addEventListener("click", () => toggleFilter(button.dataset.filter));
}

document.getElementById("empty").addEventListener("click", () => {
  view.empty = !view.empty;
  applyFilters();
  fit();
  repaint();
  writeState(false);
});
