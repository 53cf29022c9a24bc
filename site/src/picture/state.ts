// What is shown and how: one object, which the address carries, so that a link shows the same and "back" undoes.

import { isAnchor } from "../address";
import { type DrawnLink, type DrawnNode, type Work, boxed, details, linkByKey, links, nodeByKey, nodes, places, workByKey } from "./data";
import { decodeLayout, encodeLayout } from "./layout_code";

export type Target = { type: "node"; item: DrawnNode } | { type: "edge"; item: DrawnLink } | { type: "work"; item: Work };
export type Colouring = "kind" | "community";
export type Sizing = "claims" | "between" | "rank";

export interface State {
  picked: Target | null;
  off: Set<string>; // kinds, strokes, "origin-..." and "mode-..." that are switched off
  empty: boolean; // whether things without a line are shown
  years: [number, number] | null; // first and last year; null: all, and records without a year
  focus: Set<DrawnNode> | null; // null: everything
  hidden: Set<DrawnNode>;
  pins: Map<DrawnNode, { x: number; y: number }>;
  moved: { x: number; y: number }[] | null; // where physics left all things; null: where they were laid out
  colour: Colouring;
  size: Sizing;
  physics: boolean;
  path: [DrawnNode, DrawnNode] | null;
  camera: { x: number; y: number; scale: number } | null; // null: the whole
}

function fresh(): State {
  return {
    picked: null, off: new Set(), empty: links.length === 0, years: null, focus: null, hidden: new Set(), pins: new Map(), moved: null,
    colour: "kind", size: "claims", physics: false, path: null, camera: null,
  };
}

export const state: State = fresh();
const listeners: ((jumped: boolean) => void)[] = [];

/** Call `listener` after every change; `jumped` tells that the address brought it about. */
export function onState(listener: (jumped: boolean) => void): void {
  listeners.push(listener);
}

export const slug = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");

/** All words that can be switched off. */
export const filterWords = new Set([
  ...Object.keys(details.kinds), ...Object.keys(details.strokes),
  ...details.claims.flatMap((claim) => [`origin-${slug(claim.origin ?? "")}`, `mode-${slug(claim.mode ?? "")}`]),
]);

const keys = (some: Iterable<DrawnNode>): string => [...some].map((node) => encodeURIComponent(node.key)).sort().join(",");

