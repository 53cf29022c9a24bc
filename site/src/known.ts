// What the graph knows besides the rows of an answer: how the things in them are called, and which things their names mean.

import { quote } from "./binding";
import { type Engine, type Found, MAX_QUERY_BYTES, type Rows, Stopped, type Term } from "./engine";
import type { ResultColumn } from "./result_columns";

/** What the graph says of an answer: labels of things by IRI; for each column of names, by its name, the IRI of the one thing that each name means. */
export interface Known {
  labels: ReadonlyMap<string, string>;
  things: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Of relations in triples: "promoting", "suppressing" or "neutral". */
  polarities: ReadonlyMap<string, string>;
}

const MOST_TERMS = 3000; // of one kind that are looked up; an answer with more is read as it is
const BYTES_AROUND = 1000; // more than a query has besides its values
const LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>";

/** What is known of an answer, asked of the same graph; less if that fails or is stopped, for rows do without. */
export async function findKnown(engine: Engine, found: Found, columns: readonly ResultColumn[], base: string): Promise<Known> {
  const known = { labels: new Map<string, string>(), things: new Map<string, Map<string, string>>(), polarities: new Map<string, string>() };
  try {
    await findLabels(engine, found, base, known.labels);
    await findThings(engine, found, columns, known.things);
    await findPolarities(engine, found, base, known.polarities);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error; // else the engine starts anew, and the rows do not wait for it
  }
  return known;
}

async function findPolarities(engine: Engine, found: Found, base: string, polarities: Map<string, string>): Promise<void> {
  if (found.form === "SELECT" || found.form === "ASK") return;
  const relations = collect(found.rows.map((row) => row[1]), (term) => term.value.startsWith(base));
  await lookUp(engine, [...relations].map((iri) => `<${iri}>`),
    (values) => `SELECT ?r ?polarity WHERE { VALUES ?r { ${values} } ?r <${base}ont#polarity> ?polarity }`,
    ([relation, polarity]) => polarities.set(relation?.value ?? "", polarity?.value.replace(/^.*\//, "") ?? ""));
}

async function findLabels(engine: Engine, found: Pick<Found, "rows">, base: string, labels: Map<string, string>): Promise<void> {
  const iris = collect(found.rows.flat(), (term) => term.type === "uri" && term.value.startsWith(base));
  await lookUp(engine, [...iris].map((iri) => `<${iri}>`),
    (values) => `SELECT ?s (MIN(STR(?l)) AS ?label) WHERE { VALUES ?s { ${values} } ?s ${LABEL} ?l } GROUP BY ?s`,
    ([thing, label]) => labels.set(thing?.value ?? "", label?.value ?? ""));
}

async function findThings(engine: Engine, found: Rows, columns: readonly ResultColumn[], things: Map<string, Map<string, string>>): Promise<void> {
  for (const { name, place, names } of columns) {
    if (!names.length) continue;
    const bearers = new Map<string, string>(); // "" where several have the name
    const told = collect(found.rows.map((row) => row[place]), (term) => term.type === "literal");
    const classes = names.map((iri) => `<${iri}>`).join(" ");
    await lookUp(engine, [...told].flatMap((text) => [quote(text), `${quote(text)}@en`]),
      (values) => `SELECT DISTINCT (STR(?l) AS ?label) ?s WHERE { VALUES ?l { ${values} } ?s ${LABEL} ?l . VALUES ?class { ${classes} } ?s a ?class }`,
      ([label, thing]) => {
        const [text, iri] = [label?.value ?? "", thing?.value ?? ""];
        bearers.set(text, (bearers.get(text) ?? iri) === iri ? iri : "");
      });
    things.set(name, bearers);
  }
}

/** The values of the terms that pass a test, each once, and no more than are looked up. */
function collect(terms: Iterable<Term | undefined>, test: (term: Term) => boolean): Set<string> {
  const values = new Set<string>();
  for (const term of terms) if (term && values.size < MOST_TERMS && test(term)) values.add(term.value);
  return values;
}

/** Ask about values as SPARQL writes them, in as many queries as it takes. */
async function lookUp(engine: Engine, values: readonly string[], ask: (values: string) => string, take: (row: Rows["rows"][number]) => void): Promise<void> {
  try {
    for (const list of cutValues(values)) (await engine.query(ask(list))).rows.forEach(take);
  } catch (error) {
    if (error instanceof Stopped) throw error; // else the rows are there, and can be read as they are
  }
}

/** The values as lists for VALUES, each short enough for one query. */
function cutValues(values: Iterable<string>): string[] {
  const encoder = new TextEncoder();
  const lists: string[][] = [];
  let room = 0;
  for (const value of values) {
    const bytes = encoder.encode(value).length + 1;
    if (bytes > room) {
      lists.push([]);
      room = MAX_QUERY_BYTES - BYTES_AROUND;
    }
    lists.at(-1)?.push(value);
    room -= bytes;
  }
  return lists.map((list) => list.join(" "));
}
