// The board: vis-network gives canvas, camera, gestures and physics; drawing.ts draws on it.
// camera.ts moves it, pointer.ts tells what lies under the pointer, physics.ts lets things move.

import { byId } from "../elements";
import { type DrawnNode, boxed, links, linksOf } from "./data";
import { type Lit, type Look, drawPicture, forgetLabels, forgetLines, isLarge, linesLeftOut, litOf, readPalette } from "./drawing";
import { fontReady } from "./fonts";
import { findWays } from "./ways";
import { type Target, onState, state } from "./state";
import { onTheme } from "../theme";
import { showsLink } from "./visible";

export const canvasBox = byId("canvas");
export const section = byId("picture");

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
}

/** Let what the pointer is over stand out. */
export function lightUp(target: Target | null): void {
  if (target?.item === pointed?.item) return;
  pointed = target;
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

/** Move the last frame of a large picture about until `dropFrame` is called. */
export function keepFrame(): void {
  const canvas = canvasBox.querySelector("canvas");
  if (still || !canvas || !isLarge() || state.physics) return;
  const image = document.createElement("canvas");
  image.width = canvas.width;
  image.height = canvas.height;
  image.getContext("2d")?.drawImage(canvas, 0, 0);
  still = { image, ...drawn };
}

export function dropFrame(): void {
  still = null;
  board.redraw();
}

let drawn = { left: 0, top: 0, width: 1, height: 1 }; // what the last frame shows

board.on("beforeDrawing", (context) => {
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

canvasBox.querySelector(".vis-network")?.removeAttribute("tabindex"); // the box around it is what the keys reach
canvasBox.addEventListener("focus", () => board.redraw());
canvasBox.addEventListener("blur", () => board.redraw());
readPalette();
onTheme(() => { readPalette(); board.redraw(); });
void fontReady.then(() => { forgetLabels(); board.redraw(); });
onState(() => {
  forgetLines();
  pointed = null;
  if (state.picked?.type === "node") cursor = state.picked.item;
});
