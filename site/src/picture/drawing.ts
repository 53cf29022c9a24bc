// Draws things and lines on a canvas: many at once, with as much detail as can be seen at the scale.

import { type DrawnLink, type DrawnNode, boxed, details, getNode, links, nodes } from "./data";
import { fontStack } from "./fonts";
import { type Corner, type Curve, DOT, toCurve, toDot, toHead, toReach, toWidth } from "./geometry";
import { hasMoved, inBoxes, state } from "./state";
import { colour, isDark } from "../theme";
import { countOf, countOfNode, markOfShown, showsLink, showsNode } from "./visible";

export interface Lit { nodes: Set<DrawnNode>; links: Set<DrawnLink> }
export interface Frame { left: number; top: number; right: number; bottom: number }

/** How the picture is to be drawn at this moment. */
export interface Look {
  lit: Lit | null; // what stands out; null: nothing is looked at
  main: Set<DrawnNode>; // what is looked at itself
  cursor: DrawnNode | null; // where the keys are
  scale: number;
  frame: Frame; // what can be seen
}

const MANY = boxed ? 4000 : 1500; // with more lines, no patterns and heads unless looked at
const LARGE = 2000; // with more things, the last frame stands for the picture while it moves
const MOST_LINES = 5000; // lines in one picture, those between the most spoken of first; nearer by, the others follow
const LABELS = 220; // labels of free things in one picture, at most
const { sizes } = details;
const PIECES = 64; // shapes drawn in one go: one path of thousands takes longer than many short ones
const COMMUNITY_COLOURS = ["mechanism", "material", "failure", "effect", "discrepancy", "system", "person", "quantity"];
const ranked = nodes.map((node) => node).sort((a, b) => b.claims - a.claims);
const strongest = { claims: nodes.reduce((sum, node) => Math.max(sum, node.claims), 1), between: Math.max(1e-9, ...nodes.slice(0, 50000).map((node) => node.between ?? 0)), rank: Math.max(1e-9, ...nodes.slice(0, 50000).map((node) => node.rank ?? 0)) };
let palette = new Map<string, string>();

export const paint = (name: string): string => palette.get(name) ?? palette.get("ink") ?? "#888";

export function readPalette(): void {
  const names = ["paper", "surface", "ink", "soft", "line", "faint", "accent", ...COMMUNITY_COLOURS,
    ...Object.values(details.kinds).map((kind) => kind.colour), ...Object.values(details.strokes).map((stroke) => stroke.colour)];
  palette = new Map(names.map((name) => [name, colour(name)]));
}

export const isLarge = (): boolean => nodes.length > LARGE || links.length > 2 * LARGE;

/** A letter for a community, which says the same as its colour. */
export function communityLetter(node: DrawnNode): string {
  return node.community < 0 ? "" : node.community < 26 ? String.fromCharCode(65 + node.community) : `${node.community + 1}`;
}

export function colourOf(node: DrawnNode): string {
  if (state.colour === "community") return node.community < 0 ? paint("soft") : paint(COMMUNITY_COLOURS[node.community % COMMUNITY_COLOURS.length] ?? "soft");
  return paint(details.kinds[node.kind]?.colour ?? "soft");
}

/** Half the size of a thing's sign, by what the reader has chosen. */
export function reachOf(node: DrawnNode): number {
  if (state.size === "claims") return toReach(node.claims, strongest.claims, !inBoxes());
  return 2 + (inBoxes() ? 3.8 : 8) * Math.sqrt((node[state.size] ?? 0) / strongest[state.size]);
}

const mostRecords = links.reduce((most, link) => Math.max(most, link.claims.length), 1);

/** The width of a line, which grows with the number of its records. */
export const widthOfLink = (link: DrawnLink): number => toWidth(countOf(link), mostRecords);

const lastColumn = details.columns.length - 1;

/** The curve of a line between the places at which its things stand now. */
export const curveOf = (link: DrawnLink): Curve => toCurve(getNode(link.from), getNode(link.to), link.bend ?? 0, inBoxes() ? lastColumn : -1);

/** The corners of the sign of a thing; none for a dot or a ring. */
export function signCorners(node: DrawnNode, x: number, y: number, reach: number): Corner[] {
  return (details.kinds[node.kind]?.corners ?? []).map(([dx, dy]) => [x + dx * reach, y + dy * reach]);
}

function addCorners(path: Path2D, corners: Corner[], closed: boolean): void {
  corners.forEach(([x, y], index) => (index ? path.lineTo(x, y) : path.moveTo(x, y)));
  if (closed && corners.length) path.closePath();
}

