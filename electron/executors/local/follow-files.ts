import { watch } from "node:fs";
import { access, open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { LogStream } from "../../../shared/words.ts";
import type { Clock } from "../../base/clock.ts";
import type { ExecutionLog } from "../executor.ts";

/** Changes are announced by the system; this is how often they are looked for all the same, milliseconds. */
const lookEveryMs = 500;
const chunkBytes = 256 * 1024;

/**
 * Writes what is in the two spool files from the log's position on, until the run has ended and all is read, or the
 * signal aborts.
 * @param isAlive whether the run's wrapper still lives; asked twice a second
 */
export async function followFiles(
  directory: string,
  log: ExecutionLog,
  clock: Clock,
  isAlive: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  const changes = announceChanges(directory, clock);
  const files: { readonly stream: "stdout" | "stderr"; readonly file: FileHandle }[] = [];
  try {
    for (const stream of ["stdout", "stderr"] as const) {
      files.push({ stream, file: await open(join(directory, stream)) });
    }
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      // Asked before reading: what was written before the end is then read after it.
      const ended = (await exists(join(directory, "exit"))) || (changes.isDue() && !(await isAlive()));
      for (const { stream, file } of files) await readOn(file, stream, log, chunk, signal);
      if (ended || signal.aborted) return;
      await changes.next(signal);
    }
  } catch (error) {
    // Its files are gone: whoever asks how the run stands will be told.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    changes.close();
    for (const { file } of files) await file.close();
  }
}

async function readOn(
  file: FileHandle,
  stream: Extract<LogStream, "stdout" | "stderr">,
  log: ExecutionLog,
  chunk: Buffer,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, log.position()[stream]);
    if (bytesRead === 0) return;
    await log.write(stream, chunk.subarray(0, bytesRead));
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Tells when something in a directory has changed, or may have. */
function announceChanges(directory: string, clock: Clock) {
  let changed = false;
  let due = false;
  let wake = (): void => undefined;
  const announce = (): void => {
    changed = true;
    wake();
  };
  // Where changes cannot be watched (too many watches, network file systems), looking regularly is what remains.
  const watcher = tryToWatch(directory, announce);
  let cancel = (): void => undefined;
  const arm = (): void => {
    cancel = clock.after(lookEveryMs, () => {
      due = true;
      announce();
      arm();
    });
  };
  arm();
  return {
    /** True once after each time that passed without looking. */
    isDue() {
      const was = due;
      due = false;
      return was;
    },
    async next(signal: AbortSignal): Promise<void> {
      if (!changed && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", wake, { once: true });
        });
        signal.removeEventListener("abort", wake);
      }
      changed = false;
    },
    close() {
      watcher?.close();
      cancel();
    },
  };
}

function tryToWatch(directory: string, announce: () => void) {
  try {
    const watcher = watch(directory, announce);
    watcher.on("error", () => {
      watcher.close();
    });
    return watcher;
  } catch {
    return undefined;
  }
}
