// Selection, its address and the keys: one place decides what is selected; the hash carries it.

import { board, bringIntoSight, canvasBox, edgeSet, fit, readPalette, repaint, showsNode, targetAt, view } from "./board";
import { all, byId, counted } from "./elements";
import { applyFilters, rows } from "./filters";
import { panel, showPanel } from "./panel";
import { type DrawnNode, type Target, details, findLink, linkByKey, links, nodeByKey, nodes, workByKey } from "./picture_data";
import { onTheme } from "./theme";

let ownHash: string | null = null;

/** The thing that a part of the address names, or null. */
function findTarget(type: string, key: string): Target | null {
  const [node, link, work] = [nodeByKey.get(key), linkByKey.get(key), workByKey.get(key)];
  if (type === "node" && node) return { type, item: node };
  if (type === "edge" && link) return { type, item: link };
  return type === "work" && work ? { type, item: work } : null;
}

function stateHash(): string {
  const parts = [];
  if (view.picked) parts.push(`${view.picked.type}=${encodeURIComponent(view.picked.item.key)}`);
  if (view.off.size) parts.push(`off=${[...view.off].sort().join(".")}`);
  if (view.empty) parts.push("empty=1");
  return parts.length ? `#${parts.join("&")}` : "";
}

/** Put the state into the address: a new selection is a step that the back button undoes, a filter is not. */
export function writeState(asStep: boolean): void {
  const hash = stateHash();
  if (hash === location.hash || (!hash && !location.hash.includes("="))) return;
  ownHash = hash;
  const address = hash || "#picture=";
  if (asStep) location.hash = address;
  else location.replace(address);
}

function readState(): void {
  const raw = location.hash.slice(1);
  if (raw && (!raw.includes("=") || raw.startsWith("claim="))) return; // an anchor of the page, or a claim that another part shows
  let target: Target | null = null;
  const off = new Set<string>();
  let empty = false;
  for (const part of raw.split("&")) {
    const [name = "", value = ""] = part.split(/=(.*)/s);
    let text = value;
    try { text = decodeURIComponent(value); } catch { /* a broken escape stays as it is */ }
    if (name === "off") text.split(".").filter((word) => Object.hasOwn(details.kinds, word) || Object.hasOwn(details.strokes, word)).forEach((word) => off.add(word));
    else if (name === "empty") empty = text === "1";
    else target = findTarget(name, text) ?? target;
  }
  if (target?.type === "node" && !target.item.claims) empty = true;
  const grows = empty !== view.empty;
  view.off = off;
  view.empty = empty;
  if (grows) fit();
  applyFilters();
  pick(target, false, false);
}

/** Select something or nothing; `takeFocus` moves the reader to the panel, `asStep` writes the address. */
export function pick(target: Target | null, takeFocus: boolean, asStep = true): void {
  view.picked = target;
  view.pointed = null;
  if (target?.type === "node") view.cursor = target.item;
  repaint();
  showPanel(target, takeFocus);
  for (const row of rows) {
    const chosen = target?.type === "edge" && row.dataset["link"] === target.item.id;
    row.toggleAttribute("data-picked", chosen);
  }
  if (asStep) writeState(true);
}

window.addEventListener("hashchange", () => {
  if (ownHash !== null && (location.hash === ownHash || (!ownHash && location.hash === "#picture="))) { ownHash = null; return; }
  ownHash = null;
  readState();
  // a link from further down the page leads up to the picture
  if (view.picked && byId("picture").getBoundingClientRect().bottom < 80) byId("picture").scrollIntoView();
});

board.on("click", (event) => {
  canvasBox.focus({ preventScroll: true });
  pick(targetAt(event.pointer.DOM), false);
});

let waiting: number | null = null;
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
function neighbourOf(node: DrawnNode, key: string): DrawnNode | undefined {
  const shown = nodes.filter((other) => showsNode(other) && other !== node);
  const vertical = key === "ArrowUp" || key === "ArrowDown";
  const ahead = shown.filter((other) => vertical
    ? other.column === node.column && (key === "ArrowDown" ? other.y > node.y : other.y < node.y)
    : key === "ArrowRight" ? other.column > node.column : other.column < node.column);
  const far = (other: DrawnNode): number => (vertical ? 0 : Math.abs(other.column - node.column) * 1e5) + Math.abs(other.y - node.y);
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
      byId("said").textContent = `${start.label}, ${details.kinds[start.kind]}, ${counted(start.claims, "claim")}`;
    }
  } else return;
  event.preventDefault();
});
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { pick(null, true); canvasBox.focus({ preventScroll: true }); }
});

function zoom(factor: number): void {
  board.moveTo({ scale: Math.min(4, Math.max(0.2, board.getScale() * factor)), animation: false });
}

byId("larger").addEventListener("click", () => zoom(1.25));
byId("smaller").addEventListener("click", () => zoom(0.8));
byId("fit").addEventListener("click", fit);
for (const button of all("button[data-open]")) {
  const link = findLink(button.dataset["open"]);
  if (link) button.addEventListener("click", () => pick({ type: "edge", item: link }, true));
}

let lastWidth = canvasBox.clientWidth;
new ResizeObserver(() => {
  if (canvasBox.clientWidth === lastWidth) return;
  lastWidth = canvasBox.clientWidth;
  fit();
}).observe(canvasBox);
onTheme(() => { readPalette(); repaint(); });

readPalette();
fit();
applyFilters();
showPanel(null, false);
repaint();
if (location.hash.includes("=")) readState();
else if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView(); // the board has just changed the height of the page

// tests and people's own scripts may look at the state, not change it
declare global {
  interface Window { kgPicture: object }
}
window.kgPicture = Object.freeze({
  visibleLinks: () => links.filter((link) => !edgeSet.get(link.id).hidden).map((link) => link.id),
  placeOfNode: (key: string) => {
    const node = nodeByKey.get(key);
    return node && board.canvasToDOM(node);
  },
  placeOfLink: (key: string) => {
    const edge = board.body.edges[linkByKey.get(key)?.id ?? ""];
    return edge && board.canvasToDOM(edge.edgeType.getPoint(0.5));
  },
});
