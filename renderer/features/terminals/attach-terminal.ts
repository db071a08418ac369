import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { longestTypingBytes, type TerminalSize } from "../../../shared/terminal.ts";
import { toProblem } from "../../bridge/problem.ts";
import type { TerminalView } from "../../bridge/views.ts";
import { drawWithGraphics } from "./draw-with-graphics.ts";
import { followOutput, goneWords, type ApiClient } from "./follow-output.ts";
import { foundLook, terminalLook } from "./terminal-look.ts";
import { createTypist } from "./typist.ts";

/** What was found: how many, and which of them is shown, from 1; 0: none. */
export interface Found {
  readonly at: number;
  readonly count: number;
}

export interface TerminalListener {
  /** Undefined: its shell is there. */
  readonly closed: (message: string | undefined) => void;
  readonly found: (found: Found) => void;
  readonly failed: (error: unknown) => void;
  /** A key of the page itself was pressed. @returns whether it is dealt with */
  readonly pressed: (event: KeyboardEvent) => boolean;
  /** A shell is being opened, or no more; what is typed meanwhile is kept for it. */
  readonly awaits: (isAwaited: boolean) => void;
  /** Enter where there is no shell. */
  readonly wantsShell: () => void;
}

/** A terminal on screen. */
export interface AttachedTerminal {
  /** Shows another one in its place; the text so far stays above. */
  show(view: TerminalView, isFresh: boolean): Promise<void>;
  /** Takes the size of its frame, when it has one. */
  fit(): void;
  size(): TerminalSize;
  focus(): void;
  find(text: string, direction: "next" | "previous", matchCase: boolean): void;
  endFind(): void;
  selection(): string;
  selectAll(): void;
  paste(text: string): void;
  /** Whether what is pasted is taken as one piece by the program there. */
  takesPastesWhole(): boolean;
  /** A shell is being opened: keeps what is typed from now on for it. */
  awaitShell(): void;
  /** The shell is there, in the terminal of this id. */
  shellCame(id: string): void;
  /** None came: what was typed for it is forgotten, and a line says so. @returns whether anything was */
  noShellCame(): boolean;
  readAloud(on: boolean): void;
  dispose(): void;
}

/** Opens only what a browser would open anyway, and away from this page. */
function openLink(event: MouseEvent, address: string): void {
  event.preventDefault();
  if (/^https?:\/\//i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
}

/** Puts a terminal into an element. Its typeface should be there, since it is measured. */
export function attachTerminal(element: HTMLElement, client: ApiClient, listener: TerminalListener): AttachedTerminal {
  const style = getComputedStyle(document.documentElement);
  const terminal = new Terminal(terminalLook(style));
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon(openLink));
  terminal.open(element);
  drawWithGraphics(terminal);

  let view: TerminalView | undefined;
  let isClosed = true;
  let isDisposed = false;
  let replays = 0;
  let isAwaiting = false;
  let unfollow = (): void => undefined;
  const encoder = new TextEncoder();
  const typist = createTypist(
    async (bytes) => {
      if (view === undefined || isClosed) return;
      await client.terminals.write.mutate({ id: view.id, data: btoa(String.fromCharCode(...bytes)) });
    },
    refused,
    // All of a piece are arguments of one call when it is encoded.
    longestTypingBytes / 2,
    longestTypingBytes,
    () => say("More was typed than is kept until the shell is there: the rest was left out"),
  );

  function say(words: string): void {
    terminal.write(`\r\n\x1b[0;90m[${words}]\x1b[0m\r\n`);
  }

  function setAwaiting(wanted: boolean): void {
    if (isAwaiting === wanted) return;
    isAwaiting = wanted;
    if (wanted) typist.hold();
    else typist.release();
    listener.awaits(wanted);
  }

  function setClosed(message: string | undefined): void {
    isClosed = message !== undefined;
    if (!isClosed) setAwaiting(false);
    else if (!isAwaiting) typist.drop();
    listener.closed(message);
  }

  function gone(message: string): void {
    if (isClosed) return;
    say(message);
    setClosed(message);
  }

  function refused(error: unknown): void {
    if (toProblem(error).code === "not_found") gone(goneWords);
    else if (!isClosed) listener.failed(error);
  }

  function type(text: string): void {
    // What was asked of the terminal in output that is shown again was answered then.
    if (replays > 0) return;
    if (!isClosed || isAwaiting) typist.type(encoder.encode(text));
    else if (text === "\r") listener.wantsShell();
  }

  terminal.onData(type);
  terminal.onBinary((text) => {
    if (replays === 0 && (!isClosed || isAwaiting))
      typist.type(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  });
  terminal.onResize(() => {
    tellSize();
  });
  search.onDidChangeResults(({ resultIndex, resultCount }) => {
    listener.found({ at: resultIndex + 1, count: resultCount });
  });
  terminal.attachCustomKeyEventHandler((event) => event.type !== "keydown" || !listener.pressed(event));

  function tellSize(): void {
    if (view === undefined || isClosed) return;
    const size = { columns: terminal.cols, rows: terminal.rows };
    client.terminals.resize.mutate({ id: view.id, size }).catch(refused);
  }

  /** How much of it was shown before; what a list that is a while old says may be less. */
  async function shownBefore(id: string): Promise<number> {
    const views = await client.terminals.list.query().catch(() => []);
    return views.find((known) => known.id === id)?.end ?? 0;
  }

  return {
    async show(next, isFresh) {
      unfollow();
      view = next;
      setClosed(undefined);
      const replayEnd = isFresh ? 0 : await shownBefore(next.id);
      if (isDisposed || view !== next) return;
      tellSize();
      unfollow = followOutput(client, next.id, replayEnd, {
        show(bytes, isReplay, shown) {
          if (isClosed) setClosed(undefined);
          if (isReplay) replays += 1;
          terminal.write(bytes, () => {
            if (isReplay) replays -= 1;
            shown();
          });
        },
        passOver(bytes) {
          terminal.write(`\x1b[0;90m[${String(bytes)} bytes of output were passed over]\x1b[0m\r\n`);
        },
        closed: setClosed,
        gone,
      });
    },
    fit() {
      if (element.clientWidth > 0 && element.clientHeight > 0) fit.fit();
    },
    size: () => ({ columns: terminal.cols, rows: terminal.rows }),
    focus: () => terminal.focus(),
    find(text, direction, caseSensitive) {
      const wanted = { caseSensitive, decorations: foundLook(style) };
      if (direction === "next") search.findNext(text, { ...wanted, incremental: false });
      else search.findPrevious(text, wanted);
    },
    endFind() {
      search.clearDecorations();
      terminal.clearSelection();
    },
    selection: () => terminal.getSelection(),
    selectAll: () => terminal.selectAll(),
    paste: (text) => terminal.paste(text),
    takesPastesWhole: () => terminal.modes.bracketedPasteMode,
    awaitShell: () => setAwaiting(true),
    shellCame(id) {
      // One that takes the place of another is shown in a moment.
      if (view?.id === id) setClosed(undefined);
    },
    noShellCame() {
      const dropped = typist.drop();
      setAwaiting(false);
      if (dropped > 0) say("No shell was opened: what was typed for it is discarded");
      return dropped > 0;
    },
    readAloud(on) {
      terminal.options.screenReaderMode = on;
    },
    dispose() {
      isDisposed = true;
      unfollow();
      terminal.dispose();
    },
  };
}
