// The search index of the site: names of things and statements of claims, made from compact lists when first wanted.

import MiniSearch, { type SearchResult } from "minisearch";
import { loadData } from "./data";
import { fold } from "./text";

/** What `assets/data/names.js` holds; `statements` and `more` name further files of rows, read when they are needed. */
interface Names {
  kinds: string[];
  rows: NameRow[];
  more?: string[];
  statements: string[];
}
type NameRow = [label: string, kind: number, page: string, others: string[], hint: string, weight: number];
type StatementRow = [text: string, page: string, hint: string];

/** Something that can be found: its words, the kind of thing, the page below the top of the site, a hint beside it. */
export interface Entry { id: number; label: string; kind: string; page: string; others: string[]; hint: string; weight: number }

/** An entry that fits, and the other name through which it was found ("" for its label). */
export interface Hit { entry: Entry; through: string }

const STATEMENT = "claim";
const BEFORE_DOI = /^\s*(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/i; // works are known by the DOI alone
const CHUNK = 1000;

/** The words of a text as they are compared: no case, accents, sub- and superscripts; "Li–In" gives li, in and liin. */
export function toWords(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words: string[] = [];
  for (const run of plain.split(/[^\p{L}\p{N}%$.\-–—‐‑−/]+/u)) {
    const parts = run.split(/[^\p{L}\p{N}%$]+/u).filter(Boolean);
    words.push(...parts);
    if (parts.length > 1) words.push(parts.join("")); // what a hyphen or slash ties together is one word as well
  }
  return words;
}

export class FindIndex {
  private readonly entries: Entry[] = [];
  private readonly named = new Map<string, Entry[]>(); // by each of its names as a whole
  private readonly search = new MiniSearch<Entry>({
    fields: ["label", "others", "hint"],
    tokenize: toWords,
    processTerm: (term) => term,
    searchOptions: {
      boost: { label: 4, others: 3 },
      combineWith: "AND",
      prefix: (_, index, terms) => index === terms.length - 1, // the last word may still be being typed
      fuzzy: (term) => (/\d/.test(term) || term.length < 5 ? false : 0.2), // "MgF2" is not "MgO2"
      boostDocument: (id) => this.weigh(id as number),
    },
    extractField: (entry, field) => (field === "others" ? entry.others.join("\n") : String(entry[field as keyof Entry])),
  });
  private waiting: Promise<void>[] = [];
  private statements: string[] = [];
  private started: Promise<void> | null = null;

  /** Read and index the names; statements follow by themselves. */
  start(): Promise<void> {
    this.started ??= this.readNames();
    return this.started;
  }

  /** Resolves when everything is indexed. */
  async whole(): Promise<void> {
    await this.start();
    await Promise.all(this.waiting);
  }

  /** What fits the words, best first: what is called just so, then what is most told of. */
  find(words: string, most: number): Hit[] {
    const wanted = words.replace(BEFORE_DOI, "");
    const called = this.listCalled(wanted);
    if (called.length >= most) return called.slice(0, most);
    const first = new Set(called.map(({ entry }) => entry.id));
    const others = this.search.search(wanted).filter(({ id }) => !first.has(Number(id)));
    return [...called, ...others.slice(0, most).map((result) => this.toHit(result))].slice(0, most);
  }

  /** What has the words as its name; what is headed so stands before what is also called so. */
  private listCalled(words: string): Hit[] {
    const name = fold(words);
    const hits = (this.named.get(name) ?? []).map((entry): Hit => (
      { entry, through: fold(entry.label) === name ? "" : entry.others.find((other) => fold(other) === name) ?? "" }));
    return hits.sort((a, b) => Number(a.through !== "") - Number(b.through !== "") || b.entry.weight - a.entry.weight);
  }

  private async readNames(): Promise<void> {
    const names = await loadData<Names>("names");
    this.statements = names.statements;
    this.addNames(names.kinds, names.rows);
    this.waiting = [
      ...(names.more ?? []).map(async (file) => this.addNames(names.kinds, await loadData<NameRow[]>(file))),
      ...this.statements.map(async (file) => this.addStatements(await loadData<StatementRow[]>(file))),
    ];
  }

  private addNames(kinds: string[], rows: NameRow[]): void {
    this.add(rows.map(([label, kind, page, others, hint, weight]) => ({ label, kind: kinds[kind] ?? "", page, others, hint, weight })));
  }

  private async addStatements(rows: StatementRow[]): Promise<void> {
    for (let start = 0; start < rows.length; start += CHUNK) {
      this.add(rows.slice(start, start + CHUNK).map(([label, page, hint]) => ({ label, kind: STATEMENT, page, others: [], hint, weight: 0 })));
      await new Promise((resume) => setTimeout(resume)); // typing goes on meanwhile
    }
  }

  private add(found: Omit<Entry, "id">[]): void {
    const fresh = found.map((entry, index) => ({ ...entry, id: this.entries.length + index }));
    this.entries.push(...fresh);
    for (const entry of fresh) {
      if (entry.kind === STATEMENT) continue;
      for (const name of new Set([entry.label, ...entry.others].map(fold))) {
        const bearers = this.named.get(name);
        if (bearers) bearers.push(entry);
        else if (name) this.named.set(name, [entry]);
      }
    }
    this.search.addAll(fresh);
  }

  /** Things before statements, and among things those of which more is said. */
  private weigh(id: number): number {
    const entry = this.entries[id];
    return !entry ? 1 : entry.kind === STATEMENT ? 0.3 : 1 + Math.log1p(entry.weight) / 4;
  }

  private toHit(result: SearchResult): Hit {
    const entry = this.entries[result.id as number] as Entry;
    const inLabel = result.terms.every((term) => result.match[term]?.includes("label"));
    const wanted = new Set(result.terms);
    const through = inLabel ? "" : entry.others.find((name) => toWords(name).some((word) => wanted.has(word))) ?? "";
    return { entry, through };
  }
}
