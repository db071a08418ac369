import { expect, test } from "vitest";
import type { StopProof } from "./job.ts";
import { stopSummary } from "./stop-summary.ts";

const gone: StopProof = {
  reason: "cancel",
  askedAt: 1_000,
  means: "processes",
  signals: [{ at: 1_010, signal: "TERM", to: ["7 sh", "8 sleep"], count: 2 }],
  ended: [],
  goneAt: 1_400,
  survivors: [],
};
const kill = (to: readonly string[]) => ({ at: 6_000, signal: "KILL" as const, to, count: to.length });
const say = (changes: Partial<StopProof>) =>
  stopSummary({ ...gone, ...changes }, (milliseconds) => `${String(milliseconds)} ms`);

test("a stop is told in one sentence", () => {
  expect(say({})).toBe("TERM to 2 processes, all gone after 400 ms");
  const killed = [...gone.signals, kill(["7 sh"]), kill(["7 sh"])];
  expect(say({ signals: killed, goneAt: 6_100 })).toBe(
    "TERM to 2 processes, KILL to 1 after 5000 ms, all gone after 5100 ms",
  );
  const whole = [...gone.signals, kill(["control group /sys/fs/cgroup/x", "7 sh"])];
  expect(say({ signals: whole, means: "control_group" })).toContain("KILL to the whole control group after 5000 ms");
  expect(say({ means: "container" })).toContain("TERM to the whole container");
  expect(say({ goneAt: undefined, survivors: ["7 sudo", "8 sudo"] })).toBe("TERM to 2 processes, 2 still alive");
});

test("what could not be done, or need not, is told apart from what was", () => {
  expect(say({ means: "nothing", signals: [] })).toBe("nothing was left to stop");
  expect(say({ means: "restart", signals: [] })).toContain("restarted");
  expect(say({ means: "unreachable", signals: [] })).toContain("nobody could be asked");
});
