// The search field in the head of every page, and the page of results.

import { siteRoot } from "./data";
import { byId, counted, make } from "./elements";
import { FindIndex, type Hit } from "./find_index";
import { setUpSuggestions } from "./suggestions";
import { typeset } from "./text";

const OFFERED = 10;
const LISTED = 200;
const LONGEST = 140;

const index = new FindIndex();

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The words beside a hit: the other name it was found by, the kind of thing, what else is told of it. */
function beside({ entry, through }: Hit): string {
  return [through && `= ${shortened(through)}`, entry.kind, shortened(entry.hint)].filter(Boolean).join(" · ");
}

// --- the field

const form = document.querySelector<HTMLFormElement>("form#find");

function setUpField(found: HTMLFormElement): void {
  const field = byId<HTMLInputElement>("find-words");
  const said = make("p", { class: "quiet", role: "status" });
  found.append(said);
  let hits: Hit[] = [];

  function show(): void {
    hits = index.find(field.value, OFFERED);
    suggestions.show(hits.map((hit) => {
      const row = make("li", {},
        make("span", { dir: "auto" }, typeset(shortened(hit.entry.label))), " ", make("small", { dir: "auto" }, typeset(beside(hit))));
      row.addEventListener("auxclick", (event) => { if (event.button === 1) go(hit, true); });
      return row;
    }));
    said.textContent = !field.value.trim() ? "" : hits.length ? `${counted(hits.length, "suggestion")}, arrow keys choose` : "Nothing found";
  }

  async function offer(): Promise<void> {
    if (!field.value.trim()) { suggestions.close(); said.textContent = ""; return; }
    const typed = field.value;
    try {
      await index.start();
      if (field.value !== typed || document.activeElement !== field) return;
      show();
      await index.whole();
    } catch { return; } // a file is missing: what was found stays, and the form still leads to the page of results
    if (field.value === typed && suggestions.open && !suggestions.marked) show();
  }

  function go(hit: Hit, elsewhere: boolean): void {
    const address = siteRoot() + hit.entry.page;
    if (elsewhere) window.open(address, "_blank", "noopener");
    else location.href = address;
  }

  const suggestions = setUpSuggestions(field, byId("find-results"), () => void offer(), (place, event) => {
    const hit = hits[place];
    if (hit) go(hit, event.ctrlKey || event.metaKey);
  });
  field.addEventListener("focus", () => { void index.start().catch(() => undefined); });
  field.addEventListener("input", () => void offer());
  // a page opened from a file has no origin to which its policy would let a form go
  found.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) location.href = `${siteRoot()}search.html?q=${encodeURIComponent(field.value.trim())}`;
  });
  // a single letter would be taken from who speaks to the page. Source: WCAG 2.2, success criterion 2.1.4
  const onMac = /Mac|iPhone|iPad/.test(navigator.platform); // where Ctrl+K belongs to the text that is edited
  field.setAttribute("aria-keyshortcuts", onMac ? "Meta+K" : "Control+K");
  field.title = `${onMac ? "⌘K" : "Ctrl+K"} leads here`;
  document.addEventListener("keydown", (event) => {
    const held = onMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    if (event.key.toLowerCase() !== "k" || !held || event.altKey || event.shiftKey || event.defaultPrevented) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

if (form) setUpField(form);

// --- the page of results

/** What an address that leads nowhere was about: the words of its last step. */
function wordsOfAddress(): string {
  const step = location.pathname.split("/").filter(Boolean).at(-1)?.replace(/\.[a-z]+$/, "") ?? "";
  let words = step;
  try { words = decodeURIComponent(step); } catch { /* no UTF-8: searched for as it stands */ }
  return words === "404" ? "" : words.replace(/[-_~+\s]+/g, " ").trim();
}

async function fillResults(place: HTMLElement): Promise<void> {
  const words = place.dataset["words"] === "address" ? wordsOfAddress() : new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const field = document.getElementById("find-words");
  if (field instanceof HTMLInputElement) field.value = words;
  if (!words) return;
  const status = make("p", { role: "status" }, "Searching …");
  const list = make("ol", { class: "found" });
  place.replaceChildren(status, list);
  if (location.search) document.title = `${shortened(words)} – ${document.title}`;
  try {
    await index.whole();
  } catch (error) {
    status.textContent = error instanceof Error ? error.message : "The search failed.";
    return;
  }
  const hits = index.find(words, LISTED + 1);
  const shown = hits.slice(0, LISTED);
  status.textContent = `${hits.length > LISTED ? `The best ${LISTED} results` : counted(hits.length, "result")} for “${shortened(words)}”${hits.length ? "" : ". Try fewer or other words."}`;
  list.replaceChildren(...shown.map((hit) => make("li", {},
    make("a", { href: siteRoot() + hit.entry.page, dir: "auto" }, typeset(hit.entry.label)), " ",
    make("small", { dir: "auto" }, typeset(beside(hit))))));
}

const results = document.getElementById("search-results");
if (results) void fillResults(results);
