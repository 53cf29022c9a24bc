// The picture as it is shown, as an image for a talk: SVG, or PNG drawn from it, to a file or to the clipboard.

import { all, byId, counted } from "../elements";
import { copyText } from "../result_files";
import { details, getNode, links, nodes } from "./data";
import { lookAt } from "./board";
import { type Look, bandsOf, boxOf, headingsOf, colourOf, curveOf, labelIn, paint, placeLabels, reachOf, signCorners, widthOfLink } from "./drawing";
import { fontRules, fontStack } from "./fonts";
import { type Corner, type Curve, DOT, toDot, toHead } from "./geometry";
import { recordsOf } from "./panel";
import { announce } from "./said";
import { inBoxes } from "./state";
import { countOf, countOfNode, shownClaims, showsLink, showsNode } from "./visible";

const { sizes } = details;
const MARGIN = 16;
const TOP = 52; // room for the heading
const MOST_PIXELS = 8000; // a side of an image; browsers refuse much more
const pen = document.createElement("canvas").getContext("2d"); // measures text

interface Frame { left: number; top: number; right: number; bottom: number }

/** Where everything that is shown lies. */
function extent(): Frame {
  const boxed = inBoxes();
  const frame = boxed ? { left: details.width, top: 0, right: 0, bottom: 40 } : { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const node of nodes) {
    if (!showsNode(node)) continue;
    frame.left = Math.min(frame.left, node.x - (boxed ? node.width / 2 : 12));
    frame.right = Math.max(frame.right, node.x + (boxed ? node.width / 2 : node.width));
    frame.top = Math.min(frame.top, boxed ? 0 : node.y - 12);
    frame.bottom = Math.max(frame.bottom, node.y + 12);
  }
  for (const column of boxed ? details.columns : []) {
    frame.left = Math.min(frame.left, column.x - column.width / 2);
    frame.right = Math.max(frame.right, column.x + column.width / 2);
  }
  return Number.isFinite(frame.left) ? frame : { left: 0, top: 0, right: 100, bottom: 40 };
}

const escaped = (text: string): string => text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "").replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
const round = (number: number): string => String(Math.round(number * 10) / 10);
const points = (corners: Corner[]): string => corners.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");

function widthOf(text: string, font: string): number {
  if (!pen) return text.length * 6;
  pen.font = `${font} ${fontStack}`;
  return pen.measureText(text).width;
}

function headSvg(curve: Curve, stroke: string, width: number): string {
  const head = details.strokes[stroke]?.head ?? "none";
  if (head === "circle") {
    const [x, y] = toDot(curve);
    return `<circle cx="${round(x)}" cy="${round(y)}" r="${DOT}" stroke="none"/>`;
  }
  const corners = toHead(curve, head, width);
  if (!corners.length) return "";
  return head === "arrow" ? `<polygon points="${points(corners)}" stroke="none"/>` : `<polyline points="${points(corners)}" fill="none" stroke-width="${head === "bar" ? 2 : 1.4}"/>`;
}

function curveSvg(curve: Curve, stroke: string, width: number): string {
  const [x1, y1, cx1, cy1, cx2, cy2, x2, y2] = curve.map(round);
  const dash = details.strokes[stroke]?.dash ?? [];
  return `<path d="M${x1} ${y1}C${cx1} ${cy1} ${cx2} ${cy2} ${x2} ${y2}" fill="none" stroke-width="${round(width)}"${dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : ""}/>${headSvg(curve, stroke, width)}`;
}

function lineSvg(link: (typeof links)[number], { lit }: Look): string {
  const ink = paint(details.strokes[link.stroke]?.colour ?? "soft");
  const opacity = lit ? (lit.links.has(link) ? 0.95 : 0.06) : 0.55;
  const title = `${getNode(link.from).label} – ${link.relations.join(", ")} – ${getNode(link.to).label} (${countOf(link)})`;
  return `<g class="link" stroke="${ink}" fill="${ink}" opacity="${opacity}"><title>${escaped(title)}</title>${curveSvg(curveOf(link), link.stroke, widthOfLink(link))}</g>`;
}

