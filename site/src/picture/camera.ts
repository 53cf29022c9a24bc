// The camera: which part of the picture the board shows, and what page and panel leave free of it.

import { board, canvasBox, dropFrame, keepFrame, section } from "./board";
import { byId } from "../elements";
import { type DrawnLink, type DrawnNode, boxed, details, getNode, nodes } from "./data";
import { curveOf, type Frame } from "./drawing";
import { hasMoved, inBoxes, onState, state, write } from "./state";
import { showsNode } from "./visible";

const TALLEST = 3600; // a higher picture gets a window of its own, in which it moves
const SMALLEST = 0.02;
const LARGEST = 6;
const LABELS = 28; // pixels above and below that labels need beside what they name
const SLACK = 0.35; // how far the edge of the picture may be moved into the board, as a share of the board
const panel = byId("panel");
const coarse = matchMedia("(pointer: coarse)");

export const isFull = (): boolean => document.fullscreenElement === section;

/** Where things lie that were laid out together. */
const whole = (): Frame => ({ left: 0, top: 0, right: details.width, bottom: state.empty ? details.height_with_empty : details.height });

function around(found: Iterable<DrawnNode>, start: Frame): Frame {
  const frame = { ...start };
  for (const node of found) {
    const side = inBoxes() ? node.width / 2 : 12;
    frame.left = Math.min(frame.left, node.x - side);
    frame.top = Math.min(frame.top, node.y - 12);
    frame.right = Math.max(frame.right, node.x + (inBoxes() ? side : node.width));
    frame.bottom = Math.max(frame.bottom, node.y + 12);
  }
  return frame;
}

/** Whether what is shown is no longer the whole of what was laid out: it has moved, or is a part of it. */
function isApart(): boolean {
  const { left, top, right, bottom } = around(state.pins.keys(), whole());
  return hasMoved() || state.focus !== null || left < 0 || top < 0 || right > details.width || bottom > whole().bottom;
}

/** Where the things lie: as they were laid out, or as physics, hands and focus have left them. */
function frameOf(): Frame {
  if (!isApart()) return whole();
  const shown = nodes.filter(showsNode);
  return shown.length ? around(shown, { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }) : whole();
}

// --- fitting ---------------------------------------------------------------------------------------------------

let resting: ReturnType<typeof setTimeout> | undefined; // until the camera is kept
let flows = false; // whether the whole height of the picture stands in the page, which then scrolls instead of the board
let fitted = 1; // the scale at which it was fitted

/** What the middle of the board shows first: of a picture wider than the board what it is about, else the column to begin with. */
function firstSight(frame: Frame, wide: number, tall: number): vis.Point {
  const within = (middle: number, side: number, all: number): number => Math.max(side / 2, Math.min(middle, all - side / 2));
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  const picked = state.picked?.type === "node" && inBoxes() ? state.picked.item : null;
  if (!boxed || isApart()) return picked && (wide < frame.right - frame.left || tall < frame.bottom - frame.top) ? { x: picked.x, y: picked.y } : middle;
  const top = Math.min(frame.bottom, tall) / 2;
  if (wide >= details.width - 1) return { x: middle.x, y: top };
  const focus = details.focus ? getNode(details.focus) : undefined;
  if (focus) return { x: within(focus.x, wide, details.width), y: tall < frame.bottom ? within(focus.y, tall, frame.bottom) : top };
  const first = details.columns[details.first_column];
  return { x: wide / 2 + (first ? first.x - first.width / 2 - 14 : 0), y: top };
}

