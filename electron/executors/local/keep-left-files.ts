import { constants } from "node:fs";
import { lstat, open, opendir } from "node:fs/promises";
import { join } from "node:path";
import { usualContainer } from "../../../shared/container.ts";
import type { ExecutionContext, ExecutionOutcome } from "../executor.ts";
import { createFileKeeper, outputVariable, type FileKeeper } from "../keep-files.ts";

/** Whoever leaves more than this is not looked through to the end. */
const mostEntries = 20_000;
/** Not even a swapped name leads elsewhere, and a pipe that nobody writes to holds nobody up. */
const readPlainly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Keeps what a run on this computer has left in its directory, once it has ended. No link is followed.
 * @returns the outcome, which this does not change
 * @throws what the run's log throws
 */
export async function keepLeftFiles(
  outcome: ExecutionOutcome,
  directory: string,
  context: ExecutionContext,
): Promise<ExecutionOutcome> {
  if (context.keepArtifact === undefined || (outcome.kind !== "exited" && outcome.kind !== "stopped")) return outcome;
  const keeper = createFileKeeper({ context, mostBytes: usualContainer.artifactBytes, directory: outputVariable });
  try {
    await takeAll(directory, keeper);
  } catch (error) {
    // The script may have removed it, or somebody else the whole spool.
    context.logger.debug({ error: String(error) }, "what a run left could not be looked through");
  }
  await keeper.finish();
  return outcome;
}

async function takeAll(directory: string, keeper: FileKeeper): Promise<void> {
  if (!(await lstat(directory)).isDirectory()) return;
  const folders = [""];
  let entries = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for await (const entry of await opendir(join(directory, folder))) {
      entries += 1;
      if (entries > mostEntries) {
        keeper.leaveOut(`there are more than ${String(mostEntries)}, the rest was not looked at`);
        return;
      }
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        folders.push(path);
        continue;
      }
      const { size } = await lstat(join(directory, path));
      const isFile = entry.isFile();
      await keeper.take({ path, bytes: size, isFile, open: () => contentOf(join(directory, path), size) });
    }
  }
}

/** As many bytes as it had when it was found: one that grows for ever has an end so. */
async function* contentOf(path: string, size: number): AsyncIterable<Uint8Array> {
  const file = await open(path, readPlainly);
  try {
    if (!(await file.stat()).isFile()) throw new Error("it is no file any more");
    const stream = file.createReadStream({ autoClose: false, start: 0, end: Math.max(0, size - 1) });
    if (size > 0) yield* stream as AsyncIterable<Uint8Array>;
  } finally {
    await file.close();
  }
}
