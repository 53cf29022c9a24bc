// The canned questions as the site's data tells them; see kg/publish/engine_data.py.

import type { Parameter } from "./binding";
import { bind } from "./binding";
import { loadData } from "./data";

export interface Column { label: string; kind: "entity" | "quantity" | "text" | "passage" | "link" | "number"; unit: string | null; names: string[] }

export interface Question {
  name: string;
  topic: string;
  summary: string;
  description: string;
  view: "table" | "chart" | "graph" | "matrix";
  page: string;
  /** The query with `$name` for each parameter; "" where Python answers. */
  query: string;
  parameters: Parameter[];
  columns: Record<string, Column>;
  /** The terms that the examples stand for, so that a query can be shown complete. */
  example: Record<string, string>;
}

/** For columns that some question has, the classes of the things whose names stand in them. */
export function listNaming(questions: readonly Question[]): Record<string, { names: string[] }> {
  const classes = new Map<string, Set<string>>();
  for (const { columns } of questions) {
    for (const [name, { names }] of Object.entries(columns)) {
      if (names.length) classes.set(name, new Set([...classes.get(name) ?? [], ...names]));
    }
  }
  return Object.fromEntries([...classes].map(([name, names]) => [name, { names: [...names] }]));
}

export function loadQuestions(): Promise<Question[]> {
  return loadData<Question[]>("questions");
}

/** The query of a question as it is asked with its examples, without the header lines. */
export function exampleQuery(question: Question): string {
  return withoutHeader(bind(question.query, question.example));
}

export function withoutHeader(query: string): string {
  return query.replace(/^(?:#\+[^\n]*\n)+/, "");
}
