// Elements of the page: found by id, or made new. Text always enters as text nodes, never as markup.

type Child = Node | string | null | undefined;
type Listener = (event: MouseEvent) => void;

/** The element with this id; its absence is a mistake in a template, so it is told at once. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element "${id}"`);
  return found as Kind;
}

/** The value that a `<script type="application/json">` of the page holds. */
export function readData<Value>(id: string): Value {
  return JSON.parse(byId(id).textContent) as Value;
}

/** All elements below `root` that match. */
export function all<Kind extends Element = HTMLElement>(selector: string, root: ParentNode = document): Kind[] {
  return [...root.querySelectorAll<Kind>(selector)];
}

/** A new element with attributes and children; strings become text, null and undefined nothing. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, attributes: Record<string, string | null | undefined | Listener>, ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A number with its word, in the plural where there is not one. */
export function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** The address if it is one of the web, else null: data never becomes a `javascript:` link. */
export function webAddress(address: string | undefined): string | null {
  return address && /^https?:\/\//.test(address) ? address : null;
}
