import type { LogStream } from "../../shared/words.ts";
import type { Clock } from "../base/clock.ts";
import { createMasker, type Masker } from "../masking/masker.ts";
import { secretPatterns } from "../masking/secret-patterns.ts";
import { compilePatterns } from "../masking/secret-table.ts";
import { encodeFrameHeader, largestPayloadBytes } from "./frame.ts";
import { systemLogFiles, type LogFiles } from "./log-file.ts";
import { createLogTail, divideLimit, sayFull, sayLeftOut, type LogPiece } from "./log-limit.ts";
import { takeUpLog } from "./take-up-log.ts";

export interface LogWriter {
  /**
   * Masks and appends, or counts what is over the limit. Resolves once the bytes are handed to the operating system;
   * they must not change before.
   */
  write(stream: LogStream, bytes: Uint8Array): Promise<void>;
  /** Masks these, too, from here on. */
  hide(secrets: readonly string[]): void;
  /** A text without what is masked here. */
  mask(text: string): string;
  /**
   * Bytes taken from the script so far: where to read on. Some may only be held back here yet; a writer that takes this
   * one's place begins before them.
   */
  position(): { readonly stdout: number; readonly stderr: number };
  /**
   * Syncs to disk and closes.
   * @param isEnd the script's output is complete: what the masker held back and the end of a log over its limit are
   *   written. Otherwise they are not, and the source is read again from the file's position when the run is taken up.
   */
  close(isEnd: boolean): Promise<KeptLog>;
}

/** What is in a closed log. */
export interface KeptLog {
  /** Of the payload alone. */
  readonly bytes: number;
  readonly sha256: string;
  /** Bytes of the script's output that were left out because of the limit. */
  readonly droppedBytes: number;
}

export interface LogWriterOptions {
  readonly path: string;
  readonly clock: Clock;
  /** What must never stand in the log, in any form. */
  readonly secrets: readonly string[];
  /** At most about so many bytes of output are kept; 0 or undefined: all. */
  readonly limitBytes?: number | undefined;
  /** Called with the file's size after each append. */
  readonly grown: (size: number) => void;
  /** Where the file is; those of the operating system unless told otherwise. */
  readonly files?: LogFiles | undefined;
}

interface StreamState {
  readonly masker: Masker;
  /** Bytes the script wrote, held-back ones included. */
  received: number;
  /** The source position after what the masker has given out. */
  decided: number;
  /** The source position of the newest frame. */
  recorded: number;
}

/** A run that is taken up again reads at most so much again of what is left out. */
const checkpointBytes = 16 * 1024 * 1024;
const scriptStreams = ["stdout", "stderr"] as const;

/**
 * Opens an execution's log for appending. A file that a crash left is taken up: a torn last frame is cut off, and the
 * positions and checksum go on from what is whole.
 */
