// An answer as a graph: things are points, rows are lines between them. The layout is computed at once and stands still.

import { type SimulationLinkDatum, type SimulationNodeDatum, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { make } from "./elements";
import type { Found, Term } from "./engine";
import { type GraphTerms, display, pageOf, shorten } from "./graph_terms";

interface Point extends SimulationNodeDatum { id: string; text: string; page: string | null; degree: number }
interface Line extends SimulationLinkDatum<Point> { source: Point; target: Point; text: string }

const MOST_POINTS = 250;
const MOST_WORDS = 40; // lines with words on them; of more the words cover each other
const ROUNDS = 300;
const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number | null>;

function draw<Tag extends keyof SVGElementTagNameMap>(tag: Tag, attributes: Attributes, ...children: (Node | string)[]): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** The lines that an answer tells of: triples as they are; of rows, the first thing that has a page with each other one. */
function* iterPairs(found: Found, terms: GraphTerms): Generator<[Term, string | null, Term]> {
  const triples = found.form === "CONSTRUCT" || found.form === "DESCRIBE";
  for (const row of found.rows) {
    const [subject, predicate, object] = row;
    if (triples) {
      if (subject && predicate && object && object.type !== "literal") yield [subject, predicate.value, object];
      continue;
    }
    const things = row.map((term, place) => ({ term, name: found.columns[place] ?? "" })).filter(({ term }) => term?.type === "uri" && pageOf(term.value, terms));
    const first = things[0]?.term;
    for (const { term, name } of things.slice(1)) if (first && term && first.value !== term.value) yield [first, name, term];
  }
}

/** Whether an answer has anything to draw. */
export function hasGraph(found: Found, terms: GraphTerms): boolean {
  return !iterPairs(found, terms).next().done;
}

export function makeGraph(found: Found, terms: GraphTerms, labels: ReadonlyMap<string, string>): HTMLElement {
  const points = new Map<string, Point>();
  const lines = new Map<string, Line>();
  let left = 0;
  const pointOf = (term: Term): Point | null => {
    const known = points.get(term.value);
    if (known) return known;
    if (points.size >= MOST_POINTS) { left += 1; return null; }
    const point: Point = { id: term.value, text: labels.get(term.value) ?? display(term, terms.prefixes), page: pageOf(term.value, terms), degree: 0 };
    points.set(term.value, point);
    return point;
  };
  for (const [from, through, to] of iterPairs(found, terms)) {
    const [source, target] = [pointOf(from), pointOf(to)];
    if (!source || !target) continue;
    const text = through?.includes(":") ? shorten(through, terms.prefixes) : through ?? "";
    const key = `${source.id}\n${target.id}`;
    const known = lines.get(key);
    if (known) { // another line would lie upon it
      if (!known.text.split(", ").includes(text)) known.text += `, ${text}`;
      continue;
    }
    lines.set(key, { source, target, text });
    source.degree += 1;
    target.degree += 1;
  }
  const all = [...points.values()];
  place(all, [...lines.values()]);
  return make("div", { class: "answer-graph" }, picture(all, [...lines.values()]),
    make("p", { class: "note" }, `${all.length} things, ${lines.size} lines${left ? `; the picture stops at ${MOST_POINTS} things, the table has all` : ""}. The table says the same in words.`));
}

function place(points: Point[], lines: Line[]): void {
  const simulation = forceSimulation(points)
    .force("link", forceLink<Point, Line>(lines).distance(85).strength(0.5))
    .force("charge", forceManyBody().strength(-240))
    .force("collide", forceCollide(38))
    .force("x", forceX(0).strength(0.06))
    .force("y", forceY(0).strength(0.12))
    .stop();
  simulation.tick(ROUNDS);
}

function picture(points: Point[], lines: Line[]): SVGSVGElement {
  const xs = points.map((point) => point.x ?? 0);
  const ys = points.map((point) => point.y ?? 0);
  const [left, top] = [Math.min(...xs) - 90, Math.min(...ys) - 30];
  const [width, height] = [Math.max(...xs) - left + 90, Math.max(...ys) - top + 40];
  const svg = draw("svg", { viewBox: [left, top, width, height].map(Math.round).join(" "), role: "group", "aria-label": "The answer as a graph" });
  svg.append(draw("defs", {}, draw("marker", { id: "tip", viewBox: "0 0 10 10", refX: 10, refY: 5, markerWidth: 7, markerHeight: 7, orient: "auto" },
    draw("path", { d: "M0 0L10 5L0 10Z", class: "tip" }))));
  const oneKind = new Set(lines.map((line) => line.text)).size === 1;
  for (const { source, target, text } of lines) {
    const [x1, y1, x2, y2] = [source.x ?? 0, source.y ?? 0, target.x ?? 0, target.y ?? 0];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [dx, dy] = [((x2 - x1) / length) * 9, ((y2 - y1) / length) * 9];
    svg.append(draw("line", { x1: x1 + dx, y1: y1 + dy, x2: x2 - dx, y2: y2 - dy, "marker-end": "url(#tip)" }, draw("title", {}, text)));
    if (!oneKind && lines.length <= MOST_WORDS) svg.append(draw("text", { class: "through", x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 3, "text-anchor": "middle" }, text));
  }
  for (const point of points) {
    const [x, y] = [point.x ?? 0, point.y ?? 0];
    const label = point.text.length > 32 ? `${point.text.slice(0, 31)}…` : point.text;
    const inside = [
      draw("title", {}, point.text),
      draw("circle", { cx: x, cy: y, r: Math.min(9, 4 + Math.sqrt(point.degree)) }),
      draw("text", { x, y: y + 19, "text-anchor": "middle" }, label),
    ];
    svg.append(point.page ? draw("a", { href: point.page, class: "point" }, ...inside) : draw("g", { class: "point" }, ...inside));
  }
  return svg;
}
