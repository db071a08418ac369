import { describe, expect, it } from "vitest";
import { parseStatus, parseStop } from "./answers.ts";

describe("parseStatus", () => {
  it.each([
    ["running 12 12 3456 boot", { state: "running", process: { pid: 12, group: 12, identity: "3456", boot: "boot" } }],
    ["exited 3 10 20 0 0", { state: "exited", exitCode: 3, stdout: 10, stderr: 20, whole: true }],
    ["exited 0 10 20 0 1", { state: "exited", exitCode: 0, stdout: 10, stderr: 20, whole: false }],
    ["gone 5 6 rebooted", { state: "gone", stdout: 5, stderr: 6, rebooted: true }],
    ["gone 5 6 vanished", { state: "gone", stdout: 5, stderr: 6, rebooted: false }],
    ["starting", { state: "starting" }],
    ["unstarted", { state: "unstarted" }],
    ["absent", { state: "absent" }],
  ])("reads %s", (line, expected) => {
    expect(parseStatus(line)).toEqual(expected);
  });

  it.each(["", "exited", "exited x 1 2 0 0", "running", "something else"])("does not guess at %j", (line) => {
    expect(() => parseStatus(line)).toThrow(/answer that is none/);
  });
});

describe("parseStop", () => {
  it("names the survivors", () => {
    expect(parseStop(["stopped", "survivor 77 sleep 1000 "])).toEqual({
      kind: "stopped",
      survivors: ["77 sleep 1000"],
    });
    expect(parseStop(["stopped"])).toEqual({ kind: "stopped", survivors: [] });
  });

  it("tells that there was nothing to stop", () => {
    expect(parseStop(["ended"])).toEqual({ kind: "ended" });
    expect(parseStop(["absent"])).toEqual({ kind: "absent" });
    expect(() => parseStop([])).toThrow(/answer that is none/);
  });
});
