// The panel: what stands behind the thing or the line that is selected.

import { canvasBox, showsLink } from "./board";
import { byId, counted, make, webAddress } from "./elements";
import { type Claim, type DrawnLink, type DrawnNode, type Passage, type Remark, type Target, type Work, claimsOf, details, getNode, links, linksOf } from "./picture_data";
import { pick } from "./picture";
import { typeset } from "./text";

export const panel = byId("panel");
const body = byId("panel-body");

type Content = (Node | string | null)[];

export function sign(kind: string): Node {
  const found = document.querySelector(`svg.sign.kind-${CSS.escape(kind)}`);
  return found ? found.cloneNode(true) : make("span", {});
}

function stroke(name: string): Node {
  const found = document.querySelector(`svg.line.stroke-${CSS.escape(name)}`);
  return found ? found.cloneNode(true) : make("span", {});
}

export function passageView(passage: Passage): HTMLElement {
  const words = passage.quote ? [passage.quote] : passage.from_words
    ? [`“${passage.from_words}${passage.to_words ? ` … ${passage.to_words}` : ""}”`] : [];
  const address = webAddress(passage.link);
  return make("blockquote", { class: passage.quote ? "full" : "pointer", dir: "auto" },
    ...words.map(typeset),
    make("footer", {}, [passage.work, passage.place].filter(Boolean).join(", "),
      address ? " · " : null,
      address ? make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "read it at the publisher") : null));
}

/** The name of a decision or discrepancy, leading to where the page tells of it in full. */
function noteName(remark: Remark): Node {
  return document.getElementById(remark.key) ? make("a", { href: `#${remark.key}` }, typeset(remark.label)) : typeset(remark.label);
}

export function claimView(claim: Claim): HTMLElement {
  const facts = make("dl", {});
  const fact = (term: string, value: string): void => { if (value) facts.append(make("dt", {}, term), make("dd", { dir: "auto" }, typeset(value))); };
  fact("says so", claim.asserted_by);
  fact("finding of", claim.finding_of.join(", ") || "own view, no source named");
  fact("known as", [claim.mode, claim.strength].filter(Boolean).join(", "));
  fact("through", claim.through.join(", "));
  fact("against", claim.compared_with.join(", "));
  fact("when", claim.context);
  return make("article", { class: "claim", "data-claim": claim.key },
    make("p", { class: "said", dir: "auto" }, typeset(claim.label)),
    facts,
    ...claim.passages.map(passageView),
    ...claim.remarks.map((remark) => make("div", { class: `remark ${remark.role}` },
      make("strong", {}, `${remark.role === "decision" ? "Reading decision" : "Discrepancy"}: `, noteName(remark), remark.weight ? ` (${remark.weight})` : ""),
      typeset(remark.text))));
}

function tieView(link: DrawnLink, from: DrawnNode): HTMLElement {
  const other = getNode(link.start === from.id ? link.end : link.start);
  const outward = link.start === from.id;
  return make("li", {}, make("button", { type: "button", class: "tie", "data-open": link.id, onclick: () => pick({ type: "edge", item: link }, true) },
    stroke(link.stroke), make("span", { dir: "auto" }, outward ? "" : make("span", {}, "from "), typeset(other.label)),
    make("span", { class: "quiet" }, `, ${details.strokes[link.stroke]}`),
    make("span", { class: "times", title: counted(link.claims.length, "claim") }, `${link.claims.length}`)));
}

function closeButton(): HTMLElement {
  return make("button", { type: "button", class: "chip close", onclick: () => { pick(null, true); canvasBox.focus({ preventScroll: true }); } }, "Close");
}

