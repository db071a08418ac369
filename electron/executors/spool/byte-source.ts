import { Buffer } from "node:buffer";
import type { Readable } from "node:stream";

/** Bytes to be pulled, one waiting reader at a time. */
export interface ByteSource {
  /** The next bytes; undefined at the end, when the stream fails, or when the signal aborts. */
  next(signal: AbortSignal): Promise<Buffer | undefined>;
  /** Gives bytes back, to be the next ones. */
  unread(bytes: Buffer): void;
}

/** A stream may hold megabytes: taken at once they would be copied into one piece. */
const mostBytes = 256 * 1024;

/**
 * Pulls from a stream without ever destroying it: an async iterator would, and a duplex channel closed at the end of
 * its stdout loses what is still to come on stderr.
 */
export function readBytes(stream: Readable): ByteSource {
  // What has closed before anybody reads from it says so to nobody any more.
  let ended = stream.closed;
  let returned: Buffer | undefined;
  let wake = (): void => undefined;
  const end = (): void => {
    ended = true;
    wake();
  };
  stream.on("readable", () => {
    wake();
  });
  stream.once("end", end).once("close", end).once("error", end);
  return {
    async next(signal) {
      if (returned) {
        const bytes = returned;
        returned = undefined;
        return bytes;
      }
      for (;;) {
        if (signal.aborted) return undefined;
        const chunk = stream.read(Math.min(mostBytes, stream.readableLength) || undefined) as Buffer | null;
        if (chunk !== null) return chunk;
        if (ended) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", wake, { once: true });
        });
        signal.removeEventListener("abort", wake);
      }
    },
    unread(bytes) {
      if (bytes.length > 0) returned = returned ? Buffer.concat([bytes, returned]) : bytes;
    },
  };
}

/** A place that prints more than this before the mark is not running our program. */
const longestPreludeBytes = 256 * 1024;

/**
 * Reads up to the line that begins with `mark`, wherever it stands: login shells may print anything before it.
 * @returns the rest of that line, or undefined when there is none; what follows stays in the source
 */
export async function readMarkedLine(
  source: ByteSource,
  mark: string,
  signal: AbortSignal,
): Promise<{ readonly line: string | undefined; readonly prelude: string }> {
  let seen: Buffer = Buffer.alloc(0);
  for (;;) {
    const start = seen.indexOf(mark);
    const end = start < 0 ? -1 : seen.indexOf(0x0a, start);
    if (end >= 0) {
      source.unread(seen.subarray(end + 1));
      return {
        line: seen.toString("utf8", start + mark.length, end).trim(),
        prelude: seen.toString("utf8", 0, start),
      };
    }
    const more = seen.length > longestPreludeBytes ? undefined : await source.next(signal);
    if (!more) return { line: undefined, prelude: seen.toString("utf8", 0, 2_000) };
    seen = Buffer.concat([seen, more]);
  }
}
