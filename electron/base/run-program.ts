import { execFile } from "node:child_process";

/** How long a program of the system may take, milliseconds. */
const answerWithinMs = 15_000;

export interface ProgramResult {
  /** Exit status; undefined when the program is not there, could not be started, or did not end in time. */
  readonly status: number | undefined;
  readonly stdout: string;
  /** What it said went wrong, in one line. */
  readonly complaint: string;
}

/** Runs a program of the operating system with the words as they are: no shell reads them. Never throws. */
export type RunProgram = (
  program: string,
  words: readonly string[],
  environment?: NodeJS.ProcessEnv,
) => Promise<ProgramResult>;

/** @param environment of every program, beside what a call adds */
export function createRunProgram(environment: NodeJS.ProcessEnv): RunProgram {
  return (program, words, added) =>
    new Promise((resolve) => {
      const options = { env: { ...environment, ...added }, timeout: answerWithinMs, killSignal: "SIGKILL" } as const;
      const child = execFile(program, words, options, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
        resolve({ status, stdout, complaint: complaintOf(program, error, stderr) });
      });
      child.stdin?.end();
    });
}

function complaintOf(
  program: string,
  error: (Error & { code?: unknown; killed?: boolean }) | null,
  stderr: string,
): string {
  if (error === null) return "";
  if (error.code === "ENOENT") return `${program} is not there`;
  if (error.killed === true) return `${program} did not end within ${String(answerWithinMs / 1_000)} s`;
  const said = stderr.trim().replaceAll(/\s*\n\s*/g, " ");
  return `${program}: ${said === "" ? `it ended with ${String(error.code)}` : said}`;
}