/** Show the whole width, never smaller than can be read; or, where things stand freely, everything. */
export function fit(): void {
  clearTimeout(resting); // else the camera that was would come back into the address
  state.camera = null;
  const frame = frameOf();
  const [across, high] = [frame.right - frame.left, frame.bottom - frame.top];
  const wide = canvasBox.clientWidth;
  const columns = boxed && !isApart();
  const least = wide < 600 ? 0.85 : 0.62;
  let scale = columns ? Math.max(Math.min(wide / across, 1.25), least) : 1;
  const screen = innerHeight * 0.7; // a board that moves leaves room around it, by which the page can be moved
  const tall = columns && !isFull() && high * scale <= TALLEST;
  flows = tall && (wide >= across * 0.6 || high * scale <= screen);
  const room = isFull() ? innerHeight - canvasBox.getBoundingClientRect().top + section.getBoundingClientRect().top - 8
    : flows ? high * scale : tall || coarse.matches ? screen : Math.max(innerHeight * 0.74, 420);
  // where things stand freely, no more than they need at the width that there is
  const needed = columns || isFull() ? room : Math.min(room, high * Math.max(inBoxes() ? least : 0, Math.min(wide / across, 1.4)) + LABELS);
  const height = Math.max(Math.round(needed), 160);
  canvasBox.classList.toggle("window", !tall);
  canvasBox.style.height = `${height}px`;
  if (!columns) scale = Math.min(wide / across, (height - LABELS) / Math.max(high, 60), 1.4);
  if (inBoxes()) scale = Math.max(scale, least); // a part of it is no smaller than the whole would be
  fitted = Math.max(scale, SMALLEST);
  board.setSize("100%", "100%");
  board.setOptions({ interaction: { zoomView: coarse.matches || !tall } });
  board.moveTo({ position: firstSight(frame, wide / scale, height / scale), scale: fitted, animation: false });
  byId("beyond").hidden = wide >= across * scale - 1;
  shareGestures();
  board.redraw();
}

/** Leave swipes up and down to the page, unless the board has more to show that way and leaves the page room. */
function shareGestures(): void {
  const moves = !flows || (board.getScale() > fitted * 1.02 && canvasBox.clientHeight < innerHeight * 0.8);
  canvasBox.classList.toggle("moves", moves);
}

// --- moving ----------------------------------------------------------------------------------------------------

/** Keep the camera in the address once it rests. */
function cameraMoved(): void {
  clearTimeout(resting);
  resting = setTimeout(() => {
    const { x, y } = board.getViewPosition();
    state.camera = { x, y, scale: board.getScale() };
    write(false);
    shareGestures();
    dropFrame();
  }, 160);
}

/** The nearest place from which the board shows some of a side of the picture, from `low` to `high`. */
function within(middle: number, side: number, low: number, high: number, slack: number): number {
  const room = side * slack;
  if (high - low <= side) return Math.max((low + high) / 2 - room, Math.min(middle, (low + high) / 2 + room));
  return Math.max(low + side / 2 - room, Math.min(middle, high - side / 2 + room));
}

/** Where the camera may be at most when it should be at a place. */
function limited({ x, y }: vis.Point, frame: Frame): vis.Point {
  const scale = board.getScale();
  return {
    x: within(x, canvasBox.clientWidth / scale, frame.left, frame.right, SLACK),
    y: within(y, canvasBox.clientHeight / scale, frame.top, frame.bottom, flows ? 0 : SLACK),
  };
}

let limits: Frame | null = null;
board.on("dragStart", () => { keepFrame(); limits = frameOf(); });
function keepNear(): void {
  if (!limits) return;
  const place = board.getViewPosition();
  const kept = limited(place, limits);
  if (kept.x !== place.x || kept.y !== place.y) board.moveTo({ position: kept, animation: false });
}

board.on("dragging", () => queueMicrotask(keepNear)); // the library tells of a move before it makes it
board.on("dragEnd", () => { keepNear(); cameraMoved(); });
board.on("zoom", () => { keepFrame(); cameraMoved(); });

export function zoom(factor: number): void {
  keepFrame();
  board.moveTo({ scale: Math.min(LARGEST, Math.max(SMALLEST, board.getScale() * factor)), animation: false });
  cameraMoved();
}

canvasBox.addEventListener("wheel", (event) => {
  if (!event.ctrlKey || canvasBox.classList.contains("window")) return;
  event.preventDefault();
  zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12);
}, { passive: false });

