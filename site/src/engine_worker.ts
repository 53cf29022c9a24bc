// The engine itself, in a worker: Oxigraph as WebAssembly. Everything comes packed in the message that opens it.

import { Store, initSync, type Quad, type Term as OxTerm } from "oxigraph/web.js";
import type { Request, Response, Term } from "./engine_messages";

declare function postMessage(message: Response): void;

let store: Store | null = null;

/** The bytes of a text in base64; browsers of before 2025 go through letters. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** A stream of the bytes that a text holds as gzip in base64. */
function unpack(text: string): globalThis.Response {
  const stream = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new globalThis.Response(stream, { headers: { "Content-Type": "application/wasm" } });
}

async function open(request: Extract<Request, { kind: "open" }>): Promise<void> {
  const began = performance.now();
  postMessage({ kind: "step", step: "starting" });
  const compiling = WebAssembly.compileStreaming(unpack(request.wasm)); // compiles what is unpacked so far
  const graph = new Uint8Array(await unpack(request.graph).arrayBuffer());
  initSync({ module: await compiling });
  const ready = performance.now();
  postMessage({ kind: "step", step: "loading" });
  store = new Store();
  // the graph was written by a serialiser, so it needs neither checks nor a way back
  store.load(graph, { format: request.format, no_transaction: true, lenient: true });
  postMessage({ kind: "opened", opened: { start: ready - began, load: performance.now() - ready, size: store.size } });
}

function toTerm(term: OxTerm): Term {
  switch (term.termType) {
    case "NamedNode": return { type: "uri", value: term.value };
    case "BlankNode": return { type: "bnode", value: term.value };
    case "Literal": {
      if (term.language) return { type: "literal", value: term.value, "xml:lang": term.language };
      const datatype = term.datatype.value;
      return datatype.endsWith("#string") ? { type: "literal", value: term.value } : { type: "literal", value: term.value, datatype };
    }
    default: return { type: "triple", value: term.toString() };
  }
}

function query({ id, text, form, union }: Extract<Request, { kind: "query" }>): void {
  if (!store) throw new Error("the engine is not open");
  const began = performance.now();
  if (form === "SELECT" || form === "ASK") {
    const found = store.query(text, { results_format: "application/sparql-results+json", use_default_graph_as_union: union });
    postMessage({ kind: "found", id, text: String(found), triples: null, milliseconds: performance.now() - began });
  } else {
    const quads = store.query(text, { use_default_graph_as_union: union }) as Quad[];
    const triples = quads.map((quad) => [toTerm(quad.subject), toTerm(quad.predicate), toTerm(quad.object)]);
    postMessage({ kind: "found", id, text: null, triples, milliseconds: performance.now() - began });
  }
}

function fail(id: number | null, error: unknown): void {
  // after a trap of WebAssembly (memory or stack used up) the store can no longer be trusted
  const fatal = error instanceof WebAssembly.RuntimeError || error instanceof RangeError || id === null;
  postMessage({ kind: "failed", id, message: error instanceof Error ? error.message : String(error), fatal });
}

addEventListener("message", (event: MessageEvent<Request>) => {
  const request = event.data;
  if (request.kind === "open") open(request).catch((error: unknown) => fail(null, error));
  else try { query(request); } catch (error) { fail(request.id, error); }
});
