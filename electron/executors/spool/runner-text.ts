import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runtimesFolder } from "../delivery/runtimes-folder.ts";

/** The parts of the runner in runtimes/runner, as they follow each other. */
const parts = [
  "begin",
  "processes",
  "keep",
  "payload",
  "start",
  "follow",
  "status",
  "stop",
  "runtime",
  "sweep",
  "run",
  "due",
  "due-decide",
  "due-report",
  "due-timer",
  "main",
] as const;

/** The one file that runs scripts in a place. */
export interface Runner {
  readonly text: string;
  /** SHA-256 of the text, hex. */
  readonly sha256: string;
  /** Names this version where it is installed: the beginning of its checksum. */
  readonly version: string;
}

let known: Runner | undefined;

/**
 * The runner, put together of its parts without their comments; read once.
 * @throws Error when the program's own files are incomplete
 */
export function runnerText(): Runner {
  if (known) return known;
  const folder = join(runtimesFolder(), "runner");
  const lines = parts
    .flatMap((part) => readFileSync(join(folder, `${part}.sh`), "utf8").split("\n"))
    .filter((line, index) => index === 0 || !/^\s*(#|$)/.test(line));
  const text = `${lines.join("\n")}\n`;
  const sha256 = createHash("sha256").update(text).digest("hex");
  known = { text, sha256, version: sha256.slice(0, 16) };
  return known;
}
