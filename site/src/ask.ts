// The form of a canned question: its values are checked as the command line checks them, its answer comes from the graph
// in this page. Until somebody asks, the page shows the answer that was computed when the site was made.

import { createAsking } from "./asking";
import { Misfit, type Parameter, bind, toTerm } from "./binding";
import { setUpChoice } from "./choice";
import { loadData, siteRoot } from "./data";
import { all, byId, counted, make } from "./elements";
import { type Answer, Stopped, createEngine } from "./engine";
import { type GraphTerms, loadTerms } from "./graph_terms";
import { findKnown } from "./known";
import { type Named, findNamed, findNear } from "./names";
import { type Question, loadQuestions, withoutHeader } from "./questions";
import { FILES, copyText, saveFile } from "./result_files";
import { foldColumns, makeTable } from "./result_table";
import { type UnitTable, loadUnits } from "./units";

const engine = createEngine();
const form = byId<HTMLFormElement>("ask");
const fault = byId("ask-fault");
const place = byId("ask-answer");
const asking = createAsking("ask", [byId("ask-files"), place]);
let answer: Answer | null = null;
let round = 0;

type ThingRow = [path: string, label: string, names: string[], formulas: string[], weight: number];

interface Context { question: Question; units: UnitTable; terms: GraphTerms; things: Map<string, readonly Named[]> }

let gathering: Promise<Context> | null = null;

/** Everything that the form needs, read when it is first touched. */
function gather(): Promise<Context> {
  gathering ??= (async () => {
    const [questions, units, terms] = await Promise.all([loadQuestions(), loadUnits(), loadTerms()]);
    const question = questions.find(({ name }) => name === form.dataset["question"]);
    if (!question) throw new Error("this copy of the site does not know the question");
    const things = new Map<string, readonly Named[]>();
    await Promise.all(question.parameters.map(async ({ name, things: list }) => {
      if (list !== null) things.set(name, toNamed(await loadData<ThingRow[]>(`things-${list}`), terms));
    }));
    return { question, units, terms, things };
  })();
  return gathering;
}

function toNamed(rows: ThingRow[], terms: GraphTerms): Named[] {
  return rows.map(([path, label, names, formulas, weight]) => ({
    iri: path.includes("://") ? path : terms.base + path, label, names, formulas, weight,
  }));
}

const LONGEST = 60; // characters of a value that a fault repeats
const OFFERED = 6; // things that a fault offers in place of what was typed

function fieldOf(name: string): HTMLInputElement | HTMLSelectElement {
  return byId<HTMLInputElement | HTMLSelectElement>(`value-${name}`);
}

function faultOf(name: string): HTMLElement {
  return byId(`value-${name}-fault`);
}

/** The complete query for what stands in the form; faults are told beside their fields. */
function bindForm({ question, units, terms, things }: Context): string | null {
  const bound: Record<string, string> = {};
  let first: HTMLElement | null = null;
  const resolve = (value: string, parameter: Parameter): string => {
    const known = things.get(parameter.name) ?? [];
    const found = findNamed(value, known, terms.base, terms.prefixes);
    const [one, ...others] = found;
    if (one && !others.length) {
      // a link from the page of a thing names it by its path; people read its name
      const named = value.includes("/") && findNamed(one.label, known, terms.base, terms.prefixes).length === 1;
      if (named) fieldOf(parameter.name).value = one.label;
      return one.iri;
    }
    if (one) throw new Misfit(parameter.name, `can mean ${found.length} things`, found);
    const near = findNear(value, known, OFFERED);
    throw new Misfit(parameter.name, `is nothing that the graph knows${near.length ? "; near it" : ""}`, near);
  };
  for (const parameter of question.parameters) {
    const field = fieldOf(parameter.name);
    const told = faultOf(parameter.name);
    told.replaceChildren();
    field.removeAttribute("aria-invalid");
    try {
      const unknown = field instanceof HTMLSelectElement && field.selectedIndex < 0;
      if (unknown) throw new Misfit(parameter.name, "is none of the choices", []);
      if (!field.value.trim() && parameter.default) field.value = parameter.default; // what is asked stands in the form
      bound[parameter.name] = toTerm(parameter, field.value.trim(), units, resolve);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      field.setAttribute("aria-invalid", "true");
      const typed = field.value.trim() || (field instanceof HTMLSelectElement ? sharedValue(parameter.name) : ""); // a choice that is none shows nothing
      told.replaceChildren(typed ? `“${typed.length > LONGEST ? `${typed.slice(0, LONGEST)}…` : typed}” ${error.why}. ` : "Nothing is given here; an answer needs it. ", ...error.candidates.slice(0, OFFERED).map((thing) => candidate(parameter.name, thing)));
      first ??= field;
    }
  }
  first?.focus();
  return first ? null : bind(question.query, bound);
}

function candidate(name: string, thing: { iri: string; label: string }): HTMLElement {
  const button = make("button", { type: "button", class: "chip" }, thing.label);
  button.addEventListener("click", () => { fieldOf(name).value = thing.iri; void ask(); });
  return button;
}

