import { readFileSync } from "node:fs";
import { join } from "node:path";
import { watchRecord, type WatchRecord } from "../../shared/watch.ts";
import { replaceFile } from "./replace-file.ts";

/** Where a data directory keeps what its watch has seen and told of. */
function watchRecordPath(dataDirectory: string): string {
  return join(dataDirectory, "watch.json");
}

/** @returns undefined when there is none, or none that can be read */
export function readWatchRecord(dataDirectory: string): WatchRecord | undefined {
  try {
    return watchRecord.parse(JSON.parse(readFileSync(watchRecordPath(dataDirectory), "utf8")));
  } catch {
    return undefined;
  }
}

/** @throws Error of the file system */
export function writeWatchRecord(dataDirectory: string, record: WatchRecord): void {
  replaceFile(watchRecordPath(dataDirectory), JSON.stringify(record));
}