/** Add the sign of a thing to a path. */
function addSign(path: Path2D, node: DrawnNode, x: number, y: number, reach: number): void {
  const corners = signCorners(node, x, y, reach);
  addCorners(path, corners, true);
  if (corners.length) return;
  path.moveTo(x + reach, y);
  path.arc(x, y, reach, 0, 2 * Math.PI);
  if (details.kinds[node.kind]?.shape === "ring") {
    path.moveTo(x + reach * 0.45, y);
    path.arc(x, y, reach * 0.45, 0, 2 * Math.PI, true);
  }
}

// --- lines -----------------------------------------------------------------------------------------------------

interface Batch { stroke: string; width: number; path: Path2D; heads: Path2D; pieces: number }
let batches: Batch[] | null = null;

/** Let the lines be laid out anew, after things moved or filters changed. */
export function forgetLines(): void {
  batches = null;
  bands = null;
}

function addCurve(path: Path2D, curve: Curve): void {
  path.moveTo(curve[0], curve[1]);
  if (inBoxes() || links.length <= MANY) path.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7]);
  else path.lineTo(curve[6], curve[7]);
}

const strengthOf = (link: DrawnLink): number => Math.min(getNode(link.from).claims, getNode(link.to).claims);
const rankedLinks = links.length > MOST_LINES ? links.map((link) => link).sort((a, b) => strengthOf(b) - strengthOf(a)) : links;
let leftOut = 0;

/** How many lines in sight are not drawn at this scale. */
export const linesLeftOut = (): number => leftOut;

/** The lines that are drawn: of a large picture the strongest that can be seen. */
function chooseLines({ left, right, top, bottom }: Frame): DrawnLink[] {
  const shown = rankedLinks.filter(showsLink);
  if (shown.length <= MOST_LINES) return shown;
  const inSight = shown.filter((link) => {
    const [a, b] = [getNode(link.from), getNode(link.to)];
    return Math.min(a.x, b.x) <= right && Math.max(a.x, b.x) >= left && Math.min(a.y, b.y) <= bottom && Math.max(a.y, b.y) >= top;
  });
  leftOut = Math.max(0, inSight.length - MOST_LINES);
  return inSight.slice(0, MOST_LINES);
}

function layOut(frame: Frame): Batch[] {
  const open = new Map<string, Batch>();
  const made: Batch[] = [];
  const heads = links.length <= MANY;
  leftOut = 0;
  for (const link of chooseLines(frame)) {
    const width = heads ? Math.ceil(widthOfLink(link) * 2) / 2 : Math.min(3, Math.ceil(widthOfLink(link)));
    const name = `${link.stroke} ${width}`;
    let batch = open.get(name);
    if (!batch || batch.pieces >= PIECES) {
      batch = { stroke: link.stroke, width, path: new Path2D(), heads: new Path2D(), pieces: 0 };
      open.set(name, batch);
      made.push(batch);
    }
    const curve = curveOf(link);
    addCurve(batch.path, curve);
    if (heads) addHead(batch.heads, curve, link.stroke, width);
    batch.pieces += 1;
  }
  return made;
}

function addHead(path: Path2D, curve: Curve, name: string, width: number): void {
  const head = details.strokes[name]?.head ?? "none";
  if (head === "circle") {
    const [x, y] = toDot(curve);
    path.moveTo(x + DOT, y);
    path.arc(x, y, DOT, 0, 2 * Math.PI);
  } else addCorners(path, toHead(curve, head, width), head === "arrow");
}

function strokeBatch(context: CanvasRenderingContext2D, batch: Batch, patterned: boolean, scale = 1): void {
  const style = details.strokes[batch.stroke];
  if (!style) return;
  context.strokeStyle = context.fillStyle = paint(style.colour);
  context.lineWidth = patterned ? batch.width : Math.max(batch.width * 0.7, 0.5 / scale);
  if (patterned) context.setLineDash(style.dash);
  context.stroke(batch.path);
  if (patterned) context.setLineDash([]);
  if (style.head === "arrow" || style.head === "circle") context.fill(batch.heads);
  else if (style.head !== "none") { context.lineWidth = style.head === "bar" ? 2 : 1.4; context.stroke(batch.heads); }
}

