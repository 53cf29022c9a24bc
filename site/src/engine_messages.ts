// What page and worker tell each other.

/** A term of RDF as the SPARQL results format writes it. Source: https://www.w3.org/TR/sparql11-results-json/ */
export interface Term { type: "uri" | "literal" | "bnode" | "triple"; value: string; "xml:lang"?: string; datatype?: string }

export interface Rows { columns: string[]; rows: (Term | undefined)[][] }

/** What a query found: rows for SELECT, a row "answer" for ASK, a row for each triple for CONSTRUCT and DESCRIBE. */
export interface Found extends Rows { form: "SELECT" | "ASK" | "CONSTRUCT" | "DESCRIBE" }

/** Milliseconds that each step of opening took; `size` is the number of statements. */
export interface Opened { start: number; load: number; size: number }

export type Request =
  | { kind: "open"; wasm: string; graph: string; format: string }
  | { kind: "query"; id: number; text: string; form: Found["form"]; union: boolean };

export type Response =
  | { kind: "step"; step: "starting" | "loading" }
  | { kind: "opened"; opened: Opened }
  | { kind: "found"; id: number; text: string | null; triples: Term[][] | null; milliseconds: number }
  | { kind: "failed"; id: number | null; message: string; fatal: boolean };
