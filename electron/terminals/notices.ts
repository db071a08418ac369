import { Buffer } from "node:buffer";

/**
 * Takes back what a program may have set and has not reset as its shell went: attributes, modes, reports of the mouse,
 * marks around what is pasted, a hidden cursor (DECSTR and private modes of xterm).
 */
const softReset = "\x1b[!p\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[0m";

/** Programs with a screen of their own, such as editors, put it up and take it down with these (xterm, mode 1049). */
const putUp = "\x1b[?1049h";
const takeDown = "\x1b[?1049l";

/** Knows whether a program has put up a screen of its own. Taking down one that is not there would move the cursor. */
export interface ScreenWatch {
  see(bytes: Uint8Array): void;
  readonly isPutUp: boolean;
}

export function watchScreen(): ScreenWatch {
  let isPutUp = false;
  let tail: Uint8Array = new Uint8Array();
  return {
    see(bytes) {
      // A sequence may be cut in two.
      const seen = Buffer.concat([tail, bytes]);
      const [up, down] = [seen.lastIndexOf(putUp), seen.lastIndexOf(takeDown)];
      if (up !== down) isPutUp = up > down;
      tail = Uint8Array.from(seen.subarray(Math.max(0, seen.length - putUp.length + 1)));
    },
    get isPutUp() {
      return isPutUp;
    },
  };
}

/** A line of the program itself in a terminal, told from what the server wrote by its look. */
export function noticeLine(text: string): string {
  return `\r\n\x1b[0;90m[${text}]\x1b[0m\r\n`;
}

/** The line below a shell that is gone. */
export function endLine(text: string, screen: ScreenWatch): string {
  return (screen.isPutUp ? takeDown : "") + softReset + noticeLine(text);
}

/** `3 600 000` is "1 hour". */
export function idleWords(idleMs: number): string {
  const minutes = Math.round(idleMs / 60_000);
  if (minutes % 60 === 0) return minutes === 60 ? "1 hour" : `${String(minutes / 60)} hours`;
  return minutes === 1 ? "1 minute" : `${String(minutes)} minutes`;
}
