import { expect, test } from "vitest";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";

const open = useTestHosts();

test("an end is recorded even where what the run left cannot be", async () => {
  const executor = createScriptedExecutor();
  const host = await open({ executor });
  const { id } = await host.api.events.create(sampleEvent());
  const { jobId } = await host.api.events.run({ id });
  const run = await executor.nth(0);
  // The table refuses such a size.
  run.context.leftOut?.("impossible", -1);
  run.end({ kind: "exited", exitCode: 3 });
  await expect
    .poll(async () => (await host.api.jobs.get({ id: jobId })).executions[0])
    .toMatchObject({ status: "failed", exitCode: 3 });
  expect(await host.api.jobs.files({ id: jobId })).toEqual([]);
});

test("a run is taken up even where what it used before cannot be read", async () => {
  const first = await open({});
  const { id } = await first.api.events.create(sampleEvent());
  const { jobId } = await first.api.events.run({ id });
  const { executionId } = (await first.executor.nth(0)).request;
  const broken = { execution_id: executionId, samples: "{", updated_at: 1 };
  await first.host.createContext().store.write.insertInto("execution_usage").values(broken).execute();
  const executor = createScriptedExecutor();
  const second = await first.restart(executor);
  const run = await executor.nth(0);
  expect(run.resumed).toBe(true);
  run.end({ kind: "exited", exitCode: 0 });
  await expect.poll(async () => (await second.api.jobs.get({ id: jobId })).status).toBe("completed");
  await second.host.stop();
});
