import { expect, test } from "vitest";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor, exitsWith } from "../testing/scripted-executor.ts";

const open = useTestHosts();

test("fifty requests at once under one key make one job, which is there after a restart too", async () => {
  const host = await open();
  const { id } = await host.api.events.create(sampleEvent());
  const request = { id, input: { b: 1, a: [2] }, idempotencyKey: "order 7" };
  const answers = await Promise.all(Array.from({ length: 50 }, () => host.api.events.run(request)));
  expect(answers.filter((answer) => answer.created)).toHaveLength(1);
  expect(new Set(answers.map((answer) => answer.jobId)).size).toBe(1);
  const [first] = answers;
  const again = await host.restart();
  // The same, its keys in another order.
  expect(await again.api.events.run({ ...request, input: { a: [2], b: 1 } })).toEqual({
    jobId: first?.jobId,
    created: false,
  });
  expect((await again.api.jobs.list()).jobs).toHaveLength(1);
});

test("another request under the same key is refused; another event has keys of its own", async () => {
  const host = await open();
  const { id } = await host.api.events.create(sampleEvent());
  const other = await host.api.events.create(sampleEvent({ name: "other" }));
  const first = await host.api.events.run({ id, input: 1, idempotencyKey: "k" });
  for (const differing of [{ input: 2 }, {}]) {
    await expect(host.api.events.run({ id, ...differing, idempotencyKey: "k" })).rejects.toMatchObject({
      cause: { code: "conflict", message: expect.stringContaining(first.jobId) as string },
    });
  }
  expect(await host.api.events.run({ id: other.id, input: 2, idempotencyKey: "k" })).toMatchObject({ created: true });
  expect((await host.api.jobs.list()).jobs).toHaveLength(2);
});

test("a job that is run again, and several events that are run at once, take keys too", async () => {
  const host = await open({ executor: createScriptedExecutor(exitsWith(1)) });
  const { id } = await host.api.events.create(sampleEvent());
  const [first, second] = [await host.api.events.run({ id }), await host.api.events.run({ id })];
  await host.clock.advance(0);
  const retried = await host.api.jobs.retry({ id: first.jobId, idempotencyKey: "again" });
  expect(retried.created).toBe(true);
  expect(await host.api.jobs.retry({ id: first.jobId, idempotencyKey: "again" })).toEqual({
    ...retried,
    created: false,
  });
  await expect(host.api.jobs.retry({ id: second.jobId, idempotencyKey: "again" })).rejects.toMatchObject({
    cause: { code: "conflict" },
  });
  const bulk = { ids: [id], action: { kind: "run" as const, idempotencyKey: "all" } };
  expect(await host.api.events.bulk(bulk)).toEqual(await host.api.events.bulk(bulk));
});
