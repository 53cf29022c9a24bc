// Data that arrives as script, because a page opened from a file may fetch nothing: every such file is one call
// `kgData("NAME", VALUE)`. Several bundles of a page share the waiting list, so it lives on the window.

interface Register {
  (name: string, value: unknown): void;
  arrived: Map<string, unknown>;
  waiting: Map<string, { promise: Promise<unknown>; take: (value: unknown) => void }>;
}

declare global {
  var kgData: Register | undefined;
}

function register(): Register {
  if (globalThis.kgData) return globalThis.kgData;
  const made: Register = Object.assign((name: string, value: unknown) => {
    made.arrived.set(name, value);
    made.waiting.get(name)?.take(value);
  }, { arrived: new Map<string, unknown>(), waiting: new Map() });
  globalThis.kgData = made;
  return made;
}
register();

/** The way from this page to the top of the site: "", "../", "../../" ... */
export function siteRoot(): string {
  return document.documentElement.dataset["root"] ?? "";
}

/** The value that the site's data file NAME holds; its script is added to the page when it is first wanted. */
export function loadData<Value>(name: string, path = `assets/data/${name}.js`): Promise<Value> {
  const known = register();
  if (known.arrived.has(name)) return Promise.resolve(known.arrived.get(name) as Value);
  const waiting = known.waiting.get(name);
  if (waiting) return waiting.promise as Promise<Value>;
  const { promise, resolve, reject } = withResolvers<unknown>();
  known.waiting.set(name, { promise, take: resolve });
  const script = document.createElement("script");
  script.src = siteRoot() + path;
  const fail = (why: string): void => {
    known.waiting.delete(name); // whoever wants it again tries again
    reject(new Error(why));
  };
  script.addEventListener("error", () => {
    script.remove();
    fail(`${path} is missing from this copy of the site`);
  });
  script.addEventListener("load", () => {
    script.remove();
    if (!known.arrived.has(name)) fail(`${path} holds no ${name}`);
  });
  document.head.append(script);
  return promise as Promise<Value>;
}

function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void; reject: (reason: Error) => void } {
  let resolve!: (value: Value) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<Value>((take, fail) => { resolve = take; reject = fail; });
  return { promise, resolve, reject };
}
