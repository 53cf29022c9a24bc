// The shortest ways between two things along the lines that are shown, in either direction.

import { type DrawnLink, type DrawnNode, indexOf, linksOf, nodes, otherEnd } from "./data";
import { countOf, showsLink } from "./visible";

const WAYS = 3;

/** One shortest way; a line for which more records speak counts a little less, one in `worn` much more. */
function findWay(from: DrawnNode, to: DrawnNode, worn: Map<DrawnLink, number>): DrawnLink[] {
  const cost = new Map<DrawnNode, number>([[from, 0]]);
  const came = new Map<DrawnNode, DrawnLink>();
  const buckets: DrawnNode[][] = [[from]]; // costs are few whole numbers, so that buckets do for a heap
  const done = new Uint8Array(nodes.length);
  for (let now = 0; now < buckets.length; now += 1) {
    for (const node of buckets[now] ?? []) {
      if (done[indexOf(node.id)]) continue;
      done[indexOf(node.id)] = 1;
      if (node === to) return unwind(to, from, came);
      for (const link of linksOf(node.id)) {
        const other = otherEnd(link, node.id);
        if (!showsLink(link) || other === node) continue;
        const next = now + (countOf(link) > 1 ? 20 : 21) * (1 + (worn.get(link) ?? 0));
        if (next >= (cost.get(other) ?? Infinity)) continue;
        cost.set(other, next);
        came.set(other, link);
        (buckets[next] ??= []).push(other);
      }
    }
  }
  return [];
}

function unwind(to: DrawnNode, from: DrawnNode, came: Map<DrawnNode, DrawnLink>): DrawnLink[] {
  const way: DrawnLink[] = [];
  for (let node = to; node !== from;) {
    const link = came.get(node);
    if (!link) return [];
    way.unshift(link);
    node = otherEnd(link, node.id);
  }
  return way;
}

/** Up to three ways, the shortest first; lines of earlier ways are avoided where that costs little. */
export function findWays(from: DrawnNode, to: DrawnNode): DrawnLink[][] {
  const ways: DrawnLink[][] = [];
  const worn = new Map<DrawnLink, number>();
  for (let number = 0; number < WAYS; number += 1) {
    const way = findWay(from, to, worn);
    const known = ways.some((other) => other.length === way.length && other.every((link, index) => link === way[index]));
    if (!way.length || known || (ways[0] && way.length > ways[0].length + 2)) break;
    ways.push(way);
    for (const link of way) worn.set(link, (worn.get(link) ?? 0) + 1);
  }
  return ways;
}

/** The things along a way, from its start. */
export function stopsOf(way: DrawnLink[], from: DrawnNode): DrawnNode[] {
  const stops = [from];
  for (const link of way) stops.push(otherEnd(link, stops.at(-1)?.id ?? link.from));
  return stops;
}

