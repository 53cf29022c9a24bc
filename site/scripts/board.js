// The board: lines are drawn by vis-network, boxes by us on top of them, everything at places computed beforehand.

const source = JSON.parse(document.getElementById("picture-data").textContent);
const details = source.details;
const nodes = details.nodes;
const links = details.links;
const nodeById = new Map(nodes.map((node) => [node.id, node]));
const linkById = new Map(links.map((link) => [link.id, link]));
const nodeByKey = new Map(nodes.map((node) => [node.key, node]));
const linkByKey = new Map(links.map((link) => [link.key, link]));
const workByKey = new Map(details.works.map((work) => [work.key, work]));
const linksOf = new Map(nodes.map((node) => [node.id, []]));
for (const link of links) {
  linksOf.get(link.start).push(link);
  if (link.end !== link.start) linksOf.get(link.end).push(link);
}

const BOX = 12;
const canvasBox = document.getElementById("canvas");
const edgeSet = new vis.DataSet(source.edges.map((edge) => ({ ...edge, color: { color: "#888", opacity: 0.3 } })));
const board = new vis.Network(canvasBox, { nodes: new vis.DataSet(source.nodes), edges: edgeSet }, {
  physics: false,
  layout: { improvedLayout: false },
  nodes: { chosen: false, fixed: true, borderWidth: 0, opacity: 0 },
  edges: { chosen: false, hoverWidth: 0, selectionWidth: 0, arrowStrikethrough: true, endPointOffset: { from: 0, to: 0 } },
  interaction: { dragNodes: false, selectable: false, hover: false, zoomView: matchMedia("(pointer: coarse)").matches, keyboard: false },
});

// What is on, what is looked at: filters.js and picture.js write here, this file only reads.
const view = { off: new Set(), empty: false, picked: null, pointed: null, cursor: null };
let palette = new Map();
let lit = null; // null: nothing is looked at; else { nodes, links } that stand out

function readPalette() {
  palette = new Map(["paper", "surface", "ink", "soft", "line", "faint", "accent", ...Object.keys(details.kinds), ...Object.keys(details.strokes)]
    .map((name) => [name, colour(name)]));
}

function showsNode(node) {
  return !view.off.has(node.kind) && (node.claims > 0 || view.empty);
}

function showsLink(link) {
  return !view.off.has(link.stroke) && showsNode(nodeById.get(link.start)) && showsNode(nodeById.get(link.end));
}

/** What stands out for a selection {type, item}: its links and the things at their ends. */
function neighbourhood(target) {
  if (!target) return null;
  let chosen;
  if (target.type === "node") chosen = linksOf.get(target.item.id);
  else if (target.type === "edge") chosen = [target.item];
  else chosen = links.filter((link) => link.claims.some((index) => target.item.claims.includes(index)));
  const around = new Set(target.type === "node" ? [target.item.id] : []);
  for (const link of chosen) { around.add(link.start); around.add(link.end); }
  return { nodes: around, links: new Set(chosen.map((link) => link.id)) };
}

/** Bring the colours of all lines up to date with filters and selection. */
function repaint() {
  lit = neighbourhood(view.pointed ?? view.picked);
  const rest = (isDark() ? 0.42 : 0.36) * (links.length > 250 ? 0.8 : 1); // many lines are drawn fainter
  edgeSet.update(links.map((link) => ({
    id: link.id,
    hidden: !showsLink(link),
    color: { color: palette.get(link.stroke), opacity: lit ? (lit.links.has(link.id) ? 0.95 : 0.05) : rest },
  })));
  board.redraw();
}

