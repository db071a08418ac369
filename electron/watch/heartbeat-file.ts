import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { heartbeat, type Heartbeat } from "../../shared/watch.ts";
import { replaceFile } from "./replace-file.ts";

/** Where a data directory keeps its program's sign of life. */
function heartbeatPath(dataDirectory: string): string {
  return join(dataDirectory, "heartbeat.json");
}

/** @throws Error of the file system */
export function writeHeartbeat(dataDirectory: string, beat: Heartbeat): void {
  replaceFile(heartbeatPath(dataDirectory), JSON.stringify(beat));
}

/** @returns undefined when there is none, or none that can be read */
export function readHeartbeat(dataDirectory: string): Heartbeat | undefined {
  try {
    return heartbeat.parse(JSON.parse(readFileSync(heartbeatPath(dataDirectory), "utf8")));
  } catch {
    return undefined;
  }
}

/**
 * When the program last gave a sign of life, epoch milliseconds. A power cut may leave a heartbeat without its text;
 * the moment of its writing is still known.
 */
export function lastSignOfLife(dataDirectory: string): number | undefined {
  const beat = readHeartbeat(dataDirectory);
  if (beat !== undefined) return beat.at;
  const file = statSync(heartbeatPath(dataDirectory), { throwIfNoEntry: false });
  return file === undefined ? undefined : Math.floor(file.mtimeMs);
}
