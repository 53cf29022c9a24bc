// Why two stated values cannot be compared: the rules of kg/search/comparability.py, on the data of the page.
// A test holds both to the same answers for all pairs of cells of the first paper.

/** Text with unit, number in plain digits (null where it is told in words), unit, comparator. */
export type Value = [text: string, number: string | null, unit: string, comparator: string];

/** What a source says of one quantity of one cell. */
export interface Statement {
  quantity: string; value: Value | null; told: string; status: string; kind: string; kindName: string;
  parts: Record<string, string>; conditions: Record<string, Value>; doubt: string; doubtPage: string;
}

export interface CellData { page: string; label: string; statements: Statement[] }

/** What `assets/data/cells-N.js` holds. */
export interface Cells {
  dependsOn: Record<string, string[]>; samePurpose: string[]; unknownKinds: string[]; order: string[]; names: Record<string, string>;
  cells: CellData[];
}

/** One reason against a comparison, with what stands on either side, and the page that tells more of it. */
export interface Reason { text: string; here: string; there: string; page?: string }

/** Two statements, each with the label of its cell, and all reasons against comparing them; none where they can be. */
export interface Pair { quantity: string; here: Statement; there: Statement; hereCell: string; thereCell: string; reasons: Reason[] }

const MISSING = "not told";

/** All pairs of statements on one quantity, or on another of the same purpose, of every two of these cells. */
export function findPairs(cells: CellData[], data: Cells): Pair[] {
  const pairs: Pair[] = [];
  for (const quantity of listQuantities(cells, data)) {
    cells.forEach((one, index) => cells.slice(index + 1).forEach((other) => {
      for (const [here, there] of pairUp(one, other, quantity, data)) {
        const sides = { here, there, hereCell: one.label, thereCell: other.label };
        pairs.push({ quantity, ...sides, reasons: findReasons(sides, data) });
      }
    }));
  }
  return pairs;
}

/** Pairs of values of the same two cells: the reasons against each of them, and those against a single one besides. */
export interface Group { members: { pair: Pair; own: Reason[] }[]; shared: Reason[] }

/** The pairs by their two cells, so that reasons against all of a group can be told once. */
export function groupByCells(pairs: Pair[]): Group[] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const key = JSON.stringify([pair.hereCell, pair.thereCell]);
    groups.set(key, [...groups.get(key) ?? [], pair]);
  }
  return [...groups.values()].map((group) => {
    const shared = (group[0]?.reasons ?? []).filter((reason) => group.every(({ reasons }) => reasons.some((other) => isSame(reason, other))));
    return { shared, members: group.map((pair) => ({ pair, own: pair.reasons.filter((reason) => !shared.some((other) => isSame(reason, other))) })) };
  });
}

const isSame = (one: Reason, other: Reason): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The quantities of which something is said, conditions before results. */
function listQuantities(cells: CellData[], data: Cells): string[] {
  const known = [...new Set(cells.flatMap(({ statements }) => statements.map(({ quantity }) => quantity)))];
  const rank = (quantity: string): number => (data.order.includes(quantity) ? data.order.indexOf(quantity) : data.order.length);
  const name = (quantity: string): string => `${data.names[quantity] ?? ""}\n${quantity}`;
  return known.sort((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1));
}

function pairUp(one: CellData, other: CellData, quantity: string, data: Cells): [Statement, Statement][] {
  const sides = [one, other].map(({ statements }) => statementsOn(statements, quantity));
  const given = sides.map((held) => held.some(({ value }) => value));
  if (given[0] !== given[1] && data.samePurpose.includes(quantity)) {
    const place = given.indexOf(false);
    const others = ([one, other][place] as CellData).statements.filter((held) => held.value && data.samePurpose.includes(held.quantity));
    if (others.length) sides[place] = others;
  }
  return (sides[0] ?? []).flatMap((here) => (sides[1] ?? []).map((there): [Statement, Statement] => [here, there]));
}

function statementsOn(statements: Statement[], quantity: string): Statement[] {
  const own = statements.filter((held) => held.quantity === quantity);
  const valued = own.filter(({ value }) => value);
  if (valued.length) return valued;
  return own.length ? own.slice(0, 1) : [{ quantity, value: null, told: MISSING, status: MISSING, kind: "", kindName: "", parts: {}, conditions: {}, doubt: "", doubtPage: "" }];
}

type Sides = Omit<Pair, "quantity" | "reasons">;

