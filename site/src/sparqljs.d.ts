// The part of sparqljs that tells where a query is at fault. Source: its grammar is made by Jison, whose parsers put
// the last token that was right and the first that is wrong into `hash`.

declare module "sparqljs" {
  interface Place { last_line: number; last_column: number }
  interface ParseError extends Error { hash?: { loc?: Place; token?: string | number; text?: string; expected?: string[] } }
  class Parser {
    constructor(options?: { prefixes?: Record<string, string> });
    parse(query: string): object;
  }
}
