// The same peer in a worker, as the engine of the site is, so that a query can be stopped: the least that has to be there.

import { type Bytes, answer, open } from "./bare_engine";

self.onmessage = (event: MessageEvent<{ bytes: Bytes; format: string } | string>) => {
  if (typeof event.data === "string") self.postMessage(answer(event.data));
  else self.postMessage(open(event.data.bytes, event.data.format));
};
