import { createHash } from "node:crypto";
import type { ProgramCall } from "./program-call.ts";

/** One line in the operating system's timer: what it runs, and how often. */
export interface WatchLine {
  /** Tells the lines of several data directories apart. */
  readonly name: string;
  /** Absolute path. */
  readonly dataDirectory: string;
  /** An absolute path and its words. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly everyMs: number;
}

/** `base` for the default data directory; with a short hash of the path for any other. */
export function watchName(base: string, dataDirectory: string, isDefault: boolean): string {
  if (isDefault) return base;
  return `${base}-${createHash("sha256").update(dataDirectory).digest("hex").slice(0, 8)}`;
}

export function watchLine(
  name: string,
  dataDirectory: string,
  { command, environment }: ProgramCall,
  everyMs: number,
): WatchLine {
  const words = ["--data", dataDirectory, "watch", "check", "--notify"];
  return { name, dataDirectory, command: [...command, ...words], environment, everyMs };
}
