import { expect, it } from "vitest";
import type { Heartbeat } from "../../shared/watch.ts";
import { judgeAgain, judgeHeartbeat, type HeartbeatLook } from "./judge-heartbeat.ts";

const now = Date.UTC(2026, 2, 2, 12);
const second = 1_000;
const minute = 60 * second;

function look(beat: Partial<Heartbeat> = {}, rest: Partial<HeartbeatLook> = {}): HeartbeatLook {
  const heartbeat: Heartbeat = {
    pid: 4711,
    processStartedAt: "1",
    systemBootId: "boot",
    version: "1.2.3",
    at: now - 5 * second,
    lastTickAt: now - 5 * second,
    lagMs: 0,
    nextDueAt: now + minute,
    stopped: false,
    ...beat,
  };
  return { dataDirectory: "/data", heartbeat, process: "running", restarted: false, diskFull: false, now, ...rest };
}

it.each<[string, HeartbeatLook, string, RegExp]>([
  ["no heartbeat", look({}, { heartbeat: undefined }), "unknown", /has not run on it yet/],
  ["a fresh one", look(), "alive", /runs as process 4711; its latest sign of life is 5 s old/],
  ["nothing due", look({ nextDueAt: null }), "alive", /runs/],
  ["just within the limit", look({ at: now - 2 * minute }), "alive", /2 min old/],
  ["past the limit", look({ at: now - 2 * minute - 1 }), "stuck", /lives and does not work/],
  ["one from the future", look({ at: now + 3 * minute }), "stuck", /lives and does not work/],
  [
    "due long since",
    look({ nextDueAt: now - 3 * minute }),
    "stuck",
    /does not act on what is due since 2026-03-02T11:57:00Z/,
  ],
  ["due a moment ago", look({ nextDueAt: now - minute }), "alive", /runs/],
  ["process gone", look({}, { process: "gone" }), "dead", /has ended without being asked to/],
  ["number taken", look({}, { process: "other" }), "dead", /has ended without being asked to/],
  ["another boot", look({}, { process: "other", restarted: true }), "dead", /when the computer went down/],
  ["stopped, gone", look({ stopped: true }, { process: "gone" }), "stopped", /as it was asked to/],
  ["stopped, old", look({ stopped: true, at: now - 999 * minute }), "stopped", /as it was asked to/],
])("%s", (_name, given, verdict, message) => {
  const finding = judgeHeartbeat(given);
  expect(finding.verdict).toBe(verdict);
  expect(finding.message).toMatch(message);
  // Whatever is wrong comes with what to do.
  expect(finding.remedy !== undefined).toBe(verdict === "dead" || verdict === "stuck");
});

it("says what holds a stuck program where it can be seen", () => {
  const stale = { at: now - 10 * minute };
  expect(judgeHeartbeat(look(stale, { process: "held" })).remedy).toContain("kill -CONT 4711");
  expect(judgeHeartbeat(look(stale, { diskFull: true })).remedy).toContain("is full");
  expect(judgeHeartbeat(look(stale)).remedy).toContain("end process 4711");
});

it("believes a computer that has just woken, once its program has moved on", () => {
  const asleep = look({ at: now - 480 * minute, nextDueAt: now - 400 * minute });
  const later = { now: now + 30 * second };
  const still = look({ at: now - 480 * minute, nextDueAt: now - 400 * minute }, later);
  expect(judgeAgain(asleep, still).verdict).toBe("stuck");
  expect(judgeAgain(asleep, look({ at: now + 20 * second }, later)).verdict).toBe("alive");
});

it("believes a program that catches up with what was due, step by step", () => {
  const first = look({ nextDueAt: now - 400 * minute });
  const later = { now: now + 30 * second };
  const fresh = now + 29 * second;
  expect(judgeAgain(first, look({ at: fresh, nextDueAt: now - 300 * minute }, later)).verdict).toBe("alive");
  // It writes that it lives, and gets nowhere.
  expect(judgeAgain(first, look({ at: fresh, nextDueAt: now - 400 * minute }, later)).verdict).toBe("stuck");
});

it("believes a program whose clock was set back while its heartbeat goes on", () => {
  const ahead = look({ at: now + 60 * minute });
  const later = { now: now + 30 * second };
  expect(judgeAgain(ahead, look({ at: now + 20 * second }, later)).verdict).toBe("alive");
  expect(judgeAgain(ahead, look({ at: now + 60 * minute }, later)).verdict).toBe("stuck");
});

it("sees an end, or an orderly stop, that comes between two looks", () => {
  const stale = look({ at: now - 10 * minute });
  const later = { now: now + 30 * second };
  expect(judgeAgain(stale, look({ at: now - 10 * minute }, { ...later, process: "gone" })).verdict).toBe("dead");
  expect(judgeAgain(stale, look({ at: now + second, stopped: true }, later)).verdict).toBe("stopped");
});
