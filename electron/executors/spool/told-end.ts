import { Buffer } from "node:buffer";
import { parseStatus } from "./answers.ts";
import type { SpoolStatus } from "./spool-source.ts";

/**
 * Tells what a run has written to stderr from what the runner says behind it of how the run has ended: a NUL, then lines
 * with the run's mark (`tell_follower` in runtimes/runner). Only the last such words of a stream are the runner's own: what
 * may be them is kept back until more comes, or the stream ends.
 */
export interface EndReader {
  /** @returns what the run has certainly written */
  take(bytes: Buffer): Buffer;
  /** For the end of a stream whose sender ended well. @returns the rest of what the run has written, and how it ended */
  finish(): { readonly rest: Buffer; readonly status: SpoolStatus | undefined };
}

/** The runner says no more than this: eleven lines, with 4 KiB of a command each. Bytes. */
const longestWords = 64 * 1024;
const nothing = Buffer.alloc(0);

export function createEndReader(mark: string): EndReader {
  const beginning = Buffer.from(`\0${mark} `);
  let held: Buffer = nothing;

  /** Where what may be the runner's words begins; the length where nothing may. */
  function findWords(bytes: Buffer): number {
    const whole = bytes.lastIndexOf(beginning);
    if (whole >= 0 && bytes.length - whole <= longestWords) return whole;
    // The beginning itself may be cut.
    for (let at = bytes.indexOf(0, Math.max(0, bytes.length - beginning.length + 1)); at >= 0;) {
      if (beginning.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at;
      at = bytes.indexOf(0, at + 1);
    }
    return bytes.length;
  }

  return {
    take(bytes) {
      const all = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const at = findWords(all);
      held = at === all.length ? nothing : Buffer.from(all.subarray(at));
      return all.subarray(0, at);
    },
    finish() {
      if (!held.subarray(0, beginning.length).equals(beginning)) return { rest: held, status: undefined };
      // A login shell may say goodbye behind them; what is no whole line of the runner's is neither its word nor the run's.
      const lines = held.toString("utf8", 1, held.lastIndexOf(0x0a) + 1).split("\n");
      const words = lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(mark.length).trim());
      return { rest: nothing, status: words[0]?.startsWith("exited ") ? parseStatus(words) : undefined };
    },
  };
}
