// The columns of SELECT * in the order in which the query first names them, as kg/engines/columns.py puts them: SPARQL
// leaves that order open. Source: SPARQL 1.1 Query Language, section 16.1, https://www.w3.org/TR/sparql11-query/#modProjection

import type { Rows } from "./engine_messages";
import { TokenError, findForm, listWords } from "./tokens";

/** The variables that a SELECT * names, the first first; none for any other query. */
export function listNamed(text: string): string[] {
  try {
    if (findForm(text) !== "SELECT") return [];
    const words = listWords(text);
    const start = words.findIndex(({ kind, text: word }) => kind === "word" && word.toUpperCase() === "SELECT");
    const rest = words.slice(start + 1);
    if (/^(?:DISTINCT|REDUCED)$/i.test(rest[0]?.text ?? "")) rest.shift();
    if (rest[0]?.text !== "*") return [];
    return [...new Set(rest.filter(({ kind }) => kind === "variable" || kind === "parameter").map(({ text: word }) => word.slice(1)))];
  } catch (error) {
    if (error instanceof TokenError) return []; // the engine knows better what is wrong with it
    throw error;
  }
}

/** What a query found, its columns as it names them; a query with columns of its own keeps those of the engine. */
export function orderColumns<Found extends Rows>(found: Found, text: string): Found {
  const named = listNamed(text);
  if (!named.length) return found;
  const rank = (column: string): number => (named.includes(column) ? named.indexOf(column) : named.length);
  const places = found.columns.map((_, place) => place).sort((a, b) => rank(found.columns[a] ?? "") - rank(found.columns[b] ?? ""));
  const turn = <Item>(items: Item[]): Item[] => places.map((place) => items[place] as Item);
  return { ...found, columns: turn(found.columns), rows: found.rows.map(turn) };
}
