// The columns of an answer as people read them.

import type { Rows } from "./engine";

/**
 * How a column is headed and set; `link` names the column with the address of its cells, `thing` that with their IRI.
 * `names` lists the classes of the things whose names stand in it, where no column identifies them.
 */
export interface ResultColumn {
  name: string; place: number; label: string; unit: string | null; thing: number; link: number | null; names: readonly string[];
}

const TWIN = "Label"; // a column `xLabel` names in words what the column `x` identifies, as in kg/queries/output.py

/** What a column is called and holds, as far as the header of a question says it. */
export interface Heading { label?: string; kind?: string; unit?: string | null; names?: readonly string[] }

/** The columns as people read them: identifiers that a label explains are left out, their page hangs on the label. */
export function foldColumns(rows: Rows, headings: Readonly<Record<string, Heading>> = {}): ResultColumn[] {
  const at = (name: string): number | null => (rows.columns.includes(name) ? rows.columns.indexOf(name) : null);
  const [link, claim] = [at("link"), at("claim")];
  return rows.columns.flatMap((name, place) => {
    if (rows.columns.includes(name + TWIN)) return [];
    const twin = name.endsWith(TWIN) ? at(name.slice(0, -TWIN.length)) : null;
    const heading = headings[name];
    const passage = heading?.kind ? heading.kind === "passage" : name === `evidence${TWIN}`;
    if (place === link && rows.columns.includes(`evidence${TWIN}`)) return []; // it is the passage that leads there
    return [{
      name, place, label: heading?.label ?? (twin === null ? name : name.slice(0, -TWIN.length)), unit: heading?.unit ?? null,
      // a number leads to the claim that states it
      thing: twin ?? (claim !== null && (heading?.kind === "quantity" || heading?.kind === "number") ? claim : place), link: passage ? link : null,
      names: twin === null ? heading?.names ?? [] : [],
    }];
  });
}
