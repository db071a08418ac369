import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../testing/fake-clock.ts";
import type { ExecutionLog } from "../executor.ts";
import { createRecordingContext, type RecordingContext } from "../recording-context.ts";
import { startRun, takeUpRun } from "./attend-run.ts";
import { LinkLostError, UnreachableError } from "./command-channel.ts";
import type { SpoolSource, StopAccount } from "./spool-source.ts";
import type { SpooledRun } from "./spooled-run.ts";

const process = { pid: 7, group: 7, identity: "1", boot: "b" };
const lost = (): Promise<never> => Promise.reject(new LinkLostError("The connection to far was lost"));
const unreachable = (): Promise<never> =>
  Promise.reject(new UnreachableError({ reason: "connect_failed", message: "far refused the connection" }));

/** A place that answers as told; each answer is used once, the last one for ever. */
function scripted(answers: { [Name in keyof SpoolSource]?: SpoolSource[Name][] }) {
  const calls: string[] = [];
  function take<Name extends keyof SpoolSource>(name: Name): SpoolSource[Name] {
    calls.push(name);
    const left = answers[name] ?? [];
    const answer = left.length > 1 ? left.shift() : left[0];
    if (!answer) throw new Error(`nobody expected ${name}`);
    return answer;
  }
  const source: SpoolSource = {
    start: (signal) => take("start")(signal),
    follow: (log, signal) => take("follow")(log, signal),
    status: (fence, signal) => take("status")(fence, signal),
    stop: (graceMs, signal) => take("stop")(graceMs, signal),
    discard: (signal) => take("discard")(signal),
  };
  return { source, calls };
}

const untilAborted = (_log: unknown, signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      resolve(undefined);
    });
    if (signal.aborted) resolve(undefined);
  });
const exited =
  (stdout = 0) =>
  () =>
    Promise.resolve({ state: "exited", exitCode: 3, stdout, stderr: 0, whole: true, left: [] } as const);
/** An account of a stop that needed so many rounds. */
const accountOf = (rounds: number): StopAccount => ({
  restarted: false,
  control: undefined,
  begunAgoMs: 300,
  rounds: Array.from({ length: rounds }, () => ({ signal: "TERM", agoMs: 200, to: ["9 sleep"] })),
  gone: [],
  clearAgoMs: 100,
});
const started = () => Promise.resolve({ kind: "started", process } as const);

function runOn(source: SpoolSource, clock = createFakeClock(0)): SpooledRun & { readonly context: RecordingContext } {
  const context = { ...createRecordingContext(), clock };
  const request = {
    executionId: "exec_1",
    jobId: "job_1",
    type: "BASH",
    script: "",
    environment: {},
    target: { on: "this-computer" },
    graceMs: 1_000,
  } as const;
  return { source, request, context, place: "far", handle: { where: "far" }, spoolFull: "session_failed" };
}

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
    const follow: SpoolSource["follow"] = (log) =>
      log.position().stdout > 0 ? Promise.resolve() : log.write("stdout", Buffer.from("half"));
    const run = runOn(scripted({ start: [started], follow: [follow], status: [exited(10)] }).source);
    expect(await startRun(run)).toEqual({ kind: "exited", exitCode: 3 });
    expect(run.context.log.text("system")).toContain("6 bytes of the log could not be fetched from far");
  });

  it("reads on until everything that was spooled is in the log", async () => {
    const write =
      (text: string): SpoolSource["follow"] =>
      (log) =>
        log.write("stdout", Buffer.from(text));
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
