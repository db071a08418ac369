import type { ITerminalOptions, ITheme } from "@xterm/xterm";

const fontSize = 13;
/** Lines that can be scrolled back to. */
const scrollback = 10_000;
/** What programs colour is made readable on our ground (WCAG 2, level AA). */
const leastContrast = 4.5;

/** The colours of terminal panes as the theme has them; they are dark in both looks. */
function terminalTheme(style: CSSStyleDeclaration): ITheme {
  const colour = (name: string): string => style.getPropertyValue(`--terminal-${name}`).trim();
  const plain = {
    red: colour("red"),
    green: colour("green"),
    yellow: colour("yellow"),
    blue: colour("blue"),
    magenta: colour("magenta"),
    cyan: colour("cyan"),
  };
  return {
    ...plain,
    background: colour("background"),
    foreground: colour("text"),
    cursor: colour("cursor"),
    cursorAccent: colour("background"),
    selectionBackground: colour("selection"),
    black: colour("line"),
    white: colour("text"),
    brightBlack: colour("dim"),
    brightRed: plain.red,
    brightGreen: plain.green,
    brightYellow: plain.yellow,
    brightBlue: plain.blue,
    brightMagenta: plain.magenta,
    brightCyan: plain.cyan,
    brightWhite: colour("text"),
    scrollbarSliderBackground: colour("line"),
    scrollbarSliderHoverBackground: colour("selection"),
    scrollbarSliderActiveBackground: colour("selection"),
  };
}

/** How a terminal looks, from the theme in force. */
export function terminalLook(style: CSSStyleDeclaration): ITerminalOptions {
  return {
    // Decorations of what was found are counted among what may change.
    allowProposedApi: true,
    fontFamily: style.getPropertyValue("--font-mono").trim(),
    fontSize,
    lineHeight: 1.2,
    scrollback,
    minimumContrastRatio: leastContrast,
    theme: terminalTheme(style),
  };
}

/** Colours of what a search has found. */
export function foundLook(style: CSSStyleDeclaration) {
  const colour = (name: string): string => style.getPropertyValue(`--terminal-${name}`).trim();
  return {
    matchBackground: colour("selection"),
    matchOverviewRuler: colour("yellow"),
    // What is found is selected, too, and a selection covers the ground: the border tells it from the others.
    activeMatchBorder: colour("yellow"),
    activeMatchColorOverviewRuler: colour("cursor"),
  };
}
