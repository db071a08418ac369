import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { discardProgram, followProgram, startProgram, statusProgram } from "./spool-programs.ts";
import { stopProgram } from "./stop-program.ts";
import { wrapperProgram } from "./wrapper-program.ts";

const programs = { startProgram, followProgram, statusProgram, stopProgram, discardProgram, wrapperProgram };
const shells = [["sh"], ["dash"], ["bash", "--posix"], ["busybox", "sh"]] as const;

describe.skipIf(process.platform === "win32")("every program of a spool", () => {
  it.each(Object.entries(programs))("%s is one to every shell there is", (_name, program) => {
    for (const [shell, ...flags] of shells) {
      const { error, stderr } = spawnSync(shell, [...flags, "-n"], { input: program, encoding: "utf8" });
      if (error === undefined) expect(stderr, shell).toBe("");
    }
  });
});
