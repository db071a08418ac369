import type { Readable, Writable } from "node:stream";
import { systemClock, type Clock } from "../base/clock.ts";

/** Everything a command touches of the world around it, so that a test can be that world. */
export interface CommandIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
  readonly environment: NodeJS.ProcessEnv;
  /** Relative paths on the command line start here. */
  readonly workingDirectory: string;
  readonly clock: Clock;
  /** Calls `listener` whenever the user or the system asks the command to end; the result unsubscribes. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process without waiting for anything. */
  exitNow(status: number): void;
}

const interruptSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The world of the process this runs in. */
export function processIo(): CommandIo {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    workingDirectory: process.cwd(),
    clock: systemClock,
    onInterrupt(listener) {
      for (const signal of interruptSignals) process.on(signal, listener);
      return () => {
        for (const signal of interruptSignals) process.off(signal, listener);
      };
    },
    exitNow(status) {
      process.exit(status);
    },
  };
}

/** Writes and waits until the stream can take more, so that a slow reader slows the command and not its memory. */
export async function write(stream: Writable, chunk: string | Uint8Array): Promise<void> {
  if (stream.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      stream.off("drain", settle);
      stream.off("close", settle);
      resolve();
    };
    stream.on("drain", settle);
    stream.on("close", settle);
  });
}
