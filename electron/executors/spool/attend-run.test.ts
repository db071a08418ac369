import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import type { ExecutionLog } from "../executor.ts";
import { startRun, takeUpRun } from "./attend-run.ts";
import {
  process,
  lost,
  unreachable,
  scripted,
  untilAborted,
  exited,
  accountOf,
  started,
  runOn,
} from "../../testing/scripted-spool.ts";
import type { SpoolSource } from "./spool-source.ts";

describe("starting a run", () => {
  it("saves the handle first, and the process while what it writes is read already", async () => {
    const run = runOn(
      scripted({ start: [started], follow: [() => Promise.resolve(undefined)], status: [exited()] }).source,
    );
    expect(await startRun(run)).toEqual({ kind: "exited", exitCode: 3 });
    expect(run.context.happened[0]).toBe("handle");
    expect(run.context.happened.toSorted()).toEqual(["handle", "handle", "started"]);
    expect(run.context.handles.map((handle) => handle["phase"])).toEqual(["starting", "started"]);
    expect(run.context.lastHandle()).toEqual({ where: "far", phase: "started", process });
  });

  it("lets go of a run of which it cannot be noted that it has started", async () => {
    const place = scripted({ start: [started], follow: [untilAborted] });
    const run = runOn(place.source);
    const refused = new Error("somebody else's to run");
    const context = { ...run.context, started: () => Promise.reject(refused) };
    await expect(startRun({ ...run, context })).rejects.toThrow(refused);
    expect(place.calls).toEqual(["start", "follow"]);
  });

  it("says why the place cannot be reached, and remembers that nothing is there", async () => {
    const run = runOn(scripted({ start: [unreachable] }).source);
    expect(await startRun(run)).toMatchObject({ kind: "failed", failure: { reason: "connect_failed" } });
    expect(await takeUpRun(run, run.context.lastHandle())).toMatchObject({ failure: { reason: "lost" } });
  });

  it("finds out what became of a start whose link broke", async () => {
    const fenced = scripted({ start: [lost], status: [() => Promise.resolve({ state: "unstarted" } as const)] });
    expect(await startRun(runOn(fenced.source))).toMatchObject({ failure: { reason: "session_failed" } });
    const running = scripted({ start: [lost], status: [exited()] });
    const run = runOn(running.source);
    expect(await startRun(run)).toEqual({ kind: "exited", exitCode: 3 });
    expect(run.context.startedCount()).toBe(1);
  });
});

