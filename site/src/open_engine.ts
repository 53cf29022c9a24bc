// The engine of a page that is there for asking: it gets ready while the page is set up.

import { createEngine } from "./engine";

const engine = createEngine();
engine.open().catch(() => undefined); // the page tells when it asks again
export default engine;
