import type { ISearchDecorationOptions } from "@xterm/addon-search";
import type { ITheme } from "@xterm/xterm";

/** The terminal's colours, taken from the tokens of the theme as they are now. */
export interface TerminalColours {
  readonly theme: ITheme;
  readonly found: ISearchDecorationOptions;
  /** Parameters of a colour sequence for text on stderr that chose no colour. */
  readonly errorTint: string;
  /** The same for what the program itself adds to a log. */
  readonly systemTint: string;
  /** The same for what stands beside the log: instants. */
  readonly quietTint: string;
}

/** `38;2;r;g;b` for a colour written as `#rrggbb`. */
function foregroundParameters(colour: string): string {
  const channels = [1, 3, 5].map((at) => String(Number.parseInt(colour.slice(at, at + 2), 16)));
  return `38;2;${channels.join(";")}`;
}

/** Reads the tokens that hold for an element. Terminal panes look the same in both schemes. */
export function readTerminalColours(element: HTMLElement): TerminalColours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--terminal-${name}`).trim();
  const plain = {
    black: token("line"),
    red: token("red"),
    green: token("green"),
    yellow: token("yellow"),
    blue: token("blue"),
    magenta: token("magenta"),
    cyan: token("cyan"),
    white: token("text"),
  };
  return {
    theme: {
      ...plain,
      background: token("background"),
      foreground: token("text"),
      cursor: token("background"),
      cursorAccent: token("background"),
      selectionBackground: token("selection"),
      scrollbarSliderBackground: token("line"),
      scrollbarSliderHoverBackground: token("selection"),
      scrollbarSliderActiveBackground: token("dim"),
      overviewRulerBorder: token("background"),
      brightBlack: token("dim"),
      brightRed: plain.red,
      brightGreen: plain.green,
      brightYellow: plain.yellow,
      brightBlue: plain.blue,
      brightMagenta: plain.magenta,
      brightCyan: plain.cyan,
      brightWhite: plain.white,
    },
    found: {
      matchBackground: token("selection"),
      matchOverviewRuler: token("yellow"),
      activeMatchBackground: token("cursor"),
      activeMatchBorder: token("yellow"),
      activeMatchColorOverviewRuler: token("cursor"),
    },
    errorTint: foregroundParameters(plain.red),
    systemTint: foregroundParameters(plain.cyan),
    quietTint: foregroundParameters(token("dim")),
  };
}
