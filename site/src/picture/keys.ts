// The keys of the picture, and the buttons around it.

import { byId } from "../elements";
import { board, canvasBox, getCursor, setCursor } from "./board";
import { bringIntoSight, fit, isFull, showPicked, zoom } from "./camera";
import { type DrawnNode, boxed, details, nodes } from "./data";
import { collapse, expand, focusOn, hide, recordsOf, select, togglePin } from "./panel";
import { onPick } from "./pointer";
import { announce, say } from "./said";
import { canUndo, onState, state, step, undo, write } from "./state";
import { countOfNode, showsNode } from "./visible";

const section = byId("picture");

onPick((target) => select(target, false), () => step(() => undefined));

/** The next thing in a direction: in columns within the column or in the next one, else the nearest that way. */
function nextOf(node: DrawnNode, key: string): DrawnNode | undefined {
  const upward = key === "ArrowUp" || key === "ArrowDown";
  const forward = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
  const asColumns = boxed && !(nodes.length > 5000);
  let best: DrawnNode | undefined;
  let nearest = Infinity;
  for (const other of nodes) {
    if (other === node || !showsNode(other)) continue;
    const [dx, dy] = [other.x - node.x, other.y - node.y];
    const along = (upward ? dy : dx) * forward;
    if (asColumns ? (upward ? other.column !== node.column || along <= 0 : (other.column - node.column) * forward <= 0) : along <= 0) continue;
    const far = asColumns ? (upward ? 0 : Math.abs(other.column - node.column) * 1e5) + Math.abs(dy) : along + 2.2 * Math.abs(upward ? dx : dy);
    if (far < nearest) { best = other; nearest = far; }
  }
  return best;
}

function first(): DrawnNode | undefined {
  return nodes.filter(showsNode).sort((a, b) => (boxed ? a.column - b.column : 0) || a.y - b.y)[0];
}

function walk(key: string): void {
  const from = getCursor();
  const node = from && showsNode(from) ? nextOf(from, key) : first();
  if (!node) return;
  setCursor(node);
  bringIntoSight(node);
  board.redraw();
  say(`${node.label}, ${details.kinds[node.kind]?.word ?? node.kind}, ${recordsOf(countOfNode(node))}`);
}

const WITH_CURSOR: Record<string, (node: DrawnNode) => void> = { f: focusOn, e: expand, c: collapse, h: hide, p: togglePin };

canvasBox.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  const at = getCursor();
  if (key.startsWith("Arrow")) walk(key);
  else if ((key === "Enter" || key === " ") && at) select({ type: "node", item: at }, true);
  else if (key === "Escape") select(null, false);
  else if (key === "+") zoom(1.2);
  else if (key === "-") zoom(1 / 1.2);
  else if (key === "0") { fit(); write(false); }
  else if (key === "u") undo();
  else if (key === "/") byId("find").focus(); // only here: single letters are not taken from who speaks to the page
  else if (Object.hasOwn(WITH_CURSOR, key) && at) WITH_CURSOR[key]?.(at);
  else return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const writing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
  if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || writing) return;
  undo();
  event.preventDefault();
});

byId("larger").addEventListener("click", () => zoom(1.25));
byId("smaller").addEventListener("click", () => zoom(0.8));
byId("fit").addEventListener("click", () => { fit(); write(false); });
byId("undo").addEventListener("click", undo);
byId("full").addEventListener("click", () => {
  if (isFull()) void document.exitFullscreen();
  else section.requestFullscreen().catch(() => announce("This browser does not allow full screen here."));
});

section.addEventListener("fullscreenchange", () => { byId("full").textContent = isFull() ? "Leave full screen" : "Full screen"; });

/** Mark the button where there is nothing to undo; disabled it would lose the focus. */
function showUndo(): void {
  byId("undo").setAttribute("aria-disabled", String(!canUndo()));
}

let lastPicked: unknown = null;

showUndo();
onState(() => {
  showUndo();
  const picked = state.picked?.item ?? null;
  if (picked !== lastPicked) showPicked();
  lastPicked = picked;
  board.redraw();
});
