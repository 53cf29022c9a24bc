// The words of a SPARQL query, by the same rules as kg/engines/tokens.py; tests/data/sparql-tokens.yaml holds both to it.
//
// Source: SPARQL 1.1 Query Language, section 19.8, https://www.w3.org/TR/sparql11-query/#sparqlGrammar; comments
// end at a line feed or a carriage return (section 19.4).

export type TokenKind =
  | "space" | "comment" | "iri" | "string" | "parameter" | "variable" | "blank" | "name" | "language" | "number" | "word" | "mark";

/** One word of a query with its kind and the offset (in UTF-16 units) at which it starts. */
export interface Token { kind: TokenKind; text: string; start: number }

/** What is wrong with a query, and at which offset. */
export class TokenError extends Error {
  constructor(message: string, readonly start: number) {
    super(message);
  }
}

// \w of Python, which knows more letters and digits than JavaScript's own
const W = String.raw`[\p{L}\p{N}_]`;
const UNICODE_ESCAPE = String.raw`\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}`;
const LOCAL_ESCAPE = String.raw`\\[_~.\-!$&'()*+,;=/?#@%]|%[0-9A-Fa-f]{2}`; // PLX

// The order matters: what stands first wins where two could match.
const RULES: readonly (readonly [TokenKind, string])[] = [
  ["space", String.raw`[ \t\r\n]+`],
  ["comment", String.raw`#[^\r\n]*`],
  ["iri", String.raw`<(?:[^\x00-\x20<>"{}|^\x60\\]|${UNICODE_ESCAPE})*>`],
  ["string", String.raw`"""(?:"{0,2}(?:[^"\\]|\\[\s\S]))*"""|'''(?:'{0,2}(?:[^'\\]|\\[\s\S]))*'''|"(?:[^"\\\r\n]|\\[^\r\n])*"|'(?:[^'\\\r\n]|\\[^\r\n])*'`],
  ["parameter", String.raw`\$${W}+`],
  ["variable", String.raw`\?${W}+`],
  ["blank", String.raw`_:${W}(?:(?:${W}|[.\-])*(?:${W}|-))?`],
  ["name", String.raw`(?:(?!\p{Nd}|_)${W}(?:(?:${W}|[.\-])*(?:${W}|-))?)?:` +
    String.raw`(?:(?:${W}|:|${LOCAL_ESCAPE})(?:(?:${W}|[:.\-]|${LOCAL_ESCAPE})*(?:${W}|[:\-]|${LOCAL_ESCAPE}))?)?`],
  ["language", String.raw`@[A-Za-z]+(?:-[A-Za-z0-9]+)*`],
  ["number", String.raw`(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?`],
  ["word", String.raw`(?!\p{Nd})${W}+`],
  ["mark", String.raw`\^\^|&&|\|\||<=|>=|!=|[{}()\[\].,;=<>!|/^*+?\-&$]`],
];
const TOKEN = new RegExp(RULES.map(([kind, rule]) => `(?<${kind}>${rule})`).join("|"), "uy");

/** All tokens of a query, blanks and comments included, so that their texts joined give the query. */
export function* iterTokens(text: string): Generator<Token> {
  let start = 0;
  while (start < text.length) {
    TOKEN.lastIndex = start;
    const groups = TOKEN.exec(text)?.groups;
    const found = groups && RULES.find(([kind]) => groups[kind] !== undefined);
    if (!found) throw new TokenError(misfit(String.fromCodePoint(text.codePointAt(start) ?? 0)), start);
    const [kind] = found;
    yield { kind, text: groups[kind] ?? "", start };
    start = TOKEN.lastIndex;
  }
}

/** The tokens of a query without blanks and comments. */
export function listWords(text: string): Token[] {
  return [...iterTokens(text)].filter((token) => token.kind !== "space" && token.kind !== "comment");
}

function misfit(character: string): string {
  if (character === '"' || character === "'") return "the string that starts here does not end";
  const code = character.codePointAt(0) ?? 0;
  const shown = code > 0x20 && code < 0x7f ? `'${character}'` : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return `the character ${shown} cannot stand here`;
}

export type QueryForm = "SELECT" | "ASK" | "CONSTRUCT" | "DESCRIBE";
const FORMS: readonly string[] = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"];

// Source: SPARQL 1.1 Update, section 3
const UPDATES: ReadonlySet<string> = new Set(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]);

// What usually stands before the first word of a query is passed over in one step: a word at a time takes as long as a
// short query takes in the engine.
const PROLOGUE = /(?:[ \t\r\n]+|#[^\r\n]*|(?:PREFIX[ \t\r\n]+[\w.-]*:|BASE)[ \t\r\n]*<[^\x00-\x20<>"{}|^\x60\\]*>)*/iy;
const FIRST_WORD = /(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s{*?$(<])/iy;

/** Where the declarations and comments before a query end. */
export function skipPrologue(text: string): number {
  PROLOGUE.lastIndex = 0;
  PROLOGUE.test(text);
  return PROLOGUE.lastIndex;
}

/**
 * Which of the four forms a query has, "UPDATE" where the first word after the declarations is one that changes a graph,
 * null where it is neither; reads no further than the word that tells.
 */
export function findForm(text: string): QueryForm | "UPDATE" | null {
  FIRST_WORD.lastIndex = skipPrologue(text);
  const plain = FIRST_WORD.exec(text)?.[1];
  if (plain) return plain.toUpperCase() as QueryForm;
  let before = "";
  let first = true;
  for (const token of iterTokens(text)) {
    if (token.kind === "space" || token.kind === "comment") continue;
    const upper = token.text.toUpperCase();
    if (token.kind === "word" && before !== "PREFIX" && FORMS.includes(upper)) return upper as QueryForm;
    if (token.kind === "word" && first && upper !== "PREFIX" && upper !== "BASE") {
      if (UPDATES.has(upper)) return "UPDATE";
      first = false;
    }
    before = upper;
  }
  return null;
}

const FROM = /(?<![\w?$:.-])FROM(?![\w:.-])/i; // not every such word is one: it may stand in a string

/** The graphs that FROM clauses name, as far as their prefixes are declared in the query. */
export function listGraphs(text: string): string[] {
  const words = listWords(text);
  const declared = (name: string): number[] => words.flatMap((word, at) => (word.text.toUpperCase() === name && word.kind === "word" ? [at] : []));
  const start = declared("BASE").map((at) => words[at + 1]?.text.slice(1, -1)).at(-1);
  const resolve = (iri: string): string => (start === undefined || /^[a-z][a-z0-9+.-]*:/i.test(iri) ? iri : new URL(iri, start).href);
  const prefixes = new Map(declared("PREFIX").map((at) => [words[at + 1]?.text ?? "", resolve(words[at + 2]?.text.slice(1, -1) ?? "")]));
  return words.flatMap((word, at) => {
    if (word.kind !== "word" || word.text.toUpperCase() !== "FROM") return [];
    const named = words[at + 1]?.text.toUpperCase() === "NAMED" ? words[at + 2] : words[at + 1];
    if (named?.kind === "iri") return [resolve(named.text.slice(1, -1))];
    const [prefix = "", ...local] = (named?.kind === "name" ? named.text : "").split(":");
    const base = prefixes.get(`${prefix}:`);
    return base === undefined ? [] : [base + local.join(":")];
  });
}

/** Whether a query names the graphs to ask; an engine that reads all graphs must then not do so. */
export function hasDataset(text: string): boolean {
  return FROM.test(text.slice(skipPrologue(text))) && listWords(text).some((word) => word.kind === "word" && word.text.toUpperCase() === "FROM");
}
