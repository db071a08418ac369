import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Looks for a word in every process of this machine, those of other users and inside containers too: in its command
 * line, its environment, its control groups, and the command lines of its threads (whose first one may have ended).
 * Knows nothing of how the program finds processes. Dead ones that nobody has waited for do not count.
 */
export function processesWith(words: readonly string[]): readonly FoundProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const texts = [`/proc/${name}/cmdline`, `/proc/${name}/environ`, `/proc/${name}/cgroup`, ...threadFiles(name)];
      const found = texts.map(readIfThere).find((text) => words.some((word) => text.includes(word)));
      if (found === undefined || !isAlive(name)) return [];
      const command = readIfThere(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
      return [{ pid: Number(name), command: command || readIfThere(`/proc/${name}/comm`).trim() }];
    });
}

/** Containers of any state with the word in their name. */
export function containersWith(word: string): readonly string[] {
  return execFileSync("docker", ["ps", "-a", "--format", "{{.Names}}", "--filter", `name=${word}`], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((name) => name !== "");
}

function threadFiles(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      thread === pid ? [] : [`/proc/${pid}/task/${thread}/cmdline`, `/proc/${pid}/task/${thread}/environ`],
    );
  } catch {
    return [];
  }
}

/** One of its threads lives. */
function isAlive(pid: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((thread) => {
      const stat = readIfThere(`/proc/${pid}/task/${thread}/stat`);
      return stat !== "" && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
    });
  } catch {
    return false;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // It has ended meanwhile, or belongs to the kernel.
    return "";
  }
}
