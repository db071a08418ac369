import { describe, expect, it } from "vitest";
import { proveStop } from "./prove-stop.ts";
import { parseStop } from "./stop-account.ts";

const lines = [
  "stopped",
  "asked 100000",
  "member 77 5012 sleep 1000",
  "member 78 5013 node  server.js ",
  "TERM 100002 77 78",
  "gone 100015 77",
  "killed 100052",
  "KILL 100052 78",
  "gone 100060 78",
  "control /sys/fs/cgroup/cronium-x",
  "clear 100060",
  "now 100070",
];

describe("parseStop", () => {
  it("reads the account, in milliseconds before the answer", () => {
    expect(parseStop(lines)).toEqual({
      kind: "stopped",
      survivors: [],
      account: {
        restarted: false,
        control: "/sys/fs/cgroup/cronium-x",
        begunAgoMs: 700,
        rounds: [
          { signal: "TERM", agoMs: 680, to: ["77 sleep 1000", "78 node  server.js"] },
          { signal: "KILL", agoMs: 180, to: ["control group /sys/fs/cgroup/cronium-x", "78 node  server.js"] },
        ],
        gone: [
          { process: "77 sleep 1000", agoMs: 550 },
          { process: "78 node  server.js", agoMs: 100 },
        ],
        clearAgoMs: 100,
      },
    });
  });

  it("names the survivors", () => {
    const survived = parseStop(["stopped", "survivor 77 sleep 1000 ", "now 5"]);
    expect(survived).toMatchObject({ kind: "stopped", survivors: ["77 sleep 1000"] });
  });

  it("takes no account that a script or a full disk has spoilt for a verdict, nor for a failure", () => {
    const spoilt = [
      "stopped",
      "asked 10",
      "ended",
      "absent",
      "TERM 1member 78 6 x",
      "gone",
      "KILL -5 77",
      "restarted",
      "now x",
    ];
    const answer = parseStop([...spoilt, "survivor 77 sleep 1000", "now 20"]);
    expect(answer).toMatchObject({
      kind: "stopped",
      survivors: ["77 sleep 1000"],
      account: { restarted: false, begunAgoMs: 100, rounds: [], gone: [], clearAgoMs: undefined },
    });
  });

  it("tells that there was nothing to stop", () => {
    expect(parseStop(["ended"])).toEqual({ kind: "ended" });
    expect(parseStop(["asked 5", "absent"])).toEqual({ kind: "absent" });
    expect(() => parseStop([])).toThrow(/answer that is none/);
    expect(() => parseStop(["asked 5"])).toThrow(/answer that is none/);
  });
});

describe("proveStop", () => {
  const prove = (answer: ReturnType<typeof parseStop>) => {
    if (answer.kind !== "stopped") throw new Error("it was not stopped");
    return proveStop(answer, "cancel", 1_000_000, 1_000_900);
  };

  it("puts what happened elsewhere on this computer's clock", () => {
    expect(prove(parseStop(lines))).toMatchObject({
      reason: "cancel",
      askedAt: 1_000_000,
      means: "control_group",
      signals: [
        { at: 1_000_220, signal: "TERM", count: 2 },
        { at: 1_000_720, signal: "KILL", count: 2 },
      ],
      ended: [
        { process: "77 sleep 1000", at: 1_000_350 },
        { process: "78 node  server.js", at: 1_000_800 },
      ],
      goneAt: 1_000_800,
      survivors: [],
    });
  });

  it("begins with the first of several requests", () => {
    const earlier = lines.map((line) => (line === "asked 100000" ? "asked 90000" : line));
    expect(prove(parseStop(earlier)).askedAt).toBe(1_000_900 - 100_700);
  });

  it("does not say that it is gone while something lives", () => {
    const proof = prove(parseStop(["stopped", "TERM 10 7", "survivor 7 sudo sleep", "now 20"]));
    expect(proof).toMatchObject({ goneAt: undefined, survivors: ["7 sudo sleep"], means: "processes" });
  });

  it("takes a restart for the end of everything", () => {
    expect(prove(parseStop(["restarted", "stopped"]))).toMatchObject({ means: "restart", goneAt: 1_000_900 });
  });

  it("stays small, however many processes there were", () => {
    const pids = Array.from({ length: 5_000 }, (_, index) => String(index + 10));
    const proof = prove(parseStop(["stopped", `TERM 10 ${pids.join(" ")}`, `gone 15 ${pids.join(" ")}`, "now 20"]));
    expect(proof.signals[0]?.count).toBe(5_000);
    expect(JSON.stringify(proof).length).toBeLessThan(8_000);
  });
});
