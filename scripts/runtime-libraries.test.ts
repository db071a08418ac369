import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runToEnd } from "./run-to-end.mjs";

/** The tests of the libraries beside users' scripts, each in its own language. */
const libraries = [
  {
    language: "Python",
    needs: ["python3"],
    command: "python3",
    words: ["-B", "-W", "error::ResourceWarning", "-m", "unittest", "discover", "-s", "python/tests"],
    told: /Ran \d{2,} tests[^]*\nOK/,
  },
  {
    language: "bash",
    needs: ["bash", "curl", "jq", "python3"],
    command: "bash",
    words: ["bash/tests/run.sh"],
    told: /\d{3,} checks, 0 failed/,
  },
];

const runtimes = join(import.meta.dirname, "..", "runtimes");
/** Far more than they take: on a machine that is busy with much else they are slow, not wrong. */
const limitMilliseconds = 600_000;

function missingOf(programs: readonly string[]): readonly string[] {
  return programs.filter((program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status !== 0);
}

it.concurrent.each(libraries)(
  "$language speaks to a runtime as it should",
  async ({ language, needs, command, words, told }) => {
    const missing = missingOf(needs);
    if (missing.length > 0) {
      console.log(`The tests of the ${language} library are left out: no ${missing.join(", ")} on this machine.`);
      return;
    }
    const { code, output } = await runToEnd(command, words, { cwd: runtimes, timeoutMilliseconds: limitMilliseconds });
    expect(output).toMatch(told);
    expect(code).toBe(0);
  },
  limitMilliseconds + 10_000,
);
