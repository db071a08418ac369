import { expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { runOn } from "../../testing/scripted-spool.ts";
import { takeUpRun } from "./attend-run.ts";
import type { SpoolSource, StopAnswer } from "./spool-source.ts";

const nobodyAsks = (): never => {
  throw new Error("nobody expected that");
};

/** Takes up a run that has ended while nobody was there. */
function takeUp(ago: { readonly endedAgoMs: number; readonly isOverdue?: true }, stopped?: StopAnswer) {
  const ended = { state: "exited", exitCode: 143, stdout: 0, stderr: 0, whole: true, left: [] } as const;
  const source: SpoolSource = {
    start: nobodyAsks,
    discard: nobodyAsks,
    follow: () => Promise.resolve(undefined),
    status: (_fence, _signal, when) => Promise.resolve(when === true ? { ...ended, ...ago } : ended),
    stop: () => Promise.resolve(stopped ?? nobodyAsks()),
  };
  return takeUpRun(runOn(source, createFakeClock(1_000_000)), { phase: "started" });
}

it("takes the end of a run from the clock of its place, unless it was just now", async () => {
  expect(await takeUp({ endedAgoMs: 90_000 })).toEqual({ kind: "exited", exitCode: 143, endedAt: 910_000 });
  expect(await takeUp({ endedAgoMs: 1_000 })).toEqual({ kind: "exited", exitCode: 143 });
});

it("has it from its place that a run was ended for taking too long, and how", async () => {
  const account = {
    restarted: false,
    control: undefined,
    begunAgoMs: 300,
    rounds: [{ signal: "TERM", agoMs: 200, to: ["9 sleep"] }],
    gone: [],
    clearAgoMs: 100,
  } as const;
  const overdue = { endedAgoMs: 90_000, isOverdue: true } as const;
  expect(await takeUp(overdue, { kind: "stopped", survivors: [], account })).toMatchObject({
    kind: "stopped",
    reason: "timeout",
    endedAt: 910_000,
    proof: { signals: [{ signal: "TERM" }] },
  });
  // It ended by itself at the last moment.
  expect(await takeUp(overdue, { kind: "ended" })).toMatchObject({ kind: "exited", exitCode: 143 });
});