/** All reasons against a comparison; a missing value or another metric or unit is the only one, for the others would be idle. */
function findReasons(sides: Sides, data: Cells): Reason[] {
  for (const rule of [otherMetric, notReported, otherUnit]) {
    const reasons = rule(sides, data);
    if (reasons.length) return reasons;
  }
  return [doubtfulMetric, otherCellKind, otherConditions, otherParts, onlyBounds].flatMap((rule) => rule(sides, data));
}

type Rule = (sides: Sides, data: Cells) => Reason[];

const otherMetric: Rule = ({ here, there }, { names }) =>
  here.quantity === there.quantity ? [] : [{ text: `another metric: ${names[here.quantity]} against ${names[there.quantity]}`, here: here.told, there: there.told }];

const notReported: Rule = ({ here, there, hereCell, thereCell }) => {
  if (here.value && there.value) return [];
  const told = { here: here.told, there: there.told };
  if (!here.value && !there.value) return [{ text: "reported for neither", ...told }];
  return [{ text: here.value ? `${there.told} for ${thereCell}` : `${here.told} for ${hereCell}`, ...told }];
};

const otherUnit: Rule = ({ here, there }) => {
  const [one, other] = [here.value, there.value];
  return one?.[2] && other?.[2] && one[2] !== other[2] ? [{ text: "another unit", here: one[0], there: other[0] }] : [];
};

const doubtfulMetric: Rule = ({ here, there, hereCell, thereCell }) =>
  ([[here, hereCell], [there, thereCell]] as const).filter(([{ doubt }]) => doubt)
    .map(([{ doubt, doubtPage }, cell]) => ({ text: `perhaps another metric for ${cell}: ${doubt}`, here: here.told, there: there.told, page: doubtPage }));

const otherCellKind: Rule = ({ here, there }, { dependsOn, unknownKinds }) => {
  if (!dependsOn[here.quantity]) return [];
  const unknown = [here, there].map(({ kind }) => unknownKinds.includes(kind));
  const [one = "", other = ""] = [here, there].map(({ kindName }, place) => (unknown[place] ? MISSING : kindName));
  if (unknown.some(Boolean)) return [{ text: "kind of cell not told", here: one, there: other }];
  return here.kind === there.kind ? [] : [{ text: "another kind of cell", here: one, there: other }];
};

const otherConditions: Rule = ({ here, there, hereCell, thereCell }, { dependsOn, names }) =>
  (dependsOn[here.quantity] ?? []).flatMap((quantity): Reason[] => {
    const [one, other] = [here.conditions[quantity], there.conditions[quantity]];
    const told = { here: one?.[0] ?? MISSING, there: other?.[0] ?? MISSING };
    const name = names[quantity] ?? quantity;
    if (!one && !other) return [{ text: `${name} told for neither`, ...told }];
    if (!one || !other) return [{ text: `${name} not told for ${one ? thereCell : hereCell}`, ...told }];
    return agree(one, other) ? [] : [{ text: `other ${name}`, ...told }];
  });

const otherParts: Rule = ({ here, there }, { dependsOn }) => {
  if (!dependsOn[here.quantity]) return [];
  return Object.entries(here.parts).flatMap(([name, one]): Reason[] => {
    const other = there.parts[name] ?? "";
    return one === other ? [] : [{ text: one && other ? `other ${name}` : `${name} not told`, here: one || MISSING, there: other || MISSING }];
  });
};

const onlyBounds: Rule = ({ here, there }) => {
  if (!here.value || !there.value) return [];
  const [one, other] = [toRange(here.value), toRange(there.value)];
  if (!one || !other || (here.value[3] === "=" && there.value[3] === "=")) return [];
  const overlap = one[0] < other[1] && other[0] < one[1];
  return overlap ? [{ text: "only a bound is told, either may be larger", here: here.value[0], there: there.value[0] }] : [];
};

function agree(one: Value, other: Value): boolean {
  if (one[1] === null || other[1] === null) return one[0].toLowerCase() === other[0].toLowerCase();
  return one.slice(1).join("\n") === other.slice(1).join("\n");
}

function toRange([, number, , comparator]: Value): [number, number] | null {
  return number === null ? null : rangeOf(Number(number), comparator);
}

/** Least and greatest number that a statement leaves open: of "> 900" all above. */
export function rangeOf(number: number, comparator: string): [number, number] {
  return [
    ["=", ">", ">=", "~"].includes(comparator) ? number : -Infinity,
    ["=", "<", "<=", "~"].includes(comparator) ? number : Infinity,
  ];
}
