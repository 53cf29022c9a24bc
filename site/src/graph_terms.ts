// IRIs of the graph as people read them: short names, and the page of the site that tells of a thing.

import { loadData, siteRoot } from "./data";
import type { Term } from "./engine";

/** What `assets/data/terms.js` holds; see kg/publish/engine_data.py. */
export interface GraphTerms {
  base: string;
  prefixes: Record<string, string>;
  /** First steps of paths below the base of which every thing has a page. */
  folders: string[];
  /** Pages that do not follow from the IRI, by path below the base; "" for a thing of those folders without a page. */
  odd: Record<string, string>;
  classes: [name: string, label: string, count: number][];
  properties: [name: string, label: string, count: number][];
  things: [name: string, label: string][];
}

const STEP = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/;
const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;

export function loadTerms(): Promise<GraphTerms> {
  return loadData<GraphTerms>("terms");
}

/** The address of the page that tells of an IRI, as seen from this page; null where there is none. */
export function pageOf(iri: string, terms: GraphTerms): string | null {
  if (!iri.startsWith(terms.base)) return null;
  const path = iri.slice(terms.base.length).replace("#", "/");
  if (Object.hasOwn(terms.odd, path)) {
    const odd = terms.odd[path];
    return odd ? siteRoot() + odd : null;
  }
  const steps = path.split("/");
  const known = steps.length > 1 && terms.folders.includes(steps[0] ?? "") && steps.every((step) => STEP.test(step));
  return known ? `${siteRoot()}${path}.html` : null;
}

/** An IRI with the prefix that covers most of it, or as it is. */
export function shorten(iri: string, prefixes: Record<string, string>): string {
  let best = iri;
  let longest = 0;
  for (const [prefix, start] of Object.entries(prefixes)) {
    if (iri.startsWith(start) && start.length > longest && LOCAL.test(iri.slice(start.length))) {
      best = `${prefix}:${iri.slice(start.length)}`;
      longest = start.length;
    }
  }
  return best;
}

/** A term in one line: short name, text, or number. */
export function display(term: Term | undefined, prefixes: Record<string, string>): string {
  if (!term) return "";
  return term.type === "uri" ? shorten(term.value, prefixes) : term.type === "bnode" ? `_:${term.value}` : term.value;
}
