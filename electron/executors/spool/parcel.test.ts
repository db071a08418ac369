import { describe, expect, it } from "vitest";
import { packOwn, packWhole, requestProblem } from "./parcel.ts";

const request = { type: "BASH", script: "echo ü\n", environment: { A: "it's\ntwo lines", B: "" } } as const;

describe("packWhole", () => {
  it("puts the environment first, counted in lines, and the block behind it, counted in bytes", () => {
    const { bytes, environmentLines, blockBytes } = packWhole(request);
    const lines = bytes.toString("utf8").split("\n");
    const environment = lines.slice(0, environmentLines);
    expect(environment[0]).toBe('set -- "$1" "$spool/script"');
    expect(environment.slice(-3)).toEqual(["command export A='it'\\''s", "two lines'", "command export B=''"]);
    expect(lines.slice(environmentLines).join("\n")).toBe(bytes.subarray(bytes.length - blockBytes).toString("utf8"));
    expect(lines[environmentLines]).toBe("{");
  });

  it("lets the shell itself read a small block of text, line by line, and no other", () => {
    const own = (content: string) =>
      packOwn({ type: "BASH", environment: {} }, [{ path: "runtime/out/address", bytes: Buffer.from(content) }]);
    const small = own("a\nb\n");
    expect(small.blockSize).toBe(
      `+${String(small.bytes.toString("utf8").split("\n").length - 1 - small.environmentLines)}`,
    );
    expect(own("a\0").blockSize).toBe(String(own("a\0").blockBytes));
    expect(own("x".repeat(2_000)).blockSize).toBe(String(own("x".repeat(2_000)).blockBytes));
    expect(packOwn({ type: "BASH", environment: {} }, []).blockSize).toBe("0");
  });

  it("tells python not to hold output back, unless the event says otherwise", () => {
    const text = (environment: Record<string, string>) =>
      packWhole({ type: "PYTHON", script: "", environment }).bytes.toString("utf8");
    expect(text({})).toContain("command export PYTHONUNBUFFERED='1'\n");
    expect(text({ PYTHONUNBUFFERED: "" })).toContain("command export PYTHONUNBUFFERED=''\n");
  });

  it("lets no variable of the event change where its files are", () => {
    const environment = { spool: "/elsewhere", NODE_PATH: "/mine" };
    const { bytes, environmentLines } = packWhole({ type: "NODEJS", script: "", environment });
    const lines = bytes.toString("utf8").split("\n").slice(0, environmentLines);
    const places = ["export NODE_PATH='/mine'", "$spool/node_modules${", "export spool="].map((part) =>
      lines.findIndex((line) => line.includes(part)),
    );
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
  });
});

describe("requestProblem", () => {
  it("finds nothing wrong with what a process can be given", () => {
    expect(requestProblem({ executionId: "exec_job_AbC123_1700000000000", ...request })).toBeUndefined();
  });

  it.each([
    [{ executionId: "../x", environment: {} }, /id/],
    [{ executionId: "", environment: {} }, /id/],
    [{ executionId: "e", environment: { "A B": "" } }, /"A B"/],
    [{ executionId: "e", environment: { SECRET: "hush\0" } }, /SECRET/],
  ])("names what is wrong, never a value", (wrong, words) => {
    const problem = requestProblem(wrong);
    expect(problem).toMatch(words);
    expect(problem).not.toContain("hush");
  });
});
