import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import { EditorView, type Extension } from "@uiw/react-codemirror";

/** Kinds of words share the statuses' text colours: they are the ones chosen to be told apart in both schemes. */
const highlighting = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.moduleKeyword],
    color: "var(--attention-text)",
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--completed-text)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--timeout-text)" },
  { tag: [tags.comment, tags.meta], color: "var(--text-secondary)", fontStyle: "italic" },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.standard(tags.name),
      tags.className,
      tags.typeName,
    ],
    color: "var(--running-text)",
  },
  { tag: [tags.definition(tags.variableName), tags.propertyName, tags.attributeName], color: "var(--accent-text)" },
  { tag: tags.invalid, color: "var(--failed-text)" },
]);

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "transparent", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px 0 8px" },
  // Lines that are scrolled sideways pass under it.
  ".cm-gutters": { backgroundColor: "var(--surface-sunken)", border: "0", color: "var(--text-faint)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "36px", padding: "0 6px 0 8px" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--text) 5%, transparent)",
  },
  ".cm-activeLineGutter": { color: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 32%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 24%, transparent)",
  },
  ".cm-panels": { backgroundColor: "var(--surface-sunken)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface-panel)",
    color: "var(--text)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "240px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--surface-selected)",
    color: "var(--text)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600", color: "var(--accent-text)" },
  ".cm-completionDetail": { color: "var(--text-secondary)", fontStyle: "normal" },
  ".cm-completionInfo": { padding: "6px 10px", maxWidth: "320px", fontFamily: "inherit" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--partial-mark) 40%, transparent)" },
});

/** How code looks, in the tokens of the interface: right in the light and in the dark without being told which. */
export const codeLook: Extension = [theme, syntaxHighlighting(highlighting)];
