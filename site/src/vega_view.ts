// Vega as the pages use it: drawn by the interpreter of its expressions, in the colours and the type of the page.
//
// Vega's own way of running expressions makes functions from text, which the pages' policy forbids.

import { expressionInterpreter } from "vega-interpreter";
import { type Config, type Spec, View, Warn, parse } from "vega";
import look from "../styles/chart_look.json";
import { colour } from "./theme";

const MOST_SHAPES = 1500; // points; more are drawn as one image, which is faster

interface Named { name: string; value?: unknown }

/** The values of those signals that the theme decides: each has the name of a property of the style sheet. */
function themed(signals: readonly Named[], font = ""): Named[] {
  return signals.map(({ name, value }) => ({ name, value: name === "ground" ? colour("paper") : (name === "sans" && font) || colour(name) || value }));
}

/** A view of a specification whose colours are signals, drawn in a place of the page; without one, to be saved, in a font of its own. */
export function makeView(specification: Spec, place: HTMLElement | null, points: number, font = ""): View {
  const spec = { ...specification, signals: themed((specification.signals ?? []) as Named[], font) } as Spec;
  return new View(parse(spec, look as unknown as Config, { ast: true }), {
    expr: expressionInterpreter, logLevel: Warn, ...(place ? { renderer: points > MOST_SHAPES ? "canvas" : "svg", container: place, hover: true } : { renderer: "none" }),
  } as never);
}

/** Draw a view again after the theme has changed. */
export function recolour(view: View, specification: Spec): void {
  for (const { name, value } of themed((specification.signals ?? []) as Named[])) if (name === "ground" || colour(name)) view.signal(name, value);
  void view.runAsync();
}
