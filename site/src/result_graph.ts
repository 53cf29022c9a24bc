// An answer as a graph: things are points, rows are lines between them, drawn by relation. The layout stands still.

import { type SimulationLinkDatum, type SimulationNodeDatum, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { make } from "./elements";
import type { Found, Term } from "./engine";
import { type GraphTerms, display, pageOf, shorten } from "./graph_terms";
import type { Known } from "./known";
import { makeRoom } from "./label_room";
import { type Sign, drawHead, giveSigns, makeLegend } from "./relation_signs";
import { draw } from "./shapes";
import { toSubscripts } from "./text";

interface Point extends SimulationNodeDatum { id: string; text: string; page: string | null; degree: number }
/** One line of `many` between the same two things, the `rank`th of them. */
interface Line extends SimulationLinkDatum<Point> { source: Point; target: Point; relation: string; rank: number; many: number }
interface Drawing { points: Point[]; lines: Line[]; left: number }

const MOST_POINTS = 250;
const ROUNDS = 300;
const LONGEST = 32; // letters of a label
const ABOVE = 12; // from the middle of a point to the upper edge of its box
const BELOW = 25; // and to the lower edge, with the label between
const BEND = 14; // between two lines of the same things

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

export function makeGraph(found: Found, terms: GraphTerms, { labels, polarities }: Known): HTMLElement {
  const { points, lines, left } = gather(found, terms, labels);
  const counts = new Map<string, number>();
  for (const { relation } of lines) counts.set(relation, (counts.get(relation) ?? 0) + 1);
  const often = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const signs = giveSigns(often, polarities);
  const words = new Map(terms.properties.map(([name, label]) => [name, label]));
  const named = (relation: string): string => {
    const short = relation.includes(":") ? shorten(relation, terms.prefixes) : relation;
    return words.get(short) || labels.get(relation) || short;
  };
  place(points, lines);
  const start = points.map(({ x = 0, y = 0 }) => ({ x, y }));
  const frame = make("div", { class: "frame" });
  const whole = make("div", { class: "answer-graph" }, frame, makeLegend(signs, named, counts),
    make("p", { class: "note" }, `${points.length} things, ${lines.length} lines${left ? `; the picture stops at ${MOST_POINTS} things, the table has all` : ""}. The table says the same in words.`));
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(frame.clientWidth - width) <= 8) return;
    width = frame.clientWidth;
    points.forEach((point, index) => Object.assign(point, start[index]));
    frame.replaceChildren(picture(points, lines, signs, named, width, getComputedStyle(frame).font));
  }).observe(frame);
  return whole;
}

function gather(found: Found, terms: GraphTerms, labels: ReadonlyMap<string, string>): Drawing {
  const points = new Map<string, Point>();
  const lines = new Map<string, Line>();
  let left = 0;
  const pointOf = (term: Term): Point | null => {
    const known = points.get(term.value);
    if (known) return known;
    if (points.size >= MOST_POINTS) { left += 1; return null; }
    const text = toSubscripts(labels.get(term.value) ?? display(term, terms.prefixes));
    const point: Point = { id: term.value, text, page: pageOf(term.value, terms), degree: 0 };
    points.set(term.value, point);
    return point;
  };
  for (const [from, through, to] of iterPairs(found, terms)) {
    const [source, target] = [pointOf(from), pointOf(to)];
    const relation = through ?? "";
    const key = `${from.value}\n${relation}\n${to.value}`;
    if (!source || !target || source === target || lines.has(key)) continue;
    lines.set(key, { source, target, relation, rank: 0, many: 1 });
    source.degree += 1;
    target.degree += 1;
  }
  const pairs = new Map<string, Line[]>();
  for (const line of lines.values()) {
    const pair = [line.source.id, line.target.id].sort().join("\n");
    pairs.set(pair, [...(pairs.get(pair) ?? []), line]);
  }
  for (const pair of pairs.values()) pair.forEach((line, rank) => Object.assign(line, { rank, many: pair.length }));
  return { points: [...points.values()], lines: [...lines.values()], left };
}

