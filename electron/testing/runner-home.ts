import { execFile, execFileSync, type ExecFileException } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltPayload } from "../executors/executor.ts";
import { runnerText } from "../executors/spool/runner-text.ts";

export interface RunnerAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home directory of its own with the runner in it, and commands that have nothing but it. */
export interface RunnerHome {
  readonly home: string;
  /** Where the runner keeps what it keeps. */
  readonly directory: string;
  /** Puts a copy of the runner in place, as another version when one is named. @returns its path */
  install(version?: string): string;
  /** Stores a payload as a program does. @returns its path */
  keep(payload: BuiltPayload): string;
  /** Runs a command line under a shell, by words. `input` is given on stdin, which else ends at once. */
  run(words: readonly string[], choices?: { readonly input?: string; readonly path?: string }): Promise<RunnerAnswer>;
  /** Makes a directory that holds these programs alone. @returns its path */
  tools(programs: readonly string[]): string;
  /** Texts of all files below the directory, for looking for what must not be there. */
  allFiles(): string;
  remove(): void;
}

/** Makes a home for tests of the runner; `remove` takes it away. */
export function makeRunnerHome(): RunnerHome {
  const home = mkdtempSync(join(tmpdir(), "cronium-runner-"));
  const directory = join(home, ".cronium");
  const usualPath = process.env["PATH"] ?? "";

  function install(version = runnerText().version): string {
    const folder = join(directory, "runner", version);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, "cronium-runner");
    writeFileSync(path, runnerText().text, { mode: 0o600 });
    return path;
  }

  return {
    home,
    directory,
    install,
    keep({ sha256, bytes }) {
      const path = join(directory, "payloads", `${sha256}.tar.gz`);
      mkdirSync(join(directory, "payloads"), { recursive: true, mode: 0o700 });
      writeFileSync(path, bytes);
      writeFileSync(`${path}.sha256`, `${sha256}  ${sha256}.tar.gz\n`);
      return path;
    },
    run([program = "", ...words], { input, path = usualPath } = {}) {
      return new Promise((resolve) => {
        const child = execFile(
          program,
          words,
          { cwd: home, env: { HOME: home, PATH: path }, encoding: "utf8" },
          (error: ExecFileException | null, stdout: string, stderr: string) => {
            resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr });
          },
        );
        child.stdin?.on("error", () => undefined);
        child.stdin?.end(input ?? "");
      });
    },
    tools(programs) {
      const folder = mkdtempSync(join(home, "tools-"));
      for (const program of programs) {
        const found = execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
        symlinkSync(found, join(folder, program));
      }
      return folder;
    },
    allFiles: () => textsBelow(directory),
    remove() {
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function textsBelow(folder: string): string {
  if (!existsSync(folder)) return "";
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"))
    .join("\n");
}
