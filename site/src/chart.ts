// Charts: each `section.chart` of a page becomes a Vega view whose points lead to the claims behind them.

import type { Item, Spec, View } from "vega";
import { isAnchor } from "./address";
import "./data";
import { all, make } from "./elements";
import type { Claim } from "./picture/data";
import { claimView } from "./picture/record_view";
import { drawPlot } from "./result_plot";
import { type Font, fontFaces, loadFont } from "./font";
import { makeView, recolour } from "./vega_view";
import { onTheme } from "./theme";

interface Row { i: number; told: string }
interface Source { specifications: Record<string, Spec>; title: unknown; data: Record<string, unknown[]>; records: Claim[]; font: Font }
interface Spot { i: number; x: number; y: number }

const NARROW = 640; // pixels; below, the legend stands under the plot
const STEPS: Record<string, readonly [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Chart {
  private readonly plot: HTMLElement | null; // none where no number can be drawn
  private readonly evidence: HTMLElement;
  private readonly told: HTMLElement | null;
  private readonly source: Source;
  private readonly key: string;
  private readonly usual: string; // what the chart is coloured by at first
  private by: string;
  private picked = -1;
  private focused = -1;
  private view: View | null = null;
  private width = 0;
  private loaded: Promise<void> | undefined;

  constructor(private readonly section: HTMLElement) {
    [this.plot, this.told] = [section.querySelector<HTMLElement>(".plot"), section.querySelector<HTMLElement>(".told")];
    this.evidence = section.querySelector<HTMLElement>(".evidence")!;
    this.key = this.told?.textContent ?? "";
    this.source = JSON.parse(section.querySelector(".chart-data")!.textContent) as Source;
    this.usual = this.by = section.querySelector<HTMLInputElement>("[data-by]:checked")?.dataset["by"] ?? Object.keys(this.source.specifications)[0] ?? "";
    for (const button of all<HTMLButtonElement>("[data-row]", section)) button.addEventListener("click", () => this.pick(Number(button.dataset["row"])));
    for (const choice of all<HTMLInputElement>("[data-by]", section)) choice.addEventListener("change", () => { this.colourBy(choice.dataset["by"] ?? this.by); this.write(); });
    for (const button of all<HTMLButtonElement>("[data-save]", section)) button.addEventListener("click", () => void this.save(button.dataset["save"] === "png" ? "png" : "svg"));
    const { plot } = this;
    if (plot) {
      plot.addEventListener("keydown", (event) => this.onKey(event));
      plot.addEventListener("blur", () => this.focus(-1));
      new ResizeObserver(() => { if (Math.abs(plot.clientWidth - this.width) > 8) void this.draw(plot); }).observe(plot);
    }
    onTheme(() => { const specification = this.source.specifications[this.by]; if (this.view && specification) recolour(this.view, specification); });
    this.openFromAddress();
    addEventListener("hashchange", () => { if (!isAnchor()) this.openFromAddress(); });
  }

  private async draw(plot: HTMLElement): Promise<void> {
    this.width = plot.clientWidth;
    const specification = this.fill();
    if (!specification || !this.width) return;
    this.view?.finalize();
    const view = makeView({ ...specification, width: Math.max(200, this.width), autosize: { type: "fit-x", contains: "padding" } } as Spec, plot, this.source.data["rows"]?.length ?? 0);
    this.view = view;
    view.addEventListener("click", (_event, item) => { const row = rowOf(item); if (row) this.pick(row.i); });
    view.addEventListener("mouseover", (_event, item) => this.tell(rowOf(item)));
    view.addEventListener("mouseout", () => this.tell(null));
    await view.runAsync();
    if (this.view === view) this.section.dataset["drawn"] = this.by;
  }

  /** The specification that is shown, with its data and with what the page knows of it. */
  private fill(): Spec | undefined {
    const specification = this.source.specifications[this.by];
    if (!specification) return undefined;
    const values: Record<string, unknown> = { picked: this.picked, focused: -1, side: this.width < NARROW ? "bottom" : "right" };
    const signals = (specification.signals ?? []).map((signal) => (Object.hasOwn(values, signal.name) ? { ...signal, value: values[signal.name] } : signal));
    const data = (specification.data as { name: string }[]).map((one) => (this.source.data[one.name] ? { ...one, values: this.source.data[one.name] } : one));
    return { ...specification, signals, data } as Spec;
  }

  /** What is told of a point below the chart; without one, how the chart is to be read. */
  private tell(row: Row | null): void {
    if (!this.told) return;
    this.told.textContent = row?.told ?? this.key;
    this.told.classList.toggle("of-point", row !== null);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const spots = this.spots();
    const at = spots.findIndex((spot) => spot.i === this.focused);
    const { key } = event;
    if (key === "ArrowRight" || key === "ArrowLeft") this.focus((spots[at < 0 ? 0 : at + (key === "ArrowRight" ? 1 : -1)] ?? spots[at])?.i ?? -1);
    else if (Object.hasOwn(STEPS, key)) this.focus((spots[at] ? nearest(spots, spots[at], STEPS[key]!) : spots[0])?.i ?? -1);
    else if (key === "Home" || key === "End") this.focus(spots.at(key === "Home" ? 0 : -1)?.i ?? -1);
    else if ((key === "Enter" || key === " ") && this.focused >= 0) this.pick(this.focused);
    else if (key === "Escape") this.pick(-1);
    else return;
    event.preventDefault();
  }

  /** Where the points are, from left to right. */
  private spots(): Spot[] {
    const root = (this.view?.scenegraph() as { root?: Group } | undefined)?.root;
    const points = root && findMark(root, "points");
    return (points?.items ?? []).map(({ x, y, datum }) => ({ x, y, i: datum.i })).sort((a, b) => a.x - b.x || a.y - b.y || a.i - b.i);
  }

  private focus(row: number): void {
    this.focused = row;
    this.tell((this.source.data["rows"] as Row[] | undefined)?.find(({ i }) => i === row) ?? null);
    void this.view?.signal("focused", row).runAsync();
  }

  /** Show the claim behind a point, and mark the point and its row; -1 for none. */
  private pick(row: number, writes = true): void {
    const record = this.source.records[row];
    this.picked = record ? row : -1;
    let page: string | undefined;
    for (const button of all<HTMLButtonElement>("[data-row]", this.section)) {
      if (record && button.dataset["row"] === String(row)) {
        button.setAttribute("aria-current", "true");
        page = button.dataset["page"];
      } else button.removeAttribute("aria-current");
    }
    void this.view?.signal("picked", this.picked).runAsync();
    if (!record) {
      this.evidence.replaceChildren();
      if (writes) this.write();
      return;
    }
    const close = make("button", { type: "button", class: "chip close", onclick: () => { this.pick(-1); (this.plot ?? this.section.querySelector<HTMLElement>(".twin summary"))?.focus({ preventScroll: true }); } }, "Close");
    this.evidence.replaceChildren(close, make("h2", {}, "The claim behind it"), claimView(record, (key) => (key === record.key ? page ?? null : null)));
    this.evidence.scrollIntoView({ block: "nearest" });
    if (writes) this.write();
  }

  private colourBy(by: string): void {
    if (by === this.by || !Object.hasOwn(this.source.specifications, by)) return;
    this.by = by;
    for (const choice of all<HTMLInputElement>("[data-by]", this.section)) choice.checked = choice.dataset["by"] === by;
    if (this.plot) void this.draw(this.plot);
  }

  /** Let the address tell what is shown, as a step that "back" takes back. */
  private write(): void {
    const record = this.source.records[this.picked];
    const parts = [record ? `claim=${encodeURIComponent(record.key)}` : "", this.by === this.usual ? "" : `by=${encodeURIComponent(this.by)}`].filter(Boolean);
    const address = parts.length ? `#${parts.join("&")}` : location.pathname + location.search;
    if (address !== location.hash && (parts.length || location.hash)) history.pushState(null, "", address);
  }

  private openFromAddress(): void {
    const told = new URLSearchParams(location.hash.slice(1));
    this.colourBy(told.get("by") ?? this.usual);
    const row = this.source.records.findIndex((record) => record.key === told.get("claim"));
    if (row !== this.picked) this.pick(row, false);
  }

  /** Save the chart as it is shown, with a heading, since it leaves the page that has one, and with its font. */
  private async save(kind: "svg" | "png"): Promise<void> {
    const specification = this.fill();
    if (!specification) return;
    const { font, title } = this.source;
    await (this.loaded ??= loadFont(font));
    const view = makeView({ ...specification, width: Math.max(480, this.view?.width() ?? 0), title } as Spec, null, 0, font.family);
    const address = kind === "png" ? await view.toImageURL("png", 3) : URL.createObjectURL(new Blob([carryFont(await view.toSVG(), font)], { type: "image/svg+xml" }));
    view.finalize();
    make("a", { href: address, download: `${this.section.dataset["chart"] ?? "chart"}.${kind}` }).click();
    if (kind === "svg") setTimeout(() => URL.revokeObjectURL(address), 1000); // after the download has begun
  }
}

/** An image with the rules of its font, so that it looks the same where the font is not installed. */
const carryFont = (svg: string, font: Font): string => svg.replace(">", `><style>${fontFaces(font)}</style>`);

interface Drawn { x: number; y: number; datum: Row }
interface Mark { name?: string; items: Drawn[] }
interface Group { items: (Mark | Group)[] }

/** The mark with a name, which stands somewhere in the groups of a view. */
function findMark(group: Group, name: string): Mark | undefined {
  for (const part of group.items) {
    if ("name" in part && part.name === name) return part;
    const inside = "items" in part && part.items.length && "items" in (part.items[0] ?? {}) ? findMark(part as Group, name) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

/** The row of the point at which an event of the view happened. */
function rowOf(item: Item | null | undefined): Row | null {
  const row = item?.datum as Partial<Row> | undefined;
  return row?.i !== undefined && row.told !== undefined ? row as Row : null;
}

/** The nearest spot in a direction; the one itself where there is none. */
function nearest(spots: readonly Spot[], from: Spot, [right, down]: readonly [number, number]): Spot {
  let best = from;
  let least = Infinity;
  for (const spot of spots) {
    const along = (spot.x - from.x) * right + (spot.y - from.y) * down;
    const far = along + 2.2 * Math.abs(right ? spot.y - from.y : spot.x - from.x);
    if (spot !== from && along > 0 && far < least) { best = spot; least = far; }
  }
  return best;
}

for (const section of all("section.chart")) if (section.querySelector(".chart-data")) new Chart(section);

globalThis.kgData?.("plot", drawPlot);
