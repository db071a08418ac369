import { existsSync, readFileSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { artifactFolder } from "../store/artifacts.ts";
import { replaceText } from "../store/durable-files.ts";
import { deleteJobs, knownExecutions, type SurplusJob } from "../store/retention.ts";
import type { Store } from "../store/store.ts";

const notedPaths = z.array(z.string());

/**
 * Removes jobs and then their logs, with the files their runs have left. Which logs these are is noted first: what a crash leaves of them is removed at the
 * next start, and nothing else ever is.
 * @returns how many jobs went
 * @throws CroniumError or Error of the file system
 */
export async function removeJobs(store: Store, dataDirectory: string, jobs: readonly SurplusJob[]): Promise<number> {
  if (jobs.length === 0) return 0;
  const paths = jobs.flatMap(({ logPaths }) => logPaths);
  if (paths.length > 0) replaceText(notePath(dataDirectory), JSON.stringify(paths));
  const removed = await deleteJobs(
    store.write,
    jobs.map(({ id }) => id),
  );
  await finishLogRemoval(store, dataDirectory);
  return removed;
}

/** Removes the noted logs whose executions are gone. One that is not was kept after all, or restored, with its log. */
export async function finishLogRemoval(store: Store, dataDirectory: string): Promise<void> {
  const note = notePath(dataDirectory);
  const paths = readNote(note);
  const known = await knownExecutions(store.write, paths.map(executionOf));
  for (const path of paths) {
    if (known.has(executionOf(path))) continue;
    await rm(join(dataDirectory, path), { force: true });
    await rm(join(dataDirectory, artifactFolder(path)), { recursive: true, force: true });
  }
  rmSync(note, { force: true });
}

/** A log is named after its execution. */
function executionOf(path: string): string {
  return basename(path, ".log");
}

function readNote(note: string): readonly string[] {
  if (!existsSync(note)) return [];
  const paths = notedPaths.parse(JSON.parse(readFileSync(note, "utf8")));
  return paths.filter((path) => path.startsWith("logs/") && !path.includes(".."));
}

function notePath(dataDirectory: string): string {
  return join(dataDirectory, "removing.json");
}
