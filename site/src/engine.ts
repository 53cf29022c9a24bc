// SPARQL in the page: an engine in a worker of its own, which can be stopped at any time by ending the worker.

import WORKER from "worker:engine_worker";
import { loadData } from "./data";
import type { Found, Opened, Request, Response, Term } from "./engine_messages";
import { toTurtle } from "./result_files";
import { TokenError, findForm, hasDataset, listGraphs, listWords } from "./tokens";

export type { Found, Opened, Rows, Term } from "./engine_messages";

export const MAX_QUERY_BYTES = 100_000; // as kg/engines/tokens.py

/** A query that cannot be answered: where (both counted from 1) if the grammar is broken. */
export class EngineError extends Error {
  constructor(message: string, readonly line: number | null = null, readonly column: number | null = null) {
    super(message);
  }
}

/** The query was ended by `stop`. */
export class Stopped extends Error {
  constructor() {
    super("stopped");
  }
}

/** What a query found and how many milliseconds the engine itself took. */
export interface Answer extends Found { milliseconds: number }

/** The packed graph as kg/publish writes it: gzip as base64, and its media type. */
export interface PackedGraph { format: string; packed: string }

export interface Engine {
  /** Resolves when queries can be asked; the same promise again while the engine stays open. */
  open(): Promise<Opened>;
  /** What a query finds in the union of all named graphs; opens the engine if need be. */
  query(text: string): Promise<Answer>;
  /** End what is running; whoever waits gets `Stopped`, and a new worker is made ready at once. */
  stop(): void;
  /** Is told what the engine is doing while it opens, and "" when it is ready. */
  onProgress: (step: string) => void;
}

const STEPS = { starting: "Starting the engine …", loading: "Loading the graph …" };

/** An engine on the graph of this site. */
export function createEngine(): Engine {
  let worker: Worker | null = null;
  let opening: Promise<Opened> | null = null;
  let settle: { resolve: (opened: Opened) => void; reject: (reason: Error) => void } | null = null;
  let starts = 0; // counts what was closed, so that what was begun before stays idle
  let count = 0;
  const asked = new Map<number, { form: Found["form"]; resolve: (answer: Answer) => void; reject: (reason: Error) => void }>();

  function close(reason: Error): void {
    starts += 1;
    worker?.terminate();
    worker = null;
    opening = null;
    settle?.reject(reason);
    settle = null;
    for (const waiting of asked.values()) waiting.reject(reason);
    asked.clear();
  }

  function receive(response: Response): void {
    if (response.kind === "step") engine.onProgress(STEPS[response.step]);
    else if (response.kind === "opened") {
      settle?.resolve(response.opened);
      settle = null;
      engine.onProgress("");
    } else if (response.kind === "found") {
      const waiting = asked.get(response.id);
      asked.delete(response.id);
      if (!waiting) return;
      try {
        waiting.resolve({ ...toFound(waiting.form, response), milliseconds: response.milliseconds });
      } catch {
        waiting.reject(new EngineError("the answer is larger than a page can hold; a LIMIT makes it smaller"));
      }
    } else if (response.fatal) {
      close(new EngineError(response.id === null ? response.message : "the query needs more memory or depth than a page has; the engine starts anew"));
      if (response.id !== null) void engine.open().catch(() => undefined);
    } else {
      const waiting = asked.get(response.id ?? -1);
      asked.delete(response.id ?? -1);
      waiting?.reject(toError(response.message));
    }
  }

  async function start(): Promise<void> {
    const mine = starts;
    engine.onProgress("Getting the engine and the graph …");
    const [wasm, graph] = await Promise.all([loadData<string>("oxigraph", "assets/oxigraph.js"), loadData<PackedGraph>("graph")]);
    if (mine !== starts) return; // it was stopped while it was got
    const address = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
    const made = new Worker(address);
    URL.revokeObjectURL(address);
    worker = made;
    made.addEventListener("message", (event: MessageEvent<Response>) => { if (worker === made) receive(event.data); });
    made.addEventListener("error", () => { if (worker === made) close(new EngineError("this browser does not let the engine run")); });
    send({ kind: "open", wasm, graph: graph.packed, format: graph.format });
  }

  function send(request: Request): void {
    worker?.postMessage(request);
  }

  function put(text: string, form: Found["form"], union: boolean): Promise<Answer> {
    count += 1;
    const id = count;
    return new Promise((resolve, reject) => {
      asked.set(id, { form, resolve, reject });
      send({ kind: "query", id, text, form, union });
    });
  }

  /** A graph that is not there is more likely misspelt than meant to be empty. */
  async function refuseUnknown(graphs: string[]): Promise<void> {
    for (const graph of graphs) {
      const found = await put(`ASK { GRAPH <${graph}> { ?s ?p ?o } }`, "ASK", false);
      if (found.rows[0]?.[0]?.value !== "true") throw new EngineError(`FROM names a graph that is not here: ${graph}`);
    }
  }

  const engine: Engine = {
    onProgress: () => undefined,
    open() {
      opening ??= new Promise((resolve, reject) => {
        settle = { resolve, reject };
        const mine = starts;
        start().catch((error: unknown) => { if (mine === starts) close(error instanceof Error ? error : new Error(String(error))); });
      });
      return opening;
    },
    async query(text) {
      const form = checkQuery(text);
      await engine.open();
      // asked for the union of all graphs, Oxigraph would take no notice of FROM
      const union = !hasDataset(text);
      if (!union) await refuseUnknown(listGraphs(text));
      return put(text, form, union);
    },
    stop() {
      close(new Stopped());
      void engine.open().catch(() => undefined);
    },
  };
  return engine;
}

