// Answers as the engine writes them, read into terms: rows as TSV, which costs Oxigraph a third of the time that JSON
// costs it, and graphs as N-Triples.
//
// Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4; https://www.w3.org/TR/n-triples/

import type { Found, Rows, Term } from "./engine_messages";

const XSD = "http://www.w3.org/2001/XMLSchema#";

/** The format in which the engine is to answer a query of a form. */
export function formatOf(form: Found["form"]): string {
  return form === "SELECT" || form === "ASK" ? "text/tab-separated-values" : "application/n-triples";
}

/** What a query of a form found, from the text that the engine wrote in `formatOf(form)`. */
export function readAnswer(form: Found["form"], text: string): Found {
  if (form === "SELECT") return { form, ...readRows(text) };
  if (form === "ASK") return { form, columns: ["answer"], rows: [[{ type: "literal", value: text.trim(), datatype: `${XSD}boolean` }]] };
  return { form, columns: ["subject", "predicate", "object"], rows: readTriples(text) };
}

/** SPARQL results in TSV: a line of names, then a line for each row. */
export function readRows(text: string): Rows {
  const lines = text.split("\n");
  lines.pop(); // what stands behind the last line's end
  const head = lines.shift() ?? "";
  if (!head) return { columns: [], rows: lines.map(() => []) };
  return { columns: head.split("\t").map((name) => name.slice(1)), rows: lines.map((line) => line.split("\t").map(readTerm)) };
}

/** N-Triples with one blank between the terms, as serialisers write them. */
export function readTriples(text: string): Term[][] {
  const lines = text.split("\n");
  lines.pop();
  return lines.map((line) => {
    const first = line.indexOf(" ");
    const second = line.indexOf(" ", first + 1);
    return [line.slice(0, first), line.slice(first + 1, second), line.slice(second + 1, -2)].map((part) => readTerm(part) as Term);
  });
}

const QUOTE = 34;
const LESS = 60;
const UNDERSCORE = 95;

/** One term; nothing where the cell is empty. */
function readTerm(text: string): Term | undefined {
  if (!text) return undefined;
  const first = text.charCodeAt(0);
  if (first === LESS) return text.charCodeAt(1) === LESS ? { type: "triple", value: text } : { type: "uri", value: text.slice(1, -1) };
  if (first === QUOTE) return readLiteral(text);
  if (first === UNDERSCORE) return { type: "bnode", value: text.slice(2) };
  return { type: "literal", value: text, datatype: XSD + kindOf(text) };
}

function readLiteral(text: string): Term {
  const end = text.lastIndexOf('"'); // neither tags nor IRIs hold such a mark
  const quoted = text.slice(1, end);
  const value = quoted.includes("\\") ? unescape(quoted) : quoted;
  if (end === text.length - 1) return { type: "literal", value };
  if (text.charCodeAt(end + 1) === 64) return { type: "literal", value, "xml:lang": text.slice(end + 2) };
  return { type: "literal", value, datatype: text.slice(end + 4, -1) };
}

/** What a bare word of Turtle is: `true`, 5, 5.0 or 5e0. */
function kindOf(word: string): string {
  if (word === "true" || word === "false") return "boolean";
  return /e/i.test(word) ? "double" : word.includes(".") ? "decimal" : "integer";
}

const CHARACTERS: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/g, (_, short?: string, long?: string, mark?: string) => {
    const code = short ?? long;
    return code === undefined ? CHARACTERS[mark ?? ""] ?? mark ?? "" : String.fromCodePoint(parseInt(code, 16));
  });
}
