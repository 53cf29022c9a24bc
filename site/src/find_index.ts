// The search index of the site: names of things and statements of claims, made from compact lists when first wanted.

import MiniSearch, { type Query, type SearchResult } from "minisearch";
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
const AS_ONE = 8; // how much more a run counts that is found as one word: "anode-f" is rather "anode-free" than "formed anode"

/** The words of a text as they are compared: no case, accents, sub- and superscripts; "Li–In" gives li, in and liin. */
export function toWords(text: string): string[] {
  return toRuns(text).flatMap((parts) => (parts.length > 1 ? [...parts, parts.join("")] : parts)); // what a hyphen or slash ties together is one word as well
}

/** The words of a text in runs: those that hyphens, slashes or dots tie together. */
function toRuns(text: string): string[][] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const runs = plain.split(/[^\p{L}\p{N}%$.\-–—‐‑−/]+/u).map((run) => run.split(/[^\p{L}\p{N}%$]+/u).filter(Boolean));
  return runs.filter((parts) => parts.length);
}

/** What is to be found for a text: each run as one word or in all its parts, of which the last may still be being typed. */
export function toQuery(text: string): Query {
  const inAll = (words: string[], typing: boolean): Query => (
    { combineWith: "AND", queries: words.map((word, place) => ({ queries: [word], prefix: typing && place === words.length - 1 })) });
  const runs = toRuns(text).map((parts, place, { length }): Query => {
    const typing = place === length - 1;
    const apart = inAll(parts, typing);
    if (parts.length < 2) return apart;
    return { combineWith: "OR", queries: [{ queries: [parts.join("")], prefix: typing, boostTerm: () => AS_ONE }, apart] };
  });
  return { combineWith: "AND", queries: runs };
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
      fuzzy: (term) => (/\d/.test(term) || term.length < 5 ? false : 0.2), // "MgF2" is not "MgO2"
      boostDocument: (id) => this.weigh(id as number),
    },
    extractField: (entry, field) => (field === "others" ? entry.others.join("\n") : String(entry[field as keyof Entry])),
  });
  private readonly reading = new Map<string, Promise<void>>(); // by file
  private names: Names | null = null;

  /** Read and index the names of which most is said. */
  start(): Promise<void> {
    return this.once("names", async () => {
      this.names = await loadData<Names>("names");
      await this.addNames(this.names.rows);
    });
  }

  /** Read and index everything: the other names and the statements as well. */
  async whole(): Promise<void> {
    await this.start();
    const { more = [], statements = [] } = this.names ?? {};
    await Promise.all([
      ...more.map((file) => this.once(file, async () => this.addNames(await loadData<NameRow[]>(file)))),
      ...statements.map((file) => this.once(file, async () => this.addStatements(await loadData<StatementRow[]>(file)))),
    ]);
  }

  /** What fits the words, best first: what is called just so, then what is most told of. */
  find(words: string, most: number): Hit[] {
    const wanted = words.replace(BEFORE_DOI, "");
    const called = this.listCalled(wanted);
    if (called.length >= most) return called.slice(0, most);
    const first = new Set(called.map(({ entry }) => entry.id));
    const others = this.search.search(toQuery(wanted)).filter(({ id }) => !first.has(Number(id)));
    return [...called, ...others.slice(0, most).map((result) => this.toHit(result))].slice(0, most);
  }

  /** What has the words as its name; what is headed so stands before what is also called so. */
  private listCalled(words: string): Hit[] {
    const name = fold(words);
    const hits = (this.named.get(name) ?? []).map((entry): Hit => (
      { entry, through: fold(entry.label) === name ? "" : entry.others.find((other) => fold(other) === name) ?? "" }));
    return hits.sort((a, b) => Number(a.through !== "") - Number(b.through !== "") || b.entry.weight - a.entry.weight);
  }

  /** Read a file once; one that failed is tried again when it is next wanted. */
  private once(file: string, read: () => Promise<void>): Promise<void> {
    const known = this.reading.get(file);
    if (known) return known;
    const promise = read();
    this.reading.set(file, promise);
    promise.catch(() => this.reading.delete(file));
    return promise;
  }

  private addNames(rows: NameRow[]): Promise<void> {
    const kinds = this.names?.kinds ?? [];
    return this.addAll(rows, ([label, kind, page, others, hint, weight]) => ({ label, kind: kinds[kind] ?? "", page, others, hint, weight }));
  }

  private addStatements(rows: StatementRow[]): Promise<void> {
    return this.addAll(rows, ([label, page, hint]) => ({ label, kind: STATEMENT, page, others: [], hint, weight: 0 }));
  }

  private async addAll<Row>(rows: Row[], toEntry: (row: Row) => Omit<Entry, "id">): Promise<void> {
    for (let start = 0; start < rows.length; start += CHUNK) {
      this.add(rows.slice(start, start + CHUNK).map(toEntry));
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
