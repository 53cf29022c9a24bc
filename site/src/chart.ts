// Charts: each `section.chart` of a page becomes a Vega view whose points lead to the claims behind them.
//
// Vega's own way of running expressions makes functions from text, which the pages' policy forbids; its interpreter does not.

import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import { type Config, type Item, Warn, View, parse } from "vega";
import "./data";
import { all, make } from "./elements";
import type { Claim } from "./picture/data";
import { claimView } from "./picture/record_view";
import type { DrawPlot, Plot } from "./plot_messages";
import { colour, onTheme } from "./theme";

type Part = { encoding?: Record<string, unknown>; layer?: Part[]; vconcat?: Part[]; width?: number | string };
type Specification = Part & { params: { name: string; value: unknown }[]; usermeta: { series: string[] } };
interface Source { specifications: Record<string, Specification>; records: Claim[] }

const NARROW = 640; // pixels; below, the legend stands under the plot
const LEGEND: Record<string, number> = { metal: 160, mechanism: 300 }; // pixels beside the plot
const AXIS = 70; // pixels before the plot
const OVERHANG = 45; // pixels behind it, for names of points on a narrow page

/** The look of a chart in the present theme; `to_config` in kg/draw/charts/charts.py sets the same for print. */
function toConfig(series: string[], narrow: boolean): Config {
  const [ink, soft, line] = [colour("ink"), colour("soft"), colour("line")];
  return {
    background: "transparent",
    font: colour("sans"),
    range: { category: series.map(colour) },
    axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: soft, tickColor: soft, labelFontSize: 12, titleFontSize: 13, titleFontWeight: 600 },
    legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12, symbolSize: 110, symbolBaseFillColor: ink, symbolBaseStrokeColor: ink, orient: narrow ? "bottom" : "right", direction: "vertical", columns: 1 },
    view: { stroke: line },
    point: { color: ink },
  } as Config;
}

/** The specification without what belongs to the printed figure: links at points, fixed widths. */
function toScreen(part: Part, width: number): Part {
  const { href: _, ...encoding } = part.encoding ?? {};
  return {
    ...part,
    ...(part.encoding ? { encoding } : {}),
    ...(part.width ? { width } : {}),
    ...(part.layer ? { layer: part.layer.map((layer) => toScreen(layer, width)) } : {}),
    ...(part.vconcat ? { vconcat: part.vconcat.map((panel) => toScreen(panel, width)) } : {}),
  };
}

class Chart {
  private readonly plot: HTMLElement;
  private readonly evidence: HTMLElement;
  private readonly source: Source;
  private by: string;
  private picked = -1;
  private view: View | null = null;
  private width = 0;

  constructor(private readonly section: HTMLElement) {
    this.plot = section.querySelector<HTMLElement>(".plot")!;
    this.evidence = section.querySelector<HTMLElement>(".evidence")!;
    this.source = JSON.parse(section.querySelector(".chart-data")!.textContent) as Source;
    this.by = section.querySelector<HTMLInputElement>("[data-by]:checked")?.dataset["by"] ?? Object.keys(this.source.specifications)[0] ?? "";
    for (const button of all<HTMLButtonElement>("[data-row]", section)) button.addEventListener("click", () => this.pick(Number(button.dataset["row"])));
    for (const choice of all<HTMLInputElement>("[data-by]", section)) choice.addEventListener("change", () => { this.by = choice.dataset["by"] ?? this.by; void this.draw(); });
    for (const button of all<HTMLButtonElement>("[data-save]", section)) button.addEventListener("click", () => void this.save(button.dataset["save"] === "png" ? "png" : "svg"));
    onTheme(() => void this.draw());
    new ResizeObserver(() => { if (Math.abs(this.plot.clientWidth - this.width) > 8) void this.draw(); }).observe(this.plot);
    this.openFromAddress();
    addEventListener("hashchange", () => this.openFromAddress());
  }

