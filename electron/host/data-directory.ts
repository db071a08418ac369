import { createHash } from "node:crypto";
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { CroniumError } from "../../shared/errors.ts";
import type { Asker } from "../delegation/shell-server-side.ts";
import { storageError } from "../store/connection.ts";
import { holdFileLock } from "../store/file-lock.ts";

const hostRecord = z.object({
  pid: z.int(),
  startedAt: z.int(),
  version: z.string(),
  /** Where a client reaches the host; absent until it listens. */
  url: z.string().optional(),
});
/** Who holds a data directory. */
export type HostRecord = z.infer<typeof hostRecord>;

export interface HeldDirectory {
  readonly path: string;
  /** Tells clients who holds the directory and where to reach them. @throws CroniumError `storage` */
  announce(record: HostRecord): void;
  release(): void;
}

/**
 * Makes a data directory private and takes it for this process alone.
 * @throws CroniumError `storage` when it cannot be used, `conflict` naming the process that holds it
 */
export function holdDataDirectory(path: string): HeldDirectory {
  try {
    makeDirectory(resolve(path));
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (process.platform !== "win32") chmodSync(path, 0o700);
  } catch (error) {
    throw new CroniumError("storage", `The data directory ${path} cannot be written`, {
      remedy: "Give your user write access to it, or choose another with --data.",
      cause: error,
    });
  }
  const lock = lockOrExplain(path);
  const recordPath = join(path, "host.json");
  return {
    path,
    announce(record) {
      try {
        writeFileSync(recordPath, JSON.stringify(record), { mode: 0o600 });
      } catch (error) {
        throw storageError(error, recordPath);
      }
    },
    release() {
      rmSync(recordPath, { force: true });
      lock.release();
    },
  };
}

/** Makes each missing folder by itself: Node's recursive way never ends where the system makes none, as in /proc. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function lockOrExplain(path: string): { release(): void } {
  let lock: { release(): void } | undefined;
  try {
    lock = holdFileLock(join(path, "host.lock"));
  } catch (error) {
    throw new CroniumError(
      "storage",
      `The data directory ${path} cannot be locked: ${error instanceof Error ? error.message : String(error)}`,
      {
        remedy: "Check its permissions and free space, or choose another with --data.",
        cause: error,
      },
    );
  }
  if (lock !== undefined) return lock;
  const holder = readHostRecord(path);
  throw new CroniumError(
    "conflict",
    `${path} is in use by ${holder === undefined ? "another Cronium" : `Cronium ${holder.version}, process ${String(holder.pid)}`}`,
    {
      remedy: `Use that one${holder?.url === undefined ? "" : ` (${holder.url})`}, stop it with \`cronium stop\`, or choose another directory with --data.`,
    },
  );
}

/** Whether a process holds the data directory now. */
export function isHeld(path: string): boolean {
  const lockPath = join(path, "host.lock");
  if (!existsSync(lockPath)) return false;
  const lock = holdFileLock(lockPath);
  lock?.release();
  return lock === undefined;
}

/** Who says to hold the directory; it may be gone, which only asking it can tell. */
export function readHostRecord(path: string): HostRecord | undefined {
  try {
    return hostRecord.parse(JSON.parse(readFileSync(join(path, "host.json"), "utf8")));
  } catch {
    // No record, or one half written: nobody can be named.
    return undefined;
  }
}

/**
 * As whom this host asks servers: by what goes with a copy of the data directory, and by what differs then.
 * @throws CroniumError `storage`
 */
export function askerOf(path: string, create: () => string): Asker {
  const place = createHash("sha256").update(resolve(path)).digest("hex").slice(0, 8);
  const computer = hostname().replaceAll(/[^A-Za-z0-9.-]/g, "-");
  return { installation: keptText(path, "installation-id", create), name: `${computer}:${place}` };
}

/** The secret that opens this host's doors, made at first use and readable by its owner alone. */
export function accessToken(path: string, create: () => string): string {
  return keptText(path, "access-token", create);
}

function keptText(path: string, name: string, create: () => string): string {
  const tokenPath = join(path, name);
  try {
    if (!existsSync(tokenPath)) writeFileSync(tokenPath, create(), { mode: 0o600, flag: "wx" });
    return readFileSync(tokenPath, "utf8").trim();
  } catch (error) {
    throw storageError(error, tokenPath);
  }
}
