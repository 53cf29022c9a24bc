// The board: vis-network gives canvas, camera, gestures and physics; drawing.ts draws on it.

import { byId } from "../elements";
import { type DrawnLink, type DrawnNode, boxed, details, findLink, getNode, links, linksOf, nodes } from "./data";
import { type Lit, type Look, curveOf, drawPicture, forgetLabels, forgetLines, isLarge, linesLeftOut, litOf, reachOf, readPalette } from "./drawing";
import { fontReady } from "./fonts";
import { distanceTo } from "./geometry";
import { findWays } from "./ways";
import { type Target, onState, pin, state, write } from "./state";
import { onTheme } from "../theme";
import { showsLink, showsNode } from "./visible";

const { sizes } = details;
const TALLEST = 3600; // a higher picture gets a window of its own, in which it moves
const SMALLEST = 0.02;
const LARGEST = 6;
export const canvasBox = byId("canvas");
const section = byId("picture");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const board = new vis.Network(canvasBox, { nodes: new vis.DataSet<object>([]), edges: new vis.DataSet<object>([]) }, {
  physics: false,
  layout: { improvedLayout: false },
  interaction: { dragNodes: false, selectable: false, hover: false, zoomView: matchMedia("(pointer: coarse)").matches || !boxed, keyboard: false },
});

// what the pointer is over, and where the keys are; neither belongs into the address
let pointed: Target | null = null;
let cursor: DrawnNode | null = null;

export const getCursor = (): DrawnNode | null => cursor;

export function setCursor(node: DrawnNode | null): void {
  cursor = node;
  if (node) bringIntoSight(node);
  board.redraw();
}

/** What stands out: what the pointer is over, else what is selected, else a path. */
function litNow(): Lit | null {
  const target = pointed ?? state.picked;
  if (!target && state.path) {
    const ways = findWays(...state.path);
    return ways.length ? litOf(ways.flat(), state.path) : litOf([], state.path);
  }
  if (!target) return null;
  if (target.type === "node") return litOf(linksOf(target.item.id).filter(showsLink), [target.item]);
  if (target.type === "edge") return litOf([target.item]);
  const told = new Set(target.item.claims);
  return litOf(links.filter((link) => link.claims.some((index) => told.has(index))));
}

/** How to draw at a scale what lies within a frame. */
export function lookAt(scale: number, frame: Look["frame"]): Look {
  const main = [pointed, state.picked].flatMap((target) => (target?.type === "node" ? [target.item] : []));
  return { lit: litNow(), main: new Set(main), cursor: document.activeElement === canvasBox ? cursor : null, scale, frame };
}

// A large picture is not drawn anew for every frame in which it moves: its last frame is moved instead.
let still: { image: HTMLCanvasElement; left: number; top: number; width: number; height: number } | null = null;

function keepFrame(): void {
  const canvas = canvasBox.querySelector("canvas");
  if (still || !canvas || !isLarge() || state.physics) return;
  const image = document.createElement("canvas");
  image.width = canvas.width;
  image.height = canvas.height;
  image.getContext("2d")?.drawImage(canvas, 0, 0);
  still = { image, ...drawn };
}

let drawn = { left: 0, top: 0, width: 1, height: 1 }; // what the last frame shows

board.on("beforeDrawing", (context) => {
  if (state.physics) readPositions();
  if (still) {
    context.drawImage(still.image, still.left, still.top, still.width, still.height);
    return;
  }
  const start = board.DOMtoCanvas({ x: 0, y: 0 });
  const end = board.DOMtoCanvas({ x: canvasBox.clientWidth, y: canvasBox.clientHeight });
  drawn = { left: start.x, top: start.y, width: end.x - start.x, height: end.y - start.y };
  drawPicture(context, lookAt(board.getScale(), { left: start.x, top: start.y, right: end.x, bottom: end.y }));
  const rest = linesLeftOut();
  byId("detail").textContent = rest ? `The strongest lines in sight are drawn; ${rest.toLocaleString("en")} more appear as you come nearer.` : "";
});

// --- camera ----------------------------------------------------------------------------------------------------

