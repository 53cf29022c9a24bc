// The form of a canned question: its values are checked as the command line checks them, its answer comes from the graph
// in this page. Until somebody asks, the page shows the answer that was computed when the site was made.

import { createAsking } from "./asking";
import { Misfit, type Parameter, bind, toTerm } from "./binding";
import { nameParts, setUpChoice } from "./choice";
import { loadData, siteRoot } from "./data";
import { all, byId, counted, make } from "./elements";
import { type Answer, Stopped, createEngine } from "./engine";
import { type GraphTerms, loadTerms } from "./graph_terms";
import { findKnown } from "./known";
import { type Named, findNamed, findNear, nameAlone } from "./names";
import { type Question, loadQuestions, withoutHeader } from "./questions";
import { foldColumns } from "./result_columns";
import { FILES, copyText, saveFile } from "./result_files";
import { makeTable } from "./result_table";
import { type UnitTable, loadUnits } from "./units";

const engine = createEngine();
const form = byId<HTMLFormElement>("ask");
const fault = byId("ask-fault");
const place = byId("ask-answer");
const edit = byId<HTMLAnchorElement>("ask-edit");
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
  })().catch((error: unknown) => {
    gathering = null; // whoever asks again tries again
    throw error;
  });
  return gathering;
}

function toNamed(rows: ThingRow[], terms: GraphTerms): Named[] {
  return rows.map(([path, label, names, formulas, weight]) => ({
    iri: path.includes("://") ? path : terms.base + path, path, label, names, formulas, weight,
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

/** What the form asks: the complete query, null where a value does not fit; and for each field the text that says what is asked. */
function readForm({ question, units, terms, things }: Context): { query: string | null; texts: Map<string, string>; misfits: Misfit[] } {
  const bound: Record<string, string> = {};
  const texts = new Map<string, string>();
  const misfits: Misfit[] = [];
  const resolve = (value: string, parameter: Parameter): string => {
    const known = things.get(parameter.name) ?? [];
    const found = findNamed(value, known, terms.base, terms.prefixes);
    const [one, ...others] = found;
    if (one && !others.length) {
      // a link from the page of a thing names it by its path; people read its name
      if (value.includes("/")) texts.set(parameter.name, nameAlone(one, known));
      return one.iri;
    }
    if (one) throw new Misfit(parameter.name, `can mean ${found.length} things`, found);
    const near = findNear(value, known, OFFERED);
    throw new Misfit(parameter.name, `is nothing that the graph knows${near.length ? ". Did you mean this?" : ""}`, near);
  };
  for (const parameter of question.parameters) {
    const field = fieldOf(parameter.name);
    const text = field.value.trim() || (parameter.default ?? "");
    texts.set(parameter.name, text);
    try {
      const unknown = field instanceof HTMLSelectElement && field.selectedIndex < 0;
      if (unknown) throw new Misfit(parameter.name, "is none of the choices", []);
      bound[parameter.name] = toTerm(parameter, text, units, resolve);
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      misfits.push(error);
    }
  }
  return { query: misfits.length ? null : bind(question.query, bound), texts, misfits };
}

/** The complete query for what stands in the form; faults are told beside their fields. */
function bindForm(context: Context): string | null {
  const { query, texts, misfits } = readForm(context);
  for (const [name, text] of texts) {
    const field = fieldOf(name);
    const misfit = misfits.find(({ parameter }) => parameter === name);
    faultOf(name).replaceChildren(...(misfit ? tellMisfit(misfit, field, context.things.get(name) ?? []) : []));
    if (misfit) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (!misfit && field.value.trim() !== text) field.value = text; // what is asked stands in the form
  }
  const [first] = misfits;
  if (first) fieldOf(first.parameter).focus();
  return query;
}

function tellMisfit({ parameter, why, candidates }: Misfit, field: HTMLInputElement | HTMLSelectElement, known: readonly Named[]): (string | HTMLElement)[] {
  const typed = field.value.trim() || (field instanceof HTMLSelectElement ? sharedValue(parameter) : ""); // a choice that is none shows nothing
  if (!typed) return ["Nothing is given here; an answer needs it. "];
  const told = `“${typed.length > LONGEST ? `${typed.slice(0, LONGEST)}…` : typed}” ${why}${why.endsWith("?") ? "" : "."} `;
  return [told, ...candidates.slice(0, OFFERED).map((thing) => candidate(parameter, thing, nameAlone(thing, known)))];
}

function candidate(name: string, thing: Named, alone: string): HTMLElement {
  const button = make("button", { type: "button", class: "chip" }, ...nameParts(thing, alone).flatMap((part) => [part, " "]));
  button.addEventListener("click", () => {
    const field = fieldOf(name);
    field.value = alone;
    field.focus(); // the button goes with the fault
    void ask();
  });
  return button;
}

async function ask(): Promise<void> {
  round += 1;
  const mine = round;
  if (asking.running) engine.stop();
  fault.textContent = "";
  asking.begin();
  try {
    const context = await asking.unlessStopped(gather());
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
    leadToEditor(context);
  } catch (error) {
    if (mine !== round) return;
    withdraw("No answer yet to these values.");
    asking.end(error instanceof Stopped ? "Stopped." : "");
    tell(error);
  }
}

function tell(error: unknown): void {
  if (!(error instanceof Stopped)) fault.textContent = error instanceof Error ? error.message : String(error);
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
    const field = fieldOf(name);
    field.value = values.get(name) ?? usualOf(field); // an address means the same wherever one comes from
  }
  return true;
}

/** What a field holds as the page came. */
function usualOf(field: HTMLInputElement | HTMLSelectElement): string {
  if (field instanceof HTMLInputElement) return field.defaultValue;
  return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value ?? "";
}

/** Keep the link to the editor at the query that the form asks, for it may be opened in a tab of its own. */
function leadToEditor(context: Context): void {
  const { query } = readForm(context);
  if (query !== null) edit.href = `${siteRoot()}sparql.html#query=${encodeURIComponent(`# ${context.question.summary}\n${withoutHeader(query)}`)}`;
}

// --- what people do

asking.onAsk = () => void ask();
asking.onStop = () => engine.stop();
engine.onProgress = (step) => asking.progress(step);
form.addEventListener("submit", (event) => { event.preventDefault(); void ask(); });
form.addEventListener("focusin", () => {
  void gather().then((context) => {
    leadToEditor(context);
    return "large" in form.dataset ? undefined : engine.open();
  }).catch(tell);
}, { once: true });
form.addEventListener("change", () => void gather().then(leadToEditor).catch(tell));
edit.addEventListener("pointerenter", () => void gather().then(leadToEditor).catch(tell), { once: true });
edit.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // a tab of its own
  event.preventDefault();
  void gather().then((context) => {
    if (bindForm(context) === null) return;
    leadToEditor(context);
    writeAddress(context.question); // for the way back
    location.href = edit.href;
  }).catch(tell);
});
byId("ask-share").addEventListener("click", () => {
  void gather().then(async ({ question }) => {
    writeAddress(question);
    asking.say(await copyText(location.href) ? "The link is on the clipboard." : "The address of this page now holds the values.");
  }).catch(tell);
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