export async function openLogWriter(options: LogWriterOptions): Promise<LogWriter> {
  const { path, clock, secrets, limitBytes, grown, files = systemLogFiles } = options;
  let patterns = [...new Set(secrets)].flatMap(secretPatterns);
  let table = compilePatterns(patterns);
  const written = await takeUpLog(path);
  const { hash, positions } = written;
  let { bytes, size, headEnds } = written;
  const stateOf = (stream: LogStream): StreamState => {
    const position = positions[stream];
    return { masker: createMasker(table), received: position, decided: position, recorded: position };
  };
  const streams: Record<LogStream, StreamState> = {
    stdout: stateOf("stdout"),
    stderr: stateOf("stderr"),
    system: stateOf("system"),
  };
  const limit = divideLimit(limitBytes);
  const tail = createLogTail(limit.tail);
  // Small against the tail, so that it does not grow much beyond its size.
  const tailPieceBytes = Math.max(1_024, limit.tail >> 2);
  const file = await files.open(path);
  if ((await file.size()) > size) await file.truncate(size);

  let pending: Buffer[] = [];
  let flushing: Promise<void> = Promise.resolve();
  let scheduled: Promise<void> | undefined;

  async function flush(): Promise<void> {
    const batch = pending;
    pending = [];
    scheduled = undefined;
    await file.append(batch);
    for (const part of batch) size += part.length;
    grown(size);
  }

  /** Appends that arrive while one is under way share the next system call. */
  function append(): Promise<void> {
    scheduled ??= flushing.then(flush);
    flushing = scheduled;
    return scheduled;
  }

  function frame({ stream, atMs, payload, sourceEnd }: LogPiece): void {
    const state = streams[stream];
    const before = state.recorded;
    state.recorded = sourceEnd;
    hash.update(payload);
    bytes += payload.length;
    for (let at = 0; at === 0 || at < payload.length; at += largestPayloadBytes) {
      const part = payload.subarray(at, at + largestPayloadBytes);
      // Only the last part moves the source position: a power cut between them repeats bytes rather than lose any.
      const partEnd = at + part.length === payload.length ? sourceEnd : before;
      pending.push(encodeFrameHeader({ stream, atMs, sourceEnd: partEnd, payload: part }));
      if (part.length > 0) pending.push(part);
    }
  }

  function note(text: Buffer): void {
    const { recorded } = streams.system;
    frame({ stream: "system", atMs: clock.now(), sourceStart: recorded, sourceEnd: recorded, payload: text });
  }

  function becomeFull(): void {
    headEnds = { stdout: streams.stdout.recorded, stderr: streams.stderr.recorded, system: streams.system.recorded };
    note(sayFull(bytes, limit.tail));
  }

  /** What has been let go of is not to be read again when the run is taken up. */
  function recordDropped(least: number): void {
    for (const stream of scriptStreams) {
      const end = tail.dropped[stream] ?? 0;
      if (end - streams[stream].recorded < least) continue;
      frame({ stream, atMs: clock.now(), sourceStart: end, sourceEnd: end, payload: Buffer.alloc(0) });
    }
  }

  function keep(stream: LogStream, payload: Buffer): void {
    const state = streams[stream];
    const sourceStart = state.decided;
    state.decided = state.received - state.masker.held;
    if (payload.length === 0) return;
    const piece = { stream, atMs: clock.now(), sourceStart, sourceEnd: state.decided, payload };
    if (headEnds === undefined && bytes + payload.length > limit.head) becomeFull();
    if (headEnds === undefined) {
      frame(piece);
      return;
    }
    tail.push(piece);
    recordDropped(checkpointBytes);
  }

  return {
    async write(stream, chunk) {
      const state = streams[stream];
      for (let at = 0; at < chunk.length;) {
        const rest = chunk.subarray(at, at + largestPayloadBytes);
        const room = headEnds === undefined ? Math.max(1, limit.head - bytes) : tailPieceBytes;
        // The beginning that is kept ends with a line, if one ends there.
        const part =
          rest.length <= room ? rest : rest.subarray(0, rest.subarray(0, room).lastIndexOf(0x0a) + 1 || room);
        at += part.length;
        state.received += part.length;
        keep(stream, state.masker.push(part));
        if (part.length < rest.length && headEnds === undefined) becomeFull();
      }
      if (pending.length > 0) await append();
    },
    hide(more) {
      // What is known stays made ready: a script may be handed one secret after the other.
      patterns = [...patterns, ...more.flatMap(secretPatterns)];
      table = compilePatterns(patterns);
      if (table === undefined) return;
      for (const { masker } of Object.values(streams)) masker.look(table);
    },
    mask(text) {
      const masker = createMasker(table);
      return Buffer.concat([masker.push(Buffer.from(text)), masker.finish()]).toString("utf8");
    },
    position: () => ({ stdout: streams.stdout.received, stderr: streams.stderr.received }),
    async close(isEnd) {
      let droppedBytes = 0;
      if (isEnd) {
        for (const stream of ["stdout", "stderr", "system"] as const) keep(stream, streams[stream].masker.finish());
        if (headEnds !== undefined) {
          const pieces = tail.take();
          for (const stream of scriptStreams) {
            droppedBytes += Math.max(tail.dropped[stream] ?? 0, streams[stream].recorded) - headEnds[stream];
          }
          const kept = pieces.reduce((sum, piece) => sum + piece.payload.length, 0);
          note(sayLeftOut(droppedBytes, kept));
          for (const piece of pieces) frame(piece);
        }
      }
      try {
        if (pending.length > 0) await append();
        await flushing;
        await file.sync();
      } finally {
        await file.close();
      }
      return { bytes, sha256: hash.digest("hex"), droppedBytes };
    },
  };
}
