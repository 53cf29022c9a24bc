// Quantities typed in one unit and compared in another ("4000 kPa" for a pressure in MPa), exactly: the part of
// kg/quantities.py and kg/queries/units.py that a form needs.

import { loadData } from "./data";

/** A unit as the site's data tells it: value in SI units is (value + offset) * multiplier, a decimal or a quotient. */
export interface Unit { symbol: string; spellings: string[]; multiplier: string; offset: string; dimension: string }

export type UnitTable = readonly Unit[];

/** The units of this site's graph. */
export function loadUnits(): Promise<UnitTable> {
  return loadData<UnitTable>("units");
}

/** The symbols of the units that convert to this one. */
export function listAlike(symbol: string, units: UnitTable): string[] {
  const target = findUnit(symbol, units);
  return target ? units.filter((unit) => unit.dimension === target.dimension).map((unit) => unit.symbol) : [];
}

interface Fraction { numerator: bigint; denominator: bigint }

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
const PLAIN = "0123456789+-";
const PLACES = 9; // more than any value is measured to
const MAX_EXPONENT = 99;
const MAX_CHARACTERS = 200;
// as in kg/quantities.py: a comma or a blank groups thousands in threes and not behind a zero, for "0,005" is a decimal comma
const NUMBER = /^(?<mantissa>[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+(?!\d)|\d+)(?:\.\d+)?|[+-]?\.\d+)(?:[eE](?<exponent>[+-]?\d{1,4})(?![A-Za-z\d])|\s?[×x·*]\s?10(?:\^\{?\s?(?<power>[+-]?\d{1,4})\}?|\s(?<flat>-\d{1,4})))?/;
const POWER = /^(?<sign>[+-]?)10\^\{?\s?(?<power>[+-]?\d{1,4})\}?/; // "10^3" alone is a number as well
const RANGE = /^\s*(?:-|to\b|and\b|…|\.\.)\s*[~≈<>]?\s*[+-]?\d|^\s*[:±]|^\s*\+\/-|^\s*\(\d/;
// only money is counted so: "30 M Pa" is a unit with a blank in it
const SCALE = /^(?<scale>k|M|million|bn|billion)\s?(?=[$€£¥]|USD|EUR|GBP|JPY|KRW|CNY)/;
const SCALES: Readonly<Record<string, number>> = { k: 3, M: 6, million: 6, bn: 9, billion: 9 };

// commands of LaTeX that are copied with quantities, as in kg/quantities.py
const LATEX = [
  ["\\approx", "≈"], ["\\sim", "~"], ["\\geq", "≥"], ["\\ge", "≥"], ["\\leq", "≤"], ["\\le", "≤"], ["\\times", "×"], ["\\cdot", "·"], ["\\%", "%"],
  ["\\$", "$"], ["^{\\circ}", "°"], ["^\\circ", "°"], ["\\mu", "μ"], ["\\,", " "], ["\\ ", " "],
] as const;

/** One spelling for signs, exponents and blanks. */
function foldSigns(text: string): string {
  const raised = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/g, (run) => "^" + [...run].map((sign) => PLAIN[SUPERSCRIPTS.indexOf(sign)]).join(""));
  const plain = raised.normalize("NFKC").replace(/[\u2010-\u2014\u2212\ufe63\uff0d]/g, "-");
  const written = LATEX.reduce((text, [command, sign]) => text.replaceAll(command, () => sign), plain);
  return written.replace(/\$(\^\{[^{}$]*\})\$/g, "$1").split(/\s+/).filter(Boolean).join(" ");
}

/** A unit for comparing with the parameter's own: blanks and typography do not matter. */
export function foldSpelling(unit: string): string {
  return unit.normalize("NFKC").replace(/\u2212/g, "-").replace(/\s+/g, "");
}

/** A unit without blanks and marks, and without fraction bars: "mA/cm^2" gives "mAcm-2". */
function foldUnit(spelling: string): string {
  const folded = foldSigns(spelling).replace(/[\s^{}*·⋅]/g, "");
  if (folded.includes("://")) return folded; // a key that is an IRI
  const [first = "", ...others] = folded.split("/");
  return others.reduce((made, part) => {
    const exponent = /-?\d+$/.exec(part)?.[0];
    if (exponent === undefined) return `${made}${part}-1`;
    return made + part.slice(0, -exponent.length) + (exponent.startsWith("-") ? exponent.slice(1) : `-${exponent}`);
  }, first);
}

