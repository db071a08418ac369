import { readdirSync, statfsSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";

/** What a data directory takes, by what it is for. Bytes. */
export interface DataSizes {
  readonly database: number;
  readonly writeAheadLog: number;
  readonly logs: number;
  readonly logFiles: number;
  readonly backups: number;
  /** What runs on this computer have in the works. */
  readonly runs: number;
  /** Settings files, the program's own log, former databases, the window's profile. */
  readonly other: number;
  /** What this user may still write to that disk. */
  readonly free: number;
  readonly disk: number;
}

/** The folders that are told one by one. */
const folderKinds = new Map<string, "logs" | "backups" | "runs">([
  ["logs", "logs"],
  // What runs have left is kept with their logs.
  ["artifacts", "logs"],
  ["backups", "backups"],
  ["runs", "runs"],
]);

interface FolderSize {
  readonly bytes: number;
  readonly files: number;
}

/** Reads the sizes of all files. Takes a second for some 100,000: not for a thread that others wait for. */
export function measureData(dataDirectory: string, databaseName: string): DataSizes {
  const { bavail, bsize, blocks } = statfsSync(dataDirectory);
  const sizes = { database: 0, writeAheadLog: 0, logs: 0, logFiles: 0, backups: 0, runs: 0, other: 0 };
  for (const entry of entriesOf(dataDirectory)) {
    const path = join(dataDirectory, entry.name);
    if (!entry.isDirectory()) {
      const kind =
        entry.name === databaseName ? "database" : entry.name === `${databaseName}-wal` ? "writeAheadLog" : "other";
      sizes[kind] += fileBytes(path);
      continue;
    }
    const { bytes, files } = folderSize(path);
    sizes[folderKinds.get(entry.name) ?? "other"] += bytes;
    if (entry.name === "logs") sizes.logFiles += files;
  }
  return { ...sizes, free: bavail * bsize, disk: blocks * bsize };
}

/** Folders and files that come and go while it is read count as they were met. */
function folderSize(folder: string): FolderSize {
  let bytes = 0;
  let files = 0;
  const waiting = [folder];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of entriesOf(path)) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) waiting.push(inner);
      else if (entry.isFile()) {
        bytes += fileBytes(inner);
        files++;
      }
    }
  }
  return { bytes, files };
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT" || code === "EACCES") return [];
    throw error;
  }
}

function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
