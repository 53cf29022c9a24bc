// Text into the page: always as text nodes, never as markup.

const ELEMENT_SYMBOLS = new Set(("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr " +
  "Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au " +
  "Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu").split(" "));
const FORMULA = /(?<![A-Za-z0-9.])(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?)?){2,30}(?![A-Za-z0-9])/g;
const PART = /([A-Z][a-z]?)(\d+(?:\.\d+)?)?/g;

/** The parts of a formula, or null where the word is none (the same rule as kg/formulas.py). */
function formulaParts(word) {
  const parts = [...word.matchAll(PART)];
  const symbols = new Set(parts.map((part) => part[1]));
  const holds = symbols.size > 1 && parts.some((part) => part[2]) && [...symbols].every((symbol) => ELEMENT_SYMBOLS.has(symbol));
  return holds ? parts : null;
}

/** A fragment with the text, numbers of formulas set low. */
function set(text) {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const found of String(text).matchAll(FORMULA)) {
    const parts = formulaParts(found[0]);
    if (!parts) continue;
    fragment.append(text.slice(done, found.index));
    for (const [, symbol, number] of parts) {
      fragment.append(symbol);
      if (number) fragment.append(make("sub", {}, number));
    }
    done = found.index + found[0].length;
  }
  fragment.append(text.slice(done));
  return fragment;
}

/** A new element with attributes and children; strings become text. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A form of a word for searching: no case, accents, subscripts, spaces or hyphens. */
function fold(text) {
  return String(text).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s\-–—_/.,]+/g, "");
}
