// A field in which a thing of the graph is named: suggestions while typing, chosen with the arrow keys or the mouse.
// Source: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { make } from "./elements";
import { type Named, nameAlone, suggest } from "./names";
import { typeset } from "./text";

const OFFERED = 12;

/** The name of a thing, and behind it the path by which it is told apart from others of that name. */
export function nameParts(thing: Named, alone: string | undefined): HTMLElement[] {
  const name = make("span", { dir: "auto" }, typeset(thing.label));
  return alone === undefined || alone === thing.label ? [name] : [name, make("small", {}, alone)];
}

/** Make `field` offer what `load` gives. */
export function setUpChoice(field: HTMLInputElement, load: () => Promise<readonly Named[]>): void {
  const list = make("ul", { id: `${field.id}-list`, role: "listbox", class: "choices", "aria-label": "Suggestions", hidden: "" });
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  field.after(list);
  let offered: Named[] = [];
  let alone = new Map<Named, string>(); // what means each of them and no other
  let marked = -1;
  let closed = 0; // how often the list was closed: what was looked up before is not offered after

  function close(): void {
    closed += 1;
    list.hidden = true;
    marked = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function mark(place: number): void {
    marked = place;
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === place)));
    const row = list.children[place];
    if (!row) { field.removeAttribute("aria-activedescendant"); return; }
    field.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  function take(thing: Named): void {
    field.value = alone.get(thing) ?? thing.label;
    close();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function offer(): Promise<void> {
    const [typed, before] = [field.value, closed];
    const things = await load().catch((): readonly Named[] => []);
    if (field.value !== typed || before !== closed || document.activeElement !== field) return;
    const hits = suggest(typed, things, OFFERED);
    offered = hits.map(({ thing }) => thing);
    alone = new Map(offered.map((thing) => [thing, nameAlone(thing, things)]));
    list.replaceChildren(...hits.map(({ thing, through }, at) => {
      const row = make("li", { role: "option", id: `${list.id}-${at}`, "aria-selected": "false" },
        ...nameParts(thing, alone.get(thing)), through ? make("small", { dir: "auto" }, "= ", typeset(through)) : null);
      row.addEventListener("mousedown", (event) => { event.preventDefault(); take(thing); });
      return row;
    }));
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(hits.length > 0));
    mark(-1);
  }

  field.addEventListener("input", () => void offer());
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const chosen = offered[marked];
    if (event.key === "ArrowDown" && list.hidden) void offer();
    else if (event.key === "ArrowDown") mark(marked + 1 >= offered.length ? -1 : marked + 1);
    else if (event.key === "ArrowUp" && !list.hidden) mark(marked < 0 ? offered.length - 1 : marked - 1);
    else if (event.key === "Enter" && chosen && !list.hidden) take(chosen);
    else if (event.key === "Escape" && !list.hidden) close();
    else {
      if (event.key === "Enter" || event.key === "Escape") close(); // Enter asks with what is typed
      return;
    }
    event.preventDefault();
  });
}
