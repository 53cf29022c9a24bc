// Bundles src/ into dist/: one classic script for each page, and the licences of what went into them.
//
// Classic scripts, since a page opened from a file may load neither modules nor anything by fetch.

import { build } from "esbuild";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const PAGES = ["view", "chart", "matrix", "site", "sparql", "ask", "compare"];
const here = import.meta.dirname;
const beside = join(here, "dist.new"); // finished first, then put in its place: a broken run leaves the old bundles

const options = {
  absWorkingDir: here,
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  logOverride: { "empty-import-meta": "silent" }, // Oxigraph would look for its file beside itself; it is handed over
};
const inputs = new Set();

// `import text from "worker:NAME"` is the bundled script src/NAME.ts as text, for a worker made from a blob.
const workers = {
  name: "workers",
  setup(build_) {
    build_.onResolve({ filter: /^worker:/ }, ({ path }) => ({ path: path.slice(7), namespace: "worker" }));
    build_.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const made = await build({ ...options, entryPoints: [`src/${path}.ts`], write: false });
      Object.keys(made.metafile.inputs).forEach((input) => inputs.add(input));
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

rmSync(beside, { recursive: true, force: true });
const result = await build({
  ...options, entryPoints: PAGES.map((page) => `src/${page}.ts`), outdir: beside, plugins: [workers],
});
Object.keys(result.metafile.inputs).forEach((input) => inputs.add(input));

// The engine, packed: as base64 it may stand in a script, and gzip makes that a third of the size.
const wasm = readFileSync(join(here, "node_modules/oxigraph/web_bg.wasm"));
writeFileSync(join(beside, "oxigraph.js"), `kgData("oxigraph","${gzipSync(wasm, { level: 9 }).toString("base64")}");\n`);

/** The folders of the packages that are part of a bundle. */
function packagesOf(paths) {
  const found = paths.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(found.filter(Boolean))].sort();
}

function licenceOf(name) {
  const folder = join(here, "node_modules", name);
  const { version, license, repository } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  return [`${name} ${version} (${license}), ${repository?.url ?? repository}`, ...texts.map((file) => readFileSync(join(folder, file), "utf8").trim())].join("\n\n");
}

const licences = packagesOf([...inputs]).map(licenceOf);
writeFileSync(join(beside, "licences.txt"), licences.join(`\n\n${"-".repeat(80)}\n\n`) + "\n");
writeFileSync(join(beside, ".built"), "");
const dist = join(here, "dist");
if (existsSync(dist)) rmSync(dist, { recursive: true });
renameSync(beside, dist);
