// What is under the pointer, and what a press, a drag or a tap on it does.

import { board, canvasBox, lightUp } from "./board";
import { type DrawnLink, type DrawnNode, details, links, nodes } from "./data";
import { curveOf, forgetLines, isLarge, reachOf } from "./drawing";
import { distanceTo } from "./geometry";
import { type Target, inBoxes, pin, state } from "./state";
import { showsLink, showsNode } from "./visible";

const { sizes } = details;

function nodeAt(point: vis.Point, slack: number): DrawnNode | undefined {
  const asBoxes = inBoxes() && board.getScale() * sizes.box >= 5;
  let best: DrawnNode | undefined;
  let nearest = Infinity;
  for (const node of nodes) {
    const [dx, dy] = [Math.abs(point.x - node.x), Math.abs(point.y - node.y)];
    if (dy > 12 + slack || !showsNode(node)) continue;
    const hit = asBoxes ? dx <= node.width / 2 && dy <= sizes.box / 2 + 1 : Math.hypot(dx, dy) <= reachOf(node) + slack;
    if (hit && dx + dy < nearest) { best = node; nearest = asBoxes ? dy : dx + dy; }
  }
  return best;
}

function linkAt(point: vis.Point, slack: number): DrawnLink | undefined {
  let best: DrawnLink | undefined;
  let nearest = slack;
  for (const link of links) {
    if (!showsLink(link)) continue;
    const far = distanceTo(curveOf(link), point, nearest);
    if (far < nearest) { best = link; nearest = far; }
  }
  return best;
}

/** What is under a point given in pixels of the canvas. */
export function targetAt(pixel: vis.Point, coarse = false): Target | null {
  const place = board.DOMtoCanvas(pixel);
  const slack = (coarse ? 12 : 5) / board.getScale();
  const node = nodeAt(place, slack);
  if (node) return { type: "node", item: node };
  const link = linkAt(place, slack);
  return link ? { type: "edge", item: link } : null;
}

const pixelOf = (event: PointerEvent | MouseEvent): vis.Point => {
  const frame = canvasBox.getBoundingClientRect();
  return { x: event.clientX - frame.left, y: event.clientY - frame.top };
};

/** Call `open` with what was clicked, and let things be dragged with a mouse. */
export function onPick(open: (target: Target | null) => void, moved: (node: DrawnNode) => void): void {
  let lastType = "mouse";
  let pressed: { node: DrawnNode; x: number; y: number; dragged: boolean } | null = null;
  canvasBox.addEventListener("pointerdown", (event) => {
    lastType = event.pointerType;
    const found = event.button === 0 && event.pointerType !== "touch" ? targetAt(pixelOf(event)) : null;
    if (found?.type !== "node") return;
    pressed = { node: found.item, x: event.clientX, y: event.clientY, dragged: false };
    event.stopPropagation(); // the board must not move with the thing
    canvasBox.setPointerCapture(event.pointerId);
  }, { capture: true });
  canvasBox.addEventListener("pointermove", (event) => {
    if (!pressed || (!pressed.dragged && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 5)) return;
    pressed.dragged = true;
    const place = board.DOMtoCanvas(pixelOf(event));
    pin(pressed.node, place.x, place.y);
    if (state.physics) board.moveNode(pressed.node.id, place.x, place.y);
    forgetLines();
    board.redraw();
  });
  canvasBox.addEventListener("pointerup", () => {
    const held = pressed;
    pressed = null;
    if (!held) return;
    canvasBox.focus({ preventScroll: true });
    if (held.dragged) moved(held.node);
    else open({ type: "node", item: held.node });
  });
  // a tap is over here: the browser must not send a click after it, which would press what the panel brings under the finger
  canvasBox.addEventListener("touchend", (event) => { if (event.cancelable) event.preventDefault(); }, { passive: false });
  board.on("click", (event) => {
    canvasBox.focus({ preventScroll: true });
    open(targetAt(event.pointer.DOM, lastType === "touch"));
  });
}

let waiting = false;
canvasBox.addEventListener("mousemove", (event) => {
  if (waiting || event.buttons) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const target = targetAt(pixelOf(event));
    canvasBox.style.cursor = target ? "pointer" : "default";
    if (isLarge()) return; // a large picture lights up on a click only
    lightUp(target);
  });
});
canvasBox.addEventListener("mouseleave", () => lightUp(null));
