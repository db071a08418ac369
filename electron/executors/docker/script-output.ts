import type { Readable } from "node:stream";
import type { ExecutionLog } from "../executor.ts";
import { createDemultiplexer } from "./demultiplex.ts";
import { startMark } from "./launcher.ts";
import { createPreamble } from "./preamble.ts";
import { createTailSplitter } from "./tail-splitter.ts";

/** Brings a container's framed output into the execution's log, from however many sources it takes. */
export interface ScriptOutput {
  /**
   * Reads one source to its end. Every source begins with the container's first byte; what the log already has of it
   * is passed over. Resolves with whether the source ended where it may end; it is false after `source.destroy()`.
   * One source at a time.
   * @throws what the log throws, and nothing else
   */
  take(source: Readable): Promise<boolean>;
  /** The script itself has begun: the launcher's work is done. */
  readonly hasBegun: boolean;
  /** Resolves when it has. */
  readonly begun: Promise<void>;
  /** What the launcher had to say, if the script has not begun. */
  launcherWords(): string;
  /** Changes whenever bytes arrive or have been written. */
  readonly progress: number;
  /** True while the log takes its time. */
  readonly isWriting: boolean;
}

/** What comes on stdout behind the script's last byte. */
export interface OutputTail {
  readonly mark: string;
  /** Called once for each source in which the tail begins, until one was whole. */
  open(): TailReader;
}

export interface TailReader {
  /** Resolves when there is room for more. */
  push(bytes: Uint8Array): Promise<void>;
  /** Nothing more comes from this source. Resolves with whether the tail was whole. */
  end(): Promise<boolean>;
}

export function createScriptOutput(log: ExecutionLog, tail?: OutputTail): ScriptOutput {
  let isTailTaken = false;
  let progress = 0;
  let isWriting = false;
  let hasBegun = false;
  let words = "";
  const { promise: begun, resolve: announceBegin } = Promise.withResolvers<void>();

  async function write(work: () => Promise<void>): Promise<void> {
    isWriting = true;
    try {
      await work();
    } catch (error) {
      throw new LogFault(error);
    } finally {
      isWriting = false;
      progress += 1;
    }
  }

  async function read(source: Readable): Promise<boolean> {
    const demultiplexer = createDemultiplexer();
    const preambles = { stdout: createPreamble(startMark), stderr: createPreamble(startMark) };
    const position = log.position();
    const toPass = { stdout: position.stdout, stderr: position.stderr };
    const splitter = tail === undefined ? undefined : createTailSplitter(tail.mark);
    let tailReader: TailReader | undefined;

    async function keep(stream: "stdout" | "stderr", own: Uint8Array): Promise<void> {
      const passed = Math.min(toPass[stream], own.length);
      toPass[stream] -= passed;
      if (own.length > passed) await write(() => log.write(stream, own.subarray(passed)));
    }

    async function keepTail(bytes: Uint8Array): Promise<void> {
      if (isTailTaken) return;
      tailReader ??= tail?.open();
      const reader = tailReader;
      if (bytes.length > 0 && reader !== undefined) await write(() => reader.push(bytes));
    }

    async function endTail(): Promise<void> {
      const reader = tailReader;
      if (reader === undefined || isTailTaken) return;
      await write(async () => {
        isTailTaken = await reader.end();
      });
    }

    try {
      for await (const chunk of source as AsyncIterable<Uint8Array>) {
        progress += 1;
        for (const piece of demultiplexer.push(chunk)) {
          const ours = preambles[piece.stream].push(piece.bytes);
          const parts = piece.stream === "stdout" ? splitter?.push(ours) : undefined;
          await keep(piece.stream, parts?.own ?? ours);
          if (parts?.tail !== undefined) await keepTail(parts.tail);
        }
        words = `${preambles.stdout.words()}${preambles.stderr.words()}`.trim();
        if (!hasBegun && preambles.stdout.isOver) {
          hasBegun = true;
          announceBegin();
        }
      }
    } finally {
      await endTail();
    }
    if (demultiplexer.isBetweenFrames && splitter !== undefined) await keep("stdout", splitter.held());
    return demultiplexer.isBetweenFrames;
  }

  return {
    async take(source) {
      try {
        return await read(source);
      } catch (error) {
        if (error instanceof LogFault) throw error.cause;
        // The connection broke, or was cut: what is missing is read from another source.
        return false;
      } finally {
        source.destroy();
      }
    },
    get hasBegun() {
      return hasBegun;
    },
    begun,
    launcherWords: () => words,
    get progress() {
      return progress;
    },
    get isWriting() {
      return isWriting;
    },
  };
}

/** Tells a fault of the log from one of the source. */
class LogFault extends Error {
  constructor(cause: unknown) {
    super("the log could not be written", { cause });
  }
}