function place(points: Point[], lines: Line[]): void {
  const simulation = forceSimulation(points)
    .force("link", forceLink<Point, Line>(lines).distance(110).strength(0.5))
    .force("charge", forceManyBody().strength(-320))
    .force("collide", forceCollide(38))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.12))
    .stop();
  simulation.tick(ROUNDS);
}

/** The picture at its natural size, so that its type is as large as that around it, and no wider than there is room. */
function picture(points: readonly Point[], lines: readonly Line[], signs: ReadonlyMap<string, Sign>, named: (relation: string) => string, most: number, font: string): SVGSVGElement {
  const canvas = document.createElement("canvas").getContext("2d");
  if (canvas) canvas.font = font;
  const middle = (BELOW - ABOVE) / 2; // from a point down to the middle of its box
  const boxes = points.map((point) => {
    const label = point.text.length > LONGEST ? `${point.text.slice(0, LONGEST - 1)}…` : point.text;
    const width = Math.max(24, (canvas?.measureText(label).width ?? label.length * 7) + 10);
    return { label, x: point.x ?? 0, y: (point.y ?? 0) + middle, width, height: ABOVE + BELOW };
  });
  const { width, height } = makeRoom(boxes, most);
  points.forEach((point, index) => { point.x = boxes[index]?.x; point.y = (boxes[index]?.y ?? 0) - middle; });
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const svg = draw("svg", { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: "group", "aria-label": "The answer as a graph" });
  for (const line of lines) svg.append(drawLine(line, signs.get(line.relation), named(line.relation)));
  points.forEach((point, index) => {
    const [x, y] = [point.x ?? 0, point.y ?? 0];
    const inside = [
      draw("title", {}, point.text),
      draw("circle", { cx: x, cy: y, r: reach(point) }),
      draw("text", { x, y: y + 20, "text-anchor": "middle" }, boxes[index]?.label ?? ""),
    ];
    svg.append(point.page ? draw("a", { href: point.page, class: "point" }, ...inside) : draw("g", { class: "point" }, ...inside));
  });
  return svg;
}

function reach({ degree }: Point): number {
  return Math.min(9, 4 + Math.sqrt(degree));
}

/** A line from rim to rim; where several join the same two things, each bends its own way. */
function drawLine({ source, target, relation, rank, many }: Line, sign: Sign | undefined, name: string): SVGElement {
  const [x1, y1, x2, y2] = [source.x ?? 0, source.y ?? 0, target.x ?? 0, target.y ?? 0];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const turn = source.id < target.id ? 1 : -1; // lines there and back bend to different sides
  const bend = (rank - (many - 1) / 2) * BEND * 2 * turn;
  const [cx, cy] = [(x1 + x2) / 2 - ((y2 - y1) / length) * bend, (y1 + y2) / 2 + ((x2 - x1) / length) * bend];
  const rim = (x: number, y: number, far: number): [number, number] => {
    const way = Math.hypot(cx - x, cy - y) || 1;
    return [x + ((cx - x) / way) * far, y + ((cy - y) / way) * far];
  };
  const [sx, sy] = rim(x1, y1, reach(source) + 1);
  const [ex, ey] = rim(x2, y2, reach(target) + 2);
  const path = `M${sx.toFixed(1)} ${sy.toFixed(1)}Q${cx.toFixed(1)} ${cy.toFixed(1)} ${ex.toFixed(1)} ${ey.toFixed(1)}`;
  const line = draw("g", { class: `relation stroke-${sign?.stroke ?? ""}`, "data-relation": relation },
    draw("title", {}, `${source.text} – ${name} – ${target.text}`), draw("path", { d: path, "stroke-dasharray": sign?.dash ?? null }));
  if (sign) line.append(drawHead(sign, ex, ey, (Math.atan2(ey - cy, ex - cx) * 180) / Math.PI));
  return line;
}
