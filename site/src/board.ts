// The board: lines are drawn by vis-network, boxes by us on top of them, everything at places computed beforehand.

import { byId } from "./elements";
import { type DrawnLink, type DrawnNode, type Target, details, findLink, getNode, links, linksOf, nodes, source } from "./picture_data";
import { colour, isDark } from "./theme";

const BOX = 12;
export const canvasBox = byId("canvas");
export const edgeSet = new vis.DataSet<object>(source.edges.map((edge) => ({ ...edge, color: { color: "#888", opacity: 0.3 } })));
export const board = new vis.Network(canvasBox, { nodes: new vis.DataSet(source.nodes), edges: edgeSet }, {
  physics: false,
  layout: { improvedLayout: false },
  nodes: { chosen: false, fixed: true, borderWidth: 0, opacity: 0 },
  edges: { chosen: false, hoverWidth: 0, selectionWidth: 0, arrowStrikethrough: true, endPointOffset: { from: 0, to: 0 } },
  interaction: { dragNodes: false, selectable: false, hover: false, zoomView: matchMedia("(pointer: coarse)").matches, keyboard: false },
});

// What is on, what is looked at: filters.ts and picture.ts write here, this file only reads.
interface View { off: Set<string>; empty: boolean; picked: Target | null; pointed: Target | null; cursor: DrawnNode | null }
export const view: View = { off: new Set(), empty: false, picked: null, pointed: null, cursor: null };
let palette = new Map<string, string>();
let lit: { nodes: Set<string>; links: Set<string> } | null = null; // what stands out; null: nothing is looked at

const paint = (name: string): string => palette.get(name) ?? "";

export function readPalette(): void {
  palette = new Map(["paper", "surface", "ink", "soft", "line", "faint", "accent", ...Object.keys(details.kinds), ...Object.keys(details.strokes)]
    .map((name) => [name, colour(name)]));
}

export function showsNode(node: DrawnNode): boolean {
  return !view.off.has(node.kind) && (node.claims > 0 || view.empty);
}

export function showsLink(link: DrawnLink): boolean {
  return !view.off.has(link.stroke) && showsNode(getNode(link.start)) && showsNode(getNode(link.end));
}

/** What stands out for a selection: its links and the things at their ends. */
function neighbourhood(target: Target | null): typeof lit {
  if (!target) return null;
  const around = new Set<string>(target.type === "node" ? [target.item.id] : []);
  const chosen = target.type === "node" ? linksOf(target.item.id)
    : target.type === "edge" ? [target.item]
      : links.filter((link) => link.claims.some((index) => target.item.claims.includes(index)));
  for (const link of chosen) { around.add(link.start); around.add(link.end); }
  return { nodes: around, links: new Set(chosen.map((link) => link.id)) };
}

/** Bring the colours of all lines up to date with filters and selection. */
export function repaint(): void {
  const seen = neighbourhood(view.pointed ?? view.picked);
  lit = seen;
  const rest = (isDark() ? 0.42 : 0.36) * (links.length > 250 ? 0.8 : 1); // many lines are drawn fainter
  edgeSet.update(links.map((link) => ({
    id: link.id,
    hidden: !showsLink(link),
    color: { color: paint(link.stroke), opacity: seen ? (seen.links.has(link.id) ? 0.95 : 0.05) : rest },
  })));
  board.redraw();
}