function drawLines(context: CanvasRenderingContext2D, look: Look): void {
  if (links.length > MOST_LINES) batches = null; // what is drawn changes with what is in sight
  batches ??= layOut(look.frame);
  const many = links.length > MANY;
  const lines = batches.length * PIECES;
  const rest = (isDark() ? 0.5 : 0.42) * (many ? Math.max(0.25, 0.6 * Math.sqrt(MANY / lines)) : links.length > 250 ? 0.85 : 1); // many lines are drawn fainter
  context.globalAlpha = look.lit ? (many ? 0.03 : 0.06) : rest;
  for (const batch of batches) strokeBatch(context, batch, !many && !look.lit, look.scale); // what is faint needs no pattern
  if (look.lit) {
    context.globalAlpha = 0.95;
    for (const link of look.lit.links) {
      if (!showsLink(link)) continue;
      const batch = { stroke: link.stroke, width: widthOfLink(link), path: new Path2D(), heads: new Path2D(), pieces: 1 };
      const curve = curveOf(link);
      batch.path.moveTo(curve[0], curve[1]);
      batch.path.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7]);
      addHead(batch.heads, curve, link.stroke, batch.width);
      strokeBatch(context, batch, true);
    }
  }
  context.globalAlpha = 1;
}

// --- labels ----------------------------------------------------------------------------------------------------

const shortened = new Map<string, string>();

/** Let the labels be cut anew, after the font has changed. */
export function forgetLabels(): void {
  shortened.clear();
}

/** A label that fits its room; what was cut is told in full when it is looked at. */
function shorten(context: CanvasRenderingContext2D, node: DrawnNode, room: number): string {
  let text = shortened.get(node.id);
  if (text === undefined) {
    text = node.text.replace(/\s+/g, " ");
    // a label a little too long is set closer before it is cut
    if (context.measureText(text).width > room * 1.12) {
      while (text.length > 1 && context.measureText(`${text}…`).width > room * 1.12) text = text.slice(0, -1);
      text = `${text.trimEnd()}…`;
    }
    shortened.set(node.id, text);
  }
  return text;
}

function drawHeadings(context: CanvasRenderingContext2D, look: Look): void {
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.lineJoin = "round";
  context.font = `600 13px ${fontStack}`;
  context.fillStyle = paint("ink");
  for (const column of details.columns) context.fillText(column.title, column.x - column.width / 2, 14, column.width + 60);
  if (look.scale < 0.35) return;
  context.font = `italic 11px ${fontStack}`;
  context.globalAlpha = look.lit ? 0.4 : 1;
  context.fillStyle = paint("soft");
  context.strokeStyle = paint("paper");
  context.lineWidth = 4; // a rim of paper keeps the words apart from the lines behind them
  for (const heading of headingsOf()) {
    const column = details.columns[heading.column];
    if (!column || heading.y < look.frame.top || heading.y > look.frame.bottom + 12) continue;
    const left = column.x - column.width / 2 + 2;
    context.strokeText(heading.text.slice(0, 60), left, heading.y);
    context.fillText(heading.text.slice(0, 60), left, heading.y);
  }
  context.globalAlpha = 1;
}

// --- columns that hide what runs behind them ---------------------------------------------------------------------

const GAP = 80; // between two boxes of a column, in which a line could be followed; as kg/draw/svg.py
/** The headings under which something is shown. */
export function headingsOf(): typeof details.headings {
  if (headed?.mark === markOfShown()) return headed.headings;
  const shown = nodes.filter(showsNode);
  const headings = details.headings.filter(({ column, y }) => {
    const next = Math.min(...details.headings.filter((other) => other.column === column && other.y > y).map((other) => other.y));
    return shown.some((node) => node.column === column && node.y > y && node.y < next);
  });
  headed = { mark: markOfShown(), headings };
  return headings;
}

let headed: { mark: number; headings: typeof details.headings } | null = null;
let bands: { mark: number; boxes: [left: number, top: number, width: number, height: number][] } | null = null;

/** What hides the lines behind each column: runs of the boxes that stand in it, from the first to the last. */
function layBands(): [left: number, top: number, width: number, height: number][] {
  const heights = details.columns.map((): number[] => []);
  for (const node of nodes) if (showsNode(node) && !state.pins.has(node)) heights[node.column]?.push(node.y);
  return heights.flatMap((found, number) => {
    const column = details.columns[number];
    if (!column || !found.length) return [];
    found.sort((a, b) => a - b);
    const starts = found.flatMap((y, at) => (at === 0 || y - (found[at - 1] ?? y) > GAP ? [at] : []));
    return starts.map((start, at): [number, number, number, number] => {
      const [first = 0, last = 0] = [found[start], found[(starts[at + 1] ?? found.length) - 1]];
      return [column.x - column.width / 2, first - sizes.box / 2, column.width, last - first + sizes.box];
    });
  });
}

