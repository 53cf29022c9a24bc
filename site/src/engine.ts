// SPARQL in the page: an engine in a worker of its own, which can be stopped at any time by ending the worker.

import WORKER from "worker:engine_worker";
import { formatOf, readAnswer } from "./answers";
import { loadData } from "./data";
import type { Found, Opened, Request, Response } from "./engine_messages";
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
  /** Resolves when the first worker runs, or cannot run; a page that is busy before that holds it up. */
  begun: Promise<void>;
  /** Resolves when queries can be asked; the same promise again while the engine stays open. */
  open(): Promise<Opened>;
  /** What a query finds in the union of all named graphs; opens the engine if need be. */
  query(text: string): Promise<Answer>;
  /** End what is running; whoever waits gets `Stopped`, and a new worker is made ready at once. */
  stop(): void;
  /** Is told what the engine is doing while it opens, and "" when it is ready. */
  onProgress: (step: string) => void;
}

const STEPS = { getting: "Getting the engine and the graph …", starting: "Starting the engine …", loading: "Loading the graph …" };

/** An engine on the graph of this site. */
export function createEngine(): Engine {
  let worker: Worker | null = null;
  let opening: Promise<Opened> | null = null;
  let settle: { resolve: (opened: Opened) => void; reject: (reason: Error) => void } | null = null;
  let starts = 0; // counts what was closed, so that what was begun before stays idle
  let count = 0;
  let arrived = 0; // when the last script was there
  let tellBegun: () => void;
  const begun = new Promise<void>((resolve) => { tellBegun = resolve; });
  const asked = new Map<number, { form: Found["form"]; resolve: (answer: Answer) => void; reject: (reason: Error) => void }>();

  function close(reason: Error): void {
    tellBegun();
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
    if (response.kind === "step") {
      tellBegun();
      engine.onProgress(STEPS[response.step]);
    } else if (response.kind === "opened") {
      settle?.resolve({ size: response.size, waited: performance.now() - arrived, milliseconds: response.milliseconds });
      settle = null;
      engine.onProgress("");
    } else if (response.kind === "found") {
      const waiting = asked.get(response.id);
      asked.delete(response.id);
      if (!waiting) return;
      try {
        waiting.resolve({ ...readAnswer(waiting.form, response.text), milliseconds: response.milliseconds });
      } catch {
        waiting.reject(new EngineError("the answer is larger than a page can hold; a LIMIT makes it smaller"));
      }
    } else if (response.fatal) {
      close(new EngineError(response.id === null ? response.message : `${response.message}; the engine starts anew`));
      if (response.id !== null) void engine.open().catch(() => undefined);
    } else {
      const waiting = asked.get(response.id ?? -1);
      asked.delete(response.id ?? -1);
      waiting?.reject(toError(response.message));
    }
  }

  async function start(): Promise<void> {
    const mine = starts;
    engine.onProgress(STEPS.getting);
    const address = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
    const made = new Worker(address); // it gets ready while the scripts come
    URL.revokeObjectURL(address);
    worker = made;
    made.addEventListener("message", (event: MessageEvent<Response>) => { if (worker === made) receive(event.data); });
    made.addEventListener("error", () => { if (worker === made) close(new EngineError("this browser does not let the engine run")); });
    const hand = (request: Request): void => { if (mine === starts) send(request); }; // else it was stopped meanwhile
    await Promise.all([
      loadData<string>("oxigraph", "assets/oxigraph.js").then((packed) => hand({ kind: "engine", packed })),
      loadData<PackedGraph>("graph").then(({ packed, format }) => hand({ kind: "graph", packed, format })),
    ]);
    if (mine === starts) arrived = performance.now();
  }

  function send(request: Request): void {
    worker?.postMessage(request);
  }

  function put(text: string, form: Found["form"], union: boolean): Promise<Answer> {
    count += 1;
    const id = count;
    return new Promise((resolve, reject) => {
      asked.set(id, { form, resolve, reject });
      send({ kind: "query", id, text, format: formatOf(form), union });
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
    begun,
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
  try {
    const form = findForm(text);
    if (!form && !listWords(text).length) throw new EngineError("the query is empty");
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

// Source: the messages of oxigraph's `spargebra`
const SYNTAX_ERROR = /error at (\d+):(\d+): ([\s\S]*)/;

function toError(message: string): EngineError {
  const found = SYNTAX_ERROR.exec(message);
  if (!found) return new EngineError(message);
  const meaning = /^expected one of The (.*?)(?:, |$)/.exec(found[3] ?? "")?.[1];
  if (meaning) return new EngineError(`not valid SPARQL: the ${meaning}`, Number(found[1]), Number(found[2]));
  return new EngineError(`not valid SPARQL: ${found[3]?.replace(/\s+/g, " ")}`, Number(found[1]), Number(found[2]));
}
