// What the picture is made of, as kg/draw/page.py writes it, with the look-ups that its parts share.

import type { Font } from "../font";
import { readData } from "../elements";

export interface Passage { key?: string; work?: string; place?: string; from_words?: string; to_words?: string; quote?: string; link?: string }
export interface Remark { key: string; role: "decision" | "discrepancy"; label: string; text?: string; weight?: string }

// a record behind a line; empty fields are left out
export interface Claim {
  key: string; label: string; text?: string; value?: string; facts?: [string, string][]; asserted_by?: string; finding_of?: string[];
  year?: number; origin?: string; mode?: string; strength?: string; address?: string; passages?: Passage[]; remarks?: Remark[];
}

export interface DrawnNode {
  readonly id: string; readonly key: string; readonly label: string; readonly text: string; readonly kind: string; readonly column: number;
  x: number; y: number; readonly width: number; readonly claims: number; readonly community: number; readonly between?: number; readonly rank?: number;
  readonly group?: string; readonly words?: string[]; readonly formula?: string; readonly definition?: string; readonly address?: string; readonly year?: number;
}

export interface DrawnLink {
  readonly id: string; readonly key: string; readonly from: string; readonly to: string; readonly width: number; readonly stroke: string;
  readonly relations: string[]; readonly works: string[]; readonly claims: number[];
  readonly bend?: number; // how many lines of the same two things come before
}

export interface Work { key: string; label: string; title?: string; address?: string; claims: number[] }

export type Head = "arrow" | "bar" | "circle" | "crow" | "none";

interface Details {
  pages?: Record<string, string>; // on a site: pages that are not named after their key, "" for none
  name: string; title: string; focus: string; // the id of what it is about, or ""
  sizes: { label: number; box: number; inBox: number; beside: number; longest: number }; // in pixels at scale 1, and in letters
  record_word: string;
  font: Font;
  summary: string; notes: string[]; claims: Claim[]; works: Work[];
  columns: { title: string; x: number; width: number }[];
  headings: { text: string; column: number; y: number }[];
  width: number; height: number; height_with_empty: number; opaque: boolean; first_column: number;
  kinds: Record<string, { word: string; shape: string; colour: string; corners: [number, number][] }>; // corners of the sign around (0, 0) at reach 1; none for a dot or a ring
  strokes: Record<string, { word: string; colour: string; dash: number[]; head: Head }>;
}

const source = readData<{ nodes: DrawnNode[]; edges: DrawnLink[]; details: Details }>("picture-data");
export const { nodes, edges: links, details } = source;

/** The page of a thing or record on the site that this page belongs to; null on a page that stands alone. */
export function pageOf(key: string): string | null {
  return details.pages ? (details.pages[key] ?? `${key}.html`) || null : null;
}

/** Whether things are boxes in columns; else they are signs that stand freely. */
export const boxed = details.columns.length > 0;
/** Where every thing stood when the page was opened. */
export const places = nodes.map(({ x, y }) => ({ x, y }));

export const nodeByKey = new Map(nodes.map((node) => [node.key, node]));
export const linkByKey = new Map(links.map((link) => [link.key, link]));
export const workByKey = new Map(details.works.map((work) => [work.key, work]));
const linksById = new Map<string, DrawnLink[]>();
for (const link of links) {
  for (const end of new Set([link.from, link.to])) {
    const known = linksById.get(end);
    if (known) known.push(link);
    else linksById.set(end, [link]);
  }
}

/** The position in its list that an id ("n12", "e3") tells. */
export const indexOf = (id: string): number => Number(id.slice(1));

/** The thing with this id. */
export function getNode(id: string): DrawnNode {
  const node = nodes[indexOf(id)];
  if (!node) throw new Error(`the picture has no thing ${id}`);
  return node;
}

/** The line with this id, or undefined. */
export const findLink = (id: string | undefined): DrawnLink | undefined => (id === undefined ? undefined : links[indexOf(id)]);

/** All lines that start or end at a thing. */
export const linksOf = (id: string): DrawnLink[] => linksById.get(id) ?? [];

/** The thing at the other end of a line. */
export const otherEnd = (link: DrawnLink, id: string): DrawnNode => getNode(link.from === id ? link.to : link.from);

/** The records behind a line or a work. */
export function claimsOf(item: { claims: number[] }): Claim[] {
  return item.claims.map((index) => details.claims[index]).filter((claim) => claim !== undefined);
}
