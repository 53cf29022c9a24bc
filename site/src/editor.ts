// The editor for queries: CodeMirror, with SPARQL's words by our own tokens and completion from this graph's terms.
//
// It stands in a shadow root, where CodeMirror puts its style sheets into `adoptedStyleSheets`; in the page itself it
// would add `<style>` elements, which the policy forbids. Source: `StyleSet` of style-mod 4.

import {
  type Completion, type CompletionContext, type CompletionResult, acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap,
  closeCompletion, completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import {
  HighlightStyle, StreamLanguage, type StringStream, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree,
} from "@codemirror/language";
import { type Diagnostic, forEachDiagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension, type Transaction } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, placeholder,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { KEYWORDS } from "./keywords";

/** What the editor can complete: prefixes, and names of this graph's terms with what they mean. */
export interface Vocabulary {
  prefixes: Record<string, string>;
  classes: [name: string, label: string, count: number][];
  properties: [name: string, label: string, count: number][];
  things: [name: string, label: string][];
}

export interface Editor {
  text: string;
  readonly dom: HTMLElement;
  focus(): void;
  /** Mark a fault; line and column are counted from 1. */
  mark(line: number, column: number, message: string): void;
  clearMarks(): void;
}

// --- highlighting

interface Mode { long: '"""' | "'''" | null; depth: number }

const LINE_TOKENS: readonly (readonly [RegExp, string])[] = [
  [/^#.*/, "comment"],
  [/^<[^\s<>"{}|^`\\]*>/, "link"],
  [/^[?$][\p{L}\p{N}_]+/u, "variableName"],
  [/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/, "string"],
  [/^@[A-Za-z-]+/, "meta"],
  [/^(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/, "number"],
  [/^(?:[\p{L}][\p{L}\p{N}_.-]*)?:[\p{L}\p{N}_.:%\\-]*/u, "typeName"],
  [/^\^\^|^&&|^\|\||^[<>!]=?|^[=*/+|^-]/, "operator"],
  [/^[{}()[\].,;]/, "punctuation"],
];

function readToken(stream: StringStream, mode: Mode): string | null {
  if (mode.long) {
    const rest = stream.string.slice(stream.pos);
    const end = rest.indexOf(mode.long);
    if (end < 0) stream.skipToEnd();
    else { stream.pos += end + 3; mode.long = null; }
    return "string";
  }
  if (stream.eatSpace()) return null;
  const quote = stream.match(/^(?:"""|''')/) as RegExpMatchArray | null;
  if (quote) { mode.long = quote[0] as Mode["long"]; return "string"; }
  for (const [rule, kind] of LINE_TOKENS) {
    if (!stream.match(rule)) continue;
    if (/^[{(]$/.test(stream.current())) mode.depth += 1;
    else if (/^[})]$/.test(stream.current())) mode.depth = Math.max(0, mode.depth - 1);
    return kind;
  }
  const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u) as RegExpMatchArray | null;
  if (word) return word[0] === "a" || KEYWORDS.has(word[0].toUpperCase()) ? "keyword" : "name";
  stream.next();
  return null;
}

const sparql = StreamLanguage.define<Mode>({
  name: "sparql",
  startState: () => ({ long: null, depth: 0 }),
  copyState: (mode) => ({ ...mode }),
  token: readToken,
  indent: (mode, textAfter, { unit }) => Math.max(0, mode.depth - (/^[})]/.test(textAfter) ? 1 : 0)) * unit,
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", '"', "'"] }, indentOnInput: /^\s*[})]$/ },
});

// Colours are the page's own custom properties, which reach into the shadow root.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: tags.typeName, color: "var(--code-term)" },
  { tag: tags.link, color: "var(--code-term)", textDecoration: "underline" },
  { tag: [tags.string, tags.number, tags.meta], color: "var(--code-value)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "0.9rem", maxHeight: "26rem", border: "1px solid var(--line)", borderRadius: "6px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace", lineHeight: "1.5" },
  ".cm-content": { padding: "0.6rem 0", minHeight: "9rem", caretColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "transparent", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--faint)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--code-selection)" },
  ".cm-matchingBracket": { backgroundColor: "var(--code-selection)", outline: "1px solid var(--line)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--surface)", border: "1px solid var(--line)", borderRadius: "6px", overflow: "hidden" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "17rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.5rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--ink)", backgroundColor: "var(--code-selection)", outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", marginLeft: "0.8em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--code-fault)" },
  ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "3px solid var(--code-fault)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--code-fault)" },
  ".cm-specialChar": { color: "var(--code-fault)" },
  ".cm-placeholder": { color: "var(--soft)" },
});

// --- completion

function toOption([name, label, count]: [string, string, number?], type: string, boost: number): Completion {
  return { label: name, type, detail: count === undefined ? label : `${label} · ${count}×`, boost: boost + Math.min(20, Math.log2((count ?? 0) + 1)) };
}

/** Whether a position stands in a string, a comment or an IRI, or behind a number: there Enter is no choice of a term. */
function inText({ state, pos }: CompletionContext): boolean {
  return /string|comment|link|number/.test(syntaxTree(state).resolveInner(pos, -1).name);
}

/** Text before a position without strings and comments, as far as one can tell from the left. */
function codeBefore(context: CompletionContext): string {
  return context.state.doc.sliceString(Math.max(0, context.pos - 2000), context.pos).replace(/#[^\n]*\n/g, "\n");
}

function makeCompletion(vocabulary: Vocabulary): (context: CompletionContext) => CompletionResult | null {
  const classes = vocabulary.classes.map((term) => toOption(term, "class", 10));
  const properties = vocabulary.properties.map((term) => toOption(term, "property", 5));
  const things = vocabulary.things.map((term) => toOption(term, "constant", 0));
  const keywords: Completion[] = [...KEYWORDS].map((word) => ({ label: word, type: "keyword", boost: -20 }));
  return (context) => {
    if (inText(context)) return null;
    const variable = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
    if (variable) {
      const names = new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu));
      names.delete(variable.text);
      return { from: variable.from, options: [...names].map((label) => ({ label, type: "variable" })), validFor: /^[?$][\p{L}\p{N}_]*$/u };
    }
    const term = context.matchBefore(/[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*/u);
    if (!term || (term.from === term.to && !context.explicit)) return null;
    const before = codeBefore(context).slice(0, -term.text.length || undefined);
    if (/<[^>\s]*$/.test(before)) return null;
    const asClass = /(?:\ba|rdf:type|\^\^)\s+$/.test(before);
    const asProperty = /(?:[?$][\p{L}\p{N}_]+|;|\]|>|:[\p{L}\p{N}_-]+)\s+$/u.test(before);
    const options = asClass ? [...classes, ...things] : asProperty ? [...properties, ...things, ...keywords] : [...keywords, ...properties, ...classes, ...things];
    return { from: term.from, options, validFor: /^[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*$/u };
  };
}

// --- the editor

/** Typing over a selection: left to the browser, it would keep the style of what it replaces in a `style` attribute. */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const text = event.data;
    if (event.inputType !== "insertText" || !text || empty || view.composing || view.state.selection.ranges.length > 1) return false;
    const insert = (): Transaction => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))) view.dispatch(insert());
    return true;
  },
});

const indentKeys = [{ key: "Tab", run: acceptCompletion }, { key: "Ctrl-]", run: indentMore }, { key: "Ctrl-[", run: indentLess }];

/** An editor in `parent`; `run` is called for Ctrl+Enter, `changed` after each edit. */
export function createEditor(
  parent: HTMLElement, label: string, vocabulary: Vocabulary, actions: { run: () => void; changed: () => void },
): Editor {
  const root = parent.attachShadow({ mode: "open" });
  const extensions: Extension[] = [
    lineNumbers(), highlightSpecialChars(), highlightActiveLine(), highlightActiveLineGutter(), history(), drawSelection(), indentOnInput(), typeOver, bracketMatching(), closeBrackets(),
    indentUnit.of("  "), sparql, syntaxHighlighting(colours), look, EditorView.lineWrapping, placeholder("SELECT ?thing ?label WHERE { … }"),
    autocompletion({ override: [makeCompletion(vocabulary)], icons: false, maxRenderedOptions: 60 }),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
    keymap.of([
      { key: "Mod-Enter", run: (view) => { closeCompletion(view); actions.run(); return true; } },
      ...indentKeys, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => { if (update.docChanged) actions.changed(); }),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: "", extensions }), parent: root, root });

  function setMarks(marks: Diagnostic[]): void {
    view.dispatch(setDiagnostics(view.state, marks));
  }

  return {
    dom: view.dom,
    get text() { return view.state.doc.toString(); },
    set text(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } }); },
    focus() { view.focus(); },
    mark(line, column, message) {
      const place = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
      const from = Math.min(place.from + Math.max(0, column - 1), place.to);
      const word = /^[^\s{}().;,]+/.exec(view.state.doc.sliceString(from, place.to))?.[0].length ?? 1;
      // a mark behind the last character would be invisible
      const start = from === place.to && from > place.from ? from - 1 : from;
      setMarks([{ from: start, to: Math.min(Math.max(from + word, start + 1), view.state.doc.length), severity: "error", message }]);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
    clearMarks() {
      let any = false;
      forEachDiagnostic(view.state, () => { any = true; });
      if (any) setMarks([]);
    },
  };
}
