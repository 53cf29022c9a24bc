// The picture as it is shown, as an image for a talk: PNG or SVG, to a file or to the clipboard.

import { all, byId } from "../elements";
import { boxed, details, getNode, links, nodes } from "./data";
import { lookAt } from "./board";
import { colourOf, drawPicture, paint, reachOf, widthOfLink } from "./drawing";
import { BOX, type Pen, curveOf, drawHead, signCorners } from "./geometry";
import { say } from "./panel";
import { showsLink, showsNode } from "./visible";

const MARGIN = 16;
const MOST_PIXELS = 8000; // a side of an image; browsers refuse much more

interface Frame { left: number; top: number; right: number; bottom: number }

/** Where everything that is shown lies. */
function extent(): Frame {
  const shown = nodes.filter(showsNode);
  const left = shown.map((node) => node.x - (boxed ? node.width / 2 : 12));
  const right = shown.map((node) => node.x + (boxed ? node.width / 2 : node.width));
  const least = (values: number[], other: number): number => values.reduce((a, b) => Math.min(a, b), other);
  const most = (values: number[], other: number): number => values.reduce((a, b) => Math.max(a, b), other);
  return {
    left: least(left, shown.length ? Infinity : 0) - MARGIN, right: most(right, shown.length ? -Infinity : 100) + MARGIN,
    top: (boxed ? 0 : least(shown.map((node) => node.y), Infinity) - 12) - MARGIN, bottom: most(shown.map((node) => node.y), 40) + 12 + MARGIN,
  };
}

async function toPng(): Promise<Blob> {
  const frame = extent();
  const [wide, high] = [frame.right - frame.left, frame.bottom - frame.top];
  const scale = Math.min(2.5, MOST_PIXELS / wide, MOST_PIXELS / high);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(wide * scale);
  canvas.height = Math.ceil(high * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas");
  context.fillStyle = paint("paper");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.translate(-frame.left, -frame.top);
  drawPicture(context, { ...lookAt(Math.max(scale, 1), frame), cursor: null });
  return new Promise((resolve, reject) => { canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the image is too large"))), "image/png"); });
}

const escaped = (text: string): string => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "").replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const round = (number: number): string => String(Math.round(number * 10) / 10);

function lineSvg(link: (typeof links)[number]): string {
  const style = details.strokes[link.stroke];
  if (!style) return "";
  const curve = curveOf(link);
  const [x1, y1, cx1, cy1, cx2, cy2, x2, y2] = curve.map(round);
  const width = widthOfLink(link);
  const ink = paint(style.colour);
  let path = "";
  const pen: Pen = { moveTo: (x, y) => { path += `M${round(x)} ${round(y)}`; }, lineTo: (x, y) => { path += `L${round(x)} ${round(y)}`; }, closePath: () => { path += "Z"; } };
  drawHead(pen, curve, style.head, width);
  const head = style.head === "circle" ? `<circle cx="${x2}" cy="${y2}" r="2.6" fill="${ink}" stroke="none"/>`
    : path ? `<path d="${path}" ${style.head === "arrow" ? `fill="${ink}" stroke="none"` : `fill="none" stroke-width="${style.head === "bar" ? 2 : 1.4}"`}/>` : "";
  const dash = style.dash.length ? ` stroke-dasharray="${style.dash.join(" ")}"` : "";
  return `<g stroke="${ink}" opacity="0.55"><title>${escaped(`${getNode(link.from).label} – ${link.relations.join(", ")} – ${getNode(link.to).label}`)}</title>`
    + `<path d="M${x1} ${y1}C${cx1} ${cy1} ${cx2} ${cy2} ${x2} ${y2}" fill="none" stroke-width="${round(width)}"${dash}/>${head}</g>`;
}

function signSvg(node: (typeof nodes)[number], x: number): string {
  const corners = signCorners(details.kinds[node.kind]?.shape ?? "dot", x, node.y, reachOf(node));
  const fill = `fill="${colourOf(node)}"`;
  return corners ? `<polygon ${fill} points="${corners.map(([px, py]) => `${round(px)},${round(py)}`).join(" ")}"/>` : `<circle ${fill} cx="${round(x)}" cy="${round(node.y)}" r="${round(reachOf(node))}"/>`;
}

function thingSvg(node: (typeof nodes)[number]): string {
  const cut = (room: number): string => (node.text.length > room ? `${node.text.slice(0, room - 1).trimEnd()}…` : node.text);
  const [x, y] = [round(node.x), round(node.y + 4)];
  if (!boxed) return `<g><title>${escaped(node.label)}</title>${signSvg(node, node.x)}<text x="${round(node.x + reachOf(node) + 4)}" y="${y}">${escaped(cut(34))}</text></g>`;
  const left = node.x - node.width / 2;
  return `<g><title>${escaped(node.label)}</title><rect x="${round(left)}" y="${round(node.y - BOX / 2)}" width="${node.width}" height="${BOX}" rx="5" fill="${paint("surface")}" stroke="${paint("line")}"/>`
    + `${signSvg(node, left + 10)}<text x="${round(left + 21)}" y="${y}">${escaped(cut(Math.floor((node.width - 40) / 5.6)))}</text>`
    + `<text x="${round(Number(x) + node.width / 2 - 5)}" y="${y}" font-size="9" text-anchor="end" fill="${paint("soft")}">${node.claims || ""}</text></g>`;
}

function toSvg(): Blob {
  const { left, top, right, bottom } = extent();
  const heads = details.columns.map((column) => `<text x="${column.x - column.width / 2}" y="14" font-size="13" font-weight="600">${escaped(column.title)}</text>`);
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${round(left)} ${round(top)} ${round(right - left)} ${round(bottom - top)}" width="${round(right - left)}" height="${round(bottom - top)}" `
    + `font-family="'Source Sans Pro', 'Noto Sans', 'DejaVu Sans', sans-serif" font-size="11" fill="${paint("ink")}">`,
    `<title>${escaped(document.title)}</title>`,
    `<rect x="${round(left)}" y="${round(top)}" width="100%" height="100%" fill="${paint("paper")}"/>`,
    ...links.filter(showsLink).map(lineSvg), ...heads, ...nodes.filter(showsNode).map(thingSvg), "</svg>",
  ].join("\n");
  return new Blob([text], { type: "image/svg+xml" });
}

function download(blob: Blob, ending: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${details.name || "picture"}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(`Saved as ${link.download}`);
}

const WAYS: Record<string, () => Promise<void>> = {
  "png": async () => { download(await toPng(), "png"); },
  "svg": async () => { download(toSvg(), "svg"); },
  "copy-png": async () => { await navigator.clipboard.write([new ClipboardItem({ "image/png": toPng() })]); say("Copied as an image"); },
  "copy-svg": async () => { await navigator.clipboard.writeText(await toSvg().text()); say("Copied as SVG"); },
  "copy-link": async () => { await navigator.clipboard.writeText(location.href); say("Copied the address"); },
};

for (const button of all<HTMLButtonElement>("button[data-save]")) {
  button.addEventListener("click", () => {
    byId<HTMLDetailsElement>("save").open = false;
    WAYS[button.dataset["save"] ?? ""]?.().catch((error: unknown) => say(`That did not work: ${error instanceof Error ? error.message : String(error)}`));
  });
}
