// The engine itself, in a worker: Oxigraph as WebAssembly. Engine and graph come packed, each in a message of its own.

import { Store, initSync } from "oxigraph/web.js";
import type { Request, Response } from "./engine_messages";

declare function postMessage(message: Response): void;

let store: Store | null = null;
let handed = 0; // when the last of engine and graph came
let compiled: (module: WebAssembly.Module) => void;
const compiling = new Promise<WebAssembly.Module>((resolve) => { compiled = resolve; });

/** The bytes of a text in base64; browsers of before 2025 go through letters. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** The bytes that a text holds as gzip in base64. */
async function unpack(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream("gzip");
  const input = writable.getWriter();
  input.write(fromBase64(text)).then(() => input.close()).catch(() => undefined); // what is broken shows in reading
  // the stream of a Blob, or a Response to put the pieces together, would take half as long again
  const pieces = [];
  let size = 0;
  const output = readable.getReader();
  for (let piece = await output.read(); !piece.done; piece = await output.read()) {
    pieces.push(piece.value);
    size += piece.value.length;
  }
  const bytes = new Uint8Array(size);
  let place = 0;
  for (const piece of pieces) {
    bytes.set(piece, place);
    place += piece.length;
  }
  return bytes;
}

async function start({ packed }: Extract<Request, { kind: "engine" }>): Promise<void> {
  postMessage({ kind: "step", step: "starting" });
  compiled(await WebAssembly.compile(await unpack(packed))); // in another thread, while this one unpacks the graph
}

async function load({ packed, format }: Extract<Request, { kind: "graph" }>): Promise<void> {
  const graph = await unpack(packed);
  initSync({ module: await compiling });
  postMessage({ kind: "step", step: "loading" });
  store = new Store();
  // the graph was written by a serialiser, so it needs neither checks nor a way back
  store.load(graph, { format, no_transaction: true, lenient: true });
  postMessage({ kind: "opened", size: store.size, milliseconds: performance.now() - handed });
}

function query({ id, text, format, union }: Extract<Request, { kind: "query" }>): void {
  if (!store) throw new Error("the engine is not open");
  const began = performance.now();
  const found = store.query(text, { results_format: format, use_default_graph_as_union: union });
  postMessage({ kind: "found", id, text: String(found), milliseconds: performance.now() - began });
}

function fail(id: number | null, error: unknown): void {
  // after a trap of WebAssembly (memory or stack used up) the store can no longer be trusted
  const spent = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  const message = spent ? `the ${id === null ? "graph" : "query"} needs more memory or depth than a page has` : error instanceof Error ? error.message : String(error);
  postMessage({ kind: "failed", id, message, fatal: spent || id === null });
}

addEventListener("message", (event: MessageEvent<Request>) => {
  const request = event.data;
  if (request.kind !== "query") handed = performance.now();
  if (request.kind === "engine") start(request).catch((error: unknown) => fail(null, error));
  else if (request.kind === "graph") load(request).catch((error: unknown) => fail(null, error));
  else try { query(request); } catch (error) { fail(request.id, error); }
});
// only once this script has ended does the page hand on what it has sent meanwhile
setTimeout(() => postMessage({ kind: "step", step: "getting" }));
