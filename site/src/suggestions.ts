// The list of suggestions below a field, walked with the arrow keys while the field keeps the focus.
// Source: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

export interface Suggestions {
  /** Show rows, none of them marked; without any the list goes. */
  show(rows: HTMLElement[]): void;
  close(): void;
  /** Whether somebody has marked a row that is shown. */
  readonly marked: boolean;
  readonly open: boolean;
  /** How often the list was closed: what was looked up before that is not to be shown any more. */
  readonly closings: number;
}

/** Make `list` the suggestions of `field`; `offer` is asked for them, `take` hears of the row that was chosen. */
export function setUpSuggestions(field: HTMLInputElement, list: HTMLElement, offer: () => void, take: (place: number, event: KeyboardEvent | MouseEvent) => void): Suggestions {
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  let marked = -1;
  let closings = 0;

  function close(): void {
    closings += 1;
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

  function show(rows: HTMLElement[]): void {
    rows.forEach((row, place) => {
      row.setAttribute("role", "option");
      row.id = `${list.id}-${place}`;
      row.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the field
      row.addEventListener("click", (event) => take(place, event));
    });
    list.replaceChildren(...rows);
    list.hidden = !rows.length;
    field.setAttribute("aria-expanded", String(rows.length > 0));
    mark(-1);
  }

  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "ArrowDown" && list.hidden) offer();
    else if (event.key === "ArrowDown") mark(marked + 1 >= count ? -1 : marked + 1);
    else if (event.key === "ArrowUp" && count) mark(marked < 0 ? count - 1 : marked - 1);
    else if (event.key === "Enter" && count && marked >= 0) take(marked, event);
    else if (event.key === "Escape" && count) close();
    else {
      if (event.key === "Enter") close(); // what is typed is taken as it stands
      return;
    }
    event.preventDefault();
  });
  return { show, close, get marked() { return marked >= 0; }, get open() { return !list.hidden; }, get closings() { return closings; } };
}