/** Where the open panel covers the window: from its left side on, or from its top down. */
function covered(): { left: number; top: number } {
  const free = { left: innerWidth, top: innerHeight };
  if (!panel.classList.contains("open") || getComputedStyle(panel).position !== "fixed") return free;
  const { left, top } = panel.getBoundingClientRect();
  return left > 0 ? { ...free, left } : { ...free, top };
}

/** Where a line runs through the middle of its way. */
export function middleOf(link: DrawnLink): vis.Point {
  const [x1, y1, cx1, cy1, cx2, cy2, x2, y2] = curveOf(link);
  return { x: (x1 + 3 * cx1 + 3 * cx2 + x2) / 8, y: (y1 + 3 * cy1 + 3 * cy2 + y2) / 8 };
}

/**
 * Move board and page so that a place can be seen beside the panel.
 *
 * @param half half the width of what stands there, in the picture's own pixels
 * @param least the scale below which it cannot be read, 0 to leave the scale as it is
 */
function show(place: vis.Point, half: number, least: number): void {
  const free = covered();
  const box = canvasBox.getBoundingClientRect();
  const room = Math.min(box.width, free.left - box.left);
  const scale = Math.max(board.getScale(), board.getScale() <= 0.3 ? least : 0);
  const side = Math.min(half * scale, room * 0.45);
  const at = board.canvasToDOM(place);
  const inWidth = at.x - side > -4 && at.x + side < room + 4;
  const inHeight = at.y > 10 && at.y < box.height - 10;
  if (!inWidth || !inHeight || scale !== board.getScale()) {
    const now = board.getViewPosition();
    const x = inWidth ? now.x : place.x + (box.width - room) / 2 / scale;
    board.moveTo({ position: { x, y: inHeight ? now.y : place.y }, scale, animation: false });
    cameraMoved();
  }
  const y = box.top + board.canvasToDOM(place).y;
  if (y < 40 || y > free.top - 30) (isFull() ? section : document.documentElement).scrollBy({ top: y - free.top / 2, behavior: "instant" });
}

/** Bring a thing into sight, near enough to be read. */
export const bringIntoSight = (node: DrawnNode): void => show(node, inBoxes() ? node.width / 2 : 10, boxed ? 0.62 : 0.7);

/** Bring what is selected out from under the panel, at the scale that the reader has chosen. */
export function showPicked(): void {
  if (state.picked?.type === "node") show(state.picked.item, inBoxes() ? state.picked.item.width / 2 : 10, 0);
  else if (state.picked?.type === "edge") show(middleOf(state.picked.item), 10, 0);
}

// --- following the address and the window ------------------------------------------------------------------------

/** Go where the address says; from there something must be seen. */
function goTo(camera: NonNullable<typeof state.camera>): void {
  const frame = frameOf();
  const [wide, tall] = [canvasBox.clientWidth / camera.scale, canvasBox.clientHeight / camera.scale];
  const seen = camera.x + wide > frame.left && camera.x - wide < frame.right && camera.y + tall > frame.top && camera.y - tall < frame.bottom;
  if (!seen) { fit(); return; }
  state.camera = camera;
  board.moveTo({ position: camera, scale: camera.scale, animation: false });
  shareGestures();
}

/** Fit the board to the page anew, and keep the camera where somebody has put it. */
function refit(): void {
  const { camera } = state;
  fit();
  if (camera) goTo(camera);
}

let focused = state.focus;

onState((jumped) => {
  if (jumped || state.focus !== focused) refit();
  focused = state.focus;
});

/** Show the board for the first time, and keep it fitting. */
export function openCamera(): void {
  refit();
  let lastWidth = canvasBox.clientWidth;
  new ResizeObserver(() => {
    if (canvasBox.clientWidth === lastWidth) return;
    lastWidth = canvasBox.clientWidth;
    refit();
  }).observe(canvasBox);
  section.addEventListener("fullscreenchange", refit);
}
