// What page and worker tell each other.

/** A term of RDF as the SPARQL results format writes it. Source: https://www.w3.org/TR/sparql11-results-json/ */
export interface Term { type: "uri" | "literal" | "bnode" | "triple"; value: string; "xml:lang"?: string; datatype?: string }

export interface Rows { columns: string[]; rows: (Term | undefined)[][] }

/** What a query found: rows for SELECT, a row "answer" for ASK, a row for each triple for CONSTRUCT and DESCRIBE. */
export interface Found extends Rows { form: "SELECT" | "ASK" | "CONSTRUCT" | "DESCRIBE" }

/**
 * The number of statements, how many milliseconds the page waited for the engine once both scripts were there, and how many
 * the worker took once it had both.
 */
export interface Opened { size: number; waited: number; milliseconds: number }

export type Request =
  | { kind: "engine"; packed: string }
  | { kind: "graph"; packed: string; format: string }
  | { kind: "query"; id: number; text: string; format: string; union: boolean };

export type Response =
  | { kind: "step"; step: "getting" | "starting" | "loading" }
  | { kind: "opened"; size: number; milliseconds: number }
  | { kind: "found"; id: number; text: string; milliseconds: number }
  | { kind: "failed"; id: number | null; message: string; fatal: boolean };