/** The state as the part of an address behind "#". */
export function toHash(): string {
  const parts: string[] = [];
  if (state.picked) parts.push(`${state.picked.type}=${encodeURIComponent(state.picked.item.key)}`);
  if (state.path) parts.push(`path=${state.path.map((node) => encodeURIComponent(node.key)).join(",")}`);
  if (state.off.size) parts.push(`off=${[...state.off].sort().join(".")}`);
  if (state.empty !== (links.length === 0)) parts.push(`empty=${state.empty ? 1 : 0}`);
  if (state.years) parts.push(`years=${state.years.join("-")}`);
  if (state.focus) parts.push(`focus=${keys(state.focus)}`);
  if (state.hidden.size) parts.push(`hide=${keys(state.hidden)}`);
  if (state.pins.size) parts.push(`pin=${[...state.pins].map(([node, { x, y }]) => `${encodeURIComponent(node.key)}@${Math.round(x)}@${Math.round(y)}`).sort().join(",")}`);
  if (state.colour !== "kind") parts.push(`colour=${state.colour}`);
  if (state.size !== "claims") parts.push(`size=${state.size}`);
  if (state.physics) parts.push("physics=1");
  if (state.moved) parts.push(`layout=${encodeLayout(state.moved)}`);
  if (state.camera) parts.push(`at=${Math.round(state.camera.x)},${Math.round(state.camera.y)},${state.camera.scale.toFixed(3)}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

export function decode(text: string): string {
  try { return decodeURIComponent(text); } catch { return text; } // a broken escape stays as it is
}

const toNodes = (value: string): DrawnNode[] => value.split(",").map((part) => nodeByKey.get(decode(part))).filter((node) => node !== undefined);

const FARTHEST = 3 * Math.max(details.width, details.height_with_empty, 1000); // how far a thing may be moved by hand

function toTarget(type: string, key: string): Target | null {
  const node = nodeByKey.get(key);
  const edge = linkByKey.get(key);
  const work = workByKey.get(key);
  if (type === "node" && node) return { type, item: node };
  if (type === "edge" && edge) return { type, item: edge };
  if (type === "work" && work) return { type, item: work };
  return null;
}

const READERS: Record<string, (value: string) => void> = {
  node: (value) => { state.picked = toTarget("node", decode(value)) ?? state.picked; },
  edge: (value) => { state.picked = toTarget("edge", decode(value)) ?? state.picked; },
  work: (value) => { state.picked = toTarget("work", decode(value)) ?? state.picked; },
  path: (value) => { const [from, to] = toNodes(value); if (from && to) state.path = [from, to]; },
  off: (value) => { state.off = new Set(decode(value).split(".").filter((word) => filterWords.has(word))); },
  empty: (value) => { state.empty = value === "1"; },
  years: (value) => {
    const [first, last] = value.split("-").map(Number);
    if (first && last && first <= last) state.years = [first, last];
  },
  focus: (value) => { const found = toNodes(value); if (found.length) state.focus = new Set(found); },
  hide: (value) => { state.hidden = new Set(toNodes(value)); },
  pin: (value) => {
    for (const part of value.split(",")) {
      const [key = "", ...told] = part.split("@");
      const [x = NaN, y = NaN] = told.map((text) => (text ? Number(text) : NaN));
      const node = nodeByKey.get(decode(key));
      if (node && Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST) state.pins.set(node, { x, y });
    }
  },
  colour: (value) => { if (value === "community") state.colour = value; },
  size: (value) => { if (value === "between" || value === "rank") state.size = value; },
  physics: (value) => { state.physics = value === "1"; },
  layout: (value) => { state.moved = decodeLayout(value, nodes.length); },
  at: (value) => {
    const [x = NaN, y = NaN, scale = NaN] = value.split(",").map(Number);
    if (Math.abs(x) < 1e6 && Math.abs(y) < 1e6 && scale > 0.01 && scale < 20) state.camera = { x, y, scale };
  },
};

/** Take the state from the address; return whether the address was one of ours. */
function readAddress(): boolean {
  const raw = location.hash.slice(1);
  if (isAnchor() || raw.startsWith("claim=")) return false; // a claim is what another part shows
  Object.assign(state, fresh());
  for (const part of raw.split("&")) {
    const [name = "", value = ""] = part.split(/=(.*)/s);
    if (Object.hasOwn(READERS, name)) READERS[name]?.(value);
  }
  if (state.picked?.type === "node" && !state.picked.item.claims) state.empty = true;
  placeThings();
  return true;
}

/** Put every thing where the state has it. */
function placeThings(): void {
  nodes.forEach((node, index) => Object.assign(node, state.pins.get(node) ?? state.moved?.[index] ?? places[index]));
}

/** Whether things stand elsewhere than they were laid out, but for those that were moved by hand. */
export const hasMoved = (): boolean => state.physics || state.moved !== null;

/** Whether things are drawn as boxes: in columns, as long as they stand there. */
export const inBoxes = (): boolean => boxed && !hasMoved();

/** Keep all things where physics has brought them. */
export function keepLayout(): void {
  state.moved = decodeLayout(encodeLayout(nodes), nodes.length); // as the address tells it
  placeThings();
}

/** Put everything back where it was laid out. */
export function putBack(): void {
  Object.assign(state, { moved: null, physics: false, pins: new Map(), camera: null });
  placeThings();
}

/** Bring the page up to date with the state. */
export function tell(jumped = false): void {
  for (const listener of listeners) listener(jumped);
}

const depth = (): number => { const kept: unknown = history.state; return typeof kept === "object" && kept !== null && "kgDepth" in kept ? Number(kept.kgDepth) : 0; };

/** Whether there is a step of this page to undo. */
export const canUndo = (): boolean => depth() > 0;

/** Change the state as one step, which "back" and "undo" take back. */
export function step(change: () => void): void {
  change();
  write(true);
  tell();
}

/** Put the state into the address without making a step: for the camera, and while a slider moves. */
export function write(asStep: boolean): void {
  const address = toHash() || "#picture=";
  if (address === location.hash || (address === "#picture=" && !location.hash)) return;
  if (asStep) history.pushState({ kgDepth: depth() + 1 }, "", address);
  else history.replaceState(history.state, "", address);
}

/** Undo the last step. */
export function undo(): void {
  if (canUndo()) history.back();
}

/** Move a thing by hand; it stays there. */
export function pin(node: DrawnNode, x: number, y: number): void {
  const [far, low] = [x, y].map((at) => Math.max(-FARTHEST, Math.min(FARTHEST, at)));
  const place = { x: far ?? x, y: low ?? y };
  Object.assign(node, place);
  state.pins.set(node, place);
}

/** Let a thing go back to where it stood. */
export function unpin(node: DrawnNode): void {
  state.pins.delete(node);
  placeThings();
}

window.addEventListener("hashchange", () => { if (readAddress()) tell(true); });

/** Read the address for the first time. */
export function start(): void {
  readAddress();
}
