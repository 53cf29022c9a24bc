// The panel: what stands behind the thing, the line or the way that is selected.

import { all, byId, counted, make, webAddress } from "../elements";
import { type Claim, type DrawnLink, type DrawnNode, type Work, details, getNode, links, linksOf, otherEnd, pageOf } from "./data";
import { canvasBox } from "./board";
import { communityLetter } from "./drawing";
import { type Target, pin, state, step, unpin } from "./state";
import { claimView } from "./record_view";
import { announce, say } from "./said";
import { typeset } from "../text";
import { countOf, shownClaims, shownLinksOf, showsLink } from "./visible";
import { findWays, stopsOf } from "./ways";

const panel = byId("panel");
const body = byId("panel-body");
const FIRST = 60; // claims shown at once
const LONGEST = 400; // letters of a heading; the tables hold the whole
let wayStart: DrawnNode | null = null; // the first end of a way that is being chosen

type Content = (Node | string | null)[];

export const recordsOf = (number: number): string => {
  const word = details.record_word;
  return `${number.toLocaleString("en")} ${number === 1 ? word : word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`}`;
};

/** The sign of a kind, as the legend shows it. */
export function sign(kind: string): Element {
  return (document.querySelector(`svg.sign.kind-${CSS.escape(kind)}`)?.cloneNode(true) as Element | undefined) ?? make("span", {});
}

export function stroke(name: string): Element {
  return (document.querySelector(`svg.line.stroke-${CSS.escape(name)}`)?.cloneNode(true) as Element | undefined) ?? make("span", {});
}

function claimList(claims: Claim[]): HTMLElement {
  const list = make("div", { class: "claims" }, ...claims.slice(0, FIRST).map((claim) => claimView(claim, pageOf)));
  if (claims.length > FIRST) {
    const showRest = (): void => {
      const rest = claims.slice(FIRST).map((claim) => claimView(claim, pageOf));
      list.append(...rest);
      if (rest[0]) { rest[0].tabIndex = -1; rest[0].focus(); } // the button that held the focus goes
      more.remove();
    };
    const more = make("button", { type: "button", class: "chip", onclick: showRest }, `Show ${claims.length - FIRST} more`);
    list.append(more);
  }
  return list;
}

/** A name, which on a site leads to the page of what it names. */
function toPage(key: string, label: string): Node {
  const page = pageOf(key);
  return page ? make("a", { href: page }, typeset(label)) : typeset(label);
}

const open = (target: Target) => (): void => { select(target, true); };

/** A button that leads to a thing or a line. */
function tie(target: Target, times: string, ...content: (Node | string | null)[]): HTMLElement {
  return make("button", { type: "button", class: "tie", onclick: open(target) }, ...content, make("span", { class: "times" }, times));
}

function linkTie(link: DrawnLink, from: DrawnNode): HTMLElement {
  return make("li", {}, tie({ type: "edge", item: link }, String(countOf(link)), stroke(link.stroke),
    make("span", { dir: "auto" }, link.from === from.id ? "" : make("span", {}, "from "), typeset(otherEnd(link, from.id).label)),
    make("span", { class: "quiet" }, `, ${details.strokes[link.stroke]?.word ?? ""}, ${recordsOf(countOf(link))}`)));
}

const nodeTie = (node: DrawnNode): HTMLElement => tie({ type: "node", item: node }, "", sign(node.kind), make("span", { dir: "auto" }, typeset(node.label)));

function closeButton(): HTMLElement {
  return make("button", { type: "button", class: "chip close", onclick: () => { select(null, false); canvasBox.focus({ preventScroll: true }); } }, "Close");
}

// --- what can be done with a thing -----------------------------------------------------------------------------

/** Show a thing and what it is linked to, nothing else. */
export function focusOn(node: DrawnNode): void {
  step(() => {
    state.focus = new Set([node, ...linksOf(node.id).filter(showsLink).map((link) => otherEnd(link, node.id))]);
    state.camera = null;
  });
}

/** Show all that a thing is linked to, beside what is shown. */
export function expand(node: DrawnNode): void {
  step(() => {
    const around = [node, ...linksOf(node.id).map((link) => otherEnd(link, node.id))];
    if (state.focus) state.focus = new Set([...state.focus, ...around]);
    state.hidden = new Set([...state.hidden].filter((other) => !around.includes(other)));
  });
}

/** Hide what is linked to nothing but this thing. */
export function collapse(node: DrawnNode): void {
  step(() => {
    const around = linksOf(node.id).filter(showsLink).map((link) => otherEnd(link, node.id));
    const leaves = around.filter((other) => other !== node && linksOf(other.id).filter(showsLink).every((link) => otherEnd(link, other.id) === node));
    state.hidden = new Set([...state.hidden, ...leaves]);
  });
}

export function hide(node: DrawnNode): void {
  step(() => { state.hidden = new Set([...state.hidden, node]); if (state.picked?.item === node) state.picked = null; });
}

export function togglePin(node: DrawnNode): void {
  step(() => { if (state.pins.has(node)) unpin(node); else pin(node, node.x, node.y); });
}

function chooseWay(node: DrawnNode): void {
  if (wayStart === node) {
    wayStart = null;
    say("No way is looked for.");
    showPanel(false);
    return;
  }
  if (!wayStart) {
    wayStart = node;
    announce(`Way from ${node.label}: now pick the other end, and choose “Way to here”.`);
    showPanel(false);
    return;
  }
  const from = wayStart;
  wayStart = null;
  step(() => { state.path = [from, node]; state.picked = null; });
  panel.focus({ preventScroll: true });
}

function actions(node: DrawnNode): HTMLElement {
  const act = (word: string, does: () => void, pressed?: boolean): HTMLElement =>
    make("button", { type: "button", class: "chip", "aria-pressed": pressed === undefined ? null : String(pressed), onclick: does }, word);
  const way = wayStart && wayStart !== node ? `Way to here from ${wayStart.label.slice(0, 24)}` : "Way from here";
  const starting = wayStart === node ? true : undefined;
  return make("div", { class: "chips actions", role: "group", "aria-label": "With this thing" },
    act("Focus", () => focusOn(node)), act("Expand", () => expand(node)), act("Collapse", () => collapse(node)),
    act("Hide", () => hide(node)), act("Pin", () => togglePin(node), state.pins.has(node)), act(way, () => chooseWay(node), starting));
}

// --- the contents ----------------------------------------------------------------------------------------------

function nodeView(node: DrawnNode): Content {
  const shown = shownLinksOf(node, linksOf(node.id));
  const claims = [...new Set(shown.flatMap((link) => shownClaims(link)))];
  const group = (title: string, list: DrawnLink[]): Content =>
    list.length ? [make("h3", {}, title), make("ul", {}, ...list.map((link) => linkTie(link, node)))] : [];
  const address = webAddress(node.address);
  const kind = [details.kinds[node.kind]?.word, node.group, node.year, node.community >= 0 && state.colour === "community" ? `community ${communityLetter(node)}` : ""];
  return [
    closeButton(),
    make("h2", { dir: "auto" }, toPage(node.key, node.label.length > LONGEST ? `${node.label.slice(0, LONGEST)}…` : node.label)),
    make("p", { class: "kind" }, sign(node.kind), kind.filter(Boolean).join(" · ")),
    node.definition && node.definition !== node.label ? make("p", { dir: "auto" }, typeset(node.definition)) : null,
    address ? make("p", {}, make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address.replace(/^https?:\/\//, ""))) : null,
    node.words?.length ? make("p", { class: "kind", dir: "auto" }, "Also: ", typeset(node.words.slice(0, 8).join(", "))) : null,
    actions(node),
    ...group("Leads to", shown.filter((link) => link.from === node.id)),
    ...group("Leads here", shown.filter((link) => link.from !== node.id)),
    make("h3", {}, claims.length ? recordsOf(claims.length) : node.claims ? `The filters hide its ${recordsOf(node.claims)}.` : `No ${details.record_word} speaks of it yet.`),
    claimList(claims),
  ];
}

function edgeView(link: DrawnLink): Content {
  const [start, end] = [getNode(link.from), getNode(link.to)];
  const shown = shownClaims(link);
  return [
    closeButton(),
    make("h2", { dir: "auto" }, typeset(start.label), ` ${link.stroke === "denied" ? "does not: " : ""}${link.relations.join(", ")} `, typeset(end.label)),
    make("p", { class: "kind" }, stroke(link.stroke), ` ${details.strokes[link.stroke]?.word ?? ""} · ${recordsOf(shown.length)}`,
      shown.length < link.claims.length ? ` of ${link.claims.length}` : ""),
    claimList(shown),
    make("h3", {}, "The two ends"), nodeTie(start), nodeTie(end),
  ];
}

function workView(work: Work): Content {
  const address = webAddress(work.address);
  const shown = shownClaims(work);
  return [
    closeButton(),
    make("h2", { dir: "auto" }, toPage(work.key, work.label)),
    work.title ? make("p", { dir: "auto" }, typeset(work.title)) : null,
    address ? make("p", {}, make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, address.replace(/^https?:\/\//, ""))) : null,
    make("h3", {}, `${recordsOf(shown.length)} of the picture rest on it`),
    claimList(shown),
  ];
}

function wayView(from: DrawnNode, to: DrawnNode): Content {
  const ways = findWays(from, to);
  const close = make("button", { type: "button", class: "chip close", onclick: () => step(() => { state.path = null; }) }, "Close");
  return [
    close,
    make("h2", { dir: "auto" }, "From ", typeset(from.label), " to ", typeset(to.label)),
    ways.length ? null : make("p", {}, "Along the lines that are shown no way leads from one to the other."),
    ...ways.flatMap((way, number) => [
      make("h3", {}, `${number === 0 ? "Shortest way" : "Another way"}: ${counted(way.length, "step")}`),
      make("ol", { class: "way" }, ...way.map((link, index) => {
        const stops = stopsOf(way, from);
        const forward = link.from === stops[index]?.id;
        return make("li", {}, tie({ type: "edge", item: link }, String(countOf(link)), stroke(link.stroke),
          make("span", { dir: "auto" }, typeset(getNode(link.from).label), ` ${link.relations[0] ?? ""} `, typeset(getNode(link.to).label), forward ? "" : " (read backwards)")));
      })),
    ]),
    nodeTie(from), nodeTie(to),
  ];
}

function introView(): Content {
  const shown = links.filter(showsLink);
  const ranked = shown.map((link, index) => ({ link, index })).sort((a, b) => countOf(b.link) - countOf(a.link) || a.index - b.index);
  const busy = ranked.slice(0, 6).map(({ link }) => link).filter((link, _, all) => countOf(all[0] ?? link) > 1);
  const works = details.works.slice(0, 400);
  const left = new Set(shown.flatMap((link) => shownClaims(link))).size;
  const told = left === details.claims.length ? recordsOf(left) : `${left.toLocaleString("en")} of ${recordsOf(details.claims.length)}`;
  return [
    links.length === 0 ? null : make("p", {}, `${told}${details.works.length ? ` from ${counted(details.works.length, "work")}` : ""}. Each line stands for everything said of two things in the same way; the more, the thicker. Open a line to see who says so and where.`),
    busy.length ? make("h2", { class: "first" }, "Most often said") : null,
    make("ul", {}, ...busy.map((link) => make("li", {}, tie({ type: "edge", item: link }, String(countOf(link)), stroke(link.stroke),
      make("span", { dir: "auto" }, typeset(getNode(link.from).label), ` ${link.relations[0] ?? ""} `, typeset(getNode(link.to).label)))))),
    works.length ? make("details", { class: "works" }, make("summary", {}, `${counted(details.works.length, "work")} behind it`),
      make("ul", {}, ...works.map((work) => make("li", {}, tie({ type: "work", item: work }, String(work.claims.length), make("span", { dir: "auto" }, typeset(work.label))))))) : null,
  ];
}

function contentOf(target: Target | null): Content {
  if (!target) return state.path ? wayView(...state.path) : introView();
  if (target.type === "node") return nodeView(target.item);
  return target.type === "edge" ? edgeView(target.item) : workView(target.item);
}

/** Fill the panel for what is selected; `takeFocus` moves the reader there. */
export function showPanel(takeFocus: boolean): void {
  const held = panel.contains(document.activeElement) ? document.activeElement?.textContent : null;
  body.replaceChildren(...contentOf(state.picked).filter((part) => part !== null));
  body.scrollTop = 0;
  panel.scrollTop = 0;
  panel.classList.toggle("open", Boolean(state.picked ?? state.path));
  if (takeFocus && (state.picked ?? state.path)) panel.focus({ preventScroll: true });
  else if (held) (all("button", panel).find((button) => button.textContent === held) ?? panel).focus({ preventScroll: true }); // what held the focus was made anew
}

let takesFocus = false;

/** Select something, or go back to the way it was part of, or to nothing, as a step; `takeFocus` moves the reader to the panel. */
export function select(target: Target | null, takeFocus: boolean): void {
  takesFocus = takeFocus;
  step(() => {
    if (!target && !state.picked) state.path = null;
    state.picked = target;
  });
  takesFocus = false;
}

/** Whether the change that is being told of should move the focus to the panel. */
export const wantsFocus = (): boolean => takesFocus;

panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  select(null, false);
  canvasBox.focus({ preventScroll: true });
});
