// Oxigraph's WebAssembly and nothing around it: compiled, loaded with the options of the engine in the page, asked.

import { Store, initSync } from "oxigraph/web.js";

let store: Store | null = null;

/** Packed engine and graph, unpacked. */
export interface Bytes { wasm: Uint8Array<ArrayBuffer>; graph: Uint8Array<ArrayBuffer> }

/** Compile and load; milliseconds. */
export function open(bytes: Bytes, format: string): { compile: number; load: number } {
  const began = performance.now();
  initSync({ module: bytes.wasm });
  const compiled = performance.now();
  store = new Store();
  store.load(bytes.graph, { format, no_transaction: true, lenient: true });
  return { compile: compiled - began, load: performance.now() - compiled };
}

/** Answer a query as JSON. */
export function answer(query: string): string {
  return String(store?.query(query, { results_format: "application/sparql-results+json", use_default_graph_as_union: true }));
}
