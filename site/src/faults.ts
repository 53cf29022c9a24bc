// Where a query is at fault. Oxigraph names the farthest place that its parser looked at, mostly the end of the text;
// sparqljs names the word.

import { type ParseError, Parser } from "sparqljs";
import { TokenError, listWords } from "./tokens";

/** A fault with its place, both counted from 1. */
export interface Fault { message: string; line: number; column: number }

const NAMED: Record<string, string> = { EOF: "the end", VAR: "a variable", IRIREF: "an IRI", PNAME_NS: "a name", INTEGER: "a number", NIL: "()", INVALID: "" };
const MOST_EXPECTED = 5;

/** The fault of a query whose grammar is broken, null where none is found. */
export function findFault(text: string, prefixes: Record<string, string>): Fault | null {
  try {
    listWords(text);
  } catch (caught) {
    if (caught instanceof TokenError) return { ...placeOf(text, caught.start), message: caught.message };
    throw caught;
  }
  try {
    new Parser({ prefixes }).parse(text);
    return null;
  } catch (caught) {
    const error = caught as ParseError;
    const prefix = /^Unknown prefix: (.*)$/.exec(error.message)?.[1];
    if (prefix !== undefined) return locatePrefix(text, prefix);
    const loc = error.hash?.loc;
    if (!loc) return null; // faults of meaning, such as a variable that is not grouped by, are told by the engine
    const start = skipSilent(text, offsetOf(text, loc.last_line, loc.last_column));
    return { ...placeOf(text, start), message: explain(text, start, error.hash?.expected ?? []) };
  }
}

function locatePrefix(text: string, prefix: string): Fault | null {
  const word = listWords(text).find((token, at, all) => token.kind === "name" && token.text.startsWith(`${prefix}:`) && all[at - 1]?.text.toUpperCase() !== "PREFIX");
  return word ? { ...placeOf(text, word.start), message: `the prefix ${prefix}: is not declared` } : null;
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf("\n", start) + 1;
  return start + column;
}

/** The offset of the next word: blanks and comments are passed over. */
function skipSilent(text: string, start: number): number {
  const silent = /(?:\s+|#[^\r\n]*)*/y;
  silent.lastIndex = start;
  silent.exec(text);
  return Math.min(silent.lastIndex, text.length);
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function explain(text: string, start: number, expected: string[]): string {
  const word = /^(?:[?$]?[\p{L}\p{N}_:-]+|<[^>\s]*>?|"[^"\n]*"?|\S)/u.exec(text.slice(start))?.[0];
  const said = word ? `“${word.slice(0, 30)}” cannot stand here` : "the query ends too early";
  const wanted = [...new Set(expected.map((token) => token.replace(/^'|'$/g, "")).map((token) => NAMED[token] ?? token).filter(Boolean))];
  return wanted.length && wanted.length <= MOST_EXPECTED ? `${said}; ${wanted.join(" or ")} would` : said;
}
