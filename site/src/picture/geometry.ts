// Where lines run and what they end in: the same rules as kg/draw/svg.py, for places that a reader may change.

import { type DrawnLink, type DrawnNode, type Head, boxed, details, getNode } from "./data";

export const BOX = 12;
const BULGE = 46; // how far a line between two things of one column swings out
const lastColumn = details.columns.length - 1;

/** A cubic Bézier curve: start, two control points, end. */
export type Curve = [x1: number, y1: number, cx1: number, cy1: number, cx2: number, cy2: number, x2: number, y2: number];

export function curveOf(link: DrawnLink): Curve {
  const start = getNode(link.from);
  const end = getNode(link.to);
  const bend = details.strokes[link.stroke]?.bend ?? 0; // lines of one pair and different strokes leave each other
  return boxed ? inColumns(start, end, bend) : straight(start, end, bend);
}

function inColumns(start: DrawnNode, end: DrawnNode, bend: number): Curve {
  if (start.column === end.column) {
    const side = start.column === lastColumn ? -1 : 1;
    const x1 = start.x + (side * start.width) / 2;
    const x2 = end.x + (side * end.width) / 2;
    const out = Math.min(BULGE * (1 + bend * 0.15), 14 + Math.abs(end.y - start.y) * 0.5) * side;
    return [x1, start.y, x1 + out, start.y, x2 + out, end.y, x2, end.y];
  }
  const way = start.x < end.x ? 1 : -1;
  const left = start.x + (way * start.width) / 2;
  const right = end.x - (way * end.width) / 2;
  const reach = (right - left) * (0.4 + 0.06 * bend);
  return [left, start.y, left + reach, start.y, right - reach, end.y, right, end.y];
}

function straight(start: DrawnNode, end: DrawnNode, bend: number): Curve {
  if (start === end) return [start.x - 3, start.y - 5, start.x - 24, start.y - 30, start.x + 24, start.y - 30, start.x + 3, start.y - 5];
  const across = end.x - start.x;
  const down = end.y - start.y;
  const length = Math.hypot(across, down) || 1;
  const near = Math.min(0.45, 7 / length);
  const [x1, y1] = [start.x + across * near, start.y + down * near];
  const [x2, y2] = [end.x - across * near, end.y - down * near];
  const [aside, upward] = [(-down / length) * bend * 9, (across / length) * bend * 9];
  return [x1, y1, x1 + (x2 - x1) / 3 + aside, y1 + (y2 - y1) / 3 + upward, x2 - (x2 - x1) / 3 + aside, y2 - (y2 - y1) / 3 + upward, x2, y2];
}

/** The point of a curve at a part of its way, 0 to 1. */
export function pointAt([x1, y1, cx1, cy1, cx2, cy2, x2, y2]: Curve, part: number): vis.Point {
  const rest = 1 - part;
  const [a, b, c, d] = [rest ** 3, 3 * rest * rest * part, 3 * rest * part * part, part ** 3];
  return { x: a * x1 + b * cx1 + c * cx2 + d * x2, y: a * y1 + b * cy1 + c * cy2 + d * y2 };
}

/** The distance of a point from a curve, Infinity where it is farther than `most`. */
export function distanceTo(curve: Curve, point: vis.Point, most: number): number {
  const [x1, y1, cx1, cy1, cx2, cy2, x2, y2] = curve;
  if (point.x < Math.min(x1, cx1, cx2, x2) - most || point.x > Math.max(x1, cx1, cx2, x2) + most) return Infinity;
  if (point.y < Math.min(y1, cy1, cy2, y2) - most || point.y > Math.max(y1, cy1, cy2, y2) + most) return Infinity;
  let best = Infinity;
  let before = { x: x1, y: y1 };
  for (let piece = 1; piece <= 20; piece += 1) {
    const here = pointAt(curve, piece / 20);
    const [dx, dy] = [here.x - before.x, here.y - before.y];
    const along = Math.max(0, Math.min(1, ((point.x - before.x) * dx + (point.y - before.y) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(point.x - before.x - along * dx, point.y - before.y - along * dy));
    before = here;
  }
  return best <= most ? best : Infinity;
}

/** What a path is made with: a Path2D, or something that writes SVG. */
export interface Pen { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void; closePath(): void }

/** The head at the end of a curve: the corners of an arrow, a bar or a crow's foot; circles are drawn by the caller. */
export function drawHead(pen: Pen, curve: Curve, head: Head, width: number): void {
  const [, , , , cx, cy, x, y] = curve;
  const angle = Math.atan2(y - cy, x - cx);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const size = 4.2 + width * 0.5;
  const put = (along: number, aside: number): [number, number] => [x + along * cos - aside * sin, y + along * sin + aside * cos];
  const corners: Record<Head, [number, number][]> = {
    arrow: [[0, 0], [-size, -size * 0.5], [-size, size * 0.5]],
    bar: [[-1, -size * 0.75], [-1, size * 0.75]],
    crow: [[0, -size * 0.6], [-size, 0], [0, size * 0.6]],
    circle: [],
    none: [],
  };
  corners[head].forEach(([along, aside], index) => (index ? pen.lineTo(...put(along, aside)) : pen.moveTo(...put(along, aside))));
  if (head === "arrow") pen.closePath();
}

// Corners of the signs of kinds around (0, 0), reach 1; "dot" and "ring" are circles.
const CORNERS: Record<string, [number, number][]> = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  hexagon: [[-1.1, 0], [-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95]],
  triangle: [[0, -1.1], [1.1, 0.85], [-1.1, 0.85]],
  fall: [[0, 1.1], [1.1, -0.85], [-1.1, -0.85]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  page: [[-0.8, -1], [0.3, -1], [0.8, -0.5], [0.8, 1], [-0.8, 1]],
  house: [[0, -1.1], [1, -0.2], [1, 1], [-1, 1], [-1, -0.2]],
  bar: [[-1, -0.45], [1, -0.45], [1, 0.45], [-1, 0.45]],
  cross: [[-0.95, -0.55], [-0.55, -0.95], [0, -0.4], [0.55, -0.95], [0.95, -0.55], [0.4, 0], [0.95, 0.55], [0.55, 0.95], [0, 0.4], [-0.55, 0.95], [-0.95, 0.55], [-0.4, 0]],
  star: Array.from({ length: 10 }, (_, turn): [number, number] => {
    const reach = turn % 2 === 0 ? 1.15 : 0.5;
    return [reach * Math.sin((Math.PI * turn) / 5), -reach * Math.cos((Math.PI * turn) / 5)];
  }),
};

/** The corners of a sign at a place; null for a circle. */
export function signCorners(shape: string, x: number, y: number, reach: number): [number, number][] | null {
  return CORNERS[shape]?.map(([dx, dy]) => [x + dx * reach, y + dy * reach]) ?? null;
}

/** Add the sign of a kind to a path. */
export function addSign(path: Path2D, shape: string, x: number, y: number, reach: number): void {
  const corners = signCorners(shape, x, y, reach);
  if (corners) {
    corners.forEach(([cornerX, cornerY], index) => (index ? path.lineTo(cornerX, cornerY) : path.moveTo(cornerX, cornerY)));
    path.closePath();
    return;
  }
  path.moveTo(x + reach, y);
  path.arc(x, y, reach, 0, 2 * Math.PI);
  if (shape === "ring") {
    path.moveTo(x + reach * 0.45, y);
    path.arc(x, y, reach * 0.45, 0, 2 * Math.PI, true);
  }
}
