// Where a value comes from: a dialog for one claim. The address carries it (#claim=...), so it can be passed on.

import { all, byId, make, readData, webAddress } from "./elements";
import { claimView, passageView } from "./picture/record_view";
import { type Passage, details } from "./picture/data";
import { typeset } from "./text";

interface Thing { label: string; link: string }
interface Decision { link: string; kind: string; printed: string; meant: string; considered: string[]; why: string; certainty: string; by: string }
interface Dispute { link: string; heading: string; kind: string; severity: string }

// what kg/publish/origins.py writes; empty fields are left out
interface Origin {
  key: string; statement: string; said_by: Thing; reported?: boolean; what?: string; value?: string; printed?: string; about?: Thing[];
  conditions?: [string, string][]; finding_of?: Thing[]; origin?: string; wording?: string; context?: string; note?: string;
  passages?: Passage[]; publisher?: string; decisions?: Decision[]; discrepancies?: Dispute[]; same?: Thing[];
}

const dialog = byId<HTMLDialogElement>("origin");
const body = byId("origin-body");
const title = byId("origin-title");
const originByKey = new Map(readData<Origin[]>("origin-data").map((record) => [record.key, record]));
const spokenByKey = new Map(details.claims.map((claim) => [claim.key, claim]));
let addressBefore = "";
let openKey = "";

function claimOfAddress(hash: string | null): string | null {
  if (!hash?.startsWith("#claim=")) return null;
  try { return decodeURIComponent(hash.slice(7)); } catch { return null; }
}

/** A name that leads to the place on the page that tells of the thing, where there is one. */
function named(thing: Thing): HTMLElement {
  return thing.link ? make("a", { href: thing.link }, typeset(thing.label)) : make("span", { dir: "auto" }, typeset(thing.label));
}

function between(parts: Node[], separator: () => Node | string): (Node | string)[] {
  return parts.flatMap((part, index) => (index ? [separator(), part] : [part]));
}

function decisionView(note: Decision): HTMLElement {
  const considered = note.considered.length > 1 ? ` Considered: ${note.considered.join(", ")}.` : "";
  return make("div", { class: "remark decision" },
    make("strong", {}, "✎ Reading decision: ", make("code", {}, note.printed), " → ", note.meant ? typeset(note.meant) : make("em", {}, "left open")),
    make("span", { dir: "auto" }, typeset(note.why.charAt(0).toUpperCase() + note.why.slice(1)), /[.!?]$/.test(note.why) ? "" : ".", typeset(considered)),
    make("small", {}, [note.kind, note.certainty, note.by ? `by ${note.by}` : ""].filter(Boolean).join(" · "), note.link ? " · " : null,
      note.link ? make("a", { href: note.link }, "in the table of decisions") : null));
}

function disputeView(note: Dispute): HTMLElement {
  return make("div", { class: "remark discrepancy" },
    make("strong", {}, "≠ ", note.link ? make("a", { href: note.link }, typeset(note.heading)) : typeset(note.heading)),
    make("small", {}, [`${note.severity} severity`, note.kind].filter(Boolean).join(" · ")));
}

function placeView(passage: Passage, publisher: string | undefined): HTMLElement {
  const view = passageView(passage);
  const address = passage.link ? null : webAddress(publisher);
  if (address) {
    view.querySelector("footer")?.append(" · ", make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "page of the work at the publisher"));
  }
  return view;
}

function valueView(record: Origin): (Node | string)[] {
  const facts = make("dl", {});
  const fact = (term: string, ...parts: (Node | string)[]): void => { if (parts.length) facts.append(make("dt", {}, term), make("dd", { dir: "auto" }, ...parts)); };
  fact("printed", ...(record.printed ? [make("code", {}, record.printed)] : []));
  for (const [name, value] of record.conditions ?? []) fact(name, typeset(value));
  fact("when", ...(record.context ? [typeset(record.context)] : []));
  fact("told of", ...between((record.about ?? []).map(named), () => ", "));
  fact("says so", named(record.said_by));
  fact("finding of", ...(record.finding_of ? between(record.finding_of.map(named), () => ", ") : ["no source named"]));
  fact("known as", ...([record.origin, record.wording].some(Boolean) ? [[record.origin, record.wording].filter(Boolean).join(", ")] : []));
  fact("said again", ...between((record.same ?? []).map(named), () => make("br", {})));
  fact("remark", ...(record.note ? [typeset(record.note)] : []));
  return [
    record.value ? make("p", { class: record.reported ? "worth" : "worth missing", dir: "auto" }, record.what ? make("span", { class: "kind" }, record.what) : null, typeset(record.value)) : null,
    ...(record.passages ?? []).map((passage) => placeView(passage, record.publisher)),
    facts,
    ...(record.decisions ?? []).map(decisionView),
    ...(record.discrepancies ?? []).map(disputeView),
  ].filter((part) => part !== null);
}

/** Show the dialog for a claim, if the page knows it. */
function openOrigin(key: string | null): void {
  if (key === null || (dialog.open && key === openKey)) return;
  const record = originByKey.get(key);
  const spoken = spokenByKey.get(key);
  if (record) {
    title.replaceChildren(typeset(record.statement));
    body.replaceChildren(...valueView(record));
  } else if (spoken) {
    title.replaceChildren(typeset(spoken.label));
    body.replaceChildren(claimView(spoken));
  } else return;
  openKey = key;
  dialog.classList.toggle("mechanism", !record);
  if (!dialog.open) dialog.showModal();
  title.parentElement?.scrollTo({ top: 0 });
}

dialog.addEventListener("close", () => {
  if (claimOfAddress(location.hash) !== null) history.replaceState(null, "", addressBefore || location.href.replace(/#.*$/, ""));
});
byId("origin-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // the backdrop; the content covers the dialog itself
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href^='#']") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const hash = link.getAttribute("href") ?? "";
  if (claimOfAddress(hash) !== null) {
    if (claimOfAddress(location.hash) === null) addressBefore = location.hash;
    // the address first and at once: closing looks at it
    event.preventDefault();
    location.hash = hash;
    openOrigin(claimOfAddress(hash));
  } else if (dialog.open) {
    // a link out of the dialog: close it first, or it would take the focus back to where it was
    event.preventDefault();
    addressBefore = hash;
    dialog.close();
    if (location.hash === hash) location.replace("#picture=");
    location.hash = hash;
  }
});

window.addEventListener("hashchange", () => {
  const key = claimOfAddress(location.hash);
  if (key === null) { if (dialog.open) dialog.close(); } else openOrigin(key);
});

const asked = claimOfAddress(location.hash);
if (asked !== null && originByKey.has(asked)) {
  const cell = all("table.systems a.value").find((link) => claimOfAddress(link.getAttribute("href")) === asked);
  cell?.scrollIntoView({ block: "center" });
}
openOrigin(asked);
