import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ExecutionContext } from "../executors/executor.ts";
import { sampleEvent } from "../testing/open-test-host.ts";
import { createScriptedExecutor } from "../testing/scripted-executor.ts";
import { serveTestHost, type ServedHost } from "../testing/served-host.ts";

const large = "ä".repeat(900_000);

async function* chunks(text: string): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 100_000) yield Promise.resolve(bytes.subarray(at, at + 100_000));
}

async function leave(context: ExecutionContext): Promise<void> {
  const sample = { readBytes: 5_000, writtenBytes: 0, receivedBytes: undefined, sentBytes: undefined, processes: 3 };
  context.usage?.({ atMs: 1_000, processorMs: 0, memoryBytes: 90_000_000, ...sample });
  context.usage?.({ atMs: 3_000, processorMs: 1_500, memoryBytes: 20_000_000, ...sample });
  await context.keepArtifact?.("deep/report.txt", chunks("first"));
  // As after a break: the same once more.
  await context.keepArtifact?.("deep/report.txt", chunks("second"));
  await context.keepArtifact?.("../large", chunks(large));
  context.leftOut?.("huge", 7_000_000_000);
}

let served: ServedHost;
beforeEach(async () => {
  served = await serveTestHost({
    executor: createScriptedExecutor(async ({ context }) => {
      await leave(context);
      return { kind: "exited", exitCode: 0 };
    }),
  });
});
afterEach(() => served.close());

async function runOne(): Promise<{ readonly jobId: string; readonly eventId: number; readonly executionId: string }> {
  const { api } = served.host;
  const { id } = await api.events.create(sampleEvent());
  const { jobId } = await api.events.run({ id });
  await expect.poll(async () => (await api.jobs.get({ id: jobId })).status).toBe("completed");
  const [execution] = (await api.jobs.get({ id: jobId })).executions;
  return { jobId, eventId: id, executionId: execution?.id ?? "" };
}

test("what a run leaves is kept for its owner alone, listed, read whole, and goes with its event", async () => {
  const { jobId, eventId, executionId } = await runOne();
  const { dataDirectory, api } = served.host;
  const folder = join(dataDirectory, "artifacts", "2026-03", executionId);
  expect(readdirSync(folder)).toHaveLength(2);
  expect(readdirSync(folder).every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
  expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);

  const { text } = await served.world.run("job", "files", jobId);
  expect(text).toMatch(/deep\/report\.txt +6 B +this-computer +1 +[0-9a-f]{64}/);
  expect(text).toMatch(/huge +7\.0 GB .*not kept/);
  expect((await served.world.run("job", "file", jobId, "deep/report.txt")).text).toBe("second");
  const output = join(dataDirectory, "saved");
  await served.world.run("job", "file", jobId, "../large", "--output", output);
  expect(await readFile(output, "utf8")).toBe(large);
  expect(await served.world.run("job", "file", jobId, "huge")).toMatchObject({ status: 1 });

  await api.events.remove({ id: eventId });
  expect(existsSync(folder)).toBe(false);
});

test("what a run uses is stored with its end, and shown with its peaks", async () => {
  const { jobId, executionId } = await runOne();
  const before = await served.host.api.jobs.usage({ executionId });
  expect(before.history?.peak).toEqual({ processors: 0.75, memoryBytes: 90_000_000, processes: 3 });
  expect(before.history?.samples.map(({ atMs }) => atMs)).toEqual([1_000, 3_000]);
  const { text } = await served.world.run("job", "show", jobId);
  expect(text).toMatch(
    /peak 0\.75 cores \(1\.5s of one\) +peak 90 MB memory +peak 3 processes +disk 5\.0 KB read, 0 B/,
  );
});
