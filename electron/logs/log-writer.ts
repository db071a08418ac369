import { createHash } from "node:crypto";
import type { LogStream } from "../../shared/words.ts";
import type { Clock } from "../base/clock.ts";
import { encodeFrame, largestPayloadBytes } from "./frame.ts";
import { systemLogFiles, type LogFiles } from "./log-file.ts";
import { readWholeLog } from "./log-reader.ts";
import { createMasker, type Masker } from "../masking/masker.ts";
import { compileSecrets } from "../masking/secret-table.ts";

export interface LogWriter {
  /** Masks and appends. Resolves once the bytes are handed to the operating system. */
  write(stream: LogStream, bytes: Uint8Array): Promise<void>;
  /** Bytes taken from the script so far that will not be needed again. */
  position(): { readonly stdout: number; readonly stderr: number };
  /** Writes what the masker held back, syncs to disk and closes. `bytes` and `sha256` are of the payload alone. */
  close(): Promise<{ readonly bytes: number; readonly sha256: string }>;
}

export interface LogWriterOptions {
  readonly path: string;
  readonly clock: Clock;
  /** What must never stand in the log, in any form. */
  readonly secrets: readonly string[];
  /** Called with the file's size after each append. */
  readonly grown: (size: number) => void;
  /** Where the file is; those of the operating system unless told otherwise. */
  readonly files?: LogFiles | undefined;
}

interface StreamState {
  readonly masker: Masker;
  /** Bytes the script wrote, held-back ones included. */
  received: number;
  /** The source position of the newest frame. */
  recorded: number;
}

/**
 * Opens an execution's log for appending. A file that a crash left is taken up: a torn last frame is cut off, and the
 * positions and checksum go on from what is whole.
 */
export async function openLogWriter(options: LogWriterOptions): Promise<LogWriter> {
  const { path, clock, secrets, grown, files = systemLogFiles } = options;
  const table = compileSecrets(secrets);
  const createState = (): StreamState => ({ masker: createMasker(table), received: 0, recorded: 0 });
  const streams: Record<LogStream, StreamState> = {
    stdout: createState(),
    stderr: createState(),
    system: createState(),
  };
  const hash = createHash("sha256");
  let bytes = 0;
  let size = 0;
  for await (const slice of readWholeLog(path)) {
    for (const frame of slice.frames) {
      streams[frame.stream].received = streams[frame.stream].recorded = frame.sourceEnd;
      hash.update(frame.payload);
      bytes += frame.payload.length;
    }
    size = slice.next;
  }
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
  function append(frames: readonly Buffer[]): Promise<void> {
    pending.push(...frames);
    scheduled ??= flushing.then(flush);
    flushing = scheduled;
    return scheduled;
  }

  function frame(stream: LogStream, payload: Buffer): readonly Buffer[] {
    const state = streams[stream];
    const before = state.recorded;
    state.recorded = state.received - state.masker.held;
    const atMs = clock.now();
    const frames: Buffer[] = [];
    hash.update(payload);
    bytes += payload.length;
    for (let at = 0; at < payload.length; at += largestPayloadBytes) {
      const part = payload.subarray(at, at + largestPayloadBytes);
      // Only the last part moves the source position: a power cut between them repeats bytes rather than lose any.
      const sourceEnd = at + part.length === payload.length ? state.recorded : before;
      frames.push(encodeFrame({ stream, atMs, sourceEnd, payload: part }));
    }
    return frames;
  }

  return {
    async write(stream, chunk) {
      const state = streams[stream];
      const frames: Buffer[] = [];
      for (let at = 0; at < chunk.length; at += largestPayloadBytes) {
        const part = chunk.subarray(at, at + largestPayloadBytes);
        state.received += part.length;
        const payload = state.masker.push(part);
        if (payload.length > 0) frames.push(...frame(stream, payload));
      }
      if (frames.length > 0) await append(frames);
    },
    position: () => ({
      stdout: streams.stdout.received - streams.stdout.masker.held,
      stderr: streams.stderr.received - streams.stderr.masker.held,
    }),
    async close() {
      for (const stream of ["stdout", "stderr", "system"] as const) {
        const rest = streams[stream].masker.finish();
        if (rest.length > 0) await append(frame(stream, rest));
      }
      try {
        await flushing;
        await file.sync();
      } finally {
        await file.close();
      }
      return { bytes, sha256: hash.digest("hex") };
    },
  };
}
