// Where things stand as a short text for the address: two letters for x and two for y, on a grid over all of them.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const CELLS = LETTERS.length ** 2 - 1; // along each side

interface Place { x: number; y: number }

const letters = (cell: number): string => `${LETTERS[Math.floor(cell / LETTERS.length)] ?? ""}${LETTERS[cell % LETTERS.length] ?? ""}`;

/** The places as a text: left, top and greatest extent, then the cells. */
export function encodeLayout(places: readonly Place[]): string {
  const [left, top] = [places.reduce((least, { x }) => Math.min(least, x), Infinity), places.reduce((least, { y }) => Math.min(least, y), Infinity)].map(Math.floor);
  if (left === undefined || top === undefined || !places.length) return "";
  const side = Math.max(1, Math.ceil(places.reduce((most, { x, y }) => Math.max(most, x - left, y - top), 0)));
  const cell = (distance: number): string => letters(Math.round((distance / side) * CELLS));
  return [left, top, side, places.map(({ x, y }) => cell(x - left) + cell(y - top)).join("")].join(".");
}

/** The places that a text tells; null unless it tells exactly so many. */
export function decodeLayout(text: string, count: number): Place[] | null {
  const [left = NaN, top = NaN, side = NaN] = text.split(".", 3).map(Number);
  const cells = text.split(".")[3] ?? "";
  const sound = [left, top, side].every((number) => Number.isInteger(number) && Math.abs(number) < 1e6) && side > 0;
  if (!sound || !count || cells.length !== 4 * count || /[^A-Za-z0-9_-]/.test(cells)) return null;
  const read = (at: number): number => ((LETTERS.indexOf(cells[at] ?? "") * LETTERS.length + LETTERS.indexOf(cells[at + 1] ?? "")) / CELLS) * side;
  return Array.from({ length: count }, (_, index) => ({ x: left + read(4 * index), y: top + read(4 * index + 2) }));
}
