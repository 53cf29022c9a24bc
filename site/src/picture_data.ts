// What the picture is made of, as kg/draw/page.py writes it, with the look-ups that its parts share.

import { readData } from "./elements";

export interface Passage { work: string; place: string; from_words: string; to_words: string; quote: string; link: string }
export interface Remark { key: string; role: "decision" | "discrepancy"; label: string; text: string; weight: string }

export interface Claim {
  key: string; label: string; asserted_by: string; finding_of: string[]; mode: string; strength: string;
  through: string[]; compared_with: string[]; context: string; passages: Passage[]; remarks: Remark[];
}

export interface DrawnNode {
  id: string; key: string; label: string; text: string; kind: string; group: string; column: number;
  x: number; y: number; width: number; claims: number; words: string[]; formula: string; definition: string;
}

export interface DrawnLink {
  id: string; key: string; start: string; end: string; stroke: string; relations: string[]; works: string[]; claims: number[];
}

export interface Work { key: string; label: string; title: string; address: string; claims: number[] }

export type Target = { type: "node"; item: DrawnNode } | { type: "edge"; item: DrawnLink } | { type: "work"; item: Work };

interface Details {
  nodes: DrawnNode[]; links: DrawnLink[]; claims: Claim[]; works: Work[];
  columns: { title: string; x: number; width: number }[];
  headings: { text: string; column: number; y: number }[];
  width: number; height: number; height_with_empty: number;
  kinds: Record<string, string>; strokes: Record<string, string>;
}

export const source = readData<{ nodes: object[]; edges: object[]; details: Details }>("picture-data");
export const details = source.details;
export const { nodes, links } = details;
export const nodeByKey = new Map(nodes.map((node) => [node.key, node]));
export const linkByKey = new Map(links.map((link) => [link.key, link]));
export const workByKey = new Map(details.works.map((work) => [work.key, work]));
const nodeById = new Map(nodes.map((node) => [node.id, node]));
const linkById = new Map(links.map((link) => [link.id, link]));
const linksById = new Map<string, DrawnLink[]>(nodes.map((node) => [node.id, []]));
for (const link of links) {
  linksOf(link.start).push(link);
  if (link.end !== link.start) linksOf(link.end).push(link);
}

/** The box with this id. */
export function getNode(id: string): DrawnNode {
  const node = nodeById.get(id);
  if (!node) throw new Error(`the picture has no box ${id}`);
  return node;
}

/** The line with this id, or undefined. */
export function findLink(id: string | undefined): DrawnLink | undefined {
  return id === undefined ? undefined : linkById.get(id);
}

/** All lines that start or end at a box. */
export function linksOf(id: string): DrawnLink[] {
  return linksById.get(id) ?? [];
}

/** The claims behind a line or a work. */
export function claimsOf(item: { claims: number[] }): Claim[] {
  return item.claims.map((index) => details.claims[index]).filter((claim) => claim !== undefined);
}
