import { createFakeClock } from "./fake-clock.ts";
import { createRecordingContext, type RecordingContext } from "../executors/recording-context.ts";
import { LinkLostError, UnreachableError } from "../executors/spool/command-channel.ts";
import type { SpoolSource, StopAccount } from "../executors/spool/spool-source.ts";
import type { SpooledRun } from "../executors/spool/spooled-run.ts";

/* A place that answers as a test says. */

export const process = { pid: 7, group: 7, identity: "1", boot: "b" };
export const lost = (): Promise<never> => Promise.reject(new LinkLostError("The connection to far was lost"));
export const unreachable = (): Promise<never> =>
  Promise.reject(new UnreachableError({ reason: "connect_failed", message: "far refused the connection" }));

/** A place that answers as told; each answer is used once, the last one for ever. */
export function scripted(answers: { [Name in keyof SpoolSource]?: SpoolSource[Name][] }) {
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

export const untilAborted = (_log: unknown, signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      resolve(undefined);
    });
    if (signal.aborted) resolve(undefined);
  });
export const exited =
  (stdout = 0) =>
  () =>
    Promise.resolve({ state: "exited", exitCode: 3, stdout, stderr: 0, whole: true, left: [] } as const);
/** An account of a stop that needed so many rounds. */
export const accountOf = (rounds: number): StopAccount => ({
  restarted: false,
  control: undefined,
  begunAgoMs: 300,
  rounds: Array.from({ length: rounds }, () => ({ signal: "TERM", agoMs: 200, to: ["9 sleep"] })),
  gone: [],
  clearAgoMs: 100,
});
export const started = () => Promise.resolve({ kind: "started", process } as const);

export function runOn(
  source: SpoolSource,
  clock = createFakeClock(0),
): SpooledRun & { readonly context: RecordingContext } {
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
