import type { ExecutionContext } from "./executor.ts";

/** The variable that names the directory whose files are kept. */
export const outputVariable = "CRONIUM_OUTPUT_DIRECTORY";

/** How many files of one run are kept at most. */
const mostFiles = 1_000;
/** Longer paths are not kept, in characters. */
const longestPath = 1_000;

/** One thing found in a run's output directory. */
export interface FoundFile {
  /** As it was found, below the output directory. */
  readonly path: string;
  readonly bytes: number;
  /** False for what is neither a file nor a directory: links, devices, pipes. */
  readonly isFile: boolean;
  open(): AsyncIterable<Uint8Array>;
}

/** Keeps what a run has left, one by one, within its bounds. */
export interface FileKeeper {
  /** Never rejects: what cannot be kept is told of, and does not change how the run ended. */
  take(file: FoundFile): Promise<void>;
  /** Files beyond those that were told of by name. */
  leaveOut(words: string): void;
  /** Says in the run's log what was not kept. @throws what the log throws */
  finish(): Promise<void>;
}

export interface KeepChoices {
  readonly context: Pick<ExecutionContext, "keepArtifact" | "leftOut" | "log" | "logger">;
  /** How many bytes are kept of all files together. */
  readonly mostBytes: number;
  /** The directory, for people. */
  readonly directory: string;
}

export function createFileKeeper({ context, mostBytes, directory }: KeepChoices): FileKeeper {
  const { keepArtifact, leftOut, log, logger } = context;
  const reasons = new Map<string, number>();
  let files = 0;
  let bytes = 0;

  function leave(words: string, file?: FoundFile): void {
    reasons.set(words, (reasons.get(words) ?? 0) + 1);
    if (file !== undefined && reasonsTotal() <= mostFiles) leftOut?.(file.path, file.bytes);
  }

  function reasonsTotal(): number {
    return [...reasons.values()].reduce((sum, count) => sum + count, 0);
  }

  return {
    async take(found) {
      const path = plainPath(found.path);
      const file = { ...found, path: path ?? found.path };
      if (!found.isFile) leave("links and devices are not kept");
      else if (path === undefined) leave("names that no other system could hold are not kept");
      else if (files >= mostFiles) leave(`${String(mostFiles)} files are kept at most`, file);
      else if (bytes + found.bytes > mostBytes) leave(`${inMegabytes(mostBytes)} are kept at most`, file);
      else if (keepArtifact !== undefined) {
        try {
          await keepArtifact(path, found.open());
          files += 1;
          bytes += found.bytes;
        } catch (error) {
          logger.warn({ error: String(error) }, "a file that a run left could not be kept");
          leave("they could not be read or stored", file);
        }
      }
    },
    leaveOut(words) {
      leave(words);
    },
    async finish() {
      for (const [words, count] of reasons) {
        const line = `${count === 1 ? "1 file" : `${String(count)} files`} in ${directory} not kept: ${words}.\n`;
        await log.write("system", Buffer.from(line));
      }
    },
  };
}

/** The path without what means nothing; undefined when it leads elsewhere or cannot be shown on one line. */
export function plainPath(path: string): string | undefined {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const plain = parts.join("/");

  const isOdd = path.startsWith("/") || parts.includes("..") || /[\u0000-\u001f\u007f\\]/.test(plain);
  return isOdd || plain === "" || plain.length > longestPath ? undefined : plain;
}

function inMegabytes(bytes: number): string {
  return `${String(Math.round(bytes / 1024 / 1024))} MB`;
}
