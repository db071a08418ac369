import type { Terminal } from "@xterm/xterm";

/** Lets the keys that move through a text move the view. All others are the page's: none is typed, Tab goes on. */
export function moveByKeys(terminal: Terminal): void {
  const moves: Readonly<Record<string, () => void>> = {
    ArrowUp: () => terminal.scrollLines(-1),
    ArrowDown: () => terminal.scrollLines(1),
    PageUp: () => terminal.scrollLines(1 - terminal.rows),
    PageDown: () => terminal.scrollLines(terminal.rows - 1),
    Home: () => terminal.scrollToTop(),
    End: () => terminal.scrollToBottom(),
  };
  terminal.attachCustomKeyEventHandler((press) => {
    if (press.type !== "keydown" || press.ctrlKey || press.metaKey || press.altKey) return false;
    const move = moves[press.key];
    if (move === undefined) return false;
    press.preventDefault();
    move();
    return false;
  });
}