async function ask(): Promise<void> {
  round += 1;
  const mine = round;
  if (asking.running) engine.stop();
  fault.textContent = "";
  asking.begin();
  try {
    const context = await gather();
    const query = bindForm(context);
    if (query === null) {
      asking.end("");
      withdraw("No answer: a value above does not fit.");
      return;
    }
    const command = toCommand(context);
    const found = await engine.query(query);
    const columns = foldColumns(found, context.question.columns);
    const known = await findKnown(engine, found, columns, context.terms.base);
    if (mine !== round) return;
    answer = found;
    asking.end(`${counted(found.rows.length, "row")}, asked just now in ${Math.max(1, Math.round(found.milliseconds))} ms`);
    place.replaceChildren(found.rows.length
      ? makeTable(found, columns, context.terms, known, context.question.summary)
      : make("p", { class: "note" }, "Nothing in the graph fits these values."));
    byId("ask-count").textContent = counted(found.rows.length, "row");
    byId("ask-command").textContent = command;
    document.getElementById("ask-note")?.remove(); // it is about the answer that was made beforehand
    byId("ask-files").hidden = false;
    writeAddress(context.question);
  } catch (error) {
    if (mine !== round) return;
    withdraw("No answer yet to these values.");
    asking.end(error instanceof Stopped ? "Stopped." : "");
    if (!(error instanceof Stopped)) fault.textContent = error instanceof Error ? error.message : String(error);
  }
}

/** Take the answer away that stands there, for it is not the one to the values in the form. */
function withdraw(why: string): void {
  answer = null;
  byId("ask-count").textContent = "";
  document.getElementById("ask-note")?.remove();
  byId("ask-files").hidden = true;
  place.replaceChildren(make("p", { class: "note" }, why));
}

/** The question with the values of the form, as it is typed on the command line; see kg/publish/answers.py. */
function toCommand({ question, terms }: Context): string {
  const options = question.parameters.map(({ name, option, default: usual }) => {
    const typed = fieldOf(name).value.trim() || (usual ?? "");
    const value = typed.startsWith(terms.base) ? typed.slice(terms.base.length) : typed;
    return `${option} ${quote(value)}`;
  });
  return ["kg query", question.name, ...options].join(" ");
}

/** A word that a shell takes as it is. */
function quote(value: string): string {
  return /["$`\\!]/.test(value) ? `'${value.replaceAll("'", "'\\''")}'` : `"${value}"`;
}

// --- the address carries the values, so that an answer can be passed on

function writeAddress(question: Question): void {
  const values = new URLSearchParams(question.parameters.map(({ name }): [string, string] => [name, fieldOf(name).value.trim()]));
  history.replaceState(null, "", `${location.href.replace(/#.*$/, "")}#${values.toString() || "ask"}`);
}

/** What the address gives for a parameter. */
const sharedValue = (name: string): string => new URLSearchParams(location.hash.slice(1)).get(name) ?? "";

function readAddress(): boolean {
  const hash = location.hash.slice(1);
  const names = all<HTMLInputElement | HTMLSelectElement>("[data-parameter]", form).map((field) => field.dataset["parameter"] ?? "");
  const values = new URLSearchParams(hash);
  if (hash !== "ask" && !names.some((name) => values.has(name))) return false;
  for (const name of names) {
    const value = values.get(name);
    if (value !== null) fieldOf(name).value = value;
  }
  return true;
}

// --- what people do

asking.onAsk = () => void ask();
asking.onStop = () => engine.stop();
engine.onProgress = (step) => asking.progress(step);
form.addEventListener("submit", (event) => { event.preventDefault(); void ask(); });
form.addEventListener("focusin", () => {
  void gather().then(() => "large" in form.dataset ? undefined : engine.open()).catch((error: unknown) => { fault.textContent = error instanceof Error ? error.message : String(error); });
}, { once: true });
byId("ask-edit").addEventListener("click", (event) => {
  event.preventDefault();
  void gather().then((context) => {
    const query = bindForm(context);
    if (query !== null) location.href = `${siteRoot()}sparql.html#query=${encodeURIComponent(`# ${context.question.summary}\n${withoutHeader(query)}`)}`;
  });
});
byId("ask-share").addEventListener("click", () => {
  void gather().then(async ({ question }) => {
    writeAddress(question);
    asking.say(await copyText(location.href) ? "The link is on the clipboard." : "The address of this page now holds the values.");
  });
});
for (const button of all<HTMLButtonElement>("button[data-download]")) {
  const kind = button.dataset["download"] as keyof typeof FILES;
  button.addEventListener("click", () => { if (answer) saveFile(`${form.dataset["question"]}.${kind}`, FILES[kind].type, FILES[kind].write(answer)); });
}
form.addEventListener("input", (event) => {
  if (!(event.target instanceof HTMLElement)) return;
  event.target.removeAttribute("aria-invalid"); // what is told of it is about another value
  faultOf(event.target.dataset["parameter"] ?? "").replaceChildren();
});
for (const field of all<HTMLInputElement>("input[data-things]", form)) {
  const name = field.dataset["parameter"] ?? "";
  setUpChoice(field, async () => (await gather()).things.get(name) ?? []);
}
window.addEventListener("hashchange", () => { if (readAddress()) void ask(); });
if (readAddress()) void ask();
