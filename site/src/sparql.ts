// The page for queries of one's own.

import engine from "./open_engine"; // first, so that worker and scripts are on their way before all else is set up
import { createAsking } from "./asking";
import { orderColumns } from "./column_order";
import { createEditor, type Editor } from "./editor";
import { byId, counted, make } from "./elements";
import { type Answer, EngineError, type Opened, Stopped } from "./engine";
import EXAMPLES, { type Example } from "./examples";
import { findFault } from "./faults";
import { type GraphTerms, loadTerms } from "./graph_terms";
import { type Known, findKnown } from "./known";
import { completeQuery } from "./prologue";
import { type Question, exampleQuery, listNaming, loadQuestions } from "./questions";
import { FILES, copyText, saveFile } from "./result_files";
import { hasChart, makeChart } from "./result_chart";
import { hasGraph, makeGraph } from "./result_graph";
import { type ResultColumn, foldColumns, makeTable } from "./result_table";

type View = "table" | "chart" | "graph";
const FIRST_QUERY = `# Which mechanisms are spoken of most?
SELECT ?mechanism (COUNT(DISTINCT ?claim) AS ?claims)
WHERE {
  ?claim a al:Claim ; al:evidence ?where .
  ?claim ?how ?mechanism .
  ?mechanism a al:Mechanism .
}
GROUP BY ?mechanism
ORDER BY DESC(?claims) ?mechanism
LIMIT 20
`;

const asking = createAsking("sparql", [byId("sparql-found")]);
const fault = byId("sparql-fault");
const place = byId("sparql-answer");
const examples = byId<HTMLSelectElement>("sparql-examples");
let shown: { answer: Answer; columns: ResultColumn[]; known: Known } | null = null;
let view: View = "table";
let against = ""; // the number against which an example is drawn
let round = 0;

void start();

async function start(): Promise<void> {
  engine.onProgress = (step) => asking.progress(step);
  const ready = engine.open(); // the engine gets ready while the page is set up
  ready.catch((error: unknown) => { fault.textContent = error instanceof Error ? error.message : String(error); });
  const [terms] = await Promise.all([loadTerms(), engine.begun]);
  const editor = createEditor(byId("sparql-editor"), "SPARQL query", terms, { run: () => void ask(), changed: () => editor.clearMarks() });

  const ask = (): Promise<void> => answer(editor, terms);
  asking.onAsk = () => void ask();
  asking.onStop = () => engine.stop();
  editor.text = sharedQuery() ?? FIRST_QUERY;
  window.addEventListener("hashchange", () => {
    const query = sharedQuery();
    if (query !== null && query !== editor.text) { editor.text = query; void ask(); }
  });
  byId("sparql-share").addEventListener("click", () => void share(editor));
  setUpTabs(terms);
  setUpDownloads();
  addShortExamples(editor, ask);
  await Promise.all([fillExamples(editor, ask), sharedQuery() === null ? undefined : ask()]);
  window.kgSparql = Object.freeze({ opened: () => engine.open(), query: (text: string) => find(text, terms) });
  if (!round && !fault.textContent) {
    const opened = await ready;
    if (!round) asking.say(`Ready: ${opened.size.toLocaleString("en")} statements. Ctrl+Enter asks.`);
  }
}

// people's own scripts may ask as well
declare global {
  interface Window { kgSparql?: { opened: () => Promise<Opened>; query: (text: string) => Promise<Answer> } }
}

async function find(text: string, terms: GraphTerms): Promise<Answer> {
  const query = completeQuery(text, terms.prefixes);
  return orderColumns(await engine.query(query), query);
}

async function answer(editor: Editor, terms: GraphTerms): Promise<void> {
  round += 1;
  const mine = round;
  if (asking.running) engine.stop();
  asking.begin();
  fault.textContent = "";
  editor.clearMarks();
  try {
    history.replaceState(null, "", addressOf(editor.text)); // also of a query that fails, so that it can be passed on
    const found = await find(editor.text, terms);
    const columns = foldColumns(found, listNaming(await loadQuestions())); // named as questions name them, they hold the same
    const known = await findKnown(engine, found, columns, terms.base);
    if (mine !== round) return;
    shown = { answer: found, columns, known };
    asking.end(`${sizeOf(found)} in ${format(found.milliseconds)}`);
    show(terms);
  } catch (error) {
    if (mine !== round) return;
    asking.end(error instanceof Stopped ? "Stopped." : "");
    tell(error, editor, terms);
  }
}