  private async draw(): Promise<void> {
    const specification = this.source.specifications[this.by];
    this.width = this.plot.clientWidth;
    if (!specification || !this.width) return;
    const narrow = this.width < NARROW;
    const params = specification.params.map(({ name, value }) => ({ name, value: name === "picked" ? this.picked : colour(name) || value }));
    const shown = { ...toScreen(specification, Math.max(200, this.width - AXIS - (narrow ? OVERHANG : LEGEND[this.by] ?? 0))), params };
    const config = toConfig(specification.usermeta.series, narrow);
    const compiled = compile(shown as unknown as TopLevelSpec, { config: config as never }).spec;
    this.view?.finalize();
    this.view = new View(parse(compiled, undefined, { ast: true }), { expr: expressionInterpreter, logLevel: Warn, renderer: "svg", container: this.plot, hover: true } as never);
    this.view.addEventListener("click", (_event, item) => {
      const row = (item as Item | null | undefined)?.datum as { i?: number } | undefined;
      if (row?.i !== undefined) this.pick(row.i);
    });
    await this.view.runAsync();
    this.section.dataset["drawn"] = this.by;
  }

  /** Show the claim behind a point, and mark the point and its row. */
  private pick(row: number, writes = true): void {
    const record = this.source.records[row];
    if (!record) return;
    this.picked = row;
    this.evidence.replaceChildren(make("h2", {}, "The claim behind it"), claimView(record));
    for (const button of all<HTMLButtonElement>("[data-row]", this.section)) {
      if (button.dataset["row"] === String(row)) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    void this.view?.signal("picked", row).runAsync();
    if (writes) history.replaceState(null, "", `#claim=${encodeURIComponent(record.key)}`);
  }

  private openFromAddress(): void {
    const wanted = new URLSearchParams(location.hash.slice(1)).get("claim");
    const row = this.source.records.findIndex((record) => record.key === wanted);
    if (wanted && row >= 0) this.pick(row, false);
  }

  private async save(kind: "svg" | "png"): Promise<void> {
    if (!this.view) return;
    const address = kind === "png" ? await this.view.toImageURL("png", 3) : URL.createObjectURL(new Blob([await this.view.toSVG()], { type: "image/svg+xml" }));
    make("a", { href: address, download: `${this.section.dataset["chart"] ?? "chart"}.${kind}` }).click();
  }
}

for (const section of all("section.chart")) if (section.querySelector(".chart-data")) new Chart(section);

// --- charts of answers, for the SPARQL page, which hands over its rows

const plots = new WeakMap<HTMLElement, View>();

async function drawPlot(place: HTMLElement, { marks, xTitle, yTitle, nameTitle, label }: Plot): Promise<void> {
  plots.get(place)?.finalize();
  const tooltip = [{ field: "name", title: nameTitle }, { field: "x", title: xTitle }, ...(yTitle ? [{ field: "y", title: yTitle }] : [])];
  const axis = (numbers: (number | null)[]): object => (numbers.every((number) => Number.isInteger(number)) ? { tickMinStep: 1, format: "d" } : {});
  const x = { field: "x", type: "quantitative", title: xTitle, scale: { zero: !yTitle, nice: true }, axis: axis(marks.map((one) => one.x)) };
  const y = yTitle ? { field: "y", type: "quantitative", title: yTitle, scale: { zero: false, nice: true }, axis: axis(marks.map((one) => one.y)) }
    : { field: "name", type: "nominal", title: null, sort: null, axis: { labelLimit: 260, ticks: false, domain: false } };
  const mark = yTitle ? { type: "point", filled: true, size: 90, opacity: 0.8, color: colour("accent") } : { type: "bar", cornerRadiusEnd: 2, color: colour("accent") };
  const width = Math.max(220, place.clientWidth - (yTitle ? 90 : 300));
  const specification = { data: { values: marks }, mark, encoding: { x, y, tooltip }, width, height: yTitle ? 380 : { step: 22 }, description: label };
  const compiled = compile(specification as unknown as TopLevelSpec, { config: toConfig([], false) as never }).spec;
  const view = new View(parse(compiled, undefined, { ast: true }), { expr: expressionInterpreter, logLevel: Warn, renderer: "svg", container: place, hover: true } as never);
  plots.set(place, view);
  await view.runAsync();
}

globalThis.kgData?.("plot", drawPlot satisfies DrawPlot);
