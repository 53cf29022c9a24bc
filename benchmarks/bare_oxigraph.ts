// The peer of the engine in the page: Oxigraph's WebAssembly and nothing around it, in the page itself. It is handed the
// same bytes, already unpacked, and its answers as JSON are parsed, as any program would do.

import { Store, initSync } from "oxigraph/web.js";

let store: Store | null = null;

async function unpack(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

const bare = {
  bytes: null as { wasm: Uint8Array<ArrayBuffer>; graph: Uint8Array<ArrayBuffer> } | null,
  /** Unpack what the page brought along; this is not timed. */
  async prepare(wasm: string, graph: string): Promise<void> {
    bare.bytes = { wasm: await unpack(wasm), graph: await unpack(graph) };
  },
  /** Compile and load, with the options of the engine in the page; milliseconds. */
  open(format: string): { compile: number; load: number } {
    if (!bare.bytes) throw new Error("not prepared");
    const began = performance.now();
    initSync({ module: bare.bytes.wasm });
    const compiled = performance.now();
    store = new Store();
    store.load(bare.bytes.graph, { format, no_transaction: true, lenient: true });
    return { compile: compiled - began, load: performance.now() - compiled };
  },
  /** Answer a query and parse the answer; milliseconds and number of rows. */
  ask(query: string): { milliseconds: number; rows: number } {
    const began = performance.now();
    const text = store?.query(query, { results_format: "application/sparql-results+json", use_default_graph_as_union: true });
    const rows = (JSON.parse(String(text)) as { results: { bindings: object[] } }).results.bindings.length;
    return { milliseconds: performance.now() - began, rows };
  },
};

declare global {
  interface Window { bare: typeof bare }
}
window.bare = bare;
