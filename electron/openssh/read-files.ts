import { glob, open } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { CroniumError } from "../../shared/errors.ts";
import { readClientConfig, type ClientConfig, type ConfigSource } from "./client-config.ts";

/** No configuration, key or list of host keys of a person is larger. */
const largestFileBytes = 4 * 1_024 * 1_024;
/** Files that one `Include` may name. */
const mostIncluded = 200;

/** Where the OpenSSH client has its files. */
export function clientFolder(): string {
  return join(homedir(), ".ssh");
}

/** `~` and `%d` are the home; what depends on a connection is left as it is. */
export function expandPath(path: string): string {
  const expanded = path.replace(/^~(?=\/|$)/, homedir()).replaceAll("%d", homedir());
  return isAbsolute(expanded) ? expanded : join(clientFolder(), expanded);
}

/** @returns undefined when there is no such file, or it is not a plain one that may be read and is of a usual size */
export async function readSmallFile(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    return size > largestFileBytes || !(await file.stat()).isFile() ? undefined : await file.readFile("utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}

/** @throws CroniumError `not_found` when the file is not there */
export async function readConfigFile(path: string): Promise<ClientConfig> {
  const text = await readSmallFile(path);
  if (text === undefined) {
    throw new CroniumError("not_found", `There is no configuration that can be read at ${path}`, {
      remedy: "Name another file, or add the servers one by one.",
    });
  }
  return readClientConfig({ path, text }, includedFiles);
}

async function includedFiles(pattern: string): Promise<readonly ConfigSource[]> {
  const found: ConfigSource[] = [];
  for await (const path of glob(expandPath(pattern))) {
    const text = await readSmallFile(path);
    if (text !== undefined) found.push({ path, text });
    if (found.length >= mostIncluded) break;
  }
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}
