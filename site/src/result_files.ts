// Answers as files, by the same formats as kg/queries/output.py, and the ways to hand a text to the reader.

import { make } from "./elements";
import type { Found, Rows, Term } from "./engine_messages";

const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";

/** CSV with bare values. Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3. */
export function toCsv({ columns, rows }: Rows): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows.map((row) => row.map((term) => term?.value ?? ""))].map((line) => `${line.map(cell).join(",")}\n`).join("");
}

/** TSV whose cells are complete terms. Source: the same, section 4. */
export function toTsv({ columns, rows }: Rows): string {
  return [columns.map((name) => `?${name}`), ...rows.map((row) => row.map(toTurtle))].map((line) => `${line.join("\t")}\n`).join("");
}

/** SPARQL results in JSON. Source: https://www.w3.org/TR/sparql11-results-json/ */
export function toJson({ form, columns, rows }: Found): string {
  if (form === "ASK") return `${JSON.stringify({ head: {}, boolean: rows[0]?.[0]?.value === "true" })}\n`;
  const bindings = rows.map((row) => Object.fromEntries(columns.flatMap((name, place) => (row[place] ? [[name, row[place]]] : []))));
  return `${JSON.stringify({ head: { vars: columns }, results: { bindings } }, null, 1)}\n`;
}

/** N-Triples, for what CONSTRUCT and DESCRIBE find. Source: https://www.w3.org/TR/n-triples/ */
export function toNTriples({ rows }: Rows): string {
  return rows.map((row) => `${row.map(toTurtle).join(" ")} .\n`).join("");
}

/** A term as Turtle writes it, without prefixes. */
export function toTurtle(term: Term | undefined): string {
  if (!term) return "";
  if (term.type === "uri") return `<${term.value}>`;
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "triple") return term.value;
  const escapes: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const text = `"${term.value.replace(/[\\"\n\r\t]/g, (character) => escapes[character] ?? character)}"`;
  if (term["xml:lang"]) return `${text}@${term["xml:lang"]}`;
  return term.datatype && term.datatype !== XSD_STRING ? `${text}^^<${term.datatype}>` : text;
}

export const FILES = {
  csv: { type: "text/csv", write: toCsv },
  tsv: { type: "text/tab-separated-values", write: toTsv },
  json: { type: "application/sparql-results+json", write: toJson },
  nt: { type: "application/n-triples", write: toNTriples },
} as const;

/** Hand a text to the reader as a file. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Put a text on the clipboard; true if that worked. A page opened from a file may use the old way only. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = make("textarea", { class: "quiet", "aria-hidden": "true", tabindex: "-1" });
    const before = document.activeElement;
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}
