import "@xterm/xterm/css/xterm.css";
import { SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal, type IMarker } from "@xterm/xterm";
import { drawFast } from "./draw-fast.ts";
import { findErrorRow, type TerminalRow } from "./first-error.ts";
import { keptLines } from "./kept-lines.ts";
import { createWidthMeter } from "./line-width.ts";
import type { Segment } from "./present-parts.ts";
import type { TerminalColours } from "./terminal-colours.ts";
import { moveByKeys } from "./terminal-keys.ts";
import { keepContent, openLink } from "./terminal-limits.ts";
import { sizeTerminal } from "./terminal-size.ts";

export interface FoundState {
  /** Counted from 0; -1 when it is not known. */
  readonly index: number;
  readonly count: number;
}

export interface LogTerminalParts {
  /** What scrolls sideways when lines are not broken. On the page already. */
  readonly frame: HTMLElement;
  /** The element within it that the terminal fills. */
  readonly host: HTMLElement;
  /** Names the terminal's field for assistive technology. */
  readonly label: string;
  readonly colours: TerminalColours;
  /** Called when the view came to the end, or left it. */
  readonly onAtEnd: (atEnd: boolean) => void;
  readonly onFound: (found: FoundState) => void;
}

/** A terminal that only shows. */
export interface LogTerminal {
  /** Resolves once the terminal has taken the bytes in. */
  write(segments: readonly Segment[]): Promise<void>;
  clear(): void;
  scrollToEnd(): void;
  /** Once it was cleared: shows the beginning of what is written then, or the same row as now. */
  keepPlace(place: "start" | "same"): void;
  /** Everything is written: what place could not be kept is given up. */
  settle(): void;
  /** Stays where it is when more is written, even at the end. */
  hold(): void;
  setWrap(wrap: boolean): void;
  setAnnounced(announced: boolean): void;
  find(text: string, direction: "next" | "previous", typing: boolean): void;
  endFind(): void;
  /** What is selected; "" when nothing is. */
  selection(): string;
  /** Everything the pane holds, broken lines joined. */
  content(): string;
  /** Goes to the first line that is on stderr or looks like an error. @returns whether there is one */
  goToError(): boolean;
  /** Whether lines have left the pane because it was full. */
  isFull(): boolean;
  focus(): void;
  dispose(): void;
}

function rowsOf(terminal: Terminal): readonly TerminalRow[] {
  const { active } = terminal.buffer;
  return Array.from({ length: active.length }, (_, index) => {
    const line = active.getLine(index);
    return { text: line?.translateToString(true) ?? "", wrapped: line?.isWrapped === true };
  });
}

function concatenated(segments: readonly Segment[]): Uint8Array {
  const bytes = new Uint8Array(segments.reduce((length, segment) => length + segment.bytes.length, 0));
  let at = 0;
  for (const segment of segments) {
    bytes.set(segment.bytes, at);
    at += segment.bytes.length;
  }
  return bytes;
}

