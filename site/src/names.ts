// What people type for a thing becomes the thing: the same rules as kg/queries/entities.py, on a list of names.

import { distance } from "fastest-levenshtein";

/** A thing that a parameter can mean: IRI, what the command line takes for it, label, every other name, formulas. */
export interface Named { iri: string; path: string; label: string; names: string[]; formulas: string[]; weight: number }

/** A name without differences of case, typography and blanks: "Ag–C", "ag-c" and "AG-C" agree. */
export function foldName(text: string): string {
  const plain = text.normalize("NFKC").replace(/[‐‑‒–—−]/g, "-");
  return plain.toUpperCase().toLowerCase().replace(/ς/g, "σ").split(/\s+/).filter(Boolean).join(" ");
}

/** The letters and digits of a name only, folded: "Ag/C" and "ag-c" agree. */
export function squashName(text: string): string {
  return foldName(text).replace(/[^\p{L}\p{N}]/gu, "");
}

interface Form { name: string; folded: string; squashed: string }

interface Forms { local: Form; names: Form[]; formulas: Form[] }

const known = new WeakMap<Named, Forms>();

/** The end of the IRI of a thing, its names, label first, and its formulas: folded once, not with every letter that is typed. */
function formsOf(thing: Named): Forms {
  const toForm = (name: string): Form => ({ name, folded: foldName(name), squashed: squashName(name) });
  const forms = known.get(thing) ?? { local: toForm(localName(thing.iri)), names: [thing.label, ...thing.names].map(toForm), formulas: thing.formulas.map(toForm) };
  known.set(thing, forms);
  return forms;
}

function bearersOf(name: string, things: readonly Named[]): Named[] {
  return things.filter((thing) => thing.label === name || thing.names.includes(name));
}

/** What means this thing and no other: its label, or its path where another bears that name too. */
export function nameAlone(thing: Named, things: readonly Named[]): string {
  return bearersOf(thing.label, things).length > 1 ? thing.path : thing.label;
}

/** The things that a text names best: one for an unambiguous name, none for an unknown one. */
export function findNamed(text: string, things: readonly Named[], base: string, prefixes: Readonly<Record<string, string>>): Named[] {
  const typed = text.trim();
  const byIri = findByIri(typed, things, base, prefixes);
  if (byIri) return [byIri];
  const exact = bearersOf(typed, things);
  if (exact.length) return exact;
  const formula = things.filter((thing) => thing.formulas.includes(typed));
  if (formula.length) return formula;
  for (const [kind, wanted] of [["folded", foldName(typed)], ["squashed", squashName(typed)]] as const) {
    if (!wanted) continue;
    const bear = (pick: (forms: Forms) => Form[]): Named[] => things.filter((thing) => pick(formsOf(thing)).some((form) => form[kind] === wanted));
    const named = bear(({ local, names }) => [local, ...names]);
    const alike = named.length ? named : bear(({ formulas }) => formulas);
    if (alike.length) return alike;
  }
  return [];
}

/** The end of an IRI as a name; a mere number is none, since "17" means the work behind entry 17. */
function localName(iri: string): string {
  const local = iri.slice(iri.lastIndexOf("/") + 1);
  return /^\p{N}+$/u.test(local) ? "" : local;
}

function findByIri(typed: string, things: readonly Named[], base: string, prefixes: Readonly<Record<string, string>>): Named | undefined {
  const colon = typed.indexOf(":");
  const prefix = colon > 0 ? prefixes[typed.slice(0, colon)] : undefined;
  const wanted = new Set<string>();
  if (typed.includes("://")) wanted.add(typed.replace(/^[<>]+|[<>]+$/g, ""));
  if (prefix !== undefined) wanted.add(prefix + typed.slice(colon + 1));
  if (colon < 0 && typed.includes("/")) wanted.add(base + typed);
  return things.find((thing) => wanted.has(thing.iri));
}

/** The things whose names fit what is typed so far, best first, as `findNamed` takes them; then by weight. */
export function suggest(text: string, things: readonly Named[], most: number): { thing: Named; through: string }[] {
  const [typed, wanted] = [text.trim(), squashName(text)];
  const hits: { thing: Named; through: string; rank: number }[] = [];
  for (const thing of things) {
    let best = FITS_NOT;
    let through = "";
    const { names, formulas } = formsOf(thing);
    for (const [{ name, squashed }, exact] of [...names.map((form) => [form, 0] as const), ...formulas.map((form) => [form, 1] as const)]) {
      const rank = name === typed ? exact : rankAlike(squashed, wanted) + exact / 2;
      if (rank < best) { best = rank; through = name === thing.label ? "" : name; }
    }
    if (best < FITS_NOT) hits.push({ thing, through, rank: best });
  }
  hits.sort((a, b) => a.rank - b.rank || b.thing.weight - a.thing.weight || a.thing.label.localeCompare(b.thing.label, "en"));
  return hits.slice(0, most);
}

const FITS_NOT = 5;

/** How well the letters of a name fit: the same, beginning so, holding them; the very name and the very formula come before. */
function rankAlike(letters: string, wanted: string): number {
  return letters === wanted ? 2 : letters.startsWith(wanted) ? 3 : letters.includes(wanted) ? 4 : FITS_NOT;
}

/** The things with a name near a text that names none, for a slip of the fingers: nearest first, then by weight. */
export function findNear(text: string, things: readonly Named[], most: number): Named[] {
  const typed = foldName(text);
  const wrong = Math.floor(typed.length * WRONG);
  const hits: { thing: Named; steps: number }[] = [];
  for (const thing of things) {
    const { names, formulas } = formsOf(thing);
    const alike = [...names, ...formulas].filter(({ name }) => Math.abs(name.length - typed.length) <= wrong);
    const steps = Math.min(...alike.map(({ folded }) => distance(typed, folded)));
    if (steps <= wrong) hits.push({ thing, steps });
  }
  hits.sort((a, b) => a.steps - b.steps || b.thing.weight - a.thing.weight || a.thing.label.localeCompare(b.thing.label, "en"));
  const near = [...hits.map(({ thing }) => thing), ...(typed.length > 2 ? suggest(text, things, most).map(({ thing }) => thing) : [])];
  return [...new Set(near)].slice(0, most);
}

const WRONG = 0.34; // share of the letters of a name that may be wrong
