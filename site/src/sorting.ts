// Tables that can be ordered by a column: a button in each heading, the state in aria-sort.

import { all, byId } from "./elements";

type Key = string | number | null;

function sortKey(cell: HTMLTableCellElement | undefined): Key {
  const text = cell?.dataset["sort"] ?? "";
  return text === "" ? null : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text.toLocaleLowerCase("en");
}

/** Order two keys: what is missing comes last either way. */
function compareKeys(a: Key, b: Key, turn: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return (a - b) * turn;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return a.localeCompare(b, "en", { numeric: true }) * turn;
}

function sortBy(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const downward = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead?.rows[0]?.cells ?? []) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", downward ? "descending" : "ascending");
  const body = table.tBodies[0];
  if (!body) return;
  const keyed = [...body.rows].map((row, index) => ({ row, index, key: sortKey(row.cells[heading.cellIndex]) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key, downward ? -1 : 1) || a.index - b.index);
  body.append(...keyed.map(({ row }) => row));
  byId("said").textContent = `Sorted by ${heading.querySelector("button")?.dataset["name"]}, ${downward ? "descending" : "ascending"}`;
}

for (const button of all("button.sort")) {
  const [table, heading] = [button.closest("table"), button.closest("th")];
  if (table && heading) button.addEventListener("click", () => sortBy(table, heading));
}
