// Bundles src/ into dist/: one classic script for each page, and the licences of what went into them.
//
// Classic scripts, since a page opened from a file may load neither modules nor anything by fetch.

import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGES = ["view", "site"];
const here = import.meta.dirname;
const beside = join(here, "dist.new"); // finished first, then put in its place: a broken run leaves the old bundles

rmSync(beside, { recursive: true, force: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: PAGES.map((page) => `src/${page}.ts`),
  outdir: beside,
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

/** The folders of the packages that are part of a bundle. */
function packagesOf(inputs) {
  const found = inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(found.filter(Boolean))].sort();
}

function licenceOf(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(join(folder, file), "utf8").trim())].join("\n\n");
}

mkdirSync(beside, { recursive: true });
const licences = packagesOf(Object.keys(result.metafile.inputs)).map(licenceOf);
writeFileSync(join(beside, "licences.txt"), licences.join(`\n\n${"-".repeat(80)}\n\n`) + "\n");
const dist = join(here, "dist");
if (existsSync(dist)) rmSync(dist, { recursive: true });
renameSync(beside, dist);
