import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readdir, readFile, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";

/** Gives each run a control group of its own, where this computer lets us. */
export interface ControlGroups {
  /** Makes the group of a run. @returns its directory, or an empty text where there can be none; never rejects */
  make(executionId: string): Promise<string>;
  /** Removes the group of a run that is over, if there is one and nothing is in it; never rejects. */
  drop(executionId: string): Promise<void>;
}

export interface ControlGroupChoices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Says whose groups these are. Those of other data directories are removed when they have long been empty. */
  readonly spoolDirectory: string;
  /** Absent: the control group this process is in. Undefined: there is none. */
  readonly own?: () => Promise<string | undefined>;
}

/** What every group of a run is called, whichever data directory it belongs to. */
const ourNames = /^cronium-[0-9a-f]{12}-exec_/;
const longEmptyMs = 3_600_000;

/**
 * Control groups of version 2 (kernel documentation, cgroup-v2), below the one this process is in: a process cannot
 * leave its group by any means of daemons, and `cgroup.kill` ends all of it at once, fork bombs too. No controller is
 * enabled, nothing is frozen, and no group but our own is ever written to. Where a group cannot be made (version 1,
 * not delegated, read-only, a kernel before 5.14, another system) runs do without.
 */
export function createControlGroups(choices: ControlGroupChoices): ControlGroups {
  const { clock, logger, spoolDirectory, own = ownGroup } = choices;
  const prefix = `cronium-${createHash("sha256").update(spoolDirectory).digest("hex").slice(0, 12)}-`;
  let parent: Promise<string | undefined> | undefined;

  async function openParent(): Promise<string | undefined> {
    const directory = await own();
    if (directory !== undefined) await sweep(directory);
    return directory;
  }

  /**
   * Removes the empty groups of runs whose files are gone, which a crash has left, and those of data directories that
   * nobody uses any more.
   */
  async function sweep(directory: string): Promise<void> {
    const needed = new Set(await readdir(spoolDirectory).catch(() => []));
    for (const name of await readdir(directory)) {
      if (!ourNames.test(name)) continue;
      const path = join(directory, name);
      const isNeeded = name.startsWith(prefix) ? needed.has(name.slice(prefix.length)) : await isYoung(path);
      // One with processes in it cannot be removed: a run is under way there, or has left them behind for good.
      if (!isNeeded) await rmdir(path).catch(() => undefined);
    }
  }

  /** Between making a group and the script's entering it, it is empty: but for a moment. */
  async function isYoung(path: string): Promise<boolean> {
    const made = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    return made === undefined || clock.now() - made < longEmptyMs;
  }

  return {
    async make(executionId) {
      try {
        const directory = await (parent ??= openParent());
        if (directory === undefined) return "";
        const group = join(directory, `${prefix}${executionId}`);
        await mkdir(group);
        try {
          for (const file of ["cgroup.procs", "cgroup.kill"]) await access(join(group, file), constants.W_OK);
        } catch (error) {
          await rmdir(group);
          throw error;
        }
        return group;
      } catch (error) {
        if (isFileError(error, "EEXIST")) return "";
        // It will not be otherwise for the next run.
        parent = Promise.resolve(undefined);
        logger.info({ reason: String(error) }, "runs on this computer get no control group of their own");
        return "";
      }
    },

    async drop(executionId) {
      const directory = await parent?.catch(() => undefined);
      if (directory !== undefined) await rmdir(join(directory, `${prefix}${executionId}`)).catch(() => undefined);
    },
  };
}

function isFileError(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** The directory of the control group (version 2) this process is in; undefined where there is none to be seen. */
async function ownGroup(): Promise<string | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    return findGroup(await readFile("/proc/self/mountinfo", "utf8"), await readFile("/proc/self/cgroup", "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Finds a process's control group in the file system.
 * @param mounts /proc/self/mountinfo, as proc(5) has it
 * @param groups /proc/self/cgroup, as cgroups(7) has it
 */
export function findGroup(mounts: string, groups: string): string | undefined {
  const path = /^0::(\/.*)$/m.exec(groups)?.[1];
  if (path === undefined || path.split("/").includes("..")) return undefined;
  for (const line of mounts.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    if (!after.startsWith("cgroup2 ")) continue;
    const [, , , root = "", mountPoint = ""] = before.split(" ").map(unescapeOctal);
    const inside =
      root === "/" ? path : path === root || path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
    if (inside !== undefined) return join(mountPoint, inside);
  }
  return undefined;
}

/** Blanks and their like stand as octal numbers in mountinfo. */
function unescapeOctal(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_whole, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
