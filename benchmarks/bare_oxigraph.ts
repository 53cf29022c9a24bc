// The peers of the engine in the page: bare Oxigraph in the page itself, and in a worker. They are handed the same bytes,
// already unpacked, and their answers as JSON are parsed, as any program would do.

import { type Bytes, answer, open } from "./bare_engine";

async function unpack(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

function countRows(text: string): number {
  return (JSON.parse(text) as { results: { bindings: object[] } }).results.bindings.length;
}

function send(worker: Worker, message: { bytes: Bytes; format: string } | string): Promise<unknown> {
  return new Promise((done) => {
    worker.onmessage = (event) => { done(event.data); };
    worker.postMessage(message);
  });
}

const bare = {
  bytes: null as Bytes | null,
  worker: null as Worker | null,
  /** Unpack what the page brought along; this is not timed. */
  async prepare(wasm: string, graph: string): Promise<void> {
    bare.bytes = { wasm: await unpack(wasm), graph: await unpack(graph) };
  },
  /** Compile and load in the page; milliseconds. */
  open(format: string): { compile: number; load: number } {
    if (!bare.bytes) throw new Error("not prepared");
    return open(bare.bytes, format);
  },
  /** Compile and load in a worker as well. */
  async hire(format: string): Promise<void> {
    if (!bare.bytes) throw new Error("not prepared");
    bare.worker = new Worker(URL.createObjectURL(new Blob([window.bareWorker])));
    await send(bare.worker, { bytes: bare.bytes, format });
  },
  /** Answer a query in the page and parse the answer; milliseconds and number of rows. */
  ask(query: string): { milliseconds: number; rows: number } {
    const began = performance.now();
    const rows = countRows(answer(query));
    return { milliseconds: performance.now() - began, rows };
  },
  /** Answer a query in the worker and parse the answer here. */
  async askWorker(query: string): Promise<{ milliseconds: number; rows: number }> {
    if (!bare.worker) throw new Error("not hired");
    const began = performance.now();
    const rows = countRows(String(await send(bare.worker, query)));
    return { milliseconds: performance.now() - began, rows };
  },
};

declare global {
  interface Window { bare: typeof bare; bareWorker: string }
}
window.bare = bare;
