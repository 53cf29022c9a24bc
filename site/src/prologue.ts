// The project's prefixes need not be declared: those that a query uses are put in front of it.

import { TokenError, listWords, skipPrologue } from "./tokens";

/** The query with the declarations it lacks in front, on its first line. */
export function completeQuery(text: string, prefixes: Record<string, string>): string {
  if (!mayLack(text, prefixes)) return text;
  const used = new Set<string>();
  const declared = new Set<string>();
  let before = "";
  try {
    for (const token of listWords(text)) {
      if (token.kind === "name") (before === "PREFIX" ? declared : used).add(token.text.slice(0, token.text.indexOf(":")));
      before = token.text.toUpperCase();
    }
  } catch (error) {
    if (!(error instanceof TokenError)) throw error; // the engine will tell what is wrong
  }
  const lacking = [...used].filter((prefix) => !declared.has(prefix) && Object.hasOwn(prefixes, prefix));
  const head = lacking.map((prefix) => `PREFIX ${prefix}: <${prefixes[prefix]}> `).join("");
  return head + text;
}

/** Whether a declaration may be lacking, by a quick look: to read every word takes as long as some queries take. */
function mayLack(text: string, prefixes: Record<string, string>): boolean {
  const start = skipPrologue(text);
  const declarations = `\n${text.slice(0, start)}`;
  const query = text.slice(start);
  return Object.keys(prefixes).some((prefix) => query.includes(`${prefix}:`) && !declarations.includes(`\nPREFIX ${prefix}:`));
}
