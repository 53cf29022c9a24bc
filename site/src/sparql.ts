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
import { type Drawn, hasChart, makeChart } from "./result_chart";
import { type ResultColumn, foldColumns } from "./result_columns";
import { hasGraph, makeGraph } from "./result_graph";
import { makeTable } from "./result_table";

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
let asked = ""; // the query of the address
let view: View = "table";
let drawn: Drawn = { show: "", against: "" };
let round = 0;

void start();

async function start(): Promise<void> {
  engine.onProgress = (step) => asking.progress(step);
  const ready = engine.open(); // the engine gets ready while the page is set up
  ready.catch((error: unknown) => { if (!(error instanceof Stopped)) fault.textContent = error instanceof Error ? error.message : String(error); });
  const [terms] = await Promise.all([loadTerms(), engine.begun]);
  const editor = createEditor(byId("sparql-editor"), "SPARQL query", terms, { run: () => void ask(), changed: () => editor.clearMarks() });

  const ask = (): Promise<void> => answer(editor, terms);
  asking.onAsk = () => void ask();
  asking.onStop = () => engine.stop();
  const shared = readAddress();
  editor.text = shared ?? FIRST_QUERY;
  window.addEventListener("hashchange", () => {
    const query = readAddress();
    if (query === null) { if (asked) writeAddress(); return; } // an anchor of the page takes nothing from the address
    if (query === asked && query === editor.text) { show(terms); return; }
    editor.text = query;
    void ask();
  });
  byId("sparql-share").addEventListener("click", () => void share(editor));
  setUpTabs(terms);
  setUpDownloads();
  addShortExamples(editor, ask);
  await Promise.all([fillExamples(editor, ask), shared === null ? undefined : ask()]);
  window.kgSparql = Object.freeze({ opened: () => engine.open(), query: (text: string) => find(text, terms) });
  if (!round && !fault.textContent) {
    const opened = await ready.catch(() => null); // why not, is told above
    if (opened && !round) asking.say(`Ready: ${opened.size.toLocaleString("en")} statements. Ctrl+Enter asks.`);
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
    asked = editor.text;
    writeAddress(); // also of a query that fails, so that it can be passed on
    const found = await find(asked, terms);
    const questions = await asking.unlessStopped(loadQuestions());
    const columns = foldColumns(found, listNaming(questions)); // named as questions name them, they hold the same
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
  if (!able[view]) { select("table"); writeAddress(); }
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-download=nt]")) button.hidden = found.form === "SELECT" || found.form === "ASK";
  if (!found.rows.length) place.replaceChildren(make("p", { class: "note" }, "Nothing in the graph fits this query."));
  else if (view === "graph") place.replaceChildren(makeGraph(found, terms, known));
  else if (view === "chart") place.replaceChildren(makeChart(found, columns, terms, known.labels, drawn, (chosen) => { drawn = chosen; writeAddress(); }));
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
  for (const tab of tabs()) tab.addEventListener("click", () => { select(tab.dataset["view"] as View); show(terms); writeAddress(); });
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

// --- the address carries the query, and how its answer is looked at

function writeAddress(): void {
  const columns = view === "chart" ? Object.entries(drawn).filter(([, name]) => name) : [];
  const look = view === "table" ? "" : `&${new URLSearchParams([["view", view], ...columns]).toString()}`;
  history.replaceState(null, "", `${location.href.replace(/#.*$/, "")}#query=${encodeURIComponent(asked)}${look}`);
}

/** The query of the address, whose view is taken; null where it has none. */
function readAddress(): string | null {
  const [, query, look] = /^#query=(.*?)(&view=.*)?$/.exec(location.hash) ?? [];
  if (query === undefined) return null;
  const values = new URLSearchParams(look);
  const wanted = values.get("view");
  select(wanted === "chart" || wanted === "graph" ? wanted : "table");
  drawn = { show: values.get("show") ?? "", against: values.get("against") ?? "" };
  try { return decodeURIComponent(query); } catch { return null; }
}

async function share(editor: Editor): Promise<void> {
  asked = editor.text;
  writeAddress();
  asking.say(await copyText(location.href) ? "The link is on the clipboard." : "The address of this page now holds the query.");
}

// --- examples: short ones, and the canned questions

function addShortExamples(editor: Editor, ask: () => Promise<void>): void {
  const use = (example: Example): void => {
    editor.text = example.query;
    examples.value = "";
    select(example.view);
    drawn = { show: "", against: example.against ?? "" };
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
  byId("sparql-use").addEventListener("click", () => { // not when the choice changes, as it does with each arrow key
    const question = questions.find(({ name }) => name === examples.value);
    if (!question) { examples.focus(); return; }
    editor.text = `# ${question.summary}\n${exampleQuery(question)}`;
    void ask();
  });
}