/** The bands as they are now; none where things have left their columns. */
export function bandsOf(): [left: number, top: number, width: number, height: number][] {
  if (!details.opaque || hasMoved()) return [];
  if (bands?.mark !== markOfShown()) bands = { mark: markOfShown(), boxes: layBands() };
  return bands.boxes;
}

// --- things in boxes -------------------------------------------------------------------------------------------

/** Left side and width of a box; one that is looked at grows until its whole label fits, within the picture. */
export function boxOf(context: CanvasRenderingContext2D, node: DrawnNode, main: boolean): [left: number, width: number] {
  let width = node.width;
  if (main && shorten(context, node, node.width - sizes.inBox).endsWith("…")) {
    context.font = `600 ${sizes.label}px ${fontStack}`;
    width = Math.max(node.width, Math.min(context.measureText(node.text).width + sizes.inBox + 2, details.width));
  }
  return [width === node.width ? node.x - width / 2 : Math.max(2, Math.min(node.x - node.width / 2, details.width - width - 2)), width];
}

/** The label in a box of that width; a box that has grown holds it whole. */
export function labelIn(context: CanvasRenderingContext2D, node: DrawnNode, width: number): string {
  return width > node.width ? node.text : shorten(context, node, node.width - sizes.inBox);
}

function drawBox(context: CanvasRenderingContext2D, node: DrawnNode, look: Look): void {
  const strong = look.lit?.nodes.has(node) ?? false;
  const main = look.main.has(node) || look.cursor === node;
  context.font = `400 ${sizes.label}px ${fontStack}`;
  const [left, width] = boxOf(context, node, main);
  const faded = look.lit && !strong && !main ? 0.4 : 1;
  context.fillStyle = paint(main ? "faint" : node.claims ? "surface" : "paper");
  context.strokeStyle = strong || main ? colourOf(node) : paint("line");
  context.lineWidth = main ? 2 : strong ? 1.3 : 0.8;
  context.beginPath();
  context.roundRect(left, node.y - sizes.box / 2, width, sizes.box, 5);
  context.fill(); // the box covers the lines behind it also when it is faded
  context.globalAlpha = faded;
  context.stroke();
  context.fillStyle = colourOf(node);
  const sign = new Path2D();
  addSign(sign, node, left + 10, node.y, reachOf(node));
  context.fill(sign, "evenodd");
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `${main ? 600 : 400} ${sizes.label}px ${fontStack}`;
  context.fillStyle = paint("ink");
  context.fillText(labelIn(context, node, width), left + 21, node.y + 0.5, width - sizes.inBox);
  context.textAlign = "right";
  context.font = `400 10px ${fontStack}`;
  context.fillStyle = paint("soft");
  const told = state.colour === "community" ? communityLetter(node) : String(countOfNode(node) || "");
  context.fillText(told, left + width - 5, node.y + 0.5);
  context.globalAlpha = 1;
  if (state.pins.has(node)) drawPin(context, left + 1, node.y - sizes.box / 2);
  if (look.cursor === node) drawCursor(context, left, node.y - sizes.box / 2, width, sizes.box);
}

function drawPin(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.fillStyle = paint("accent");
  context.fillRect(x - 2, y - 2, 5, 5);
}

function drawCursor(context: CanvasRenderingContext2D, left: number, top: number, width: number, height: number): void {
  context.strokeStyle = paint("accent");
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(left - 3, top - 3, width + 6, height + 6, 7);
  context.stroke();
}

// --- things that stand freely ----------------------------------------------------------------------------------

/** Half the size of a sign, which can be seen at any scale. */
export const leastReach = (node: DrawnNode, scale: number): number => Math.max(reachOf(node), (nodes.length > LARGE ? 1.3 : 2.8) / scale);

function drawSigns(context: CanvasRenderingContext2D, shown: DrawnNode[], look: Look): void {
  const paths = new Map<string, Path2D[]>();
  let count = 0;
  const tiny = look.scale < 0.25 && shown.length > LARGE;
  for (const node of shown) {
    const faded = look.lit && !look.lit.nodes.has(node) ? "1" : "0";
    const name = `${faded}${colourOf(node)}`;
    let list = paths.get(name);
    if (!list) paths.set(name, list = []);
    let path = list.at(-1);
    if (!path || count % PIECES === 0) list.push(path = new Path2D());
    count += 1;
    const reach = leastReach(node, look.scale);
    if (tiny) path.rect(node.x - reach, node.y - reach, 2 * reach, 2 * reach);
    else addSign(path, node, node.x, node.y, reach);
  }
  for (const [name, list] of paths) {
    context.globalAlpha = name.startsWith("1") ? 0.25 : 1;
    context.fillStyle = name.slice(1);
    for (const path of list) context.fill(path, "evenodd");
  }
  context.globalAlpha = 1;
}

