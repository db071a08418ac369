import { createHash } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact } from "../store/artifacts.ts";
import { syncFolder } from "../store/durable-files.ts";

/**
 * Stores a file that a run has left, readable by its owner alone. It goes by a number made of its path, so that no name
 * that a script chooses can mean anything to the file system, and the same file takes its own place again.
 * @param folder below the data directory
 * @throws what the file system or `content` throws; nothing is left then
 */
export async function storeArtifact(
  dataDirectory: string,
  folder: string,
  path: string,
  content: AsyncIterable<Uint8Array>,
): Promise<Artifact> {
  const name = createHash("sha256").update(path).digest("hex").slice(0, 32);
  const directory = join(dataDirectory, folder);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const incoming = join(directory, `${name}.incoming`);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const file = await open(incoming, "w", 0o600);
    try {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        await file.appendFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(incoming, join(directory, name));
    syncFolder(directory);
  } catch (error) {
    await rm(incoming, { force: true });
    throw error;
  }
  return { path, bytes, sha256: hash.digest("hex"), storedPath: `${folder}/${name}` };
}
