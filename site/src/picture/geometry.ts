// Where lines run, what they end in, and how large things and lines are: the same rules as kg/draw/curves.py, for
// places that a reader may change. Nothing here knows the picture; a test holds both languages together.

import type { DrawnNode, Head } from "./data";

export const DOT = 2.4; // radius of the circle that some lines end in
const BULGE = 46; // how far a line between two things of one column swings out
const STEP = 2.4; // how far apart the lines of a pair meet a box
const BOW = 9; // how far the second line of a pair leaves the first where things stand freely

/** A cubic Bézier curve: start, two control points, end. */
export type Curve = [x1: number, y1: number, cx1: number, cy1: number, cx2: number, cy2: number, x2: number, y2: number];
export type Corner = readonly [x: number, y: number];
type Spot = Pick<DrawnNode, "id" | "x" | "y" | "width" | "column">;

/** The curve of a line; `bend` counts the lines of the same two things that came before. */
export function toCurve(start: Spot, end: Spot, bend: number, lastColumn: number): Curve {
  return start.column < 0 || lastColumn < 0 ? straight(start, end, bend) : inColumns(start, end, bend, lastColumn);
}

function inColumns(start: Spot, end: Spot, bend: number, lastColumn: number): Curve {
  if (start.column === end.column) {
    const side = start.column === lastColumn ? -1 : 1;
    const x1 = start.x + (side * start.width) / 2;
    const x2 = end.x + (side * end.width) / 2;
    if (start.id === end.id) {
      const far = x1 + side * (30 + 8 * bend);
      return [x1, start.y - 2.5, far, start.y - 13, far, start.y + 13, x1, start.y + 2.5];
    }
    const out = side * (Math.min(BULGE, 14 + Math.abs(end.y - start.y) * 0.5) + 7 * bend);
    return [x1, start.y, x1 + out, start.y, x2 + out, end.y, x2, end.y];
  }
  const way = start.x < end.x ? 1 : -1;
  const left = start.x + (way * start.width) / 2;
  const right = end.x - (way * end.width) / 2;
  const reach = (right - left) * (0.4 + 0.06 * Math.min(bend, 4));
  const aside = Math.min(Math.floor((bend + 1) / 2), 2) * STEP * (bend % 2 ? 1 : -1); // below and above by turns
  const [y1, y2] = [start.y + aside, end.y + aside];
  return [left, y1, left + reach, y1, right - reach, y2, right, y2];
}

function straight(start: Spot, end: Spot, bend: number): Curve {
  if (start.id === end.id) {
    const [high, wide] = [30 + 10 * bend, 24 + 6 * bend];
    return [start.x - 3, start.y - 5, start.x - wide, start.y - high, start.x + wide, start.y - high, start.x + 3, start.y - 5];
  }
  const across = end.x - start.x;
  const down = end.y - start.y;
  const length = Math.hypot(across, down) || 1;
  const near = Math.min(0.45, 7 / length);
  const [x1, y1] = [start.x + across * near, start.y + down * near];
  const [x2, y2] = [end.x - across * near, end.y - down * near];
  const [aside, upward] = [(-down / length) * bend * BOW, (across / length) * bend * BOW];
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

/** The corners of what a line ends in, which tells its kind without colour; none for a circle. */
export function toHead([, , , , cx, cy, x, y]: Curve, head: Head, width: number): Corner[] {
  const angle = Math.atan2(y - cy, x - cx);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const size = 4.2 + width * 0.5;
  const corners: Record<Head, Corner[]> = {
    arrow: [[0, 0], [-size, -size * 0.5], [-size, size * 0.5]],
    bar: [[-1, -size * 0.75], [-1, size * 0.75]],
    crow: [[0, -size * 0.6], [-size, 0], [0, size * 0.6]],
    circle: [],
    none: [],
  };
  return corners[head].map(([along, aside]) => [x + along * cos - aside * sin, y + along * sin + aside * cos]);
}

/** The middle of the circle that ends at the end of a line. */
export function toDot([, , , , cx, cy, x, y]: Curve): Corner {
  const angle = Math.atan2(y - cy, x - cx);
  return [x - DOT * Math.cos(angle), y - DOT * Math.sin(angle)];
}

/** The width of a line in pixels: a step per record, or by the root where there are many. */
export function toWidth(records: number, most: number): number {
  return most <= 9 ? 0.5 + 0.6 * records : 0.6 + 5.4 * Math.sqrt(records / most);
}

/** Half the size of a sign in pixels, which grows with the root of the records; free things have more room than boxes. */
export function toReach(records: number, most: number, free: boolean): number {
  return most <= 22 ? 2.5 + 0.7 * Math.sqrt(records) : 2.2 + (free ? 7.8 : 3.6) * Math.sqrt(records / most);
}
