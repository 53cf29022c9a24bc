// Charts of answers, for the SPARQL page, which hands over its rows.

import type { Axis, Spec, View } from "vega";
import type { DrawPlot, Plot } from "./plot_messages";
import { makeView, recolour } from "./vega_view";
import { onTheme } from "./theme";

const plots = new Map<HTMLElement, { view: View; specification: Spec }>();
const SIGNALS = ["ink", "soft", "line", "accent", "sans", "ground"].map((name) => ({ name, value: "" }));
const LINE = 22; // pixels from bar to bar

function axisOf(numbers: (number | null)[], rest: Axis): Axis {
  return { ...rest, grid: true, labelOverlap: true, ...(numbers.every((number) => Number.isInteger(number)) ? { tickMinStep: 1, format: "d" } : {}) };
}

function toSpec({ marks, xTitle, yTitle, nameTitle, label }: Plot, width: number): Spec {
  const points = yTitle !== "";
  const told = [[nameTitle, "datum.name"], [xTitle, "datum.x"], ...(points ? [[yTitle, "datum.y"]] : [])];
  const tooltip = { signal: `{${told.map(([title, value]) => `${JSON.stringify(title)}: ${value}`).join(", ")}}` };
  const x = { name: "x", type: "linear", domain: { data: "marks", field: "x" }, range: "width", zero: !points, nice: true };
  const y = points ? { name: "y", type: "linear", domain: { data: "marks", field: "y" }, range: "height", zero: false, nice: true }
    : { name: "y", type: "band", domain: { data: "marks", field: "name" }, range: { step: LINE }, padding: 0.18 };
  const aria = { description: { signal: "datum.name + ', ' + datum.x" + (points ? " + ', ' + datum.y" : "") }, tooltip };
  const mark = points
    ? { type: "symbol", encode: { enter: aria, update: { x: { scale: "x", field: "x" }, y: { scale: "y", field: "y" }, size: { value: 90 }, fill: { signal: "accent" }, fillOpacity: { value: 0.8 } } } }
    : { type: "rect", encode: { enter: aria, update: { x: { scale: "x", value: 0 }, x2: { scale: "x", field: "x" }, y: { scale: "y", field: "name" }, height: { scale: "y", band: 1 }, cornerRadius: { value: 2 }, fill: { signal: "accent" } } } };
  return {
    width, height: points ? 380 : marks.length * LINE, padding: 5, background: { signal: "ground" }, signals: [...SIGNALS, { name: "side", value: "right" }],
    description: label, autosize: { type: "fit-x", contains: "padding" },
    data: [{ name: "marks", values: marks }], scales: [x, y],
    axes: [
      axisOf(marks.map((one) => one.x), { scale: "x", orient: "bottom", title: xTitle }),
      points ? axisOf(marks.map((one) => one.y), { scale: "y", orient: "left", title: yTitle }) : { scale: "y", orient: "left", ticks: false, domain: false, labelLimit: 260 },
    ],
    marks: [{ ...mark, from: { data: "marks" } }],
  } as unknown as Spec;
}

export const drawPlot: DrawPlot = async (place, plot) => {
  forget(place);
  const specification = toSpec(plot, Math.max(220, place.clientWidth));
  const view = makeView(specification, place, plot.marks.length);
  plots.set(place, { view, specification });
  await view.runAsync();
};

/** End what is drawn in this place, and in places that the page no longer has. */
function forget(place: HTMLElement): void {
  for (const [drawn, { view }] of plots) {
    if (drawn !== place && drawn.isConnected) continue;
    view.finalize();
    plots.delete(drawn);
  }
}

onTheme(() => plots.forEach(({ view, specification }) => recolour(view, specification)));