let resting: ReturnType<typeof setTimeout> | undefined;

/** Keep the camera in the address once it rests. */
function cameraMoved(): void {
  clearTimeout(resting);
  resting = setTimeout(() => {
    still = null;
    const { x, y } = board.getViewPosition();
    state.camera = { x, y, scale: board.getScale() };
    write(false);
    board.redraw();
  }, 160);
}

board.on("dragStart", keepFrame);
board.on("dragEnd", cameraMoved);
board.on("zoom", () => { keepFrame(); cameraMoved(); });

export function zoom(factor: number): void {
  keepFrame();
  board.moveTo({ scale: Math.min(LARGEST, Math.max(SMALLEST, board.getScale() * factor)), animation: false });
  cameraMoved();
}

export const isFull = (): boolean => document.fullscreenElement === section;

/** What the middle of the board shows first: of a picture wider than the board what it is about, else its second column. */
function firstSight(whole: boolean, high: number, wide: number, tall: number): vis.Point {
  if (!boxed) return { x: details.width / 2, y: high / 2 };
  const within = (middle: number, side: number, all: number): number => Math.max(side / 2, Math.min(middle, all - side / 2));
  const top = Math.min(high, tall) / 2;
  if (whole) return { x: details.width / 2, y: top };
  const focus = details.focus ? getNode(details.focus) : undefined;
  if (focus) return { x: within(focus.x, wide, details.width), y: tall < high ? within(focus.y, tall, high) : top };
  const second = details.columns[Math.min(1, details.columns.length - 1)];
  return { x: wide / 2 + (second ? second.x - second.width / 2 - 14 : 0), y: top };
}

/** Show the whole width, never smaller than can be read; or, where things stand freely, everything. */
export function fit(): void {
  state.camera = null;
  const high = state.empty ? details.height_with_empty : details.height;
  const wide = canvasBox.clientWidth;
  const narrow = wide < details.width * 0.6;
  let scale = Math.max(Math.min(wide / details.width, 1.25), wide < 600 ? 0.85 : 0.62);
  const tall = boxed && !isFull() && high * scale <= TALLEST;
  const room = isFull() ? innerHeight - canvasBox.getBoundingClientRect().top + section.getBoundingClientRect().top - 8
    : tall ? (narrow ? Math.min(high * scale, innerHeight * 0.7) : high * scale) : Math.max(innerHeight * 0.74, 420);
  const height = Math.max(Math.round(room), 160);
  canvasBox.classList.toggle("window", !tall);
  canvasBox.style.height = `${height}px`;
  if (!boxed) scale = Math.min(wide / details.width, height / Math.max(high, 60), 1.4);
  board.setSize("100%", "100%");
  board.setOptions({ interaction: { zoomView: matchMedia("(pointer: coarse)").matches || !tall } });
  const whole = !boxed || wide >= details.width * scale - 1;
  board.moveTo({ position: firstSight(whole, high, wide / scale, height / scale), scale: Math.max(scale, SMALLEST), animation: false });
  board.redraw();
}

/** Move the board so that a thing is in sight, and near enough to be read. */
export function bringIntoSight(node: DrawnNode): void {
  const place = board.canvasToDOM({ x: node.x, y: node.y });
  const inside = place.x > 20 && place.x < canvasBox.clientWidth - 20 && place.y > 10 && place.y < canvasBox.clientHeight - 10;
  if (inside && board.getScale() > 0.3) return;
  board.moveTo({ position: { x: node.x, y: node.y }, scale: Math.max(board.getScale(), boxed ? 0.62 : 0.7), animation: false });
  cameraMoved();
}

// --- what is under the pointer -----------------------------------------------------------------------------------

