import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { ExecutionRequest } from "../executor.ts";
import type { Commands } from "../spool/command-channel.ts";
import { createCommandSpool } from "../spool/command-spool.ts";
import { runnerText } from "../spool/runner-text.ts";
import { spoolFolder } from "./local-executor.ts";

/** Between TERM and KILL for a run that no execution knows, milliseconds. */
const graceMs = 1_000;

/** Directories of runs are named after their execution. */
const spoolName = /^exec_[A-Za-z0-9_-]{1,150}$/;

/**
 * Stops and removes the runs on this computer that no execution needs: what a restored backup, or a removal that a
 * crash cut short, has left.
 * @returns the execution ids of those removed
 */
export async function sweepSpools(
  place: {
    /** As the executor of this computer has it. */
    readonly directory: string;
    readonly commands: Commands;
    readonly clock: Clock;
    readonly logger: Logger;
  },
  isNeeded: (executionId: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const { directory, commands, clock, logger } = place;
  const removed: string[] = [];
  for (const executionId of await readdir(join(directory, spoolFolder)).catch(() => [])) {
    // Asked after the listing: whoever has a spool by then was recorded before it was made.
    if (!spoolName.test(executionId) || (await isNeeded(executionId))) continue;
    const spool = createCommandSpool({
      commands,
      clock,
      request: requestOf(executionId),
      directory,
      keepsPayloads: false,
      followFromStart: false,
      concern: "this-computer",
    });
    const { signal } = new AbortController();
    // One that has not begun must not begin now.
    await spool.status(true, signal);
    const stopped = await spool.stop(graceMs, signal);
    const survivors = stopped.kind === "stopped" ? stopped.survivors : [];
    if (survivors.length > 0) {
      logger.warn({ executionId, survivors }, "a run that no execution needs cannot be ended; it is tried again");
      continue;
    }
    await spool.discard(signal);
    removed.push(executionId);
    logger.info({ executionId }, "removed a run on this computer that no execution needs");
  }
  await sweepRunners(directory);
  return removed;
}

/** Removes versions of the runner that started none of the runs that are here. */
async function sweepRunners(directory: string): Promise<void> {
  const versions = await readdir(join(directory, "runner")).catch(() => []);
  const older = versions.filter((version) => version !== runnerText().version);
  if (older.length === 0) return;
  const spools = await readdir(join(directory, spoolFolder)).catch(() => []);
  const startedBy = await Promise.all(
    spools.map((spool) => readFile(join(directory, spoolFolder, spool, "runner"), "utf8").catch(() => "")),
  );
  const inUse = new Set(startedBy.map((version) => version.trim()));
  for (const version of older) {
    if (!inUse.has(version)) await rm(join(directory, "runner", version), { recursive: true, force: true });
  }
}

/** All that is needed to find a spool is its execution's id. */
function requestOf(executionId: string): ExecutionRequest {
  return {
    executionId,
    jobId: "",
    type: "BASH",
    script: "",
    environment: {},
    target: { on: "this-computer" },
    graceMs,
  };
}
