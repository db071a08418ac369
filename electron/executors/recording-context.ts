import { sleep, systemClock } from "../base/clock.ts";
import { silentLogger } from "../base/logger.ts";
import type { LogStream } from "../../shared/words.ts";
import type { ExecutionContext, ExecutionHandle, ExecutionLog, StopReason } from "./executor.ts";

/** A log in memory. Given to a second context, it lets a resumed run continue where the first one left off. */
export interface RecordedLog extends ExecutionLog {
  bytes(stream: LogStream): Buffer;
  text(stream: LogStream): string;
}

/** An execution context for tests: real time, everything remembered, stop and detach at the test's command. */
export interface RecordingContext extends ExecutionContext {
  readonly log: RecordedLog;
  /** Every handle saved, each as it comes back from JSON. */
  readonly handles: readonly ExecutionHandle[];
  /** What happened, in order: `handle`, `started`, `stdout`, `stderr`. */
  readonly happened: readonly string[];
  /** The newest handle. @throws when none was saved */
  lastHandle(): ExecutionHandle;
  startedCount(): number;
  requestStop(reason: StopReason): void;
  requestDetach(): void;
}

export interface RecordingChoices {
  readonly log?: RecordedLog;
  /** Called before a handle counts as saved; a rejection makes saving fail. */
  readonly onSaveHandle?: (handle: ExecutionHandle) => Promise<void>;
}

export function createRecordedLog(): RecordedLog {
  const chunks: Record<LogStream, Buffer[]> = { stdout: [], stderr: [], system: [] };
  const sizes: Record<LogStream, number> = { stdout: 0, stderr: 0, system: 0 };
  const bytes = (stream: LogStream): Buffer => Buffer.concat(chunks[stream]);
  return {
    write(stream, written) {
      chunks[stream].push(Buffer.from(written));
      sizes[stream] += written.byteLength;
      return Promise.resolve();
    },
    position: () => ({ stdout: sizes.stdout, stderr: sizes.stderr }),
    bytes,
    text: (stream) => bytes(stream).toString("utf8"),
  };
}

export function createRecordingContext(choices: RecordingChoices = {}): RecordingContext {
  const stop = new AbortController();
  const detach = new AbortController();
  const inner = choices.log ?? createRecordedLog();
  const handles: ExecutionHandle[] = [];
  const happened: string[] = [];
  const log: RecordedLog = {
    ...inner,
    write(stream, bytes) {
      if (stream !== "system") happened.push(stream);
      return inner.write(stream, bytes);
    },
  };
  return {
    clock: systemClock,
    logger: silentLogger,
    log,
    handles,
    happened,
    async saveHandle(handle) {
      const saved = JSON.parse(JSON.stringify(handle)) as ExecutionHandle;
      await choices.onSaveHandle?.(saved);
      happened.push("handle");
      handles.push(saved);
    },
    started() {
      happened.push("started");
      return Promise.resolve();
    },
    // As a job's own context does: what runs leave is looked for behind each of them.
    async keepArtifact(_path, content) {
      for await (const _chunk of content);
    },
    usage: () => undefined,
    stop: stop.signal,
    detach: detach.signal,
    lastHandle() {
      const last = handles.at(-1);
      if (!last) throw new Error("no handle was saved");
      return last;
    },
    startedCount: () => happened.filter((what) => what === "started").length,
    requestStop(reason) {
      stop.abort(reason);
    },
    requestDetach() {
      detach.abort();
    },
  };
}

/**
 * Waits until a condition holds, asking every 10 ms.
 * @throws Error naming what did not happen within `limitMs`
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const deadline = systemClock.elapsed() + limitMs;
  while (!(await condition())) {
    if (systemClock.elapsed() > deadline) throw new Error(`waited ${String(limitMs)} ms in vain for: ${what}`);
    await sleep(systemClock, 10);
  }
}
