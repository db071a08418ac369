import { spawn, type ChildProcess } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../base/clock.ts";
import { silentLogger } from "../../base/logger.ts";
import { processStart, processState } from "../../base/processes.ts";
import { processesNaming, requestFor, uniqueSleep, type ConformanceBench } from "../conformance-bench.ts";
import { createRecordingContext, until } from "../recording-context.ts";
import { createLocalExecutor } from "./local-executor.ts";

const dataDirectory = await mkdtemp(join(tmpdir(), "cronium-forged-"));
const spoolDirectory = join(dataDirectory, "runs");
const executor = createLocalExecutor({ clock: systemClock, logger: silentLogger, directory: dataDirectory });
const bench: ConformanceBench = {
  executor,
  target: { on: "this-computer" },
  withoutInterpreter: {},
  remains: () => Promise.resolve([]),
  close: () => executor.close(),
};

afterAll(async () => {
  await executor.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

/** A process that has nothing to do with any run, in a group and session of its own. */
let bystander: ChildProcess;
let pid: number;

beforeEach(() => {
  bystander = spawn("sleep", [uniqueSleep()], { detached: true, stdio: "ignore" });
  pid = bystander.pid ?? 0;
});
afterEach(() => {
  bystander.kill("SIGKILL");
});

async function startSleeper(script = "sleep $CANARY") {
  const canary = uniqueSleep();
  const context = createRecordingContext();
  const request = requestFor(bench, `echo ready; ${script}`, { graceMs: 300, environment: { CANARY: canary } });
  const running = executor.run(request, context);
  await until("the sleeper to sleep", () => processesNaming(canary).length > 0);
  const directory = join(spoolDirectory, request.executionId);
  return { canary, context, request, running, directory };
}

describe("a process id that is another process's by now", () => {
  it("is not signalled, though the run's files name it", async () => {
    const { canary, context, running, directory } = await startSleeper();
    const [, , ...rest] = (await readFile(join(directory, "process"), "utf8")).trim().split(" ");
    await writeFile(join(directory, "process"), `${[pid, pid, ...rest].join(" ")}\n`);
    context.requestStop("cancel");
    expect(await running).toMatchObject({ kind: "stopped", survivors: [] });
    expect(processState(pid)).toBe("running");
    // The run itself was found by other marks.
    expect(processesNaming(canary)).toEqual([]);
  });

  it("is not signalled, though the account of an earlier stop names it", async () => {
    const { canary, context, running, directory } = await startSleeper("trap '' TERM; sleep $CANARY & wait");
    await appendFile(join(directory, "stopping"), `asked 1\nmember ${String(pid)} 1234 sleep\n`);
    context.requestStop("cancel");
    const outcome = await running;
    expect(outcome).toMatchObject({ kind: "stopped", survivors: [] });
    expect(processState(pid)).toBe("running");
    expect(processesNaming(canary)).toEqual([]);
  });

  it("is not signalled after a restart of the computer, when every number means another process", async () => {
    const { canary, context, running, directory, request } = await startSleeper();
    const words = (await readFile(join(directory, "process"), "utf8")).trim().split(" ");
    const forged = [pid, pid, processStart(pid), "another-boot", ...words.slice(4)];
    await writeFile(join(directory, "process"), `${forged.join(" ")}\n`);
    context.requestStop("cancel");
    const outcome = await running;
    expect(outcome).toMatchObject({ kind: "stopped", survivors: [], proof: { means: "restart", signals: [] } });
    expect(processState(pid)).toBe("running");
    // Put back, so that the run can be ended after all.
    await writeFile(join(directory, "process"), `${words.join(" ")}\n`);
    const again = createRecordingContext();
    again.requestStop("cancel");
    await executor.resume(request, context.lastHandle(), again);
    expect(processesNaming(canary)).toEqual([]);
  });
});

describe("a stop that was begun", () => {
  it("is gone on with by the next process, and its proof tells of both", async () => {
    const { canary, context, request, running, directory } = await startSleeper(
      "trap 'echo goodbye' TERM; sleep $CANARY & while :; do wait; done",
    );
    // The one who asked first leaves in the middle; what it had begun goes on without it.
    context.requestStop("timeout");
    await until("the first signals", async () =>
      (await readFile(join(directory, "stopping"), "utf8").catch(() => "")).includes("TERM"),
    );
    context.requestDetach();
    expect(await running).toEqual({ kind: "detached" });
    const again = createRecordingContext({ log: context.log });
    again.requestStop("timeout");
    const outcome = await executor.resume(request, context.lastHandle(), again);
    expect(processesNaming(canary)).toEqual([]);
    expect(outcome).toMatchObject({ kind: "stopped", reason: "timeout", survivors: [], proof: { survivors: [] } });
    const proof = outcome.kind === "stopped" ? outcome.proof : undefined;
    expect(proof?.signals.filter(({ signal }) => signal === "TERM")).toHaveLength(1);
    expect(proof?.ended.map(({ process }) => process).join()).toContain(canary);
    expect(proof?.askedAt).toBeLessThanOrEqual(proof?.signals[0]?.at ?? 0);
    // It was asked to go once.
    expect(again.log.text("stdout").match(/goodbye/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });
});
