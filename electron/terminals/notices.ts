/**
 * Takes back what a program may have set and has not reset as its shell went: attributes, modes, the other screen,
 * reports of the mouse, marks around what is pasted, a hidden cursor (DECSTR and private modes of xterm).
 */
const softReset =
  "\x1b[!p\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[0m";

/** A line of the program itself in a terminal, told from what the server wrote by its look. */
export function noticeLine(text: string): string {
  return `\r\n\x1b[0;2m[${text}]\x1b[0m\r\n`;
}

/** The line below a shell that is gone. */
export function endLine(text: string): string {
  return softReset + noticeLine(text);
}

/** `3 600 000` is "1 hour". */
export function idleWords(idleMs: number): string {
  const minutes = Math.round(idleMs / 60_000);
  if (minutes % 60 === 0) return minutes === 60 ? "1 hour" : `${String(minutes / 60)} hours`;
  return minutes === 1 ? "1 minute" : `${String(minutes)} minutes`;
}