function findUnit(spelling: string, units: UnitTable): Unit | undefined {
  const folded = foldUnit(spelling);
  return folded ? units.find((unit) => [unit.symbol, ...unit.spellings].some((one) => foldUnit(one) === folded)) : undefined;
}

interface Split { value: Fraction; rest: string }

/** A number as it was typed, with groups of digits or a power, in plain digits, and what stands behind it. */
export function splitNumber(text: string): { number: string; rest: string } | null {
  const typed = split(text);
  return typeof typed === "string" ? null : { number: toText(typed.value), rest: typed.rest };
}

/** The number that a text begins with, and what follows it; a text that says why, where it begins with no plain one. */
function split(text: string): Split | string {
  if (text.length > MAX_CHARACTERS) return "is longer than a quantity";
  const folded = foldSigns(text);
  const alone = POWER.exec(folded);
  const found = alone ?? NUMBER.exec(folded);
  if (!found?.groups) return "does not begin with a number";
  const { sign = "", mantissa = `${sign}1`, exponent, power, flat } = found.groups;
  const rest = folded.slice(found[0].length);
  if (/^,\d/.test(rest)) return "has an unclear comma; write a decimal point, or groups of three";
  if (RANGE.test(rest) || /^\.?\d/.test(rest)) return "is not one value";
  const shift = Number(exponent ?? power ?? flat ?? 0);
  if (Math.abs(shift) > MAX_EXPONENT) return "has an impossible exponent";
  const unit = rest.trim();
  const scale = SCALE.exec(unit);
  const value = toFraction(mantissa.replace(/[, ]/g, ""), shift + (SCALES[scale?.groups?.["scale"] ?? ""] ?? 0));
  return { value, rest: unit.slice(scale?.[0].length ?? 0).replace(/[ .,;]+$/, "") };
}

/** The number of a quantity in the unit with that symbol; null where it is no plain value or the units do not fit. */
export function convert(text: string, symbol: string, units: UnitTable): string | null {
  const typed = split(text);
  if (typeof typed === "string") return null;
  const { value } = typed;
  const [source, target] = [findUnit(typed.rest, units), findUnit(symbol, units)];
  if (!source || !target || source.dimension !== target.dimension) return null;
  if (source === target) return toText(value);
  const si = times(plus(value, toFraction(source.offset)), toFraction(source.multiplier));
  const { numerator, denominator } = toFraction(target.multiplier);
  return toText(plus(times(si, { numerator: denominator, denominator: numerator }), toFraction(target.offset), -1n));
}

/** Why `convert` gives nothing for a quantity, as the command line says it. */
export function explainUnfit(text: string, symbol: string, units: UnitTable): string {
  const typed = split(text);
  if (typeof typed === "string") return typed;
  if (/[(;]|(?:^|\s)\d/.test(typed.rest)) return "is more than one value";
  const source = findUnit(typed.rest, units);
  const why = source ? `${source.symbol} does not convert to ${symbol}` : typed.rest ? `“${typed.rest}” is no known unit` : "it has no unit";
  const alike = listAlike(symbol, units).sort();
  return alike.length ? `${why}; units that convert: ${alike.join(", ")}` : why;
}

/** An exact fraction of a decimal such as "-1.50" or "1E-7", or of a quotient such as "5/9". */
function toFraction(decimal: string, shift = 0): Fraction {
  const [above = "", below] = decimal.split("/");
  if (below !== undefined) {
    const { numerator, denominator } = toFraction(below);
    return times(toFraction(above, shift), { numerator: denominator, denominator: numerator });
  }
  const [, sign = "", whole = "", part = "", exponent = "0"] = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
  const power = Number(exponent) + shift - part.length;
  const digits = BigInt(`${whole}${part}` || "0") * (sign === "-" ? -1n : 1n);
  return power >= 0 ? { numerator: digits * 10n ** BigInt(power), denominator: 1n } : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

function times(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

function plus(a: Fraction, b: Fraction, sign = 1n): Fraction {
  return { numerator: a.numerator * b.denominator + sign * b.numerator * a.denominator, denominator: a.denominator * b.denominator };
}

/** A fraction written out, rounded half to even, without trailing zeros. */
function toText({ numerator, denominator }: Fraction): string {
  const negative = numerator < 0n !== denominator < 0n;
  const [above, below] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const scaled = above * 10n ** BigInt(PLACES);
  const [down, twice] = [scaled / below, (scaled % below) * 2n];
  const rounded = twice > below || (twice === below && down % 2n === 1n) ? down + 1n : down;
  const digits = rounded.toString().padStart(PLACES + 1, "0");
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, "");
  return negative && rounded !== 0n ? `-${text}` : text;
}