function nodeView(node: DrawnNode): Content {
  const shown = linksOf(node.id).filter(showsLink).sort((a, b) => b.claims.length - a.claims.length);
  const out = shown.filter((link) => link.start === node.id);
  const back = shown.filter((link) => link.start !== node.id);
  const all = [...new Set(shown.flatMap(claimsOf))];
  const group = (title: string, list: DrawnLink[]): Node[] => list.length ? [make("h4", {}, title), make("ul", {}, ...list.map((link) => tieView(link, node)))] : [];
  return [
    closeButton(),
    make("h3", { dir: "auto" }, typeset(node.label)),
    make("p", { class: "kind" }, sign(node.kind), `${details.kinds[node.kind]} · ${node.group}`),
    node.definition ? make("p", { dir: "auto" }, typeset(node.definition)) : null,
    node.words.length ? make("p", { class: "kind", dir: "auto" }, "Also: ", typeset(node.words.slice(0, 8).join(", "))) : null,
    ...group("What it does", out),
    ...group("What acts on it or has it", back),
    make("h4", {}, all.length ? counted(all.length, "claim") : "No claim speaks of it yet."),
    ...all.map(claimView),
  ];
}

function edgeView(link: DrawnLink): Content {
  const [start, end] = [getNode(link.start), getNode(link.end)];
  const endButton = (node: DrawnNode): HTMLElement => make("button", { type: "button", class: "tie", onclick: () => pick({ type: "node", item: node }, true) }, sign(node.kind), make("span", { dir: "auto" }, typeset(node.label)));
  return [
    closeButton(),
    make("h3", { dir: "auto" }, typeset(start.label), ` ${link.stroke === "denied" ? "does not: " : ""}${link.relations.join(", ")} `, typeset(end.label)),
    make("p", { class: "kind" }, stroke(link.stroke), ` ${details.strokes[link.stroke]} · ${counted(link.claims.length, "claim")}`),
    ...claimsOf(link).map(claimView),
    make("h4", {}, "The two ends"), endButton(start), endButton(end),
  ];
}

function workView(work: Work): Content {
  const address = webAddress(work.address);
  return [
    closeButton(),
    make("h3", { dir: "auto" }, typeset(work.label)),
    work.title ? make("p", { dir: "auto" }, typeset(work.title)) : null,
    address ? make("p", {}, make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address.replace(/^https?:\/\//, ""))) : null,
    make("h4", {}, `${counted(work.claims.length, "claim")} of the picture rest on it`),
    ...claimsOf(work).map(claimView),
  ];
}

function introView(): Content {
  const busy = [...links].filter(showsLink).sort((a, b) => b.claims.length - a.claims.length || a.id.localeCompare(b.id)).slice(0, 6);
  return [
    make("h3", {}, "Who says what does what"),
    make("p", {}, `${counted(details.claims.length, "claim")} from ${counted(details.works.length, "work")}. Each line stands for all claims that relate two things the same way; the more claims, the thicker. Nothing here is a bare fact: open a line to see who says so and where.`),
    busy.length ? make("h4", {}, "Most often claimed") : null,
    make("ul", {}, ...busy.map((link) => make("li", {}, make("button", { type: "button", class: "tie", "data-open": link.id, onclick: () => pick({ type: "edge", item: link }, true) },
      stroke(link.stroke), make("span", { dir: "auto" }, typeset(getNode(link.start).label), ` ${link.relations[0] ?? ""} `, typeset(getNode(link.end).label)),
      make("span", { class: "times" }, `${link.claims.length}`))))),
    make("details", { class: "works" }, make("summary", {}, `${counted(details.works.length, "work")} behind the claims`), make("ul", {}, ...details.works.map((work) => make("li", {}, make("button", { type: "button", class: "tie", onclick: () => pick({ type: "work", item: work }, true) },
      make("span", { dir: "auto" }, typeset(work.label)), make("span", { class: "times" }, `${work.claims.length}`)))))),
  ];
}

function contentOf(target: Target | null): Content {
  if (!target) return introView();
  return target.type === "node" ? nodeView(target.item) : target.type === "edge" ? edgeView(target.item) : workView(target.item);
}

/** Fill the panel for a selection, or with the introduction for null. */
export function showPanel(target: Target | null, takeFocus: boolean): void {
  body.replaceChildren(...contentOf(target).filter((part) => part !== null));
  body.scrollTop = 0;
  panel.scrollTop = 0;
  panel.classList.toggle("open", Boolean(target));
  if (target && takeFocus) panel.focus({ preventScroll: true });
}