/** The form of a query that may be tried; the engine itself knows neither updates nor other servers. */
function checkQuery(text: string): Found["form"] {
  if (text.length > MAX_QUERY_BYTES / 3 && new TextEncoder().encode(text).length > MAX_QUERY_BYTES) throw new EngineError(`the query is longer than ${MAX_QUERY_BYTES / 1000} kB`);
  if (!text.trim()) throw new EngineError("the query is empty");
  try {
    const form = findForm(text);
    if (form === "UPDATE") throw new EngineError("only reading queries are answered here");
    refuseService(text);
    return form ?? "SELECT";
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const lines = text.slice(0, error.start).split("\n");
    throw new EngineError(error.message, lines.length, (lines.at(-1)?.length ?? 0) + 1);
  }
}

/** Refuse the word that would ask another server; where it is silent, the engine takes its answer for an empty one. */
function refuseService(text: string): void {
  if (!/service/i.test(text)) return;
  if (listWords(text).some((word) => word.kind === "word" && word.text.toUpperCase() === "SERVICE")) throw new EngineError("SERVICE asks another server, which is not done here");
}

function toFound(form: Found["form"], response: Extract<Response, { kind: "found" }>): Found {
  if (response.triples) return { form, columns: ["subject", "predicate", "object"], rows: response.triples };
  const parsed = JSON.parse(response.text ?? "{}") as { boolean?: boolean; head: { vars?: string[] }; results?: { bindings: Record<string, Told>[] } };
  if (parsed.boolean !== undefined) {
    const datatype = "http://www.w3.org/2001/XMLSchema#boolean";
    return { form, columns: ["answer"], rows: [[{ type: "literal", value: String(parsed.boolean), datatype }]] };
  }
  const columns = parsed.head.vars ?? [];
  return { form, columns, rows: (parsed.results?.bindings ?? []).map((row) => columns.map((column) => toTerm(row[column]))) };
}

/** A term as the engine writes it: where it is a triple, its value is made of terms again. */
type Told = Exclude<Term, { type: "triple" }> | { type: "triple"; value: { subject: Told; predicate: Told; object: Told } };

function toTerm(told: Told | undefined): Term | undefined {
  if (!told || typeof told.value === "string") return told as Term | undefined;
  const { subject, predicate, object } = told.value;
  return { type: "triple", value: `<<( ${[subject, predicate, object].map((part) => toTurtle(toTerm(part))).join(" ")} )>>` };
}

// Source: the messages of oxigraph's `spargebra`
const SYNTAX_ERROR = /error at (\d+):(\d+): ([\s\S]*)/;

function toError(message: string): EngineError {
  const found = SYNTAX_ERROR.exec(message);
  if (!found) return new EngineError(message);
  const meaning = /^expected one of The (.*?)(?:, |$)/.exec(found[3] ?? "")?.[1];
  if (meaning) return new EngineError(`not valid SPARQL: the ${meaning}`, Number(found[1]), Number(found[2]));
  return new EngineError(`not valid SPARQL: ${found[3]?.replace(/\s+/g, " ")}`, Number(found[1]), Number(found[2]));
}