function signSvg(node: (typeof nodes)[number], x: number, y: number, reach: number, fill: string): string {
  const corners = signCorners(node, x, y, reach);
  if (corners.length) return `<polygon fill="${fill}" points="${points(corners)}"/>`;
  const hole = details.kinds[node.kind]?.shape === "ring" ? `<circle fill="${paint("paper")}" cx="${round(x)}" cy="${round(y)}" r="${round(reach * 0.45)}"/>` : "";
  return `<circle fill="${fill}" cx="${round(x)}" cy="${round(y)}" r="${round(reach)}"/>${hole}`;
}

function thingSvg(node: (typeof nodes)[number], look: Look, name: string): string {
  const strong = !look.lit || look.lit.nodes.has(node) || look.main.has(node);
  const title = `<g class="thing"${strong ? "" : ` opacity="${inBoxes() ? 0.4 : 0.25}"`}><title>${escaped(node.label)}</title>`;
  if (!inBoxes()) return `${title}${signSvg(node, node.x, node.y, reachOf(node), colourOf(node))}${name}</g>`;
  const main = look.main.has(node);
  if (pen) pen.font = `400 ${sizes.label}px ${fontStack}`;
  const [left, width] = pen ? boxOf(pen, node, main) : [node.x - node.width / 2, node.width];
  const label = pen ? labelIn(pen, node, width) : node.text;
  const weight = main ? 600 : 400;
  const closer = widthOf(label, `${weight} ${sizes.label}px`) > width - sizes.inBox ? ` textLength="${round(width - sizes.inBox)}" lengthAdjust="spacingAndGlyphs"` : "";
  const text = `<text x="${round(left + 21)}" y="${round(node.y + 3.8)}"${main ? ' font-weight="600"' : ""}${closer}>${escaped(label)}</text>`;
  const count = `<text x="${round(left + width - 5)}" y="${round(node.y + 3.2)}" font-size="10" text-anchor="end" fill="${paint("soft")}">${countOfNode(node) || ""}</text>`;
  const edge = look.lit && strong ? `${colourOf(node)}" stroke-width="1.3` : paint("line");
  return `${title}<rect x="${round(left)}" y="${round(node.y - sizes.box / 2)}" width="${round(width)}" height="${sizes.box}" rx="5" fill="${paint("surface")}" stroke="${edge}"/>`
    + `${signSvg(node, left + 10, node.y, reachOf(node), colourOf(node))}${text}${count}</g>`;
}

/** Names of things that stand freely, as many as fit. */
function namesOf(look: Look): Map<string, string> {
  if (inBoxes()) return new Map();
  const rim = `stroke="${paint("paper")}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
  return new Map(placeLabels(look, sizes.label, Infinity).map(({ node, text, left, main }) =>
    [node.id, `<text x="${round(left)}" y="${round(node.y + 3.8)}" ${rim}${main ? ' font-weight="600"' : ""}>${escaped(text)}</text>`]));
}

function columnsSvg(): string[] {
  if (!inBoxes()) return []; // headings hold only where things stand under them
  const heads = details.columns.map((column) => `<text x="${column.x - column.width / 2}" y="14" font-size="13" font-weight="600">${escaped(column.title)}</text>`);
  const rim = `font-size="11" font-style="italic" fill="${paint("soft")}" stroke="${paint("paper")}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
  return [...heads, ...headingsOf().map((heading) => {
    const column = details.columns[heading.column];
    return column ? `<text x="${column.x - column.width / 2 + 2}" y="${heading.y}" ${rim}>${escaped(heading.text.slice(0, 60))}</text>` : "";
  })];
}

/** The legend of what is shown, in rows no wider than the image, and its height. */
function legendSvg(width: number): [svg: string, height: number] {
  let [x, y] = [0, 14];
  const parts: string[] = [];
  const put = (room: number, word: string, draw: (x: number, y: number) => string): void => {
    const wide = room + widthOf(word, `400 ${sizes.label}px`) + 18;
    if (x && x + wide > width) { x = 0; y += 20; }
    parts.push(`${draw(x, y - 4)}<text x="${round(x + room)}" y="${y}">${escaped(word)}</text>`);
    x += wide;
  };
  for (const name of all("button[data-filter]").map((button) => button.dataset["filter"] ?? "")) { // in the order of the page's legend
    const [kind, stroke] = [details.kinds[name], details.strokes[name]];
    const sample = kind && nodes.find((node) => node.kind === name && showsNode(node));
    if (sample) put(14, kind.word, (left, middle) => signSvg(sample, left + 5, middle, 5, paint(kind.colour)));
    else if (stroke && links.some((link) => link.stroke === name && showsLink(link))) {
      put(40, stroke.word, (left, middle) => `<g stroke="${paint(stroke.colour)}" fill="${paint(stroke.colour)}">${curveSvg([left, middle, left + 10, middle, left + 22, middle, left + 32, middle], name, 1.6)}</g>`);
    }
  }
  return [parts.join(""), y + 8];
}