/** Opens a terminal that shows what it is given and takes no input. */
export function openLogTerminal({ frame, host, label, colours, onAtEnd, onFound }: LogTerminalParts): LogTerminal {
  const terminal = new Terminal({
    theme: colours.theme,
    fontFamily: getComputedStyle(host).fontFamily,
    fontSize: 12.5,
    lineHeight: 1.15,
    scrollback: keptLines,
    convertEol: true,
    disableStdin: true,
    cursorInactiveStyle: "none",
    cursorStyle: "bar",
    // A script that clears its screen does not take away what it has written.
    scrollOnEraseInDisplay: true,
    minimumContrastRatio: 4.5,
    allowProposedApi: true,
    linkHandler: { activate: (_, address) => openLink(address) },
  });
  const searching = new SearchAddon();
  const widths = createWidthMeter();
  const marked = { decorations: colours.found };
  let atEnd = true;
  /** The row to go back to as soon as there is enough below it. */
  let kept: { readonly row: number; readonly lasting: boolean } | undefined;
  /** The row to keep from the next clearing on; what is still being written belongs to the content before it. */
  let nextKept: typeof kept;
  let firstStderr: IMarker | undefined;

  terminal.loadAddon(searching);
  terminal.loadAddon(new WebLinksAddon((_, address) => openLink(address)));
  keepContent(terminal);
  moveByKeys(terminal);
  terminal.open(host);
  terminal.textarea?.setAttribute("aria-label", label);
  terminal.textarea?.setAttribute("readonly", "");
  const drawing = drawFast(terminal);
  const size = sizeTerminal(terminal, frame, host);

  const noticeMove = (): void => {
    const { viewportY, baseY } = terminal.buffer.active;
    if (kept !== undefined || nextKept !== undefined || viewportY >= baseY === atEnd) return;
    atEnd = viewportY >= baseY;
    onAtEnd(atEnd);
  };
  const subscriptions = [
    terminal.onRender(noticeMove),
    terminal.onScroll(noticeMove),
    searching.onDidChangeResults(({ resultIndex, resultCount }) => onFound({ index: resultIndex, count: resultCount })),
  ];

  function push(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      terminal.write(bytes, resolve);
    });
  }

  return {
    async write(segments) {
      let longest = 0;
      for (const segment of segments) longest = widths.push(segment.bytes);
      if (segments.length > 0) size.setLongest(longest);
      const first = firstStderr === undefined ? segments.findIndex((segment) => segment.stream === "stderr") : -1;
      if (first >= 0) {
        await push(concatenated(segments.slice(0, first)));
        firstStderr = terminal.registerMarker(0);
      }
      await push(concatenated(segments.slice(Math.max(0, first))));
      if (kept !== undefined && terminal.buffer.active.baseY > kept.row) {
        terminal.scrollToLine(kept.row);
        kept = undefined;
        noticeMove();
      }
    },
    clear() {
      firstStderr?.dispose();
      firstStderr = undefined;
      widths.reset();
      size.setLongest(0);
      terminal.reset();
      kept = nextKept;
      nextKept = undefined;
    },
    scrollToEnd() {
      kept = nextKept = undefined;
      terminal.scrollToBottom();
    },
    keepPlace(place) {
      nextKept = { row: place === "start" ? 0 : terminal.buffer.active.viewportY, lasting: false };
    },
    settle() {
      if (kept?.lasting !== false) return;
      kept = undefined;
      noticeMove();
    },
    hold() {
      if (terminal.buffer.active.baseY === 0) kept = { row: 0, lasting: true };
      else terminal.scrollLines(-1);
    },
    setWrap(wrap) {
      drawing.setWide(!wrap);
      size.setWrap(wrap);
    },
    setAnnounced(announced) {
      terminal.options.screenReaderMode = announced;
    },
    find(text, direction, typing) {
      if (direction === "next") searching.findNext(text, { ...marked, incremental: typing });
      else searching.findPrevious(text, marked);
    },
    endFind() {
      searching.clearDecorations();
      terminal.clearSelection();
    },
    selection: () => terminal.getSelection(),
    content() {
      let text = "";
      for (const row of rowsOf(terminal)) text += row.wrapped || text === "" ? row.text : `\n${row.text}`;
      return `${text.trimEnd()}\n`;
    },
    goToError() {
      const wrote = firstStderr === undefined || firstStderr.line < 0 ? Infinity : firstStderr.line;
      const row = Math.min(findErrorRow(rowsOf(terminal)) ?? Infinity, wrote);
      if (row === Infinity) return false;
      terminal.scrollToLine(Math.max(0, row - 3));
      terminal.selectLines(row, row);
      return true;
    },
    isFull: () => terminal.buffer.active.length >= keptLines + terminal.rows,
    focus: () => terminal.focus(),
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      size.dispose();
      drawing.dispose();
      terminal.dispose();
    },
  };
}