export interface Label { node: DrawnNode; text: string; left: number; main: boolean }

/** Labels beside the signs: the most spoken of first, none over another. */
export function placeLabels(look: Look, size: number, most: number): Label[] {
  const rows = new Map<number, [from: number, to: number, y: number][]>();
  const placed: Label[] = [];
  const first = [...look.main, ...(look.lit ? [...look.lit.nodes].slice(0, 60) : [])];
  for (const node of new Set([...first, ...ranked])) {
    if (placed.length >= most) break;
    const main = look.main.has(node) || look.cursor === node;
    if (!showsNode(node) || node.x > look.frame.right || node.x < look.frame.left - node.width || node.y < look.frame.top || node.y > look.frame.bottom) continue;
    if (look.lit && !main && !look.lit.nodes.has(node)) continue;
    const name = main || node.text.length <= sizes.longest ? node.text : `${node.text.slice(0, sizes.longest - 1).trimEnd()}…`;
    const text = state.colour === "community" ? `${name} · ${communityLetter(node)}` : name;
    const away = leastReach(node, look.scale) + 3 / look.scale;
    const across = boxed ? (text.length * 0.52 + 0.6) * size : ((node.width - sizes.beside) / sizes.label + (text.length - Math.min(node.text.length, sizes.longest)) * 0.5 + 0.6) * size; // the width as the font sets it
    const turned = node.x + away + across > look.frame.right && node.x - away - across > look.frame.left; // else the edge would cut it
    const left = turned ? node.x - away - across : node.x + away;
    const [start, end] = turned ? [left, node.x] : [node.x, left + across];
    const row = Math.round(node.y / size);
    const clash = [row - 1, row, row + 1].some((near) => rows.get(near)?.some(([from, to, y]) => start < to && from < end && Math.abs(node.y - y) < size));
    if (clash && !main) continue;
    const taken = rows.get(row);
    if (taken) taken.push([start, end, node.y]);
    else rows.set(row, [[start, end, node.y]]);
    placed.push({ node, text, left, main });
  }
  return placed;
}

/** Draw the labels, in a size that can be read at any scale. */
function drawLabels(context: CanvasRenderingContext2D, look: Look): void {
  const size = Math.max(sizes.label, sizes.label / look.scale);
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.lineJoin = "round";
  context.strokeStyle = paint("paper");
  context.lineWidth = size * 0.28;
  context.fillStyle = paint("ink");
  for (const { node, text, left, main } of placeLabels(look, size, LABELS)) {
    context.font = `${main ? 600 : 400} ${size}px ${fontStack}`;
    context.strokeText(text, left, node.y);
    context.fillText(text, left, node.y);
  }
}

/** Draw everything that can be seen. */
export function drawPicture(context: CanvasRenderingContext2D, look: Look): void {
  context.save();
  drawLines(context, look);
  const { left, right, top, bottom } = look.frame;
  const shown = nodes.filter((node) => node.y > top - 20 && node.y < bottom + 20 && node.x + node.width > left && node.x - node.width < right && showsNode(node));
  if (inBoxes() && look.scale * sizes.box >= 5) {
    context.fillStyle = paint("paper");
    for (const band of bandsOf()) context.fillRect(...band);
    drawHeadings(context, look);
    // on top of the others: what was put there by hand, then what is looked at, which may be wider
    const layer = (node: DrawnNode): number => (look.main.has(node) || look.cursor === node ? 2 : Number(state.pins.has(node)));
    for (const level of [0, 1, 2]) for (const node of shown) if (layer(node) === level) drawBox(context, node, look);
  } else {
    if (inBoxes()) drawHeadings(context, look);
    drawSigns(context, shown, look);
    drawLabels(context, look);
    for (const node of shown) if (state.pins.has(node)) drawPin(context, node.x - 8, node.y - 8);
    if (look.cursor && showsNode(look.cursor)) {
      const reach = reachOf(look.cursor) + 3 / look.scale;
      drawCursor(context, look.cursor.x - reach, look.cursor.y - reach, 2 * reach, 2 * reach);
    }
  }
  context.restore();
}

/** What stands out for a line: itself and its ends. */
export function litOf(chosen: DrawnLink[], around: DrawnNode[] = []): Lit {
  return { links: new Set(chosen), nodes: new Set([...around, ...chosen.flatMap((link) => [getNode(link.from), getNode(link.to)])]) };
}
