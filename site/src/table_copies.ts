// A table of the page as text to paste elsewhere: what is shown of it, as CSV, Markdown or LaTeX.

/** The words of a cell, in runs that are set low or not. */
export type CellText = { text: string; low: boolean }[];

const APART = /\s+/g;

/**
 * The shown cells of a table, headings first; hidden words are left out, values of one cell part with "; ". What is
 * contested or printed differently keeps its mark, and what is said not to be reported says so.
 */
export function readTable(table: HTMLTableElement): CellText[][] {
  const rows = [...table.tHead?.rows ?? [], ...table.tBodies[0]?.rows ?? []].filter((row) => !row.hidden);
  return rows.map((row) => [...row.cells].filter((cell) => !cell.hidden).map((cell) => readCell(cell, true)));
}

function readCell(cell: HTMLTableCellElement, marked: boolean): CellText {
  const values = [...cell.querySelectorAll(":scope > .value")];
  if (!values.length && cell.querySelector(":scope > .missing")) return []; // nothing is said of it
  const parts = values.length ? values : [cell];
  return parts.flatMap((part, index) => [...(index ? [{ text: "; ", low: false }] : []), ...readRuns(part, false, marked)])
    .map(({ text, low }) => ({ text: text.replace(APART, " "), low })).filter(({ text }) => text);
}

function readRuns(node: Node, low: boolean, marked: boolean): CellText {
  if (node.nodeType === Node.TEXT_NODE) return [{ text: node.textContent ?? "", low }];
  if (!(node instanceof Element)) return [];
  if (node.matches("button, .quiet, .pick")) return [];
  if (node.matches(".mark")) return marked ? [{ text: ` ${node.firstElementChild?.textContent ?? ""}`, low: false }] : [];
  const inner = [...node.childNodes].flatMap((child) => readRuns(child, low || node.matches("sub"), marked));
  return node.matches("small, .unit") ? [{ text: " (", low: false }, ...inner, { text: ")", low: false }] : inner;
}

/** The words of one cell of the page, without marks. */
export function toPlainText(cell: HTMLTableCellElement): string {
  return plain(readCell(cell, false));
}

function plain(cell: CellText): string {
  return cell.map(({ text }) => text).join("").replace(APART, " ").trim();
}

/** CSV; cells that a spreadsheet would take for a formula begin with an apostrophe. */
export function toCsvText(rows: CellText[][]): string {
  const quote = (text: string): string => {
    const safe = /^[=+@\t]|^-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => `${row.map((cell) => quote(plain(cell))).join(",")}\n`).join("");
}

/** A table of GitHub Flavored Markdown; everything that Markdown or HTML would act on is escaped. */
export function toMarkdownText(rows: CellText[][]): string {
  const escape = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/[\\`*_[\]|]/g, "\\$&");
  const lines = rows.map((row) => `| ${row.map((cell) => escape(plain(cell))).join(" | ")} |`);
  const [head = "", ...others] = lines;
  return `${[head, `|${" --- |".repeat(rows[0]?.length ?? 0)}`, ...others].join("\n")}\n`;
}

const LATEX: Record<string, string> = {
  "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", $: "\\$", "#": "\\#", _: "\\_", "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "≥": "$\\geq$", "≤": "$\\leq$", "≈": "$\\approx$",
  "°": "\\textdegree{}", "–": "--", "—": "---", "−": "$-$", "×": "$\\times$", "±": "$\\pm$", "≠": "$\\neq$", "✎": "\\textsuperscript{*}", "·": "$\\cdot$", "µ": "\\textmu{}", "μ": "\\textmu{}",
  "⁻": "\\textsuperscript{$-$}", "⁺": "\\textsuperscript{+}", "₋": "\\textsubscript{$-$}", "₊": "\\textsubscript{+}", "[": "{[}", "]": "{]}",
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((sign, digit) => [sign, `\\textsuperscript{${digit}}`])),
  ...Object.fromEntries([..."₀₁₂₃₄₅₆₇₈₉"].map((sign, digit) => [sign, `\\textsubscript{${digit}}`])),
};

/** A LaTeX table with the rules of `booktabs`. */
export function toLatexText(rows: CellText[][]): string {
  const escape = (text: string): string => [...text].map((sign) => LATEX[sign] ?? sign).join("");
  const set = (cell: CellText): string =>
    cell.map(({ text, low }) => (low ? `\\textsubscript{${escape(text)}}` : escape(text))).join("").replace(/ {2,}/g, " ").trim();
  const lines = rows.map((row) => `${row.map(set).join(" & ")} \\\\`);
  const [head = "", ...others] = lines;
  const columns = "l".repeat(rows[0]?.length ?? 1);
  return ["% \\usepackage{booktabs,textcomp}", `\\begin{tabular}{@{}${columns}@{}}`, "\\toprule", head, "\\midrule", ...others, "\\bottomrule", "\\end{tabular}", ""].join("\n");
}
