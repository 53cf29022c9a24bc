// The SPARQL page.

import { createEngine } from "./engine";

const engine = createEngine();
declare global {
  interface Window { kgEngine: typeof engine }
}
window.kgEngine = engine;
