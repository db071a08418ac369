import { Buffer } from "node:buffer";

/** What is left of typed bytes once the keys that leave a terminal are taken out. */
export interface TypedPart {
  readonly bytes: Buffer;
  readonly leaves: boolean;
}

const controlBracket = 0x1d;
const tilde = 0x7e;
const dot = 0x2e;
const lineEnds: ReadonlySet<number> = new Set([0x0d, 0x0a]);

/**
 * Looks for the keys that leave a terminal: Ctrl-] anywhere, as telnet has it, and `~.` at the start of a line, as ssh
 * has it. A tilde there is held back until the next key; two of them are one.
 */
export function createLeaveKeys(): (typed: Uint8Array) => TypedPart {
  let atStart = true;
  let holdsTilde = false;
  return (typed) => {
    const passed: number[] = [];
    for (const byte of typed) {
      if (byte === controlBracket) return { bytes: Buffer.from(passed), leaves: true };
      if (holdsTilde) {
        holdsTilde = false;
        if (byte === dot) return { bytes: Buffer.from(passed), leaves: true };
        passed.push(tilde);
        atStart = false;
        if (byte === tilde) continue;
      } else if (atStart && byte === tilde) {
        holdsTilde = true;
        continue;
      }
      passed.push(byte);
      atStart = lineEnds.has(byte);
    }
    return { bytes: Buffer.from(passed), leaves: false };
  };
}
