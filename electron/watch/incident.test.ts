import { expect, it } from "vitest";
import type { WatchFinding, WatchRecord, WatchVerdict } from "../../shared/watch.ts";
import { stepIncident } from "./incident.ts";

function finding(verdict: WatchVerdict, pid = 1): WatchFinding {
  const beat = { processStartedAt: "9", systemBootId: null, version: "1", at: 0, lastTickAt: null };
  const heartbeat = { ...beat, pid, lagMs: 0, nextDueAt: null, stopped: false };
  return { verdict, message: `it is ${verdict}`, remedy: "Do this.", heartbeat };
}

/** Goes through findings, one a minute; notices are shown unless their time is in `unshown`. */
function titles(findings: readonly WatchFinding[], unshown: readonly number[] = []): string[] {
  let record: WatchRecord | undefined;
  const shown: string[] = [];
  findings.forEach((found, minute) => {
    const step = stepIncident(record, found, minute);
    record = step.record;
    if (step.notice === undefined || unshown.includes(minute)) return;
    shown.push(`${String(minute)} ${step.notice.title}`);
    if (record.incident !== null) record = { ...record, incident: { ...record.incident, notifiedAt: minute } };
  });
  return shown;
}

it("tells of an incident once, and once when it is well again", () => {
  const sequence = ["alive", "dead", "dead", "dead", "alive", "alive"] as const;
  expect(titles(sequence.map((verdict) => finding(verdict)))).toEqual([
    "1 Cronium is not running",
    "4 Cronium works again",
  ]);
});

it("takes what is stuck and then ended for one incident, and another process that fails for a new one", () => {
  expect(titles([finding("stuck"), finding("dead"), finding("dead", 2), finding("dead", 2)])).toEqual([
    "0 Cronium is stuck",
    "2 Cronium is not running",
  ]);
});

it("tries again what could not be shown, and does not tell that something nobody heard of is over", () => {
  expect(titles([finding("dead"), finding("dead"), finding("dead")], [0])).toEqual(["1 Cronium is not running"]);
  expect(titles([finding("dead"), finding("alive")], [0])).toEqual([]);
});

it("is silent when the program was stopped as asked, before an incident and after", () => {
  expect(titles([finding("stopped"), finding("stopped")])).toEqual([]);
  expect(titles([finding("dead"), finding("stopped"), finding("alive")])).toEqual(["0 Cronium is not running"]);
});

it("keeps an incident open while the heartbeat cannot be read", () => {
  expect(titles([finding("dead"), finding("unknown"), finding("dead"), finding("alive")])).toEqual([
    "0 Cronium is not running",
    "3 Cronium works again",
  ]);
});

it("says what is wrong and what to do, and since when", () => {
  const { record, notice } = stepIncident(undefined, finding("stuck"), 5);
  expect(notice).toEqual({ title: "Cronium is stuck", body: "it is stuck. Do this.", urgent: true });
  expect(record).toMatchObject({ lookedAt: 5, verdict: "stuck", incident: { since: 5, notifiedAt: null } });
  expect(stepIncident(record, finding("dead"), 9).record.incident).toMatchObject({ verdict: "dead", since: 5 });
});
