import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuiltPayload } from "../executors/executor.ts";

/** Archives by their content: `<sha256>.tar.gz`, and beside each its checksum as `sha256sum -c` reads it. */
export interface PayloadFiles {
  /** Files appear whole or not at all. */
  store(payload: BuiltPayload): Promise<void>;
  /** @returns undefined when it is missing or no longer what its name says */
  read(sha256: string): Promise<BuiltPayload | undefined>;
  /** Removes whatever is not among these contents. @returns how many archives */
  keepOnly(needed: ReadonlySet<string>): Promise<number>;
}

const ending = ".tar.gz";

/** @param folder made with the first archive; only its owner can read it */
export function payloadFiles(folder: string): PayloadFiles {
  const pathOf = (sha256: string): string => join(folder, `${sha256}${ending}`);

  async function put(path: string, content: Uint8Array | string): Promise<void> {
    await writeFile(`${path}.incoming`, content, { mode: 0o600 });
    await rename(`${path}.incoming`, path);
  }

  return {
    async store({ sha256, bytes }) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await put(pathOf(sha256), bytes);
      await put(`${pathOf(sha256)}.sha256`, checksumLine(sha256, `${sha256}${ending}`));
    },
    async read(sha256) {
      const bytes = await readFile(pathOf(sha256)).catch(() => undefined);
      if (bytes === undefined || createHash("sha256").update(bytes).digest("hex") !== sha256) return undefined;
      return { sha256, bytes };
    },
    async keepOnly(needed) {
      const names = await readdir(folder).catch(() => []);
      const surplus = names.filter(
        (name) => !needed.has(name.slice(0, name.indexOf("."))) || name.endsWith(".incoming"),
      );
      for (const name of surplus) await rm(join(folder, name), { force: true });
      return surplus.filter((name) => name.endsWith(ending)).length;
    },
  };
}

/** The line that `sha256sum -c` checks a file by. */
function checksumLine(sha256: string, name: string): string {
  return `${sha256}  ${name}\n`;
}
