// The lines of an answer's graph: each relation has a colour, a pattern and a head of its own, in the manner of the
// other pictures (kg/draw/picture.py, styles/signs.css), so that they are told apart without colour too.

import { counted, make } from "./elements";
import { type Attributes, draw } from "./shapes";

type Head = "arrow" | "bar" | "circle" | "crow";

/** How a relation is drawn: the class of its colour, the pattern of its line, and what stands at its end. */
export interface Sign { stroke: string; dash: string | null; head: Head }

const HEADS: Record<Head, Attributes> = {
  arrow: { d: "M-8 -4L0 0L-8 4Z", class: "solid" },
  bar: { d: "M-1 -5V5" },
  circle: { d: "M-6 0A3 3 0 1 0 0 0A3 3 0 1 0 -6 0Z", class: "solid" },
  crow: { d: "M0 -4L-7 0L0 4" },
};
const PATTERNS = [null, "6 4", "1.5 3.5", "12 3 2 3", "3 3", "9 2 2 2 2 2"];
const POLAR: Record<string, { stroke: string; head: Head; pattern: number }> = {
  promoting: { stroke: "promoting", head: "arrow", pattern: 0 },
  suppressing: { stroke: "suppressing", head: "bar", pattern: 1 },
  neutral: { stroke: "neutral", head: "circle", pattern: 2 },
};
const OTHERS = ["support", "part", "author", "member", "value", "high"]; // by the names that styles/signs.css colours

/** A sign for each relation, as many of them as possible apart; what promotes or works against something looks so. */
export function giveSigns(relations: Iterable<string>, polarities: ReadonlyMap<string, string>): Map<string, Sign> {
  const taken = new Map<string, number>();
  const signs = new Map<string, Sign>();
  for (const relation of relations) {
    const polarity = polarities.get(relation) ?? "";
    const count = taken.get(polarity) ?? 0;
    taken.set(polarity, count + 1);
    const polar = POLAR[polarity];
    const turn = polar ? count + polar.pattern : count + Math.floor(count / OTHERS.length);
    signs.set(relation, {
      stroke: polar?.stroke ?? OTHERS[count % OTHERS.length] ?? "", head: polar?.head ?? "crow", dash: PATTERNS[turn % PATTERNS.length] ?? null,
    });
  }
  return signs;
}

/** The head of a line that ends at a place in a direction, given in degrees. */
export function drawHead({ head }: Sign, x: number, y: number, angle: number): SVGElement {
  return draw("path", { ...HEADS[head], transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)})` });
}

/** The list that tells which sign means which relation, and how many lines there are of each. */
export function makeLegend(signs: ReadonlyMap<string, Sign>, named: (relation: string) => string, counts: ReadonlyMap<string, number>): HTMLElement {
  return make("ul", { class: "relations", "aria-label": "Lines" }, ...[...signs].map(([relation, sign]) => {
    const piece = draw("svg", { class: `relation stroke-${sign.stroke}`, viewBox: "0 0 40 12", width: 40, height: 12, "aria-hidden": "true" },
      draw("path", { d: "M1 6H32", "stroke-dasharray": sign.dash }), drawHead(sign, 39, 6, 0));
    return make("li", {}, piece, ` ${named(relation)} `, make("span", { class: "count" }, counted(counts.get(relation) ?? 0, "line")));
  }));
}
