// Selection, its address and the keys: one place decides what is selected; the hash carries it.

const WORDS = { node: nodeByKey, edge: linkByKey, work: workByKey };
let ownHash = null;

function stateHash() {
  const parts = [];
  if (view.picked) parts.push(`${view.picked.type}=${encodeURIComponent(view.picked.item.key)}`);
  if (view.off.size) parts.push(`off=${[...view.off].sort().join(".")}`);
  if (view.empty) parts.push("empty=1");
  return parts.length ? `#${parts.join("&")}` : "";
}

/** Put the state into the address: a new selection is a step that the back button undoes, a filter is not. */
function writeState(asStep) {
  const hash = stateHash();
  if (hash === location.hash || (!hash && !location.hash.includes("="))) return;
  ownHash = hash;
  const address = hash || "#picture=";
  if (asStep) location.hash = address;
  else location.replace(address);
}

function readState() {
  const raw = location.hash.slice(1);
  if (raw && (!raw.includes("=") || raw.startsWith("claim="))) return; // an anchor of the page, or a claim that another part shows
  let target = null;
  const off = new Set();
  let empty = false;
  for (const part of raw.split("&")) {
    const [name, value = ""] = part.split(/=(.*)/s);
    let text = value;
    try { text = decodeURIComponent(value); } catch { /* a broken escape stays as it is */ }
    if (Object.hasOwn(WORDS, name) && WORDS[name].has(text)) target = { type: name, item: WORDS[name].get(text) };
    else if (name === "off") text.split(".").filter((word) => Object.hasOwn(details.kinds, word) || Object.hasOwn(details.strokes, word)).forEach((word) => off.add(word));
    else if (name === "empty") empty = text === "1";
  }
  if (target?.type === "node" && !target.item.claims) empty = true;
  const grows = empty !== view.empty;
  view.off = off;
  view.empty = empty;
  if (grows) fit();
  applyFilters();
  pick(target, false, false);
}

/** Select {type, item} or nothing; `takeFocus` moves the reader to the panel, `asStep` writes the address. */
function pick(target, takeFocus, asStep = true) {
  view.picked = target;
  view.pointed = null;
  if (target?.type === "node") view.cursor = target.item;
  repaint();
  showPanel(target, takeFocus);
  for (const row of rows) {
    const chosen = target?.type === "edge" && row.dataset.link === target.item.id;
    row.toggleAttribute("data-picked", Boolean(chosen));
  }
  if (asStep) writeState(true);
}

window.addEventListener("hashchange", () => {
  if (ownHash !== null && (location.hash === ownHash || (!ownHash && location.hash === "#picture="))) { ownHash = null; return; }
  ownHash = null;
  readState();
  // a link from further down the page leads up to the picture
  if (view.picked && document.getElementById("picture").getBoundingClientRect().bottom < 80) document.getElementById("picture").scrollIntoView();
});

board.on("click", (event) => {
  canvasBox.focus({ preventScroll: true });
  pick(targetAt(event.pointer.DOM), false);
});

let waiting = null;
canvasBox.addEventListener("mousemove", (event) => {
  if (waiting || event.buttons) return;
  waiting = requestAnimationFrame(() => {
    waiting = null;
    const frame = canvasBox.getBoundingClientRect();
    const target = targetAt({ x: event.clientX - frame.left, y: event.clientY - frame.top });
    canvasBox.style.cursor = target ? "pointer" : "default";
    if (target?.item === view.pointed?.item) return;
    view.pointed = target;
    repaint();
  });
});
canvasBox.addEventListener("mouseleave", () => { if (view.pointed) { view.pointed = null; repaint(); } });
canvasBox.addEventListener("focus", () => board.redraw());
canvasBox.addEventListener("blur", () => board.redraw());
canvasBox.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12);
}, { passive: false });

/** The next box in a direction: up and down within the column, left and right to the nearest in the next one. */
function neighbourOf(node, key) {
  const shown = nodes.filter((other) => showsNode(other) && other !== node);
  const vertical = key === "ArrowUp" || key === "ArrowDown";
  const ahead = shown.filter((other) => vertical
    ? other.column === node.column && (key === "ArrowDown" ? other.y > node.y : other.y < node.y)
    : key === "ArrowRight" ? other.column > node.column : other.column < node.column);
  const far = (other) => (vertical ? 0 : Math.abs(other.column - node.column) * 1e5) + Math.abs(other.y - node.y);
  return ahead.sort((a, b) => far(a) - far(b))[0];
}

canvasBox.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === " ") {
    if (view.cursor) pick({ type: "node", item: view.cursor }, true);
  } else if (event.key === "Escape") pick(null, false);
  else if (event.key === "+") zoom(1.2);
  else if (event.key === "-") zoom(1 / 1.2);
  else if (event.key.startsWith("Arrow")) {
    const start = view.cursor && showsNode(view.cursor) ? neighbourOf(view.cursor, event.key)
      : nodes.filter(showsNode).sort((a, b) => a.column - b.column || a.y - b.y)[0];
    if (start) {
      view.cursor = start;
      view.pointed = { type: "node", item: start };
      bringIntoSight(start);
      repaint();
      document.getElementById("said").textContent = `${start.label}, ${details.kinds[start.kind]}, ${counted(start.claims, "claim")}`;
    }
  } else return;
  event.preventDefault();
});
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { pick(null, true); canvasBox.focus({ preventScroll: true }); }
});

function zoom(factor) {
  board.moveTo({ scale: Math.min(4, Math.max(0.2, board.getScale() * factor)), animation: false });
}

document.getElementById("larger").addEventListener("click", () => zoom(1.25));
document.getElementById("smaller").addEventListener("click", () => zoom(0.8));
document.getElementById("fit").addEventListener("click", fit);
for (const button of document.querySelectorAll("button[data-open]")) {
  button.addEventListener("click", () => pick({ type: "edge", item: linkById.get(button.dataset.open) }, true));
}

let lastWidth = canvasBox.clientWidth;
new ResizeObserver(() => {
  if (canvasBox.clientWidth === lastWidth) return;
  lastWidth = canvasBox.clientWidth;
  fit();
}).observe(canvasBox);
themeListeners.push(() => { readPalette(); repaint(); });

readPalette();
fit();
applyFilters();
showPanel(null, false);
repaint();
if (location.hash.includes("=")) readState();
else if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView(); // the board has just changed the height of the page
// tests and people's own scripts may look at the state, not change it
window.kgPicture = Object.freeze({
  visibleLinks: () => links.filter((link) => !edgeSet.get(link.id).hidden).map((link) => link.id),
  placeOfNode: (key) => board.canvasToDOM(nodeByKey.get(key)),
  placeOfLink: (key) => {
    const edge = board.body.edges[linkByKey.get(key).id];
    return board.canvasToDOM(edge.edgeType.getPoint(0.5));
  },
});