function nodeAt(point: vis.Point, slack: number): DrawnNode | undefined {
  const asBoxes = boxed && board.getScale() * sizes.box >= 5;
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
  const point = board.DOMtoCanvas(pixel);
  const slack = (coarse ? 12 : 5) / board.getScale();
  const node = nodeAt(point, slack);
  if (node) return { type: "node", item: node };
  const link = linkAt(point, slack);
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
    if (target?.item === pointed?.item || isLarge()) return; // a large picture lights up on a click only
    pointed = target;
    board.redraw();
  });
});
canvasBox.addEventListener("mouseleave", () => { if (pointed) { pointed = null; board.redraw(); } });
canvasBox.addEventListener("focus", () => board.redraw());
canvasBox.addEventListener("blur", () => board.redraw());
canvasBox.addEventListener("wheel", (event) => {
  if (!event.ctrlKey || canvasBox.classList.contains("window")) return;
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12);
}, { passive: false });

// --- physics -----------------------------------------------------------------------------------------------------

let running = false;

function readPositions(): void {
  const found = board.getPositions();
  for (const node of nodes) {
    const place = found[node.id];
    if (place) Object.assign(node, place);
  }
  forgetLines();
}

function startPhysics(): void {
  running = true;
  board.setData({
    // seen through, not hidden: physics leaves out what is hidden
    nodes: new vis.DataSet<object>(nodes.filter(showsNode).map((node) => ({ id: node.id, x: node.x, y: node.y, opacity: 0, borderWidth: 0, chosen: false, fixed: state.pins.has(node), shape: "dot", size: boxed ? 30 : 12 }))),
    edges: new vis.DataSet<object>(links.filter(showsLink).map((link) => ({ id: link.id, from: link.from, to: link.to, width: 0.1, smooth: false, chosen: false, color: { color: "#888", opacity: 0, inherit: false } }))),
  });
  const solver = { enabled: true, solver: "barnesHut", barnesHut: { gravitationalConstant: -2600, springLength: 110, avoidOverlap: 0.3 }, stabilization: { enabled: false, fit: false }, minVelocity: 1 };
  board.setOptions({ physics: solver });
  if (calm.matches) board.stabilize(300); // the result at once instead of the way to it
}

board.on("stabilizationIterationsDone", () => {
  if (calm.matches) board.setOptions({ physics: { enabled: false } });
  board.redraw();
});

function stopPhysics(): void {
  running = false;
  board.setOptions({ physics: false });
  board.setData({ nodes: new vis.DataSet<object>([]), edges: new vis.DataSet<object>([]) });
}

onState((jumped) => {
  forgetLines();
  pointed = null;
  if (state.picked?.type === "node") cursor = state.picked.item;
  const { camera } = state;
  if (state.physics !== running) {
    const kept = { position: board.getViewPosition(), scale: board.getScale() };
    if (state.physics) startPhysics(); else stopPhysics();
    board.moveTo({ ...kept, animation: false }); // new data would reset the camera
  }
  if (jumped && !camera) fit();
  else if (jumped && camera) board.moveTo({ position: camera, scale: camera.scale, animation: false });
  board.redraw();
});
onTheme(() => { readPalette(); board.redraw(); });
void fontReady.then(() => { forgetLabels(); board.redraw(); });

let lastWidth = 0;

/** Show the board for the first time, and keep it fitting. */
export function openBoard(): void {
  readPalette();
  const { camera } = state;
  fit();
  state.camera = camera;
  if (camera) board.moveTo({ position: camera, scale: camera.scale, animation: false });
  if (state.physics) startPhysics();
  lastWidth = canvasBox.clientWidth;
  new ResizeObserver(() => {
    if (canvasBox.clientWidth === lastWidth) return;
    lastWidth = canvasBox.clientWidth;
    fit();
  }).observe(canvasBox);
  section.addEventListener("fullscreenchange", fit);
}

/** Where a line runs through, for tests and scripts of others: the middle in pixels of the canvas. */
export function placeOfLink(key: string): vis.Point | null {
  const link = links.find((one) => one.key === key) ?? findLink(key);
  if (!link) return null;
  const [x1, y1, cx1, cy1, cx2, cy2, x2, y2] = curveOf(link);
  return board.canvasToDOM({ x: (x1 + 3 * cx1 + 3 * cx2 + x2) / 8, y: (y1 + 3 * cy1 + 3 * cy2 + y2) / 8 });
}

