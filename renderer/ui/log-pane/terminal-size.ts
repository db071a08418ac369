import { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";

/** A line that is longer than this is broken even where lines are not. */
const longestUnbrokenLine = 2_000;
const scrollbarWidth = 16;

export interface TerminalSize {
  /** Breaks lines at the pane's width, or lets it scroll sideways. */
  setWrap(wrap: boolean): void;
  /** Tells how long the longest line is, in columns; 0 after the content was cleared. */
  setLongest(columns: number): void;
  dispose(): void;
}

/**
 * Keeps an opened terminal as large as its place. `frame` is what scrolls sideways, `host` the element within it that
 * the terminal fills. The view stays where it was, as far as lines are
 * not broken anew.
 */
export function sizeTerminal(terminal: Terminal, frame: HTMLElement, host: HTMLElement): TerminalSize {
  const fitting = new FitAddon();
  terminal.loadAddon(fitting);
  let wrap = true;
  let longest = 0;

  function columnWidth(): number {
    const screen = host.querySelector<HTMLElement>(".xterm-screen");
    return screen === null || screen.clientWidth === 0 ? 8 : screen.clientWidth / terminal.cols;
  }

  function unbrokenColumns(): number {
    const visible = Math.floor((frame.clientWidth - scrollbarWidth) / columnWidth());
    return Math.min(longestUnbrokenLine, Math.max(visible, longest + 1));
  }

  function fit(): void {
    if (wrap) host.style.width = "100%";
    const proposed = fitting.proposeDimensions();
    if (proposed === undefined || !Number.isFinite(proposed.rows) || !Number.isFinite(proposed.cols)) return;
    const columns = Math.max(2, wrap ? proposed.cols : unbrokenColumns());
    const rows = Math.max(1, proposed.rows);
    if (!wrap) host.style.width = `${String(Math.ceil(columns * columnWidth()) + scrollbarWidth)}px`;
    if (columns === terminal.cols && rows === terminal.rows) return;
    const { viewportY, baseY } = terminal.buffer.active;
    const broken = columns !== terminal.cols;
    terminal.resize(columns, rows);
    if (viewportY >= baseY) terminal.scrollToBottom();
    else if (!broken) terminal.scrollToLine(viewportY);
  }

  const observer = new ResizeObserver(fit);
  observer.observe(frame);
  fit();
  return {
    setWrap(wanted) {
      wrap = wanted;
      frame.scrollLeft = 0;
      fit();
    },
    setLongest(columns) {
      if (columns === longest) return;
      longest = columns;
      if (!wrap) fit();
    },
    dispose() {
      observer.disconnect();
    },
  };
}
