// Where a value comes from: a dialog for one claim. The address carries it (#claim=...), so it can be passed on.

const origin = document.getElementById("origin");
const originBody = document.getElementById("origin-body");
const originTitle = document.getElementById("origin-title");
const originByKey = new Map(JSON.parse(document.getElementById("origin-data").textContent).map((record) => [record.key, record]));
const spokenOf = new Map(details.claims.map((claim, index) => [claim.key, index]));
let addressBefore = "";
let openKey = "";

function claimOfAddress(hash) {
  if (!hash.startsWith("#claim=")) return null;
  try { return decodeURIComponent(hash.slice(7)); } catch { return null; }
}

/** A name that leads to the place on the page that tells of the thing, where there is one. */
function named(thing) {
  return thing.link ? make("a", { href: thing.link }, set(thing.label)) : make("span", { dir: "auto" }, set(thing.label));
}

function between(parts, separator) {
  return parts.flatMap((part, index) => (index ? [separator, part] : [part]));
}

function decisionView(note) {
  const considered = note.considered.length > 1 ? ` Considered: ${note.considered.join(", ")}.` : "";
  return make("div", { class: "remark decision" },
    make("strong", {}, "✎ Reading decision: ", make("code", {}, note.printed), " → ", note.meant ? set(note.meant) : make("em", {}, "left open")),
    make("span", { dir: "auto" }, set(note.why.charAt(0).toUpperCase() + note.why.slice(1)), /[.!?]$/.test(note.why) ? "" : ".", set(considered)),
    make("small", {}, [note.kind, note.certainty, note.by ? `by ${note.by}` : ""].filter(Boolean).join(" · "), note.link ? " · " : null,
      note.link ? make("a", { href: note.link }, "in the table of decisions") : null));
}

function disputeView(note) {
  return make("div", { class: "remark discrepancy" },
    make("strong", {}, "≠ ", note.link ? make("a", { href: note.link }, set(note.heading)) : set(note.heading)),
    make("small", {}, [`${note.severity} severity`, note.kind].filter(Boolean).join(" · ")));
}

function placeView(passage, publisher) {
  const view = passageView(passage);
  if (!passage.link && /^https?:\/\//.test(publisher ?? "")) {
    view.querySelector("footer").append(" · ", make("a", { href: publisher, rel: "noopener noreferrer", target: "_blank" }, "page of the work at the publisher"));
  }
  return view;
}

function valueView(record) {
  const facts = make("dl", {});
  const fact = (term, ...parts) => { if (parts.length) facts.append(make("dt", {}, term), make("dd", { dir: "auto" }, ...parts)); };
  fact("printed", ...(record.printed ? [make("code", {}, record.printed)] : []));
  for (const [name, value] of record.conditions ?? []) fact(name, set(value));
  fact("when", ...(record.context ? [set(record.context)] : []));
  fact("told of", ...between((record.about ?? []).map(named), ", "));
  fact("says so", named(record.said_by));
  fact("finding of", ...(record.finding_of ? between(record.finding_of.map(named), ", ") : ["no source named"]));
  fact("known as", ...([record.origin, record.wording].some(Boolean) ? [[record.origin, record.wording].filter(Boolean).join(", ")] : []));
  fact("said again", ...between((record.same ?? []).map(named), make("br", {})));
  fact("remark", ...(record.note ? [set(record.note)] : []));
  return [
    record.value ? make("p", { class: record.reported ? "worth" : "worth missing", dir: "auto" }, record.what ? make("span", { class: "kind" }, record.what) : null, set(record.value)) : null,
    ...(record.passages ?? []).map((passage) => placeView(passage, record.publisher)),
    facts,
    ...(record.decisions ?? []).map(decisionView),
    ...(record.discrepancies ?? []).map(disputeView),
  ].filter(Boolean);
}

/** Show the dialog for a claim, if the page knows it. */
function openOrigin(key) {
  const record = originByKey.get(key);
  const index = spokenOf.get(key);
  if ((!record && index === undefined) || (origin.open && key === openKey)) return;
  openKey = key;
  originTitle.replaceChildren(set(record ? record.statement : details.claims[index].label));
  originBody.replaceChildren(...(record ? valueView(record) : [claimView(index)]));
  origin.classList.toggle("mechanism", !record);
  if (!origin.open) origin.showModal();
  originTitle.parentElement.scrollTop = 0;
}

origin.addEventListener("close", () => {
  if (claimOfAddress(location.hash) !== null) history.replaceState(null, "", addressBefore || location.href.replace(/#.*$/, ""));
});
document.getElementById("origin-close").addEventListener("click", () => origin.close());
origin.addEventListener("click", (event) => {
  if (event.target === origin) origin.close(); // the backdrop; the content covers the dialog itself
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const hash = link.getAttribute("href");
  if (claimOfAddress(hash) !== null) {
    if (claimOfAddress(location.hash) === null) addressBefore = location.hash;
    // the address first and at once: closing looks at it
    event.preventDefault();
    location.hash = hash;
    openOrigin(claimOfAddress(hash));
  } else if (origin.open) {
    // a link out of the dialog: close it first, or it would take the focus back to where it was
    event.preventDefault();
    addressBefore = hash;
    origin.close();
    if (location.hash === hash) location.replace("#picture=");
    location.hash = hash;
  }
});

window.addEventListener("hashchange", () => {
  const key = claimOfAddress(location.hash);
  if (key === null) { if (origin.open) origin.close(); } else openOrigin(key);
});

const asked = claimOfAddress(location.hash);
if (asked !== null && originByKey.has(asked)) {
  const cell = [...document.querySelectorAll("table.systems a.value")].find((link) => claimOfAddress(link.getAttribute("href")) === asked);
  cell?.scrollIntoView({ block: "center" });
}
if (asked !== null) openOrigin(asked);
