// Text as it is set on the page, and as it is compared in searches.

import { make } from "./elements";

const ELEMENT_SYMBOLS = new Set(("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr " +
  "Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au " +
  "Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu").split(" "));
const FORMULA = /(?<![A-Za-z0-9.])(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?)?){2,30}(?![A-Za-z0-9])/g;
const PART = /([A-Z][a-z]?)(\d+(?:\.\d+)?)?/g;

/** The symbols and numbers of a formula, or null where the word is none (the same rule as kg/formulas.py). */
function formulaParts(word: string): [symbol: string, number: string | undefined][] | null {
  const parts = [...word.matchAll(PART)].map((part): [string, string | undefined] => [part[1] ?? "", part[2]]);
  const symbols = new Set(parts.map(([symbol]) => symbol));
  const holds = symbols.size > 1 && parts.some(([, number]) => number) && [...symbols].every((symbol) => ELEMENT_SYMBOLS.has(symbol));
  return holds ? parts : null;
}

/** The text in runs, of which the numbers of formulas are to be set low. */
function* iterRuns(text: string): Generator<{ text: string; low: boolean }> {
  let done = 0;
  for (const found of text.matchAll(FORMULA)) {
    const parts = formulaParts(found[0]);
    if (!parts) continue;
    yield { text: text.slice(done, found.index), low: false };
    for (const [symbol, number] of parts) {
      yield { text: symbol, low: false };
      if (number) yield { text: number, low: true };
    }
    done = found.index + found[0].length;
  }
  yield { text: text.slice(done), low: false };
}

/** A fragment with the text, numbers of formulas set low. */
export function typeset(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const run of iterRuns(text)) fragment.append(run.low ? make("sub", {}, run.text) : run.text);
  return fragment;
}

/** The text with subscript characters in formulas, for pictures, which know no markup (as kg/formulas.py). */
export function toSubscripts(text: string): string {
  return [...iterRuns(text)].map((run) => (run.low ? run.text.replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? digit) : run.text)).join("");
}

/** A form of a word for searching: no case, accents, subscripts, spaces or hyphens. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s\-–—_/.,]+/g, "");
}
