// A field in which a thing of the graph is named: suggestions while typing, chosen with the arrow keys or the mouse.

import { make } from "./elements";
import { type Named, nameAlone, suggest } from "./names";
import { setUpSuggestions } from "./suggestions";
import { typeset } from "./text";

const OFFERED = 12;

/** The name of a thing, and behind it the path by which it is told apart from others of that name. */
export function nameParts(thing: Named, alone: string | undefined): HTMLElement[] {
  const name = make("span", { dir: "auto" }, typeset(thing.label));
  return alone === undefined || alone === thing.label ? [name] : [name, make("small", {}, alone)];
}

/** Make `field` offer what `load` gives. */
export function setUpChoice(field: HTMLInputElement, load: () => Promise<readonly Named[]>): void {
  const list = make("ul", { id: `${field.id}-list`, class: "choices", hidden: "" });
  field.setAttribute("autocomplete", "off");
  field.after(list);
  let offered: Named[] = [];
  let alone = new Map<Named, string>(); // what means each of them and no other

  function take(place: number): void {
    const thing = offered[place];
    if (!thing) return;
    field.value = alone.get(thing) ?? thing.label;
    suggestions.close();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function offer(): Promise<void> {
    const [typed, before] = [field.value, suggestions.closings];
    const things = await load().catch((): readonly Named[] => []);
    if (field.value !== typed || before !== suggestions.closings || document.activeElement !== field) return;
    const hits = suggest(typed, things, OFFERED);
    offered = hits.map(({ thing }) => thing);
    alone = new Map(offered.map((thing) => [thing, nameAlone(thing, things)]));
    suggestions.show(hits.map(({ thing, through }) => make("li", {},
      ...nameParts(thing, alone.get(thing)), through ? make("small", { dir: "auto" }, "= ", typeset(through)) : null)));
  }

  const suggestions = setUpSuggestions(field, list, () => void offer(), take);
  field.addEventListener("input", () => void offer());
}