function tell(error: unknown, editor: Editor, terms: GraphTerms): void {
  shown = null; // what was found before is no answer to this query
  byId("sparql-found").hidden = true;
  if (error instanceof Stopped) return;
  const message = error instanceof Error ? error.message : String(error);
  const broken = error instanceof EngineError && error.line !== null;
  const found = broken ? findFault(editor.text, terms.prefixes) : null;
  if (!found) { fault.textContent = message; return; }
  fault.textContent = `Line ${found.line}, column ${found.column}: ${found.message}.`;
  editor.mark(found.line, found.column, found.message);
  editor.focus();
}

/** How much was found: a yes or no is not counted, and what CONSTRUCT makes are statements. */
function sizeOf({ form, rows }: Answer): string {
  return form === "ASK" ? "Answered" : counted(rows.length, form === "SELECT" ? "row" : "statement");
}

function format(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

// --- the answer

function show(terms: GraphTerms): void {
  if (!shown) return;
  const { answer: found, columns, known } = shown;
  byId("sparql-found").hidden = false;
  const able = { table: true, chart: hasChart(found, columns), graph: hasGraph(found, terms) };
  for (const tab of tabs()) tab.disabled = !able[tab.dataset["view"] as View];
  if (!able[view]) select("table");
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-download=nt]")) button.hidden = found.form === "SELECT" || found.form === "ASK";
  if (!found.rows.length) place.replaceChildren(make("p", { class: "note" }, "Nothing in the graph fits this query."));
  else if (view === "graph") place.replaceChildren(makeGraph(found, terms, known));
  else if (view === "chart") place.replaceChildren(makeChart(found, columns, terms, known.labels, against));
  else place.replaceChildren(makeTable(found, columns, terms, known, "Answer to the query"));
}

function select(wanted: View): void {
  view = wanted;
  for (const tab of tabs()) {
    const chosen = tab.dataset["view"] === wanted;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  place.setAttribute("aria-labelledby", `sparql-tab-${wanted}`);
}

function tabs(): HTMLButtonElement[] {
  return [...byId("sparql-tabs").querySelectorAll<HTMLButtonElement>("[role=tab]")];
}

function setUpTabs(terms: GraphTerms): void {
  for (const tab of tabs()) tab.addEventListener("click", () => { select(tab.dataset["view"] as View); show(terms); });
  byId("sparql-tabs").addEventListener("keydown", (event) => {
    const usable = tabs().filter((tab) => !tab.disabled);
    const at = usable.findIndex((tab) => tab === document.activeElement);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = usable[(at + step + usable.length) % usable.length];
    if (!step || !next) return;
    event.preventDefault();
    next.focus();
    next.click();
  });
}

function setUpDownloads(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-download]")) {
    const kind = button.dataset["download"] as keyof typeof FILES;
    button.addEventListener("click", () => { if (shown) saveFile(`answer.${kind}`, FILES[kind].type, FILES[kind].write(shown.answer)); });
  }
}

// --- the address carries the query

function addressOf(query: string): string {
  return `${location.href.replace(/#.*$/, "")}#query=${encodeURIComponent(query)}`;
}

function sharedQuery(): string | null {
  if (!location.hash.startsWith("#query=")) return null;
  try { return decodeURIComponent(location.hash.slice(7)); } catch { return null; }
}

async function share(editor: Editor): Promise<void> {
  const address = addressOf(editor.text);
  history.replaceState(null, "", address);
  asking.say(await copyText(address) ? "The link is on the clipboard." : "The address of this page now holds the query.");
}

// --- examples: short ones, and the canned questions

function addShortExamples(editor: Editor, ask: () => Promise<void>): void {
  const use = (example: Example): void => {
    editor.text = example.query;
    examples.value = "";
    select(example.view);
    against = example.against ?? "";
    void ask();
  };
  byId("sparql-short").append(...EXAMPLES.map((example) => make("button", { type: "button", class: "chip", onclick: () => use(example) }, example.name)));
}

async function fillExamples(editor: Editor, ask: () => Promise<void>): Promise<void> {
  const questions = await loadQuestions();
  const groups = new Map<string, Question[]>();
  for (const question of questions.filter(({ query }) => query)) groups.set(question.topic, [...(groups.get(question.topic) ?? []), question]);
  for (const [topic, members] of groups) {
    examples.append(make("optgroup", { label: topic }, ...members.map((one) => make("option", { value: one.name }, one.summary))));
  }
  examples.addEventListener("change", () => {
    const question = questions.find(({ name }) => name === examples.value);
    if (!question) return;
    editor.text = `# ${question.summary}\n${exampleQuery(question)}`;
    void ask();
  });
}