/** What is shown, in one line: of a filtered picture what is left. */
function countsOf(): string {
  const shown = links.filter(showsLink);
  const told = new Set(shown.flatMap((link) => shownClaims(link)));
  return `${recordsOf(told.size)} in ${counted(shown.length, "link")} between ${counted(nodes.filter((node) => node.claims && showsNode(node)).length, "thing")}`;
}

/** The picture as an SVG document that needs nothing else. */
export function toSvg(): { text: string; width: number; height: number } {
  const frame = extent();
  const look = { ...lookAt(1, frame), cursor: null };
  const names = namesOf(look);
  const summary = `${details.summary.slice(0, 1).toUpperCase()}${details.summary.slice(1)}. ${countsOf()}.`;
  const wide = Math.max(frame.right - frame.left, widthOf(details.title, "600 20px"), widthOf(summary, `400 ${sizes.label}px`));
  const [legend, low] = legendSvg(wide);
  const [width, height] = [Math.ceil(wide + 2 * MARGIN), Math.ceil(TOP + frame.bottom - frame.top + 20 + low + MARGIN)];
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${escaped(fontStack.replaceAll('"', "'"))}" font-size="${sizes.label}" fill="${paint("ink")}">`,
    `<style>${fontRules}</style>`,
    `<title>${escaped(details.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${paint("paper")}"/>`,
    `<text x="${MARGIN}" y="28" font-size="20" font-weight="600">${escaped(details.title)}</text>`,
    `<text x="${MARGIN}" y="46" fill="${paint("soft")}">${escaped(summary)}</text>`,
    `<g transform="translate(${round(MARGIN - frame.left)} ${round(TOP + 8 - frame.top)})">`,
    ...links.filter(showsLink).map((link) => lineSvg(link, look)),
    ...bandsOf().map(([left, top, across, tall]) => `<rect x="${round(left)}" y="${round(top)}" width="${round(across)}" height="${round(tall)}" fill="${paint("paper")}"/>`),
    ...columnsSvg(),
    ...nodes.filter(showsNode).map((node) => thingSvg(node, look, names.get(node.id) ?? "")),
    "</g>",
    `<g transform="translate(${MARGIN} ${round(TOP + frame.bottom - frame.top + 20)})">${legend}</g>`,
    "</svg>",
  ].join("\n");
  return { text, width, height };
}

async function toPng(): Promise<Blob> {
  const { text, width, height } = toSvg();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(2.5, MOST_PIXELS / width, MOST_PIXELS / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => { canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the image is too large"))), "image/png"); });
}

const toSvgFile = (): Blob => new Blob([toSvg().text], { type: "image/svg+xml" });

function download(blob: Blob, ending: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${details.name || "picture"}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  announce(`Saved as ${link.download}`);
}

async function copy(text: string, told: string): Promise<void> {
  announce(await copyText(text) ? told : "This browser does not let the page copy.");
}

const WAYS: Record<string, () => Promise<void>> = {
  "png": async () => { download(await toPng(), "png"); },
  "svg": async () => { download(toSvgFile(), "svg"); },
  "copy-png": async () => { await navigator.clipboard.write([new ClipboardItem({ "image/png": toPng() })]); announce("Copied as an image"); },
  "copy-svg": () => copy(toSvg().text, "Copied as SVG"),
  "copy-link": () => copy(location.href, "Copied the address"),
};

const menu = byId<HTMLDetailsElement>("save");
// over plain http a browser takes no image, text only
for (const button of all("[data-save=copy-png]", menu)) button.hidden = !("ClipboardItem" in window && navigator.clipboard);
document.addEventListener("pointerdown", ({ target }) => { if (target instanceof Node && !menu.contains(target)) menu.open = false; });
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

for (const button of all<HTMLButtonElement>("button[data-save]")) {
  button.addEventListener("click", () => {
    menu.open = false;
    WAYS[button.dataset["save"] ?? ""]?.().catch((error: unknown) => announce(`That did not work: ${error instanceof Error ? error.message : String(error)}`));
  });
}