describe("staying with a run", () => {
  it("asks nobody how it has ended where that was told with its last bytes, and fetches what is missing then", async () => {
    const whole = scripted({ start: [started], follow: [exited()] });
    expect(await startRun(runOn(whole.source))).toEqual({ kind: "exited", exitCode: 3 });
    expect(whole.calls).toEqual(["start", "follow"]);
    const rest = async (log: ExecutionLog): Promise<undefined> =>
      log.write("stdout", Buffer.from("ab")).then(() => undefined);
    const short = scripted({ start: [started], follow: [exited(2), rest] });
    expect(await startRun(runOn(short.source))).toEqual({ kind: "exited", exitCode: 3 });
    expect(short.calls).toEqual(["start", "follow", "follow"]);
  });

  it("asks when a run that it has taken up has ended", async () => {
    const running = () => Promise.resolve({ state: "running", process } as const);
    const { source, calls } = scripted({ follow: [exited()], status: [running, exited()] });
    expect(await takeUpRun(runOn(source), { phase: "started" })).toEqual({ kind: "exited", exitCode: 3 });
    expect(calls).toEqual(["status", "follow", "status"]);
  });

  it("waits longer each time, and never gives up while nobody knows how it stands", async () => {
    const clock = createFakeClock(0);
    const tries: number[] = [];
    const status = () => {
      tries.push(clock.elapsed());
      return clock.elapsed() < 3_600_000 ? unreachable() : exited()();
    };
    const run = runOn(scripted({ start: [started], follow: [lost], status: [status] }).source, clock);
    const outcome = startRun(run);
    await clock.advance(3_700_000);
    expect(await outcome).toEqual({ kind: "exited", exitCode: 3 });
    const pauses = tries.map((at, index) => at - (tries[index - 1] ?? 0)).slice(0, 9);
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(run.context.log.text("system").split("\n")).toEqual([
      "The connection to far was lost. What was started goes on there; trying to reach it again.",
      "far refused the connection.",
      "far answers again.",
      "",
    ]);
  });

  it("does not ask on and on where the output of a run that goes on cannot be followed", async () => {
    const clock = createFakeClock(0);
    const status = () =>
      clock.elapsed() < 60_000 ? Promise.resolve({ state: "running", process } as const) : exited()();
    const place = scripted({ start: [started], follow: [() => Promise.resolve(undefined)], status: [status] });
    // A place that answers at once.
    const asked = (): number => place.calls.filter((name) => name === "status").length;
    const hasty = {
      ...place.source,
      status: (...words: Parameters<SpoolSource["status"]>) =>
        asked() > 1_000 ? exited()() : place.source.status(...words),
    };
    const outcome = startRun(runOn(hasty, clock));
    await clock.advance(120_000);
    expect(await outcome).toEqual({ kind: "exited", exitCode: 3 });
    expect(asked()).toBeLessThan(100);
  });

  it("says what of the log could not be fetched", async () => {
    const follow: SpoolSource["follow"] = async (log) => {
      if (log.position().stdout === 0) await log.write("stdout", Buffer.from("half"));
      return undefined;
    };
    const run = runOn(scripted({ start: [started], follow: [follow], status: [exited(10)] }).source);
    expect(await startRun(run)).toEqual({ kind: "exited", exitCode: 3 });
    expect(run.context.log.text("system")).toContain("6 bytes of the log could not be fetched from far");
  });

  it("reads on until everything that was spooled is in the log", async () => {
    const write =
      (text: string): SpoolSource["follow"] =>
      async (log) => {
        await log.write("stdout", Buffer.from(text));
        return undefined;
      };
    const { source } = scripted({
      start: [started],
      follow: [write("one "), write("two "), write("three")],
      status: [exited(13)],
    });
    const run = runOn(source);
    expect(await startRun(run)).toEqual({ kind: "exited", exitCode: 3 });
    expect(run.context.log.text("stdout")).toBe("one two three");
  });

  it("fails a run whose spool could not take everything", async () => {
    const status = () =>
      Promise.resolve({ state: "exited", exitCode: 0, stdout: 0, stderr: 0, whole: false, left: [] } as const);
    const { source } = scripted({ start: [started], follow: [() => Promise.resolve(undefined)], status: [status] });
    expect(await startRun(runOn(source))).toMatchObject({ kind: "failed", failure: { reason: "session_failed" } });
  });

  it("lets go at once when the program leaves", async () => {
    const run = runOn(scripted({ start: [started], follow: [untilAborted] }).source);
    const outcome = startRun(run);
    run.context.requestDetach();
    expect(await outcome).toEqual({ kind: "detached" });
  });

  it("tells a server that has restarted from a run that was killed", async () => {
    const gone = (rebooted: boolean) => () =>
      Promise.resolve({ state: "gone", stdout: 0, stderr: 0, rebooted } as const);
    const restarted = await takeUpRun(runOn(scripted({ status: [gone(true)] }).source), { phase: "started" });
    expect(restarted).toMatchObject({ kind: "unknown", message: expect.stringContaining("restarted") as string });
    const nothing = () => Promise.resolve({ kind: "stopped", survivors: [], account: accountOf(0) } as const);
    const quiet = runOn(scripted({ status: [gone(false)], stop: [nothing] }).source);
    const killed = await takeUpRun(quiet, { phase: "started" });
    expect(killed).toEqual({ kind: "unknown", message: expect.stringContaining("killed") as string });
  });

  it("ends what is left of a run that nobody watches over, and says so", async () => {
    const gone = () => Promise.resolve({ state: "gone", stdout: 0, stderr: 0, rebooted: false } as const);
    const ended = () => Promise.resolve({ kind: "stopped", survivors: [], account: accountOf(1) } as const);
    const { source, calls } = scripted({ status: [gone], stop: [ended] });
    const outcome = await takeUpRun(runOn(source), { phase: "started" });
    expect(outcome).toMatchObject({
      kind: "unknown",
      message: expect.stringContaining("What was left of it has been ended") as string,
      proof: { reason: "lost", signals: [{ signal: "TERM", to: ["9 sleep"], count: 1 }] },
    });
    expect(calls).toContain("stop");
  });

  it("names what a script that has ended left running", async () => {
    const left = () =>
      Promise.resolve({
        state: "exited",
        exitCode: 0,
        stdout: 0,
        stderr: 0,
        whole: true,
        left: ["12 ./server"],
      } as const);
    const run = runOn(
      scripted({ start: [started], follow: [() => Promise.resolve(undefined)], status: [left] }).source,
    );
    expect(await startRun(run)).toEqual({ kind: "exited", exitCode: 0 });
    expect(run.context.log.text("system")).toBe(
      "The script has ended and left running on far: 12 ./server. It goes on there by itself.\n",
    );
  });
});
