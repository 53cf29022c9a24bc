// Values put into a query in place of `$name`, as single terms that cannot change what the query is: the same rules
// as kg/queries/binding.py; tests/data/binding-cases.yaml holds both to it.

import type { Named } from "./names";
import { TokenError, iterTokens } from "./tokens";
import { type UnitTable, convert, explainUnfit, foldSpelling } from "./units";

export type ParameterType = "entity" | "string" | "integer" | "decimal" | "quantity" | "year";

/** One value that a question takes; see kg/queries/header.py. */
export interface Parameter {
  name: string;
  option: string;
  type: ParameterType;
  description: string;
  example: string;
  /** For an entity the number of the data file `things-N` that lists what it can be. */
  things: number | null;
  unit: string | null;
  choices: string[];
  default: string | null;
  /** For a number, whether it is the lowest or the highest that passes; only then it may be "any". */
  bound: "lower" | "upper" | null;
}

/** A value that does not fit its parameter, or a name that is unknown or means several things. */
export class Misfit extends Error {
  constructor(readonly parameter: string, readonly why: string, readonly candidates: readonly Named[] = []) {
    super(why);
  }
}

export type Resolve = (value: string, parameter: Parameter) => string;

const asTyped: Resolve = (value) => value;

const XSD = "http://www.w3.org/2001/XMLSchema#";
const DECIMAL = "[+-]?(?:[0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18})";
const WHOLE_DECIMAL = new RegExp(`^${DECIMAL}$`);
const QUANTITY = new RegExp(`^(${DECIMAL})\\s*(.*)$`);
// What is typed for a bound without limit, and what stands for it in a query: numbers that every value passes.
const NO_LIMIT = "any";
const BEYOND = { lower: "-999999999999", upper: "999999999999" } as const;
// Source: IRIREF of https://www.w3.org/TR/sparql11-query/#rIRIREF, absolute by RFC 3987
const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*$/;

/** The query with every `$name` replaced by its term. */
export function bind(body: string, terms: Readonly<Record<string, string>>): string {
  let bound = "";
  for (const token of iterTokens(body)) {
    if (token.kind !== "parameter") {
      bound += token.text;
      continue;
    }
    const term = Object.hasOwn(terms, token.text.slice(1)) ? terms[token.text.slice(1)] : undefined;
    if (term === undefined) throw new TokenError(`no value for ${token.text}`, token.start);
    bound += term;
  }
  return bound;
}

/** A value as the one term that stands for it in a query, as SPARQL writes it; `resolve` finds the IRI of an entity. */
export function toTerm(parameter: Parameter, typed: string, units: UnitTable, resolve: Resolve = asTyped): string {
  const value = typed.trim();
  const misfit = (why: string): Misfit => new Misfit(parameter.name, why);
  if (!value) throw misfit("is empty");
  if (parameter.choices.length && !parameter.choices.includes(value)) throw misfit(`is not one of ${parameter.choices.join(", ")}`);
  if (parameter.bound && value.toLowerCase() === NO_LIMIT) {
    const whole = parameter.type === "integer" || parameter.type === "year";
    return `"${BEYOND[parameter.bound]}"^^<${XSD}${whole ? "integer" : "decimal"}>`;
  }
  switch (parameter.type) {
    case "entity": {
      const iri = resolve(value, parameter);
      if (!IRI.test(iri)) throw misfit("is not an IRI");
      return `<${iri}>`;
    }
    case "string":
      if (/\p{Surrogate}/u.test(value)) throw misfit("holds characters that are not text");
      return quote(value);
    case "year":
      if (!/^[12][0-9]{3}$/.test(value)) throw misfit("is not a year");
      return `"${value}"^^<${XSD}integer>`;
    case "integer":
      if (!/^[+-]?[0-9]{1,18}$/.test(value)) throw misfit("is not a whole number");
      return `"${BigInt(value.replace(/^\+/, ""))}"^^<${XSD}integer>`;
    case "decimal":
      if (!WHOLE_DECIMAL.test(value)) throw misfit("is not a number");
      return `"${value}"^^<${XSD}decimal>`;
    case "quantity": {
      const [, number, unit] = QUANTITY.exec(value) ?? [];
      if (number === undefined || unit === undefined) throw misfit("is not a number");
      const plain = !unit || foldSpelling(unit) === foldSpelling(parameter.unit ?? "");
      const converted = plain ? number : convert(value, parameter.unit ?? "", units);
      if (converted === null) throw misfit(`is not in ${parameter.unit}: ${explainUnfit(value, parameter.unit ?? "", units)}`);
      if (!WHOLE_DECIMAL.test(converted)) throw misfit("is not a number"); // with more digits than a query may hold
      return `"${converted}"^^<${XSD}decimal>`;
    }
  }
}

const ESCAPES: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" };

/** A plain string as SPARQL writes it, as Oxigraph does. */
export function quote(text: string): string {
  const escaped = text.replace(/["\\\u0000-\u001f\u007f\ufffe\uffff]/g, (character) =>
    ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  return `"${escaped}"`;
}
