// A table of the page as text to paste elsewhere: what is shown of it, as CSV, Markdown or LaTeX.

/** The words of a cell, in runs that are set low or not. */
export type CellText = { text: string; low: boolean }[];

/** One value of a cell: its words, the signs of what stands against it, and under which conditions it holds. */
interface Value { words: CellText; marks: string[]; conditions: CellText }
export type CopiedCell = Value[];

const APART = /\s+/g;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const MARKS: Record<string, string> = { "✎": "printed differently", "≠": "contradicted elsewhere" };

/**
 * The shown cells of a table, headings first; hidden words are left out. What is contested or printed differently keeps
 * its mark, and what is said not to be reported says so.
 */
export function readTable(table: HTMLTableElement): CopiedCell[][] {
  const rows = [...table.tHead?.rows ?? [], ...table.tBodies[0]?.rows ?? []].filter((row) => !row.hidden);
  return rows.map((row) => [...row.cells].filter((cell) => !cell.hidden).map(readCell));
}

function readCell(cell: HTMLTableCellElement): CopiedCell {
  const values = [...cell.querySelectorAll(":scope > .value")];
  if (!values.length) return cell.querySelector(":scope > .missing") ? [] : [{ words: tidy(readRuns(cell)), marks: [], conditions: [] }];
  return values.map((value) => {
    const [marks, conditions] = [[...value.querySelectorAll(":scope > .mark")], [...value.querySelectorAll(":scope > small")]];
    const words = [...value.childNodes].filter((child) => !(child instanceof Element) || ![...marks, ...conditions].includes(child));
    return {
      words: tidy(words.flatMap((child) => readRuns(child))),
      marks: marks.map((mark) => mark.firstElementChild?.textContent ?? ""),
      conditions: tidy(conditions.flatMap((small, index) => [...(index ? [plainRun(", ")] : []), ...[...small.childNodes].flatMap((child) => readRuns(child))])),
    };
  });
}

const plainRun = (text: string): CellText[number] => ({ text, low: false });

function tidy(runs: CellText): CellText {
  return runs.map(({ text, low }) => ({ text: text.replace(APART, " "), low })).filter(({ text }) => text);
}

function readRuns(node: Node, low = false): CellText {
  if (node.nodeType === Node.TEXT_NODE) return [{ text: node.textContent ?? "", low }];
  if (!(node instanceof Element) || node.matches("button, .quiet, .pick")) return [];
  const inner = [...node.childNodes].flatMap((child) => readRuns(child, low || node.matches("sub")));
  return node.matches("small, .unit") ? [plainRun(" ("), ...inner, plainRun(")")] : inner;
}

/** All of a cell in a row of words: values part with "; ", marks and conditions stand behind them. */
function join(cell: CopiedCell, marked = true): CellText {
  return cell.flatMap(({ words, marks, conditions }, index) => [
    ...(index ? [plainRun("; ")] : []), ...words, ...(marked ? marks.map((mark) => plainRun(` ${mark}`)) : []),
    ...(conditions.length ? [plainRun(" ("), ...conditions, plainRun(")")] : []),
  ]);
}

/** The words of one cell of the page, without marks. */
export function toPlainText(cell: HTMLTableCellElement): string {
  return plain(join(readCell(cell), false));
}

function plain(cell: CellText): string {
  return cell.map(({ text }) => text).join("").replace(APART, " ").trim();
}

/** What is to be known of the values of a cell besides them, in words; "" where there is nothing. */
function toRemarks(cell: CopiedCell): string {
  const told = cell.map(({ marks, conditions }) => [...marks.map((mark) => MARKS[mark] ?? mark), ...(conditions.length ? [plain(conditions)] : [])].join(", "));
  return told.some(Boolean) ? told.map((remark) => remark || "–").join("; ") : "";
}

/** The marks that occur, each with its meaning. */
function listMarks(rows: readonly CopiedCell[][]): [sign: string, meaning: string][] {
  const found = new Set(rows.flat(2).flatMap(({ marks }) => marks));
  return Object.entries(MARKS).filter(([sign]) => found.has(sign));
}

/**
 * CSV: the values alone, and behind a column of which there is more to tell another one with that, value by value. Cells
 * that a spreadsheet would take for a formula begin with an apostrophe; a number has a minus that it takes for one.
 */
export function toCsvText(rows: CopiedCell[][]): string {
  const quote = (text: string): string => {
    const written = text.replace(/^−(?=\d+(?:\.\d+)?$)/, "-");
    const safe = /^[=+@\t-]/.test(written) && !NUMBER.test(written) ? `'${written}` : written;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const [head = []] = rows;
  const remarked = head.map((_, place) => rows.some((row) => toRemarks(row[place] ?? [])));
  const values = (cell: CopiedCell): string => cell.map(({ words }) => plain(words)).join("; ");
  const lines = rows.map((row, line) => row.flatMap((cell, place) =>
    (remarked[place] ? [values(cell), line ? toRemarks(cell) : `${values(cell)}: remarks`] : [values(cell)])));
  return lines.map((line) => `${line.map(quote).join(",")}\n`).join("");
}

/**
 * A table of GitHub Flavored Markdown; everything that Markdown or HTML would act on is escaped, bare addresses too.
 * What GitHub itself makes of the finished text, such as names behind "@", is left to it.
 */
export function toMarkdownText(rows: CopiedCell[][]): string {
  const escape = (text: string): string =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/[\\`*_~[\]|]/g, "\\$&")
      .replaceAll("://", "&#58;//").replace(/\b(www)\./gi, "$1&#46;");
  const lines = rows.map((row) => `| ${row.map((cell) => escape(plain(join(cell)))).join(" | ")} |`);
  const [head = "", ...others] = lines;
  const legend = listMarks(rows).map(([sign, meaning]) => `${sign} ${meaning}`).join("; ");
  return `${[head, `|${" --- |".repeat(rows[0]?.length ?? 0)}`, ...others, ...(legend ? ["", legend] : [])].join("\n")}\n`;
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
export function toLatexText(rows: CopiedCell[][]): string {
  const escape = (text: string): string => [...text].map((sign) => LATEX[sign] ?? sign).join("");
  const set = (cell: CellText): string =>
    cell.map(({ text, low }) => (low ? `\\textsubscript{${escape(text)}}` : escape(text))).join("").replace(/ {2,}/g, " ").trim();
  const lines = rows.map((row) => `${row.map((cell) => set(join(cell))).join(" & ")} \\\\`);
  const [head = "", ...others] = lines;
  const legend = listMarks(rows).map(([sign, meaning]) => `${escape(sign)}~${meaning}`).join("; ");
  const columns = "l".repeat(rows[0]?.length ?? 1);
  return ["% \\usepackage{booktabs,textcomp}", `\\begin{tabular}{@{}${columns}@{}}`, "\\toprule", head, "\\midrule", ...others, "\\bottomrule", "\\end{tabular}",
    ...(legend ? [`\\par\\smallskip{\\footnotesize ${legend}}`] : []), ""].join("\n");
}
