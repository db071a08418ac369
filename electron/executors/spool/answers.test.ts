import { describe, expect, it } from "vitest";
import { parseStatus } from "./answers.ts";

describe("parseStatus", () => {
  it.each([
    ["running 12 12 3456 boot", { state: "running", process: { pid: 12, group: 12, identity: "3456", boot: "boot" } }],
    ["exited 3 10 20 0 0", { state: "exited", exitCode: 3, stdout: 10, stderr: 20, whole: true, left: [] }],
    ["exited 0 10 20 0 1", { state: "exited", exitCode: 0, stdout: 10, stderr: 20, whole: false, left: [] }],
    ["gone 5 6 rebooted", { state: "gone", stdout: 5, stderr: 6, rebooted: true }],
    ["gone 5 6 vanished", { state: "gone", stdout: 5, stderr: 6, rebooted: false }],
    ["starting", { state: "starting" }],
    ["unstarted", { state: "unstarted" }],
    ["absent", { state: "absent" }],
  ])("reads %s", (line, expected) => {
    expect(parseStatus([line])).toEqual(expected);
  });

  it("reads what is told beside it", () => {
    const told = parseStatus(["exited 143 1 2 0 0", "left 12 sleep", "overdue", "ago 90"]);
    expect(told).toMatchObject({ left: ["12 sleep"], isOverdue: true, endedAgoMs: 90_000 });
    expect(parseStatus(["exited 0 1 2 0 0", "left 13 overdue", "ago x"])).toEqual(
      parseStatus(["exited 0 1 2 0 0", "left 13 overdue"]),
    );
  });

  it.each(["", "exited", "exited x 1 2 0 0", "running", "something else"])("does not guess at %j", (line) => {
    expect(() => parseStatus([line])).toThrow(/answer that is none/);
  });
});

describe("what a script left running", () => {
  it("is named, whatever it calls itself", () => {
    const lines = ["exited 0 1 2 0 0", "left 77 sleep 1000 ", "left 78 \u001b[2Jevil\u202e"];
    expect(parseStatus(lines)).toMatchObject({ left: ["77 sleep 1000", "78  [2Jevil"] });
  });
});