function iconPath(context: CanvasRenderingContext2D, kind: string, x: number, y: number, r: number): void {
  context.beginPath();
  if (kind === "material") context.arc(x, y, r, 0, 2 * Math.PI);
  else if (kind === "process") context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else {
    const corners: [number, number][] = kind === "mechanism" ? [[-1.1, 0], [-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95]]
      : kind === "effect" ? [[0, -1.1], [1.1, 0.85], [-1.1, 0.85]] : [[0, 1.1], [1.1, -0.85], [-1.1, -0.85]];
    corners.forEach(([dx, dy], index) => context[index ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
    context.closePath();
  }
  context.fill();
}

const shortened = new Map<string, string>();

function shorten(context: CanvasRenderingContext2D, node: DrawnNode, room: number): string {
  const known = shortened.get(node.id);
  if (known !== undefined) return known;
  let text = node.text.replace(/\s+/g, " ");
  const most = room * 1.14; // a label a little too long is set closer before it is cut
  if (context.measureText(text).width > most) {
    while (text.length > 1 && context.measureText(text + "…").width > most) text = text.slice(0, -1);
    text = text.trimEnd() + "…";
  }
  shortened.set(node.id, text);
  return text;
}

const isMain = (node: DrawnNode): boolean => view.picked?.item === node || view.pointed?.item === node || (view.cursor === node && document.activeElement === canvasBox);

/** The width of a box: one that is looked at grows until its whole label fits. */
function widthOf(context: CanvasRenderingContext2D, node: DrawnNode, main: boolean): number {
  if (!main || !shorten(context, node, node.width - 38).endsWith("…")) return node.width;
  context.font = `600 11px ${fontStack}`;
  return Math.max(node.width, Math.min(context.measureText(node.text).width + 40, details.width));
}

function drawNode(context: CanvasRenderingContext2D, node: DrawnNode): void {
  const strong = lit?.nodes.has(node.id);
  const main = isMain(node);
  context.font = `400 11px ${fontStack}`;
  const width = widthOf(context, node, main);
  // grown boxes stay on the board
  const left = Math.max(2, Math.min(node.x - node.width / 2, details.width - width - 2));
  context.globalAlpha = lit && !strong ? 0.4 : 1;
  context.fillStyle = paint(main ? "faint" : node.claims ? "surface" : "paper");
  context.strokeStyle = paint(strong ? node.kind : "line");
  context.lineWidth = main ? 2 : strong ? 1.3 : 0.8;
  context.beginPath();
  context.roundRect(left, node.y - BOX / 2, width, BOX, 5);
  context.globalAlpha = 1; // the box covers the lines behind it also when it is faded
  context.fill();
  context.globalAlpha = lit && !strong ? 0.4 : 1;
  context.stroke();
  context.fillStyle = paint(node.kind);
  iconPath(context, node.kind, left + 10, node.y, Math.min(5.8, 2.5 + 0.7 * Math.sqrt(node.claims)));
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `${main ? 600 : 400} 11px ${fontStack}`;
  context.fillStyle = paint("ink");
  context.fillText(width > node.width ? node.text : shorten(context, node, node.width - 38), left + 21, node.y + 0.5, width - 38);
  context.textAlign = "right";
  context.font = `400 9px ${fontStack}`;
  context.fillStyle = paint("soft");
  if (node.claims) context.fillText(String(node.claims), left + width - 5, node.y + 0.5);
  if (view.cursor === node && document.activeElement === canvasBox) {
    context.globalAlpha = 1;
    context.strokeStyle = paint("accent");
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(left - 3, node.y - BOX / 2 - 3, width + 6, BOX + 6, 7);
    context.stroke();
  }
  context.globalAlpha = 1;
}

const fontStack = getComputedStyle(document.body).fontFamily;

board.on("beforeDrawing", (context) => {
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  for (const column of details.columns) {
    context.font = `600 13px ${fontStack}`;
    context.fillStyle = paint("ink");
    context.fillText(column.title, column.x - column.width / 2, 14);
  }
});

board.on("afterDrawing", (context) => {
  context.save();
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.font = `italic 10.5px ${fontStack}`;
  for (const heading of details.headings) {
    const column = details.columns[heading.column];
    if (!column) continue;
    context.globalAlpha = lit ? 0.4 : 1;
    context.fillStyle = paint("soft");
    context.strokeStyle = paint("paper");
    context.lineJoin = "round";
    context.lineWidth = 4; // a rim of paper keeps the words apart from the lines behind them
    context.strokeText(heading.text.slice(0, 60), column.x - column.width / 2 + 2, heading.y);
    context.fillText(heading.text.slice(0, 60), column.x - column.width / 2 + 2, heading.y);
  }
  const shown = nodes.filter(showsNode);
  for (const node of shown) if (!isMain(node)) drawNode(context, node);
  for (const node of shown) if (isMain(node)) drawNode(context, node); // on top, because they may be wider
  context.restore();
});

/** The box under a point of the board, or undefined. */
function nodeAt(point: vis.Point): DrawnNode | undefined {
  return nodes.find((node) => showsNode(node) && Math.abs(point.x - node.x) <= node.width / 2 && Math.abs(point.y - node.y) <= BOX / 2 + 1);
}

/** What is under a point given in pixels of the canvas. */
export function targetAt(pixel: vis.Point): Target | null {
  const node = nodeAt(board.DOMtoCanvas(pixel));
  if (node) return { type: "node", item: node };
  const link = findLink(board.getEdgeAt(pixel));
  return link && showsLink(link) ? { type: "edge", item: link } : null;
}

/** Show the whole width, never smaller than can be read; the board is as high as that needs. */
export function fit(): void {
  const high = view.empty ? details.height_with_empty : details.height;
  const wide = canvasBox.clientWidth;
  const scale = Math.max(Math.min(wide / details.width, 1.25), wide < 600 ? 0.85 : 0.62);
  const room = wide < details.width * 0.6 ? Math.min(high * scale, innerHeight * 0.7) : high * scale;
  canvasBox.style.height = `${Math.max(Math.round(room), 160)}px`;
  board.setSize("100%", "100%");
  board.redraw();
  const whole = wide >= details.width * scale - 1;
  const second = details.columns[1];
  const left = second ? second.x - second.width / 2 - 14 : 0;
  board.moveTo({
    position: { x: whole ? details.width / 2 : wide / scale / 2 + left, y: Math.min(high, canvasBox.clientHeight / scale) / 2 },
    scale, animation: false,
  });
}

/** Move the board so that a box is in sight. */
export function bringIntoSight(node: DrawnNode): void {
  const place = board.canvasToDOM({ x: node.x, y: node.y });
  if (place.x > 20 && place.x < canvasBox.clientWidth - 20 && place.y > 10 && place.y < canvasBox.clientHeight - 10) return;
  board.moveTo({ position: { x: node.x, y: node.y }, animation: false });
}
