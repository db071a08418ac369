import { expect, test } from "vitest";
import { saveReport } from "../store/reports.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";

const open = useTestHosts();

test("a job tells what its script has told: how far it is, its condition, and the beginning of its output", async () => {
  const executor = createScriptedExecutor();
  const host = await open({ executor });
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  const run = await executor.nth(0);
  const { store, clock } = host.host.createContext();
  const { executionId } = run.request;
  expect((await host.api.jobs.get({ id: jobId })).executions[0]?.report).toBeUndefined();
  await expect(host.api.jobs.output({ executionId })).rejects.toThrow("gave no output");
  await expect(host.api.jobs.output({ executionId: "exec_none" })).rejects.toThrow("There is no execution");

  const progress = { fraction: 0.25, message: "loading" };
  await saveReport(store.write, executionId, { progress }, clock.now());
  const running = await host.api.jobs.get({ id: jobId });
  expect(running).toMatchObject({ progress, executions: [{ report: { progress, outputBytes: undefined } }] });
  expect((await host.api.jobs.list()).jobs[0]?.progress).toEqual(progress);
  expect((await host.api.system.overview()).running[0]?.progress).toEqual(progress);

  const output = JSON.stringify({ text: "é".repeat(1_000_000), none: null });
  await saveReport(store.write, executionId, { output, condition: false }, clock.now());
  run.end({ kind: "exited", exitCode: 0 });
  await host.clock.advance(1_000);
  const [execution] = (await host.api.jobs.get({ id: jobId })).executions;
  expect(execution?.report).toEqual({
    ...{ condition: false, progress, outputBytes: Buffer.byteLength(output) },
    outputStart: output.slice(0, 2_000),
  });
  expect((await host.api.jobs.list()).jobs[0]?.progress).toBeUndefined();
  const first = await host.api.jobs.output({ executionId });
  const rest = await host.api.jobs.output({ executionId, from: first.next });
  expect(first.text + rest.text).toBe(output);
  expect(rest.next).toBeUndefined();
});
