import { expect, test } from "vitest";
import type { ActionInput } from "../../shared/action.ts";
import { actionTriggers } from "../../shared/words.ts";
import { useTestHosts } from "../testing/host-bench.ts";
import { sampleEvent, type TestHost } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";

const open = useTestHosts();

async function lostJob(actions: ActionInput[] = []): Promise<{ readonly host: TestHost; readonly id: string }> {
  const host = await open({ executor: createScriptedExecutor(() => ({ kind: "unknown", message: "nobody knows" })) });
  const event = await host.api.events.create(sampleEvent({ actions }));
  const { jobId } = await host.api.events.run({ id: event.id, idempotencyKey: "order 7", input: { a: 1 } });
  await host.clock.advance(1_000);
  return { host, id: jobId };
}

const resolvedStep = async (host: TestHost, id: string) =>
  (await host.api.jobs.get({ id })).timeline.filter(({ what }) => what === "resolved");

test("a person's verdict is a step of the job's life, with its time and its note", async () => {
  const { host, id } = await lostJob();
  expect(await resolvedStep(host, id)).toEqual([]);
  const at = host.clock.now();
  await host.api.jobs.resolve({ id, as: "completed", note: "the backup is there" });
  expect(await resolvedStep(host, id)).toEqual([
    { at, what: "resolved", detail: "marked as done by hand: the backup is there" },
  ]);
  expect(await host.api.jobs.get({ id })).toMatchObject({ idempotencyKey: "order 7", timeline: { length: 5 } });
});

test("a retry settles a job that needs attention, each names the other, and what follows from its end happens once", async () => {
  const { host, id } = await lostJob(actionTriggers.map((when) => ({ when, do: "notify" })));
  const told = async () => (await host.api.outbox.list({ jobId: id })).messages.flatMap(({ trigger }) => trigger ?? []);
  const before = await told();
  expect(before.sort()).toEqual(["ALWAYS", "ON_FAILURE"]);
  const { jobId } = await host.api.jobs.retry({ id });
  expect(await host.api.jobs.get({ id })).toMatchObject({ status: "failed", retriedAs: [jobId], retryOf: undefined });
  expect(await resolvedStep(host, id)).toMatchObject([{ detail: `marked as failed by hand: Retried as job ${jobId}` }]);
  expect(await host.api.jobs.get({ id: jobId })).toMatchObject({ retryOf: id, retriedAs: [] });
  await host.clock.advance(1_000);
  expect((await told()).sort()).toEqual(before);
  const asking = await host.api.jobs.list({ statuses: ["needs_attention"] });
  expect(asking.jobs.map((job) => job.id)).toEqual([jobId]);
});

test("a job that was retried by itself is left alone where each is retried once", async () => {
  const { host, id } = await lostJob();
  const { jobId } = await host.api.jobs.retry({ id });
  expect(await host.api.jobs.retry({ id, once: true })).toEqual({ jobId, created: false });
  // Asked for by itself, it is wanted again.
  const second = await host.api.jobs.retry({ id });
  expect(second.created).toBe(true);
  expect((await host.api.jobs.get({ id })).retriedAs).toEqual([jobId, second.jobId]);
  expect((await host.api.jobs.list()).jobs).toHaveLength(3);
});

test("an archived event does not run, neither anew nor again", async () => {
  const { host, id } = await lostJob();
  const { eventId } = await host.api.jobs.get({ id });
  await host.api.events.setStatus({ id: eventId, status: "ARCHIVED" });
  const refused = {
    cause: { code: "conflict", remedy: expect.stringContaining(`event activate ${String(eventId)}`) as string },
  };
  await expect(host.api.events.run({ id: eventId })).rejects.toMatchObject(refused);
  await expect(host.api.jobs.retry({ id })).rejects.toMatchObject(refused);
  expect((await host.api.jobs.get({ id })).status).toBe("needs_attention");
  await host.api.events.setStatus({ id: eventId, status: "PAUSED" });
  expect((await host.api.events.run({ id: eventId })).created).toBe(true);
});
