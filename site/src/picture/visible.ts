// What the filters leave: which things and lines are shown, and how many records stand behind each line.

import { type Claim, type DrawnLink, type DrawnNode, details, getNode, indexOf, links, linksOf, nodes } from "./data";
import { onState, slug, state } from "./state";

const shownNodes = new Uint8Array(nodes.length);
const recordCounts = new Uint32Array(links.length);
let anyFilter = false;
let everything = true; // whether no filter takes a line away
let mark = 0;
const nodeCounts = new Map<DrawnNode, number>();

/** Whether the filters of records leave a record. */
export function passes(claim: Claim | undefined): boolean {
  if (!claim) return false;
  if (state.off.has(`origin-${slug(claim.origin ?? "")}`) || state.off.has(`mode-${slug(claim.mode ?? "")}`)) return false;
  return !state.years || (claim.year !== undefined && claim.year >= state.years[0] && claim.year <= state.years[1]);
}

const stands = (node: DrawnNode): boolean => !state.off.has(node.kind) && !state.hidden.has(node) && (state.focus === null || state.focus.has(node));

/** Bring the lists up to date with the state. */
function sieve(): void {
  anyFilter = state.years !== null || [...state.off].some((word) => word.startsWith("origin-") || word.startsWith("mode-"));
  everything = !state.off.size && !state.hidden.size && !state.years && !state.focus;
  nodeCounts.clear();
  const left = anyFilter ? details.claims.map(passes) : null;
  const standing = nodes.map(stands);
  shownNodes.fill(0);
  links.forEach((link, index) => {
    const from = indexOf(link.from);
    const to = indexOf(link.to);
    recordCounts[index] = 0;
    if (!standing[from] || !standing[to] || state.off.has(link.stroke)) return;
    recordCounts[index] = left ? link.claims.filter((claim) => left[claim]).length : link.claims.length;
    if (recordCounts[index]) shownNodes[from] = shownNodes[to] = 1;
  });
  nodes.forEach((node, index) => {
    const kept = state.empty || state.pins.has(node) || (state.picked?.item === node && state.picked.type === "node");
    if (standing[index] && kept) shownNodes[index] = 1;
  });
  mark = 0;
  for (const shown of shownNodes) mark = (Math.imul(mark, 31) + shown) | 0;
  for (const count of recordCounts) mark = (Math.imul(mark, 31) + Number(count > 0)) | 0;
}

/** A number that changes when other things or lines are shown. */
export const markOfShown = (): number => mark;

export const showsNode = (node: DrawnNode): boolean => shownNodes[indexOf(node.id)] === 1;

/** How many records that the filters leave stand behind a line; 0: it is not shown. */
export const countOf = (link: DrawnLink): number => recordCounts[indexOf(link.id)] ?? 0;

/** How many records that the filters leave stand behind the lines at a thing. */
export function countOfNode(node: DrawnNode): number {
  if (everything) return node.claims;
  let count = nodeCounts.get(node);
  if (count === undefined) {
    count = new Set(linksOf(node.id).filter(showsLink).flatMap((link) => shownClaims(link))).size;
    nodeCounts.set(node, count);
  }
  return count;
}

/** The works whose findings the filters leave behind a line. */
export function worksOf(link: DrawnLink): string[] {
  if (!anyFilter) return link.works;
  const works = shownClaims(link).flatMap((claim) => (claim.finding_of?.length ? claim.finding_of : [claim.asserted_by ?? ""]));
  return [...new Set(works.filter(Boolean))].sort();
}

export const showsLink = (link: DrawnLink): boolean => countOf(link) > 0;

/** The shown lines at a thing, those with most records first. */
export function shownLinksOf(node: DrawnNode, all: DrawnLink[]): DrawnLink[] {
  return all.filter(showsLink).sort((a, b) => countOf(b) - countOf(a) || getNode(a.to).label.localeCompare(getNode(b.to).label) || (a.from === node.id ? -1 : 1));
}

/** The records behind a line or a work that the filters leave, by their position. */
export const shownClaims = (item: { claims: number[] }): Claim[] => item.claims.map((index) => details.claims[index]).filter((claim) => claim !== undefined).filter((claim) => !anyFilter || passes(claim));

sieve();
onState(sieve);
