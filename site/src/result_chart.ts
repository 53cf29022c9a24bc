// An answer as a chart: its numbers as bars, or two of them against each other as points. Vega comes when it is wanted.

import { loadData } from "./data";
import { make } from "./elements";
import type { Found, Term } from "./engine";
import { type GraphTerms, display } from "./graph_terms";
import type { DrawPlot, Mark } from "./plot_messages";
import type { ResultColumn } from "./result_columns";
import { isNumber } from "./result_table";
import { toSubscripts } from "./text";

const MOST_BARS = 60;
const MOST_POINTS = 2000;

function numericColumns(found: Found, columns: readonly ResultColumn[]): ResultColumn[] {
  return columns.filter(({ place }) => found.rows.some((row) => row[place]) && found.rows.every((row) => !row[place] || isNumber(row[place])));
}

/** Whether an answer holds numbers to draw. */
export function hasChart(found: Found, columns: readonly ResultColumn[]): boolean {
  return numericColumns(found, columns).length > 0;
}

function choice(label: string, columns: readonly ResultColumn[], chosen: ResultColumn | undefined, changed: () => void): [HTMLElement, HTMLSelectElement] {
  const select = make("select", {}, ...columns.map((column) => make("option", { value: String(column.place), selected: column === chosen ? "" : null }, column.label)));
  select.addEventListener("change", changed);
  return [make("label", {}, label, " ", select), select];
}

/** What a chart draws: the names of the column that is shown and of that by which, or against which; "" for the first that can be. */
export interface Drawn { show: string; against: string }

/** A chart element, with choices of what is drawn where there are several numbers; `chosen` is told what was chosen. */
export function makeChart(
  found: Found, columns: readonly ResultColumn[], terms: GraphTerms, labels: ReadonlyMap<string, string>, drawn: Drawn, chosen: (drawn: Drawn) => void,
): HTMLElement {
  const numbers = numericColumns(found, columns);
  const names = columns.filter((column) => !numbers.includes(column));
  const place = make("div", { class: "plot" });
  const note = make("p", { class: "note", role: "status" });
  const words = (term: Term | undefined): string => toSubscripts((term && labels.get(term.value)) ?? display(term, terms.prefixes));
  const change = (): void => {
    const nameOf = (select: HTMLSelectElement): string => columns.find((column) => String(column.place) === select.value)?.name ?? "";
    chosen({ show: nameOf(value), against: nameOf(by) });
    void draw();
  };
  const [valueLabel, value] = choice("Show", numbers, numbers.find(({ name }) => name === drawn.show) ?? numbers[0], change);
  const [byLabel, by] = choice("by", [...names, ...numbers], columns.find(({ name }) => name === drawn.against) ?? names[0] ?? numbers[1] ?? numbers[0], change);

  async function draw(): Promise<void> {
    const x = numbers.find((column) => String(column.place) === value.value) ?? numbers[0];
    const other = columns.find((column) => String(column.place) === by.value) ?? x;
    if (!x || !other) return;
    const points = numbers.includes(other);
    const most = points ? MOST_POINTS : MOST_BARS;
    const naming = points ? names[0] : other;
    const marks = found.rows.flatMap((row, index): Mark[] => {
      const [a, b] = [row[x.place], points ? row[other.place] : undefined];
      if (!a || (points && !b)) return [];
      return [{ name: naming ? words(row[naming.place]) || "–" : `row ${index + 1}`, x: Number(points ? b?.value : a.value), y: points ? Number(a.value) : null }];
    });
    const shown = marks.slice(0, most);
    if (!points) tellApart(shown);
    const label = points ? `${x.label} against ${other.label}` : `${x.label} by ${other.label}`;
    note.textContent = marks.length > most ? `The first ${most} of ${marks.length} rows. The table has all.` : "The table says the same in words.";
    try {
      const drawPlot = await loadData<DrawPlot>("plot", "assets/chart.js");
      await drawPlot(place, { marks: shown, xTitle: points ? other.label : x.label, yTitle: points ? x.label : "", nameTitle: naming?.label ?? "row", label });
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  new ResizeObserver(() => { if (Math.abs(place.clientWidth - width) > 8) { width = place.clientWidth; void draw(); } }).observe(place);
  let width = 0;
  return make("div", { class: "answer-chart" }, make("div", { class: "ask-bar" }, valueLabel, byLabel), place, note);
}

/** Rows of the same name are bars of their own, so a number tells them apart. */
function tellApart(marks: Mark[]): void {
  const seen = new Map<string, number>();
  for (const mark of marks) {
    const times = (seen.get(mark.name) ?? 0) + 1;
    seen.set(mark.name, times);
    if (times > 1) mark.name = `${mark.name} (${times})`;
  }
}
