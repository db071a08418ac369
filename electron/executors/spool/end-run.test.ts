import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import { startRun, takeUpRun } from "./attend-run.ts";
import {
  unreachable,
  scripted,
  untilAborted,
  exited,
  accountOf,
  started,
  runOn,
} from "../../testing/scripted-spool.ts";

describe("stopping a run", () => {
  const stopped =
    (...survivors: string[]) =>
    () =>
      Promise.resolve({ kind: "stopped", survivors, account: accountOf(1) } as const);

  it("names what is still alive", async () => {
    const { source } = scripted({ start: [started], follow: [untilAborted], stop: [stopped("9 sleep")] });
    const run = runOn(source);
    const outcome = startRun(run);
    run.context.requestStop("timeout");
    expect(await outcome).toMatchObject({ kind: "stopped", reason: "timeout", survivors: ["9 sleep"] });
  });

  it("gives up after half a minute when the place cannot be reached, and says what that means", async () => {
    const clock = createFakeClock(0);
    const { source } = scripted({ start: [started], follow: [untilAborted, unreachable], stop: [unreachable] });
    const run = runOn(source, clock);
    const outcome = startRun(run);
    await clock.advance(0);
    run.context.requestStop("cancel");
    await clock.advance(29_000);
    let settled = false;
    void outcome.then(() => (settled = true));
    await clock.advance(0);
    expect(settled).toBe(false);
    await clock.advance(5_000);
    expect(await outcome).toMatchObject({
      kind: "stopped",
      reason: "cancel",
      survivors: ["far could not be reached; the script may still run there"],
    });
  });

  it("takes its time where only the time limit has passed: a computer that wakes up has no network yet", async () => {
    const clock = createFakeClock(0);
    const ended = () => (clock.elapsed() < 120_000 ? unreachable() : Promise.resolve({ kind: "ended" } as const));
    const { source } = scripted({
      follow: [unreachable, () => Promise.resolve(undefined)],
      stop: [ended],
      status: [exited()],
    });
    const run = runOn(source, clock);
    run.context.requestStop("timeout");
    const outcome = takeUpRun(run, { phase: "started" });
    await clock.advance(130_000);
    expect(await outcome).toEqual({ kind: "exited", exitCode: 3 });
  });

  it("reports the exit code of a script that ended by itself just before", async () => {
    const ended = () => Promise.resolve({ kind: "ended" } as const);
    const { source } = scripted({
      start: [started],
      follow: [untilAborted, () => Promise.resolve(undefined)],
      stop: [ended],
      status: [exited()],
    });
    const run = runOn(source);
    const outcome = startRun(run);
    await new Promise(setImmediate);
    run.context.requestStop("timeout");
    expect(await outcome).toEqual({ kind: "exited", exitCode: 3 });
  });

  it("never starts what was stopped before its start was certain", async () => {
    const status = (fence: boolean) => Promise.resolve({ state: fence ? "unstarted" : "absent" } as const);
    const { source, calls } = scripted({ follow: [() => Promise.resolve(undefined)], status: [status] });
    const run = runOn(source);
    run.context.requestStop("cancel");
    expect(await takeUpRun(run, { phase: "starting" })).toMatchObject({
      kind: "stopped",
      reason: "cancel",
      survivors: [],
    });
    expect(calls).not.toContain("stop");
  });
});
