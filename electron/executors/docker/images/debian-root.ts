import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Recipe } from "./recipe.ts";
import { imageFile } from "./recipe-files.ts";

/** Every file time in the archive is cut to this, so that the same packages make the same archive. */
const sourceDateEpoch = "1700000000";

/** What mmdebstrap needs to lay packages out without running them. */
const program = "mmdebstrap";

/** What stands in the way of building from Debian packages, for people; undefined: nothing known. */
export function packagesObstacle(): string | undefined {
  if (process.platform !== "linux") return "Debian packages can be unpacked on Linux only";
  const folders = (process.env["PATH"] ?? "").split(":");
  if (folders.some((folder) => existsSync(join(folder, program)))) return undefined;
  return `the program ${program} is missing (on Debian and Ubuntu: apt-get install mmdebstrap)`;
}

/**
 * Unpacks a recipe's packages from this computer's own package sources into an archive of a root folder, and hands its
 * path to `use`. The archive is removed afterwards.
 * @param tell takes what the program says, line by line
 * @throws Error with the program's last words; the signal's reason when it aborts
 */
export async function withDebianRoot<T>(
  recipe: Recipe,
  tell: (line: string) => void,
  signal: AbortSignal,
  use: (archive: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "cronium-image-"));
  try {
    const archive = join(folder, "root.tar");
    const completion = join(folder, "complete-root.sh");
    writeFileSync(completion, imageFile("complete-root.sh"));
    const words = [
      "--variant=extract",
      // It says that the folders are joined already; the package that joins them would bring a whole Perl along.
      `--include=usr-is-merged,${recipe.packages.join(",")}`,
      `--extract-hook=sh '${completion}' "$1" ${recipe.kind} ${String(recipe.user)}`,
      releaseOf(recipe),
      archive,
    ];
    // The computer's own sources first, as they are known to work; a foreign one among them may not fit.
    const own = await run([...words, ...packageSources()], tell, signal);
    if (own !== undefined) {
      tell(`With this computer's own package sources: ${own}. Trying the usual ones.`);
      const usual = await run(words, tell, signal);
      if (usual !== undefined) throw new Error(usual);
    }
    return await use(archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves with what went wrong, or undefined. */
function run(words: readonly string[], tell: (line: string) => void, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, SOURCE_DATE_EPOCH: sourceDateEpoch, LC_ALL: "C" },
      // A group of its own, so that all it starts can be ended with it.
      detached: true,
    });
    const end = (): void => {
      // On TERM it unmounts and removes what it has made.
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
      } catch {
        // It has ended by itself at this very moment.
      }
    };
    signal.addEventListener("abort", end, { once: true });
    let rest = "";
    const said: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const lines = `${rest}${text}`.split(/[\r\n]+/);
      rest = lines.pop() ?? "";
      for (const line of lines.filter((each) => each.trim() !== "" && !/^\s*[\d.]+%/.test(each))) {
        said.push(line);
        tell(line.replace(/^I: /, ""));
      }
    });
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(code === 0 ? undefined : said.slice(-3).join(" | ") || `it ended with ${String(code)}`);
    });
  });
}

/** The code name of this computer's Debian release, else the one the recipe was written for. */
function releaseOf({ release }: Recipe): string {
  const text = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const isDebian = /^ID=debian$/m.test(text);
  return (isDebian ? /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1] : undefined) ?? release;
}

/** Files in which this computer's package sources are written down. */
function packageSources(): readonly string[] {
  const folder = "/etc/apt/sources.list.d";
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(list|sources)$/.test(name)) : [];
  return ["/etc/apt/sources.list", ...names.sort().map((name) => join(folder, name))].filter(existsSync);
}
