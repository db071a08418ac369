import { describe, expect, it } from "vitest";
import { buildPayload, payloadProblem } from "./payload.ts";

const request = { type: "BASH", script: "echo ü\n", environment: { A: "it's\ntwo lines", B: "" } } as const;

describe("buildPayload", () => {
  it("puts the environment first, counted in lines, and the script behind it, counted in bytes", () => {
    const { bytes, environmentLines, scriptBytes } = buildPayload(request);
    const lines = bytes.toString("utf8").split("\n");
    expect(lines.slice(0, environmentLines)).toEqual([
      "command export A='it'\\''s",
      "two lines'",
      "command export B=''",
    ]);
    expect(bytes.subarray(bytes.length - scriptBytes).toString("utf8")).toBe("echo ü\n");
    expect(lines.slice(environmentLines).join("\n")).toBe("echo ü\n");
  });

  it("tells python not to hold output back, unless the event says otherwise", () => {
    const text = (environment: Record<string, string>) =>
      buildPayload({ type: "PYTHON", script: "", environment }).bytes.toString("utf8");
    expect(text({})).toBe("command export PYTHONUNBUFFERED='1'\n");
    expect(text({ PYTHONUNBUFFERED: "" })).toBe("command export PYTHONUNBUFFERED=''\n");
  });

  it("can be empty", () => {
    expect(buildPayload({ type: "BASH", script: "", environment: {} })).toMatchObject({
      environmentLines: 0,
      scriptBytes: 0,
    });
  });
});

describe("payloadProblem", () => {
  it("finds nothing wrong with what a process can be given", () => {
    expect(payloadProblem({ executionId: "exec_job_AbC123_1700000000000", ...request })).toBeUndefined();
  });

  it.each([
    [{ executionId: "../x", environment: {} }, /id/],
    [{ executionId: "", environment: {} }, /id/],
    [{ executionId: "e", environment: { "A B": "" } }, /"A B"/],
    [{ executionId: "e", environment: { SECRET: "hush\0" } }, /SECRET/],
  ])("names what is wrong, never a value", (wrong, words) => {
    const problem = payloadProblem(wrong);
    expect(problem).toMatch(words);
    expect(problem).not.toContain("hush");
  });
});