function iconPath(context, kind, x, y, r) {
  context.beginPath();
  if (kind === "material") context.arc(x, y, r, 0, 2 * Math.PI);
  else if (kind === "process") context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else {
    const corners = kind === "mechanism" ? [[-1.1, 0], [-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95]]
      : kind === "effect" ? [[0, -1.1], [1.1, 0.85], [-1.1, 0.85]] : [[0, 1.1], [1.1, -0.85], [-1.1, -0.85]];
    corners.forEach(([dx, dy], index) => context[index ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
    context.closePath();
  }
  context.fill();
}

const shortened = new Map();

function shorten(context, node, room) {
  if (!shortened.has(node.id)) {
    let text = node.text.replace(/\s+/g, " ");
    // a label a little too long is set closer before it is cut
    if (context.measureText(text).width > room * 1.14) {
      room *= 1.14;
      while (text.length > 1 && context.measureText(text + "…").width > room) text = text.slice(0, -1);
      text = text.trimEnd() + "…";
    }
    shortened.set(node.id, text);
  }
  return shortened.get(node.id);
}

const isMain = (node) => view.picked?.item === node || view.pointed?.item === node || (view.cursor === node && document.activeElement === canvasBox);

/** The width of a box: one that is looked at grows until its whole label fits. */
function widthOf(context, node, main) {
  if (!main || !shorten(context, node, node.width - 38).endsWith("…")) return node.width;
  context.font = `600 11px ${fontStack}`;
  return Math.max(node.width, Math.min(context.measureText(node.text).width + 40, details.width));
}

function drawNode(context, node) {
  const strong = lit?.nodes.has(node.id);
  const main = isMain(node);
  context.font = `400 11px ${fontStack}`;
  const width = widthOf(context, node, main);
  // grown boxes stay on the board
  const left = Math.max(2, Math.min(node.x - node.width / 2, details.width - width - 2));
  context.globalAlpha = lit && !strong ? 0.4 : 1;
  context.fillStyle = palette.get(main ? "faint" : node.claims ? "surface" : "paper");
  context.strokeStyle = palette.get(strong ? node.kind : "line");
  context.lineWidth = main ? 2 : strong ? 1.3 : 0.8;
  context.beginPath();
  context.roundRect(left, node.y - BOX / 2, width, BOX, 5);
  context.globalAlpha = 1; // the box covers the lines behind it also when it is faded
  context.fill();
  context.globalAlpha = lit && !strong ? 0.4 : 1;
  context.stroke();
  context.fillStyle = palette.get(node.kind);
  iconPath(context, node.kind, left + 10, node.y, Math.min(5.8, 2.5 + 0.7 * Math.sqrt(node.claims)));
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `${main ? 600 : 400} 11px ${fontStack}`;
  context.fillStyle = palette.get("ink");
  context.fillText(width > node.width ? node.text : shorten(context, node, node.width - 38), left + 21, node.y + 0.5, width - 38);
  context.textAlign = "right";
  context.font = `400 9px ${fontStack}`;
  context.fillStyle = palette.get("soft");
  if (node.claims) context.fillText(String(node.claims), left + width - 5, node.y + 0.5);
  if (view.cursor === node && document.activeElement === canvasBox) {
    context.globalAlpha = 1;
    context.strokeStyle = palette.get("accent");
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
    context.fillStyle = palette.get("ink");
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
    context.globalAlpha = lit ? 0.4 : 1;
    context.fillStyle = palette.get("soft");
    context.strokeStyle = palette.get("paper");
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
function nodeAt(point) {
  return nodes.find((node) => showsNode(node) && Math.abs(point.x - node.x) <= node.width / 2 && Math.abs(point.y - node.y) <= BOX / 2 + 1);
}

/** What is under a point given in pixels of the canvas: {type, item} or null. */
function targetAt(pixel) {
  const node = nodeAt(board.DOMtoCanvas(pixel));
  if (node) return { type: "node", item: node };
  const link = linkById.get(board.getEdgeAt(pixel));
  return link && showsLink(link) ? { type: "edge", item: link } : null;
}

/** Show the whole width, never smaller than can be read; the board is as high as that needs. */
function fit() {
  const high = view.empty ? details.height_with_empty : details.height;
  const wide = canvasBox.clientWidth;
  const scale = Math.max(Math.min(wide / details.width, 1.25), wide < 600 ? 0.85 : 0.62);
  const room = wide < details.width * 0.6 ? Math.min(high * scale, innerHeight * 0.7) : high * scale;
  canvasBox.style.height = `${Math.max(Math.round(room), 160)}px`;
  board.setSize("100%", "100%");
  board.redraw();
  const whole = wide >= details.width * scale - 1;
  board.moveTo({
    position: { x: whole ? details.width / 2 : wide / scale / 2 + details.columns[1].x - details.columns[1].width / 2 - 14, y: Math.min(high, canvasBox.clientHeight / scale) / 2 },
    scale, animation: false,
  });
}

/** Move the board so that a box is in sight. */
function bringIntoSight(node) {
  const place = board.canvasToDOM({ x: node.x, y: node.y });
  if (place.x > 20 && place.x < canvasBox.clientWidth - 20 && place.y > 10 && place.y < canvasBox.clientHeight - 10) return;
  board.moveTo({ position: { x: node.x, y: node.y }, animation: false });
}
