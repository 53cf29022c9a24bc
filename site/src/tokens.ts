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

const UPDATES: ReadonlySet<string> = new Set(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]);

/** Whether the first word after the declarations is one that changes a graph. Source: SPARQL 1.1 Update, section 3. */
export function isUpdate(text: string): boolean {
  for (const token of iterTokens(text)) {
    const upper = token.text.toUpperCase();
    if (token.kind === "word" && upper !== "PREFIX" && upper !== "BASE") return UPDATES.has(upper);
  }
  return false;
}

/** Which of the four forms a query has, null where none of their words comes first; reads no further than that word. */
export function findForm(text: string): QueryForm | null {
  let before = "";
  for (const token of iterTokens(text)) {
    if (token.kind === "space" || token.kind === "comment") continue;
    const upper = token.text.toUpperCase();
    if (token.kind === "word" && before !== "PREFIX" && FORMS.includes(upper)) return upper as QueryForm;
    before = upper;
  }
  return null;
}
