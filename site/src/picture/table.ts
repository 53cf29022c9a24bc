// The picture as two tables: its lines and its things, with the same filters. Rows are made when a table is opened.

import { byId, make } from "../elements";
import { type DrawnLink, type DrawnNode, details, getNode, links, nodes } from "./data";
import { communityLetter } from "./drawing";
import { recordsOf, select, sign, stroke } from "./panel";
import { onState, state } from "./state";
import { typeset } from "../text";
import { countOf, countOfNode, showsLink, showsNode, worksOf } from "./visible";

const MOST = 2000; // rows made at once

function linkRow(link: DrawnLink): HTMLElement {
  const [start, end] = [getNode(link.from), getNode(link.to)];
  const open = make("button", { type: "button", class: "chip", onclick: () => select({ type: "edge", item: link }, true) }, "Read",
    make("span", { class: "quiet" }, ` ${recordsOf(countOf(link))}: ${start.label.slice(0, 80)} to ${end.label.slice(0, 80)}`));
  return make("tr", { "data-link": link.id, "data-picked": state.picked?.item === link ? "" : null },
    make("td", { dir: "auto" }, sign(start.kind), typeset(start.label)), make("td", {}, link.relations.join(", ")),
    make("td", { dir: "auto" }, sign(end.kind), typeset(end.label)), make("td", {}, stroke(link.stroke), details.strokes[link.stroke]?.word),
    make("td", { class: "number" }, String(countOf(link))), make("td", { dir: "auto" }, worksOf(link).join(", ")), make("td", {}, open));
}

function nodeRow(node: DrawnNode): HTMLElement {
  const open = make("button", { type: "button", class: "chip", onclick: () => select({ type: "node", item: node }, true) }, "Open", make("span", { class: "quiet" }, ` ${node.label.slice(0, 80)}`));
  return make("tr", { "data-thing": node.id, "data-picked": state.picked?.item === node ? "" : null },
    make("td", { dir: "auto" }, sign(node.kind), typeset(node.label)), make("td", {}, details.kinds[node.kind]?.word), make("td", { dir: "auto" }, node.group),
    make("td", { class: "number" }, String(countOfNode(node))), make("td", {}, communityLetter(node)),
    make("td", { class: "number" }, (node.between ?? 0).toFixed(3)), make("td", { class: "number" }, (node.rank ?? 0).toFixed(4)), make("td", {}, open));
}

function fill<Item>(id: string, items: Item[], toRow: (item: Item) => HTMLElement): void {
  const body = byId(id);
  const holder = body.closest("details");
  const more = byId(`${id}-more`);
  if (!holder?.open) { body.replaceChildren(); return; }
  body.replaceChildren(...items.slice(0, MOST).map(toRow));
  more.textContent = items.length > MOST ? `The ${MOST.toLocaleString("en")} with most ${details.record_word} records of ${items.length.toLocaleString("en")} are listed; filters bring up others.` : "";
}

function showTables(): void {
  const shownLinks = links.filter(showsLink);
  const shownNodes = nodes.filter(showsNode);
  byId("twin-count").textContent = shownLinks.length.toLocaleString("en");
  byId("things-count").textContent = shownNodes.length.toLocaleString("en");
  const byCount = shownLinks.length > MOST ? [...shownLinks].sort((a, b) => countOf(b) - countOf(a)) : shownLinks;
  fill("twin-rows", byCount, linkRow);
  fill("things-rows", shownNodes.length > MOST ? [...shownNodes].sort((a, b) => b.claims - a.claims) : shownNodes, nodeRow);
}

showTables();
onState(showTables);
for (const id of ["twin", "things"]) byId(id).addEventListener("toggle", showTables);
